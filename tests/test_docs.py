"""The examples in the documentation are policies that pass their checks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licet.knowledge import KnowledgeBase

DOCS = sorted((Path(__file__).parent.parent / "docs").glob("*.md"))


def examples() -> list[tuple[str, str]]:
    found = []
    for path in DOCS:
        bodies = re.findall(r"^```licet\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        found.extend((f"{path.name}-{i}", body) for i, body in enumerate(bodies, 1))
    return found


@pytest.mark.parametrize("text", [body for _, body in examples()], ids=[name for name, _ in examples()])
def test_example_passes_the_checks(text: str) -> None:
    KnowledgeBase.parse(text)


def test_there_are_examples() -> None:
    assert len(examples()) >= 5
