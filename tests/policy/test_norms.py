"""What clauses, licenses and their effects make of a use: each rule of the verdict by itself."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from licet import Duty, KnowledgeBase, Lost, Status, Verdict
from support.samples import samples
from support.small_world import FORBID, GRANT, VOCABULARY, license_text, verdict_of, world

TWO = license_text("two") + "artifact other\n  licensed_under two\n  not undisclosed_lineage\n"


def needs(verdict: Verdict) -> list[tuple[object, ...]]:
    return [(n.relation, *n.row) for s in verdict.needs for n in s.needs]


# --- A clause by itself ---


def test_a_permission_that_applies_permits() -> None:
    verdict = verdict_of(GRANT)
    assert (verdict.status, verdict.clauses, verdict.licenses) == (Status.PERMITTED, ("one.grant",), ("one",))
    assert (verdict.actions, verdict.exhausted, verdict.lost) == (("run",), True, ())


def test_a_prohibition_that_applies_forbids() -> None:
    verdict = verdict_of(FORBID)
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, ("one.ban",))


@pytest.mark.parametrize(("lines", "status"), [(("marked",), Status.PERMITTED), ((), Status.NOT_GRANTED)])
def test_a_clause_applies_where_its_conditions_hold(lines: tuple[str, ...], status: Status) -> None:
    assert verdict_of(GRANT + "  when Use is marked\n", *lines).status is status


@pytest.mark.parametrize(("does", "status"), [("run", Status.PERMITTED), ("run share", Status.NOT_GRANTED)])
def test_every_action_must_be_permitted(does: str, status: Status) -> None:
    assert verdict_of('clause one.grant at "1"\n  permits Use to run\n', does=does).status is status


def test_a_prohibition_of_one_action_forbids_the_use_that_does_it() -> None:
    clauses = 'clause one.ban at "2"\n  forbids Use to share\nclause one.grant at "1"\n  permits Use to run\n'
    assert verdict_of(clauses, does="run share").status is Status.FORBIDDEN
    assert verdict_of(clauses, does="run").status is Status.PERMITTED


# --- Silence ---


@pytest.mark.parametrize(
    ("silence", "status"),
    [
        ("not granted", Status.NOT_GRANTED),
        ("permitted", Status.PERMITTED),
        ("forbidden", Status.FORBIDDEN),
        ("unknown", Status.UNKNOWN),
    ],
)
def test_silence_means_what_the_license_declares(silence: str, status: Status) -> None:
    clauses = 'clause one.other at "1"\n  permits Use to share\n'
    verdict = verdict_of(clauses, license=(f"silence means {silence}",))
    assert (verdict.status, verdict.clauses) == (status, ())
    spoken = verdict_of(clauses, does="share", license=(f"silence means {silence}",))
    assert (spoken.status, spoken.clauses) == (Status.PERMITTED, ("one.other",))


def test_silence_means_not_granted_by_default() -> None:
    assert verdict_of('clause one.other at "1"\n  permits Use to share\n').status is Status.NOT_GRANTED


def test_silence_that_permits_permits_only_the_actions_nobody_speaks_of() -> None:
    clauses = 'clause one.ban at "1"\n  forbids Use to share\n'
    license = ("silence means permitted",)
    assert verdict_of(clauses, license=license).status is Status.PERMITTED
    assert verdict_of(clauses, does="run share", license=license).status is Status.FORBIDDEN


@pytest.mark.parametrize("day", ["2023-12-31", "2025-01-01", None])
def test_silence_permits_nothing_while_the_license_is_not_in_force(day: str | None) -> None:
    license = ("silence means permitted", "in force from 2024-01-01 until 2025-01-01")
    verdict = verdict_of('clause one.other at "1"\n  permits Use to share\n', on=day, license=license)
    assert verdict.status is (Status.NOT_GRANTED if day else Status.UNKNOWN)


# --- Withholding and disapplying ---

WITHHELD = GRANT + 'clause one.not_you at "2"\n  withholds grant\n  when Use is marked\n'


def test_a_withheld_permission_is_not_granted() -> None:
    verdict = verdict_of(WITHHELD, "marked")
    assert (verdict.status, verdict.clauses) == (Status.NOT_GRANTED, ("one.not_you",))
    assert verdict.lost == (Lost("one.grant", "withheld", "one.not_you"),)
    assert verdict_of(WITHHELD).status is Status.PERMITTED


def test_a_withholding_clause_that_is_disapplied_withholds_nothing() -> None:
    clauses = WITHHELD + 'clause one.except at "3"\n  disapplies not_you\n  when Use is flagged\n'
    assert verdict_of(clauses, "marked").status is Status.NOT_GRANTED
    verdict = verdict_of(clauses, "marked", "flagged")
    assert verdict.status is Status.PERMITTED
    assert verdict.lost == (Lost("one.not_you", "disapplied", "one.except"),)


def test_a_disapplied_prohibition_does_not_forbid() -> None:
    clauses = GRANT + FORBID + 'clause one.except at "3"\n  disapplies ban\n  when Use is flagged\n'
    assert verdict_of(clauses, "flagged").status is Status.PERMITTED
    assert verdict_of(clauses).status is Status.CONFLICT


def test_a_disapplied_duty_is_not_owed() -> None:
    clauses = GRANT + (
        'clause one.name_us at "2"\n  requires credit of Use as condition\n'
        'clause one.except at "3"\n  disapplies name_us\n  when Use is flagged\n'
    )
    assert verdict_of(clauses).status is Status.PERMITTED_WITH_DUTIES
    assert verdict_of(clauses, "not fulfils credit of one").status is Status.NOT_GRANTED
    assert verdict_of(clauses, "not fulfils credit of one", "flagged").status is Status.PERMITTED
    assert (verdict_of(clauses, "flagged").status, verdict_of(clauses, "flagged").duties) == (Status.PERMITTED, ())


def test_a_clause_that_does_not_apply_defeats_nothing() -> None:
    clauses = GRANT + 'clause one.not_you at "2"\n  withholds grant\n  when Use is marked\n   and Use is flagged\n'
    assert verdict_of(clauses, "marked").status is Status.PERMITTED


# --- Conflict and overriding ---


def test_permitted_and_forbidden_is_a_conflict_that_shows_both_clauses() -> None:
    verdict = verdict_of(GRANT + FORBID)
    assert (verdict.status, verdict.clauses) == (Status.CONFLICT, ("one.ban", "one.grant"))


@pytest.mark.parametrize(
    ("winner", "status", "clause"),
    [("ban", Status.FORBIDDEN, "one.ban"), ("grant", Status.PERMITTED, "one.grant")],
)
def test_where_both_apply_the_overriding_clause_stands(winner: str, status: Status, clause: str) -> None:
    loser = "grant" if winner == "ban" else "ban"
    clauses = {"grant": GRANT, "ban": FORBID}
    verdict = verdict_of(clauses[loser] + clauses[winner] + f"  overrides {loser}\n")
    assert (verdict.status, verdict.clauses) == (status, (clause,))
    assert verdict.lost == (Lost(f"one.{loser}", "overridden", f"one.{winner}"),)


# --- A license whose prohibitions come first ---

FORBIDS_FIRST = ("conflict means forbidden",)


def test_a_license_that_forbids_first_has_no_conflict_and_its_prohibition_beats_the_permission() -> None:
    verdict = verdict_of(GRANT + FORBID, license=FORBIDS_FIRST)
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, ("one.ban",))
    assert verdict.lost == (Lost("one.grant", "overridden", "one.ban"),)


def test_a_license_that_forbids_first_permits_what_nothing_forbids() -> None:
    clauses = f"{GRANT}{FORBID}  when Use is marked\n"
    assert verdict_of(clauses, license=FORBIDS_FIRST).status is Status.PERMITTED
    assert verdict_of(clauses, "marked", license=FORBIDS_FIRST).status is Status.FORBIDDEN
    unknown = verdict_of(clauses, "marked = unknown", license=FORBIDS_FIRST)
    assert unknown.status is Status.UNKNOWN


def test_a_permission_that_overrides_a_prohibition_stands_under_a_license_that_forbids_first() -> None:
    verdict = verdict_of(f"{FORBID}{GRANT}  overrides ban\n", license=FORBIDS_FIRST)
    assert (verdict.status, verdict.clauses) == (Status.PERMITTED, ("one.grant",))
    other = 'clause one.other at "3"\n  forbids Use\n'
    beaten = verdict_of(f"{FORBID}{other}{GRANT}  overrides ban\n", license=FORBIDS_FIRST)
    assert (beaten.status, beaten.clauses) == (Status.FORBIDDEN, ("one.other",))


def test_of_licenses_to_choose_from_one_that_forbids_first_is_set_aside() -> None:
    text = f"{VOCABULARY}relation offered_under(artifact, license)\n"
    text += f"{license_text('one', *FORBIDS_FIRST)}{GRANT}{FORBID}"
    text += f"{license_text('two')}rule Thing licensed_under License\n  when Thing offered_under License\n"
    text += 'clause two.grant at "1"\n  permits Use\nartifact open\n  offered_under one, two\n'
    text += "  not undisclosed_lineage\nuse v\n  by org\n  on 2024-01-01\n  does run open\n"
    verdict = KnowledgeBase.parse(text).ask("v")
    assert (verdict.status, verdict.clauses) == (Status.PERMITTED, ("two.grant",))


def test_overriding_is_for_the_actions_that_both_speak_of() -> None:
    clauses = GRANT + 'clause one.ban at "2"\n  forbids Use to share\n  overrides grant\n'
    alone = verdict_of(clauses)
    assert (alone.status, alone.clauses, alone.lost) == (Status.PERMITTED, ("one.grant",), ())
    both = verdict_of(clauses, does="run share")
    assert (both.status, both.clauses) == (Status.FORBIDDEN, ("one.ban",))


def test_a_clause_that_does_not_apply_overrides_nothing() -> None:
    clauses = GRANT + FORBID + "  overrides grant\n  when Use is marked\n"
    assert verdict_of(clauses).status is Status.PERMITTED
    assert verdict_of(clauses, "marked").status is Status.FORBIDDEN


def test_a_withheld_clause_overrides_nothing() -> None:
    clauses = GRANT + FORBID + "  overrides grant\n" + 'clause one.off at "3"\n  disapplies ban\n  when Use is marked\n'
    assert verdict_of(clauses).status is Status.FORBIDDEN
    assert verdict_of(clauses, "marked").status is Status.PERMITTED


def test_of_three_in_a_chain_only_the_last_stands() -> None:
    clauses = (
        'clause one.first at "1"\n  permits Use\n'
        'clause one.second at "2"\n  forbids Use\n  overrides first\n'
        'clause one.third at "3"\n  permits Use\n  overrides second\n  when Use is marked\n'
    )
    assert verdict_of(clauses).clauses == ("one.second",)
    verdict = verdict_of(clauses, "marked")
    assert (verdict.status, verdict.clauses) == (Status.PERMITTED, ("one.third",))


# --- Duties ---

DUTY = (
    'clause one.name_us at "2"\n  requires credit of Use to share as {}\n'
    'clause one.labels at "3"\n  requires label of Use\n  when Use is marked\n'
)


@pytest.mark.parametrize("strength", ["condition", "covenant"])
@pytest.mark.parametrize(
    ("lines", "status", "state"),
    [
        ((), Status.PERMITTED_WITH_DUTIES, "open"),
        (("fulfils credit of one",), Status.PERMITTED, "met"),
        (("fulfils label of one",), Status.PERMITTED_WITH_DUTIES, "open"),
        (("not fulfils label of one",), Status.PERMITTED_WITH_DUTIES, "open"),
    ],
)
def test_a_duty_is_owed_until_the_use_fulfils_it(
    strength: str, lines: tuple[str, ...], status: Status, state: str
) -> None:
    verdict = verdict_of(GRANT + DUTY.format(strength), *lines, does="share")
    assert (verdict.status, verdict.clauses) == (status, ("one.grant",))
    assert verdict.duties == (Duty("credit", "one.name_us", strength, "thing", state),)


@pytest.mark.parametrize(("strength", "status"), [("condition", Status.NOT_GRANTED), ("covenant", Status.FORBIDDEN)])
def test_who_refuses_a_condition_has_no_grant_and_who_refuses_a_covenant_breaks_it(
    strength: str, status: Status
) -> None:
    verdict = verdict_of(GRANT + DUTY.format(strength), "not fulfils credit of one", does="share")
    assert (verdict.status, verdict.clauses) == (status, ("one.name_us",))
    assert verdict.duties == (Duty("credit", "one.name_us", strength, "thing", "refused"),)
    assert verdict.silences == ()


@pytest.mark.parametrize("strength", ["condition", "covenant"])
def test_a_duty_of_some_acts_is_neither_owed_nor_refused_by_others(strength: str) -> None:
    verdict = verdict_of(GRANT + DUTY.format(strength), "not fulfils credit of one", does="run")
    assert (verdict.status, verdict.duties) == (Status.PERMITTED, ())


def test_a_duty_that_does_not_apply_is_not_owed() -> None:
    verdict = verdict_of(GRANT + DUTY.format("condition"), does="run")
    assert (verdict.status, verdict.duties) == (Status.PERMITTED, ())


def test_a_covenant_without_as_is_a_covenant() -> None:
    clauses = GRANT + 'clause one.name_us at "2"\n  requires credit of Use\n'
    assert verdict_of(clauses).status is Status.PERMITTED_WITH_DUTIES


def test_a_fulfilled_condition_lifts_no_prohibition() -> None:
    clauses = FORBID + DUTY.format("condition")
    assert verdict_of(clauses, "fulfils credit of one", does="share").status is Status.FORBIDDEN


def test_a_refused_condition_holds_back_what_silence_permits() -> None:
    permits = ("silence means permitted",)
    assert verdict_of(DUTY.format("condition"), does="share", license=permits).status is Status.PERMITTED_WITH_DUTIES
    verdict = verdict_of(DUTY.format("condition"), "not fulfils credit of one", does="share", license=permits)
    assert (verdict.status, verdict.clauses, verdict.silences) == (Status.NOT_GRANTED, ("one.name_us",), ())


# --- Several licenses ---

LABEL = 'clause two.duty at "1"\n  requires label of Use as covenant\n  permits Use\n'


@pytest.mark.parametrize(
    ("clauses", "status"),
    [
        (GRANT + 'clause two.grant at "1"\n  permits Use\n', Status.PERMITTED),
        (GRANT + 'clause two.ban at "1"\n  forbids Use\n', Status.FORBIDDEN),
        (GRANT + 'clause two.grant at "1"\n  permits Use to share\n', Status.NOT_GRANTED),
        (
            GRANT + 'clause two.duty at "1"\n  requires label of Use as covenant\n  permits Use\n',
            Status.PERMITTED_WITH_DUTIES,
        ),
        (FORBID + 'clause two.grant at "1"\n  permits Use to share\n', Status.FORBIDDEN),
        (GRANT + FORBID + 'clause two.grant at "1"\n  permits Use to share\n', Status.CONFLICT),
        (GRANT + FORBID + 'clause two.ban at "1"\n  forbids Use\n', Status.FORBIDDEN),
    ],
)
def test_every_license_must_permit_and_the_worst_counts(clauses: str, status: Status) -> None:
    verdict = verdict_of(TWO + clauses, "does run other")
    assert verdict.status is status
    assert verdict.licenses == ("one", "two")


def test_one_thing_under_two_licenses_is_held_to_both() -> None:
    clauses = GRANT + TWO + 'clause two.ban at "1"\n  forbids Use\nfact thing licensed_under two\n'
    assert verdict_of(clauses).status is Status.FORBIDDEN


def test_a_license_reaches_through_what_a_thing_comes_from() -> None:
    clauses = GRANT + TWO + 'clause two.ban at "1"\n  forbids Use\n'
    assert verdict_of(clauses).status is Status.PERMITTED
    assert verdict_of(clauses + "fact thing comes_from other\n").status is Status.FORBIDDEN
    assert verdict_of(clauses + "fact other comes_from thing\n").status is Status.PERMITTED


def test_a_clause_reaches_no_use_that_its_license_does_not_govern() -> None:
    clauses = GRANT + TWO + 'clause two.ban at "1"\n  forbids Use\n  when Use is marked\n'
    assert verdict_of(clauses, "marked").status is Status.PERMITTED


def test_a_license_that_does_not_bind_the_use_does_not_govern_it() -> None:
    verdict = verdict_of(
        FORBID + TWO + 'clause two.grant at "1"\n  permits Use\n', "does run other", "exempt thing one"
    )
    assert (verdict.status, verdict.licenses) == (Status.PERMITTED, ("two",))


# --- Incorporation ---

BROUGHT_IN = 'clause one.policy at "3"\n  incorporates two\n'
POLICY = (
    license_text("two", "silence means permitted") + 'clause two.ban at "1"\n  forbids Use\n  when Use is flagged\n'
)


def test_an_incorporated_policy_governs_the_use() -> None:
    verdict = verdict_of(GRANT + BROUGHT_IN + POLICY, "flagged")
    assert (verdict.status, verdict.clauses, verdict.licenses) == (Status.FORBIDDEN, ("two.ban",), ("one", "two"))
    assert verdict_of(GRANT + BROUGHT_IN + POLICY).status is Status.PERMITTED


def test_only_a_live_clause_incorporates() -> None:
    clauses = GRANT + BROUGHT_IN + "  when Use is marked\n" + POLICY
    verdict = verdict_of(clauses, "flagged")
    assert (verdict.status, verdict.licenses) == (Status.PERMITTED, ("one",))
    assert verdict_of(clauses, "flagged", "marked").status is Status.FORBIDDEN


def test_incorporation_goes_on_from_license_to_license() -> None:
    third = license_text("three") + 'clause three.grant at "1"\n  permits Use to share\n'
    chained = POLICY + 'clause two.next at "2"\n  incorporates three\n' + third
    verdict = verdict_of(GRANT + BROUGHT_IN + chained)
    assert (verdict.status, verdict.licenses) == (Status.NOT_GRANTED, ("one", "three", "two"))


def test_a_license_that_does_not_govern_incorporates_nothing() -> None:
    verdict = verdict_of(GRANT + BROUGHT_IN + POLICY + TWO.replace("two", "four"), "flagged", "exempt thing one")
    assert verdict.licenses == ()


def test_a_clause_that_incorporates_says_so_of_its_license_for_good() -> None:
    declared = "relation incorporates_policy(license, license)\n"
    clauses = GRANT + BROUGHT_IN + "  incorporates two\n  when Use is marked\n" + POLICY + declared
    kb = world(clauses)
    assert kb.query("X incorporates_policy Y").rows == (("one", "two"),)
    assert kb.ask("u").licenses == ("one",)
    dead = "rule Use is flagged\n  when _ incorporates_policy _\n   and Use by _\n"
    assert [d.code for d in world(clauses + dead).warnings if d.code == "W302"] == []
    assert [d.code for d in world(GRANT + declared + dead).warnings if d.code == "W302"] == ["W302"]


@pytest.mark.parametrize("clause", ["disapplies two.ban", "permits Use\n  overrides two.ban"])
def test_a_license_takes_from_one_that_it_brings_in_and_not_from_one_that_governs_by_itself(clause: str) -> None:
    part = license_text("two", "silence means permitted") + 'clause two.ban at "1"\n  forbids Use\n'
    both = "artifact other\n  licensed_under two\n  not undisclosed_lineage\n"
    clauses = GRANT + BROUGHT_IN + part + both + f'clause one.extra at "4"\n  {clause}\n'
    brought_in, by_itself = verdict_of(clauses), verdict_of(clauses + "fact thing comes_from other\n")
    assert (brought_in.status, [lost.clause for lost in brought_in.lost]) == (Status.PERMITTED, ["two.ban"])
    assert (by_itself.status, by_itself.clauses, by_itself.lost) == (Status.FORBIDDEN, ("two.ban",), ())
    beside = verdict_of(clauses, "does run other")
    assert (beside.status, beside.clauses) == (Status.FORBIDDEN, ("two.ban",))
    assert [lost.clause for lost in beside.lost] == ["two.ban"]


PARTS = """artifact both_ways
  licensed_under two
  not undisclosed_lineage
