"""The Python in the pages about the library runs as it stands, one page after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.usefixtures("shipped_once")
@pytest.mark.parametrize("page", ["library.md", "audit.md", "receipts.md", "bulk.md"])
def test_the_python_of_a_page_runs(page: str) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    exec(compile("\n".join(blocks), page, "exec"), {})
