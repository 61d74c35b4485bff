"""Policy text to syntax tree, with every error found on the way.

A statement starts in column one and lasts to the next line that has text there; one that does not parse gives one
error and is left out, and reading goes on with the next. No text makes these functions raise.

What remains reserved
---------------------
A word is a keyword only where the grammar can accept it as one; everywhere else it is a name, so relations, actions,
kinds and names may be called `by`, `on`, `use`, `count`, `text`, `note`, `open`, `end` and so on. What is left:

- no entity has the kind `kind`, `relation`, `license`, `clause`, `unmodelled`, `term`, `rule`, `fact`, `adopt`,
  `accept` or `claim` (and in a test's `given`, the kind `fact`), since the word starts a statement; `open relation`,
  `presumed relation`, `concluded relation` and `dated relation` are no entities;
- `also`, `hub` and `spdx` start no lines of an entity but those that belong to its declaration;
- `not` and `is` name no relation of an entity's line, nor `is` one between two arguments (the call form `is(a, b)` is
  free), and `not` is no name at the start of a literal;
- `as`, `by`, `for`, `in`, `of`, `on`, `to`, `under` and `with` join a further argument to a relation (see
  `licet.grammar.connectives`), so they are no names after the first argument of an entity's line;
- `starts` followed by `with` names no relation between two arguments, and `under` followed by `reading` joins nothing;
- `per`, `from` and `until` are no names among the arguments of an entity's line, and `thousand`, `million` and
  `billion` are none after a number;
- `unknown` is no name after the `=` of a fact, a line or a call;
- `any`, `all` and `none` followed by `of` start a group where a condition starts.

The errors are E101 to E119; `licet.grammar.loading` has E120 to E122.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeVar, cast

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.explain import explain
from licet.grammar.hidden import STRING_OR_COMMENT, hidden_characters
from licet.grammar.lexeme import Rejected
from licet.grammar.reading import Stuck, read
from licet.grammar.source import SourceFile, Span

__all__ = [
    "Parsed",
    "parse_changes",
    "parse_conjunction",
    "parse_demand",
    "parse_literal",
    "parse_module",
    "parse_reading",
    "parse_reading_choice",
    "parse_reading_left",
    "parse_use",
    "statement_bounds",
]

_T = TypeVar("_T")
Parsed = tuple[_T | None, tuple[Diagnostic, ...]]

_LINE_START = r"(?:\A\ufeff|^(?!\A\ufeff))"
_COLUMN_ONE = re.compile(rf"{_LINE_START}([^\s#])", re.MULTILINE)
_CONTENT = re.compile(rf"{_LINE_START}[^\S\n]*([^\s#]\S*)", re.MULTILINE)
_DECLARES = re.compile(r"(?:open[ \t]+)?([a-z_]+)[ \t]+(?:[a-z][a-z0-9_]*\.)?([A-Za-z][A-Za-z0-9_]*)")


def statement_bounds(text: str) -> list[tuple[int, int]]:
    """Where each statement starts and ends: a statement starts with a character in column one that is neither blank
    nor `#`, and ends where the next one starts."""
    starts = [found.start(1) for found in _COLUMN_ONE.finditer(text)]
    return list(pairwise([*starts, len(text)]))


def parse_module(source: SourceFile) -> tuple[tree.Module, tuple[Diagnostic, ...]]:
    """Parse a file, or what was typed at the prompt.

    Returns:
        The module with every statement that parses, in order, and the errors (see the table above), one for each
        statement that does not, in order.
    """
    text = source.text if source.text.endswith("\n") else source.text + "\n"
    bounds = statement_bounds(text)
    statements: list[tree.Statement] = []
    diagnostics = _orphans(text, bounds[0][0] if bounds else len(text), source.name)
    broken: list[tuple[str, str]] = []
    line, counted = 1, 0
    for start, end in bounds:
        line += text.count("\n", counted, start)
        counted = start
        result, problem = _read("statement", source.name, text, start, end, line)
        if problem is not None:
            diagnostics.append(problem)
            declares = _DECLARES.match(text, start, end)
            broken += [(declares[1], declares[2].lower())] if declares else []
        else:
            statements.append(cast(tree.Statement, result))
    diagnostics += hidden_characters(source)
    module = tree.Module(source.name, tuple(statements), _comments(source), broken=tuple(broken))
    return module, tuple(diagnostics)


def parse_literal(text: str) -> Parsed[tree.Literal]:
    """Parse one literal, as a query: `Model descends_from llama_2`.

    Returns:
        As all functions for what is typed beside statements: what it says and no errors, or None and the error. Line
        ends count as blanks; spans are in a file called `query`.
    """
    return _typed("query", text)


def parse_conjunction(text: str) -> Parsed[tuple[tree.Condition, ...]]:
    """Parse literals joined by `and`: `Use by acme and not Use is private`."""
    return _typed("conjunction", text)


def parse_reading(text: str) -> Parsed[tree.Pin]:
    """Parse a reading to be taken as given: `reading parameters of improves`."""
    return _typed("pin", text)


def parse_reading_choice(text: str) -> Parsed[tree.Pin]:
    """Parse a reading where nothing else can stand: `parameters of improves` or `improves = parameters`."""
    return _typed("reading_choice", text)


def parse_reading_left(text: str) -> Parsed[str]:
    """Parse a reading that is no longer to be taken, `reading of improves`, to the name of its term."""
    return _typed("reading_left", text)


def parse_demand(text: str) -> Parsed[tuple[str | None, str | None]]:
    """Parse a verdict that is asked for, `my_use is not granted`, to the use and the verdict; each can be absent."""
    return _typed("demand", text)


def parse_changes(text: str) -> Parsed[tuple[tree.Pin | tree.Literal, ...]]:
    """Parse what is to be supposed: `not my_use trains otter, reading parameters of improves`."""
    return _typed("changes", text)


def parse_use(text: str, name: str, file: str = "query") -> Parsed[tree.Entity]:
    """Parse the lines of a use, `by acme; on 2026-03-01; runs llama_3_1_8b`, with `;` or line ends between them.

    Args:
        text: the lines.
        name: what the use is called.
        file: the file that spans name.
    """
    lines, problems = _typed("description", text, file)
    if lines is None:
        return None, problems
    swallowed = tuple(_swallowed(SourceFile(file, text)))
    if swallowed:
        return None, swallowed
    span = lines[0].span.to(lines[-1].span)
    return tree.Entity("use", name, None, lines, span, span), ()


def _swallowed(source: SourceFile) -> Iterator[Diagnostic]:
    """E119 for each comment that has a `;` in it: what follows would be no line of the use."""
    for found in STRING_OR_COMMENT.finditer(source.text):
        end = found[0].find(";")
        if found[0].startswith("#") and end >= 0:
            span = source.span(found.start(), found.end())
            message = "a comment goes on to the end of the line, `;` and what follows included"
            yield Diagnostic(Severity.ERROR, "E119", message, span, "put it at the end, or leave it out")


def _typed(start: str, text: str, file: str = "query") -> tuple[Any, tuple[Diagnostic, ...]]:
    result, problem = _read(start, file, text + "\n", 0, len(text) + 1, 1)
    return (result, ()) if problem is None else (None, (problem,))


def _read(start: str, file: str, text: str, position: int, end: int, line: int) -> tuple[object, Diagnostic | None]:
    try:
        return read(start, file, text, position, end, line), None
    except Rejected as rejected:
        return None, rejected.diagnostic
    except Stuck as stuck:
        return None, explain(stuck.lexeme, start, text, position, end)


def _orphans(text: str, end: int, file: str) -> list[Diagnostic]:
    found = _CONTENT.search(text, 0, end)
    if found is None:
        return []
    line = text.count("\n", 0, found.start(1)) + 1
    column = found.start(1) - text.rfind("\n", 0, found.start(1))
    return [
        Diagnostic(
            Severity.ERROR,
            "E108",
            "this indented line belongs to no statement",
            Span(file, line, column, line, column + len(found[1])),
            "a statement starts in column one; the lines indented under it belong to it",
        )
    ]


def _comments(source: SourceFile) -> tuple[tree.Comment, ...]:
    text = source.text
    if "#" not in text:
        return ()
    comments = []
    for found in STRING_OR_COMMENT.finditer(text):
        if text[found.start()] == "#":
            start = found.start()
            words = found[0].rstrip()
            before = text[text.rfind("\n", 0, start) + 1 : start]
            own_line = not before.strip(" \t\ufeff")
            comments.append(tree.Comment(words, own_line, source.span(start, start + len(words))))
    return tuple(comments)
