"""The views as plain text, whole."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from re import findall
from textwrap import dedent

import pytest
from msgspec.structs import replace

from licet.answers.claims import ClaimStatus
from licet.answers.policy_tests import TrialResult
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.values import UNKNOWN
from licet.verdict.loading import load_policies
from licet.verdict.query import Answers
from licet.verdict.verdict import Silence, Status, Verdict
from licet.views.lines.checklist import checklist_lines
from licet.views.lines.text import (
    DISCLAIMER,
    answers_text,
    claim_text,
    explanation_text,
    trials_text,
    truth_text,
    verdict_text,
)
from licet.views.lines.verdict import verdict_lines
from licet.words.fragments import plain_text, text_of
from licet.words.widths import columns
from support.small_world import GRANT, VOCABULARY, license_text
from support.view_policies import BREAKOUT, CLAIMS, TESTS, hostile, knowledge

TESTS_FOLDER = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return knowledge(claims=CLAIMS, tests=TESTS)


def text(block: str) -> str:
    return dedent(block).lstrip("\n")


# --- Verdicts ------------------------------------------------------------------------------------------------


def test_duties_are_a_list_to_tick_off(base: KnowledgeBase) -> None:
    assert verdict_text(base.base, base.ask("handing_on")) == text("""
        Hand Llama on (handing_on)
          Acme Inc. (acme); on 2023-10-01; does share
          governed by Llama Community License (llama)

        permitted with duties
          llama.grant (1.a): “You are granted a license to use and distribute the
            Materials.”

        while you do it
          Llama Community License (llama), for llama_7b
            [ ] notice: keep the notice (llama.keep_notice (3))
        """)
    done = base.assume("fact handing_on fulfils notice of llama\n")
    assert "    [x] notice: keep the notice (" in verdict_text(done.base, done.ask("handing_on"))
    refused = base.assume("fact not handing_on fulfils notice of llama\n")
    assert "    [ ] notice: keep the notice, refused (" in verdict_text(refused.base, refused.ask("handing_on"))


ASKING = """\
clause strict.also at "III"
  requires report of Use as condition
clause strict.name at "IV"
  requires notice of Use of Thing as covenant
  when Thing is generative
model third
  licensed_under strict
  not undisclosed_lineage
use both
  by acme
  on 2023-10-01
  does run other
  does run third
  fulfils report of strict
"""


def test_the_acts_are_told_where_they_differ_or_somebody_asks(base: KnowledgeBase) -> None:
    mixed = base.assume(
        "use mixed\n  by acme\n  on 2023-10-01\n  does run llama_7b\n  does share llama_7b\n  not breaks_law\n"
    )
    assert [(a.action, a.status, a.clauses) for a in mixed.ask("mixed").acts] == [
        ("run", Status.PERMITTED, ("llama.grant",)),
        ("share", Status.PERMITTED_WITH_DUTIES, ("llama.grant",)),
    ]
    assert "\n".join(
        [
            "  act             verdict                because of",
            "  run llama_7b    permitted              llama.grant (1.a)",
            "  share llama_7b  permitted with duties  llama.grant (1.a)",
        ]
    ) in verdict_text(mixed.base, mixed.ask("mixed"))
    alike = base.ask("chat")
    assert "run llama_7b" not in verdict_text(base.base, alike)
    assert "  run llama_7b  permitted" in plain_text(verdict_lines(base.base, alike, acts=True))


def test_each_duty_is_told_once_under_when_to_whom_and_for_what_it_is_owed(base: KnowledgeBase) -> None:
    found = base.assume(ASKING)
    assert verdict_text(found.base, found.ask("both")).endswith("""
before you do it
  Strict License (strict), for other and third
    [x] report: report incidents (strict.also (III), strict.reports (II))
while you do it
  Strict License (strict), for other
    [ ] notice: keep the notice (strict.name (IV))
