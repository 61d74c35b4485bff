from __future__ import annotations

from pathlib import Path

from licet.checks.files import shipped_policies
from licet.editor.workspace import workspace_of
from support.editing import moment_of, project


def test_a_file_belongs_to_its_project(tmp_path: Path) -> None:
    found = workspace_of(project(tmp_path) / "policies" / "world.licet", [tmp_path / "policies"])
    assert (found.folder, found.project) == (tmp_path.resolve(), tmp_path.resolve() / "licet.toml")
    assert found.roots == (tmp_path.resolve() / "policies",)


def test_without_a_project_it_belongs_to_the_innermost_open_folder_or_to_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "mine.licet"
    assert workspace_of(file, [tmp_path, tmp_path / "a"]).roots == (tmp_path.resolve() / "a",)
    assert workspace_of(file).roots == (file.resolve().parent,)


def test_a_shipped_file_belongs_to_the_shipped_policies() -> None:
    shipped = shipped_policies().resolve()
    found = workspace_of(shipped / "uses" / "mine.licet", [shipped.parent, shipped / "uses"])
    assert found.roots == (shipped,)
    assert found.owns(shipped / "vocabulary.licet")


def test_shipped_files_are_not_those_of_a_project(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "licet.toml").write_text('policies = ["policies"]\n')
    found = workspace_of(tmp_path / "policies" / "world.licet")
    assert not found.owns(shipped_policies().resolve() / "vocabulary.licet")
    assert found.owns(tmp_path.resolve() / "policies" / "world.licet")


def test_what_is_wrong_with_a_project_file_is_found_in_it(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "licet.toml").write_text("policies = 3\n")
    moment = moment_of(tmp_path)
    [finding] = moment.findings
    assert finding.code == "E132"
    assert moment.path_of(finding.span) == tmp_path.resolve() / "licet.toml"
    assert moment.has_errors
