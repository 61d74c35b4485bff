"""What the session gives, as text for people or as JSON, one document a line, for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.repl.screen.complaints import lines_of
from licet.repl.screen.results import (
    Complained,
    Drawn,
    Explained,
    Found,
    Grid,
    Held,
    Judged,
    Output,
    Page,
    Refused,
    Result,
    Said,
    Tabled,
    Tested,
)
from licet.repl.screen.show import painted
from licet.repl.screen.table import render_table
from licet.repl.screen.terminal import Terminal
from licet.words.fragments import Line, columns, text_of, unindented, wrap
from licet.words.tables import align, records, table_width

if TYPE_CHECKING:
    from licet.verdict.query import Answers

__all__ = ["as_line", "as_text", "result_lines"]


def as_text(output: Output, terminal: Terminal, height: int | None = None) -> str:
    """The results as text, a blank line between two of them. Tables get at most `height` rows."""
    parts = [result_lines(r, terminal, height) for r in output.results]
    lines = [line for i, part in enumerate(parts) for line in ([(), *part] if i else part)]
    return painted(lines, terminal)


def result_lines(result: Result, terminal: Terminal, height: int | None = None) -> list[Line]:
    """One result as styled lines."""
    width, plain = terminal.width, terminal.plain
    match result:
        case Judged(verdict, knowledge, day):
            from licet.views.lines.verdict import verdict_lines

            return verdict_lines(knowledge.base, verdict, width=width, on=day)
        case Explained():
            return _explained(result, terminal)
        case Refused(refusal, base, asked):
            from licet.views.lines.refusal import refusal_lines

            return refusal_lines(base, refusal, asked, width=width)
        case Found(answers, knowledge=knowledge, first=first, count=count):
            from licet.views.lines.answers import answers_lines

            return answers_lines(knowledge.base, _from(answers, first), width=width, height=count, plain=plain)
        case Held(truth, _, knowledge):
            from licet.views.lines.answers import truth_lines

            return truth_lines(knowledge.base, truth, width=width)
        case Tested(trials):
            from licet.views.lines.claims import trials_lines

            return trials_lines(trials, width=width)
        case Said(text):
            return [(("", text),)]
        case Page(lines):
            return [part for line in lines for part in _wrapped(line, width)]
        case Drawn(draw):
            return draw(width, plain)
        case Grid(heads, rows):
            return align(heads, rows) if table_width(heads, rows) <= width else records(heads, rows)
        case Tabled(_, table, count):
            return render_table(table, terminal, height if count is None else count)
        case Complained(diagnostics, sources):
            return lines_of(diagnostics, sources, width)


def _from(answers: Answers, first: int, count: int | None = None) -> Answers:
    """The answers from the `first` on; the possible ones come after the certain."""
    after = max(first - len(answers.rows), 0)
    rows, possible = answers.rows[first:], answers.possible[after:]
    if count is None:
        return replace(answers, rows=rows, possible=possible)
    more = answers.more or len(rows) + len(possible) > count
    return replace(answers, rows=rows[:count], possible=possible[: max(count - len(rows), 0)], more=more)


def _wrapped(line: Line, width: int) -> list[Line]:
    """A line as it is, or where it is too long as several, the further ones indented deeper; a margin goes on."""
    text = text_of(line)
    if columns(text) <= width:
        return [line]
    if line[0][0] == "rule":
        return _code_wrapped(line, width)
    indent = min(len(text) - len(text.lstrip()), width // 2)
    return wrap(unindented(line), width, (("", " " * indent),), (("", " " * (indent + 4)),))


def _code_wrapped(line: Line, width: int) -> list[Line]:
    """A line of code after a margin, which stands before its further lines, too."""
    margin, code = line[0][1], text_of(line[1:])
    indent = " " * (len(code) - len(code.lstrip()))
    further = f"{' ' * (len(margin) - 2)}| {indent}    "
    return wrap(unindented(line[1:]), width, (line[0], ("", indent)), (("rule", further),))


def _explained(result: Explained, terminal: Terminal) -> list[Line]:
    from licet.views.lines.explanation import expansion_lines, explanation_lines

    base, width, plain = result.knowledge.base, terminal.width, terminal.plain
    if result.step is None:
        return explanation_lines(base, result.explanation, width=width, plain=plain)
    return expansion_lines(base, result.explanation, result.step, width=width, plain=plain) or []


def as_line(output: Output) -> str:
    """The results for machines: a JSON document on each line."""
    return "".join(json.dumps(_data(r), ensure_ascii=False) + "\n" for r in output.results)


def _data(result: Result) -> Mapping[str, object]:
    from licet.views.data import answers as show_json

    match result:
        case Judged(verdict, knowledge):
            return show_json.verdict_json(knowledge.base, verdict)
        case Explained(explanation, knowledge):
            return show_json.explanation_json(knowledge.base, explanation)
        case Refused(refusal, base, asked):
            from licet.views.data.refusal import refusal_json

            return refusal_json(base, refusal, text_of(asked))
        case Found(answers, knowledge=knowledge, first=first, count=count):
            return show_json.answers_json(knowledge.base, _from(answers, first, count))
        case Held(truth, _, knowledge):
            return show_json.truth_json(knowledge.base, truth)
        case Tested(trials):
            return show_json.trials_json(trials)
        case Said(text):
            return {"message": text}
        case Page(_, data) | Drawn(_, data):
            return data
        case Grid(_, _, data):
            return data
        case Tabled(name, table):
            heads = [h or "note" for h in table.heads]
            return {name: [dict(zip(heads, row, strict=True)) for row in table.rows]}
        case Complained(diagnostics):
            return show_json.diagnostics_json(diagnostics)