artifact other
  licensed_under three
  not undisclosed_lineage
"""


@st.composite
def _brought_in_and_changed(draw: st.DrawFn) -> str:
    """Licenses one and three that may bring in two, or each other, and clauses that take from others' clauses."""
    silences = [license_text(n, f"silence means {draw(st.sampled_from(SILENCES))}") for n in ("two", "three")]
    brought = draw(st.sampled_from(["one two", "one two, three two", "one three, three two", "one two, one three"]))
    parts = [*silences, PARTS]
    for number, (license, part) in enumerate(pair.split() for pair in brought.split(", ")):
        parts.append(f'clause {license}.in{number} at "{number}"\n  incorporates {part}\n')
    below = {"one": ["two", *(["three"] if "one three" in brought else [])], "two": []}
    below["three"] = ["two"] if "three two" in brought else []
    made: list[str] = []
    for license in ("two", "three", "one"):
        for number in range(draw(st.integers(1, 2))):
            effects = ["permits Use", "forbids Use", "requires credit of Use as condition"]
            targets = [t for t in made if t.partition(".")[0] in (license, *below[license])]
            if targets:
                target = draw(st.sampled_from(targets))
                verbs = ("withholds {}", "disapplies {}", "permits Use\n  overrides {}", "forbids Use\n  overrides {}")
                effects += [verb.format(target) for verb in verbs]
            made.append(f"{license}.c{number}")
            parts.append(f'clause {made[-1]} at "9"\n  {draw(st.sampled_from(effects))}\n')
    return "".join(parts)


