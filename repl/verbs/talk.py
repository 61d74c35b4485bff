"""Asking: uses, literals, and going on from an answer."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.errors import NameUnknown
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Drawn, Explained, Found, Held, Judged, Leave, Output, Said
from licet.repl.screen.statuses import (
    status_of_answers,
    status_of_explanation,
    status_of_truth,
    status_of_verdict,
    worst,
)
from licet.repl.session.hints import hint_for
from licet.repl.session.questions import has_variables
from licet.repl.session.session import Paging, Proved, ProvedWays, Session
from licet.repl.verbs.list_names import listed
from licet.verdict.base import Base

if TYPE_CHECKING:
    from licet.answers.explanation import Explanation

__all__ = ["answer", "as_of", "ask", "dated", "dated_base", "expand", "go_on", "judge_use", "leave", "use_named", "why"]

_AHEAD = 1_000
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def use_named(session: Session, name: str) -> str:
    """The use of that name, or the one asked about last when none is given.

    Raises:
        NameUnknown: no use is called so.
        Misuse: none is given, and none was asked about.
    """
    name = name.strip()
    if not name:
        if session.last_use is None:
            raise Misuse("which use?", "`list uses` shows them; after a question the last one is meant")
        return session.last_use
    vocabulary = session.knowledge.vocabulary
    if not vocabulary.is_use(name):
        raise NameUnknown("use", name, hint_for(name, vocabulary.members("use"), "`list uses` shows them"))
    return name


def dated(session: Session, use: str) -> tuple[KnowledgeBase, date | None]:
    """The policies to ask about a use, and the day to ask for: the session's day counts, and not the stated one."""
    knowledge, day = session.knowledge, session.day
    if day is None:
        return knowledge, None
    solver = knowledge.base.solver
    stated = [f for row in solver.answers("on", (use, None)) if (f := solver.fact("on", row)) is not None]
    return session.scratch.without(stated), day


def dated_base(session: Session, use: str) -> Base:
    """What `dated` gives, with the day stated in it."""
    knowledge, day = dated(session, use)
    return knowledge.assume(f"fact on({use}) = {day.isoformat()}\n", "the question").base if day else knowledge.base


def judge_use(session: Session, use: str) -> Judged:
    """The verdict of a use, on the session's day and under its readings."""
    knowledge, day = dated(session, use)
    return Judged(knowledge.ask(use, on=day, readings=session.readings), knowledge, day)


def ask(session: Session, argument: str) -> tuple[Session, Output]:
    """`ask USE [USE …]`: may it be made?"""
    results = []
    for name in re.split(r"[\s,]+", argument.strip()):
        use = use_named(session, name)
        result = judge_use(session, use)
        session = replace(session.with_asked(use), proved=None)
        results.append(result)
    return session, Output(tuple(results), status=worst(status_of_verdict(r.verdict.status) for r in results))


def why(session: Session, argument: str) -> tuple[Session, Output]:
    """`why [USE | LITERAL]`: the proof."""
    question = argument.strip()
    if not question or _NAME.fullmatch(question):
        use = use_named(session, question)
        knowledge, day = dated(session, use)
        explanation = knowledge.why(use, on=day, readings=session.readings)
        session = session.with_asked(use)
        question = use
    else:
        knowledge = session.knowledge
        explanation = knowledge.why_literal(question, readings=session.readings)
    return _explained(session, question, explanation, knowledge)


def _explained(
    session: Session, question: str, explanation: Explanation, knowledge: KnowledgeBase
) -> tuple[Session, Output]:
    session = replace(session, proved=Proved(question, explanation, knowledge))
    result = Explained(explanation, knowledge, question)
    return session, Output((result,), status=status_of_explanation(explanation))


