"""Source text and places in it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import force_setattr

__all__ = ["Placed", "SourceFile", "Span"]


class Span(Struct, frozen=True, order=True, array_like=True):
    """A stretch of one file. Lines and columns count from 1; the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other` (same file)."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)


class Placed(Struct, frozen=True, array_like=True, eq=False):
    """A value that says where it is from. Two are equal when they say the same, wherever and however it is written."""

    _aside: ClassVar[frozenset[str]] = frozenset()
    """The fields that do not count."""

    def _said(self) -> list[object]:
        return [getattr(self, name) for name in self.__struct_fields__ if name not in self._aside]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Placed) and type(self) is type(other) and self._said() == other._said()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), *self._said()))


class SourceFile(Struct, frozen=True):
    """A named text. `name` is how diagnostics and proofs show it, a path with forward slashes."""

    name: str
    text: str
    _starts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        ends = accumulate(len(line) + 1 for line in self.text.split("\n"))
        force_setattr(self, "_starts", (0, *ends)[:-1])

    @property
    def line_count(self) -> int:
        """How many lines there are; after a line end at the end of the text there is an empty one."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end; empty past the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        """The span between two character offsets."""
        first = bisect_right(self._starts, start)
        last = bisect_right(self._starts, end)
        return Span(
            self.name,
            first,
            start - self._starts[first - 1] + 1,
            last,
            end - self._starts[last - 1] + 1,
        )

    def offsets(self, span: Span) -> tuple[int, int]:
        """The two character offsets between which a span lies: the reverse of `span`."""
        return (
            self._starts[span.line - 1] + span.column - 1,
            self._starts[span.end_line - 1] + span.end_column - 1,
        )
