"""Changes that allow more, and look in one way or another as if they did not: each is told as one that may, and nothing
is proved of it; and the recorded use whose answer it changes is among those that are asked again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from licet import KnowledgeBase
from licet.changes.policy_changes import Level, PolicyChanges, policy_changes
from licet.knowledge.loading import load
from support.core import CORE
from support.session_policies import laid_down

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


# --- The same in files ---

_GRANTED = (
    'fact not undisclosed_lineage(otter)\norganization big "Big"\n  monthly_users 2023-05 = 1\n'
    "  monthly_users 2023-06 = 800 million\n  not express_grant alpaca_1\n\n"
)
_CLOSED = ("vocabulary", "open relation monthly_users", "relation monthly_users")
_ANY_MONTH = ("alpaca", "monthly_users(Org, 2023-06)", "monthly_users(Org, _)")
_WITH_DATA = (
    ("vocabulary", "improves(use, model)", "improves(use, model, model)"),
    ("vocabulary", "judges(use, model)", "judges(use, model, model)"),
    ("vocabulary", "trains(use, model)", "trains(use, model, model)"),
    ("alpaca", "improves(Use, Model) at", "improves(Use, Material, Model) at"),
    ("alpaca", "Use trains Model", "trains(Use, Model, Material)"),
    ("alpaca", "Use judges Model", "judges(Use, Model, Material)"),
    ("alpaca", "Use improves Model\n  unless", "improves(Use, _, Model)\n  unless"),
    ("world", "trains otter", "trains otter alpaca"),
    ("world", "judges otter", "judges otter alpaca"),
)
_OF_SMALL = (
    (
        "alpaca",
        "  when Use improves Model\n  unless Model descends_from alpaca",
        "  when does(Use, use, Thing)\n   and Thing is small",
    ),
    ("world", 'model alpaca "Alpaca 7B"\n', 'model alpaca "Alpaca 7B"\n  is small\n'),
)
Edit = tuple[str, str, str]
HIDDEN: dict[str, tuple[tuple[Edit, ...], tuple[Edit, ...]]] = {
    "some value, and another": (
        (_CLOSED, _ANY_MONTH),
        (
            (
                "alpaca",
                "unless express_grant(Org, alpaca_1)",
                "unless express_grant(Org, alpaca_1)\n  unless monthly_users(Org, _) < 5",
            ),
        ),
    ),
    "the places of a term": (
        _WITH_DATA,
        (("alpaca", "improves(Use, Material, Model) at", "improves(Use, Model, Material) at"),),
    ),
    "of each thing, not of the use": (
        _OF_SMALL,
        (
            ("alpaca", "forbids Use\n", "forbids Use of Thing\n"),
            (
                "alpaca",
                "   and Thing is small",
                "   and any of\n    - Thing is small\n    - Thing descends_from otter\n  end",
            ),
        ),
    ),
    "a condition, not a covenant": ((), (("alpaca", "to distribute as covenant", "to distribute as condition"),)),
    "a covenant, not a condition": (
        (("alpaca", "to distribute as covenant", "to distribute as condition"),),
        (("alpaca", "to distribute as condition", "to distribute as covenant"),),
    ),
    "a name that means something": (
        (
            ("vocabulary", "relation small(model)", "relation free_to_all(artifact)"),
            ("world", "is small", "is free_to_all"),
            ("world", "use undated_chat", 'use otters "Otter"\n  by acme\n  does use otter\n\nuse undated_chat'),
        ),
        (
            ("vocabulary", "relation free_to_all(artifact)", "relation needs_no_license(artifact)"),
            ("world", "is free_to_all", "is needs_no_license"),
        ),
    ),
    "what leads to a name": (
        (
            ("world", 'model alpaca "Alpaca 7B"', 'model alpaca "Alpaca 7B" hub "ranch/a"'),
            ("world", "Otter 7B", 'Otter 7B" hub "ranch/b'),
        ),
        (("world", "ranch/a", "ranch/c"), ("world", "ranch/b", "ranch/a"), ("world", "ranch/c", "ranch/b")),
    ),
}


def compared(before: KnowledgeBase, after: KnowledgeBase) -> PolicyChanges:
    return policy_changes(before.policies, after.policies, presumptions=True)


def with_edits(folder: Path, edits: Iterable[Edit]) -> KnowledgeBase:
    folder.mkdir()
    laid_down(folder)
    world = folder / "world.licet"
    world.write_text(world.read_text() + "\n" + _GRANTED)
    for name, old, new in edits:
        file = folder / f"{name}.licet"
        text = file.read_text()
        assert old in text, old
        file.write_text(text.replace(old, new))
    return load(folder)


@pytest.mark.parametrize("edit", HIDDEN)
def test_what_can_allow_more_is_said_to(edit: str, tmp_path: Path) -> None:
    before, after = HIDDEN[edit]
    sides = with_edits(tmp_path / "before", before), with_edits(tmp_path / "after", (*before, *after))
    changes = compared(*sides)
    assert changes.proved is None
    assert Level.ERR in changes.levels
    assert changes.renamed == ()


def test_what_was_accepted_before_is_not_accepted_again(tmp_path: Path) -> None:
    looser: Edit = ("alpaca", "> 700 million", "> 800 million")
    before, after = with_edits(tmp_path / "before", ()), with_edits(tmp_path / "after", (looser,))
    (statement,) = compared(before, after).statements
    line = (
        "world",
        'organization big "Big"',
        f'accept "{statement.fingerprint}" because "so counsel says"\n\norganization big "Big"',
    )
    accepted = with_edits(tmp_path / "accepted", (line, looser))
    assert Level.ERR not in compared(before, accepted).levels
    back = with_edits(tmp_path / "back", (line,))
    assert Level.ERR in compared(back, accepted).levels
