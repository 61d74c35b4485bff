"""The values that facts are made of.

A name is a `str`, so is a text (their kinds keep them apart); numbers are `int` or `Decimal`, never floats;
days are `datetime.date`; months are `Month`; and `UNKNOWN` is the value nobody knows, which occurs only in
conclusions that are possible and not certain.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct

__all__ = ["UNKNOWN", "Month", "Row", "UnknownValue", "Value", "sort_key"]


class Month(Struct, frozen=True, order=True, array_like=True):
    """A calendar month."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


class UnknownValue:
    """The type of `UNKNOWN`, of which there is one."""

    __slots__ = ()
    _one: UnknownValue | None = None

    def __new__(cls) -> UnknownValue:
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = UnknownValue()

if TYPE_CHECKING:
    Value = str | int | Decimal | date | Month | UnknownValue
else:
    _KINDS = frozenset({str, int, Decimal, date, Month, UnknownValue})

    class _AnyKind(type):
        def __instancecheck__(cls, value: object) -> bool:
            return type(value) in _KINDS

    class Value(metaclass=_AnyKind):
        """Any of the types above, as one type to what decodes values (`licet.knowledge.kept_form`)."""


Row = tuple[Value, ...]


def sort_key(value: Value) -> tuple[int, str | int | Decimal | date | tuple[int, int]]:
    """A total order over values of every type, for determinism."""
    if isinstance(value, (int, Decimal)):
        return (0, value)
    if isinstance(value, str):
        return (1, value)
    if isinstance(value, date):
        return (2, value)
    if isinstance(value, Month):
        return (3, (value.year, value.month))
    return (4, 0)
