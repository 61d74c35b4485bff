"""What is presumed: facts that are taken not to be so, and are told where they would make the answer worse."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, Pin
from licet.certificate.verify import verify_against
from licet.errors import PolicyError
from licet.verdict.judge import judge_use
from licet.verdict.presumptions import Presumed
from licet.verdict.verdict import Status, Verdict
from support.effort import effort
from support.samples import samples
from support.small_world import VOCABULARY, bodies, license_text
from support.worlds import status_by_worlds

DECLARED = """
kind purpose
purpose good
purpose bad
purpose worse
presumed relation serves(use, purpose) "what it is for"
presumed relation unlawful(use) "it breaks some law"
presumed relation tied(organization, organization)
open relation vague(use)
relation exempted(use)
organization other
"""
USE = "use u\n  by org\n  does run thing\n  on 2024-01-01\n"
ORDER = list(Status)
Fact = tuple[str, tuple[str, ...]]


def uncontradicted(make: Callable[[], KnowledgeBase]) -> KnowledgeBase:
    """The policies; the example is no example if what is denied of a use follows in them."""
    try:
        return make()
    except PolicyError as error:
        assume({d.code for d in error.diagnostics if d.is_error} != {"E329"})
        raise


def parsed(text: str, use: str = USE) -> KnowledgeBase:
    return uncontradicted(lambda: KnowledgeBase.parse(VOCABULARY + DECLARED + license_text("one") + text + use))


def presumed(knowledge: KnowledgeBase, **options: bool) -> list[tuple[str, tuple[object, ...], tuple[str, ...], str]]:
    found = knowledge.ask("u", presumptions=True, **options).presumptions
    assert found is not None
    return [(p.relation, p.row, p.clauses, p.status.value) for p in found]


GRANT = 'clause one.grant at "1"\n  permits Use\n'


def test_what_is_not_said_is_not_so_and_is_told() -> None:
    knowledge = parsed(GRANT + 'clause one.law at "2"\n  forbids Use\n  overrides one.grant\n  when unlawful(Use)\n')
    assert knowledge.ask("u").status is Status.PERMITTED
    assert presumed(knowledge) == [("unlawful", ("u",), ("one.law",), "forbidden")]


def test_nothing_is_looked_for_unless_somebody_asks() -> None:
    assert parsed(GRANT).ask("u").presumptions is None


def test_only_the_facts_that_would_make_it_worse_are_presumed() -> None:
    text = GRANT + 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves bad\n'
    assert presumed(parsed(text)) == [("serves", ("u", "bad"), ("one.ban",), "forbidden")]


def test_each_fact_is_looked_into_once() -> None:
    text = GRANT + 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves bad\n'
    knowledge = parsed(text)
    found = Presumed(knowledge.base, judge_use(knowledge.base, "u"))
    first = effort(lambda: list(found.facts()))
    assert 20 * effort(lambda: list(found.facts())) < first
    assert [fact.row for fact in found.facts()] == [("u", "bad")]
    assert list(found.facts(besides=lambda relation, _: relation == "serves")) == []


def test_a_fact_that_brings_another_is_presumed_by_that_one_where_that_one_suffices() -> None:
    text = GRANT + 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves bad\n'
    kinds = "relation kind_of(purpose, purpose)\nfact worse kind_of bad\nfact good kind_of worse\n"
    kinds += "rule Use serves General\n  when Use serves Special\n   and Special kind_of General\n"
    assert presumed(parsed(kinds + text)) == [("serves", ("u", "bad"), ("one.ban",), "forbidden")]
    direct = text.replace("serves bad", "serves worse")
    assert presumed(parsed(kinds + direct)) == [("serves", ("u", "worse"), ("one.ban",), "forbidden")]


def test_a_fact_that_only_brings_a_duty_is_presumed() -> None:
    text = GRANT + 'clause one.tell at "2"\n  requires credit of Use as covenant\n'
    more = 'clause one.more at "3"\n  requires credit of Use as covenant\n  when Use serves bad\n'
    assert presumed(parsed(text + more)) == [("serves", ("u", "bad"), ("one.more",), "permitted with duties")]
    assert presumed(parsed(text + more, USE + "  fulfils credit of one\n")) == []


def test_a_fact_that_would_only_help_is_not_presumed() -> None:
    knowledge = parsed(GRANT + "  when Use serves good\n")
    assert knowledge.ask("u").status is Status.NOT_GRANTED
    assert presumed(knowledge) == []


def test_facts_about_others_than_the_use_are_presumed_too() -> None:
    text = GRANT + 'clause one.ties at "2"\n  withholds one.grant\n  when Use by Org\n   and Org tied Other\n'
    rows = [row for _, row, _, _ in presumed(parsed(text))]
    assert ("org", "other") in rows
    assert all(row[0] == "org" for row in rows)


def test_a_fact_that_needs_another_is_not_presumed_alone() -> None:
    text = GRANT + 'clause one.ban at "2"\n  withholds one.grant\n  when Use serves bad\n   and unlawful(Use)\n'
    assert presumed(parsed(text)) == []
    assert presumed(parsed(text, USE + "  unlawful\n")) == [("serves", ("u", "bad"), ("one.ban",), "not granted")]


def test_a_number_that_nobody_knows_is_tried_at_the_bounds_that_matter_with_the_fact_alone() -> None:
    text = (
        GRANT + 'clause one.many at "2"\n  withholds one.grant\n  when Use by Org\n   and size(Org) = N\n   and N > 5\n'
    )
    for relation, condition in (("tiny", "N <= 0"), ("big", "N >= 4")):
        text += f"relation {relation}(organization)\nrule {relation}(Org)\n  when size(Org) = N\n   and {condition}\n"
        text += f'clause one.no_{relation} at "3"\n  withholds one.grant\n  when Use serves bad\n'
        text += f"   and Use by Org\n   and {relation}(Org)\n"
    knowledge = parsed(text)
    assert knowledge.ask("u").status is Status.UNKNOWN
    assert knowledge.assume("fact serves(u, bad)\n").ask("u").status is Status.UNKNOWN
    assert presumed(knowledge) == []
    wider = parsed(text.replace("N <= 0", "N <= 3"))
    assert presumed(wider) == [("serves", ("u", "bad"), ("one.no_big", "one.no_tiny"), "not granted")]


def test_a_further_fact_costs_a_small_part_of_what_the_first_does() -> None:
    def bans(count: int) -> KnowledgeBase:
        names = [f"p{i}" for i in range(count)]
        text = "".join(f"purpose {name}\n" for name in names) + GRANT
        for name in names:
            text += f'clause one.ban_{name} at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves {name}\n'
        return parsed(text)

    def cost(count: int) -> int:
        knowledge = bans(count)
        judged = judge_use(knowledge.base, "u")
        assert len(list(Presumed(knowledge.base, judged).facts())) == count
        return effort(lambda: list(Presumed(knowledge.base, judged).facts()))

    assert cost(41) - cost(40) < cost(1) / 4


@pytest.mark.parametrize(("line", "status"), [("not unlawful", "permitted"), ("unlawful", "forbidden")])
def test_what_is_said_is_not_presumed(line: str, status: str) -> None:
    text = GRANT + 'clause one.law at "2"\n  forbids Use\n  overrides one.grant\n  when unlawful(Use)\n'
    for strict in (False, True):
        knowledge = parsed(text, f"{USE}  {line}\n")
        assert knowledge.ask("u", strict=strict).status.value == status
        assert presumed(knowledge, strict=strict) == []


def test_what_is_stated_to_be_unknown_is_unknown_and_not_presumed() -> None:
    text = GRANT + 'clause one.law at "2"\n  forbids Use\n  overrides one.grant\n  when unlawful(Use)\n'
    knowledge = parsed(text + "fact unlawful(u) = unknown\n")
    assert knowledge.ask("u").status is Status.UNKNOWN
    assert knowledge.ask("u", strict=True).status is Status.UNKNOWN
    assert presumed(knowledge) == []


def test_strictly_the_same_facts_are_needs() -> None:
    ban = (
        'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves P\n   and P in { bad, worse }\n'
    )
    knowledge = parsed(GRANT + ban)
    verdict = knowledge.ask("u", strict=True, presumptions=True)
    assert verdict.status is Status.UNKNOWN
    assert verdict.presumptions == ()
    needed = [{(n.relation, n.row) for n in needs.needs} for needs in verdict.needs]
    assert needed == [{(relation, row) for relation, row, _, _ in presumed(knowledge)}]
    assert {(n.relation, n.row) for n in knowledge.needs("u", strict=True).facts} == needed[0]


def test_many_facts_of_which_each_decides_make_no_more_branches_than_there_are_facts() -> None:
    names = [f"p{i}" for i in range(40)]
    purposes = "".join(f"purpose {name}\n" for name in names)
    ban = 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves P\n'
    ban += f"   and P in {{ {', '.join(names)} }}\n"
    verdict = parsed(purposes + GRANT + ban).ask("u", strict=True)
    assert (verdict.status, verdict.exhausted) == (Status.UNKNOWN, True)
    assert [len(needs.needs) for needs in verdict.needs] == [40]


def test_facts_that_decide_whatever_a_term_means_are_told_apart_from_what_turns_on_it() -> None:
    names = [f"p{i}" for i in range(20)]
    purposes = "".join(f"purpose {name}\n" for name in names)
    ban = 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when Use serves P\n'
    ban += f"   and P in {{ {', '.join(names)} }}\n"
    ban += 'clause one.loose at "3"\n  forbids Use\n  overrides one.grant\n  when loosely(Use)\n'
    term = (
        'relation loosely(use)\nterm loosely(Use) of one at "9"\n  quote "loosely"\n'
        '  reading narrow "never"\n    when Use serves worse\n     and not Use serves worse\n'
        '  reading wide "it is marked"\n    when Use is marked\n'
    )
    knowledge = parsed(purposes + term + GRANT + ban, USE + "  is marked\n")
    verdict = knowledge.ask("u", strict=True)
    assert (verdict.status, verdict.over) == (Status.CONTESTED, ("loosely",))
    found = {case.readings[0].reading: case for case in verdict.cases}
    alone = {name: knowledge.ask("u", strict=True, readings=[Pin("loosely", name)]) for name in ("narrow", "wide")}
    assert {name: case.status for name, case in found.items()} == {n: v.status for n, v in alone.items()}
    assert found["wide"].status is Status.FORBIDDEN
    assert found["narrow"].needs == alone["narrow"].needs
    assert [len(needs.needs) for needs in found["narrow"].needs] == [20]


# --- By definition ---

CONDITIONS = [
    "Use serves bad",
    "Use serves good",
    "not Use serves good",
    "not Use serves bad",
    "unlawful(Use)",
    "not unlawful(Use)",
    "Use is marked",
    "vague(Use)",
    "Use by Org\n   and Org tied other",
    "Use by Org\n   and loose(Org)",
    "Use is clean",
    "hazy(Use)",
]
BODIES = bodies(CONDITIONS, 2)
EXTRA = """
relation clean(use)
rule clean(U)
  when does(U, run, _)
  unless U serves bad
