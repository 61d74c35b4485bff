"""The thresholds that a permitted use passed: the values that stand on the right side of a constant of a rule, and
would make the verdict worse on the other.

A comparison counts where the rest of its rule holds. Of the stated facts that its value comes from, directly or as a
part of a sum, one is changed so that the value lies just across the bound, all else as it is; the use is asked about
there, and the answers are held against each other. So a threshold that does not matter, since something else decides on
both sides of it, is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from licet.logic.ir import Comparison, Const, Fact, Literal, Rule, Var
from licet.logic.join import Bindings, instances, plan_join, solutions
from licet.logic.oracle import World
from licet.logic.patterns import pattern_under
from licet.logic.value_order import compare
from licet.logic.values import UNKNOWN, Month, Row, Value, sort_key
from licet.policy import relation_names as called
from licet.policy.fresh_variables import fresh_variable
from licet.policy.relation_names import family_of, split_possible
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import governing
from licet.verdict.verdict import Passed, Pin, Verdict
from licet.verdict.worsening import status_if_worse

__all__ = ["passed_thresholds", "with_thresholds"]

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_STEP = Decimal("1E-9")
_MONTHS = 12


class _Held(Struct, frozen=True):
    """A value of a row that is held against a bound, with what is so of the two."""

    relation: str
    row: Row
    index: int
    operator: str
    bound: Value


def with_thresholds(base: Base, verdict: Verdict, pins: Iterable[Pin] = ()) -> Verdict:
    """The verdict of a use, with the thresholds that it passed.

    Args:
        base: the policies that it was judged by.
        verdict: what `licet.verdict.judge.judge` says of the use.
        pins: the readings that were taken as given.
    """
    return replace(verdict, passed=tuple(passed_thresholds(base, verdict, pins)))


def passed_thresholds(base: Base, verdict: Verdict, pins: Iterable[Pin] = ()) -> Iterator[Passed]:
    """The thresholds that a permitted use passed, sorted by clauses; none of a use that is not permitted. Where a rule
    holds the same value against the same bound in several ways, the first of them.

    Args: as for `with_thresholds`.
    """
    if not verdict.status.allows:
        return
    world = base.pinned(base.solver, pins)
    told: set[tuple[object, ...]] = set()
    found = (_passed(base, verdict, world, held) for held in _held(base, world, verdict.use))
    for passed in sorted((p for p in found if p is not None), key=_order):
        key = (passed.clauses, passed.value, passed.operator, passed.bound)
        if key not in told:
            told.add(key)
            yield passed


def _order(passed: Passed) -> tuple[object, ...]:
    return (passed.clauses, sort_key(passed.bound), passed.source is None, passed.relation, str(passed.row))


def _held(base: Base, world: World, use: str) -> list[_Held]:
    """The values that rules below the clauses of the use hold against constants, wherever the rest of a rule holds."""
    keys = [entry.key for license in governing(base, world, use) for entry in base.vocabulary.clauses_of(license)]
    waiting = [called.applies(key) for key in keys]
    seen, found = set(waiting), dict[_Held, None]()
    while waiting:
        relation = waiting.pop()
        for rule in world.rules_for(relation):
            for position in range(len(rule.body)):
                found.update(dict.fromkeys(_held_in(world, rule, position, use)))
            below = {split_possible(item.relation)[0] for item in rule.body if isinstance(item, Literal)} - seen
            seen |= below
            waiting += sorted(below)
    return list(found)


def _held_in(world: World, rule: Rule, position: int, use: str) -> Iterator[_Held]:
    """What the comparison at a position of a rule's body holds against a constant."""
    item = rule.body[position]
    if not isinstance(item, Comparison) or item.operator not in _DENIED:
        return
    left, operator, right = item.left, item.operator, item.right
    if isinstance(left, Const):
        left, operator, right = right, _MIRRORED[operator], left
    # The days on which a text is in force are no threshold of a clause.
    if not isinstance(left, Var) or not isinstance(right, Const) or left == fresh_variable("Day"):
        return
    rest = (*rule.body[:position], *rule.body[position + 1 :])
    places = [
        (literal, index)
        for literal in rest
        if isinstance(literal, Literal) and not literal.negated
        for index, argument in enumerate(literal.arguments)
        if argument == left
    ]
    if not places:
        return
    literal, index = places[0]
    subject = rule.head.arguments[0] if family_of(rule.head.relation).name == "applies" else None
    given: Bindings = {subject.name: use} if isinstance(subject, Var) else {}
    for bindings in solutions(world, plan_join(rest, given), given):
        value = bindings[left.name]
        if value is UNKNOWN:
            continue
        holds = compare(value, operator, right.value)
        for row in world.answers(literal.relation, pattern_under(literal, bindings)):
            yield _Held(literal.relation, row, index, operator if holds else _DENIED[operator], right.value)


