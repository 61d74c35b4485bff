"""Tests of policies by the second engine: it agrees, it differs, it does not get there; and each is told apart."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

import licet.answers.policy_tests_twice as engines
from licet import KnowledgeBase
from licet.answers.cross_check import Difference
from licet.answers.policy_tests import SecondOpinion, TrialResult, selected
from licet.errors import EngineFault, PolicyTooComplex
from licet.views.data.answers import trials_json
from licet.views.lines.text import trials_text
from licet.views.pages.continuous_integration import trials_junit
from support.read_documents import read
from support.small_world import FORBID, GRANT, VOCABULARY, license_text

BAN = FORBID + "  overrides grant\n  when flagged(Use)\n"
TERM = (
    'term flagged(Use)\n  reading narrow "n"\n    when Use is marked\n     and does(Use, share, _)\n'
    '  reading wide "w"\n    when Use is marked\n'
)
CLAIMS = 'claim right "Right"\n  by org\n  says thing licensed_under one\nclaim vague "Vague"\n  by org\n  quote "?"\n'
USE = "  given use mine\n    - by org\n    - on 2024-06-01\n    - does run thing\n    - not harmful\n"
TESTS = f"""
test "Plain (one)"
{USE}  expect permitted
  expect that not flagged(mine)

test "Marked (two)"
{USE}    - marked
  expect contested over flagged
  expect forbidden of mine under reading wide of flagged

test "With a rule of its own (three)"
{USE}  given fact marked(mine) = unknown
  expect contested of mine

test "Claims (four)"
  expect claim right supported

test "Opinions (five)"
  expect claim vague undecided
"""


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return KnowledgeBase.parse(VOCABULARY + license_text("one") + GRANT + BAN + TERM + CLAIMS + TESTS)


@pytest.mark.slow
def test_every_answer_is_derived_again(knowledge: KnowledgeBase) -> None:
    results = knowledge.test(cross_check=True)
    assert [(r.passed, r.second) for r in results] == [
        (True, SecondOpinion(2, 2)),
        (True, SecondOpinion(2, 2)),
        (True, SecondOpinion(1, 1)),
        (True, SecondOpinion(1, 1)),
        (True, SecondOpinion(0, 0)),
    ]
    assert [r.second is not None and r.second.agrees for r in results] == [True, True, True, True, False]
    assert all(r.second is None for r in knowledge.test())


@pytest.mark.slow
def test_pydatalog_alone_gives_the_same_results(knowledge: KnowledgeBase) -> None:
    assert knowledge.test(engine="pydatalog") == knowledge.test()
    wrong = VOCABULARY + license_text("one") + GRANT + f'test "Wrong"\n{USE}  expect forbidden\n'
    (result,) = KnowledgeBase.parse(wrong).test(engine="pydatalog")
    assert [f.code for f in result.failures] == ["T001"]


def test_a_test_that_changes_the_rules_has_an_engine_with_them(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    whole = engines.pydatalog_of

    def counting(base, seconds):  # type: ignore[no-untyped-def]
        started.append(base.program)
        return whole(base, seconds)

    monkeypatch.setattr(engines, "pydatalog_of", counting)
    assert all(r.passed for r in knowledge.test(["(one)", "(three)"], engine="pydatalog"))
    assert len(started) == 2
    assert started[0] is knowledge.base.program
    assert started[1] is not knowledge.base.program


def test_an_engine_that_errs_is_found_out(knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that overlooks verdicts: the possible ones are all that it has left, and pyDatalog says so."""
    from licet.engine.solver import Solver

    def blind(self: Solver, relation: str, row: tuple[object, ...]) -> bool:
        return relation != ":outcome" and honest(self, relation, row)  # type: ignore[arg-type]

    def answers(self: Solver, relation: str, pattern: tuple[object, ...]) -> tuple[object, ...]:
        found = listed(self, relation, pattern)  # type: ignore[arg-type]
        return () if relation == ":outcome" else found

    (right,) = knowledge.test(["(one)"], cross_check=True)
    honest, listed = Solver.holds, Solver.answers
    monkeypatch.setattr(Solver, "holds", blind)
    monkeypatch.setattr(Solver, "answers", answers)
    (wrong,) = knowledge.test(["(one)"], cross_check=True)
    assert right.second is not None
    assert wrong.second is not None
    assert right.second.agrees
    assert not wrong.second.agrees
    assert len(wrong.second.differences) == 1
    assert "pyDatalog alone says: the verdict of mine is permitted" in wrong.second.differences[0]


