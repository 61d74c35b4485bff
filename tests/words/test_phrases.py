"""Conclusions and absences in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from licet.grammar import tree
from licet.grammar.write import format_literal
from licet.logic.ir import Literal
from licet.logic.values import UNKNOWN, Month, Row
from licet.policy.relation_names import Family, family_of
from licet.words.fragments import text_of
from licet.words.phrases import Phrases, phrases_of
from support.view_policies import knowledge


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return phrases_of(knowledge().base)


JUNE = Month(2023, 6)


@pytest.mark.parametrize(
    ("relation", "row", "words"),
    [
        ("descends_from", ("tuned", "llama_7b"), "tuned descends_from llama_7b"),
        ("generative", ("other",), "other is generative"),
        ("breaks_law", ("chat",), "breaks_law(chat)"),
        ("users", ("acme", JUNE, 700_000_000), "users(acme, 2023-06) = 700 million"),
        ("users?", ("snap", JUNE, UNKNOWN), "users(snap, 2023-06) is unknown"),
        ("users?", ("snap", JUNE, 5), "possibly users(snap, 2023-06) = 5"),
        ("price", ("llama_7b", Decimal("0.25")), "price(llama_7b) = 0.25"),
        ("motto", ("acme", "get"), 'motto(acme) = "get"'),
        ("on", ("chat", date(2023, 10, 1)), "on(chat) = 2023-10-01"),
        ("not_declared", ("a", "b", "c"), "not_declared(a, b, c)"),
        ("fulfils_of", ("a", "notice", "llama"), "a fulfils notice of llama"),
        ("fulfils_of_for", ("a", "notice", "llama", "chat"), "a fulfils notice of llama for chat"),
        ("deny:fulfils_of", ("a", "notice", "llama"), "not a fulfils notice of llama"),
        ("governs:llama", ("chat", "tuned"), "llama governs what chat does to tuned"),
        ("llama.grant", ("chat", "tuned"), "clause llama.grant (1.a) is live for tuned in chat"),
        ("llama.grant:applies", ("chat", "tuned"), "clause llama.grant (1.a) applies to tuned in chat"),
        ("llama.grant:applies?", ("chat", "tuned"), "possibly clause llama.grant (1.a) applies to tuned in chat"),
        ("llama.grant:speaks", ("chat", "run", "tuned"), "clause llama.grant (1.a) speaks to run tuned in chat"),
        ("llama.grant:stands", ("chat", "run", "tuned"), "clause llama.grant (1.a) stands for run tuned in chat"),
        ("permit:llama", ("chat", "run", "tuned"), "llama permits chat to run tuned"),
        ("forbid:llama", ("chat", "run", "tuned"), "llama forbids chat to run tuned"),
        ("barred:llama", ("chat", "run", "tuned"), "llama bars chat from what it does: run tuned"),
        ("unmet:llama", ("chat", "run", "tuned"), "chat refuses a condition of llama to run tuned"),
        ("breach:llama", ("chat", "run", "tuned"), "chat refuses what llama asks of who would run tuned"),
        (":forbidden", ("chat", "llama", "run", "tuned"), "llama forbids chat to run tuned"),
        (":not_granted", ("chat", "llama", "run", "tuned"), "llama does not grant chat to run tuned"),
        (":touches", ("chat", "tuned", "llama_7b"), "llama_7b is in what chat does to tuned"),
        (":fulfils", ("chat", "notice", "llama", "tuned"), "chat fulfils notice of llama for tuned"),
        (":refuses", ("chat", "notice", "llama", "tuned"), "chat refuses notice of llama for tuned"),
        (":passes", ("chat", "llama", "run", "tuned"), "llama lets chat run tuned"),
        (":bound", ("chat", "llama", "run", "tuned"), "tuned is under llama, at no choice"),
        (
            ":aside",
            ("chat", "llama", "run", "tuned"),
            "llama is set aside for run tuned: another license may be chosen",
        ),
        (":act", ("chat", "run", "tuned", "permitted"), "to run tuned is permitted in chat"),
        (":outcome", ("chat", "not granted"), "the verdict of chat is not granted"),
        (":allowed", ("chat",), "nothing speaks against chat"),
        (":owes", ("chat", "notice", "llama", "share", "tuned"), "chat owes notice to llama, to share tuned"),
        (":unsettled", ("chat", "other", "license", "other"), "no license of other is known on that day"),
        (":unsettled", ("chat", "other", "unread", "closed"), "no clause of closed is encoded"),
        ("unknown:users", ("snap", JUNE), "users(snap, 2023-06) is unknown"),
        ("unknown:breaks_law", ("chat",), "it is unknown whether breaks_law(chat)"),
        ("unsure:users", ("snap", JUNE), "users(snap, 2023-06) is stated to be unknown"),
        ("deny:breaks_law", ("chat",), "not breaks_law(chat)"),
        ("chosen:improves", ("any_help",), "reading any_help of improves is taken"),
        ("dropped:improves", ("any_help",), "reading any_help of improves is set aside"),
        ("improves/any_help", ("judging", "other"), "judging improves other under reading any_help"),
        ("llama.no_improving:unless1", ("other",), "exception 1 of clause llama.no_improving (1.b) holds"),
        ("group_users#ab12:given", ("acme",), "one case counted by the rule for group_users"),
        ("dom:use", ("chat",), "chat is a name of kind use"),
    ],
)
def test_what_holds(phrases: Phrases, relation: str, row: Row, words: str) -> None:
    assert text_of(phrases.holds(relation, row)) == words


@pytest.mark.parametrize(
    ("relation", "pattern", "words"),
    [
        ("trains", ("judging", None), "not judging trains _"),
        ("breaks_law?", ("chat",), "not breaks_law(chat)"),
        ("breaks_law", ("chat",), "not certain: breaks_law(chat)"),
        ("improves/any_help", ("chat", None), "not chat improves _ under reading any_help"),
        ("governs:llama", ("chat", None), "llama does not govern chat"),
        ("llama.grant:applies?", ("chat", None), "clause llama.grant (1.a) does not apply to chat"),
        ("governs:llama", ("chat", "tuned"), "llama does not govern what chat does to tuned"),
        ("llama.grant:applies?", ("chat", "tuned"), "clause llama.grant (1.a) does not apply to tuned in chat"),
        (
            "llama.grant:applies",
            ("chat", "tuned"),
            "not certain: clause llama.grant (1.a) applies to tuned in chat",
        ),
        ("permit:llama?", ("chat", "run", "tuned"), "no clause of llama permits chat to run tuned"),
        ("permit:llama?", ("chat", None, None), "no clause of llama permits chat to do anything"),
        ("unmet:llama?", ("chat", "run", "tuned"), "chat refuses no condition of llama to run tuned"),
        (":forbidden?", ("chat", None, None, None), "nothing forbids what chat does"),
        (":owes?", ("chat", None, None, None, None), "chat owes nothing"),
        (":refuses", ("chat", "notice", "llama", "tuned"), "chat does not refuse notice of llama for tuned"),
        (":aside", ("chat", "llama", "run", "tuned"), "llama is not set aside for run tuned"),
        ("deny:breaks_law", ("chat",), "not: not breaks_law(chat)"),
        ("llama.lawful:unless2", ("chat",), "exception 2 of clause llama.lawful (1.c) does not hold"),
        ("group_users#ab12:unsure", ("acme",), "no case counted by the rule for group_users is in doubt"),
    ],
)
def test_what_is_absent(phrases: Phrases, relation: str, pattern: Row, words: str) -> None:
    assert text_of(phrases.absent(relation, pattern)) == words


def test_literals_read_as_policies_write_them(phrases: Phrases) -> None:
    acme, june = tree.Constant("acme"), tree.YearMonth(2023, 6)
    atoms: list[tuple[tree.Atom, tuple[str, Row]]] = [
        (tree.Atom("users", (acme, june), tree.Number(700_000_000)), ("users", ("acme", JUNE, 700_000_000))),
        (tree.Atom("by", (tree.Constant("chat"), acme), form="infix"), ("by", ("chat", "acme"))),
        (tree.Atom("generative", (tree.Constant("other"),), form="unary"), ("generative", ("other",))),
        (tree.Atom("sent_to_by", (acme,) * 4, form="infix"), ("sent_to_by", ("acme",) * 4)),
        (tree.Atom("motto", (acme,), tree.Text('say "hi" \\ bye')), ("motto", ("acme", 'say "hi" \\ bye'))),
        (tree.Atom("price", (acme,), tree.Number(Decimal("-0.0000001"))), ("price", ("acme", Decimal("-0.0000001")))),
    ]
    for atom, (relation, row) in atoms:
        assert text_of(phrases.literal(relation, row)) == format_literal(atom)


@pytest.mark.parametrize(
    ("relation", "family"),
    [
        ("users", Family("user", "users")),
        ("users?", Family("user", "users", "", True)),
        ("deny:given", Family("deny", "given")),
        ("x#1f:given?", Family("given", "x#1f", "", True)),
        ("x#1f:unsure", Family("doubt", "x#1f")),
        ("unsure:x", Family("unsure", "x")),
        ("ok.grant:applies", Family("applies", "ok.grant")),
        ("ok.grant:unless2", Family("unless", "ok.grant", "2")),
        ("query:", Family("query")),
        ("query::unless1", Family("unless", "query:", "1")),
        ("t/r:unless1", Family("unless", "t/r", "1")),
    ],
)
def test_families(relation: str, family: Family) -> None:
    assert family_of(relation) == family


def test_every_relation_of_a_program_has_words(phrases: Phrases) -> None:
    base = knowledge().base
    for rule in base.program.rules:
        for item in (rule.head, *rule.body):
            if isinstance(item, Literal):
                pattern = (None,) * len(item.arguments)
                filled = tuple("x" for _ in item.arguments)
                assert text_of(phrases.absent(item.relation, pattern))
                assert text_of(phrases.holds(item.relation, filled))


def test_titles(phrases: Phrases) -> None:
    assert text_of(phrases.titled("llama_7b")) == "Llama 7B (llama_7b)"
    assert text_of(phrases.titled("unlawful_chat")) == "unlawful_chat"
    assert phrases.title("nobody") is None
