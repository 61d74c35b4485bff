"""Tables as comma-separated values (RFC 4180, with line feeds), for spreadsheets and data frames."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from licet.logic.values import UNKNOWN, Value
from licet.verdict.query import Answers
from licet.verdict.verdict import Truth
from licet.words.fragments import clean

__all__ = ["answers_csv", "table_csv", "truth_csv"]

_CERTAINTY = "certainty"
"""The last column of answers. No variable is called so: they begin with a capital letter."""


def answers_csv(answers: Answers) -> str:
    """The answers to a query: a column for each variable, and whether the answer is `certain` or `possible`. Numbers
    are exact digits, days and months as in policy files, and what nobody knows is `unknown`."""
    certain = ([*map(_cell, row), "certain"] for row in answers.rows)
    possible = ([*map(_cell, row), "possible"] for row in answers.possible)
    return table_csv([*answers.variables, _CERTAINTY], [*certain, *possible])


def truth_csv(truth: Truth) -> str:
    """Whether literals hold, in a table of one cell: `true`, `false`, `unknown` or `contested`."""
    return table_csv(["answer"], [[truth.status]])


def table_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts, its heads first, a line for each row: white space within a cell becomes single blanks."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(map(clean, row) for row in rows)
    return written.getvalue()


def _cell(value: Value) -> str:
    if value is UNKNOWN:
        return "unknown"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
