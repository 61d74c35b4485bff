"""Checked syntax trees to the two-valued program: facts, rules, readings and clause bodies.

A stated fact of `r` is a row of `r`; a denied one a row of `deny:r`; one stated to be unknown a row of `unsure:r`
(the last two without the value of a functional relation). `dom:k` holds the names of kind `k`. Facts with days are
told in `licet.policy.dated`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from licet.errors import EngineFault
from licet.grammar import tree
from licet.grammar.source import Span
from licet.logic.ir import Aggregate, Argument, Comparison, Const, Fact, Literal, Origin, Rule, Var
from licet.logic.values import Month, Row, Value, sort_key
from licet.policy import relation_names as called
from licet.policy.binding import bound_by
from licet.policy.bodies import BodyLowering, constant_value
from licet.policy.dated import dated_facts, handed_on, holds_on_some_day, month_facts
from licet.policy.fresh_variables import RESULT, fresh_variable, is_fresh
from licet.policy.occurrences import variables
from licet.policy.relation_names import family_of, reading_relation
from licet.policy.vocabulary import VALUE_KINDS, Signature, Vocabulary

__all__ = [
    "UNMENTIONED",
    "ClauseBody",
    "Lowered",
    "active_domain",
    "clause_variables",
    "lower",
    "lower_facts",
    "unsure_relations",
]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "count": int,
    "number": (int, Decimal),
    "date": date,
    "month": Month,
    "text": str,
    "symbol": str,
}


class ClauseBody(Struct, frozen=True):
    """The branches of a clause's body over its variables for the use and, where it names one, the thing."""

    key: str
    use: Var
    thing: Var | None
    branches: tuple[tuple[Literal | Comparison, ...], ...]


class Lowered(Struct, frozen=True):
    """Rules and facts of the policies, and the bodies of clauses, which `licet.policy.norms` gives their meaning."""

    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    clauses: tuple[ClauseBody, ...]


def lower(modules: Sequence[tree.Module], vocabulary: Vocabulary) -> Lowered:
    """Lower checked modules. The result does not depend on the order of statements or files.

    Raises:
        PolicyTooComplex: a body with too many alternatives.
        EngineFault: two different rules have one id.
    """
    rules: dict[str, Rule] = {rule.id: rule for rule in holds_on_some_day(vocabulary)}

    def add(made: Iterable[Rule]) -> None:
        for rule in made:
            if rules.setdefault(rule.id, rule) != rule:
                raise EngineFault(f"two different rules have the id `{rule.id}`")

    facts = list(lower_facts((s for m in modules for s in m.statements), vocabulary))
    for module in modules:
        for statement in module.statements:
            if isinstance(statement, tree.Rule):
                add(_lower_rule(statement, vocabulary))
    for name, entry in vocabulary.terms.items():
        for reading in entry.term.readings:
            add(_lower_reading(name, entry.term, reading, vocabulary))
    clauses = []
    for key, clause_entry in vocabulary.clauses.items():
        body, helpers = _lower_clause(key, clause_entry.clause, vocabulary)
        clauses.append(body)
        add(helpers)
    return Lowered(tuple(rules[id] for id in sorted(rules)), _unique(facts), tuple(clauses))


def lower_facts(statements: Iterable[tree.Statement], vocabulary: Vocabulary) -> Iterable[Fact]:
    """The facts that entity and fact statements state."""
    for statement in statements:
        match statement:
            case tree.Entity():
                yield from _declare(statement.name, statement.kind, statement.name_span, vocabulary)
                for line in statement.lines:
                    yield from _line_facts(statement, line, vocabulary.relations[line.relation])
            case tree.License():
                yield from _declare(statement.name, "license", statement.name_span, vocabulary)
            case tree.Fact():
                yield from _stated_facts(statement, vocabulary.relations[statement.atom.relation])
            case _:
                pass


def _declare(name: str, kind: str, span: Span, vocabulary: Vocabulary) -> Iterable[Fact]:
    for ancestor in vocabulary.ancestors(kind):
        yield Fact(called.domain(ancestor), (name,), span)


