"""`query`, and literals typed at the prompt: what holds, and of what; and `more`, which goes on with the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.options import engine_options
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_answers, status_of_truth

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.verdict.query import Answers
    from licet.verdict.verdict import Truth
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command", "more"]

_EPILOG = """\b
Examples:
  licet query "Model descends_from llama_2_70b"
  licet query "group_users(Org, 2023-06) > 700 million"
  licet query "mistral_7b is large_language_model"
  licet query "Model comes_from llama_2_models" --format csv > models.csv
"""
_AHEAD = 1_000


def _held(truth: Truth, knowledge: KnowledgeBase) -> Output:
    """Whether literals without variables hold."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.answers import truth_lines

        return truth_lines(knowledge.base, truth, width=terminal.width)

    def data() -> object:
        from licet.views.data.answers import truth_json

        return truth_json(knowledge.base, truth)

    def table() -> str:
        from licet.views.pages.comma_separated import truth_csv

        return truth_csv(truth)

    return Output((Result(lines, data, table=table),), status=status_of_truth(truth))


def _found(answers: Answers, knowledge: KnowledgeBase, first: int = 0, count: int | None = None) -> Output:
    """The answers to a query with variables, from the `first` on, and at most `count` of them."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.answers import answers_lines

        shown = _from(answers, first)
        return answers_lines(knowledge.base, shown, width=terminal.width, height=count, plain=terminal.plain)

    def data() -> object:
        from licet.views.data.answers import answers_json

        return answers_json(knowledge.base, _from(answers, first, count))

    def table() -> str:
        from licet.views.pages.comma_separated import answers_csv

        return answers_csv(_from(answers, first, count))

    return Output((Result(lines, data, table=table),), status=status_of_answers(answers))


def _from(answers: Answers, first: int, count: int | None = None) -> Answers:
    """The answers from the `first` on; the possible ones come after the certain."""
    after = max(first - len(answers.rows), 0)
    rows, possible = answers.rows[first:], answers.possible[after:]
    if count is None:
        return replace(answers, rows=rows, possible=possible)
    more = answers.more or len(rows) + len(possible) > count
    return replace(answers, rows=rows[:count], possible=possible[: max(count - len(rows), 0)], more=more)


@click.command("query", epilog=_EPILOG, short_help="What holds, and of what?")
@click.argument("question", metavar="LITERALS")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show at most so many answers.")
@asking("text", "json", "csv", dated=False)
@engine_options
def command(asked: Asked, question: str, limit: int | None, engine: str, cross_check: bool) -> Output:
    """Answer literals joined by `and`: with variables by a table, without by true, false, unknown or contested."""
    from licet.repl.session.questions import has_variables

    knowledge = asked.standpoint(question).knowledge
    with asked.answered_by(engine, cross_check, knowledge, [question]) as at:
        if has_variables(question):
            return _found(at.knowledge.query(question, readings=at.readings, limit=limit), knowledge)
        return _held(at.knowledge.truth(question, readings=at.readings), knowledge)


def at_prompt(session: Session, text: str) -> tuple[Session, Output]:
    """Literals: with variables a table, without true, false, unknown or contested."""
    from licet.repl.session.questions import has_variables

    if has_variables(text):
        return _paged(session, text, 0, session.page)
    knowledge = session.of_literals().knowledge
    return session, _held(knowledge.truth(text, readings=session.readings), knowledge)


def more(session: Session, argument: str) -> tuple[Session, Output]:
    """`more [N]`: the next answers of the last query, or names of the last list."""
    from licet.repl.verbs.list import listed

    if session.paging is None:
        raise Misuse("there is no more to show", "`more` goes on with the answers of a query, or with a list")
    count = argument.strip()
    if count and not (count.isdecimal() and int(count)):
        raise Misuse(f"`{count}` is no number of answers", "`more` or `more 100`")
    go = listed if session.paging.listed else _paged
    return go(session, session.paging.question, session.paging.shown, int(count) if count else session.page)


def _paged(session: Session, text: str, first: int, count: int | None) -> tuple[Session, Output]:
    """The answers from the `first` on, at most so many, and how many there are besides as far as that is quickly
    found."""
    from licet.repl.session.session import Paging

    knowledge, readings = session.of_literals().knowledge, session.readings
    if count is None:
        return replace(session, paging=None), _found(knowledge.query(text, readings=readings), knowledge)
    answers = knowledge.first_answers(text, first + count + _AHEAD, readings=readings)
    until = first + count
    left = len(answers.rows) + len(answers.possible) > until or answers.more
    return replace(session, paging=Paging(text, until) if left else None), _found(answers, knowledge, first, count)
