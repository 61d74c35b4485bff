"""Tables of facts, opened where they lie: Parquet, CSV and JSON lines files.

The table of a relation is called as it and has a column for each argument, in their order, whatever the columns are
called, and perhaps one called `per`. Names are declared by the tables `things` and `mentioned`, which have the columns
`thing` and `kind`, by `licenses`, whose licenses nobody has read, and by tables that are called as kinds of the
vocabulary and have names in their first columns. So `licet import … --tables` writes them, with what it found out
besides in `conflicts` and `problems`. A cell names something that the policies declare, by its name or a reference
(`hf:Qwen/Qwen2.5-7B`), or something that the tables do.

Everything is made into numbers once: a *thing* is a name that only the tables declare, a *label* what a row says of its
first argument, with a gap where another thing stands. So a row is (thing, label) or (thing, label, thing).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.bulk.files import csv_fault, file_rows
from licet.bulk.session import OutOfRange, Session
from licet.bulk.sources import Format
from licet.errors import DatabaseFailed, PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity, did_you_mean
from licet.logic.relations import canonical
from licet.logic.values import Month, Value
from licet.policy.vocabulary import VALUE_KINDS, Signature, Vocabulary

__all__ = ["FactTables", "Label", "Stated", "open_tables"]

_FORMATS = {
    ".parquet": Format.PARQUET,
    ".csv": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
}
_SUFFIXES = ", ".join(_FORMATS)
_FORMS = {
    "count": ("BIGINT", r"[0-9]{1,18}(\.0+)?"),
    "number": ("DECIMAL(38, 9)", r"-?[0-9]{1,29}(\.[0-9]{1,9}0*)?"),
    "date": ("DATE", "[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?"),
    "month": ("VARCHAR", "[0-9]{4}-(0[1-9]|1[0-2])"),
}
"""What cells of a kind of values are cast to, and how they are written. Whole numbers that went through a float have a
zero behind the point, days that went through a point in time midnight."""
_SHOWN = 3
_OF_THINGS, _LICENSES, _PASSED_OVER = ("things", "mentioned"), "licenses", ("conflicts", "problems")


class Label(Struct, frozen=True):
    """What a row says of its first argument: a relation, and its further arguments, None where a thing stands."""

    relation: str
    arguments: tuple[Value | None, ...]


class Stated(Struct, frozen=True):
    """A row about a name that the policies declare: the name, the number of a label, and the thing in its gap."""

    name: str
    label: int
    thing: int | None


class FactTables(Struct, frozen=True):
    """Facts in a database.

    The tables there are `thing(id, kind, name)`, the ids from 0 in the order of names, and `fact(subject, label,
    object)`, the object empty where the label has no gap.

    Attributes:
        session: the database.
        labels: the labels by number.
        stated: the rows about names that the policies declare.
        relations: which ones have rows.
        count: how many things there are.
    """

    session: Session
    labels: tuple[Label, ...]
    stated: tuple[Stated, ...]
    relations: tuple[str, ...]
    count: int


class _Table(Struct, frozen=True):
    """A file, and the columns of it that count."""

    name: str
    path: Path
    columns: tuple[str, ...]

    @property
    def view(self) -> str:
        """What it is called in the database."""
        return _quoted(f"file {self.name}")


def open_tables(session: Session, paths: Sequence[Path], vocabulary: Vocabulary) -> FactTables:
    """Read tables of facts into a database.

    Args:
        session: an empty database.
        paths: files, and folders of files.
        vocabulary: the names that the policies declare.

    Raises:
        PolicyError: E711 a file that is no table of facts, E712 wrong columns, E713 a cell that is empty, of another
            kind, or names nothing, E714 two values of a functional relation, or a name of two kinds. All that is found.
        DatabaseFailed: the database cannot go on.
    """
    called = {*_OF_THINGS, _LICENSES, *vocabulary.kinds, *vocabulary.relations}
    return _Reading(session, vocabulary).read(list(_files(paths, called)))


def _files(paths: Sequence[Path], called: Collection[str]) -> Iterator[Path]:
    """The files, and of folders what can be read as a table and what is called as one."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        within = sorted(path.iterdir())
        found = [f for f in within if f.suffix.lower() in _FORMATS or f.name.partition(".")[0].lower() in called]
        if not found:
            help = f"files that are called as relations or kinds, such as `licensed_under.parquet` ({_SUFFIXES})"
            raise PolicyError([_error("E711", f"{path}: there is no table of facts", help)])
        yield from found


