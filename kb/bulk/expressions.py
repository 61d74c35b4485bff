"""Values in SQL: literals, conversions between columns, comparisons, arithmetic.

Conditions are built so that in a WHERE they hold as `licet.logic.value_order.compare` does: NULL, the value nobody
knows, makes a strict comparison NULL, which is not true, and a lenient one true.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlglot import exp

from licet.bulk.columns import Column, Kind, calculated, column_of
from licet.logic.codes import encode
from licet.logic.ir import BEGINNINGS
from licet.logic.relations import canonical
from licet.logic.value_order import compare
from licet.logic.values import UNKNOWN, Month, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "CALCULATE",
    "FALSE",
    "NAME_WIDTH",
    "NUMBER_START",
    "TRUE",
    "Typed",
    "arithmetic",
    "cast",
    "code_of",
    "compared",
    "constant",
    "converted",
    "every",
    "fresh",
    "function",
    "in_brackets",
    "known",
    "name",
    "place",
    "query",
    "same",
    "stored",
    "table",
    "titled",
    "union_all",
]

TRUE = exp.true()
FALSE = exp.false()
CALCULATE = "LICET_CALCULATE"
"""The function of the database that calculates with codes: operator, left, right."""
NAME_WIDTH = 10
"""How many digits the number of a text has in a code."""

_ORDER = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_EQUALITY = {"=": exp.EQ, "!=": exp.NEQ}
_DIGITS = "0123456789"
_WIDTH = 6
NUMBER_START = 2 + _WIDTH
"""How many letters come before the digits in the code of a number."""


class Typed(Struct, frozen=True):
    """An expression and the column that its values fit in. `value` is that of a constant."""

    sql: exp.Expr
    column: Column
    value: Value | None = None


def name(text: str) -> exp.Identifier:
    """A quoted name."""
    return exp.to_identifier(text, quoted=True)


def table(called: str, alias: str | None = None) -> exp.Table:
    """A table by its name, perhaps under another one."""
    return exp.Table(this=name(called), alias=None if alias is None else exp.TableAlias(this=name(alias)))


def place(column: str, of: str | None = None) -> exp.Column:
    """A column by its name, of a table by its name."""
    return exp.Column(this=name(column), table=None if of is None else name(of))


def titled(sql: exp.Expr, title: str) -> exp.Alias:
    """An output of a query under a name."""
    return exp.Alias(this=sql, alias=name(title))


def fresh(sql: exp.Expr) -> exp.Expr:
    """The expression for one more place of a tree. Most are columns, for which this is much faster than to copy."""
    if isinstance(sql, exp.Column) and isinstance(sql.this, exp.Identifier):
        return place(sql.name, sql.table or None)
    return sql.copy()


def every(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """All of the conditions; TRUE where there are none."""
    return exp.and_(*conditions, copy=False) if conditions else exp.true()


def query(
    outputs: Sequence[exp.Expr],
    tables: Sequence[exp.Expr] = (),
    conditions: Sequence[exp.Expr] = (),
    distinct: bool = False,
) -> exp.Select:
    """A query over some tables. (SQLGlot's own builders copy and parse at each step.)"""
    built = exp.Select(expressions=list(outputs))
    if tables:
        built.set("from_", exp.From(this=tables[0]))
        if len(tables) > 1:
            built.set("joins", [exp.Join(this=joined, kind="CROSS") for joined in tables[1:]])
    if conditions:
        built.set("where", exp.Where(this=every(conditions)))
    if distinct:
        built.set("distinct", exp.Distinct())
    return built


def union_all(queries: Sequence[exp.Query]) -> exp.Query:
    """The rows of all queries."""
    whole = queries[0]
    for further in queries[1:]:
        whole = exp.Union(this=whole, expression=further, distinct=False)
    return whole


def in_brackets(inner: exp.Query, alias: str | None = None) -> exp.Subquery:
    """A query as a table."""
    return exp.Subquery(this=inner, alias=None if alias is None else exp.TableAlias(this=name(alias)))


def function(called: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a function that SQLGlot may know under other names elsewhere."""
    return exp.func(called, *map(fresh, arguments), dialect="duckdb")


def stored(value: Value, column: Column, names: Mapping[str, int]) -> int | str | date | Decimal | None:
    """A value as it stands in a column; KeyError for a text without a number. The value fits the column."""
    if value is UNKNOWN:
        return None
    value = canonical(value)
    if column.kind is Kind.ANY:
        return f"s{names[value]:0{NAME_WIDTH}}" if isinstance(value, str) else encode(value)
    if isinstance(value, str):
        return names[value]
    if isinstance(value, Month):
        return date(value.year, value.month, 1)
    assert isinstance(value, (int, Decimal, date))
    return value


def constant(value: Value, names: Mapping[str, int], exact: bool) -> Typed:
    """A value as a literal; KeyError for a text without a number."""
    column = column_of(value, exact)
    if isinstance(value, str):
        return Typed(exp.Literal.number(names[value]), column, value)
    written = stored(value, column, names)
    if written is None:
        return Typed(exp.null(), column, value)
    if column.is_number:
        literal: exp.Expr = exp.Literal.number(format(written, "f") if isinstance(written, Decimal) else written)
        return Typed(cast(literal, column), column, value)
    literal = exp.Literal.string(written if isinstance(written, str) else written.isoformat())  # type: ignore[union-attr]
    return Typed(literal if column.kind is Kind.ANY else cast(literal, column), column, value)


def cast(sql: exp.Expr, column: Column) -> exp.Expr:
    """The expression as a value of the type of a column."""
    return exp.Cast(this=fresh(sql), to=exp.DataType.build(column.sql, dialect="duckdb"))


def converted(typed: Typed, column: Column) -> exp.Expr:
    """The expression as a value of a column that holds all of its values."""
    if column.kind is typed.column.kind and column.scale == typed.column.scale:
        return fresh(typed.sql)
    if typed.column.kind is Kind.NOTHING:
        return cast(exp.null(), column)
    if column.kind is Kind.ANY:
        return code_of(typed)
    return cast(typed.sql, column)


def code_of(typed: Typed) -> exp.Expr:
    """The code of a value of any column."""
    sql, kind = typed.sql, typed.column.kind
    if kind is Kind.ANY:
        return fresh(sql)
    if kind is Kind.NOTHING:
        return cast(exp.null(), Column(Kind.ANY))
    text = exp.cast(fresh(sql), "TEXT")
    if kind is Kind.NAME:
        return _joined("s", _padded(text, NAME_WIDTH))
    if kind is Kind.DAY:
        return _joined("d", text)
    if kind is Kind.MONTH:
        return _joined("m", function("LEFT", text, exp.Literal.number(7)))
    return _number_code(typed)


def _number_code(typed: Typed) -> exp.Expr:
    """The code of a number. The opposite of the least whole one has room among the decimal ones only."""
    sql = typed.sql
    digits: exp.Expr = exp.cast(exp.Abs(this=cast(sql, Column(Kind.DECIMAL, scale=typed.column.scale))), "TEXT")
    if typed.column.scale:
        places = function("RTRIM", digits, exp.Literal.string("0"))
        digits = function("RTRIM", places, exp.Literal.string("."))
    whole = function("SPLIT_PART", digits, exp.Literal.string("."), exp.Literal.number(1))
    length = _padded(exp.cast(exp.Length(this=whole), "TEXT"), _WIDTH)
    both = exp.DPipe(this=length, expression=fresh(digits))
    complement = function("TRANSLATE", both, exp.Literal.string(_DIGITS), exp.Literal.string(_DIGITS[::-1]))
    negative = exp.DPipe(this=_joined("n0", complement), expression=exp.Literal.string("~"))
    below = exp.LT(this=fresh(sql), expression=exp.Literal.number(0))
    return exp.Case().when(below, negative).else_(_joined("n1", both))


def _joined(letters: str, rest: exp.Expr) -> exp.Expr:
    return exp.DPipe(this=exp.Literal.string(letters), expression=fresh(rest))


def _padded(text: exp.Expr, width: int) -> exp.Expr:
    return function("LPAD", text, exp.Literal.number(width), exp.Literal.string("0"))


def known(typed: Typed) -> exp.Expr:
    """Whether the value is not UNKNOWN."""
    if not typed.column.nullable:
        return TRUE
    return exp.Is(this=fresh(typed.sql), expression=exp.null()).not_()


def same(left: Typed, right: Typed) -> exp.Expr:
    """Whether two values are one: what joins ask. UNKNOWN is itself."""
    both_nullable = left.column.nullable and right.column.nullable
    if _comparable(left.column, right.column):
        one, other = _aligned(left, right)
        return (exp.NullSafeEQ if both_nullable else exp.EQ)(this=one, expression=other)
    return FALSE if not both_nullable else exp.and_(_unknown(left), _unknown(right))


def _unknown(typed: Typed) -> exp.Expr:
    return exp.Is(this=fresh(typed.sql), expression=exp.null()) if typed.column.nullable else FALSE


def compared(left: Typed, operator: str, right: Typed, lenient: bool, texts: str) -> exp.Expr:
    """The condition `left operator right`, as `licet.logic.ir.Comparison` has it. `texts` is the table of names."""
    if left.value is not None and right.value is not None:
        return TRUE if compare(left.value, operator, right.value, lenient) else FALSE
    condition = _definite(left, operator, right, texts)
    nullable = [side for side in (left, right) if side.column.nullable]
    if lenient:
        return condition if condition == TRUE else exp.or_(*map(_unknown, nullable), condition)
    if nullable and (condition == TRUE or operator in BEGINNINGS):
        return exp.and_(*map(known, nullable), condition)
    return condition


def _definite(left: Typed, operator: str, right: Typed, texts: str) -> exp.Expr:
    """The condition on values that are known."""
    if Kind.NOTHING in (left.column.kind, right.column.kind):
        return FALSE
    if operator in BEGINNINGS:
        begins = _begins(left, right, texts)
        return begins if operator == BEGINNINGS[0] else TRUE if begins == FALSE else exp.Not(this=exp.paren(begins))
    if not _comparable(left.column, right.column):
        return TRUE if operator == "!=" else FALSE
    one, other = _aligned(left, right)
    if operator in _EQUALITY:
        return _EQUALITY[operator](this=one, expression=other)
    ordered = _ORDER[operator](this=one, expression=other)
    if Kind.ANY not in (left.column.kind, right.column.kind):
        return ordered
    return exp.and_(exp.EQ(this=_letter(one), expression=_letter(other)), ordered)


def _comparable(left: Column, right: Column) -> bool:
    """Whether values of two columns can be equal."""
    if Kind.NOTHING in (left.kind, right.kind):
        return False
    return left.kind is right.kind or Kind.ANY in (left.kind, right.kind) or (left.is_number and right.is_number)


def _aligned(left: Typed, right: Typed) -> tuple[exp.Expr, exp.Expr]:
    """Two expressions that the database can compare."""
    if Kind.ANY in (left.column.kind, right.column.kind):
        return code_of(left), code_of(right)
    return fresh(left.sql), fresh(right.sql)


def _letter(code: exp.Expr) -> exp.Expr:
    return function("LEFT", code, exp.Literal.number(1))


def _begins(left: Typed, right: Typed, texts: str) -> exp.Expr:
    one, other = _text(left, texts), _text(right, texts)
    if one is None or other is None:
        return FALSE
    begins = function("STARTS_WITH", one, other)
    are_texts = [
        exp.EQ(this=_letter(side.sql), expression=exp.Literal.string("s"))
        for side in (left, right)
        if side.column.kind is Kind.ANY
    ]
    return exp.and_(*are_texts, exp.Coalesce(this=begins, expressions=[FALSE])) if are_texts else begins


def _text(typed: Typed, texts: str) -> exp.Expr | None:
    """The text of a value; None where it can be none."""
    if isinstance(typed.value, str):
        return exp.Literal.string(typed.value)
    if typed.column.kind is Kind.NAME:
        number = fresh(typed.sql)
    elif typed.column.kind is Kind.ANY:
        digits = function("SUBSTRING", typed.sql, exp.Literal.number(2))
        is_text = exp.EQ(this=_letter(typed.sql), expression=exp.Literal.string("s"))
        number = exp.Case().when(is_text, exp.cast(digits, "INTEGER"))
    else:
        return None
    same_number = exp.EQ(this=place("id", "texts"), expression=number)
    return exp.Subquery(this=query([place("text", "texts")], [table(texts, "texts")], [same_number]))


def arithmetic(operator: str, left: Typed, right: Typed) -> Typed:
    """`left operator right` of numbers. Where the database has no exact type for it, the function `CALCULATE` is called
    on codes."""
    column = calculated(operator, left.column, right.column)
    if column.kind is Kind.NOTHING:
        return Typed(exp.null(), column)
    if column.kind is Kind.ANY:
        codes = (code_of(left), code_of(right))
        call = exp.Anonymous(this=CALCULATE, expressions=[exp.Literal.string(operator), *codes])
        return Typed(call, column)
    kind = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}[operator]
    sides = [
        cast(side.sql, Column(Kind.WHOLE)) if side.column.kind is Kind.SMALL else fresh(side.sql)
        for side in (left, right)
    ]
    return Typed(cast(exp.paren(kind(this=sides[0], expression=sides[1])), column), column)
