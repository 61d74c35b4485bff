"""Findings of whole policies, as commands show them: to people on stderr with a count on stdout, to machines on
stdout."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from licet.grammar.diagnostics import Diagnostic
from licet.repl.cli.streams import paged, terminal_of, write
from licet.repl.screen.complaints import Sources, lines_of
from licet.repl.screen.style import paint

__all__ = ["show_findings"]


def show_findings(
    found: Sequence[Diagnostic], count: str, sources: Sources, format_: str, color: str, no_pager: bool
) -> None:
    """Show findings as `text`, `json`, `sarif`, `github` or `gitlab`. `count` is the line of text that counts them."""
    if format_ != "text":
        write(_written(found, format_))
        return
    terminal = terminal_of(sys.stderr, color)
    text = paint(lines_of(found, sources), terminal)
    if found and (no_pager or not (sys.stderr.isatty() and paged(text, terminal.width))):
        write(text, sys.stderr)
    write(f"{count}\n")


def _written(found: Sequence[Diagnostic], format_: str) -> str:
    """Findings for machines."""
    match format_:
        case "json":
            from licet.repl.screen.show import as_json
            from licet.views.data.answers import diagnostics_json

            return as_json(diagnostics_json(found))
        case "sarif":
            from importlib.metadata import version

            from licet.views.pages.continuous_integration import diagnostics_sarif

            return diagnostics_sarif(found, version=version("licet"))
        case "gitlab":
            from licet.views.pages.continuous_integration import diagnostics_gitlab

            return diagnostics_gitlab(found)
        case _:
            from licet.views.pages.continuous_integration import diagnostics_github

            return diagnostics_github(found)
