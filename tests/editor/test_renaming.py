from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from licet.editor.finding import mention_at
from licet.editor.mentions import Symbol
from licet.editor.renaming import RenameRefused, rename
from licet.editor.snapshot import snapshot
from support.editing import moment_of, project, source_of, with_changes
from support.session_policies import FILES, LICENSE, WORLD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return project(tmp_path)


def test_a_thing_is_renamed_in_all_files(folder: Path) -> None:
    moment = moment_of(folder)
    changed = with_changes(moment, rename(moment, Symbol("name", "alpaca"), "lama"))
    assert changed["alpaca.licet"] == LICENSE.replace("descends_from alpaca\n", "descends_from lama\n")
    assert changed["world.licet"] == (
        WORLD.replace("model alpaca ", "model lama ")
        .replace("derived_from alpaca ", "derived_from lama ")
        .replace("does use alpaca\n", "does use lama\n")
    )


def test_a_clause_is_renamed_with_and_without_its_license(folder: Path) -> None:
    moment = moment_of(folder)
    changed = with_changes(moment, rename(moment, Symbol("clause", "alpaca_1.grant"), "rights"))
    assert changed == {
        "alpaca.licet": LICENSE.replace("clause grant", "clause rights")
        .replace("overrides grant", "overrides rights")
        .replace("withholds grant", "withholds rights")
    }
    changed = with_changes(moment, rename(moment, Symbol("clause", "alpaca_1.no_improving"), "no_help"))
    assert "because alpaca_1.no_help" in changed["world.licet"]


def test_a_license_keeps_its_clauses(folder: Path) -> None:
    moment = moment_of(folder)
    changed = with_changes(moment, rename(moment, Symbol("name", "alpaca_1"), "ranch_1"))
    assert "because ranch_1.no_improving" in changed["world.licet"]
    assert "license ranch_1" in changed["alpaca.licet"]


def test_a_contested_relation_is_renamed_with_its_readings(folder: Path) -> None:
    moment = moment_of(folder, {"world.licet": WORLD + "adopt reading parameters of improves\n  for acme\n"
                                '  by "Counsel" on 2026-01-01\n'})  # fmt: skip
    changed = with_changes(moment, rename(moment, Symbol("relation", "improves"), "betters"))
    assert "reading parameters of betters" in changed["world.licet"]
    assert "term betters(Use, Model)" in changed["alpaca.licet"]
    assert "relation betters(use, model)" in changed["vocabulary.licet"]


def test_a_relation_in_parts_keeps_the_words_that_join(folder: Path) -> None:
    text = WORLD.replace('"Acme"\n', '"Acme"\n  lends otter to ranch\n')
    moment = moment_of(folder, {"world.licet": f"{text}relation lends_to(organization, model, organization)\n"})
    changed = with_changes(moment, rename(moment, Symbol("relation", "lends_to"), "hands_to"))
    assert "  hands otter to ranch\n" in changed["world.licet"]
    with pytest.raises(RenameRefused, match="in parts"):
        rename(moment, Symbol("relation", "lends_to"), "hands")


def test_what_licenses_rest_on_keeps_its_name(folder: Path) -> None:
    with pytest.raises(RenameRefused, match="licenses need the relation"):
        rename(moment_of(folder), Symbol("relation", "does"), "makes")


def test_what_a_test_gives_is_renamed_there_alone(folder: Path) -> None:
    named = WORLD.replace("expect forbidden because", "expect forbidden of training because")
    moment = moment_of(folder, {"world.licet": named})
    found = mention_at(moment, source_of(moment, "policies/world.licet"), named.index("use training") + 4)
    assert found is not None
    changed = with_changes(moment, rename(moment, found.symbol, "tuning"))
    assert changed == {"world.licet": named.replace("use training", "use tuning").replace("of training", "of tuning")}


