"""A second opinion: conclusions of the default engine, positive and absent, derived again with pyDatalog.

The rules and stated facts are the same; what is derived from them is not taken over. Where the two engines differ,
there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import monotonic

from licet.base import Base
from licet.decide import Assumption, Branch
from licet.errors import PolicyTooComplex
from licet.evidence import world_facts
from licet.ir import Fact, Literal, Program, Rule
from licet.judge import branches_of_truth, branches_of_use
from licet.oracle import Oracle
from licet.proof import Pattern
from licet.pydatalog_engine import PyDatalogEngine
from licet.query import QUERY
from licet.relation import canonical_row
from licet.values import Row
from licet.verdict import Pin

__all__ = ["Difference", "cross_check", "cross_check_answers", "cross_check_truth", "cross_check_use", "on_pydatalog"]

_OF_A_USE = {":outcome": 1, ":owes": 1, ":forbidden": 2, ":conflict": 2, ":not_granted": 2, ":unsettled": 2}
"""What is compared for a use: relations, and how many arguments follow the use."""

Goal = tuple[str, Pattern]


@dataclass(frozen=True, slots=True)
class Difference:
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


def cross_check_use(base: Base, use: str, pins: Iterable[Pin] = (), seconds: float = 120.0) -> tuple[Difference, ...]:
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
    return _cross_check(base, branches_of_use(base, use, pins), pins, goals, seconds)


def cross_check_truth(base: Base, pins: Iterable[Pin] = (), seconds: float = 120.0) -> tuple[Difference, ...]:
    """Compare the truth of a question without variables, in each branch of its decision and before the first.

    Args:
        base: as `licet.evidence.asked_literal` returns it.
        pins: readings to take as given.
        seconds: how long all of it may take.

    Raises:
        PolicyTooComplex: pyDatalog does not answer in time.
        EngineFault: pyDatalog fails, or the program is not one for it.
    """
    pins = tuple(sorted(pins))
    goals = [(name, ()) for name in dict.fromkeys((QUERY, base.doubt.possible(QUERY)))]
    return _cross_check(base, branches_of_truth(base, QUERY, (), pins), pins, goals, seconds)


def cross_check_answers(
    base: Base, width: int, pins: Iterable[Pin] = (), seconds: float = 120.0
) -> tuple[Difference, ...]:
    """Compare the certain and the possible answers to a question with variables.

    Args:
        base: as `licet.query.with_query` returns it.
        width: how many variables the question has.
        pins: readings to take as given.
        seconds: how long all of it may take.

    Raises:
        PolicyTooComplex: pyDatalog does not answer in time.
        EngineFault: pyDatalog fails, or the program is not one for it.
    """
    pins = tuple(sorted(pins))
    pattern: Pattern = (None,) * width
    goals = [(name, pattern) for name in dict.fromkeys((QUERY, base.doubt.possible(QUERY)))]
    return _cross_check(base, (Branch((), (), None, base.pinned(base.solver, pins)),), pins, goals, seconds)


@contextmanager
def on_pydatalog(base: Base, seconds: float = 120.0) -> Iterator[Base]:
    """The base with pyDatalog in the place of its engine, until the context ends.

    Args:
        base: checked policies.
        seconds: how long an answer may take.

    Raises:
        EngineFault: pyDatalog cannot be started, or the program is not one for it.
    """
    with PyDatalogEngine(Program(base.program.rules, tuple(_facts(base))), seconds) as engine:
        yield replace(base, solver=engine)


def _cross_check(
    base: Base, branches: Sequence[Branch], pins: tuple[Pin, ...], goals: Sequence[Goal], seconds: float
) -> tuple[Difference, ...]:
    deadline = monotonic() + seconds
    worlds = [*branches]
    if len(branches) > 1:
        worlds.insert(0, Branch((), (), None, base.pinned(base.solver, pins)))
    program = Program(tuple(_rules(base.solver, [relation for relation, _ in goals])), tuple(_facts(base)))
    found: list[Difference] = []
    with PyDatalogEngine(program, seconds) as engine:
        for world in worlds:
            readings = tuple(sorted((*pins, *world.readings)))
            there = engine.overlay(world_facts(base, readings, world.assumptions))
            differences = _differences(world.solver, there, goals, deadline)
            found += [replace(d, readings=readings, assumptions=world.assumptions) for d in differences]
    return tuple(found)


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
