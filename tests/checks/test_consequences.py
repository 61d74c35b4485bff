"""What follows from a statement that does not parse is no finding of its own."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, PolicyError
from support.core import CORE

WORLD = f"""{CORE}organization org
action run
duty credit
artifact thing
  licensed_under mine
license mine "Mine"
clause grant at "1"
  permits Use
clause ban at "2"
  forbids Use
  overrides grant
  when Use judges thing
relation judges(use, artifact)
use u
  by org
  does run thing
  judges thing
rule Use judges thing
  when Use by org
   and does(Use, run, thing)
test "it is banned"
  expect forbidden of u because grant
"""


def errors(text: str) -> list[str]:
    with pytest.raises(PolicyError) as refused:
        KnowledgeBase.parse(text)
    return [d.code for d in refused.value.diagnostics if d.severity]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ('clause grant at "1"', 'clause grant at "1', "E104"),
        ("  permits Use\n", "  permit Use\n", "E110"),
        ("  permits Use\n", "", "E113"),
        ('license mine "Mine"', 'license mine "Mine', "E104"),
        ("relation judges(use, artifact)", "relation judges(use; artifact)", "E101"),
        ("action run\n", "action run as\n", "E110"),
        ("organization org\n", "organization Org\n", "E109"),
        ("use u\n", "use u of\n", "E101"),
        ("kind duty ", "kind duty; ", "E101"),
        ("rule Use judges thing\n", "rule Use judges\n", "E101"),
    ],
)
def test_a_broken_statement_is_one_error(right: str, wrong: str, code: str) -> None:
    KnowledgeBase.parse(WORLD)
    assert WORLD.count(right) == 1
    assert errors(WORLD.replace(right, wrong)) == [code]


def test_other_errors_stay() -> None:
    text = WORLD.replace("  permits Use\n", "  permit Use\n").replace("overrides grant", "overrides grand, grant")
    assert errors(text) == ["E110", "E401"]
