"""Receipts: written, read again, and asked again of policies that changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from licet.errors import NameUnknown, PolicyError
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.receipts.again import Rechecking, recheck_of
from licet.receipts.reading import read_receipt
from licet.verdict.verdict import Pin
from licet.views.lines.rechecks import reasons_of, recheck_lines
from licet.views.pages.recheck_comment import MARKER, recheck_markdown
from licet.wire.envelope import enveloped, json_text
from licet.wire.schema import FILE
from licet.words.fragments import plain_text
from support.session_policies import FILES, laid_down
from support.view_policies import BREAKOUT, hostile

Changed = Callable[..., KnowledgeBase]
TEXT = 'licensor ranch\n  text "a.txt" sha256 "{}"'


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return load(laid_down(tmp_path_factory.mktemp("policies")))


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The small policies with words replaced by others."""

    def changed(*pairs: tuple[str, str]) -> KnowledgeBase:
        for name, text in FILES.items():
            for old, new in pairs:
                text = text.replace(old, new)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load(tmp_path)

    return changed


def test_a_receipt_has_all_of_the_answer(knowledge: KnowledgeBase) -> None:
    receipt = read_receipt(knowledge.receipt("chat_product"))
    verdict = knowledge.ask("chat_product")
    assert receipt.verdict.status is verdict.status
    assert receipt.verdict.clauses == verdict.clauses
    assert receipt.verdict.presumptions is not None
    assert (receipt.asked.use, receipt.asked.question, receipt.asked.given) == ("chat_product", "chat_product", "")
    assert receipt.by == ("acme",)
    assert [str(day.value) for day in receipt.on] == ["2023-09-01"]
    assert receipt.certificate == hashlib.sha256(knowledge.certify("chat_product") + b"\n").hexdigest()
    rests_on = {(s.kind, s.name): s.text for s in receipt.rests_on}
    assert {("clause", "alpaca_1.grant"), ("entity", "chat_product"), ("entity", "alpaca_chat")} <= rests_on.keys()
    assert "otter" not in str(rests_on)
    assert rests_on["clause", "alpaca_1.grant"].startswith('clause grant at "1"\n')


def test_a_receipt_fits_the_schema_and_is_the_same_each_time(knowledge: KnowledgeBase) -> None:
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    for use in ("chat_product", "judge_otter", "undated_chat"):
        receipt = knowledge.receipt(use)
        Draft202012Validator(schema).validate(json.loads(receipt))
        assert knowledge.receipt(use) == receipt
        found = recheck_of([knowledge.recheck(receipt)])
        Draft202012Validator(schema).validate(json.loads(json_text(enveloped(found))))


@pytest.mark.parametrize("use", ["chat_product", "judge_otter", "train_otter", "silent_chat", "undated_chat"])
def test_the_same_policies_give_the_same_answer(knowledge: KnowledgeBase, use: str) -> None:
    found = knowledge.recheck(knowledge.receipt(use))
    assert (found.direction, found.level, found.differing, found.same_policies) == ("same", None, (), True)


def test_how_it_was_asked_is_asked_again(knowledge: KnowledgeBase) -> None:
    pins = [Pin("improves", "parameters")]
    late = date(2024, 5, 6)
    receipt = knowledge.receipt("judge_otter", on=late, readings=pins)
    kept = read_receipt(receipt)
    assert kept.verdict.status is knowledge.ask("judge_otter", on=late, readings=pins).status
    assert (kept.asked.on, kept.asked.readings) == (late, tuple(pins))
    assert [day.value for day in kept.on] == [late]
    assert knowledge.recheck(receipt).direction == "same"
    strict = knowledge.receipt("chat_product", strict=True)
    assert read_receipt(strict).asked.strict
    assert knowledge.recheck(strict).direction == "same"


def test_a_described_use_and_what_was_given_are_kept(knowledge: KnowledgeBase) -> None:
    lines = "by newcomer; on 2023-09-01; does use alpaca"
    given = knowledge.assume('organization newcomer "New"\n  not express_grant alpaca_1\n')
    receipt = given.receipt(lines)
    kept = read_receipt(receipt)
    assert kept.asked.question == lines
    assert "organization newcomer" in kept.asked.given
    assert "use the_use" in kept.asked.given
    found = knowledge.recheck(receipt)
    assert (found.direction, found.same_policies) == ("same", True)


