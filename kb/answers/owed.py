"""What is owed to whom: duties by when they are to be met, by license and by thing, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from licet.verdict.verdict import Duty

__all__ = ["Owed", "OwedTo", "owed_to"]

_STRENGTHS = ("condition", "covenant")


class Owed(Struct, frozen=True, order=True):
    """One duty, the clauses that ask for it, and its `state`: `open`, `met` or `refused`."""

    name: str
    state: str
    clauses: tuple[str, ...]


class OwedTo(Struct, frozen=True):
    """The duties to one license that are owed alike for each of these things. Conditions are to be met before the act,
    covenants while it is done; `strength` says which these are."""

    strength: str
    license: str
    things: tuple[str, ...]
    duties: tuple[Owed, ...]


def owed_to(duties: Iterable[Duty]) -> Iterator[OwedTo]:
    """The duties in groups: conditions first, then by license and thing, what is met last in each group."""
    clauses: dict[tuple[str, str, str], dict[tuple[str, str], set[str]]] = {}
    for duty in duties:
        owed = clauses.setdefault((duty.strength, duty.license, duty.thing), {})
        owed.setdefault((duty.name, duty.state), set()).add(duty.clause)
    alike: dict[tuple[str, str, tuple[Owed, ...]], list[str]] = {}
    for (strength, license, thing), owed in sorted(clauses.items()):
        found = (Owed(name, state, tuple(sorted(by))) for (name, state), by in owed.items())
        each = tuple(sorted(found, key=lambda o: (o.state == "met", o)))
        alike.setdefault((strength, license, each), []).append(thing)
    for wanted in _STRENGTHS:
        for (strength, license, each), things in alike.items():
            if strength == wanted:
                yield OwedTo(strength, license, tuple(things), each)
