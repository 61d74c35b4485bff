"""Answers as the text that a command writes, in the format that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from licet.repl.screen.style import paint
from licet.repl.screen.terminal import Terminal
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import Line

if TYPE_CHECKING:
    from licet.answers.explanation import Explanation
    from licet.answers.policy_tests import TrialResult
    from licet.grammar import Diagnostic
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.base import Base
    from licet.verdict.query import Answers
    from licet.verdict.verdict import Truth, Verdict

__all__ = [
    "answered",
    "as_json",
    "painted",
    "show_answers",
    "show_diagnostics",
    "show_explanations",
    "show_trials",
    "show_truth",
    "show_verdicts",
]


def painted(lines: Iterable[Line], terminal: Terminal) -> str:
    """The lines as text, in plain marks where the terminal wants those."""
    if terminal.plain:
        from licet.views.lines.text import ascii_lines

        lines = ascii_lines(lines)
    return paint(lines, terminal)


def answered(lines: Iterable[Line], terminal: Terminal) -> str:
    """The lines of an answer as text, and that it is not legal advice."""
    return painted([*lines, (), (("dim", DISCLAIMER),)], terminal)


def as_json(data: object) -> str:
    """The data as JSON, indented."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _parts(parts: Iterable[list[Line]], terminal: Terminal) -> str:
    lines: list[Line] = []
    for part in parts:
        lines += [(), *part] if lines else part
    return answered(lines, terminal)


def show_verdicts(
    verdicts: Sequence[Verdict], knowledge: KnowledgeBase, format_: str, terminal: Terminal, on: date | None = None
) -> str:
    """Verdicts of uses."""
    base = knowledge.base
    if format_ == "json":
        from licet.views.data.answers import verdict_json

        return _one_or_many([verdict_json(base, v) for v in verdicts])
    from licet.views.lines.verdict import verdict_lines

    return _parts((verdict_lines(base, v, width=terminal.width, on=on) for v in verdicts), terminal)


def show_explanations(
    explanations: Sequence[Explanation],
    knowledge: KnowledgeBase,
    format_: str,
    terminal: Terminal,
    full: bool = False,
) -> str:
    """Verdicts or truths with their proofs."""
    base = knowledge.base
    if format_ == "json":
        from licet.views.data.answers import explanation_json

        return _one_or_many([explanation_json(base, e, full=full) for e in explanations])
    if format_ != "text":
        return "".join(_drawn(base, e, format_, full) for e in explanations)
    from licet.views.lines.explanation import explanation_lines

    parts = (explanation_lines(base, e, width=terminal.width, full=full, plain=terminal.plain) for e in explanations)
    return _parts(parts, terminal)


def _drawn(base: Base, explanation: Explanation, format_: str, full: bool) -> str:
    match format_:
        case "html":
            from licet.views.pages.html import explanation_html

            return explanation_html(base, explanation, full=full)
        case "markdown":
            from licet.views.pages.markdown import explanation_markdown

            return explanation_markdown(base, explanation, full=full)
        case "mermaid":
            from licet.views.pages.mermaid import explanation_mermaid

            return explanation_mermaid(base, explanation, full=full)
        case _:
            from licet.views.pages.dot import explanation_dot

            return explanation_dot(base, explanation, full=full)


def show_answers(answers: Answers, base: Base, format_: str, terminal: Terminal) -> str:
    """The answers to a query."""
    if format_ == "json":
        from licet.views.data.answers import answers_json

        return as_json(answers_json(base, answers))
    from licet.views.lines.answers import answers_lines

    return answered(answers_lines(base, answers, width=terminal.width, plain=terminal.plain), terminal)


def show_truth(truth: Truth, base: Base, format_: str, terminal: Terminal) -> str:
    """Whether a literal holds."""
    if format_ == "json":
        from licet.views.data.answers import truth_json

        return as_json(truth_json(base, truth))
    from licet.views.lines.answers import truth_lines

    return answered(truth_lines(base, truth, width=terminal.width), terminal)


def show_trials(trials: Sequence[TrialResult], format_: str, terminal: Terminal) -> str:
    """The results of tests."""
    if format_ == "json":
        from licet.views.data.answers import trials_json

        return as_json(trials_json(trials))
    if format_ == "junit":
        from licet.views.pages.continuous_integration import trials_junit

        return trials_junit(trials)
    if format_ == "github":
        from licet.views.pages.continuous_integration import diagnostics_github

        return diagnostics_github([d for t in trials for d in t.findings])
    from licet.views.lines.claims import trials_lines

    return painted(trials_lines(trials, width=terminal.width), terminal)


def show_diagnostics(found: Sequence[Diagnostic], format_: str) -> str:
    """Findings for machines."""
    if format_ == "json":
        from licet.views.data.answers import diagnostics_json

        return as_json(diagnostics_json(found))
    if format_ == "sarif":
        from importlib.metadata import version

        from licet.views.pages.continuous_integration import diagnostics_sarif

        return diagnostics_sarif(found, version=version("licet"))
    from licet.views.pages.continuous_integration import diagnostics_github

    return diagnostics_github(found)


def _one_or_many(found: Sequence[object]) -> str:
    return as_json(found[0] if len(found) == 1 else list(found))
