"""What contradicts itself once rules have said what follows: rows of relations that exclude each other, rows that are
denied and follow all the same, and what a rule says is at odds. Contradictions between statements alone are found
before, by `licet.checks`."""

from __future__ import annotations

from collections.abc import Iterator

from licet.checks.exclusions import EXCLUDES
from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.source import Span
from licet.logic.ir import Fact
from licet.logic.values import Row
from licet.policy import relation_names as called
from licet.policy.thresholds import AT_ODDS
from licet.proof.prover import prove
from licet.proof.steps import FactStep
from licet.verdict.base import Base

__all__ = ["contradictions", "uncontradicted"]

_USE = "use"


def uncontradicted(base: Base) -> Base:
    """The base itself.

    Raises:
        PolicyError: what is stated and what follows contradict each other.
    """
    found = contradictions(base)
    if found:
        raise PolicyError(found)
    return base


def contradictions(base: Base) -> tuple[Diagnostic, ...]:
    """E327 for each row that is in two relations that exclude each other, and E329 for each that is denied of a use and
    follows, and E331 for each that rules say is at odds, in their order. Only what is certain counts: what no reading
    and no unknown fact could change."""
    return (*_excluded(base), *_denied(base), *_at_odds(base))


def _excluded(base: Base) -> Iterator[Diagnostic]:
    if EXCLUDES not in base.vocabulary.relations:
        return
    for pair in base.solver.answers(EXCLUDES, (None, None)):
        ours, theirs = sorted(map(str, pair), key=lambda name: (len(base.solver.rules_for(name)), name))
        signature = base.vocabulary.relations[ours]
        if signature.dated or base.vocabulary.relations[theirs].dated or not base.solver.rules_for(theirs):
            continue
        for row in base.solver.answers(ours, (None,) * signature.arity):
            if base.solver.holds(theirs, row):
                both = f"`{_said(ours, row)}` and `{_said(theirs, row)}`"
                grounds = {relation: _grounds(base, relation, row) for relation in (ours, theirs)}
                yield _finding("E327", f"{both} exclude each other, and both follow from what is stated", grounds)


def _denied(base: Base) -> Iterator[Diagnostic]:
    for name, signature in sorted(base.vocabulary.relations.items()):
        of_use = signature.kinds[:1] == (_USE,)
        if not of_use or signature.absence == "closed" or signature.functional or not base.solver.rules_for(name):
            continue
        denied = called.denied(name)
        for row in base.solver.answers(denied, (None,) * signature.arity):
            if base.solver.holds(name, row):
                denial = base.solver.fact(denied, row)
                stated = {f"not {name}": (denial,) if denial else (), name: _grounds(base, name, row)}
                yield _finding("E329", f"`{_said(name, row)}` is denied, and it follows from what is stated", stated)


def _at_odds(base: Base) -> Iterator[Diagnostic]:
    if AT_ODDS not in base.vocabulary.relations:
        return
    for use, why in sorted(base.solver.answers(AT_ODDS, (None, None)), key=str):
        grounds: dict[str, tuple[Fact, ...]] = {}
        for fact in _stated(base, AT_ODDS, (use, why)):
            signature = base.vocabulary.relations.get(fact.relation)
            if signature is not None and signature.functional:
                grounds[fact.relation] = (*grounds.get(fact.relation, ()), fact)
        yield _finding("E331", f"what is stated of `{use}` cannot all be so: {why}", grounds)


def _finding(code: str, message: str, grounds: dict[str, tuple[Fact, ...]]) -> Diagnostic:
    """The finding at the last of the facts, with a label at the others that says what they lead to."""
    leads: dict[Span, str] = {}
    for relation, facts in grounds.items():
        for fact in facts:
            if fact.span is not None:
                leads.setdefault(fact.span, f"this says `{relation}`")
    places = sorted(leads)
    labels = tuple(Label(span, leads[span]) for span in places[:-1])
    last = places[-1] if places else None
    help = "leave one of the statements out, or say what is the case"
    return Diagnostic(Severity.ERROR, code, message, last, help, labels)


def _grounds(base: Base, relation: str, row: Row) -> tuple[Fact, ...]:
    """The stated facts about the same thing that the conclusion rests on."""
    return tuple(fact for fact in _stated(base, relation, row) if fact.row[:1] == row[:1])


def _stated(base: Base, relation: str, row: Row) -> Iterator[Fact]:
    """The stated facts that the conclusion rests on."""
    proof = prove(base.solver, relation, row)
    steps = proof.steps if proof is not None else ()
    return (step.fact for step in steps if isinstance(step, FactStep) and step.fact is not None)


def _said(relation: str, row: Row) -> str:
    return f"{relation}({', '.join(map(str, row))})"
