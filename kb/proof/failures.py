"""Why a rule does not conclude something: a search that shows where every way to satisfy its body ends.

At each point the search looks for a literal that already fails, and otherwise branches over the one with the fewest
rows, so that the failures it lists are few and short. It asks for stated relations before derived ones, for these
before those whose rules are by cases that are not known yet, and for recursive ones last.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from itertools import islice
from typing import cast

from msgspec import Struct

from licet.errors import EngineFault
from licet.logic.ir import Comparison, Literal, Rule, Var, named
from licet.logic.join import Bindings, equals, substitution_of, unify_head
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, Side, ground, pattern_under, side_value, value_under
from licet.logic.plans import Planned, Plans
from licet.logic.value_order import compare
from licet.logic.values import Row
from licet.proof.instances import is_stated
from licet.proof.steps import Absence, Blocked, Failure, FalseComparison, Missing, OtherResult

__all__ = ["Claim", "Goal", "candidates", "refute"]


class Claim(IntEnum):
    """What a step of a proof says."""

    HOLDS = 1
    ABSENT = 2
    TRUE = 3
    TRUE_LENIENTLY = 4


Goal = tuple[Claim, str, tuple[Side | None, ...]]
"""What is to be proved: of a relation and a row or pattern, or of a comparison's operator and its two values."""


def candidates(oracle: Oracle, relation: str, pattern: Pattern) -> Iterator[tuple[Rule, Bindings]]:
    """The rules whose head unifies with the pattern, by id, and the bindings of their head.
    The result of an aggregate unifies with anything."""
    for rule in oracle.rules_for(relation):
        bindings = unify_head(rule, pattern)
        if bindings is not None:
            yield rule, bindings


Refuted = tuple[Failure, Goal | None]
"""A failure without its premise, and the goal that the premise will be."""


class _Branch(Struct, frozen=True):
    bindings: Bindings
    remaining: tuple[int, ...]


def refute(
    oracle: Oracle, plans: Plans, rule: Rule, bindings: Bindings, limit: int
) -> tuple[tuple[Refuted, ...], bool]:
    """Where a rule fails.

    Args:
        oracle: what holds.
        plans: what is known of rules.
        rule: one that concludes nothing under the bindings.
        bindings: those of its head.
        limit: how many failures to list at most.

    Returns:
        the failures, and whether there are more.

    Raises:
        EngineFault: the rule does conclude something.
    """
    single_group = bindings.keys() >= set(named(rule.head.arguments[:-1]))
    refuted: dict[Failure, Goal | None] = {}
    stack = [_Branch(bindings, tuple(range(len(rule.body))))]
    leaves = 0
    while stack:
        if leaves == limit:
            return tuple(refuted.items()), True
        found = _look(oracle, plans, rule, stack.pop(), limit - leaves)
        if isinstance(found, list):
            stack.extend(reversed(found))
            continue
        leaves += 1
        refuted.setdefault(*found)
        if single_group and isinstance(found[0], OtherResult):
            break
    return tuple(refuted.items()), False


def _look(oracle: Oracle, plans: Plans, rule: Rule, branch: _Branch, room: int) -> list[_Branch] | Refuted:
    """A failure of the branch, or the branches it splits into (no more than needed to fill the room)."""
    bindings, remaining = dict(branch.bindings), list(branch.remaining)
    failing = list(_settled(oracle, plans.of(rule), bindings, remaining))
    if not failing:
        positive = [(i, cast(Literal, rule.body[i])) for i in remaining if not _is_check(rule.body[i])]
        if not positive:
            return _concluded(oracle, rule, bindings)
        effort = {i: _effort(oracle, plans, item, bindings) for i, item in positive}
        options: list[tuple[int, int, tuple[Row, ...]]] = []
        for i, item in positive:
            if effort[i] == min(effort.values()):
                rows = oracle.answers(item.relation, pattern_under(item, bindings))
                options.append((len(rows), i, rows))
                if not rows:
                    failing.append(_missing(oracle, i, item, bindings))
        if not failing:
            _, i, rows = min(options, key=lambda option: option[:2])
            return _split(cast(Literal, rule.body[i]), i, rows, bindings, remaining, room)
    return min(failing, key=_preference)


def _effort(oracle: Oracle, plans: Plans, item: Literal, bindings: Bindings) -> tuple[bool, bool, bool, bool]:
    """How much it may take to ask for rows: little if the literal is bound somewhere and its relation has no rules,
    more if it is not known yet which of its rules are concerned, much if it is recursive, so that one step is asked for
    before all that it leads to."""
    pattern = pattern_under(item, bindings)
    shape = plans.shape(item.relation, oracle.rules_for(item.relation))
    any_case = bool(shape.cases) and all(pattern[position] is None for position in shape.cases)
    return (all(value is None for value in pattern), shape.derived, shape.recursive, any_case)


