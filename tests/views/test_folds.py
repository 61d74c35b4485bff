"""Proofs are short where what they leave out is said once or can be opened."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase
from licet.answers.explanation import explain_use
from licet.views.lines.explanation import explanation_lines
from licet.words.fragments import text_of
from support.small_world import GRANT, world


def lines_of(kb: KnowledgeBase, *, full: bool = False) -> list[str]:
    found = explanation_lines(kb.base, explain_use(kb.base, "u"), width=100, full=full)
    return [text_of(line) for line in found]


@pytest.fixture
def kb() -> KnowledgeBase:
    return world(GRANT, does="run share")


def test_acts_that_a_clause_permits_alike_are_one_line(kb: KnowledgeBase) -> None:
    told = [line for line in lines_of(kb) if "clause one.grant (1) permits" in line]
    assert len(told) == 1
    assert "share" in told[0]
    assert "run" in told[0]
    assert len([line for line in lines_of(kb, full=True) if "clause one.grant (1) is live" in line]) > 0


def test_what_is_without_effect_is_one_fold_at_the_end(kb: KnowledgeBase) -> None:
    told = lines_of(kb)
    (place,) = (i for i, line in enumerate(told) if "considered, and without effect on this" in line)
    assert not any("─" in line for line in told[place + 1 :])


def test_the_day_on_which_a_text_is_in_force_is_told_with_it() -> None:
    told = lines_of(world(GRANT, license=("in force from 2020-01-01",)))
    assert any("in force: " in line and "policy.licet:" in line for line in told)
    assert not any("on(u) = " in line for line in told)


def test_why_a_license_does_not_bind_the_use_is_folded_away_where_another_one_does() -> None:
    beside = 'license two "Two"\n  unread because "x"\nfact thing licensed_under two\n'
    reason = 'relation old(use) "made long ago"\nrule exempt(Use, thing, two)\n  when old(Use)\nfact old(u)\n'
    told = lines_of(world(GRANT + beside + reason))
    (line,) = (line for line in told if "Two (two) does not bind the use" in line)
    assert "steps)" in line
    assert not any("old(u)" in line for line in told)
    full = lines_of(world(GRANT + beside + reason), full=True)
    assert any("old(u)" in line for line in full)
