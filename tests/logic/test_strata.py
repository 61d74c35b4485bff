"""Evaluation order, cycles through negation, and variables without a value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.logic.ir import Aggregate, Comparison, Literal, Program, Rule
from licet.logic.safety import bound_variables, unsafe_variables
from licet.logic.strata import NegativeCycle, Stratification, stratify
from support.datalog import rules
from support.programs import programs
from support.samples import samples


def _order(text: str) -> list[tuple[tuple[str, ...], bool]]:
    strata = stratify(Program(rules(text), ()))
    assert isinstance(strata, Stratification)
    return [(component.relations, component.recursive) for component in strata.components]


def _cycle(text: str) -> list[tuple[str, str]]:
    numbered = {rule.id: f"r{number}" for number, rule in enumerate(rules(text), 1)}
    found = stratify(Program(rules(text), ()))
    assert isinstance(found, NegativeCycle)
    return [
        (numbered[step.rule.id], ("not " if step.literal.negated else "") + step.literal.relation)
        for step in found.steps
    ]


def test_components_come_after_what_they_depend_on() -> None:
    text = """
        top(X) :- mid(X, Y), not loop(Y, Y).
        mid(X, Y) :- edge(X, Y), not base(X).
        loop(X, Y) :- edge(X, Y).
        loop(X, Y) :- back(X, Z), edge(Z, Y).
        back(X, Y) :- loop(Y, X).
        self(X) :- self(X).
    """
    order = _order(text)
    assert sorted(order) == [
        (("back", "loop"), True),
        (("base",), False),
        (("edge",), False),
        (("mid",), False),
        (("self",), True),
        (("top",), False),
    ]
    place = {relation: number for number, (relations, _) in enumerate(order) for relation in relations}
    assert place["edge"] < place["loop"] < place["top"] > place["mid"] > place["base"]


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("p(X) :- q(X), not p(X)", [("r1", "not p")]),
        ("p(X) :- q(X), not r(X). r(X) :- p(X)", [("r1", "not r"), ("r2", "p")]),
        ("n(X, count Y) :- m(X, Y). m(X, Y) :- n(X, Y)", [("r1", "m"), ("r2", "n")]),
        ("a(X) :- b(X). b(X) :- c(X). c(X) :- b(X), not a(X)", [("r3", "not a"), ("r1", "b"), ("r2", "c")]),
        # the shorter of two cycles, and of two equally short ones the one of the first rule
        (
            "a(X) :- not b(X), e(X). b(X) :- c(X). c(X) :- a(X). b(X) :- not a(X), e(X)",
            [("r1", "not b"), ("r4", "not a")],
        ),
    ],
)
def test_a_cycle_through_negation_is_shown_rule_by_rule(text: str, cycle: list[tuple[str, str]]) -> None:
    assert _cycle(text) == cycle


def test_a_long_chain_of_rules_is_no_problem() -> None:
    text = ". ".join(f"p{i + 1}(X) :- p{i}(X)" for i in range(5000))
    assert [relations for relations, _ in _order(text)][::5000] == [("p0",), ("p5000",)]


@given(programs(), st.data())
@settings(max_examples=samples(50))
def test_strata_do_not_depend_on_the_order_of_rules(program: Program, data: st.DataObject) -> None:
    shuffled = Program(tuple(data.draw(st.permutations(program.rules))), program.facts)
    strata = stratify(program)
    assert strata == stratify(shuffled)
    assert isinstance(strata, Stratification)
    place = {r: number for number, c in enumerate(strata.components) for r in c.relations}
    for rule in program.rules:
        for item in rule.body:
            if isinstance(item, Literal):
                below, above = place[item.relation], place[rule.head.relation]
                assert below < above or (below == above and not item.negated and rule.aggregate is None)


def _unsafe(text: str) -> list[tuple[str, type]]:
    (rule,) = rules(text)
    return [(unsafe.variable.name, type(unsafe.place)) for unsafe in unsafe_variables(rule)]


@pytest.mark.parametrize(
    ("text", "unsafe"),
    [
        ("p(X) :- q(X)", []),
        ("p(X) :- X = 1", []),
        ("p(X) :- Y = 1, X = Z, Y = Z", []),
        ("p(X) :- q(X), not r(X, _)", []),
        ("p(X, sum V) :- q(X, V)", []),
        ("p(X) :- X = X", [("X", Literal)]),
        ("p(X) :- X = Y", [("X", Literal), ("Y", Comparison)]),
        ("p(X) :- X < 1", [("X", Literal)]),
        ("p(X) :- not q(X)", [("X", Literal)]),
        ("p(_) :- q(X)", [("_1", Literal)]),
        ("p(a) :- q(X), not r(Y), Y < 2, Z != X", [("Y", Literal), ("Z", Comparison)]),
        ("p(a) :- q(X), X < _", [("_1", Comparison)]),
        ("p(X, sum V) :- q(X, N)", [("V", Aggregate)]),
    ],
)
def test_variables_without_a_value_are_found_with_their_place(text: str, unsafe: list[tuple[str, type]]) -> None:
    assert _unsafe(text) == unsafe


@given(programs())
@settings(max_examples=samples(50))
def test_generated_programs_are_safe_and_lose_that_with_their_literals(program: Program) -> None:
    for rule in program.rules:
        assert unsafe_variables(rule) == ()
        rest = tuple(item for item in rule.body if not isinstance(item, Literal) or item.negated)
        bare = Rule(rule.id, rule.head, rest, rule.aggregate)
        lost = bound_variables(rule) - bound_variables(bare)
        assert {unsafe.variable for unsafe in unsafe_variables(bare)} <= lost
