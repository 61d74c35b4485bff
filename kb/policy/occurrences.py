"""Walking rule bodies: every literal with its polarity, every occurrence of a variable, how deep groups nest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.grammar import tree

__all__ = ["MOST_NESTED", "atoms", "is_nested_too_deep", "literals", "operands", "variables"]

MOST_NESTED = 12


def is_nested_too_deep(body: tree.Body) -> bool:
    """Whether groups stand in groups more than `MOST_NESTED` deep."""
    level: list[tree.Condition] = [*body.when, *(c for conjunction in body.unless for c in conjunction)]
    for _ in range(MOST_NESTED + 1):
        level = [item for c in level if isinstance(c, tree.Group) for item in c.items]
        if not level:
            return False
    return True


def literals(body: tree.Body) -> Iterator[tuple[tree.Literal, bool]]:
    """Every literal outside its `not`, and whether it stands under a `not`, `unless` or `none of`."""
    yield from _literals(body.when, False)
    for conjunction in body.unless:
        yield from _literals(conjunction, True)


def _literals(conditions: Iterable[tree.Condition], negative: bool) -> Iterator[tuple[tree.Literal, bool]]:
    for condition in conditions:
        match condition:
            case tree.Group():
                yield from _literals(condition.items, negative or condition.quantifier == "none")
            case tree.Negation():
                yield condition.literal, True
            case _:
                yield condition, negative


def atoms(body: tree.Body) -> Iterator[tuple[tree.Atom, bool]]:
    """Every atom with its polarity, those on the left of a comparison included."""
    for literal, negative in literals(body):
        if isinstance(literal, tree.Atom):
            yield literal, negative
        elif isinstance(literal, tree.Comparison) and isinstance(literal.left, tree.Atom):
            yield literal.left, negative


def operands(side: tree.Operand | tree.Atom | None) -> Iterator[tree.Argument]:
    """The arguments of a side of a comparison: itself, or those that it is calculated from; none of a call."""
    if isinstance(side, tree.Operation):
        yield from operands(side.left)
        yield from operands(side.right)
    elif side is not None and not isinstance(side, tree.Atom):
        yield side


def variables(part: object) -> Iterator[tree.Variable]:
    """Every occurrence of a named variable in a literal, group, body or tuple of them, in reading order."""
    match part:
        case tree.Variable():
            yield part
        case tree.Atom():
            for argument in (*part.arguments, part.value, part.at):
                if isinstance(argument, tree.Variable):
                    yield argument
        case tree.Negation():
            yield from variables(part.literal)
        case tree.Operation():
            yield from variables(part.left)
            yield from variables(part.right)
        case tree.Comparison():
            yield from variables(part.left)
            yield from variables(part.right)
        case tree.Membership():
            yield from variables(part.argument)
            yield from variables(part.choices)
        case tree.Group():
            yield from variables(part.items)
        case tree.Body():
            yield from variables(part.when)
            yield from variables(part.unless)
        case tuple():
            for item in part:
                yield from variables(item)
