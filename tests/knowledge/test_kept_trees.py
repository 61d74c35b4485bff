"""Parsed files that are kept are what parsing gives, and nothing else is taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from licet.checks.files import load_modules, shipped_policies
from licet.grammar import parser
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import SourceFile
from licet.knowledge.kept_trees import KeptTrees

SOURCE = SourceFile("a.licet", 'kind person "who" also "somebody"\n# a comment\nperson ann "Ann"\n')


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are parsed, as they are."""
    names: list[str] = []
    real = parser.parse_module

    def counting(source: SourceFile):
        names.append(source.name)
        return real(source)

    monkeypatch.setattr(parser, "parse_module", counting)
    return names


@pytest.mark.thorough
def test_the_shipped_policies_are_what_they_are_parsed_into(tmp_path: Path, parsed: list[str]) -> None:
    first = load_modules([shipped_policies()], KeptTrees(tmp_path).read)
    assert len(parsed) == len(first[0])
    assert load_modules([shipped_policies()], KeptTrees(tmp_path).read) == first
    assert len(parsed) == len(first[0])


@pytest.mark.parametrize(
    ("other", "again"),
    [
        (SOURCE, False),
        (SourceFile("b.licet", SOURCE.text), True),
        (SourceFile(SOURCE.name, SOURCE.text + "\n"), True),
    ],
)
def test_a_tree_is_of_a_name_and_a_text(tmp_path: Path, parsed: list[str], other: SourceFile, again: bool) -> None:
    KeptTrees(tmp_path).parse(SOURCE)
    found = KeptTrees(tmp_path).parse(other)
    assert len(parsed) == 1 + again
    assert found == parser.parse_module(other)


def test_what_has_errors_is_parsed_each_time(tmp_path: Path) -> None:
    broken = SourceFile("a.licet", "kind\n")
    assert KeptTrees(tmp_path).parse(broken) == KeptTrees(tmp_path).parse(broken)
    assert KeptTrees(tmp_path).parse(broken)[1]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("spoil", ["cut", "other", "link", "open"])
def test_what_was_put_in_its_place_is_not_taken(tmp_path: Path, spoil: str) -> None:
    KeptTrees(tmp_path).parse(SOURCE)
    (tree,) = tmp_path.iterdir()
    data = tree.read_bytes()
    if spoil == "cut":
        tree.write_bytes(data[:-3])
    elif spoil == "other":
        KeptTrees(tmp_path).parse(SourceFile("b.licet", "kind other\n"))
        (other,) = set(tmp_path.iterdir()) - {tree}
        tree.write_bytes(other.read_bytes())
    elif spoil == "link":
        tree.unlink()
        (tmp_path / "elsewhere").write_bytes(data)
        tree.symlink_to(tmp_path / "elsewhere")
    else:
        tree.chmod(0o666)
    told: list[Diagnostic] = []
    for _ in range(2):
        assert KeptTrees(tmp_path, told.append).parse(SOURCE) == parser.parse_module(SOURCE)
        assert [(d.code, d.help) for d in told] == [("W701", f"see `{tree}`")]


def test_a_name_that_is_no_text_is_parsed(tmp_path: Path) -> None:
    source = SourceFile("a\udc80.licet", SOURCE.text)
    assert KeptTrees(tmp_path).parse(source) == parser.parse_module(source)
    assert not list(tmp_path.iterdir())


def test_too_many_trees_are_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("licet.knowledge.kept_trees._MOST_TREES", 3)
    for number in range(8):
        KeptTrees(tmp_path).parse(SourceFile(f"{number}.licet", SOURCE.text))
        assert len(list(tmp_path.iterdir())) <= 4
