"""JSON: every answer fits the schema, and values are exact."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.source import Span
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.values import UNKNOWN, Month, Value
from licet.views.data.answers import (
    answers_json,
    claim_json,
    diagnostics_json,
    explanation_json,
    trials_json,
    truth_json,
    verdict_json,
)
from licet.views.data.hits import hits_json
from licet.views.data.values import value_of
from licet.wire.envelope import SCHEMA, Document, document_type, json_text
from licet.wire.schema import FILE
from licet.wire.schema import schema as made_schema
from support.read_documents import read
from support.view_policies import CLAIMS, TESTS, hostile, knowledge


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return found


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return knowledge(claims=CLAIMS, tests=TESTS)


FOUND = Diagnostic(
    Severity.ERROR,
    "E201",
    "declared twice",
    Span("a.licet", 2, 3, 2, 9),
    "rename one",
    (Label(Span("b.licet", 1, 1, 1, 4), "first here"),),
)


def everything(base: KnowledgeBase) -> Iterator[Document]:
    yield hits_json("license", base.find("license"))
    for use in base.vocabulary.members("use"):
        yield verdict_json(base.base, base.ask(use))
        yield explanation_json(base.base, base.why(use))
        yield explanation_json(base.base, base.why(use), full=True)
    for claim in base.vocabulary.claims:
        yield claim_json(base.base, base.claim(claim))
    yield answers_json(base.base, base.query("users(Org, Month) = Users"))
    yield answers_json(base.base, base.query("breaks_law(Use)", limit=1))
    yield trials_json(base.test())
    yield diagnostics_json([FOUND, Diagnostic(Severity.WARNING, "W1", "no place")])


def test_the_schema_is_that_of_the_types(schema: dict[str, Any]) -> None:
    assert schema == made_schema(), "make it anew: python -m licet.wire.schema"


@pytest.mark.slow
def test_everything_fits_the_schema_and_is_read_as_it_was_written(base: KnowledgeBase, schema: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    results = [
        *everything(base),
        *everything(hostile()),
        truth_json(base.base, base.truth("improves(judging, other)")),
        truth_json(base.base, base.truth("breaks_law(unlawful_chat)")),
        explanation_json(base.base, base.why_literal("group_users(giant, 2023-06) > 700 million")),
        explanation_json(base.base, base.why_literal("not other descends_from llama_7b")),
        explanation_json(base.base, base.why_literal("group_users(acme, 2023-06) = 7")),
    ]
    for result in results:
        written = read(result)
        assert written["schema"] == SCHEMA
        validator.validate(written)
        assert msgspec.json.decode(json_text(result), type=document_type(written["type"])) == result
    assert {read(result)["type"] for result in results} == {
        "verdict",
        "explanation",
        "claim",
        "answers",
        "tests",
        "diagnostics",
        "hits",
        "truth",
    }


def test_the_schema_refuses_what_does_not_fit(base: KnowledgeBase, schema: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    good = read(verdict_json(base.base, base.ask("chat")))
    for change in (
        {"schema": "licet/2"},
        {"status": "fine"},
        {"extra": 1},
        {"exhausted": "yes"},
        {"lost": [{"clause": "a", "how": "lost", "by": "b"}]},
    ):
        assert not validator.is_valid({**copy.deepcopy(good), **change})
    assert not validator.is_valid({k: v for k, v in good.items() if k != "allows"})


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("acme", None, {"type": "name", "value": "acme"}),
        ("acme", "text", {"type": "text", "value": "acme"}),
        ("two words", None, {"type": "text", "value": "two words"}),
        (10**30, None, {"type": "number", "value": 10**30}),
        (Decimal("0.10"), None, {"type": "number", "value": "0.10"}),
        (Decimal("1E-7"), None, {"type": "number", "value": "0.0000001"}),
        (date(2023, 7, 18), None, {"type": "date", "value": "2023-07-18"}),
        (Month(2023, 6), None, {"type": "month", "value": "2023-06"}),
        (UNKNOWN, None, {"type": "unknown"}),
        (None, None, {"type": "any"}),
    ],
)
def test_values(value: Value | None, kind: str | None, expected: dict[str, Any]) -> None:
    assert msgspec.to_builtins(value_of(value, kind)) == expected


def test_nothing_is_a_float(base: KnowledgeBase) -> None:
    def walk(part: Any) -> Iterator[Any]:
        yield part
        for child in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from walk(child)

    answers = read(answers_json(base.base, base.query("price(Model) = Price")))
    assert answers["rows"] == [[{"type": "name", "value": "llama_7b"}, {"type": "number", "value": "0.25"}]]
    assert answers["titles"] == {"llama_7b": "Llama 7B"}
    for result in everything(base):
        assert not any(isinstance(part, float) for part in walk(read(result)))


def test_what_is_no_text_does_not_stop_a_document() -> None:
    found = Diagnostic(Severity.ERROR, "E1", "no text", Span("a\udcff.licet", 1, 1, 1, 2))
    (told,) = read(diagnostics_json([found]))["diagnostics"]
    assert told["place"]["file"] == "a\udcff.licet"
    assert json_text(diagnostics_json([found]), indent=0).count("\n") == 0


def test_a_contested_verdict(base: KnowledgeBase) -> None:
    result = read(verdict_json(base.base, base.ask("judging")))
    assert (result["status"], result["allows"], result["refuses"]) == ("contested", False, False)
    assert result["over"] == ["improves"]
    assert [(c["readings"], c["status"], c["clauses"]) for c in result["cases"]] == [
        ([{"term": "improves", "reading": "any_help"}], "forbidden", ["llama.no_improving"]),
        ([{"term": "improves", "reading": "parameters"}], "permitted", ["llama.grant"]),
    ]
    assert result["operative"][0]["status"] == "permitted"
    cited = result["cited"]["llama.no_improving"]
    assert cited["locator"] == "1.b"
    assert cited["place"]["file"] == "llama.licet"
    assert cited["quotes"][0].endswith("(excluding derivative works thereof).")


def test_what_is_needed(base: KnowledgeBase) -> None:
    result = read(verdict_json(base.base, base.ask("snap_chat")))
    assert result["needs"] == [
        [
            {
                "relation": "users",
                "row": [{"type": "name", "value": "snap"}, {"type": "month", "value": "2023-06"}],
                "says": "users(snap, 2023-06)",
                "thresholds": [{"type": "number", "value": 700_000_000}],
                "why": None,
            }
        ]
    ]


def test_a_proof_is_complete_and_in_order(base: KnowledgeBase) -> None:
    explanation = base.why("giant_chat")
    (proof,) = read(explanation_json(base.base, explanation))["proofs"]
    steps = proof["steps"]
    assert len(steps) == len(explanation.grounds[0].proof.steps)
    assert [s["id"] for s in steps] == list(range(len(steps)))
    for step in steps:
        for premise in premises(step):
            assert premise < step["id"]
    assert steps[-1]["says"] == "the verdict of giant_chat is not granted"
    (total,) = [s for s in steps if s["kind"] == "aggregate"]
    assert [c["value"]["value"] for c in total["contributions"]] == [300_000_001, 400_000_000]
    assert total["row"][-1] == {"type": "number", "value": 700_000_001}
    (fact,) = [s for s in steps if s.get("says") == "users(giant, 2023-06) = 400 million"]
    assert (fact["source"], fact["place"]["file"]) == ("investor day", "world.licet")


def premises(step: dict[str, Any]) -> Iterator[int]:
    yield from step.get("premises", ())
    for contribution in step.get("contributions", ()):
        yield from contribution["premises"]
    for failed in step.get("rules", ()):
        yield from (f["premise"] for f in failed["failures"] if f.get("premise") is not None)
