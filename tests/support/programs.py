"""Programs for property tests: safe and stratified by construction, with everything the engines know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from licet.logic.ir import BEGINNINGS, Aggregate, Argument, Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.logic.values import UNKNOWN, Month, Value

VALUES: dict[str, tuple[Value, ...]] = {
    "X": ("a", "b", "ab", "d"),
    "N": (0, 1, 2, -1, 2**70, Decimal("1.5"), Decimal("1.0"), Decimal("0.50"), Decimal(2**70) + Decimal("0.5")),
    "D": (date(2023, 6, 1), date(2024, 2, 29)),
    "M": (Month(2023, 6), Month(2024, 2)),
    "A": ("a", "2023-06", 1, Decimal("1.5"), date(2023, 6, 1), Month(2023, 6)),
}
"""Values by the type of a column, which is the first letter of the variables it binds; `A` is a column of any type."""

_TYPES = (*"XXXXXXXX", *"NNN", "D", "M", "A")


@dataclass(frozen=True)
class Signature:
    """A relation, the types of its columns, and a level that is above those of all it negates or aggregates."""

    name: str
    types: str
    level: int


@st.composite
def programs(draw: st.DrawFn, aggregates: bool | None = None) -> Program:
    """Any program. Those that may aggregate have no UNKNOWN values; the others may."""
    may_aggregate = draw(st.booleans()) if aggregates is None else aggregates
    columns = st.sampled_from((1, 2, 2, 2, 2, 2, 2, 3, 3, 0))
    mixed = columns.flatmap(lambda n: st.lists(st.sampled_from(_TYPES), min_size=n, max_size=n)).map("".join)
    types = st.one_of(st.just("XX"), mixed)
    stated = [Signature(f"e{i}", draw(types), -1) for i in range(draw(st.integers(1, 3)))]
    levels = sorted(draw(st.lists(st.integers(0, 2), min_size=1, max_size=4)))
    derived = [Signature(f"p{i}", draw(types), level) for i, level in enumerate(levels)]
    relations = [*stated, *derived]
    rules: list[Rule] = []
    for head in derived:
        for _ in range(draw(st.integers(1, 3))):
            make = _aggregate if may_aggregate and head.types and draw(st.integers(0, 3)) == 0 else _rule
            rules.append(draw(make(f"r{len(rules)}", head, relations)))
    facts = [
        Fact(relation.name, tuple(draw(_value(t, not may_aggregate)) for t in relation.types))
        for relation in relations
        for _ in range(draw(st.integers(3, 10) if relation.level < 0 else st.sampled_from((0, 0, 0, 1, 2))))
    ]
    program = Program(tuple(rules), tuple(facts), {r.name: len(r.types) for r in relations})
    sources = [r for r in relations if r.types]
    return draw(_with_cases(program, sources)) if sources and draw(st.integers(0, 2)) == 0 else program


@st.composite
def _with_cases(draw: st.DrawFn, program: Program, sources: Sequence[Signature]) -> Program:
    """The program with a relation of many rules, each for a constant, and relations that ask it for those they find."""
    source = draw(st.sampled_from(sources))
    variables = tuple(Var(f"{kind}{i}") for i, kind in enumerate(source.types))
    place = draw(st.integers(0, len(variables) - 1))
    values = VALUES[source.types[place]]

    def at(constant: Const) -> tuple[Argument, ...]:
        return (*variables[:place], constant, *variables[place + 1 :])

    pairs = draw(st.lists(st.tuples(st.sampled_from(values), st.sampled_from(values)), min_size=4, max_size=8))
    cases = [
        Rule(f"case{i}", Literal("case", at(Const(one))), (Literal(source.name, at(Const(other))),))
        for i, (one, other) in enumerate(pairs)
    ]
    held = Literal(source.name, variables)
    asking = (
        Rule("both", Literal("both", variables), (held, Literal("case", variables))),
        Rule("neither", Literal("neither", variables), (held, Literal("case", variables, negated=True))),
    )
    arities = dict.fromkeys(("case", "both", "neither"), len(variables))
    return Program((*program.rules, *cases, *asking), program.facts, {**program.arities, **arities})


def _value(kind: str, unknown: bool) -> st.SearchStrategy[Value]:
    values = VALUES[kind]
    return st.sampled_from((*values * 2, UNKNOWN) if unknown else values)


@st.composite
def _rule(draw: st.DrawFn, name: str, head: Signature, relations: Sequence[Signature]) -> Rule:
    usable = [r for r in relations if r.level <= head.level]
    edges = [r.name for r in usable if r.types == "XX"]
    if head.types == "XX" and edges and draw(st.booleans()):
        return draw(_chain(name, head, edges))
    body, bound = draw(_body(head, usable, relations))
    arguments = tuple(draw(_head_argument(kind, bound)) for kind in head.types)
    return Rule(name, Literal(head.name, arguments), body)


@st.composite
def _chain(draw: st.DrawFn, name: str, head: Signature, edges: Sequence[str]) -> Rule:
    """Paths along one to three edges, each in either direction: what recursion is mostly made of."""
    along = draw(st.lists(st.sampled_from(edges), min_size=1, max_size=3))
    body = []
    for i, edge in enumerate(along):
        ends = (Var(f"X{i}"), Var(f"X{i + 1}"))
        body.append(Literal(edge, ends if draw(st.integers(0, 4)) else ends[::-1]))
    return Rule(name, Literal(head.name, (Var("X0"), Var(f"X{len(along)}"))), tuple(draw(st.permutations(body))))


@st.composite
def _aggregate(draw: st.DrawFn, name: str, head: Signature, relations: Sequence[Signature]) -> Rule:
    body, bound = draw(_body(head, [r for r in relations if r.level < head.level], relations))
    result = head.types[-1]
    fitting = [v for v in bound if v.name[0] == result and result != "A"]
    operators = (["min", "max"] if fitting else []) + (["sum", "sum"] if fitting and result == "N" else [])
    operators += ["count"] if bound and result in "NA" else []
    arguments = tuple(draw(_head_argument(kind, bound)) for kind in head.types[:-1])
    if not operators:
        return Rule(name, Literal(head.name, (*arguments, draw(_head_argument(result, bound)))), body)
    operator = draw(st.sampled_from(operators))
    variable = draw(st.sampled_from(bound if operator == "count" else fitting))
    return Rule(name, Literal(head.name, (*arguments, Var("Result"))), body, Aggregate(operator, variable))


def _head_argument(kind: str, bound: Sequence[Var]) -> st.SearchStrategy[Argument]:
    fitting: list[Argument] = [v for v in bound if v.name[0] == kind or kind == "A"]
    constants = st.sampled_from(VALUES[kind]).map(Const)
    return st.one_of(st.sampled_from(fitting), st.sampled_from(fitting), constants) if fitting else constants


@st.composite
def _body(
    draw: st.DrawFn, head: Signature, usable: Sequence[Signature], relations: Sequence[Signature]
) -> tuple[tuple[Literal | Comparison, ...], list[Var]]:
    below = [r for r in relations if r.level < head.level]
    anonymous = iter(range(100))
    body: list[Any] = []
    bound: list[Var] = []
    for relation in draw(
        st.lists(st.sampled_from(usable), min_size=0 if draw(st.integers(0, 9)) == 0 else 1, max_size=3)
    ):
        arguments = tuple(draw(_positive(kind, anonymous)) for kind in relation.types)
        body.append(Literal(relation.name, arguments))
        bound += [a for a in arguments if isinstance(a, Var) and not a.anonymous and a not in bound]
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        source = draw(st.sampled_from(bound)) if bound and draw(st.booleans()) else Const(draw(_value("X", False)))
        new = Var(f"{source.name[0] if isinstance(source, Var) else 'X'}{draw(st.integers(7, 9))}")
        sides = (new, source) if draw(st.booleans()) else (source, new)
        body.append(Comparison(sides[0], "=", sides[1], draw(st.booleans())))
        bound += [new] if new not in bound else []
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        left, right = (draw(_side(bound)) for _ in range(2))
        operator = draw(st.sampled_from(("=", "!=", "<", "<=", ">", ">=", *BEGINNINGS)))
        body.append(Comparison(left, operator, right, draw(st.booleans())))
    for relation in draw(st.lists(st.sampled_from(below), max_size=2)) if below and draw(st.booleans()) else ():
        arguments = tuple(draw(_negative(bound, kind, anonymous)) for kind in relation.types)
        body.append(Literal(relation.name, arguments, True))
    return tuple(draw(st.permutations(body))), bound


def _positive(kind: str, anonymous: Any) -> st.SearchStrategy[Argument]:
    named = st.sampled_from([Var(f"{kind}{i}") for i in (1, 2, 3)])
    hidden: Callable[[None], Var] = lambda _: Var(f"_{next(anonymous)}")  # noqa: E731
    constants = st.sampled_from(VALUES[kind]).map(Const)
    return st.integers(0, 15).flatmap(lambda n: st.none().map(hidden) if n == 0 else constants if n == 1 else named)


def _negative(bound: Sequence[Var], kind: str, anonymous: Any) -> st.SearchStrategy[Argument]:
    hidden: Callable[[None], Var] = lambda _: Var(f"_{next(anonymous)}")  # noqa: E731
    constants = st.sampled_from(VALUES[kind]).map(Const)
    fitting = [v for v in bound if v.name[0] == kind] or list(bound)
    others = st.sampled_from(fitting) if fitting else constants
    return st.integers(0, 4).flatmap(lambda n: st.none().map(hidden) if n == 0 else constants if n == 1 else others)


def _side(bound: Sequence[Var]) -> st.SearchStrategy[Argument]:
    constants = st.sampled_from([v for values in VALUES.values() for v in values]).map(Const)
    return st.one_of(st.sampled_from(bound), constants) if bound else constants
