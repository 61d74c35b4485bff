"""The perfect model of a program by definition: stratum by stratum, every rule over all rows until nothing is new."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

from licet.logic.ir import Comparison, Const, Literal, Program, Rule
from licet.logic.values import UNKNOWN, Row

Model = dict[str, set[Row]]


class Undefined(Exception):
    """An aggregate has no value."""


def perfect_model(program: Program) -> Model:
    model: Model = {}
    for fact in program.facts:
        model.setdefault(fact.relation, set()).add(fact.row)
    level = strata(program)
    for stratum in sorted(set(level.values())):
        rules = [rule for rule in program.rules if level[rule.head.relation] == stratum]
        size = -1
        while size != sum(map(len, model.values())):
            size = sum(map(len, model.values()))
            for rule in rules:
                rows = set(conclusions(rule, model))
                model.setdefault(rule.head.relation, set()).update(rows)
    return model


def strata(program: Program) -> dict[str, int]:
    level: dict[str, int] = {}
    for _ in range(len(program.rules) + 1):
        for rule in program.rules:
            for item in rule.body:
                if isinstance(item, Literal):
                    above = level.get(item.relation, 0) + (item.negated or rule.aggregate is not None)
                    level[rule.head.relation] = max(level.get(rule.head.relation, 0), above)
            level.setdefault(rule.head.relation, 0)
    return level


def conclusions(rule: Rule, model: Model) -> Iterator[Row]:
    bindings = list(solutions(rule, model))
    if rule.aggregate is None:
        yield from (tuple(value(a, b) for a in rule.head.arguments) for b in bindings)
        return
    distinct = {frozenset(b.items()): b for b in bindings}
    groups: dict[Row, list[Any]] = {}
    for binding in distinct.values():
        if UNKNOWN in binding.values():
            raise Undefined
        group = tuple(value(a, binding) for a in rule.head.arguments[:-1])
        groups.setdefault(group, []).append(binding[rule.aggregate.variable.name])
    for group, values in groups.items():
        with localcontext(prec=1000):
            try:
                yield (*group, {"sum": sum, "count": len, "min": min, "max": max}[rule.aggregate.operator](values))
            except TypeError:
                raise Undefined from None


def solutions(rule: Rule, model: Model) -> Iterator[dict[str, Any]]:
    positives = [i for i in rule.body if isinstance(i, Literal) and not i.negated]
    tests = [i for i in rule.body if not (isinstance(i, Literal) and not i.negated)]
    bindings: list[dict[str, Any]] = [{}]
    for literal in positives:
        rows = model.get(literal.relation, ())
        bindings = [m for b in bindings for row in rows if (m := match(literal, row, b)) is not None]
    for binding in bindings:
        equations = [i for i in tests if isinstance(i, Comparison) and i.operator == "="]
        while open_ := [e for e in equations if (value(e.left, binding) is None) != (value(e.right, binding) is None)]:
            left, right = open_[0].left, open_[0].right
            unknown, known = (left, right) if value(left, binding) is None else (right, left)
            binding[unknown.name] = value(known, binding)  # type: ignore[union-attr]
        if all(holds(test, binding, model) for test in tests):
            yield binding


def match(literal: Literal, row: Row, binding: dict[str, Any]) -> dict[str, Any] | None:
    further = dict(binding)
    for argument, found in zip(literal.arguments, row, strict=True):
        if isinstance(argument, Const):
            if argument.value != found:
                return None
        elif not argument.anonymous and further.setdefault(argument.name, found) != found:
            return None
    return further


def value(argument: Any, binding: dict[str, Any]) -> Any:
    return argument.value if isinstance(argument, Const) else binding.get(argument.name)


def holds(test: Literal | Comparison, binding: dict[str, Any], model: Model) -> bool:
    if isinstance(test, Literal):
        return not any(match(test, row, binding) is not None for row in model.get(test.relation, ()))
    left, right = value(test.left, binding), value(test.right, binding)
    if UNKNOWN in (left, right):
        return test.lenient
    if test.operator in ("=", "!="):
        return bool((left == right) == (test.operator == "="))
    if test.operator in ("starts with", "does not start with"):
        begins = type(left) is type(right) is str and left[: len(right)] == right
        return begins is (test.operator == "starts with")
    numbers = isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal))
    if type(left) is not type(right) and not numbers:
        return False
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[test.operator])
