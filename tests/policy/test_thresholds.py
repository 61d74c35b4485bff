"""Where an unknown value can change an answer, and which values are tried for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from licet import KnowledgeBase, Month, Status
from licet.logic.values import Value
from licet.policy.thresholds import representatives
from support.small_world import FORBID, GRANT, verdict_of, world

OVER = FORBID + "  overrides grant\n  when Use by Org\n   and size(Org) > L\n   and limit(one) = L\n"
LIMIT = "relation limit(license) = count\n"
ELSEWHERE = 'clause one.small at "9"\n  requires label of Use as covenant\n  when Use by Org\n   and size(Org) > 10\n'


def tried(relation: str, kb: KnowledgeBase) -> tuple[Value, ...] | None:
    return kb.base.values_of(relation)


# --- Which values stand for all ---


@pytest.mark.parametrize(
    ("kind", "constants", "expected"),
    [
        ("count", [700], (0, 699, 700, 701)),
        ("count", [1, 2], (0, 1, 2, 3)),
        ("count", [Decimal("2.5")], (0, 1, 2, 3)),
        ("count", [0], (0, 1)),
        ("count", [-3], (0,)),
        ("number", [2], (Decimal(1), Decimal(2), Decimal(3))),
        ("number", [1, Decimal("1.5")], (0, 1, Decimal("1.25"), Decimal("1.5"), Decimal("2.5"))),
        ("date", [date(2023, 7, 18)], (date(2023, 7, 17), date(2023, 7, 18), date(2023, 7, 19))),
        ("date", [date.min], (date.min, date(1, 1, 2))),
        ("date", [date.max], (date(9999, 12, 30), date.max)),
        ("month", [Month(2023, 1)], (Month(2022, 12), Month(2023, 1), Month(2023, 2))),
        ("month", [Month(2023, 12)], (Month(2023, 11), Month(2023, 12), Month(2024, 1))),
        ("month", [Month(1, 1), Month(9999, 12)], (Month(1, 1), Month(1, 2), Month(9999, 11), Month(9999, 12))),
        ("count", [], None),
        ("date", [], None),
        ("text", ["a"], None),
        ("symbol", ["a"], None),
    ],
)
def test_representatives(kind: str, constants: list[Value], expected: tuple[Value, ...] | None) -> None:
    assert representatives(kind, constants) == expected


def test_there_is_a_number_between_numbers_however_close() -> None:
    low, high = 10**40, 10**40 + 1
    values = representatives("number", [low, high])
    assert values is not None
    assert any(low < v < high for v in values if isinstance(v, Decimal))


# --- What a value meets ---


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
def test_a_constant_it_is_compared_with_is_a_threshold(operator: str) -> None:
    kb = world(GRANT + FORBID + f"  overrides grant\n  when Use by Org\n   and size(Org) {operator} 5\n")
    assert kb.base.thresholds_of("size") == (5,)
    assert tried("size", kb) == (0, 4, 5, 6)


def test_no_few_texts_stand_for_all_where_beginnings_decide() -> None:
    name = "open relation name(organization) = text\n"
    begins = '  overrides grant\n  when Use by Org\n   and name(Org) = Name\n   and Name starts with "Llama"\n'
    kb = world(GRANT + name + FORBID + begins)
    assert kb.base.thresholds_of("name") == ()
    assert tried("name", kb) is None
    assert kb.ask("u").status is Status.UNKNOWN


def test_a_constant_far_down_the_rules_is_a_threshold() -> None:
    rules = (
        "relation large(organization, count)\nrelation huge(organization)\n"
        "rule large(Org, N)\n  when size(Org) = N\n   and N > 3\n"
        "rule huge(Org)\n  when large(Org, N)\n   and N >= 8\n"
    )
    kb = world(GRANT + rules + FORBID + "  overrides grant\n  when Use by Org\n   and huge(Org)\n")
    assert kb.base.thresholds_of("size") == (3, 8)
    assert kb.ask("u").status is Status.UNKNOWN


def test_the_readings_of_a_term_pass_values_on() -> None:
    term = (
        "relation big(organization, count)\nterm big(Org, N)\n"
        '  reading one "one"\n    when size(Org) = N\n  reading two "two"\n    when size(Org) = N\n     and N > 2\n'
    )
    kb = world(GRANT + term + FORBID + "  overrides grant\n  when Use by Org\n   and big(Org, N)\n   and N > 40\n")
    assert kb.base.thresholds_of("size") == (2, 40)
    assert kb.ask("u").status is Status.UNKNOWN


@pytest.mark.parametrize(("limit", "status"), [(50, Status.UNKNOWN), (5, Status.UNKNOWN)])
def test_a_value_that_it_meets_in_a_fact_is_a_threshold(limit: int, status: Status) -> None:
    kb = world(GRANT + LIMIT + OVER + ELSEWHERE + f"fact limit(one) = {limit}\n")
    assert kb.ask("u").status is status
    assert set(kb.base.thresholds_of("size")) == {10, limit}
    large = kb.assume(f"fact size(org) = {limit + 1}\n").ask("u")
    assert large.status is Status.FORBIDDEN
    assert kb.assume(f"fact size(org) = {limit}\n").ask("u").status.allows


def test_a_fact_that_comes_later_is_met_too() -> None:
    kb = world(GRANT + LIMIT + OVER + ELSEWHERE)
    assert kb.ask("u").status.allows
    assert kb.assume("fact limit(one) = 50\n").ask("u").status is Status.UNKNOWN


def test_a_value_joined_with_a_fact_is_a_threshold() -> None:
    joined = FORBID + "  overrides grant\n  when Use by Org\n   and size(Org) = N\n   and odd(N)\n"
    kb = world(GRANT + "relation odd(count)\nfact odd(77)\n" + joined + ELSEWHERE)
    verdict = kb.ask("u")
    assert verdict.status is Status.UNKNOWN
    assert (verdict.at_worst, verdict.exhausted) == (Status.FORBIDDEN, True)


def test_two_unknown_values_compared_with_each_other_are_left_open() -> None:
    compared = FORBID + "  overrides grant\n  when size(org) = N\n   and size(rival) = M\n   and N > M\n   and M > 10\n"
    verdict = verdict_of("organization rival\n" + GRANT + compared, "marked")
    assert (verdict.status, verdict.exhausted) == (Status.UNKNOWN, False)


SUM = (
    "relation part_of(organization, organization)\norganization sister\n"
    "fact org part_of org\nfact sister part_of org\nrelation total(organization) = count\n"
    "rule total(Org) := sum of N\n  when Part part_of Org\n   and size(Part) = N\n"
)


def test_a_sum_passes_its_threshold_on_to_the_parts() -> None:
    kb = world(GRANT + SUM + FORBID + "  overrides grant\n  when Use by Org\n   and total(Org) > 100\n")
    assert kb.base.thresholds_of("size") == (100,)
    assert kb.ask("u").status is Status.UNKNOWN
    known = kb.assume("fact size(sister) = 60\n")
    assert known.ask("u").status is Status.UNKNOWN
    assert known.assume("fact size(org) = 41\n").ask("u").status is Status.FORBIDDEN
    assert known.assume("fact size(org) = 40\n").ask("u").status is Status.PERMITTED


def test_a_sum_between_two_thresholds_is_left_open() -> None:
    between = "  overrides grant\n  when Use by Org\n   and total(Org) > 20\n   and total(Org) <= 22\n"
    kb = world(GRANT + SUM + FORBID + between + "   and size(org) < 20\n   and size(sister) < 20\n")
    verdict = kb.ask("u")
    assert (verdict.status, verdict.exhausted) == (Status.UNKNOWN, False)
    both = kb.assume("fact size(org) = 19\nfact size(sister) = 2\n")
    assert both.ask("u").status is Status.FORBIDDEN


# --- Questions have thresholds of their own ---


@pytest.mark.parametrize("size", [0, 5, 9, 10, 11, 500])
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "=", "!="])
def test_a_question_about_an_unknown_number_is_unknown(operator: str, size: int) -> None:
    kb = world(GRANT + ELSEWHERE)
    literal = f"size(org) {operator} {size}"
    expected = "false" if (operator, size) == ("<", 0) else "unknown"
    assert kb.truth(literal).status == ("true" if (operator, size) == (">=", 0) else expected)


def test_the_needs_of_a_question_name_its_own_threshold() -> None:
    truth = world(GRANT + ELSEWHERE).truth("size(org) > 500")
    ((need,),) = [s.needs for s in truth.needs]
    assert (need.relation, need.row, need.thresholds) == ("size", ("org",), (500,))
