"""Two readings of one term at once: no question, of whatever kind, is asked under them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from licet.errors import PolicyError, TwoReadings
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.readings import taken_together
from licet.verdict.verdict import Pin
from support.session_policies import FILES

CLASH = (Pin("improves", "parameters"), Pin("improves", "any_help"))
WORDS = "`improves` is read in two ways at once: as `parameters` and as `any_help`"
ARGUMENTS = {
    "use": "judge_otter",
    "literal": "judge_otter improves otter",
    "text": "judge_otter improves otter",
    "question": "judge_otter",
    "limit": 3,
    "paths": (),
}


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return KnowledgeBase.parse("".join(FILES.values()))


def asking() -> Iterator[str]:
    """The questions of the library that are asked under readings."""
    for name, member in inspect.getmembers(KnowledgeBase, inspect.isfunction):
        if not name.startswith("_") and "readings" in inspect.signature(member).parameters:
            yield name


def ask(knowledge: KnowledgeBase, name: str, readings: tuple[Pin, ...]) -> object:
    method = getattr(knowledge, name)
    required = [p.name for p in inspect.signature(method).parameters.values() if p.default is p.empty]
    return method(*({**ARGUMENTS, "other": knowledge}[p] for p in required), readings=readings)


@pytest.mark.parametrize("name", list(asking()))
def test_no_question_is_asked_under_two_readings_of_one_term(knowledge: KnowledgeBase, name: str) -> None:
    with pytest.raises(TwoReadings, match="read in two ways at once") as raised:
        ask(knowledge, name, CLASH)
    assert str(raised.value) == WORDS
    assert (raised.value.term, raised.value.readings) == ("improves", ("parameters", "any_help"))


@pytest.mark.parametrize("name", ["ask", "truth", "query", "needs", "duties", "certify"])
def test_a_reading_that_is_named_twice_counts_once(knowledge: KnowledgeBase, name: str) -> None:
    assert ask(knowledge, name, (CLASH[0], CLASH[0])) == ask(knowledge, name, CLASH[:1])


def test_no_world_has_two_readings_of_one_term(knowledge: KnowledgeBase) -> None:
    with pytest.raises(TwoReadings):
        knowledge.base.pinned(knowledge.base.solver, CLASH)
    assert taken_together((*CLASH[:1], Pin("other", "any_help"), *CLASH[:1])) == (CLASH[0], Pin("other", "any_help"))


def findings(text: str) -> tuple[Diagnostic, ...]:
    try:
        KnowledgeBase.parse("".join(FILES.values()) + text)
    except PolicyError as error:
        return tuple(d for d in error.diagnostics if d.is_error)
    return ()


@pytest.mark.parametrize(
    "test",
    [
        "given reading parameters of improves\n  given reading any_help of improves\n  expect permitted of judge_otter",
        "given reading parameters of improves\n  expect permitted of judge_otter under reading any_help of improves",
        "given reading parameters of improves\n  expect unknown that judge_otter improves otter"
        " under reading any_help of improves",
        "expect permitted of judge_otter under reading parameters of improves, reading any_help of improves",
    ],
)
def test_no_test_supposes_two_readings_of_one_term(test: str) -> None:
    (found,) = findings(f'\ntest "t"\n  {test}\n')
    assert (found.code, found.message) == ("E604", WORDS)
    assert found.help == TwoReadings.hint
