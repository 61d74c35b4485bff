"""A process of its own that runs pyDatalog, told what to do by lines of JSON. It imports nothing of Licet.

Requests, one a line: `["fact", relation, cells]`, `["retract", relation, cells]`, `["rule", relation, arguments, body]`
and `["ask", relation, cells]`. A cell is a text, or null in a question; an argument is a text, or `[name]` for a
variable. A part of a body is `[kind, relation, arguments]`, kind one of `positive`, `negated`, `=`, `!=`, `<`; the last
three compare their two arguments. Only questions are answered: `{"rows": […]}`, or `{"error": "…"}` for this or an
earlier request.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from pyDatalog import Logic, pyDatalog
from pyDatalog.pyParser import Term

__all__ = ["Worker", "serve"]

Argument = str | list[str]


class Worker:
    """The logic program of this thread. pyDatalog keeps one for each thread; a new worker starts an empty one."""

    def __init__(self) -> None:
        Logic()
        self.known: set[str] = set()

    def fact(self, relation: str, cells: Sequence[str]) -> None:
        """State a fact."""
        self.known.add(relation)
        pyDatalog.assert_fact(relation, *cells)

    def retract(self, relation: str, cells: Sequence[str]) -> None:
        """Take a fact back."""
        pyDatalog.retract_fact(relation, *cells)

    def rule(self, relation: str, arguments: Sequence[Argument], body: Sequence[Any]) -> None:
        """Add a rule, its body to be evaluated from left to right."""
        self.known.add(relation)
        for kind, name, cells in body:
            if kind in ("positive", "negated"):
                self.define(name, len(cells))
        variables: dict[str, Any] = {}
        parts = [_part(part, variables) for part in body]
        conjunction = parts[0]
        for part in parts[1:]:
            conjunction = conjunction & part
        _ = Term(relation)(*_terms(arguments, variables)) <= conjunction

    def define(self, relation: str, arity: int) -> None:
        """Let there be a relation, though it may have no rows: pyDatalog fails at those that it has never heard of."""
        if relation not in self.known:
            self.known.add(relation)
            cells = [""] * arity
            pyDatalog.assert_fact(relation, *cells)
            pyDatalog.retract_fact(relation, *cells)

    def ask(self, relation: str, cells: Sequence[str | None]) -> list[list[str]]:
        """The rows of a relation that match."""
        if relation not in self.known:
            return []
        variables: dict[str, Any] = {}
        arguments = [[f"X{i}"] if cell is None else cell for i, cell in enumerate(cells)]
        found = Term(relation)(*_terms(arguments, variables)).ask()
        if not variables:
            return [[cell for cell in cells if cell is not None]] if found else []
        return [_filled(cells, row) for row in found or ()]


def _filled(cells: Sequence[str | None], row: Iterable[str]) -> list[str]:
    values = iter(row)
    return [next(values) if cell is None else cell for cell in cells]


def _terms(arguments: Iterable[Argument], variables: dict[str, Any]) -> list[Any]:
    return [
        Term(argument, forced_type="constant")
        if isinstance(argument, str)
        else variables.setdefault(argument[0], Term(argument[0]))
        for argument in arguments
    ]


def _part(part: Any, variables: dict[str, Any]) -> Any:
    kind, relation, arguments = part
    terms = _terms(arguments, variables)
    match kind:
        case "=":
            return terms[0] == terms[1]
        case "!=":
            return terms[0] != terms[1]
        case "<":
            return terms[0] < terms[1]
        case "negated":
            return ~Term(relation)(*terms)
        case _:
            return Term(relation)(*terms)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Do what the requests say until there are no more."""
    worker = Worker()
    error: str | None = None
    for line in requests:
        request, *data = json.loads(line)
        rows: list[list[str]] = []
        if error is None:
            try:
                match request:
                    case "fact":
                        worker.fact(*data)
                    case "retract":
                        worker.retract(*data)
                    case "rule":
                        worker.rule(*data)
                    case _:
                        rows = worker.ask(*data)
            except Exception as found:
                error = f"{type(found).__name__}: {found}"
        if request == "ask":
            answer = {"rows": rows} if error is None else {"error": error}
            answers.write(json.dumps(answer).encode("ascii") + b"\n")
            answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
