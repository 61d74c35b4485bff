"""What a program in the policy language means, read off its syntax tree: no lowering, no engine, no haste.

A conjunction is satisfied by filling in its variables, conditions that bind before conditions that test. A negation
(`not`, `none of`, `unless`) is a question of its own: it holds where no way to fill in the variables that only it
mentions satisfies it, and it binds nothing outside. Relations are computed level by level, each rule over all rows
until nothing is new. A dated relation is taken day by day: what is stated or asked of a day is a row of that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, localcontext
from operator import add, mul, sub
from typing import Any

from licet.grammar import tree
from licet.logic.values import Month, Row, Value

Model = dict[str, set[Row]]
Facts = Mapping[str, set[Row]]
_CALCULATE: dict[str, Any] = {"+": add, "-": sub, "*": mul}
Bindings = dict[str, Value]
Conditions = Sequence[tree.Condition]

UNBOUND, TWO_VARIABLES, CIRCLE = "unbound", "two variables", "circle"
OPEN_INSIDE, ENDLESS = "open inside", "endless"
ALLOWED = {OPEN_INSIDE, ENDLESS}
_MOST_ROWS = 10_000


# --- Whole programs ----------------------------------------------------------------------------------


def objections(module: tree.Module) -> set[str]:
    """Why the program has no meaning. Those ALLOWED are limits of the language: a negated group that mentions a
    variable from outside and does not bind it (OPEN_INSIDE) may be asked only for values that a literal outside gives,
    and a relation may be calculated from itself (ENDLESS) only where that is seen to end. That a
    functional relation has two values is seen in the model alone: see `is_two_valued`."""
    found: set[str] = set()
    for rule in _rules(module):
        conditions = _as_conditions(rule.body)
        known = _checked(conditions, names(rule.head.at), found)
        needed = names((rule.head, rule.calculation, rule.aggregate and rule.aggregate.variable))
        if not needed <= known:
            found.add(UNBOUND)
        if any(isinstance(part, tree.Operation) for c in conditions for part in _sides(c)) or rule.calculation:
            found |= {ENDLESS} if _is_recursive(rule, module) else set()
    if _levels(module) is None:
        found.add(CIRCLE)
    return found


def meaning(module: tree.Module) -> Model:
    """The rows of each relation, the value of a functional one last. The program has a meaning."""
    declared = [s for s in module.statements if isinstance(s, tree.Relation)]
    days = _days(module) if any(s.dated for s in declared) else []
    dated = {s.name for s in declared if s.dated}
    model: Model = {s.name: set() for s in declared}
    model |= {_on(name, day): set() for name in dated for day in days}
    for relation, row, period in _stated(module):
        model[relation].add(row)
        for day in days if relation in dated else []:
            if _is_within(day, period):
                model[_on(relation, day)].add(row)
    levels = _levels(module)
    assert levels is not None
    for level in sorted(set(levels.values())):
        rules = [rule for rule in _rules(module) if levels[rule.head.relation] == level]
        size = -1
        while size != sum(map(len, model.values())):
            size = sum(map(len, model.values()))
            assert size < _MOST_ROWS, "no end in sight"
            for rule in rules:
                head = rule.head
                if head.at is not None:
                    for day in days:
                        rows = set(_conclusions(rule, model, {head.at.name: day}))
                        model[_on(head.relation, day)] |= rows
                        model[head.relation] |= rows
                    continue
                rows = set(_conclusions(rule, model))
                for name in (head.relation, *(_on(head.relation, d) for d in days if head.relation in dated)):
                    model[name] |= rows
    return {name: rows for name, rows in model.items() if "@" not in name}


def _on(relation: str, day: object) -> str:
    return f"{relation}@{day}"


def _days(module: tree.Module) -> list[date]:
    """The days that can make a difference: those that are mentioned, all of months that are, and one beyond each."""
    found = {date.min, date.max}
    pending: list[object] = list(module.statements)
    while pending:
        match pending.pop():
            case tree.Day(value=day):
                found |= {day, day - timedelta(1)}
            case tree.YearMonth(year=year, month=month):
                every = (date(year, month, 1) + timedelta(n) for n in range(31))
                found |= {day for day in every if day.month == month}
            case tree.Node() as node:
                pending += [getattr(node, name) for name in node.__struct_fields__]
            case tuple() as parts:
                pending += parts
    return sorted(found)


def _is_within(day: date, period: tree.Days | None) -> bool:
    start, end = (period.start, period.end) if period is not None else (None, None)
    return (start is None or start.value <= day) and (end is None or day < end.value)


def answers(body: tree.Body, head: tuple[str, ...], facts: Facts) -> set[Row]:
    """The values of the head's variables under which the body holds."""
    return {tuple(found[name] for name in head) for found in _solutions(_as_conditions(body), {}, facts)}


