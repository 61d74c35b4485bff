"""Policy text to syntax tree and back: parser, diagnostics, formatter, tokens. Knows nothing of what policies mean.

What is named here is imported when it is first used: who reads compiled policies needs no parser.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.grammar.diagnostics import Diagnostic, Fix, Help, Label, Severity, closest, did_you_mean
    from licet.grammar.formatter import format_module, format_source
    from licet.grammar.loading import load_source
    from licet.grammar.parser import parse_conjunction, parse_literal, parse_module
    from licet.grammar.render import render_diagnostic
    from licet.grammar.source import SourceFile, Span
    from licet.grammar.tokens import Token, TokenClass, expected, is_incomplete, tokenize
    from licet.grammar.write import format_argument, format_literal

__all__ = [
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

_HOMES = {
    "diagnostics": ("Diagnostic", "Fix", "Help", "Label", "Severity", "closest", "did_you_mean"),
    "formatter": ("format_module", "format_source"),
    "loading": ("load_source",),
    "parser": ("parse_conjunction", "parse_literal", "parse_module"),
    "render": ("render_diagnostic",),
    "source": ("SourceFile", "Span"),
    "tokens": ("Token", "TokenClass", "expected", "is_incomplete", "tokenize"),
    "write": ("format_argument", "format_literal"),
}


if not TYPE_CHECKING:  # so that a misspelled name is an error to type checkers, too

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                return getattr(import_module(f"licet.grammar.{home}"), name)
        raise AttributeError(f"module `licet.grammar` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted(__all__)
