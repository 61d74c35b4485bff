"""What is certain and what is possible, where facts are unknown and words are contested."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from licet import UNKNOWN, KnowledgeBase, Pin
from licet.logic.ir import Comparison
from licet.logic.values import Row
from support.samples import samples
from support.worlds import models_by_readings

THINGS = "kind thing\nthing a\nthing b\n"


def known(text: str, relation: str) -> tuple[set[Row], set[Row]]:
    """The certain and the possible rows of a relation."""
    base = KnowledgeBase.parse(THINGS + text).base
    pattern = (None,) * base.vocabulary.relations[relation].arity
    certain = base.solver.answers(relation, pattern)
    return set(certain), set(base.solver.answers(base.doubt.possible(relation), pattern))


# --- Which relations have twins ---


def test_out_of_reach_of_doubt_there_is_one_relation() -> None:
    text = "relation p(thing)\nrelation q(thing)\nopen relation o(thing)\nrelation d(thing)\n"
    text += "rule q(X)\n  when p(X)\nrule d(X)\n  when o(X)\n"
    doubt = KnowledgeBase.parse(THINGS + text).base.doubt
    assert doubt.possible("q") == "q"
    assert doubt.possible("p") == "p"
    assert doubt.possible("d") == "d?"
    assert doubt.possible("o") == "o?"


def test_a_stated_fact_of_a_closed_relation_is_possible_where_its_rules_are_in_doubt() -> None:
    text = "open relation o(thing)\nrelation q(thing)\nrelation s(thing)\nrelation t(thing)\nfact q(a)\nfact not o(b)\n"
    text += "rule q(X)\n  when o(X)\nrule s(X)\n  when q(X)\nfact t(a)\nrule t(X)\n  when o(X)\n  unless q(X)\n"
    assert known(text, "q") == ({("a",)}, {("a",)})
    assert known(text, "s") == ({("a",)}, {("a",)})
    assert known(text, "t") == ({("a",)}, {("a",)})


def test_a_fact_stated_to_be_unknown_doubles_a_closed_relation() -> None:
    text = "relation p(thing)\nfact p(a) = unknown\nrelation q(thing)\nrule q(X)\n  when p(X)\n"
    assert known(text, "q") == (set(), {("a",)})


def test_stated_denied_and_unknown_facts_of_an_open_relation() -> None:
    assert known("open relation p(thing)\nfact p(a)\nfact not p(b)\n", "p") == ({("a",)}, {("a",)})
    assert known("open relation p(thing)\nfact p(a)\n", "p") == ({("a",)}, {("a",), ("b",)})


def test_what_is_derived_is_no_longer_unknown() -> None:
    text = "open relation p(thing)\nrelation q(thing)\nfact q(b)\nrule p(X)\n  when q(X)\nfact not p(a)\n"
    assert known(text, "p") == ({("b",)}, {("b",)})


# --- Negation ---


def test_a_negation_is_certain_when_nothing_is_possible() -> None:
    text = "open relation p(thing)\nrelation q(thing)\nrelation t(thing)\nfact t(a)\nfact t(b)\nfact not p(a)\n"
    assert known(text + "rule q(X)\n  when t(X)\n  unless p(X)\n", "q") == ({("a",)}, {("a",), ("b",)})


def test_a_double_negation_keeps_the_doubt() -> None:
    text = "open relation p(thing)\nrelation t(thing)\nfact t(a)\nrelation q(thing)\nrelation s(thing)\n"
    text += "rule q(X)\n  when t(X)\n  unless p(X)\nrule s(X)\n  when t(X)\n  unless q(X)\n"
    assert known(text, "s") == (set(), {("a",)})


def test_a_negated_conjunction_with_a_variable_of_its_own() -> None:
    text = "open relation p(thing)\nrelation e(thing, thing)\nfact e(a, b)\nrelation t(thing)\nfact t(a)\nfact t(b)\n"
    text += "relation q(thing)\nrule q(X)\n  when t(X)\n  unless e(X, Y)\n     and p(Y)\n"
    assert known(text, "q") == ({("b",)}, {("a",), ("b",)})


# --- Values nobody knows ---

SIZE = "open relation size(thing) = count\nrelation q(thing)\nrelation pair(thing, count)\n"


def test_an_unknown_value_is_a_row_with_the_value_unknown() -> None:
    certain, possible = known(SIZE + "fact size(a) = 3\n", "size")
    assert certain == {("a", 3)}
    assert possible == {("a", 3), ("b", UNKNOWN)}


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
def test_a_comparison_with_an_unknown_value_is_possible_and_not_certain(operator: str) -> None:
    text = SIZE + f"fact size(a) = 3\nrule q(X)\n  when size(X) {operator} 5\n"
    certain, possible = known(text, "q")
    assert ("b",) not in certain
    assert ("b",) in possible
    assert (("a",) in certain) is (("a",) in possible)


def test_an_unknown_text_may_start_with_anything_and_may_not() -> None:
    text = 'open relation name(thing) = text\nrelation begun(thing)\nrelation free(thing)\nfact name(a) = "Llama 3"\n'
    text += 'rule begun(X)\n  when name(X) = Name\n   and Name starts with "Llama"\n'
    text += 'rule free(X)\n  when name(X) = Name\n  unless Name starts with "Llama"\n'
    assert known(text, "begun") == ({("a",)}, {("a",), ("b",)})
    assert known(text, "free") == (set(), {("b",)})


def test_a_denied_value_is_no_value() -> None:
    assert known(SIZE + "fact size(a) = 3\nfact not size(b)\n", "size") == ({("a", 3)}, {("a", 3)})


def test_two_unknown_values_are_not_certainly_equal_or_different() -> None:
    text = "open relation size(thing) = count\nrelation same(thing, thing)\nrelation other(thing, thing)\n"
    text += "rule same(X, Y)\n  when size(X) = N\n   and size(Y) = N\n"
    text += "rule other(X, Y)\n  when size(X) = N\n   and size(Y) = M\n   and N != M\n"
    every = set(product("ab", "ab"))
    assert known(text, "same") == (set(), every)
    assert known(text, "other") == (set(), every)
    assert known(text + "fact size(a) = 3\n", "same") == ({("a", "a")}, every)


def test_an_unknown_value_joins_with_every_value() -> None:
    text = SIZE + "fact pair(a, 3)\nfact not size(a)\nrule q(X)\n  when size(X) = N\n   and pair(_, N)\n"
    assert known(text, "q") == (set(), {("b",)})


def test_an_unknown_value_passed_on_stays_unknown() -> None:
    text = SIZE + "fact size(a) = 3\nrule pair(X, N)\n  when size(X) = N\nrule q(X)\n  when pair(X, 9)\n"
    assert known(text, "pair") == ({("a", 3)}, {("a", 3), ("b", UNKNOWN)})
    assert known(text, "q") == (set(), {("b",)})


def test_a_value_that_only_an_equation_passes_on_stays_unknown() -> None:
    text = SIZE + "relation r(thing) = count\nrelation t(thing)\nfact t(b)\nfact size(a) = 3\n"
    text += "rule r(X) = N\n  when size(X) = V\n   and N = V\nrule q(X)\n  when t(X)\n  unless r(X) = 5\n"
    assert known(text, "q") == (set(), {("b",)})


def test_what_meets_no_unknown_value_is_denied_for_certain() -> None:
    text = (
        SIZE
        + "fact size(a) = 3\nfact size(b) = 9\nfact pair(b, 3)\nrule q(X)\n  when pair(X, N)\n  unless size(X) = N\n"
    )
    assert known(text, "q") == ({("b",)}, {("b",)})
    unsure = text.replace("fact size(b) = 9\n", "")
    assert known(unsure, "q") == (set(), {("b",)})


@pytest.mark.parametrize("text", ["", "fact size(a) = 3\n", "fact size(a) = 3\nfact size(b) = 4\n"])
def test_unknown_is_never_a_value_in_a_certain_rule(text: str) -> None:
    base = KnowledgeBase.parse(THINGS + SIZE + "rule pair(X, N)\n  when size(X) = N\n   and N > 1\n" + text).base
    for rule in base.program.rules:
        if not rule.head.relation.endswith("?") and not rule.id.endswith("?"):
            assert not any(item.lenient for item in rule.body if isinstance(item, Comparison))
    assert not any(UNKNOWN in row for row in base.solver.answers("pair", (None, None)))
    assert not any(UNKNOWN in row for row in base.solver.answers("size", (None, None)))


# --- Aggregates ---

TOTAL = SIZE + "relation total(thing) = count\nrelation e(thing, thing)\nfact e(a, a)\nfact e(a, b)\nfact e(b, b)\n"


@pytest.mark.parametrize(("operator", "result"), [("sum", 10), ("min", 3), ("max", 7), ("count", 2)])
def test_an_aggregate_is_certain_when_all_that_it_is_over_is(operator: str, result: int) -> None:
    rule = f"rule total(X) := {operator} of N\n  when e(X, Y)\n   and size(Y) = N\n"
    certain, possible = known(TOTAL + rule + "fact size(a) = 3\nfact size(b) = 7\n", "total")
    assert ("a", result) in certain
    assert possible == certain


@pytest.mark.parametrize("operator", ["sum", "min", "max", "count"])
def test_an_aggregate_over_something_unknown_is_unknown(operator: str) -> None:
    rule = f"rule total(X) := {operator} of N\n  when e(X, Y)\n   and size(Y) = N\n"
    certain, possible = known(TOTAL + rule + "fact size(b) = 7\n", "total")
    own = {"sum": 7, "min": 7, "max": 7, "count": 1}[operator]
    assert certain == {("b", own)}
    assert possible == {("a", UNKNOWN), ("b", own)}


def test_a_total_that_one_rule_of_two_doubts_is_certain_by_the_other() -> None:
    text = "relation size(thing) = count\nrelation open_size(thing) = count\nrelation total(thing) = count\n"
    text += "fact size(a) = 3\nfact open_size(b) = unknown\n"
    text += "rule total(X) := sum of N\n  when size(X) = N\nrule total(X) := sum of N\n  when open_size(X) = N\n"
    assert known(text, "total") == ({("a", 3)}, {("a", 3), ("b", UNKNOWN)})


def test_an_aggregate_over_an_unknown_condition_is_unknown() -> None:
    rule = "open relation p(thing)\nrule total(X) := sum of N\n  when e(X, Y)\n   and size(Y) = N\n   and p(Y)\n"
    facts = "fact size(a) = 3\nfact size(b) = 7\nfact p(b)\n"
    certain, possible = known(TOTAL + rule + facts, "total")
    assert certain == {("b", 7)}
    assert possible == {("a", UNKNOWN), ("b", 7)}


def test_a_group_that_may_have_another_member_is_unknown() -> None:
    text = SIZE + "relation alike(count) = count\nfact size(a) = 5\nrule alike(N) := count of X\n  when size(X) = N\n"
    assert known(text, "alike") == (set(), {(UNKNOWN, UNKNOWN)})
    assert known(text + "fact size(b) = 6\n", "alike")[0] == {(5, 1), (6, 1)}


def test_a_negation_over_two_values_nobody_knows_is_unknown() -> None:
    text = SIZE + "relation both(count, count)\nrule both(N, M)\n  when size(a) = N\n   and size(b) = M\n"
    text += "rule q(X)\n  when pair(X, _)\n  unless both(3, 6)\nfact pair(a, 1)\n"
    assert known(text, "q") == (set(), {("a",)})
    assert known(text + "fact size(b) = 7\n", "q") == ({("a",)}, {("a",)})


def test_a_negation_over_many_values_nobody_knows_is_unknown() -> None:
    names = "NMKLO"
    text = SIZE + f"relation five({', '.join(['count'] * 5)})\nrule five({', '.join(names)})\n  when "
    text += "\n   and ".join(f"size(a) = {name}" for name in names)
    text += "\nrule q(X)\n  when pair(X, _)\n  unless five(1, 1, 1, 1, 1)\nfact pair(a, 1)\n"
    assert known(text, "q") == (set(), {("a",)})


# --- Contested words ---

TERM = (
    "relation p(thing)\nrelation q(thing)\nrelation c(thing)\n"
    'term c(X)\n  reading one "1"\n    when p(X)\n  reading two "2"\n    when q(X)\n'
)


def test_what_every_reading_says_is_certain_and_what_one_says_is_possible() -> None:
    text = TERM + "fact p(a)\nfact q(a)\nfact p(b)\n"
    assert known(text, "c") == ({("a",)}, {("a",), ("b",)})


def test_a_term_over_a_value_nobody_knows_is_unknown() -> None:
    text = SIZE + "relation c(thing, count)\nterm c(X, N)\n"
    text += "".join(f'  reading {name} "1"\n    when size(X) = N\n' for name in ("one", "two"))
    text += "fact pair(a, 1)\nfact size(b) = 1\nrule q(X)\n  when pair(X, 1)\n  unless c(X, 1)\n"
    assert known(text, "q") == (set(), {("a",)})
    assert known(text + "fact size(a) = 2\n", "q") == ({("a",)}, {("a",)})


def test_a_chosen_reading_is_what_the_term_means() -> None:
    base = KnowledgeBase.parse(THINGS + TERM + "fact p(a)\nfact q(b)\n").base
    pins = [Pin("c", "one"), Pin("c", "two")]
    for pin, expected in zip(pins, ("a", "b"), strict=True):
        solver = base.pinned(base.solver, [pin])
        assert solver.answers("c", (None,)) == ((expected,),)
        assert solver.answers("c?", (None,)) == ((expected,),)


# --- Against the definition ---

VOCABULARY = (
    THINGS
    + """