SILENCES = ("permitted", "not granted", "forbidden", "unknown")
THINGS = ("thing", "both_ways", "other")


@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(_brought_in_and_changed(), st.sampled_from(SILENCES))
def test_a_use_of_several_things_is_permitted_only_if_a_use_of_each_is(clauses: str, silence: str) -> None:
    made = "artifact whole\n  needs_no_license\n  not undisclosed_lineage\n"
    kb = world(clauses + made, does="", license=(f"silence means {silence}",))

    def allows(*facts: str) -> bool:
        return kb.assume("".join(f"fact {fact}\n" for fact in facts)).ask("u").status.allows

    alone = {thing: allows(f"does(u, run, {thing})") for thing in THINGS}
    for things in (*combinations(THINGS, 2), THINGS):
        each = all(alone[thing] for thing in things)
        assert allows(*(f"does(u, run, {thing})" for thing in things)) == each, things
        assert allows("does(u, run, whole)", *(f"whole comes_from {thing}" for thing in things)) <= each, things


@pytest.mark.parametrize("brought_in_by_one", ["two", "three"])
def test_what_is_defeated_for_one_thing_and_not_for_another_is_unsettled(brought_in_by_one: str) -> None:
    grants = "".join(f'clause {n}.grant at "1"\n  permits Use\n' for n in ("one", "three", "two"))
    clauses = license_text("two") + license_text("three") + PARTS + grants
    clauses += f'clause one.in at "2"\n  incorporates {brought_in_by_one}\nclause three.in at "2"\n  incorporates two\n'
    clauses += (
        'clause two.ban at "2"\n  forbids Use\n  overrides grant\nclause one.extra at "3"\n  disapplies two.ban\n'
    )
    assert verdict_of(clauses).status is Status.PERMITTED
    assert verdict_of(clauses, "does run other").status is Status.FORBIDDEN
    verdict = verdict_of(clauses + "fact thing comes_from other\n")
    assert verdict.status is Status.UNKNOWN
    ((need,),) = (needed.needs for needed in verdict.needs)
    assert (need.relation, need.row) == ("governed_by", ("u", "two"))


