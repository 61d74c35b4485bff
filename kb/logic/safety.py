"""Which variables of a rule have no value: range restriction."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from licet.logic.ir import Aggregate, Comparison, Literal, Rule, Var, definitions, variables

__all__ = ["Unsafe", "bound_variables", "unsafe_variables"]


class Unsafe(Struct, frozen=True):
    """A variable without a value and the first place that needs one: the head, a negated literal, a comparison
    or the aggregate."""

    variable: Var
    place: Literal | Comparison | Aggregate


def bound_variables(rule: Rule) -> frozenset[Var]:
    """The variables of `rule` that its body gives a value: those of positive literals, and what `=` equates,
    step by step, with a constant or one of them."""
    bound = {
        argument.name
        for item in rule.body
        if isinstance(item, Literal) and not item.negated
        for argument in item.arguments
        if isinstance(argument, Var)
    }
    bound.update(variable.name for _, variable, _ in definitions(rule.body, bound))
    return frozenset(map(Var, bound))


def unsafe_variables(rule: Rule) -> tuple[Unsafe, ...]:
    """The variables of `rule` that need a value and have none, each once, in order of occurrence from the head on.
    Empty for a safe rule. Anonymous variables of negated literals need none."""
    bound = bound_variables(rule)
    found: dict[Var, Unsafe] = {}
    for variable, place in _needs(rule):
        if variable not in bound:
            found.setdefault(variable, Unsafe(variable, place))
    return tuple(found.values())


def _needs(rule: Rule) -> Iterator[tuple[Var, Literal | Comparison | Aggregate]]:
    result = rule.head.arguments[:-1] if rule.aggregate else rule.head.arguments
    for argument in result:
        if isinstance(argument, Var):
            yield argument, rule.head
    if rule.aggregate:
        yield rule.aggregate.variable, rule.aggregate
    for item in rule.body:
        if isinstance(item, Comparison):
            yield from ((variable, item) for variable in variables(item.arguments))
        elif item.negated:
            yield from ((a, item) for a in item.arguments if isinstance(a, Var) and not a.anonymous)
