"""Policy text to syntax tree and back: parser, diagnostics, formatter, tokens. Knows nothing of what policies mean."""

from licet.grammar.diagnostics import Diagnostic, Label, Severity, did_you_mean
from licet.grammar.formatter import format_module, format_source
from licet.grammar.loading import load_source
from licet.grammar.parser import parse_conjunction, parse_literal, parse_module, parse_statements
from licet.grammar.render import render_diagnostic
from licet.grammar.source import SourceFile, Span
from licet.grammar.tokens import Token, TokenClass, expected, is_incomplete, tokenize
from licet.grammar.write import format_argument, format_literal

__all__ = [
    "Diagnostic",
    "Label",
    "Severity",
    "SourceFile",
    "Span",
    "Token",
    "TokenClass",
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
    "parse_statements",
    "render_diagnostic",
    "tokenize",
]
