"""What a verdict says of readings, in its cases and of adopted positions, against judging again with these readings."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, Pin
from licet.verdict.judge import judge
from support.core import CORE
from support.samples import samples

VOCABULARY = f"""{CORE}open relation a(use)
open relation b(use)
relation c(use)
relation one(use)
relation two(use)
relation three(use)
open relation size(organization) = count
action run
duty credit
organization org
artifact thing
  licensed_under l
  not undisclosed_lineage
use u
  by org
  on 2024-01-01
  does run thing
license l "L"
"""
FACTS = ("Use is a", "Use is b", "Use is c", "not Use is a", "not Use is b", "size(Org) > 10")
TERMS = ("one", "two", "three")


@st.composite
def body(draw: st.DrawFn, terms: tuple[str, ...]) -> str:
    literals = (*FACTS, *(f"{prefix}Use is {term}" for term in terms for prefix in ("", "not ")))
    some = st.lists(st.sampled_from(literals), max_size=2, unique=True)
    lines = "".join(f"     and {literal}\n" for literal in draw(some))
    unless = draw(some)
    lines += "".join(f"    {'and' if i else 'unless'} {literal}\n" for i, literal in enumerate(unless))
    return f"    when Use by Org\n{lines}"


@st.composite
def policies(draw: st.DrawFn) -> str:
    parts = [VOCABULARY]
    for number, term in enumerate(TERMS):
        parts.append(f"term {term}(Use)\n")
        parts += [f'  reading {name} "x"\n{draw(body(TERMS[:number]))}' for name in ("narrow", "wide")]
    for number in range(draw(st.integers(1, 4))):
        effects = ["permits Use", "forbids Use", "requires credit of Use as condition"]
        if number:
            effects += [f"withholds c{number - 1}", f"forbids Use\n  overrides c{number - 1}"]
        effect = draw(st.sampled_from(effects))
        parts.append(f'clause l.c{number} at "{number}"\n  {effect}\n{draw(body(TERMS))}')
    for name in "ab":
        parts.append(draw(st.sampled_from(["", f"fact u is {name}\n", f"fact not u is {name}\n"])))
    return "".join([*parts, draw(st.sampled_from(["", "fact size(org) = 3\n"]))])


def adopted(pins: tuple[Pin, ...]) -> str:
    return "".join(f'adopt reading {p.reading} of {p.term}\n  for org\n  by "GC" on 2024-01-01\n' for p in pins)


@settings(
    max_examples=samples(60),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(policies(), st.lists(st.tuples(*[st.sampled_from((None, "narrow", "wide"))] * 3), min_size=3, max_size=3))
def test_cases_and_operative_verdicts_are_those_of_judging_again(
    text: str, positions: list[tuple[str | None, ...]]
) -> None:
    kb = KnowledgeBase.parse(text)
    verdict = kb.ask("u")
    for case in verdict.cases:
        assert judge(kb.base, "u", case.readings).status is case.status, case.readings
    for readings in positions if verdict.cases else ():
        pins = tuple(Pin(term, reading) for term, reading in zip(TERMS, readings, strict=True) if reading)
        kb = KnowledgeBase.parse(text + adopted(pins))
        found = [operative.status for operative in kb.ask("u").operative]
        assert found == [judge(kb.base, "u", pins).status] * bool(pins), pins