open relation p(thing)
open relation o(thing)
open relation size(thing) = count
relation r(thing)
relation e(thing, thing)
relation w(thing)
relation c(thing)
relation s(thing)
relation t(thing)
relation n(thing)
relation sized(thing, count)
relation total(thing) = count
relation both(count, count)
relation alike(count) = count
fact e(a, b)
fact e(b, a)
fact w(a)
fact w(b)
rule sized(X, N)
  when size(X) = N
   and N > 2
rule total(X) := sum of N
  when e(X, Y)
   and size(Y) = N
rule both(N, M)
  when size(a) = N
   and size(b) = M
rule alike(N) := count of X
  when size(X) = N
"""
)
LOWEST = ["p(X)", "o(X)", "r(X)", "c(X)", "size(X) > 5", "total(X) > 5", "sized(X, _)", "both(3, 6)", "alike(3) = 1"]
LITERALS = {
    "c": ["p(X)", "o(X)", "r(X)"],
    "s": LOWEST,
    "t": [*LOWEST, "s(X)"],
    "n": [*LOWEST, "s(X)", "t(X)"],
}
JOINS = {"c": ["p(Y)"], "s": ["p(Y)", "s(Y)"], "t": ["s(Y)", "not s(Y)"], "n": ["t(Y)", "not t(Y)"]}


@st.composite
def bodies(draw: st.DrawFn, head: str) -> str:
    literals = draw(st.lists(st.sampled_from(LITERALS[head]), min_size=1, max_size=2, unique=True))
    conditions = ["w(X)", *(draw(st.sampled_from(["", "not "])) + literal for literal in literals)]
    if draw(st.booleans()):
        conditions += ["e(X, Y)", draw(st.sampled_from(JOINS[head]))]
    return "".join(f"    {'when' if i == 0 else ' and'} {c}\n" for i, c in enumerate(conditions))


@st.composite
def programs(draw: st.DrawFn) -> str:
    parts = [VOCABULARY, "term c(X)\n"]
    parts += [f'  reading {name} "{name}"\n{draw(bodies("c"))}' for name in ("one", "two")]
    for head in ("s", "t", "n"):
        parts += [f"rule {head}(X)\n{draw(bodies(head))}" for _ in range(draw(st.integers(1, 2)))]
    for thing in "ab":
        parts += [draw(st.sampled_from([f"fact {r}({thing})\n", f"fact not {r}({thing})\n", ""])) for r in "po"]
        parts.append(draw(st.sampled_from([f"fact r({thing})\n", "", f"fact r({thing}) = unknown\n"])))
        parts.append(draw(st.sampled_from([f"fact size({thing}) = {n}\n" for n in (0, 3, 6)] + [""])))
    return "".join(parts)


@settings(max_examples=samples(50), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(programs())
def test_certain_possible_and_true_are_what_the_worlds_say(text: str) -> None:
    assume(text.count("fact ") >= 8)
    kb = KnowledgeBase.parse(text)
    base = kb.base
    by_readings = list(models_by_readings(base, (0, 2, 3, 5, 6)))
    models = [model for group in by_readings for model in group]
    for relation in ("c", "s", "t", "n", "sized", "total", "both", "alike", "p", "size"):
        pattern = (None,) * base.vocabulary.relations[relation].arity
        certain = set(base.solver.answers(relation, pattern))
        possible = set(base.solver.answers(base.doubt.possible(relation), pattern))
        rows = [frozenset(model.get(relation, ())) for model in models]
        assert certain <= frozenset.intersection(*rows), relation
        for row in frozenset.union(*rows):
            wide = product(*((value, UNKNOWN) for value in row))
            assert any(other in possible for other in wide), (relation, row)
    for relation, thing in product("cstn", "ab"):
        found = {_truth({(thing,) in model.get(relation, ()) for model in group}) for group in by_readings}
        expected = found.pop() if len(found) == 1 else "contested"
        assert kb.truth(f"{relation}({thing})").status == expected, (relation, thing)


def _truth(values: set[bool]) -> str:
    return "unknown" if len(values) == 2 else "true" if True in values else "false"