""")
    shown = plain_text(checklist_lines(found.base, found.duties("both")))
    assert shown.startswith(
        text("""
        both: permitted with duties

        before you do it
          Strict License (strict), for other and third
            [x] report: report incidents
                strict.also, Strict License, III  assumed:1
                strict.reports, Strict License, II  strict.licet:7
                “provided that incidents are reported”
        while you do it
        """)
    )
    assert "duties are not the point yet" not in shown


def test_the_duties_of_a_refused_use_are_not_the_point_and_of_an_open_one_may_be_owed(base: KnowledgeBase) -> None:
    refused = base.assume("fact not reporting fulfils report of strict\n")
    shown = plain_text(checklist_lines(refused.base, refused.duties("reporting")))
    assert shown.startswith("Use Other without reports (reporting): not granted\n\nduties are not the point yet: ")
    assert "    [ ] report: report incidents, refused\n" in shown
    unknown = base.assume("fact does(handing_on, run, sealed)\n")
    shown = plain_text(checklist_lines(unknown.base, unknown.duties("handing_on")))
    assert shown.startswith("Hand Llama on (handing_on): unknown\n\nowed if it turns out to be permitted:\n")


def test_readings_are_a_table_with_those_who_hold_them(base: KnowledgeBase) -> None:
    assert verdict_text(base.base, base.ask("judging")) == text("""
        Judge Other with Llama (judging)
          Acme Inc. (acme); on 2023-10-01; does run
          governed by Llama Community License (llama)

        contested over improves: between forbidden and permitted

          improves    verdict    because of
          any_help    forbidden  llama.no_improving (1.b)
          parameters  permitted  llama.grant (1.a)

          improves in Llama Community License, 1.b: “to improve any other model”
            parameters: changing its parameters; held by Meta (“FAQ, 2023”)
            any_help: any step that makes it better; held by a reader

        for Acme Inc. (acme): permitted, by its adopted reading parameters of improves
          adopted by General Counsel on 2023-08-01, until 2024-08-01: memo 7
            llama.licet:45

        lost in some cases
          llama.grant (1.a), overridden by llama.no_improving (1.b)
        """)


def test_needs_name_the_threshold(base: KnowledgeBase) -> None:
    assert verdict_text(base.base, base.ask("snap_chat")) == text("""
        Chat at Snap (snap_chat)
          Snap (snap); on 2023-10-01; does run
          governed by Llama Community License (llama)

        unknown: between not granted and permitted
          could refuse it: llama.many_users (2)

        to decide it, this must be known
          - what users(snap, 2023-06) is; it matters at 700 million (monthly users);
            stated to be unknown per “no figure published”
          to be stated as: fact users(snap, 2023-06) = …

        lost in some cases
          llama.grant (1.a), withheld by llama.many_users (2)
        """)


def test_an_unread_license_is_named(base: KnowledgeBase) -> None:
    assert verdict_text(base.base, base.ask("opening")) == text("""
        Open what is sealed (opening)
          Acme Inc. (acme); on 2023-10-01; does run
          governed by Closed License (closed)

        unknown

        to decide it, this must be known
          - Closed License (closed): no clause of that license is encoded

        not read: Closed License (closed) is not encoded: nobody has the text
        """)


def test_quotes_of_a_prohibition_and_what_lost(base: KnowledgeBase) -> None:
    assert verdict_text(base.base, base.ask("training"), plain=True) == text("""
        Train Other on Llama (training)
          Acme Inc. (acme); on 2023-10-01; does run
          governed by Llama Community License (llama)

        forbidden
          llama.no_improving (1.b): "You will not use the Materials to improve any other
            model (excluding derivative works thereof)."

        considered and lost
          llama.grant (1.a), overridden by llama.no_improving (1.b)
        """)


@pytest.mark.parametrize(
    ("home", "words"), [("one", 'hurt in One: "of the term"'), ("two", 'hurt in One, 2: "of the clause"')]
)
def test_disputed_words_are_those_of_a_license_that_governs_the_use(tmp_path: Path, home: str, words: str) -> None:
    term = (
        'relation hurt(use)\nterm hurt(Use)\n  quote "of the term"\n'
        '  reading narrow "n"\n    when Use is marked\n  reading wide "w"\n    when Use by _\n'
    )
    clause = 'clause one.ban at "2"\n  quote "of the clause"\n  forbids Use\n  overrides grant\n  when flagged(Use)\n'
    rule = "rule flagged(Use)\n  when hurt(Use)\n"
    use = "use u\n  by org\n  on 2024-01-01\n  does run thing\n"
    files = {"one": license_text("one") + GRANT + clause + rule, "two": license_text("two"), "uses": VOCABULARY + use}
    files[home] += term
    for name, written in files.items():
        (tmp_path / f"{name}.licet").write_text(written, encoding="utf-8")
    kb = KnowledgeBase(load_policies(tmp_path))
    shown = verdict_text(kb.base, kb.ask("u"), plain=True)
    assert words in shown
    assert shown.count("hurt in") == 1


def test_what_was_not_tried_and_what_no_clause_says(base: KnowledgeBase) -> None:
    shown = verdict_text(base.base, replace(base.ask("early"), exhausted=False))
    assert shown.endswith("not everything was tried: some combinations of unknown facts are left out\n")
    free = Verdict("chat", Status.PERMITTED)
    assert verdict_text(base.base, free).endswith("\npermitted\n  no license governs it\n")


SILENT = """\
license mute "Mute License"
  in force from 2023-03-01

