"""The declared names, indexed for completion: by kind, by prefix, each with its description."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.policy.vocabulary import Signature, Vocabulary

from msgspec import Struct

__all__ = ["Names", "matching", "names_of"]


class Names(Struct, frozen=True):
    """What can be named, each list sorted.

    Attributes:
        vocabulary: the declarations themselves.
        constants: the names of entities of each kind, those of its parts included; under `""` all of them.
        relations, kinds, licenses, clauses, terms, claims: the other names.
    """

    vocabulary: Vocabulary
    constants: Mapping[str, Sequence[str]]
    relations: Sequence[str]
    kinds: Sequence[str]
    licenses: Sequence[str]
    clauses: Sequence[str]
    terms: Sequence[str]
    claims: Sequence[str]

    def of_kind(self, kind: str | None) -> Sequence[str]:
        """The names of a kind; of None all names; of a value kind, none."""
        return self.constants.get(kind or "", ())

    def readings(self, term: str | None) -> list[str]:
        """The readings of a term, or of all terms."""
        entries = self.vocabulary.terms.items()
        return sorted({r.name for name, e in entries if term in (None, name) for r in e.term.readings})

    def relations_from(self, kind: str | None, form: str) -> list[str]:
        """The relations whose first argument can be of that kind (any for None), and that can stand in that form:
        between two arguments (`infix`), after `is` (`unary`), or in the `line` of an entity."""
        return [name for name, s in self.vocabulary.relations.items() if self._fits(s, kind, form)]

    def _fits(self, signature: Signature, kind: str | None, form: str) -> bool:
        if form == "unary" and signature.arity != 1:
            return False
        if form == "infix" and (signature.arity != 2 or signature.functional):
            return False
        return kind is None or (bool(signature.kinds) and self.vocabulary.compatible(kind, signature.kinds[0]))

    def describe(self, name: str) -> str:
        """A few words about a name, for a menu: its kind and title, or a relation's arguments."""
        v = self.vocabulary
        if name in v.entities:
            entry = v.entities[name]
            return _joined(entry.kind, entry.title)
        if name in v.relations:
            signature = v.relations[name]
            arguments = str(signature).removeprefix(name)
            return _joined(f"{signature.absence} {arguments}".removeprefix("closed "), signature.description)
        if name in v.clauses:
            clause = v.clauses[name].clause
            return _joined(f"clause at {clause.locator}", clause.quotes[0].value if clause.quotes else None)
        if name in v.claims:
            return _joined("claim", v.claims[name].title)
        if name in v.kinds:
            return _joined("kind", v.kinds[name].description)
        for entry_of_term in v.terms.values():
            reading = entry_of_term.reading(name)
            if reading is not None:
                return _joined(f"reading of {entry_of_term.name}", reading.description)
        return ""


def _joined(kind: str, title: str | None) -> str:
    return f"{kind}: {title}" if title else kind


def names_of(vocabulary: Vocabulary) -> Names:
    """Index a vocabulary."""
    constants: dict[str, list[str]] = {"": list(vocabulary.entities)}
    for name, entry in vocabulary.entities.items():
        for kind in vocabulary.ancestors(entry.kind):
            constants.setdefault(kind, []).append(name)
    return Names(
        vocabulary,
        constants,
        list(vocabulary.relations),
        list(vocabulary.kinds),
        list(vocabulary.licenses),
        list(vocabulary.clauses),
        list(vocabulary.terms),
        list(vocabulary.claims),
    )


def matching(partial: str, names: Sequence[str], limit: int) -> Iterator[str]:
    """The names that a partial word may become: first those that start with it, then those that have it after a `_`
    or `.`; at most `limit`. `names` must be sorted."""
    return islice(_matching(partial, names), limit)


def _matching(partial: str, names: Sequence[str]) -> Iterator[str]:
    start = bisect_left(names, partial)
    for i in range(start, len(names)):
        if not names[i].startswith(partial):
            break
        yield names[i]
    if len(partial) > 1:
        marks = (f"_{partial}", f".{partial}")
        yield from _inside(marks, partial, names)


def _inside(marks: tuple[str, ...], partial: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if not name.startswith(partial) and any(mark in name for mark in marks):
            yield name
