"""An explanation as styled lines: the answer, and a proof for each way in which it comes about."""

from __future__ import annotations

from licet.answers.explanation import Explanation
from licet.verdict.base import Base
from licet.views.lines.answers import truth_lines
from licet.views.lines.proof import proof_lines, step_lines
from licet.views.lines.verdict import VerdictView
from licet.views.outline.labels import words_of
from licet.views.outline.strands import heading_of, strands_of
from licet.words.fragments import Line, wrap

__all__ = ["expansion_lines", "explanation_lines"]


def explanation_lines(
    base: Base, explanation: Explanation, *, width: int = 80, full: bool = False, plain: bool = False
) -> list[Line]:
    """An answer and its proofs.

    Args:
        base: the policies that were asked.
        explanation: the answer with its proofs.
        width: the columns of a line.
        full: show bookkeeping, and every branch of the decision.
        plain: indent instead of drawing a tree.
    """
    words = words_of(base)
    lines: list[Line] = []
    use = explanation.verdict.use if explanation.verdict is not None and not full else None
    if explanation.verdict is not None:
        view = VerdictView(words, width)
        lines += view.lines(explanation.verdict) if full else view.brief(explanation.verdict)
    elif explanation.truth is not None:
        lines += truth_lines(base, explanation.truth, width=width)
    shown: set[str] = set()
    left: list[Line] = []
    for strand in strands_of(words, explanation, full=full):
        heading = heading_of(words.phrases, strand)
        if strand.outcome in shown and not full:
            left.append((*heading, ("dim", ", too")))
            continue
        shown.add(strand.outcome)
        lines += [(), *wrap(heading, width)]
        lines += proof_lines(strand.outline, width, plain=plain, opened=full, values=full, headed=not full, use=use)
    if left:
        lines.append(())
        # Where there are cases, their table says what each comes to.
        tabled = explanation.verdict is not None and bool(explanation.verdict.cases)
        for line in () if tabled else left:
            lines += wrap(line, width, (), (("", "  "),))
        lines += wrap((("dim", "--full shows the proofs of all cases"),), width)
    return lines


def expansion_lines(
    base: Base, explanation: Explanation, number: int, *, width: int = 80, full: bool = False, plain: bool = False
) -> list[Line] | None:
    """The step of that number in what `explanation_lines` shows, opened; None if there is none."""
    for strand in strands_of(words_of(base), explanation, full=full):
        if number in strand.outline.nodes:
            return step_lines(strand.outline, number, width, plain=plain)
    return None
