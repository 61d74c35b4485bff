"""Answers to queries and truths of literals as styled lines."""

from __future__ import annotations

from collections.abc import Sequence

from licet.logic.values import Row
from licet.verdict.base import Base
from licet.verdict.query import Answers
from licet.verdict.verdict import Truth
from licet.views.lines.verdict import VerdictView, chosen, terms
from licet.views.outline.labels import words_of
from licet.words.fragments import Fragment, Line, clean, joined, wrap
from licet.words.phrases import Phrases
from licet.words.tables import align, table_lines

__all__ = ["answers_lines", "truth_lines"]


def answers_lines(
    base: Base, answers: Answers, *, width: int = 80, height: int | None = None, plain: bool = False
) -> list[Line]:
    """The answers to a query as a table, the possible ones marked; under each other where a table would not fit.

    Args:
        base: the policies that were asked.
        answers: what was found.
        width: the columns of a line.
        height: how many answers to show at most; None for all.
        plain: mark with ASCII only.
    """
    phrases = Phrases(base.vocabulary)
    total = len(answers.rows) + len(answers.possible)
    if not answers.variables:
        word = "yes" if answers.rows else "possibly" if answers.possible else "no"
        return [((_STYLES[word], word),)]
    if not total:
        return [(("dim", "no answers"),)]
    shown = [(row, False) for row in answers.rows] + [(row, True) for row in answers.possible]
    shown = shown if height is None else shown[: max(height, 0)]
    marked = bool(answers.possible)
    heads: list[Line] = [(("", clean(name)),) for name in answers.variables]
    rows = [_cells(phrases, row, possible, marked) for row, possible in shown]
    heads += [()] if marked else []
    lines = table_lines(heads, rows, width)
    left = total - len(shown)
    if left or answers.more:
        mark = "..." if plain else "…"
        least = "at least " if answers.more else ""
        words = f"{least}{left:_} more" if left else "more than the limit"
        lines.append((("dim", f"{mark} {words}"),))
    return lines


_STYLES = {"yes": "permitted", "no": "forbidden", "possibly": "unknown"}


def _cells(phrases: Phrases, row: Row, possible: bool, marked: bool) -> Sequence[Line]:
    cells: list[Line] = [(phrases.value(value),) for value in row]
    return [*cells, (("unknown", "possibly"),) if possible else ()] if marked else cells


_TRUTHS = {"true": "permitted", "false": "forbidden", "unknown": "unknown", "contested": "contested"}


def truth_lines(base: Base, truth: Truth, *, width: int = 80) -> list[Line]:
    """Whether a literal holds, under which readings, and what would have to be known."""
    view = VerdictView(words_of(base), width)
    line: list[Fragment] = [(_TRUTHS[truth.status], truth.status)]
    if truth.over:
        line += [("", " over "), *joined([(("relation", clean(t)),) for t in truth.over])]
    lines = wrap(line, width)
    if truth.cases:
        heads: list[Line] = [*terms(truth.over), (("", "it is"),)]
        rows = [[*chosen(truth.over, case), ((_TRUTHS[case.status], case.status),)] for case in truth.cases]
        lines += [(), *((("", "  "), *row) for row in align(heads, rows))]
        for term in truth.over:
            lines += [(), *view.readings(term)]
    if truth.needs:
        lines += [(), *view.needs(truth.needs)]
    return lines
