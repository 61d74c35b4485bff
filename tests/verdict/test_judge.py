"""The verdict of generated licenses against its definition, world by world."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from licet.knowledge.knowledge_base import KnowledgeBase
from support.core import CORE
from support.samples import samples
from support.worlds import status_by_worlds

VOCABULARY = f"""{CORE}open relation a(use)
open relation b(use)
relation c(use)
relation doubtful(use)
open relation size(organization) = count
relation worse(use)
relation group_size(organization) = count
relation part_of(organization, organization)
action run
action share
duty credit
organization org
  part_of org
organization sister
  part_of org
artifact thing
  licensed_under one
  not undisclosed_lineage
artifact other
  licensed_under two
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
NUMBERS = ["size(Org) > 10", "group_size(Org) > 10", "not size(Org) = 10"]


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
    kind = draw(st.sampled_from(["permits", "forbids", "requires", "withholds", "disapplies"]))
    actions = draw(st.sampled_from(["", " to run", " to share", " to run, share"]))
    targets = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True)) if earlier else []
    if kind in ("permits", "forbids"):
        effects = [f"{kind} Use{actions}"]
        if targets and draw(st.booleans()):
            effects.append("overrides " + ", ".join(targets))
    elif kind == "requires" or not targets:
        effects = [f"requires credit of Use as {draw(st.sampled_from(['condition', 'covenant']))}"]
    else:
        effects = [f"{kind} {', '.join(targets)}"]
    lines = "".join(f"  {e}\n" for e in effects)
    body = draw(bodies(LITERALS))
    if kind in ("withholds", "disapplies") and "Use" not in body:
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
        parts.append(f'license {license} "{license}"\n  silence means {silence}\n')
        earlier: list[str] = []
        for index in range(draw(st.integers(1, 3))):
            parts.append(draw(clauses(license, earlier, index)))
            earlier.append(f"{license}.c{index}")
    lines = ["use u", "  by org", "  on 2024-01-01", "  involves thing"]
    lines += draw(st.sampled_from([[], ["  involves other"]]))
    lines += draw(st.sampled_from([["  does run"], ["  does run", "  does share"]]))
    for name in ("a", "b"):
        lines += draw(st.sampled_from([[], [f"  is {name}"], [f"  not {name}"]]))
    lines += draw(st.sampled_from([[], ["  is c"], ["  c = unknown"]]))
    lines += draw(st.sampled_from([[], ["  fulfils credit"]]))
    parts.append("\n".join(lines) + "\n")
    for org in ("org", "sister"):
        size = draw(st.sampled_from([None, 3, 10, 11]))
        if size is not None:
            parts.append(f"fact size({org}) = {size}\n")
    return "".join(parts)


@settings(max_examples=samples(60), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies())
def test_verdict_is_what_the_worlds_say(text: str) -> None:
    kb = KnowledgeBase.parse(text)
    verdict = kb.ask("u")
    assert verdict.exhausted
    assert verdict.status is status_by_worlds(kb.base, "u", (0, 3, 7, 9, 10, 11))
