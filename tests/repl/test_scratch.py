from __future__ import annotations

import pytest

from licet.errors import NameUnknown, PolicyError
from licet.grammar import SourceFile
from licet.grammar.formatter import format_source
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.show import as_text
from licet.repl.session.scratch import Scratch, scratch_over
from licet.repl.session.session import Session
from licet.verdict.verdict import Pin, Status
from support.sessions import WIDE, said, say


@pytest.fixture
def scratch(knowledge: KnowledgeBase) -> Scratch:
    return scratch_over(knowledge)


def status(scratch: Scratch, use: str) -> Status:
    return scratch.knowledge.ask(use, readings=scratch.readings).status


def test_a_fact_that_is_assumed_counts_and_undoing_it_takes_it_back(scratch: Scratch) -> None:
    assert status(scratch, "silent_chat") is Status.UNKNOWN
    more = scratch.assume("monthly_users(silent, 2023-06) = 5")
    assert status(more, "silent_chat") is Status.PERMITTED
    assert more.before is scratch
    assert status(scratch, "silent_chat") is Status.UNKNOWN


def test_a_fact_of_the_files_can_be_taken_back_and_stated_otherwise(scratch: Scratch) -> None:
    less = scratch.retract("monthly_users(acme, 2023-06) = 40 thousand")
    assert status(less, "chat_product") is Status.UNKNOWN
    other = less.assume("monthly_users(acme, 2023-06) = 1 billion").assume("not express_grant(acme, alpaca_1)")
    assert status(other, "chat_product") is Status.NOT_GRANTED
    assert [str(c) for c in other.changes] == [
        "retract monthly_users(acme, 2023-06) = 40 thousand",
        "assume fact monthly_users(acme, 2023-06) = 1 billion",
        "assume fact not express_grant(acme, alpaca_1)",
    ]


def test_the_value_may_be_left_out_of_what_is_taken_back(scratch: Scratch) -> None:
    assert status(scratch.retract("monthly_users(acme, 2023-06)"), "chat_product") is Status.UNKNOWN


def test_what_was_taken_back_stays_so_when_a_rule_is_added(scratch: Scratch) -> None:
    changed = scratch.retract("alpaca_chat derived_from alpaca").assume(
        "rule Model is small\n  when Model derived_from otter"
    )
    assert changed.knowledge.query("X derived_from Y").rows == ()


def test_facts_assumed_before_a_rule_stay(scratch: Scratch) -> None:
    changed = scratch.assume("otter derived_from alpaca").assume(
        "rule Model is small\n  when Model derived_from alpaca"
    )
    assert changed.knowledge.truth("alpaca_chat is small").status == "true"
    assert changed.knowledge.truth("otter derived_from alpaca").status == "true"


def test_taking_back_what_was_assumed_leaves_no_change(scratch: Scratch) -> None:
    assert scratch.assume("alpaca is small").retract("alpaca is small").changes == ()


def test_a_denial_can_be_taken_back(scratch: Scratch) -> None:
    changed = scratch.retract("not undisclosed_lineage(alpaca)")
    assert changed.knowledge.truth("alpaca is undisclosed_lineage").status == "unknown"


def test_only_what_is_stated_can_be_taken_back(scratch: Scratch) -> None:
    with pytest.raises(Misuse, match="is not stated"):
        scratch.retract("alpaca_chat descends_from alpaca")
    with pytest.raises(NameUnknown) as unknown:
        scratch.retract("alpaca_chat derived_frm alpaca")
    assert unknown.value.hint == "did you mean `derived_from`?"
    with pytest.raises(PolicyError):
        scratch.retract("alpaca_chat derived_from")


def test_an_assumption_against_the_files_is_refused(scratch: Scratch) -> None:
    with pytest.raises(PolicyError):
        scratch.assume("monthly_users(acme, 2023-06) = 7")


def test_a_reading_is_taken_and_left_open_again(scratch: Scratch) -> None:
    read = scratch.read(Pin("improves", "any_help"))
    assert status(read, "judge_otter") is Status.FORBIDDEN
    other = read.read(Pin("improves", "parameters"))
    assert status(other, "judge_otter") is Status.PERMITTED
    assert [str(c) for c in other.changes] == ["assume reading parameters of improves"]
    assert status(other.forget_reading("improves"), "judge_otter") is Status.CONTESTED


def test_a_reading_that_does_not_exist(scratch: Scratch) -> None:
    with pytest.raises(NameUnknown) as unknown:
        scratch.read(Pin("improves", "paramters"))
    assert unknown.value.hint == "did you mean `parameters`?"


