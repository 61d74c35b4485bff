"""What a rule body means, read off the syntax tree: positive conditions bind, and a negation holds where no way of
filling in its own variables satisfies what it negates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from licet.grammar import tree
from licet.logic.values import Row, Value

Facts = Mapping[str, set[Row]]
Bindings = dict[str, Value]


def answers(body: tree.Body, head: tuple[str, ...], facts: Facts) -> set[Row]:
    """The values of the head's variables under which the body holds."""
    conditions = [*body.when, *(tree.Group("none", (tree.Group("all", c),)) for c in body.unless)]
    return {tuple(found[name] for name in head) for found in satisfying(conditions, {}, facts)}


def satisfying(conditions: Sequence[tree.Condition], bound: Bindings, facts: Facts) -> Iterator[Bindings]:
    """Every way to bind variables so that all the conditions hold. What can bind goes before what only tests."""
    if not conditions:
        yield bound
        return
    choice = min(range(len(conditions)), key=lambda i: _rank(conditions[i], bound))
    condition = conditions[choice]
    rest = [*conditions[:choice], *conditions[choice + 1 :]]
    match condition:
        case tree.Group(quantifier="all", items=items):
            yield from satisfying([*items, *rest], bound, facts)
        case tree.Group(quantifier="any", items=items):
            for item in items:
                yield from satisfying([item, *rest], bound, facts)
        case tree.Group(items=items):
            positive = [c for item in items if (c := _undone(item)) is not None]
            if positive:
                negative = tuple(item for item in items if _undone(item) is None)
                remaining = [tree.Group("none", negative)] if negative else []
                yield from satisfying([*positive, *remaining, *rest], bound, facts)
            elif not any(True for item in items for _ in satisfying([item], bound, facts)):
                yield from satisfying(rest, bound, facts)
        case tree.Negation(literal=literal):
            if not any(True for _ in satisfying([literal], bound, facts)):
                yield from satisfying(rest, bound, facts)
        case tree.Atom():
            for found in _matches(condition, bound, facts):
                yield from satisfying(rest, found, facts)
        case tree.Membership(argument=argument, choices=choices):
            for member in choices:
                yield from satisfying([tree.Comparison(argument, "=", member), *rest], bound, facts)
        case tree.Comparison(left=tree.Atom() as call):
            for row in facts.get(call.relation, ()):
                for found in _unified(call.arguments, row[:-1], bound):
                    if _compare(row[-1], condition.operator, _value(condition.right, found)):
                        yield from satisfying(rest, found, facts)
        case tree.Comparison(left=left, operator=operator, right=right):
            assert not isinstance(left, tree.Atom)
            values = [_value(left, bound), _value(right, bound)]
            if operator == "=" and None in values and values != [None, None]:
                target, value = (left, values[1]) if values[0] is None else (right, values[0])
                assert isinstance(target, tree.Variable)
                assert value is not None
                yield from satisfying(rest, {**bound, target.name: value}, facts)
            elif _compare(values[0], operator, values[1]):
                yield from satisfying(rest, bound, facts)


def _undone(condition: tree.Condition) -> tree.Condition | None:
    """What the negation of a negation says, or None for what is no negation."""
    match condition:
        case tree.Group(quantifier="none", items=items):
            return tree.Group("any", items)
        case tree.Negation(literal=literal):
            return literal
        case _:
            return None


def _rank(condition: tree.Condition, bound: Bindings) -> int:
    match condition:
        case tree.Group(quantifier="none", items=items):
            return 0 if any(_undone(item) is not None for item in items) else 9
        case tree.Negation():
            return 9
        case tree.Group(quantifier="all"):
            return 0
        case tree.Atom():
            return 1
        case tree.Comparison(left=tree.Atom(), right=right):
            return 2 if _value(right, bound) is not None else 8
        case tree.Comparison(left=left, operator="=", right=right) if not isinstance(left, tree.Atom):
            return 3 if _value(left, bound) is not None or _value(right, bound) is not None else 8
        case tree.Membership(argument=argument):
            return 3 if _value(argument, bound) is not None else 4
        case tree.Group():
            return 5
        case _:
            return 7


def _matches(atom: tree.Atom, bound: Bindings, facts: Facts) -> Iterator[Bindings]:
    arguments = (*atom.arguments, *([atom.value] if atom.value is not None else []))
    for row in facts.get(atom.relation, ()):
        yield from _unified(arguments, row[: len(arguments)], bound)


def _unified(arguments: Sequence[tree.Argument], row: Row, bound: Bindings) -> Iterator[Bindings]:
    further = dict(bound)
    for argument, value in zip(arguments, row, strict=True):
        if isinstance(argument, tree.Variable):
            if further.setdefault(argument.name, value) != value:
                return
        elif not isinstance(argument, tree.Anything) and _value(argument, bound) != value:
            return
    yield further


def _value(argument: tree.Argument, bound: Bindings) -> Value | None:
    match argument:
        case tree.Variable(name=name):
            return bound.get(name)
        case tree.Constant(name=name):
            return name
        case tree.Number(value=number):
            return number
        case _:
            raise NotImplementedError(argument)


def _compare(left: Value | None, operator: str, right: Value | None) -> bool:
    assert left is not None
    assert right is not None
    if operator in ("=", "!="):
        return (left == right) is (operator == "=")
    if not (isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal))):
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]
