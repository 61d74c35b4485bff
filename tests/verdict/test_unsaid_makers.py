"""Uses that do not say who makes them: nothing about who acts is certain of them, nor out of the question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from licet import UNKNOWN, KnowledgeBase, Need, NeedSet, PolicyError, Status
from licet.answers.cross_check import cross_check_use
from licet.errors import PolicyTooComplex
from support.core import CORE
from support.samples import samples
from support.small_world import GRANT

VOCABULARY = f"""{CORE}relation marked(use)
relation sued(organization)
relation partner(organization, organization)
relation filed(organization, license) = date
open relation size(organization) = count
relation maker_of(use, organization)
relation ally_of_maker(use, organization)
relation big_maker(use)
relation makers_size(use) = count
relation agreed(use, organization)
relation suit_day(use, date)
relation odd(use)
relation sized(use, count)
relation answers_for(use, organization)
action run
duty credit
organization org
  size 3
organization acme
  partner org
  sued
  size 20
artifact thing
  licensed_under one
  not undisclosed_lineage
use before
  by org
  marked
rule Use maker_of Org
  when Use by Org
rule Use ally_of_maker Ally
  when Use maker_of Org
   and Org partner Ally
rule makers_size(Use) := sum of Size
  when Use by Org
   and size(Org) = Size
rule Use agreed Org
  when Use by Org
   and Org is sued
rule suit_day(Use, Day)
  when Use by Org
   and filed(Org, one) = Day
rule sized(Use, Size)
  when Use by Org
   and size(Org) = Size
rule Use is big_maker
  when Use maker_of Org
   and size(Org) > 10
term answers_for(Use, Org)
  reading maker "maker"
    when Use by Org
  reading partner "partner"
    when Use by Other
     and Other partner Org
term odd(Use)
  reading narrow "narrow"
    when Use by Org
     and Org is sued
  reading wide "wide"
    when Use is marked
