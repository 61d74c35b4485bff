"""How texts number their parts: the marks at which parts begin, and the stretch of the text that belongs to each.

Numbers are told in digits, letters and Roman numerals, before a dot, a colon or a bracket, after `Section`, behind the
signs of headings and lists, and in brackets within a line. A text whose copy lost its numbers is counted instead: by
its bullets, or by what stands equally far from the margin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from licet.checks.quotes import QuotableText

__all__ = ["Layout", "Line", "Stretch", "layout", "numbered"]

_LEAD = r"[ \t]*(?:[#>]+[ \t]*)?(?:[-*•·–+][ \t]+)?(?:\*\*|__|<b>)?"
_BULLET = re.compile(r"[ \t]*[-*•·–+][ \t]+(?=\S)")
_PATH = re.compile(_LEAD + r"\(?(\d{1,2}(?:\.(?:\d{1,2}|[a-z]))+)\.?[):]?(?=[\s*]|$)")
_NAMED = re.compile(_LEAD + r"(?:section|article|§|s(?=\d))\s*(\d{1,2}|[ivxl]+|[a-z])\b(?![.]?\d)", re.IGNORECASE)
_SIMPLE = re.compile(_LEAD + r"\(?(\d{1,2}|[ivxl]+|[IVXL]+|[A-Za-z])(?:\*\*)?(?:\\?[.:)]|\.\))(?=\s|$|\*|[A-Z\"“<])")
_BRACKETED = re.compile(r"(?<![\w).])\((\d{1,2}|[a-z]|[ivxl]+)\)(?=[\s\"(])")
_RUN_IN = re.compile(r"(?<=[;:] )([a-z])\.(?= [A-Z])")
_LISTED = re.compile(r"(?<=; )(?:s|§ ?)?(\d{1,2}(?:\.(?:\d{1,2}|[a-z]))*)(?:\(([a-z])\))?(?= [A-Za-z'\"])")
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_WIDE = 100
_FEW = 4
_SHORT_HEADING = 60
_LEADING, _LISTED_WAY, _BRACKETED_WAY = 0, 1, 2
_DIGITS, _LETTERS, _ROMANS = "digits", "letters", "Roman numerals"


class Stretch(NamedTuple):
    """A part of a text as it is compared: its first position, and the one after its last."""

    start: int
    end: int


class Line(Struct, frozen=True):
    """A line that is not empty: its number from 0, where it starts and ends as it is compared, how far it is from the
    margin, whether it begins a paragraph, and whether with a bullet."""

    number: int
    at: Stretch
    indent: int
    begins: bool
    bullet: bool
    words: str


class _Mark(Struct, frozen=True):
    """A number in front of a part. A path of several parts, such as 5.1, has several names."""

    at: int
    indent: int
    names: tuple[str, ...]
    where: int
    capital: bool = False

    @property
    def leading(self) -> bool:
        """Whether it begins a line."""
        return self.where == _LEADING


class Layout(Struct, frozen=True):
    """The lines and the marks of a text, each in order, and where the text ends."""

    lines: tuple[Line, ...]
    marks: tuple[_Mark, ...]
    end: int

    def inside(self, place: Stretch) -> list[Line]:
        """The lines of a stretch, without the one that it begins in the midst or at the mark of."""
        return [line for line in self.lines if place.start < line.at.start < place.end]


def layout(text: QuotableText) -> Layout:
    """Read the lines and marks of a text."""
    lines = tuple(_lines(text))
    marks = [mark for line in lines if (mark := _leading(line)) is not None]
    leading = {(mark.at, mark.names) for mark in marks}
    for within, pattern in ((_LISTED_WAY, _LISTED), (_BRACKETED_WAY, _BRACKETED)):
        for found in pattern.finditer(text.plain):
            names = tuple(part for group in found.groups() if group for part in group.split("."))
            if not any((at, names) in leading for at in range(found.start() - 4, found.start() + 1)):
                marks.append(_Mark(found.start(), 0, names, within))
    starts = {line.at.start for line in lines}
    for found in (found for found in _RUN_IN.finditer(text.plain) if found.start() not in starts):
        line = next(line for line in reversed(lines) if line.at.start <= found.start())
        marks.append(_Mark(found.start(), line.indent, (found[1],), _LEADING))
    return Layout(lines, tuple(sorted(marks, key=lambda mark: mark.at)), len(text.plain))


def _lines(text: QuotableText) -> Iterator[Line]:
    raw = text.text.split("\n")
    long = sum(len(words) > _WIDE for words in raw)
    wrapped = _FEW * long < sum(bool(words.strip()) for words in raw)
    before: str | None = None
    for number, words in enumerate(raw):
        if not words.strip():
            before = None
            continue
        start = text.starts[number]
        end = text.starts[number + 1] if number + 1 < len(raw) else len(text.plain)
        bullet = _BULLET.match(words) is not None
        wide = words.expandtabs()
        indent = len(wide) - len(wide.lstrip())
        apart = before is None or not wrapped or len(before) > 2 * _WIDE or _indent(before) != indent
        begins = apart or bullet or any(p.match(words) for p in (_PATH, _NAMED, _SIMPLE))
        yield Line(number, Stretch(start, end), indent, begins, bullet, words)
        before = words


def _indent(words: str) -> int:
    wide = words.expandtabs()
    return len(wide) - len(wide.lstrip())


def _leading(line: Line) -> _Mark | None:
    if found := _PATH.match(line.words):
        return _Mark(line.at.start, line.indent, tuple(found[1].split(".")), _LEADING)
    found = _NAMED.match(line.words) or _SIMPLE.match(line.words)
    if found is None:
        return None
    return _Mark(line.at.start, line.indent, (found[1].lower(),), _LEADING, found[1].isupper())


def _ordinals(name: str) -> dict[str, int]:
    """What number a name is, in each way of numbering that has it."""
    name = name.lower()
    if name.isdigit():
        return {_DIGITS: int(name)}
    found: dict[str, int] = {}
    if len(name) == 1 and name.isascii() and name.isalpha():
        found[_LETTERS] = ord(name) - ord("a") + 1
    roman = _ROMAN.fullmatch(name)
    if roman and name:
        tens, ones = roman.groups()
        found[_ROMANS] = 10 * len(tens) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"].index(ones)
    return found


def numbered(text: Layout, names: Sequence[str], place: Stretch, above: tuple[str, ...] = ()) -> list[Stretch] | None:
    """The stretches that a number such as 1, b, v may name, within a stretch.

    Args:
        text: the layout of the text.
        names: the parts of the number.
        place: where to look.
        above: the parts of the number that led to the place.

    Returns:
        All that the layout allows, mostly one; none where it has numbers of this kind and not this one, and None where
        it has no numbers to compare with.
    """
    if not names:
        return [place]
    found = _resolved(text, names, place, above)
    if found and len(names) == 1:
        first = {_ROMANS: "i", _LETTERS: "a", _DIGITS: "1"}
        heads = [s for way in _ordinals(names[0]) for s in _resolved(text, (first[way],), place, above) or ()]
        found = sorted({*found, *(lead for head in heads for lead in _leads(text, head))})
    return found


def _leads(text: Layout, first: Stretch) -> list[Stretch]:
    """The words that lead in to a list, such as `You will not:`, which are part of each of its items."""
    before = [line for line in text.lines if line.at.start < first.start]
    if not before or not before[-1].words.rstrip(" \t\r*").endswith(":"):
        return []
    start = next((line.at.start for line in reversed(before) if line.begins), before[0].at.start)
    return [Stretch(start, first.start)]


def _resolved(text: Layout, names: Sequence[str], place: Stretch, above: tuple[str, ...]) -> list[Stretch] | None:
    for length in range(len(names), 0, -1):
        path = (*above, *names[:length])
        starts = _at_path(text, path, place) if len(path) > 1 else []
        found = [s for one in starts for s in numbered(text, names[length:], one, path) or ()]
        if found:
            return found
    inner = _one(text, names[0], place)
    if inner is None:
        return None
    deeper = [numbered(text, names[1:], one, (*above, names[0])) for one in inner]
    if inner and all(found is None for found in deeper):
        return None
    return sorted({stretch for found in deeper for stretch in found or ()})


def _at_path(text: Layout, path: tuple[str, ...], place: Stretch) -> list[Stretch]:
    path = tuple(name.lower() for name in path)
    marks = [mark for mark in text.marks if place.start <= mark.at < place.end and len(mark.names) > 1]
    found = []
    for mark in marks:
        if mark.names == path:
            after = (m.at for m in marks if m.at > mark.at and m.names[: len(path)] != path)
            found.append(Stretch(mark.at, next(after, place.end)))
    return found


def _one(text: Layout, name: str, place: Stretch) -> list[Stretch] | None:
    """The stretches that one part of a number may name."""
    whole = place == Stretch(0, text.end)
    marks = [m for m in text.marks if (whole or place.start < m.at) and m.at < place.end and len(m.names) == 1]
    told = False
    for where in (_LEADING, _LISTED_WAY, _BRACKETED_WAY):
        if where == _BRACKETED_WAY and whole:
            break
        for way, those in _ways(_alike(marks, name), name, where):
            found, is_told = _among(text, those, _ordinals(name)[way], place)
            if found:
                return found
            told = told or is_told
        if told:
            return []
    return _counted(text, marks, name, place, not whole)


def _ways(marks: Sequence[_Mark], name: str, where: int) -> list[tuple[str, list[tuple[int, _Mark]]]]:
    """The ways of numbering that have a name, with their marks, those with the most first. Capitals are one by
    itself."""
    found = [
        (way, _of([mark for mark in marks if mark.capital is capital], way, where))
        for way in sorted(_ordinals(name))
        for capital in (False, True)
    ]
    return sorted(found, key=lambda item: -len(item[1]))


def _alike(marks: Sequence[_Mark], name: str) -> list[_Mark]:
    """The marks in capitals for a name in capitals, if there are any; else all."""
    capital = [mark for mark in marks if mark.capital]
    return capital if name.isupper() and capital else list(marks)


def _of(marks: Sequence[_Mark], way: str, where: int) -> list[tuple[int, _Mark]]:
    """The marks that are numbers in a way of numbering. `i`, `v` and `x` are letters only after the letter before."""
    found: list[tuple[int, _Mark]] = []
    for mark in marks:
        numbers = _ordinals(mark.names[0])
        if mark.where != where or way not in numbers:
            continue
        doubtful = way == _LETTERS and _ROMANS in numbers
        if not doubtful or any(number == numbers[way] - 1 for number, _ in found):
            found.append((numbers[way], mark))
    return found


def _among(text: Layout, marks: Sequence[tuple[int, _Mark]], wanted: int, place: Stretch) -> tuple[list[Stretch], bool]:
    """The stretches with a number among marks of one way of numbering, and whether these marks tell numbers at all."""
    if not marks:
        return [], False
    least = min(mark.indent for _, mark in marks)
    runs = _runs([(number, mark) for number, mark in marks if mark.indent == least])
    if _runs_on(marks, least):
        counted = [mark.at for _, mark in marks if mark.indent == least] + [place.end]
        stretches = [Stretch(a, b) for a, b in pairwise(counted)]
        return stretches[wanted - 1 : wanted], True
    if runs is None and all(a < b for (a, _), (b, _) in pairwise(marks)):
        starts = [mark.at for _, mark in marks] + [place.end]
        found = [Stretch(a, b) for (number, _), (a, b) in zip(marks, pairwise(starts), strict=True) if number == wanted]
        return found or _lenient(text, marks, wanted, place), True
    if runs is None:
        return _lenient(text, marks, wanted, place), len(marks) > 1
    ends = [run[0][1].at for run in runs[1:]] + [place.end]
    for run, end in zip(runs, ends, strict=True):
        starts = [mark.at for _, mark in run] + [end]
        found = [Stretch(a, b) for (number, _), (a, b) in zip(run, pairwise(starts), strict=True) if number == wanted]
        if found:
            return found, True
    return [], len(marks) > 1


def _runs_on(marks: Sequence[tuple[int, _Mark]], least: int) -> bool:
    """Whether the numbers are those of Markdown, which counts for itself: indented, from 1 twice or from later on."""
    numbers = [number for number, mark in marks if mark.indent == least]
    if least == 0 or len(numbers) < 2 or not all(mark.leading for _, mark in marks):
        return False
    rest = numbers[1:] if numbers[0] == numbers[1] == 1 else numbers
    first = 1 if rest is not numbers else numbers[0]
    return (first > 1 or rest is not numbers) and rest == list(range(first, first + len(rest)))


def _runs(marks: Sequence[tuple[int, _Mark]]) -> list[list[tuple[int, _Mark]]] | None:
    """The marks as runs without a gap, each from 1 or from 0 on; None where they are no such runs."""
    runs: list[list[tuple[int, _Mark]]] = []
    for number, mark in marks:
        if runs and number == runs[-1][-1][0] + 1:
            runs[-1].append((number, mark))
        elif number in (0, 1):
            runs.append([(number, mark)])
        else:
            return None
    return runs


def _lenient(text: Layout, marks: Sequence[tuple[int, _Mark]], wanted: int, place: Stretch) -> list[Stretch]:
    """Where numbers are told twice, or some are lost: whatever follows the number before and ends at the next."""
    found = []
    for at, (number, mark) in enumerate(marks):
        before = [n for n, _ in marks[:at]]
        listed = mark.where == _LISTED_WAY
        if number == wanted and (wanted <= 1 or not before or wanted - 1 in before or listed):
            end = next((m.at for n, m in marks[at + 1 :] if n == wanted + 1), place.end)
            found.append(Stretch(mark.at, end))
    if found:
        return found
    for (low, first), (high, last) in pairwise(marks):
        if low < wanted < high:
            gap = Stretch(first.at, last.at)
            found += [block[wanted - low - 1] for block in _gap(text, gap, high - low - 1)]
    first_number, first_mark = marks[0]
    if not found and 1 <= wanted < first_number:
        gap = Stretch(place.start, first_mark.at)
        found = [block[wanted - 1] for block in _gap(text, gap, first_number - 1)]
        if not found and first_number == 2:
            found = [gap]
    return found


def _counted(text: Layout, marks: Sequence[_Mark], name: str, place: Stretch, deeper: bool) -> list[Stretch] | None:
    """The stretches that are as many-eth as a number says: among marks of another way, bullets or equal lines."""
    wanted = {number for number in _ordinals(name).values() if number > 0}
    if sum(mark.leading for mark in marks) > 1:
        return _among_others(text, marks, wanted, place)
    items = _items(text, place, deeper)
    if not items:
        return None
    return [items[n - 1] for n in sorted(wanted) if n <= len(items)]


def _among_others(text: Layout, marks: Sequence[_Mark], wanted: set[int], place: Stretch) -> list[Stretch] | None:
    """Where another way of numbering is used than the name has: 1.b for 1.2."""
    for way in (_DIGITS, _LETTERS, _ROMANS):
        found = [s for n in sorted(wanted) for s in _among(text, _of(marks, way, _LEADING), n, place)[0]]
        if found:
            return found
    return []


def _items(text: Layout, place: Stretch, deeper: bool) -> list[Stretch]:
    """The items of a list without numbers: bullets, else headings above what is indented, else what is indented, else,
    within a section, its paragraphs."""
    lines = [line for line in text.inside(place) if line.begins]
    bullets = [line for line in lines if line.bullet]
    if bullets:
        least = min(line.indent for line in bullets)
        return _stretches([line for line in bullets if line.indent == least], place.end)
    heads = [a for a, b in pairwise(lines) if a.indent < b.indent]
    margin = min((line.indent for line in heads), default=0)
    heads = [line for line in heads if line.indent == margin and _is_heading(line)]
    if len(heads) > 1:
        return _stretches(heads, place.end)
    base = next((line.indent for line in text.lines if line.at.start == place.start and line.number), 0)
    indented = [line.indent for line in lines if line.indent > base]
    if indented:
        blocks = list(_together(lines, min(indented), place))
        longest = max(blocks, key=len)
        if len(longest) > 1:
            return longest
        return _stretches([line for line in lines if line.indent == min(indented)], place.end)
    leads = [at for at, line in enumerate(lines) if line.words.rstrip().endswith(":")]
    return _stretches(lines[leads[0] + 1 if leads else 0 :], place.end) if deeper else []


def _is_heading(line: Line) -> bool:
    words = line.words.strip()
    return len(words) < _SHORT_HEADING and not words.endswith((":", ";", ","))


def _gap(text: Layout, place: Stretch, count: int) -> list[list[Stretch]]:
    """The lists of so many items that may stand where numbers are lost."""
    lines = [line for line in text.inside(place) if line.begins]
    found = [b for indent in {line.indent for line in lines} for b in _together(lines, indent, place)]
    return [block for block in found if len(block) == count]


def _together(lines: Sequence[Line], indent: int, place: Stretch) -> Iterator[list[Stretch]]:
    block: list[Line] = []
    for line in lines:
        if line.indent == indent:
            block.append(line)
        elif line.indent < indent and block:
            yield _stretches(block, line.at.start)
            block = []
    if block:
        yield _stretches(block, place.end)


def _stretches(lines: Sequence[Line], end: int) -> list[Stretch]:
    return [Stretch(a, b) for a, b in pairwise([*(line.at.start for line in lines), end])]
