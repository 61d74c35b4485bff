"""An oracle that evaluates a program in the plainest way there is, and remembers in which round each row came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext
from operator import add, mul, sub

from licet.logic.ir import Comparison, Const, Fact, Literal, Operation, Program, Rule, Term, Var
from licet.logic.relations import canonical
from licet.logic.values import UNKNOWN, Row, Value, sort_key

Bindings = dict[str, Value]
Pattern = tuple[Value | None, ...]


class NaiveOracle:
    """The perfect model of a stratified program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rows: dict[str, dict[Row, None]] = {}
        self.facts = {(fact.relation, fact.row): fact for fact in program.facts}
        self.indexes: dict[tuple[str, tuple[int, ...]], dict[Row, list[Row]]] = {}
        for fact in program.facts:
            self.rows.setdefault(fact.relation, {})[fact.row] = None
        for level in strata(program.rules):
            grown = True
            while grown:
                found = [(rule.head.relation, row) for rule in level for row in conclusions(self, rule)]
                grown = False
                for relation, row in found:
                    if row not in self.rows.setdefault(relation, {}):
                        self.rows[relation][row] = None
                        self.indexes.clear()
                        grown = True

    def answers(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        if relation not in self.rows:
            return ()
        bound = tuple(i for i, value in enumerate(pattern) if value is not None)
        if (relation, bound) not in self.indexes:
            index = self.indexes[relation, bound] = {}
            for row in sorted(self.rows[relation], key=lambda row: [sort_key(v) for v in row]):
                index.setdefault(tuple(row[i] for i in bound), []).append(row)
        return tuple(self.indexes[relation, bound].get(tuple(v for v in pattern if v is not None), ()))

    def holds(self, relation: str, row: Row) -> bool:
        return row in self.rows.get(relation, ())

    def fact(self, relation: str, row: Row) -> Fact | None:
        return self.facts.get((relation, row))

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        rules = (rule for rule in self.program.rules if rule.head.relation == relation)
        return tuple(sorted(rules, key=lambda rule: rule.id))


def strata(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """The rules by the level of their head: above what they negate or aggregate, at least as high as all they use."""
    rules = list(rules)
    level = {rule.head.relation: 0 for rule in rules}
    for _ in range(len(level) + 1):
        for rule in rules:
            for item in rule.body:
                if isinstance(item, Literal):
                    strict = item.negated or rule.aggregate is not None
                    below = level.get(item.relation, -1)
                    level[rule.head.relation] = max(level[rule.head.relation], below + strict)
    assert all(number <= len(level) for number in level.values()), "not stratified"
    for number in range(max(level.values(), default=-1) + 1):
        yield [rule for rule in rules if level[rule.head.relation] == number]


def conclusions(oracle: NaiveOracle, rule: Rule) -> list[Row]:
    """What a rule concludes in one round."""
    if rule.aggregate is None:
        return [ground(rule.head.arguments, b) for b in satisfying(oracle, rule.body)]
    groups: dict[Row, list[Value]] = {}
    for bindings in distinct(satisfying(oracle, rule.body)):
        group = ground(rule.head.arguments[:-1], bindings)
        groups.setdefault(group, []).append(bindings[rule.aggregate.variable.name])
    return [(*group, total(rule.aggregate.operator, values)) for group, values in groups.items()]


def ground(terms: Iterable[Term], bindings: Bindings) -> Row:
    found = tuple(calculated(term, bindings) for term in terms)
    assert None not in found
    return found  # type: ignore[return-value]


def calculated(term: Term, bindings: Bindings) -> Value | None:
    """The value of a term, None where it has a variable without one."""
    if not isinstance(term, Operation):
        return term.value if isinstance(term, Const) else bindings.get(term.name)
    left, right = calculated(term.left, bindings), calculated(term.right, bindings)
    if None in (left, right) or UNKNOWN in (left, right):
        return None if None in (left, right) else UNKNOWN
    with localcontext(prec=1000):
        return canonical({"+": add, "-": sub, "*": mul}[term.operator](left, right))


def distinct(found: Iterable[Bindings]) -> list[Bindings]:
    """The bindings of named variables, each once."""
    named = [{n: v for n, v in b.items() if not n.startswith("_")} for b in found]
    return list({tuple(sorted(b.items(), key=lambda p: p[0])): b for b in named}.values())


def total(operator: str, values: list[Value]) -> Value:
    if operator == "count":
        return len(values)
    with localcontext(prec=1000):
        return {"sum": sum, "min": min, "max": max}[operator](values)  # type: ignore[operator]


def true(left: Value, operator: str, right: Value, lenient: bool) -> bool:
    """The meaning of comparisons, written from the definition in `licet.logic.ir`."""
    if left is UNKNOWN or right is UNKNOWN:
        return lenient
    if operator in ("starts with", "does not start with"):
        begins = type(left) is type(right) is str and left[: len(right)] == right
        return begins is (operator == "starts with")
    numbers = isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal))
    same = numbers or type(left) is type(right)
    if operator in ("=", "!="):
        return (same and left == right) is (operator == "=")
    if not same:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]  # type: ignore[operator]


def satisfying(oracle: NaiveOracle, body: Iterable[Literal | Comparison]) -> Iterator[Bindings]:
    """Every binding that satisfies a body: positive literals in the order they are written, then the rest."""
    items = list(body)
    positive = [i for i in items if isinstance(i, Literal) and not i.negated]
    checks = [i for i in items if i not in positive]
    found: list[Bindings] = [{}]
    for literal in positive:
        found = [
            extended
            for bindings in found
            for row in oracle.answers(literal.relation, pattern(literal, bindings))
            if (extended := matched(literal, row, bindings)) is not None
        ]
    for bindings in found:
        bind_equalities(checks, bindings)
        if all(passes(oracle, item, bindings) for item in checks):
            yield bindings


def pattern(literal: Literal, bindings: Bindings) -> Pattern:
    return tuple(
        a.value if isinstance(a, Const) else None if a.anonymous else bindings.get(a.name) for a in literal.arguments
    )


def matched(literal: Literal, row: Row, bindings: Bindings) -> Bindings | None:
    extended = dict(bindings)
    for argument, value in zip(literal.arguments, row, strict=True):
        if isinstance(argument, Const):
            if argument.value != value:
                return None
        elif extended.setdefault(argument.name, value) != value:
            return None
    return extended


def passes(oracle: NaiveOracle, item: Literal | Comparison, bindings: Bindings) -> bool:
    if isinstance(item, Literal):
        return not oracle.answers(item.relation, pattern(item, bindings))
    left, right = ground((item.left, item.right), bindings)
    return true(left, item.operator, right, item.lenient)


def bind_equalities(checks: list[Literal | Comparison], bindings: Bindings) -> None:
    """Give the variables that only an equality binds their values, in the order of the body."""
    while True:
        for item in checks:
            if isinstance(item, Comparison) and item.operator == "=":
                values = [calculated(side, bindings) for side in item.arguments]
                target, value = (item.left, values[1]) if values[0] is None else (item.right, values[0])
                if None in values and value is not None and isinstance(target, Var):
                    bindings[target.name] = value
                    break
        else:
            return