# --- Time ---


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2023-12-31", Status.NOT_GRANTED),
        ("2024-01-01", Status.PERMITTED),
        ("2024-12-31", Status.PERMITTED),
        ("2025-01-01", Status.NOT_GRANTED),
    ],
)
@pytest.mark.parametrize("where", ["license", "clause"])
def test_what_is_in_force_counts_from_the_first_day_and_not_on_the_last(where: str, day: str, status: Status) -> None:
    period = "in force from 2024-01-01 until 2025-01-01"
    if where == "license":
        assert verdict_of(GRANT, on=day, license=(period,)).status is status
    else:
        assert verdict_of(f'clause one.grant at "1"\n  {period}\n  permits Use\n', on=day).status is status


def test_without_a_day_what_is_in_force_is_unknown() -> None:
    kb = world(GRANT, on=None, license=("in force from 2024-01-01",))
    verdict = kb.ask("u")
    assert verdict.status is Status.UNKNOWN
    (need,) = (n for s in verdict.needs for n in s.needs)
    assert (need.relation, need.row, need.thresholds) == ("on", ("u",), (date(2024, 1, 1),))
    assert kb.ask("u", on=date(2024, 1, 1)).status is Status.PERMITTED
    assert kb.ask("u", on=date(2023, 12, 31)).status is Status.NOT_GRANTED


