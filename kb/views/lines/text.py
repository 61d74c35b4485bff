"""Every view as plain text. Nothing here prints; the styled lines are in the modules that this one draws on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.answers.claims import ClaimStatus
from licet.answers.explanation import Explanation
from licet.answers.policy_tests import TrialResult
from licet.verdict.base import Base
from licet.verdict.query import Answers
from licet.verdict.verdict import Truth, Verdict
from licet.views.lines.answers import answers_lines, truth_lines
from licet.views.lines.claims import claim_lines, trials_lines
from licet.views.lines.explanation import expansion_lines, explanation_lines
from licet.views.lines.verdict import verdict_lines
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import Line, plain_text

__all__ = [
    "DISCLAIMER",
    "answers_text",
    "ascii_lines",
    "claim_text",
    "expansion_text",
    "explanation_text",
    "trials_text",
    "truth_text",
    "verdict_text",
]

_MARKS = str.maketrans({"“": '"', "”": '"', "…": "...", "├": "-", "└": "-", "─": "", "│": " "})


def ascii_lines(lines: Iterable[Line]) -> list[Line]:
    """The lines with typographic marks as ASCII. Names and quotes keep their letters."""
    return [tuple((style, text.translate(_MARKS)) for style, text in line) for line in lines]


def _text(lines: Sequence[Line], plain: bool) -> str:
    return plain_text(ascii_lines(lines) if plain else lines)


def verdict_text(base: Base, verdict: Verdict, *, width: int = 80, plain: bool = False) -> str:
    """The verdict of a use: what was asked, the answer and why, duties, readings, needs, and the clauses that lost.

    Args:
        base: the policies that were asked.
        verdict: the answer.
        width: the columns of a line.
        plain: use ASCII marks.
    """
    return _text(verdict_lines(base, verdict, width=width), plain)


def explanation_text(
    base: Base, explanation: Explanation, *, width: int = 80, full: bool = False, plain: bool = False
) -> str:
    """An answer and its proofs as trees; `full` shows bookkeeping and every branch, `plain` keeps to ASCII marks."""
    return _text(explanation_lines(base, explanation, width=width, full=full, plain=plain), plain)


def expansion_text(
    base: Base, explanation: Explanation, number: int, *, width: int = 80, full: bool = False, plain: bool = False
) -> str | None:
    """One numbered step of what `explanation_text` shows, opened; None if there is no such step."""
    lines = expansion_lines(base, explanation, number, width=width, full=full, plain=plain)
    return None if lines is None else _text(lines, plain)


def answers_text(
    base: Base, answers: Answers, *, width: int = 80, height: int | None = None, plain: bool = False
) -> str:
    """The answers to a query as a table of at most `height` rows."""
    return _text(answers_lines(base, answers, width=width, height=height, plain=plain), plain)


def truth_text(base: Base, truth: Truth, *, width: int = 80, plain: bool = False) -> str:
    """Whether a literal holds."""
    return _text(truth_lines(base, truth, width=width), plain)


def claim_text(base: Base, status: ClaimStatus, *, width: int = 80, plain: bool = False) -> str:
    """What somebody said, and how it compares with what the rules derive."""
    return _text(claim_lines(base, status, width=width), plain)


def trials_text(results: Sequence[TrialResult], *, width: int = 80, plain: bool = False) -> str:
    """The tests that failed and how many passed."""
    return _text(trials_lines(results, width=width), plain)
