"""Where in a text a locator points: `1.b.v`, `Section 13`, `III`, `Attachment A (c)`, `paragraph 2`, `Notices`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from msgspec import Struct

from licet.checks.numbering import Layout, Line, Stretch, numbered

__all__ = ["Missing", "places"]

_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_GENERIC = frozenset({"section", "sections", "sec", "article", "articles", "clause", "clauses", "art"})
_PARTS = frozenset({"attachment", "exhibit", "appendix", "annex", "schedule"})
_IDLE = frozenset(
    {"a", "an", "and", "at", "but", "by", "clause", "first", "for", "in", "its", "last", "of", "on", "one", "opening"}
    | {"or", "our", "paragraph", "second", "sentence", "the", "third", "to", "with", "words"}
)
_SAME = {"acceptance": ("accept", "agree"), "train": ("train",), "training": ("train",)}
_BEFORE = frozenset({"preamble", "introduction", "recitals", "opening"})
_COUNT = {"first": 0, "second": 1, "third": 2, "last": -1}
_ROMAN = re.compile(r"[ivxl]+", re.IGNORECASE)
_MEANS = re.compile(r"[\"'”*]\s*(?:\([^)]*\)\s*|or [^.]{0,60})?(?:means?|shall mean|refers? to|:)", re.IGNORECASE)
_STEM = 6
_SHORT = 120
_FEW_WORDS = 5


class Missing(Enum):
    """Why a locator points nowhere: its number is not in the text, its words are not, or the text tells no numbers."""

    NUMBER = "number"
    WORDS = "words"
    UNTOLD = "untold"


class _Step(Struct, frozen=True):
    """Words of a locator and the number after them, either of them empty at times."""

    words: tuple[str, ...]
    number: tuple[str, ...]


def places(text: Layout, locator: str) -> list[Stretch] | Missing:
    """The stretches of a text that a locator may name.

    Args:
        text: the layout of the text.
        locator: the locator. After a comma it may narrow itself (`4, last paragraph`) or name another place
            (`1, 5(a)`).
    """
    if len(text.lines) == 1:
        return [_whole(text)]
    found = _read(text, locator)
    if isinstance(found, Missing) and len(locator) > 2:
        spoken = [p for p in _paragraphs(text, _whole(text)) if _spoken(text, p, locator)]
        return spoken or found
    return found


def _spoken(text: Layout, paragraph: Stretch, locator: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(locator)}(?!\w)", _words(text, paragraph)) is not None


def _words(text: Layout, place: Stretch) -> str:
    return " ".join(line.words for line in text.lines if place.start <= line.at.start < place.end)


def _read(text: Layout, locator: str) -> list[Stretch] | Missing:
    found: list[Stretch] = []
    missing: Missing | None = None
    for piece in (piece for piece in locator.split(",") if piece.strip()):
        steps = [_step(part) for part in piece.split(": ")]
        further = bool(found) and not steps[0].words
        base = [_whole(text)] if not found or further else found
        inner = _narrowed(text, piece, base) if found and not further else None
        result = inner if inner is not None else _along(text, steps, base)
        if isinstance(result, Missing):
            missing = result
        elif further:
            found = found + result
        else:
            found = result
        if missing is not None and not further:
            return missing
    return found or missing or Missing.WORDS


def _whole(text: Layout) -> Stretch:
    return Stretch(0, text.end)


def _step(piece: str) -> _Step:
    """Read `Attachment A (c)` as words and a number."""
    words: list[str] = []
    number: list[str] = []
    for found in _TOKEN.finditer(piece.replace("§", " ").replace("$", " ")):
        token = found[0]
        before = piece[found.start() - 1 : found.start()]
        if not number and words and words[-1] in _PARTS and len(token) == 1 and token.isalpha() and before != "(":
            words.append(token.lower())
        elif _is_number(token, bool(number), before, piece[found.end() : found.end() + 1], bool(words)):
            number.append(token)
        elif token.lower() not in _GENERIC or words:
            words.append(token if token.isupper() and 2 < len(token) < 6 else token.lower())
    if words == ["paragraph"] and number:
        return _Step(("paragraph",), tuple(number))
    if not words and len(number) > 1 and number[0].isalpha() and piece.strip()[0].isupper() and not _is_roman(piece):
        return _Step(("attachment", number[0].lower()), tuple(number[1:]))
    return _Step(tuple(words), tuple(number))


def _is_roman(piece: str) -> bool:
    return _ROMAN.fullmatch(_TOKEN.findall(piece)[0]) is not None


def _is_number(token: str, inside: bool, before: str, after: str, worded: bool) -> bool:
    if token.isdigit():
        return len(token) <= 2
    if len(token) > 1 and not _ROMAN.fullmatch(token):
        return False
    if inside or before == "(" or (len(token) == 1 and after in (".", "(")):
        return True
    return not worded and token.isupper() and _ROMAN.fullmatch(token) is not None


def _along(text: Layout, steps: Sequence[_Step], base: Sequence[Stretch]) -> list[Stretch] | Missing:
    found = list(base)
    for step in steps:
        if step.words == ("paragraph",):
            result = _paragraph(text, step.number, found)
        elif step.words:
            result = _worded(text, step, found)
        else:
            result = _numbered(text, step.number, found)
        if isinstance(result, Missing):
            return result
        found = result
    return found


def _numbered(text: Layout, number: tuple[str, ...], base: Sequence[Stretch]) -> list[Stretch] | Missing:
    results = [numbered(text, number, place) for place in base]
    found = sorted({stretch for result in results for stretch in result or ()})
    if found:
        return found
    return Missing.UNTOLD if all(result is None for result in results) else Missing.NUMBER


def _paragraph(text: Layout, number: tuple[str, ...], base: Sequence[Stretch]) -> list[Stretch] | Missing:
    """`paragraph 5` is section 5 where lines have numbers; else the fifth paragraph below the title."""
    if any(mark.leading and mark.names[0].isdigit() for mark in text.marks):
        return _numbered(text, number, base)
    paragraphs = _paragraphs(text, base[0])
    if paragraphs and _is_title(text, paragraphs[0]):
        del paragraphs[0]
    wanted = int(number[0]) if number[0].isdigit() else 0
    return [paragraphs[wanted - 1]] if 1 <= wanted <= len(paragraphs) else Missing.NUMBER


def _paragraphs(text: Layout, place: Stretch) -> list[Stretch]:
    starts = [line.at.start for line in text.lines if line.begins and place.start <= line.at.start < place.end]
    if not starts or starts[0] > place.start:
        starts.insert(0, place.start)
    return [Stretch(a, b) for a, b in pairwise([*starts, place.end])]


def _is_title(text: Layout, paragraph: Stretch) -> bool:
    lines = [line for line in text.lines if paragraph.start <= line.at.start < paragraph.end]
    return len(lines) == 1 and _is_short(lines[0])


def _is_short(line: Line) -> bool:
    words = line.words.strip()
    ends = words.endswith((";", ",")) or (words.endswith(".") and len(words.split()) > _FEW_WORDS)
    return len(words) < _SHORT and not ends


def _narrowed(text: Layout, piece: str, base: Sequence[Stretch]) -> list[Stretch] | None:
    """`last paragraph` and its like within places; a sentence is not looked for, so that its place stays."""
    words = [token.lower() for token in _TOKEN.findall(piece)]
    at = next((_COUNT[word] for word in words if word in _COUNT), None)
    if at is not None and words[-2:] == ["but", "one"]:
        at -= 1
    if at is not None and "paragraph" in words:
        pieces = [_paragraphs(text, place) for place in base]
        return [inner[at] for inner in pieces if -len(inner) <= at < len(inner)]
    return list(base) if all(word in _IDLE for word in words) else None


def _worded(text: Layout, step: _Step, base: Sequence[Stretch]) -> list[Stretch] | Missing:
    """The parts under headings that have the words, and the paragraphs that do. With a number only the former."""
    wanted = tuple(word for word in step.words if word not in _IDLE and word not in {"definition", "definitions"})
    part = step.words[0] in _PARTS
    if part:
        wanted = step.words
    headed = [under for place in base for under in _headed(text, wanted, place)] if wanted else []
    if step.number:
        return _numbered_under(text, step, wanted, headed, base)
    if part or _is_short_for(wanted):
        headed = [Stretch(place.start, base[-1].end) for place in headed]
    paragraphs = () if part else (p for place in base for p in _paragraphs(text, place))
    found = headed + [p for p in paragraphs if _says(text, p, step.words, wanted)]
    marks = [mark.at for mark in text.marks if mark.leading]
    if _BEFORE & set(step.words):
        found.append(Stretch(0, marks[0] if marks else text.end))
    elif not wanted and not found and "paragraph" in step.words:
        return _narrowed(text, " ".join(step.words), base) or Missing.WORDS
    elif not wanted and not found:
        return list(base)
    return sorted(set(found)) or Missing.WORDS


def _is_short_for(wanted: Sequence[str]) -> bool:
    """Whether the words are the initials of a heading, such as AUP."""
    return len(wanted) == 1 and wanted[0].isupper()


def _numbered_under(
    text: Layout, step: _Step, wanted: Sequence[str], headed: Sequence[Stretch], base: Sequence[Stretch]
) -> list[Stretch] | Missing:
    """A number under headings: above the next heading, or where it is not there, above the end; or in a paragraph that
    starts with the words."""
    number = step.number
    if not headed and step.words[0] in _PARTS and len(step.words) == 2:
        sign = f"{step.words[1]}.{number[0]}".upper()
        headed = [Stretch(line.at.start, text.end) for line in text.lines if _ends_with(line, sign)]
        if headed:
            number = number[1:]
    if not headed and wanted:
        headed = [p for place in base for p in _paragraphs(text, place) if _has(_words(text, p)[:_SHORT], wanted)]
    if not headed:
        return Missing.WORDS if step.words[0] in _PARTS or len(step.words) > 1 else _numbered(text, number, base)
    near = _numbered(text, number, headed)
    if not isinstance(near, Missing) and not _is_short_for(wanted):
        return near
    far = _numbered(text, number, [Stretch(place.start, base[-1].end) for place in headed])
    return near if far is Missing.UNTOLD else far


def _ends_with(line: Line, sign: str) -> bool:
    return line.begins and _is_short(line) and line.words.rstrip().endswith(f" {sign}")


def _says(text: Layout, paragraph: Stretch, words: Sequence[str], wanted: Sequence[str]) -> bool:
    said = _words(text, paragraph)
    if {"definition", "definitions"} & set(words):
        return _MEANS.search(said) is not None and _has(said, wanted)
    return bool(wanted) and _has(said, wanted)


def _has(said: str, wanted: Sequence[str]) -> bool:
    tokens = [token.lower() for token in _TOKEN.findall(said)]
    for word in map(str.lower, wanted):
        stems = _SAME.get(word, (word.rstrip("s")[:_STEM],))
        if not any(token == word or (len(stem) > 3 and token.startswith(stem)) for token in tokens for stem in stems):
            return False
    return True


def _headed(text: Layout, wanted: Sequence[str], place: Stretch) -> list[Stretch]:
    """What stands under each heading with the words, down to the next heading that is like it."""
    lines = [line for line in text.lines if line.begins and place.start <= line.at.start < place.end]
    found = []
    for at, line in enumerate(lines):
        following = next((other for other in text.lines if other.number > line.number), None)
        short = _is_short(line) and (following is None or following.begins)
        if not (_leads(line, wanted) or (short and _heads(line, wanted))):
            continue
        end = next((later.at.start for later in lines[at + 1 :] if _ends(line, later, short)), place.end)
        found.append(Stretch(line.at.start, end))
    return found


def _ends(line: Line, later: Line, short: bool) -> bool:
    """Whether what stands under a heading ends at a later line."""
    sharps = _sharps(line)
    return 0 < _sharps(later) <= sharps if sharps else later.indent <= line.indent and _alike(line, later, short)


def _alike(line: Line, later: Line, short: bool) -> bool:
    """Whether a later line may be a heading of the same kind."""
    if line.bullet or not short:
        return later.bullet is line.bullet
    leads_in = later.words.rstrip().endswith(":") and not line.words.rstrip().endswith(":")
    return _is_short(later) and not later.bullet and not leads_in and _cased(later) is _cased(line)


def _cased(line: Line) -> bool:
    return line.words.isupper()


def _sharps(line: Line) -> int:
    words = line.words.strip()
    return len(words) - len(words.lstrip("#"))


def _leads(line: Line, wanted: Sequence[str]) -> bool:
    """Whether a line starts with the words, as in `Termination. You may stop …`."""
    start = re.split(r"[.:](?:\s|$)", line.words.strip().lstrip("#*-•· \t"), maxsplit=1)[0]
    return len(start) < _SHORT and _heads_words(start, wanted)


def _heads(line: Line, wanted: Sequence[str]) -> bool:
    return _heads_words(line.words, wanted)


def _heads_words(words: str, wanted: Sequence[str]) -> bool:
    tokens = [token.lower() for token in _TOKEN.findall(words)]
    if len(wanted) == 2 and wanted[0] in _PARTS:
        return tokens[:2] == list(wanted)
    initials = "".join(token[0] for token in tokens)
    if _is_short_for(wanted) and wanted[0].lower().removesuffix("p") in initials:
        return True
    return _has(words, wanted)
