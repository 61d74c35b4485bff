from __future__ import annotations

from pathlib import Path

from support.editing import moment_of, project, source_of
from support.session_policies import LICENSE, WORLD

BROKEN = WORLD.replace('"Otter 7B"', '"Otter 7B', 1)


def test_unsaved_texts_stand_in_place_of_files(tmp_path: Path) -> None:
    moment = moment_of(project(tmp_path), {"world.licet": BROKEN})
    assert [d.code for d in moment.findings if d.is_error] == ["E104"]
    assert not moment_of(tmp_path).has_errors


def test_only_what_changed_is_parsed_again(tmp_path: Path) -> None:
    before = moment_of(project(tmp_path))
    after = moment_of(tmp_path, {"world.licet": BROKEN}, before)
    same = [name for name in after.files if after.read[name] is before.read[name]]
    assert same == ["policies/alpaca.licet", "policies/vocabulary.licet"]


def test_earlier_moments_change_no_finding(tmp_path: Path) -> None:
    before = moment_of(project(tmp_path), {"alpaca.licet": LICENSE.replace("grant", "granted", 1)})
    assert moment_of(tmp_path, {"world.licet": BROKEN}, before).findings == (
        moment_of(tmp_path, {"world.licet": BROKEN}).findings
    )


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    moment = moment_of(project(tmp_path))
    assert moment.name_of(tmp_path / "policies" / "alpaca.licet") == "policies/alpaca.licet"
    assert moment.name_of(tmp_path / "other.licet") is None
    assert moment.home("policies/alpaca.licet") == "alpaca_1"
    assert source_of(moment, "policies/alpaca.licet").text == LICENSE
