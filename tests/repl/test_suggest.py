from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.prompt.suggest import Suggestion, suggest
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.names import Names, matching, names_of
from support.effort import effort


@pytest.fixture(scope="module")
def names(knowledge: KnowledgeBase) -> Names:
    return names_of(knowledge.vocabulary)


def texts(found: tuple[Suggestion, ...]) -> list[str]:
    return [s.text for s in found]


CASES = {
    # commands and their arguments
    "as": ["ask", "as of", "assume"],
    "as o": ["of"],
    "show ": ["clause"],
    "ask ": ["chat_product", "judge_otter", "silent_chat", "train_otter", "undated_chat"],
    "ask judge_otter ju": ["judge_otter"],
    "needs si": ["silent_chat"],
    "describe alpaca_": ["alpaca_1", "alpaca_chat", "alpaca_1.grant", "alpaca_1.many_users"],
    "list li": ["licenses"],
    "help qu": ["quit"],
    "as of s": ["stated"],
    "show clause alpaca_1.no": ["alpaca_1.no_improving", "alpaca_1.notice_kept"],
    "assume reading ": ["any_help", "parameters"],
    "assume reading any_help of ": ["improves"],
    "retract reading any": ["any_help"],
    "retract reading of ": ["improves"],
    "assume reading any_help ": ["of"],
    "what if reading ": ["any_help", "parameters"],
    "what if not train_otter trains otter, reading any_help of ": ["improves"],
    "what if monthly_users(acme, 2023-06) = 5, train_otter jud": ["judges"],
    "what if monthly_users(": ["acme", "ranch", "silent"],
    "why alpaca_chat de": ["derived_from", "descends_from"],
    "why improves(judge_otter, ": ["alpaca", "alpaca_chat", "otter"],
    "expand ": [],
    # literals
    "Model descends_from ": ["Model", "alpaca", "alpaca_chat", "otter"],
    "Model descends_from al": ["alpaca", "alpaca_chat"],
    "alpaca ": ["comes_from", "derived_from", "descends_from", "licensed_under", "in", "is"],
    "alpaca is ": ["small", "undisclosed_lineage"],
    "acme is ": [],
    "monthly_users(": ["acme", "ranch", "silent"],
    "monthly_users(acme, ": [],
    "Use judges M and M ": ["comes_from", "derived_from", "descends_from", "licensed_under", "in", "is"],
    "Use by Org and U": ["Use"],
    "Use by acme and not Use judges ": ["Use", "alpaca", "alpaca_chat", "otter"],
    "X is small and Y lic": ["licensed_under"],
    "alpaca licensed_under ": ["alpaca_1"],
    "70b": [],
    # statements
    "use my_use\n  doe": ["does"],
    "use my_use\n  by ": ["acme", "ranch", "silent", "per"],
    "use my_use\n  does ": ["copy", "distribute", "use"],
    "use my_use\n  does use ": ["alpaca", "alpaca_chat", "otter"],
    "use my_use\n  fulfils ": ["notice"],
    "use my_use\n  fulfils notice ": ["of"],
    "use my_use\n  fulfils notice of ": ["alpaca_1"],
    "chat_product fulfils ": ["notice"],
    "chat_product fulfils notice of ": ["alpaca_1"],
    "use my_use\n  not jud": ["judges"],
    'model m "M"\n  is ': ["small", "undisclosed_lineage"],
    "model m\n  licensed_under ": ["alpaca_1", "per"],
    "fact alpaca_chat derived_from o": ["otter"],
    "relation r(": ["action", "artifact", "duty", "license", "model", "organization", "use"],
    "kind robot is m": ["model"],
    "rule Use improves M\n  when Use judges ": ["Use", "M", "alpaca", "alpaca_chat", "otter"],
    'clause alpaca_1.x at "9"\n  permits Use to ': ["copy", "distribute", "use"],
    'clause alpaca_1.x at "9"\n  permits Use of Thing to ': ["copy", "distribute", "use"],
    'clause alpaca_1.x at "9"\n  forbids Use of Thing to co': ["copy"],
    'clause alpaca_1.x at "9"\n  requires ': ["notice"],
    'clause alpaca_1.x at "9"\n  requires notice of Use of Thing to ': ["copy", "distribute", "use"],
    'clause alpaca_1.x at "9"\n  requires notice of Use to distribute as ': ["condition", "covenant"],
    'clause alpaca_1.x at "9"\n  overrides alpaca_1.g': ["alpaca_1.grant"],
    'clause alpaca_1.x at "9"\n  over': ["overrides"],
    "adopt reading ": ["any_help", "parameters"],
    "adopt reading any_help of ": ["improves"],
    "adopt reading any_help of improves\n  for ": ["acme", "ranch", "silent"],
    'test "t"\n  given use u\n    - jud': ["judges"],
    'test "t"\n  expect contested over ': ["improves"],
    'test "t"\n  expect forbidden because ': [
        "alpaca_1.grant",
        "alpaca_1.many_users",
        "alpaca_1.no_improving",
        "alpaca_1.notice_kept",
    ],
    # uses that are described
    "ask by ": ["acme", "ranch", "silent"],
    "ask by acme; jud": ["judges"],
    "why by acme; judges a, ": ["alpaca", "alpaca_chat", "otter"],
    # no place for a name
    'use my_use "Mine" ': ["also"],
    'fact x(a) per "acme ': [],
    "# acme ": [],
    "alpaca derived_from otter otter ": [],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=CASES)
