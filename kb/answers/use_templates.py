"""Uses with a placeholder for the thing that they are about: `runs MODEL; serves MODEL`.

A placeholder is a capitalized word in the place of a name. A template is parsed with the word in small letters, which
is as long, so that what is found wrong in it points to where it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.parser import parse_module, parse_use
from licet.grammar.source import SourceFile, Span

__all__ = ["EVERYDAY", "Template", "everyday", "template_of", "templates_in"]

EVERYDAY = Path(__file__).with_name("everyday.licet")
"""The uses that are asked of any model."""

_PLACEHOLDER = re.compile(r'(?<![\w"])[A-Z]\w*')
_APART = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"?|#[^\n]*')
_NAMED = re.compile(r"\s*([a-z][a-z0-9_]*)\s*:")


class Template(Struct, frozen=True):
    """A use to be asked of several things.

    Attributes:
        name, title: what it is called.
        entity: the use, with the placeholder in small letters.
        holes: where the placeholder stands.
    """

    name: str
    title: str
    entity: tree.Entity
    holes: frozenset[Span]

    @property
    def is_open(self) -> bool:
        """Whether it has a place for a thing."""
        return _has_hole(self.entity, self.holes)

    def says(self, relation: str) -> bool:
        """Whether it has a line of that relation."""
        return any(line.relation == relation for line in self.entity.lines)

    def without(self, relation: str) -> Template:
        """The template without its lines of that relation."""
        lines = tuple(line for line in self.entity.lines if line.relation != relation)
        return replace(self, entity=replace(self.entity, lines=lines))

    def filled(self, name: str, title: str, thing: str | None, further: tuple[tree.Line, ...]) -> tree.Entity:
        """The use of that name with a thing in the place of the placeholder, and with further lines."""
        lines = self.entity.lines
        if thing is not None:
            lines = tuple(replace(line, arguments=tuple(self._arguments(line, thing))) for line in lines)
        return replace(self.entity, name=name, title=title, lines=(*further, *lines))

    def _arguments(self, line: tree.Line, thing: str) -> Iterator[tree.Argument]:
        for argument in line.arguments:
            stands = isinstance(argument, tree.Constant) and argument.span in self.holes
            yield replace(argument, name=thing) if stands else argument


def template_of(text: str, number: int) -> tuple[Template, SourceFile]:
    """The template that a text describes, `runs MODEL; serves MODEL`, perhaps with a name before it: `host: serves
    MODEL`; and the text for errors to point into.

    Args:
        text: the lines.
        number: which one it is among several, for the name of its text.

    Raises:
        PolicyError: the lines do not parse, or have several placeholders.
    """
    source = SourceFile(f"use {number}", text)
    named = _NAMED.match(text)
    start = named.end() if named else 0
    small, holes = _small(source, start)
    use, found = parse_use(" " * start + small.text[start:], named[1] if named else source.name, source.name)
    if use is None:
        raise PolicyError(found)
    title = " ".join(text[start:].split())
    return Template(named[1] if named else title, title, use, holes), source


def templates_in(source: SourceFile) -> tuple[tuple[Template, ...], tuple[tree.Statement, ...]]:
    """The templates in a file of uses, and its other statements: things, and uses without a placeholder.

    Raises:
        PolicyError: the file does not parse, or has several placeholders.
    """
    small, holes = _small(source, 0)
    module, found = parse_module(small)
    if any(d.is_error for d in found):
        raise PolicyError(found)
    uses = [s for s in module.statements if isinstance(s, tree.Entity) and s.kind == "use"]
    templates = tuple(Template(use.name, use.title or use.name, use, holes) for use in uses if _has_hole(use, holes))
    return templates, tuple(s for s in module.statements if not any(s is t.entity for t in templates))


def _has_hole(use: tree.Entity, holes: frozenset[Span]) -> bool:
    return any(argument.span in holes for line in use.lines for argument in line.arguments)


def everyday() -> SourceFile:
    """The uses that are asked of any model, as a text."""
    return SourceFile("everyday uses", EVERYDAY.read_text("utf-8"))


def _small(source: SourceFile, start: int) -> tuple[SourceFile, frozenset[Span]]:
    """The text with its placeholder in small letters, and where it stands.

    Raises:
        PolicyError: there are several different ones.
    """
    bare = _APART.sub(lambda found: " " * len(found[0]), source.text)
    found = list(_PLACEHOLDER.finditer(bare, start))
    first = found[0][0] if found else ""
    for other in found:
        if other[0] != first:
            message = f"`{other[0]}` and `{first}` are two placeholders"
            span = source.span(other.start(), other.end())
            help = "one capitalized word stands for the thing that a use is about"
            raise PolicyError([Diagnostic(Severity.ERROR, "E621", message, span, help)])
    text = source.text
    for hole in found:
        text = text[: hole.start()] + hole[0].lower() + text[hole.end() :]
    return SourceFile(source.name, text), frozenset(source.span(hole.start(), hole.end()) for hole in found)