def test_without_a_day_a_license_without_dates_is_no_worse() -> None:
    assert verdict_of(GRANT, on=None).status is Status.PERMITTED


# --- What must be known ---


def test_a_license_that_nobody_read_is_unknown() -> None:
    verdict = verdict_of("", license=('unread because "not seen"',))
    assert (verdict.status, needs(verdict)) == (Status.UNKNOWN, [("governed_by", "u", "one")])


def test_an_unread_license_hides_no_prohibition_of_another() -> None:
    unread = license_text("two", 'unread because "not seen"') + TWO.split("\n", 1)[1]
    assert verdict_of(FORBID + unread, "does run other").status is Status.FORBIDDEN
    assert verdict_of(GRANT + unread, "does run other").status is Status.UNKNOWN


def test_a_thing_without_a_license_is_unknown() -> None:
    verdict = verdict_of(GRANT + "artifact found\n  not undisclosed_lineage\n", "does run found")
    assert (verdict.status, needs(verdict)) == (Status.UNKNOWN, [("licensed_under", "found")])
    free = verdict_of(GRANT + "artifact found\n  not undisclosed_lineage\n  needs_no_license\n", "does run found")
    assert free.status is Status.PERMITTED


@pytest.mark.parametrize("line", ["", "  undisclosed_lineage\n", "  undisclosed_lineage = unknown\n"])
@pytest.mark.parametrize("touch", ["fact does(u, run, hidden)\n", "fact thing comes_from hidden\n"])
def test_lineage_that_is_not_disclosed_is_unknown(line: str, touch: str) -> None:
    hidden = "artifact hidden\n  licensed_under one\n" + line
    verdict = verdict_of(GRANT + hidden + touch)
    assert (verdict.status, needs(verdict)) == (Status.UNKNOWN, [("undisclosed_lineage", "hidden")])


