"""An explanation as styled lines: the answer, and a proof for each way in which it comes about."""

from __future__ import annotations

from dataclasses import dataclass

from licet.base import Base
from licet.decide import Assumption
from licet.explain import Explanation, Ground
from licet.fragments import Line, joined, wrap
from licet.outline import Outline
from licet.outline_steps import outline
from licet.outline_words import Words, words_of
from licet.phrases import Phrases
from licet.show_answers import truth_lines
from licet.show_proof import proof_lines, step_lines
from licet.show_verdict import VerdictView
from licet.verdict import Pin

__all__ = ["Strand", "expansion_lines", "explanation_lines", "strands_of", "supposed"]


@dataclass(frozen=True, slots=True)
class Strand:
    """One proof of an explanation as an outline.

    Attributes:
        readings: those taken that the answer turns on.
        assumptions: the unknown facts taken to be so.
        outcome: what is proved.
        outline: the proof. Its numbers go on from those of the strand before.
        alike: how many further branches have the same readings and outcome, and are not shown.
    """

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str
    outline: Outline
    alike: int = 0


def strands_of(words: Words, explanation: Explanation, *, full: bool = False) -> tuple[Strand, ...]:
    """The proofs of an explanation, one for each outcome under each choice of the readings that matter; with `full`
    one for every branch of the decision."""
    answer = explanation.verdict or explanation.truth
    over = set(answer.over) if answer is not None else set()
    grouped: dict[object, list[Ground]] = {}
    for i, ground in enumerate(explanation.grounds):
        readings = tuple(p for p in ground.readings if p.term in over)
        grouped.setdefault(i if full else (readings, ground.outcome), []).append(ground)
    found: list[Strand] = []
    start = 1
    for grounds in grouped.values():
        first = grounds[0]
        drawn = outline(words, first.proof, full=full, start=start)
        start += len(drawn.nodes)
        readings = first.readings if full else tuple(p for p in first.readings if p.term in over)
        found.append(Strand(readings, first.assumptions, first.outcome, drawn, len(grounds) - 1))
    return tuple(found)


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
    if explanation.verdict is not None:
        lines += VerdictView(base, words, width).lines(explanation.verdict)
    elif explanation.truth is not None:
        lines += truth_lines(base, explanation.truth, width=width)
    for strand in strands_of(words, explanation, full=full):
        lines += [(), *_heading(words.phrases, strand, width)]
        lines += proof_lines(strand.outline, width, plain=plain, opened=full)
    return lines


def expansion_lines(
    base: Base, explanation: Explanation, number: int, *, width: int = 80, full: bool = False, plain: bool = False
) -> list[Line] | None:
    """The step of that number in what `explanation_lines` shows, opened; None if there is none."""
    for strand in strands_of(words_of(base), explanation, full=full):
        if number in strand.outline.nodes:
            return step_lines(strand.outline, number, width, plain=plain)
    return None


def _heading(phrases: Phrases, strand: Strand, width: int) -> list[Line]:
    """What a proof takes for granted, and what it comes to."""
    line: Line = (("heading", "proof"),)
    if strand.readings:
        line = (*line, ("", " under "), *phrases.pins(strand.readings))
    if strand.assumptions:
        line = (*line, ("", ", supposing "), *joined([supposed(phrases, a) for a in strand.assumptions], ", ", " and "))
    line = (*line, ("", ": "), (strand.outcome, strand.outcome))
    if strand.alike:
        plural = "s" if strand.alike > 1 else ""
        line = (*line, ("dim", f" (so in {strand.alike} further case{plural})"))
    return wrap(line, width)


def supposed(phrases: Phrases, assumption: Assumption) -> Line:
    """An unknown fact that a proof takes to be so."""
    match assumption.value:
        case True:
            return phrases.key(assumption.relation, assumption.row)
        case False:
            return (("", "not "), *phrases.key(assumption.relation, assumption.row))
        case value:
            return phrases.literal(assumption.relation, (*assumption.row, value))