def test_the_layer_goes_over_other_policies(scratch: Scratch, knowledge: KnowledgeBase) -> None:
    other = knowledge.assume('model extra "Extra"\n', "extra.licet")
    moved = scratch.assume("alpaca is small").read(Pin("improves", "any_help")).over(other)
    assert moved.knowledge.truth("alpaca is small").status == "true"
    assert "extra" in moved.knowledge.vocabulary.entities
    assert moved.readings == (Pin("improves", "any_help"),)


def test_what_is_saved_is_a_policy_file_that_fmt_leaves_alone(scratch: Scratch, knowledge: KnowledgeBase) -> None:
    changed = scratch.retract("alpaca_chat derived_from alpaca")
    changed = changed.assume('use mine   "Mine"\n     by acme\n   does   use   otter').assume("alpaca is small")
    text = changed.saved()
    assert "# retract alpaca_chat derived_from alpaca\n" in text
    assert format_source(SourceFile("saved", text)) == (text, ())
    assert knowledge.assume(text).truth("alpaca is small").status == "true"


USE = "use mine\n  by acme\n  on 2023-09-01\n  does use alpaca"


def test_a_use_that_is_typed_can_be_asked_about_and_typed_anew(session: Session) -> None:
    assert said(session, USE) == "`mine` is known now; `ask mine`\n"
    assert "\npermitted\n" in said(session, USE, "ask mine")
    after, output = say(session, USE, f"{USE}\n  trains otter", "ask mine")
    assert output.status == 1
    assert len(after.scratch.changes) == 1


def test_a_line_of_what_was_typed_is_edited_and_not_taken_back(session: Session) -> None:
    assert "`edit mine` lets you change it" in said(session, USE, "retract mine by acme")


def test_changes_are_numbered_and_taken_back_by_number(session: Session) -> None:
    assert said(session, "changes") == "nothing is assumed, nothing taken back\n"
    made = ("assume alpaca is small", "assume reading any_help of improves", "retract otter is small")
    assert said(session, *made, "changes") == (
        "  1  assume fact alpaca is small\n  2  assume reading any_help of improves\n  3  retract otter is small\n"
    )
    assert said(session, *made, "retract 1") == "taken back: assume fact alpaca is small\n"
    assert "there is no change 4" in said(session, *made, "retract 4")
    assert said(session, *made, "undo", "undo", "changes") == "  1  assume fact alpaca is small\n"
    assert "there is nothing to undo" in said(session, "undo")


def test_a_test_that_is_typed_runs_at_once(session: Session) -> None:
    test = 'test "t"\n  given use u\n    - by acme\n    - on 2023-09-01\n    - does use alpaca\n'
    assert say(session, f"{test}  expect permitted")[1].status == 0
    _, output = say(session, f"{test}  expect forbidden")
    assert output.status == 1


def test_after_an_error_the_session_is_as_it_was(session: Session) -> None:
    after, output = say(session, "assume alpaca is smal")
    assert after is session
    assert output.status == 2


def test_undo_says_what_it_undoes(session: Session) -> None:
    steps = (
        ("assume alpaca is small", "assume fact alpaca is small"),
        ("use mine\n  by acme", "assume use mine …"),
        ("use mine\n  by acme\n  does use otter", "assume use mine …"),
        ("retract 1", "retract fact alpaca is small"),
        ("retract otter is small", "retract otter is small"),
        ("assume reading any_help of improves", "assume reading any_help of improves"),
        ("assume reading parameters of improves", "assume reading parameters of improves"),
        ("retract reading of improves", "retract parameters of improves"),
    )
    for text, _ in steps:
        session, _ = say(session, text)
    for _, undone in reversed(steps):
        session, output = say(session, "undo")
        assert as_text(output, WIDE) == f"undone: {undone}\n"
    assert session.scratch.changes == ()
    assert "nothing to undo" in said(session, "undo")


def test_taking_back_what_the_files_state_too_says_that_it_still_holds(session: Session) -> None:
    fact = "alpaca_chat derived_from alpaca"
    twice = "taken back; the files state it, too: `retract` takes that back\n"
    assert said(session, f"assume {fact}", f"retract {fact}") == twice
    assert said(session, f"assume {fact}", f"retract {fact}", f"retract {fact}") == "taken back\n"
    assert said(session, "assume alpaca is small", "retract alpaca is small") == "taken back\n"
