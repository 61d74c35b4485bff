"""Which relations of a program depend on which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from licet.logic.ir import Literal, Rule

__all__ = ["closure", "dependencies"]


def dependencies(rules: Iterable[Rule]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which relations use a relation in their rules, and which it uses."""
    users: dict[str, set[str]] = {}
    uses: dict[str, set[str]] = {}
    for rule in rules:
        for item in rule.body:
            if isinstance(item, Literal):
                users.setdefault(item.relation, set()).add(rule.head.relation)
                uses.setdefault(rule.head.relation, set()).add(item.relation)
    return users, uses


def closure(start: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """What can be reached, the start included."""
    reached = set(start)
    waiting = list(reached)
    while waiting:
        for further in edges.get(waiting.pop(), ()):
            if further not in reached:
                reached.add(further)
                waiting.append(further)
    return frozenset(reached)
