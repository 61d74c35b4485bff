"""What a question is about: names and conditions as they were typed, held to the declared names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from licet.errors import NameUnknown, PolicyError
from licet.grammar.diagnostics import did_you_mean
from licet.policy.readings import taken_together
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import Vocabulary
from licet.verdict.verdict import Pin

if TYPE_CHECKING:
    from licet.grammar import tree

__all__ = ["conditions_of", "is_name", "known_readings", "known_use"]


def is_name(question: str) -> bool:
    """Whether a question is one name, and so is about a use; others are literals."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", question.strip()) is not None


def known_use(vocabulary: Vocabulary, use: str) -> None:
    """Require that a use is declared.

    Raises:
        NameUnknown: it is not.
    """
    if not vocabulary.is_use(use):
        raise NameUnknown("use", use, Suggestions(vocabulary).hint(use, vocabulary.members("use")))


def known_readings(vocabulary: Vocabulary, readings: Iterable[Pin]) -> tuple[Pin, ...]:
    """The readings, each of which must be one of a contested term, and one world have them all.

    Raises:
        NameUnknown: no term is called so, or the term has no such reading.
        TwoReadings: two of them are of one term.
    """
    pins = taken_together(readings)
    for pin in pins:
        term = vocabulary.terms.get(pin.term)
        if term is None:
            raise NameUnknown("term", pin.term, Suggestions(vocabulary).hint(pin.term, vocabulary.terms))
        if term.reading(pin.reading) is None:
            names = [r.name for r in term.term.readings]
            raise NameUnknown(f"reading of `{pin.term}`", pin.reading, did_you_mean(pin.reading, names))
    return pins


def conditions_of(vocabulary: Vocabulary, text: str, *, ground: bool) -> tuple[tree.Condition, ...]:
    """Literals joined by `and`, checked; without variables if `ground`.

    Raises:
        PolicyError: the text does not parse or does not fit the vocabulary.
    """
    from licet.checks.examine import check_conditions
    from licet.grammar.parser import parse_conjunction

    conditions, found = parse_conjunction(text)
    if conditions is None or any(d.is_error for d in found):
        raise PolicyError(found)
    findings = [*found, *check_conditions(conditions, vocabulary, ground=ground)]
    if any(d.is_error for d in findings):
        raise PolicyError(findings)
    return conditions
