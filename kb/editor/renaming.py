"""Renaming what is declared, in all files at once, or not at all.

The new text is read and checked before anybody sees it: it must name the same things at the same places, and must not
have errors that the old one had not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.editor.finding import Found, declarations, family, references
from licet.editor.mentions import Symbol, mentions
from licet.editor.snapshot import Snapshot, snapshot
from licet.errors import LicetError
from licet.grammar.connectives import parted
from licet.grammar.diagnostics import Fix
from licet.grammar.fixing import with_fixes
from licet.grammar.source import SourceFile
from licet.policy.vocabulary import VALUE_KINDS

__all__ = ["RenameRefused", "renamable", "rename"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class RenameRefused(LicetError):
    """A name that cannot be changed, or not to that one."""


def renamable(moment: Snapshot, symbol: Symbol) -> None:
    """Find out whether something can be renamed at all.

    Raises:
        RenameRefused: it is declared by the policies that come with Licet, or by no file.
    """
    declared = declarations(moment, symbol)
    short = symbol.name.rpartition(".")[2]
    if not declared:
        raise RenameRefused(f"no file declares `{short}`")
    if any(not moment.workspace.owns(moment.files[found.file]) for found in declared):
        raise RenameRefused(
            f"`{short}` is declared by the policies that come with Licet, which are not yours to change"
        )


def rename(moment: Snapshot, symbol: Symbol, new: str) -> Mapping[str, tuple[Fix, ...]]:
    """The changes, by file, that give something another name.

    Args:
        moment: the policies.
        symbol: what is renamed.
        new: the name, of a clause without its license.

    Raises:
        RenameRefused: the name is none, is taken, or cannot be changed; or something would mean another thing then.
    """
    renamable(moment, symbol)
    if not _NAME.fullmatch(new):
        raise RenameRefused(f"`{new}` is no name: names are small letters, digits and `_`, and begin with a letter")
    renaming = _Renaming(family(moment, symbol), new)
    if renaming.of(symbol) == symbol:
        return {}
    for to in map(renaming.of, renaming.symbols):
        if declarations(moment, to) or _is_built_in(moment, to):
            raise RenameRefused(f"`{new}` is taken")
    found = references(moment, symbol)
    changes = {name: _changes(moment, symbol, new, [f for f in found if f.file == name]) for name in _files(found)}
    changes = {name: fixes for name, fixes in changes.items() if fixes}
    _check(moment, renaming, changes)
    return changes


class _Renaming(Struct, frozen=True):
    """Symbols that have one name, and the one that they are to have."""

    symbols: frozenset[Symbol]
    new: str

    def of(self, symbol: Symbol) -> Symbol:
        """What a symbol is then: one of these, or one that has one of them in its name."""
        if symbol in self.symbols:
            license, dot, _ = symbol.name.rpartition(".")
            return replace(symbol, name=f"{license}{dot}{self.new}")
        license, _, short = symbol.name.rpartition(".")
        if symbol.sort == "clause" and Symbol("name", license) in self.symbols:
            return replace(symbol, name=f"{self.new}.{short}")
        if symbol.sort == "reading" and Symbol("relation", symbol.owner) in self.symbols:
            return replace(symbol, owner=self.new)
        return symbol


def _files(found: Sequence[Found]) -> list[str]:
    return sorted({f.file for f in found})


def _is_built_in(moment: Snapshot, symbol: Symbol) -> bool:
    return symbol.sort == "kind" and (symbol.name in moment.vocabulary.kinds or symbol.name in VALUE_KINDS)


def _changes(moment: Snapshot, symbol: Symbol, new: str, found: Sequence[Found]) -> tuple[Fix, ...]:
    """What is written at the places of a file. A reference, `hf:…`, stays."""
    changes = []
    for place in found:
        source = moment.source(place.file)
        assert source is not None
        written = source.text[place.start : place.end]
        short, name = symbol.name.rpartition(".")[2], new
        if ":" in written:
            continue
        if written != short:
            joining = short.removeprefix(written).count("_")
            parts, became = parted(short, joining), parted(new, joining)
            if parts is None or became is None or parts[1:] != became[1:]:
                raise RenameRefused(
                    f"`{short}` is also written in parts, so that its new name ends as the old one does"
                )
            name = became[0]
        changes.append(Fix(source.span(place.start, place.end), name))
    return tuple(changes)


def _check(moment: Snapshot, renaming: _Renaming, changes: Mapping[str, tuple[Fix, ...]]) -> None:
    """Hold the new texts to the old ones.

    Raises:
        RenameRefused: they do not say the same.
    """
    texts: dict[str, SourceFile] = {}
    for name, fixes in changes.items():
        source = moment.source(name)
        assert source is not None
        texts[name] = with_fixes(source, fixes)
    buffers = {**moment.buffers, **{moment.files[name]: source.text for name, source in texts.items()}}
    after = snapshot(moment.workspace, buffers, moment)
    before = Counter(d.code for d in moment.examined.found if d.is_error)
    for diagnostic in after.examined.found:
        if diagnostic.is_error:
            before[diagnostic.code] -= 1
            if before[diagnostic.code] < 0:
                raise RenameRefused(f"this would be an error then: {diagnostic.message}")
    clauses = {renaming.of(Symbol("clause", key)).name for key in moment.vocabulary.clauses}
    if clauses != after.vocabulary.clauses.keys():
        raise RenameRefused(f"another license takes over other clauses, if this one is called `{renaming.new}`")
    for name in texts:
        was = [renaming.of(s) for s in _named(moment, name)]
        if was != _named(after, name):
            raise RenameRefused(f"`{renaming.new}` would mean something else at a place of {name}")


def _named(moment: Snapshot, name: str) -> list[Symbol]:
    source = moment.source(name)
    assert source is not None
    return [m.symbol for m in mentions(source.text, name, moment.home(name), moment.vocabulary)]
