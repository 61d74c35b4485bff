"""Uses that lead to nothing that differs keep their rows: held to the engine over programs written by chance."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from licet.changes.leading import Leading, leading_to
from licet.grammar import tree
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.ir import Fact, Literal
from licet.logic.values import Row
from licet.verdict.base import Base
from support.dropped import with_and_without
from support.samples import samples

WORLD = """kind task
kind model
kind line
line long_line
line short_line
model otter
  from_model beaver
model beaver
  line_of = long_line
model stray
  line_of = short_line
task sell_otter
  about otter
task sell_stray
  about stray
relation about(task, model)
relation from_model(model, model)
open relation line_of(model) = line
open relation famous(model)
relation comes_from(model, model)
relation told_of(task, line)
rule comes_from(Model, Older)
  when Model from_model Older
rule comes_from(Model, Older)
  when Model from_model Between
   and Between comes_from Older
rule told_of(Task, Line)
  when Task about Model
   and Model comes_from Older
   and line_of(Older) = Line
   and not famous(Older)
"""


def leading(one: Base, other: Base, tops: Iterable[str]) -> tuple[list[Fact], Leading | None]:
    """The facts that only one of two programs has, and what leads to the things that they are about."""
    facts = [{(fact.relation, fact.row): fact for fact in base.program.facts} for base in (one, other)]
    only = [fact for a, b in (facts, facts[::-1]) for key, fact in a.items() if key not in b]
    uses = {twin: 0 for name in tops for twin in (name, one.doubt.possible(name))}
    return only, leading_to((one, other), only, uses)


def names_leading(old: str, new: str, world: str = WORLD) -> frozenset[str] | None:
    one, other = (KnowledgeBase.parse(text).base for text in (world, world.replace(old, new)))
    found = leading(one, other, ["told_of", "about"])[1]
    return None if found is None else found.names


FAMOUS = ("  line_of = long_line\n", "  line_of = long_line\n  famous\n")


def test_what_leads_to_a_thing_is_led_to_it() -> None:
    assert names_leading(*FAMOUS) == {"beaver", "otter", "sell_otter"}


@pytest.mark.parametrize(
    "rule",
    [
        "   and line_of(Any) = Line\n   and not famous(Any)\n",
        "   and Any from_model Older\n   and not famous(Any)\n",
        "   and not famous(beaver)\n",
    ],
)
def test_rules_that_come_to_things_in_another_way_lead_everywhere(rule: str) -> None:
    assert names_leading(*FAMOUS, WORLD.replace("   and not famous(Older)\n", rule)) is None


def test_a_thing_that_nobody_knows_may_be_any() -> None:
    open_world = WORLD.replace("relation from_model(model, model)", "open relation from_model(model) = model")
    open_world = (
        open_world.replace("from_model beaver", "from_model = beaver")
        .replace("Model from_model Older", "from_model(Model) = Older")
        .replace("Model from_model Between", "from_model(Model) = Between")
    )
    assert names_leading(*FAMOUS, open_world) is None


def rows(base: Base, relation: str) -> set[tuple[bool, Row]]:
    pattern = (None,) * base.vocabulary.relations[relation].arity
    return {
        (possible, row)
        for name, possible in ((relation, False), (base.doubt.possible(relation), True))
        for row in base.solver.answers(name, pattern)
    }


@pytest.mark.thorough
@given(st.integers(0, 10**9))
@tried(max_examples=samples(1500))
def test_whoever_leads_to_nothing_that_differs_has_the_same_rows(seed: int) -> None:
    for one, other in with_and_without(seed, (tree.Fact,), 3):
        if set(one.program.rules) != set(other.program.rules):
            continue
        read = {item.relation for rule in one.program.rules for item in rule.body if isinstance(item, Literal)}
        tops = [r for r in one.vocabulary.relations if not {r, one.doubt.possible(r)} & read]
        _, found = leading(one, other, tops)
        if found is not None:
            for top in tops:
                differing = rows(one, top) ^ rows(other, top)
                assert all(found.is_led_to([str(row[0])]) for _, row in differing), (top, differing, found)
