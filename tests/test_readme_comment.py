"""The comment that the README shows is the one that its change of the shipped policies gets.

Where the words are meant to change, run it once with LICET_TRANSCRIPTS=write.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from licet.changes.policy_changes import policy_changes
from licet.grammar.source import Span
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.views.pages.change_comment import changes_markdown

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "README.md"
SHOWN = re.compile(r"(?<=<!-- comment -->\n\n).*?(?=\n\n<!-- /comment -->)", re.DOTALL)
USES = ("snap_chat_product", "at_the_edge")


def in_repository(span: Span) -> Span:
    return replace(span, file=f"policies/{span.file}")


@pytest.mark.thorough
def test_the_readme_shows_the_comment_on_a_real_change(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "policies", tmp_path / "policies")
    users = folder / "terms" / "users.licet"
    users.write_text(re.sub(r"> 700 million$", "> 500 million", users.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    changes = policy_changes(kb.policies, load(folder).policies, USES)
    comment = changes_markdown(changes, ("main", "topic"), "licet diff main topic", in_repository).strip()
    quoted = "\n".join(f"> {line}".rstrip() for line in comment.splitlines()[1:])
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("LICET_TRANSCRIPTS") == "write":
        PAGE.write_text(SHOWN.sub(lambda _: quoted, text), encoding="utf-8")
    assert SHOWN.findall(text) == [quoted]