clause grant at "1"
  quote "You may run it in summer."
  permits Use to run
  when does(Use, _, llama_7b)

clause other at "2"
  permits Use to run
  when Use judges llama_7b

model quiet
  licensed_under mute

use before
  by acme
  on 2023-02-01
  does run quiet

use after
  by acme
  on 2023-04-01
  does run quiet
  does share quiet
"""


def test_a_license_that_grants_an_action_nowhere_is_named(base: KnowledgeBase) -> None:
    silent = base.assume(SILENT)
    before, after = silent.ask("before"), silent.ask("after")
    would = ("mute.grant", "mute.other")
    assert before.silences == (Silence("mute", "run", "quiet", would, date(2023, 3, 1)),)
    assert after.silences == (Silence("mute", "run", "quiet", would), Silence("mute", "share", "quiet", ()))
    assert (before.clauses, after.clauses) == ((), ())
    shown = verdict_text(silent.base, before)
    assert "\nnot granted\n  mute does not grant run quiet: it is in force from 2023-03-01\n" in shown
    over = base.assume(SILENT.replace("in force from 2023-03-01", "in force from 2022-03-01 until 2023-02-01"))
    assert over.ask("before").silences == (Silence("mute", "run", "quiet", would, None, date(2023, 2, 1)),)
    assert "  mute does not grant run quiet: it was in force until 2023-02-01\n" in over.ask("before").text()
    assert verdict_text(silent.base, after).endswith("""
not granted
  mute does not grant run quiet; these do not apply: mute.grant (1), mute.other
    (2)
  mute does not grant share quiet: no clause of it does
