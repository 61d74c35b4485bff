"""From what `licet.editor` answers to the words of the language server protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lsprotocol import types

from licet.editor.places import Place, Range, Units, offset_at, range_of, range_of_span
from licet.grammar.diagnostics import Diagnostic, Fix
from licet.grammar.looks import LOOKS
from licet.grammar.source import SourceFile, Span
from licet.grammar.tokens import tokenize
from licet.repl.prompt.suggest import Suggestion
from licet.repl.session.names import Names

__all__ = [
    "TOKEN_TYPES",
    "completion_of",
    "diagnostic_of",
    "edit_of",
    "range_at",
    "range_for",
    "semantic_tokens",
    "stretch_of",
    "where",
]

TOKEN_TYPES: Final = tuple(dict.fromkeys(look.semantic for look in LOOKS.values() if look.semantic is not None))
"""The token types that are used, in the order of their numbers."""

_SORTS: Final[Mapping[str, types.CompletionItemKind]] = MappingProxyType(
    {
        "": types.CompletionItemKind.Keyword,
        "relation": types.CompletionItemKind.Function,
        "clause": types.CompletionItemKind.Reference,
        "kind": types.CompletionItemKind.Class,
        "name": types.CompletionItemKind.EnumMember,
    }
)


def range_at(found: Range) -> types.Range:
    """A range."""
    first, last = found.start, found.end
    return types.Range(types.Position(first.line, first.character), types.Position(last.line, last.character))


def range_for(source: SourceFile, span: Span, units: Units) -> types.Range:
    """The range of a span."""
    return range_at(range_of_span(source, span, units))


def where(source: SourceFile, position: types.Position, units: Units) -> int:
    """The offset of a position."""
    return offset_at(source, Place(position.line, position.character), units)


def stretch_of(source: SourceFile, start: int, end: int, units: Units) -> types.Range:
    """The range between two offsets."""
    return range_at(range_of(source, start, end, units))


def edit_of(source: SourceFile, fix: Fix, units: Units) -> types.TextEdit:
    """A change of a text."""
    return types.TextEdit(range_for(source, fix.span, units), fix.text)


_START = types.Range(types.Position(0, 0), types.Position(0, 0))


def diagnostic_of(found: Diagnostic, texts: Mapping[str, tuple[Path, SourceFile]], units: Units) -> types.Diagnostic:
    """A finding, with what to do about it in its words and with the other places that belong to it.

    Args:
        found: the finding.
        texts: the path and text of each file by its name.
        units: what characters are counted in.
    """
    labels = []
    for label in found.labels:
        if label.span.file in texts:
            path, other = texts[label.span.file]
            place = types.Location(path.as_uri(), range_for(other, label.span, units))
            labels.append(types.DiagnosticRelatedInformation(place, label.text))
    span = found.span
    return types.Diagnostic(
        _START if span is None or span.file not in texts else range_for(texts[span.file][1], span, units),
        f"{found.message}\n{found.help}" if found.help else found.message,
        types.DiagnosticSeverity.Error if found.is_error else types.DiagnosticSeverity.Warning,
        found.code,
        source="licet",
        related_information=labels or None,
    )


def completion_of(
    source: SourceFile, suggestion: Suggestion, offset: int, number: int, names: Names, units: Units
) -> types.CompletionItem:
    """Something that could stand at an offset; `number` is its place among what else could."""
    replaced = stretch_of(source, suggestion.start, offset, units)
    return types.CompletionItem(
        suggestion.text,
        kind=_SORTS[_sort(suggestion.text.rstrip("("), names)],
        detail=suggestion.description or None,
        sort_text=f"{number:04}",
        text_edit=types.TextEdit(replaced, suggestion.text),
    )


def _sort(text: str, names: Names) -> str:
    known = names.vocabulary
    sorts = (("clause", known.clauses), ("name", known.entities), ("relation", known.relations), ("kind", known.kinds))
    return next((sort for sort, declared in sorts if text in declared), "")


def semantic_tokens(source: SourceFile, units: Units) -> list[int]:
    """The tokens of a text as the protocol has them: for each five numbers, its place being told from the last."""
    numbers: list[int] = []
    line, character = 0, 0
    for start, width, kind in _colored(source, units):
        numbers += [start.line - line, start.character - (character if start.line == line else 0), width, kind, 0]
        line, character = start.line, start.character
    return numbers


def _colored(source: SourceFile, units: Units) -> Iterable[tuple[Place, int, int]]:
    for token in tokenize(source.text):
        semantic = LOOKS[token.kind].semantic
        if semantic is not None:
            found = range_of(source, token.start, token.start + len(token.text), units)
            yield found.start, found.end.character - found.start.character, TOKEN_TYPES.index(semantic)
