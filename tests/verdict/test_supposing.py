"""Many facts supposed at once say of each what is so in the world that it is laid upon."""

from __future__ import annotations

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase
from licet.errors import PolicyError
from licet.logic.oracle import World
from licet.policy import relation_names as called
from licet.policy.world_facts import supposition
from licet.verdict.ground import Ground
from licet.verdict.judge import judge_use
from licet.verdict.leaves import Conclusion, Support, leaves_of
from licet.verdict.outcome_question import outcome_question
from licet.verdict.presumptions import Presumed
from licet.verdict.supposing import Supposing, Unclear
from licet.verdict.worsening import status_if_worse
from support.samples import samples
from support.small_world import VOCABULARY, bodies, license_text

DECLARED = """
kind purpose
purpose good
purpose bad
purpose worse
presumed relation serves(use, purpose)
presumed relation unlawful(use)
presumed relation tied(organization, organization)
open relation vague(use)
open relation joined(organization)
organization other
organization third

rule Use serves bad
  when Use serves worse

relation group(organization, organization)
rule A group B
  when A tied B
rule A group C
  when A group B
   and B tied C
rule A group A
  when A is joined
rule A group C
  when B group C
   and A is joined
   and B is joined

relation large(organization)
rule large(Org)
  when size(Org) = N
   and N > 10

relation total(organization) = count
rule total(Org) := sum of Size
  when Org group Part
   and size(Part) = Size

relation hazy(use)
term hazy(Use) of one at "9"
  quote "hazy"
  reading narrow "it is unlawful"
    when unlawful(Use)
  reading wide "it serves something bad"
    when Use serves bad

relation loose(use)
term loose(Use) of one at "9"
  quote "loose"
  reading narrow "it is vague and serves something good"
    when vague(Use)
     and Use serves good
  reading wide "it is hazy, or serves something good"
    when any of
      - hazy(Use)
      - Use serves good
    end
"""
CONDITIONS = [
    "Use serves bad",
    "not Use serves bad",
    "Use serves good",
    "unlawful(Use)",
    "not unlawful(Use)",
    "vague(Use)",
    "hazy(Use)",
    "not loose(Use)",
    "loose(Use)",
    "Use by Org\n   and Org group third",
    "Use by Org\n   and large(Org)",
    "Use by Org\n   and not large(Org)",
    "Use by Org\n   and size(Org) = N\n   and N <= 3",
    "Use by Org\n   and total(Org) = N\n   and N > 5",
]
SAID = ["unlawful", "not unlawful", "serves good", "not serves bad", "not vague", "fulfils credit of one"]
STATED = [
    "fact tied(other, third)\n",
    "fact tied(other, org)\n",
    "fact not joined(third)\nfact not joined(other)\n",
    "fact joined(org)\n",
    "fact size(org) = 4\n",
    "fact size(other) = 7\n",
    "fact size(third) = unknown\n",
    "fact unlawful(u) = unknown\n",
]
BODIES = bodies(CONDITIONS, 3)


@st.composite
def policies(draw: st.DrawFn) -> KnowledgeBase:
    """Clauses over presumed and unknown facts, numbers, sums, circles and terms, and a use."""
    overrides = draw(st.sampled_from(["", "  overrides one.grant\n"]))
    text = f'clause one.grant at "1"\n  permits Use\n{draw(BODIES)}'
    text += f'clause one.ban at "2"\n  forbids Use\n{overrides}{draw(BODIES)}'
    text += f'clause one.limit at "3"\n  withholds one.grant\n{draw(BODIES)}'
    text += f'clause one.owe at "4"\n  requires credit of Use as condition\n{draw(BODIES)}'
    lines = draw(st.lists(st.sampled_from(SAID), max_size=2, unique_by=lambda line: line.removeprefix("not ")))
    stated = draw(st.lists(st.sampled_from(STATED), max_size=3, unique=True))
    text += "".join(fact for fact in stated if "unlawful" not in fact or not any("unlawful" in line for line in lines))
    use = "use u\n  by org\n  does run thing\n  on 2024-01-01\n" + "".join(f"  {line}\n" for line in lines)
    try:
        return KnowledgeBase.parse(VOCABULARY + license_text("one") + DECLARED + text + use)
    except PolicyError as error:
        assume({d.code for d in error.diagnostics if d.is_error}.isdisjoint({"E329"}))
        raise


class Supposed:
    """The facts of a policy base that are presumed of the use, supposed at once."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        base, strict = knowledge.base, knowledge.base.strict()
        self.base, self.world, closed = base, base.pinned(base.solver, ()), strict.pinned(strict.solver, ())
        twin = strict.doubt.possible(called.OUTCOME)
        rows = closed.answers(twin, ("u", None))
        doubtful = [(called.OUTCOME, row) for row in rows if not closed.holds(called.OUTCOME, row)]
        support = Support()
        leaves = leaves_of(closed, doubtful, base.plans, base.doubt, support)
        self.facts = [f for f in leaves.facts if f[0] in ("serves", "unlawful", "tied") and not self.is_unknown(f)]
        self.ground = Ground(strict, closed, support, leaves.above, self.facts)
        self.branches = judge_use(base, "u").decision.branches
        self.supposing = Supposing(self.ground, "u", self.world, support, self.branches)

    def is_unknown(self, fact: Conclusion) -> bool:
        return self.world.holds(called.unknown(fact[0]), fact[1])


def upon(world: World, fact: Conclusion) -> World:
    return world.overlay([supposition(*fact, True)])


EXAMPLES = settings(max_examples=samples(300))


@pytest.mark.slow
@EXAMPLES
@given(policies())
def test_what_holds_with_a_fact_is_what_holds_in_the_world_that_it_is_laid_upon(knowledge: KnowledgeBase) -> None:
    supposed = Supposed(knowledge)
    for fact in supposed.facts:
        there = upon(supposed.world, fact)
        for relation, row in supposed.ground.numbers:
            twins = (relation, supposed.base.doubt.possible(relation))
            differs = any(supposed.world.holds(r, row) is not there.holds(r, row) for r in twins)
            try:
                assert supposed.supposing.holds(fact, (relation, row)) is there.holds(relation, row)
                assert supposed.supposing.differs(fact, (relation, row)) is differs
            except Unclear:
                event("unclear")


@pytest.mark.slow
@EXAMPLES
@given(policies())
def test_an_outcome_that_is_certain_with_a_fact_is_certain_in_every_world_of_the_decision(
    knowledge: KnowledgeBase,
) -> None:
    supposed = Supposed(knowledge)
    asked = outcome_question(("u",))
    for fact in supposed.facts:
        question = supposed.supposing.question(fact)
        try:
            for _, branches in supposed.supposing.branches(fact):
                for branch in branches:
                    assert question.certain(branch.solver) == asked.certain(upon(branch.solver, fact))
                    assert branch.outcome in (None, question.certain(branch.solver))
        except Unclear:
            event("unclear")


USES = ("acme_chat_product", "judge_mistral_with_llama_2", "microsoft_hosts_llama_2", "tune_llama_2_on_its_answers")


@pytest.mark.thorough
@pytest.mark.parametrize("use", USES)
def test_a_fact_turns_a_shipped_use_into_what_it_does_in_a_world_of_its_own(kb: KnowledgeBase, use: str) -> None:
    base, judged = kb.base, judge_use(kb.base, use)
    presumed = Presumed(base, judged)
    assert presumed._facts
    for fact in presumed._facts:
        there = upon(base.pinned(base.solver, ()), fact)
        expected = status_if_worse(base, judged.answer, there, [supposition(*fact, True)])
        assert presumed._status(fact) is expected, fact
