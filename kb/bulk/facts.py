"""What a program is given: its stated facts and its sources, loaded into a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from sqlglot import exp

from licet.bulk.columns import Columns, join
from licet.bulk.encoding import Examined, encode, examine, texts_query
from licet.bulk.expressions import name, table
from licet.bulk.names import TEXTS
from licet.bulk.reading import read, state
from licet.bulk.selects import Given, Givens
from licet.bulk.session import Session
from licet.bulk.sources import Source, Values
from licet.bulk.stated import Stated, by_row, load, stated_columns, texts_of
from licet.errors import BadSource
from licet.logic.ir import Program

__all__ = ["Facts", "SourceTable", "load_facts"]

_GIVEN_TEXTS = "given_names"


class SourceTable(Struct, frozen=True):
    """A source and its rows in the database."""

    source: Source
    given: Given


class Facts(Struct, frozen=True):
    """What was loaded.

    Attributes:
        stated: the stated facts by relation and row.
        sources: the sources of each relation.
        given: the tables of both.
        numbers: the number of each text of rules and stated facts.
    """

    stated: Stated
    sources: Mapping[str, Sequence[SourceTable]]
    given: Givens
    numbers: Mapping[str, int]

    @property
    def columns(self) -> Columns:
        """What the tables of each relation need together."""
        found = {}
        for relation, tables in self.given.items():
            columns = tables[0].columns
            for other in tables[1:]:
                columns = tuple(map(join, columns, other.columns))
            found[relation] = columns
        return found


def load_facts(
    session: Session, part: Program, sources: Iterable[Source], tables: Mapping[str, str], exact: bool
) -> Facts:
    """Load the stated facts of a program and its sources. `tables` are the names of tables of relations; those of
    what is given begin with them.

    Raises:
        BadSource: a source cannot be read, or is not what it should be.
        DatabaseFailed: the database cannot go on.
    """
    stated = by_row(part.facts)
    examined: dict[str, list[Examined]] = {}
    sources = tuple(sources)
    before = [state(source) for source in sources]
    for number, source in enumerate(sources):
        raw = f"raw_{number}"
        read(session, source, raw)
        found = examine(session, source, raw, exact)
        if found.types:
            examined.setdefault(source.relation, []).append(found)
    numbers = _load_texts(session, texts_of(part.rules, stated), [e for found in examined.values() for e in found])
    given: dict[str, list[Given]] = {}
    for relation, columns in stated_columns(stated, exact).items():
        own = Given(f"{tables[relation]}_stated", columns)
        load(session, own.table, tuple(stated[relation]), columns, numbers)
        given.setdefault(relation, []).append(own)
    loaded: dict[str, list[SourceTable]] = {}
    for relation, several in examined.items():
        for number, one in enumerate(several, 1):
            own = Given(f"{tables[relation]}_source{number}", one.columns)
            encode(session, one, own.table)
            given.setdefault(relation, []).append(own)
            loaded.setdefault(relation, []).append(SourceTable(one.source, own))
    for source, then in zip(sources, before, strict=True):
        if state(source) != then:
            raise BadSource(source.where, "changed while it was read")
    return Facts(stated, loaded, given, numbers)


def _load_texts(session: Session, texts: set[str], sources: Sequence[Examined]) -> Mapping[str, int]:
    """Make the table of all texts; the numbers of some of them."""
    import pyarrow

    ordered = sorted(texts)
    if not any(column.values is Values.TEXT for one in sources for column in one.source.columns):
        ids = pyarrow.array(range(len(ordered)), pyarrow.int32())
        session.load(TEXTS, {"id": ids, "text": pyarrow.array(ordered, pyarrow.string())})
        return {text: number for number, text in enumerate(ordered)}
    session.load(_GIVEN_TEXTS, {"text": pyarrow.array(ordered, pyarrow.string())})
    every = texts_query(sources, _GIVEN_TEXTS)
    session.execute(exp.Create(this=table(TEXTS), kind="TABLE", expression=every))
    known = exp.select(exp.column(name("text"), table=name("g"))).select(exp.column(name("id"), table=name("n")))
    known = known.from_(table(_GIVEN_TEXTS).as_(name("g")))
    both = exp.EQ(this=exp.column(name("text"), table=name("g")), expression=exp.column(name("text"), table=name("n")))
    return dict(session.rows(known.join(table(TEXTS).as_(name("n")), on=both)))
