from __future__ import annotations

import pytest
from msgspec.structs import replace

from licet.editor.finding import declarations, is_own, mention_at, references
from licet.editor.mentions import Symbol
from licet.editor.snapshot import Snapshot
from licet.grammar.source import SourceFile
from support.editing import moment_of, project, source_of, text_at
from support.session_policies import LICENSE, WORLD

BASED = """\
license beta_1 "Beta"
  licensor ranch
  silence means not granted
  based_on alpaca_1
"""


@pytest.fixture(scope="module")
def moment(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = project(tmp_path_factory.mktemp("finding"))
    (folder / "policies" / "beta.licet").write_text(BASED)
    return moment_of(folder)


def places(moment: Snapshot, symbol: Symbol) -> list[str]:
    return [text_at(moment, f.file, f.start, f.end) + "!" * f.declares for f in references(moment, symbol)]


def test_the_name_at_a_place_is_found_up_to_its_end(moment: Snapshot) -> None:
    source = source_of(moment, "policies/world.licet")
    start = source.text.index("licensed_under alpaca_1") + len("licensed_under ")
    for offset in (start, start + 3, start + len("alpaca_1")):
        found = mention_at(moment, source, offset)
        assert found is not None
        assert found.symbol == Symbol("name", "alpaca_1")
    assert mention_at(moment, source, source.text.index('"Alpaca 7B"') + 1) is None


def test_a_text_newer_than_the_moment_is_read_as_it_is(moment: Snapshot) -> None:
    source = SourceFile("policies/world.licet", "model broken (\n  derived_from otter")
    found = mention_at(moment, source, len(source.text) - 1)
    assert found is not None
    assert found.symbol == Symbol("name", "otter")


def test_references_are_found_in_all_files(moment: Snapshot) -> None:
    assert places(moment, Symbol("name", "alpaca")) == [
        "alpaca.licet:16 alpaca",
        "world.licet:9 alpaca!",
        *(f"world.licet:{line} alpaca" for line in (14, 30, 36, 42, 46, 52)),
    ]
    assert places(moment, Symbol("clause", "alpaca_1.no_improving")) == [
        "alpaca.licet:11 no_improving!",
        "world.licet:54 no_improving",
    ]


def test_a_contested_relation_is_declared_where_its_term_is_too(moment: Snapshot) -> None:
    found = [text_at(moment, f.file, f.start, f.end) for f in declarations(moment, Symbol("relation", "improves"))]
    line = 1 + LICENSE[: LICENSE.index("term improves")].count("\n")
    assert found[0] == f"alpaca.licet:{line} improves"
    assert found[1].startswith("vocabulary.licet:")


def test_a_clause_that_is_taken_over_is_declared_where_it_is_from(moment: Snapshot) -> None:
    [found] = declarations(moment, Symbol("clause", "beta_1.grant"))
    assert text_at(moment, found.file, found.start, found.end) == "alpaca.licet:7 grant"


def test_what_a_test_gives_is_declared_there(moment: Snapshot) -> None:
    source = source_of(moment, "policies/world.licet")
    found = mention_at(moment, source, WORLD.index("training\n"))
    assert found is not None
    [declared] = declarations(moment, found.symbol)
    assert text_at(moment, declared.file, declared.start, declared.end) == "world.licet:49 training"


def test_nothing_declares_an_unknown_name(moment: Snapshot) -> None:
    assert declarations(moment, Symbol("name", "nobody")) == []
    assert declarations(moment, Symbol("reading", "nobody", "improves")) == []


def test_own_names_are_told_from_those_beside(moment: Snapshot) -> None:
    beside = replace(moment, workspace=replace(moment.workspace, beside=moment.files["policies/vocabulary.licet"]))
    assert [is_own(beside, name) for name in ("alpaca", "alpaca_1.grant", "judges", "copy", "nobody")] == (
        [True, True, False, False, False]
    )