def test_names_that_are_none_or_taken_are_refused(folder: Path) -> None:
    moment = moment_of(folder)
    for new, why in (("Lama", "no name"), ("la-ma", "no name"), ("otter", "taken"), ("", "no name")):
        with pytest.raises(RenameRefused, match=why):
            rename(moment, Symbol("name", "alpaca"), new)
    with pytest.raises(RenameRefused, match="taken"):
        rename(moment, Symbol("kind", "model"), "count")
    with pytest.raises(RenameRefused, match="no file declares"):
        rename(moment, Symbol("name", "nobody"), "somebody")


def test_the_same_name_changes_nothing(folder: Path) -> None:
    assert rename(moment_of(folder), Symbol("name", "alpaca"), "alpaca") == {}


def test_a_name_that_a_test_gives_is_not_slipped_in(folder: Path) -> None:
    named = WORLD.replace("    - trains otter", "    - trains otter\n  given model lama")
    moment = moment_of(folder, {"world.licet": named})
    with pytest.raises(RenameRefused):
        rename(moment, Symbol("name", "otter"), "lama")


def test_a_word_that_the_language_keeps_is_refused(folder: Path) -> None:
    with pytest.raises(RenameRefused):
        rename(moment_of(folder), Symbol("relation", "trains"), "is")


def test_a_clause_is_renamed_in_the_licenses_that_take_it_over(folder: Path) -> None:
    based = """\
license beta_1 "Beta"
  licensor ranch
  silence means not granted
  based_on alpaca_1

clause small_users at "9"
  permits Use to use
  overrides many_users
"""
    (folder / "policies" / "beta.licet").write_text(based)
    moment = moment_of(folder)
    for name in ("alpaca_1.many_users", "beta_1.many_users"):
        changed = with_changes(moment, rename(moment, Symbol("clause", name), "scale"))
        assert changed["beta.licet"] == based.replace("many_users", "scale")
        assert changed["alpaca.licet"] == LICENSE.replace("many_users", "scale")


def test_a_clause_of_which_another_license_has_its_own_is_left(folder: Path) -> None:
    """Under another name it would be taken over beside the other's own."""
    based = 'license beta_1 "Beta"\n  licensor ranch\n  silence means not granted\n  based_on alpaca_1\n'
    own = '\nclause grant at "9"\n  permits Use to use\n'
    (folder / "policies" / "beta.licet").write_text(based + own)
    with pytest.raises(RenameRefused, match="takes over"):
        rename(moment_of(folder), Symbol("clause", "alpaca_1.grant"), "rights")


def test_shipped_names_are_refused(tmp_path: Path) -> None:
    """Here what comes with Licet is the vocabulary alone."""
    moment = moment_of(project(tmp_path))
    beside = moment.files["policies/vocabulary.licet"]
    workspace = replace(moment.workspace, beside=beside)
    with pytest.raises(RenameRefused, match="come with Licet"):
        rename(snapshot(workspace, {}), Symbol("relation", "judges"), "scores")


@pytest.mark.slow
def test_every_name_takes_another_and_its_own_back(folder: Path) -> None:
    """But for those that licenses rest on."""
    moment = moment_of(folder)
    known = moment.vocabulary
    kept: dict[str, str] = {}
    symbols = [
        *(Symbol("name", name) for name in known.entities),
        *(Symbol("relation", name) for name in known.relations),
        *(Symbol("kind", name) for name in known.kinds if name != "license"),
        *(Symbol("clause", name) for name in known.clauses),
        *(Symbol("reading", r.name, term) for term, e in known.terms.items() for r in e.term.readings),
    ]
    for symbol in symbols:
        license, dot, short = symbol.name.rpartition(".")
        try:
            changed = with_changes(moment, rename(moment, symbol, f"zz_{short}"))
        except RenameRefused as refused:
            kept[symbol.name] = str(refused)
            continue
        after = moment_of(folder, changed, moment)
        back = rename(after, replace(symbol, name=f"{license}{dot}zz_{short}"), short)
        texts = {**changed, **with_changes(after, back)}
        assert {name: FILES[name] for name in texts} == texts
    assert "does" in kept
    assert all("licenses need" in why for why in kept.values())
    assert len(kept) < len(symbols) / 2
