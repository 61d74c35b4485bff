"""What an interview asks: questions with their choices, and why they are asked."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

__all__ = ["Choice", "Question", "Sort"]

Sort = Literal["one", "many", "yes or no", "number", "month", "day", "text"]
"""How a question is answered."""


class Choice(Struct, frozen=True):
    """A possible answer: what is answered, what it means, the words that people also have for it, and under which
    heading it stands."""

    value: str
    title: str
    also: tuple[str, ...] = ()
    heading: str = ""


class Question(Struct, frozen=True):
    """A question.

    Attributes:
        key: the key of its answer.
        text: what is asked.
        sort: how it is answered.
        choices: the possible answers, if they can be listed.
        others: how an answer is written that is not among the choices; empty where there is none.
        reason: why it is asked.
        clauses: the clauses that read the answer, by `license.clause`.
    """

    key: str
    text: str
    sort: Sort
    choices: tuple[Choice, ...] = ()
    others: str = ""
    reason: str = ""
    clauses: tuple[str, ...] = ()
