"""A second opinion: conclusions of the default engine, positive and absent, derived again with pyDatalog.

The rules and stated facts are the same; what is derived from them is not taken over. pyDatalog gets those of them that
the conclusions can depend on, as `licet.logic.relevance` finds without either engine. Where the two differ, there is no
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from time import monotonic

from msgspec import Struct
from msgspec.structs import replace

from licet.certificate.evidence import world_facts
from licet.errors import PolicyTooComplex
from licet.grammar import tree
from licet.logic.ir import Const, Fact, Literal, Program, Rule, Var
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical_row
from licet.logic.relevance import relevant_part
from licet.logic.values import Row
from licet.policy import relation_names as called
from licet.pydatalog.engine import PyDatalogEngine
from licet.verdict.base import Base
from licet.verdict.decision import Assumption, Branch
from licet.verdict.judge import branches_of_truth, branches_of_use
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Pin

__all__ = [
    "Difference",
    "cross_check",
    "cross_check_conditions",
    "cross_check_truth",
    "cross_check_use",
    "on_pydatalog",
    "pydatalog_of",
]

_OF_A_USE = {
    called.OUTCOME: 1,
    called.ACT: 3,
    called.OWES: 4,
    called.UNSETTLED: 3,
    **dict.fromkeys((called.FORBIDDEN, called.CONFLICT, called.NOT_GRANTED), 3),
}
"""What is compared for a use: relations, and how many arguments follow the use."""

_GOALS = "goals:"
"""The relation that holds the rows of all goals, so that pyDatalog is asked once and not goal by goal."""

_SECONDS = 120.0

Goal = tuple[str, Pattern]


class Difference(Struct, frozen=True):
    """A subgoal that the engines answer differently, with the rows of each, and the world it was asked in."""

    relation: str
    pattern: Pattern
    ours: tuple[Row, ...]
    theirs: tuple[Row, ...]
    readings: tuple[Pin, ...] = ()
    assumptions: tuple[Assumption, ...] = ()


def cross_check(
    oracle: Oracle, program: Program, goals: Iterable[Goal], seconds: float = 60.0
) -> tuple[Difference, ...]:
    """Compare what an oracle says of subgoals with what pyDatalog derives.

    Args:
        oracle: the engine to check.
        program: the rules and the stated facts.
        goals: relations, each with a pattern (None matches everything). What matches none of its rows is an absence.
        seconds: how long all of it may take.

    Raises:
        PolicyTooComplex: pyDatalog does not answer in time.
        EngineFault: pyDatalog fails, or the program is not one for it.
    """
    deadline = monotonic() + seconds
    with PyDatalogEngine(program, seconds) as engine:
        return tuple(_differences(oracle, engine, goals, deadline))


def cross_check_use(
    base: Base, use: str, pins: Iterable[Pin] = (), seconds: float = _SECONDS
) -> tuple[Difference, ...]:
    """Compare the conclusions that the verdict of a use rests on, in each branch of its decision and before the first.

    Raises:
        PolicyTooComplex: pyDatalog does not answer in time.
        EngineFault: pyDatalog fails, or the program is not one for it.
    """
    pins = tuple(sorted(pins))
    goals: list[Goal] = [
        (name, (use, *([None] * further)))
        for relation, further in _OF_A_USE.items()
        for name in dict.fromkeys((relation, base.doubt.possible(relation)))
        if base.solver.rules_for(name)
    ]
    return _cross_check(base, branches_of_use(base, use, pins, everywhere=True), pins, goals, seconds)


def cross_check_truth(base: Base, pins: Iterable[Pin] = (), seconds: float = _SECONDS) -> tuple[Difference, ...]:
    """Compare the truth of a question without variables, in each branch of its decision and before the first.

    Args:
        base: as `licet.certificate.evidence.asked_literal` returns it.
        pins: readings to take as given.
        seconds: how long all of it may take.

    Raises:
        PolicyTooComplex: pyDatalog does not answer in time.
        EngineFault: pyDatalog fails, or the program is not one for it.
    """
    pins = tuple(sorted(pins))
    goals = [(name, ()) for name in dict.fromkeys((QUERY, base.doubt.possible(QUERY)))]
    return _cross_check(base, branches_of_truth(base, QUERY, (), pins, everywhere=True), pins, goals, seconds)


def cross_check_conditions(
    base: Base, conditions: Sequence[tree.Condition], pins: Iterable[Pin]
) -> tuple[Difference, ...]:
    """Compare the truth of conditions; where they have variables, the certain and the possible answers.

    Args:
        base: the policies.
        conditions: checked conditions.
        pins: readings to take as given.

    Raises:
        PolicyTooComplex: pyDatalog does not answer in time.
        EngineFault: pyDatalog fails, or the program is not one for it.
    """
    asked, names = with_query(base, conditions)
    if not names:
        return cross_check_truth(asked, pins)
    pins = tuple(sorted(pins))
    pattern: Pattern = (None,) * len(names)
    goals = [(name, pattern) for name in dict.fromkeys((QUERY, asked.doubt.possible(QUERY)))]
    return _cross_check(asked, (Branch((), (), None, asked.pinned(asked.solver, pins)),), pins, goals, _SECONDS)


@contextmanager
def on_pydatalog(base: Base, seconds: float = _SECONDS) -> Iterator[Base]:
    """The base with pyDatalog in the place of its engine, until the context ends.

    Args:
        base: checked policies.
        seconds: how long an answer may take.

    Raises:
        EngineFault: pyDatalog cannot be started, or the program is not one for it.
    """
    with pydatalog_of(base, seconds) as engine:
        yield replace(base, solver=engine)


def pydatalog_of(base: Base, seconds: float) -> PyDatalogEngine:
    """pyDatalog over all rules and stated facts of a base; an answer may take so many seconds.

    Raises:
        EngineFault: the program is not one for it.
    """
    return PyDatalogEngine(Program(base.program.rules, tuple(_facts(base))), seconds)


def _cross_check(
    base: Base, branches: Sequence[Branch], pins: tuple[Pin, ...], goals: Sequence[Goal], seconds: float
) -> tuple[Difference, ...]:
    deadline = monotonic() + seconds
    worlds = [*branches]
    if len(branches) > 1:
        worlds.insert(0, Branch((), (), None, base.pinned(base.solver, pins)))
    readings = [tuple(sorted((*pins, *world.readings))) for world in worlds]
    stated = [list(world_facts(base, r, world.assumptions)) for r, world in zip(readings, worlds, strict=True)]
    width = 1 + max(len(pattern) for _, pattern in goals)
    everything: Pattern = (None,) * width
    rules = (*_rules(base.solver, [relation for relation, _ in goals]), *_goal_rules(goals))
    facts = tuple(_facts(base))
    part = relevant_part(Program(rules, (*facts, *chain(*stated))), [(_GOALS, everything)])
    in_every_world = tuple(set(part.facts) & set(facts))
    found: list[Difference] = []
    with PyDatalogEngine(Program(part.rules, in_every_world), seconds) as engine:
        for world, chosen, assumed in zip(worlds, readings, stated, strict=True):
            there = engine.until(deadline).overlay(assumed)
            theirs = _by_goal(goals, there.answers(_GOALS, everything))
            for goal in goals:
                ours = world.solver.answers(*goal)
                if ours != theirs[goal]:
                    found.append(Difference(*goal, ours, theirs[goal], chosen, world.assumptions))
    return tuple(found)


def _goal_rules(goals: Sequence[Goal]) -> Iterator[Rule]:
    """Rules for one relation with a row for each row of a goal: the number of the goal, the row, and numbers to fill
    it up."""
    width = max(len(pattern) for _, pattern in goals)
    for number, (relation, pattern) in enumerate(goals):
        cells = tuple(Var(f"X{i}") if value is None else Const(value) for i, value in enumerate(pattern))
        filling = (Const(0),) * (width - len(pattern))
        yield Rule(
            f"{_GOALS}/{number}", Literal(_GOALS, (Const(number), *cells, *filling)), (Literal(relation, cells),)
        )


def _by_goal(goals: Sequence[Goal], rows: Iterable[Row]) -> dict[Goal, tuple[Row, ...]]:
    found: dict[Goal, list[Row]] = {goal: [] for goal in goals}
    for number, *row in rows:
        assert isinstance(number, int)
        goal = goals[number]
        found[goal].append(tuple(row[: len(goal[1])]))
    return {goal: tuple(rows) for goal, rows in found.items()}


def _differences(
    oracle: Oracle, engine: PyDatalogEngine, goals: Iterable[Goal], deadline: float
) -> Iterator[Difference]:
    for relation, pattern in goals:
        if monotonic() > deadline:
            raise PolicyTooComplex("deriving everything again with pyDatalog takes longer than it may")
        ours, theirs = oracle.answers(relation, pattern), engine.answers(relation, pattern)
        if ours != theirs:
            yield Difference(relation, pattern, ours, theirs)


def _rules(oracle: Oracle, relations: Iterable[str]) -> Iterator[Rule]:
    """The rules that some relations depend on."""
    todo = list(dict.fromkeys(relations))
    seen = set(todo)
    while todo:
        for rule in oracle.rules_for(todo.pop()):
            yield rule
            for item in rule.body:
                if isinstance(item, Literal) and item.relation not in seen:
                    seen.add(item.relation)
                    todo.append(item.relation)


def _facts(base: Base) -> Iterable[Fact]:
    """The stated facts of a base, with what was stated and withdrawn since."""
    facts = {(f.relation, canonical_row(f.row)): f for f in base.program.facts}
    for stated, withdrawn in base.layers:
        for fact in withdrawn:
            facts.pop((fact.relation, canonical_row(fact.row)), None)
        facts.update(((f.relation, canonical_row(f.row)), f) for f in stated)
    return facts.values()
