"""`licet interview`: line by line, on the whole screen, and with files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from licet.interview.asking import asking
from licet.interview.hearing import hear
from licet.interview.steps import step
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.cli.main import main
from licet.repl.prompt.evaluate import respond
from licet.repl.prompt.interview_screen import InterviewScreen
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal
from licet.repl.session.session import Interviewing, session_over
from licet.repl.verbs.interview import at_prompt
from support.effort import effort

TYPED = "acme\ndoes\nuse, alpaca_chat\n2023-09-01\n"
WRITTEN = "use my_use\n  by acme\n  does use alpaca_chat\n  on 2023-09-01\n"
ANSWERS = {"by": "acme", "acts": ["does"], "does": ["use, alpaca_chat"], "on": "2023-09-01"}


def test_a_line_for_each_answer(run, tmp_path: Path) -> None:
    stdin = TYPED
    use, keep = tmp_path / "my_use.licet", tmp_path / "answers.toml"
    status, out, err = run("interview", "-p", "POLICIES", "-o", str(use), "--keep", str(keep), stdin=stdin)
    assert (status, err) == (ExitStatus.YES, "")
    assert "\npermitted\n" in out
    assert use.read_text("utf-8") == WRITTEN
    stdin = ""
    again, told, _ = run("interview", "-p", "POLICIES", "--answers", str(keep), stdin=stdin)
    assert again == ExitStatus.YES
    assert "> " not in told
    assert main(["fmt", "--check", str(use)]) == ExitStatus.YES


def test_what_was_written_has_the_same_verdict(run, tmp_path: Path) -> None:
    stdin = TYPED
    use = tmp_path / "my_use.licet"
    status, _, _ = run("interview", "-p", "POLICIES", "-o", str(use), stdin=stdin)
    asked, out, _ = run("ask", "my_use", "-p", "POLICIES", "--with", str(use))
    assert asked == status
    assert "\npermitted\n" in out


def test_a_wrong_answer_is_told_and_asked_again(run) -> None:
    stdin = f"acmee\n99\n{TYPED}"
    status, out, err = run("interview", "-p", "POLICIES", stdin=stdin)
    assert status == ExitStatus.YES
    assert "nothing is called `acmee`" in err
    assert "there is no choice 99" in err
    assert out.count("Who makes the use?") == 1


def test_an_end_of_the_input_is_no_verdict(run) -> None:
    stdin = "acme\n"
    status, out, _ = run("interview", "-p", "POLICIES", stdin=stdin)
    assert status == ExitStatus.UNDECIDED
    assert "there is no verdict" in out


def test_files_that_exist_are_not_overwritten(run, tmp_path: Path) -> None:
    stdin = TYPED
    there = tmp_path / "there.licet"
    there.write_text("# mine\n")
    status, _, err = run("interview", "-p", "POLICIES", "-o", str(there), stdin=stdin)
    assert (status, there.read_text()) == (ExitStatus.BAD_INPUT, "# mine\n")
    assert "exists" in err


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("{", "is no JSON"),
        ("[1]", "answers are a table"),
        ('{"by": null}', "the answer to `by` is null"),
        ('{"bye": "acme"}', "there is no question `bye`"),
        (json.dumps({**ANSWERS, "by": "alpaca"}), "`alpaca` is a model"),
    ],
)
def test_answers_that_are_none_are_told(run, tmp_path: Path, answers: str, message: str) -> None:
    stdin = ""
    (tmp_path / "a.json").write_text(answers)
    status, out, err = run("interview", "-p", "POLICIES", "--answers", str(tmp_path / "a.json"), stdin=stdin)
    assert (status, out) == (ExitStatus.BAD_INPUT, "")
    assert message in err


def on_the_screen(knowledge: KnowledgeBase, keys: str) -> InterviewScreen:
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        asker = asking(knowledge)
        screen = InterviewScreen(asker, step(asker, {}), None, Terminal(), input=pipe, output=DummyOutput())
        screen.run()
    return screen


def test_the_whole_screen_takes_what_is_typed_marked_and_pointed_at(knowledge: KnowledgeBase) -> None:
    found = on_the_screen(knowledge, "\t\r\t\ruse, alpaca_chat\r2023-09-01\r")
    assert found.at.ended
    assert found.at.answers == {key: tuple([text] if isinstance(text, str) else text) for key, text in ANSWERS.items()}


def test_the_whole_screen_goes_back_and_tells_what_is_wrong(knowledge: KnowledgeBase) -> None:
    wrong = "acmee\r" + "\x15"
    found = on_the_screen(knowledge, f"{wrong}acme\rback\rranch\rwhy\rstop\r")
    assert found.at.answers == {"by": ("ranch",)}
    assert not found.at.ended


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("no", "no"), ("n", "no"), ("No", "no"), ("2", None), ("yes", "yes"), ("y", "yes"), ("nope", None), ("3", None)],
)
def test_what_is_typed_is_answered_wherever_the_cursor_stands(
    knowledge: KnowledgeBase, typed: str, answer: str | None
) -> None:
    open_ = knowledge.retract("fact not express_grant(silent, alpaca_1)\n")
    key = "express_grant(silent, alpaca_1)"
    given = {name: (text,) if isinstance(text, str) else tuple(text) for name, text in ANSWERS.items()}
    answers = {**given, "by": ("silent",), "monthly_users(silent, 2023-06)": ("800 million",)}
    asker = asking(open_)
    with create_pipe_input() as pipe:
        screen = InterviewScreen(asker, step(asker, answers), None, Terminal(), input=pipe, output=DummyOutput())
        assert screen.at.question is not None
        assert (screen.at.question.key, screen.at.question.sort) == (key, "yes or no")
        pipe.send_text(f"{typed}\r\x15stop\r")
        screen.run()
    assert screen.at.answers.get(key) == ((answer,) if answer else None)


def test_a_whole_name_is_answered_though_others_that_have_it_in_them_come_first(knowledge: KnowledgeBase) -> None:
    longer = knowledge.assume('organization a_ranch "A ranch"\n')
    assert on_the_screen(longer, "ranch\rstop\r").at.answers == {"by": ("ranch",)}


def test_an_answer_costs_one_step_at_the_prompt_and_in_a_session(knowledge: KnowledgeBase) -> None:
    asker = asking(knowledge)
    given = {name: (text,) if isinstance(text, str) else tuple(text) for name, text in ANSWERS.items()}
    before = step(asker, {key: texts for key, texts in given.items() if key != "on"})
    session = replace(session_over(knowledge), interview=Interviewing(knowledge, asker, before))
    typed = str(ANSWERS["on"])
    for _ in range(30):  # What is asked often is compiled.
        assert respond(session, typed)[0].interview is None
    once = effort(lambda: step(asker, given))
    assert effort(lambda: hear(asker, before, typed)) < 1.2 * once
    assert effort(lambda: respond(session, typed)) < 1.6 * once


@pytest.mark.parametrize("before", ["as of 2020-01-01", "assume reading any_help of improves"])
def test_a_session_with_a_day_or_a_reading_of_its_own_asks_nothing(knowledge: KnowledgeBase, before: str) -> None:
    session, _ = respond(session_over(knowledge), before)
    with pytest.raises(Misuse, match="asks for the day"):
        at_prompt(session, "")
