"""Answers that were found before, so that a question which is asked again costs a look.

Each is filed under what was supposed when it was asked: the facts stated and withdrawn since, layer by layer. They
belong to one program with its stated facts; whoever keeps them gives them back to an equal one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from licet.logic.patterns import Pattern
from licet.logic.values import Row

__all__ = ["Found", "KnownAnswers", "Question", "Supposed"]

Question = tuple[str, Pattern]
"""A relation, and a row of it with None for what was to be found."""

Found = Mapping[Question, tuple[Row, ...]]
"""The rows that answer questions."""

_Facts = tuple[tuple[str, Row], ...]
Supposed = tuple[tuple[_Facts, _Facts], ...]
"""Facts stated and withdrawn, in order."""

_MOST_NEW = 10_000
_MOST_ROWS = 100


class KnownAnswers:
    """The answers, by what was supposed. `earlier` has those that were kept before.

    Only so many are noted, each of no more than so many rows, so that one question with many worlds does not put out
    all others.
    """

    def __init__(self, earlier: Callable[[Supposed], Found] = lambda _: {}) -> None:
        self._earlier = earlier
        self._answers: dict[Supposed, dict[Question, tuple[Row, ...]]] = {}
        self._grown: dict[Supposed, None] = {}
        self._noted = 0

    @property
    def grown(self) -> Mapping[Supposed, Found]:
        """All answers of what was supposed for which there are new ones; what was asked last stands last."""
        return {supposed: self._answers[supposed] for supposed in self._grown}

    def find(self, supposed: Supposed, question: Question) -> tuple[Row, ...] | None:
        """The rows that answer a question, if they are known."""
        found = self._answers.get(supposed)
        if found is None and self._noted < _MOST_NEW:
            found = self._answers[supposed] = dict(self._earlier(supposed))
        return None if found is None else found.get(question)

    def note(self, supposed: Supposed, question: Question, rows: tuple[Row, ...]) -> None:
        """Remember the rows that answer a question, after it was not found."""
        if self._noted < _MOST_NEW and len(rows) <= _MOST_ROWS:
            self._answers.setdefault(supposed, {})[question] = rows
            self._grown.pop(supposed, None)
            self._grown[supposed] = None
            self._noted += 1
