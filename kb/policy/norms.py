"""What licenses mean: clauses, their effects and the verdict of a use, as rules of the two-valued program.

The relations made here, for a license L, a clause C of it, a use U and an action A:

    governs:L(U)        L reaches the use and binds it
    C:applies(U)        C is in force on the use's date and its conditions hold
    C(U)                C is live: it applies, and no live clause withholds or disapplies it
    C:speaks(U, A)      C is live and has something to say on the action
    C:stands(U, A)      it speaks, and no live clause that overrides it speaks on the action too
    permit:L, forbid:L  some permission, some prohibition of L stands (U, A)
    :forbidden(U, L, A), :conflict, :not_granted      what L says of the action in the end
    :unsettled(U, WHY, X)   something that must be known is not
    :apart(U, L, M)         what the use touches brings it under L without M; only where clauses of M defeat some of L
    :owes(U, D)             a live duty that is not fulfilled
    incorporates_policy(L, P)   a clause of L incorporates P; only where the vocabulary declares it
    :allowed(U)             nothing speaks against the use, and nothing that must be known is missing
    :outcome(U, V)          the verdict of the use, exactly one for each use
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from licet.grammar import tree
from licet.logic.ir import Argument, Comparison, Const, Literal, Operation, Origin, Rule, Term, Var
from licet.logic.values import Value
from licet.policy import relation_names as called
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

_USE, _ACTION = Var("Use"), Var("Action")
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
    rules: list[Rule] = list(_reach())
    for license in vocabulary.licenses.values():
        entries = of_license.get(license.name, [])
        rules.extend(_governs(license, bringing.get(license.name, ())))
        for entry in entries:
            rules.extend(_clause(license, entry, bodies[entry.key], defeats))
            if INCORPORATES in vocabulary.relations:
                rules.extend(_incorporates(entry))
        rules.extend(_license(license, entries))
    rules.extend(_mixed(vocabulary, defeats))
    rules.extend(_outcome())
    return tuple(rules)


def _reach() -> Iterator[Rule]:
    material = Var("Material")
    yield _rule(":touches/1", _literal(called.TOUCHES, _USE, material), _literal("involves", _USE, material))
    yield _rule(":touches/2", _literal(called.TOUCHES, _USE, material), _literal("reaches", _USE, material))


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
    head = _literal(called.governs(name), _USE)
    yield _rule(f"governs:{name}/1", head, *_under(name))
    for key in bringing:
        yield _rule(f"governs:{name}/{key}", head, _literal(key, _USE))


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
    for number, branch in enumerate(body.branches, 1):
        renamed = _rename(branch, body.use)
        yield _rule(
            f"{key}:applies/{number}",
            _literal(called.applies(key), _USE),
            _literal(called.governs(license.name), _USE),
            *when,
            *renamed,
            origin=origin,
        )
    undercut = {by: _not(by, _USE) for verb, by in defeats.get(key, ()) if verb != "overrides"}
    yield from _undefeated(license.name, key, _literal(key, _USE), _literal(called.applies(key), _USE), undercut)
    beaten = {by: _not(called.speaks(by), _USE, _ACTION) for verb, by in defeats.get(key, ()) if verb == "overrides"}
    named = sorted({a.name for e in clause.effects if isinstance(e, (tree.Permits, tree.Forbids)) for a in e.actions})
    every = any(isinstance(e, (tree.Permits, tree.Forbids)) and not e.actions for e in clause.effects)
    speaks = _literal(called.speaks(key), _USE, _ACTION)
    if every:
        yield _rule(f"{key}:speaks/1", speaks, _literal(key, _USE), _literal("does", _USE, _ACTION))
    for action in () if every else named:
        yield _rule(
            f"{key}:speaks/{action}",
            _literal(called.speaks(key), _USE, action),
            _literal(key, _USE),
            _literal("does", _USE, action),
        )
    if every or named:
        stands = called.stands(key)
        yield from _undefeated(license.name, stands, _literal(stands, _USE, _ACTION), speaks, beaten)


def _undefeated(license: str, id: str, head: Literal, holds: Literal, defeats: Mapping[str, Literal]) -> Iterator[Rule]:
    """That something of a clause holds and nothing defeats it. `defeats` is by the defeating clause. What a clause of
    another license does, one that incorporates this one, reaches no use that is under this license by itself."""
    yield _rule(id, head, holds, *defeats.values())
    own = [literal for by, literal in defeats.items() if by.rpartition(".")[0] == license]
    if len(own) < len(defeats):
        yield _rule(f"{id}/itself", head, holds, *_under(license), *own)


def _mixed(vocabulary: Vocabulary, defeats: Mapping[str, list[tuple[str, str]]]) -> Iterator[Rule]:
    """That a use is unsettled where a clause of one license defeats a clause of another that comes to govern the use
    without it, too: what is defeated for one thing that the use touches is not for another, and a use has one verdict.
    What is forbidden all the same stays forbidden."""
    pairs: list[tuple[str, str]] = []
    for key, found in defeats.items():
        license = vocabulary.clauses[key].license
        for verb, by in dict.fromkeys(found):
            other = vocabulary.clauses[by].license
            if other == license:
                continue
            pairs.append((license, other))
            lost = [_literal(by, _USE), _literal(called.applies(key), _USE)]
            if verb == "overrides":
                lost = [_literal(called.speaks(clause), _USE, _ACTION) for clause in (by, key)]
            head = _literal(called.UNSETTLED, _USE, "apart", license)
            apart = _literal(called.APART, _USE, license, other)
            yield _rule(f":unsettled/apart/{key}/{by}/{verb}", head, *lost, apart)
    yield from _apart(vocabulary, pairs)


def _apart(vocabulary: Vocabulary, pairs: Iterable[tuple[str, str]]) -> Iterator[Rule]:
    """When something that a use touches comes under a license without another, for each such pair."""
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
        head = _literal(called.APART, _USE, license, other)
        yield _rule(f":apart/{license}/{other}", head, *_under(license))
        for by in dict.fromkeys(bringing.get(license, ())):
            through = vocabulary.clauses[by].license
            if through != other:
                waiting.append((through, other))
                rest = _literal(called.APART, _USE, through, other)
                yield _rule(f":apart/{license}/{other}/{by}", head, _literal(by, _USE), rest)


def _under(license: str) -> tuple[Literal, ...]:
    """That something the use touches is under the license, and nothing exempts the use from it."""
    material = Var("Material")
    return (
        _literal(called.TOUCHES, _USE, material),
        _literal("licensed_under", material, license),
        _not("exempt", _USE, license),
    )


def _rename(branch: tuple[Literal | Comparison, ...], use: Var) -> tuple[Literal | Comparison, ...]:
    """The branch with the clause's use variable called `Use`, and no other variable of that name."""

    def argument(a: Argument) -> Argument:
        if a == use:
            return _USE
        return fresh_variable(a.name) if a == _USE and isinstance(a, Var) else a

    def term(t: Term) -> Term:
        return Operation(term(t.left), t.operator, term(t.right)) if isinstance(t, Operation) else argument(t)

    return tuple(
        Literal(i.relation, tuple(argument(a) for a in i.arguments), i.negated)
        if isinstance(i, Literal)
        else Comparison(term(i.left), i.operator, term(i.right), i.lenient)
        for i in branch
    )


