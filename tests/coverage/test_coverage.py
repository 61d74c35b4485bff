"""What tests cover: clauses that bite and do not, outcomes of conditions, readings; and coverage agrees with proofs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase
from licet.answers.policy_tests import TrialRun, layer_of, selected
from licet.coverage.coverage import Coverage, coverage_of
from licet.coverage.marks import Mark, Marking
from licet.coverage.probes import probes_of
from licet.proof.prover import prove
from licet.verdict.base import Base
from support.samples import samples
from support.session_policies import LICENSE, VOCABULARY, WORLD

POLICIES = VOCABULARY + LICENSE + WORLD.partition("test ")[0]
LINES = (
    "on 2023-09-01",
    "does use alpaca",
    "does distribute alpaca_chat",
    "trains otter",
    "judges otter",
    "trains alpaca_chat",
    "not by acme",
)


def with_tests(*tests: str) -> KnowledgeBase:
    return KnowledgeBase.parse(POLICIES + "".join(tests))


def a_test(title: str, *lines: str, expect: str = "that otter is model") -> str:
    body = "".join(f"    - {line}\n" for line in lines)
    return f'\ntest "{title}"\n  given use tried\n{body}  expect {expect}\n'


def marks_of(base: Base) -> tuple[frozenset[Mark], list[TrialRun]]:
    marking, runs = Marking(base), []
    for module, test in selected(base):
        run = TrialRun(layer_of(base, module, test), module, test)
        list(run.failures())
        marking.note(run)
        runs.append(run)
    return frozenset(marking.marks), runs


def coverage(*tests: str) -> Coverage:
    base = with_tests(*tests).base
    return coverage_of(base.vocabulary, marks_of(base)[0])


TRAINING = a_test("training", "by acme", "on 2023-09-01", "does use alpaca", "trains otter", expect="forbidden")
CHAT = a_test("chat", "by acme", "on 2023-09-01", "does use alpaca", expect="permitted")
JUDGING = a_test(
    "judging", "by acme", "on 2023-09-01", "does use alpaca", "judges otter", expect="contested over improves"
)


def test_without_tests_nothing_is_tried() -> None:
    found = coverage()
    assert found.total.tried == 0
    assert [c.key for c in found.clauses] == [
        f"alpaca_1.{n}" for n in ("grant", "many_users", "no_improving", "notice_kept")
    ]
    assert all(not c.bites and c.missing for c in found.clauses)


def test_a_clause_bites_where_it_is_live_and_is_spared_where_it_is_not() -> None:
    of = {c.key: c for c in coverage(TRAINING).clauses}
    assert (of["alpaca_1.no_improving"].bites, of["alpaca_1.no_improving"].spares) == (True, False)
    assert (of["alpaca_1.many_users"].bites, of["alpaca_1.many_users"].spares) == (False, True)
    both = {c.key: c for c in coverage(TRAINING, CHAT).clauses}
    assert (both["alpaca_1.no_improving"].bites, both["alpaca_1.no_improving"].spares) == (True, True)


def test_a_clause_that_always_bites_need_not_be_spared() -> None:
    of = {c.key: c for c in coverage(CHAT).clauses}
    assert of["alpaca_1.notice_kept"].spares is None
    assert not of["alpaca_1.notice_kept"].missing


def test_a_condition_holds_and_fails_where_what_stands_before_it_holds() -> None:
    conditions = {c.text: c for clause in coverage(TRAINING, CHAT).clauses for c in clause.conditions}
    assert (conditions["Use improves Model"].holds, conditions["Use improves Model"].fails) == (True, True)
    assert (conditions["Model descends_from alpaca"].holds, conditions["Model descends_from alpaca"].fails) == (
        False,
        True,
    )
    users = conditions["monthly_users(Org, 2023-06) > 700 million"]
    assert (users.holds, users.fails) == (False, True)
    assert not conditions["express_grant(Org, alpaca_1)"].fails, "nobody gets as far as the exception"


def test_a_reading_counts_where_an_answer_turns_on_it() -> None:
    assert {r.reading for r in coverage(TRAINING).readings if r.counts} == set()
    assert {r.reading for r in coverage(JUDGING).readings if r.counts} == {"parameters", "any_help"}
    pinned = JUDGING.replace("  expect", "  given reading any_help of improves\n  expect")
    assert {r.reading for r in coverage(pinned).readings if r.counts} == {"any_help"}


def test_a_section_is_whole_when_every_clause_of_it_bites() -> None:
    whole = {s.number: (s.bites, s.clauses) for s in coverage(CHAT).sections}
    assert whole == {"1": (1, 1), "2": (0, 1), "3": (0, 1), "4": (1, 1)}


def test_only_the_clauses_that_were_asked_for_count() -> None:
    base = with_tests(CHAT).base
    found = coverage_of(base.vocabulary, marks_of(base)[0], keys=frozenset({"alpaca_1.grant", "improves"}))
    assert [c.key for c in found.clauses] == ["alpaca_1.grant"]
    assert found.counting.count == 2
    assert coverage_of(base.vocabulary, frozenset(), files=frozenset({"elsewhere.licet"})).clauses == ()


@given(st.sets(st.sampled_from(LINES), min_size=1), st.sampled_from(("by acme", "by silent", "")))
@settings(max_examples=samples(60))
def test_coverage_agrees_with_proofs(lines: set[str], by: str) -> None:
    said = [*([by] if by else []), *(line for line in LINES if line in lines and not (by and "by" in line))]
    base = with_tests(a_test("drawn", *said, expect="unknown")).base
    marks, (run,) = marks_of(base)
    layer = run.base
    (verdict,) = run.verdicts.values()
    decided = {c for case in verdict.cases for c in case.clauses} | set(verdict.clauses)
    assert {("bites", key, "") for key in decided} <= marks
    for key, entry in base.vocabulary.clauses.items():
        live = layer.solver.answers(key, ("tried", None))
        assert all(prove(layer.solver, key, row) is not None for row in live)
        possible = layer.solver.answers(layer.doubt.possible(key), ("tried", None))
        assert (("bites", key, "") in marks) == bool(possible)
        for probe in probes_of(entry, base.vocabulary):
            held = ("true", key, str(probe.number)) in marks
            is_exception = probe.number >= len(entry.clause.body.when)
            assert not live or held or is_exception, (
                f"{key} is live, and its condition {probe.number} is marked as false"
            )
