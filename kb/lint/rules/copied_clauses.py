"""L204: the same words of two licenses, encoded alike but for one word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label
from licet.grammar.formatter import format_module
from licet.lint.finding import finding
from licet.lint.subject import Subject
from licet.policy.vocabulary import ClauseEntry

__all__ = ["copied_clauses"]

_FEWEST_WORDS = 6
_WORD = re.compile(r"\d{4}-\d\d(?:-\d\d)?|[\w.']+|[^\w\s]")
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
Words = tuple[str, ...]


class _Encoded(Struct, frozen=True):
    """A clause with what it does and asks for as words, in which the license's name and days are left out."""

    entry: ClauseEntry
    words: Words


def copied_clauses(subject: Subject) -> Iterator[Diagnostic]:
    """Clauses of two licenses that quote the same words and differ in one word of what they make of them, where the one
    license has no clause that makes of them what the other does. It is told of the one that fewer others are like."""
    quoted: dict[str, list[_Encoded]] = {}
    for entry in subject.clauses:
        words = " ".join(quote.value for quote in entry.clause.quotes)
        if len(words.split()) >= _FEWEST_WORDS:
            quoted.setdefault(" ".join(words.casefold().split()), []).append(_Encoded(entry, _words_of(entry)))
    for alike in quoted.values():
        if len({e.entry.license for e in alike}) > 1:
            yield from _slips(alike)


def _slips(alike: Sequence[_Encoded]) -> Iterator[Diagnostic]:
    times = Counter(e.words for e in alike)
    has = {(e.entry.license, e.words) for e in alike}
    told: set[str] = set()
    for pair in _close(alike):
        licenses = [e.entry.license for e in pair]
        if licenses[0] == licenses[1] or any(
            (a, b.words) in has for a, b in zip(licenses, reversed(pair), strict=True)
        ):
            continue
        odd, usual = sorted(pair, key=lambda e: (times[e.words], -pair.index(e)))
        if odd.entry.key not in told:
            told.add(odd.entry.key)
            yield _found(odd, usual)


def _found(odd: _Encoded, usual: _Encoded) -> Diagnostic:
    ours, theirs = next((a, b) for a, b in zip(odd.words, usual.words, strict=True) if a != b)
    return finding(
        "L204",
        f"`{odd.entry.key}` quotes the same words as `{usual.entry.key}`, and makes `{ours}` of them, not `{theirs}`",
        odd.entry.clause.name_span,
        f"if both mean the same, write `as in {usual.entry.key}`; if not, quote the words that make the difference",
        (Label(usual.entry.clause.name_span, f"`{usual.entry.key}` is here"),),
    )


def _close(alike: Sequence[_Encoded]) -> list[tuple[_Encoded, _Encoded]]:
    """The pairs that differ in one word, found by leaving out one word of each."""
    without: dict[tuple[int, Words], list[_Encoded]] = {}
    for encoded in alike:
        for i in range(len(encoded.words)):
            without.setdefault((i, encoded.words[:i] + encoded.words[i + 1 :]), []).append(encoded)
    pairs = [pair for found in without.values() for pair in combinations(found, 2) if pair[0].words != pair[1].words]
    return sorted(pairs, key=lambda pair: (pair[1].entry.clause.span, pair[0].entry.clause.span))


def _words_of(entry: ClauseEntry) -> Words:
    """What a clause does and asks for. Which clauses it defeats is the business of its own license."""
    clause = entry.clause
    effects = tuple(e for e in clause.effects if not isinstance(e, tree.Defeats))
    bare = replace(
        clause, name="clause", locator="", quotes=(), notes=(), in_force=None, effects=effects, as_in=None, license=None
    )
    words = _WORD.findall(format_module(tree.Module("", (bare,))))
    parts = entry.license.split("_")
    names = ["_".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return tuple("a day" if _DAY.fullmatch(word) else _without_name(word, names) for word in words)


def _without_name(word: str, names: Sequence[str]) -> str:
    """A word without the longest beginning of its license's name in it: `under_cc_by_nc` under `cc_by_nc_4_0`."""
    parts = f"_{word}_"
    found = next((name for name in names if f"_{name}_" in parts), None)
    return word if found is None else parts.replace(f"_{found}_", "_", 1).strip("_")
