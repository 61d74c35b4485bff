"""The proofs of an explanation that are worth showing, as outlines whose numbers go on from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from licet.answers.explanation import Explanation, Ground
from licet.verdict.decision import Assumption
from licet.verdict.verdict import Pin
from licet.views.outline.conclusions import outline
from licet.views.outline.labels import Words
from licet.views.outline.tree import Outline
from licet.words.fragments import Line, joined
from licet.words.phrases import Phrases

__all__ = ["Selected", "Strand", "given", "heading_of", "select", "strands_of", "supposed"]


class Selected(Struct, frozen=True):
    """A ground that stands for some branches of the decision: `readings` are those that the answer turns on, `alike`
    is how many further branches have the same readings and outcome."""

    readings: tuple[Pin, ...]
    ground: Ground
    alike: int


class Strand(Struct, frozen=True):
    """A selected ground with the outline of its proof."""

    selected: Selected
    outline: Outline

    @property
    def outcome(self) -> str:
        """What is proved."""
        return self.selected.ground.outcome


def select(explanation: Explanation, *, full: bool = False) -> tuple[Selected, ...]:
    """One ground for each outcome under each choice of the readings that matter; every ground with `full`."""
    if full:
        return tuple(Selected(g.readings, g, 0) for g in explanation.grounds)
    answer = explanation.verdict or explanation.truth
    over = set(answer.over) if answer is not None else set()
    grouped: dict[tuple[tuple[Pin, ...], str], list[Ground]] = {}
    for ground in explanation.grounds:
        readings = tuple(p for p in ground.readings if p.term in over)
        grouped.setdefault((readings, ground.outcome), []).append(ground)
    return tuple(Selected(readings, grounds[0], len(grounds) - 1) for (readings, _), grounds in grouped.items())


def strands_of(words: Words, explanation: Explanation, *, full: bool = False) -> tuple[Strand, ...]:
    """The selected grounds of an explanation as outlines."""
    found: list[Strand] = []
    start = 1
    for selected in select(explanation, full=full):
        drawn = outline(words, selected.ground.proof, full=full, start=start)
        start += len(drawn.nodes)
        found.append(Strand(selected, drawn))
    return tuple(found)


def supposed(phrases: Phrases, assumption: Assumption) -> Line:
    """An unknown fact that a proof takes to be so."""
    match assumption.value:
        case True:
            return phrases.key(assumption.relation, assumption.row)
        case False:
            return (("", "not "), *phrases.key(assumption.relation, assumption.row))
        case value:
            return phrases.literal(assumption.relation, (*assumption.row, value))


def given(phrases: Phrases, readings: Sequence[Pin], assumptions: Sequence[Assumption]) -> Line:
    """What is taken for granted: `under reading r of t, supposing …`; empty when that is nothing."""
    parts: list[Line] = [(("", "under "), *phrases.pins(readings))] if readings else []
    if assumptions:
        facts = [supposed(phrases, a) for a in assumptions]
        parts.append((("", "supposing "), *joined(facts, ", ", " and ")))
    return joined(parts)


def heading_of(phrases: Phrases, strand: Strand) -> Line:
    """What a proof takes for granted, and what it comes to."""
    taken = given(phrases, strand.selected.readings, strand.selected.ground.assumptions)
    line: Line = (("heading", "proof"), *((("", " "), *taken) if taken else ()))
    line = (*line, ("", ": "), (strand.outcome, strand.outcome))
    alike = strand.selected.alike
    return (*line, ("dim", f" (so in {alike} further case{'s' if alike > 1 else ''})")) if alike else line
