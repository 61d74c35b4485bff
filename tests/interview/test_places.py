"""Where a use takes place is asked in an interview where a clause, or the publisher of a thing, minds it."""

from __future__ import annotations

import pytest

from licet.interview.answers import Answers
from licet.interview.asking import Asking, asking
from licet.interview.steps import Step, step
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.verdict import Status

WORLD = """\
license here_only "A license for the world without the European Union"
  silence means not granted

clause here_only.grant at "1"
  permits Use of Thing to use
  when Thing materials_of here_only

clause here_only.territory at "2"
  forbids Use of Thing
  overrides here_only.grant
  when abroad(Use)

rule undecided(Use, Thing, "where it takes place is not said")
  when does(Use, _, Thing)
   and Thing materials_of here_only
  unless Use takes_place_in _

relation abroad(use) "takes place in the European Union, in part at least"

rule abroad(Use)
  when Use takes_place_in Where
   and Where meets eu

license seat_only "A license for those outside the European Union"
  silence means not granted

clause seat_only.grant at "1"
  permits Use of Thing to use
  when Thing materials_of seat_only

clause seat_only.seat at "2"
  withholds seat_only.grant
  when Use by Org
   and based_in(Org, eu)

model placed "Under a license with a territory"
  licensed_under here_only
  not undisclosed_lineage

model seated "Under a license that asks for the seat"
  licensed_under seat_only
  not undisclosed_lineage

model kept_out "Not offered in the European Union"
  licensed_under mit_license
  not_offered_in eu
  not undisclosed_lineage
"""


@pytest.fixture(scope="module")
def asker(kb: KnowledgeBase) -> Asking:
    return asking(kb.assume(WORLD))


def running(thing: str, **more: tuple[str, ...]) -> Answers:
    return {"by": ("acme",), "acts": ("runs",), "runs": (thing,), "receives": (), "on": ("2026-03-01",), **more}


def at_places(asker: Asking, answers: Answers) -> Step:
    """The step that asks for places; without one, the end."""
    at = step(asker, answers)
    while at.question is not None and at.question.key != "takes_place_in":
        answers = {**answers, at.question.key: ("unknown",)}
        at = step(asker, answers)
    return at


@pytest.mark.slow
def test_places_are_asked_where_a_clause_reads_them_over_rules_and_the_clause_is_told(asker: Asking) -> None:
    at = step(asker, running("placed"))
    assert at.question is not None
    assert at.question.key == "takes_place_in"
    assert at.question.clauses == ("here_only.territory",)
    assert {"eu", "germany", "world"} <= {choice.value for choice in at.question.choices}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("us", Status.PERMITTED),
        ("eu", Status.FORBIDDEN),
        ("germany", Status.FORBIDDEN),
        ("world", Status.FORBIDDEN),
        ("unknown", Status.UNKNOWN),
    ],
)
def test_the_answer_decides(asker: Asking, place: str, status: Status) -> None:
    at = step(asker, running("placed", takes_place_in=(place,)))
    assert at.verdict is not None
    assert at.verdict.status is status


def test_places_are_asked_where_the_publisher_does_not_offer_the_thing_everywhere(asker: Asking) -> None:
    at = at_places(asker, running("kept_out"))
    assert at.question is not None
    there = {
        place: step(asker, running("kept_out", takes_place_in=(place,))).verdict for place in ("us", "eu", "unknown")
    }
    assert {place: verdict and verdict.status for place, verdict in there.items()} == {
        "us": Status.PERMITTED,
        "eu": Status.UNKNOWN,
        "unknown": Status.UNKNOWN,
    }
    assert at_places(asker, running("kept_out", takes_place_in=("eu",))).question is None


@pytest.mark.slow
def test_a_seat_is_asked_as_a_fact_of_the_organization_and_no_place_beside_it(asker: Asking) -> None:
    at = step(asker, running("seated"))
    assert at.question is not None
    assert at.question.key == "seated_in(acme)"
    assert at.question.clauses == ("seat_only.seat",)
    assert at_places(asker, running("seated")).question is None