def test_a_use_that_does_nothing_to_anything_is_unknown() -> None:
    verdict = verdict_of(GRANT + FORBID, does="")
    assert verdict.status is Status.UNKNOWN
    assert needs(verdict) == [("does", "u")]


def test_a_use_of_what_needs_no_license_is_permitted_by_none() -> None:
    kb = world(GRANT).assume("artifact free\n  needs_no_license\n  not undisclosed_lineage\nuse v\n  does run free\n")
    verdict = kb.ask("v")
    assert (verdict.status, verdict.licenses, verdict.clauses) == (Status.PERMITTED, (), ())


# --- Unknown facts in a clause ---


def test_an_unknown_condition_of_a_prohibition_is_unknown_and_needed() -> None:
    clauses = GRANT + FORBID + "  overrides grant\n  when harmful(Use)\n"
    verdict = verdict_of(clauses)
    assert (verdict.status, needs(verdict)) == (Status.UNKNOWN, [("harmful", "u")])
    assert (verdict.at_worst, verdict.at_best) == (Status.FORBIDDEN, Status.PERMITTED)
    assert verdict_of(clauses, "harmful").status is Status.FORBIDDEN
    assert verdict_of(clauses, "not harmful").status is Status.PERMITTED


def test_an_unknown_that_changes_nothing_is_not_asked_for() -> None:
    clauses = FORBID + 'clause one.also at "3"\n  forbids Use\n  when harmful(Use)\n'
    verdict = verdict_of(clauses)
    assert (verdict.status, verdict.needs) == (Status.FORBIDDEN, ())