def _line_facts(entity: tree.Entity, line: tree.Line, signature: Signature) -> Iterable[Fact]:
    arguments = (tree.Constant(entity.name), *line.arguments)
    unknown = isinstance(line.value, tree.Unknown)
    value = None if isinstance(line.value, tree.Unknown) else line.value
    return _facts(signature, arguments, value, line.denied, unknown, line)


def _stated_facts(statement: tree.Fact, signature: Signature) -> Iterable[Fact]:
    atom = statement.atom
    return _facts(signature, atom.arguments, atom.value, statement.denied, statement.unknown, statement)


def _facts(
    signature: Signature,
    arguments: tuple[tree.Argument, ...],
    value: tree.Argument | None,
    denied: bool,
    unknown: bool,
    stated: tree.Line | tree.Fact,
) -> Iterable[Fact]:
    row = tuple(map(_value, arguments if value is None else (*arguments, value)))
    if stated.days is not None:
        yield from dated_facts(signature, arguments, row, stated.days, stated.span, stated.per)
        return
    name = called.always(signature.name) if signature.dated else signature.name
    if denied or unknown:
        name = (called.denied if denied else called.unsure)(name)
        row = row[: signature.arity - 1] if signature.functional else row
    yield Fact(name, row, stated.span, stated.per)


def unsure_relations(facts: Iterable[Fact]) -> set[str]:
    """The relations of which something is stated to be unknown."""
    families = (family_of(fact.relation) for fact in facts)
    return {family.owner for family in families if family.name == "unsure"}


def _value(argument: tree.Argument) -> Value:
    value = constant_value(argument)
    assert value is not None
    return value


