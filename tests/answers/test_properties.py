"""Explanations are true to what they say: what is missing helps, remedies work and have nothing to spare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.answers.remedies import Edit
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.relation_names import denied
from licet.proof.steps import Absence
from licet.proof.why_not import MissingPremise, NearMiss, WhyNot
from licet.verdict.verdict import Status
from support.samples import samples
from support.small_world import VOCABULARY, bodies, license_text

CHANGEABLE = ("marked", "flagged", "fulfils_of")
CONDITIONS = [
    "Use is marked",
    "Use is flagged",
    "Use is harmful",
    "not Use is marked",
    "not Use is flagged",
    "not Use is harmful",
    "Use improves thing",
    "Use by Org\n   and size(Org) > 10",
]
EXTRA = """
relation changeable(symbol)
fact changeable(marked)
fact changeable(flagged)
fact changeable(fulfils_of)
relation touches(use, artifact)
term improves(Use, Thing) of one at "9"
  quote "improve"
  reading narrow "it is marked"
    when Use is marked
     and Use touches Thing
  reading wide "it touches it"
    when Use touches Thing
relation improves(use, artifact)
"""

AND = "\n   and "
BODIES = bodies(CONDITIONS, 2)


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A license with a few clauses, and a use of what is under it."""
    clauses = f'clause one.grant at "1"\n  permits Use\n{draw(BODIES)}'
    if draw(st.booleans()):
        overrides = draw(st.sampled_from(["", "  overrides one.grant\n"]))
        clauses += f'clause one.ban at "2"\n  forbids Use\n{overrides}{draw(BODIES)}'
    if draw(st.booleans()):
        clauses += f'clause one.limit at "3"\n  withholds one.grant\n{draw(BODIES)}'
    owes = draw(st.booleans())
    if owes:
        strength = draw(st.sampled_from(["condition", "covenant"]))
        clauses += f'clause one.owe at "4"\n  requires credit of Use as {strength}\n{draw(BODIES)}'
    lines = ["by org", "does run thing", "on 2024-01-01"]
    lines += draw(st.lists(st.sampled_from(["is marked", "is flagged", "touches thing"]), unique=True))
    lines += draw(st.sampled_from([[], ["is harmful"], ["not harmful"]]))
    lines += draw(st.sampled_from([[], ["fulfils credit of one"], ["not fulfils credit of one"]])) if owes else []
    size = draw(st.sampled_from(["", "fact size(org) = 5\n", "fact size(org) = 50\n"]))
    use = "use u\n" + "".join(f"  {line}\n" for line in lines)
    return clauses + size + use


def parsed(text: str) -> KnowledgeBase:
    return KnowledgeBase.parse(VOCABULARY + EXTRA + license_text("one") + text)


def text_of(edit: Edit) -> str:
    return f"fact {edit.relation}({', '.join(map(str, edit.row))})\n"


def changed(knowledge: KnowledgeBase, edits: tuple[Edit, ...]) -> KnowledgeBase:
    """After the edits; what is brought about takes the place of its denial."""
    for edit in edits:
        if not edit.withdraw and knowledge.base.solver.holds(denied(edit.relation), edit.row):
            knowledge = knowledge.retract(text_of(edit).replace("fact ", "fact not "))
        knowledge = knowledge.retract(text_of(edit)) if edit.withdraw else knowledge.assume(text_of(edit))
    return knowledge


def single_edits(knowledge: KnowledgeBase) -> Iterator[Edit]:
    owed = [("fulfils_of", ("u", "credit", "one"))] if "one.owe" in knowledge.vocabulary.clauses else []
    for relation, row in (("marked", ("u",)), ("flagged", ("u",)), *owed):
        yield Edit(relation, row, knowledge.base.solver.holds(relation, row))


CALM = settings(max_examples=samples(60))


