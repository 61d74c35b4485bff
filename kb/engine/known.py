"""Answers that were found before, so that a question which is asked again costs a look.

Each is filed under what was supposed when it was asked: the facts stated and withdrawn since, layer by layer. They
belong to one program with its stated facts; whoever keeps them gives them back to an equal one.
"""

from __future__ import annotations

from collections.abc import Mapping

from licet.logic.patterns import Pattern
from licet.logic.values import Row

__all__ = ["KnownAnswers", "Question", "Supposed"]

Question = tuple[str, Pattern]
"""A relation, and a row of it with None for what was to be found."""

_Facts = tuple[tuple[str, Row], ...]
Supposed = tuple[tuple[_Facts, _Facts], ...]
"""Facts stated and withdrawn, in order."""

_MOST = 20_000
_MOST_ROWS = 100


class KnownAnswers:
    """The answers, in the order in which they were found. There are no more than so many, each of no more than so many
    rows; the others are found anew whenever they are asked for."""

    def __init__(self, answers: Mapping[Supposed, Mapping[Question, tuple[Row, ...]]] | None = None) -> None:
        self._answers = {supposed: dict(found) for supposed, found in (answers or {}).items()}
        self._count = self._given = sum(map(len, self._answers.values()))

    @property
    def answers(self) -> Mapping[Supposed, Mapping[Question, tuple[Row, ...]]]:
        """All of them."""
        return self._answers

    @property
    def has_grown(self) -> bool:
        """Whether there are others than those given."""
        return self._count > self._given

    def find(self, supposed: Supposed, question: Question) -> tuple[Row, ...] | None:
        """The rows that answer a question, if they are known."""
        found = self._answers.get(supposed)
        return None if found is None else found.get(question)

    def note(self, supposed: Supposed, question: Question, rows: tuple[Row, ...]) -> None:
        """Remember the rows that answer a question."""
        if self._count < _MOST and len(rows) <= _MOST_ROWS:
            self._answers.setdefault(supposed, {})[question] = rows
            self._count += 1
