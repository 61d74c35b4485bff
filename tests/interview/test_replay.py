"""Every shipped use, gone through as an interview: its facts as answers give its verdict, and no question is idle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from licet.engine.deferred import Deferred
from licet.errors import BadAnswer
from licet.grammar import SourceFile, tree
from licet.grammar.formatter import format_source
from licet.interview.answers import Answers
from licet.interview.asking import Asking, asking
from licet.interview.questions import Question
from licet.interview.replay import answers_of
from licet.interview.steps import Step, step
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.verdict import Verdict
from support.effort import effort
from support.samples import samples, some_uses

pytestmark = pytest.mark.slow

DESCRIBING = {"by", "acts", "receives", "on"}
USES = sorted(
    line.split()[1]
    for path in (Path(__file__).parents[2] / "policies" / "uses").glob("*.licet")
    for line in path.read_text("utf-8").splitlines()
    if line.startswith("use ")
)


@pytest.fixture(scope="module")
def asker(kb: KnowledgeBase) -> Asking:
    return asking(kb)


Taken = Callable[[Answers], Step]


@pytest.fixture(scope="module")
def taken(asker: Asking) -> Taken:
    """The step after answers; the same step where the same was answered before."""
    known: dict[object, Step] = {}

    def taken(answers: Answers) -> Step:
        key = tuple(answers.items())
        if key not in known:
            known[key] = step(asker, answers)
        return known[key]

    return taken


@pytest.fixture(scope="module", params=some_uses(USES))
def use(request: pytest.FixtureRequest) -> str:
    """A shipped use; all that is asked of it is asked before the next."""
    return str(request.param)


def outlook(verdict: Verdict | None) -> object:
    """What an answer can change of a verdict."""
    assert verdict is not None
    duties = frozenset((d.name, d.clause, d.thing, d.state) for d in verdict.duties)
    cases = tuple((case.readings, case.status) for case in verdict.cases)
    return verdict.status, duties, cases, verdict.at_worst, verdict.at_best, verdict.needs


def tries(question: Question) -> list[tuple[str, ...]]:
    """Answers to try: each choice, or yes and no, or values far apart."""
    match question.sort:
        case "yes or no":
            return [("yes",), ("no",)]
        case "number":
            return [("0",), ("900 billion",)]
        case "day":
            return [("2000-01-01",), ("2100-01-01",)]
        case _:
            assert question.choices
            return [(), *((choice.value,) for choice in question.choices)]


def through(taken: Taken, given: Answers) -> tuple[list[tuple[Answers, Step]], Answers]:
    """The steps of an interview in which who knows no answer says so, and all answers at its end."""
    answers: Answers = {}
    steps = []
    for _ in range(60):
        at = taken(answers)
        steps.append((answers, at))
        if at.question is None:
            return steps, answers
        answers = {**answers, at.question.key: given.get(at.question.key, ("unknown",))}
    raise AssertionError("the interview does not end")


def test_there_are_shipped_uses() -> None:
    assert len(USES) >= 10


def test_the_facts_of_a_shipped_use_as_answers_give_its_verdict(
    kb: KnowledgeBase, asker: Asking, taken: Taken, use: str
) -> None:
    given = answers_of(asker, use)
    expected = kb.ask(use)
    at = taken(given)
    assert at.verdict is not None
    assert at.verdict.status is expected.status
    assert at.verdict.clauses == expected.clauses
    assert outlook(at.verdict)[1] == outlook(expected)[1]  # type: ignore[index]
    steps, answers = through(taken, given)
    ended = steps[-1][1].verdict
    assert ended is not None
    assert ended.status is expected.status
    assert taken({**answers, **given}).verdict is not None


def test_no_question_is_asked_whose_answer_could_not_matter(asker: Asking, taken: Taken, use: str) -> None:
    idle = []
    for answers, at in through(taken, answers_of(asker, use))[0]:
        question = at.question
        if question is None or question.key in DESCRIBING or question.key in asker.verbs:
            continue
        before = outlook(taken({**answers, question.key: ("unknown",)}).verdict)
        if not any(_differs(taken, {**answers, question.key: answer}, before) for answer in tries(question)):
            idle.append(question.key)
    assert idle == []


def test_no_step_costs_more_than_a_verdict_with_all_that_it_says(asker: Asking, taken: Taken, use: str) -> None:
    for answers, at in through(taken, answers_of(asker, use))[0][-2:]:
        there = partial(asker.knowledge.assume, at.text)
        whole = effort(lambda there=there: there().ask(asker.use, presumptions=True, thresholds=True))
        assert effort(lambda answers=answers: step(asker, answers)) < 1.5 * whole, at.question


def _differs(taken: Taken, answers: Answers, before: object) -> bool:
    """Whether answers are possible and give another outlook."""
    try:
        return outlook(taken(answers).verdict) != before
    except BadAnswer:
        return False


def test_the_use_is_written_as_the_formatter_leaves_it_and_has_the_same_verdict(
    kb: KnowledgeBase, asker: Asking, taken: Taken, use: str
) -> None:
    at = through(taken, answers_of(asker, use))[0][-1][1]
    assert format_source(SourceFile("my_use.licet", at.text)) == (at.text, ())
    assert at.verdict is not None
    again = kb.assume(at.text).ask(asker.use)
    assert outlook(again) == outlook(at.verdict)


def uses_of_tests(kb: KnowledgeBase) -> list[tuple[tuple[tree.Entity | tree.Fact, ...], tree.Entity]]:
    """The uses that the shipped tests are given, each with all that its test is given."""
    found = []
    for test in (s for module in kb.base.modules for s in module.statements if isinstance(s, tree.Test)):
        given = tuple(item for item in test.given if not isinstance(item, tree.Pin))
        found += [(given, item) for item in given if isinstance(item, tree.Entity) and item.kind == "use"]
    return found


def test_the_uses_of_shipped_tests_as_answers_have_their_verdicts(kb: KnowledgeBase, asker: Asking) -> None:
    whole = uses_of_tests(kb)
    for given, use in whole[:: max(1, len(whole) // samples(200))]:
        there = kb.with_module(tree.Module("given", given))
        others = kb.with_module(tree.Module("given", tuple(item for item in given if item is not use)))
        stated = there.with_base(replace(there.base, parsed=Deferred.of((tree.Module("given", given),))))
        answers = {"on": ("unknown",), **answers_of(replace(asker, knowledge=stated), use.name)}
        found, expected = step(replace(asker, knowledge=others), answers).verdict, there.ask(use.name)
        assert found is not None, use.name
        assert (found.status, found.clauses) == (expected.status, expected.clauses), use.name
        assert outlook(found)[1] == outlook(expected)[1], use.name  # type: ignore[index]
