"""What two versions of policies have in common is found out once, and nothing else is shared."""

from __future__ import annotations

from pathlib import Path

from licet.changes.reach import Reaching
from licet.knowledge.loading import load
from licet.logic.ir import Fact
from licet.verdict.base import Base
from licet.verdict.judge import judge
from support.effort import effort
from support.session_policies import laid_down


def _laid_down(folder: Path) -> Base:
    folder.mkdir()
    return load(laid_down(folder)).policies.base


def _edited(folder: Path) -> Base:
    _laid_down(folder)
    file = folder / "alpaca.licet"
    file.write_text(file.read_text().replace("> 700 million", "> 500 million"))
    return load(folder).policies.base


def test_what_a_change_cannot_reach_is_found_out_once(tmp_path: Path) -> None:
    one, other, alone = _laid_down(tmp_path / "one"), _edited(tmp_path / "other"), _edited(tmp_path / "alone")
    first, second = Reaching.between(one, other).common.side_by_side(one, other)
    use = min(one.vocabulary.members("use"))
    judge(first, use)
    assert 2 * effort(lambda: judge(second, use)) < effort(lambda: judge(alone, use))
    assert judge(second, use) == judge(alone, use)


def test_bases_with_different_facts_laid_upon_them_share_nothing(tmp_path: Path) -> None:
    one, other = _laid_down(tmp_path / "one"), _edited(tmp_path / "other")
    common = Reaching.between(one, other).common
    layer = one.edited([Fact("by", (min(one.vocabulary.members("use")), "acme"))], ())
    assert common.side_by_side(layer, other) == (layer, other)
    assert common.side_by_side(other, other) == (other, other)