def _license(license: tree.License, entries: list[ClauseEntry]) -> Iterator[Rule]:
    name = license.name
    governs = _literal(called.governs(name), _USE)
    if not entries:
        yield _rule(f":unsettled/unread/{name}", _literal(called.UNSETTLED, _USE, "unread", name), governs)
        return
    permit, forbid = (_literal(of(name), _USE, _ACTION) for of in (called.permit, called.forbid))
    unmet = _not(called.unmet(name), _USE)
    does = _literal("does", _USE, _ACTION)
    for entry in entries:
        stands = _literal(called.stands(entry.key), _USE, _ACTION)
        for verb, effect_type in (("permit", tree.Permits), ("forbid", tree.Forbids)):
            for effect in entry.clause.effects:
                if isinstance(effect, effect_type):
                    head = _literal(f"{verb}:{name}", _USE, _ACTION)
                    yield from _effect(f"{verb}:{name}/{entry.key}", head, stands, effect.actions)
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Requires):
                yield from _duty(name, entry.key, effect)
    silence = license.silence or NOT_GRANTED
    negated = (_negate(permit), _negate(forbid))
    yield _rule(f"ok:{name}/permit", _literal(called.granted(name), _USE, _ACTION), permit, negated[1], unmet)
    yield _rule(called.clash(name), _literal(called.clash(name), _USE, _ACTION), permit, forbid)
    yield _rule(f"barred:{name}/forbid", _literal(called.barred(name), _USE, _ACTION), forbid, negated[0])
    if silence == PERMITTED:
        # A license that is not in force says nothing, so its silence permits nothing either.
        when = _in_force(license.in_force)
        yield _rule(
            f"ok:{name}/silence", _literal(called.granted(name), _USE, _ACTION), governs, does, *when, *negated, unmet
        )
    if silence == FORBIDDEN:
        yield _rule(f"barred:{name}/silence", _literal(called.barred(name), _USE, _ACTION), governs, does, *negated)
    if silence == UNKNOWN:
        yield _rule(
            f":unsettled/silence/{name}", _literal(called.UNSETTLED, _USE, "silence", name), governs, does, *negated
        )
    barred, clash = (_literal(f"{r}:{name}", _USE, _ACTION) for r in ("barred", "clash"))
    yield _rule(f":forbidden/{name}", _literal(called.FORBIDDEN, _USE, name, _ACTION), governs, barred)
    yield _rule(f":conflict/{name}", _literal(called.CONFLICT, _USE, name, _ACTION), governs, clash)
    yield _rule(
        f":granted/{name}",
        _literal(called.GRANTED, _USE, name, _ACTION),
        governs,
        _literal(called.granted(name), _USE, _ACTION),
    )
    # Where silence means unknown, an action that nobody permits is unsettled, not refused.
    spoken = [permit] if silence == UNKNOWN else []
    yield _rule(
        f":not_granted/{name}",
        _literal(called.NOT_GRANTED, _USE, name, _ACTION),
        governs,
        does,
        *spoken,
        _not(called.granted(name), _USE, _ACTION),
        _negate(barred),
        _negate(clash),
    )


