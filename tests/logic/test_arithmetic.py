"""Exact sums, differences and products: in rules, in proofs, in certificates, and of values nobody knows."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet import UNKNOWN, KnowledgeBase, PolicyError, Program
from licet.certificate import kernel
from licet.certificate.certified import Goal, certify
from licet.certificate.evidence import certify_literal
from licet.certificate.kernel import Rejected, check
from licet.certificate.verify import verify_against
from licet.errors import EngineFault, PolicyTooComplex
from licet.grammar.formatter import format_source
from licet.grammar.source import SourceFile
from licet.knowledge.kept import load_kept
from licet.logic.arithmetic import MOST_DIGITS, calculate
from licet.logic.values import Value
from licet.views.lines.refusal import refusal_lines
from licet.views.lines.text import explanation_text
from licet.words.fragments import plain_text

SHOP = """\
relation price(symbol) = number
relation amount(symbol) = count
relation cost(symbol) = number
relation dear(symbol)
fact price(a) = 1.5
fact price(b) = 0.1
fact amount(a) = 4
fact amount(b) = 3
rule cost(X) = P * N + 2 * (P - 0.5)
  when price(X) = P
   and amount(X) = N
rule X is dear
  when cost(X) > 3 + 2 * 2
"""


def rows(text: str, relation: str) -> frozenset[tuple[Value, ...]]:
    return Program.parse(SHOP + text).evaluate()[relation]


# --- Numbers


@given(st.integers(-(10**30), 10**30), st.integers(0, 20), st.integers(-(10**30), 10**30), st.integers(0, 20))
def test_calculations_are_exact(one: int, places: int, other: int, others: int) -> None:
    left, right = Decimal(f"{one}E-{places}"), Decimal(f"{other}E-{others}")
    scale = 10 ** (places + others)
    for operator, expected in (
        ("+", one * 10**others + other * 10**places),
        ("-", one * 10**others - other * 10**places),
        ("*", one * other),
    ):
        found = calculate(operator, left, right)
        assert isinstance(found, (int, Decimal))
        numerator, denominator = found.as_integer_ratio()
        assert numerator * scale == expected * denominator


def test_a_calculated_number_has_one_form() -> None:
    assert repr(calculate("+", Decimal("0.5"), Decimal("1.50"))) == "2"
    assert repr(calculate("*", Decimal("0.1"), 5)) == repr(Decimal("0.5"))


def test_an_unknown_operand_makes_an_unknown_number() -> None:
    assert calculate("*", UNKNOWN, 0) is UNKNOWN


@pytest.mark.parametrize("value", ["text", None])
def test_what_is_no_number_is_a_fault(value: Any) -> None:
    with pytest.raises(EngineFault):
        calculate("+", 1, value)


HALF = MOST_DIGITS // 2 + 1


@pytest.mark.parametrize("number", [10**HALF, -(10**HALF), Decimal(f"1E-{HALF}")])
def test_numbers_do_not_grow_without_bound(number: int | Decimal) -> None:
    assert calculate("+", number, 1) != number
    with pytest.raises(PolicyTooComplex, match="digits"):
        calculate("*", number, abs(number))


# --- Rules


def test_a_rule_calculates_the_value_of_its_head() -> None:
    assert rows("", "cost") == {("a", 8), ("b", Decimal("-0.5"))}
    assert rows("", "dear") == {("a",)}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("price(X) + 1 > 2", ""),
        ("P + 1 > 2", "a"),
        ("P - 0.1 = 0", "b"),
        ("amount(X) = 2 * 2", "a"),
        ("2 * 2 = amount(X)", "a"),
        ("P + P + P > amount(X)", "a"),
        ("2 * 2 - P - P = 1", "a"),
        ("2 * (2 - P) - P < 0", "a"),
        ("not P * 2 < 1", "a"),
        ("amount(X) = N\n   and M = N - 1\n   and M * M > 5", "a"),
    ],
)
def test_comparisons_calculate(condition: str, expected: str) -> None:
    text = f"relation answer(symbol)\nrule answer(X)\n  when price(X) = P\n   and {condition}\n"
    if not expected:
        with pytest.raises(PolicyError):
            rows(text, "answer")
    else:
        assert rows(text, "answer") == {(name,) for name in expected}


def test_totals_are_over_what_is_calculated() -> None:
    text = "relation total(symbol) = number\nrule total(all) := sum of C\n  when price(X) = P\n   and amount(X) = N\n"
    assert rows(f"{text}   and C = P * N\n", "total") == {("all", Decimal("6.3"))}


def test_a_negation_calculates_with_what_it_is_given() -> None:
    text = "relation least(symbol)\nrule least(X)\n  when price(X) = P\n  unless price(Y) = Q\n     and Q - P < 0\n"
    assert rows(text, "least") == {("b",)}


def test_counting_up_to_a_bound_ends() -> None:
    text = "relation step(number)\nfact step(0)\nrule step(N)\n  when step(M)\n   and N = M + 0.5\n   and M < 2\n"
    assert rows(text, "step") == {(n,) for n in (0, Decimal("0.5"), 1, Decimal("1.5"), 2)}


def test_the_formatter_keeps_the_parentheses_that_matter() -> None:
    written = "rule r(X) = ((A*B) + (C)) - (D-(2*(A+1)))\n  when s(X, A, B, C, D)\n"
    text, _ = format_source(SourceFile("a.licet", written))
    assert text.splitlines()[0] == "rule r(X) = A * B + C - (D - 2 * (A + 1))"


def test_a_long_calculation_is_refused_by_its_place() -> None:
    with pytest.raises(PolicyError) as found:
        rows(f"relation r(symbol)\nrule r(X)\n  when price(X) = P\n   and P < {'1 + ' * 60}1\n", "r")
    assert [d.code for d in found.value.diagnostics] == ["E111"]


# --- What nobody knows

OPEN = SHOP.replace("relation price", "open relation price").replace(
    "fact price(b) = 0.1\n", "fact price(b) = unknown\n"
)


def test_what_is_calculated_from_an_unknown_number_is_unknown() -> None:
    base = KnowledgeBase.parse(OPEN).base
    assert base.solver.answers("cost", (None, None)) == (("a", 8),)
    possible = base.solver.answers(base.doubt.possible("cost"), (None, None))
    assert set(possible) == {("a", 8), ("b", UNKNOWN)}
    assert set(base.solver.answers(base.doubt.possible("dear"), (None,))) == {("a",), ("b",)}


def test_a_negation_of_what_is_calculated_from_an_unknown_number_is_not_certain() -> None:
    text = "relation cheap(symbol)\nrule cheap(X)\n  when amount(X) = _\n  unless cost(X) = 2\n"
    knowledge = KnowledgeBase.parse(OPEN + text)
    assert knowledge.query("cheap(X)").rows == (("a",),)
    assert knowledge.query("cheap(X)").possible == (("b",),)


# --- Proofs and certificates


def test_a_proof_shows_how_a_number_was_calculated() -> None:
    knowledge = KnowledgeBase.parse(SHOP)
    text = explanation_text(knowledge.base, knowledge.why_literal("a is dear"))
    assert "8 = 1.5 * 4 + 2 * (1.5 - 0.5)" in text
    assert "8 > 3 + 2 * 2" in text
    assert "Result" not in text
    refused = plain_text(refusal_lines(knowledge.base, knowledge.why_not("b is dear"), ()))
    assert "-0.5 > 3 + 2 * 2" in refused


def test_a_certificate_of_what_is_calculated_is_verified() -> None:
    policies = KnowledgeBase.parse(SHOP).policies
    certificate = certify_literal(policies, "a is dear")
    found = verify_against(certificate, policies)
    assert found.accepted, found.reason


def _certificate(text: str, *goals: Goal) -> dict[str, Any]:
    program = Program.parse(text).program
    return json.loads(json.dumps(certify(program, (), goals)))


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ({"+": [1]}, "malformed"),
        ({"/": [1, 1]}, "str"),
        ({"+": ["text", 1]}, "no number"),
        ({"*": [10**1700, 10**1700]}, "too long"),
        ({"+": [{"variable": "_1"}, 1]}, "no part of a body"),
    ],
)
def test_the_kernel_refuses_calculations_that_mean_nothing(term: Any, reason: str) -> None:
    data = _certificate(SHOP, Goal("dear", ("a",)))
    (rule,) = [rule for rule in data["rules"] if rule["head"][0] == "dear"]
    rule["body"][-1][2][1] = term
    with pytest.raises(Rejected, match=reason):
        check(data)


def test_the_kernel_calculates_by_itself() -> None:
    data = _certificate(SHOP, Goal("dear", ("a",)))
    check(data)
    for operator in "-*":
        other = copy.deepcopy(data)
        (rule,) = [rule for rule in other["rules"] if rule["head"][0] == "cost"]
        (term,) = [t for part in rule["body"] for t in part[2] if isinstance(t, dict) and "+" in t]
        term[operator] = term.pop("+")
        with pytest.raises(Rejected):
            check(other)


def test_an_equation_with_its_own_variable_inside_is_not_safe() -> None:
    data = _certificate(SHOP, Goal("dear", ("a",)))
    (rule,) = [rule for rule in data["rules"] if rule["head"][0] == "cost"]
    equation = rule["body"][-1]
    equation[2][1] = {"+": [equation[2][0], 1]}
    with pytest.raises(Rejected, match="safe"):
        check(data)
    assert kernel.MOST_DIGITS >= 2 * MOST_DIGITS


def test_kept_policies_calculate_as_before(tmp_path: Path) -> None:
    policy = tmp_path / "shop.licet"
    policy.write_text(SHOP, encoding="utf-8")
    bases = [load_kept(tmp_path / "kept", [policy]).knowledge.base for _ in range(2)]
    assert bases[0].program == bases[1].program
    assert [base.solver.answers("dear", (None,)) for base in bases] == [(("a",),)] * 2
