"""Declared names by everyday words: what is called so, is also called so, or means it.

Words are compared by their stems (`hosting` finds `hosts`), and two that follow each other also as one (`finetune`
finds `fine_tunes`). The words of a declaration's `also` are looked at right after its name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

from msgspec import Struct
from snowballstemmer import stemmer

from licet.grammar.references import is_reference
from licet.grammar.source import Span
from licet.policy.vocabulary import Vocabulary
from licet.policy.ways_to_write import way_to_write

__all__ = ["Hit", "Lexicon"]

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 32
_SAYING_LITTLE = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in", "is"),
        *("it", "its", "may", "my", "of", "on", "or", "our", "that", "the", "this", "to", "we", "what", "with"),
    )
)
_FIRST = ("relation", "contested relation", "action", "purpose", "duty", "kind")
_LAST = ("concluded relation", "reading", "use", "claim", "clause")
_MADE = ("model", "family", "dataset", "output", "service", "writing", "organization", "person")
_EXACT, _ALSO_EXACT, _NAME, _ALSO, _TITLE, _MEANING = range(6)
_CALLED = (_EXACT, _ALSO_EXACT)
_FOUND_IN = ("name", "also", "name", "also", "title", "meaning")


class Hit(Struct, frozen=True):
    """A declared name that some words lead to.

    Attributes:
        name: as policies write it: a clause by its full name, a reading as `reading of term`.
        sort: what it is: `relation`, `contested relation`, `concluded relation`, `reading`, `clause`, `kind`, `claim`,
            or the kind of an entity.
        title: the title of an entity, license or claim; the locator of a clause.
        meaning: what a relation, kind or reading means.
        also: the words that its declaration gives for people to find it by.
        write: how to write it; what is to be filled in stands in capitals, by its kind.
        under: the kind of entity in whose block that line stands; None where it stands by itself.
        found_in: where the words are: `name`, `also`, `title` or `meaning`; of several places the last in this order.
        span: where it is declared.
    """

    name: str
    sort: str
    title: str | None
    meaning: str | None
    also: tuple[str, ...]
    write: str
    under: str | None
    found_in: str
    span: Span | None


class _Declared(Struct, frozen=True):
    """A declared name as the vocabulary has it."""

    name: str
    sort: str
    title: str | None
    meaning: str | None
    also: tuple[str, ...]
    span: Span | None


class _Entry(Struct, frozen=True):
    """A declared name with its stems: its whole names, and the words of its name, other names, title and meaning."""

    declared: _Declared
    name: frozenset[str]
    others: frozenset[str]
    fields: tuple[frozenset[str], ...]


class _Match(Struct, frozen=True):
    """An entry that has some of the words asked for: how many it lacks, and where it has the others."""

    missing: int
    rank: int
    declared: _Declared

    @property
    def order(self) -> tuple[int, bool, int, int, str, str]:
        """What is described in the words of the vocabulary comes after those words, unless it is called so. Things and
        who made them come after them, too, unless they are also called so."""
        sort = self.declared.sort
        described = (sort in _LAST and self.rank != _EXACT) or (sort in _MADE and self.rank not in _CALLED)
        return (self.missing, described, self.rank, _place(sort), self.declared.name, sort)


class Lexicon:
    """The names of a vocabulary, to be searched."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _entries(self) -> list[_Entry]:
        return [_entry(declared) for declared in _all_declared(self._vocabulary)]

    def find(self, words: str) -> tuple[Hit, ...]:
        """What has all of the words, or if nothing has, as many of them as anything has; the best first: what is
        called so, or also called so, then what has them in its name, its other names, its title, its meaning. What is
        concluded, readings, uses, claims and clauses, models and their makers come after what they are described in."""
        name = words.strip()
        asked = _without_scheme(name) if is_reference(name) else words
        return tuple(map(self._hit, self._matches(asked, self._entries)))

    def alike(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        """Those of some declared names that somebody may mean by an unknown name, the best first. One that lacks a word
        of it has the others in its name or its other names, and they are not all numbers."""
        words = [word for word in _words_of(name) if not word.isdigit()]
        some = [entry for entry in self._entries if entry.declared.name in among and _has_one(entry, words)]
        near = (match for match in self._matches(name, some) if not match.missing or match.rank <= _ALSO)
        return tuple(dict.fromkeys(match.declared.name for match in near))

    def also_called(self, name: str, among: Collection[str]) -> tuple[str, ...]:
        """Those of some declared names that are also called so, in the order of names."""
        called, declared = _whole(name), _all_declared(self._vocabulary)
        return tuple(sorted({d.name for d in declared if d.name in among and called & _others(d)}))

    def _matches(self, words: str, entries: Iterable[_Entry]) -> list[_Match]:
        asked = _words_of(words)[:_MOST_WORDS]
        whole = _whole(words)
        telling = frozenset(map(_stem, [word for word in asked if word not in _SAYING_LITTLE] or asked))
        found = [match for entry in entries if (match := _match(entry, whole, telling)) is not None]
        found.sort(key=lambda match: match.order)
        return [match for match in found if match.missing == found[0].missing]

    def _hit(self, match: _Match) -> Hit:
        found = match.declared
        write, under = way_to_write(self._vocabulary, found.name, found.sort)
        where = _FOUND_IN[match.rank]
        return Hit(found.name, found.sort, found.title, found.meaning, found.also, write, under, where, found.span)


def _whole(text: str) -> frozenset[str]:
    """A text as a whole: its stems, and all of it as one word."""
    words = _words_of(text)[:_MOST_WORDS]
    return frozenset((" ".join(map(_stem, words)), _stem("".join(words)))) if words else frozenset()


def _stems(*texts: str | None) -> frozenset[str]:
    """The stems of the words of some texts, and of two that follow each other as one."""
    found: set[str] = set()
    for text in texts:
        words = _words_of(text or "")
        found.update(map(_stem, words))
        found.update(_stem(first + second) for first, second in pairwise(words))
    return frozenset(found)


def _entry(declared: _Declared) -> _Entry:
    texts = ((declared.name,), declared.also, (declared.title,), (declared.meaning,))
    return _Entry(declared, _whole(declared.name), _others(declared), tuple(_stems(*field) for field in texts))


def _has_one(entry: _Entry, words: Iterable[str]) -> bool:
    """Whether one of the words is among those of an entry."""
    return any(stem in field for stem in map(_stem, words) for field in entry.fields)


def _others(declared: _Declared) -> frozenset[str]:
    """What a name is also called, each as a whole; on a hub without its owner, too."""
    return frozenset[str]().union(*(_whole(part) for text in declared.also for part in {text, text.split("/")[-1]}))


def _match(entry: _Entry, whole: frozenset[str], telling: frozenset[str]) -> _Match | None:
    if whole & entry.name:
        return _Match(0, _EXACT, entry.declared)
    if whole & entry.others:
        return _Match(0, _ALSO_EXACT, entry.declared)
    fields = tuple(zip((_NAME, _ALSO, _TITLE, _MEANING), entry.fields, strict=True))
    for rank, field in fields:
        if whole & field:
            return _Match(0, rank, entry.declared)
    ranks = [min((rank for rank, field in fields if stem in field), default=None) for stem in telling]
    found = [rank for rank in ranks if rank is not None]
    return _Match(len(ranks) - len(found), max(found), entry.declared) if found else None


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """The stem of an English word. One stemmer for several threads would mix their words up."""
    return str(stemmer("english").stemWord(word))


def _without_scheme(reference: str) -> str:
    return reference.partition(":")[2]


def _place(sort: str) -> int:
    """Where a sort of names comes among others that fit as well: what uses are described in first."""
    if sort in _FIRST:
        return _FIRST.index(sort)
    return len(_FIRST) + (1 + _LAST.index(sort) if sort in _LAST else 0)


def _all_declared(vocabulary: Vocabulary) -> Iterator[_Declared]:
    terms = vocabulary.terms
    for name, relation in vocabulary.relations.items():
        term = terms.get(name)
        sort = "contested relation" if term else "concluded relation" if relation.concluded else "relation"
        also = relation.also if term is None else (*relation.also, *(word.value for word in term.term.also))
        yield _Declared(name, sort, None, relation.description, also, relation.span)
    for name, kind in vocabulary.kinds.items():
        yield _Declared(name, "kind", None, kind.description, kind.also, kind.span)
    for name, entity in vocabulary.entities.items():
        yield _Declared(
            name, entity.kind, entity.title, None, (*entity.also, *map(_without_scheme, entity.references)), entity.span
        )
    for name, term in terms.items():
        for reading in term.term.readings:
            yield _Declared(f"{reading.name} of {name}", "reading", None, reading.description, (), reading.span)
    for key, clause in vocabulary.clauses.items():
        yield _Declared(key, "clause", clause.clause.locator, None, (), clause.clause.span)
    for name, claim in vocabulary.claims.items():
        yield _Declared(name, "claim", claim.title, None, (), claim.span)