def _negate(literal: Literal) -> Literal:
    return Literal(literal.relation, literal.arguments, negated=True)


def _effect(id: str, head: Literal, stands: Literal, actions: tuple[tree.Constant, ...]) -> Iterator[Rule]:
    if not actions:
        yield _rule(id, head, stands)
    for action in actions:
        yield _rule(
            f"{id}/{action.name}",
            Literal(head.relation, (_USE, Const(action.name))),
            Literal(stands.relation, (_USE, Const(action.name))),
        )


def _duty(license: str, key: str, effect: tree.Requires) -> Iterator[Rule]:
    duty = effect.duty.name
    owed = (_literal(key, _USE), _not("fulfils", _USE, duty))
    yield _rule(f":owes/{key}/{duty}", _literal(called.OWES, _USE, duty), *owed)
    if effect.strength == "condition":
        yield _rule(f"unmet:{license}/{key}/{duty}", _literal(called.unmet(license), _USE), *owed)


def _outcome() -> Iterator[Rule]:
    is_use = _literal(called.domain("use"), _USE)
    material, license = Var("Material"), Var("License")
    any1, any2 = Var("_1"), Var("_2")
    yield _rule(
        ":unsettled/involves", _literal(called.UNSETTLED, _USE, "involves", _USE), is_use, _not("involves", _USE, any1)
    )
    yield _rule(":unsettled/does", _literal(called.UNSETTLED, _USE, "does", _USE), is_use, _not("does", _USE, any1))
    touches = _literal(called.TOUCHES, _USE, material)
    yield _rule(
        ":unsettled/license",
        _literal(called.UNSETTLED, _USE, "license", material),
        touches,
        _not("licensed_under", material, any1),
        _not("needs_no_license", material),
    )
    yield _rule(
        ":unsettled/lineage",
        _literal(called.UNSETTLED, _USE, "lineage", material),
        touches,
        _literal("undisclosed_lineage", material),
    )
    worse: list[Literal] = []
    for verdict, relation in (
        (FORBIDDEN, called.FORBIDDEN),
        (CONFLICT, called.CONFLICT),
        (NOT_GRANTED, called.NOT_GRANTED),
    ):
        yield _rule(
            f":outcome/{verdict}",
            _literal(called.OUTCOME, _USE, verdict),
            _literal(relation, _USE, license, _ACTION),
            *worse,
        )
        worse.append(_not(relation, _USE, any1, any2))
    unsettled = _literal(called.UNSETTLED, _USE, Var("Why"), Var("What"))
    yield _rule(":outcome/unknown", _literal(called.OUTCOME, _USE, UNKNOWN), unsettled, *worse)
    worse.append(_not(called.UNSETTLED, _USE, any1, any2))
    allowed = _literal(called.ALLOWED, _USE)
    yield _rule(called.ALLOWED, allowed, is_use, *worse)
    owes = _literal(called.OWES, _USE, Var("Duty"))
    yield _rule(":outcome/duties", _literal(called.OUTCOME, _USE, PERMITTED_WITH_DUTIES), allowed, owes)
    yield _rule(":outcome/permitted", _literal(called.OUTCOME, _USE, PERMITTED), allowed, _not(called.OWES, _USE, any1))
