"""Several proofs of an answer, and the stated facts that suffice for it, as styled lines."""

from __future__ import annotations

from licet.answers.alternatives import Parting, Proofs, WitnessCase, Witnesses
from licet.logic.patterns import Side
from licet.proof.steps import AbsenceStep, ComparisonStep, FactStep, Proof, RuleStep, Step
from licet.verdict.base import Base
from licet.views.lines.proof import proof_lines, step_lines
from licet.views.outline.conclusions import outline
from licet.views.outline.labels import Words, words_of
from licet.views.outline.strands import given
from licet.views.outline.tree import Outline
from licet.words.fragments import Fragment, Line, wrap
from licet.words.phrases import whence

__all__ = ["proof_outlines", "proofs_lines", "witnesses_lines"]


def proof_outlines(base: Base, found: Proofs, *, full: bool = False) -> tuple[Outline, ...]:
    """The outline of each proof; the numbers of its steps go on from one to the next."""
    words = words_of(base)
    outlines: list[Outline] = []
    for ground in found.grounds:
        start = 1 + sum(len(drawn.nodes) for drawn in outlines)
        outlines.append(outline(words, ground.proof, full=full, start=start))
    return tuple(outlines)


def proofs_lines(base: Base, found: Proofs, *, width: int = 80, full: bool = False, plain: bool = False) -> list[Line]:
    """Each proof as a tree, and after them where they part; of further proofs of one outcome what is different.

    Args:
        base: the policies that were asked.
        found: the proofs.
        width: the columns of a line.
        full: show every proof as a whole, and bookkeeping.
        plain: indent instead of drawing trees.
    """
    words = words_of(base)
    lines: list[Line] = []
    outlines = proof_outlines(base, found, full=full)
    for number, (ground, drawn) in enumerate(zip(found.grounds, outlines, strict=True), 1):
        lines += [()] if lines else []
        taken = given(words.phrases, ground.readings, ground.assumptions)
        head: Line = (("heading", f"proof {number}"), *((("", " "), *taken) if taken else ()))
        lines += wrap((*head, ("", ": "), (ground.outcome, ground.outcome)), width)
        if full or number == 1 or ground.readings or ground.assumptions:
            lines += proof_lines(drawn, width, plain=plain, opened=full)
        else:
            lines += _differences(drawn, ground.proof, found.grounds[0].proof, width, plain)
    if found.more:
        lines += [(), (("dim", "there are more proofs; `--most` shows more of them"),)]
    if found.partings:
        lines += [(), (("heading", "they part at"),)]
        lines += [line for parting in found.partings for line in _parting(words, parting, width)]
    return lines


def _differences(drawn: Outline, proof: Proof, first: Proof, width: int, plain: bool) -> list[Line]:
    """What a proof concludes in another way than the first does."""
    known = _ways(first)
    changed = {i for i, (conclusion, way) in enumerate(_ways_in_order(proof)) if known.get(conclusion, way) != way}
    shown = [node for node in drawn.walk() if node.step in changed and node.shown_at is None]
    lines: list[Line] = [(("dim", "as proof 1, but"),)]
    for node in shown:
        lines += step_lines(drawn, node.number, width, plain=plain)
    if not shown:
        lines = [(("dim", "differs from proof 1 only in steps that `--full` shows"),)]
    return lines


_Conclusion = tuple[str, str, tuple[Side | None, ...]]
_Way = tuple[str, tuple[_Conclusion, ...]]


def _ways(proof: Proof) -> dict[_Conclusion, _Way]:
    return dict(_ways_in_order(proof))


def _ways_in_order(proof: Proof) -> list[tuple[_Conclusion, _Way]]:
    """For each step what it concludes, and by which rule from which conclusions."""
    conclusions = [_conclusion(step) for step in proof.steps]
    found = []
    for conclusion, step in zip(conclusions, proof.steps, strict=True):
        rule, premises = (step.rule.id, step.premises) if isinstance(step, RuleStep) else ("", ())
        found.append((conclusion, (rule, tuple(conclusions[p] for p in premises))))
    return found


def _conclusion(step: Step) -> _Conclusion:
    match step:
        case ComparisonStep():
            return ("compared", step.operator, (step.left, step.right))
        case AbsenceStep():
            return ("absent", step.relation, step.pattern)
        case _:
            return ("holds", step.relation, step.row)


def _parting(words: Words, parting: Parting, width: int) -> list[Line]:
    line: list[Fragment] = [*words.phrases.literal(parting.relation, parting.row), ("", ": ")]
    for holds in (True, False):
        numbers = [str(i) for i, so in enumerate(parting.holds, 1) if so is holds]
        which = f"proof{'' if len(numbers) == 1 else 's'} {', '.join(numbers)}"
        line += [("", "so in " if holds else ", not so in "), ("heading", which)]
    return wrap(line, width, (("", "  "),), (("", "    "),))


def witnesses_lines(base: Base, found: Witnesses, *, width: int = 80) -> list[Line]:
    """The sets of stated facts, each under a number."""
    words = words_of(base)
    lines: list[Line] = []
    for case in found.cases:
        lines += [()] if lines else []
        lines += _case(words, case, width)
    return lines


def _case(words: Words, case: WitnessCase, width: int) -> list[Line]:
    taken = given(words.phrases, case.readings, case.assumptions)
    lines = wrap(((case.outcome, case.outcome), *((("", " "), *taken) if taken else ())), width)
    for number, facts in enumerate(case.found, 1):
        lines.append((("", f"{number}."), *(() if facts else (("dim", " no stated fact, only what is absent"),))))
        lines += [line for fact in facts for line in wrap(_fact(words, fact), width, (("", "   "),), (("", "     "),))]
    if not case.found:
        lines.append((("dim", "what is absent rests on no stated fact"),))
    if case.more:
        lines.append((("dim", "there are, or may be, more; `--most` shows more of them"),))
    return lines


def _fact(words: Words, step: FactStep) -> Line:
    source, span = (step.fact.per, step.fact.span) if step.fact is not None else (None, None)
    return (*words.phrases.holds(step.relation, step.row), *whence(source, span))