def test_suggestions(text: str, expected: list[str], names: Names) -> None:
    found = texts(suggest(text, len(text), names, COMMANDS))
    assert found[: len(expected)] == expected
    if not expected:
        assert found == []


def test_at_the_beginning_everything_that_can_start_an_entry(names: Names) -> None:
    found = texts(suggest("", 0, names, COMMANDS))
    assert found[0] == "ask"
    assert {"fact", "rule", "use", "model"} <= set(found)
    assert "acme" not in found


IN_FILES = {
    "alp": [],
    "us": ["use"],
    "model x\n  derived_from al": ["alpaca", "alpaca_chat"],
    'clause c at "9"\n  forbids Use\n  when Use ju': ["judges"],
    "rule X de": ["derived_from", "descends_from"],
    "alpaca ": [],
    "ask ": [],
}


@pytest.mark.parametrize("text", IN_FILES)
def test_files_have_statements_and_no_questions(text: str, names: Names) -> None:
    assert texts(suggest(text, len(text), names, {})) == IN_FILES[text]


def test_the_word_under_the_cursor_is_replaced_and_what_follows_is_left(names: Names) -> None:
    text = "ask jud and more"
    found = suggest(text, 7, names, COMMANDS)
    assert [(s.text, s.start) for s in found] == [("judge_otter", 4)]


def test_suggestions_say_what_a_name_is(names: Names) -> None:
    found = {s.text: s.description for s in suggest("alpaca de", 9, names, COMMANDS)}
    assert found["descends_from"] == "(artifact, artifact): derived over any number of steps"
    [use] = suggest("ask jud", 7, names, COMMANDS)
    assert use.description == "use: Judge Otter's answers with Alpaca"


def test_every_entry_of_several_is_completed_by_itself(names: Names) -> None:
    text = "ask judge_otter\nuse my_use\n  by acme\nask cha"
    assert texts(suggest(text, len(text), names, COMMANDS))[0] == "chat_product"


@given(st.text(alphabet='aU_ ,.()=<>{}"#\n1-', max_size=30), st.integers(0, 30))
def test_no_text_makes_it_fail(names: Names, text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for suggestion in suggest(text, cursor, names, COMMANDS):
        assert 0 <= suggestion.start <= cursor


def test_names_match_by_their_beginning_first_and_then_by_a_later_word() -> None:
    assert list(matching("chat", ["alpaca_chat", "chat_product", "chatty", "otter"], 9)) == [
        "chat_product",
        "chatty",
        "alpaca_chat",
    ]
    assert list(matching("", ["a", "b"], 1)) == ["a"]


@pytest.mark.parametrize(
    ("typed", "most"),
    [("thing_number_5 r thing_n", 20_000), ("thing_number_5 r 77", 1_000), ("thing_number_5 r number_99", 200_000)],
)
def test_ten_thousand_names_are_completed_at_once(typed: str, most: int) -> None:
    """Names that begin as what is typed are found without a look at the others, and the others with a short one."""
    vocabulary = "kind thing\nkind other\nrelation r(thing, thing)\n"
    text = vocabulary + "".join(f"thing thing_number_{i}\n" for i in range(10_000))
    names = names_of(KnowledgeBase.parse(text).vocabulary)
    assert suggest(typed, len(typed), names, COMMANDS) or "77" in typed
    assert effort(lambda: suggest(typed, len(typed), names, COMMANDS)) < most


@pytest.mark.parametrize("typed", ["hf:Qwen/Qw", "hf:qwen2", "hf:QWEN/"])
def test_references_are_completed_where_their_thing_can_stand(typed: str, knowledge: KnowledgeBase) -> None:
    known = names_of(knowledge.assume('model qwen "Qwen" hub "Qwen/Qwen2.5-7B"\n').vocabulary)
    for before in ("describe ", "", "fact ", "use u\n  trains "):
        text = before + typed
        assert texts(suggest(text, len(text), known, COMMANDS)) == ["hf:Qwen/Qwen2.5-7B"], text
