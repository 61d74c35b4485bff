from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from licet.editor.snapshot import snapshot
from licet.editor.workspace import Workspace
from support.editing import moment_of, project, source_of
from support.session_policies import LICENSE, VOCABULARY, WORLD

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


THINGS, OWN = WORLD[: WORLD.index("model alpaca_chat")], WORLD[WORLD.index("model alpaca_chat") :]
CHANGED = {
    "nothing": "",
    "a name that nothing declares": "fact otterr is small\n",
    "a name declared twice": 'model otter "Otter"\naction copy "copy"\n',
    "a broken statement": "model (\n",
    "a clause of a license beneath": 'clause alpaca_1.more at "9"\n  quote "No."\n  forbids Use\n',
    "a license based on one beneath": 'license beta_1 "Beta"\n  based_on alpaca_1\n  without clause nothing\n',
    "a rule about what is beneath": "rule M is small\n  when M descends_from O\n   and O is small\n",
    "an unstratified rule": "rule X derived_from Y\n  when X is small\n   and Y is small\n  unless X comes_from Y\n",
    "a second term": 'term improves(U, M)\n  reading a ""\n    when U trains M\n  reading b ""\n    when U judges M\n',
    "a name beneath that a test gives": 'test "t"\n  given use copy\n    - by acme\n  expect forbidden\n',
    "a relation declared twice": "relation judges(use, model)\n",
}


@pytest.mark.parametrize("added", CHANGED.values(), ids=CHANGED)
def test_policies_beneath_that_are_checked_before_make_no_difference(tmp_path: Path, added: str) -> None:
    """What stands beside the policies that come with Licet has the findings that checking all together gives."""
    folder = tmp_path.resolve()
    beneath, file = folder / "beneath", folder / "world.licet"
    beneath.mkdir()
    for name, text in {"vocabulary.licet": VOCABULARY, "alpaca.licet": LICENSE, "things.licet": THINGS}.items():
        (beneath / name).write_text(text)
    file.write_text(OWN + added)
    together = Workspace(folder, (folder,))
    beside = replace(together, beside=beneath)
    whole, apart = snapshot(together, {}), snapshot(beside, {})
    assert [d for d in whole.findings if d.span is None or d.span.file == "world.licet"] == list(apart.findings)
    assert apart.vocabulary == whole.vocabulary
    again = snapshot(beside, {file: OWN}, apart)
    assert again.beneath is apart.beneath
    assert again.findings == ()


def test_two_moments_with_the_same_texts_say_the_same(tmp_path: Path) -> None:
    before = moment_of(project(tmp_path))
    assert before.says_the_same_as(moment_of(tmp_path, {"world.licet": WORLD}, before))
    assert not before.says_the_same_as(moment_of(tmp_path, {"world.licet": f"# why\n{WORLD}"}, before))
