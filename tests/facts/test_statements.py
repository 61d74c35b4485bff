"""Values state what text states, and what is wrong with them points to them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from licet import UNKNOWN, KnowledgeBase, Month, PolicyError, Status
from licet.facts import Dataset, Entity, Fact, Model, Organization, Use
from licet.facts.trees import module_of
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile

DAY = date(2026, 3, 1)
SHIP = (
    Use("ship", "Ship it")
    .by("acme")
    .on(DAY)
    .fine_tunes("mistral_7b", on="chats")
    .distributes("mistral_7b", as_="Phoenix-7B", under="apache_2_0")
    .fulfils("copyright_notice", of="apache_2_0")
    .not_("breaks_law")
    .runs(["llama_2_7b", "llama_2_13b"])
)
WORLD = (
    SHIP,
    Dataset("chats").own_work_of("acme").not_("undisclosed_lineage"),
    Model("phoenix", "Phoenix")
    .is_("language_model", per="card")
    .licensed_under("apache_2_0", from_=DAY, until=UNKNOWN),
    Organization("maker").monthly_active_users(Month(2023, 6), value=40_000).monthly_active_users(Month(2024, 3), 5),
    Fact("licensed_under", ("phoenix", "mit_license"), per="a table"),
    Use("late").runs("phoenix"),
    Fact("on", ("late", DAY)),
    Fact("monthly_active_users", ("maker", Month(2025, 6)), value=UNKNOWN),
    Fact("breaks_law", ("late",), denied=True),
)
TEXT = """
use ship "Ship it"
  by acme
  on 2026-03-01
  fine_tunes mistral_7b on chats
  distributes mistral_7b as "Phoenix-7B" under apache_2_0
  fulfils copyright_notice of apache_2_0
  not breaks_law
  runs llama_2_7b, llama_2_13b
dataset chats
  own_work_of acme
  not undisclosed_lineage
model phoenix "Phoenix"
  language_model   per "card"
  licensed_under apache_2_0 from 2026-03-01 until unknown
organization maker
  monthly_active_users 2023-06 = 40_000
  monthly_active_users 2024-03 5
fact licensed_under(phoenix, mit_license)   per "a table"
use late
  runs phoenix
fact on(late) = 2026-03-01
fact monthly_active_users(maker, 2025-06) = unknown
fact not breaks_law(late)
"""


def written(values, kb: KnowledgeBase) -> str:
    return module_of(values, kb.vocabulary, "values")[1].text


def found(kb: KnowledgeBase, *values: object) -> list[tuple[str, str]]:
    """The errors of values, each with the words that it points to."""
    with pytest.raises(PolicyError) as refused:
        kb.assume(values, "values")
    source = SourceFile("values", written(values, kb))
    return [
        (d.code, source.line(d.span.line)[d.span.column - 1 : d.span.end_column - 1])
        for d in refused.value.diagnostics
        if d.is_error
    ]


def test_values_make_the_statements_that_text_makes(kb: KnowledgeBase) -> None:
    module, _, problems = module_of(WORLD, kb.vocabulary, "values")
    parsed, errors = parse_module(SourceFile("text", TEXT))
    assert (problems, errors) == ((), ())
    assert module.statements == parsed.statements
    assert parse_module(SourceFile("again", format_module(module)))[0].statements == parsed.statements


@pytest.mark.thorough
def test_what_is_assumed_as_values_gets_the_answers_of_text(kb: KnowledgeBase) -> None:
    by_values, by_text = kb.assume(WORLD), kb.assume(TEXT)
    for use in ("ship", "late"):
        assert by_values.ask(use, presumptions=True) == by_text.ask(use, presumptions=True)
    assert kb.assume(Use("tidy").by("acme").on(DAY).runs("mistral_7b")).ask("tidy").status is Status.PERMITTED


def test_values_are_frozen_and_built_upon() -> None:
    use = Use("ship").by("acme")
    assert use.runs("mistral_7b") != use == Use("ship").by("acme")
    assert hash(use) == hash(Use("ship").by("acme"))
    with pytest.raises(AttributeError):
        use.name = "other"
    with pytest.raises(AttributeError):
        _ = use._private


def test_a_day_or_month_may_be_a_text_where_one_is_meant(kb: KnowledgeBase) -> None:
    as_text = kb.assume(Use("ship").by("acme").on("2026-03-01").runs("mistral_7b"))
    assert as_text.ask("ship").on == (DAY,)
    assert kb.assume(Use("ship").on(datetime(2026, 3, 1)).runs("mistral_7b")).ask("ship").on == (DAY,)


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        (Use("x").by("acmee").on(DAY), [("E205", "acmee")]),
        (Use("x").rnus("llama_2_7b"), [("E204", "rnus")]),
        (Use("x").runs("acme"), [("E207", "acme")]),
        (Use("x").runs(2.5), [("E623", "2.5")]),
        (Use("x").runs(Decimal("NaN")), [("E623", "Decimal('NaN')")]),
        (Use("x").runs(True), [("E623", "True")]),
        (Use("x").runs(object), [("E623", repr(object))]),
        (Use("x").on(datetime(2026, 3, 1, 4)), [("E623", "'2026-03-01 04:00:00'")]),
        (Use("x").on("2026-13-01"), [("E207", "2026-13-01")]),
        (Use("Bad Name"), [("E623", "Bad Name")]),
        (Use(7), [("E623", "7")]),
        (Entity("modle", "x"), [("E203", "modle")]),
        (Use("llama_2_7b"), [("E201", "llama_2_7b")]),
        (Use("x").by("acme").not_("by", "acme"), [("E310", "by', 'acme')")]),
        (Use("x").on(DAY).on(date(2026, 3, 2)), [("E311", "on(date(2026, 3, 2))")]),
        (Fact("licensed_under", ("mistral_7b",)), [("E206", "licensed_under', ('mistral_7b',))")]),
        (Use("x").licensed_under("apache_2_0", from_="soon"), [("E623", "soon")]),
        (3, [("E623", "3")]),
        ("use x", [("E623", "'use x'")]),
    ],
)
def test_what_is_wrong_points_to_the_value(kb: KnowledgeBase, value, errors: list[tuple[str, str]]) -> None:
    assert found(kb, value) == errors


def test_each_wrong_value_is_reported_on_its_line(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as refused:
        kb.assume([Use("a").by("acme"), Use("b").by("nobody"), Use("c").by("no_one")], "orders")
    places = [(d.span.file, d.span.line) for d in refused.value.diagnostics if d.is_error]
    assert places == [("orders", 2), ("orders", 3)]


def test_a_text_with_line_ends_stays_on_the_line_of_its_value(kb: KnowledgeBase) -> None:
    title = 'of "two"\nlines\u2028and\x1b[31m more'
    assumed = kb.assume([Use("a", title).by("acme").on(DAY).distributes("mistral_7b", as_=title)])
    assert assumed.ask("a").status.allows
    assert len(written([Use("a", title)], kb).splitlines()) == 1


@pytest.mark.slow
def test_nothing_is_half_assumed(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError):
        kb.assume([Use("good").by("acme"), Use("bad").by("nobody")])
    assert "good" not in kb.vocabulary.entities
