"""Where conditions differ: every constant, every condition so and not so, exceptions and their own variables."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, PolicyError
from licet.changes.formulas import Cell, TooLarge, definition, differences, formula_of, places_of
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from support.samples import samples


def rules(text: str) -> list[tree.Rule]:
    module, found = parse_module(SourceFile("f", text))
    assert found == ()
    return [s for s in module.statements if isinstance(s, tree.Rule)]


def compared(before: str, after: str) -> tuple[int, int]:
    """How many parts there are in which the second holds and the first does not, and the reverse."""
    one, other = rules(before), rules(after)
    places = places_of(other)
    old, new = definition(one, places), definition(other, places)
    assert old is not None
    assert new is not None
    return len(differences(new, old)), len(differences(old, new))


def test_a_moved_threshold_gains_the_stretch_between() -> None:
    old, new = (definition(rules(f"rule large(Org)\n  when users(Org) > {n} million\n"), ("Org",)) for n in (700, 500))
    assert old is not None
    assert new is not None
    (cube,) = differences(new, old)
    assert cube.cells[0][1] == Cell(500_000_000, 700_000_000, True, False)
    assert differences(old, new) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("when a(X)\n   and b(X)", "when b(X)\n   and a(X)"),
        ("when a(X)\n   and a(X)", "when a(X)"),
        ("when any of\n    - a(X)\n    - b(X)\n  end", "when any of\n    - b(X)\n    - a(X)\n  end"),
        ("when n(X) > 5", "when n(X) > 5\n   and n(X) > 3"),
        ("when X in { one, two }", "when any of\n    - X = two\n    - X = one\n  end"),
        ("when a(X)\n  unless b(X, Y)\n     and c(Y)", "when a(X)\n  unless c(Y)\n     and b(X, Y)"),
        ("when a(X)\n  unless b(X)", "when a(X)\n   and not b(X)"),
        ("when n(X) = N\n   and N >= 5", "when n(X) = N\n   and 5 <= N"),
    ],
)
def test_what_says_the_same_differs_nowhere(before: str, after: str) -> None:
    assert compared(f"rule r(X)\n  {before}\n", f"rule r(X)\n  {after}\n") == (0, 0)


@pytest.mark.parametrize(
    ("before", "after", "gained", "lost"),
    [
        ("when a(X)", "when a(X)\n  unless b(X)", False, True),
        ("when a(X)\n   and b(X)", "when a(X)", True, False),
        ("when a(X)", "when b(X)", True, True),
        ("when n(X) > 5", "when n(X) >= 5", True, False),
        ("when n(X) != 5", "when not n(X) = 5", True, False),
        ("when a(X)\n  unless b(X, Y)\n     and c(Y)", "when a(X)\n  unless b(X, Y)", False, True),
        ("when X = one", "when X in { one, two }", True, False),
    ],
)
def test_what_says_more_or_less_is_told_apart(before: str, after: str, gained: bool, lost: bool) -> None:
    more, less = compared(f"rule r(X)\n  {before}\n", f"rule r(X)\n  {after}\n")
    assert (more > 0, less > 0) == (gained, lost)


def test_a_rule_that_is_added_gains_what_no_other_rule_had() -> None:
    one = "rule r(X)\n  when a(X)\n"
    assert compared(one, one + "\nrule r(Y)\n  when b(Y)\n") == (1, 0)
    assert compared(one, one + "\nrule r(Y)\n  when a(Y)\n   and b(Y)\n") == (0, 0)


def test_variables_of_an_exception_are_not_those_of_another() -> None:
    """There may be one Y with both, and none with only one of them: the two say different things."""
    both = "rule r(X)\n  when a(X)\n  unless b(X, Y)\n     and c(X, Y)\n"
    apart = "rule r(X)\n  when a(X)\n  unless b(X, Y)\n  unless c(X, Z)\n"
    gained, lost = compared(both, apart)
    assert lost > 0
    assert gained == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # No Y with all three may be, though there is one with the first two and another with the last two.
        (
            "and none of\n    - all of\n      - b(X, Y)\n      - c(X, Y)\n      - d(Y)\n    end\n  end",
            "and any of\n    - none of\n      - all of\n        - b(X, Y)\n        - d(Y)\n      end\n    end\n"
            "    - none of\n      - all of\n        - c(X, Y)\n        - d(Y)\n      end\n    end\n  end",
        ),
        (
            "and none of\n    - all of\n      - b(X, Y)\n      - c(X, Y)\n      - d(Y)\n    end\n  end",
            "and any of\n    - none of\n      - all of\n        - b(X, Y)\n        - c(X, Y)\n      end\n    end\n"
            "    - none of\n      - all of\n        - b(X, Y)\n        - d(Y)\n      end\n    end\n  end",
        ),
    ],
)
def test_one_exception_or_another_is_not_an_exception_for_both_at_once(before: str, after: str) -> None:
    gained, lost = compared(f"rule r(X)\n  when a(X)\n   {before}\n", f"rule r(X)\n  when a(X)\n   {after}\n")
    assert lost > 0 or gained > 0
    assert compared(f"rule r(X)\n  when a(X)\n   {after}\n", f"rule r(X)\n  when a(X)\n   {before}\n") != (0, 0)


def test_rules_with_one_exception_each_are_not_one_with_both() -> None:
    two = "".join(f"rule r(X)\n  when a(X)\n  unless b(X, Y)\n     and {c}(Y)\n" for c in "cd")
    assert compared("rule r(X)\n  when a(X)\n  unless b(X, Y)\n     and c(Y)\n     and d(Y)\n", two) != (0, 0)


def test_a_calculated_relation_has_no_yes_or_no() -> None:
    text = "rule total(X) := sum of N\n  when part(X, Y)\n   and n(Y) = N\n"
    assert definition(rules(text), ("X",)) is None


@pytest.mark.slow
def test_more_possibilities_than_are_gone_through_are_no_answer() -> None:
    one = "".join(f"   and any of\n    - p{i}(X)\n    - q{i}(X)\n  end\n" for i in range(14))
    two = "".join(f"   and any of\n    - q{i}(X)\n    - s{i}(X)\n  end\n" for i in range(14))
    old, new = (definition(rules(f"rule r(X)\n  when a(X)\n{body}"), ("X",)) for body in (one, two))
    assert old is not None
    assert new is not None
    with pytest.raises(TooLarge):
        differences(new, old)


_NAMES = st.sampled_from("abcd")
_ATOMS = _NAMES.map(lambda n: tree.Atom(n, (tree.Variable("X"),)))
_NUMBERS = st.builds(
    lambda operator, n: tree.Comparison(tree.Variable("N"), operator, tree.Number(n)),
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.integers(0, 4),
)
_LEAVES = st.one_of(_ATOMS, _NUMBERS, _ATOMS.map(tree.Negation))
_CONDITIONS = st.recursive(
    _LEAVES,
    lambda inner: st.builds(
        tree.Group, st.sampled_from(["any", "all", "none"]), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
_BODIES = st.builds(
    tree.Body,
    st.lists(_CONDITIONS, min_size=1, max_size=3).map(tuple),
    st.lists(st.lists(_CONDITIONS, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple),
)


_VALUES = [Fraction(n, 2) for n in range(-2, 12)]
"""Every constant, and a value on each side of it."""


def holds(condition: object, true: frozenset[str], n: Fraction) -> bool:
    """The condition, said by its definition, with X and N bound."""
    match condition:
        case tree.Atom(relation=name):
            return name in true
        case tree.Negation(literal=literal):
            return not holds(literal, true, n)
        case tree.Comparison(operator=operator, right=tree.Number(value=value)):
            compare = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}[operator]
            return bool(compare(n, value))
        case tree.Group(quantifier=quantifier, items=items):
            values = [holds(item, true, n) for item in items]
            return {"any": any(values), "all": all(values), "none": not any(values)}[quantifier]
        case tree.Body(when=when, unless=unless):
            kept = all(holds(c, true, n) for c in when)
            return kept and not any(all(holds(c, true, n) for c in block) for block in unless)
    raise AssertionError(condition)


@settings(max_examples=samples(400))
@given(_BODIES, _BODIES)
def test_differences_are_those_of_the_definition(one: tree.Body, other: tree.Body) -> None:
    found = differences(*(formula_of(body, ("X", "N")) for body in (one, other)))
    worlds = [(frozenset(c for i, c in enumerate("abcd") if bits >> i & 1), n) for bits in range(16) for n in _VALUES]
    assert bool(found) == any(holds(one, *world) and not holds(other, *world) for world in worlds)


# --- With variables of their own: held to the engine over small worlds ---

_DECLARED = "kind n\nn k1\nn k2\n" + "".join(
    f"relation {name}\n"
    for name in ("d(n)", "r(n)", "a(n)", "s(n, n)", "t(n, n)", "u(n)", "v(n, n) = count", "w(n) = text")
)
_FACTS = [
    *(f"{relation}({one})" for relation in "au" for one in ("k1", "k2")),
    *(f"{relation}({one}, {two})" for relation in "st" for one in ("k1", "k2") for two in ("k1", "k2")),
    *(f"v(k1, {two}) = {number}" for two in ("k1", "k2") for number in (1, 2, 3)),
    *(f'w(k1) = "{word}"' for word in ("pa", "qa")),
]
_X, _Z = tree.Variable("X"), tree.Variable("Z")
_ABOUT_Z = st.sampled_from([tree.Atom("s", (_X, _Z)), tree.Atom("t", (_X, _Z)), tree.Atom("u", (_Z,))])
_BLOCKS = st.lists(_ABOUT_Z, min_size=1, max_size=3, unique_by=lambda atom: atom.relation).map(tuple)
_NONE = _BLOCKS.map(lambda block: tree.Group("none", (tree.Group("all", block),) if len(block) > 1 else block))
_SOME = st.builds(
    lambda operator, number: tree.Comparison(tree.Atom("v", (_X, tree.Anything())), operator, tree.Number(number)),
    st.sampled_from(["<", "<=", ">", ">=", "!="]),
    st.integers(1, 3),
) | st.integers(1, 3).map(lambda number: tree.Atom("v", (_X, tree.Anything()), tree.Number(number)))
_STARTS = st.builds(
    lambda operator, word: tree.Comparison(tree.Atom("w", (_X,)), operator, tree.Text(word)),
    st.sampled_from(["starts with", "does not start with", "!="]),
    st.sampled_from(["p", "q", "pa"]),
)
_VALUED = st.one_of(_SOME, _SOME, _STARTS)
_OF_VALUES = st.lists(_VALUED, min_size=1, max_size=2).map(tuple)
_OR = st.lists(_NONE, min_size=2, max_size=2).map(lambda blocks: tree.Group("any", tuple(blocks)))
_BODY = st.one_of(
    st.lists(_NONE | _ABOUT_Z | st.just(tree.Atom("a", (_X,))), max_size=2).map(lambda parts: (parts, ())),
    _BLOCKS.map(lambda block: ((), [block])),
    _OR.map(lambda part: ([part], ())),
    _NONE.map(lambda part: ([part], ())),
    st.tuples(_OF_VALUES | st.just(()), st.lists(_OF_VALUES, max_size=2)),
    _OF_VALUES.map(lambda items: ([tree.Group("any", items)], ())),
)


def ruled(parts: Iterable[tree.Condition], unless: Iterable[tuple[tree.Condition, ...]]) -> tree.Rule:
    body = tree.Body((tree.Atom("d", (_X,)), *parts), tuple(unless))
    return tree.Rule(tree.Atom("r", (_X,)), None, None, (), (), body)


_RULES = st.lists(_BODY.map(lambda body: ruled(*body)), min_size=1, max_size=2)


@settings(max_examples=samples(300))
@given(_RULES, _RULES, st.lists(st.lists(st.sampled_from(_FACTS)), min_size=6, max_size=6))
def test_rules_that_differ_nowhere_conclude_the_same_in_every_small_world(
    one: list[tree.Rule], other: list[tree.Rule], worlds: list[list[str]]
) -> None:
    """Which is what `no verdict changes, proved` says; and where nothing is gained, nothing more is concluded."""
    formulas = [definition(rules, ("X",)) for rules in (one, other)]
    assert formulas[0] is not None
    assert formulas[1] is not None
    try:
        assume(differences(formulas[1], formulas[0]) == ())
    except TooLarge:
        reject()
    try:
        sides = [
            KnowledgeBase.parse(_DECLARED + format_module(tree.Module("m", tuple(rules)))) for rules in (one, other)
        ]
    except PolicyError:
        reject()
    for world in worlds:
        single = {fact.partition(" = ")[0]: fact for fact in world}
        facts = "".join(f"fact {fact}\n" for fact in ["d(k1)", "d(k2)", *single.values()])
        then, now = (set(kb.assume(facts).query("r(X)").rows) for kb in sides)
        assert now <= then, facts