def _unique(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """One fact for each row: the one whose place comes first. Sorted."""
    chosen: dict[tuple[str, Row], Fact] = {}
    nowhere = Span("", 0, 0, 0, 0)
    for fact in facts:
        key = (fact.relation, fact.row)
        known = chosen.get(key)
        if known is None or (fact.span or nowhere) < (known.span or nowhere):
            chosen[key] = fact
    order = sorted(chosen, key=lambda k: (k[0], [str(v) for v in k[1]]))
    return tuple(chosen[key] for key in order)


def _digest(node: object) -> str:
    """A short name for a node's content; spans and comments take no part."""
    return hashlib.sha256(repr(node).encode()).hexdigest()[:16]


def _lower_rule(rule: tree.Rule, vocabulary: Vocabulary) -> Iterable[Rule]:
    name = rule.head.relation
    id = f"{name}#{_digest((rule.head, rule.aggregate or rule.calculation, rule.body))}"
    origin = Origin("rule", None, rule.span)
    if rule.head.at is not None:
        for way, head, conditions in handed_on(rule):
            yield from _lower_conclusion(f"{id}{way}", head, conditions, vocabulary, origin)
        return
    lowering = BodyLowering(vocabulary, id, origin)
    arguments = lowering.arguments(rule.head)
    if vocabulary.relations[name].dated:
        name = called.always(name)
    if rule.aggregate is None:
        result: tuple[Comparison, ...] = ()
        if rule.calculation is not None:
            arguments = (*arguments[:-1], RESULT)
            result = (Comparison(RESULT, "=", lowering.term(rule.calculation)),)
        concluded = {v.name for v in variables((rule.head, rule.calculation))}
        for number, body in enumerate(lowering.branches(rule.body, concluded=concluded), 1):
            yield Rule(f"{id}/{number}", Literal(name, arguments), (*body, *result), origin=origin)
    else:
        yield from _lower_aggregate(rule, rule.aggregate, id, arguments, lowering)
    yield from lowering.helpers


def _lower_conclusion(
    id: str, head: tree.Atom, body: tree.Body, vocabulary: Vocabulary, origin: Origin
) -> Iterable[Rule]:
    lowering = BodyLowering(vocabulary, id, origin)
    conclusion = Literal(head.relation, lowering.arguments(head))
    concluded = {v.name for v in variables(head)}
    for number, branch in enumerate(lowering.branches(body, concluded=concluded), 1):
        yield Rule(f"{id}/{number}", conclusion, branch, origin=origin)
    yield from lowering.helpers


def _lower_aggregate(
    rule: tree.Rule, aggregate: tree.Aggregate, id: str, arguments: tuple[Argument, ...], lowering: BodyLowering
) -> Iterable[Rule]:
    """One aggregate rule. A body goes through a helper where it has several branches or compares the values of a call
    of `_`, so that what the named variables of the rule are bound to counts once."""
    variable = Var(aggregate.variable.name)
    group = [a for a in arguments if not (isinstance(a, Var) and a.anonymous)]
    head = Literal(rule.head.relation, (*group, fresh_variable("Total")))
    branches = lowering.branches(rule.body)
    body = branches[0]
    if len(branches) != 1 or any(map(_has_many_values, body)):
        shared = tuple(Var(name) for name in sorted(bound_by(rule.body.when, ())))
        for number, branch in enumerate(branches, 1):
            yield Rule(
                f"{id}:binding/{number}",
                Literal(called.binding(id), shared),
                branch,
                origin=Origin("helper", None, rule.span),
            )
        body = (Literal(called.binding(id), shared),)
    yield Rule(id, head, body, Aggregate(aggregate.operator, variable), lowering.origin)


def _has_many_values(item: Literal | Comparison) -> bool:
    """Whether it is a call that is compared and has `_` among its arguments."""
    names = [a.name for a in item.arguments if isinstance(a, Var)]
    return any(map(is_fresh, names)) and any(name.startswith("_") for name in names)


def _lower_reading(name: str, term: tree.Term, reading: tree.Reading, vocabulary: Vocabulary) -> Iterable[Rule]:
    relation = reading_relation(name, reading.name)
    origin = Origin("reading", relation, reading.span)
    lowering = BodyLowering(vocabulary, relation, origin)
    arguments = lowering.arguments(term.head)
    concluded = {v.name for v in variables(term.head)}
    for number, body in enumerate(lowering.branches(reading.body, concluded=concluded), 1):
        yield Rule(f"{relation}/{number}", Literal(relation, arguments), body, origin=origin)
    yield from lowering.helpers


def clause_variables(clause: tree.Clause) -> tuple[str, str | None]:
    """The variables of a clause that stand for the use and for the thing: those its effects name. Where they name none,
    `Use`, and `Thing` if no effect could name it."""
    about = [e for e in clause.effects if isinstance(e, (tree.Permits, tree.Forbids, tree.Requires))]
    if not about:
        return "Use", "Thing"
    return about[0].use.name, next((e.thing.name for e in about if e.thing is not None), None)


def _lower_clause(key: str, clause: tree.Clause, vocabulary: Vocabulary) -> tuple[ClauseBody, list[Rule]]:
    lowering = BodyLowering(vocabulary, key, Origin("clause", key, clause.span))
    use, thing = clause_variables(clause)
    given = [use, *([thing] if thing else [])]
    branches = lowering.branches(clause.body, given, given)
    return ClauseBody(key, Var(use), Var(thing) if thing else None, branches), lowering.helpers


UNMENTIONED: frozenset[Value] = frozenset({Month(1, 1), date.min, -1, "an unmentioned value"})
"""One value of each kind that stands for all those nobody mentions: what is unknown of them is unknown, too."""


def active_domain(rules: Iterable[Rule], facts: Iterable[Fact], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """`dom:month` and the like: the values that occur, for the value kinds that are keys of open relations. Where facts
    have days, the days of the months that occur, too."""
    kinds = {
        kind
        for s in vocabulary.relations.values()
        if s.absence != "closed"
        for kind in (s.kinds[:-1] if s.functional else s.kinds)
        if kind in VALUE_KINDS
    }
    if not kinds and not vocabulary.has_days:
        return ()
    values: set[Value] = set(UNMENTIONED) if rules else set()
    values |= {v for fact in facts for v in fact.row}
    for rule in rules:
        for item in (rule.head, *rule.body):
            values.update(a.value for a in item.arguments if isinstance(a, Const))
    mentioned = sorted(values, key=sort_key)
    of_kinds = (
        Fact(called.domain(kind), (value,))
        for kind in sorted(kinds)
        for value in mentioned
        if isinstance(value, _TYPES[kind])
    )
    return (*of_kinds, *(month_facts(mentioned) if vocabulary.has_days else ()))
