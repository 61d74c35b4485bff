"""The public names of the library, and which room imports which."""

from __future__ import annotations

import subprocess
import sys

import pytest

import licet


@pytest.mark.parametrize(
    "first", ["licet.load()", "licet.KnowledgeBase", "import licet.knowledge", "import licet.files"]
)
def test_names_are_what_they_are_whatever_was_used_before(first: str) -> None:
    last = "".join(f"assert licet.{n} is licet.{n}, {n!r}\n" for n in licet.__all__)
    check = f"import licet\n{first}\nassert callable(licet.load)\nassert callable(licet.load)\n{last}"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).stderr == b""
