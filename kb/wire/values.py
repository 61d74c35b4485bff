"""What every document is made of: typed values, rows, and what is said of them.

Fields are written in the order that they stand in here. Values are exact and carry their type: whole numbers are JSON
numbers, others are strings of digits, days and months are strings.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct


def one_of(*words: str) -> Meta:
    """That a text is one of these."""
    return Meta(extra_json_schema={"enum": list(words)})


Natural = Annotated[int, Meta(ge=0)]
Digits = Annotated[str, Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Months = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$")]
Operator = Annotated[str, one_of("=", "!=", "<", "<=", ">", ">=", "starts with", "does not start with")]


class Wire(Struct, frozen=True):
    """What documents are made of."""


class Name(Wire, frozen=True, tag_field="type", tag="name"):
    """A declared name."""

    value: str


class Text(Wire, frozen=True, tag_field="type", tag="text"):
    """A text."""

    value: str


class Number(Wire, frozen=True, tag_field="type", tag="number"):
    """A whole number, or the digits of another."""

    value: int | Digits


class Day(Wire, frozen=True, tag_field="type", tag="date"):
    """A day."""

    value: date


class Month(Wire, frozen=True, tag_field="type", tag="month"):
    """A calendar month."""

    value: Months


class Anything(Wire, frozen=True, tag_field="type", tag="any"):
    """Every value, in a pattern."""


class Unknown(Wire, frozen=True, tag_field="type", tag="unknown"):
    """The value that nobody knows."""


Value = Name | Text | Number | Day | Month | Anything | Unknown
Values = tuple[Value, ...]
Bindings = dict[str, Value]


class Place(Wire, frozen=True):
    """A stretch of a file. Lines and columns count from 1; the end column is exclusive."""

    file: str
    line: Natural
    column: Natural
    end_line: Natural
    end_column: Natural


class Said(Wire, frozen=True):
    """A row of a relation, and the same in words."""

    relation: str
    row: Values
    says: str
