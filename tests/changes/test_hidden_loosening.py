"""Changes that allow more, and look in one way or another as if they did not: each is told as one that may, and nothing
is proved of it; and the recorded use whose answer it changes is among those that are asked again."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase
from licet.changes.policy_changes import PolicyChanges, policy_changes
from support.core import CORE

_WORLD = f"""{CORE}
kind model is artifact "a trained model"
kind place "somewhere"
kind town is place "a town"
place france "France"
town rome "Rome"
action use "run it"
duty notice "keep the notice"
relation small(organization) "is small"
relation near(organization) "is near"
relation known(use) "is known"
open relation quiet(organization) "is quiet"
open relation size(organization) = number "how large it is"
open relation seat(organization) = place "where it sits"
relation count_of(organization) = number "what it counts"
relation label_of(organization) = text "what it is labelled"
relation marked(organization, symbol) "has that mark"
relation excludes(symbol, symbol) "nothing is both"
relation offered_under(artifact, license) "under that at choice"

organization maker "A maker"
organization another "Another"
organization one "One"
  is small
  count_of = 3
model thing "A thing"
  licensed_under terms
  not undisclosed_lineage
use recorded "Recorded"
  by one
  on 2023-09-01
  does use thing
use recorded_of_nobody "Of which nobody says who makes it"
  on 2023-09-01
  does use thing

license terms "Terms"
  licensor maker
  silence means not granted
"""
_GRANT = 'clause terms.grant at "1"\n  permits Use\n'
_BAD = 'clause terms.bad at "2"\n  forbids Use\n  overrides terms.grant\n  when Use by Org\n'
_NEAR = "rule Org is near\n  when count_of(Org) = N\n   and N < 5\n\n"
_NEAR_BY_LABEL = 'rule Org is near\n  when label_of(Org) = N\n   and N = "x"\n\n'
_PRODUCT = "rule Org is near\n  when size(Org) = N\n   and N * N > 10\n\n"
_TERM = (
    'term important(Org) of terms at "2"\n'
    '  reading one "one"\n    when Org is small\n  reading other "other"\n    when Org is small\n'
)
_NEVER = '  reading never "never"\n    when Org is small\n     and not Org is small\n'
_TERM_RELATION = 'relation important(organization) "counts"\n\n'
_EITHER = "any of\n{0}- {1}\n{0}- not {1}\n{0}end\n"

CHANGES = {
    "one name for numbers and for texts": (
        _NEAR + _NEAR_BY_LABEL + _GRANT + _BAD + "   and Org is near\n",
        _NEAR_BY_LABEL + _GRANT + _BAD + "   and Org is near\n",
    ),
    "a fact about somebody whom no use leads to": (
        "fact marked(another, a)\n\n" + _GRANT + _BAD + "   and marked(_, a)\n",
        _GRANT + _BAD + "   and marked(_, a)\n",
    ),
    "a value that nobody can have any more": (
        'place mars "Mars"\n\n' + _GRANT + _BAD + "  unless seat(Org) = france\n  unless seat(Org) = rome\n",
        _GRANT + _BAD + "  unless seat(Org) = france\n  unless seat(Org) = rome\n",
    ),
    "a reading that comes": (
        _TERM_RELATION + _TERM + "\n" + _GRANT + _BAD + "   and important(Org)\n",
        _TERM_RELATION + _TERM + _NEVER + "\n" + _GRANT + _BAD + "   and important(Org)\n",
    ),
    "a reading that goes": (
        _TERM_RELATION + _TERM + _NEVER + "\n" + _GRANT + _BAD + "  unless important(Org)\n",
        _TERM_RELATION + _TERM + "\n" + _GRANT + _BAD + "  unless important(Org)\n",
    ),
    "so or not so, of a maker that is not said": (
        _GRANT + "  when " + _EITHER.format("   ", "Use by one"),
        _GRANT,
    ),
    "so or not so, of a value that is not known": (
        _PRODUCT + _GRANT + "  when Use by Org\n   and " + _EITHER.format("     ", "Org is near"),
        _PRODUCT + _GRANT + "  when Use by Org\n",
    ),
    "what was only concluded": (
        'concluded relation fine(use) "is fine"\n\nrule Use is fine\n  when Use by Org\n   and Org is quiet\n\n'
        + _GRANT + "  when Use is fine\n",
        'relation fine(use) "is fine"\n\nrule Use is fine\n  when Use by Org\n   and Org is quiet\n\n'
        + _GRANT + "  when Use is fine\n",
    ),
    "what excluded each other": (
        "fact excludes(small, near)\n\n" + _GRANT + _BAD + "   and Org is small\n  unless Org is near\n",
        _GRANT + _BAD + "   and Org is small\n  unless Org is near\n",
    ),
}  # fmt: skip


def _base(text: str) -> KnowledgeBase:
    return KnowledgeBase.parse(f"{_WORLD}\n{text}")


def _found(change: str) -> tuple[KnowledgeBase, KnowledgeBase, PolicyChanges]:
    before, after = map(_base, CHANGES[change])
    return before, after, policy_changes(before.policies, after.policies)


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_proved_of_it(change: str) -> None:
    _, _, found = _found(change)
    assert found.proved is None
    assert any(s.direction in ("looser", "both", "undecided") for s in found.statements)


@pytest.mark.parametrize("change", CHANGES)
def test_every_recorded_use_that_has_another_answer_is_told(change: str) -> None:
    before, after, found = _found(change)
    differing = {use for use in before.vocabulary.members("use") if before.ask(use).status is not after.ask(use).status}
    assert {c.use.name for c in found.uses.changes} >= differing


def test_a_license_at_choice_can_go_either_way() -> None:
    other = (
        'license other "Other"\n  licensor maker\n  silence means permitted\n\n'
        "fact offered_under(thing, other)\nfact offered_under(thing, terms)\n\n"
    )
    clause = 'clause terms.bad at "2"\n  forbids Use\n  overrides terms.grant\n  when Use by Org\n'
    before, after = (_base(other + _GRANT + clause + more) for more in ("   and Org is small\n", ""))
    found = policy_changes(before.policies, after.policies)
    (statement,) = found.statements
    assert statement.direction == "both"


def test_what_a_name_stands_for_is_not_renamed() -> None:
    purposes = 'kind purpose "a purpose"\nrelation for_purpose(use, purpose) "is for it"\npurpose {0} "{1}"\n\n'
    clause = _GRANT + 'clause terms.bad at "2"\n  forbids Use\n  overrides terms.grant\n  when Use for_purpose {0}\n'
    before, after, same = (
        _base((purposes + clause).format(*words))
        for words in (("war", "weapons"), ("knit", "knitting"), ("arms", "weapons"))
    )
    assert policy_changes(before.policies, after.policies).renamed == ()
    assert policy_changes(before.policies, same.policies).renamed == (("war", "arms"),)


def test_what_is_declared_counts_beside_what_is_stated_in_the_same_statement() -> None:
    clause = _GRANT + _BAD + "  unless Org is quiet\n"
    relation = 'concluded relation fine(use) "is fine"\n\nrule Use is fine\n  when Use by Org\n   and Org is quiet\n\n'
    before = relation + _GRANT + "  when Use is fine\n"
    after = before.replace("concluded relation", "open relation")
    found = policy_changes(_base(before).policies, _base(after).policies)
    assert {s.direction for s in found.statements} & {"looser", "both"}
    quiet = clause.replace("clause terms.grant", 'town oslo "Oslo"\n\nclause terms.grant')
    (statement,) = policy_changes(_base(clause).policies, _base(quiet).policies).statements
    assert statement.direction == "undecided"
