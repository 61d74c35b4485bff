"""What some goals demand: the part of a program's perfect model that decides them.

A demand is a subgoal: a relation, and values for some of its arguments. Goals demand themselves; a rule whose head a
demand matches demands every literal of its body, under the values that the literals before it gave. The order of a
body is part of the certificate format (`docs/certificates.md`), since the kernel follows it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from licet.errors import EngineFault, ProofTooLarge
from licet.logic.aggregates import aggregate
from licet.logic.ir import Argument, Comparison, Const, Item, Literal, Rule, Var, named
from licet.logic.join import Bindings, row_order
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, Substitution, ground, pattern_under, side_value
from licet.logic.relations import canonical
from licet.logic.value_order import compare
from licet.logic.values import Row

__all__ = ["Bodies", "Derived", "Part", "Subgoal", "part_for"]

Subgoal = tuple[str, Pattern]
"""A relation and a pattern of its rows."""

_Fact = tuple[str, Row]


class Derived(Struct, frozen=True):
    """A derived row, the round that first derives it, and an instance of a rule that does so then. The substitution is
    of the variables of the rule's positive literals; for an aggregate, of those of them that are in the head."""

    relation: str
    row: Row
    rank: int
    rule: Rule
    substitution: Substitution


class Part(Struct, frozen=True):
    """The demands, sorted; the rules for their relations by id; and the rows that match them: stated ones, sorted, and
    derived ones by rank."""

    demands: tuple[Subgoal, ...]
    rules: tuple[Rule, ...]
    facts: tuple[_Fact, ...]
    derived: tuple[Derived, ...]


class Bodies(Struct):
    """What is found out of rules, by their ids: it is the same in all worlds of a program."""

    _named: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)
    _ordered: dict[tuple[str, frozenset[str]], tuple[Item, ...]] = field(default_factory=dict)

    def named(self, rule: Rule, size: int) -> frozenset[str]:
        """The variables of positive literals; for an aggregate, those of them among the first `size` of the head."""
        found = self._named.get((rule.id, size))
        if found is None:
            found = self._named[rule.id, size] = _named(rule, size)
        return found

    def ordered(self, rule: Rule, given: Iterable[str]) -> tuple[Item, ...]:
        """The body in the order to evaluate it where those variables have values."""
        key = (rule.id, frozenset(given))
        found = self._ordered.get(key)
        if found is None:
            found = self._ordered[key] = tuple(_ordered(rule, key[1]))
        return found


def part_for(oracle: Oracle, goals: Iterable[Subgoal], bodies: Bodies, limit: int = 200_000) -> Part:
    """The part of a model that decides goals.

    Args:
        oracle: the model.
        goals: subgoals to demand.
        bodies: what is known of the rules of the program; what is found out is added to it.
        limit: how many demands, rows and rule instances there may be together.

    Raises:
        ProofTooLarge: there are more.
        EngineFault: a row of the model has no derivation.
    """
    search = _Search(oracle, bodies, limit)
    search.demand(goals)
    ranked = _ranked(search.stated, search.instances.values())
    missing = [f for f in search.rows if f not in ranked]
    if missing:
        raise EngineFault(f"nothing derives a row of `{missing[0][0]}` that holds")
    derived = [
        Derived(relation, row, rank, instance.rule, instance.substitution)
        for (relation, row), (rank, instance) in ranked.items()
        if instance is not None
    ]
    return Part(
        tuple(sorted(search.demands, key=_order)),
        tuple(sorted((r for name in search.relations for r in oracle.rules_for(name)), key=lambda r: r.id)),
        tuple(sorted(search.stated, key=_order)),
        tuple(sorted(derived, key=lambda d: (d.rank, d.relation, row_order(d.row)))),
    )


def _order(subgoal: Subgoal) -> tuple[object, ...]:
    return (subgoal[0], row_order(subgoal[1]))


class _Instance(Struct, frozen=True, eq=False):
    """A rule instance (of an aggregate: a group) and the patterns that rows must match for it to conclude its fact."""

    fact: _Fact
    rule: Rule
    substitution: Substitution
    premises: frozenset[Subgoal]

    def order(self) -> tuple[object, ...]:
        return (self.rule.id, row_order([value for _, value in self.substitution]))


