"""How two versions of policies differ, as styled lines."""

from __future__ import annotations

from collections.abc import Iterator

from licet.answers.policy_diff import Change, Comparison
from licet.views.lines.what_if import changed_lines, flip_lines
from licet.words.fragments import Line
from licet.words.phrases import Phrases

__all__ = ["comparison_lines"]


def comparison_lines(before: Phrases, after: Phrases, found: Comparison) -> list[Line]:
    """The uses whose answer differs, and why; how many are the same.

    Args:
        before, after: the words of both policies.
        found: what was compared.
    """
    lines: list[Line] = []
    for change in found.changes:
        lines += [(), *_change(before, after, change)] if lines else _change(before, after, change)
    count = f"{found.same} {'use has' if found.same == 1 else 'uses have'} the same answer"
    return [*lines, *([()] if lines else []), (("dim", count),)]


def _change(before: Phrases, after: Phrases, change: Change) -> Iterator[Line]:
    if change.before is None and change.after is not None:
        status = change.after.status.value
        yield (("name", change.use), ("", ": "), (status, status), ("", "; not declared before"))
    elif change.after is None and change.before is not None:
        status = change.before.status.value
        yield (("name", change.use), ("", ": "), (status, status), ("", " before; no longer declared"))
    elif change.before is not None and change.after is not None:
        yield from flip_lines(after, change.use, change.before, change.after, before)
        if change.proofs is not None:
            yield from changed_lines(after, change.proofs.gone, change.proofs.new)
