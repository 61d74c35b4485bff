"""Bodies of rules: groups, negation, comparisons, and what they mean together."""

from __future__ import annotations

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, PolicyError, Program
from licet.checks.examine import check
from licet.errors import EngineFault
from licet.grammar import tree
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.logic.ir import Program as IR
from licet.policy.lowering import lower
from licet.policy.vocabulary import collect
from support.core import CORE
from support.reference import perfect_model
from support.samples import samples
from support.surface import answers
from support.tangled import conditions, placed

WORLD = """\
relation edge(symbol, symbol)
relation spot(symbol)
relation mark(symbol)
relation size(symbol) = count
relation answer(symbol)
fact edge(a, b)
fact edge(b, c)
fact edge(c, c)
fact spot(a)
fact spot(b)
fact spot(c)
fact mark(b)
fact size(a) = 5
fact size(b) = 2
"""


def answer(body: str) -> str:
    """What `answer` holds under a rule with that body, its names one after the other."""
    rows = Program.parse(f"{WORLD}rule answer(X)\n{body}").evaluate()["answer"]
    return "".join(sorted(str(row[0]) for row in rows))


SPOT = "  when spot(X)\n   "


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  when spot(X)\n   and any of\n     - mark(X)\n     - size(X) > 4\n   end\n", "ab"),
        ("  when spot(X)\n   and all of\n     - mark(X)\n     - size(X) > 1\n   end\n", "b"),
        ("  when spot(X)\n   and none of\n     - mark(X)\n     - size(X) > 4\n   end\n", "c"),
        ("  when spot(X)\n   and any of\n     - edge(X, Y)\n     - mark(X)\n   end\n", "abc"),
        ("  when spot(X)\n   and none of\n     - edge(X, X)\n     - edge(_, X)\n   end\n", "a"),
        (SPOT + "and none of\n     - all of\n       - mark(X)\n       - size(X) = 2\n       end\n   end\n", "ac"),
        (SPOT + "and none of\n     - any of\n       - mark(X)\n       - size(X) = 5\n       end\n   end\n", "c"),
        ("  when spot(X)\n   and none of\n     - none of\n         - mark(X)\n       end\n   end\n", "b"),
        ("  when spot(X)\n   and any of\n     - not mark(X)\n     - size(X) < 3\n   end\n", "abc"),
    ],
)  # fmt: skip
def test_groups(body: str, expected: str) -> None:
    assert answer(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  when spot(X)\n  unless mark(X)\n", "ac"),
        ("  when spot(X)\n  unless mark(X)\n  unless size(X) > 4\n", "c"),
        ("  when spot(X)\n  unless mark(X)\n     and size(X) > 4\n", "abc"),
        ("  when spot(X)\n  unless edge(X, _)\n", ""),
        ("  when spot(X)\n  unless edge(X, Y)\n     and mark(Y)\n", "bc"),
        ("  when spot(X)\n  unless edge(X, Y)\n     and Y != X\n", "c"),
        ("  when edge(X, Y)\n  unless mark(Y)\n", "bc"),
        ("  when edge(X, Y)\n  unless mark(X)\n     and spot(Y)\n", "ac"),
        ("  when spot(X)\n  unless edge(X, Y)\n     and not mark(Y)\n", "a"),
    ],
)
def test_unless_is_no_such_thing(body: str, expected: str) -> None:
    assert answer(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  when spot(X)\n   and not size(X) > 4\n", "bc"),
        ("  when spot(X)\n   and size(X) <= 4\n", "b"),
        ("  when spot(X)\n   and not size(X) = 2\n", "ac"),
        ("  when spot(X)\n   and size(X) != 2\n", "a"),
        ("  when spot(X)\n   and not size(X) = _\n", "c"),
        ("  when edge(X, Y)\n   and not size(Y) > 1\n", "bc"),
        ("  when spot(X)\n   and size(X) = N\n   and not N > 4\n", "b"),
    ],
)
def test_a_negated_comparison_of_a_value_holds_without_a_value_too(body: str, expected: str) -> None:
    assert answer(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  when X in { a, c }\n", "ac"),
        ("  when spot(X)\n   and not X in { a, c }\n", "b"),
        ("  when spot(X)\n  unless X in { a, b }\n", "c"),
        ("  when edge(X, Y)\n   and Y in { c }\n", "bc"),
        ("  when spot(X)\n   and none of\n     - X in { a }\n     - X in { b }\n   end\n", "c"),
    ],
)
def test_membership(body: str, expected: str) -> None:
    assert answer(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  when spot(X)\n   and size(X) = N\n  unless size(Y) = M\n     and M > N\n", "a"),
        ("  when spot(X)\n   and size(X) = N\n  unless edge(X, Y)\n     and size(Y) < N\n", "b"),
        ("  when edge(X, Y)\n   and size(X) = N\n  unless size(Z) = N\n     and edge(Y, Z)\n", "ab"),
    ],
)
def test_a_negation_knows_the_values_from_outside(body: str, expected: str) -> None:
    assert answer(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  when spot(X)\n   and none of\n     - Y in { b, c }\n     - size(Y) = 9\n   end\n", ""),
        ("  when spot(X)\n   and none of\n     - Y = c\n     - mark(Y)\n   end\n", ""),
        ("  when spot(X)\n  unless not size(Y) >= 1\n     and mark(Y)\n", "abc"),
        ("  when spot(X)\n  unless not size(Y) >= 1\n     and spot(Y)\n", ""),
        ("  when spot(X)\n  unless not size(Y) > 4\n     and edge(X, Y)\n", ""),
        ("  when spot(X)\n  unless edge(Y, X)\n     and not size(Y) > 4\n", "ab"),
    ],
)
def test_negation_inside_negation(body: str, expected: str) -> None:
    assert answer(body) == expected


