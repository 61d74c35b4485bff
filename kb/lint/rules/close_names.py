"""L102: two names that one slip of the pen makes of each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from licet.grammar.diagnostics import Diagnostic, Label
from licet.grammar.source import Span
from licet.lint.finding import finding
from licet.lint.subject import Subject

__all__ = ["close_names"]

_SHORTEST = 5
_DIGITS = re.compile(r"\d+")


def close_names(subject: Subject) -> Iterator[Diagnostic]:
    """Names of one sort that differ in one letter, in two letters that changed places, or in underscores: relations and
    terms, kinds, clauses of a license; and names of a kind that have the same title, or none. Numbers tell names apart.
    """
    for sort, places in _sorts(subject):
        for one, other in sorted(_pairs(places)):
            first, second = sorted((one, other), key=lambda name: (places[name], name))
            yield finding(
                "L102",
                f"{sort} `{second}` is spelled almost like `{first}`",
                places[second],
                "rename one of them, so that a slip of the pen is a name that nobody declared",
                (Label(places[first], f"`{first}` is here"),),
            )


def _sorts(subject: Subject) -> Iterator[tuple[str, Mapping[str, Span]]]:
    vocabulary = subject.vocabulary
    yield "relation", {name: signature.span for name, signature in vocabulary.relations.items()}
    yield "kind", {name: entry.span for name, entry in vocabulary.kinds.items() if entry.span is not None}
    clauses: dict[str, dict[str, Span]] = {}
    for entry in subject.clauses:
        clauses.setdefault(entry.license, {})[entry.clause.name] = entry.clause.name_span
    yield from (("clause", places) for places in clauses.values())
    titled: dict[tuple[str, str | None], dict[str, Span]] = {}
    for name, entity in vocabulary.entities.items():
        titled.setdefault((entity.kind, entity.title), {})[name] = entity.span
    yield from ((kind, places) for (kind, _), places in sorted(titled.items(), key=str))


def _pairs(names: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs that are close. Those alone are compared that are one when a letter of each is left out."""
    alike: dict[str, list[str]] = {}
    found: set[tuple[str, str]] = set()
    for name in sorted(names):
        plain = name.replace("_", "")
        for key in dict.fromkeys((plain, *(plain[:i] + plain[i + 1 :] for i in range(len(plain))))):
            found.update((other, name) for other in alike.get(key, ()) if _are_close(other, name))
            alike.setdefault(key, []).append(name)
    return found


def _are_close(one: str, other: str) -> bool:
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    short, long = sorted((one.replace("_", ""), other.replace("_", "")), key=len)
    if short == long:
        return True
    if len(short) < _SHORTEST:
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    turned = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or turned == long[start:]
