"""The types of columns, and which each argument of a relation needs.

A column of one type of values has that type of the database, and one with several types has their codes
(`licet.logic.codes`), whose equality and order are those of the values. UNKNOWN is NULL everywhere: so a comparison
with it is neither true nor false, and whatever is calculated from it is UNKNOWN again, as it has to be.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from msgspec import Struct, structs

from licet.logic.ir import Argument, Const, Literal, Term, Var
from licet.logic.normal_form import NormalRule
from licet.logic.relations import canonical
from licet.logic.values import UNKNOWN, Month, Row, Value

__all__ = [
    "Column",
    "Columns",
    "Kind",
    "calculated",
    "column_of",
    "columns_of_rows",
    "infer",
    "join",
    "total_column",
    "variable_columns",
]


class Kind(Enum):
    """The values of a column: texts by their numbers in the table of names, whole numbers of 32 and of 64 bits, others
    with so many places, days, months by their first day; nothing but UNKNOWN; or codes of any values."""

    NAME = "name"
    SMALL = "small"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MONTH = "month"
    NOTHING = "nothing"
    ANY = "any"


_TYPES = {
    Kind.NAME: "INTEGER",
    Kind.SMALL: "INTEGER",
    Kind.WHOLE: "BIGINT",
    Kind.DAY: "DATE",
    Kind.MONTH: "DATE",
    Kind.NOTHING: "INTEGER",
    Kind.ANY: "TEXT",
}
_NUMBERS = (Kind.SMALL, Kind.WHOLE, Kind.DECIMAL)
"""Each has room for the values of those before it."""


class Column(Struct, frozen=True):
    """A column: its kind, whether UNKNOWN can stand in it, and the places after the point of a decimal one."""

    kind: Kind
    nullable: bool = False
    scale: int = 0

    @property
    def sql(self) -> str:
        """Its type in the database."""
        return f"DECIMAL(38, {self.scale})" if self.kind is Kind.DECIMAL else _TYPES[self.kind]

    @property
    def is_number(self) -> bool:
        """Whether it has numbers of the database."""
        return self.kind in _NUMBERS


Columns = Mapping[str, tuple[Column, ...]]
"""The columns of each relation that can have rows; one that is not in it has none."""

LARGEST_SCALE = 12
"""How many places a decimal column may have."""
MOST_WHOLE_DIGITS = 18
"""How many digits its numbers may have before the point when they are read."""
_SMALL, _LARGEST = 2**31, 2**63


def column_of(value: Value, exact: bool = False) -> Column:
    """The narrowest column that a value fits in. If `exact`, numbers are codes, which have no bounds."""
    value = canonical(value)
    if isinstance(value, str):
        return Column(Kind.NAME)
    if isinstance(value, int):
        if exact or not -_LARGEST <= value < _LARGEST:
            return Column(Kind.ANY)
        return Column(Kind.SMALL if -_SMALL <= value < _SMALL else Kind.WHOLE)
    if isinstance(value, Decimal):
        places = -int(value.as_tuple().exponent)
        fits = not exact and places <= LARGEST_SCALE and value.adjusted() < MOST_WHOLE_DIGITS
        return Column(Kind.DECIMAL, scale=places) if fits else Column(Kind.ANY)
    if isinstance(value, date):
        return Column(Kind.DAY)
    return Column(Kind.MONTH) if isinstance(value, Month) else Column(Kind.NOTHING, nullable=True)


def join(one: Column, other: Column) -> Column:
    """The narrowest column for the values of both."""
    nullable = one.nullable or other.nullable
    if one.kind is Kind.NOTHING or other.kind is Kind.NOTHING:
        return structs.replace(other if one.kind is Kind.NOTHING else one, nullable=nullable)
    if one.is_number and other.is_number:
        return Column(max(one.kind, other.kind, key=_NUMBERS.index), nullable, max(one.scale, other.scale))
    if one.kind is not other.kind:
        return Column(Kind.ANY, nullable)
    return Column(one.kind, nullable)


def _narrower(one: Column, other: Column) -> Column:
    """The column of a variable that stands in both."""
    narrow = min((one, other), key=_breadth)
    return structs.replace(narrow, nullable=one.nullable and other.nullable)


def _breadth(column: Column) -> tuple[int, int]:
    if column.kind is Kind.ANY:
        return len(_NUMBERS), 0
    return (_NUMBERS.index(column.kind) if column.is_number else 0), column.scale


def calculated(operator: str, left: Column, right: Column) -> Column:
    """The column of what is calculated from values of two."""
    nullable = left.nullable or right.nullable
    if Kind.NOTHING in (left.kind, right.kind):
        return Column(Kind.NOTHING, nullable=True)
    if not left.is_number or not right.is_number:
        return Column(Kind.ANY, nullable)
    scale = left.scale + right.scale if operator == "*" else max(left.scale, right.scale)
    if scale > LARGEST_SCALE:
        return Column(Kind.ANY, nullable)
    return Column(Kind.DECIMAL if scale else Kind.WHOLE, nullable, scale)


def columns_of_rows(rows: Iterable[Row], exact: bool = False) -> tuple[Column, ...] | None:
    """The narrowest columns for some rows; None where there are none."""
    found: list[Column] | None = None
    for row in rows:
        if found is None:
            found = [column_of(value, exact) for value in row]
            continue
        for i, value in enumerate(row):
            column = found[i]
            kind = type(value)
            if (kind is str and column.kind is Kind.NAME) or (value is UNKNOWN and column.nullable):
                continue
            found[i] = join(column, column_of(value, exact))
    return None if found is None else tuple(found)


def infer(rules: Sequence[NormalRule], stated: Columns, exact: bool = False) -> dict[str, tuple[Column, ...]]:
    """The columns of every relation that can have rows, whatever negated literals and comparisons say: the least
    ones that hold what is stated, and what each rule concludes from them."""
    found = dict(stated)
    readers: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for relation in {literal.relation for literal in rule.positives}:
            readers.setdefault(relation, []).append(number)
    waiting = deque(range(len(rules)))
    queued = set(waiting)
    while waiting:
        number = waiting.popleft()
        queued.discard(number)
        rule = rules[number]
        derived = _concluded(rule, found, exact)
        if derived is None:
            continue
        before = found.get(rule.relation)
        after = derived if before is None else tuple(map(join, before, derived))
        if after != before:
            found[rule.relation] = after
            for reader in readers.get(rule.relation, ()):
                if reader not in queued:
                    queued.add(reader)
                    waiting.append(reader)
    return found


def variable_columns(rule: NormalRule, columns: Columns, exact: bool = False) -> dict[str, Column] | None:
    """The column of each variable of a rule; None where one of its premises can have no rows."""
    found: dict[str, Column] = {}
    for literal in rule.positives:
        if literal.relation not in columns:
            return None
        for name, column in _places(literal, columns):
            found[name] = _narrower(found[name], column) if name in found else column
    for definition in rule.definitions:
        column = _term(definition.value, found, exact)
        found[definition.variable.name] = column if definition.lenient else structs.replace(column, nullable=False)
    return found


def _places(literal: Literal, columns: Columns) -> Iterator[tuple[str, Column]]:
    for argument, column in zip(literal.arguments, columns[literal.relation], strict=True):
        if isinstance(argument, Var):
            yield argument.name, column


def _term(term: Term, variables: Mapping[str, Column], exact: bool) -> Column:
    if isinstance(term, Const):
        return column_of(term.value, exact)
    if isinstance(term, Var):
        return variables[term.name]
    return calculated(term.operator, _term(term.left, variables, exact), _term(term.right, variables, exact))


def _concluded(rule: NormalRule, columns: Columns, exact: bool) -> tuple[Column, ...] | None:
    variables = variable_columns(rule, columns, exact)
    if variables is None:
        return None
    head = [_term(argument, variables, exact) for argument in rule.head]
    if rule.operator is not None:
        head.append(_measured(rule.operator, rule.measured, variables, exact))
    return tuple(head)


def _measured(operator: str, measured: Argument | None, variables: Mapping[str, Column], exact: bool) -> Column:
    assert measured is not None
    if operator == "count":
        return Column(Kind.ANY if exact else Kind.WHOLE)
    column = structs.replace(_term(measured, variables, exact), nullable=False)
    return column if operator != "sum" else total_column(column)


def total_column(column: Column) -> Column:
    """The column of the sums of numbers of a column."""
    if not column.is_number:
        return Column(Kind.ANY)
    return Column(Kind.WHOLE) if column.kind is Kind.SMALL else Column(column.kind, scale=column.scale)