def _passed(base: Base, verdict: Verdict, world: World, held: _Held) -> Passed | None:
    """A held value as a threshold that was passed, if the verdict is worse on the other side of the bound, and clauses
    change there."""
    near, across = _sides(held.operator, held.bound)
    if near is None or across is None:
        return None
    for old in _facts(world, held):
        there, edit = _moved(world, held, old, across)
        status = status_if_worse(base, verdict, there, *edit) if there is not None else None
        if there is None or status is None:
            continue
        here, _ = _moved(world, held, old, near)
        clauses = tuple(_changing(base, verdict, here, there)) if here is not None else ()
        if clauses:
            return Passed(clauses, held.relation, held.row, held.index, held.operator, held.bound, status, old[0].per)
    return None


_Edit = tuple[tuple[Fact, ...], tuple[Fact, ...]]
"""The facts that are stated, and those that are withdrawn."""


def _moved(world: World, held: _Held, old: tuple[Fact, int], to: Value) -> tuple[World | None, _Edit]:
    """The world in which a stated fact is changed, at a place of its row, by as much as takes the held value to
    another; None if it does not. And the change."""
    fact, index = old
    value = _moved_by(fact.row[index], held.row[held.index], to)
    if value is None:
        return None, ((), ())
    edit = (Fact(fact.relation, (*fact.row[:index], value, *fact.row[index + 1 :])),), (fact,)
    there = world.overlay(*edit)
    wanted = (*held.row[: held.index], to, *held.row[held.index + 1 :])
    return (there if there.holds(held.relation, wanted) else None), edit


def _facts(world: World, held: _Held) -> Iterator[tuple[Fact, int]]:
    """The stated facts that the held value may come from, with the place in their rows: the row itself, or what the
    rules for it are made of."""
    seen: set[tuple[str, Row]] = {(held.relation, held.row)}
    waiting = [(held.relation, held.row, held.index)]
    while waiting:
        relation, row, index = waiting.pop(0)
        stated = world.fact(relation, row)
        if stated is not None:
            yield stated, index
            continue
        for further in _sources(world, relation, row, index):
            if further[:2] not in seen:
                seen.add(further[:2])
                waiting.append(further)


def _sources(world: World, relation: str, row: Row, index: int) -> Iterator[tuple[str, Row, int]]:
    """The rows, and the places in them, from which rules take the value at a place of a row that they conclude."""
    for rule in world.rules_for(relation):
        aggregate = rule.aggregate
        is_result = aggregate is not None and index == len(row) - 1
        variable = aggregate.variable if aggregate is not None and is_result else rule.head.arguments[index]
        for bindings in instances(world, rule, row):
            for item in rule.body:
                if not isinstance(item, Literal) or item.negated or variable not in item.arguments:
                    continue
                place = item.arguments.index(variable)
                for found in world.answers(item.relation, pattern_under(item, bindings)):
                    yield item.relation, found, place


def _changing(base: Base, verdict: Verdict, world: World, there: World) -> Iterator[str]:
    """The clauses of the use that apply in one of two worlds and not in the other."""
    for license in governing(base, world, verdict.use):
        for entry in base.vocabulary.clauses_of(license):
            relation = called.applies(entry.key)
            twins = {relation, base.doubt.possible(relation)}
            if any(world.answers(r, (verdict.use, None)) != there.answers(r, (verdict.use, None)) for r in twins):
                yield entry.key


def _sides(operator: str, bound: Value) -> tuple[Value | None, Value | None]:
    """The values next to the bound of which the comparison holds, and does not hold; None where its kind has none."""
    beyond = _next(bound, 1 if operator in ("<=", ">") else -1)
    return (bound, beyond) if operator in ("<=", ">=") else (beyond, bound)


def _next(bound: Value, way: int) -> Value | None:
    match bound:
        case bool():
            return None
        case int():
            return bound + way
        case Decimal():
            with localcontext(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN):
                return bound + way * _STEP
        case Month():
            return _month(bound.year * _MONTHS + bound.month - 1 + way)
        case date():
            return _day(bound.toordinal() + way)
        case _:
            return None


def _moved_by(part: Value, value: Value, across: Value) -> Value | None:
    """A part of a value, moved by as much as takes the value across; None if it is of another kind, or cannot be so."""
    match part, value, across:
        case (int() | Decimal(), int() | Decimal(), int() | Decimal()):
            with localcontext(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN):
                return part + across - value
        case Month(), Month(), Month():
            numbers = [v.year * _MONTHS + v.month - 1 for v in (part, value, across)]
            return _month(numbers[0] + numbers[2] - numbers[1])
        case date(), date(), date():
            return _day(part.toordinal() + across.toordinal() - value.toordinal())
        case _:
            return None


def _month(number: int) -> Month | None:
    year, month = divmod(number, _MONTHS)
    return Month(year, month + 1) if 1 <= year <= date.max.year else None


def _day(number: int) -> date | None:
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None
