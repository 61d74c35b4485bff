"""`# licet: allow CODE because "…"`: a finding that is right and stays, said in place, with the reason.

The comment stands on a line of the statement that the finding is in, at the end of one, or on the lines right above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Fix
from licet.grammar.source import SourceFile, Span
from licet.lint.finding import finding, without_line
from licet.lint.rules.unreasoned import is_no_reason
from licet.words.code_pages import page_of

__all__ = ["Allowance", "allowances_of", "malformed", "unallowed", "unused"]

_BEGINNING = re.compile(r"#\s*licet:\s*allow\b(.*)", re.DOTALL | re.IGNORECASE)
_ALLOWANCE = re.compile(r'\s+([A-Za-z]\d+(?:\s*,\s*[A-Za-z]\d+)*)(?:\s+because(?:\s+"((?:[^"\\]|\\.)*)")?)?\s*')
_FORM = '`# licet: allow L101 because "…"`'
_BY_TEXTS = ("W501", "W502", "W503", "W505")
"""The codes of findings that depend on which license texts are at hand."""


class Allowance(Struct, frozen=True):
    """An allowance: its codes, the reason, where it stands, and of which lines of its file it is. Without lines it is
    of nothing; without codes nobody can read it."""

    codes: tuple[str, ...]
    reason: str
    span: Span
    lines: tuple[int, int] | None
    own_line: bool

    def allows(self, diagnostic: Diagnostic) -> bool:
        """Whether it is of that finding. Errors cannot be allowed."""
        span = diagnostic.span
        return span is not None and not diagnostic.is_error and self.covers(diagnostic.code, span)

    def covers(self, code: str, span: Span) -> bool:
        """Whether it is of what has that code at a place."""
        if code not in self.codes or span.file != self.span.file or self.lines is None or is_no_reason(self.reason):
            return False
        first, last = self.lines
        return first <= span.line <= last


def allowances_of(modules: Iterable[tree.Module]) -> tuple[Allowance, ...]:
    """The allowances in the comments of modules, by place."""
    return tuple(sorted((a for m in modules for a in _of_module(m)), key=lambda a: a.span))


def _of_module(module: tree.Module) -> Iterator[Allowance]:
    asking = [c for c in module.comments if _BEGINNING.match(c.text)]
    if not asking:
        return
    own = [s.span for s in module.statements if s.span.file == module.name and getattr(s, "taken", None) is None]
    statements = sorted(own)
    alone = {c.span.line for c in module.comments if c.own_line}
    for comment in asking:
        rest = _BEGINNING.match(comment.text)
        assert rest is not None
        found = _ALLOWANCE.fullmatch(rest[1].rstrip() + " ")
        codes = tuple(code.strip().upper() for code in found[1].split(",")) if found else ()
        lines = _lines_of(comment, statements, alone)
        yield Allowance(codes, (found[2] or "") if found else "", comment.span, lines, comment.own_line)


def _lines_of(comment: tree.Comment, statements: Sequence[Span], alone: set[int]) -> tuple[int, int] | None:
    """The lines of the statement that a comment is in, or right above."""
    line = comment.span.line
    for span in statements:
        if span.line <= line <= span.end_line:
            return span.line, span.end_line
    if comment.span.column > 1:
        above = [span for span in statements if span.end_line < line]
        return (above[-1].line, above[-1].end_line) if above else None
    while line in alone:
        line += 1
    return next(((span.line, span.end_line) for span in statements if span.line == line), None)


def unallowed(found: Iterable[Diagnostic], allowances: Sequence[Allowance]) -> tuple[Diagnostic, ...]:
    """The findings that nothing allows."""
    return tuple(d for d in found if not any(allowance.allows(d) for allowance in allowances))


def malformed(allowances: Iterable[Allowance]) -> Iterator[Diagnostic]:
    """The allowances that nobody can read, that name a code that there is not or that cannot be allowed, or give no
    reason (L501)."""
    for allowance in allowances:
        if not allowance.codes:
            yield finding("L501", "this allowance cannot be read", allowance.span, f"write {_FORM}")
            continue
        for code in (code for code in allowance.codes if not _is_of_mutants(code)):
            if page_of(code) is None:
                yield finding("L501", f"no finding has the code `{code}`", allowance.span, f"write {_FORM}")
            elif code[0] not in "LW" or code.startswith("L5"):
                help = "only findings of `licet lint` and warnings of `licet check` can"
                yield finding("L501", f"`{code}` cannot be allowed", allowance.span, help)
        if is_no_reason(allowance.reason):
            yield finding(
                "L501", "this allowance gives no reason, and allows nothing", allowance.span, f"write {_FORM}"
            )


def unused(
    allowances: Iterable[Allowance], found: Sequence[Diagnostic], sources: Mapping[str, SourceFile]
) -> Iterator[Diagnostic]:
    """The allowances, of those that can be read, of which there is nothing to allow (L502)."""
    for allowance in allowances:
        if not allowance.codes or is_no_reason(allowance.reason):
            continue
        used = {d.code for d in found if allowance.allows(d)}
        elsewhere = {code for code in allowance.codes if code in _BY_TEXTS or _is_of_mutants(code)}
        idle = [code for code in allowance.codes if code not in used | elsewhere and page_of(code)]
        if idle:
            whole = len(idle) == len(allowance.codes)
            yield finding(
                "L502",
                f"nothing here has the code {' or '.join(f'`{code}`' for code in idle)}, which is allowed",
                allowance.span,
                "take the allowance out; it stands in, or right above, the statement that it is of",
                fix=_without(allowance, sources) if whole else None,
            )


def _is_of_mutants(code: str) -> bool:
    """Whether it is a code of `licet.mutation`, which looks for it itself."""
    return code.startswith("M")


def _without(allowance: Allowance, sources: Mapping[str, SourceFile]) -> Fix | None:
    if allowance.own_line:
        return without_line(sources, allowance.span)
    source = sources.get(allowance.span.file)
    if source is None:
        return None
    span = allowance.span
    before = source.line(span.line)[: span.column - 1]
    return Fix(Span(span.file, span.line, len(before.rstrip()) + 1, span.end_line, span.end_column), "", safe=True)