def test_a_variable_that_a_negation_mentions_twice_is_one_variable() -> None:
    world = f"{WORLD}relation moves(symbol, symbol, symbol)\nfact moves(a, b, c)\nfact moves(b, c, c)\n"
    for negation in ("unless moves(X, P, P)", " and none of\n  - moves(X, P, P)\n end"):
        text = f"{world}rule answer(X)\n  when spot(X)\n  {negation}\n"
        assert Program.parse(text).evaluate()["answer"] == {("a",), ("c",)}
    assert Program.parse(f"{world}rule answer(X)\n  when spot(X)\n  unless moves(X, P, Q)\n  and P = Q\n").evaluate()[
        "answer"
    ] == {("a",), ("c",)}


@pytest.mark.parametrize(
    ("aggregate", "condition", "expected"),
    [
        ("sum of W", "  unless none of\n    - mark(N)\n    - spot(N)\n  end\n", 3),
        ("count of Y", "  unless none of\n    - spot(N)\n    - edge(N, N)\n  end\n", 2),
        ("count of Y", "  unless none of\n    - none of\n      - edge(N, P)\n    end\n  end\n", 0),
        ("count of Y", "  unless none of\n    - all of\n      - edge(N, P)\n      - edge(P, N)\n    end\n  end\n", 2),
        ("count of Y", "   and none of\n    - none of\n      - spot(N)\n    end\n    - not edge(c, c)\n  end\n", 2),
        ("sum of W", "   and size(_) > 1\n", 3),
        ("sum of W", "   and any of\n     - spot(Y)\n     - edge(a, P)\n   end\n", 3),
    ],
)
def test_what_a_condition_has_for_itself_multiplies_no_total(aggregate: str, condition: str, expected: int) -> None:
    amounts = "relation w(symbol, symbol) = count\nfact w(a, b) = 1\nfact w(a, c) = 2\nrelation total(symbol) = count\n"
    text = f"{WORLD}{amounts}rule total(X) := {aggregate}\n  when w(X, Y) = W\n{condition}"
    assert Program.parse(text).evaluate()["total"] == ({("a", expected)} if expected else set())


def test_variables_of_two_double_negations_are_two_variables() -> None:
    marked, looped = ("    - none of\n      - " + atom + "\n    end\n" for atom in ("mark(N)", "edge(N, N)"))
    body = f"  when spot(X)\n   and none of\n{marked}{looped}  end\n"
    assert answer(body) == "abc"


def test_an_equation_inside_a_negation_binds_as_the_checks_say() -> None:
    world = "relation e(symbol, symbol)\nrelation r(symbol)\nfact e(b, b)\nfact r(a)\nfact r(b)\n"
    program = Program.parse(f"{world}rule r(M)\n  when r(M)\n  unless e(Z, Z)\n     and M = a\n")
    assert program.evaluate()["r"] == {("a",), ("b",)}


def test_a_negated_conjunction_stays_whole_where_apart_its_parts_would_borrow_what_the_rule_concludes() -> None:
    world = "relation w(symbol, symbol) = count\nrelation size(symbol) = count\nrelation r(count)\n"
    facts = "fact w(a, b) = 2\nfact w(a, c) = 3\nfact size(a) = 4\nfact size(b) = 9\nfact r(2)\n"
    program = Program.parse(
        f"{world}{facts}rule r(5)\n  when r(K)\n   and size(X) = _\n  unless K * K >= size(X)\n     and w(X, _) = K\n"
    )
    assert program.evaluate()["r"] == {(2,), (5,)}


