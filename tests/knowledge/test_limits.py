"""What multiplies without bound ends in a clear error, on the command line as in the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from licet.errors import LimitExceeded
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.cli.main import main

PRODUCT = (
    "relation n(symbol)\nrelation p(symbol, symbol, symbol, symbol, symbol)\n"
    + "".join(f"fact n(c{i})\n" for i in range(60))
    + "rule p(A, B, C, D, E)\n  when n(A)\n   and n(B)\n   and n(C)\n   and n(D)\n   and n(E)\n"
)


@pytest.mark.slow
def test_a_product_past_the_limit_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LimitExceeded):
        KnowledgeBase.parse(PRODUCT).query("p(A, B, C, D, E)")
    (tmp_path / "product.licet").write_text(PRODUCT, encoding="utf-8")
    assert main(["query", "p(A, B, C, D, E)", "-p", str(tmp_path)]) == 2
    assert "more than 3_000_000 rows" in capsys.readouterr().err
