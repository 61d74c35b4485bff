"""The thresholds that a permitted use passed: the value, the bound and its sense, and the clauses that read them."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase, Passed, Pin, Status
from licet.views.data.answers import verdict_json
from licet.views.lines.text import explanation_text, verdict_text
from licet.views.pages.html import explanation_html
from licet.views.pages.markdown import explanation_markdown
from support.read_documents import read
from support.small_world import GRANT, world

BAN = 'clause one.ban at "2"\n  forbids Use\n  overrides one.grant\n'
LARGE = BAN + "  when Use by Org\n   and size(Org) > 700 million\n"


def passed(knowledge: KnowledgeBase) -> tuple[Passed, ...]:
    found = knowledge.ask("u", thresholds=True).passed
    assert found is not None
    return found


def told(knowledge: KnowledgeBase) -> list[tuple[tuple[str, ...], object, str, object, str]]:
    return [(p.clauses, p.value, p.operator, p.bound, p.status.value) for p in passed(knowledge)]


def sized(clauses: str, size: str) -> KnowledgeBase:
    return world(f'{clauses}fact size(org) = {size} per "a report"\n')


def test_a_permitted_use_tells_the_value_and_the_bound() -> None:
    found = passed(sized(GRANT + LARGE, "2 million"))
    assert found == (
        Passed(("one.ban",), "size", ("org", 2_000_000), 1, "<=", 700_000_000, Status.FORBIDDEN, "a report"),
    )


def test_the_bound_itself_is_passed() -> None:
    assert told(sized(GRANT + LARGE, "700 million"))[0][1:4] == (700_000_000, "<=", 700_000_000)


def test_nothing_is_passed_where_the_use_is_refused_or_the_value_is_unknown() -> None:
    assert passed(sized(GRANT + LARGE, "700_000_001")) == ()
    assert passed(world(GRANT + LARGE)) == ()


def test_nothing_is_looked_for_unless_somebody_asks() -> None:
    assert sized(GRANT + LARGE, "2 million").ask("u").passed is None


@pytest.mark.parametrize(
    ("operator", "size", "sense"),
    [("<", "2", "<"), ("<=", "5", "<="), (">", "9", ">"), (">=", "5", ">=")],
)
def test_a_permission_with_a_bound_is_a_threshold_whichever_way_it_is_written(
    operator: str, size: str, sense: str
) -> None:
    grant = f'clause one.grant at "1"\n  permits Use\n  when Use by Org\n   and size(Org) {operator} 5\n'
    assert told(sized(grant, size)) == [(("one.grant",), int(size), sense, 5, "not granted")]


def test_a_bound_that_a_rule_asks_for_belongs_to_the_clause_that_reads_the_rule() -> None:
    rules = "relation large(organization)\nrule large(Org)\n  when size(Org) >= 10\n"
    clause = BAN + "  when Use by Org\n   and large(Org)\n"
    assert told(sized(rules + GRANT + clause, "3")) == [(("one.ban",), 3, "<", 10, "forbidden")]


def test_a_sum_is_held_against_the_bound_as_a_whole() -> None:
    rules = (
        "relation part(organization, organization)\nrelation all_of(organization) = count\norganization sub\n"
        "rule all_of(Org) := sum of Size\n  when part(Part, Org)\n   and size(Part) = Size\n"
        "fact part(org, org)\nfact part(sub, org)\nfact size(sub) = 3\n"
    )
    clause = BAN + "  when Use by Org\n   and all_of(Org) > 10\n"
    found = passed(sized(rules + GRANT + clause, "4"))
    assert [(p.relation, p.value, p.operator, p.bound) for p in found] == [("all_of", 7, "<=", 10)]


def test_a_threshold_that_changes_nothing_is_not_told() -> None:
    beaten = LARGE.replace("overrides one.grant", "") + 'clause one.free at "3"\n  disapplies one.ban\n'
    knowledge = sized(GRANT + beaten, "2 million")
    assert knowledge.ask("u").status is Status.PERMITTED
    assert passed(knowledge) == ()


def test_a_threshold_with_another_condition_that_fails_is_not_told() -> None:
    assert passed(sized(GRANT + LARGE.replace("when ", "when marked(Use)\n   and "), "2 million")) == ()


def test_a_duty_from_a_size_on_is_a_threshold() -> None:
    clause = 'clause one.label at "2"\n  requires label of Use as covenant\n  when Use by Org\n   and size(Org) > 100\n'
    assert told(sized(GRANT + clause, "7")) == [(("one.label",), 7, "<=", 100, "permitted with duties")]


def test_a_day_is_a_threshold_and_is_worded_as_a_day() -> None:
    clause = BAN + "  when on(Use) > 2024-06-30\n"
    knowledge = world(GRANT + clause)
    assert [(str(p.value), p.operator, str(p.bound)) for p in passed(knowledge)] == [("2024-01-01", "<=", "2024-06-30")]
    verdict = knowledge.ask("u", thresholds=True)
    assert "2024-01-01, not after 2024-06-30 (one.ban (2))" in verdict_text(knowledge.base, verdict)


def test_the_days_of_a_license_are_no_threshold() -> None:
    assert passed(world(GRANT, license=("in force from 2023-01-01",))) == ()


def test_the_thresholds_are_those_of_the_readings_that_were_given() -> None:
    term = (
        'term big(Org) of one\n  reading tight "small"\n    held by "a" "b"\n    when size(Org) > 10\n'
        '  reading loose "large"\n    held by "c" "d"\n    when size(Org) > 100\n'
    )
    knowledge = sized("relation big(organization)\n" + GRANT + BAN + "  when Use by Org\n   and big(Org)\n" + term, "5")
    for reading, bound in (("tight", 10), ("loose", 100)):
        found = knowledge.ask("u", readings=[Pin("big", reading)], thresholds=True).passed
        assert found is not None
        assert [p.bound for p in found] == [bound]


def test_text_and_json_name_both_numbers_and_the_clause() -> None:
    knowledge = sized(GRANT + LARGE, "2 million")
    verdict = knowledge.ask("u", thresholds=True)
    text = verdict_text(knowledge.base, verdict)
    assert 'size(org) = 2 million, at most 700 million (one.ban (2))  per "a report"' in text
    (found,) = read(verdict_json(knowledge.base, verdict))["passed"]
    assert (found["value"]["value"], found["operator"], found["bound"]["value"]) == (2_000_000, "<=", 700_000_000)
    assert found["clauses"] == ["one.ban"]


def test_proofs_and_pages_tell_the_thresholds_too() -> None:
    knowledge = sized(GRANT + LARGE, "2 million")
    why = knowledge.why("u")
    for shown in (explanation_text, explanation_html, explanation_markdown):
        assert "at most" in shown(knowledge.base, why)


def test_the_shipped_product_passes_the_700_million_of_llama(kb: KnowledgeBase) -> None:
    found = kb.ask("acme_chat_product", thresholds=True).passed
    assert found is not None
    assert [(p.clauses, p.value, p.operator, p.bound) for p in found] == [
        (("llama_2.many_users",), 40_000, "<=", 700_000_000)
    ]
