"""Functional relations have at most one value for the same arguments, derived ones too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.engine.model import Model
from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.logic.ir import Program, Rule
from licet.logic.values import Row, sort_key
from licet.policy.vocabulary import Signature, Vocabulary
from licet.verdict.base import Base

__all__ = ["conflicts_of", "could_conflict", "functional_conflicts", "one_valued"]


def functional_conflicts(model: Model, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """E320 for each functional relation that was derived with two values for the same arguments."""
    functional = [s for s in vocabulary.relations.values() if s.functional]
    return tuple(d for s in functional for d in _conflicts(s, model.rows(s.name)))


def conflicts_of(signature: Signature, rows: Iterable[Row]) -> tuple[Diagnostic, ...]:
    """E320 for each two of the rows of a functional relation that differ in its value alone."""
    return tuple(_conflicts(signature, rows))


def _derived_conflicts(base: Base) -> tuple[Diagnostic, ...]:
    """E320 for each functional relation that rules certainly give two values for the same arguments.

    Raises:
        LimitExceeded: such a relation has more rows than the engine's limit.
    """
    return tuple(
        diagnostic
        for signature in map(base.vocabulary.relations.__getitem__, base.conflicting)
        for diagnostic in _conflicts(signature, base.solver.answers(signature.name, (None,) * signature.arity))
    )


def one_valued(base: Base) -> Base:
    """The base itself.

    Raises:
        PolicyError: rules certainly give a functional relation two values for the same arguments.
        LimitExceeded: a functional relation that rules conclude has more rows than the engine's limit.
    """
    found = _derived_conflicts(base)
    if found:
        raise PolicyError(found)
    return base


def could_conflict(program: Program, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The functional relations that anything but a single total, or stated facts alone, gives their values."""
    rules: dict[str, list[Rule]] = {}
    for rule in program.rules:
        rules.setdefault(rule.head.relation, []).append(rule)
    stated = {fact.relation for fact in program.facts}

    def could(relation: str) -> bool:
        found = rules.get(relation, [])
        return any(rule.aggregate is None for rule in found) or len(found) + (relation in stated) > 1

    return tuple(name for name, s in vocabulary.relations.items() if s.functional and could(name))


def _conflicts(signature: Signature, rows: Iterable[Row]) -> Iterator[Diagnostic]:
    values: dict[Row, Row] = {}
    for row in sorted(rows, key=_row_key):
        first = values.setdefault(row[:-1], row)
        if first is not row:
            arguments = ", ".join(map(str, row[:-1]))
            yield Diagnostic(
                Severity.ERROR,
                "E320",
                f"`{signature.name}({arguments})` has two values, {first[-1]} and {row[-1]}",
                signature.span,
                "a relation declared with `=` has at most one value for the same arguments",
            )


def _row_key(row: Row) -> list[object]:
    return [sort_key(value) for value in row]
