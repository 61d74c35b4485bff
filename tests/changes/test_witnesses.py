"""Uses that show what a change does: looked for where it says something else, and answering as it is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from licet import Status
from licet.changes.policy_changes import StatementChange, policy_changes
from licet.changes.sentences import sentences_of
from licet.changes.uses import comes_to, parts_of_answer
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from support.session_policies import laid_down

Edit = tuple[str, str, str]
"""A file, what stands in it, and what stands there after; what is added to it where the first is empty."""

REVIEWED = (
    "alpaca",
    'clause notice_kept at "4"',
    'clause review at "5"\n  forbids Use\n  overrides grant\n  when Use is odd\n   and Use by Org\n'
    '   and not is_reviewed(Use)\n\nclause notice_kept at "4"',
)
OPEN = ("vocabulary", 'action use "run it"', 'open relation is_reviewed(use)\nrelation odd(use)\n\naction use "run it"')
TWO_BOUNDS = (
    "alpaca",
    'clause notice_kept at "4"',
    'clause few_users at "3.1"\n  withholds grant\n  when Use by Org\n   and Use trains Model\n'
    '   and monthly_users(Org, 2024-01) > 40 million\n\nclause notice_kept at "4"',
)


def made(folder: Path, edits: Sequence[Edit]) -> KnowledgeBase:
    folder.mkdir()
    laid_down(folder)
    for name, old, new in edits:
        file = folder / f"{name}.licet"
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert old in text
        file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
    return load(folder)


def meaning(folder: Path, *edits: Edit, base: Sequence[Edit] = ()) -> StatementChange:
    """What the one statement that the edits change means; each of its witnesses is asked as it is to be pasted."""
    sides = (made(folder / "before", base), made(folder / "after", [*base, *edits]))
    (statement,) = policy_changes(sides[0].policies, sides[1].policies).statements
    for witness in statement.witnesses:
        pasted = [(kb.assume(witness.text) if witness.text else kb).ask(witness.use) for kb in sides]
        assert tuple(map(comes_to, pasted)) == witness.answers
        assert parts_of_answer(*pasted)
    return statement


def adopted(reading: str) -> str:
    return f'adopt reading {reading} of improves\n  for acme\n  by "counsel" on 2023-02-01\n'


@pytest.mark.parametrize(
    ("before", "after", "direction", "said"),
    [("any_help", "parameters", "looser", "now permits"), ("parameters", "any_help", "stricter", "now refuses")],
)
def test_another_adopted_reading_goes_the_way_of_what_it_makes_of_answers(
    tmp_path: Path, before: str, after: str, direction: str, said: str
) -> None:
    change = ("position", adopted(before), adopted(after))
    found = meaning(tmp_path, change, base=[("position", "", adopted(before))])
    assert found.direction == direction
    assert sentences_of(found) == (f"{said} `judge_otter`",)


@pytest.mark.parametrize(
    ("before", "after", "answers"),
    [
        ("from 2023-01-01", "from 2022-01-01", (Status.NOT_GRANTED, Status.PERMITTED)),
        ("from 2023-01-01", "from 2024-01-01", (Status.PERMITTED, Status.NOT_GRANTED)),
        ("from 2023-01-01", "from 2023-01-01 until 2024-01-01", (Status.PERMITTED, Status.NOT_GRANTED)),
    ],
)
def test_days_in_force_are_looked_at_where_they_begin_and_end(
    tmp_path: Path, before: str, after: str, answers: tuple[Status, Status]
) -> None:
    found = meaning(tmp_path, ("alpaca", f"in force {before}", f"in force {after}"))
    assert found.witnesses[0].answers == answers
    assert found.direction == ("looser" if answers[1] is Status.PERMITTED else "stricter")


def test_what_is_no_longer_taken_as_not_so_is_shown_where_a_clause_asks_for_it(tmp_path: Path) -> None:
    closed = ("vocabulary", "open relation is_reviewed", "relation is_reviewed")
    found = meaning(tmp_path, closed, base=[OPEN, REVIEWED])
    assert (found.direction, found.witnesses[0].answers) == ("stricter", (Status.UNKNOWN, Status.FORBIDDEN))


def test_what_is_said_of_an_organization_is_shown_by_a_use_of_its_own(tmp_path: Path) -> None:
    partners = ("vocabulary", 'action use "run it"', 'relation partner(organization)\n\naction use "run it"')
    guest = ("world", 'organization acme "Acme"', 'organization guest "Guest"\n\norganization acme "Acme"')
    only = ("alpaca", "  unless express_grant(Org, alpaca_1)", "  unless express_grant(Org, alpaca_1)\n\n"
            'clause only_partners at "3.2"\n  withholds grant\n  when Use by Org\n  unless partner(Org)')  # fmt: skip
    said = ("world", 'organization guest "Guest"\n', 'organization guest "Guest"\n  partner\n')
    found = meaning(tmp_path, said, base=[partners, guest, only])
    assert (found.direction, found.witnesses[0].answers) == ("looser", (Status.NOT_GRANTED, Status.UNKNOWN))
    assert "  by guest\n" in found.witnesses[0].text


def test_a_change_of_a_number_is_not_shown_by_a_use_that_answers_the_same(tmp_path: Path) -> None:
    found = meaning(tmp_path, ("alpaca", "> 700 million", "> 500 million"), base=[TWO_BOUNDS])
    assert found.direction == "stricter"
    assert all("does" in w.text for w in found.witnesses)
