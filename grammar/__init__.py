"""Policy text to syntax tree and back."""

from licet.grammar.diagnostics import Diagnostic, Label, Severity, did_you_mean
from licet.grammar.loading import load_source
from licet.grammar.parser import parse_conjunction, parse_literal, parse_module
from licet.grammar.source import SourceFile, Span

__all__ = [
    "Diagnostic",
    "Label",
    "Severity",
    "SourceFile",
    "Span",
    "did_you_mean",
    "load_source",
    "parse_conjunction",
    "parse_literal",
    "parse_module",
]