def test_time_that_runs_out_is_no_agreement(knowledge: KnowledgeBase) -> None:
    (result,) = knowledge.test(["(one)"], cross_check=True, seconds=0.001)
    assert result.passed
    assert result.second == SecondOpinion(2, 0, (), "pyDatalog takes longer than 0.001 seconds")
    (result,) = knowledge.test(["(one)"], engine="pydatalog", seconds=0.001)
    assert not result.passed
    assert [f.code for f in result.failures] == ["T002"]


@pytest.mark.parametrize(("fault", "said"), [(EngineFault("it broke"), "it broke"), (PolicyTooComplex("x"), "longer")])
def test_what_was_derived_before_a_fault_is_kept(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    def failing(*_: object) -> tuple[Difference, ...]:
        raise fault

    monkeypatch.setattr(engines, "cross_check_truth", failing)
    (result,) = knowledge.test(["(one)"], cross_check=True)
    assert result.second is not None
    assert (result.second.answers, result.second.agreed, result.second.agrees) == (2, 1, False)
    assert said in (result.second.unchecked or "")


def test_tests_are_chosen_by_title_or_place(knowledge: KnowledgeBase) -> None:
    def titles(*only: str) -> list[str]:
        return [test.title for _, test in selected(knowledge.base, only)]

    assert titles("PLAIN", "(five)") == ["Plain (one)", "Opinions (five)"]
    assert titles("m*(t") == ["Marked (two)"]
    assert len(titles("policy.licet")) == len(titles()) == 5
    line = next(test for _, test in selected(knowledge.base) if "four" in test.title).span.line
    assert titles(f"policy.licet:{line}") == ["Claims (four)"]
    assert titles("nothing of the sort") == []


def test_every_view_tells_the_cases_apart(knowledge: KnowledgeBase) -> None:
    (result,) = knowledge.test(["(one)"])
    opinions = (
        SecondOpinion(2, 2),
        SecondOpinion(2, 1, ("licet alone says: a; pyDatalog alone says: b",)),
        SecondOpinion(2, 1, (), "too slow"),
        SecondOpinion(0, 0),
    )
    results = [replace(result, second=opinion) for opinion in opinions]
    shown = trials_text(results)
    assert "pyDatalog agrees on 1 of 4 tests (2 answers), differs on 1, 2 not cross-checked" in shown
    assert shown.count("the engines differ: Plain (one)") == 1
    assert shown.count("not cross-checked: Plain (one)") == 2
    assert "too slow" in shown
    assert "asks for nothing that is derived" in shown
    assert "pyDatalog" not in trials_text([result])
    data = read(trials_json(results))
    assert [t["cross_check"]["agrees"] for t in data["tests"]] == [True, False, False, False]
    assert "cross_check" not in read(trials_json([result]))["tests"][0]
    root = ElementTree.fromstring(trials_junit(results))
    assert (root.attrib["failures"], root.attrib["errors"]) == ("0", "2")
    cases = [[(child.tag, child.attrib["type"]) for child in case] for suite in root for case in suite]
    assert cases == [[], [("error", "T003")], [("error", "T004")], []]


def test_failures_and_errors_are_counted_apart() -> None:
    (failed,) = KnowledgeBase.parse(
        VOCABULARY + license_text("one") + GRANT + f'test "Wrong"\n{USE}  expect forbidden\n'
    ).test()
    both = TrialResult(failed.title, failed.span, failed.failures, SecondOpinion(1, 0, ("x",)))
    root = ElementTree.fromstring(trials_junit([both]))
    assert (root.attrib["failures"], root.attrib["errors"]) == ("1", "0")
