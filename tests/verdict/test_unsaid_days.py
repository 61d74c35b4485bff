"""Uses that do not say their day: every question about them has an answer, and it is that of every day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, Status
from licet.answers.cross_check import cross_check_use
from licet.verdict.decision import Decision
from licet.verdict.judge import branches_of_use
from licet.verdict.settling import answer_of, status_of_decision
from support.core import CORE
from support.samples import samples
from support.small_world import verdict_of
from support.worlds import status_by_worlds

EDGES = ("2024-01-01", "2024-06-01", "2025-01-01")
DAYS = tuple(date.fromordinal(date.fromisoformat(d).toordinal() + by) for d in EDGES for by in (-1, 0))
VOCABULARY = f"""{CORE}relation marked(use)
relation attainable(symbol)
fact attainable(marked)
fact attainable(fulfils_of)
relation filed(organization) = date
action run
action share
duty credit
organization org
  filed 2024-06-01
artifact thing
  licensed_under one
  not undisclosed_lineage
artifact other
  licensed_under two
  not undisclosed_lineage
term doubtful(Use)
  reading narrow "narrow"
    when Use is marked
  reading wide "wide"
    when Use by _
relation doubtful(use)
relation late(use)
rule Use is late
  when Use by Org
   and filed(Org) = Filed
   and on(Use) > Filed
relation seen(use) = date
rule seen(Use) = Day
  when on(Use) = Day
   and not Use is marked
"""
CONDITIONS = (
    "Use is marked",
    "Use is doubtful",
    "on(Use) >= 2024-06-01",
    "not on(Use) < 2024-06-01",
    "on(Use) = 2024-01-01",
    "on(Use) != 2024-01-01",
    "on(Use) = _",
    "Use is late",
    "not Use is late",
    "seen(Use) < 2024-06-01",
    "not seen(Use) = 2024-01-01",
)
SINCE_SUIT = ("Use by Org", "filed(Org) = Filed", "on(Use) = Day", "Day >= Filed")


def in_force() -> st.SearchStrategy[str]:
    spans = ["", *(f"  in force from {a}\n" for a in EDGES), "  in force from 2024-01-01 until 2024-06-01\n"]
    return st.sampled_from([*spans, "  in force from 2024-06-01 until 2025-01-01\n"])


@st.composite
def clause(draw: st.DrawFn, license: str, earlier: list[str], index: int) -> str:
    effects = [
        "permits Use to run, share",
        "permits Use",
        "forbids Use to share",
        "requires credit of Use as condition",
    ]
    if earlier:
        targets = draw(st.sampled_from(earlier))
        effects += [f"withholds {targets}", f"disapplies {targets}", f"forbids Use\n  overrides {targets}"]
    effect = draw(st.sampled_from(effects))
    body = draw(st.sampled_from([SINCE_SUIT, *((c,) for c in CONDITIONS)])) if draw(st.booleans()) else ()
    lines = "".join(f"  {'and' if i else 'when'} {c}\n" for i, c in enumerate(body))
    return f'clause {license}.c{index} at "{index}"\n  {effect}\n{lines}'


@st.composite
def policies(draw: st.DrawFn) -> str:
    parts = [VOCABULARY]
    for license in ("one", "two"):
        silence = draw(st.sampled_from(["not granted", "permitted", "forbidden", "unknown"]))
        parts.append(f'license {license} "{license}"\n  silence means {silence}\n{draw(in_force())}')
        earlier: list[str] = []
        for index in range(draw(st.integers(1, 3))):
            parts.append(draw(clause(license, earlier, index)))
            earlier.append(f"{license}.c{index}")
    lines = ["use u", "  by org", "  does run thing"]
    lines += draw(st.lists(st.sampled_from(["  does run other", "  does share thing", "  is marked"]), unique=True))
    lines += draw(st.sampled_from([[], ["  on = unknown"]]))
    if any("clause one." in part and "requires" in part for part in parts):
        lines += draw(st.sampled_from([[], ["  not fulfils credit of one"]]))
    parts.append("\n".join(lines) + "\n")
    return "".join(parts)


@pytest.mark.slow
@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies())
def test_a_use_without_a_day_has_the_verdict_of_every_day(text: str) -> None:
    kb = KnowledgeBase.parse(text)
    verdict = kb.ask("u")
    assert verdict.status is status_by_worlds(kb.base, "u", DAYS)
    assert all(need.relation == "on" for needed in verdict.needs for need in needed.needs if need.why is None)
    assert {row.status for row in kb.needs("u").rows} >= {verdict.status} - {Status.CONTESTED, Status.UNKNOWN}
    everywhere = branches_of_use(kb.base, "u", everywhere=True)
    assert status_of_decision(Decision.of(everywhere, answer_of)) is verdict.status
    kb.why("u")
    kb.why_not_status("u", Status.PERMITTED)
    kb.remedies("u")


def test_two_branches_that_refuse_for_different_reasons_are_one_refusal() -> None:
    clauses = 'clause one.grant at "1"\n  permits Use\nclause one.never at "2"\n  withholds grant\n'
    verdict = verdict_of(clauses, on=None, license=("in force from 2024-01-01",))
    assert verdict.status is Status.NOT_GRANTED
    assert [(s.license, s.action, s.clauses, s.starts) for s in verdict.silences] == [
        ("one", "run", ("one.grant",), None)
    ]


def test_a_silence_before_the_license_says_when_it_ends_where_every_day_does() -> None:
    grant = 'clause one.grant at "1"\n  permits Use\n'
    verdict = verdict_of(grant, on="2023-01-01", license=("in force from 2024-01-01",))
    assert [s.starts for s in verdict.silences] == [date(2024, 1, 1)]


def test_pydatalog_finds_the_same_for_a_use_without_a_day() -> None:
    clauses = 'clause one.grant at "1"\n  permits Use\nclause one.never at "2"\n  withholds grant\n'
    text = f'{VOCABULARY}license one "One"\n  in force from 2024-01-01\nlicense two "Two"\n{clauses}'
    kb = KnowledgeBase.parse(text + "use u\n  by org\n  does run thing\n")
    assert cross_check_use(kb.base, "u") == ()