ABROAD = f"""\
{CORE}
kind model is artifact
kind place
relation transfers(use, place, place)
action copy
place eu
place us
organization org
model m
  licensed_under l
  not undisclosed_lineage
license l "L"
  silence means not granted
clause grant at "1"
  permits Use
clause no_transfer at "2"
  forbids Use to copy
  overrides grant
  unless transfers(Use, Place, Place)
use abroad
  by org
  on 2024-01-01
  does copy m
  transfers eu us
use within
  by org
  on 2024-01-01
  does copy m
  transfers eu eu
"""


def test_an_exception_for_one_place_does_not_permit_two() -> None:
    knowledge = KnowledgeBase.parse(ABROAD)
    assert str(knowledge.ask("abroad").status) == "forbidden"
    assert str(knowledge.ask("within").status) == "permitted"


def test_a_body_with_too_many_ways_to_be_true_is_refused() -> None:
    ways = "".join(f"     - edge(X, {name})\n" for name in "abcde")
    group = f"   and any of\n{ways}   end\n" * 6
    with pytest.raises(PolicyError, match="ways"):
        Program.parse(f"{WORLD}rule answer(X)\n  when spot(X)\n{group}")


NODE = st.sampled_from(["X", "Y", "Z"]).map(tree.Variable)
NAMES = st.sampled_from("abc").map(tree.Constant)
COUNTS = st.integers(1, 6).map(tree.Number)
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
ATOMS = st.one_of(
    st.builds(lambda x, y: tree.Atom("edge", (x, y)), NODE | NAMES, NODE | NAMES | st.just(tree.Anything())),
    st.builds(lambda x: tree.Atom("spot", (x,)), NODE),
    st.builds(lambda x: tree.Atom("mark", (x,)), NODE),
    st.builds(lambda x, n: tree.Atom("size", (x,), n), NODE, COUNTS | st.just(tree.Variable("N"))),
)
LITERALS = st.one_of(
    ATOMS,
    ATOMS,
    st.builds(tree.Comparison, NODE, st.sampled_from(["=", "!="]), NODE | NAMES),
    st.builds(
        lambda x, op, n: tree.Comparison(tree.Atom("size", (x,)), op, n),
        NODE,
        st.sampled_from(["!=", "<", "<=", ">", ">="]),
        COUNTS | st.just(tree.Variable("N")),
    ),
    st.builds(tree.Comparison, st.just(tree.Variable("N")), OPERATORS, COUNTS),
    st.builds(tree.Membership, NODE, st.lists(NAMES, min_size=1, max_size=2, unique=True).map(tuple)),
)
SPOTS = tree.Atom("spot", (tree.Variable("X"),))
BODIES = st.builds(
    lambda when, unless: tree.Body((SPOTS, *when), unless),
    conditions(LITERALS, 3),
    st.lists(conditions(LITERALS, 2, 1), max_size=2).map(tuple),
)
FACTS = {
    "edge": {("a", "b"), ("b", "c"), ("c", "c")},
    "spot": {("a",), ("b",), ("c",)},
    "mark": {("b",)},
    "size": {("a", 5), ("b", 2)},
}


@settings(max_examples=samples(50), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(BODIES)
def test_a_body_that_passes_the_checks_means_what_it_says(body: tree.Body) -> None:
    head = tree.Atom("answer", (tree.Variable("X"),))
    base, _ = parse_module(SourceFile("base", WORLD))
    modules = [base, placed([tree.Rule(head, None, None, (), (), body)], "rules")]
    vocabulary, _ = collect(modules)
    assume(not any(d.is_error for d in check(modules, vocabulary)))
    lowered = lower(modules, vocabulary)
    found = perfect_model(IR(lowered.rules, lowered.facts)).get("answer", set())
    assert found == answers(body, ("X",), FACTS)


def test_two_rules_with_one_id_are_a_fault_and_no_rule_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "relation p(symbol)\nrelation q(symbol)\nfact q(a)\n"
    text += "rule p(X)\n  when q(X)\nrule p(X)\n  when q(X)\n   and X = b\n"
    assert Program.parse(text).evaluate()["p"] == {("a",)}
    monkeypatch.setattr("licet.policy.lowering._digest", lambda _: "same")
    with pytest.raises(EngineFault, match="two different rules have the id"):
        Program.parse(text)
