"""Tests of policies and the second engine: their answers derived again with pyDatalog, or by it alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from msgspec.structs import replace

from licet.answers.cross_check import Difference, cross_check_truth, cross_check_use, pydatalog_of
from licet.answers.policy_tests import Answered, SecondOpinion, TrialResult, TrialRun, layer_of, selected
from licet.errors import EngineFault, PolicyTooComplex
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.pydatalog.engine import PyDatalogEngine
from licet.verdict.base import Base
from licet.words.fragments import text_of
from licet.words.phrases import phrases_of

__all__ = ["cross_checked_trials", "difference_words", "second_opinion", "trials_on_pydatalog"]

_MOST = 3


def cross_checked_trials(
    base: Base, only: Sequence[str], files: Collection[str] | None, seconds: float
) -> Iterator[TrialResult]:
    """Run tests, and derive what each was answered again with pyDatalog, in at most so many seconds a test."""
    for module, test in selected(base, only, files):
        run = TrialRun(layer_of(base, module, test), module, test)
        failures = tuple(run.failures())
        yield TrialResult(test.title, test.span, failures, second_opinion(run.asked, seconds))


def trials_on_pydatalog(
    base: Base, only: Sequence[str], files: Collection[str] | None, seconds: float
) -> Iterator[TrialResult]:
    """Run tests with pyDatalog in the place of the engine. One that is not answered in so many seconds fails.

    Raises:
        EngineFault: pyDatalog cannot be started, or fails.
    """
    with pydatalog_of(base, seconds) as engine:
        for module, test in selected(base, only, files):
            try:
                with _on_pydatalog(base, engine, module, test, seconds) as layer:
                    failures = tuple(TrialRun(layer, module, test).failures())
            except PolicyTooComplex as error:
                failures = (Diagnostic(Severity.ERROR, "T002", str(error), test.span),)
            yield TrialResult(test.title, test.span, failures)


@contextmanager
def _on_pydatalog(
    base: Base, engine: PyDatalogEngine, module: tree.Module, test: tree.Test, seconds: float
) -> Iterator[Base]:
    """The layer of a test on the engine of its base; or on one of its own, where the layer has other rules."""
    deadline = monotonic() + seconds
    layer = layer_of(replace(base, solver=engine.until(deadline)), module, test)
    if layer.program is base.program:
        yield layer
        return
    with pydatalog_of(layer, seconds) as own:
        yield replace(layer, solver=own.until(deadline))


def second_opinion(questions: Sequence[Answered], seconds: float) -> SecondOpinion:
    """Derive the answers to questions again.

    Args:
        questions: what was asked.
        seconds: how long all of it may take.

    Returns:
        what became of it; time that ran out and failures of pyDatalog are in it, as answers not derived.
    """
    deadline = monotonic() + seconds
    agreed = 0
    differences: list[str] = []
    unchecked = None
    for question in questions:
        try:
            found = _differences(question, max(0.0, deadline - monotonic()))
        except PolicyTooComplex:
            unchecked = f"pyDatalog takes longer than {seconds:g} seconds"
            break
        except EngineFault as fault:
            unchecked = str(fault)
            break
        agreed += not found
        differences += ["; ".join(difference_words(question.base, found))] if found else []
    return SecondOpinion(len(questions), agreed, tuple(differences), unchecked)


def _differences(question: Answered, seconds: float) -> tuple[Difference, ...]:
    if question.use is None:
        return cross_check_truth(question.base, question.pins, seconds)
    return cross_check_use(question.base, question.use, question.pins, seconds)


def difference_words(base: Base, found: Iterable[Difference]) -> Iterator[str]:
    """What each engine alone says, for the first of some differences, and how many more there are."""
    found = tuple(found)
    phrases = phrases_of(base)
    for difference in found[:_MOST]:
        for name, rows, others in (
            ("licet", difference.ours, difference.theirs),
            ("pyDatalog", difference.theirs, difference.ours),
        ):
            said = [text_of(phrases.holds(difference.relation, row)) for row in rows if row not in others]
            yield f"{name} alone says: {', '.join(said[:_MOST])}" if said else f"{name} alone says nothing"
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST} more"
