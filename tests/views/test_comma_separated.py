from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from licet.logic.values import UNKNOWN, Month
from licet.verdict.query import Answers
from licet.views.pages.comma_separated import answers_csv, table_csv
from licet.words.fragments import clean


def test_values_are_exact_and_possible_answers_are_marked() -> None:
    rows = (("otter", 700_000_000, Decimal("0.10")), ("a, b", date(2024, 1, 1), Month(2024, 6)))
    assert answers_csv(Answers(("X", "Y", "Z"), rows, (("otter", UNKNOWN, 1),))) == (
        'X,Y,Z,certainty\notter,700000000,0.10,certain\n"a, b",2024-01-01,2024-06,certain\notter,unknown,1,possible\n'
    )


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_table_is_read_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    read = [tuple(row) for row in csv.reader(StringIO(table_csv(("a", "b"), rows), newline=""))]
    assert read == [("a", "b"), *(tuple(map(clean, row)) for row in rows)]
