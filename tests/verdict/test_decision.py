"""Splitting on what is in doubt: every branch decided or said not to be, and the least that the answer turns on."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from licet import KnowledgeBase, Pin, Status
from licet.logic.oracle import World
from licet.verdict.decision import Assumption, Branch, Decision, Question, Splitting, decide, leaves_in, minimal_sets
from licet.verdict.judge import branches_of_use
from licet.verdict.leaves import Leaves
from support.samples import samples
from support.small_world import FORBID, GRANT, world

HARM = FORBID + "  overrides grant\n  when harmful(Use)\n"


def many(count: int) -> KnowledgeBase:
    """A use that is permitted unless an even number, or an odd one, of many unknown facts is so: all of them matter."""
    relations = "".join(f"open relation q{i}(use)\nrelation odd{i}(use)\n" for i in range(count))
    rules = "rule odd0(U)\n  when q0(U)\n"
    for i in range(1, count):
        rules += f"rule odd{i}(U)\n  when q{i}(U)\n  unless odd{i - 1}(U)\n"
        rules += f"rule odd{i}(U)\n  when odd{i - 1}(U)\n  unless q{i}(U)\n"
    ban = FORBID + f"  overrides grant\n  when odd{count - 1}(Use)\n"
    return world(GRANT + relations + rules + ban)


def decided(kb: KnowledgeBase, limit: int) -> Decision:
    def certain(solver: World) -> str | None:
        outcomes = ("forbidden", "permitted")
        return next((o for o in outcomes if solver.holds(":outcome", ("u", o))), None)

    def leaves(world: World, splitting: Splitting) -> Leaves:
        return leaves_in(world, [(":outcome", ("u", "permitted"))], splitting)

    question = Question(certain, leaves, str, (":outcome", ("u", None)))
    splitting: Splitting = replace(kb.base.splitting, limit=limit)
    return decide(question, kb.base.pinned(kb.base.solver, ()), splitting, kb.base.is_functional)


# --- The limit ---


@pytest.mark.parametrize("limit", [0, 1, 5, 14])
def test_past_the_limit_a_branch_is_left_undecided(limit: int) -> None:
    decision = decided(many(4), limit)
    assert not decision.exhausted
    assert any(b.outcome is None for b in decision.branches)


def test_within_the_limit_every_branch_is_decided() -> None:
    decision = decided(many(4), 31)
    assert decision.exhausted
    assert len(decision.branches) == 16


@pytest.mark.slow
def test_past_the_limit_nothing_is_permitted() -> None:
    verdict = many(11).ask("u")
    assert (verdict.status, verdict.exhausted) == (Status.UNKNOWN, False)


def test_past_the_limit_nothing_is_permitted_even_where_every_branch_that_was_decided_is() -> None:
    """The one combination that is forbidden comes last."""
    count = 10
    relations = "".join(f"open relation q{i}(use)\n" for i in range(count))
    noise = "relation noise(use)\n" + "".join(
        f"rule noise(U)\n  when q{i}(U)\n   and q{i + 1}(U)\n  unless q{(i + 2) % count}(U)\n" for i in range(count - 1)
    )
    ban = (
        FORBID
        + "  overrides grant\n"
        + "".join(f"  {'when' if i == 0 else ' and'} not q{i}(Use)\n" for i in range(count))
    )
    duty = 'clause one.noisy at "4"\n  requires credit of Use as covenant\n  when noise(Use)\n'
    verdict = world(GRANT + relations + noise + ban + duty).ask("u")
    assert not verdict.status.allows
    if not verdict.exhausted:
        assert verdict.status is Status.UNKNOWN


def test_an_unknown_value_without_thresholds_is_left_open() -> None:
    met = FORBID + "  overrides grant\n  when size(org) = N\n   and size(rival) = N\n"
    verdict = world("organization rival\n" + GRANT + met).ask("u")
    assert (verdict.status, verdict.exhausted) == (Status.UNKNOWN, False)


# --- The branches ---


def test_the_branches_exclude_one_another() -> None:
    branches = branches_of_use(many(5).base, "u")
    for first, second in combinations(branches, 2):
        told = {(a.relation, a.row): a.value for a in second.assumptions}
        assert any(told.get((a.relation, a.row), a.value) != a.value for a in first.assumptions)


def test_what_does_not_matter_is_not_split_on() -> None:
    irrelevant = "open relation idle(use)\nrelation wasted(use)\nrule wasted(U)\n  when idle(U)\n"
    branches = branches_of_use(world(GRANT + irrelevant + HARM).base, "u")
    assert {a.relation for b in branches for a in b.assumptions} == {"harmful"}


def test_terms_are_split_before_facts() -> None:
    term = (
        'term flagged(Use)\n  reading narrow "n"\n    when Use is marked\n  reading wide "w"\n    when harmful(Use)\n'
        'clause one.flag at "5"\n  forbids Use\n  overrides grant\n  when flagged(Use)\n'
    )
    branches = branches_of_use(world(GRANT + term).base, "u")
    assert [(b.readings, [a.value for a in b.assumptions], b.outcome) for b in branches] == [
        ((Pin("flagged", "narrow"),), [], "permitted"),
        ((Pin("flagged", "wide"),), [True], "forbidden"),
        ((Pin("flagged", "wide"),), [False], "permitted"),
    ]


# --- What it turns on ---

TERMS = "relation first(use)\nrelation second(use)\nrelation third(use)\n" + "".join(
    f'term {name}(Use)\n  reading yes "y"\n    when Use by _\n  reading no "n"\n    when Use is marked\n'
    for name in ("first", "second", "third")
)


@pytest.mark.parametrize(
    ("condition", "over"),
    [
        ("first(Use)", ("first",)),
        ("first(Use)\n   and second(Use)", ("first", "second")),
        ("first(Use)\n   and any of\n     - second(Use)\n     - not second(Use)\n   end", ("first",)),
    ],
)
def test_the_smallest_set_of_terms(condition: str, over: tuple[str, ...]) -> None:
    verdict = world(TERMS + GRANT + FORBID + f"  overrides grant\n  when {condition}\n").ask("u")
    assert (verdict.status, verdict.over) == (Status.CONTESTED, over)


def test_readings_that_agree_are_no_contest() -> None:
    verdict = world(TERMS + GRANT + FORBID + "  overrides grant\n  when first(Use)\n", "marked").ask("u")
    assert (verdict.status, verdict.over, verdict.cases) == (Status.FORBIDDEN, (), ())


def test_readings_that_differ_only_in_duties_are_no_contest() -> None:
    duty = 'clause one.duty at "4"\n  requires credit of Use as covenant\n  when first(Use)\n'
    verdict = world(TERMS + GRANT + duty).ask("u")
    assert (verdict.status, verdict.over) == (Status.PERMITTED_WITH_DUTIES, ())


# --- Minimal sets of facts ---

FACTS = [("f", (name,)) for name in "abcd"]


@given(st.lists(st.tuples(st.tuples(*[st.booleans()] * 4), st.sampled_from(["yes", "no"])), min_size=2, max_size=8))
@settings(max_examples=samples(50))
def test_minimal_sets_decide_and_leave_nothing_out(rows: list[tuple[tuple[bool, ...], str]]) -> None:
    distinct = dict(rows)
    branches = tuple(
        Branch((), tuple(Assumption(r, k, v) for (r, k), v in zip(FACTS, values, strict=True)), outcome, None)  # type: ignore[arg-type]
        for values, outcome in distinct.items()
    )
    found = [set(one) for one in minimal_sets(branches, str)]

    def decides(chosen: set[tuple[str, tuple[str, ...]]]) -> bool:
        seen: dict[tuple[bool, ...], str] = {}
        places = [i for i, fact in enumerate(FACTS) if fact in chosen]
        return all(seen.setdefault(tuple(v[i] for i in places), o) == o for v, o in distinct.items())

    every = [set(c) for size in range(5) for c in combinations(FACTS, size) if decides(set(c))]
    smallest = [c for c in every if not any(d < c for d in every)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, (c for c in smallest if c)))


def test_an_undecided_branch_differs_from_every_other() -> None:
    decided_, left = Assumption("f", ("a",), True), Assumption("f", ("a",), False)
    branches = (Branch((), (decided_,), "yes", None), Branch((), (left,), None, None))  # type: ignore[arg-type]
    assert minimal_sets(branches, str) == ((("f", ("a",)),),)
