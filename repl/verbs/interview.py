"""`interview` in the session: the entries are answers, one question at a time, until the verdict of a use stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result, said
from licet.repl.screen.statuses import status_of_verdict
from licet.repl.screen.terminal import Terminal

if TYPE_CHECKING:
    from licet.interview.answers import Answers
    from licet.interview.asking import Asking
    from licet.interview.hearing import Heard
    from licet.interview.questions import Question
    from licet.interview.steps import Step
    from licet.repl.session.session import Interviewing, Session
    from licet.words.fragments import Line

__all__ = ["asked_next", "at_prompt", "ended", "entered", "told"]

# --- In the session ---


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`interview`: the entries that follow are answers, until its end or `stop`."""
    if argument.strip():
        raise Misuse("`interview` takes nothing more", "it asks for what it needs")
    if session.day is not None or session.readings:
        raise Misuse(
            "`interview` asks for the day, and reads no term in one way: the session has a day or a reading of its own",
            "end that first: `as of stated`, and `undo` for a reading",
        )
    return _going_on(session, _interviewing(session, {}))


def entered(session: Session, text: str) -> tuple[Session, Output]:
    """An entry during an interview.

    Raises:
        BadAnswer: it is no answer.
    """
    from licet.interview.hearing import hear

    now = session.interview
    assert now is not None
    if now.knowledge is not session.knowledge:
        now = _interviewing(session, now.at.answers)
    question = now.at.question
    assert question is not None
    heard = hear(now.asker, now.at, text)
    if heard.wish == "stop":
        return replace(session, interview=None), Output((said("the interview is over; nothing was kept"),))
    if heard.wish == "next":
        return _going_on(session, replace(now, at=heard.at))
    return replace(session, interview=now), Output((told(now.asker, heard, question),))


def _interviewing(session: Session, answers: Answers) -> Interviewing:
    """The interview about the policies of the session, after some answers."""
    from licet.engine.collector import keep_for_good
    from licet.interview.asking import asking
    from licet.interview.steps import step
    from licet.repl.session.session import Interviewing

    asker = asking(session.of_uses().knowledge)
    keep_for_good()
    return Interviewing(session.knowledge, asker, step(asker, answers))


def _going_on(session: Session, now: Interviewing) -> tuple[Session, Output]:
    at = now.at
    if at.question is not None:
        return replace(session, interview=now), Output((asked_next(at),))
    assert at.verdict is not None
    scratch = session.scratch.assume(at.text)
    after = replace(session, scratch=scratch, interview=None, steps=None, paging=None).with_asked(now.asker.use)
    hint = said(f"the session has `{now.asker.use}` now: `why`, `duties` and `save FILE` go on from it")
    return after, Output((ended(at), hint), status=status_of_verdict(at.verdict.status))


# --- What is shown ---


def asked_next(at: Step) -> Result:
    """The next question."""
    question = at.question
    assert question is not None

    def lines(terminal: Terminal) -> list[Line]:
        from licet.interview.lines import question_lines

        return question_lines(at, question, width=terminal.width)

    def data() -> object:
        return {
            "question": {"key": question.key, "text": question.text, "choices": [c.value for c in question.choices]}
        }

    return Result(lines, data, answers=False)


def told(asker: Asking, heard: Heard, question: Question) -> Result:
    """What was wished to be told."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.interview import lines as drawn
        from licet.interview.hearing import matching

        match heard.wish:
            case "why":
                return drawn.why_lines(asker, question, terminal.width)
            case "review":
                return drawn.review_lines(asker, heard.at, terminal.width)
            case "find":
                found = drawn.choice_lines(matching(question, heard.word), terminal.width)
                return found or [(("dim", "no choice has that word"),)]
            case _:
                return drawn.help_lines(question, terminal.width)

    return Result(lines, lambda: {"message": heard.wish}, answers=False)


def ended(at: Step) -> Result:
    """The end: verdict, duties, and the use as a policy file."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.interview.lines import end_lines

        return end_lines(at, terminal.width)

    def data() -> object:
        from licet.views.data.answers import verdict_json

        assert at.verdict is not None
        return verdict_json(at.knowledge.base, at.verdict)

    return Result(lines, data)