def _rules(module: tree.Module) -> list[tree.Rule]:
    return [s for s in module.statements if isinstance(s, tree.Rule)]


def _stated(module: tree.Module) -> Iterator[tuple[str, Row, tree.Days | None]]:
    for statement in module.statements:
        if isinstance(statement, tree.Fact):
            yield statement.atom.relation, _row(_places(statement.atom), {}), statement.days
        elif isinstance(statement, tree.Entity):
            for line in statement.lines:
                assert not isinstance(line.value, tree.Unknown)
                value = () if line.value is None else (line.value,)
                yield line.relation, (statement.name, *_row((*line.arguments, *value), {})), line.days


def _conclusions(rule: tree.Rule, model: Model, given: Bindings | None = None) -> Iterator[Row]:
    conditions = _as_conditions(rule.body)
    found = {tuple(sorted(b.items())): b for b in _solutions(conditions, given or {}, model)}
    if rule.aggregate is None:
        result = () if rule.calculation is None else (rule.calculation,)
        yield from (_row((*_places(rule.head), *result), bindings) for bindings in found.values())
        return
    groups: dict[Row, list[Any]] = {}
    for bindings in found.values():
        group = _row(rule.head.arguments, bindings)
        groups.setdefault(group, []).append(bindings[rule.aggregate.variable.name])
    with localcontext(prec=1000):
        for group, values in groups.items():
            yield (*group, {"sum": sum, "count": len, "min": min, "max": max}[rule.aggregate.operator](values))


def _levels(module: tree.Module) -> dict[str, int] | None:
    """Each relation's level, above all that it negates or totals; None where some relation would be above itself."""
    rules = _rules(module)
    levels = {rule.head.relation: 0 for rule in rules}
    for _ in range(len(levels) + 1):
        before = dict(levels)
        for rule in rules:
            for condition in _as_conditions(rule.body):
                for atom, negated in _atoms(condition, rule.aggregate is not None):
                    level = levels.get(atom.relation, -1) + negated
                    levels[rule.head.relation] = max(levels[rule.head.relation], level)
        if levels == before:
            return levels
    return None


def _is_recursive(rule: tree.Rule, module: tree.Module) -> bool:
    needs = {r.head.relation: set[str]() for r in _rules(module)}
    for one in _rules(module):
        needs[one.head.relation] |= {a.relation for c in _as_conditions(one.body) for a, _ in _atoms(c, False)}
    reached: set[str] = set()
    todo = {rule.head.relation}
    while todo:
        further = needs.get(todo.pop(), set()) - reached
        reached |= further
        todo |= further
    return rule.head.relation in reached


def is_two_valued(module: tree.Module, model: Model) -> bool:
    """Whether a functional relation has two values for the same arguments."""
    functional = [s.name for s in module.statements if isinstance(s, tree.Relation) and s.value_kind is not None]
    return any(len({row[:-1] for row in model[name]}) < len(model[name]) for name in functional)


# --- Conditions --------------------------------------------------------------------------------------


def _as_conditions(body: tree.Body) -> Conditions:
    return [*body.when, *(tree.Group("none", (tree.Group("all", c),)) for c in body.unless)]


def _places(atom: tree.Atom) -> tuple[tree.Argument, ...]:
    return atom.arguments if atom.value is None else (*atom.arguments, atom.value)


