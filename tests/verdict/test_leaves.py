"""What doubt hangs on in a world that is laid upon another: what joining its rules anew would find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase
from licet.logic.oracle import World
from licet.logic.values import Row
from licet.policy.world_facts import choice, supposition
from licet.verdict.base import Base
from licet.verdict.leaves import Leaves, Support, leaves_of
from support.samples import samples

POLICY = """\
kind thing
thing a
thing b
thing c
open relation o(thing)
open relation p(thing, thing)
open relation size(thing) = count
open relation part(thing, thing)
relation next(thing, thing)
fact next(a, b)
fact next(b, c)
relation big(thing)
term big(X)
  reading lone "Alone"
    when size(X) = N
     and N > 10
  reading both "Together"
    when total(X) = N
     and N > 20
relation total(thing) = count
relation reach(thing, thing)
relation bad(thing)
relation good(thing)
rule total(X) := sum of N
  when next(X, Y)
   and size(Y) = N
rule reach(X, Y)
  when p(X, Y)
rule reach(X, Z)
  when reach(X, Y)
   and p(Y, Z)
rule bad(X)
  when reach(X, c)
  unless o(X)
rule good(X)
  when o(X)
   and big(X)
  unless bad(X)
rule good(X)
  when next(X, Y)
   and bad(Y)
   and size(X) > 5
"""


def doubtful(base: Base, world: World) -> Iterator[tuple[str, Row]]:
    for relation in ("good", "bad", "big"):
        for row in world.answers(base.doubt.possible(relation), (None,)):
            if not world.holds(relation, row):
                yield relation, row


def found(base: Base, world: World, support: Support | None) -> Leaves:
    return leaves_of(world, list(doubtful(base, world)), base.plans, base.doubt, support)


def kb() -> KnowledgeBase:
    return KnowledgeBase.parse(POLICY)


@pytest.mark.slow
@settings(max_examples=samples(200), deadline=None)
@given(st.data())
def test_a_narrower_world_hangs_on_what_joining_anew_finds(data: st.DataObject) -> None:
    base = kb().base
    world: World = base.pinned(base.solver, ())
    support = Support()
    while True:
        leaves = found(base, world, support)
        alone = found(base, world, None)
        assert (leaves.terms, leaves.facts, leaves.unsaid) == (alone.terms, alone.facts, alone.unsaid)
        assert {c: set(above) for c, above in leaves.above.items()} == {c: set(a) for c, a in alone.above.items()}
        options: list[tuple[str, Row | str]] = [*leaves.facts, *((term, term) for term in leaves.terms)]
        if not options:
            return
        name, row = data.draw(st.sampled_from(options))
        if isinstance(row, str):
            readings = tuple(base.readings[name])
            world = world.overlay(choice(name, data.draw(st.sampled_from(readings)), readings))
        elif base.is_functional(name):
            world = world.overlay([supposition(name, row, data.draw(st.sampled_from((0, 6, 11, 30))))])
        else:
            world = world.overlay([supposition(name, row, data.draw(st.booleans()))])
        support = support.narrowed()
