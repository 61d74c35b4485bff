"""Things that are alike: whatever a local goal (`licet.logic.locality`) says of one, it says of the other.

What a local goal sees of a thing are the rows about it, those about the things in them, and so on: its *part* of the
tables. Two things are alike where a renaming of things makes the part of one that of the other. The same program then
says the same of both, since no rule has the name of a thing in it; so one of them stands for all.

Parts in which every thing is come upon once are trees, and are told apart from their leaves upward: a thing is what is
said of it alone, and for each thing in its rows the label and the class of that one. Others are written down as they
are walked, each thing by the number of its first visit, and what is fixed by itself. Equal writings are equal parts;
where equal parts are written differently they are two classes, and more is asked than need be, but nothing wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from licet.tables.opening import FactTables

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int32]]

__all__ = ["Graph", "Part", "classes_of", "graph_of"]

_MOST_WALKED = 2_000
"""A thing with a larger part that is no tree is alike to no other."""
_ON_THE_WAY, _NOT_YET = -2, -1

_Rows = list[tuple[int, int]]
"""Labels, and the things that stand in their gaps."""


class Part(Struct, frozen=True):
    """What the tables say of a thing and of all that it leads to.

    Attributes:
        things: in the order in which they are come upon; the thing itself is the first.
        rows: for each of them the labels, with the place among `things` of what stands in the gap, or None.
    """

    things: tuple[int, ...]
    rows: tuple[tuple[tuple[int, int | None], ...], ...]


class Graph(Struct, frozen=True, dict=True):
    """The rows of tables by thing.

    Attributes:
        alone: for each thing the number of what is said of it alone: its kind, and its labels without a gap.
        said: those labels by that number.
        start: where the rows of each thing begin in `label` and `object`; one more at the end.
        label, object: the labels with a gap, and what stands there.
        fixed: the things that the policies themselves come to speak of, by rows about what they declare, and that have
            one name everywhere. Parts end there.
    """

    alone: Numbers
    said: tuple[tuple[int, ...], ...]
    start: Numbers
    label: Numbers
    object: Numbers
    fixed: frozenset[int] = frozenset()

    @cached_property
    def _ends(self) -> list[int]:
        return list(self.start.tolist())

    def rows(self, thing: int) -> _Rows:
        """The labels with a gap of a thing, and what stands there, in order."""
        if thing in self.fixed:
            return []
        first, end = self._ends[thing], self._ends[thing + 1]
        return list(zip(self.label[first:end].tolist(), self.object[first:end].tolist(), strict=True))

    @cached_property
    def joined(self) -> tuple[int, ...]:
        """The things with rows that have a gap, but for those that are fixed."""
        ends = self._ends
        return tuple(t for t in range(len(ends) - 1) if ends[t] < ends[t + 1] and t not in self.fixed)

    def fixing(self, things: Iterable[int]) -> Graph:
        """The graph in which those things are fixed, and all that they lead to."""
        fixed = {reached for thing in things for reached in self.part(thing).things}
        return replace(self, fixed=frozenset(fixed))

    def part(self, thing: int) -> Part:
        """The part of the tables that is about a thing."""
        places = {thing: 0}
        found = []
        waiting = [thing]
        for one in waiting:
            alone = () if one in self.fixed else self.said[self.alone[one]]
            own: list[tuple[int, int | None]] = [(label, None) for label in alone]
            for label, other in self.rows(one):
                if other not in places:
                    places[other] = len(places)
                    waiting.append(other)
                own.append((label, places[other]))
            found.append(tuple(own))
        return Part(tuple(waiting), tuple(found))


def graph_of(tables: FactTables, telling: Collection[str]) -> Graph:
    """The rows of tables, as a graph. `telling` are the relations that can make a difference; rows of others are left
    out."""
    import numpy as np

    told = [number for number, label in enumerate(tables.labels) if label.relation in telling]
    session = tables.session
    session.execute("CREATE TABLE told AS SELECT CAST(unnest(?) AS INTEGER) AS label", [told])
    session.execute("CREATE VIEW telling AS SELECT * FROM fact SEMI JOIN told USING (label)")
    session.execute(
        "CREATE TABLE alone AS SELECT id, dense_rank() OVER (ORDER BY kind, said) - 1 AS number, said "
        "FROM (SELECT id, any_value(kind) AS kind, "
        "list(label ORDER BY label) FILTER (label IS NOT NULL AND object IS NULL) AS said "
        "FROM thing LEFT JOIN telling ON subject = id GROUP BY id)"
    )
    numbers = session.arrays("SELECT CAST(number AS INTEGER) AS n FROM alone ORDER BY id")["n"]
    said = session.rows("SELECT DISTINCT number, said FROM alone ORDER BY number")
    rows = session.arrays("SELECT subject, label, object FROM telling WHERE object IS NOT NULL ORDER BY ALL")
    start = np.searchsorted(rows["subject"], np.arange(tables.count + 1)).astype(np.int32)
    labels = tuple(tuple(found or ()) for _, found in said)
    return Graph(np.asarray(numbers), labels, start, np.asarray(rows["label"]), np.asarray(rows["object"]))


def classes_of(graph: Graph) -> Numbers:
    """The class of each thing. What has equal classes is alike; the numbers say nothing else."""
    import numpy as np

    sorting = _Sorting(graph)
    for thing in graph.joined:
        if sorting.classes[thing] == _NOT_YET:
            sorting.sort(thing)
    return np.array(sorting.classes, dtype=np.int32)


class _Sorting:
    """Classes so far. What has no rows with a gap is in the class of what is said of it alone."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.alone: list[int] = graph.alone.tolist()
        self.classes = list(self.alone)
        for thing in graph.joined:
            self.classes[thing] = _NOT_YET
        self.count = len(graph.said)
        for thing in sorted(graph.fixed):
            self.classes[thing] = self._new()
        self.size: dict[int, int] = {}
        """How many things are in a part that is a tree of more than one."""
        self.is_tree: dict[int, bool] = {}
        self.known: dict[object, int] = {}

    def sort(self, thing: int) -> None:
        """Find the class of a thing, after those of what it leads to."""
        classes, rows_of = self.classes, self.graph.rows
        stack: list[tuple[int, _Rows, Iterator[tuple[int, int]]]] = []

        def enter(one: int) -> None:
            classes[one] = _ON_THE_WAY
            rows = rows_of(one)
            stack.append((one, rows, iter(rows)))

        enter(thing)
        while stack:
            one, rows, left = stack[-1]
            following = next((other for _, other in left if classes[other] == _NOT_YET), None)
            if following is not None:
                enter(following)
                continue
            stack.pop()
            classes[one] = self._class_of(one, rows)

    def _class_of(self, thing: int, rows: _Rows) -> int:
        classes = self.classes
        if all(classes[other] != _ON_THE_WAY and self.is_tree.get(other, True) for _, other in rows):
            whole = self._whole(thing, rows)
            if whole is not None:
                self.is_tree[thing], self.size[thing] = True, whole
                return self._number((self.alone[thing], tuple(sorted([(label, classes[o]) for label, o in rows]))))
        self.is_tree[thing] = False
        written = self._written(thing)
        return self._new() if written is None else self._number(written)

    def _whole(self, thing: int, rows: _Rows) -> int | None:
        """The size of the part of a thing whose rows lead to trees, if it is a tree itself."""
        whole = 1 + sum(self.size.get(other, 1) for _, other in rows)
        if len(rows) == 1:
            return whole
        if whole > _MOST_WALKED:
            return None
        seen = {thing}
        waiting = [other for _, other in rows]
        while waiting:
            one = waiting.pop()
            if one in seen:
                return None
            seen.add(one)
            if one in self.size:
                waiting += [other for _, other in self.graph.rows(one)]
        return whole

    def _written(self, thing: int) -> tuple[object, ...] | None:
        """The part of a thing, written down as it is walked; None if it is too large."""
        places = {thing: 0}
        waiting = [thing]
        written: list[object] = ["part"]
        for one in waiting:
            if one in self.graph.fixed:
                written.append(("fixed", one))
                continue
            rows = self.graph.rows(one)
            rows.sort(key=lambda row: (row[0], max(self.classes[row[1]], _NOT_YET), self.alone[row[1]], row[1]))
            for _, other in rows:
                if other not in places:
                    places[other] = len(places)
                    waiting.append(other)
            if len(waiting) > _MOST_WALKED:
                return None
            written.append((self.alone[one], tuple([(label, places[other]) for label, other in rows])))
        return tuple(written)

    def _number(self, key: object) -> int:
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._new()
        return found

    def _new(self) -> int:
        self.count += 1
        return self.count - 1
