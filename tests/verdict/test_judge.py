"""The verdict of generated licenses against its definition, world by world."""

from __future__ import annotations

import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from licet.errors import PolicyError
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.norms import OUTCOMES
from licet.verdict.judge import judge
from licet.verdict.verdict import Status
from support.core import CORE
from support.effort import effort
from support.samples import samples
from support.small_world import world
from support.worlds import act_status_by_worlds, models_by_readings, status_by_worlds

VOCABULARY = f"""{CORE}open relation a(use)
open relation b(use)
relation c(use)
relation doubtful(use)
open relation size(organization) = count
relation worse(use)
relation group_size(organization) = count
relation part_of(organization, organization)
relation heavy(artifact)
relation offered_under(artifact, license)
relation fulfils_of_for(use, duty, license, artifact)
relation undecided(use, artifact, text)
rule Thing licensed_under License
  when Thing offered_under License
action run
action share
duty credit
organization org
  part_of org
organization sister
  part_of org
artifact thing
  not undisclosed_lineage
artifact other
  not undisclosed_lineage
rule group_size(Org) := sum of Size
  when Part part_of Org
   and size(Part) = Size
"""

LITERALS = [
    "Use is a",
    "Use is b",
    "Use is c",
    "Use is doubtful",
    "not Use is a",
    "not Use is b",
    "not Use is doubtful",
    "Use is worse",
    "not Use is worse",
]
VALUES = (0, 3, 7, 9, 10, 11)
NUMBERS = ["size(Org) > 10", "group_size(Org) > 10", "not size(Org) = 10"]


FORBIDS_FIRST = "  conflict means forbidden\n"


def bodies(literals: list[str]) -> st.SearchStrategy[str]:
    def written(parts: tuple[list[str], str | None, list[str]]) -> str:
        when, number, unless = parts
        conditions = [*when, *(["Use by Org", number] if number else [])]
        lines = "".join(f"  {'when' if i == 0 else ' and'} {c}\n" for i, c in enumerate(conditions))
        return lines + "".join(f"  {'unless' if i == 0 else '   and'} {c}\n" for i, c in enumerate(unless))

    def lists(size: int) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from(literals), max_size=size, unique=True)

    return st.tuples(lists(2), st.none() | st.sampled_from(NUMBERS), lists(2)).map(written)


@st.composite
def clauses(draw: st.DrawFn, license: str, earlier: list[str], index: int) -> str:
    kind = draw(st.sampled_from(["permits", "permits", "forbids", "requires", "withholds", "disapplies"]))
    thing = draw(st.sampled_from(["", " of Thing"]))
    actions = thing + draw(st.sampled_from(["", "", " to run", " to share", " to run, share"]))
    targets = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True)) if earlier else []
    if kind in ("permits", "forbids"):
        effects = [f"{kind} Use{actions}"]
        if targets and draw(st.booleans()):
            effects.append("overrides " + ", ".join(targets))
    elif kind == "requires" or not targets:
        effects = [f"requires credit of Use{actions} as {draw(st.sampled_from(['condition', 'covenant']))}"]
    else:
        effects = [f"{kind} {', '.join(targets)}"]
    lines = "".join(f"  {e}\n" for e in effects)
    about_things = not effects[0].startswith(("permits", "forbids", "requires")) or bool(thing)
    body = draw(bodies(LITERALS + (["Thing is heavy", "not Thing is heavy"] if about_things else [])))
    if "Use" not in body and (body or kind in ("withholds", "disapplies")):
        body = "  when Use is a\n" + body.replace("  when", "   and")
    return f'clause {license}.c{index} at "{index}"\n{lines}{body}'


@st.composite
def policies(draw: st.DrawFn) -> str:
    parts = [VOCABULARY]
    for reading_of in ("doubtful",):
        readings = [
            f'  reading r{i} "r{i}"\n  when Use by _\n' + draw(bodies(LITERALS[:3])).replace("  when", "   and")
            for i in range(2)
        ]
        parts.append(f"term {reading_of}(Use)\n" + "".join(readings))
    parts.append("rule worse(Use)\n  when Use is a\n   and Use is doubtful\n")
    for license in ("one", "two"):
        silence = draw(st.sampled_from(["not granted", "permitted", "forbidden", "unknown"]))
        conflict = draw(st.sampled_from(["", FORBIDS_FIRST]))
        parts.append(f'license {license} "{license}"\n  silence means {silence}\n{conflict}')
        earlier: list[str] = []
        for index in range(draw(st.integers(1, 3))):
            parts.append(draw(clauses(license, earlier, index)))
            earlier.append(f"{license}.c{index}")
    parts += draw(st.sampled_from([[], ["fact thing comes_from other\n"]]))
    parts += draw(
        st.sampled_from([[], ["fact heavy(thing)\n"], ["fact heavy(other)\n"], ["fact heavy(thing) = unknown\n"]])
    )
    parts += draw(st.sampled_from([[], [], ["fact exempt(u, thing, one)\n"], ["fact exempt(u, thing, two)\n"]]))
    parts += draw(st.sampled_from([[], [], [], ['fact undecided(u, other, "why")\n']]))
    under = ["thing licensed_under one", "thing offered_under one\nfact thing offered_under two"]
    parts.append(f"fact {draw(st.sampled_from(under))}\n")
    under = [
        "other licensed_under two",
        "other licensed_under one",
        "other offered_under one\nfact other offered_under two",
    ]
    parts.append(f"fact {draw(st.sampled_from(under))}\n")
    lines = ["use u", "  by org", "  on 2024-01-01"]
    acts = ["  does run thing", "  does share thing", "  does run other", "  does share other"]
    lines += draw(st.lists(st.sampled_from(acts), min_size=1, max_size=3, unique=True))
    for name in ("a", "b"):
        lines += draw(st.sampled_from([[], [f"  is {name}"], [f"  not {name}"]]))
    lines += draw(st.sampled_from([[], ["  is c"], ["  c = unknown"]]))
    asking = {part.split(".")[0].removeprefix("clause ") for part in parts if "requires" in part}
    for license in sorted(asking):
        for row in (f"fulfils credit of {license}", f"fulfils credit of {license} for thing"):
            lines += draw(st.sampled_from([[], [f"  {row}"], [f"  not {row}"]]))
    parts.append("\n".join(lines) + "\n")
    for org in ("org", "sister"):
        size = draw(st.sampled_from([None, 3, 10, 11]))
        if size is not None:
            parts.append(f"fact size({org}) = {size}\n")
    return "".join(parts)


