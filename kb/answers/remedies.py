"""What would make a refused use permitted: the smallest changes to what whoever makes it can change.

These are facts of relations that the policies call changeable (or only avoidable, or only attainable), names that they
call renamable, and things that they say could be taken in the place of others. They are about the use itself, about who
makes it, or about artifacts on which the policies say the use decides. What others have made or done stays as it is.

A best-first search over sets of moves (`licet.answers.moves`). What to try next comes from the proof of the refusal
(`licet.answers.breaking`). The program is not monotone, so every candidate is judged anew, and only those that end in a
permission are kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import combinations

from msgspec import Struct

from licet.answers.breaking import Reach, breaking_branch
from licet.answers.moves import CHANGEABLE, Edit, Move, alike, changeable_relations, order, with_moves
from licet.verdict.base import Base
from licet.verdict.judge import exploring_use, judge
from licet.verdict.settling import status_of_branch
from licet.verdict.verdict import Pin, Verdict

__all__ = [
    "CHANGEABLE",
    "Edit",
    "Remedies",
    "Remedy",
    "changeable_relations",
    "remedies",
]

_MOST_EXTENDED = 12


class Remedy(Struct, frozen=True):
    """Changes none of which can be left out, and the verdict that they lead to. A fact given up stands before the one
    that takes its place; those two are one change."""

    edits: tuple[Edit, ...]
    verdict: Verdict


class Remedies(Struct, frozen=True):
    """The remedies found, smallest first. `more` says that the search ended before everything was tried."""

    found: tuple[Remedy, ...]
    more: bool


def remedies(base: Base, use: str, pins: Iterable[Pin] = (), *, most: int = 5, limit: int = 150) -> Remedies:
    """The smallest sets of changes after which the use is permitted. Of moves that come to the same, such as taking one
    or another model of one license, the first stands for all.

    Args:
        base: the policies.
        use: the name of the use.
        pins: readings to take as given.
        most: how many remedies to give.
        limit: how many sets of moves to judge.

    Returns:
        no remedies at all for a use that is permitted as it is.
    """
    pins = tuple(pins)
    reach: Reach | None = None
    waiting: deque[tuple[Move, ...]] = deque([()])
    seen = {frozenset[Move]()}
    found: list[tuple[frozenset[object], Remedy]] = []
    judged = extended = 0
    cut = False
    while waiting and judged < limit and len(found) < most:
        moves = waiting.popleft()
        kinds = frozenset(map(alike, moves))
        if any(smaller <= kinds for smaller, _ in found):
            continue
        edited, _ = with_moves(base, moves)
        judged += 1
        if _is_allowed(edited, use, pins):
            if not moves:
                return Remedies((), False)
            found.append(_least(base, use, pins, moves))
            continue
        if extended == _MOST_EXTENDED:
            cut = True
            continue
        extended += 1
        reach = reach or Reach.of(base)
        for move in _next_moves(edited, use, reach, pins):
            larger = frozenset((*moves, move))
            if larger not in seen and not any(_undoes(move, earlier) for earlier in moves):
                seen.add(larger)
                waiting.append((*moves, move))
    return Remedies(tuple(remedy for _, remedy in found), cut or bool(waiting))


def _undoes(move: Move, earlier: Move) -> bool:
    """Whether a move takes back an earlier one, or changes what it changed once more."""
    if isinstance(move, Edit) or isinstance(earlier, Edit):
        return isinstance(move, Edit) and Edit(move.relation, move.row, not move.withdraw) == earlier
    return move.old == earlier.new


def _is_allowed(base: Base, use: str, pins: tuple[Pin, ...]) -> bool:
    """Whether the verdict is a permission, without what else a verdict says."""
    return all(status_of_branch(branch).allows for branch in exploring_use(base, use, pins))


def _least(base: Base, use: str, pins: tuple[Pin, ...], moves: tuple[Move, ...]) -> tuple[frozenset[object], Remedy]:
    """A smallest part of the moves that permits the use, too."""
    parts = (some for size in range(1, len(moves)) for some in combinations(moves, size))
    least = next((some for some in parts if _is_allowed(with_moves(base, some)[0], use, pins)), moves)
    edited, edits = with_moves(base, least)
    return frozenset(map(alike, least)), Remedy(edits, judge(edited, use, pins))


def _next_moves(base: Base, use: str, reach: Reach, pins: tuple[Pin, ...]) -> list[Move]:
    """Single moves that break the first refusal among the branches, in a fixed order that takes the relations in turn.
    Every remedy breaks that refusal, so the others need not be looked at."""
    branches = (b for b in exploring_use(base, use, pins) if status_of_branch(b).refuses)
    branch = next(branches, None)
    moves = {} if branch is None else dict.fromkeys(breaking_branch(base, branch, use, reach))
    of_relation: dict[tuple[object, ...], int] = {}
    turns = []
    for move in sorted(moves, key=order):
        exchanges, relation, _, withdraw = order(move)
        turn = of_relation[exchanges, relation, withdraw] = of_relation.get((exchanges, relation, withdraw), -1) + 1
        turns.append((turn, move))
    return [move for _, move in sorted(turns, key=lambda turn: turn[0])]
