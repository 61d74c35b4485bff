"""Whether a question has variables."""

from __future__ import annotations

from collections.abc import Iterator

from licet.grammar import tree
from licet.grammar.parser import parse_conjunction
from licet.policy.occurrences import operands

__all__ = ["has_variables"]


def has_variables(text: str) -> bool:
    """Whether the text parses as literals with variables, `_` among them: those have a table for an answer."""
    conditions, _ = parse_conjunction(text)
    return conditions is not None and any(
        isinstance(argument, (tree.Variable, tree.Anything)) for c in conditions for argument in _arguments(c)
    )


def _arguments(condition: tree.Condition) -> Iterator[tree.Argument]:
    match condition:
        case tree.Atom():
            yield from condition.arguments
            if condition.value is not None:
                yield condition.value
        case tree.Negation():
            yield from _arguments(condition.literal)
        case tree.Comparison(left=left, right=right):
            if isinstance(left, tree.Atom):
                yield from left.arguments
            yield from (*operands(left), *operands(right))
        case tree.Membership():
            yield condition.argument
            yield from condition.choices
        case tree.Group():
            for item in condition.items:
                yield from _arguments(item)
