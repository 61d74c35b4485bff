"""Joining the literals of a rule's body through an oracle, from the variables that are already bound.

The order is planned once a rule: what can be checked is checked at once, then comes the positive literal with the
most bound arguments. Anonymous variables only ask whether there is a row, so they multiply no solutions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from licet.logic.arithmetic import calculate
from licet.logic.ir import Argument, Comparison, Const, Item, Literal, Operation, Rule, Term, Var, definitions, named
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, Substitution
from licet.logic.value_order import compare
from licet.logic.values import UNKNOWN, Row, Value, sort_key

__all__ = [
    "Bindings",
    "Plan",
    "defining_equations",
    "equals",
    "instances",
    "looseness",
    "plan_join",
    "row_order",
    "solutions",
    "substitution_of",
    "unify",
    "unify_head",
]

Bindings = dict[str, Value]
_Template = tuple[tuple[str | None, Value | None], ...]
_Check = Callable[[Oracle, Bindings], bool]


def unify(arguments: Sequence[Argument], pattern: Pattern) -> Bindings | None:
    """The bindings under which the arguments match the pattern; None if there are none."""
    bindings: Bindings = {}
    for argument, value in zip(arguments, pattern, strict=True):
        if value is None or (isinstance(argument, Var) and argument.anonymous):
            continue
        known = argument.value if isinstance(argument, Const) else bindings.setdefault(argument.name, value)
        if known != value:
            return None
    return bindings


def defining_equations(body: Sequence[Item]) -> Mapping[int, tuple[Var, Term]]:
    """The equations that give a variable its value, by their positions: those that bind what no positive literal does,
    each variable once, in the order that takes and otherwise in that of the body."""
    if not any(isinstance(item, Comparison) and item.operator == "=" for item in body):
        return {}
    bound = {name for i in body if isinstance(i, Literal) and not i.negated for name in named(i.arguments)}
    return {position: (variable, term) for position, variable, term in definitions(body, bound)}


def equals(left: Value, right: Value, lenient: bool) -> bool:
    """Whether a defining equation holds: of equal values, and if it is strict not of UNKNOWN."""
    return left == right and (lenient or left is not UNKNOWN)


def substitution_of(bindings: Mapping[str, Value]) -> Substitution:
    """The bindings of named variables, sorted by name."""
    return tuple(sorted([pair for pair in bindings.items() if not pair[0].startswith("_")], key=lambda pair: pair[0]))


def row_order(row: Sequence[Value | None]) -> tuple[Any, ...]:
    """A key that sorts rows and patterns of one relation; None comes first."""
    return tuple([(-1, 0) if value is None else sort_key(value) for value in row])


class _Expansion(Struct, frozen=True):
    """Binds the named variables at `outputs` from the rows that match, then passes the checks."""

    relation: str
    template: _Template
    outputs: tuple[tuple[int, str], ...]
    repeats: tuple[tuple[int, int], ...]
    projects: bool
    checks: tuple[_Check, ...]

    def rows(self, oracle: Oracle, bindings: Bindings) -> Iterator[Row]:
        found: Iterable[Row] = oracle.answers(self.relation, _fill(self.template, bindings))
        if self.repeats:
            found = [row for row in found if all(row[i] == row[j] for i, j in self.repeats)]
        if self.projects:
            found = {tuple([row[i] for i, _ in self.outputs]): row for row in found}.values()
        return iter(found)


class Plan(Struct, frozen=True):
    """An order in which to join. `deferred` are the positions of comparisons and negated literals whose variables
    nothing in the body binds; a safe rule has none."""

    checks: tuple[_Check, ...]
    expansions: tuple[_Expansion, ...]
    deferred: tuple[int, ...]


def _fill(template: _Template, bindings: Bindings) -> Pattern:
    return tuple([value if name is None else bindings[name] for name, value in template])


def plan_join(body: Sequence[Item], bound: Iterable[str], late: str | None = None) -> Plan:
    """Plan the join of a body.

    Args:
        body: the literals and comparisons.
        bound: the names of the variables that the bindings given to `solutions` will have.
        late: the relation that comes last of those that promise as much, such as that of the rule's head.
    """
    known = set(bound)
    defining = defining_equations(body)
    remaining = list(range(len(body)))
    expansions: list[_Expansion] = []
    first = _checks(body, remaining, known, defining)
    while positive := _positive(body, remaining):
        chosen = min(positive, key=lambda i: (*looseness(positive[i], known), positive[i].relation == late, i))
        remaining.remove(chosen)
        literal, before = positive[chosen], frozenset(known)
        known.update(named(literal.arguments))
        expansions.append(_expansion(literal, before, _checks(body, remaining, known, defining)))
    # A part of a rule's body may leave equations that would define a variable if no literal elsewhere did.
    rest = _checks(body, remaining, known, tuple(remaining))
    if expansions:
        expansions[-1] = replace(expansions[-1], checks=expansions[-1].checks + rest)
        return Plan(first, tuple(expansions), tuple(remaining))
    return Plan(first + rest, (), tuple(remaining))


def _positive(body: Sequence[Item], remaining: list[int]) -> dict[int, Literal]:
    return {i: item for i in remaining if isinstance(item := body[i], Literal) and not item.negated}


def looseness(literal: Literal, known: Collection[str]) -> tuple[int, int]:
    """The fewer arguments are bound, and the more are not, the later a literal is joined."""
    bound = sum(isinstance(a, Const) or a.name in known for a in literal.arguments)
    return (-bound, len(literal.arguments) - bound)


def _checks(
    body: Sequence[Item], remaining: list[int], known: set[str], defining: Collection[int]
) -> tuple[_Check, ...]:
    """Take what can be checked, or bound by an equality, out of `remaining`."""
    checks: list[_Check] = []
    progress = True
    while progress:
        progress = False
        for i in tuple(remaining):
            item = body[i]
            check = _comparison(item, known, i in defining) if isinstance(item, Comparison) else _presence(item, known)
            if check is not None:
                checks.append(check)
                remaining.remove(i)
                progress = True
    return tuple(checks)


def _presence(literal: Literal, known: set[str]) -> _Check | None:
    """Whether some row matches, or none where the literal is negated."""
    if not known.issuperset(named(literal.arguments)):
        return None
    relation, template, wanted = literal.relation, _template(literal, known), not literal.negated
    if any(name is None and value is None for name, value in template):
        return lambda oracle, bindings: bool(oracle.answers(relation, _fill(template, bindings))) is wanted
    return lambda oracle, bindings: oracle.holds(relation, cast(Row, _fill(template, bindings))) is wanted


def _comparison(item: Comparison, known: set[str], defines: bool) -> _Check | None:
    """A test, or a binding. A lenient equality binds only where it defines: it holds of UNKNOWN and any other value."""
    operator, lenient = item.operator, item.lenient
    left, right = _read(item.left, known), _read(item.right, known)
    if left is not None and right is not None:
        if defines:
            return lambda _, bindings: equals(left(bindings), right(bindings), lenient)
        return lambda _, bindings: compare(left(bindings), operator, right(bindings), lenient)
    definition = item.definition(known)
    if definition is None or (lenient and not defines):
        return None
    source, name = _read(definition[1], known), definition[0].name
    assert source is not None
    known.add(name)

    def bind(_: Oracle, bindings: Bindings) -> bool:
        value = bindings[name] = source(bindings)
        return equals(value, value, lenient)

    return bind


def _read(term: Term, known: set[str]) -> Callable[[Bindings], Value] | None:
    if isinstance(term, Const):
        value = term.value
        return lambda _: value
    if isinstance(term, Operation):
        left, right, operator = _read(term.left, known), _read(term.right, known), term.operator
        if left is None or right is None:
            return None
        return lambda bindings: calculate(operator, left(bindings), right(bindings))
    name = term.name
    return (lambda bindings: bindings[name]) if name in known else None


def _template(literal: Literal, known: Collection[str]) -> _Template:
    return tuple(
        (None, a.value) if isinstance(a, Const) else (a.name if a.name in known and not a.anonymous else None, None)
        for a in literal.arguments
    )


def _expansion(literal: Literal, known: frozenset[str], checks: tuple[_Check, ...]) -> _Expansion:
    first: dict[str, int] = {}
    repeats: list[tuple[int, int]] = []
    projects = False
    for i, argument in enumerate(literal.arguments):
        if not isinstance(argument, Var) or argument.name in known:
            continue
        if argument.anonymous:
            projects = True
        elif argument.name in first:
            repeats.append((first[argument.name], i))
        else:
            first[argument.name] = i
    outputs = tuple((i, name) for name, i in first.items())
    return _Expansion(literal.relation, _template(literal, known), outputs, tuple(repeats), projects, checks)


def solutions(oracle: Oracle, plan: Plan, bindings: Bindings) -> Iterator[Bindings]:
    """Every way to satisfy the planned body, each once, in an order that depends on plan and model only.

    Args:
        oracle: what holds.
        plan: the planned body.
        bindings: values of the variables the plan was told are bound.

    Yields:
        the given bindings and those of the body's named variables.
    """
    found = dict(bindings)
    if not all(check(oracle, found) for check in plan.checks):
        return
    depth = len(plan.expansions)
    if not depth:
        yield found
        return
    stack = [plan.expansions[0].rows(oracle, found)]
    while stack:
        row = next(stack[-1], None)
        if row is None:
            stack.pop()
            continue
        expansion = plan.expansions[len(stack) - 1]
        for i, name in expansion.outputs:
            found[name] = row[i]
        if not all(check(oracle, found) for check in expansion.checks):
            continue
        if len(stack) == depth:
            yield dict(found)
        else:
            stack.append(plan.expansions[len(stack)].rows(oracle, found))


def unify_head(rule: Rule, pattern: Pattern) -> Bindings | None:
    """The bindings under which a rule's head matches the pattern; None if there are none. The result of an aggregate
    matches anything."""
    size = len(pattern) - (rule.aggregate is not None)
    return unify(rule.head.arguments[:size], pattern[:size])


def instances(oracle: Oracle, rule: Rule, row: Pattern, plan: Plan | None = None) -> Iterator[Bindings]:
    """The bindings under which a rule concludes a row, or one that matches a pattern; for an aggregate, those of its
    group.

    Args:
        oracle: what holds.
        rule: a rule.
        row: the row, or a pattern of rows.
        plan: that of the body once the head is bound, where it is at hand.
    """
    given = unify_head(rule, row)
    if given is not None:
        yield from solutions(oracle, plan_join(rule.body, given) if plan is None else plan, given)
