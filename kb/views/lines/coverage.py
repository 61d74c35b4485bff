"""What tests cover of policies, as styled lines: how much, and what of each file is not tried."""

from __future__ import annotations

from collections.abc import Iterator

from licet.coverage.coverage import Coverage, CoveredClause, Share
from licet.grammar.source import Span
from licet.words.fragments import Line, clean

__all__ = ["coverage_lines"]

_MOST_FILES = 12
_MOST_OF_A_FILE = 12


def coverage_lines(coverage: Coverage, since: str | None = None, *, whole: bool = False) -> list[Line]:
    """How much is tried, and what is not.

    Args:
        coverage: what was found.
        since: the revision since which it changed, if only that counts.
        whole: whether to list everything that is not tried.
    """
    heading = "coverage" if since is None else f"coverage of what changed since {clean(since)}"
    if since is not None and not coverage.clauses and not coverage.readings:
        return [(("heading", heading), ("", ": no clause and no reading changed"))]
    rows = (
        (coverage.biting, "clauses bite"),
        (coverage.sparing, "of those that need not apply are seen not to"),
        (coverage.outcomes, "outcomes of conditions, two for each"),
        (coverage.counting, "readings that an answer turns on"),
        (coverage.whole_sections, "sections of texts of which every clause bites"),
    )
    lines: list[Line] = [(("heading", heading), ("", f": {_percent(coverage.total)}"))]
    lines += [(("", f"  {_percent(share):>6}  {share.tried:,} of {share.count:,} {what}"),) for share, what in rows]
    return [*lines, *_missing(coverage, whole)]


def _percent(share: Share) -> str:
    """In a hundred, cut, so that only all of it is 100.0%."""
    return f"{int(share.percent * 10) / 10:.1f}%"


def _missing(coverage: Coverage, whole: bool) -> Iterator[Line]:
    by_file: dict[str, list[tuple[Span, str]]] = {}
    for clause in coverage.clauses:
        for span, text in _of_clause(clause):
            by_file.setdefault(span.file, []).append((span, text))
    for reading in coverage.readings:
        if not reading.counts:
            text = f"no answer turns on reading {reading.reading} of {reading.term}"
            by_file.setdefault(reading.span.file, []).append((reading.span, text))
    for number, (file, found) in enumerate(sorted(by_file.items())):
        if number == _MOST_FILES and not whole:
            yield (("dim", f"and in {len(by_file) - number} further files; --all lists everything"),)
            return
        yield ()
        yield (("source", clean(file)),)
        shown = found if whole else found[:_MOST_OF_A_FILE]
        yield from ((("dim", f"{span.line:>6}"), ("", f"  {clean(text)}")) for span, text in sorted(shown))
        if len(found) > len(shown):
            yield (("dim", f"        and {len(found) - len(shown)} more"),)


def _of_clause(clause: CoveredClause) -> Iterator[tuple[Span, str]]:
    """What of a clause is not tried. Of one that never bites, only the conditions are told that are why."""
    if not clause.bites:
        yield clause.span, f"clause {clause.key} never bites"
    if clause.spares is False:
        yield clause.span, f"clause {clause.key} always bites"
    for condition in clause.conditions:
        if not condition.holds:
            yield condition.span, f"`{condition.text}` never holds"
        elif not condition.fails and clause.bites:
            yield condition.span, f"`{condition.text}` never fails"