@CALM
@given(policies())
def test_remedies_are_confirmed_minimal_and_not_missed(text: str) -> None:
    knowledge = parsed(text)
    found = knowledge.remedies("u", most=20)
    if knowledge.ask("u").status.allows:
        assert found.found == ()
        return
    for remedy in found.found:
        assert {edit.relation for edit in remedy.edits} <= set(CHANGEABLE)
        assert changed(knowledge, remedy.edits).ask("u").status is remedy.verdict.status
        assert remedy.verdict.status.allows
        for size in range(len(remedy.edits)):
            for some in combinations(remedy.edits, size):
                assert not changed(knowledge, some).ask("u").status.allows
    given_up = {frozenset(r.edits) for r in found.found}
    if knowledge.ask("u").status.refuses:
        for edit in single_edits(knowledge):
            if changed(knowledge, (edit,)).ask("u").status.allows:
                assert frozenset({edit}) in given_up


def missing_facts(why: WhyNot) -> list[str] | None:
    """What the first rule would need that misses nothing but facts; None if every rule has other obstacles."""
    for miss in why.rules:
        needed = needed_by(miss)
        if needed is not None:
            return needed
    return None


def needed_by(miss: NearMiss) -> list[str] | None:
    found: list[str] = []
    for obstacle in miss.obstacles:
        if not isinstance(obstacle, MissingPremise) or None in obstacle.pattern:
            return None
        if obstacle.absence is Absence.UNSTATED:
            found.append(f"fact {obstacle.relation}({', '.join(map(str, obstacle.pattern))})\n")
        elif obstacle.why is not None and (below := missing_facts(obstacle.why)) is not None:
            found += below
        else:
            return None
    return found


FURTHER = ["p(X)", "q(X)", "r(X, Y)", "p(Y)", "middle(X)", "not q(X)", "X != b"]
RULES = st.lists(
    st.tuples(
        st.sampled_from(["goal", "middle"]),
        st.sampled_from(["p(X)", "q(X)", "r(X, Y)", "middle(X)"]),
        st.lists(st.sampled_from(FURTHER), max_size=2, unique=True),
    ),
    min_size=1,
    max_size=5,
)
FACTS = st.lists(st.sampled_from(["p(a)", "p(b)", "q(a)", "q(b)", "r(a, b)", "r(b, b)"]), unique=True)
RELATIONS = (
    "".join(f"relation {name}(symbol)\n" for name in ("p", "q", "goal", "middle")) + "relation r(symbol, symbol)\n"
)


def program(rules: list[tuple[str, str, list[str]]], facts: list[str]) -> KnowledgeBase:
    stated = "".join(f"fact {fact}\n" for fact in facts)
    concluded = "".join(f"rule {head}(X)\n  when {AND.join([first, *more])}\n" for head, first, more in rules)
    return KnowledgeBase.parse(RELATIONS + stated + concluded)


@CALM
@given(RULES, FACTS)
def test_adding_what_is_missing_makes_it_so_or_shows_what_else_is_in_the_way(
    rules: list[tuple[str, str, list[str]]], facts: list[str]
) -> None:
    knowledge = program(rules, facts)
    added: set[str] = set()
    for _ in range(8):
        refusal = knowledge.why_not("goal(a)")
        if refusal.holds:
            assert knowledge.truth("goal(a)").status == "true"
            return
        assert refusal.why is not None
        needed = missing_facts(refusal.why)
        if needed is None:
            return
        assert not added & set(needed), "what was added is missing again"
        added |= set(needed)
        knowledge = knowledge.assume("".join(dict.fromkeys(needed)))
    raise AssertionError("adding what is missing never ends")


@CALM
@given(policies())
def test_a_verdict_that_is_not_reached_names_clauses(text: str) -> None:
    knowledge = parsed(text)
    verdict = knowledge.ask("u")
    refusal = knowledge.why_not_status("u", Status.PERMITTED)
    assert refusal.holds is (verdict.status is Status.PERMITTED)
    for case in refusal.cases:
        named = {miss.clause for miss in case.clauses}
        if case.outcome is Status.FORBIDDEN:
            assert {("one.ban", "against"), ("one.owe", "owed")} & {(miss.clause, miss.how) for miss in case.clauses}
        assert named or case.outcome is Status.UNKNOWN, case
        for miss in case.clauses:
            assert (miss.proof is not None) is (miss.how in ("against", "owed"))
            assert (miss.why is not None) is (miss.how == "apart")
            assert (miss.by is not None) is (miss.how in ("withheld", "disapplied", "overridden"))
