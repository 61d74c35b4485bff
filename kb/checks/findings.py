"""Collecting what checks find, in an order that depends on places and never on the order of files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from licet.grammar.diagnostics import Diagnostic, Fix, Help, Label, Severity
from licet.grammar.source import Span
from licet.policy.suggestions import Suggestion, spelled_alike

__all__ = ["Findings", "around", "article", "in_order"]

_MOST_HINTS = 200
_MOST_STEPS = 24
_LONG_WORD = re.compile(r"[^\s`\"]{400,}")
_SHOWN_OF_IT = 80


def _spelled_alike(name: str, candidates: Iterable[str]) -> Suggestion | None:
    found = spelled_alike(name, candidates)
    return None if found is None else Suggestion((found,))


def around(steps: Sequence[str], spans: Sequence[Span | None]) -> tuple[str, list[Label]]:
    """The steps of a circle in words, and a label at each of the places after the first; of a long circle its
    beginning."""
    labels = [Label(span, step) for span, step in zip(spans, steps, strict=True) if span is not None]
    more = len(steps) - _MOST_STEPS
    words = ", ".join(steps[:_MOST_STEPS])
    return f"{words}, … and {more} more steps back to the first" if more > 0 else words, labels[1:_MOST_STEPS]


def _short(text: str) -> str:
    """The text with the beginning of each word that is longer than anybody means."""
    return _LONG_WORD.sub(lambda word: f"{word[0][:_SHOWN_OF_IT]}…", text) if len(text) > _SHOWN_OF_IT else text


def _fix(help: Help, span: Span | None) -> Fix | None:
    """The change that writes the other name, where the name is all that is underlined."""
    if help.renaming is None or span is None:
        return None
    name, instead = help.renaming
    alone = span == Span(span.file, span.line, span.column, span.line, span.column + len(name))
    return Fix(span, instead) if alone else None


class Findings:
    """A list of diagnostics that grows while checks run."""

    __slots__ = ("_found", "_hints")

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._hints: dict[tuple[str, str], Suggestion | None] = {}

    def error(
        self, code: str, message: str, span: Span | None, help: Help | str | None = None, labels: Iterable[Label] = ()
    ) -> None:
        """Note something that stops an answer."""
        self._note(Severity.ERROR, code, message, span, help, labels)

    def warning(
        self, code: str, message: str, span: Span | None, help: Help | str | None = None, labels: Iterable[Label] = ()
    ) -> None:
        """Note something that does not."""
        self._note(Severity.WARNING, code, message, span, help, labels)

    def _note(
        self,
        severity: Severity,
        code: str,
        message: str,
        span: Span | None,
        help: Help | str | None,
        labels: Iterable[Label],
    ) -> None:
        told = tuple(Label(label.span, _short(label.text)) for label in labels)
        help = Help(help) if isinstance(help, str) else help
        words, fix = (None, None) if help is None else (_short(help.text), _fix(help, span))
        self._found.append(Diagnostic(severity, code, _short(message), span, words, told, fix=fix))

    def tally(self, code: str, message: str, span: Span, help: str | None, license: str, count: int) -> None:
        """Note so many things of a license that are wanting, which do not stop an answer."""
        self._found.append(Diagnostic(Severity.WARNING, code, message, span, help, (), (license, count)))

    def hint(self, what: str, name: str, candidates: Iterable[str], otherwise: str | None = None) -> Help | None:
        """`did you mean …` by how the candidates are spelled, or `otherwise` when none is close."""
        found = self.suggestion(what, name, candidates, _spelled_alike)
        if found is not None:
            return found.help(name)
        return None if otherwise is None else Help(otherwise)

    def suggestion(
        self,
        what: str,
        name: str,
        candidates: Iterable[str],
        suggest: Callable[[str, Iterable[str]], Suggestion | None],
    ) -> Suggestion | None:
        """What is suggested for a name.

        The search is kept for each `what` and name, and given up after 200 different names: a file in which every
        name is wrong must not take minutes.
        """
        key = (what, name)
        if key not in self._hints:
            if len(self._hints) >= _MOST_HINTS:
                return None
            self._hints[key] = suggest(name, candidates)
        return self._hints[key]

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything noted, once each, by file, line, column and code."""
        return in_order(self._found)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics without repetitions, by file, line, column, code and message; those without a place first."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span or Span("", 0, 0, 0, 0)
    return (span.file, span.line, span.column, diagnostic.code, diagnostic.message)


def article(name: str) -> str:
    """The name in backticks with the article before it: a `use`, an `organization`."""
    return f"{'an' if name[:1] in 'aeio' else 'a'} `{name}`"