def names(part: object) -> set[str]:
    """The variables that a condition, or part of one, mentions."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        match waiting.pop():
            case tree.Variable(name=name):
                found.add(name)
            case tree.Atom() as atom:
                waiting += (*_places(atom), atom.at)
            case tree.Negation(literal=literal):
                waiting.append(literal)
            case tree.Operation(left=left, right=right) | tree.Comparison(left=left, right=right):
                waiting += (left, right)
            case tree.Membership(argument=argument, choices=choices):
                waiting += (argument, choices)
            case tree.Group(items=items):
                waiting.append(items)
            case tuple() | list() as several:
                waiting += several
            case _:
                pass
    return found


def _atoms(condition: tree.Condition, negated: bool) -> Iterator[tuple[tree.Atom, bool]]:
    match condition:
        case tree.Atom():
            yield condition, negated
        case tree.Negation(literal=literal):
            yield from _atoms(literal, True)
        case tree.Comparison(left=tree.Atom() as call):
            yield call, negated
        case tree.Group(quantifier=quantifier, items=items):
            for item in items:
                yield from _atoms(item, negated or quantifier == "none")


def _sides(condition: tree.Condition) -> list[object]:
    """The sides of all comparisons in a condition."""
    match condition:
        case tree.Comparison(left=left, right=right):
            return [left, right]
        case tree.Negation(literal=literal):
            return _sides(literal)
        case tree.Group(items=items):
            return [side for item in items for side in _sides(item)]
        case _:
            return []


def _flat(conditions: Conditions) -> list[tree.Condition]:
    return [
        part
        for c in conditions
        for part in (_flat(c.items) if isinstance(c, tree.Group) and c.quantifier == "all" else [c])
    ]


def _binds(conditions: Conditions, known: set[str]) -> set[str]:
    """The variables that have values wherever the conjunction holds."""
    known = set(known)
    size = -1
    while size != len(known):
        size = len(known)
        for condition in _flat(conditions):
            match condition:
                case tree.Atom():
                    known |= names(_places(condition))
                case tree.Comparison(left=tree.Atom() as call):
                    known |= names(call)
                case tree.Comparison():
                    defined = _defined(condition, known)
                    known |= set() if defined is None else {defined[0]}
                case tree.Membership(argument=argument, choices=choices) if names(choices) <= known:
                    known |= names(argument)
                case tree.Group(quantifier="any", items=items):
                    known |= set.intersection(*(_binds([item], known) for item in items))
    return known


def _defined(equation: tree.Comparison, known: Iterable[str]) -> tuple[str, tree.Operand] | None:
    """The variable that an equation gives a value once those known have theirs, and what it is equal to."""
    if equation.operator == "=":
        for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
            if isinstance(side, tree.Variable) and side.name not in known and names(other) <= set(known):
                assert not isinstance(other, tree.Atom)
                return side.name, other
    return None


def _checked(conditions: Conditions, outside: set[str], found: set[str]) -> set[str]:
    """What the conjunction binds; what is wrong with it is added to `found`."""
    known = _binds(conditions, outside)
    seen: set[str] = set()
    for condition in _flat(conditions):
        if not isinstance(condition, tree.Group):
            if not names(condition) <= known:
                found.add(UNBOUND)
            continue
        own = names(condition) - known
        if own & seen:
            found.add(TWO_VARIABLES)
        seen |= own
        for item in condition.items:
            _checked([item], known, found)
            if condition.quantifier == "none" and not names(item) & known <= _binds([item], set()):
                found.add(OPEN_INSIDE)
    for condition in _flat(conditions):
        literal = condition.literal if isinstance(condition, tree.Negation) else None
        if literal is not None and not (isinstance(literal, tree.Atom) and not names(literal.at)):
            found.add(OPEN_INSIDE)
    return known


def _solutions(conditions: Conditions, bound: Bindings, facts: Facts) -> Iterator[Bindings]:
    """The ways to give values to the variables of the conjunction, without those that a part of it has for itself."""
    kept = _binds(conditions, set(bound))
    for found in _satisfying(list(conditions), bound, facts):
        yield {name: value for name, value in found.items() if name in kept}


def _satisfying(conditions: list[tree.Condition], bound: Bindings, facts: Facts) -> Iterator[Bindings]:
    if not conditions:
        yield bound
        return
    condition = min(conditions, key=lambda c: _turn(c, bound))
    rest = [c for c in conditions if c is not condition]
    match condition:
        case tree.Group(quantifier="all", items=items):
            yield from _satisfying([*items, *rest], bound, facts)
        case tree.Group(quantifier="any", items=items):
            for item in items:
                yield from _satisfying([item, *rest], bound, facts)
        case tree.Group(items=items):
            if not any(_holds(item, bound, facts) for item in items):
                yield from _satisfying(rest, bound, facts)
        case tree.Negation(literal=literal):
            if not _holds(literal, bound, facts):
                yield from _satisfying(rest, bound, facts)
        case tree.Atom():
            for row in _rows(condition, bound, facts):
                further = _matched(_places(condition), row, bound)
                if further is not None:
                    yield from _satisfying(rest, further, facts)
        case tree.Membership(argument=argument, choices=choices):
            for choice in choices:
                yield from _satisfying([tree.Comparison(argument, "=", choice), *rest], bound, facts)
        case tree.Comparison(left=tree.Atom() as call, operator=operator, right=right):
            value = tree.Variable(f"the value at {id(condition)}")
            parts = [tree.Atom(call.relation, call.arguments, value), tree.Comparison(value, operator, right)]
            yield from _satisfying([*parts, *rest], bound, facts)
        case tree.Comparison(left=left, operator=operator, right=right):
            assert not isinstance(left, tree.Atom)
            defined = _defined(condition, bound)
            if defined is not None:
                yield from _satisfying(rest, {**bound, defined[0]: _value(defined[1], bound)}, facts)
            elif _compare(_value(left, bound), operator, _value(right, bound)):
                yield from _satisfying(rest, bound, facts)


def _rows(atom: tree.Atom, bound: Bindings, facts: Facts) -> Iterable[Row]:
    """The rows of a relation; those of a day, or of any day of a month, where the atom asks for one."""
    if atom.at is None:
        return facts.get(atom.relation, ())
    when = _value(atom.at, bound)
    if isinstance(when, date):
        return facts[_on(atom.relation, when)]
    days = [key for key in facts if key.startswith(f"{atom.relation}@{when}-")]
    assert days
    return set().union(*(facts[key] for key in days))


def _holds(condition: tree.Condition, bound: Bindings, facts: Facts) -> bool:
    return any(True for _ in _satisfying([condition], bound, facts))


def _turn(condition: tree.Condition, bound: Bindings) -> int:
    """When a condition has its turn: first what binds, then choices, then what tests."""
    open_names = len(names(condition) - bound.keys())
    match condition:
        case tree.Group(quantifier="all"):
            return 0
        case tree.Atom(at=at) if not names(at) <= bound.keys():
            return 6
        case tree.Atom() | tree.Comparison(left=tree.Atom()):
            return 1
        case tree.Comparison() if _defined(condition, bound) is not None:
            return 2
        case tree.Membership(choices=choices) if names(choices) <= bound.keys():
            return 3
        case tree.Comparison() if not open_names:
            return 4
        case tree.Group(quantifier="any"):
            return 5
        case tree.Negation() | tree.Group():
            return 7
        case _:
            return 6


def _matched(arguments: Iterable[tree.Argument], row: Row, bound: Bindings) -> Bindings | None:
    further = dict(bound)
    for argument, value in zip(arguments, row, strict=True):
        if isinstance(argument, tree.Variable):
            if further.setdefault(argument.name, value) != value:
                return None
        elif not isinstance(argument, tree.Anything) and _value(argument, bound) != value:
            return None
    return further


def _row(arguments: Iterable[tree.Operand], bound: Bindings) -> Row:
    return tuple(_value(argument, bound) for argument in arguments)


def _value(argument: tree.Operand, bound: Bindings) -> Value:
    match argument:
        case tree.Operation(left=left, operator=operator, right=right):
            with localcontext(prec=1000):
                return _CALCULATE[operator](_value(left, bound), _value(right, bound))
        case tree.Variable(name=name):
            return bound[name]
        case tree.Constant(name=name):
            return name
        case tree.YearMonth(year=year, month=month):
            return Month(year, month)
        case tree.Anything():
            raise AssertionError("`_` has no value")
        case _:
            return argument.value


def _compare(left: Any, operator: str, right: Any) -> bool:
    if operator in ("=", "!="):
        return bool(left == right) is (operator == "=")
    if operator == "starts with":
        return type(left) is type(right) is str and left[: len(right)] == right
    numbers = isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal))
    if not numbers and type(left) is not type(right):
        return False
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator])
