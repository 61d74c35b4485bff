"""Remedies take other names and things in the place of those that stand in the way, and what they offer is so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet import KnowledgeBase, Status
from licet.answers.remedies import Remedy
from licet.policy.relation_names import denied, held_always
from support.samples import every, samples
from support.small_world import VOCABULARY, license_text

EXTRA = """relation releases_as(use, artifact, text)
relation renamable(symbol)
relation avoidable(symbol)
relation attainable(symbol)
relation could_take(use, artifact, artifact)
relation newer(artifact, artifact)
relation bad(artifact)
fact renamable(releases_as)
fact avoidable(harmful)
fact attainable(fulfils_of)
rule does(Use, share, Thing)
  when releases_as(Use, Thing, _)
rule could_take(Use, Old, New)
  when does(Use, _, Old)
   and New newer Old
artifact next_thing
  licensed_under two
  not undisclosed_lineage
artifact another_next
  licensed_under two
  not undisclosed_lineage
"""
NEWER = "fact newer(next_thing, thing)\nfact newer(another_next, thing)\n"
GRANTS = 'clause one.grant at "1"\n  permits Use\nclause two.grant at "1"\n  permits Use\n'
NAMED = 'clause {0}.name at "2"\n  forbids Use\n  overrides grant\n  when releases_as(Use, _, Name)\n   and {1}\n'
STARTS = 'not Name starts with "One"'
BARRED = 'clause one.ban at "3"\n  forbids Use\n  overrides grant\n'
HARM = 'clause {0}.harm at "4"\n  forbids Use\n  overrides grant\n  when Use is harmful\n'
OWED = 'clause {0}.owe at "5"\n  requires credit of Use as condition\n'


def world(clauses: str, *lines: str) -> KnowledgeBase:
    """Two licenses, things under them, and a use that says `lines`."""
    licenses = license_text("one") + license_text("two")
    use = "use u\n  by org\n  on 2024-01-01\n" + "".join(f"  {line}\n" for line in lines)
    return KnowledgeBase.parse(VOCABULARY + EXTRA + licenses + GRANTS + clauses + use)


def offered(knowledge: KnowledgeBase, use: str = "u") -> list[list[str]]:
    """What is offered, each change as `-` or `+` and the words of the fact, after it was held to be so."""
    found = knowledge.remedies(use)
    for remedy in found.found:
        assert after(knowledge, remedy).ask(use).status is remedy.verdict.status
        assert remedy.verdict.status.allows
    return [
        [f"{'-' if e.withdraw else '+'} {e.relation} {' '.join(map(str, e.row))}" for e in r.edits] for r in found.found
    ]


def after(knowledge: KnowledgeBase, remedy: Remedy) -> KnowledgeBase:
    """The policies with what a remedy says written into them."""
    for edit in remedy.edits:
        relation = held_always(edit.relation) or edit.relation
        signature = knowledge.vocabulary.relations[relation]
        values = (f'"{v}"' if k == "text" else str(v) for v, k in zip(edit.row, signature.kinds, strict=True))
        fact = f"{relation}({', '.join(values)})\n"
        solver = knowledge.base.solver
        if edit.withdraw and solver.fact(edit.relation, edit.row) is not None:
            knowledge = knowledge.retract(f"fact {fact}")
        if edit.withdraw and signature.absence != "closed":
            knowledge = knowledge.assume(f"fact not {fact}")
        if not edit.withdraw and solver.fact(denied(edit.relation), edit.row) is not None:
            knowledge = knowledge.retract(f"fact not {fact}")
        if not edit.withdraw:
            knowledge = knowledge.assume(f"fact {fact}")
    return knowledge


def test_a_name_that_the_license_does_not_want_gets_its_beginning() -> None:
    found = offered(world(NAMED.format("one", STARTS), 'releases thing as "Phoenix"'))
    assert found == [["- releases_as u thing Phoenix", "+ releases_as u thing One Phoenix"]]


def test_of_several_spellings_the_first_that_the_clause_names_is_offered() -> None:
    spelt = f'{STARTS}\n   and not Name starts with "one"\n   and not Name starts with "ONE"'
    found = offered(world(NAMED.format("one", spelt), 'releases thing as "Phoenix"'))
    assert found == [["- releases_as u thing Phoenix", "+ releases_as u thing One Phoenix"]]


def test_a_name_that_a_grant_asks_for_is_offered() -> None:
    asked = 'clause one.more at "6"\n  withholds grant\n  unless well_named(Use)\n'
    asked += (
        'relation well_named(use)\nrule Use is well_named\n  when releases_as(Use, _, N)\n   and N starts with "One"\n'
    )
    found = offered(world(asked, 'releases thing as "Phoenix"'))
    assert found == [["- releases_as u thing Phoenix", "+ releases_as u thing One Phoenix"]]


def test_names_that_nobody_can_choose_stay_as_they_are() -> None:
    knowledge = world(NAMED.format("one", STARTS), 'releases thing as "Phoenix"')
    assert offered(knowledge.retract("fact renamable(releases_as)")) == []


def test_another_thing_is_taken_in_all_that_the_use_says_and_stands_for_its_like() -> None:
    found = offered(world(BARRED + NEWER, "does run thing", 'releases thing as "Phoenix"'))
    assert found == [
        [
            "- does u run thing",
            "+ does u run next_thing",
            "- releases_as u thing Phoenix",
            "+ releases_as u next_thing Phoenix",
        ]
    ]


def test_a_thing_that_would_not_do_is_passed_over_for_one_that_would() -> None:
    bad = 'fact bad(next_thing)\nclause two.ban at "3"\n  forbids Use of Thing\n  overrides grant\n  when bad(Thing)\n'
    found = offered(world(BARRED + NEWER + bad, "does run thing"))
    assert found == [["- does u run thing", "+ does u run another_next"]]


def test_another_thing_and_another_name_are_found_together() -> None:
    found = offered(
        world(BARRED + NEWER + NAMED.format("two", 'not Name starts with "Two"'), 'releases thing as "Phoenix"')
    )
    assert found == [["- releases_as u thing Phoenix", "+ releases_as u next_thing Two Phoenix"]]


@pytest.mark.parametrize("line", ["is harmful", "not is harmful", "does run thing"])
def test_what_is_given_up_is_not_so_where_silence_would_not_say_it(line: str) -> None:
    found = offered(world(HARM.format("one"), "does run thing", line))
    assert found == ([] if line == "not is harmful" else [["- harmful u"]])


def test_a_duty_that_is_refused_is_offered_once() -> None:
    found = offered(world(OWED.format("one"), "does run thing", "not fulfils credit of one"))
    assert found == [["+ fulfils_of u credit one"]]


PARTS = [BARRED, NEWER, *(p.format(x) for p in (HARM, OWED) for x in ("one", "two"))]
PARTS += [
    NAMED.format(x, f'not Name starts with "{n}"') for x, n in (("one", "One"), ("two", "Two"), ("two", "Other"))
][:2]
LINES = [
    "does run thing",
    "is harmful",
    "not fulfils credit of one",
    "not fulfils credit of two",
    'releases thing as "One"',
]


@settings(max_examples=samples(60))
@given(
    st.lists(st.sampled_from(PARTS), unique=True),
    st.lists(st.sampled_from(LINES), unique=True),
    st.sampled_from(["Phoenix", "One", "Two"]),
)
def test_every_remedy_that_is_offered_permits(clauses: list[str], lines: list[str], name: str) -> None:
    owed = [line for line in lines if "fulfils" not in line or OWED.format(line.split()[-1]) in clauses]
    knowledge = world("".join(clauses), f'releases thing as "{name}"', *owed)
    found = offered(knowledge)
    assert len(found) == len({tuple(edits) for edits in found})
    if knowledge.ask("u").status is Status.FORBIDDEN and set(clauses) == {BARRED, NEWER}:
        assert found


USES = {
    "named": ('on 2024-09-01\n  modifies llama_3_8b\n  distributes llama_3_8b as "Phoenix-7B"', "Llama 3 Phoenix-7B"),
    "improving": ("on 2024-09-01\n  runs llama_2_70b\n  trains mistral_7b", "runs u llama_3_1_70b"),
    "earning": ("on 2024-09-01\n  runs borrowed\n  for_purpose commercial", "- earns_money u"),
    "at_war": ("on 2024-09-01\n  runs llama_3_1_8b\n  for_purpose warfare", "- for_purpose u warfare"),
    "refusing": (
        "on 2024-09-01\n  distributes llama_2_70b\n  not fulfils copy_of_agreement of llama_2 for llama_2_70b",
        "+ fulfils_of_for u copy_of_agreement llama_2 llama_2_70b",
    ),
    "staying": (
        "on 2025-06-01\n  distributes gemma_2_9b\n  not fulfils pass_on_restrictions of gemma_terms_2024_04_01",
        "+ accepted:always acme gemma_terms_2025_03_24",
    ),
}
BORROWED = (
    'model borrowed "Borrowed"\n  licensed_under cc_by_nc_sa_4_0\n  developed_by meta\n  not undisclosed_lineage\n'
)


@pytest.mark.slow
@pytest.mark.parametrize("name", USES)
def test_shipped_policies_offer_what_permits(kb: KnowledgeBase, name: str) -> None:
    lines, expected = USES[name]
    facts = "fact acme accepted gemma_terms_2024_04_01\n" if name == "staying" else ""
    found = offered(kb.assume(f"{BORROWED}{facts}use u\n  by acme\n  {lines}\n"))
    assert any(expected in edit for edits in found for edit in edits), found


@pytest.mark.slow
def test_a_later_model_is_not_offered_before_it_was_there(kb: KnowledgeBase) -> None:
    found = offered(kb.assume("use u\n  by acme\n  on 2024-06-01\n  runs llama_2_70b\n  trains mistral_7b\n"))
    assert found
    assert not any("llama_3_1" in edit for edits in found for edit in edits)


@pytest.mark.slow
def test_another_model_of_the_family_under_another_license_is_offered(kb: KnowledgeBase) -> None:
    sister = (
        'model sister "Sister"\n  belongs_to llama_2_models\n  developed_by meta\n  licensed_under mit_license\n'
        "  released 2023-07-18\n  is language_model\n  not undisclosed_lineage\n"
    )
    use = "use u\n  by acme\n  on 2023-10-15\n  runs elder\n  for_purpose warfare\n"
    elder = (
        'family kin "Kin"\n  not undisclosed_lineage\n'
        'model elder "Elder"\n  belongs_to kin\n  licensed_under llama_2\n  released 2023-07-18\n'
        "  is language_model\n  not undisclosed_lineage\n"
    )
    found = offered(kb.assume(sister.replace("llama_2_models", "kin") + elder + use))
    assert ["- runs u elder", "+ runs u sister"] in found


@pytest.mark.slow
def test_remedies_of_the_shipped_uses_permit(kb: KnowledgeBase) -> None:
    uses = every([name for name, entity in kb.vocabulary.entities.items() if entity.kind == "use"])
    assert sum(bool(offered(kb, use)) for use in uses) >= len(uses) // 2
