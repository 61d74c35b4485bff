"""Only uses that a change can reach are asked again: held to asking all of them; and which way changes go."""

from __future__ import annotations

from pathlib import Path

import pytest

from licet.changes.policy_changes import PolicyChanges, policy_changes
from licet.changes.reach import Reaching
from licet.changes.uses import parts_of_answer
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.verdict.judge import judge_use
from licet.verdict.presumptions import with_presumptions
from support.session_policies import laid_down

EDITS = {
    "a threshold": ("alpaca", "> 700 million", "> 500 million"),
    "an exception gone": ("alpaca", "  unless express_grant(Org, alpaca_1)\n", ""),
    "a condition gone": (
        "alpaca",
        "  when Use by Org\n   and monthly_users",
        "  when Use by Org\n   and not monthly_users",
    ),
    "an act": ("alpaca", "permits Use to use, copy, distribute", "permits Use to use, copy"),
    "a duty": ("alpaca", "to distribute as covenant", "to use, distribute as condition"),
    "what a clause overrides": ("alpaca", "  overrides grant\n", ""),
    "a reading": ("alpaca", "      - Use judges Model\n", ""),
    "a day": ("alpaca", "in force from 2023-01-01", "in force from 2023-09-15"),
    "silence": ("alpaca", "silence means not granted", "silence means permitted"),
    "lineage": ("vocabulary", "rule Model descends_from Ancestor\n  when Model derived_from Ancestor\n", ""),
    "absence": ("vocabulary", "open relation express_grant", "presumed relation express_grant"),
    "another absence": ("vocabulary", "open relation monthly_users", "relation monthly_users"),
    "what nobody knows of one thing": (
        "vocabulary",
        'action use "run it"\n',
        "open relation is_abroad(organization)\nrelation from_abroad(use)\n"
        "relation undecided(use, artifact, text)\n\n"
        "rule Use is from_abroad\n  when Use by Org\n   and is_abroad(Org)\n\n"
        'rule undecided(Use, Thing, "whoever is abroad has other terms")\n  when Use is from_abroad\n'
        "   and does(Use, _, Thing)\n   and Thing derived_from alpaca\n\n"
        'action use "run it"\n',
    ),
    "an exemption for one thing": (
        "vocabulary",
        'action use "run it"\n',
        'rule exempt(Use, alpaca, alpaca_1)\n  when Use by acme\n\naction use "run it"\n',
    ),
    "a fact of a thing": ("world", "  licensed_under alpaca_1\n", ""),
    "a use": ("world", "  judges otter\n", "  trains otter\n"),
}

OF_NO_USE = {"an exception gone", "an act", "lineage", "absence"}
"""Those that change the answer of no declared use."""


def edited(folder: Path, edit: str) -> KnowledgeBase:
    name, old, new = EDITS[edit]
    laid_down(folder)
    file = folder / f"{name}.licet"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return load(folder)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return load(laid_down(tmp_path_factory.mktemp("before")))


def found(before: KnowledgeBase, after: KnowledgeBase) -> PolicyChanges:
    return policy_changes(before.policies, after.policies, presumptions=True)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
def test_no_use_whose_answer_changes_is_passed_over(before: KnowledgeBase, edit: str, tmp_path: Path) -> None:
    after = edited(tmp_path, edit)
    changed = set()
    for name in before.vocabulary.members("use"):
        answers = [with_presumptions(kb.base, judge_use(kb.base, name)) for kb in (before, after)]
        if parts_of_answer(*answers):
            changed.add(name)
    assert {c.use.name for c in found(before, after).uses.changes if c.use.test is None} == changed
    assert bool(changed) == (edit not in OF_NO_USE)


@pytest.mark.parametrize("edit", EDITS)
def test_every_change_of_an_answer_has_a_statement_that_weighs(
    before: KnowledgeBase, edit: str, tmp_path: Path
) -> None:
    changes = found(before, edited(tmp_path, edit))
    assert changes.proved is None
    assert any(s.level is not None for s in changes.statements)
    assert all(w.before != w.after for s in changes.statements for w in s.witnesses)


@pytest.mark.parametrize(
    ("edit", "direction"),
    [
        ("a threshold", "stricter"),
        ("an exception gone", "stricter"),
        ("an act", "stricter"),
        ("a duty", "both"),  # it is a condition now, and was a covenant
        ("a reading", "looser"),
        ("silence", "undecided"),  # no act is left to it: all that there are is granted
    ],
)
def test_which_way_a_change_goes(before: KnowledgeBase, edit: str, direction: str, tmp_path: Path) -> None:
    (statement,) = found(before, edited(tmp_path, edit)).statements
    assert statement.direction == direction


def test_the_same_policies_differ_in_nothing(before: KnowledgeBase) -> None:
    changes = found(before, before)
    assert (changes.statements, changes.uses.changes, changes.uses.asked) == ((), (), 0)
    assert changes.proved == "the rules and facts are the same"
    assert Reaching.between(before.base, before.base).changed == frozenset()


def test_the_order_of_files_and_statements_changes_nothing(before: KnowledgeBase, tmp_path: Path) -> None:
    laid_down(tmp_path)
    (tmp_path / "world.licet").rename(tmp_path / "a.licet")
    text = (tmp_path / "vocabulary.licet").read_text()
    (tmp_path / "vocabulary.licet").write_text("\n\n".join(reversed(text.split("\n\n"))))
    changes = found(before, load(tmp_path))
    assert (changes.statements, changes.uses.asked) == ((), 0)


def test_a_position_changes_what_counts_for_who_takes_it(before: KnowledgeBase, tmp_path: Path) -> None:
    laid_down(tmp_path)
    adoption = 'adopt reading parameters of improves\n  for acme\n  by "counsel" on 2023-02-01\n'
    (tmp_path / "position.licet").write_text(adoption)
    changes = found(before, load(tmp_path))
    assert [c.use.name for c in changes.uses.changes if "operative" in c.differing] == ["judge_otter"]
