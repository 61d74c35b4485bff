"""Licenses that do not bind a use are named with the reason, in verdicts, proofs and JSON."""

from __future__ import annotations

import pytest

from licet import Status, Unbound
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.views.data.answers import verdict_json
from licet.views.lines.text import explanation_text, verdict_text
from support.read_documents import read
from support.small_world import FORBID, GRANT, world

STRANGER = (
    'relation stranger(use, license) "never agreed to it"\nrule Use stranger one\n  when Use is marked\n'
    "rule exempt(Use, thing, License)\n  when Use stranger License\n"
)
READ = 'term flagged(Use)\n  reading narrow "n"\n    when does(Use, share, _)\n  reading wide "w"\n    when Use by _\n'


def test_the_reason_is_what_the_rule_rests_on() -> None:
    kb = world(FORBID + STRANGER, "is marked")
    verdict = kb.ask("u")
    assert (verdict.status, verdict.licenses) == (Status.PERMITTED, ())
    assert verdict.unbound == (Unbound("one", (("stranger", ("u", "one")),)),)
    shown = verdict_text(kb.base, verdict)
    assert (
        "\npermitted\n  One (one) does not bind it: stranger (never agreed to it)\n  no license governs it\n" in shown
    )
    assert read(verdict_json(kb.base, verdict))["unbound"] == [{"license": "one", "because": ["u stranger one"]}]


def test_the_reason_is_named_once_and_without_what_is_so_of_every_license() -> None:
    rule = (
        "rule exempt(Use, thing, License)\n  when Use stranger License\n   and Use by Org\n"
        "   and thing licensed_under License\n   and Use stranger Other\n"
    )
    kb = world(FORBID + STRANGER.replace(STRANGER[STRANGER.index("rule exempt") :], rule), "is marked")
    assert "\n  One (one) does not bind it: stranger (never agreed to it)\n" in verdict_text(kb.base, kb.ask("u"))


def test_a_stated_exemption_needs_no_reason() -> None:
    kb = world(GRANT, "exempt thing one")
    assert kb.ask("u").unbound == (Unbound("one", ()),)
    assert "\n  One (one) does not bind it\n" in verdict_text(kb.base, kb.ask("u"))


def test_a_license_that_binds_or_is_not_touched_is_not_named() -> None:
    assert world(GRANT).ask("u").unbound == ()
    elsewhere = GRANT + 'license two "Two"\n  unread because "x"\nfact exempt(u, thing, two)\n'
    assert world(elsewhere).ask("u").unbound == ()


def test_the_proof_shows_why() -> None:
    kb = world(FORBID + STRANGER, "is marked")
    shown = explanation_text(kb.base, kb.why("u"))
    assert "One (one) does not bind the use" in shown
    assert shown.index("does not bind the use") < shown.index("the use stranger one") < shown.index("considered, and")


def test_each_reading_names_those_that_do_not_bind_in_it() -> None:
    kb = world(FORBID + READ + "rule exempt(Use, thing, one)\n  when flagged(Use)\n")
    verdict = kb.ask("u")
    assert (verdict.status, verdict.unbound) == (Status.CONTESTED, ())
    assert [(c.status, [u.license for u in c.unbound]) for c in verdict.cases] == [
        (Status.FORBIDDEN, []),
        (Status.PERMITTED, ["one"]),
    ]
    assert "wide     permitted  one not binding" in verdict_text(kb.base, verdict)


@pytest.mark.slow
def test_before_its_only_version_was_offered_a_thing_is_not_free(kb: KnowledgeBase) -> None:
    kb = kb.assume(
        'license new_terms "New Terms"\nclause new_terms.grant at "1"\n  permits Use to copy\n'
        "fact offered_from(new_terms) = 2024-01-01\n"
        "model new_model\n  licensed_under new_terms\n  not undisclosed_lineage\n"
        "use too_early\n  by acme\n  on 2023-01-01\n  does use new_model\n  not breaks_law\n"
    )
    verdict = kb.ask("too_early")
    assert (verdict.status, verdict.licenses) == (Status.NOT_GRANTED, ("new_terms",))
