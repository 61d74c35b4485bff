"""What a clause has to do with the outcome of one act, in one world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from licet.grammar import tree
from licet.logic.oracle import World
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.vocabulary import ClauseEntry
from licet.verdict.base import Base

__all__ = ["ActRow", "acts_in", "decides", "has_effect", "is_aside", "live_clauses", "names", "requirements"]

ActRow = tuple[str, str, str]
"""The use, the action and the thing of an act."""


def acts_in(world: World, use: str) -> list[ActRow]:
    """The acts that a use consists of, sorted."""
    return sorted((use, str(row[1]), str(row[2])) for row in world.answers("does", (use, None, None)))


def names(effect: tree.Permits | tree.Forbids | tree.Requires, action: str) -> bool:
    """Whether an effect is on that action: it names it, or none."""
    return not effect.actions or any(named.name == action for named in effect.actions)


def has_effect(entry: ClauseEntry, effect_type: type[tree.Permits] | type[tree.Forbids], action: str) -> bool:
    """Whether the clause has such an effect on the action."""
    return any(isinstance(effect, effect_type) and names(effect, action) for effect in entry.clause.effects)


def requirements(entry: ClauseEntry) -> Iterator[tree.Requires]:
    """What a clause requires."""
    return (effect for effect in entry.clause.effects if isinstance(effect, tree.Requires))


def is_aside(base: Base, license: str, world: World, act: ActRow) -> bool:
    """Whether the license is set aside for the act, because another may be chosen."""
    use, action, thing = act
    choice = "offered_under" in base.vocabulary.relations
    return choice and world.holds(called.ASIDE, (use, license, action, thing))


def live_clauses(
    entries: Iterable[ClauseEntry], world: World, acts: Sequence[ActRow], outcome: str | None
) -> Iterator[tuple[ClauseEntry, ActRow]]:
    """The clauses that say something an outcome can rest on, with the acts on things for which they are live: that
    outcome of an act rests on no other."""
    for entry in entries:
        for act in acts:
            if _can_decide(entry, outcome, act[1]) and world.holds(entry.key, (act[0], act[2])):
                yield entry, act


def _can_decide(entry: ClauseEntry, outcome: str | None, action: str) -> bool:
    """Whether the clause says something that the outcome of such an act can rest on."""
    match outcome:
        case norms.PERMITTED | norms.PERMITTED_WITH_DUTIES:
            return has_effect(entry, tree.Permits, action)
        case norms.FORBIDDEN:
            return has_effect(entry, tree.Forbids, action) or _asks(entry, "covenant", action)
        case norms.CONFLICT:
            return has_effect(entry, tree.Permits, action) or has_effect(entry, tree.Forbids, action)
        case norms.NOT_GRANTED:
            return _asks(entry, "condition", action) or any(_takes_away(effect) for effect in entry.clause.effects)
    return False


def _asks(entry: ClauseEntry, strength: str, action: str) -> bool:
    """Whether the clause asks a duty of that strength for the action."""
    return any(effect.strength == strength and names(effect, action) for effect in requirements(entry))


def _takes_away(effect: tree.Effect) -> TypeGuard[tree.Defeats]:
    """Whether an effect takes permissions away."""
    return isinstance(effect, tree.Defeats) and effect.verb != "overrides"


def decides(base: Base, entry: ClauseEntry, outcome: str | None, world: World, act: ActRow) -> bool:
    """Whether that outcome of an act rests on the clause, or would if nothing worse came of the act."""
    use, action, thing = act
    match outcome:
        case norms.PERMITTED | norms.PERMITTED_WITH_DUTIES:
            return _stands(entry, tree.Permits, world, act) and not _forbids_first(base, entry.license, world, act)
        case norms.FORBIDDEN:
            return _stands(entry, tree.Forbids, world, act) or _refused(base, entry, "covenant", world, act)
        case norms.CONFLICT:
            both = world.holds(called.CONFLICT, (use, entry.license, action, thing))
            return both and any(_stands(entry, effect, world, act) for effect in (tree.Permits, tree.Forbids))
        case norms.NOT_GRANTED:
            return _refused(base, entry, "condition", world, act) or _withholds(base, entry, world, act)
    return False


def _stands(
    entry: ClauseEntry, effect_type: type[tree.Permits] | type[tree.Forbids], world: World, act: ActRow
) -> bool:
    """Whether the clause has such an effect on the act, and it stands."""
    return has_effect(entry, effect_type, act[1]) and world.holds(called.stands(entry.key), act)


def _forbids_first(base: Base, license: str, world: World, act: ActRow) -> bool:
    """Whether the license forbids the act and says that this comes before what it permits."""
    return base.vocabulary.licenses[license].forbids_first and world.holds(called.forbid(license), act)


def _refused(base: Base, entry: ClauseEntry, strength: str, world: World, act: ActRow) -> bool:
    """Whether the use refuses a duty of that strength that the clause asks for the act."""
    use, action, thing = act
    return any(
        effect.strength == strength
        and names(effect, action)
        and world.holds(entry.key, (use, thing))
        and world.holds(called.REFUSES, (use, effect.duty.name, entry.license, thing))
        and not is_aside(base, entry.license, world, act)
        for effect in requirements(entry)
    )


def _withholds(base: Base, entry: ClauseEntry, world: World, act: ActRow) -> bool:
    """Whether the clause takes away a permission of the act that would apply."""
    use, action, thing = act
    for effect in entry.clause.effects:
        if _takes_away(effect) and world.holds(entry.key, (use, thing)):
            for target in effect.clauses:
                key = base.vocabulary.clause_key(target.name, entry.license)
                permits = has_effect(base.vocabulary.clauses[key], tree.Permits, action)
                if permits and world.holds(called.applies(key), (use, thing)):
                    return True
    return False
