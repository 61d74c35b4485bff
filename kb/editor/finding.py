"""Where names are declared and used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from licet.editor.mentions import Mention, Symbol, mentions
from licet.editor.snapshot import Snapshot
from licet.grammar.connectives import CONNECTIVES
from licet.grammar.source import SourceFile, Span

__all__ = ["Found", "declarations", "family", "is_own", "mention_at", "references"]


class Found(Struct, frozen=True):
    """A mention, and the name of the file that it is in."""

    file: str
    start: int
    end: int
    declares: bool = False


def mention_at(moment: Snapshot, source: SourceFile, offset: int) -> Mention | None:
    """What is named at an offset of a text; at the end of a name, too."""
    here = (m for m in _mentions(moment, source, offset) if m.start <= offset <= m.end)
    return max(here, key=lambda m: m.start, default=None)


def _mentions(moment: Snapshot, source: SourceFile, around: int | None = None) -> Iterator[Mention]:
    """What a text names, which may be newer than the moment."""
    return mentions(source.text, source.name, moment.home(source.name), moment.vocabulary, around)


def family(moment: Snapshot, symbol: Symbol) -> frozenset[Symbol]:
    """A symbol with those that have to be called as it is: of a clause what it is in the licenses that take it over,
    and in the one that it is from."""
    if symbol.sort != "clause":
        return frozenset([symbol])
    first = _original(moment, symbol)
    found = (Symbol("clause", key) for key in moment.vocabulary.clauses)
    return frozenset([symbol, first, *(s for s in found if _original(moment, s) == first)])


def _original(moment: Snapshot, symbol: Symbol) -> Symbol:
    """The clause that one is in the end which a license takes over."""
    seen: set[Symbol] = set()
    while symbol not in seen:
        seen.add(symbol)
        entry = moment.vocabulary.clauses.get(symbol.name)
        if entry is None or entry.clause.taken is None:
            break
        symbol = Symbol("clause", f"{entry.clause.taken.name}.{entry.clause.name}")
    return symbol


def references(moment: Snapshot, symbol: Symbol, files: Iterable[str] | None = None) -> list[Found]:
    """Where something is named, its declarations included, in the order of files and places. A clause is named, too,
    where it is that of a license that takes it over.

    Args:
        moment: the policies.
        symbol: what is named.
        files: the files to look in; None for all.
    """
    words, symbols = _spellings(moment, symbol), family(moment, symbol)
    found: list[Found] = []
    for name in sorted(moment.files if files is None else files):
        source = moment.source(name)
        if source is not None and any(word in source.text for word in words):
            here = (m for m in _mentions(moment, source) if m.symbol in symbols)
            found += [Found(name, m.start, m.end, m.declares) for m in here]
    return found


def _spellings(moment: Snapshot, symbol: Symbol) -> list[str]:
    """Words one of which stands wherever a symbol is named."""
    name = symbol.name.rpartition(".")[2]
    if symbol.sort == "relation":
        while (parts := name.rpartition("_"))[0] and parts[2] in CONNECTIVES:
            name = parts[0]
    entry = moment.vocabulary.entities.get(symbol.name) if symbol.sort == "name" else None
    return [name, *("hf:", "spdx:")] if entry is not None and entry.references else [name]


def declarations(moment: Snapshot, symbol: Symbol) -> list[Found]:
    """Where something is declared: of a contested relation also its term, of a clause that a license takes over the
    clause that it is."""
    if symbol.sort == "name" and symbol.owner:
        files = [symbol.owner.rpartition("#")[0]]
    else:
        files = sorted({span.file for span in _spans(moment, _original(moment, symbol))})
    return [f for f in references(moment, symbol, files) if f.declares]


def is_own(moment: Snapshot, name: str) -> bool:
    """Whether a thing, relation or clause of that name is declared by the policies themselves, and not by those that
    come with Licet beside them."""
    symbols = (Symbol(sort, name) for sort in ("name", "relation", "clause"))
    paths = (moment.path_of(span) for symbol in symbols for span in _spans(moment, symbol))
    return any(path is not None and moment.workspace.owns(path) for path in paths)


def _spans(moment: Snapshot, symbol: Symbol) -> Iterator[Span]:
    """The spans of the statements that declare something."""
    known, name = moment.vocabulary, symbol.name
    match symbol.sort:
        case "name" if name in known.entities:
            yield known.entities[name].span
        case "relation":
            if name in known.relations:
                yield known.relations[name].span
            if name in known.terms:
                yield known.terms[name].term.span
        case "kind" if name in known.kinds and (span := known.kinds[name].span) is not None:
            yield span
        case "clause" if name in known.clauses:
            yield known.clauses[name].clause.span
        case "claim" if name in known.claims:
            yield known.claims[name].span
        case "reading" if symbol.owner in known.terms:
            yield known.terms[symbol.owner].term.span
        case _:
            return
