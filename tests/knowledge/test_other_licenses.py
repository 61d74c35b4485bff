"""What licenses have to do with a question that they are no licenses of: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import licet
from support.core import CORE
from support.effort import effort

_WORLD = f"""{CORE}open relation useful(artifact)
action run
duty attribute "name its author"
organization acme "Acme"
artifact one_model "One"
fact one_model licensed_under l0
use chat "Chat"
  by acme
  on 2025-01-01
  does run one_model
"""
_USE = "by acme; on 2025-01-01; does run one_model"


def _licenses(count: int) -> str:
    return "".join(
        f'license l{i} "L{i}"\nclause l{i}.grant at "1"\n  permits Use\n  when does(Use, _, _)\n'
        f'clause l{i}.limit at "2"\n  forbids Use to run\n  when does(Use, _, X)\n   and X is useful\n'
        f'clause l{i}.notice at "3"\n  requires attribute of Use as condition\n  when does(Use, _, _)\n'
        for i in range(count)
    )


def _policies(folder: Path, licenses: int) -> licet.KnowledgeBase:
    path = folder / f"{licenses}.licet"
    path.write_text(_WORLD + _licenses(licenses))
    return licet.load(path)


def _work(kb: licet.KnowledgeBase) -> int:
    return effort(lambda: kb.ask(_USE))


@pytest.mark.parametrize(("warm", "most"), [(False, 1.5), (True, 1.02)], ids=["the first question", "a later one"])
def test_a_question_costs_the_same_however_many_other_licenses_there_are(
    tmp_path: Path, warm: bool, most: float
) -> None:
    few, many = (_policies(tmp_path, count) for count in (10, 60))
    assert str(few.ask("chat").status) == str(many.ask("chat").status)
    if warm:
        few.ask(_USE)
        many.ask(_USE)
    assert _work(many) <= most * _work(few)


def test_a_proof_says_nothing_of_other_licenses(tmp_path: Path) -> None:
    few, many = (_policies(tmp_path, count).why("chat") for count in (10, 20))
    assert [len(ground.proof.steps) for ground in few.grounds] == [len(ground.proof.steps) for ground in many.grounds]
