"""All rules together: their codes and pages, the order of what they find, what is passed over, and how it grows."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.lint import rules
from licet.lint.linting import RULES
from licet.words.code_pages import codes
from support.core import CORE
from support.effort import effort
from support.linting import DAY, findings

FILES = {
    "a.licet": f"{CORE}relation idle(artifact)\norganization acme\naction copy\nduty notice\n",
    "b.licet": 'license mine "M"\n  licensor acme\n'
    'clause grant at "1"\n  permits Use to copy\nclause ban at "2"\n  forbids Use\n',
    "c.licet": "artifact thing\n  licensed_under mine\nfact thing licensed_under mine\n",
}


def test_each_code_has_a_module_and_a_page() -> None:
    assert {*RULES, "L501", "L502"} == {code for code in codes() if code.startswith("L")}
    assert len(list(Path(str(rules.__file__)).parent.glob("[a-z]*.py"))) == len(RULES)


def test_findings_are_the_same_in_whatever_order_files_are_read(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    found = {tuple(load(*(tmp_path / name for name in order)).lint(DAY)) for order in permutations(FILES)}
    assert len(found) == 1
    (once,) = found
    places = [(d.span.file, d.span.line, d.code) for d in once if d.span]
    assert places == sorted(places)
    assert {"L101", "L103", "L203", "L301", "L302"} <= {d.code for d in once}


def test_what_is_taken_over_is_told_where_it_stands() -> None:
    text = (
        'license mine "M"\n  licensor acme\nlicense yours "Y"\n  licensor acme\n  based_on mine\n'
        'clause mine.grant at "1"\n  permits Use to copy\n'
    )
    assert [d.code for d in findings(text)] == ["L301", "L302"]


def test_the_day_is_today_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []

    def expiring(subject: object) -> list[object]:
        asked.append(subject.day)  # type: ignore[attr-defined]
        return []

    monkeypatch.setattr("licet.lint.linting.RULES", {"L401": expiring})
    KnowledgeBase.parse("kind a\n").lint(date(2020, 1, 1))
    KnowledgeBase.parse("kind a\n").lint()
    assert asked[0] == date(2020, 1, 1)
    assert asked[1] > date(2020, 1, 1)


@pytest.mark.parametrize("n", [12, 90, 200])
def test_many_conditions_of_one_relation_are_given_up_in_time(n: int) -> None:
    chain = "".join(f"   and Y{i} comes_from Y{i + 1}\n" for i in range(n))
    unless = "".join(f"     and Z{i} comes_from Z{i + 1}\n" for i in range(n))
    unless = f"  unless X comes_from Z0\n{unless}     and Z1 licensed_under mine\n"
    rule = f"rule odd(X)\n  when X comes_from Y0\n{chain}{unless}"
    clauses = "".join(
        f'clause c{i} at "{i}"\n  {effect}\n  when does(Use, copy, Y0)\n{chain}'
        for i, effect in enumerate(("permits Use", "withholds c0", "forbids Use"))
    )
    names = f"{CORE}organization acme\naction copy\nrelation odd(artifact)\n"
    knowledge = KnowledgeBase.parse(f'{names}license mine "M"\n  licensor acme\n{rule}{clauses}')
    assert effort(lambda: knowledge.lint(DAY)) < 6_000_000


def licenses(n: int) -> KnowledgeBase:
    """So many licenses that differ in names and words, with six clauses, a rule and a test each."""
    text = f"{CORE}organization acme\naction copy\nduty notice\nopen relation users(organization) = count\n"
    for i in range(n):
        text += f'license l{i} "L{i}"\n  licensor acme\n'
        text += f"relation big_{i}x(organization)\nrule big_{i}x(Org)\n  when users(Org) > {i + 5}\n"
        for j, effect in enumerate(("permits Use to copy", "forbids Use", "requires notice of Use")):
            text += f'clause l{i}.c{j}x at "{j}"\n  quote "words {j} of a license that is number {i} here"\n'
            text += f"  {effect}\n  when Use by Org\n   and big_{i}x(Org)\n"
        text += (
            f'artifact t{i}\n  licensed_under l{i}\ntest "{i}"\n  given use u{i}\n    - by acme\n    - does copy t{i}\n'
        )
        text += "  expect unknown\n"
    return KnowledgeBase.parse(text)


def test_the_work_grows_with_the_licenses() -> None:
    few, many = licenses(10), licenses(40)
    assert effort(lambda: many.lint(DAY)) < 5 * effort(lambda: few.lint(DAY))
