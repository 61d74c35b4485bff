"""Things are alike where a renaming makes the part of one that of the other."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.tables.alike import Graph, Part, classes_of
from support.samples import samples

Edges = list[tuple[int, int, int]]


def graph(alone: list[int], edges: Edges, fixed: frozenset[int] = frozenset()) -> Graph:
    """The graph of things with those numbers, and of (thing, label, thing)."""
    ordered = np.array(sorted(set(edges)), dtype=np.int32).reshape(-1, 3)
    start = np.searchsorted(ordered[:, 0], np.arange(len(alone) + 1))
    said = tuple((100 + number,) for number in range(max(alone) + 1))
    return Graph(np.array(alone, dtype=np.int32), said, start, ordered[:, 1], ordered[:, 2], fixed)


def equal_by_renaming(one: Part, other: Part, fixed: frozenset[int] = frozenset()) -> bool:
    """Whether some renaming of places, which leaves the first and what is fixed, makes one part the other."""
    if len(one.things) != len(other.things):
        return False
    wanted = [sorted(rows, key=repr) for rows in other.rows]
    for rest in permutations(range(1, len(one.things))):
        new = (0, *rest)
        if any(t != other.things[new[p]] for p, t in enumerate(one.things) if {t, other.things[new[p]]} & fixed):
            continue
        renamed: list[list[tuple[int, int | None]]] = [[] for _ in new]
        for place, rows in enumerate(one.rows):
            renamed[new[place]] = sorted(((label, None if to is None else new[to]) for label, to in rows), key=repr)
        if renamed == wanted:
            return True
    return False


@settings(max_examples=samples(300))
@given(
    st.lists(st.integers(0, 1), min_size=6, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 5)), max_size=9),
    st.frozensets(st.integers(0, 5), max_size=2),
)
def test_what_is_in_one_class_has_parts_that_a_renaming_makes_equal(
    alone: list[int], edges: Edges, fixed: frozenset[int]
) -> None:
    found = graph(alone, edges).fixing(fixed)
    classes = classes_of(found).tolist()
    for one in range(6):
        for other in range(one):
            if classes[one] == classes[other]:
                assert equal_by_renaming(found.part(one), found.part(other), found.fixed)


@settings(max_examples=samples(100))
@given(
    st.lists(st.integers(0, 1), min_size=7, max_size=7),
    st.lists(st.integers(0, 10), min_size=7, max_size=7),
    st.lists(st.integers(0, 1), min_size=7, max_size=7),
)
def test_trees_that_a_renaming_makes_equal_are_in_one_class(
    alone: list[int], parents: list[int], labels: list[int]
) -> None:
    edges = [(i, labels[i], parents[i] % i) for i in range(1, 7) if parents[i] < 8]
    found = graph(alone, edges)
    classes = classes_of(found).tolist()
    for one in range(7):
        for other in range(one):
            assert (classes[one] == classes[other]) == equal_by_renaming(found.part(one), found.part(other))


def test_it_matters_whether_two_ways_lead_to_one_thing_or_to_two() -> None:
    shared = [(0, 0, 1), (0, 0, 2), (1, 0, 3), (2, 0, 3)]
    apart = [(4, 0, 5), (4, 0, 6), (5, 0, 7), (6, 0, 8)]
    classes = classes_of(graph([0] * 9, [*shared, *apart])).tolist()
    assert classes[0] != classes[4]
    assert classes[1] == classes[2] == classes[5] == classes[6]


def test_two_ways_to_one_fixed_thing_are_unlike_two_ways_to_another() -> None:
    edges = [(0, 0, 1), (0, 0, 2), (1, 0, 2), (3, 0, 4), (3, 0, 5), (4, 0, 5)]
    classes = classes_of(graph([0] * 6, edges, frozenset({2, 5}))).tolist()
    assert classes[0] != classes[3]


def test_a_circle_and_a_long_chain_have_classes() -> None:
    length = 10_000
    chain = [(i, 0, i + 1) for i in range(length)]
    classes = classes_of(graph([0] * (length + 4), [*chain, (length + 1, 0, length + 2), (length + 2, 0, length + 1)]))
    assert len(set(classes[: length + 1].tolist())) == length + 1
    assert classes[length + 1] == classes[length + 2]


def test_what_is_fixed_is_like_nothing_else_and_ends_parts() -> None:
    found = graph([0] * 5, [(0, 0, 1), (2, 0, 3), (1, 0, 4)], frozenset({1}))
    classes = classes_of(found).tolist()
    assert classes[0] != classes[2]
    assert classes[1] not in (classes[3], classes[4])
    assert found.part(0).things == (0, 1)