""")
    one = base.assume(
        SILENT.replace("permits Use to run\n  when Use judges", "permits Use to share\n  when Use judges")
    )
    assert "this does not apply: mute.grant (1): “You may run it in summer.”" in " ".join(
        verdict_text(one.base, one.ask("after"), width=200).split()
    )


def test_a_verdict_that_rests_on_a_clause_names_no_silence(base: KnowledgeBase) -> None:
    for use in base.vocabulary.members("use"):
        verdict = base.ask(use)
        assert not verdict.silences or verdict.status is Status.NOT_GRANTED


def test_the_day_that_was_asked_for_is_shown_where_none_is_stated(base: KnowledgeBase) -> None:
    more = base.assume("use undated\n  by acme\n  does run llama_7b\n  not breaks_law\n")
    verdict = more.ask("undated", on=date(2023, 12, 24))
    assert verdict_text(more.base, verdict).splitlines()[:2] == [
        "undated",
        "  Acme Inc. (acme); on 2023-12-24; does run",
    ]


def test_the_word_of_the_verdict_is_styled_as_such(base: KnowledgeBase) -> None:
    for use in base.vocabulary.members("use"):
        verdict = base.ask(use)
        assert (verdict.status.value, verdict.status.value) in {
            f for line in verdict_lines(base.base, verdict) for f in line
        }


@pytest.mark.parametrize("width", [40, 80, 200])
def test_lines_keep_to_the_width(base: KnowledgeBase, width: int) -> None:
    for use in base.vocabulary.members("use"):
        for line in verdict_text(base.base, base.ask(use), width=width).splitlines():
            assert columns(line) <= width


def test_no_control_character_reaches_a_terminal() -> None:
    base = hostile()
    shown = [
        verdict_text(base.base, base.ask("go")),
        explanation_text(base.base, base.why("go"), full=True),
        answers_text(base.base, base.query("motto(Org) = Motto")),
        claim_text(base.base, base.claim("said")),
        trials_text(base.test()),
        truth_text(base.base, base.truth("improves(go, weights)")),
    ]
    for view in shown:
        assert "alert(1)" in view
        assert not set(view) & {"\x1b", "\x07", "\u202e"}


def test_nothing_is_said_of_legal_advice_but_once_by_the_caller(base: KnowledgeBase) -> None:
    assert "not legal advice" in DISCLAIMER
    assert DISCLAIMER not in explanation_text(base.base, base.why("chat"))


# --- Explanations --------------------------------------------------------------------------------------------


def test_a_proof_as_a_tree(base: KnowledgeBase) -> None:
    shown = explanation_text(base.base, base.why("giant_chat"), width=90)
    assert shown[shown.index("proof:") :] == text("""
        proof: not granted
        ├─ [2] llama governs what the use does to llama_7b
        │  ├─ [3] does(the use, run, llama_7b)  uses.licet:26
        │  └─ llama_7b licensed_under llama  world.licet:16
        ├─ [6] no clause of llama permits the use to run llama_7b
        │  └─ clause llama.grant (1.a) is withheld by clause llama.many_users (2)  llama.licet:5
        │     └─ [8] clause llama.many_users (2) applies to llama_7b  with [2]  llama.licet:22
        │        │   Llama Community License, 2: “If your monthly users are more than 700 million,
        │        │   you must request a license.”
        │        ├─ in force: 2023-10-01 >= 2023-07-18  uses.licet:25
        │        ├─ the use by giant  uses.licet:24
        │        ├─ group_users(giant, 2023-06) = 700_000_001  sum of Users over 2 cases
        │        │  │   vocabulary.licet:52
        │        │  ├─ 300_000_001
        │        │  │  ├─ giant member arm  vocabulary.licet:49
        │        │  │  │  └─ arm affiliate_of giant  world.licet:9
        │        │  │  └─ users(arm, 2023-06) = 300_000_001  world.licet:10
        │        │  └─ 400 million
        │        │     ├─ giant member giant  vocabulary.licet:46
        │        │     └─ users(giant, 2023-06) = 400 million  per "investor day"  world.licet:6
        │        ├─ 700_000_001 > 700 million
        │        └─ not giant express_grant llama  denied  per "said so"  world.licet:7
        └─ [22] considered, and without effect on this  (+26 steps)
        """)


def test_a_brief_proof_says_a_fact_and_a_title_once_and_all_of_it_when_asked(base: KnowledgeBase) -> None:
    why = base.why("giant_chat")
    brief = explanation_text(base.base, why, width=200)
    whole = explanation_text(base.base, why, width=200, full=True)
    for said in ("llama_7b licensed_under llama", "the use by giant", "Llama Community License, 2: "):
        assert brief[brief.index("proof:") :].count(said) == 1, said
        assert said.replace("the use", "giant_chat") in whole
    assert "must request a license" not in brief[: brief.index("proof:")]
    assert "with [" in brief
    assert "shown above, step" not in brief


def test_a_step_that_is_named_by_number_is_shown_with_that_number(base: KnowledgeBase) -> None:
    for use in ("giant_chat", "judging", "snap_chat"):
        shown = explanation_text(base.base, base.why(use), width=300)
        told = {n for found in findall(r"with ([][0-9, ]+)", shown) for n in findall(r"[0-9]+", found)}
        assert told
        assert all(f" [{number}] " in shown for number in told)


def test_each_reading_has_its_proof(base: KnowledgeBase) -> None:
    shown = explanation_text(base.base, base.why("judging"), width=120)
    assert "\nproof under reading parameters of improves: permitted\n" in shown
    assert "\nproof under reading any_help of improves: forbidden\n" in shown
    assert "the use improves other under reading any_help  any step that makes it better" in shown


def test_branches_that_come_to_the_same_are_one(base: KnowledgeBase) -> None:
    explanation = base.why("snap_chat")
    permitted, refused = explanation.grounds
    explanation = replace(explanation, grounds=(permitted, permitted, permitted, refused))
    shown = explanation_text(base.base, explanation)
    assert shown.count("proof supposing") == 2
    assert "supposing users(snap, 2023-06) = 700_000_001: not granted\n" in shown
    assert "supposing users(snap, 2023-06) = 0: permitted (so in 2 further cases)\n" in shown
    assert "users(snap, 2023-06) = 700_000_001  assumed\n" in shown
    assert explanation_text(base.base, explanation, full=True).count("proof supposing") == 4


def test_a_rule_shows_the_words_it_cites(base: KnowledgeBase) -> None:
    assert explanation_text(base.base, base.why_literal("tuned_again descends_from llama_7b")) == text("""
        true

        proof: true
        tuned_again descends_from llama_7b  vocabulary.licet:39
        │   D 1: “and what descends from it”
        ├─ tuned_again derived_from tuned  world.licet:24
        └─ tuned descends_from llama_7b  vocabulary.licet:36
           └─ tuned derived_from llama_7b  per "model card"  world.licet:20
        """)


def test_an_absence_says_what_each_rule_would_need(base: KnowledgeBase) -> None:
    assert explanation_text(base.base, base.why_literal("not llama_7b descends_from tuned"), plain=True) == text("""
        true

        proof: true
        not llama_7b descends_from tuned
        - needs llama_7b derived_from tuned  not stated  vocabulary.licet:36
        - needs llama_7b derived_from _  not stated  vocabulary.licet:39
        """)


def test_a_false_comparison_shows_the_value(base: KnowledgeBase) -> None:
    assert explanation_text(base.base, base.why_literal("group_users(acme, 2023-06) = 7")) == text("""
        false

        proof: false
        group_users(acme, 2023-06) = 7  false: it is 5 million
        """)


# --- Answers, truths, claims, tests --------------------------------------------------------------------------


def test_answers_are_a_table_with_possible_ones_marked(base: KnowledgeBase) -> None:
    answers = base.query("users(Org, Month) = Users")
    assert answers_text(base.base, answers) == text("""
        Org      Month        Users
        acme   2023-06    5 million
        arm    2023-06  300_000_001
        giant  2023-06  400 million
        meta   2023-06      unknown  possibly
        snap   2023-06      unknown  possibly
        """)
    assert answers_text(base.base, answers, height=4).endswith("possibly\n… 1 more\n")
    assert answers_text(base.base, answers, height=2, plain=True).endswith("300_000_001\n... 3 more\n")
    assert answers_text(base.base, replace(answers, possible=()), width=20).startswith(
        "Org    acme\nMonth  2023-06\nUsers  5 million\n\nOrg    arm\n"
    )


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        (Answers((), ((),)), "yes\n"),
        (Answers((), ()), "no\n"),
        (Answers((), (), ((),)), "possibly\n"),
        (Answers(("X",), ()), "no answers\n"),
        (Answers(("X",), (), ((UNKNOWN,),)), "X\nunknown  possibly\n"),
        (Answers(("X",), (("a",),), (), True), "X\na\n… more than the limit\n"),
        (Answers(("X",), (("a",), ("b",)), (), True), "X\na\n… at least 1 more\n"),
    ],
)
def test_few_answers(base: KnowledgeBase, answers: Answers, shown: str) -> None:
    assert answers_text(base.base, answers, height=1) == shown


def test_truths(base: KnowledgeBase) -> None:
    assert truth_text(base.base, base.truth("generative(other)")) == "true\n"
    assert truth_text(base.base, base.truth("chat trains other")) == "false\n"
    assert truth_text(base.base, base.truth("breaks_law(unlawful_chat)")) == text("""
        unknown

        to decide it, this must be known
          - whether breaks_law(unlawful_chat) (some law is broken)
        """)
    assert truth_text(base.base, base.truth("improves(judging, other)")).startswith(
        "contested over improves\n\n  improves    it is\n  any_help    true\n  parameters  false\n"
    )


def test_claims(base: KnowledgeBase) -> None:
    def shown(name: str) -> str:
        status: ClaimStatus = base.claim(name)
        return claim_text(base.base, status)

    assert shown("free_for_all") == text("""
        Meta: free for everybody (free_for_all)
          by Meta on 2023-07-18, about Llama Community License (llama)  per “blog”
          uses.licet:51
          “free for research and commercial use”

        undecided: not giant affiliate_of arm
          nothing is stated that speaks for or against it
        """)
    assert "\nundecided: other descends_from llama_7b\n  nothing is stated" in shown("wrong")
    assert shown("opinion").endswith("\nundecided: it makes no statement that could be compared\n")


def test_tests(base: KnowledgeBase) -> None:
    results = base.test()
    assert trials_text(results) == text("""
        failed: chatting is forbidden, wrongly  tests.licet:4
          the verdict is permitted because of `llama.grant`, not forbidden
            tests.licet:5
          the duty `notice` is not live; live are: none  tests.licet:6

        1 failed, 1 passed
        """)
    assert trials_text([r for r in results if r.passed]) == "1 passed\n"
    assert trials_text([]) == "0 passed\n"
    assert "\x1b" not in trials_text([TrialResult(BREAKOUT, results[0].span, ())])


def test_views_do_not_depend_on_what_was_shown_before(base: KnowledgeBase) -> None:
    again = knowledge(claims=CLAIMS, tests=TESTS)
    for use in reversed(list(base.vocabulary.members("use"))):
        assert explanation_text(base.base, base.why(use)) == explanation_text(again.base, again.why(use))
        assert [text_of(line) for line in verdict_lines(base.base, base.ask(use))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_views_do_not_depend_on_the_seed_of_hashes(base: KnowledgeBase, seed: str) -> None:
    code = (
        "from licet.views.lines.text import explanation_text\n"
        "from support.view_policies import knowledge\n"
        "base = knowledge()\n"
        "print(end=''.join(explanation_text(base.base, base.why(u), full=True) for u in ('judging', 'snap_chat')))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(TESTS_FOLDER), "PYTHONIOENCODING": "utf-8"},
    )
    assert run.stdout == "".join(
        explanation_text(base.base, base.why(use), full=True) for use in ("judging", "snap_chat")
    )
