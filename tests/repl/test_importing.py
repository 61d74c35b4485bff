"""`licet import`: text on stdout or in a file, all of it or nothing, and what was left out on stderr."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

CARD = "---\nlicense: {}\nbase_model: meta-llama/Llama-3.1-8B\n---\n"
MAP = 'hub = "repo"\nlicense = "license"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a card, rows, a bill of materials and a table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(CARD.format("mit"), "utf-8")
    (tmp_path / "rows.jsonl").write_text('{"id": "a/b", "license": "mit"}\n{\n', "utf-8")
    model = {"type": "machine-learning-model", "name": "m", "licenses": [{"license": {"id": "MIT"}}]}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [model]}
    (tmp_path / "bom.json").write_text(json.dumps(bom), "utf-8")
    (tmp_path / "t.csv").write_text("repo,license\na/b,mit\n", "utf-8")
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_a_card_becomes_text_that_can_be_checked_and_asked(run) -> None:
    status, out, err = run("import", "card", "README.md", "--hub", "acme/phoenix", "--output", "phoenix.licet")
    assert (status, out, err) == (0, "", "")
    assert run("fmt", "--check", "phoenix.licet")[0] == 0
    status, out, err = run("check", "--with", "phoenix.licet")
    assert status == 0
    assert "W405" in out + err
    status, out, _ = run("ask", "by acme; on 2026-05-01; distributes hf:acme/phoenix", "--with", "phoenix.licet")
    assert status == 3
    assert "llama_3_1" in out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [("card", "README.md"), ("bom", "bom.json"), ("csv", "t.csv", "--map", "map.toml"), ("hub", "rows.jsonl")],
)
def test_each_source_goes_to_stdout(run, words: tuple[str, ...]) -> None:
    status, out, err = run("import", *words)
    assert "licensed_under mit_license" in out
    assert (status, "E704" in err) == ((1, True) if words[0] == "hub" else (0, False))


def test_nothing_is_written_over_or_half_written(run, folder: Path) -> None:
    target = folder / "out.licet"
    target.write_text("# mine\n", "utf-8")
    status, _, err = run("import", "card", "README.md", "--output", "out.licet")
    assert (status, "--force" in err, target.read_text("utf-8")) == (2, True, "# mine\n")
    assert run("import", "card", "README.md", "--output", "out.licet", "--force")[0] == 0
    assert "licensed_under" in target.read_text("utf-8")
    assert run("import", "card", "README.md", "--output", "nowhere/out.licet")[0] == 2
    (folder / "bad.md").write_text("no front matter", "utf-8")
    assert run("import", "card", "bad.md", "--output", "bad.licet")[0] == 2
    assert not (folder / "bad.licet").exists()
    assert sorted(p.name for p in folder.iterdir() if p.suffix not in (".md", ".json", ".jsonl", ".csv", ".toml")) == [
        "out.licet"
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("card", "nowhere.md"),
        ("card", "README.md", "README.md", "--hub", "a/b"),
        ("hub", "nowhere.jsonl"),
        ("hub", "bad.parquet"),
        ("bom", "README.md"),
        ("csv", "t.csv", "--map", "README.md"),
        ("csv", "t.csv", "--map", "nowhere.toml"),
        ("csv", "bad.parquet", "--map", "map.toml"),
        ("card", "bad.parquet"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(run, folder: Path, words: tuple[str, ...]) -> None:
    (folder / "bad.parquet").write_bytes(b"\xff\xfe no parquet")
    status, out, err = run("import", *words)
    assert (status, out) == (2, "")
    assert err.startswith("error[")
    assert "Traceback" not in err


@pytest.mark.usefixtures("folder")
def test_one_card_that_cannot_be_read_does_not_stop_the_others(run, folder: Path) -> None:
    (folder / "bad.md").write_text("no front matter", "utf-8")
    status, out, err = run("import", "card", "bad.md", "README.md")
    assert (status, "licensed_under" in out, "E701" in err) == (1, True, True)


@pytest.mark.usefixtures("folder")
def test_a_package_that_is_not_installed_is_named(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    status, out, err = run("import", "card", "README.md")
    assert (status, out) == (2, "")
    assert "PyYAML" in err
    assert "pip install 'licet[import]'" in err


def test_tables_of_facts_are_written_whole_or_not_at_all(run, folder: Path) -> None:
    assert run("import", "hub", "rows.jsonl", "--tables", "facts")[0] == 1
    whole = {path.name: path.read_bytes() for path in (folder / "facts").iterdir()}
    assert {"things.parquet", "licensed_under.parquet", "tables.json"} <= whole.keys()
    assert run("import", "hub", "rows.jsonl", "--tables", "facts")[0] == 2
    for source in ("nowhere.jsonl", "nowhere.parquet"):
        status, _, err = run("import", "hub", source, "--tables", "facts", "--force")
        assert (status, f"`{source}` cannot be read" in err) == (2, True)
    assert run("import", "hub", "rows.jsonl", "--tables", "facts", "--output", "x.licet")[0] == 2
    assert run("import", "hub", "rows.jsonl", "--tables", "README.md", "--force")[0] == 2
    assert run("import", "hub", "rows.jsonl", "--tables", "nowhere/facts")[0] == 2
    assert {path.name: path.read_bytes() for path in (folder / "facts").iterdir()} == whole
    assert [path.name for path in folder.iterdir() if path.name.startswith(".facts")] == []
    assert run("import", "card", "README.md", "--hub", "acme/x", "--tables", "facts", "--force")[0] == 0
    assert {path.name: path.read_bytes() for path in (folder / "facts").iterdir()} != whole
