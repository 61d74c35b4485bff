"""What the options say that the questions of the command line share, and the frame that such a command runs in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from licet.repl.cli.loading import STDIN, load_policies, presumes_nothing
from licet.repl.cli.process import complaining, finish
from licet.repl.cli.streams import paged, terminal_of, write
from licet.repl.screen.complaints import Sources
from licet.repl.screen.results import Output
from licet.repl.screen.show import as_answer
from licet.repl.screen.waiting import waiting
from licet.repl.session.standpoint import Standpoint

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.verdict import Pin

__all__ = ["Asked", "answer", "asking", "showing"]


class Asked(Struct, frozen=True):
    """The options of a question, the texts that errors may point into, and what is to be done at the end. With
    `lays_on` further files are given besides the policies, and not a part of them."""

    policies: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    on: date | None = None
    readings: tuple[Pin, ...] = ()
    strict: bool = False
    sources: Sources = field(default_factory=Sources)
    ending: ExitStack = field(default_factory=ExitStack)
    lays_on: bool = False

    def load(self) -> KnowledgeBase:
        """The policies to ask.

        Raises:
            PolicyError: they cannot be read, or have errors.
        """
        found = load_policies(
            self.sources,
            self.policies,
            self.extra,
            self.assumed,
            lays_on=self.lays_on,
            at_end=self.ending.callback,
        )
        return found.strictly() if self.strict or presumes_nothing() else found

    def again(self) -> Callable[[], KnowledgeBase] | None:
        """What loads the same policies in another process; None where some come over the standard input, which can be
        read once."""
        if STDIN in self.extra:
            return None
        return partial(_load_again, self.policies, self.extra, self.assumed, self.strict)

    def standpoint(self, question: str = "") -> Standpoint:
        """What a question is asked of, with its text for errors to point into.

        Raises:
            PolicyError: as `load` does.
        """
        if question:
            from licet.grammar import SourceFile

            self.sources.add(SourceFile("query", question))
        return Standpoint(self.load(), self.on, self.readings)

    def about(self, use: str, at: Standpoint | None = None) -> tuple[Standpoint, str]:
        """What a question about a use is asked of, by default of the policies of the options, and the name of the use;
        a described one has its text for errors to point into.

        Raises:
            NameUnknown: no use of that name is declared.
            PolicyError: as `load` does, or the lines of the use do not fit the policies.
        """
        at = at or self.standpoint()
        from licet.verdict.described_use import free_name
        from licet.verdict.subjects import is_name

        if not is_name(use):
            from licet.grammar import SourceFile

            self.sources.add(SourceFile(free_name(at.knowledge.vocabulary.entities), use))
        return at.about(use)

    def subject(self, question: str) -> tuple[Standpoint, str]:
        """What a question is asked of, and what it is about: the name of a use, or literals.

        Raises:
            PolicyError, NameUnknown: as `about` does.
        """
        from licet.verdict.described_use import describes_use

        at = self.standpoint(question)
        return self.about(question, at) if describes_use(question) else (at, question)

    @contextmanager
    def answered_by(
        self, engine: str, cross_check: bool, knowledge: KnowledgeBase, questions: Iterable[str]
    ) -> Iterator[Standpoint]:
        """What to ask the questions of, so that the engine of that name answers.

        Raises:
            EngineFault: the engine cannot be started, or the engines were to be compared and differ.
        """
        if engine == "licet" and not cross_check:
            yield Standpoint(knowledge, self.on, self.readings)
            return
        from licet.repl.cli.second_opinion import answered_by, confirm

        for question in questions if cross_check else ():
            confirm(knowledge, question, self.on, self.readings)
        with answered_by(knowledge, engine) as answering:
            yield Standpoint(answering, self.on, self.readings)


def _load_again(
    policies: tuple[str, ...], extra: tuple[str, ...], assumed: tuple[str, ...], strict: bool
) -> KnowledgeBase:
    return Asked(policies, extra, assumed, strict=strict).load()


def answer(
    function: Callable[[], Output],
    sources: Sources,
    format_: str = "text",
    color: str = "auto",
    *,
    no_pager: bool = False,
    typed: bool = False,
) -> None:
    """Show what a function finds, in a terminal by the pager if it is long; its status ends the command, and exceptions
    of ours become diagnostics. While the question is still `typed`, nothing else may be written.

    Raises:
        Ended: the status is other than that of a clean end.
    """
    with complaining(sources, format_, color):
        with waiting(sys.stderr, shown=not (typed and sys.stdin.isatty())):
            output = function()
        terminal = terminal_of(sys.stdout, color)
        text = as_answer(output, format_, terminal)
        if no_pager or not paged(text, terminal.width):
            write(text)
        output.afterwards()
    finish(output.status)


def showing(*formats: str) -> Callable[[Callable[..., Output]], Callable[..., None]]:
    """Give a command the options of how to show its answer.

    The function gets the texts that errors may point into before its own parameters; what it returns is shown, its
    status ends the command, and exceptions of ours become diagnostics.
    """

    from licet.repl.cli.options import output_options, pager_option

    def decorate(function: Callable[..., Output]) -> Callable[..., None]:
        @pager_option
        @output_options(*formats)
        @wraps(function)
        def run(format_: str, color: str, no_pager: bool, **own: Any) -> None:
            sources = Sources()
            typed = any(value == STDIN or (isinstance(value, tuple) and STDIN in value) for value in own.values())
            answer(lambda: function(sources, **own), sources, format_, color, no_pager=no_pager, typed=typed)

        return run

    return decorate


def asking(*formats: str, dated: bool = True) -> Callable[[Callable[..., Output]], Callable[..., None]]:
    """Give a command the options of a question: which policies, which day (if it is `dated`), which readings,
    whether nothing is presumed, in which format. The function gets them as an `Asked` before its own parameters; the
    rest is as of `showing`."""

    from licet.repl.cli.options import day_option, policy_options, reading_option, strict_option

    def decorate(function: Callable[..., Output]) -> Callable[..., None]:
        @(day_option if dated else _undated)
        @reading_option()
        @strict_option
        @policy_options
        @showing(*formats)
        @wraps(function)
        def run(
            sources: Sources,
            policies: tuple[str, ...],
            extra: tuple[str, ...],
            assumed: tuple[str, ...],
            readings: tuple[Pin, ...],
            strict: bool,
            on: date | None = None,
            **own: Any,
        ) -> Output:
            asked = Asked(policies, extra, assumed, on, readings, strict, sources)
            return replace(function(asked, **own), afterwards=asked.ending.close)

        return run

    return decorate


def _undated(function: Callable[..., None]) -> Callable[..., None]:
    return function
