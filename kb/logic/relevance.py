"""The part of a program that some goals can depend on, found from its rules and stated facts alone.

Two estimates take turns. *Possible*: the values that can stand in each argument of a relation, if negated literals and
comparisons never stop a rule. *Demanded*: the values for which a relation can be asked about on the way to a goal. A
rule that has an impossible premise, or whose conclusion nobody asks about, goes, and so do facts that nobody asks
about. Both err on the safe side, and neither looks at what an engine derives: in the part the goals have the rows that
they have in the program.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from msgspec import Struct

from licet.logic.ir import Argument, Comparison, Const, Fact, Literal, Operation, Program, Rule, Term, definitions
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical
from licet.logic.values import Value

__all__ = ["relevant_part"]

_Values = frozenset[Value] | None
"""Values that an argument can have; None stands for any."""

_Columns = tuple[_Values, ...]
_Estimate = Mapping[str, _Columns]
"""The values of each argument of a relation; one that is not in it has no rows, or is never asked about."""


class _Part(Struct, frozen=True):
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]

    @property
    def size(self) -> int:
        return len(self.rules) + len(self.facts)


def relevant_part(program: Program, goals: Iterable[tuple[str, Pattern]], elsewhere: Iterable[str] = ()) -> Program:
    """The rules and facts of a program that the rows of its goals can depend on.

    Args:
        program: a stratified, safe program.
        goals: relations, each with a pattern (None matches everything).
        elsewhere: declared relations that have other stated rows than those of the program, whatever these are.

    Returns:
        a program in which the goals have the same rows. What else it concludes need not be so.
    """
    goals = tuple(goals)
    anything: _Estimate = {relation: (None,) * program.arities[relation] for relation in elsewhere}
    part = _asked_for(_Part(program.rules, tuple(program.facts)), goals, None)
    while True:
        possible = _possible(part, anything)
        alive = tuple(r for r in part.rules if _domains(r, possible) is not None)
        smaller = _asked_for(_Part(alive, part.facts), goals, possible)
        if smaller.size == part.size:
            return Program(part.rules, part.facts, program.arities)
        part = smaller


def _possible(part: _Part, anything: _Estimate) -> _Estimate:
    """The values that can stand in each argument of what the part concludes, whatever its negated literals say."""
    found: dict[str, _Columns] = {}
    columns: dict[str, list[set[Value]]] = {}
    for fact in part.facts:
        sets = columns.setdefault(fact.relation, [set() for _ in fact.row])
        for values, value in zip(sets, fact.row, strict=True):
            values.add(canonical(value))
    found.update((relation, tuple(map(frozenset, sets))) for relation, sets in columns.items())
    found.update(anything)
    readers = _readers(part.rules)
    waiting = deque(part.rules)
    queued = {rule.id for rule in part.rules}
    while waiting:
        rule = waiting.popleft()
        queued.discard(rule.id)
        domains = _domains(rule, found)
        if domains is None:
            continue
        derived = tuple(_values(argument, domains) for argument in rule.head.arguments)
        if rule.aggregate is not None:
            derived = (*derived[:-1], None)
        if _grow(found, rule.head.relation, derived):
            for reader in readers.get(rule.head.relation, ()):
                if reader.id not in queued:
                    queued.add(reader.id)
                    waiting.append(reader)
    return found


def _asked_for(part: _Part, goals: Iterable[tuple[str, Pattern]], possible: _Estimate | None) -> _Part:
    """The rules whose conclusions, and the facts that, are asked for on the way to the goals."""
    concluding: dict[str, list[Rule]] = {}
    for rule in part.rules:
        concluding.setdefault(rule.head.relation, []).append(rule)
    asked: dict[str, _Columns] = {}
    waiting: deque[str] = deque()
    for relation, pattern in goals:
        columns = tuple(None if value is None else frozenset((canonical(value),)) for value in pattern)
        if _grow(asked, relation, columns):
            waiting.append(relation)
    kept: dict[str, Rule] = {}
    while waiting:
        relation = waiting.popleft()
        for rule in concluding.get(relation, ()):
            domains = _domains(rule, possible, asked[relation])
            if domains is None:
                continue
            kept[rule.id] = rule
            for item in rule.body:
                if isinstance(item, Literal):
                    columns = tuple(_values(argument, domains) for argument in item.arguments)
                    if _grow(asked, item.relation, columns) and item.relation not in waiting:
                        waiting.append(item.relation)
    facts = tuple(f for f in part.facts if f.relation in asked and _match(asked[f.relation], f))
    return _Part(tuple(rule for rule in part.rules if rule.id in kept), facts)


def _match(columns: _Columns, fact: Fact) -> bool:
    return all(c is None or canonical(v) in c for c, v in zip(columns, fact.row, strict=True))


def _readers(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    readers: dict[str, list[Rule]] = {}
    for rule in rules:
        for relation in {i.relation for i in rule.body if isinstance(i, Literal) and not i.negated}:
            readers.setdefault(relation, []).append(rule)
    return readers


def _domains(rule: Rule, possible: _Estimate | None, asked: _Columns | None = None) -> dict[str, _Values] | None:
    """The values that the variables of a rule can have; None if it can conclude nothing (that is asked for).

    The head restricts the variables of an aggregate only where they group: its value is known when all are counted.
    """
    domains: dict[str, _Values] = {}
    if asked is not None:
        size = len(asked) - (rule.aggregate is not None)
        if not _restrict(domains, rule.head.arguments[:size], asked[:size]):
            return None
    for item in rule.body:
        if possible is not None and isinstance(item, Literal) and not item.negated:
            columns = possible.get(item.relation)
            if columns is None or not _restrict(domains, item.arguments, columns):
                return None
    _equate(rule, domains)
    return domains


def _restrict(domains: dict[str, _Values], arguments: Iterable[Argument], columns: _Columns) -> bool:
    """Restrict variables to the values of columns; False if that leaves one of them, or a constant, none."""
    for argument, column in zip(arguments, columns, strict=True):
        if isinstance(argument, Const):
            if column is not None and canonical(argument.value) not in column:
                return False
            continue
        before = domains.get(argument.name)
        met = column if before is None else before if column is None else before & column
        if met is not None and not met:
            return False
        domains[argument.name] = met
    return True


def _equate(rule: Rule, domains: dict[str, _Values]) -> None:
    """Give variables that only a strict equality binds the values of its other side."""
    equalities = [i for i in rule.body if isinstance(i, Comparison) and i.operator == "=" and not i.lenient]
    for _, variable, term in definitions(equalities, domains):
        domains[variable.name] = _values(term, domains)


def _values(term: Term, domains: Mapping[str, _Values]) -> _Values:
    if isinstance(term, Operation):
        return None
    return frozenset((canonical(term.value),)) if isinstance(term, Const) else domains.get(term.name)


def _grow(estimate: dict[str, _Columns], relation: str, columns: _Columns) -> bool:
    """Add values to an estimate; whether there were new ones."""
    before = estimate.get(relation)
    if before is None:
        estimate[relation] = columns
        return True
    joined = tuple(None if a is None or b is None else a | b for a, b in zip(before, columns, strict=True))
    if joined == before:
        return False
    estimate[relation] = joined
    return True
