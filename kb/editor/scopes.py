"""What each token of policy files is to be in a TextMate grammar, for tokenizers that are not written in Python.

`python -m licet.editor.scopes FOLDER…` writes it as JSON: for each file its text, and for each token but white space
its line, its columns (in UTF-16, from 0) and its scope.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from licet.checks.files import policy_files
from licet.grammar.loading import load_source
from licet.grammar.looks import LOOKS
from licet.grammar.source import SourceFile
from licet.grammar.tokens import tokenize

__all__ = ["expected_scopes"]


def expected_scopes(source: SourceFile) -> Iterator[tuple[int, int, int, str]]:
    """The line of each token, its first column and the one after its last, and its scope."""
    line, column = 0, 0
    for token in tokenize(source.text):
        scope = LOOKS[token.kind].scope
        width = len(token.text.encode("utf-16-le")) // 2
        if scope:
            yield line, column, column + width, f"{scope}.licet"
        ends = token.text.count("\n")
        last = token.text.rpartition("\n")[2]
        line, column = line + ends, len(last.encode("utf-16-le")) // 2 + (0 if ends else column)


def _written(paths: Iterable[Path]) -> list[dict[str, Any]]:
    sources = (load_source(path, name)[0] for name, path in policy_files(tuple(paths))[0].items())
    return [
        {"file": source.name, "text": source.text, "expected": list(expected_scopes(source))}
        for source in sources
        if source is not None
    ]


if __name__ == "__main__":
    import json
    import sys

    json.dump(_written(map(Path, sys.argv[1:])), sys.stdout)
