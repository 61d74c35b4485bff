"""Why not: the fewest obstacles, told apart, and true to what would help."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet.errors import EngineFault
from licet.logic.ir import Comparison, Const, Fact, Literal, Program, Rule, Var
from licet.proof.steps import Absence
from licet.proof.why_not import (
    BlockedBy,
    Condition,
    FalsePremise,
    MissingPremise,
    NearMiss,
    Prefix,
    ResultDiffers,
    WhyNot,
    longest_prefix,
    why_not,
)
from support.datalog import program
from support.naive_oracle import Bindings, NaiveOracle, satisfying
from support.proof_checker import check_proof, unifier
from support.samples import samples
from support.small_programs import KINDS, NAMES, NUMBERS, small_programs


def ask(text: str, relation: str, *pattern: object, depth: int = 3) -> WhyNot:
    return why_not(NaiveOracle(program(text)), relation, pattern, depth)


def nearest(answer: WhyNot) -> NearMiss:
    return answer.rules[0]


def test_what_holds_is_a_fault() -> None:
    with pytest.raises(EngineFault, match="`f`"):
        ask("f(a).", "f", None)


def test_stated_relation_tells_a_stranger_from_a_missing_pair() -> None:
    text = "e(a, b). e(c, d)."
    assert ask(text, "e", "a", "d") == WhyNot("e", ("a", "d"), (), ())
    assert ask(text, "e", "a", "z").strangers == (1,)


def test_missing_fact() -> None:
    (obstacle,) = nearest(ask("p(X) :- f(X), g(X). f(a). g(b).", "p", "a")).obstacles
    assert obstacle == MissingPremise(1, "g", ("a",), (0,), Absence.UNSTATED, None)


def test_false_comparison_shows_both_values() -> None:
    (obstacle,) = nearest(ask("many(O) :- users(O, N), N > 700. users(small, 5).", "many", "small")).obstacles
    assert obstacle == FalsePremise(1, 5, ">", 700)


def test_comparison_with_what_is_missing_is_a_condition() -> None:
    missing, condition = nearest(ask("many(O) :- users(O, N), N > 700. users(big, 900).", "many", "small")).obstacles
    assert missing == MissingPremise(0, "users", ("small", None), (0,), Absence.UNSTATED, None)
    assert condition == Condition(1)


def test_blocker_is_proved() -> None:
    text = "ok(X) :- use(X), not bad(X). bad(X) :- use(X), size(X, N), N > 3. use(a). size(a, 5)."
    oracle = NaiveOracle(program(text))
    (obstacle,) = nearest(why_not(oracle, "ok", ("a",))).obstacles
    assert isinstance(obstacle, BlockedBy)
    assert (obstacle.relation, obstacle.row) == ("bad", ("a",))
    check_proof(obstacle.proof, oracle)


def test_missing_conclusion_is_looked_into() -> None:
    (obstacle,) = nearest(ask("p(X) :- f(X), q(X). q(X) :- r(X), s(X). f(a). r(a). s(b).", "p", "a")).obstacles
    assert isinstance(obstacle, MissingPremise)
    assert obstacle.absence is Absence.UNDERIVED
    (inner,) = nearest(obstacle.why).obstacles
    assert (inner.relation, inner.pattern) == ("s", ("a",))


def test_depth_is_bounded_and_circles_are_told() -> None:
    text = "p(X) :- q(X). q(X) :- p(X). f(a)."
    (obstacle,) = nearest(ask(text, "p", "a", depth=0)).obstacles
    assert obstacle.absence is Absence.UNEXPLORED
    (obstacle,) = nearest(ask(text, "p", "a")).obstacles
    (inner,) = nearest(obstacle.why).obstacles
    assert inner.absence is Absence.CIRCULAR


def test_rules_come_by_the_number_of_obstacles() -> None:
    answer = ask("p(X) :- a(X), b(X), c(X). p(X) :- f(X), g(X), d(X). f(x). g(x).", "p", "x")
    assert [len(miss.obstacles) for miss in answer.rules] == [1, 3]


def test_earlier_premises_are_kept() -> None:
    text = "p(U) :- involves(U, M), under(M, llama). involves(r5, gpt). under(bert, llama)."
    miss = nearest(ask(text, "p", "r5"))
    assert miss.substitution == (("M", "gpt"), ("U", "r5"))
    assert miss.obstacles[0].pattern == ("gpt", "llama")


def test_other_result_of_an_aggregate() -> None:
    oracle = NaiveOracle(program("total(G, sum N) :- users(G, N). users(g, 3). users(g, 4)."))
    (obstacle,) = nearest(why_not(oracle, "total", ("g", 8))).obstacles
    assert isinstance(obstacle, ResultDiffers)
    assert obstacle.row == ("g", 7)
    check_proof(obstacle.proof, oracle)


def test_long_bodies_get_a_set_of_which_none_can_be_left_out() -> None:
    body = ", ".join(f"f{i}(X)" for i in range(12))
    facts = " ".join(f"f{i}(a)." for i in range(12) if i not in (3, 7))
    miss = nearest(ask(f"p(X) :- {body}. f3(b). f7(b). {facts}", "p", "a"))
    assert [o.position for o in miss.obstacles] == [3, 7]
    assert not miss.exact


def unevaluated(text: str) -> NaiveOracle:
    """The stated facts, and rules that conclude nothing but would take long to try."""
    parsed = program(text)
    oracle = NaiveOracle(Program((), parsed.facts))
    oracle.program = parsed
    return oracle


def test_independent_premises_do_not_multiply() -> None:
    many = " ".join(f"e(n{i}). g(n{i}). h(n{i})." for i in range(300))
    oracle = unevaluated(f"p(X) :- e(A), g(B), h(C), e(D), k(X). k(z). {many}")
    miss = nearest(why_not(oracle, "p", ("a",)))
    assert [o.position for o in miss.obstacles] == [4]
    assert miss.exact


def test_join_that_looks_at_too_much_is_given_up() -> None:
    many = " ".join(f"e(n{i}, n{j})." for i in range(40) for j in range(40))
    oracle = unevaluated(f"p(X) :- e(A, B), e(B, C), e(C, D), w(A, D), f(X). w(n1, z). f(a). {many}")
    miss = nearest(why_not(oracle, "p", ("a",)))
    assert [o.position for o in miss.obstacles] == [3]
    assert not miss.exact


QUESTION = "use(a). use(b). by(a, o1). by(b, o2). users(o1, 5). users(o2, 9)."


def prefix(body: str) -> Prefix:
    parsed = program(f"{QUESTION} ask :- {body}.")
    (rule,) = parsed.rules
    return longest_prefix(NaiveOracle(Program((), parsed.facts)), rule.body)


def test_longest_prefix_of_a_question() -> None:
    found = prefix("use(U), by(U, O), users(O, N), N > 700")
    assert [i.relation for i in found.satisfied] == ["use", "by", "users"]
    assert found.examples[0] == (("N", 5), ("O", "o1"), ("U", "a"))
    assert len(found.examples) == 2
    assert isinstance(found.blocker, Comparison)


def test_comparison_written_first_waits_for_its_variables() -> None:
    found = prefix("N > 700, use(U), users(O, N), by(U, O)")
    assert [i.relation for i in found.satisfied] == ["use", "users"]
    assert isinstance(found.blocker, Comparison)


def test_prefix_that_fails_at_once_or_not_at_all() -> None:
    found = prefix("nothing(X), use(X)")
    assert (found.satisfied, found.blocker.relation) == ((), "nothing")
    assert prefix("use(X), not by(X, o9)").blocker is None


def brute_obstacles(oracle: NaiveOracle, rule: Rule, given: Bindings) -> int:
    """The least number of items without which the rest is safe and can be satisfied."""
    for size in range(len(rule.body) + 1):
        for dropped in combinations(range(len(rule.body)), size):
            kept = [grounded(item, given) for i, item in enumerate(rule.body) if i not in dropped]
            if safe(kept) and any(True for _ in satisfying(oracle, kept)):
                return size
    raise AssertionError


def grounded(item: Literal | Comparison, given: Bindings) -> Literal | Comparison:
    def value(argument: Var | Const) -> Var | Const:
        if isinstance(argument, Var) and argument.name in given:
            return Const(given[argument.name])
        return argument

    if isinstance(item, Comparison):
        return Comparison(value(item.left), item.operator, value(item.right), item.lenient)
    return Literal(item.relation, tuple(map(value, item.arguments)), item.negated)


def safe(body: list[Literal | Comparison]) -> bool:
    bound = {v for i in body if isinstance(i, Literal) and not i.negated for v in i.arguments if isinstance(v, Var)}
    for _ in body:
        for i in body:
            if isinstance(i, Comparison) and i.operator == "=":
                sides = (i.left, i.right)
                if any(isinstance(s, Const) or s in bound for s in sides):
                    bound |= {s for s in sides if isinstance(s, Var)}
    for i in body:
        arguments = i.arguments
        if any(isinstance(a, Var) and not a.anonymous and a not in bound for a in arguments):
            return False
    return True


def draw_absent(data: st.DataObject, oracle: NaiveOracle) -> tuple[str, tuple[object, ...]]:
    name = data.draw(st.sampled_from(sorted(KINDS)))
    values = {"n": st.sampled_from((*NAMES, None)), "#": st.sampled_from((*NUMBERS, None))}
    pattern = tuple(data.draw(values[kind]) for kind in KINDS[name])
    assume(not oracle.answers(name, pattern))
    return name, pattern


@settings(max_examples=samples(150))
@given(small_programs(), st.data())
def test_obstacles_are_the_fewest(drawn: Program, data: st.DataObject) -> None:
    oracle = NaiveOracle(drawn)
    name, pattern = draw_absent(data, oracle)
    answer = why_not(oracle, name, pattern)
    unifying = {r.id: unifier(r, pattern) for r in oracle.rules_for(name) if unifier(r, pattern) is not None}
    assert {miss.rule.id for miss in answer.rules} == set(unifying)
    for miss in answer.rules:
        assert miss.exact
        least = brute_obstacles(oracle, miss.rule, unifying[miss.rule.id])
        assert len(miss.obstacles) == max(least, 1)
        assert (least == 0) == isinstance(miss.obstacles[0], ResultDiffers)


@settings(max_examples=samples(150))
@given(small_programs(), st.data())
def test_adding_what_is_missing_helps(drawn: Program, data: st.DataObject) -> None:
    oracle = NaiveOracle(drawn)
    name, pattern = draw_absent(data, oracle)
    for miss in why_not(oracle, name, pattern).rules:
        missing = [o for o in miss.obstacles if isinstance(o, MissingPremise)]
        if len(missing) < len(miss.obstacles) or miss.rule.aggregate is not None:
            continue
        facts = [Fact(o.relation, completed(o.relation, o.pattern)) for o in missing]
        after = NaiveOracle(Program(drawn.rules, (*drawn.facts, *facts), drawn.arities))
        if not after.answers(name, pattern):
            assert not monotone(drawn)
            assert why_not(after, name, pattern).rules


def completed(relation: str, pattern: tuple[object, ...]) -> tuple[object, ...]:
    fresh = {"n": "z", "#": 7}
    return tuple(fresh[k] if v is None else v for k, v in zip(KINDS[relation], pattern, strict=True))


def monotone(drawn: Program) -> bool:
    negated = any(isinstance(item, Literal) and item.negated for rule in drawn.rules for item in rule.body)
    return not negated and all(rule.aggregate is None for rule in drawn.rules)


def test_repeated_variable_is_missing_for_one_value() -> None:
    (obstacle,) = nearest(ask("p(X) :- f(X), e(Y, Y). f(a). e(b, c). e(d, b).", "p", "a")).obstacles
    assert obstacle.pattern == ("b", "b")


@settings(max_examples=samples(100))
@given(small_programs())
def test_longest_prefix_holds_and_its_blocker_ends_it(drawn: Program) -> None:
    oracle = NaiveOracle(drawn)
    for rule in drawn.rules:
        found = longest_prefix(oracle, rule.body)
        assert any(True for _ in satisfying(oracle, found.satisfied))
        assert len(found.examples) >= 1
        if found.blocker is None:
            assert len(found.satisfied) == len(rule.body)
        else:
            assert not any(True for _ in satisfying(oracle, [*found.satisfied, found.blocker]))
