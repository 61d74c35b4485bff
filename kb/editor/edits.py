"""Changes of a text that somebody can take or leave: the one style, and what puts findings right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from msgspec import Struct

from licet.editor.snapshot import Snapshot
from licet.grammar.diagnostics import Diagnostic, Fix
from licet.grammar.fixing import with_fixes, with_safe_fixes
from licet.grammar.formatter import format_source
from licet.grammar.source import SourceFile

__all__ = ["Action", "actions", "fix_all", "formatted"]


class Action(Struct, frozen=True):
    """A change that puts a finding right. It is `safe` where nothing else can have been meant."""

    title: str
    finding: Diagnostic
    fix: Fix

    @property
    def safe(self) -> bool:
        """Whether nothing else can have been meant."""
        return self.fix.safe


def formatted(source: SourceFile) -> tuple[Fix, ...]:
    """The lines that change where a text is written in the one style; none where it does not parse."""
    text, _ = format_source(source)
    return () if text is None else tuple(_line_changes(source, text))


def fix_all(source: SourceFile) -> tuple[Fix, ...]:
    """The lines that change where all is put right that can only have been meant in one way."""
    mended, _ = with_safe_fixes(source)
    return tuple(_line_changes(source, mended.text))


def _line_changes(source: SourceFile, text: str) -> Iterator[Fix]:
    """From one text to another, by stretches of lines."""
    old, new = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for sort, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sort != "equal":
            yield Fix(source.span(starts[a], starts[b]), "".join(new[c:d]), safe=True)


def actions(
    moment: Snapshot, source: SourceFile, start: int, end: int, further: Iterable[Diagnostic] = ()
) -> list[Action]:
    """What puts right the findings that touch a stretch of a text, the safe ones first. None where the text is not the
    one that was checked.

    Args:
        moment: the policies.
        source: the text.
        start: where the stretch begins, an offset.
        end: where it ends.
        further: what was found of the moment beside what checking it gave.
    """
    if moment.source(source.name) != source:
        return []
    found = []
    for finding in (*moment.findings, *further):
        if finding.fix is not None and finding.span is not None and finding.span.file == source.name:
            first, last = source.offsets(finding.span)
            if first <= end and last >= start and with_fixes(source, [finding.fix]).text != source.text:
                found.append(Action(_title(source, finding.fix), finding, finding.fix))
    return sorted(found, key=lambda action: not action.safe)


def _title(source: SourceFile, fix: Fix) -> str:
    start, end = source.offsets(fix.span)
    was = source.text[start:end]
    if not fix.text.strip():
        return f"Remove `{was.strip()}`" if was.strip() else "Remove the indentation"
    return f"Write `{fix.text.strip()}`" + (f" for `{was.strip()}`" if was.strip() else "")
