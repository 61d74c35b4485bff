from __future__ import annotations

from pathlib import Path

import pytest

from licet.editor.hover import hover
from licet.editor.judging import Judged, judged, knowledge_of
from licet.editor.mentions import Symbol
from licet.editor.snapshot import Snapshot
from support.editing import moment_of, project
from support.session_policies import WORLD


@pytest.fixture(scope="module")
def moment(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return moment_of(project(tmp_path_factory.mktemp("hover")))


def said(moment: Snapshot, symbol: Symbol, found: Judged | None = None) -> str:
    text = hover(moment, symbol, found)
    assert text is not None
    return text


def test_a_clause_has_its_words_and_where_they_stand(moment: Snapshot) -> None:
    text = said(moment, Symbol("clause", "alpaca_1.no_improving"))
    assert "> “You will not use the Materials to improve any other model.”" in text
    assert "at 2.b of Alpaca Community License" in text
    assert "forbids the use; overrides grant" in text


def test_a_relation_has_its_meaning_and_a_contested_one_its_readings(moment: Snapshot) -> None:
    assert "scores what that model answers" in said(moment, Symbol("relation", "judges"))
    text = said(moment, Symbol("relation", "improves"))
    assert "- **parameters**: changing its parameters" in text
    assert "any step that makes it better" in said(moment, Symbol("reading", "any_help", "improves"))


def test_a_use_has_its_verdict_only_where_it_is_of_this_moment(moment: Snapshot, tmp_path: Path) -> None:
    use = Symbol("name", "train_otter")
    found = judged(moment, knowledge_of(moment), ["policies/world.licet"])
    assert "**forbidden**" in said(moment, use, found)
    assert "alpaca_1.no_improving" in said(moment, use, found)
    assert said(moment, use).endswith("no verdict yet for these texts")
    broken = moment_of(project(tmp_path), {"world.licet": f"{WORLD}model (\n"})
    assert said(broken, use, found).endswith("no verdict while the policies have errors")


def test_words_of_policies_cannot_write_markdown(tmp_path: Path) -> None:
    title = "[x](http://evil) <b> `"
    moment = moment_of(project(tmp_path), {"world.licet": WORLD.replace("Otter 7B", title)})
    text = said(moment, Symbol("name", "otter"))
    assert "](" not in text.replace("\\](", "")
    assert "<b>" not in text


def test_what_is_not_declared_says_nothing(moment: Snapshot) -> None:
    for sort in ("name", "relation", "kind", "clause", "claim", "reading"):
        assert hover(moment, Symbol(sort, "nothing")) is None
