"""The same thread on whether weights are anybody's, on ZachNet, and on rumours: rows B045 to B056."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Pin, Status
from support.background import (
    ANSWERS,
    NO_IMPROVING,
    ZACHNET,
    ZACHNET_ON_LLAMA,
    asked,
    assert_claim,
    by_reading,
    duties,
    needed,
    read_by,
    rests_on,
    use_text,
    with_use,
)

pytestmark = pytest.mark.slow

PROGRAM, AUTHOR = Pin("protected", "part_of_the_program"), Pin("protected", "needs_an_author")


def test_b045_whether_weights_are_protected_is_contested(kb: KnowledgeBase) -> None:
    truth = kb.truth("llama_2_70b is protected")
    assert truth.status == "contested"
    assert truth.over == ("protected",)
    assert {(c.readings[0], c.status) for c in truth.cases} == {(PROGRAM, "true"), (AUTHOR, "false")}


def test_b046_free_only_for_one_who_never_agreed(kb: KnowledgeBase) -> None:
    lines = ("runs llama_2_70b", "trains mistral_7b")
    outsider = asked(kb, *lines, by="scraper")
    assert by_reading(outsider) == {"part_of_the_program": Status.FORBIDDEN, "needs_an_author": Status.PERMITTED}
    party = with_use(kb, *lines, by="acme")
    assert party.ask("asked", readings=[AUTHOR]).status is Status.FORBIDDEN
    assert party.ask("asked").clauses == (NO_IMPROVING,)
    clicked = "organization clicker\n  accepted llama_2\n  monthly_active_users 2023-06 = 5\n"
    bound = with_use(kb, *lines, by="clicker", given=clicked)
    assert bound.ask("asked", readings=[AUTHOR]).status is Status.FORBIDDEN
    assert bound.ask("asked", readings=[PROGRAM]).status is Status.FORBIDDEN


def test_b047_the_definition_is_what_labels_are_measured_by(kb: KnowledgeBase) -> None:
    kept = ("agpl_3_0", "apache_2_0", "gpl_3_0", "lgpl_3_0", "mit_license", "mpl_2_0")
    assert kb.query("License is open_source").rows == tuple((name,) for name in kept)
    assert kb.query("Who keeps_definition osd").rows == (("osi",),)
    dropped = kb.assume("fact bars_purpose(apache_2_0, spam)\n")
    assert dropped.query("License is open_source").rows == tuple((name,) for name in kept if name != "apache_2_0")


def test_b048_weights_can_be_licensed_if_they_are_part_of_the_program(kb: KnowledgeBase) -> None:
    for model in ("llama_2_7b", "llama_2_70b_chat", "mistral_7b"):
        assert kb.truth(f"{model} is protected", readings=[PROGRAM]).status == "true"
    outsider = with_use(kb, "runs llama_2_70b", "trains mistral_7b", by="scraper")
    verdict = outsider.ask("asked", readings=[PROGRAM])
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))


def test_b049_generated_maps_depend_on_human_choices_under_the_other_reading(kb: KnowledgeBase) -> None:
    maps = kb.assume("artifact maps\n  licensed_under mit_license\n")
    assert maps.truth("maps is protected", readings=[PROGRAM]).status == "true"
    open_ = maps.truth("maps is protected", readings=[AUTHOR])
    assert open_.status == "unknown"
    assert {n.relation for s in open_.needs for n in s.needs} == {"shaped_by_human_choices"}
    shaped = maps.assume("fact maps is shaped_by_human_choices\n")
    assert shaped.truth("maps is protected", readings=[AUTHOR]).status == "true"


def test_b050_what_was_drawn_by_lot_is_not_protected_under_that_reading(kb: KnowledgeBase) -> None:
    drawn = kb.assume("artifact maps\n  licensed_under mit_license\n  not shaped_by_human_choices\n")
    assert drawn.truth("maps is protected", readings=[AUTHOR]).status == "false"


@pytest.mark.parametrize("model", ["llama_2_7b", "llama_2_13b", "llama_2_70b", "llama_2_70b_chat", "mistral_7b"])
def test_b051_nobody_decides_on_the_weights_themselves(kb: KnowledgeBase, model: str) -> None:
    assert kb.truth(f"{model} is protected", readings=[AUTHOR]).status == "false"
    shaped = kb.assume(f"fact {model} is shaped_by_human_choices\n")
    assert shaped.truth(f"{model} is protected", readings=[AUTHOR]).status == "false"


def test_b052_training_zachnet_is_barred_and_the_motive_is_an_opinion(kb: KnowledgeBase) -> None:
    teach = with_use(kb, "runs llama_2_70b", "trains zachnet on answers", given=ANSWERS + ZACHNET)
    verdict = teach.ask("asked")
    assert (verdict.status, verdict.clauses) == (Status.FORBIDDEN, (NO_IMPROVING,))
    assert rests_on(teach.why("asked")) == {NO_IMPROVING}
    assert_claim(kb, "motive_of_the_ban", "undecided", "acme_chat_product")


def test_b053_a_zachnet_based_on_llama_2_may_be_trained(kb: KnowledgeBase) -> None:
    for involved in ("answers", "llama_2_70b"):
        verdict = asked(kb, f"runs {involved}", "trains zachnet", given=ANSWERS + ZACHNET_ON_LLAMA)
        assert verdict.status is Status.PERMITTED
        assert "llama_2" in verdict.licenses


def test_b054_only_the_derivative_carries_the_agreement_and_the_policy(kb: KnowledgeBase) -> None:
    based = asked(kb, "distributes zachnet", given=ZACHNET_ON_LLAMA)
    assert based.status is Status.PERMITTED_WITH_DUTIES
    assert duties(based) == {"attribution_notice": "llama_2.notice", "copy_of_agreement": "llama_2.pass_on"}
    armed = asked(kb, "runs zachnet", "for_purpose military", given=ZACHNET_ON_LLAMA)
    assert (armed.status, armed.clauses) == (Status.FORBIDDEN, ("llama_2_aup.military",))
    other = asked(kb, "distributes zachnet", given=ZACHNET)
    assert other.status is Status.PERMITTED
    assert other.licenses == ("own_work",)
    assert duties(other) == {}
    assert asked(kb, "runs zachnet", "for_purpose military", given=ZACHNET).status is Status.PERMITTED


def test_b055_what_becomes_of_the_34b_model_is_unknown(kb: KnowledgeBase) -> None:
    for lines in ((), ("trains mistral_7b",), ("for_purpose research",)):
        verdict = asked(kb, "runs llama_2_34b", *lines)
        assert verdict.status is Status.UNKNOWN
        assert ("licensed_under", "llama_2_34b") in needed(verdict)
    assert kb.query("released(llama_2_34b) = Day").rows == ()


def test_b056_a_rumour_decides_nothing(kb: KnowledgeBase) -> None:
    assert kb.query("rumour(llama_2_models, What)").rows
    assert read_by(kb, "rumour") == set()
    plain = kb.assume(use_text("runs llama_2_70b"))
    said = plain.assume('fact rumour(llama_2_70b, "trained on a rival\'s outputs")   per "forum comments"\n')
    assert said.ask("asked") == plain.ask("asked")
    assert said.ask("asked").status is Status.PERMITTED
    promoted = plain.assume(
        "model rival\n  licensed_under own_work\n  own_work_of giant\n  not undisclosed_lineage\n"
        "fact llama_2_70b trained_on rival\n"
    )
    assert promoted.ask("asked") != plain.ask("asked")
