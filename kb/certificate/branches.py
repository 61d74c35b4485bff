"""What the branches of a decision say together: whether they cover every world just once, and the answer.

A branch chooses readings of terms and values of unknown facts. Its outcome holds in every world with these choices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal

from licet.certificate.kernel import Rejected
from licet.errors import PolicyTooComplex
from licet.verdict.verdict import Pin, Status

__all__ = ["Choices", "require_partition", "summary"]

Choices = Mapping[str, str]
"""What a branch chooses: an option for each of some questions, all of them in a canonical text."""

_MOST_CASES = 20_000


def require_partition(branches: Sequence[Choices], options: Callable[[str], Collection[str]]) -> None:
    """Require that every world is one of just one branch, as in a decision tree: as long as there are several branches,
    some question is answered in all of them, in each way that it can be.

    Args:
        branches: the choices of each branch.
        options: in which ways a question can be answered.

    Raises:
        Rejected: a world is left out, or in two branches.
    """
    todo = [[dict(branch) for branch in branches]]
    while todo:
        group = todo.pop()
        if group == [{}]:
            continue
        common = set(group[0]).intersection(*group) if group else set()
        if not common:
            raise Rejected("the branches are no decision: they leave out a possible world, or have one in common")
        question = min(common)
        parts: dict[str, list[dict[str, str]]] = {}
        for branch in group:
            parts.setdefault(branch.pop(question), []).append(branch)
        if parts.keys() != set(options(question)):
            raise Rejected("the branches leave out a possible world, or have an impossible one")
        todo.extend(parts.values())


def summary(kind: Literal["use", "literal"], branches: Iterable[tuple[Iterable[Pin], str]]) -> str:
    """What a decided answer is in the end, from the readings and the outcome of each branch.

    It is the same however the branches were split: under every choice of readings for all terms, the outcomes of the
    branches that agree with it make one answer, or it is unknown; these make the whole answer, or it is contested.

    Returns:
        for a use the value of its `Status`; for a literal `true`, `false`, `unknown` or `contested`.

    Raises:
        PolicyTooComplex: there are too many choices of readings.
    """
    found: set[str] = set()
    todo = [[({p.term: p.reading for p in pins}, outcome) for pins, outcome in branches]]
    for _ in range(_MOST_CASES):
        group = todo.pop()
        times = Counter(term for readings, _ in group for term in readings)
        if times:
            term = max(sorted(times), key=times.__getitem__)
            for reading in sorted({readings[term] for readings, _ in group if term in readings}):
                agreeing = [(r, o) for r, o in group if r.get(term, reading) == reading]
                todo.append([({t: c for t, c in r.items() if t != term}, o) for r, o in agreeing])
        else:
            found.add(_settled(kind, {outcome for _, outcome in group}))
        if not todo:
            return _settled(kind, found, Status.CONTESTED.value)
    raise PolicyTooComplex("the readings of the branches make too many cases")


def _settled(kind: Literal["use", "literal"], outcomes: set[str], otherwise: str = "unknown") -> str:
    """The one outcome. Permissions are one, the worst of them; refusals are one, the mildest of them."""
    if kind == "use":
        worst_first = sorted(map(Status, outcomes), key=list(Status).index)
        if all(status.allows for status in worst_first):
            return worst_first[0].value
        if all(status.refuses for status in worst_first):
            return worst_first[-1].value
    return next(iter(outcomes)) if len(outcomes) == 1 else otherwise
