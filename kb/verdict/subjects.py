"""What a question is about: names and conditions as they were typed, held to the declared names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from licet.errors import NameUnknown, PolicyError
from licet.grammar.diagnostics import did_you_mean
from licet.grammar.references import is_reference
from licet.policy.readings import taken_together
from licet.policy.references import no_such_reference, resolved
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import Signature, Vocabulary
from licet.verdict.verdict import Pin

if TYPE_CHECKING:
    from licet.grammar import tree

__all__ = ["conditions_of", "is_name", "known_readings", "known_use", "no_use"]

_USUAL = ("runs", "makes")
"""What an example says of a thing, if it is declared."""


def is_name(question: str) -> bool:
    """Whether a question is one name, and so is about a use; others are literals."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", question.strip()) is not None or is_reference(question.strip())


def known_use(vocabulary: Vocabulary, use: str) -> None:
    """Require that a use is declared.

    Raises:
        NameUnknown: it is not.
    """
    if not vocabulary.is_use(use):
        raise no_use(vocabulary, use, Suggestions(vocabulary).hint(use, vocabulary.members("use")))


def no_use(vocabulary: Vocabulary, name: str, otherwise: str | None) -> NameUnknown:
    """That a name is no use. Of one that is something else the hint says what, and how to ask about a use of it;
    otherwise it is what is given."""
    called, name = name, vocabulary.declared(name)
    entry = vocabulary.entities.get(name)
    if entry is None:
        otherwise = no_such_reference(vocabulary, name) if is_reference(name) else otherwise
        return NameUnknown("use", name, otherwise)
    verbs = [r.name for r in vocabulary.relations.values() if _is_verb(vocabulary, r, entry.kind)]
    verb = next((v for v in _USUAL if v in verbs), None) or _act(vocabulary, entry.kind)
    ask = f', and a use of it is described by its lines: `ask "by …; on …; {verb} {name}"`' if verb else ""
    kind = f"{'an' if entry.kind[0] in 'aeio' else 'a'} `{entry.kind}`"
    return NameUnknown("use", called, f"`{name}` is {kind}{ask}")


def _is_verb(vocabulary: Vocabulary, relation: Signature, kind: str) -> bool:
    """Whether it says what a use does with a thing of that kind."""
    return len(relation.kinds) == 2 and relation.kinds[0] == "use" and vocabulary.is_a(kind, relation.kinds[1])


def _act(vocabulary: Vocabulary, kind: str) -> str | None:
    """How an act on a thing of that kind is written without a verb; None where none can be done to it."""
    does = vocabulary.relations.get("does")
    action = next(iter(vocabulary.members("action")), None)
    if action is None or does is None or len(does.kinds) != 3 or not vocabulary.is_a(kind, does.kinds[2]):
        return None
    return f"does {action}"


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
    conditions = resolved(conditions, vocabulary)
    findings = [*found, *check_conditions(conditions, vocabulary, ground=ground)]
    if any(d.is_error for d in findings):
        raise PolicyError(findings)
    return conditions
