"""The page about imports shows what is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licet import KnowledgeBase
from licet.imports import card, policy_text

PAGE = (Path(__file__).parent.parent.parent / "docs" / "import.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_card_of_the_page_becomes_the_text_of_the_page(kb: KnowledgeBase) -> None:
    found = card(block("yaml"), "README.md", "acme/phoenix-8b")
    text, _ = policy_text(found.things, kb)
    assert "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip() == block("text").strip()


@pytest.mark.thorough
def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(block("yaml"), "utf-8")
    names: dict[str, object] = {}
    exec(block("python"), names)
    made = names["kb"]
    assert isinstance(made, KnowledgeBase)
    assert made.vocabulary.declared("hf:acme/phoenix-8b") == "phoenix_8b"