def expand(session: Session, argument: str) -> tuple[Session, Output]:
    """`expand N`: a step of the last proof with everything under it."""
    if session.proved is None:
        raise Misuse("there is no proof to go into", "`why` shows one")
    number = argument.strip().strip("[]")
    if not number.isdecimal():
        raise Misuse("which step?", "the steps to go into have a number in brackets: `expand 7`")
    from licet.views.lines.alternatives import proof_outlines
    from licet.views.lines.proof import step_lines
    from licet.views.outline.labels import words_of
    from licet.views.outline.strands import strands_of

    proved = session.proved
    if isinstance(proved, ProvedWays):
        outlines = proof_outlines(proved.base, proved.proofs)
    else:
        strands = strands_of(words_of(proved.knowledge.base), proved.explanation)
        outlines = tuple(strand.outline for strand in strands)
    outline = next((outline for outline in outlines if int(number) in outline.nodes), None)
    if outline is None:
        raise Misuse(f"there is no step {number}", "the steps to go into have a number in brackets")
    if isinstance(proved, ProvedWays):
        drawn = Drawn(lambda width, plain: step_lines(outline, int(number), width, plain=plain), proved.data)
        return session, Output((drawn,))
    result = Explained(proved.explanation, proved.knowledge, proved.question, int(number))
    return session, Output((result,))


def answer(session: Session, text: str) -> tuple[Session, Output]:
    """Literals: with variables a table, without true, false, unknown or contested."""
    if has_variables(text):
        return _page(session, text, 0, session.page)
    truth = session.knowledge.truth(text, readings=session.readings)
    return session, Output((Held(truth, text, session.knowledge),), status=status_of_truth(truth))


def go_on(session: Session, argument: str) -> tuple[Session, Output]:
    """`more [N]`: the next answers of the last query, or names of the last list."""
    if session.paging is None:
        raise Misuse("there is no more to show", "`more` goes on with the answers of a query, or with a list")
    count = argument.strip()
    if count and not (count.isdecimal() and int(count)):
        raise Misuse(f"`{count}` is no number of answers", "`more` or `more 100`")
    paging = session.paging
    go = listed if paging.listed else _page
    return go(session, paging.question, paging.shown, int(count) if count else session.page)


def _page(session: Session, text: str, first: int, count: int | None) -> tuple[Session, Output]:
    """The answers from the `first` on, at most so many, and how many there are besides as far as that is quickly
    found."""
    knowledge, readings = session.knowledge, session.readings
    if count is None:
        answers = knowledge.query(text, readings=readings)
        return replace(session, paging=None), Output(
            (Found(answers, text, knowledge),), status=status_of_answers(answers)
        )
    answers = knowledge.first_answers(text, first + count + _AHEAD, readings=readings)
    until = first + count
    left = len(answers.rows) + len(answers.possible) > until or answers.more
    session = replace(session, paging=Paging(text, until) if left else None)
    return session, Output((Found(answers, text, knowledge, first, count),), status=status_of_answers(answers))


def as_of(session: Session, argument: str) -> tuple[Session, Output]:
    """`as of DATE`: judge uses on that day; `as of stated` on the day that each states."""
    words = argument.split(None, 1)
    if not words:
        text = f"uses are judged on {session.day}" if session.day else "uses are judged on the day they state"
        return session, Output((Said(text),))
    if words[0] == "stated":
        return replace(session, day=None), Output((Said("uses are judged on the day they state"),))
    try:
        day = date.fromisoformat(words[0])
    except ValueError:
        raise Misuse(f"`{words[0]}` is no day", "days are written `2023-07-18`; `as of stated` goes back") from None
    dated_session = replace(session, day=day)
    if len(words) > 1 and words[1].startswith("ask "):
        asked, output = ask(dated_session, words[1].removeprefix("ask "))
        return replace(asked, day=session.day), output
    if len(words) > 1:
        raise Misuse(f"`{words[1]}` does not go after a day", "`as of 2024-01-01` or `as of 2024-01-01 ask USE`")
    return dated_session, Output((Said(f"uses are judged on {day}"),))


def leave(session: Session, argument: str) -> tuple[Session, Output]:
    """`quit`: leave the session.

    Raises:
        Misuse: anything follows.
    """
    if argument.strip():
        raise Misuse("`quit` takes nothing more", "Ctrl-D leaves, too")
    return session, Output(request=Leave())
