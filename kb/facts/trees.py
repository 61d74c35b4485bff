"""Values as syntax trees, whose places are in the Python expressions that make those values.

A value is written as the expression that would build it, on a line of its own, and every part of the tree knows where
it stands there. So what the checks find points to the value, with the words they use of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from msgspec import UNSET

from licet.facts.statements import Entity, Fact, Said
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import SourceFile, Span
from licet.logic.values import UNKNOWN, Month
from licet.policy.vocabulary import Vocabulary

__all__ = ["module_of"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_CALLED = {"use": "Use", "model": "Model", "dataset": "Dataset", "organization": "Organization"}
_EXACT = 2**53


def module_of(
    values: Iterable[Entity | Fact], vocabulary: Vocabulary, name: str
) -> tuple[tree.Module, SourceFile, tuple[Diagnostic, ...]]:
    """The statements that values make, their text for errors to point into, and what is wrong with the values.

    Args:
        values: things and facts.
        vocabulary: the declared names, which tell a name from a text.
        name: what the text is called.
    """
    lines: list[str] = []
    statements: list[tree.Statement] = []
    found: list[Diagnostic] = []
    for number, value in enumerate(values, 1):
        writer = _Writer(name, number, vocabulary, found)
        if isinstance(value, Entity):
            statements.append(writer.entity(value))
        elif isinstance(value, Fact):
            statements.append(writer.fact(value))
        else:
            span = writer.put(repr(value))
            help = 'give a text, or what `licet.facts` builds: `Use("ship").by("acme")`'
            writer.wrong(f"a `{type(value).__name__}` states nothing", span, help)
        lines.append(writer.text)
    return tree.Module(name, tuple(statements)), SourceFile(name, "\n".join(lines) + "\n"), tuple(found)


class _Writer:
    """Writes one value and makes its statement."""

    def __init__(self, file: str, line: int, vocabulary: Vocabulary, found: list[Diagnostic]) -> None:
        self.file, self.line, self.vocabulary, self.found = file, line, vocabulary, found
        self.text = ""

    def put(self, text: str) -> Span:
        """Write on, and where that stands."""
        start = len(self.text) + 1
        self.text += text.replace("\n", " ")
        return Span(self.file, self.line, start, self.line, len(self.text) + 1)

    def wrong(self, message: str, span: Span, help: str) -> None:
        self.found.append(Diagnostic(Severity.ERROR, "E623", message, span, help))

    def entity(self, value: Entity) -> tree.Entity:
        """A thing with its lines."""
        called = _CALLED.get(value.kind)
        if called is not None:
            kind = self.put(called)
            self.put("(")
        else:
            self.put("Entity(")
            kind = self.inside(self.put(repr(value.kind)))
            self.put(", ")
        name = self.put(repr(value.name))
        name = self.inside(name) if isinstance(value.name, str) else name
        if not isinstance(value.name, str) or not _NAME.fullmatch(value.name):
            self.wrong(f"`{value.name}` is no name", name, _named(value.name))
        if value.title is not None:
            self.put(f", {value.title!r}")
        self.put(")")
        lines = tuple(line for said in value.said for line in self.lines(said))
        whole = Span(self.file, self.line, kind.column, self.line, len(self.text) + 1)
        return tree.Entity(value.kind, str(value.name), value.title, lines, whole, name)

    def lines(self, said: Said) -> Iterator[tree.Line]:
        """The lines that were said at once."""
        relation = "_".join((said.relation, *(word for word, _ in said.words)))
        before_this = len(self.found)
        several = said.arguments[-1] if said.arguments and not said.words else None
        choices = list(several) if isinstance(several, (list, set, frozenset)) else [several]
        choices = sorted(choices, key=repr) if isinstance(several, (set, frozenset)) else choices
        kinds = self.kinds(relation)[1:]
        self.put(".")
        place = self.put(f"not_({said.relation!r}" if said.denied else said.relation)
        place = Span(self.file, self.line, place.column + (6 if said.denied else 0), self.line, place.end_column)
        self.put(", " if said.denied and said.arguments else "" if said.denied else "(")
        first = said.arguments[:-1] if said.arguments and not said.words else said.arguments
        before = [a for i, v in enumerate(first) for a in self.arguments(v, kinds[i : i + 1], comma=i > 0)]
        rows: list[tuple[tree.Argument, ...]] = []
        if said.arguments and not said.words:
            self.put(", " if first else "")
            self.put("[" if len(choices) != 1 or isinstance(several, list) else "")
            for i, choice in enumerate(choices):
                self.put(", " if i else "")
                rows.append((*before, *self.arguments(choice, kinds[len(first) :])))
            self.put("]" if len(choices) != 1 or isinstance(several, list) else "")
        else:
            joined = list(before)
            for i, (word, argument) in enumerate(said.words):
                self.put((", " if said.arguments or i else "") + f"{word}_=")
                joined += self.arguments(argument, kinds[len(joined) : len(joined) + 1])
            rows.append(tuple(joined))
        value = self.value(relation, said.value)
        days = self.days(said.start, said.end)
        if said.per is not None:
            self.put(f", per={said.per!r}")
        self.put(")")
        span = Span(self.file, self.line, place.column, self.line, len(self.text) + 1)
        form = "infix" if said.words else "plain"
        for row in rows if len(self.found) == before_this else ():
            yield tree.Line(relation, row, value, said.denied, said.per, form, place, span, days)

    def fact(self, value: Fact) -> tree.Fact:
        """A fact of its own."""
        self.put("Fact(")
        place = self.inside(self.put(repr(value.relation)))
        kinds = self.kinds(value.relation)
        self.put(", (")
        given = value.arguments if isinstance(value.arguments, tuple) else (value.arguments,)
        arguments = [a for i, v in enumerate(given) for a in self.arguments(v, kinds[i : i + 1], comma=i > 0)]
        self.put(",)" if len(given) == 1 else ")")
        stated = self.value(value.relation, value.value)
        days = self.days(value.start, value.end)
        self.put(", denied=True" if value.denied else "")
        self.put(f", per={value.per!r}" if value.per is not None else "")
        self.put(")")
        span = Span(self.file, self.line, place.column, self.line, len(self.text) + 1)
        unknown = isinstance(stated, tree.Unknown)
        of = None if isinstance(stated, tree.Unknown) else stated
        signature = self.vocabulary.relations.get(value.relation)
        if of is None and not unknown and signature is not None and signature.functional and not value.denied:
            arguments, of = arguments[:-1], (arguments[-1] if arguments else None)
        atom = tree.Atom(value.relation, tuple(arguments), of, "call", place, span)
        return tree.Fact(atom, value.denied, unknown, value.per, span, days)

    def kinds(self, relation: str) -> tuple[str, ...]:
        """Of which kinds the arguments are, if the relation is declared."""
        signature = self.vocabulary.relations.get(relation)
        return signature.kinds if signature is not None else ()

    def value(self, relation: str, value: Any) -> tree.Argument | tree.Unknown | None:
        """The value of a functional relation, if one is given apart."""
        if value is UNSET:
            return None
        self.put(", value=")
        if value is UNKNOWN:
            return tree.Unknown(self.put("UNKNOWN"))
        return next(iter(self.arguments(value, self.kinds(relation)[-1:])), None)

    def days(self, start: Any, end: Any) -> tree.Days | None:
        """The days on which something holds, if any are given."""
        if start is None and end is None:
            return None
        ends: list[tree.Day | tree.Unknown | None] = []
        for word, day in (("from_", start), ("until", end)):
            made: tree.Day | tree.Unknown | None = None
            if day is UNKNOWN:
                self.put(f", {word}=")
                made = tree.Unknown(self.put("UNKNOWN"))
            elif day is not None:
                self.put(f", {word}=")
                argument = next(iter(self.arguments(day, ("date",))), None)
                if isinstance(argument, tree.Day):
                    made = argument
                elif argument is not None:
                    self.wrong(f"`{day}` is no day", argument.span, "give a `datetime.date`")
            ends.append(made)
        return tree.Days(ends[0], ends[1], Span(self.file, self.line, 1, self.line, len(self.text) + 1))

    def arguments(self, value: Any, kinds: tuple[str, ...], *, comma: bool = False) -> list[tree.Argument]:
        """A value as an argument, or a tuple of them as several; none, and a finding, where it is no value."""
        self.put(", " if comma else "")
        if isinstance(value, tuple):
            return [a for i, v in enumerate(value) for a in self.arguments(v, kinds[i : i + 1], comma=i > 0)]
        value = _plain(value)
        kind = kinds[0] if kinds else None
        span = self.put(_shown(value))
        match value:
            case bool():
                self.wrong(f"`{value}` is no value", span, 'state that it is so, or deny it: `.not_("breaks_law")`')
            case str():
                return [_text(value, kind, self.inside(span))]
            case Month():
                return [tree.YearMonth(value.year, value.month, span)]
            case int() | Decimal() if not isinstance(value, Decimal) or value.is_finite():
                return [tree.Number(value, "", span)]
            case float() if value.is_integer() and abs(value) < _EXACT:
                return [tree.Number(int(value), "", span)]
            case float() | Decimal():
                self.wrong(f"`{value}` is not exact", span, f'give a decimal: `Decimal("{value}")`')
            case datetime() if value.tzinfo is None and value.time() == time():
                return [tree.Day(value.date(), span)]
            case datetime():
                self.wrong(f"`{value}` is a time, not a day", span, "give a `datetime.date`")
            case date():
                return [tree.Day(value, span)]
            case _:
                help = "values are texts, names, whole numbers, decimals, days and months"
                self.wrong(f"a `{type(value).__name__}` is no value", span, help)
        return []

    @staticmethod
    def inside(span: Span) -> Span:
        """The place between the quotation marks."""
        return Span(span.file, span.line, span.column + 1, span.end_line, max(span.end_column - 1, span.column + 1))


def _text(value: str, kind: str | None, span: Span) -> tree.Argument:
    """A text, a name, or what is written like a day or a month where such are meant."""
    if kind == "date" and _DAY.fullmatch(value):
        try:
            return tree.Day(date.fromisoformat(value), span)
        except ValueError:
            return tree.Text(value, span)
    if kind == "month" and (found := _MONTH.fullmatch(value)):
        return tree.YearMonth(int(found[1]), int(found[2]), span)
    if kind != "text" and _NAME.fullmatch(value):
        return tree.Constant(value, span)
    return tree.Text(value, span)


def _plain(value: Any) -> Any:
    """The value of Python's own that a number or day of another library stands for."""
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "item"):
        return value.item()
    if isinstance(value, datetime) and hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return value


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return repr(value.isoformat(" "))
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    return repr(value)


def _named(name: object) -> str:
    meant = re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")
    start = "names are small letters, digits and underscores, and begin with a letter"
    return f"{start}: `{meant}`" if _NAME.fullmatch(meant) else start
