"""What a change can make differ covers what differs: held to the engine over programs that are written by chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from licet.changes.reach import Reaching
from licet.grammar import tree
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.values import Row
from licet.verdict.base import Base
from support.dropped import with_and_without
from support.samples import samples

CHANGED = """kind person
kind model
person ann
person bob
model otter
  made_by ann
model beaver
  made_by bob
  from_model otter
relation made_by(model, person)
relation from_model(model, model)
open relation famous(person)
relation home(person) = text
relation of_one_place(person, person)
relation known_line(model, model, text)
rule of_one_place(Person, Other)
  when home(Person) = Place
   and home(Other) = Place
rule known_line(Model, Ancestor, "by the maker")
  when Model from_model Ancestor
   and Model made_by Person
   and famous(Person)
rule known_line(Model, Ancestor, "by the ancestor")
  when Model from_model Ancestor
   and Ancestor made_by Person
   and not famous(Person)
"""


def rows(base: Base) -> dict[tuple[str, bool], set[Row]]:
    """All rows of declared relations: certain ones, and possible ones."""
    found = {}
    for name, signature in base.vocabulary.relations.items():
        for relation, possible in ((name, False), (base.doubt.possible(name), True)):
            found[name, possible] = set(base.solver.answers(relation, (None,) * signature.arity))
    return found


def assert_covered(before: Base, after: Base) -> None:
    reaching = Reaching.between(before, after)
    reached = reaching.rising.reached(reaching.rows)
    was, now = rows(before), rows(after)
    for key in was.keys() | now.keys():
        for row in was.get(key, set()) ^ now.get(key, set()):
            patterns = reached.get(key[0], frozenset())
            assert any(all(p in (None, v) for p, v in zip(pattern, row, strict=True)) for pattern in patterns), (
                key,
                row,
                patterns,
            )


@pytest.mark.thorough
@given(st.integers(0, 10**9))
@tried(max_examples=samples(600))
def test_every_row_that_differs_is_reached(seed: int) -> None:
    for sides in with_and_without(seed, (tree.Rule, tree.Fact, tree.Entity), 4):
        assert_covered(*sides)


def reached(old: str, new: str) -> dict[str, frozenset[Row]]:
    sides = [KnowledgeBase.parse(text).base for text in (CHANGED, CHANGED.replace(old, new))]
    assert_covered(*sides)
    reaching = Reaching.between(*sides)
    return dict(reaching.rising.reached(reaching.rows))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  made_by bob\n", "  made_by ann\n", {("beaver", None, "by the maker"), (None, "beaver", "by the ancestor")}),
        ("   and famous(Person)\n", "", {(None, None, "by the maker")}),
        ('by the ancestor"', 'by it"', {(None, None, "by the ancestor"), (None, None, "by it")}),
    ],
)
def test_constants_stay_in_what_is_reached(old: str, new: str, expected: set[Row]) -> None:
    assert reached(old, new)["known_line"] == expected


def test_a_value_that_was_unknown_reaches_what_rests_on_any() -> None:
    found = reached("person bob\n", 'person bob\n  home = "Ulm"\n')
    assert found["of_one_place"] == {("bob", None), (None, "bob")}


def test_what_meets_a_value_that_nobody_knows_is_reached_whatever_its_value() -> None:
    text = """kind person
person ann
person bob
open relation home(person) = text
open relation work(person) = text
relation visits(person, text)
relation meets(person, person, text)
rule visits(Person, Place)
  when work(Person) = Place
rule meets(Other, Person, Place)
  when home(Other) = Place
   and visits(Person, Place)
"""
    further = 'rule visits(Person, "Ulm")\n  when Person = ann\n'
    assert_covered(*(KnowledgeBase.parse(one).base for one in (text, text + further)))
