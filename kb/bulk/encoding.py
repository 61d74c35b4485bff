"""Sources in the columns that programs are evaluated in: texts by their numbers, numbers exactly, days as days.

Each source is gone through once to see that it has what it should, and of what size; only where it has not are its
rows looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlglot import exp

from licet.bulk.columns import LARGEST_SCALE, MOST_WHOLE_DIGITS, Column, Kind
from licet.bulk.expressions import Typed, cast, converted, function, name, table
from licet.bulk.names import TEXTS
from licet.bulk.selects import column_name
from licet.bulk.session import Session
from licet.bulk.sources import Source, SourceColumn, Values
from licet.errors import BadSource

__all__ = ["Examined", "encode", "examine", "texts_query"]

_FORMS = {
    Values.TEXT: None,
    Values.NUMBER: r"^-?[0-9]{1,38}([.][0-9]+)?$",
    Values.DAY: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    Values.MONTH: r"^[0-9]{4}-[0-9]{2}$",
}
_EXPECTED = {
    Values.TEXT: "a text",
    Values.NUMBER: "a number such as 1200 or 0.25, of at most 38 digits",
    Values.DAY: "a day such as 2026-09-30",
    Values.MONTH: "a month such as 2026-09",
}
_MOST_DIGITS = 38
_SMALL_DIGITS = 9
_INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})


class Examined(Struct, frozen=True):
    """A source that was gone through.

    Attributes:
        source: the source.
        raw: the table that it was read as.
        types: the types of the columns there; none where it has no rows.
        columns: what they need here.
        scales: the places of their numbers.
    """

    source: Source
    raw: str
    types: tuple[str, ...]
    columns: tuple[Column, ...]
    scales: tuple[int, ...]


def examine(session: Session, source: Source, raw: str, exact: bool) -> Examined:
    """See that every row has in each column what it should.

    Raises:
        BadSource: it has not; says the row, which is counted from 1 without a header.
    """
    places = [exp.column(name(column.name)) for column in source.columns]
    first = exp.select(*(function("TYPEOF", place) for place in places)).from_(table(raw)).limit(1)
    types = tuple(str(kind) for row in session.rows(first) for kind in row)
    sizes: list[int] = [0] * (2 * len(places))
    if types:
        wrong = [_wrong(*of) for of in zip(places, types, source.columns, strict=True)]
        counts = [exp.func("COUNT_IF", condition, dialect="duckdb") for condition in wrong]
        most = [size for of in zip(places, types, source.columns, strict=True) for size in _sizes(*of)]
        found = session.rows(exp.select(*counts, *most).from_(table(raw)))[0]
        for position, condition in enumerate(wrong):
            if found[position]:
                raise _first_wrong(session, source, raw, position, condition)
        sizes = [int(size or 0) for size in found[len(wrong) :]]
    digits, scales = sizes[::2], tuple(sizes[1::2])
    columns = tuple(_narrowest(*of, exact) for of in zip(source.columns, digits, scales, strict=True))
    return Examined(source, raw, types, columns, scales)


def _text(place: exp.Expr) -> exp.Expr:
    return exp.cast(place.copy(), "TEXT")


def _wrong(place: exp.Expr, kind: str, column: SourceColumn) -> exp.Expr:
    """The condition of a value that is not what it should be."""
    missing = exp.Is(this=place.copy(), expression=exp.null())
    if column.values is Values.TEXT and kind != "VARCHAR" and not kind.startswith(("ENUM", "UUID")):
        return exp.true()
    if (column.values, kind) == (Values.DAY, "DATE") or (column.values is Values.NUMBER and kind in _INTEGERS):
        return missing
    form = _FORMS[column.values]
    if form is None:
        return missing
    fits = function("REGEXP_MATCHES", _text(place), exp.Literal.string(form))
    conditions = [missing, exp.Not(this=fits)]
    if column.values is Values.NUMBER:
        digits = exp.Add(this=_whole_digits(place), expression=_places(place))
        conditions.append(exp.GT(this=digits, expression=exp.Literal.number(_MOST_DIGITS)))
    else:
        day = exp.TryCast(this=_day_text(place, column.values), to=exp.DataType.build("DATE"))
        conditions.append(exp.Is(this=day, expression=exp.null()))
    return exp.or_(*conditions)


def _day_text(place: exp.Expr, values: Values) -> exp.Expr:
    if values is Values.DAY:
        return _text(place)
    return exp.DPipe(this=_text(place), expression=exp.Literal.string("-01"))


def _part(place: exp.Expr, number: int) -> exp.Expr:
    return function("SPLIT_PART", _text(place), exp.Literal.string("."), exp.Literal.number(number))


def _whole_digits(place: exp.Expr) -> exp.Expr:
    return exp.Length(this=function("LTRIM", _part(place, 1), exp.Literal.string("-0")))


def _places(place: exp.Expr) -> exp.Expr:
    return exp.Length(this=function("RTRIM", _part(place, 2), exp.Literal.string("0")))


def _sizes(place: exp.Expr, kind: str, column: SourceColumn) -> tuple[exp.Expr, exp.Expr]:
    """The most digits of a number before and after its point."""
    if column.values is not Values.NUMBER:
        return exp.null(), exp.null()
    if kind in _INTEGERS:
        largest = exp.Max(this=exp.Abs(this=exp.cast(place.copy(), "HUGEINT", dialect="duckdb")))
        return exp.Length(this=exp.cast(largest, "TEXT")), exp.Literal.number(0)
    return exp.Max(this=_whole_digits(place)), exp.Max(this=_places(place))


def _narrowest(column: SourceColumn, digits: int, places: int, exact: bool) -> Column:
    match column.values:
        case Values.TEXT:
            return Column(Kind.NAME)
        case Values.DAY:
            return Column(Kind.DAY)
        case Values.MONTH:
            return Column(Kind.MONTH)
    if not exact and not places and digits <= _SMALL_DIGITS:
        return Column(Kind.SMALL)
    if exact or digits > MOST_WHOLE_DIGITS or places > LARGEST_SCALE:
        return Column(Kind.ANY)
    return Column(Kind.DECIMAL, scale=places) if places else Column(Kind.WHOLE)


def _first_wrong(session: Session, source: Source, raw: str, position: int, wrong: exp.Expr) -> BadSource:
    column = source.columns[position]
    numbered = exp.select("*", exp.alias_(exp.Window(this=exp.RowNumber()), name("licet row"))).from_(table(raw))
    place = exp.column(name(column.name))
    query = exp.select(exp.column(name("licet row")), _text(place)).from_(numbered.subquery(name("r"))).where(wrong)
    row, value = session.rows(query.order_by(exp.column(name("licet row"))).limit(1))[0]
    is_what = "is missing" if value is None else f"is `{value}`"
    return BadSource(
        f"{source.where}, row {row}", f"`{column.name}` {is_what}", f"expected: {_EXPECTED[column.values]}"
    )


def texts_query(sources: Iterable[Examined], given: str) -> exp.Query:
    """Every text of sources and of the table `given`, by number in their order."""
    texts: list[exp.Select] = [exp.select(exp.column(name("text"))).from_(table(given))]
    for examined in sources:
        for column in examined.source.columns:
            if column.values is Values.TEXT:
                value = exp.alias_(_text(exp.column(name(column.name))), name("text"))
                texts.append(exp.select(value).from_(table(examined.raw)))
    every = texts[0].distinct() if len(texts) == 1 else exp.union(*texts, distinct=True)
    ordered = exp.select(exp.column(name("text"))).from_(every.subquery(name("t"))).order_by(exp.column(name("text")))
    number = exp.Sub(this=exp.Window(this=exp.RowNumber()), expression=exp.Literal.number(1))
    columns = (exp.alias_(exp.cast(number, "INTEGER"), name("id")), exp.column(name("text")))
    return exp.select(*columns).from_(ordered.subquery(name("t")))


def encode(session: Session, examined: Examined, called: str) -> None:
    """Make the table of a source's rows, each once.

    Raises:
        BadSource: two rows of a functional relation differ in the last argument alone.
    """
    outputs: list[exp.Expr] = []
    query = exp.select().from_(table(examined.raw).as_(name("r")))
    for position, column in enumerate(examined.source.columns):
        place = exp.column(name(column.name), table=name("r"))
        if column.values is Values.TEXT:
            names = f"n{position}"
            texts = exp.EQ(this=exp.column(name("text"), table=name(names)), expression=_text(place))
            query = query.join(table(TEXTS).as_(name(names)), on=texts)
            value: exp.Expr = exp.column(name("id"), table=name(names))
        else:
            value = _value(place, examined, position)
        outputs.append(exp.alias_(value, name(column_name(position))))
    rows = query.select(*outputs).distinct()
    session.execute(exp.Create(this=table(called), kind="TABLE", expression=rows))
    if examined.source.functional:
        _check_function(session, examined, called)


def _value(place: exp.Expr, examined: Examined, position: int) -> exp.Expr:
    column, target = examined.source.columns[position], examined.columns[position]
    if column.values is not Values.NUMBER:
        return cast(_day_text(place, column.values), target)
    if target.kind is not Kind.ANY:
        return cast(place if examined.types[position] in _INTEGERS else _text(place), target)
    number = Column(Kind.DECIMAL, scale=examined.scales[position])
    return converted(Typed(cast(_text(place), number), number), target)


def _check_function(session: Session, examined: Examined, called: str) -> None:
    """See that no key has two values."""
    keys = [exp.column(name(column_name(i))) for i in range(len(examined.columns) - 1)]
    count = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1))
    grouped = exp.select(exp.Count(this=exp.Star())).from_(table(called)).having(count)
    found = session.rows((grouped.group_by(*keys) if keys else grouped).limit(1))
    if found:
        raise _first_twice(session, examined.source, examined.raw)


def _first_twice(session: Session, source: Source, raw: str) -> BadSource:
    *keys, last = (exp.column(name(column.name)) for column in source.columns)
    row = exp.column(name("licet row"))
    numbered = exp.select("*", exp.alias_(exp.Window(this=exp.RowNumber()), name("licet row"))).from_(table(raw))
    groups = exp.select(
        exp.alias_(exp.Min(this=row.copy()), name("first")),
        exp.func("ARG_MIN", last.copy(), row.copy(), dialect="duckdb"),
        *keys,
    ).from_(numbered.subquery(name("r")))
    differ = exp.NEQ(this=exp.Min(this=last.copy()), expression=exp.Max(this=last.copy()))
    groups = groups.group_by(*keys) if keys else groups
    first, value, *key = session.rows(groups.having(differ).order_by(exp.column(name("first"))).limit(1))[0]
    of = f" of {', '.join(f'`{part}`' for part in key)}" if key else ""
    return BadSource(
        f"{source.where}, row {first}",
        f"`{source.columns[-1].name}`{of} is `{value}`, and something else in another row",
        f"`{source.relation}` has one value",
    )
