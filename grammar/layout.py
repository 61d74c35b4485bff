"""Formatted rows, comments and blank lines, put together in the order of the source."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from licet.grammar.tree import Comment

__all__ = ["Block", "Row", "lay_out"]

_INDENT = 2


class Row(Struct, frozen=True):
    """One line of a statement, or several that one long string fills, and the source lines that it comes from
    (0 when nobody knows)."""

    indent: int
    texts: tuple[str, ...]
    first: int = 0
    last: int = 0


class Block(Struct, frozen=True):
    """A statement: what it is called and its rows, the header first."""

    name: str
    rows: tuple[Row, ...]


class _Line(Struct):
    """Lines on their way out, with the source lines they stand for, and whether a blank line comes before them."""

    texts: list[str]
    first: int
    last: int
    blank: bool = False


class _Attached(Struct):
    """Which comments go where: above a row, into the end of the block before a row, and at the end of a line."""

    above: dict[int, list[Comment]]
    closing: dict[int, list[Comment]]
    trailing: dict[tuple[int, int], str]


def lay_out(blocks: Sequence[Block], comments: Iterable[Comment]) -> str:
    """The text of a file.

    Own-line comments stay above what they stood above, or at the end of the block they are indented into; a comment
    at the end of a line stays there, except inside a string that is broken anew, where it moves above the string.
    Single blank lines are kept, more become one, and a statement of several lines has blank lines around it.
    """
    rows = [row for block in blocks for row in block.rows]
    headers, at = set[int](), 0
    for block in blocks:
        headers.add(at)
        at += len(block.rows)
    headers.add(at)
    attached = _attach(rows, headers, comments)
    out: list[_Line] = []
    at, tall_before = 0, False
    for position, block in enumerate(blocks):
        lead = [_own(comment, 0) for comment in attached.above.get(at, ())]
        body = [_row(rows[at], at, attached)]
        for number in range(at + 1, at + len(block.rows)):
            indent = rows[number].indent
            body += [_own(comment, indent) for comment in attached.above.get(number, ())]
            body.append(_row(rows[number], number, attached))
        at += len(block.rows)
        body += [_own(comment, _INDENT) for comment in attached.closing.get(at, ())]
        tall = sum(len(line.texts) for line in body) > 1
        apart = tall or tall_before or (not body[0].first and blocks[position - 1].name != block.name)
        region = [*lead, body[0]]
        _keep_blanks(out[-1:] + region)
        _keep_blanks(body[1:])
        if position and apart and not any(line.blank for line in region):
            region[0].blank = True
        out += lead + body
        tall_before = tall
    rest = [_own(comment, 0) for comment in attached.above.get(at, ())]
    _keep_blanks(out[-1:] + rest)
    out += rest
    return "".join("\n" * line.blank + "".join(f"{text}\n" for text in line.texts) for line in out)


def _attach(rows: Sequence[Row], headers: set[int], comments: Iterable[Comment]) -> _Attached:
    lasts, last = [], 0
    for row in rows:
        last = max(last, row.last)
        lasts.append(last)
    attached = _Attached(defaultdict(list), defaultdict(list), {})
    for comment in comments:
        line = comment.span.line
        number = bisect_left(lasts, line)
        inside = number < len(rows) and rows[number].first <= line
        if inside and not comment.own_line:
            row = rows[number]
            index = line - row.first if row.last - row.first + 1 == len(row.texts) else len(row.texts) - 1
            if line == row.last or row.last - row.first + 1 == len(row.texts):
                attached.trailing[number, index] = comment.text
                continue
        closes = number in headers and number > 0 and not inside and comment.span.column > 1
        if closes and not attached.above.get(number):
            attached.closing[number].append(comment)
        else:
            attached.above[number].append(comment)
    return attached


def _own(comment: Comment, indent: int) -> _Line:
    return _Line([" " * indent + comment.text], comment.span.line, comment.span.line)


def _row(row: Row, number: int, attached: _Attached) -> _Line:
    texts = []
    for index, text in enumerate(row.texts):
        comment = attached.trailing.get((number, index))
        texts.append(" " * row.indent + text + (f"  {comment}" if comment else ""))
    return _Line(texts, row.first, row.last)


def _keep_blanks(lines: Sequence[_Line]) -> None:
    """Mark the lines that have blank lines before them in the source."""
    for before, line in pairwise(lines):
        line.blank = bool(before.last and line.first) and line.first - before.last > 1
