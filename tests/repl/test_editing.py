"""`source NAME`: the editor, and what comes of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from licet.checks.files import shipped_policies
from licet.knowledge.loading import load
from licet.repl.prompt import source_files
from licet.repl.prompt.carry_out import advance
from licet.repl.prompt.surroundings import Surroundings, editor_command
from licet.repl.screen.show import as_text
from licet.repl.session.session import Session, session_over
from support.session_policies import FILES
from support.sessions import WIDE, say


def over(folder: Path) -> Session:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return session_over(load(folder), (folder,))


def test_the_editor_is_opened_at_the_line_and_what_changed_is_loaded(tmp_path: Path) -> None:
    session, _ = say(over(tmp_path), "ask train_otter")
    opened: list[tuple[Path, int]] = []

    def edit(path: Path, line: int) -> None:
        opened.append((path, line))
        path.write_text(path.read_text().replace("  overrides grant\n", "  overrides grant, notice_kept\n", 1))

    after, output = advance(session, "source no_improving", Surroundings(edit=edit))
    assert output.status == 2
    after, output = advance(session, "source alpaca_1.no_improving", Surroundings(edit=edit))
    assert opened == [(tmp_path / "alpaca.licet", 11)]
    assert as_text(output, WIDE).startswith("loaded 3 files")
    assert "notice_kept" in as_text(say(after, "show clause no_improving")[1], WIDE)


def test_nothing_is_loaded_where_nothing_was_changed(tmp_path: Path) -> None:
    session = over(tmp_path)
    after, output = advance(session, "source train_otter", Surroundings(edit=lambda *_: None))
    assert as_text(output, WIDE) == "no file was changed\n"
    assert after.knowledge is session.knowledge


def test_editors_are_called_as_they_want_to_be(tmp_path: Path) -> None:
    file = tmp_path / "a.licet"
    assert editor_command({}, file, 3) == ["vi", "+3", str(file)]
    assert editor_command({"EDITOR": "nano"}, file, 3) == ["nano", "+3", str(file)]
    assert editor_command({"EDITOR": "vi", "VISUAL": "code -n"}, file, 3) == [
        "code",
        "-n",
        "--wait",
        "--goto",
        f"{file}:3",
    ]
    assert editor_command({"VISUAL": "hx"}, file, 3) == ["hx", f"{file}:3"]


def test_a_file_of_the_installed_package_is_opened_as_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = over(tmp_path)
    monkeypatch.setattr(source_files, "shipped_policies", lambda: tmp_path)
    opened: list[Path] = []

    def look(path: Path, line: int) -> None:
        opened.append(path)
        assert (path.name, line, path.stat().st_mode & 0o222) == ("alpaca.licet", 11, 0)
        assert path.read_text() == FILES["alpaca.licet"]

    after, output = advance(session, "source alpaca_1.no_improving", Surroundings(edit=look))
    assert as_text(output, WIDE) == "`alpaca.licet` comes with Licet: that was a copy, to read\n"
    assert after is session
    assert [path.exists() or path.parent.exists() for path in opened] == [False]

    def write(path: Path, _: int) -> None:
        opened.append(path)
        path.chmod(0o644)
        path.write_text("nonsense\n")

    _, output = advance(session, "source alpaca_1.no_improving", Surroundings(edit=write))
    assert " ".join(as_text(output, WIDE).split()).endswith(f"stays as it is; what you wrote is in {opened[-1]}")
    assert opened[-1].read_text() == "nonsense\n"
    assert (tmp_path / "alpaca.licet").read_text() == FILES["alpaca.licet"]
    shutil.rmtree(opened[-1].parent)


def test_a_file_beside_those_of_the_installed_package_is_opened_itself(tmp_path: Path) -> None:
    mine = tmp_path / "mine.licet"
    assert not source_files.is_installed(mine, (shipped_policies(), mine))
    assert source_files.is_installed(shipped_policies() / "vocabulary.licet", (shipped_policies(), mine))
    assert not source_files.is_installed(Path("policies/vocabulary.licet"), (Path("policies"),))
