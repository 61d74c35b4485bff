"""Answers as values: texts by the key of their question, which a file or an address can hold.

An answer is a tuple of texts: one for a plain question, any number where several may be named, and `("unknown",)` for
"don't know". The order of the keys is the order in which the questions were answered.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from licet.errors import BadAnswer
from licet.wire.decoding import KeyTwice, decoded

__all__ = ["SKIPPED", "Answers", "answers_from", "in_address", "in_toml", "of_address", "read_answers"]

Answers = Mapping[str, tuple[str, ...]]
"""What was answered, by the key of its question."""

SKIPPED = ("unknown",)
"""The answer of who does not know."""

_LONGEST = 2_000
_MOST = 500


def answers_from(data: object) -> Answers:
    """Answers from what JSON or TOML holds: a table of texts, numbers, days, yes or no, or lists of them.

    Raises:
        BadAnswer: it is something else.
    """
    if not isinstance(data, Mapping):
        raise BadAnswer("", "answers are a table: each question's key and its answer", '`{"by": "acme"}`')
    if len(data) > _MOST:
        raise BadAnswer("", f"{len(data)} answers are more than the {_MOST} that an interview can have")
    return {str(key): tuple(_texts(str(key), value)) for key, value in data.items()}


def _texts(key: str, value: object) -> Iterable[str]:
    for item in value if isinstance(value, list) else [value]:
        text = "yes" if item is True else "no" if item is False else item
        if isinstance(text, (int, float, date)) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            kind = "a table" if isinstance(item, Mapping) else "a list in a list" if isinstance(item, list) else "null"
            raise BadAnswer(key, f"the answer to `{key}` is {kind}", "an answer is a text, a number, a day, yes or no")
        if len(text) > _LONGEST:
            raise BadAnswer(key, f"the answer to `{key}` is longer than {_LONGEST} characters")
        yield text


def read_answers(path: Path) -> Answers:
    """The answers that a JSON or TOML file holds.

    Raises:
        BadAnswer: the file cannot be read, or holds something else.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise BadAnswer("", f"`{path}` cannot be read: {reason}", "answers are kept as JSON or TOML") from None
    try:
        return answers_from(tomllib.loads(text) if path.suffix == ".toml" else decoded(text))
    except KeyTwice as twice:
        hint = "a question has one answer; several things are a list"
        raise BadAnswer(twice.key, f"`{twice.key}` is answered twice", hint) from None
    except (ValueError, RecursionError) as error:
        kind = "TOML" if path.suffix == ".toml" else "JSON"
        hint = 'write `{"by": "acme"}`, or call it `….toml` and write `by = "acme"`'
        raise BadAnswer("", f"`{path}` is no {kind}: {error}", hint) from None


def in_toml(answers: Answers) -> str:
    """The answers as a TOML file, which `read_answers` reads."""
    lines = [f"{json.dumps(key)} = {json.dumps(list(texts), ensure_ascii=False)}" for key, texts in answers.items()]
    return "".join(f"{line}\n" for line in lines)


def in_address(answers: Answers) -> str:
    """The answers as the query of an address: a key for each text; an empty text where nothing was chosen."""
    return urlencode([(key, text) for key, texts in answers.items() for text in texts or ("",)])


def of_address(query: str) -> Answers:
    """The answers that the query of an address holds.

    Raises:
        BadAnswer: it has too many or too long ones.
    """
    found: dict[str, tuple[str, ...]] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST, errors="replace")
    except ValueError:
        raise BadAnswer("", f"the address has more than {_MOST} answers") from None
    for key, text in pairs:
        if len(text) > _LONGEST:
            raise BadAnswer(key, f"the answer to `{key}` is longer than {_LONGEST} characters")
        found[key] = (*found.get(key, ()), *((text,) if text else ()))
    return found
