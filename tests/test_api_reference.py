"""The API reference builds without a warning, has what is public, and loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import licet

pytestmark = pytest.mark.slow
BUILD = Path(__file__).parent.parent / "docs" / "build_api.py"


def test_the_api_reference_builds_and_has_every_public_name(tmp_path: Path) -> None:
    pytest.importorskip("pdoc")
    built = subprocess.run([sys.executable, BUILD, tmp_path / "api"], capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    page = (tmp_path / "api" / "licet.html").read_text("utf-8")
    assert [name for name in licet.__all__ if f'id="{name}"' not in page] == []
    assert 'id="KnowledgeBase.audit"' in page
    facts = (tmp_path / "api" / "licet" / "facts.html").read_text("utf-8")
    assert 'id="rows"' in facts
    for written in (page, facts):
        assert re.findall(r"""<(?:script|link|img)[^>]*(?:src|href)=["'](?:https?:)?//""", written) == []