@pytest.mark.slow
@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies())
def test_verdict_is_what_the_worlds_say(text: str) -> None:
    kb = KnowledgeBase.parse(text)
    verdict = kb.ask("u")
    assert verdict.exhausted
    assert verdict.status is status_by_worlds(kb.base, "u", VALUES)
    for act in verdict.acts:
        assert act.status is act_status_by_worlds(kb.base, ("u", act.action, act.thing), VALUES)
        assert {duty.thing for duty in act.duties} <= {act.thing}
        assert {duty.license for duty in act.duties} <= set(act.licenses) <= set(verdict.licenses)
    decided = [act.status for act in verdict.acts]
    if not {Status.UNKNOWN, Status.CONTESTED} & {verdict.status, *decided}:
        assert verdict.status is min(decided, key=list(Status).index)


ORDER = list(OUTCOMES)


@pytest.mark.slow
@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies())
def test_the_outcome_of_a_use_is_the_worst_of_its_acts_in_every_world(text: str) -> None:
    kb = KnowledgeBase.parse(text)
    for models in models_by_readings(kb.base, VALUES):
        for model in models:
            outcomes = [outcome for use, outcome in model[":outcome"] if use == "u"]
            acts: dict[tuple[object, object], list[object]] = {}
            for use, action, thing, outcome in model[":act"]:
                assert use == "u"
                acts.setdefault((action, thing), []).append(outcome)
            assert set(acts) == {row[1:] for row in model["does"]}
            assert all(len(found) == 1 for found in (outcomes, *acts.values()))
            assert outcomes == [min((found[0] for found in acts.values()), key=ORDER.index)]


@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies(), st.sampled_from(["by org", "by sister", "is a", "is c"]))
def test_another_use_changes_no_verdict(text: str, line: str) -> None:
    kb = KnowledgeBase.parse(text)
    beside = KnowledgeBase.parse(f"{text}use v\n  {line}\n  on 2024-01-01\n  does share thing\n  does share other\n")
    assert beside.ask("u") == kb.ask("u")


@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies())
def test_forbidding_first_is_what_overriding_every_permission_is(text: str) -> None:
    plain = text.replace(FORBIDS_FIRST, "")
    first = re.sub(r"(?m)^license .*\n", lambda found: found[0] + FORBIDS_FIRST, plain)
    try:
        explicit = KnowledgeBase.parse(overriding_every_permission(plain))
    except PolicyError:  # A permission and a prohibition that override each other over others go round in a circle.
        return
    asked, expected = KnowledgeBase.parse(first).ask("u"), explicit.ask("u")
    assert (asked.status, asked.clauses, asked.acts) == (expected.status, expected.clauses, expected.acts)
    assert set(asked.lost) == set(expected.lost)


def overriding_every_permission(text: str) -> str:
    """The text with each prohibition overriding the permissions of its license that do not override it."""
    clauses = {found[1]: found[0] for found in re.finditer(r"(?m)^clause (\S+) .*\n(?:  .*\n)+", text)}

    def overridden(name: str) -> list[str]:
        found = re.search(r"  overrides (.*)\n", clauses[name])
        return found[1].split(", ") if found else []

    for name, clause in clauses.items():
        license = name.partition(".")[0]
        permissions = [n for n, c in clauses.items() if n.startswith(f"{license}.") and "permits Use" in c]
        targets = [*overridden(name), *(n for n in permissions if name not in overridden(n))]
        if "forbids Use" in clause and targets:
            without = re.sub(r"  overrides .*\n", "", clause)
            line = f"  overrides {', '.join(dict.fromkeys(targets))}\n"
            text = text.replace(clause, re.sub(r"  forbids .*\n", lambda found, line=line: found[0] + line, without))
    return text


@pytest.mark.slow
def test_a_clause_that_cannot_be_live_costs_little_however_many_worlds_there_are() -> None:
    open_ = 'clause one.grant at "1"\n  permits Use\n  when Use by Org\n   and size(Org) < 100\n'
    open_ += 'clause one.ban at "2"\n  forbids Use\n  when harmful(Use)\n'

    def effort_with(idle: int) -> int:
        bars = (f'clause one.idle_{n} at "3"\n  forbids Use\n  when flagged(Use)\n' for n in range(idle))
        base = world(open_ + "".join(bars)).base
        for _ in range(20):  # What is asked often is compiled.
            assert judge(base.apart(), "u").status is Status.UNKNOWN
        return effort(lambda: judge(base.apart(), "u"))

    assert effort_with(42) < 1.6 * effort_with(2)