class _Search(Struct):
    """The demands found so far, the rows that match them, and the rule instances that conclude those."""

    oracle: Oracle
    bodies: Bodies
    limit: int
    demands: dict[Subgoal, None] = field(default_factory=dict)
    relations: dict[str, dict[tuple[int, ...], None]] = field(default_factory=dict)
    rows: dict[_Fact, None] = field(default_factory=dict)
    stated: dict[_Fact, None] = field(default_factory=dict)
    instances: dict[tuple[str, Substitution, _Fact], _Instance] = field(default_factory=dict)
    waiting: list[Subgoal] = field(default_factory=list)
    answers: dict[Subgoal, tuple[Row, ...]] = field(default_factory=dict)

    def demand(self, goals: Iterable[Subgoal]) -> None:
        for relation, pattern in goals:
            self.ask(relation, pattern)
        while self.waiting:
            relation, pattern = self.waiting.pop()
            for rule in self.oracle.rules_for(relation):
                self.expand(rule, pattern)

    def ask(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        """The rows that match, which are demanded from now on."""
        pattern = tuple([None if value is None else canonical(value) for value in pattern])
        subgoal = (relation, pattern)
        if subgoal not in self.answers:
            self.answers[subgoal] = self.oracle.answers(relation, pattern)
            masks = self.relations.setdefault(relation, {})
            if not any((relation, _masked(pattern, mask)) in self.demands for mask in masks):
                masks[tuple(i for i, value in enumerate(pattern) if value is not None)] = None
                self.demands[subgoal] = None
                self.waiting.append(subgoal)
                self.list_rows(relation, self.answers[subgoal])
        return self.answers[subgoal]

    def list_rows(self, relation: str, rows: Iterable[Row]) -> None:
        for row in rows:
            if (relation, row) not in self.rows:
                self.rows[relation, row] = None
                if self.oracle.fact(relation, row) is not None:
                    self.stated[relation, row] = None
        self.check_limit()

    def check_limit(self) -> None:
        if len(self.demands) + len(self.rows) + len(self.instances) > self.limit:
            raise ProofTooLarge(f"a certificate would hold more than {self.limit} demands, rows and rule instances")

    def expand(self, rule: Rule, pattern: Pattern) -> None:
        """Find the instances of the rule whose conclusions match the pattern."""
        size = len(pattern) - (rule.aggregate is not None)
        named = self.bodies.named(rule, size)
        given = _matched(rule.head.arguments[:size], pattern[:size], {}, named)
        if given is None:
            return
        groups: dict[Row, list[Bindings]] = {}
        for bindings in self.join(rule, given):
            groups.setdefault(_row(rule.head.arguments[:size], bindings), []).append(bindings)
        for key, group in groups.items():
            row = key
            if rule.aggregate is not None:
                name = rule.aggregate.variable.name
                row = (*key, aggregate(rule.aggregate.operator, [bindings[name] for bindings in group]))
            if all(wanted in (None, value) for wanted, value in zip(pattern, row, strict=True)):
                self.conclude(rule, (rule.head.relation, row), group, named)

    def conclude(self, rule: Rule, fact: _Fact, group: Sequence[Bindings], named: frozenset[str]) -> None:
        """Keep the instances that conclude a fact. A group is joined again from its key, in the order that takes, since
        the kernel confirms it so."""
        positive = [item for item in rule.body if isinstance(item, Literal) and not item.negated]
        for bindings in [group] if rule.aggregate is not None else [[b] for b in group]:
            substitution = tuple(sorted((name, bindings[0][name]) for name in named))
            premises = frozenset((item.relation, pattern_under(item, b)) for b in bindings for item in positive)
            self.instances[rule.id, substitution, fact] = _Instance(fact, rule, substitution, premises)
            if rule.aggregate is not None:
                self.join(rule, dict(substitution))
        self.check_limit()

    def join(self, rule: Rule, given: Bindings) -> list[Bindings]:
        found = [given]
        for item in self.bodies.ordered(rule, given):
            found = [further for bindings in found for further in self.extend(item, bindings)]
            if len(found) > self.limit:
                raise ProofTooLarge(f"rule `{rule.id}` has more than {self.limit} instances")
        return found

    def extend(self, item: Item, bindings: Bindings) -> Iterable[Bindings]:
        if isinstance(item, Comparison):
            return _compared(item, bindings)
        rows = self.ask(item.relation, pattern_under(item, bindings))
        if item.negated:
            return () if rows else (bindings,)
        found = (_matched(item.arguments, row, bindings, None) for row in rows)
        return {tuple(further.items()): further for further in found if further is not None}.values()


def _compared(item: Comparison, bindings: Bindings) -> tuple[Bindings, ...]:
    """The bindings, with that of a side which was open, if the comparison holds."""
    further = dict(bindings)
    definition = item.definition(bindings)
    if definition is not None:
        further[definition[0].name] = side_value(ground(definition[1], bindings))
    left, right = side_value(ground(item.left, further)), side_value(ground(item.right, further))
    return (further,) if compare(left, item.operator, right, item.lenient) else ()


def _ordered(rule: Rule, given: Iterable[str]) -> Iterator[Item]:
    """The body in the order to evaluate it: the first test that has its values, else the first of the positive
    literals with the fewest open variables. Anonymous ones do not count: they bind nothing."""
    known, todo = set(given), list(rule.body)
    while todo:
        literals = [i for i in todo if isinstance(i, Literal) and not i.negated]
        pending = {name for i in literals for name in _names(i)}
        chosen = next((i for i in todo if i not in literals and _is_ready(i, known, pending)), None)
        if chosen is None:
            chosen = min(literals, key=lambda i: _open_variables(i, known))
        todo.remove(chosen)
        known |= _names(chosen)
        yield chosen


def _is_ready(item: Item, known: set[str], pending: set[str]) -> bool:
    """Whether a test has its values. An equality binds its one open side when the literals have bound theirs; a strict
    one, which a row must satisfy anyway, before a literal does."""
    missing = _names(item) - known
    if isinstance(item, Comparison) and item.definition(known) is not None:
        return not pending or (not item.lenient and missing <= pending)
    return not missing


def _open_variables(literal: Literal, known: set[str]) -> int:
    return len(_names(literal) - known)


def _names(item: Item) -> set[str]:
    return set(named(item.arguments))


def _named(rule: Rule, size: int) -> frozenset[str]:
    positive = {name for i in rule.body if isinstance(i, Literal) and not i.negated for name in _names(i)}
    key = {a.name for a in rule.head.arguments[:size] if isinstance(a, Var)}
    return frozenset(positive if rule.aggregate is None else positive & key)


def _matched(
    arguments: Sequence[Argument], row: Pattern, bindings: Bindings, names: Iterable[str] | None
) -> Bindings | None:
    """The bindings, and those of `names` (of all variables if it is None) for which the arguments are the row."""
    further = dict(bindings)
    for argument, value in zip(arguments, row, strict=True):
        if value is None or (isinstance(argument, Var) and argument.anonymous):
            continue
        if isinstance(argument, Const):
            if canonical(argument.value) != value:
                return None
        elif (names is None or argument.name in names) and further.setdefault(argument.name, value) != value:
            return None
    return further


def _row(arguments: Sequence[Argument], bindings: Bindings) -> Row:
    return tuple(canonical(a.value) if isinstance(a, Const) else bindings[a.name] for a in arguments)


def _masked(pattern: Pattern, mask: tuple[int, ...]) -> Pattern:
    return tuple(value if i in mask else None for i, value in enumerate(pattern))


def _ranked(stated: Iterable[_Fact], instances: Iterable[_Instance]) -> dict[_Fact, tuple[int, _Instance | None]]:
    """The rank of every fact, and the first (in order) of the instances that derive it in that round."""
    waiting: dict[Subgoal, list[_Instance]] = {}
    lacking = {instance: len(instance.premises) for instance in instances}
    masks: dict[str, dict[tuple[int, ...], None]] = {}
    for instance in lacking:
        for relation, pattern in instance.premises:
            waiting.setdefault((relation, pattern), []).append(instance)
            masks.setdefault(relation, {})[tuple(i for i, v in enumerate(pattern) if v is not None)] = None
    ranked: dict[_Fact, tuple[int, _Instance | None]] = dict.fromkeys(stated, (0, None))
    ready = [instance for instance, count in lacking.items() if not count]
    layer, rank = list(ranked), 0
    while layer or ready:
        for relation, row in layer:
            for mask in masks.get(relation, ()):
                for instance in waiting.pop((relation, _masked(row, mask)), ()):
                    lacking[instance] -= 1
                    if not lacking[instance]:
                        ready.append(instance)
        rank += 1
        best: dict[_Fact, _Instance] = {}
        for instance in sorted(ready, key=_Instance.order):
            if instance.fact not in ranked:
                best.setdefault(instance.fact, instance)
        ranked.update((fact, (rank, instance)) for fact, instance in best.items())
        layer, ready = list(best), []
    return ranked
