"""Rows of tables as facts of a program of plain Datalog, checked against what it declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.logic.values import Month, Row, Value
from licet.policy.vocabulary import VALUE_KINDS, Signature, Vocabulary

__all__ = ["Rows", "checked_rows"]

Rows = Mapping[str, Iterable[Sequence[Value]]]
"""The rows of relations, by name; the value of a functional one comes last."""

_TYPES: Mapping[str, tuple[type, ...]] = {
    "count": (int,),
    "number": (int, Decimal),
    "date": (date,),
    "month": (Month,),
    "text": (str,),
    "symbol": (str,),
}


def checked_rows(given: Rows, vocabulary: Vocabulary) -> dict[str, list[Row]]:
    """The rows as tuples, where a program can have them.

    Raises:
        PolicyError: a relation that is not declared, or is open, presumed or dated; a row with another number of
            values; a value that is none of its kind, or a name that is not declared. The first fault is told.
    """
    found: dict[str, list[Row]] = {}
    for relation, rows in given.items():
        signature = vocabulary.relations.get(relation)
        if signature is None:
            raise _refused(f"no relation is called `{relation}`", "rows are of relations that the program declares")
        if signature.absence != "closed" or signature.dated:
            raise _refused(f"`{relation}` is open, presumed or dated", "state its facts in the text of the program")
        found[relation] = _tuples(rows, signature)
        for place, kind in enumerate(signature.kinds):
            _check_column(found[relation], place, kind, signature, vocabulary)
    return found


def _tuples(rows: Iterable[Sequence[Value]], signature: Signature) -> list[Row]:
    found = list(rows)
    for number, row in enumerate(found, 1) if not {*map(type, found)} <= {tuple, list} else ():
        if not isinstance(row, (tuple, list)):
            raise _refused(f"row {number} of `{signature.name}` is no tuple", f"a row is one of `{signature}`")
    for number, row in enumerate(found, 1) if {*map(len, found)} - {signature.arity} else ():
        if len(row) != signature.arity:
            message = f"row {number} of `{signature.name}` has {len(row)} values, not {signature.arity}"
            raise _refused(message, f"a row is one of `{signature}`")
    return [row if type(row) is tuple else tuple(row) for row in found]


def _check_column(rows: list[Row], place: int, kind: str, signature: Signature, vocabulary: Vocabulary) -> None:
    allowed = _TYPES.get(kind, (str,))
    if not {type(row[place]) for row in rows} <= set(allowed):
        number, value = next((n, row[place]) for n, row in enumerate(rows, 1) if type(row[place]) not in allowed)
        raise _refused(f"row {number} of `{signature.name}`, value {place + 1}: {value!r} is no {kind}", _HELP)
    if kind not in VALUE_KINDS:
        unknown = {row[place] for row in rows}.difference(_names(kind, vocabulary))
        if unknown:
            number, value = next((n, row[place]) for n, row in enumerate(rows, 1) if row[place] in unknown)
            message = f"row {number} of `{signature.name}`, value {place + 1}: no {kind} is called `{value}`"
            raise _refused(message, f"declare it: `{kind} {value}`; or let the relation be of `symbol`")


_HELP = (
    "symbols and texts are `str`, counts `int`, numbers `int` or `Decimal`, days `date` (no `datetime`), months"
    " `Month`; nothing stands for a value that is missing"
)


def _names(kind: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield from (entry.name for entry in vocabulary.entities.values() if kind in vocabulary.ancestors(entry.kind))
    if kind == "license":
        yield from vocabulary.licenses


def _refused(message: str, help: str) -> PolicyError:
    return PolicyError([Diagnostic(Severity.ERROR, "E623", message, None, help)])
