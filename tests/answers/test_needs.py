"""What an undecided verdict needs: minimal sets, and the unknown facts as a decision table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from licet import Month, Need, NeedSet, Pin, Status
from licet.answers.needs import Condition, NeedsTable, Stretch
from licet.logic.values import Value
from licet.views.lines.needs import needs_lines, open_line
from licet.words.fragments import text_of
from licet.words.phrases import phrases_of
from support.small_world import FORBID, GRANT, world

OVER = FORBID + "  overrides grant\n  when Use by Org\n   and size(Org) {} 10\n"
HARMFUL = 'clause one.harm at "3"\n  forbids Use\n  overrides grant\n  when harmful(Use)\n'


def table(clauses: str, *lines: str, on: str | None = "2024-01-01", license: tuple[str, ...] = ()) -> NeedsTable:
    return world(GRANT + clauses, *lines, on=on, license=license).needs("u")


def simple(found: NeedsTable) -> list[tuple[object, Status]]:
    """The rows of a table over one fact."""
    assert all(len(row.conditions) == 1 for row in found.rows)
    return [(row.conditions[0].answer, row.status) for row in found.rows]


# --- Stretches ---

BELOW_OR_AT, ABOVE = Stretch(None, 10), Stretch(10, None, low_open=True)
BELOW, AT_OR_ABOVE = Stretch(None, 10, high_open=True), Stretch(10, None)


@pytest.mark.parametrize(
    ("operator", "rows"),
    [
        (">", [(BELOW_OR_AT, Status.PERMITTED), (ABOVE, Status.FORBIDDEN)]),
        ("<=", [(BELOW_OR_AT, Status.FORBIDDEN), (ABOVE, Status.PERMITTED)]),
        (">=", [(BELOW, Status.PERMITTED), (AT_OR_ABOVE, Status.FORBIDDEN)]),
        ("<", [(BELOW, Status.FORBIDDEN), (AT_OR_ABOVE, Status.PERMITTED)]),
        ("=", [(BELOW, Status.PERMITTED), (Stretch(10, 10), Status.FORBIDDEN), (ABOVE, Status.PERMITTED)]),
        ("!=", [(BELOW, Status.FORBIDDEN), (Stretch(10, 10), Status.PERMITTED), (ABOVE, Status.FORBIDDEN)]),
    ],
)
def test_stretches_of_a_count_end_at_its_threshold(operator: str, rows: list[tuple[Stretch, Status]]) -> None:
    assert simple(table(OVER.format(operator))) == rows


def test_neighbouring_stretches_with_one_verdict_are_one() -> None:
    between = FORBID + "  overrides grant\n  when Use by Org\n   and size(Org) > 10\n   and size(Org) <= 20\n"
    at_no_size = "  when Use by Org\n   and size(Org) > 15\n   and size(Org) < 3\n"
    never = FORBID.replace("one.ban", "one.never") + "  overrides grant\n" + at_no_size
    assert simple(table(between + never)) == [
        (Stretch(None, 10), Status.PERMITTED),
        (Stretch(10, 20, low_open=True), Status.FORBIDDEN),
        (Stretch(20, None, low_open=True), Status.PERMITTED),
    ]


@pytest.mark.parametrize(
    ("kind", "threshold", "value"),
    [
        ("number", "2.5", Decimal("2.5")),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("month", "2024-12", Month(2024, 12)),
    ],
)
def test_stretches_of_other_kinds(kind: str, threshold: str, value: Value) -> None:
    declared = f"open relation mark(organization) = {kind}\n"
    clause = FORBID + f"  overrides grant\n  when Use by Org\n   and mark(Org) >= {threshold}\n"
    assert simple(table(declared + clause)) == [
        (Stretch(None, value, high_open=True), Status.PERMITTED),
        (Stretch(value, None), Status.FORBIDDEN),
    ]


def test_names_have_no_order_and_those_with_one_verdict_are_one_row() -> None:
    declared = "kind place\nplace here\nplace there\nplace yonder\nopen relation seat(organization) = place\n"
    clause = FORBID + "  overrides grant\n  when Use by Org\n   and seat(Org) = there\n"
    found = table(declared + clause)
    assert simple(found) == [
        (Stretch(None, None, names=("here", "yonder")), Status.PERMITTED),
        (Stretch(None, None, names=("there",)), Status.FORBIDDEN),
    ]
    knowledge = world(GRANT + declared + clause)
    shown = [text_of(line) for line in needs_lines(phrases_of(knowledge.base), "u", found)]
    assert any(line.startswith("here, yonder ") for line in shown)


def test_the_day_of_a_use_is_a_stretch_of_days() -> None:
    found = table("", on=None, license=("in force from 2024-01-01 until 2025-01-01",))
    start, end = date(2024, 1, 1), date(2025, 1, 1)
    assert simple(found) == [
        (Stretch(None, start, high_open=True), Status.NOT_GRANTED),
        (Stretch(start, end, high_open=True), Status.PERMITTED),
        (Stretch(end, None), Status.NOT_GRANTED),
    ]


# --- Sums ---

SUM = (
    "relation part_of(organization, organization)\norganization sister\n"
    "fact org part_of org\nfact sister part_of org\nrelation total(organization) = count\n"
    "rule total(Org) := sum of N\n  when Part part_of Org\n   and size(Part) = N\n"
    + FORBID
    + "  overrides grant\n  when Use by Org\n   and total(Org) > 100\n"
)


def test_a_part_of_a_sum_is_told_of_only_where_it_was_tried() -> None:
    kb = world(GRANT + SUM + "fact size(sister) = 60\n")
    for row in kb.needs("u").rows:
        ((stretch,),) = [[c.answer for c in row.conditions]]
        assert isinstance(stretch, Stretch)
        for size in (0, 39, 40, 41, 50, 98, 99, 100, 101, 500):
            if (stretch.low is None or size >= stretch.low) and (stretch.high is None or size <= stretch.high):  # type: ignore[operator]
                assert kb.assume(f"fact size(org) = {size}\n").ask("u").status is row.status, size


# --- Tables ---


def test_a_fact_that_is_yes_or_no() -> None:
    found = table(HARMFUL)
    assert simple(found) == [(True, Status.FORBIDDEN), (False, Status.PERMITTED)]
    assert found.facts == (Need("harmful", ("u",)),)


@pytest.mark.slow
def test_two_facts_make_a_row_for_each_way_that_matters() -> None:
    both = FORBID + "  overrides grant\n  when harmful(Use)\n   and Use by Org\n   and size(Org) > 10\n"
    found = table(both)
    assert {n.relation for n in found.facts} == {"harmful", "size"}
    rows = {tuple((c.relation, c.answer) for c in row.conditions): row.status for row in found.rows}
    assert rows == {
        (("harmful", True), ("size", BELOW_OR_AT)): Status.PERMITTED,
        (("harmful", True), ("size", ABOVE)): Status.FORBIDDEN,
        (("harmful", False),): Status.PERMITTED,
    }


READ_BY = (
    'relation read(use)\nterm read(Use)\n  reading one "n"\n    when harmful(Use)\n'
    '  reading two "w"\n    when harmful(Use)\n     and {}\n'
    'clause one.read at "4"\n  forbids Use\n  overrides grant\n  when read(Use)\n'
)
IDLE, TELLING = READ_BY.format("Use by _"), READ_BY.format("Use by Org\n     and size(Org) > 10")


@pytest.mark.parametrize(("clauses", "named"), [(IDLE, set[str]()), (TELLING, {"read"})])
def test_only_readings_that_change_a_row_are_named(clauses: str, named: set[str]) -> None:
    found = table(clauses)
    assert {row.status for row in found.rows} == {Status.PERMITTED, Status.FORBIDDEN}
    assert {pin.term for row in found.rows for pin in row.readings} == named


def test_every_column_is_asked_for_in_some_row() -> None:
    found = table(IDLE + HARMFUL + OVER.format(">"))
    told = {(c.relation, c.row) for row in found.rows for c in row.conditions}
    assert {(need.relation, need.row) for need in found.facts} == told


@pytest.mark.parametrize("harmful", [True, False])
@pytest.mark.parametrize("size", [0, 9, 10, 11, 500])
def test_rows_exclude_each_other_and_the_one_that_fits_tells_the_verdict(harmful: bool, size: int) -> None:
    kb = world(GRANT + IDLE + HARMFUL + OVER.format(">"))

    def fits(condition: Condition) -> bool:
        if isinstance(condition.answer, bool):
            return condition.answer is harmful
        low, high = condition.answer.low, condition.answer.high
        above = low is None or (isinstance(low, int) and (size > low if condition.answer.low_open else size >= low))
        below = high is None or (
            isinstance(high, int) and (size < high if condition.answer.high_open else size <= high)
        )
        return above and below

    fitting = [row for row in kb.needs("u").rows if all(map(fits, row.conditions))]
    known = kb.assume(f"fact size(org) = {size}\nfact {'' if harmful else 'not '}harmful(u)\n")
    assert [row.status for row in fitting] == [known.ask("u").status]


def test_each_row_holds_when_its_conditions_do() -> None:
    kb = world(GRANT + HARMFUL + OVER.format(">"))
    for row in kb.needs("u").rows:
        facts = []
        for condition in row.conditions:
            if isinstance(condition.answer, bool):
                facts.append(f"fact {'' if condition.answer else 'not '}harmful(u)\n")
            else:
                assert isinstance(condition.answer, Stretch)
                facts.append(f"fact size(org) = {5 if condition.answer.low is None else 50}\n")
        assert kb.assume("".join(facts)).ask("u").status is row.status


def test_nothing_unknown_is_one_row() -> None:
    found = table("")
    assert [(row.conditions, row.status) for row in found.rows] == [((), Status.PERMITTED)]
    assert (found.facts, found.ask_first) == ((), None)


TERM = (
    "term flagged(Use)\n"
    '  reading narrow "n"\n    when Use is marked\n  reading wide "w"\n    when harmful(Use)\n'
    'clause one.flag at "5"\n  forbids Use\n  overrides grant\n  when flagged(Use)\n'
)


def test_readings_have_rows_of_their_own() -> None:
    found = table(TERM)
    narrow, wide = Pin("flagged", "narrow"), Pin("flagged", "wide")
    rows = {(row.readings, tuple(c.answer for c in row.conditions)): row.status for row in found.rows}
    assert rows == {
        ((narrow,), ()): Status.PERMITTED,
        ((wide,), (True,)): Status.FORBIDDEN,
        ((wide,), (False,)): Status.PERMITTED,
    }


# --- What to ask first ---


def test_the_fact_that_settles_most_by_itself_is_asked_first() -> None:
    declared = "open relation noisy(use)\nopen relation shady(use)\n"
    found = table(declared + HARMFUL + FORBID + "  overrides grant\n  when noisy(Use)\n   and shady(Use)\n")
    assert [need.relation for need in found.facts] == ["harmful", "noisy", "shady"]
    assert found.ask_first == Need("harmful", ("u",))


def test_any_of_two_facts_that_forbid_by_themselves() -> None:
    kb = world(GRANT + HARMFUL + OVER.format(">"))
    verdict = kb.ask("u")
    assert verdict.needs == (NeedSet((Need("harmful", ("u",)), Need("size", ("org",), (10,)))),)
    first = kb.needs("u").ask_first
    assert first is not None
    assert first.relation in {"harmful", "size"}


# --- Minimal sets ---


def test_every_needed_set_decides_and_none_is_too_large() -> None:
    kb = world(GRANT + HARMFUL + OVER.format(">"))
    for one in kb.ask("u").needs:
        told = {"harmful": "fact not harmful(u)\n", "size": "fact size(org) = 5\n"}
        decided = kb.assume("".join(told[n.relation] for n in one.needs)).ask("u")
        assert decided.status is not Status.UNKNOWN
        for left_out in one.needs:
            partly = "".join(told[n.relation] for n in one.needs if n != left_out)
            assert kb.assume(partly).ask("u").status is Status.UNKNOWN


def test_what_another_use_hangs_on_is_not_needed() -> None:
    other = "use v\n  by org\n  does run thing\n"
    verdict = world(GRANT + HARMFUL).assume(other).ask("u")
    assert [n.row for s in verdict.needs for n in s.needs] == [("u",)]


# --- What cannot be supposed ---

NAMED = "open relation codename(use) = text\n" + FORBID + '  overrides grant\n  when codename(Use) = "alpha"\n'


def test_a_text_that_nobody_knows_is_needed_though_nothing_can_be_supposed_of_it() -> None:
    knowledge = world(GRANT + NAMED)
    verdict = knowledge.ask("u")
    assert (verdict.status, verdict.exhausted) == (Status.UNKNOWN, False)
    assert verdict.needs == (NeedSet((Need("codename", ("u",)),)),)
    found = knowledge.needs("u")
    assert (found.facts, found.open) == ((), (Need("codename", ("u",)),))
    assert text_of(open_line(phrases_of(knowledge.base), found)) == "it cannot be decided without codename(u)"
    for text, status in (("alpha", Status.FORBIDDEN), ("beta", Status.PERMITTED)):
        assert knowledge.assume(f'fact codename(u) = "{text}"\n').ask("u").status is status


def test_it_is_needed_with_what_else_decides() -> None:
    knowledge = world(GRANT + NAMED + HARMFUL)
    (needed,) = knowledge.ask("u").needs
    assert {need.relation for need in needed.needs} == {"codename", "harmful"}
    lines = [text_of(line) for line in needs_lines(phrases_of(knowledge.base), "u", knowledge.needs("u"))]
    assert lines[-1] == "it cannot be decided without codename(u)"
    assert any("forbidden" in line for line in lines)


def test_a_truth_that_hangs_on_a_text_says_so() -> None:
    knowledge = world(GRANT + NAMED)
    truth = knowledge.truth('codename(u) = "alpha"')
    assert (truth.status, truth.needs) == ("unknown", (NeedSet((Need("codename", ("u",)),)),))
