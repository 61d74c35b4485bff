"""Facts with days: on which days they hold, what a day that nobody knows leaves open, and how it is said."""

from __future__ import annotations

from datetime import date

import pytest

from licet import KnowledgeBase, Need, PolicyError, Program, Status
from licet.logic.ir import Const, Literal, Var
from licet.policy.dated import at_day, split_period
from licet.policy.vocabulary import Vocabulary
from licet.words.fragments import text_of
from licet.words.phrases import phrases_of
from support.small_world import VOCABULARY, license_text

WORLD = """\
kind party
dated relation member_of(party, party)
relation founded_by(party, party)
relation counted(party, month)
party lab
party acme
party fund
party desk
fact lab member_of acme from 2023-06-10 until 2024-02-01
fact lab member_of acme from 2025-01-01
fact acme member_of fund until 2023-06-15
fact fund member_of acme
fact founded_by(desk, lab)
fact counted(lab, 2023-06)
fact counted(lab, 2024-02)

rule Founded member_of Other at Day
  when founded_by(Founded, By)
   and By member_of Other at Day
"""
UNKNOWN = 'fact desk member_of fund from unknown until 2024-01-01   per "a letter"\n'


def truth(question: str, facts: str = "") -> str:
    return KnowledgeBase.parse(WORLD + facts).truth(question).status


# --- On which days ---


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2023-06-09", False),
        ("2023-06-10", True),
        ("2024-01-31", True),
        ("2024-02-01", False),
        ("2024-12-31", False),
        ("2025-01-01", True),
        ("9999-12-31", True),
    ],
)
def test_a_fact_holds_from_its_first_day_until_the_day_before_its_last(day: str, holds: bool) -> None:
    assert truth(f"lab member_of acme at {day}") == ("true" if holds else "false")
    assert truth(f"not lab member_of acme at {day}") == ("false" if holds else "true")


@pytest.mark.parametrize(
    ("month", "holds"),
    [("2023-05", False), ("2023-06", True), ("2024-01", True), ("2024-02", False), ("9999-12", True)],
)
def test_at_a_month_a_fact_holds_if_it_holds_on_any_day_of_it(month: str, holds: bool) -> None:
    assert truth(f"lab member_of acme at {month}") == ("true" if holds else "false")


def test_a_fact_without_days_holds_on_every_day_and_without_a_beginning_since_ever() -> None:
    for day in ("0001-01-01", "0001-01", "9999-12-31", "9999-12"):
        assert truth(f"fund member_of acme at {day}") == "true"
    assert truth("acme member_of fund at 0001-01-01") == "true"
    assert truth("acme member_of fund at 2023-06") == "true"
    assert truth("acme member_of fund at 2023-07") == "false"


def test_without_a_day_any_will_do() -> None:
    found = KnowledgeBase.parse(WORLD).query("X member_of Y").rows
    assert set(found) == {("lab", "acme"), ("acme", "fund"), ("fund", "acme"), ("desk", "acme")}


def test_a_month_can_come_from_a_relation() -> None:
    found = KnowledgeBase.parse(WORLD).query("counted(X, Month) and X member_of acme at Month")
    assert [str(row[1]) for row in found.rows] == ["2023-06"]
    added = KnowledgeBase.parse(WORLD).assume("fact counted(lab, 2031-08)")
    found = added.query("counted(X, Month) and X member_of acme at Month")
    assert [str(row[1]) for row in found.rows] == ["2023-06", "2031-08"]


def test_a_rule_hands_on_the_days_of_what_it_reads() -> None:
    assert truth("desk member_of acme at 2023-06-10") == "true"
    assert truth("desk member_of acme at 2024-06-10") == "false"
    assert truth("desk member_of acme at 2024-06-10", "fact lab member_of fund\n") == "false"
    assert truth("desk member_of fund at 2024-06-10", "fact lab member_of fund\n") == "true"


def test_a_rule_without_a_day_concludes_for_every_day() -> None:
    rule = "rule X member_of X\n  when founded_by(_, X)\n"
    assert truth("lab member_of lab at 1990-01", rule) == "true"


# --- Days that nobody knows ---


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("desk member_of fund", "true"),
        ("desk member_of fund at 2023-12-31", "unknown"),
        ("not desk member_of fund at 2023-12-31", "unknown"),
        ("desk member_of fund at 2024-01-01", "false"),
        ("not desk member_of fund at 2024-01-01", "true"),
        ("fund member_of acme at 2023-12-31", "true"),
    ],
)
def test_a_day_that_nobody_knows_leaves_open_only_what_may_lie_on_either_side(question: str, status: str) -> None:
    assert truth(question, UNKNOWN) == status


def test_what_is_stated_to_be_unknown_is_unknown_on_every_day() -> None:
    unknown = "fact member_of(desk, fund) = unknown\n"
    assert truth("desk member_of fund", unknown) == "unknown"
    assert truth("desk member_of fund at 2024-01-01", unknown) == "unknown"
    assert truth("not desk member_of fund at 2024-01", unknown) == "unknown"


def test_a_day_that_is_handed_on_is_one_unknown_day() -> None:
    """What was founded is a member exactly as long as its founder: the two never differ."""
    text = WORLD + "fact lab member_of fund from unknown\n"
    rule = """relation agrees(party)
rule agrees(X)
  when X founded_by _
   and any of
     - lab member_of fund at 2024-01-01
     - not desk member_of fund at 2024-01-01
   end
"""
    assert KnowledgeBase.parse(text + rule).truth("agrees(desk)").status == "true"


