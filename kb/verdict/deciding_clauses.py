"""The clauses behind a verdict in one world: which decided, which lost, which duties they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from licet.grammar import tree
from licet.logic.ir import Literal
from licet.logic.oracle import World
from licet.logic.values import Row, Value
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.act_clauses import (
    ActRow,
    acts_in,
    decides,
    has_effect,
    is_aside,
    live_clauses,
    names,
    requirements,
)
from licet.verdict.base import Base
from licet.verdict.verdict import Duty, Lost, Need, Silence, Unbound

__all__ = [
    "clauses_in_play",
    "duties_of",
    "governing",
    "governing_clauses",
    "lost_clauses",
    "need_of",
    "negative_clauses",
    "permitting_clauses",
    "reaching",
    "silences",
    "unbound_by",
    "unsettled_needs",
]

_HOW = {"withholds": "withheld", "disapplies": "disapplied", "overrides": "overridden"}


def reaching(base: Base, solver: World, use: str) -> frozenset[str]:
    """The licenses that could govern something of the use: all others say nothing of it."""
    rows = solver.answers(base.doubt.possible(called.REACHES), (use, None, None, None))
    return frozenset(str(row[3]) for row in rows)


def governing(base: Base, solver: World, use: str) -> tuple[str, ...]:
    """The licenses that govern the use, or may."""
    return tuple(
        name
        for name in sorted(reaching(base, solver, use))
        if solver.answers(base.doubt.possible(called.governs(name)), (use, None))
    )


def unbound_by(base: Base, solver: World, use: str) -> Iterator[Unbound]:
    """The licenses of what the use touches that do not bind it."""
    touched = {row[2] for row in solver.answers(called.TOUCHES, (use, None, None))}
    governs = set(governing(base, solver, use))
    under: dict[str, list[str]] = {}
    for material in touched:
        for row in solver.answers("licensed_under", (material, None)):
            under.setdefault(str(row[1]), []).append(str(material))
    for name in sorted(under.keys() - governs):
        exempt = sorted(material for material in under[name] if solver.holds("exempt", (use, material, name)))
        if exempt:
            yield Unbound(name, next(_reasons(base, solver, "exempt", (use, exempt[0], name)), ()))


def _reasons(base: Base, solver: World, relation: str, row: Row) -> Iterator[tuple[tuple[str, Row], ...]]:
    """What each rule instance that concludes a row rests on, without what it denies or compares."""
    from licet.logic.join import instances
    from licet.logic.patterns import pattern_under

    if solver.fact(relation, row) is not None:
        yield ()
    for rule in solver.rules_for(relation):
        for bindings in instances(solver, rule, row, base.plans.of(rule).join):
            positive = (item for item in rule.body if isinstance(item, Literal) and not item.negated)
            patterns = [(item.relation, pattern_under(item, bindings)) for item in positive]
            yield tuple((name, next(iter(solver.answers(name, pattern)))) for name, pattern in patterns)


def governing_clauses(base: Base, solver: World, use: str) -> tuple[ClauseEntry, ...]:
    """The clauses of the licenses that govern the use, or may. In worlds laid upon this one no others do."""
    return tuple(entry for name in governing(base, solver, use) for entry in base.vocabulary.clauses_of(name))


def clauses_in_play(base: Base, solver: World, use: str) -> tuple[ClauseEntry, ...]:
    """Those of them that are live of something of the use, or may be."""
    entries = governing_clauses(base, solver, use)
    return tuple(entry for entry in entries if solver.answers(base.doubt.possible(entry.key), (use, None)))


def permitting_clauses(base: Base, entries: Sequence[ClauseEntry], solver: World, use: str) -> set[str]:
    """The permissions that stand, among the clauses in play."""
    return _deciding(base, entries, solver, use, norms.PERMITTED)[norms.PERMITTED]


def negative_clauses(
    base: Base, entries: Sequence[ClauseEntry], solver: World, use: str, outcome: str | None
) -> tuple[set[str], set[str]]:
    """The clauses that the outcome rests on when it is negative, and those that would refuse the use besides, among the
    clauses in play."""
    found = _deciding(base, entries, solver, use, norms.FORBIDDEN, norms.CONFLICT, norms.NOT_GRANTED)
    deciding = found.get(outcome or "", set())
    return deciding, (found[norms.FORBIDDEN] | found[norms.NOT_GRANTED]) - deciding


def _deciding(
    base: Base, entries: Sequence[ClauseEntry], solver: World, use: str, *outcomes: str
) -> dict[str, set[str]]:
    """For each of the outcomes, the clauses that it rests on for some act."""
    acts = acts_in(solver, use)
    return {
        o: {e.key for e, act in live_clauses(entries, solver, acts, o) if decides(base, e, o, solver, act)}
        for o in outcomes
    }


def silences(base: Base, solver: World, use: str) -> Iterator[Silence]:
    """The licenses that grant an act of the use nowhere: no permission of it so much as applies. Where a license takes
    silence for a permission, what is not granted is not so by silence."""
    for _, license, action, thing in solver.answers(called.NOT_GRANTED, (use, None, None, None)):
        if base.vocabulary.licenses[str(license)].silence == norms.PERMITTED:
            continue
        entries = [e for e in base.vocabulary.clauses_of(str(license)) if has_effect(e, tree.Permits, str(action))]
        if not any(solver.holds(called.applies(e.key), (use, thing)) for e in entries):
            period = _out_of_force(base, solver, use, license)
            yield Silence(str(license), str(action), str(thing), tuple(e.key for e in entries), *period)


def _out_of_force(base: Base, solver: World, use: str, license: Value) -> tuple[date | None, date | None]:
    """The day the text of a license comes into force, if that is after the day of the use, and the day from which it is
    no longer, if that is not."""
    period = base.vocabulary.licenses[str(license)].in_force
    days = [row[1] for row in solver.answers("on", (use, None))]
    known = [day for day in days if isinstance(day, date)]
    if period is None or not known or len(known) < len(days):
        return None, None
    start, end = period.start.value, period.end.value if period.end is not None else None
    is_over = end is not None and all(day >= end for day in known)
    return start if all(day < start for day in known) else None, end if is_over else None


def lost_clauses(base: Base, entries: Sequence[ClauseEntry], solver: World, use: str) -> Iterator[Lost]:
    """The clauses that apply to something of the use and were withheld, disapplied or overridden there by clauses in
    play. Where a license forbids what it permits and forbids, its prohibitions override its permissions."""

    def rows(relation: str, places: int) -> set[Row]:
        return {row[1:] for row in solver.answers(relation, (use, *[None] * places))}

    for entry in entries:
        defeats = [effect for effect in entry.clause.effects if isinstance(effect, tree.Defeats)]
        live = rows(entry.key, 1) if defeats else set()
        for effect in defeats if live else ():
            for target in effect.clauses:
                key = base.vocabulary.clause_key(target.name, entry.license)
                if effect.verb == "overrides":
                    beaten = rows(called.speaks(entry.key), 2) & rows(called.speaks(key), 2)
                    beaten -= rows(called.stands(key), 2)
                else:
                    beaten = (live & rows(called.applies(key), 1)) - rows(key, 1)
                if beaten:
                    yield Lost(key, _HOW[effect.verb], entry.key)
    yield from _lost_to_prohibitions(base, entries, solver, use)


def _lost_to_prohibitions(base: Base, entries: Sequence[ClauseEntry], solver: World, use: str) -> Iterator[Lost]:
    acts = acts_in(solver, use)

    def standing(entry: ClauseEntry, effect: type[tree.Permits] | type[tree.Forbids]) -> set[ActRow]:
        spoken = (act for act in acts if has_effect(entry, effect, act[1]))
        return {act for act in spoken if solver.holds(called.stands(entry.key), act)}

    ranked = [e for e in entries if base.vocabulary.licenses[e.license].forbids_first]
    against = [(e, found) for e in ranked if (found := standing(e, tree.Forbids))]
    for entry in ranked if against else ():
        permitted = standing(entry, tree.Permits)
        for by, forbidden in against:
            if by.license == entry.license and permitted & forbidden:
                yield Lost(entry.key, _HOW["overrides"], by.key)


def duties_of(base: Base, entries: Sequence[ClauseEntry], solver: World, use: str) -> tuple[Duty, ...]:
    """The duties of clauses in play that are live, or may be, for each thing. None of a license that is set aside for
    another."""
    found = []
    acts = acts_in(solver, use)
    for entry in entries:
        for effect in requirements(entry):
            live = [row[1] for row in solver.answers(base.doubt.possible(entry.key), (use, None))]
            for thing in sorted({str(t) for t in live}):
                asked = (act for act in acts if act[2] == thing and names(effect, act[1]))
                if not all(is_aside(base, entry.license, solver, act) for act in asked):
                    row = (use, effect.duty.name, entry.license, thing)
                    state = "met" if solver.holds(called.FULFILS, row) else "open"
                    state = "refused" if solver.holds(called.REFUSES, row) else state
                    found.append(Duty(effect.duty.name, entry.key, effect.strength, thing, state))
    return tuple(found)


def need_of(solver: World, relation: str, row: Row, thresholds: tuple[Value, ...] = ()) -> Need:
    """A fact that nobody has stated, with who says so where somebody does."""
    unsure = solver.fact(called.unsure(relation), row)
    return Need(relation, row, thresholds, source=unsure.per if unsure is not None else None)


def unsettled_needs(solver: World, use: str) -> Iterator[Need]:
    """What is missing for certain, whatever the unknown facts are."""
    for _, thing, why, what in solver.answers(called.UNSETTLED, (use, None, None, None)):
        match why:
            case "license":
                yield Need("licensed_under", (what,), why="no license of it is known on that day")
            case "unread":
                yield Need("governed_by", (use, what), why="no clause of that license is encoded")
            case "silence":
                reason = "what is encoded of that license says nothing of this action"
                yield Need("governed_by", (use, what), why=reason)
            case "lineage":
                yield Need("undisclosed_lineage", (what,), why="what it was made from is not disclosed")
            case "said":
                yield Need("undecided", (use, thing), why=str(what))
            case "apart":
                reason = "a clause of another license changes it for a part of what the thing comes from"
                yield Need("governed_by", (use, what), why=reason)
            case _:
                yield Need(str(why), (use,), why=f"the use does not say what it {why}")