def test_what_is_missing_and_what_is_unknown_are_needed_together() -> None:
    clauses = GRANT + FORBID + "  overrides grant\n  when harmful(Use)\n"
    verdict = verdict_of(clauses + "artifact found\n  not undisclosed_lineage\n", "does run found")
    assert verdict.status is Status.UNKNOWN
    assert len(verdict.needs) == 1
    assert needs(verdict) == [("licensed_under", "found"), ("harmful", "u")]


# --- Acts on things ---

BOTH = TWO + GRANT + 'clause two.grant at "1"\n  permits Use to run\n'


def test_each_license_judges_what_is_done_to_its_own_things() -> None:
    apart = verdict_of(BOTH, "does run other", does="share")
    assert (apart.status, apart.clauses) == (Status.PERMITTED, ("one.grant", "two.grant"))
    crossed = verdict_of(BOTH, "does share other", does="run")
    assert (crossed.status, [(s.license, s.action, s.thing) for s in crossed.silences]) == (
        Status.NOT_GRANTED,
        [("two", "share", "other")],
    )
    assert [(a.action, a.thing, a.status) for a in crossed.acts] == [
        ("run", "thing", Status.PERMITTED),
        ("share", "other", Status.NOT_GRANTED),
    ]


def test_a_duty_to_one_license_is_not_met_by_that_to_another() -> None:
    asks = "".join(f'clause {n}.credits at "2"\n  requires credit of Use as condition\n' for n in ("one", "two"))
    verdict = verdict_of(BOTH + asks, "does run other", "fulfils credit of one")
    assert verdict.status is Status.PERMITTED_WITH_DUTIES
    assert {(d.license, d.thing, d.state) for d in verdict.duties} == {
        ("one", "thing", "met"),
        ("two", "other", "open"),
    }


