"""What licenses mean: clauses, their effects and the verdict of a use, as rules of the two-valued program.

A use is acts on things. The relations made here, for a license L, a clause C of it, a use U, an action A and a thing T
that U does A to:

    :touches(U, T, M)   M is T, or T comes from M
    :under(U, T, M, L)  so it does, and on the day of the use M is under L
    :brings(L, M)       by its clauses, or those of what it incorporates, L can incorporate M
    :reaches(U, A, T, L)    L may be a license of what the act touches: nothing is to be asked of any other
    governs:L(U, T)     L is the license of something that T comes from, and binds the use
    C:applies(U, T)     C is in force on the use's date and its conditions hold
    C(U, T)             C is live: it applies, and no live clause withholds or disapplies it
    C:speaks(U, A, T)   C is live and has something to say on the act; only where it overrides or can be overridden
    C:stands(U, A, T)   so it is and has, and no live clause that overrides it speaks on the act too
    permit:L, forbid:L  some permission, some prohibition of L stands (U, A, T)
    :refuses(U, D, L, T)    the use says that it will not fulfil a duty of L for the thing
    unmet:L(U, A, T)    a condition of L for the act is refused
    breach:L(U, A, T)   so is a covenant
    :free(U, L, A, T, M)    M may be taken under another license than L that lets the act pass
    :bound(U, L, A, T)  T is under L through something for which that is not so
    :aside(U, L, A, T)  L does not let the act pass, and nothing that brings T under L need be taken under it
    :bars(U, L, A, T), :clashes, :lacks     L governs, and refuses the act; permits and forbids it, where that is no
                        refusal by itself (`conflict means forbidden`); does not grant it
    :forbidden(U, L, A, T), :conflict, :not_granted     so it is in the end: L is not set aside
    :open(U, T, WHY, L) something that L needs to be known is not
    :unsettled(U, T, WHY, X)    something that must be known is not
    :apart(U, T, L, M)  the thing comes under L without M; only where clauses of M defeat some of L
    :asks(U, D, L, A, T)        a live clause of L asks the duty for the act
    :owes(U, D, L, A, T)        so it does, and the duty is not fulfilled
    incorporates_policy(L, P)   a clause of L incorporates P; only where the vocabulary declares it
    :allowed(U)         nothing speaks against the use, and nothing that must be known is missing
    :outcome(U, V)      the verdict of the use, exactly one for each use: the worst of its acts
    :act(U, A, T, V)    the verdict of an act, exactly one for each

What a license says by itself has the license as a constant in its rules, and is asked only of the licenses that reach a
thing. So neither a question nor its proof grows with the licenses that have nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from licet.grammar import tree
from licet.logic.ir import Argument, Comparison, Const, Literal, Operation, Origin, Rule, Term, Var
from licet.policy import relation_names as called
from licet.policy.fresh_variables import fresh_variable
from licet.policy.outcomes import (
    CONFLICT,
    FORBIDDEN,
    NOT_GRANTED,
    OUTCOMES,
    PERMITTED,
    PERMITTED_WITH_DUTIES,
    UNKNOWN,
    choice_rules,
    duty_rules,
    license_rules,
    outcome_rules,
    touching_rules,
)
from licet.policy.rule_writing import ACT, ACTION, DAY, DOES, THING, USE, absent, literal, negated, rule
from licet.policy.vocabulary import ClauseEntry, Vocabulary

if TYPE_CHECKING:
    from licet.policy.lowering import ClauseBody

__all__ = [
    "CONFLICT",
    "FORBIDDEN",
    "INCORPORATES",
    "NOT_GRANTED",
    "OUTCOMES",
    "PERMITTED",
    "PERMITTED_WITH_DUTIES",
    "UNKNOWN",
    "norm_rules",
]

INCORPORATES = "incorporates_policy"


def norm_rules(vocabulary: Vocabulary, clauses: Iterable[ClauseBody]) -> tuple[Rule, ...]:
    """The rules that give every license of the vocabulary its meaning; none when there is no license."""
    if not vocabulary.licenses:
        return ()
    bodies = {body.key: body for body in clauses}
    defeats = _defeats(vocabulary)
    bringing = _bringing(vocabulary)
    of_license: dict[str, list[ClauseEntry]] = {}
    for entry in vocabulary.clauses.values():
        of_license.setdefault(entry.license, []).append(entry)
    choice = "offered_under" in vocabulary.relations
    rules: list[Rule] = [*touching_rules(vocabulary), *_brings(bringing, vocabulary), *license_rules(choice)]
    rules += [*duty_rules(vocabulary), *(choice_rules() if choice else ())]
    for license in vocabulary.licenses.values():
        entries = of_license.get(license.name, [])
        rules.extend(_governs(license, bringing.get(license.name, ())))
        for entry in entries:
            rules.extend(_clause(license, entry, bodies[entry.key], defeats))
            rules.extend(_effects(entry, defeats))
            if INCORPORATES in vocabulary.relations:
                rules.extend(_incorporates(entry))
        rules.extend(_license(license, entries, choice, "stranger_to" in vocabulary.relations))
    rules.extend(_mixed(vocabulary, defeats, bringing))
    rules.extend(outcome_rules(vocabulary))
    return tuple(rules)


def _bringing(vocabulary: Vocabulary) -> dict[str, dict[str, None]]:
    """For each license, the clauses that bring it in, sorted."""
    table: dict[str, dict[str, None]] = {}
    for key, entry in vocabulary.clauses.items():
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Incorporates):
                for license in effect.licenses:
                    table.setdefault(license.name, {})[key] = None
    return table


def _brings(bringing: Mapping[str, Iterable[str]], vocabulary: Vocabulary) -> Iterator[Rule]:
    """Which licenses can come with a license, whatever the use, and through whatever others."""
    for name in vocabulary.licenses:
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            for by in bringing.get(waiting.pop(), ()):
                through = vocabulary.clauses[by].license
                if through not in found:
                    found[through] = None
                    waiting.append(through)
        for through in sorted(found):
            yield rule(f":brings/{through}/{name}", literal(called.BRINGS, through, name))


def _governs(license: tree.License, bringing: Iterable[str]) -> Iterator[Rule]:
    name = license.name
    head = literal(called.governs(name), USE, THING)
    yield rule(f"governs:{name}/1", head, *_under(name))
    for key in bringing:
        yield rule(f"governs:{name}/{key}", head, literal(key, USE, THING))


def _incorporates(entry: ClauseEntry) -> Iterator[Rule]:
    """That the license of a clause incorporates others, whatever the use: the text says so."""
    origin = Origin("clause", entry.key, entry.clause.span)
    effects = [effect for effect in entry.clause.effects if isinstance(effect, tree.Incorporates)]
    for name in dict.fromkeys(name.name for effect in effects for name in effect.licenses):
        head = literal(INCORPORATES, entry.license, name)
        yield rule(f"{INCORPORATES}/{entry.key}/{name}", head, origin=origin)


def _defeats(vocabulary: Vocabulary) -> dict[str, list[tuple[str, str]]]:
    """For each clause, the clauses that defeat it with the verb, sorted."""
    table: dict[str, list[tuple[str, str]]] = {}
    for key, entry in vocabulary.clauses.items():
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Defeats):
                for target in effect.clauses:
                    table.setdefault(vocabulary.clause_key(target.name, entry.license), []).append((effect.verb, key))
    return table


def _in_force(*periods: tree.InForce | None) -> tuple[Literal | Comparison, ...]:
    given = [p for p in periods if p is not None]
    if not given:
        return ()
    start: date = max(p.start.value for p in given)
    ends = [p.end.value for p in given if p.end is not None]
    conditions: list[Literal | Comparison] = [
        Literal("on", (USE, DAY)),
        Comparison(DAY, ">=", Const(start)),
    ]
    if ends:
        conditions.append(Comparison(DAY, "<", Const(min(ends))))
    return tuple(conditions)


def _clause(
    license: tree.License, entry: ClauseEntry, body: ClauseBody, defeats: dict[str, list[tuple[str, str]]]
) -> Iterator[Rule]:
    key, clause = entry.key, entry.clause
    origin = Origin("clause", key, clause.span)
    when = _in_force(license.in_force, clause.in_force)
    applies, live = (literal(relation, USE, THING) for relation in (called.applies(key), key))
    for number, branch in enumerate(body.branches, 1):
        renamed = _rename(branch, {body.use: USE, body.thing: THING})
        governs = literal(called.governs(license.name), USE, THING)
        yield rule(f"{key}:applies/{number}", applies, governs, *when, *renamed, origin=origin)
    undercut = {by: absent(by, USE, THING) for verb, by in defeats.get(key, ()) if verb != "overrides"}
    yield from _undefeated(license.name, key, live, applies, undercut)
    beaten = {by: absent(called.speaks(by), *ACT) for verb, by in defeats.get(key, ()) if verb == "overrides"}
    overrides = any(isinstance(e, tree.Defeats) and e.verb == "overrides" for e in clause.effects)
    named = sorted({a.name for e in clause.effects if isinstance(e, (tree.Permits, tree.Forbids)) for a in e.actions})
    every = any(isinstance(e, (tree.Permits, tree.Forbids)) and not e.actions for e in clause.effects)
    speaks, stands = called.speaks(key), called.stands(key)
    said = speaks if beaten or overrides else stands
    if every:
        yield rule(f"{said}/1", literal(said, *ACT), live, DOES)
    for action in () if every else named:
        act = (USE, Const(action), THING)
        yield rule(f"{said}/{action}", literal(said, *act), live, literal("does", *act))
    if said == speaks and (every or named):
        yield from _undefeated(license.name, stands, literal(stands, *ACT), literal(speaks, *ACT), beaten)


def _undefeated(license: str, id: str, head: Literal, holds: Literal, defeats: Mapping[str, Literal]) -> Iterator[Rule]:
    """That something of a clause holds and nothing defeats it. `defeats` is by the defeating clause. What a clause of
    another license does, one that incorporates this one, reaches no thing that is under this license by itself."""
    yield rule(id, head, holds, *defeats.values())
    own = [literal for by, literal in defeats.items() if by.rpartition(".")[0] == license]
    if len(own) < len(defeats):
        yield rule(f"{id}/itself", head, holds, *_under(license), *own)


def _mixed(
    vocabulary: Vocabulary, defeats: Mapping[str, list[tuple[str, str]]], bringing: Mapping[str, Iterable[str]]
) -> Iterator[Rule]:
    """That a thing is unsettled where a clause of one license defeats a clause of another that comes to govern the
    thing without it, too: what is defeated for one thing that it comes from is not for another, and an act has one
    verdict. What is forbidden all the same stays forbidden."""
    pairs: list[tuple[str, str]] = []
    for key, found in defeats.items():
        license = vocabulary.clauses[key].license
        for verb, by in dict.fromkeys(found):
            other = vocabulary.clauses[by].license
            if other == license:
                continue
            pairs.append((license, other))
            lost = [literal(by, USE, THING), literal(called.applies(key), USE, THING)]
            if verb == "overrides":
                lost = [literal(called.speaks(clause), *ACT) for clause in (by, key)]
            head = literal(called.OPEN, USE, THING, "apart", license)
            apart = literal(called.APART, USE, THING, license, other)
            yield rule(f":open/apart/{key}/{by}/{verb}", head, *lost, apart)
    yield from _apart(vocabulary, pairs, bringing)


def _apart(
    vocabulary: Vocabulary, pairs: Iterable[tuple[str, str]], bringing: Mapping[str, Iterable[str]]
) -> Iterator[Rule]:
    """When something that a thing comes from brings it under a license without another, for each such pair."""
    waiting = list(pairs)
    seen: set[tuple[str, str]] = set()
    while waiting:
        license, other = waiting.pop()
        if (license, other) in seen:
            continue
        seen.add((license, other))
        head = literal(called.APART, USE, THING, license, other)
        yield rule(f":apart/{license}/{other}", head, *_under(license))
        for by in bringing.get(license, ()):
            through = vocabulary.clauses[by].license
            if through != other:
                waiting.append((through, other))
                rest = literal(called.APART, USE, THING, through, other)
                yield rule(f":apart/{license}/{other}/{by}", head, literal(by, USE, THING), rest)


def _under(license: str) -> tuple[Literal, ...]:
    """That the thing, or something it comes from, is under the license, and nothing exempts the use from that."""
    material = Var("Material")
    return (
        literal(called.UNDER, USE, THING, material, license),
        absent("exempt", USE, material, license),
    )


def _rename(
    branch: tuple[Literal | Comparison, ...], names: Mapping[Var | None, Var]
) -> tuple[Literal | Comparison, ...]:
    """The branch with the variables of the clause called by those names, and no other variable called so."""
    taken = set(names.values())

    def argument(a: Argument) -> Argument:
        if not isinstance(a, Var):
            return a
        return names[a] if a in names else fresh_variable(a.name) if a in taken else a

    def term(t: Term) -> Term:
        return Operation(term(t.left), t.operator, term(t.right)) if isinstance(t, Operation) else argument(t)

    return tuple(
        Literal(i.relation, tuple(argument(a) for a in i.arguments), i.negated)
        if isinstance(i, Literal)
        else Comparison(term(i.left), i.operator, term(i.right), i.lenient)
        for i in branch
    )


def _license(license: tree.License, entries: list[ClauseEntry], choice: bool, strangers: bool) -> Iterator[Rule]:
    name = license.name
    governs = literal(called.governs(name), USE, THING)
    if not entries:
        yield rule(f":open/unread/{name}", literal(called.OPEN, USE, THING, "unread", name), governs)
        return
    permit, forbid, unmet, breach, granted, barred, clash = (
        literal(of(name), *ACT)
        for of in (
            called.permit,
            called.forbid,
            called.unmet,
            called.breach,
            called.granted,
            called.barred,
            called.clash,
        )
    )
    for entry in entries:
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Requires):
                yield from _duty(name, entry.key, effect)
    silence = license.silence or NOT_GRANTED
    neither = (negated(permit), negated(forbid))
    entitled = (negated(unmet), *((absent("stranger_to", USE, name),) if strangers else ()))
    yield rule(f"ok:{name}/permit", granted, permit, negated(forbid), *entitled)
    clashing = () if license.forbids_first else (clash,)
    if clashing:
        yield rule(called.clash(name), clash, permit, forbid)
        yield rule(f":clashes/{name}", literal(called.CLASHES, USE, name, ACTION, THING), governs, clash)
        yield rule(f"barred:{name}/forbid", barred, forbid, negated(permit))
    else:
        yield rule(f"barred:{name}/forbid", barred, forbid)
    yield rule(f"barred:{name}/breach", barred, breach)
    if silence == PERMITTED:
        # A license that is not in force says nothing, so its silence permits nothing either.
        yield rule(f"ok:{name}/silence", granted, governs, DOES, *_in_force(license.in_force), *neither, *entitled)
    if silence == FORBIDDEN:
        yield rule(f"barred:{name}/silence", barred, governs, DOES, *neither)
    if silence == UNKNOWN:
        head = literal(called.OPEN, USE, THING, "silence", name)
        yield rule(f":open/silence/{name}", head, governs, DOES, *neither)
    if choice:
        passes = literal(called.PASSES, USE, name, ACTION, THING)
        yield rule(f":passes/{name}", passes, governs, granted, negated(barred), *map(negated, clashing))

    def says(relation: str) -> Literal:
        return literal(relation, USE, name, ACTION, THING)

    yield rule(f":bars/{name}", says(called.BARS), governs, barred)
    # Where silence means unknown, an action that nobody permits is unsettled, not refused.
    spoken = [permit] if silence == UNKNOWN else []
    refused = (negated(granted), negated(barred), *map(negated, clashing))
    yield rule(f":lacks/{name}", says(called.LACKS), governs, DOES, *spoken, *refused)


def _effects(entry: ClauseEntry, defeats: Mapping[str, Iterable[tuple[str, str]]]) -> Iterator[Rule]:
    """The acts that a clause permits and forbids. Where nothing can override it, those for which it is live."""
    key = entry.key
    overridden = any(verb == "overrides" for verb, _ in defeats.get(key, ()))
    for effect in entry.clause.effects:
        if isinstance(effect, (tree.Permits, tree.Forbids)):
            of = called.permit if isinstance(effect, tree.Permits) else called.forbid
            relation = of(entry.license)
            actions: list[Const | Var] = [Const(a.name) for a in effect.actions]
            for action in actions or [ACTION]:
                act = (USE, action, THING)
                stands = (literal(called.stands(key), *act),)
                live = (literal(key, USE, THING), literal("does", *act))
                id = f"{relation}/{key}" + (f"/{action.value}" if isinstance(action, Const) else "")
                yield rule(id, Literal(relation, act), *(stands if overridden else live))


def _duty(license: str, key: str, effect: tree.Requires) -> Iterator[Rule]:
    """When a clause asks for its duty, and when the use refuses it: a condition that is refused grants nothing of the
    acts that it is for, and a covenant that is refused is broken."""
    duty = effect.duty.name
    live = literal(key, USE, THING)
    failing = (called.unmet if effect.strength == "condition" else called.breach)(license)
    actions: list[Const | Var] = [Const(a.name) for a in effect.actions] or [ACTION]
    for action in actions:
        act = (USE, action, THING)
        done = (live, literal("does", *act))
        id = f"{key}/{duty}" + (f"/{action.value}" if isinstance(action, Const) else "")
        yield rule(f":asks/{id}", literal(called.ASKS, USE, duty, license, action, THING), *done)
        refuses = literal(called.REFUSES, USE, duty, license, THING)
        yield rule(f"{failing}/{id}", literal(failing, *act), *done, refuses)
