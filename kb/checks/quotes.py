"""Finding a quote in a text, word for word, and the nearest passage where it is not.

What is made equal before comparing, in the quote and in the text alike:

- any stretch of white space, line ends and no-break spaces included, is one space;
- `“ ” „ ‟ « » ″` and a doubled apostrophe or backtick are `"`; `‘ ’ ‚ ‛ ′` and the backtick are `'`;
- every dash (`‐ ‑ ‒ – — ―` and the minus sign) is `-`, and the white space around a dash is left out, so that
  `non-`/`transferable` over two lines, `non- transferable` and `non-transferable` are the same;
- characters that take no room (soft hyphen, zero-width space and joiners, byte order mark, null) are left out;
- a dash at the end of a line of the text, between letters, may also be one that broke a word: `distri-`/`bution` is
  found as `distribution`.

Letters, case, digits and all other signs must agree. `…`, `...` and `[…]` in the quote stand for anything left out;
the parts must follow each other in the text. A part starts and ends where words do: `authorized` is not a quote
from `unauthorized`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

from msgspec import Struct

__all__ = ["Difference", "QuotableText", "QuoteMatch", "find_quote", "quoted_places"]

_SAME = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′`", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\0", None)
)
_DASH = re.compile(r"\s*-\s*")
_ELISION = re.compile(r"\[\s*(?:…|\.{3,})\s*\]|…|\.{3,}")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SIGN = re.compile(r"[^\w\s]")
_TOKEN = re.compile(rf"{_WORD.pattern}|[^\w\s]")
_RUN = re.compile(r"[^\W_]+")
_EDGE = "\0"
_BROKEN = "\u00ad"
_LONGEST = 120
_LONGEST_ALIGNED = 400
_LONGEST_BROKEN = 10_000
_WINDOWS = 5
_MOST_PLACES = 100
_ALIKE = 0.4


class Difference(Struct, frozen=True):
    """What a quote has and what the text has in its place, either of them empty at times, and the word before."""

    quoted: str
    text: str
    after: str


class QuoteMatch(Struct, frozen=True):
    """Whether a quote is in a text.

    `line` (from 1) is where it starts, or where the nearest passage does. When the quote is not there and something
    like it is, `nearest` is the passage that would be the quote, or the part of it that is missing, and `differences`
    are where the two disagree; without any, the passage is right and stands before what the quote has ahead of it.
    """

    found: bool
    line: int | None = None
    nearest: str | None = None
    differences: tuple[Difference, ...] = ()


class Place(NamedTuple):
    """A position of a text as it is compared, and the same in the text with signs on either side of each word."""

    plain: int
    edged: int


_START = Place(0, 0)


class QuotableText(Struct, frozen=True):
    """A text made ready for finding quotes in it. `plain` is what is compared, `starts` where its lines start in
    `plain`, `edged` is `plain` with a sign on either side of each word, so that a quote which is searched for with
    these signs is found as whole words only, and `broken` is `plain` with another sign for each dash that may have
    broken a word."""

    text: str
    plain: str
    starts: tuple[int, ...]
    edged: str
    broken: str

    @classmethod
    def of(cls, text: str) -> QuotableText:
        """Prepare a text."""
        plain, starts, breaks = "", [], []
        pieces: list[str] = []
        length = 0
        last = ""
        for line in text.split("\n"):
            piece = _plain(line).strip(" ")
            if piece and last:
                if last[-1] == "-":
                    if last[-2:-1].isalpha() and piece[0].islower():
                        breaks.append(length - 1)
                elif piece[0] != "-":
                    pieces.append(" ")
                    length += 1
            starts.append(length)
            if piece:
                pieces.append(piece)
                length += len(piece)
                last = piece
        plain = "".join(pieces)
        broken = list(plain) if breaks else []
        for position in breaks:
            broken[position] = _BROKEN
        return cls(text, plain, tuple(starts), _edged(plain), "".join(broken))

    def line_of(self, position: int) -> int:
        """The line, from 1, that holds a position of `plain`."""
        return bisect_right(self.starts, position)

    def first(self, part: str, start: Place = _START) -> tuple[Place, Place] | None:
        """Where a prepared part first occurs as whole words, from a place between words on: its first and its end
        place, or None."""
        found = self._as_it_is(part, start)
        broken = self._over_breaks(part, start, found[0].plain if found else len(self.plain))
        return broken or found

    def _as_it_is(self, part: str, start: Place) -> tuple[Place, Place] | None:
        wanted = _edged(part)
        edged = self.edged.find(wanted, start.edged)
        if edged < 0:
            return None
        begin = start.plain + (edged - start.edged) - self.edged.count(_EDGE, start.edged, edged)
        return Place(begin, edged), Place(begin + len(part), edged + len(wanted))

    def _over_breaks(self, part: str, start: Place, before: int) -> tuple[Place, Place] | None:
        """The first occurrence with a dash in it that broke a word, if it begins before a position of `plain`."""
        if not self.broken or len(part) > _LONGEST_BROKEN:
            return None
        pattern = "".join(_lenient(one, after) for one, after in zip(part, (*part[1:], ""), strict=True))
        for found in re.compile(pattern).finditer(self.broken, start.plain, before + 2 * len(part)):
            begin, end = found.span()
            if begin < before and _BROKEN in found[0] and self._is_whole(begin, end):
                edged = start.edged + len(_edged(self.plain[start.plain : begin]))
                return Place(begin, edged), Place(end, edged + len(_edged(self.plain[begin:end])))
        return None

    def stands_once(self, quote: str) -> bool:
        """Whether a quote that leaves nothing out occurs exactly once."""
        if _ELISION.search(quote):
            return False
        part = _plain(quote).strip(" ")
        found = self.first(part)
        return found is not None and self.first(part, found[1]) is None

    def _is_whole(self, start: int, end: int) -> bool:
        before, first = self.plain[start - 1 : start], self.plain[start]
        last, after = self.plain[end - 1], self.plain[end : end + 1]
        return not (before.isalnum() and first.isalnum()) and not (last.isalnum() and after.isalnum())


def _plain(line: str) -> str:
    return _DASH.sub("-", " ".join(line.translate(_SAME).replace("''", '"').split()))


def _edged(plain: str) -> str:
    return _RUN.sub(rf"{_EDGE}\g<0>{_EDGE}", plain)


def _lenient(one: str, after: str) -> str:
    if one == "-":
        return f"[-{_BROKEN}]"
    return re.escape(one) + (f"{_BROKEN}?" if one.isalpha() and after.isalpha() else "")


def find_quote(text: str | QuotableText, quote: str, *, nearest: bool = True) -> QuoteMatch:
    """Look for a quote in a text; see the module for what counts as word for word.

    Args:
        text: the text, prepared with `QuotableText.of` when many quotes are looked for.
        quote: the quote. One without words is never found.
        nearest: whether to look for the nearest passage where it is not there.
    """
    prepared = QuotableText.of(text) if isinstance(text, str) else text
    parts = [part for part in (_plain(p).strip(" ") for p in _ELISION.split(quote)) if part]
    if not any(_WORD.search(part) for part in parts):
        return QuoteMatch(False)
    position, first = _START, None
    for part in parts:
        found = prepared.first(part, position)
        if found is None:
            before = prepared.first(part)
            if before is not None:
                return QuoteMatch(False, prepared.line_of(before[0].plain), part)
            return _nearest(prepared, part) if nearest else QuoteMatch(False)
        first = found[0] if first is None else first
        position = found[1]
    return QuoteMatch(True, prepared.line_of(first.plain if first else 0))


def quoted_places(text: QuotableText, quote: str) -> list[tuple[int, int]]:
    """Where the parts of a quote stand in `plain`, in each place of the text that has the quote, up to a hundred."""
    parts = [part for part in (_plain(p).strip(" ") for p in _ELISION.split(quote)) if part]
    found: list[tuple[int, int]] = []
    start: Place | None = _START
    for _ in range(_MOST_PLACES):
        ahead = text.first(parts[0], start) if parts and start is not None else None
        if ahead is None:
            break
        begin, position = ahead
        spans = [(begin.plain, position.plain)]
        for part in parts[1:]:
            after = text.first(part, position)
            if after is None:
                return found
            spans.append((after[0].plain, after[1].plain))
            position = after[1]
        found.extend(spans)
        start = ahead[1]
    return found


def _nearest(text: QuotableText, part: str) -> QuoteMatch:
    """The passage with the most words of the part in the same order, from its first word to its last."""
    wanted = [word.lower() for word in _WORD.findall(part)]
    words = list(_WORD.finditer(text.plain))
    if not wanted or not words:
        return QuoteMatch(False)
    given = [found[0].lower() for found in words]
    sample = wanted[:_LONGEST]
    best, place = 0.0, 0
    for start in _likely(given, Counter(sample), len(sample)):
        ratio = SequenceMatcher(None, sample, given[start : start + len(sample)], autojunk=False).ratio()
        if ratio > best:
            best, place = ratio, start
    if best < _ALIKE:
        return QuoteMatch(False)
    first, last = _aligned(wanted, given, place)
    begin, end = words[first].start(), words[last].end()
    if not part[-1].isalnum():
        end += _SIGN.match(text.plain, end) is not None
    passage = text.plain[begin:end]
    return QuoteMatch(False, text.line_of(begin), passage, tuple(_differences(part, passage)))


def _aligned(wanted: list[str], given: list[str], place: int) -> tuple[int, int]:
    """The first and the last of the given words, near a place, that answer to the first and the last wanted."""
    margin = len(wanted) // 8 + 2
    start = max(0, place - margin)
    window = given[start : place + len(wanted) + margin]
    matcher = SequenceMatcher(None, wanted[:_LONGEST_ALIGNED], window[: _LONGEST_ALIGNED + margin], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    head, tail = blocks[0], blocks[-1]
    first = start + head.b - head.a
    last = start + tail.b + (len(wanted) - tail.a) - 1
    return max(first, 0), min(last, len(given) - 1)


def _differences(part: str, passage: str) -> Iterator[Difference]:
    """Where the two disagree; of long ones, in what follows the first disagreement, as far as it can be compared."""
    ours, theirs = list(_TOKEN.finditer(part)), list(_TOKEN.finditer(passage))
    if max(len(ours), len(theirs)) > _LONGEST_ALIGNED:
        same = sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1][0], zip(ours, theirs, strict=False)))
        before = max(same - 1, 0)
        ours, theirs = ours[before:][:_LONGEST_ALIGNED], theirs[before:][:_LONGEST_ALIGNED]
    matcher = SequenceMatcher(None, [t[0] for t in ours], [t[0] for t in theirs], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield Difference(_stretch(part, ours[a:b]), _stretch(passage, theirs[c:d]), theirs[c - 1][0] if c else "")


def _stretch(text: str, tokens: list[re.Match[str]]) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else ""


def _likely(given: list[str], wanted: Counter[str], size: int) -> list[int]:
    """The starts of a few windows that share the most words with what is wanted, the best first."""
    window: Counter[str] = Counter()
    shared = 0
    scores: list[tuple[int, int]] = []
    for end, word in enumerate(given):
        window[word] += 1
        shared += window[word] <= wanted[word]
        if end >= size:
            gone = given[end - size]
            shared -= window[gone] <= wanted[gone]
            window[gone] -= 1
        scores.append((-shared, max(0, end - size + 1)))
    chosen: list[int] = []
    for _, start in sorted(set(scores)):
        if all(abs(start - other) > size // 8 for other in chosen):
            chosen.append(start)
            if len(chosen) == _WINDOWS:
                break
    return chosen
