"""The clauses behind a verdict in one world: which decided, which lost, which duties they leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licet.grammar import tree
from licet.logic.ir import Literal
from licet.logic.oracle import World
from licet.logic.values import Row, Value
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.doubt import UNSAID
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.base import Base
from licet.verdict.verdict import Duty, Lost, Need, Silence, Unbound

__all__ = [
    "duties_of",
    "governing",
    "lost_clauses",
    "need_of",
    "negative_clauses",
    "permitting_clauses",
    "silences",
    "unbound_by",
    "unsettled_needs",
]

_HOW = {"withholds": "withheld", "disapplies": "disapplied", "overrides": "overridden"}


def governing(base: Base, solver: World, use: str) -> tuple[str, ...]:
    """The licenses that govern the use, or may."""
    return tuple(
        name for name in base.vocabulary.licenses if solver.answers(base.doubt.possible(called.governs(name)), (use,))
    )


def unbound_by(base: Base, solver: World, use: str) -> Iterator[Unbound]:
    """The licenses of what the use touches that do not bind it."""
    touched = {row[1] for row in solver.answers(called.TOUCHES, (use, None))}
    governs = set(governing(base, solver, use))
    for name in base.vocabulary.licenses:
        if name in governs or not solver.holds("exempt", (use, name)):
            continue
        if any(row[0] in touched for row in solver.answers("licensed_under", (None, name))):
            yield Unbound(name, next(_reasons(base, solver, "exempt", (use, name)), ()))


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


def _governing_clauses(base: Base, solver: World, use: str) -> Iterator[ClauseEntry]:
    for name in base.vocabulary.licenses:
        if solver.holds(called.governs(name), (use,)):
            yield from base.vocabulary.clauses_of(name)


def _acts(entry: ClauseEntry, effect_type: type[tree.Permits] | type[tree.Forbids], actions: set[str]) -> bool:
    """Whether the clause has such an effect on one of the actions."""
    return bool(actions) and any(
        isinstance(e, effect_type) and (not e.actions or actions & {a.name for a in e.actions})
        for e in entry.clause.effects
    )


def _stands(solver: World, entry: ClauseEntry, use: str) -> set[str]:
    return {str(row[1]) for row in solver.answers(called.stands(entry.key), (use, None))}


def _stands_as(
    solver: World, entry: ClauseEntry, use: str, effect_type: type[tree.Permits] | type[tree.Forbids]
) -> bool:
    """Whether the clause has such an effect, and it stands."""
    may = any(isinstance(effect, effect_type) for effect in entry.clause.effects)
    return may and _acts(entry, effect_type, _stands(solver, entry, use))


def permitting_clauses(base: Base, solver: World, use: str) -> set[str]:
    """The permissions that stand."""
    return {e.key for e in _governing_clauses(base, solver, use) if _stands_as(solver, e, use, tree.Permits)}


def negative_clauses(base: Base, solver: World, use: str, outcome: str | None) -> tuple[set[str], set[str]]:
    """The clauses that the outcome rests on when it is negative, and those that would refuse the use besides."""
    forbids, conflicts, withholds = set(), set(), set()
    clashing: dict[Value, set[str]] = {}
    for _, license, action in solver.answers(called.CONFLICT, (use, None, None)):
        clashing.setdefault(license, set()).add(str(action))
    for entry in _governing_clauses(base, solver, use):
        if _stands_as(solver, entry, use, tree.Forbids):
            forbids.add(entry.key)
        if entry.license in clashing and clashing[entry.license] & _stands(solver, entry, use):
            conflicts.add(entry.key)
        if _denies(base, solver, entry, use) and solver.holds(entry.key, (use,)):
            withholds.add(entry.key)
    by_outcome = {norms.FORBIDDEN: forbids, norms.CONFLICT: conflicts, norms.NOT_GRANTED: withholds}
    deciding = by_outcome.get(outcome or "", set())
    return deciding, (forbids | withholds) - deciding


def _denies(base: Base, solver: World, entry: ClauseEntry, use: str) -> bool:
    """Whether a clause, if it is live, takes away a permission that would apply or sets a condition that is not met."""
    for effect in entry.clause.effects:
        if isinstance(effect, tree.Requires) and effect.strength == "condition":
            if not solver.holds("fulfils", (use, effect.duty.name)):
                return True
        elif isinstance(effect, tree.Defeats) and effect.verb != "overrides":
            for target in effect.clauses:
                key = base.vocabulary.clause_key(target.name, entry.license)
                permits = any(isinstance(e, tree.Permits) for e in base.vocabulary.clauses[key].clause.effects)
                if permits and solver.holds(called.applies(key), (use,)):
                    return True
    return False


def silences(base: Base, solver: World, use: str) -> Iterator[Silence]:
    """The licenses that grant an action of the use nowhere: no permission of it so much as applies."""
    for _, license, action in solver.answers(called.NOT_GRANTED, (use, None, None)):
        entries = [e for e in base.vocabulary.clauses_of(str(license)) if _acts(e, tree.Permits, {str(action)})]
        if not any(solver.holds(called.applies(e.key), (use,)) for e in entries):
            yield Silence(str(license), str(action), tuple(e.key for e in entries), _starts(base, solver, use, license))


def _starts(base: Base, solver: World, use: str, license: Value) -> date | None:
    """The day the text of a license comes into force, if that is after the day of the use."""
    period = base.vocabulary.licenses[str(license)].in_force
    days = [row[1] for row in solver.answers("on", (use, None))]
    if period is not None and days and all(isinstance(day, date) and day < period.start.value for day in days):
        return period.start.value
    return None


def lost_clauses(base: Base, solver: World, use: str) -> Iterator[Lost]:
    """The clauses that apply to the use and were withheld, disapplied or overridden."""
    for entry in _governing_clauses(base, solver, use):
        for effect in entry.clause.effects:
            if not isinstance(effect, tree.Defeats) or not solver.holds(entry.key, (use,)):
                continue
            for target in effect.clauses:
                key = base.vocabulary.clause_key(target.name, entry.license)
                if effect.verb == "overrides":
                    actions = {row[1] for row in solver.answers(called.speaks(entry.key), (use, None))}
                    beaten = actions & {row[1] for row in solver.answers(called.speaks(key), (use, None))}
                    beaten -= {row[1] for row in solver.answers(called.stands(key), (use, None))}
                else:
                    lost = solver.holds(called.applies(key), (use,)) and not solver.holds(key, (use,))
                    beaten = {use} if lost else set()
                if beaten:
                    yield Lost(key, _HOW[effect.verb], entry.key)


def duties_of(base: Base, solver: World, use: str) -> tuple[Duty, ...]:
    """The duties that are live, or may be."""
    found = []
    for name in base.vocabulary.licenses:
        if not solver.answers(base.doubt.possible(called.governs(name)), (use,)):
            continue
        for entry in base.vocabulary.clauses_of(name):
            for effect in entry.clause.effects:
                if isinstance(effect, tree.Requires) and solver.answers(base.doubt.possible(entry.key), (use,)):
                    fulfilled = solver.holds("fulfils", (use, effect.duty.name))
                    found.append(Duty(effect.duty.name, entry.key, effect.strength, fulfilled))
    return tuple(found)


def need_of(solver: World, relation: str, row: Row, thresholds: tuple[Value, ...] = ()) -> Need:
    """A fact that nobody has stated, with who says so where somebody does."""
    unsure = solver.fact(called.unsure(relation), row)
    return Need(relation, row, thresholds, source=unsure.per if unsure is not None else None)


def unsettled_needs(solver: World, use: str) -> Iterator[Need]:
    """What is missing for certain, whatever the unknown facts are."""
    for _, why, what in solver.answers(called.UNSETTLED, (use, None, None)):
        match why:
            case "license":
                yield Need("licensed_under", (what,), why="no license of it is known")
            case "unread":
                yield Need("governed_by", (use, what), why="no clause of that license is encoded")
            case "silence":
                yield Need("governed_by", (use, what), why="the license says nothing of this action")
            case "lineage":
                yield Need("undisclosed_lineage", (what,), why="what it was made from is not disclosed")
            case "apart":
                reason = "a clause of another license changes it for a part of the use; ask of each part by itself"
                yield Need("governed_by", (use, what), why=reason)
            case name if name in UNSAID:
                yield Need(str(name), (use,), why=UNSAID[str(name)])
            case _:
                yield Need(str(why), (use,), why=f"the use does not say what it {why}")
