"""What an undecided verdict needs: the unknown facts as a decision table, and which of them to ask about first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from licet.logic.values import Row, Value, sort_key
from licet.policy import relation_names as called
from licet.policy.vocabulary import VALUE_KINDS
from licet.verdict.base import Base
from licet.verdict.decision import Assumption, Branch, fullest
from licet.verdict.judge import open_needs
from licet.verdict.settling import status_of_branch
from licet.verdict.unknown_facts import needs_of
from licet.verdict.verdict import Need, Pin, Status

__all__ = ["Condition", "NeedsTable", "Stretch", "TableRow", "needs_table"]


class Stretch(Struct, frozen=True):
    """Values of an unknown functional fact from `low` to `high`, None where it has no end on that side.
    An end that is `open` is not itself part of the stretch. Names have no order: of them it is some, the `names`."""

    low: Value | None
    high: Value | None
    low_open: bool = False
    high_open: bool = False
    names: tuple[Value, ...] = ()


class Condition(Struct, frozen=True):
    """An unknown fact (`row` is without the value of a functional relation) and what it may turn out to be."""

    relation: str
    row: Row
    answer: bool | Stretch


class TableRow(Struct, frozen=True):
    """Under these readings and conditions this is the verdict, whatever else is unknown."""

    readings: tuple[Pin, ...]
    conditions: tuple[Condition, ...]
    status: Status


class NeedsTable(Struct, frozen=True):
    """The unknown facts that matter, a row for each way they may turn out, and the best question to ask first.

    Of a number that is part of a sum, the rows tell only of the stretches between values that were tried. `open` are
    facts of which no finite choice of values stands for all: without them, some rows end in no decision."""

    facts: tuple[Need, ...]
    rows: tuple[TableRow, ...]
    ask_first: Need | None
    open: tuple[Need, ...] = ()


class _Leaf(Struct, frozen=True):
    """The rest of a branch's assumptions and the verdict at its end."""

    assumptions: tuple[Assumption, ...]
    status: Status


def needs_table(base: Base, use: str, branches: Sequence[Branch], pins: Iterable[Pin] = ()) -> NeedsTable:
    """The decision table of a use. A use without unknown facts has one row for each choice of readings.

    Args:
        base: the policies.
        use: the name of the use.
        branches: those of the decision on it.
        pins: the readings that were taken as given.
    """
    leaves = [_Leaf(b.assumptions, status_of_branch(b)) for b in branches]
    facts = sorted(
        {(a.relation, a.row) for leaf in leaves for a in leaf.assumptions},
        key=lambda f: (f[0], [sort_key(v) for v in f[1]]),
    )
    needs = needs_of(base, base.pinned(base.solver, pins), [(called.OUTCOME, (use, None))], facts)
    groups: dict[tuple[Pin, ...], _Rest] = {}
    for readings in fullest(b.readings for b in branches):
        group = [leaf for leaf, b in zip(leaves, branches, strict=True) if set(b.readings) <= set(readings)]
        groups[tuple(sorted(readings))] = _rows(base, group)
    rows = tuple(TableRow(r, c, s) for r, found in _without_idle_readings(base, groups).items() for c, s in found)
    told = {(c.relation, c.row) for row in rows for c in row.conditions}
    facts_told = tuple(need for need in needs if (need.relation, need.row) in told)
    return NeedsTable(facts_told, rows, _first(facts_told, leaves), open_needs(branches))


def _without_idle_readings(base: Base, groups: Mapping[tuple[Pin, ...], _Rest]) -> Mapping[tuple[Pin, ...], _Rest]:
    """The groups without the terms of which every reading leads to the same rows, whatever the others are read as."""
    for term in sorted({pin.term for readings in groups for pin in readings}):
        merged: dict[tuple[Pin, ...], list[tuple[str, _Rest]]] = {}
        for readings, rows in groups.items():
            chosen = [pin.reading for pin in readings if pin.term == term]
            others = tuple(pin for pin in readings if pin.term != term)
            merged.setdefault(others, []).extend((reading, rows) for reading in chosen or [""])
        every = {reading.name for reading in base.vocabulary.terms[term].term.readings}
        if all(
            {name for name, _ in found} in (every, {""}) and all(rows == found[0][1] for _, rows in found)
            for found in merged.values()
        ):
            groups = {others: found[0][1] for others, found in merged.items()}
    return groups


