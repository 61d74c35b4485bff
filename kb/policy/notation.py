"""How policy files write what they say, for saying it in their way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from licet.grammar import tree
from licet.grammar.source import Span

__all__ = ["Usage", "usage_of"]


class Usage(Struct, frozen=True):
    """What wording needs of the files.

    Attributes:
        called: the relations of one argument that are used and never written with `is`.
        citing: the rules that name a place in a text or quote it, by where they stand.
    """

    called: frozenset[str]
    citing: Mapping[Span, tree.Rule]


def usage_of(modules: Sequence[tree.Module]) -> Usage:
    """How these files write."""
    with_is: set[str] = set()
    called: set[str] = set()
    citing: dict[Span, tree.Rule] = {}
    for statement in (s for module in modules for s in module.statements):
        for relation, is_form in _unary_uses(statement):
            (with_is if is_form else called).add(relation)
        if isinstance(statement, tree.Rule) and (statement.locator is not None or statement.quotes):
            citing[statement.span] = statement
    return Usage(frozenset(called - with_is), citing)


def _unary_uses(statement: tree.Statement) -> Iterator[tuple[str, bool]]:
    """The relations of one argument that a statement uses, and whether it writes `is`."""
    match statement:
        case tree.Entity(lines=lines):
            yield from (
                (line.relation, line.form == "is") for line in lines if not line.arguments and line.value is None
            )
        case tree.Fact(atom=atom):
            yield from _unary_atoms(atom)
        case tree.Rule(head=head, body=body):
            yield from _unary_atoms(head)
            yield from _unary_atoms(body)
        case tree.Clause(body=body):
            yield from _unary_atoms(body)
        case tree.Term(head=head, readings=readings):
            yield from _unary_atoms(head)
            for reading in readings:
                yield from _unary_atoms(reading.body)
        case _:
            pass


def _unary_atoms(part: object) -> Iterator[tuple[str, bool]]:
    match part:
        case tree.Atom():
            if len(part.arguments) == 1 and part.value is None:
                yield part.relation, part.form == "unary"
        case tree.Negation(literal=literal):
            yield from _unary_atoms(literal)
        case tree.Group(items=items):
            for item in items:
                yield from _unary_atoms(item)
        case tree.Body(when=when, unless=unless):
            for condition in (*when, *(c for conjunction in unless for c in conjunction)):
                yield from _unary_atoms(condition)
        case _:
            pass