def test_a_stricter_clause_is_told_with_the_words_then_and_now(knowledge: KnowledgeBase, changed: Changed) -> None:
    today = changed(("permits Use to use, copy, distribute", "permits Use to copy"))
    found = today.recheck(knowledge.receipt("chat_product"), name="chat.json")
    assert (found.direction, found.level) == ("stricter", "ERR")
    assert found.after is not None
    assert (found.before.status.value, found.after.status.value) == ("permitted", "not granted")
    (statement,) = [s for s in found.statements if s.what == "changed"]
    assert (statement.kind, statement.name) == ("clause", "alpaca_1.grant")
    assert "use, copy, distribute" in str(statement.before)
    assert "permits Use to copy\n" in str(statement.after)
    shown = plain_text(recheck_lines(recheck_of([found])))
    assert "ERR  chat.json: chat_product: stricter\n     permitted -> not granted\n" in shown
    assert "because of alpaca_1.grant (1) -> nothing" in shown
    assert "clause alpaca_1.grant says something else now (alpaca.licet:" in shown


def test_a_looser_clause_weighs_less(knowledge: KnowledgeBase, changed: Changed) -> None:
    today = changed(("  when Use improves Model\n", "  when Use improves alpaca\n"))
    found = today.recheck(knowledge.receipt("train_otter"))
    assert (found.direction, found.level) == ("looser", "INFO")


def test_a_new_clause_is_what_the_answer_rests_on_now(knowledge: KnowledgeBase, changed: Changed) -> None:
    clause = 'clause no_chat at "9"\n  quote "No chat."\n  forbids Use\n  overrides grant\n\nclause grant at'
    found = changed(("clause grant at", clause)).recheck(knowledge.receipt("chat_product"))
    assert ("clause", "alpaca_1.no_chat", "new") in {(s.kind, s.name, s.what) for s in found.statements}
    assert "because of alpaca_1.grant (1) -> alpaca_1.no_chat (9)" in list(reasons_of(found))


def test_words_order_and_layout_are_no_change(knowledge: KnowledgeBase, changed: Changed) -> None:
    quote = 'quote "You may use, copy and distribute the Materials."\n'
    today = changed((quote, f'{quote}  note "As we read it."\n'), ("invented", "made up"), ("Acme", "Acme Inc."))
    found = today.recheck(knowledge.receipt("chat_product"))
    assert (found.direction, found.same_policies, found.statements) == ("same", False, ())


def test_another_text_of_a_license_is_told_though_the_answer_is_the_same(changed: Changed) -> None:
    first = changed(("licensor ranch", TEXT.format("a" * 64))).receipt("chat_product")
    assert [t.sha256 for t in read_receipt(first).texts] == ["a" * 64]
    found = changed(("licensor ranch", TEXT.format("b" * 64))).recheck(first)
    assert (found.direction, found.level, found.differing) == ("otherwise", "INFO", ("texts",))
    assert list(reasons_of(found)) == [
        f"the text of alpaca_1 is another one: sha256 {'a' * 12} -> {'b' * 12}",
    ]
    gone = changed().recheck(first)
    assert "no text of alpaca_1 is pinned any more; it was sha256 aaaaaaaaaaaa" in list(reasons_of(gone))


def test_a_use_that_is_gone_is_asked_as_it_was(knowledge: KnowledgeBase, changed: Changed) -> None:
    used = 'use chat_product "A chat product on Alpaca"\n  by acme\n  on 2023-09-01\n  does use alpaca_chat\n'
    found = changed((used, "")).recheck(knowledge.receipt("chat_product"))
    assert (found.direction, found.gone) == ("same", True)


def test_a_use_that_is_described_otherwise_is_told(knowledge: KnowledgeBase, changed: Changed) -> None:
    day = "\n  on 2023-09-01\n  does use alpaca_chat"
    found = changed((f"  by acme{day}", f"  by silent{day}"))
    told = found.recheck(knowledge.receipt("chat_product"))
    assert (told.direction, told.level) == ("undecided", "WARN")
    assert ("entity", "chat_product", "changed") in {(s.kind, s.name, s.what) for s in told.statements}
    assert any(reason.startswith("needs nothing -> monthly_users(silent, 2023-06)") for reason in reasons_of(told))


