"""Small stratified programs that Hypothesis draws, with every construct of `licet.logic.ir`."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from licet.logic.ir import Aggregate, Argument, Comparison, Const, Fact, Literal, Program, Rule, Var
from support.datalog import program

NAMES = ("a", "b", "c", "d")
NUMBERS = (1, 2, 3)
BASE = {"edge": "nn", "mark": "n", "size": "n#"}
LEVELS = ({"p": "n", "path": "nn"}, {"total": "n#"}, {"q": "n", "link": "nn", "big": "n#"})
KINDS = {name: kinds for group in (BASE, *LEVELS) for name, kinds in group.items()}
BACKBONE = program("""
    path(X, Y) :- edge(X, Y).
    path(X, Z) :- edge(X, Y), path(Y, Z).
    path(X, Z) :- path(X, Y), path(Y, Z).
    p(X) :- mark(X).
    p(X) :- path(X, Y), p(Y).
    p(X) :- path(X, _), mark(X).
    total(X, sum N) :- path(X, Y), size(Y, N).
    total(X, count Y) :- path(X, Y), size(Y, N).
    big(X, N) :- total(X, N), N >= 2.
    q(X) :- big(X, _), not p(X).
    q(X) :- p(X), link(X, _).
    link(X, Y) :- path(X, Y), not mark(Y).
    link(X, Z) :- link(X, Y), link(Y, Z).
""")
VARIABLES = {"n": ("X", "Y", "Z"), "#": ("N", "M")}


@st.composite
def _argument(draw: DrawFn, kind: str, number: int) -> Argument:
    choice = draw(st.integers(0, 15))
    if choice == 0:
        return Const(draw(st.sampled_from(NAMES if kind == "n" else NUMBERS)))
    if choice == 1:
        return Var(f"_{number}")
    return Var(draw(st.sampled_from(VARIABLES[kind])))


@st.composite
def _literal(draw: DrawFn, relations: list[str], number: int) -> Literal:
    name = draw(st.sampled_from(relations))
    kinds = KINDS[name]
    return Literal(name, tuple(draw(_argument(kind, 10 * number + i)) for i, kind in enumerate(kinds)))


@st.composite
def _rule(draw: DrawFn, level: int, id: str) -> Rule:
    below = [name for group in (BASE, *LEVELS[:level]) for name in group]
    head = draw(st.sampled_from(sorted(LEVELS[level])))
    aggregates = head == "total"
    usable = below if aggregates else below + sorted(LEVELS[level])
    body: list[Literal | Comparison] = [draw(_literal(usable, i)) for i in range(1, draw(st.integers(1, 3)) + 1)]
    if aggregates:
        body.append(Literal("size", (Var("X"), Var("N"))))
    bound = {a.name for i in body if isinstance(i, Literal) for a in i.arguments if isinstance(a, Var)}
    names, numbers = (sorted(bound & set(VARIABLES[kind])) for kind in "n#")

    def argument(kind: str) -> Argument:
        found = names if kind == "n" else numbers
        if found:
            return Var(draw(st.sampled_from(found)))
        return Const(draw(st.sampled_from(NAMES if kind == "n" else NUMBERS)))

    if draw(st.integers(0, 2)) == 0:
        name = draw(st.sampled_from(below))
        arguments = [
            Var(f"_{90 + i}") if draw(st.integers(0, 3)) == 0 else argument(k) for i, k in enumerate(KINDS[name])
        ]
        body.append(Literal(name, tuple(arguments), negated=True))
    if draw(st.integers(0, 3)) == 0:
        kind = draw(st.sampled_from("n#"))
        operator = draw(st.sampled_from(("=", "!=") if kind == "n" else ("=", "!=", "<", ">=")))
        body.append(Comparison(argument(kind), operator, argument(kind), lenient=draw(st.booleans())))
    body = draw(st.permutations(body))
    if aggregates:
        operator = draw(st.sampled_from(("sum", "count", "min", "max")))
        return Rule(id, Literal(head, (argument("n"), Var("Result"))), tuple(body), Aggregate(operator, Var("N")))
    return Rule(id, Literal(head, tuple(argument(kind) for kind in KINDS[head])), tuple(body))


def _values(kind: str) -> SearchStrategy[str | int]:
    return st.sampled_from(NAMES) if kind == "n" else st.sampled_from(NUMBERS)


@st.composite
def small_programs(draw: DrawFn) -> Program:
    """A program and its facts; some derived relations have stated facts, too."""
    facts: dict[Fact, None] = {}
    for _ in range(draw(st.integers(5, 12))):
        name = draw(st.sampled_from(("edge", "edge", *BASE, *BASE, "p", "link")))
        facts[Fact(name, tuple(draw(_values(kind)) for kind in KINDS[name]))] = None
    rules = draw(st.lists(st.sampled_from(BACKBONE.rules), unique=True, min_size=3))
    for level in range(len(LEVELS)):
        rules += [draw(_rule(level, f"r{level}{i}")) for i in range(draw(st.integers(0, 2)))]
    return Program(tuple(rules), tuple(facts), {name: len(kinds) for name, kinds in KINDS.items()})
