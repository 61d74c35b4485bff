"""Remedies change what whoever makes the use can change, in the direction in which they can, and nothing else."""

from __future__ import annotations

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from support.small_world import FORBID, GRANT, world

LISTS = "relation changeable(symbol)\nrelation avoidable(symbol)\nrelation attainable(symbol)\n"
BAN = f"{FORBID}  overrides grant\n"


def remedies(clauses: str, listed: str, *lines: str, more: str = "") -> list[tuple[str, ...]]:
    """What is offered, as `+ relation row` and `- relation row`, with `fact` lines that list what can be changed."""
    knowledge = world(f"{LISTS}{listed}\n{more}{GRANT}{BAN}{clauses}", *lines)
    return _offered(knowledge)


def _offered(knowledge: KnowledgeBase) -> list[tuple[str, ...]]:
    found = knowledge.remedies("u")
    assert all(remedy.verdict.status.allows for remedy in found.found)
    return [
        tuple(
            f"{'-' if edit.withdraw else '+'} {edit.relation} {' '.join(map(str, edit.row))}" for edit in remedy.edits
        )
        for remedy in found.found
    ]


@pytest.mark.parametrize(
    ("listed", "given_up", "brought_about"),
    [
        ("changeable", ["- marked u"], ["+ flagged u"]),
        ("avoidable", ["- marked u"], []),
        ("attainable", [], ["+ flagged u"]),
    ],
)
def test_each_list_is_a_direction(listed: str, given_up: list[str], brought_about: list[str]) -> None:
    facts = f"fact {listed}(marked)\nfact {listed}(flagged)"
    assert remedies("  when Use is marked\n", facts, "is marked") == [(e,) for e in given_up]
    assert remedies("  unless Use is flagged\n", facts) == [(e,) for e in brought_about]


def test_other_uses_stay_as_they_are() -> None:
    another = "use other\n  by org\n  does run thing\n  is marked\n"
    marked = "  when Use is marked\n"
    assert remedies(marked, "fact changeable(marked)", "is flagged", more=another) == []
    assert remedies(marked, "fact changeable(marked)", "is marked", more=another) == [("- marked u",)]


def test_who_makes_the_use_can_change_their_own_and_not_what_others_have() -> None:
    asked = "relation approved(organization)\norganization elsewhere\n"
    needs_own, needs_other = "  unless Use by Org\n     and Org is approved\n", "  unless elsewhere is approved\n"
    assert remedies(needs_own, "fact attainable(approved)", more=asked) == [("+ approved org",)]
    assert remedies(needs_other, "fact attainable(approved)", more=asked) == []


@pytest.mark.slow
def test_artifacts_change_only_where_the_use_decides_on_them() -> None:
    made = "relation made_from(artifact, artifact)\nartifact base\nfact thing made_from base\n"
    when = "  when thing made_from base\n"
    decides = (
        "relation decides_on(use, artifact)\nrelation own(artifact)\n"
        "rule Use decides_on A\n  when does(Use, _, A)\n   and A is own\n"
    )
    assert remedies(when, "fact avoidable(made_from)", more=made) == []
    assert remedies(when, "fact avoidable(made_from)", more=made + decides) == []
    own = f"{made}{decides}fact own(thing)\n"
    assert remedies(when, "fact avoidable(made_from)", more=own) == [("- made_from thing base",)]


def test_the_search_ends_where_nothing_that_can_be_changed_matters() -> None:
    knowledge = world(f"{LISTS}fact changeable(flagged)\n{GRANT}{BAN}  when Use is marked\n", "is marked")
    found = knowledge.remedies("u")
    assert (found.found, found.more) == ((), False)
