"""The uses of a thing judged by what tables say of it: all that is asked is values, so another process can do it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial

from msgspec import Struct

from licet.answers.audit import Days, Question, laid, questions_of, with_declared
from licet.answers.audit_scope import Scope, makers_of, scope_of
from licet.answers.processes import Work, spread
from licet.engine.collector import collection_paused
from licet.grammar import tree
from licet.grammar.source import SourceFile
from licet.tables.stating import Stated, with_unread
from licet.verdict.base import Base
from licet.verdict.judge import judge_use
from licet.verdict.policies import Policies
from licet.verdict.verdict import Pin, Status, Verdict

__all__ = ["Asking", "Judge", "Judgement", "Reasons", "judge_of", "judgements"]

Reasons = Callable[[Base], Callable[[Verdict], str]]
"""Of what is asked, what puts the reasons of a verdict into words."""


_State = tuple["Judge", Callable[[Verdict], str]]


class Asking(Struct, frozen=True):
    """What is asked of things in tables.

    Attributes:
        uses, by: the uses, and who makes them.
        days, readings: on which days they are judged, and which readings are taken as given.
        unread: how many licenses that nobody has read a thing comes under at most, and the names of further ones.
        said: what the tables say of things that the policies declare.
    """

    uses: tuple[str | SourceFile, ...]
    by: tuple[str, ...]
    days: Days
    readings: tuple[Pin, ...]
    unread: tuple[int, tuple[str, ...]] = (0, ())
    said: tuple[tree.Statement, ...] = ()


class Judge(Struct, frozen=True):
    """Policies with all that is said but of the thing at hand."""

    policies: Policies
    scope: Scope
    asking: Asking

    def questions(self, thing: str) -> tuple[Question, ...]:
        """The uses of a thing of that name."""
        vocabulary = self.policies.vocabulary
        makers = makers_of(vocabulary, self.asking.by)
        return next(batch for batch in questions_of(vocabulary, self.scope, (thing,), makers) if batch[0].thing)

    def laid(self, part: Stated) -> tuple[Policies, tuple[Question, ...]]:
        """The policies with what the tables say of a thing, and the questions about it."""
        name, statements = part
        questions = self.questions(name)
        return laid(self.policies, questions, self.asking.days, statements), questions

    def verdicts(self, part: Stated) -> tuple[Verdict, ...]:
        """The verdicts of the uses of a thing, in their order."""
        with collection_paused():
            policies, questions = self.laid(part)
            return tuple(judge_use(policies.base, asked.name, self.asking.readings).answer for asked in questions)


class Judgement(Struct, frozen=True):
    """What is written of a verdict: its clauses, the contested terms, and the reasons in words."""

    status: Status
    clauses: tuple[str, ...]
    over: tuple[str, ...]
    because: str


def judge_of(policies: Policies, asking: Asking) -> Judge:
    """What judges things in tables.

    Raises:
        NameUnknown, PolicyError: the uses are not what they should be, or do not fit the policies.
    """
    scope = scope_of(policies.vocabulary, asking.uses, not asking.by)
    policies = with_unread(with_declared(policies, scope), *asking.unread)
    return Judge(laid(policies, (), asking.days, asking.said), scope, asking)


def judgements(
    judge: Judge, parts: Iterator[Stated], reasons: Reasons, jobs: int, load: Callable[[], Policies] | None
) -> Generator[tuple[Judgement, ...], None, None]:
    """What is written of the uses of things.

    Args:
        judge: what judges them in this process.
        parts: what the tables say of each thing.
        reasons: a function that another process can call, too.
        jobs: how many processes judge; one where `load` is None.
        load: loads the same policies in another process.

    Raises:
        EngineFault: a process ended before its time.
    """

    def here() -> _State:
        return judge, reasons(judge.policies.base)

    begin = here if load is None else partial(_begin, load, judge.asking, reasons)
    return spread(Work(begin, _judgements, here), parts, 1 if load is None else jobs)


def _begin(load: Callable[[], Policies], asking: Asking, reasons: Reasons) -> _State:
    judge = judge_of(load(), asking)
    return judge, reasons(judge.policies.base)


def _judgements(state: _State, part: Stated) -> tuple[Judgement, ...]:
    judge, because = state
    return tuple(Judgement(v.status, v.clauses, v.over, because(v)) for v in judge.verdicts(part))