def _is_check(item: Literal | Comparison) -> bool:
    return isinstance(item, Comparison) or item.negated


def _preference(refuted: Refuted) -> tuple[int, int]:
    """What needs no further explanation comes first, then what blocks, then what is missing; then the body's order."""
    failure, goal = refuted
    assert not isinstance(failure, OtherResult)
    return (0 if goal is None else 1 if isinstance(failure, Blocked) else 2, failure.position)


def _settled(oracle: Oracle, planned: Planned, bindings: Bindings, remaining: list[int]) -> Iterator[Refuted]:
    """Take everything whose variables are bound out of `remaining`; the failures among it. Equalities bind."""
    defining, names, body = planned.defining, planned.names, planned.rule.body
    progress = True
    while progress:
        progress = False
        for i in tuple(remaining):
            item = body[i]
            if isinstance(item, Comparison):
                if not _bind(item, bindings, i in defining):
                    continue
                failure = _false(i, item, bindings, i in defining)
                if failure is not None:
                    yield failure, None
            elif bindings.keys() >= names[i]:
                pattern = pattern_under(item, bindings)
                rows = oracle.answers(item.relation, pattern)
                if item.negated and rows:
                    row = _blocker(oracle, item.relation, rows)
                    blocked = Blocked(i, substitution_of(bindings), item.relation, row, -1)
                    yield blocked, (Claim.HOLDS, item.relation, row)
                elif not item.negated and not rows:
                    yield _missing(oracle, i, item, bindings)
            else:
                continue
            remaining.remove(i)
            progress = True


def _bind(item: Comparison, bindings: Bindings, defines: bool) -> bool:
    """Whether both sides have values, one perhaps now from the other, as in `licet.logic.join`."""
    if bindings.keys() >= set(named(item.arguments)):
        return True
    definition = item.definition(bindings)
    if definition is None or (item.lenient and not defines):
        return False
    bindings[definition[0].name] = side_value(ground(definition[1], bindings))
    return True


def _false(position: int, item: Comparison, bindings: Bindings, defines: bool) -> FalseComparison | None:
    left, right = ground(item.left, bindings), ground(item.right, bindings)
    one, other = side_value(left), side_value(right)
    if defines:
        lenient, holds = False, equals(one, other, item.lenient)
    else:
        lenient, holds = item.lenient, compare(one, item.operator, other, item.lenient)
    return None if holds else FalseComparison(position, substitution_of(bindings), left, item.operator, right, lenient)


def _blocker(oracle: Oracle, relation: str, rows: tuple[Row, ...]) -> Row:
    return next((row for row in rows if is_stated(oracle, relation, row)), rows[0])


def _missing(oracle: Oracle, position: int, item: Literal, bindings: Bindings) -> Refuted:
    pattern = pattern_under(item, bindings)
    derivable = any(candidates(oracle, item.relation, pattern))
    absence = Absence.UNEXPLORED if derivable else Absence.UNSTATED
    missing = Missing(position, substitution_of(bindings), item.relation, pattern, absence, None)
    return missing, (Claim.ABSENT, item.relation, pattern) if derivable else None


def _split(
    literal: Literal, position: int, rows: tuple[Row, ...], bindings: Bindings, remaining: list[int], room: int
) -> list[_Branch]:
    """One branch for each binding of the literal's named variables. A literal that repeats one stays to be checked."""
    places = {a.name: i for i, a in reversed(list(enumerate(literal.arguments))) if isinstance(a, Var)}
    free = [name for name in dict.fromkeys(named(literal.arguments)) if name not in bindings]
    repeats = len(free) < sum(name not in bindings for name in named(literal.arguments))
    rest = tuple(i for i in remaining if repeats or i != position)
    values = dict.fromkeys(tuple([row[places[name]] for name in free]) for row in rows)
    return [_Branch({**bindings, **dict(zip(free, found, strict=True))}, rest) for found in islice(values, room + 1)]


def _concluded(oracle: Oracle, rule: Rule, bindings: Bindings) -> Refuted:
    """The whole body holds: an aggregate has another result than was asked for; anything else is a contradiction."""
    head = rule.head.relation
    group = tuple(value_under(a, bindings) for a in rule.head.arguments[:-1])
    results = oracle.answers(head, (*group, None)) if rule.aggregate is not None else ()
    if not results:
        raise EngineFault(f"`{head}` is said to be absent, and rule `{rule.id}` concludes it")
    return OtherResult(results[0], -1), (Claim.HOLDS, head, results[0])
