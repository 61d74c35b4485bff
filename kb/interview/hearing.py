"""What somebody types in an interview: an answer in numbers, names or everyday words, or a word that steers it."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from licet.errors import BadAnswer
from licet.interview.answers import SKIPPED
from licet.interview.asking import Asking
from licet.interview.questions import Choice, Question
from licet.interview.steps import Step, back, step

__all__ = ["STEERING", "Heard", "answer_in", "hear", "matching"]

Wish = Literal["next", "why", "review", "help", "stop", "find"]

STEERING = {
    "back": "take the last answer back",
    "skip": "I do not know",
    "none": "none of them",
    "why": "why are you asking?",
    "review": "what was answered so far",
    "? WORD": "the choices that have that word",
    "stop": "end here",
}
"""The words that steer an interview, and what they mean."""

_NONE = frozenset({"none", "nothing", "nobody", "no one", "-"})
_SKIP = frozenset({"skip", "unknown", "don't know", "dont know", "i don't know"})
_PARTS = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^,;"])+)')


class Heard(Struct, frozen=True):
    """Where the interview is after what was typed, and what is wished: to go on, or to be told something. `word` is
    what is to be found among the choices."""

    at: Step
    wish: Wish = "next"
    word: str = ""


def hear(asking: Asking, at: Step, text: str, title: str | None = None) -> Heard:
    """Take in what was typed at the question of a step.

    Raises:
        BadAnswer: it is no answer to it.
    """
    question = at.question
    assert question is not None
    said = " ".join(text.split())
    word = said.casefold()
    match word:
        case "why" | "review" | "help" | "stop":
            return Heard(at, word)
        case "":
            return Heard(at, "help")
        case "back":
            return Heard(step(asking, back(at.answers), title))
    if said.startswith("?"):
        return Heard(at, "find", said[1:].strip())
    answer = SKIPPED if word in _SKIP else answer_in(question, said)
    return Heard(step(asking, {**at.answers, question.key: answer}, title))


def answer_in(question: Question, text: str) -> tuple[str, ...]:
    """The answer that a text gives to a question. What is not understood is handed on as it is.

    Raises:
        BadAnswer: it is a number that no choice has.
    """
    word = text.casefold()
    match question.sort:
        case "yes or no":
            return ({"y": "yes", "n": "no"}.get(word, word),)
        case "many" | "one" if question.choices:
            if question.sort == "many" and word in _NONE:
                return ()
            parts = [part.strip() for part in _PARTS.findall(text) if part.strip()]
            return tuple(dict.fromkeys(_chosen(question, part) for part in parts))
        case "many":
            if word in _NONE:
                return ()
            return tuple(part.strip() for part in text.split(";") if part.strip())
    return (text,)


def _chosen(question: Question, text: str) -> str:
    """The choice that a text is the number, the name, the title or another word of, and what follows it."""
    first, _, rest = text.partition(" ")
    if first.isascii() and first.isdecimal():
        number = int(first) if len(first) < 6 else 0
        if not 1 <= number <= len(question.choices):
            raise BadAnswer(question.key, f"there is no choice {first}", f"they go from 1 to {len(question.choices)}")
        return f"{question.choices[number - 1].value} {rest}".strip()
    names = {choice.value for choice in question.choices}
    if text in names or first in names or first == "another":
        return text
    called = [c.value for c in question.choices if text.casefold() in _words_for(c)]
    return called[0] if len(called) == 1 else text


def _words_for(choice: Choice) -> set[str]:
    return {choice.value.casefold(), choice.title.casefold(), *(word.casefold() for word in choice.also)}


def matching(question: Question, word: str) -> tuple[tuple[int, Choice], ...]:
    """The choices that have a word in their name, title or other words, with their numbers from 1."""
    sought = word.casefold()
    numbered = enumerate(question.choices, start=1)
    return tuple((n, c) for n, c in numbered if any(sought in text for text in _words_for(c)))
