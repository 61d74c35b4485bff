"""Conditions that contradict each other, in clauses, rules and readings; and what only looks like it."""

import pytest

from support.linting import linted

RULE = "relation found(model)\nrule found(Model)\n  when Model is large\n"


@pytest.mark.parametrize(
    "conditions",
    [
        "   and not Model is large",
        "   and users(acme, 2026-01) > 5\n   and users(acme, 2026-01) < 3",
        "   and none of\n     - Model is large\n     - Model derived_from llama\n   end",
        "   and any of\n     - Model in { }\n     - not Model is large\n   end".replace("- Model in { }\n     ", ""),
        "   and Model derived_from Older\n  unless Model derived_from Any",
        "   and developed_by(Model, meta)\n  unless developed_by(Model, _)",
        "   and released(Model) = 2024-01-01\n   and released(Model) > 2025-01-01",
    ],
)
def test_a_rule_whose_conditions_rule_each_other_out_never_applies(conditions: str) -> None:
    (found,) = linted(f"{RULE}{conditions}\n", "L201")
    assert found.underlined == "found(Model)"


@pytest.mark.parametrize(
    "conditions",
    [
        "   and users(acme, 2026-01) > 5\n   and users(acme, 2026-01) < 9",
        "   and Model derived_from Older\n  unless Older derived_from Model",
        "  unless Model derived_from Any\n     and Any is large",
        "   and users(acme, _) > 5\n   and users(acme, _) < 3",
        "   and any of\n     - Model derived_from llama\n     - not Model is large\n   end",
        "   and developed_by(Model, meta)\n  unless developed_by(Model, acme)",
    ],
)
def test_conditions_that_can_hold_together_are_left_alone(conditions: str) -> None:
    assert linted(f"{RULE}{conditions}\n", "L201") == []


def test_what_the_rules_of_a_relation_ask_for_counts() -> None:
    plain = "relation plain(model)\nrule plain(Model)\n  when Model derived_from llama\n  unless Model is large\n"
    (found,) = linted(f"{plain}{RULE}   and Model is plain\n", "L201")
    assert found.underlined == "found(Model)"
    assert linted(f"{plain}{RULE.replace('Model is large', 'Model is plain')}", "L201") == []


def test_a_relation_that_a_test_gives_may_hold_without_its_rules() -> None:
    plain = "relation plain(model)\nrule plain(Model)\n  when Model derived_from llama\n  unless Model is large\n"
    given = 'test "given"\n  given fact plain(mistral)\n  expect that plain(mistral)\n'
    assert linted(f"{plain}{given}{RULE}   and Model is plain\n", "L201") == []


def test_relations_that_exclude_each_other_rule_each_other_out() -> None:
    text = "relation excludes(symbol, symbol)\nrelation small(model)\nfact mistral is small\n"
    assert linted(f"{text}{RULE}   and Model is small\n", "L201") == []
    assert len(linted(f"{text}fact excludes(large, small)\n{RULE}   and Model is small\n", "L201")) == 1


def test_a_clause_and_a_reading_are_found_by_name() -> None:
    body = "  when Thing licensed_under mine\n  unless Thing licensed_under mine\n"
    clause = f'clause odd at "1"\n  permits Use of Thing to copy\n{body}'
    (found,) = linted(f'license mine "M"\n  licensor acme\n{clause}', "L201")
    assert found.underlined == "odd"
    term = (
        'relation helps(use, model)\nterm helps(Use, Model) at "1"\n'
        '  reading one "by training it"\n    held by acme "memo"\n'
        "    when Use trains Model\n    unless Use trains Model\n"
        '  reading two "by judging it"\n    held by acme "memo"\n    when Use judges Model\n'
    )
    assert ["one" in f.message for f in linted(term, "L201")] == [True]
