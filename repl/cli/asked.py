"""What the options say that the questions of the command line share, and the frame that such a command runs in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from licet.repl.cli.options import output_options, policy_options, question_options, reading_option, terminal_of, write
from licet.repl.cli.process import complaining, finish
from licet.repl.screen.complaints import Sources
from licet.repl.screen.statuses import ExitStatus
from licet.repl.screen.terminal import Terminal
from licet.words.fragments import Line

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.verdict import Pin

__all__ = ["Asked", "asking"]


class Asked(Struct, frozen=True):
    """The options of a question, and the texts that errors may point into."""

    policies: tuple[str, ...]
    extra: tuple[str, ...]
    assumed: tuple[str, ...]
    on: date | None
    readings: tuple[tuple[str, str], ...]
    format_: str
    color: str
    sources: Sources = field(default_factory=Sources)

    def load(self) -> KnowledgeBase:
        """The policies to ask.

        Raises:
            PolicyError: they cannot be read, or have errors.
        """
        from licet.repl.session.loading import load_policies

        return load_policies(self.sources, self.policies, self.extra, self.assumed).knowledge

    @property
    def pins(self) -> tuple[Pin, ...]:
        """The readings to take as given."""
        from licet.verdict.verdict import Pin

        return tuple(Pin(term, reading) for term, reading in self.readings)

    @property
    def terminal(self) -> Terminal:
        """What the output can show."""
        return terminal_of(sys.stdout, self.color)

    def show(self, lines: Iterable[Line]) -> None:
        """Write the styled lines of an answer."""
        from licet.repl.screen.show import answered

        write(answered(lines, self.terminal))

    def show_json(self, data: object) -> None:
        """Write data for machines."""
        from licet.repl.screen.show import as_json

        write(as_json(data))


def asking(*formats: str, dated: bool = True) -> Callable[[Callable[..., ExitStatus]], Callable[..., None]]:
    """Give a command the options of a question: which policies, which day (if it is `dated`), which readings, in which
    format.

    The function gets them as an `Asked` before its own parameters and returns the exit status; exceptions of ours
    become diagnostics.
    """

    def decorate(function: Callable[..., ExitStatus]) -> Callable[..., None]:
        @(question_options if dated else reading_option)
        @policy_options
        @output_options(*formats)
        @wraps(function)
        def run(
            policies: tuple[str, ...],
            extra: tuple[str, ...],
            assumed: tuple[str, ...],
            readings: tuple[tuple[str, str], ...],
            format_: str,
            color: str,
            on: date | None = None,
            **own: Any,
        ) -> None:
            asked = Asked(policies, extra, assumed, on, readings, format_, color)
            with complaining(asked.sources, format_, color):
                status = function(asked, **own)
            finish(status)

        return run

    return decorate