relation loose(organization)
rule loose(Org)
  when Org tied other
   and Org tied org
relation hazy(use)
term hazy(Use) of one at "9"
  quote "hazy"
  reading narrow "it is unlawful"
    when unlawful(Use)
  reading wide "it serves something bad"
    when Use serves bad
"""
WORLD: list[Fact] = (
    [("serves", ("u", purpose)) for purpose in ("good", "bad", "worse")]
    + [("unlawful", ("u",))]
    + [("tied", pair) for pair in product(("org", "other"), repeat=2)]
)


SAID = {
    "unlawful": ("unlawful", ("u",)),
    "not unlawful": ("unlawful", ("u",)),
    "unlawful = unknown": ("unlawful", ("u",)),
    "serves good": ("serves", ("u", "good")),
    "serves bad": ("serves", ("u", "bad")),
    "not serves bad": ("serves", ("u", "bad")),
    "is marked": ("marked", ("u",)),
    "fulfils credit of one": ("fulfils_of", ("u", "credit", "one")),
    "not fulfils credit of one": ("fulfils_of", ("u", "credit", "one")),
}
RULES = ["", "rule unlawful(U)\n  when U is marked\n", "rule U serves worse\n  when U serves bad\n"]


@st.composite
def policies(draw: st.DrawFn) -> tuple[str, frozenset[Fact]]:
    """A license over presumed relations, a use of what is under it, and the facts that somebody speaks of."""
    overrides = draw(st.sampled_from(["", "  overrides one.grant\n"]))
    clauses = f'clause one.grant at "1"\n  permits Use\n{draw(BODIES)}'
    clauses += f'clause one.ban at "2"\n  forbids Use\n{overrides}{draw(BODIES)}'
    if draw(st.booleans()):
        clauses += f'clause one.limit at "3"\n  withholds one.grant\n{draw(BODIES)}'
    for number in range(draw(st.integers(0, 2))):
        strength = draw(st.sampled_from(["condition", "covenant"]))
        clauses += f'clause one.owe{number} at "4"\n  requires credit of Use as {strength}\n{draw(BODIES)}'
    sayable = sorted(line for line in SAID if "credit" not in line or "requires credit" in clauses)
    lines = draw(st.lists(st.sampled_from(sayable), max_size=3, unique_by=SAID.__getitem__))
    use = "".join(f"  {line}\n" for line in lines if line != "unlawful = unknown")
    unknown = "fact unlawful(u) = unknown\n" if "unlawful = unknown" in lines else ""
    said = frozenset(SAID[line] for line in lines)
    return EXTRA + clauses + draw(st.sampled_from(RULES)) + unknown + USE + use, said


def open_duties(verdict: Verdict) -> set[tuple[str, str]]:
    found = (*verdict.duties, *(duty for case in verdict.cases for duty in case.duties))
    return {(duty.name, duty.clause) for duty in found if not duty.fulfilled}


def is_worse(before: Verdict, after: Verdict) -> bool:
    if after.status is before.status:
        return not after.status.refuses and not open_duties(after) <= open_duties(before)
    return ORDER.index(after.status) < ORDER.index(before.status)


CALM = settings(max_examples=samples(150))


@CALM
@given(policies())
def test_exactly_the_single_facts_whose_supposition_makes_it_worse_are_presumed(
    drawn: tuple[str, frozenset[Fact]],
) -> None:
    text, said = drawn
    knowledge = parsed(text, "")
    verdict = knowledge.ask("u", presumptions=True)
    expected = []
    for relation, row in sorted(set(WORLD) - said):
        further = f"fact {relation}({', '.join(row)})\n"
        supposed = uncontradicted(lambda further=further: knowledge.assume(further)).ask("u")
        if is_worse(verdict, supposed):
            expected.append((relation, row, supposed.status))
    assert verdict.presumptions is not None
    assert [(p.relation, p.row, p.status) for p in verdict.presumptions] == expected


SETTLED = """
fact size(org) = 1
fact size(other) = 1
fact not harmful(u)
fact not tied(other, org)
fact not tied(other, other)
"""
"""What the policies drawn never ask for, said, so that there are fewer worlds."""


@pytest.mark.slow
@settings(max_examples=samples(12), deadline=None)
@given(policies())
def test_both_ways_of_taking_absence_are_what_the_worlds_say(drawn: tuple[str, frozenset[Fact]]) -> None:
    knowledge = parsed(drawn[0], SETTLED)
    assert knowledge.ask("u").status is status_by_worlds(knowledge.base, "u", ())
    assert knowledge.ask("u", strict=True).status is status_by_worlds(knowledge.base, "u", (), strict=True)


@pytest.mark.slow
@CALM
@given(policies())
def test_no_presumption_makes_a_refusal_milder(drawn: tuple[str, frozenset[Fact]]) -> None:
    """What is refused with nothing presumed is refused as hard or harder; what may be done is not better for it."""
    knowledge = parsed(drawn[0], "")
    plain, strict = knowledge.ask("u").status, knowledge.ask("u", strict=True).status
    if strict.refuses:
        assert plain.refuses
        assert ORDER.index(plain) <= ORDER.index(strict)
    if plain.allows:
        assert ORDER.index(strict) <= ORDER.index(plain)


# --- Certificates ---


@settings(max_examples=samples(25), deadline=None)
@given(policies(), st.booleans())
def test_a_certificate_names_what_the_verdict_presumes(drawn: tuple[str, frozenset[Fact]], strict: bool) -> None:
    knowledge = parsed(drawn[0], "")
    verdict = knowledge.ask("u", strict=strict, presumptions=True)
    found = knowledge.verify(knowledge.certify("u", strict=strict))
    assert found.accepted, found.reason
    assert found.proved is not None
    assert (found.proved.answer, found.proved.strict) == (verdict.status.value, strict)
    assert found.proved.presumptions == tuple((p.relation, p.row) for p in verdict.presumptions or ())


def test_readings_taken_as_given_hold_for_what_is_presumed() -> None:
    text = EXTRA + GRANT + 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n  when hazy(Use)\n'
    knowledge = parsed(text)
    found = knowledge.ask("u", presumptions=True, readings=[Pin("hazy", "wide")]).presumptions
    assert [(p.relation, p.row) for p in found or ()] == [("serves", ("u", "bad"))]


@pytest.mark.parametrize(
    "change",
    [
        lambda claim: claim.update(strict=True),
        lambda claim: claim.update(presumptions=[]),
        lambda claim: claim["presumptions"].append(["serves", ["u", "good"]]),
        lambda claim: claim.update(strict=True, presumptions=[]),
    ],
)
def test_a_certificate_that_says_otherwise_what_it_presumes_is_rejected(change: Callable[[Any], None]) -> None:
    knowledge = parsed(GRANT + 'clause one.law at "2"\n  forbids Use\n  overrides one.grant\n  when unlawful(Use)\n')
    certificate = json.loads(knowledge.certify("u"))
    assert verify_against(certificate, knowledge.policies).accepted
    change(certificate["claim"])
    assert not verify_against(certificate, knowledge.policies).accepted
