"""One answer for many worlds: what the outcomes of the branches of a decision come to."""

from __future__ import annotations

from collections.abc import Iterable

from licet.policy import norms
from licet.verdict.decision import Branch, Decision
from licet.verdict.verdict import Status

__all__ = ["ORDER", "answer_of", "settled", "status_of_branch", "status_of_branches", "status_of_decision"]

ORDER = tuple(Status)
"""The statuses, worst first."""


def answer_of(outcome: str) -> str:
    """Outcomes that differ only in their duties give one answer to whether the use may be made."""
    return norms.PERMITTED if outcome == norms.PERMITTED_WITH_DUTIES else outcome


def status_of_branch(branch: Branch) -> Status:
    """The verdict in one branch; unknown where the bound was reached before it was decided."""
    return Status.UNKNOWN if branch.outcome is None else Status(branch.outcome)


def settled(statuses: Iterable[Status], otherwise: Status) -> Status:
    """The one answer that the statuses give, or `otherwise`. Permissions are one whatever duties they come with, and
    refusals are one whatever refuses: the mildest is certain. None is asked for after two that make no answer."""
    found: set[Status] = set()
    for status in statuses:
        found.add(status)
        if len(found) > 1 and not (all(s.allows for s in found) or all(s.refuses for s in found)):
            return otherwise
    in_order = sorted(found, key=ORDER.index)
    return in_order[0] if in_order[0].allows else in_order[-1]


def status_of_branches(branches: Iterable[Branch]) -> Status:
    """The verdict where the readings that matter are chosen."""
    return settled(map(status_of_branch, branches), Status.UNKNOWN)


def status_of_decision(decision: Decision) -> Status:
    """The verdict whatever the readings are: contested where they make the difference."""
    return settled(map(status_of_branches, decision.by_readings().values()), Status.CONTESTED)
