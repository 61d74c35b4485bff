"""Verdicts and truths for documents: the parts that several documents share."""

from __future__ import annotations

from collections.abc import Iterable

from licet.verdict.verdict import (
    Act,
    Case,
    DoubtfulDuty,
    Duty,
    Need,
    NeedSet,
    Passed,
    Presumption,
    Truth,
    Unbound,
    Verdict,
)
from licet.views.data.values import cited_of, kinds_of, value_of, values_of
from licet.views.outline.labels import Words
from licet.wire import verdicts as wire
from licet.words.fragments import text_of

__all__ = ["doubtful_of", "duty_of", "need_of", "truth_of", "verdict_of"]


def verdict_of(words: Words, verdict: Verdict) -> wire.Verdict:
    """The verdict of a use."""
    named = [*verdict.clauses, *verdict.also, *(n for lost in verdict.lost for n in (lost.clause, lost.by))]
    named += [d.clause for d in verdict.duties]
    named += [name for presumption in verdict.presumptions or () for name in presumption.clauses]
    named += [name for passed in verdict.passed or () for name in passed.clauses]
    named += [name for silence in verdict.silences for name in silence.clauses]
    named += [n for c in verdict.cases for n in (*c.clauses, *c.also, *(d.clause for d in c.duties))]
    named += [n for act in verdict.acts for n in (*act.clauses, *(d.clause for d in act.duties))]
    return wire.Verdict(
        use=verdict.use,
        title=words.phrases.title(verdict.use),
        status=verdict.status,
        allows=verdict.status.allows,
        refuses=verdict.status.refuses,
        actions=verdict.actions,
        licenses=tuple(_license(words, name) for name in verdict.licenses),
        clauses=verdict.clauses,
        also=verdict.also,
        silences=verdict.silences,
        unbound=_unbound(words, verdict.unbound),
        lost=tuple(wire.Lost(lost.clause, lost.how, lost.by) for lost in verdict.lost),
        duties=tuple(duty_of(words, d) for d in verdict.duties),
        doubtful=tuple(doubtful_of(words, d) for d in verdict.doubtful),
        over=verdict.over,
        cases=tuple(_case(words, c) for c in verdict.cases),
        operative=verdict.operative,
        needs=_needs(words, verdict.needs),
        presumptions=_presumptions(words, verdict.presumptions),
        passed=_thresholds(words, verdict.passed),
        exhausted=verdict.exhausted,
        at_worst=verdict.at_worst,
        at_best=verdict.at_best,
        acts=tuple(_act(words, act) for act in verdict.acts),
        cited=cited_of(words, named),
    )


def _act(words: Words, act: Act) -> wire.Act:
    duties = tuple(duty_of(words, duty) for duty in act.duties)
    return wire.Act(act.action, act.thing, act.status, act.licenses, act.clauses, duties)


def _license(words: Words, name: str) -> wire.License:
    license = words.vocabulary.licenses[name]
    unread = license.unread.value if license.unread is not None else None
    return wire.License(name, license.title, license.url, any(words.vocabulary.clauses_of(name)), unread)


def duty_of(words: Words, duty: Duty) -> wire.Duty:
    """A duty and the clause it comes from."""
    title = words.phrases.title(duty.name)
    return wire.Duty(duty.name, title, duty.clause, duty.license, duty.thing, duty.strength, duty.state)


def doubtful_of(words: Words, duty: DoubtfulDuty) -> wire.DoubtfulDuty:
    """A duty that is owed in some cases only."""
    needs = tuple(need_of(words, need) for need in duty.needs)
    return wire.DoubtfulDuty(duty.name, duty.clause, duty.thing, duty.terms, needs)


def _case(words: Words, case: Case) -> wire.Case:
    duties, unbound = tuple(duty_of(words, d) for d in case.duties), _unbound(words, case.unbound)
    needs = _needs(words, case.needs)
    return wire.Case(case.readings, case.status, case.clauses, case.also, duties, needs, case.exhausted, unbound)


def _unbound(words: Words, unbound: Iterable[Unbound]) -> tuple[wire.Unbound, ...]:
    holds = words.phrases.holds
    return tuple(wire.Unbound(u.license, tuple(text_of(holds(*because)) for because in u.because)) for u in unbound)


def _needs(words: Words, sets: Iterable[NeedSet]) -> tuple[tuple[wire.Need, ...], ...]:
    return tuple(tuple(need_of(words, need) for need in needs.needs) for needs in sets)


def _presumptions(words: Words, presumptions: Iterable[Presumption] | None) -> tuple[wire.Presumption, ...] | None:
    if presumptions is None:
        return None
    return tuple(
        wire.Presumption(
            p.relation,
            values_of(p.row, kinds_of(words, p.relation)),
            text_of(words.phrases.literal(p.relation, p.row)),
            p.clauses,
            p.status,
        )
        for p in presumptions
    )


def _thresholds(words: Words, passed: Iterable[Passed] | None) -> tuple[wire.Passed, ...] | None:
    return tuple(_passed(words, p) for p in passed) if passed is not None else None


def _passed(words: Words, p: Passed) -> wire.Passed:
    kinds = kinds_of(words, p.relation)
    says = text_of(words.phrases.passed(p))
    value, bound = (value_of(v, kinds[p.index]) for v in (p.value, p.bound))
    row = values_of(p.row, kinds)
    return wire.Passed(p.relation, row, says, value, p.operator, bound, p.clauses, p.status, p.source)


def need_of(words: Words, need: Need) -> wire.Need:
    """A fact that nobody has stated."""
    kinds = kinds_of(words, need.relation)
    says = text_of(words.phrases.key(need.relation, need.row))
    thresholds = tuple(value_of(t, kinds[-1] if kinds else None) for t in need.thresholds)
    return wire.Need(need.relation, values_of(need.row, kinds), says, thresholds, need.why)


def truth_of(words: Words, truth: Truth) -> wire.Truth:
    """Whether a literal holds."""
    cases = tuple(wire.TruthCase(case.readings, case.status) for case in truth.cases)
    return wire.Truth(truth.status, truth.over, cases, _needs(words, truth.needs), values_of(truth.values))
