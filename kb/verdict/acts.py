"""The verdicts of the acts that a use consists of, each for itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from licet.errors import EngineFault
from licet.grammar import tree
from licet.logic.oracle import World
from licet.logic.values import Row
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of, governing
from licet.verdict.decision import Branch, Decision, Question, Splitting, decide
from licet.verdict.settling import answer_of, status_of_decision
from licet.verdict.verdict import Act, Duty

__all__ = ["acts_of"]

_PASSING = (norms.PERMITTED, norms.PERMITTED_WITH_DUTIES)


def acts_of(base: Base, use: str, decision: Decision, solver: World, splitting: Splitting) -> tuple[Act, ...]:
    """The acts of a use, sorted, each with the verdict of it alone.

    Args:
        base: the checked policies.
        use: the name of the use.
        decision: that on the use.
        solver: the world in which it was decided.
        splitting: how that was done.
    """
    done = sorted({(str(row[1]), str(row[2])) for row in solver.answers("does", (use, None, None))})
    alike = len(done) == 1 or {branch.outcome for branch in decision.branches} == {norms.PERMITTED}
    decisions = [decision if alike else _decide(base, use, act, solver, splitting) for act in done]
    worlds = {id(branch.solver): branch.solver for found in decisions for branch in found.branches}
    duties = {number: duties_of(base, world, use) for number, world in worlds.items()}
    may_govern = governing(base, solver, use)
    return tuple(
        _act(base, use, act, found, solver, may_govern, duties) for act, found in zip(done, decisions, strict=True)
    )


def _decide(base: Base, use: str, act: tuple[str, str], solver: World, splitting: Splitting) -> Decision:
    def certain(world: World) -> str | None:
        return next((o for o in norms.OUTCOMES if world.holds(called.ACT, (use, *act, o))), None)

    def doubtful(world: World) -> tuple[tuple[str, Row], ...]:
        rows = ((use, *act, outcome) for outcome in norms.OUTCOMES)
        found = tuple((called.ACT, row) for row in rows if world.holds(called.possible(called.ACT), row))
        if not found:
            raise EngineFault(f"no verdict of `{use}` to {act[0]} `{act[1]}` is possible")
        return found

    return decide(Question(certain, doubtful, answer_of), solver, splitting, base.is_functional)


def _act(
    base: Base,
    use: str,
    act: tuple[str, str],
    decision: Decision,
    solver: World,
    may_govern: Iterable[str],
    owed: Mapping[int, tuple[Duty, ...]],
) -> Act:
    """One act, given the licenses that may govern the use, and the duties in each world by its identity."""
    action, thing = act
    licenses = tuple(
        name for name in may_govern if solver.answers(base.doubt.possible(called.governs(name)), (use, thing))
    )
    entries = [entry for name in licenses for entry in base.vocabulary.clauses_of(name)]
    status = status_of_decision(decision)
    told = [b for b in decision.branches if status.allows or status.refuses or b.outcome not in _PASSING]
    clauses = {entry.key for branch in told for entry in entries if _decides(base, entry, branch, (use, action, thing))}
    duties = {
        duty
        for branch in decision.branches
        for duty in owed[id(branch.solver)]
        if duty.thing == thing and any(_asks(effect, duty, action) for effect in _requires(base, duty.clause))
    }
    return Act(action, thing, status, licenses, tuple(sorted(clauses)), tuple(sorted(duties)))


def _decides(base: Base, entry: ClauseEntry, branch: Branch, act: tuple[str, str, str]) -> bool:
    """Whether the outcome of an act in a branch rests on the clause."""
    world, (use, action, thing) = branch.solver, act
    match branch.outcome:
        case norms.PERMITTED | norms.PERMITTED_WITH_DUTIES:
            return _stands(entry, tree.Permits, world, act)
        case norms.FORBIDDEN:
            return _stands(entry, tree.Forbids, world, act) or _refused(base, entry, "covenant", world, act)
        case norms.CONFLICT:
            both = world.holds(called.CONFLICT, (use, entry.license, action, thing))
            return both and any(_stands(entry, effect, world, act) for effect in (tree.Permits, tree.Forbids))
        case norms.NOT_GRANTED:
            return _refused(base, entry, "condition", world, act) or _withholds(base, entry, world, act)
    return False


def _stands(
    entry: ClauseEntry, effect_type: type[tree.Permits] | type[tree.Forbids], world: World, act: tuple[str, str, str]
) -> bool:
    """Whether the clause has such an effect on the act, and it stands."""
    has = any(isinstance(e, effect_type) and _names(e.actions, act[1]) for e in entry.clause.effects)
    return has and world.holds(called.stands(entry.key), act)


def _refused(base: Base, entry: ClauseEntry, strength: str, world: World, act: tuple[str, str, str]) -> bool:
    """Whether the use refuses a duty of that strength that the clause asks for the act."""
    use, action, thing = act
    return any(
        effect.strength == strength
        and _names(effect.actions, action)
        and world.holds(entry.key, (use, thing))
        and world.holds(called.REFUSES, (use, effect.duty.name, entry.license, thing))
        for effect in _requires(base, entry.key)
    )


def _withholds(base: Base, entry: ClauseEntry, world: World, act: tuple[str, str, str]) -> bool:
    """Whether the clause takes away a permission of the act that would apply."""
    use, action, thing = act
    for effect in entry.clause.effects:
        if isinstance(effect, tree.Defeats) and effect.verb != "overrides":
            for target in effect.clauses:
                key = base.vocabulary.clause_key(target.name, entry.license)
                effects = base.vocabulary.clauses[key].clause.effects
                permits = any(isinstance(e, tree.Permits) and _names(e.actions, action) for e in effects)
                if permits and world.holds(entry.key, (use, thing)) and world.holds(called.applies(key), (use, thing)):
                    return True
    return False


def _requires(base: Base, key: str) -> Iterator[tree.Requires]:
    return (e for e in base.vocabulary.clauses[key].clause.effects if isinstance(e, tree.Requires))


def _asks(effect: tree.Requires, duty: Duty, action: str) -> bool:
    return (effect.duty.name, effect.strength) == (duty.name, duty.strength) and _names(effect.actions, action)


def _names(actions: tuple[tree.Constant, ...], action: str) -> bool:
    """Whether an effect on these actions, or on every one if there are none, is on that action."""
    return not actions or any(named.name == action for named in actions)