def test_what_is_said_of_a_duty_for_one_thing_counts_before_what_is_said_of_all() -> None:
    declared = "relation fulfils_of_for(use, duty, license, artifact)\n"
    second = "artifact second\n  licensed_under one\n  not undisclosed_lineage\n"
    clauses = declared + second + GRANT + 'clause one.credits at "2"\n  requires credit of Use as condition\n'
    refused = verdict_of(clauses, "does run second", "fulfils credit of one", "not fulfils credit of one for second")
    assert (refused.status, {(d.thing, d.state) for d in refused.duties}) == (
        Status.NOT_GRANTED,
        {("second", "refused"), ("thing", "met")},
    )
    met = verdict_of(clauses, "does run second", "not fulfils credit of one", "fulfils credit of one for second")
    assert {(d.thing, d.state) for d in met.duties} == {("second", "met"), ("thing", "refused")}


CHOICE = (
    "relation offered_under(artifact, license)\nrule Thing licensed_under License\n  when Thing offered_under License\n"
    "artifact chosen\n  offered_under one, two\n  not undisclosed_lineage\n"
) + license_text("two")


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("forbids Use", "permits Use", Status.PERMITTED),
        ("permits Use", "forbids Use", Status.PERMITTED),
        ("permits Use to share", "permits Use", Status.PERMITTED),
        ("forbids Use", "forbids Use", Status.FORBIDDEN),
        ("permits Use to share", "permits Use to share", Status.NOT_GRANTED),
    ],
)
def test_of_licenses_that_may_be_chosen_one_that_lets_the_act_pass_is_enough(
    first: str, second: str, status: Status
) -> None:
    clauses = CHOICE + f'clause one.c at "1"\n  {first}\nclause two.c at "1"\n  {second}\n'
    assert verdict_of(clauses, "does run chosen", does="").status is status


def test_no_choice_sets_aside_a_license_that_binds_through_what_the_thing_comes_from() -> None:
    clauses = CHOICE + FORBID + 'clause two.c at "1"\n  permits Use\n'
    assert verdict_of(clauses, "does run chosen", does="").status is Status.PERMITTED
    lineage = "fact chosen comes_from thing\n"
    assert verdict_of(clauses + lineage, "does run chosen", does="").status is Status.FORBIDDEN


@pytest.mark.parametrize(
    ("offered", "status"),
    [
        (["one"], Status.FORBIDDEN),
        (["one", "three"], Status.FORBIDDEN),
        (["one", "two"], Status.PERMITTED),
        (["two", "three"], Status.PERMITTED),
        (["three"], Status.NOT_GRANTED),
    ],
)
def test_a_choice_is_made_for_each_thing_that_an_act_reaches(offered: list[str], status: Status) -> None:
    clauses = CHOICE + FORBID + 'clause two.c at "1"\n  permits Use\n'
    clauses += license_text("three") + 'clause three.c at "1"\n  permits Use to share\n'
    part = "artifact part\n  not undisclosed_lineage\n" + f"  offered_under {', '.join(offered)}\n"
    part += "fact chosen comes_from part\n"
    assert verdict_of(clauses + part, "does run chosen", does="").status is status


def test_what_the_policies_leave_undecided_of_a_thing_is_unknown_for_its_acts_alone() -> None:
    clauses = BOTH + 'relation undecided(use, artifact, text)\nfact undecided(u, other, "nobody can say")\n'
    verdict = verdict_of(clauses, "does run other")
    assert [(a.thing, a.status) for a in verdict.acts] == [("thing", Status.PERMITTED), ("other", Status.UNKNOWN)][::-1]
    assert verdict.status is Status.UNKNOWN
    assert [n.why for s in verdict.needs for n in s.needs] == ["nobody can say"]
