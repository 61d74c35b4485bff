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
_MOST_NEW = 10_000
_MOST_ROWS = 100


class KnownAnswers:
    """The answers, by what was supposed; what was asked last stands last.

    Only so many are noted, each of no more than so many rows, so that one question with many worlds does not put out
    all others; of those that there are by then, the last are kept.
    """

    def __init__(self, answers: Mapping[Supposed, Mapping[Question, tuple[Row, ...]]] | None = None) -> None:
        self._answers = {supposed: dict(found) for supposed, found in (answers or {}).items()}
        self._noted = 0

    @property
    def answers(self) -> Mapping[Supposed, Mapping[Question, tuple[Row, ...]]]:
        """Those to be kept."""
        kept: list[Supposed] = []
        count = 0
        for supposed, found in reversed(self._answers.items()):
            count += len(found)
            if count > _MOST:
                break
            kept.append(supposed)
        return {supposed: self._answers[supposed] for supposed in reversed(kept)}

    @property
    def has_grown(self) -> bool:
        """Whether there are others than those given."""
        return self._noted > 0

    def find(self, supposed: Supposed, question: Question) -> tuple[Row, ...] | None:
        """The rows that answer a question, if they are known."""
        found = self._answers.get(supposed)
        return None if found is None else found.get(question)

    def note(self, supposed: Supposed, question: Question, rows: tuple[Row, ...]) -> None:
        """Remember the rows that answer a question."""
        if self._noted < _MOST_NEW and len(rows) <= _MOST_ROWS:
            found = self._answers.pop(supposed, {})
            found[question] = rows
            self._answers[supposed] = found
            self._noted += 1
