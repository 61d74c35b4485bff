"""The room's public names, its independence and its size."""

import ast
from pathlib import Path

import licet.grammar

ROOM = Path(licet.grammar.__file__).parent


def test_public_names() -> None:
    assert licet.grammar.__all__ == [
        "Diagnostic",
        "Fix",
        "Help",
        "Label",
        "Severity",
        "SourceFile",
        "Span",
        "Token",
        "TokenClass",
        "closest",
        "did_you_mean",
        "expected",
        "format_argument",
        "format_literal",
        "format_module",
        "format_source",
        "is_incomplete",
        "load_source",
        "parse_conjunction",
        "parse_literal",
        "parse_module",
        "render_diagnostic",
        "tokenize",
    ]
    assert sorted(licet.grammar.__all__) == licet.grammar.__all__
    for name in licet.grammar.__all__:
        assert getattr(licet.grammar, name).__doc__


def test_the_room_imports_no_other() -> None:
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                assert not str(module).startswith("licet") or str(module).startswith("licet.grammar"), path.name


def test_files_stay_small() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in ROOM.glob("*.py")}
    assert max(lengths.values()) <= 600, lengths