def test_names_that_are_gone_make_it_unanswerable(knowledge: KnowledgeBase, changed: Changed) -> None:
    receipt = knowledge.receipt("by acme; on 2023-09-01; does use otter")
    found = changed(("otter", "stoat")).recheck(receipt)
    assert (found.direction, found.level, found.after) == ("unanswerable", "WARN", None)
    assert str(found.error).startswith("nothing is called `otter`")
    pinned = knowledge.receipt("judge_otter", readings=[Pin("improves", "any_help")])
    assert changed(("any_help", "any_step")).recheck(pinned).direction == "unanswerable"
    assert recheck_of([found]).undecided


def with_status(receipt: bytes, status: str) -> bytes:
    data = json.loads(receipt)
    data["verdict"]["status"] = status
    return json.dumps(data).encode()


def test_an_answer_that_these_very_policies_do_not_give_is_unconfirmed(knowledge: KnowledgeBase) -> None:
    forged = with_status(knowledge.receipt("train_otter"), "permitted")
    found = knowledge.recheck(forged)
    assert (found.direction, found.level) == ("unconfirmed", "ERR")
    assert "it was changed since" in " ".join(reasons_of(found))


ALTERED = {
    "question": lambda receipt: receipt["asked"].update(question="by silent; does use otter"),
    "another name": lambda receipt: receipt["asked"].update(question="judge_otter"),
    "by": lambda receipt: receipt.update(by=["silent"]),
    "on": lambda receipt: receipt.update(on=[{"type": "date", "value": "2020-01-01"}]),
    "allows": lambda receipt: receipt["verdict"].update(allows=not receipt["verdict"]["allows"]),
    "refuses": lambda receipt: receipt["verdict"].update(refuses=not receipt["verdict"]["refuses"]),
    "texts": lambda receipt: receipt.update(texts=[{"license": "alpaca_1", "path": "x.txt", "sha256": "0" * 64}]),
    "rests on": lambda receipt: receipt.update(rests_on=receipt["rests_on"][1:]),
}


@pytest.mark.parametrize("what", ALTERED)
@pytest.mark.parametrize("question", ["by acme; on 2023-09-01; does use alpaca_chat", "chat_product"])
def test_a_receipt_that_says_something_else_than_its_answer_is_unconfirmed(
    knowledge: KnowledgeBase, question: str, what: str
) -> None:
    whole = knowledge.receipt(question)
    assert knowledge.recheck(whole).direction == "same"
    data = json.loads(whole)
    ALTERED[what](data)
    assert knowledge.recheck(json.dumps(data).encode()).direction == "unconfirmed"


def test_who_makes_a_use_and_when_are_parts_of_an_answer(knowledge: KnowledgeBase, changed: Changed) -> None:
    later = changed(("  on 2023-09-01\n  does use alpaca_chat", "  on 2023-09-02\n  does use alpaca_chat"))
    found = later.recheck(knowledge.receipt("chat_product"))
    assert (found.direction, found.differing) == ("otherwise", ("on",))
    assert ("entity", "chat_product", "changed") in {(s.kind, s.name, s.what) for s in found.statements}


def test_an_answer_that_the_policies_of_then_do_not_give_is_unconfirmed(
    knowledge: KnowledgeBase, changed: Changed
) -> None:
    commit = "0" * 40
    forged = with_status(knowledge.receipt("judge_otter", commit=commit, clean=True), "permitted")
    asked: list[str] = []

    def then(commit: str) -> KnowledgeBase:
        asked.append(commit)
        return knowledge

    either = "when any of\n      - Use trains Model\n      - Use judges Model\n    end"
    today = changed((either, "when Use trains Model"))
    assert today.recheck(forged, then=then).direction == "unconfirmed"
    honest = knowledge.receipt("judge_otter", commit=commit, clean=True)
    found = today.recheck(honest, then=then)
    assert (asked, found.direction) == ([commit, commit], "looser")
    assert any("improves" in step.says and step.before != step.after for step in found.steps)
    assert today.recheck(honest, then=lambda _: today).steps == ()