def _error(code: str, message: str, help: str | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, None, help)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _key(cell: str) -> str:
    """What a cell is looked up by among declared names: references are the same in capitals."""
    return f"CASE WHEN regexp_matches({cell}, '^(hf|spdx):', 'i') THEN lower({cell}) ELSE {cell} END"


def _texts(values: Iterable[str]) -> Any:
    import pyarrow

    return pyarrow.array(list(values), pyarrow.string())


def _value_of(kind: str, cell: str) -> str:
    """A cell in the one form that values of its kind have; nothing, if it is none."""
    if kind not in _FORMS:
        return cell
    type_, form = _FORMS[kind]
    return f"CASE WHEN regexp_full_match({cell}, {_text(form)}) THEN CAST(TRY_CAST({cell} AS {type_}) AS VARCHAR) END"


class _Reading:
    """Tables on their way into the database, and what is wrong with them."""

    def __init__(self, session: Session, vocabulary: Vocabulary) -> None:
        self.session = session
        self.vocabulary = vocabulary
        self.problems: list[Diagnostic] = []
        self.files: dict[str, Path] = {}
        self.labels: list[Label] = []
        self.stated: list[Stated] = []

    def read(self, files: Sequence[Path]) -> FactTables:
        tables = [table for file in files if (table := self.opened(file)) is not None]
        self.stop()
        relations = tuple(t for t in tables if t.name in self.vocabulary.relations)
        self.name(tuple(t for t in tables if t not in relations))
        self.stop()
        self.run("CREATE TABLE fact (subject INTEGER, label INTEGER, object INTEGER)")
        self.run("CREATE TABLE label (id INTEGER, relation VARCHAR, said VARCHAR)")
        for table in relations:
            self.number(table, self.vocabulary.relations[table.name])
        self.stop()
        ((count,),) = self.run("SELECT count(*) FROM thing")
        with_rows = tuple(dict.fromkeys(label.relation for label in self.labels))
        return FactTables(self.session, tuple(self.labels), tuple(self.stated), with_rows, count)

    def run(self, query: str) -> list[tuple[Any, ...]]:
        return self.session.rows(query)

    def stop(self) -> None:
        if self.problems:
            raise PolicyError(self.problems)

    def problem(self, code: str, message: str, help: str | None = None) -> None:
        self.problems.append(_error(code, message, help))

    def opened(self, file: Path) -> _Table | None:
        """A file as a view, if it is a table of facts."""
        name = file.stem
        format = _FORMATS.get(file.suffix.lower())
        if format is None or file.is_dir():
            what = "a folder" if file.is_dir() else f"`{file.suffix}`"
            self.problem("E711", f"{file}: no table can be read from {what}", f"tables are {_SUFFIXES} files")
            return None
        if name in _PASSED_OVER:
            return None
        if name not in {*_OF_THINGS, _LICENSES, *self.vocabulary.kinds, *self.vocabulary.relations}:
            meant = did_you_mean(name, [*self.vocabulary.relations, *self.vocabulary.kinds])
            self.problem("E711", f"{file}: no relation or kind is called `{name}`", meant)
            return None
        if name in self.files:
            self.problem("E711", f"{file}: {self.files[name]} is the table of `{name}` already", "put them into one")
            return None
        self.files[name] = file
        table = _Table(name, file, ())
        try:
            self.run(f"CREATE VIEW {table.view} AS SELECT * FROM {file_rows(format, file).sql('duckdb')}")
            described = self.run(f"DESCRIBE {table.view}")
        except (DatabaseFailed, OutOfRange) as error:
            fault = csv_fault(file) if format is Format.CSV else None
            self.problem("E711", f"{file}: {fault or str(error.__cause__ or error).splitlines()[0]}")
            return None
        return self.fitting(replace(table, columns=tuple(str(c[0]) for c in described if c[0] != "per")))

    def fitting(self, table: _Table) -> _Table | None:
        """The table with the columns that count, if it has those that it must have."""
        signature = self.vocabulary.relations.get(table.name)
        if signature is None:
            wanted = ("thing", "kind") if table.name in _OF_THINGS else table.columns[:1]
            if wanted and set(wanted) <= set(table.columns):
                return replace(table, columns=wanted)
            message = f"{table.path}: there is no column of {'things and kinds' if wanted else 'names'}"
            help = "columns `thing` and `kind`" if wanted else "names stand in the first column"
            self.problem("E712", message, help)
            return None
        if len(table.columns) == signature.arity:
            return table
        found = ", ".join(table.columns) or "none"
        message = f"{table.path}: `{signature}` has {signature.arity} arguments, and the columns are: {found}"
        self.problem("E712", message, "one column for each argument, in their order, and perhaps one called `per`")
        return None

    def name(self, declaring: Sequence[_Table]) -> None:
        """Number the names that only the tables declare."""
        entities = self.vocabulary.entities
        keys = {**dict.fromkeys(entities), **self.vocabulary.references}
        names = [name or key for key, name in keys.items()]
        kinds = [entities[name].kind for name in names]
        self.session.load("declared", {"key": _texts(keys), "name": _texts(names), "kind": _texts(kinds)})
        self.run("CREATE TABLE named (kind VARCHAR, name VARCHAR)")
        for table in declaring:
            kind = '"kind"' if table.name in _OF_THINGS else _text("license" if table.name == _LICENSES else table.name)
            name = f"CAST({_quoted(table.columns[0])} AS VARCHAR)"
            whole = f"{name} IS NOT NULL AND {kind} IS NOT NULL"
            self.run(f"INSERT INTO named SELECT DISTINCT {kind}, {name} FROM {table.view} WHERE {whole}")
            ((empty,),) = self.run(f"SELECT count(*) FROM {table.view} WHERE NOT ({whole})")
            if empty:
                self.problem("E713", f"{table.path}: {empty:_} rows without a name, or without its kind")
        known = ", ".join(map(_text, self.vocabulary.kinds))
        for kind, name in self.run(f"SELECT kind, min(name) FROM named WHERE kind NOT IN ({known}) GROUP BY kind"):
            self.problem("E713", f"no kind is called `{kind}`, which `{name}` is said to be", None)
        twice = (
            "SELECT name, list(DISTINCT kind) FROM named GROUP BY name HAVING count(DISTINCT kind) > 1 ORDER BY name"
        )
        for name, of in self.run(f"{twice} LIMIT {_SHOWN}"):
            self.problem(
                "E714", f"`{name}` is in the tables of two kinds: {' and '.join(sorted(of))}", "a name has one kind"
            )
        self.run(
            "CREATE TABLE thing AS SELECT CAST(row_number() OVER (ORDER BY name) - 1 AS INTEGER) AS id, kind, name "
            "FROM (SELECT DISTINCT * FROM named) n "
            f"WHERE NOT EXISTS (SELECT 1 FROM declared WHERE key = {_key('n.name')})"
        )

    def number(self, table: _Table, signature: Signature) -> None:
        """Take over the rows of a relation: `t` are the things in them, `v` what else stands there."""
        if table.path.suffix.lower() == ".csv" and (row := self.headless(table)) is not None:
            message = f"{table.path}: the first row has the names of columns, and `{row}` is the name of a thing"
            self.problem("E712", message, "the first row says what the columns are: `thing,base`")
            return
        found: list[str] = []
        joins: list[str] = []
        for i, kind in enumerate(signature.kinds):
            if kind in VALUE_KINDS:
                found.append(f"CAST(NULL AS INTEGER) AS t{i}, {_value_of(kind, f'c{i}')} AS v{i}")
                continue
            kinds = ", ".join(_text(k) for k in self.vocabulary.kinds if self.vocabulary.is_a(k, kind))
            joins.append(f"LEFT JOIN declared d{i} ON d{i}.key = {_key(f'c{i}')} AND d{i}.kind IN ({kinds})")
            joins.append(f"LEFT JOIN thing e{i} ON e{i}.name = c{i} AND e{i}.kind IN ({kinds})")
            found.append(f"e{i}.id AS t{i}, d{i}.name AS v{i}")
        cells = ", ".join(f"CAST({_quoted(c)} AS VARCHAR) AS c{i}" for i, c in enumerate(table.columns))
        self.run(
            f"CREATE OR REPLACE TEMP TABLE resolved AS SELECT c.*, {', '.join(found)} "
            f"FROM (SELECT row_number() OVER () AS row, {cells} FROM {table.view}) c {' '.join(joins)}"
        )
        known = len(self.problems)
        self.unresolved(table, signature)
        self.two_values(table, signature)
        if len(self.problems) == known:
            self.take(table, signature)

    def headless(self, table: _Table) -> str | None:
        """A column that is called as a thing is, where somebody left the names of the columns out."""
        quoted = ", ".join(map(_text, table.columns))
        found = self.run(
            f"SELECT heading FROM (SELECT unnest([{quoted}]) AS heading) WHERE heading IN (SELECT name FROM thing) "
            f"OR {_key('heading')} IN (SELECT key FROM declared) ORDER BY heading LIMIT 1"
        )
        return str(found[0][0]) if found else None

    def unresolved(self, table: _Table, signature: Signature) -> None:
        """Cells that are empty, name nothing, or are of another kind."""
        for i, (column, kind) in enumerate(zip(table.columns, signature.kinds, strict=True)):
            wrong = f"FROM resolved WHERE t{i} IS NULL AND v{i} IS NULL"
            ((count,),) = self.run(f"SELECT count(*) {wrong}")
            shown = self.run(f"SELECT row, c{i} {wrong} ORDER BY row LIMIT {_SHOWN}")
            for row, cell in shown:
                what = "is empty" if cell is None else f"says `{cell}`, which is no {kind}"
                more = f"; so are {count - len(shown):_} more" if row == shown[-1][0] and count > len(shown) else ""
                help = f"a {kind}" if kind in VALUE_KINDS else f"a declared {kind}, or a name in the table of a kind"
                self.problem("E713", f"{table.path}, row {row}: `{column}` {what}{more}", f"expected: {help}")

    def two_values(self, table: _Table, signature: Signature) -> None:
        """Rows of a functional relation that give different values."""
        if not signature.functional:
            return
        *keys, value = [f"c{i}" for i in range(signature.arity)]
        group = ", ".join(keys) or "()"
        twice = f"SELECT list(DISTINCT {value} ORDER BY {value}), {', '.join(keys)} FROM resolved GROUP BY {group}"
        for values, *of in self.run(f"{twice} HAVING count(DISTINCT {value}) > 1 ORDER BY ALL LIMIT {_SHOWN}"):
            stated = f"{signature.name}({', '.join(map(str, of))})"
            self.problem("E714", f"{table.path}: `{stated}` has two values: {' and '.join(values[:2])}")

    def take(self, table: _Table, signature: Signature) -> None:
        """Give what the resolved rows say labels, and keep the rows."""
        further = range(1, signature.arity)
        gaps = " + ".join(f"CAST(t{i} IS NOT NULL AS INTEGER)" for i in further) or "0"
        ((several,),) = self.run(f"SELECT count(*) FROM resolved WHERE {gaps} > 1")
        if several:
            message = f"{table.path}: {several:_} rows are about more than two things"
            self.problem("E712", message, "tables hold facts of one thing, or of one thing and another")
            return
        said = f"CAST(to_json([{', '.join(f'v{i}' for i in further)}]) AS VARCHAR)"
        first = len(self.labels)
        of, name = _text(signature.name), _text(signature.name)
        self.run(
            f"INSERT INTO label SELECT {first} + row_number() OVER (ORDER BY said) - 1, {of}, said "
            f"FROM (SELECT DISTINCT {said} AS said FROM resolved)"
        )
        for (text,) in self.run(f"SELECT said FROM label WHERE relation = {name} ORDER BY id"):
            values = zip(signature.kinds[1:], json.loads(text), strict=True)
            self.labels.append(Label(signature.name, tuple(_value(kind, value) for kind, value in values)))
        things = ", ".join(f"t{i}" for i in further)
        gap = f"coalesce({things}, NULL)" if things else "NULL"
        numbered = f"FROM resolved JOIN label ON label.relation = {name} AND label.said = {said}"
        self.run(f"INSERT INTO fact SELECT DISTINCT t0, label.id, {gap} {numbered} WHERE t0 IS NOT NULL")
        stated = f"SELECT DISTINCT v0, label.id, {gap} {numbered} WHERE t0 IS NULL ORDER BY ALL"
        self.stated += [Stated(*row) for row in self.run(stated)]


def _value(kind: str, text: str | None) -> Value | None:
    """The value that a cell of a kind says."""
    if text is None:
        return None
    match kind:
        case "count":
            return int(text)
        case "number":
            return canonical(Decimal(text))
        case "date":
            return date.fromisoformat(text)
        case "month":
            return Month(int(text[:4]), int(text[5:]))
    return text