"""
ABOUT_THE_MAKER = (
    ("Use by Org", "Org is sued"),
    ("Use by acme",),
    ("Use by Org", "Org = acme"),
    ("Use maker_of acme",),
    ("Use maker_of Org", "Org is sued"),
    ("Use ally_of_maker Ally", "Ally is sued"),
    ("Use ally_of_maker org",),
    ("Use ally_of_maker _",),
    ("Use is big_maker",),
    ("makers_size(Use) > 10",),
    ("Use by Org", "size(Org) = Size", "Size + 1 > 10"),
    ("Use by Org", "size(Org) = Size", "Twice = Size * 2", "Twice > 10"),
    ("Use by Org", "Use agreed Org"),
    ("Use by Org", "filed(Org, one) = Filed", "on(Use) = Day", "Day >= Filed"),
    ("suit_day(Use, Filed)", "on(Use) = Day", "Day >= Filed"),
    ("suit_day(Use, 2024-01-01)",),
    ("Use is odd",),
    ("sized(Use, Size)", "Size > 10"),
    ("sized(Use, 50)",),
    ("Use answers_for Org", "Org is sued"),
    ("Use answers_for acme",),
)
OTHERS = (("Use is marked",), ("does(Use, _, thing)",), ())
NEGATED = tuple(f"not {c[0]}" for c in ABOUT_THE_MAKER if len(c) == 1)


EXEMPT = "rule exempt(Use, thing, one)\n  when Use by Org\n   and Org partner acme\n"


def text_of(clauses: str, *lines: str, silence: str = "not granted") -> str:
    use = "".join(f"  {line}\n" for line in ("on 2024-01-01", "does run thing", *lines))
    return f'{VOCABULARY}license one "One"\n  silence means {silence}\n{clauses}use u\n{use}'


@st.composite
def clause(draw: st.DrawFn, earlier: list[str], index: int) -> str:
    effects = ["permits Use", "forbids Use", "requires credit of Use as condition"]
    if earlier:
        targets = draw(st.sampled_from(earlier))
        effects += [f"withholds {targets}", f"disapplies {targets}", f"forbids Use\n  overrides {targets}"]
    effect = draw(st.sampled_from(effects))
    conditions, unless = draw(st.sampled_from(OTHERS)), ()
    if draw(st.booleans()):
        conditions = draw(st.sampled_from([*ABOUT_THE_MAKER, *((n,) for n in NEGATED)]))
    elif draw(st.booleans()):
        unless = draw(st.sampled_from(ABOUT_THE_MAKER))
    lines = "".join(f"  {'and' if i else 'when'} {c}\n" for i, c in enumerate(conditions))
    lines += "".join(f"  {'and' if i else 'unless'} {c}\n" for i, c in enumerate(unless))
    return f'clause one.c{index} at "{index}"\n  {effect}\n{lines}'


@st.composite
def policies(draw: st.DrawFn) -> str:
    names = [f"c{i}" for i in range(draw(st.integers(1, 3)))]
    parts = [draw(clause(names[:index], index)) for index in range(len(names))]
    said = [(), ("marked",)]
    if "requires" in "".join(parts):
        said += [("fulfils credit of one",), ("not fulfils credit of one",)]
    lines = draw(st.sampled_from(said))
    silence = draw(st.sampled_from(["not granted", "permitted", "forbidden", "unknown"]))
    exempt = draw(st.sampled_from(["", "", "", EXEMPT]))
    return text_of("".join(parts), *lines, silence=silence) + exempt


def makers() -> Iterator[str]:
    """What can be said of who makes the use: each of those whom the policies know, and others."""
    yield from ("fact by(u, org)\n", "fact by(u, acme)\n", "fact by(u, org)\nfact by(u, acme)\n")
    partners = ("", "  partner org\n", "  partner acme\n", "  partner other\n")
    days = ("", "  filed one = 2024-01-01\n", "  filed one = 2025-01-01\n")
    for sued, partner, day, size in product(("", "  sued\n"), partners, days, (0, 50)):
        yield f"organization other\n{sued}{partner}{day}  size {size}\nfact by(u, other)\n"


@settings(max_examples=samples(25), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(policies())
def test_what_is_certain_of_a_use_is_so_whoever_makes_it(text: str) -> None:
    kb = KnowledgeBase.parse(text)
    verdict = kb.ask("u")
    kb.needs("u")
    if verdict.status in (Status.UNKNOWN, Status.CONTESTED):
        return
    for maker in makers():
        found = kb.assume(maker).ask("u")
        assert verdict.status.allows == found.status.allows, maker
        assert verdict.status.refuses == found.status.refuses, maker


@pytest.mark.parametrize("conditions", ABOUT_THE_MAKER, ids=" and ".join)
@pytest.mark.parametrize(
    "effect", [pytest.param("withholds grant", marks=pytest.mark.slow), "forbids Use\n  overrides grant"]
)
def test_no_clause_about_who_acts_is_passed(effect: str, conditions: tuple[str, ...]) -> None:
    body = "".join(f"  {'and' if i else 'when'} {c}\n" for i, c in enumerate(conditions))
    for ban in (f"  {effect}\n{body}", f"  {effect}\n{body.replace('when', 'unless')}"):
        kb = KnowledgeBase.parse(text_of(GRANT + f'clause one.ban at "2"\n{ban}'))
        verdict = kb.ask("u")
        assert not verdict.status.allows
        assert not verdict.status.refuses
        assert {n for s in verdict.needs for n in s.needs} <= {MAKER}
        assert verdict.status is Status.CONTESTED or verdict.needs == (NeedSet((MAKER,)),)
        assert cross_check_use(kb.base, "u") == ()
        with pytest.raises(PolicyTooComplex):
            kb.certify("u")


MAKER = Need("by", ("u",), why="the use does not say who makes it")


def test_a_maker_of_whom_nothing_is_known_is_not_thought_to_be_one_of_those_who_are() -> None:
    vocabulary = f"{CORE}relation sued(organization)\naction run\nartifact thing\n  licensed_under one\n"
    suit = 'clause one.suit at "2"\n  withholds grant\n  when Use by Org\n   and Org is sued\n'
    use = "use u\n  on 2024-01-01\n  does run thing\nfact not undisclosed_lineage(thing)\n"
    kb = KnowledgeBase.parse(f'{vocabulary}license one "One"\n{GRANT}{suit}{use}')
    assert kb.ask("u").needs == (NeedSet((MAKER,)),)
    named = kb.assume("organization new\nfact by(u, new)\n")
    assert named.ask("u").status is Status.PERMITTED


def test_nor_is_whoever_has_to_do_with_them_thought_to_be_one_who_is_known() -> None:
    vocabulary = f"{CORE}relation sued(organization)\nrelation ally(organization, organization)\nrelation x(license)\n"
    vocabulary += "relation held(organization, license)\naction run\nartifact thing\n  licensed_under one\n"
    use = "use u\n  on 2024-01-01\n  does run thing\nfact not undisclosed_lineage(thing)\n"
    for conditions in (
        ("Org ally Ally", "Ally is sued"),
        ("Org ally A", "A ally B", "B is sued"),
        ("Org held L", "L is x"),
    ):
        suit = 'clause one.suit at "2"\n  withholds grant\n  when Use by Org\n'
        suit += "".join(f"   and {condition}\n" for condition in conditions)
        assert KnowledgeBase.parse(f'{vocabulary}license one "One"\n{GRANT}{suit}{use}').ask("u").needs == (
            NeedSet((MAKER,)),
        )


def test_a_license_that_may_exempt_whoever_makes_it_decides_nothing() -> None:
    assert KnowledgeBase.parse(text_of('clause one.ban at "1"\n  forbids Use\n') + EXEMPT).ask("u").needs == (
        NeedSet((MAKER,)),
    )


def test_clauses_that_ask_nothing_of_who_acts_decide_without() -> None:
    text = text_of(GRANT, "marked")
    assert KnowledgeBase.parse(text).ask("u").status is Status.PERMITTED
    banned = text.replace("  permits Use\n", "  forbids Use\n  when Use is marked\n")
    assert KnowledgeBase.parse(banned).ask("u").status is Status.FORBIDDEN


def test_questions_about_who_makes_it_are_open() -> None:
    kb = KnowledgeBase.parse(text_of(GRANT))
    for literal in ("u by acme", "u by _", "u maker_of org", "u is big_maker", "makers_size(u) > 10", "not u by acme"):
        assert kb.truth(literal).status == "unknown", literal
        assert kb.truth(literal).needs == (NeedSet((MAKER,)),), literal
    assert kb.query("u by Who").possible == ((UNKNOWN,),)
    assert kb.query("u ally_of_maker Who").possible == ((UNKNOWN,),)
    assert kb.assume("fact by(u, acme)").truth("u by org").status == "false"


def test_nothing_is_said_of_the_named_by_a_use_that_names_nobody() -> None:
    kb = KnowledgeBase.parse(text_of(GRANT, "marked") + "use other\n  by acme\n")
    assert kb.truth("other agreed acme").status == "true"
    assert kb.truth("other agreed org").status == "false"
    assert kb.query("other agreed Who").possible == ()
    assert kb.truth("other is big_maker").status == "true"
    assert kb.truth("makers_size(other) = 20").status == "true"


@pytest.mark.parametrize("condition", ["sized(Use, Size)\n   and Size > 10", "sized(Use, 50)"])
def test_what_is_unknown_of_a_maker_who_is_named_is_no_silence_of_the_use(condition: str) -> None:
    ban = f'clause one.ban at "2"\n  forbids Use\n  overrides grant\n  when {condition}\n'
    kb = KnowledgeBase.parse(text_of(GRANT + ban, "by mystery") + "organization mystery\n")
    assert [(n.relation, n.row) for s in kb.ask("u").needs for n in s.needs] == [("size", ("mystery",))]
    assert kb.truth("sized(u, 50)").status == "unknown"
    assert kb.assume("fact size(mystery) = 50").ask("u").status is Status.FORBIDDEN


def test_silence_is_told_where_nothing_else_can_be_meant() -> None:
    unsaid = KnowledgeBase.parse(text_of(GRANT)).base.doubt.unsaid
    assert unsaid["agreed"].silence == unsaid["maker_of"].silence == ("by", 0)
    assert unsaid["sized"].silence is None


def test_a_program_without_licenses_has_no_uses_that_leave_something_unsaid() -> None:
    text = "kind use\nkind organization\nrelation by(use, organization)\nuse u\norganization org\n"
    assert KnowledgeBase.parse(text).truth("u by org").status == "false"


def test_a_forged_certificate_cannot_say_by_whom() -> None:
    import json

    kb = KnowledgeBase.parse(text_of(GRANT + 'clause one.ban at "2"\n  withholds grant\n  when Use by acme\n'))
    named = json.loads(kb.assume("fact by(u, org)").certify("u", given=""))
    for value in (True, False, "org"):
        named["claim"]["branches"][0]["assumptions"] = [["by", ["u"], value]]
        try:
            assert not kb.verify(json.dumps(named).encode()).accepted
        except PolicyError:
            continue


@pytest.mark.parametrize(
    ("rules", "condition"),
    [
        ("rule user_of(M, Org)\n  when does(Use, _, M)\n   and Use by Org\n", "user_of(M, Org)\n   and Org is sued"),
        ("rule user_of(thing, Org)\n  when Use by Org\n", "user_of(thing, Org)\n   and Org is sued"),
        ("rule user_of(thing, Org)\n  when Use by Org\n   and Org is sued\n", "user_of(M, _)"),
        ("rule user_of(thing, Org)\n  when Use by Org\n   and Org is sued\n", "user_of(M, acme)"),
    ],
)
@pytest.mark.parametrize("word", ["when", "unless"])
def test_no_rule_may_conclude_something_of_who_makes_a_use_without_the_use(
    rules: str, condition: str, word: str
) -> None:
    body = f"  when does(Use, _, M)\n   and {condition}\n" if word == "when" else f"  unless {condition}\n"
    ban = f'clause one.ban at "2"\n  forbids Use\n  overrides grant\n{body}'
    text = text_of(GRANT + ban) + "relation user_of(artifact, organization)\n" + rules
    with pytest.raises(PolicyError) as refused:
        KnowledgeBase.parse(text)
    assert {d.code for d in refused.value.diagnostics if d.is_error} == {"E330"}


def test_what_is_told_only_by_a_condition_that_the_maker_decides_is_unknown() -> None:
    knowledge = KnowledgeBase.parse(
        f'{VOCABULARY}license one "One"\n{GRANT}'
        + """relation likes(organization, organization)
relation wears(use, organization)
relation liked(use, organization)
relation worn(use, organization, organization, text)
relation told(use, text)
fact likes(org, acme)
rule liked(Use, Label)
  when Use by Org
   and likes(Org, Label)
rule worn(Use, Org, Label, "because")
  when Use by Org
   and wears(Use, Label)
rule told(Use, Why)
  when liked(Use, Label)
   and worn(Use, _, Label, Why)
use nobodys
  wears acme
use orgs
  by org
  wears acme
"""
    )
    assert knowledge.truth('told(orgs, "because")').status == "true"
    assert knowledge.truth('told(nobodys, "because")').status == "unknown"
