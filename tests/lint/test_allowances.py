"""Allowances in comments: where they stand, what they need, and what becomes of one that is of nothing."""

import re
from pathlib import Path

import pytest

from licet.grammar.fixing import with_fixes
from licet.grammar.source import SourceFile
from licet.knowledge.knowledge_base import KnowledgeBase
from support.linting import NAME, findings

IDLE = "open relation idle(model)"
WHY = 'because "a shop asks for it"'


def codes(text: str) -> list[str]:
    return [d.code for d in findings(text)]


@pytest.mark.parametrize(
    "text",
    [
        f"# licet: allow L101 {WHY}\n{IDLE}\n",
        f"# What a shop asks.\n# licet: allow L101 {WHY}\n# More of it.\n{IDLE}\n",
        f"{IDLE}   # licet: allow L101 {WHY}\n",
        f'{IDLE}\n  # licet: allow L101 {WHY}\n  also "asleep"\n',
        f'{IDLE}\n  also "asleep"   # licet: allow L101 {WHY}\n',
        f"#licet:allow l101, L102 {WHY}\n{IDLE}\nopen relation idles(model)\n".replace("L102", "L101"),
    ],
)
def test_an_allowance_is_of_the_statement_that_it_stands_in_or_above(text: str) -> None:
    assert codes(text).count("L101") == text.count("idles(")
    assert "L502" not in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        f"# licet: allow L101 {WHY}\n\n{IDLE}\n",
        f"# licet: allow L101 {WHY}\nkind shop\n{IDLE}\n",
        f"{IDLE}\nkind shop   # licet: allow L101 {WHY}\n",
    ],
)
def test_one_that_stands_elsewhere_allows_nothing_and_is_found(text: str) -> None:
    assert sorted(codes(text)) == ["L101", "L502"]


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("allow L101", "this allowance gives no reason, and allows nothing"),
        ('allow L101 because ""', "this allowance gives no reason, and allows nothing"),
        ('allow L101 because "TODO"', "this allowance gives no reason, and allows nothing"),
        ("allow L101 because it is so", "this allowance cannot be read"),
        ("allow", "this allowance cannot be read"),
        ("allow everything", "this allowance cannot be read"),
        (f"allow L999 {WHY}", "no finding has the code `L999`"),
        (f"allow E201 {WHY}", "`E201` cannot be allowed"),
        (f"allow L502 {WHY}", "`L502` cannot be allowed"),
    ],
)
def test_what_cannot_be_allowed_so_is_said_and_allows_nothing(comment: str, says: str) -> None:
    found = [d for d in findings(f"# licet: {comment}\n{IDLE}\n") if d.code in ("L101", "L501")]
    assert [d.code for d in found if d.code == "L101"] == ["L101"]
    assert says in [d.message for d in found]


def test_a_comment_that_only_speaks_of_allowances_is_none() -> None:
    assert codes(f"# An allowance reads `licet: allow L101`.\n# licet allows much\n{IDLE}\n") == ["L101"]


def test_warnings_of_the_checks_can_be_allowed_and_are_known_to_be_there() -> None:
    clause = (
        'license mine "M"\n  licensor acme\nclause grant at "1"\n  permits Use to copy\n  when does(Use, copy, Thing)\n'
    )
    assert "L502" not in codes(clause.replace("clause grant", f"# licet: allow W301 {WHY}\nclause grant"))
    assert "L502" in codes(clause.replace("clause grant", f"# licet: allow W402 {WHY}\nclause grant"))


def test_mutants_that_may_survive_are_allowed_by_the_same_comment() -> None:
    assert codes(f'# licet: allow M101 {WHY}\nlicense mine "M"\n  licensor acme\n  unread because "a shop"\n') == []


def test_what_depends_on_the_texts_at_hand_is_not_called_idle() -> None:
    assert codes(f'# licet: allow W503 {WHY}\nlicense mine "M"\n  licensor acme\n  unread because "a shop"\n') == []


@pytest.mark.parametrize(
    "text", [f"kind shop\n# licet: allow L101 {WHY}\nkind bar\n", f"kind shop   # licet: allow L101 {WHY}\nkind bar\n"]
)
def test_an_idle_one_is_taken_out_with_its_line_or_from_its_end(text: str) -> None:
    (found,) = [d for d in findings(text) if d.code == "L502"]
    assert found.fix is not None
    assert found.fix.safe
    assert with_fixes(SourceFile(NAME, text), [found.fix]).text == "kind shop\nkind bar\n"


def test_the_example_of_the_page_allows_what_is_there() -> None:
    page = (Path(__file__).parents[2] / "docs" / "lint.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```licet\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert KnowledgeBase.parse(example).lint() == ()
    without = KnowledgeBase.parse(re.sub(r" *# licet: allow.*", "", example)).lint()
    assert [d.code for d in without] == ["L101", "L104"]


def test_one_of_several_codes_stays_for_those_that_are_there() -> None:
    (found,) = findings(f"# licet: allow L101, L102 {WHY}\n{IDLE}\n")
    assert (found.code, found.fix) == ("L502", None)
    assert "`L102`" in found.message
