"""What licenses mean: clauses, their effects and the verdict of a use, as rules of the two-valued program.

A use is acts on things. The relations made here, for a license L, a clause C of it, a use U, an action A and a thing T
that U does A to:

    :touches(U, T, M)   M is T, or T comes from M
    :under(U, T, M, L)  so it does, and on the day of the use M is under L
    governs:L(U, T)     L is the license of something that T comes from, and binds the use
    C:applies(U, T)     C is in force on the use's date and its conditions hold
    C(U, T)             C is live: it applies, and no live clause withholds or disapplies it
    C:speaks(U, A, T)   C is live and has something to say on the act; only where it overrides or can be overridden
    C:stands(U, A, T)   so it is and has, and no live clause that overrides it speaks on the act too
    permit:L, forbid:L  some permission, some prohibition of L stands (U, A, T)
    :refuses(U, D, L, T)    the use says that it will not fulfil a duty of L for the thing
    unmet:L(U, A, T)    a condition of L for the act is refused
    breach:L(U, A, T)   so is a covenant
    :aside(U, L, A, T)  L is one of several that the thing may be taken under, and another of them lets the act pass
    :forbidden(U, L, A, T), :conflict, :not_granted     what L says of the act in the end
    :unsettled(U, T, WHY, X)    something that must be known is not
    :apart(U, T, L, M)  the thing comes under L without M; only where clauses of M defeat some of L
    :owes(U, D, L, A, T)        a live duty for the act that is not fulfilled
    incorporates_policy(L, P)   a clause of L incorporates P; only where the vocabulary declares it
    :allowed(U)         nothing speaks against the use, and nothing that must be known is missing
    :outcome(U, V)      the verdict of the use, exactly one for each use: the worst of its acts
    :act(U, A, T, V)    the verdict of an act, exactly one for each
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from licet.grammar import tree
from licet.logic.ir import Argument, Comparison, Const, Literal, Operation, Origin, Rule, Term, Var
from licet.logic.values import Value
from licet.policy import relation_names as called
from licet.policy.dated import at_day
from licet.policy.fresh_variables import fresh_variable
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

FORBIDDEN = "forbidden"
CONFLICT = "conflict"
NOT_GRANTED = "not granted"
UNKNOWN = "unknown"
PERMITTED_WITH_DUTIES = "permitted with duties"
PERMITTED = "permitted"
INCORPORATES = "incorporates_policy"
OUTCOMES = (FORBIDDEN, CONFLICT, NOT_GRANTED, UNKNOWN, PERMITTED_WITH_DUTIES, PERMITTED)

_USE, _ACTION, _THING = Var("Use"), Var("Action"), Var("Thing")
_ACT = (_USE, _ACTION, _THING)
_DOES = Literal("does", _ACT)
_DAY = fresh_variable("Day")
_CORE = Origin("core")


def _literal(relation: str, *arguments: Argument | Value) -> Literal:
    return Literal(relation, tuple(a if isinstance(a, (Var, Const)) else Const(a) for a in arguments))


def _not(relation: str, *arguments: Argument | Value) -> Literal:
    literal = _literal(relation, *arguments)
    return Literal(literal.relation, literal.arguments, negated=True)


def _rule(id: str, head: Literal, *body: Literal | Comparison, origin: Origin = _CORE) -> Rule:
    return Rule(id, head, body, origin=origin)


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
    rules: list[Rule] = [*_reach(vocabulary), *_duties(vocabulary), *(_choice() if choice else ())]
    for license in vocabulary.licenses.values():
        entries = of_license.get(license.name, [])
        rules.extend(_governs(license, bringing.get(license.name, ())))
        for entry in entries:
            rules.extend(_clause(license, entry, bodies[entry.key], defeats))
            rules.extend(_effects(entry, defeats))
            if INCORPORATES in vocabulary.relations:
                rules.extend(_incorporates(entry))
        rules.extend(_license(license, entries, choice, "stranger_to" in vocabulary.relations))
    rules.extend(_mixed(vocabulary, defeats))
    rules.extend(_outcome(vocabulary))
    return tuple(rules)


def _reach(vocabulary: Vocabulary) -> Iterator[Rule]:
    material, license = Var("Material"), Var("License")
    act = Literal("does", (_USE, Var("_1"), _THING))
    touches = _literal(called.TOUCHES, _USE, _THING, material)
    yield _rule(":touches/1", _literal(called.TOUCHES, _USE, _THING, _THING), act)
    yield _rule(":touches/2", touches, act, _literal("comes_from", _THING, material))
    of_the_day = (Literal("on", (_USE, _DAY)),)
    ways = at_day(vocabulary, "licensed_under", (material, license), _DAY, of_the_day)
    for number, way in enumerate(ways, 1):
        yield _rule(f":under/{number}", _literal(called.UNDER, _USE, _THING, material, license), touches, *way)


def _bringing(vocabulary: Vocabulary) -> dict[str, dict[str, None]]:
    """For each license, the clauses that bring it in, sorted."""
    table: dict[str, dict[str, None]] = {}
    for key, entry in vocabulary.clauses.items():
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Incorporates):
                for license in effect.licenses:
                    table.setdefault(license.name, {})[key] = None
    return table


def _governs(license: tree.License, bringing: Iterable[str]) -> Iterator[Rule]:
    name = license.name
    head = _literal(called.governs(name), _USE, _THING)
    yield _rule(f"governs:{name}/1", head, *_under(name))
    for key in bringing:
        yield _rule(f"governs:{name}/{key}", head, _literal(key, _USE, _THING))


def _incorporates(entry: ClauseEntry) -> Iterator[Rule]:
    """That the license of a clause incorporates others, whatever the use: the text says so."""
    origin = Origin("clause", entry.key, entry.clause.span)
    effects = [effect for effect in entry.clause.effects if isinstance(effect, tree.Incorporates)]
    for name in dict.fromkeys(name.name for effect in effects for name in effect.licenses):
        head = _literal(INCORPORATES, entry.license, name)
        yield _rule(f"{INCORPORATES}/{entry.key}/{name}", head, origin=origin)


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
        Literal("on", (_USE, _DAY)),
        Comparison(_DAY, ">=", Const(start)),
    ]
    if ends:
        conditions.append(Comparison(_DAY, "<", Const(min(ends))))
    return tuple(conditions)


def _clause(
    license: tree.License, entry: ClauseEntry, body: ClauseBody, defeats: dict[str, list[tuple[str, str]]]
) -> Iterator[Rule]:
    key, clause = entry.key, entry.clause
    origin = Origin("clause", key, clause.span)
    when = _in_force(license.in_force, clause.in_force)
    applies, live = (_literal(relation, _USE, _THING) for relation in (called.applies(key), key))
    for number, branch in enumerate(body.branches, 1):
        renamed = _rename(branch, {body.use: _USE, body.thing: _THING})
        governs = _literal(called.governs(license.name), _USE, _THING)
        yield _rule(f"{key}:applies/{number}", applies, governs, *when, *renamed, origin=origin)
    undercut = {by: _not(by, _USE, _THING) for verb, by in defeats.get(key, ()) if verb != "overrides"}
    yield from _undefeated(license.name, key, live, applies, undercut)
    beaten = {by: _not(called.speaks(by), *_ACT) for verb, by in defeats.get(key, ()) if verb == "overrides"}
    overrides = any(isinstance(e, tree.Defeats) and e.verb == "overrides" for e in clause.effects)
    named = sorted({a.name for e in clause.effects if isinstance(e, (tree.Permits, tree.Forbids)) for a in e.actions})
    every = any(isinstance(e, (tree.Permits, tree.Forbids)) and not e.actions for e in clause.effects)
    speaks, stands = called.speaks(key), called.stands(key)
    said = speaks if beaten or overrides else stands
    if every:
        yield _rule(f"{said}/1", _literal(said, *_ACT), live, _DOES)
    for action in () if every else named:
        act = (_USE, Const(action), _THING)
        yield _rule(f"{said}/{action}", _literal(said, *act), live, _literal("does", *act))
    if said == speaks and (every or named):
        yield from _undefeated(license.name, stands, _literal(stands, *_ACT), _literal(speaks, *_ACT), beaten)


def _undefeated(license: str, id: str, head: Literal, holds: Literal, defeats: Mapping[str, Literal]) -> Iterator[Rule]:
    """That something of a clause holds and nothing defeats it. `defeats` is by the defeating clause. What a clause of
    another license does, one that incorporates this one, reaches no thing that is under this license by itself."""
    yield _rule(id, head, holds, *defeats.values())
    own = [literal for by, literal in defeats.items() if by.rpartition(".")[0] == license]
    if len(own) < len(defeats):
        yield _rule(f"{id}/itself", head, holds, *_under(license), *own)


def _mixed(vocabulary: Vocabulary, defeats: Mapping[str, list[tuple[str, str]]]) -> Iterator[Rule]:
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
            lost = [_literal(by, _USE, _THING), _literal(called.applies(key), _USE, _THING)]
            if verb == "overrides":
                lost = [_literal(called.speaks(clause), *_ACT) for clause in (by, key)]
            head = _literal(called.UNSETTLED, _USE, _THING, "apart", license)
            apart = _literal(called.APART, _USE, _THING, license, other)
            yield _rule(f":unsettled/apart/{key}/{by}/{verb}", head, *lost, apart)
    yield from _apart(vocabulary, pairs)


def _apart(vocabulary: Vocabulary, pairs: Iterable[tuple[str, str]]) -> Iterator[Rule]:
    """When something that a thing comes from brings it under a license without another, for each such pair."""
    bringing: dict[str, list[str]] = {}
    for by, entry in vocabulary.clauses.items():
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Incorporates):
                for part in effect.licenses:
                    bringing.setdefault(part.name, []).append(by)
    waiting = list(pairs)
    seen: set[tuple[str, str]] = set()
    while waiting:
        license, other = waiting.pop()
        if (license, other) in seen:
            continue
        seen.add((license, other))
        head = _literal(called.APART, _USE, _THING, license, other)
        yield _rule(f":apart/{license}/{other}", head, *_under(license))
        for by in dict.fromkeys(bringing.get(license, ())):
            through = vocabulary.clauses[by].license
            if through != other:
                waiting.append((through, other))
                rest = _literal(called.APART, _USE, _THING, through, other)
                yield _rule(f":apart/{license}/{other}/{by}", head, _literal(by, _USE, _THING), rest)


def _under(license: str) -> tuple[Literal, ...]:
    """That the thing, or something it comes from, is under the license, and nothing exempts the use from that."""
    material = Var("Material")
    return (
        _literal(called.UNDER, _USE, _THING, material, license),
        _not("exempt", _USE, material, license),
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
    governs = _literal(called.governs(name), _USE, _THING)
    if not entries:
        unread = _literal(called.UNSETTLED, _USE, _THING, "unread", name)
        yield _rule(f":unsettled/unread/{name}", unread, governs)
        return
    permit, forbid, unmet, breach, granted, barred, clash = (
        _literal(of(name), *_ACT)
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
                yield from _duty(name, entry.key, effect, choice)
    silence = license.silence or NOT_GRANTED
    neither, unmet = (_negate(permit), _negate(forbid)), _negate(unmet)
    entitled = (unmet, *((_not("stranger_to", _USE, name),) if strangers else ()))
    yield _rule(f"ok:{name}/permit", granted, permit, neither[1], *entitled)
    yield _rule(called.clash(name), clash, permit, forbid)
    yield _rule(f"barred:{name}/forbid", barred, forbid, neither[0])
    yield _rule(f"barred:{name}/breach", barred, breach)
    if silence == PERMITTED:
        # A license that is not in force says nothing, so its silence permits nothing either.
        yield _rule(f"ok:{name}/silence", granted, governs, _DOES, *_in_force(license.in_force), *neither, *entitled)
    if silence == FORBIDDEN:
        yield _rule(f"barred:{name}/silence", barred, governs, _DOES, *neither)
    if silence == UNKNOWN:
        head = _literal(called.UNSETTLED, _USE, _THING, "silence", name)
        yield _rule(f":unsettled/silence/{name}", head, governs, _DOES, *neither)
    aside = (_not(called.ASIDE, _USE, name, _ACTION, _THING),) if choice else ()
    if choice:
        passes = _literal(called.PASSES, _USE, name, _ACTION, _THING)
        yield _rule(f":passes/{name}", passes, governs, granted, _negate(barred), _negate(clash))

    def says(relation: str) -> Literal:
        return _literal(relation, _USE, name, _ACTION, _THING)

    yield _rule(f":forbidden/{name}", says(called.FORBIDDEN), governs, barred, *aside)
    yield _rule(f":conflict/{name}", says(called.CONFLICT), governs, clash, *aside)
    yield _rule(f":granted/{name}", says(called.GRANTED), governs, granted)
    # Where silence means unknown, an action that nobody permits is unsettled, not refused.
    spoken = [permit] if silence == UNKNOWN else []
    refused = (_negate(granted), _negate(barred), _negate(clash))
    yield _rule(f":not_granted/{name}", says(called.NOT_GRANTED), governs, _DOES, *spoken, *refused, *aside)


def _negate(literal: Literal) -> Literal:
    return Literal(literal.relation, literal.arguments, negated=True)


def _effects(entry: ClauseEntry, defeats: Mapping[str, Iterable[tuple[str, str]]]) -> Iterator[Rule]:
    """The acts that a clause permits and forbids. Where nothing can override it, those for which it is live."""
    key = entry.key
    overridden = any(verb == "overrides" for verb, _ in defeats.get(key, ()))
    for effect in entry.clause.effects:
        if isinstance(effect, (tree.Permits, tree.Forbids)):
            of = called.permit if isinstance(effect, tree.Permits) else called.forbid
            relation = of(entry.license)
            for action in [Const(a.name) for a in effect.actions] or [_ACTION]:
                act = (_USE, action, _THING)
                stands = (_literal(called.stands(key), *act),)
                live = (_literal(key, _USE, _THING), _literal("does", *act))
                id = f"{relation}/{key}" + (f"/{action.value}" if isinstance(action, Const) else "")
                yield _rule(id, Literal(relation, act), *(stands if overridden else live))


def _duty(license: str, key: str, effect: tree.Requires, choice: bool) -> Iterator[Rule]:
    """When the duty of a clause is owed, and when the use refuses it: a condition that is refused grants nothing of the
    acts that it is for, and a covenant that is refused is broken."""
    duty = effect.duty.name
    live = _literal(key, _USE, _THING)
    failing = (called.unmet if effect.strength == "condition" else called.breach)(license)
    actions: list[Const | Var] = [Const(a.name) for a in effect.actions] or [_ACTION]
    for action in actions:
        act = (_USE, action, _THING)
        done = (live, _literal("does", *act))
        id = f"{key}/{duty}" + (f"/{action.value}" if isinstance(action, Const) else "")
        aside = (_not(called.ASIDE, _USE, license, action, _THING),) if choice else ()
        met = _not(called.FULFILS, _USE, duty, license, _THING)
        yield _rule(f":owes/{id}", _literal(called.OWES, _USE, duty, license, action, _THING), *done, met, *aside)
        refuses = _literal(called.REFUSES, _USE, duty, license, _THING)
        yield _rule(f"{failing}/{id}", _literal(failing, *act), *done, refuses)


def _duties(vocabulary: Vocabulary) -> Iterator[Rule]:
    """Which duties a use fulfils and refuses for each thing: what it says of the one thing counts before what it says
    of all of them."""
    duty, license = Var("Duty"), Var("License")
    head, refusal = (_literal(of, _USE, duty, license, _THING) for of in (called.FULFILS, called.REFUSES))
    act = Literal("does", (_USE, Var("_1"), _THING))
    general = (_USE, duty, license)
    said = _literal("fulfils_of", *general)
    denied = _literal(called.denied("fulfils_of"), *general)
    if "fulfils_of_for" not in vocabulary.relations:
        yield _rule(":fulfils/1", head, said, act)
        yield _rule(":refuses/1", refusal, denied, act, _not(called.FULFILS, *general, _THING))
        return
    particular = _literal("fulfils_of_for", *general, _THING)
    refused = _literal(called.denied("fulfils_of_for"), *general, _THING)
    yield _rule(":fulfils/1", head, said, act, _negate(refused))
    yield _rule(":fulfils/2", head, particular)
    yield _rule(":refuses/1", refusal, denied, act, _not(called.FULFILS, *general, _THING))
    yield _rule(":refuses/2", refusal, refused, _not(called.FULFILS, *general, _THING))


def _choice() -> Iterator[Rule]:
    """That a license which refuses an act is set aside, where the taker of the thing may choose another that lets it
    pass, and nothing else that the thing comes from is under the first."""
    material, license, other = Var("Material"), Var("License"), Var("Other")
    touches = _literal(called.TOUCHES, _USE, _THING, material)
    offered = _literal("offered_under", material, license)
    bound = _literal(called.BOUND, _USE, _THING, license)
    under = _literal(called.UNDER, _USE, _THING, material, license)
    unless = (_not("exempt", _USE, material, license), _negate(offered))
    yield _rule(":bound", bound, under, *unless)
    yield _rule(
        ":aside",
        _literal(called.ASIDE, _USE, license, _ACTION, _THING),
        _literal(called.PASSES, _USE, other, _ACTION, _THING),
        touches,
        _literal("offered_under", material, other),
        offered,
        _not(called.PASSES, _USE, license, _ACTION, _THING),
        _negate(bound),
    )


def _outcome(vocabulary: Vocabulary) -> Iterator[Rule]:
    is_use = _literal(called.domain("use"), _USE)
    material, license = Var("Material"), Var("License")
    anything = tuple(Var(f"_{i}") for i in range(1, 4))

    def unsettled(why: str, thing: Var, what: Var) -> Literal:
        return _literal(called.UNSETTLED, _USE, thing, why, what)

    yield _rule(":unsettled/does", unsettled("does", _USE, _USE), is_use, _not("does", _USE, *anything[:2]))
    touches = _literal(called.TOUCHES, _USE, _THING, material)
    no_license = [_not(called.UNDER, _USE, _THING, material, anything[0])]
    if "needs_no_license" in vocabulary.relations:
        no_license.append(_not("needs_no_license", material))
    yield _rule(":unsettled/license", unsettled("license", _THING, material), touches, *no_license)
    hidden = [_literal("undisclosed_lineage", material)]
    if "lineage_taken" in vocabulary.relations:
        hidden.append(_not("lineage_taken", _USE, material))
    yield _rule(":unsettled/lineage", unsettled("lineage", _THING, material), touches, *hidden)
    if "undecided" in vocabulary.relations:
        reason = Var("Reason")
        act = Literal("does", (_USE, anything[0], _THING))
        yield _rule(
            ":unsettled/said", unsettled("said", _THING, reason), act, _literal("undecided", _USE, _THING, reason)
        )
    worse: list[Literal] = []
    worse_act: list[Literal] = []
    for verdict, relation in (
        (FORBIDDEN, called.FORBIDDEN),
        (CONFLICT, called.CONFLICT),
        (NOT_GRANTED, called.NOT_GRANTED),
    ):
        says = _literal(relation, _USE, license, _ACTION, _THING)
        yield _rule(f":outcome/{verdict}", _literal(called.OUTCOME, _USE, verdict), says, *worse)
        yield _rule(f":act/{verdict}", _literal(called.ACT, *_ACT, verdict), says, *worse_act)
        worse.append(_not(relation, _USE, *anything))
        worse_act.append(_not(relation, _USE, anything[0], _ACTION, _THING))
    open = _literal(called.UNSETTLED, _USE, _THING, Var("Why"), Var("What"))
    yield _rule(":outcome/unknown", _literal(called.OUTCOME, _USE, UNKNOWN), open, *worse)
    yield _rule(":act/unknown", _literal(called.ACT, *_ACT, UNKNOWN), _DOES, open, *worse_act)
    worse.append(_not(called.UNSETTLED, _USE, *anything))
    worse_act.append(_not(called.UNSETTLED, _USE, _THING, *anything[:2]))
    allowed = _literal(called.ALLOWED, _USE)
    yield _rule(called.ALLOWED, allowed, is_use, *worse)
    duty = (Var("Duty"), license)
    owes = _literal(called.OWES, _USE, *duty, _ACTION, _THING)
    no_duty = _not(called.OWES, _USE, *anything, Var("_4"))
    yield _rule(":outcome/duties", _literal(called.OUTCOME, _USE, PERMITTED_WITH_DUTIES), allowed, owes)
    yield _rule(":outcome/permitted", _literal(called.OUTCOME, _USE, PERMITTED), allowed, no_duty)
    passing = (_DOES, *worse_act)
    yield _rule(":act/duties", _literal(called.ACT, *_ACT, PERMITTED_WITH_DUTIES), *passing, owes)
    owes_none = _not(called.OWES, _USE, *anything[:2], _ACTION, _THING)
    yield _rule(":act/permitted", _literal(called.ACT, *_ACT, PERMITTED), *passing, owes_none)