def test_policies_of_a_commit_are_looked_for_once_and_only_where_an_answer_differs(
    knowledge: KnowledgeBase, changed: Changed
) -> None:
    asked: list[str] = []
    today = changed(("  when Use improves Model\n", "  when Use improves alpaca\n"))
    rechecking = Rechecking(today.policies, lambda commit: asked.append(commit))
    for use in ("chat_product", "train_otter", "judge_otter"):
        rechecking.of(read_receipt(knowledge.receipt(use, commit="f" * 40, clean=True)), use)
    assert asked == ["f" * 40]


# --- What is no receipt ---


def refusal(data: bytes) -> Any:
    with pytest.raises(PolicyError) as caught:
        read_receipt(data, "x.json")
    (found,) = caught.value.diagnostics
    assert found.span is not None
    assert found.span.file == "x.json"
    return found


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "E631", "`x.json` is no JSON"),
        (b'{\n  "schema": "lic', "E631", "truncated"),
        (b'{\n<<<<<<< ours\n  "schema": 1', "E631", "`x.json` is no JSON"),
        (b"\x00\xff\xfe", "E631", "`x.json` is no JSON"),
        (b"[" * 200_000, "E631", "`x.json` is no JSON"),
        (b"[]", "E632", "JSON, but no receipt"),
        (b'"licet/1"', "E632", "JSON, but no receipt"),
        (b'{"schema": 7, "type": "receipt"}', "E632", "JSON, but no receipt"),
        (b'{"schema": "spdx/3", "type": "receipt"}', "E632", "JSON, but no receipt"),
        (b'{"schema": "licet/1", "type": "verdict"}', "E632", "the document `verdict` of Licet"),
        (b'{"schema": "licet/1", "type": ["` @all"]}', "E632", "another document of Licet"),
        (b'{"schema": "licet/2", "type": "receipt"}', "E633", "another schema than licet/1"),
        (b'{"schema": "licet/1", "type": "receipt"}', "E631", "no whole receipt"),
    ],
)
def test_what_is_no_receipt_is_refused(data: bytes, code: str, said: str) -> None:
    found = refusal(data)
    assert (found.code, said in found.message) == (code, True)


def test_a_newer_receipt_says_to_upgrade() -> None:
    assert "pip install --upgrade licet" in refusal(b'{"schema": "licet/2", "type": "receipt"}').help
    assert "upgrade" not in refusal(b'{"schema": "licet/x", "type": "receipt"}').help


def test_a_part_of_the_wrong_sort_is_named(knowledge: KnowledgeBase) -> None:
    whole = json.loads(knowledge.receipt("chat_product"))
    for path, value, told in (
        (("verdict", "status"), "allowed", "$.verdict.status"),
        (("policies", "digest"), "abc", "$.policies.digest"),
        (("asked", "given"), None, "$.asked.given"),
        (("asked", "on"), "today", "$.asked.on"),
    ):
        data = json.loads(json.dumps(whole))
        data[path[0]][path[1]] = value
        found = refusal(json.dumps(data).encode())
        assert (found.code, told in found.message) == ("E631", True)


def test_a_receipt_is_of_a_use_that_is_declared(knowledge: KnowledgeBase) -> None:
    with pytest.raises(NameUnknown):
        knowledge.receipt("no_such_use")
    with pytest.raises(PolicyError):
        knowledge.retract("fact alpaca_chat derived_from alpaca").receipt("chat_product")


def test_hostile_names_stay_text() -> None:
    base = hostile()
    use = next(iter(base.vocabulary.members("use")))
    receipt = json.loads(base.receipt(use))
    receipt["verdict"]["status"] = "conflict"
    receipt["rests_on"].append({"kind": "fact", "name": BREAKOUT, "text": f"```\n{BREAKOUT}"})
    found = base.recheck(json.dumps(receipt).encode(), name=f"{BREAKOUT}.json")
    page = recheck_markdown(recheck_of([found]))
    assert page.startswith(f"{MARKER}\n### Licet: 1 of 1 receipts have another answer\n")
    assert "<script" not in page.partition("```")[0]
    assert "<script" not in page.replace("```", "").split("<details>")[0]
    assert "@" not in page.split("<details>")[0]


def test_a_long_comment_is_cut_with_a_count(knowledge: KnowledgeBase) -> None:
    forged = with_status(knowledge.receipt("train_otter"), "permitted")
    found = knowledge.recheck(forged)
    page = recheck_markdown(recheck_of([found] * 300))
    assert len(page) < 65_535
    assert "more are not shown; `licet recheck` lists them." in page
