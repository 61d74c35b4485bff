"""One process of pyDatalog, kept in step with the facts of whoever asks.

Engines whose programs differ in facts only share a session. Before a question, the facts that its relation depends on
are brought up to date. What was computed from facts (recursive components and aggregates) is computed anew if a
relation that it depends on has other facts than it was computed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from threading import Lock

from licet.errors import EngineFault
from licet.logic.codes import decode, encode
from licet.logic.ir import Argument, Const, Fact, Literal, Rule, Var
from licet.logic.patterns import Pattern, ground, pattern_under, side_value
from licet.logic.relations import canonical
from licet.logic.strata import Component
from licet.logic.value_order import compare
from licet.logic.values import UNKNOWN, Row, Value
from licet.pydatalog.calculated import Parts, calculates, parts_of
from licet.pydatalog.process import Clock, PyDatalogProcess
from licet.pydatalog.rules import Request, Translator, named_variables

__all__ = ["Facts", "Session"]

Facts = Mapping[str, Mapping[Row, Fact]]
"""The stated facts by relation. Programs share the mapping of a relation where they agree on it."""

_Cells = tuple[str, ...]


class Session:
    """The process, and what it has been told. Several threads may ask; one waits for the other.

    Args:
        rules: the rules by the relation they conclude.
        components: those relations and the ones they depend on, in the order of evaluation.
    """

    def __init__(self, rules: Mapping[str, list[Rule]], components: Iterable[Component]) -> None:
        self._rules = rules
        self._components = tuple(components)
        self._lock = Lock()
        self._start(Clock(0), {})

    def _start(self, clock: Clock, facts: Facts, process: PyDatalogProcess | None = None) -> None:
        self._process = process
        self._clock = clock
        self._facts = facts
        self._translator = Translator()
        self._untold: list[Request] = []
        self._defined: set[str] = set()
        self._present: dict[str, set[_Cells]] = {}
        self._sources: dict[str, Mapping[Row, Fact] | None] = {}
        self._bases: dict[Component, list[Mapping[Row, Fact] | None]] = {}

    def close(self) -> None:
        """End the process. A further question starts another one."""
        with self._lock:
            if self._process is not None:
                self._process.end()

    def rows(self, relation: str, pattern: Pattern, facts: Facts, seconds: float) -> list[Row]:
        """The rows that match, in no particular order.

        Raises:
            EngineFault: an aggregate has no value, or pyDatalog fails.
            PolicyTooComplex: it does not answer in time.
        """
        with self._lock:
            self._clock, self._facts = Clock(seconds), facts
            if self._process is None or not self._process.alive:
                self._start(self._clock, facts, PyDatalogProcess())
            try:
                self._update(relation)
                return [tuple(map(decode, row)) for row in self._ask(relation, pattern)]
            except BaseException:
                if self._process is not None:
                    self._process.end()
                raise

    def _ask(self, relation: str, pattern: Pattern) -> list[_Cells]:
        assert self._process is not None
        told, self._untold = self._untold, []
        rows = self._process.ask(told, self._translator.question(relation, pattern), self._clock)
        return [tuple(row) if pattern else () for row in rows]

    def _tell(self, requests: Iterable[Request]) -> None:
        self._untold.extend(requests)

    def _update(self, relation: str) -> None:
        """Tell pyDatalog all that it lacks of what the relation depends on."""
        reached = self._reached_from(relation)
        for component in self._components:
            if not reached.isdisjoint(component.relations):
                if self._is_computed(component):
                    self._compute(component)
                else:
                    (member,) = component.relations
                    self._state(member)
                    self._define(member)
                reached.difference_update(component.relations)
        for member in sorted(reached):
            self._state(member)

    def _reached_from(self, relation: str) -> set[str]:
        """The relation and those it depends on."""
        todo, reached = [relation], {relation}
        while todo:
            for rule in self._rules.get(todo.pop(), ()):
                for item in rule.body:
                    if isinstance(item, Literal) and item.relation not in reached:
                        reached.add(item.relation)
                        todo.append(item.relation)
        return reached

    def _is_computed(self, component: Component) -> bool:
        """Whether its rows are computed from here, not found by pyDatalog on the way to an answer."""
        rules = (rule for name in component.relations for rule in self._rules.get(name, ()))
        return component.recursive or any(rule.aggregate is not None or calculates(rule) for rule in rules)

    def _state(self, relation: str) -> None:
        """Let the facts of a relation be those stated."""
        source = self._facts.get(relation)
        if relation not in self._sources or self._sources[relation] is not source:
            self._sources[relation] = source
            self._replace(relation, {tuple(map(encode, row)) for row in source or ()})

    def _replace(self, relation: str, wanted: set[_Cells]) -> None:
        present = self._present.get(relation, set())
        self._tell(self._translator.fact(relation, row, stated=False) for row in sorted(present - wanted))
        self._tell(self._translator.fact(relation, row) for row in sorted(wanted - present))
        self._present[relation] = wanted

    def _define(self, relation: str) -> None:
        if relation not in self._defined:
            self._defined.add(relation)
            for rule in self._rules.get(relation, ()):
                self._tell(self._translator.rule(relation, rule.head.arguments, rule.body))

    def _compute(self, component: Component) -> None:
        """Find the rows of a component in rounds, unless the facts are those that they were found from."""
        basis = [self._facts.get(name) for name in sorted(self._reached_from(component.relations[0]))]
        before = self._bases.get(component)
        if before is not None and all(one is other for one, other in zip(basis, before, strict=True)):
            return
        self._bases[component] = basis
        for name in component.relations:
            self._replace(name, {tuple(map(encode, row)) for row in self._facts.get(name) or ()})
        grown = True
        while grown:
            grown = False
            for name in component.relations:
                for rule in self._rules.get(name, ()):
                    new = set(self._conclusions(rule)) - self._present[name]
                    self._replace(name, self._present[name] | new)
                    grown = grown or (bool(new) and component.recursive)

    def _conclusions(self, rule: Rule) -> Iterable[_Cells]:
        """What a rule concludes from the rows that pyDatalog knows so far."""
        parts = parts_of(rule)
        as_found = rule.aggregate is None and not parts.calculated and not parts.tests
        names = named_variables(parts.evaluated)
        arguments = rule.head.arguments if as_found else tuple(map(Var, names))
        relation = f"body of {rule.id}"
        if relation not in self._defined:
            self._defined.add(relation)
            self._tell(self._translator.rule(relation, arguments, parts.evaluated))
        rows = self._ask(relation, (None,) * len(arguments))
        if as_found:
            return rows
        bindings = [dict(zip(names, map(decode, row), strict=True)) for row in rows]
        found = [further for values in bindings if (further := self._calculated(parts, values)) is not None]
        concluded = (_row(rule.head.arguments, b) for b in found) if rule.aggregate is None else _totals(rule, found)
        return [tuple(map(encode, row)) for row in concluded]

    def _calculated(self, parts: Parts, values: dict[str, Value]) -> dict[str, Value] | None:
        """The values with those that are calculated from them; None if they fail a test."""
        for variable, term, lenient in parts.calculated:
            value = side_value(ground(term, values))
            if value is UNKNOWN and not lenient:
                return None
            values[variable.name] = value
        for item in parts.tests:
            if isinstance(item, Literal):
                passes = not self._ask(item.relation, pattern_under(item, values))
            else:
                left, right = (side_value(ground(side, values)) for side in item.arguments)
                passes = compare(left, item.operator, right, item.lenient)
            if not passes:
                return None
        return values


def _row(arguments: Iterable[Argument], values: Mapping[str, Value]) -> Row:
    return tuple([canonical(a.value) if isinstance(a, Const) else values[a.name] for a in arguments])


def _totals(rule: Rule, bindings: Iterable[Mapping[str, Value]]) -> Iterator[Row]:
    """The conclusions of an aggregate from the bindings of its body, which are distinct."""
    aggregate = rule.aggregate
    assert aggregate is not None
    groups: dict[Row, list[Value]] = {}
    for values in bindings:
        groups.setdefault(_row(rule.head.arguments[:-1], values), []).append(values[aggregate.variable.name])
    for group, measured in groups.items():
        yield (*group, _total(aggregate.operator, measured))


def _total(operator: str, values: list[Value]) -> Value:
    kinds = {encode(value)[0] for value in values}
    if "u" in kinds or (operator != "count" and len(kinds) > 1) or (operator == "sum" and kinds != {"n"}):
        raise EngineFault(f"`{operator}` over values that have none")
    if operator == "count":
        return len(values)
    if operator == "sum":
        return _sum([Decimal(value) for value in values if isinstance(value, (int, Decimal))])
    return decode(min(map(encode, values)) if operator == "min" else max(map(encode, values)))


def _sum(numbers: list[Decimal]) -> Value:
    """The exact sum: of whole multiples of the last decimal place that any of them has."""
    places = max(0, *(-int(number.as_tuple().exponent) for number in numbers))
    total = 0
    for number in numbers:
        sign, digits, exponent = number.as_tuple()
        multiple = int("".join(map(str, digits))) * 10 ** (places + int(exponent))
        total += -multiple if sign else multiple
    return canonical(Decimal((int(total < 0), tuple(map(int, str(abs(total)))), -places)))