def _rows(base: Base, leaves: Sequence[_Leaf]) -> list[tuple[tuple[Condition, ...], Status]]:
    """The rows below one node of the decision: leaves whose assumptions share their first fact.

    Neighbouring values with the same rows below them become one stretch, and so do all such names.
    """
    if not leaves[0].assumptions:
        return [((), leaf.status) for leaf in leaves[:1]]
    first = leaves[0].assumptions[0]
    below = [
        (value, _rows(base, [_Leaf(leaf.assumptions[1:], leaf.status) for leaf in group]))
        for value, group in groupby(leaves, key=lambda leaf: leaf.assumptions[0].value)
    ]
    if all(rest == below[0][1] for _, rest in below):
        return below[0][1]
    rows: _Rest = []
    signature = base.vocabulary.signature(first.relation)
    if signature is None or not signature.functional or signature.kinds[-1] in VALUE_KINDS:
        ends = None if base.is_summed(first.relation) else base.thresholds_of(first.relation)
        answers = list(_answers(below, ends))
    else:
        answers = list(_of_names(below))
    for answer, rest in answers:
        condition = Condition(first.relation, first.row, answer)
        rows.extend(((condition, *conditions), status) for conditions, status in rest)
    return rows


_Rest = list[tuple[tuple[Condition, ...], Status]]


def _answers(
    below: Sequence[tuple[Value | bool, _Rest]], thresholds: Sequence[Value] | None
) -> Iterator[tuple[bool | Stretch, _Rest]]:
    start = 0
    for index, (value, rest) in enumerate(below):
        if isinstance(value, bool):
            yield value, rest
        elif index + 1 == len(below) or below[index + 1][1] != rest:
            yield _stretch([v for v, _ in below], start, index, thresholds), rest
            start = index + 1


def _of_names(below: Sequence[tuple[Value | bool, _Rest]]) -> Iterator[tuple[Stretch, _Rest]]:
    told: list[_Rest] = []
    for _, rest in below:
        if rest not in told:
            told.append(rest)
            yield Stretch(None, None, names=tuple(name for name, other in below if other == rest)), rest


def _stretch(tried: Sequence[Value], start: int, end: int, thresholds: Sequence[Value] | None) -> Stretch:
    """The stretch that the tried values from `start` to `end` stand for. Its ends are thresholds, part of it or not, or
    where the thresholds are not all known (None) the tried values themselves."""
    low_open = thresholds is not None and start > 0 and tried[start] not in thresholds
    high_open = thresholds is not None and end + 1 < len(tried) and tried[end] not in thresholds
    low = None if start == 0 else tried[start - 1] if low_open else tried[start]
    high = None if end + 1 == len(tried) else tried[end + 1] if high_open else tried[end]
    return Stretch(low, high, low_open, high_open)


def _first(needs: Sequence[Need], leaves: Sequence[_Leaf]) -> Need | None:
    """The fact most of whose values leave one verdict; then the one whose values leave the fewest in all."""

    def score(need: Need) -> tuple[int, int]:
        left: dict[Value | bool, set[Status]] = {}
        anyhow: set[Status] = set()
        for leaf in leaves:
            values = [a.value for a in leaf.assumptions if (a.relation, a.row) == (need.relation, need.row)]
            if values:
                left.setdefault(values[0], set()).add(leaf.status)
            else:
                anyhow.add(leaf.status)
        counts = [len(found | anyhow) for found in left.values()]
        return (-sum(n == 1 for n in counts), sum(counts))

    return min(needs, key=score, default=None)