def test_a_month_that_nobody_knows_leaves_open_what_is_asked_at_it() -> None:
    text = (
        WORLD
        + """relation counting(party) = month
relation counts(party)
fact counting(acme) = unknown
rule counts(X)
  when counting(Other) = Month
   and X member_of Other at Month
"""
    )
    assert KnowledgeBase.parse(text).truth("counts(lab)").status == "unknown"


# --- Verdicts ---

SALE = """dated relation sold_to(artifact, organization)
clause one.grant at "1"
  permits Use of Thing
  when Use by Org
   and on(Use) = Day
   and Thing sold_to Org at Day
"""


def sale(days: str, on: str | None) -> KnowledgeBase:
    day = f"  on {on}\n" if on else ""
    use = f"use u\n  by org\n  does run thing\n{day}fact thing sold_to org {days}\n"
    return KnowledgeBase.parse(VOCABULARY + license_text("one") + SALE + use)


@pytest.mark.parametrize(
    ("days", "on", "status"),
    [
        ("from 2023-05-31", "2023-05-30", Status.NOT_GRANTED),
        ("from 2023-05-31", "2023-05-31", Status.PERMITTED),
        ("from unknown", "2023-05-31", Status.UNKNOWN),
        ("until unknown", "2023-05-31", Status.UNKNOWN),
        ("from unknown until 2023-05-31", "2023-05-31", Status.NOT_GRANTED),
        ("from 2023-05-31", None, Status.UNKNOWN),
        ("", None, Status.PERMITTED),
    ],
)
def test_a_verdict_is_of_the_day_of_the_use(days: str, on: str | None, status: Status) -> None:
    assert sale(days, on).ask("u").status is status


def test_a_verdict_that_hangs_on_an_unknown_day_asks_for_it_in_words() -> None:
    base = sale('from unknown until 2024-01-01   per "the invoice"', "2023-05-31")
    (needed,) = base.ask("u").needs
    (need,) = needed.needs
    assert (need.relation, need.thresholds, need.source) == (":start", (date(2023, 5, 31),), "the invoice")
    said = text_of(phrases_of(base.base).key(need.relation, need.row))
    assert said == "from which day thing sold_to org, until 2024-01-01"


def test_a_verdict_that_hangs_on_the_day_of_the_use_says_when_it_matters() -> None:
    (needed,) = sale("from 2023-05-31 until 2024-01-01", None).ask("u").needs
    assert needed.needs == (Need("on", ("u",), (date(2023, 5, 31), date(2024, 1, 1))),)


def test_verdicts_over_days_are_certified() -> None:
    for days, on in (("from 2023-05-31", "2023-05-30"), ("from unknown", "2023-05-31"), ("", None)):
        base = sale(days, on)
        assert base.verify(base.certify("u")).accepted


# --- Stated and withdrawn later ---


def test_facts_with_days_are_stated_and_withdrawn_like_others() -> None:
    base = KnowledgeBase.parse(WORLD)
    question = "lab member_of acme at 2024-06-01"
    added = base.assume("fact lab member_of acme from 2024-05-01 until 2024-12-01")
    assert added.truth(question).status == "true"
    assert added.retract("fact lab member_of acme from 2024-05-01 until 2024-12-01").truth(question).status == "false"
    with pytest.raises(PolicyError, match="for the same days"):
        base.assume("fact lab member_of acme from 2023-05-01 until 2024-12-01")
    with pytest.raises(PolicyError, match="nothing states this fact"):
        base.retract("fact lab member_of acme")


def test_a_layer_can_say_that_a_day_is_unknown() -> None:
    base = KnowledgeBase.parse(WORLD).assume("fact desk member_of fund from unknown")
    assert base.truth("desk member_of fund at 2024-06-01").status == "unknown"


def test_plain_programs_have_days_too() -> None:
    text = "dated relation on_list(symbol)\nrelation then(symbol)\nfact a is on_list until 2020-01-01\n"
    rule = "rule then(X)\n  when X is on_list at 2019-12-31\n"
    assert Program.parse(text + rule).evaluate() == {"on_list": {("a",)}, "then": {("a",)}}


# --- For the meaning of licenses ---


def test_the_conditions_of_a_day_leave_its_binding_out_where_the_day_does_not_matter() -> None:
    vocabulary: Vocabulary = KnowledgeBase.parse(WORLD).vocabulary
    row, day = (Var("X"), Const("acme")), Var("Day")
    binding = (Literal("on", (Var("Use"), day)),)
    always, *others = at_day(vocabulary, "member_of", row, day, binding)
    assert always == (Literal("member_of:always", row),)
    assert all(binding[0] in branch for branch in others)
    assert at_day(vocabulary, "founded_by", row, day, binding) == ((Literal("founded_by", row),),)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a r b from 2023-05-31", ("a r b", "2023-05-31", None)),
        ("a r b until unknown", ("a r b", None, "unknown")),
        (
            'r("x from 2020-01-01", b) from unknown until 2024-01-01',
            ('r("x from 2020-01-01", b)', "unknown", "2024-01-01"),
        ),
    ],
)
def test_the_name_of_a_period_tells_the_fact_and_its_days(name: str, parts: tuple[str, str | None, str | None]) -> None:
    assert split_period(name) == parts
