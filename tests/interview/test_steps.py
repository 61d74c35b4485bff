"""Interviews step by step: what is asked when, what is written, and what is wrong with answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from licet.errors import BadAnswer
from licet.interview.answers import Answers, answers_from, in_address, in_toml, of_address, read_answers
from licet.interview.asking import Asking, asking
from licet.interview.lines import end_lines
from licet.interview.replay import answers_of
from licet.interview.steps import Step, back, review, step
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.verdict import Status
from support.effort import effort

SERVING: Answers = {
    "by": ("acme",),
    "acts": (),
    "receives": ("serves",),
    "serves": ("mistral_7b",),
    "on": ("2024-03-01",),
}


@pytest.fixture(scope="module")
def asker(kb: KnowledgeBase) -> Asking:
    return asking(kb)


def asked_next(asker: Asking, answers: Answers) -> str | None:
    at = step(asker, answers)
    return at.question.key if at.question is not None else None


@pytest.mark.slow
def test_the_use_is_described_first(asker: Asking) -> None:
    answers: Answers = {}
    order = []
    for key, texts in SERVING.items():
        order.append(asked_next(asker, answers))
        answers = {**answers, key: texts}
    assert order == list(SERVING)


def test_there_is_no_verdict_before_the_use_is_described(asker: Asking) -> None:
    answers = dict(list(SERVING.items())[:-1])
    assert step(asker, answers).verdict is None
    assert step(asker, SERVING).verdict is not None


def test_where_it_takes_place_is_not_asked_where_no_clause_reads_it(asker: Asking) -> None:
    at = step(asker, SERVING)
    keys = []
    answers: Answers = SERVING
    while at.question is not None:
        keys.append(at.question.key)
        answers = {**answers, at.question.key: ("unknown",)}
        at = step(asker, answers)
    assert "takes_place_in" not in keys


def test_what_the_policies_do_not_know_is_described(asker: Asking) -> None:
    answers: Answers = {
        "by": ('another "My Co"',),
        "acts": ("makes",),
        "makes": ('another "Phoenix 7B"',),
    }
    assert asked_next(asker, answers) == "phoenix_7b.is"
    answers = {**answers, "phoenix_7b.is": ("model",)}
    assert asked_next(asker, answers) == "phoenix_7b.from"
    answers = {**answers, "phoenix_7b.from": ("fine_tuned_from mistral_7b", 'trained_on another "Our chats"')}
    assert asked_next(asker, answers) == "our_chats.is"
    answers = {**answers, "our_chats.is": ("dataset",), "our_chats.from": (), "our_chats.license": ("ours",)}
    answers = {**answers, "phoenix_7b.license": ("ours",), "receives": ()}
    at = step(asker, answers)
    assert at.question is not None
    assert at.question.key == "on"
    assert at.text == (
        'organization my_co "My Co"\n\n'
        'model phoenix_7b "Phoenix 7B"\n'
        "  fine_tuned_from mistral_7b\n"
        "  trained_on our_chats\n"
        "  own_work_of my_co\n\n"
        'dataset our_chats "Our chats"\n'
        "  own_work_of my_co\n\n"
        "use my_use\n"
        "  by my_co\n"
        "  makes phoenix_7b\n"
    )


def test_the_clauses_that_read_a_relation_are_found_at_once_for_all_licenses(asker: Asking) -> None:
    some = ("llama_3_1_aup", "gemma_prohibited_use_2024_02_21", "creativeml_openrail_m", "flux_1_dev_nc", "qwen_2024")
    one = effort(lambda: asker.can_read("for_purpose", some[:1]))
    assert effort(lambda: asker.can_read("for_purpose", some)) < 2 * one
    assert "flux_1_dev_nc.grant" in asker.can_read("for_purpose", some)


def test_users_are_asked_for_where_a_clause_counts_them_and_the_clause_is_told(asker: Asking) -> None:
    answers: Answers = {**SERVING, "by": ('another "My Co"',), "serves": ("llama_2_70b",), "for_purpose": ()}
    question = step(asker, answers).question
    assert question is not None
    assert question.key == "monthly_active_users(my_co, 2023-06)"
    assert question.clauses == ("llama_2.many_users",)
    few: Answers = {**answers, question.key: ("40 thousand",)}
    assert step(asker, few).verdict is not None
    assert "monthly_active_users 2023-06 = 40 thousand" in step(asker, few).text
    many: Answers = {**answers, question.key: ("1 billion",), "has_express_grant(my_co, llama_2)": ("no",)}
    at = step(asker, many)
    assert at.verdict is not None
    assert at.verdict.status is Status.NOT_GRANTED
    assert at.ended


def test_a_use_that_is_refused_is_asked_nothing_more(asker: Asking) -> None:
    answers: Answers = {
        "by": ("acme",),
        "acts": ("runs", "distils_into"),
        "runs": ("llama_2_70b",),
        "distils_into": ("mistral_7b",),
        "receives": (),
        "on": ("2023-10-15",),
    }
    at = step(asker, answers)
    assert at.ended
    assert at.verdict is not None
    assert at.verdict.status is Status.FORBIDDEN


def test_what_a_use_is_for_is_asked_where_a_grant_is_for_some_purposes_only(asker: Asking) -> None:
    running: Answers = {
        "by": ("acme",),
        "acts": ("runs",),
        "runs": ("flux_1_dev",),
        "receives": (),
        "on": ("2026-03-01",),
        "takes_place_in": ("us",),
    }
    at = step(asker, running)
    assert at.question is not None
    assert at.question.key == "for_purpose"
    assert "flux_1_dev_nc.grant" in at.question.clauses
    free = step(asker, {**running, "for_purpose": ("noncommercial", "research")})
    assert free.verdict is not None
    assert free.verdict.status is Status.PERMITTED_WITH_DUTIES
    refused = step(asker, {**running, "for_purpose": ("commercial",)})
    assert refused.verdict is not None
    assert refused.verdict.status.refuses
    assert refused.question is None
    unsaid = step(asker, {**running, "for_purpose": ()})
    assert unsaid.question is not None
    assert unsaid.question.key == "commercial_entity(acme)"


def test_nothing_said_to_be_done_is_unknown(asker: Asking) -> None:
    at = step(asker, {"by": ("acme",), "acts": (), "receives": (), "on": ("2024-03-01",)})
    assert at.ended
    assert at.verdict is not None
    assert at.verdict.status is Status.UNKNOWN
    assert end_lines(at, 80)


@pytest.mark.slow
def test_who_does_not_know_gets_an_end_and_never_a_permission_by_it(asker: Asking) -> None:
    answers: Answers = {}
    while (question := (at := step(asker, answers)).question) is not None:
        answers = {
            **answers,
            question.key: SERVING.get(question.key, ("unknown",)) if question.key != "by" else ("unknown",),
        }
    assert at.verdict is not None
    assert at.verdict.status is Status.UNKNOWN


def test_back_takes_the_last_answer_and_review_tells_them_in_order(asker: Asking) -> None:
    answers = {**SERVING, "breaks_law(use)": ("no",)}
    at = step(asker, answers)
    told = review(asker, at)
    assert [question.key for question, _ in told] == list(answers)
    assert back(answers) == SERVING


def test_answers_in_another_order_give_the_same_step(asker: Asking) -> None:
    turned = dict(reversed(SERVING.items()))
    assert shown(step(asker, SERVING)) == shown(step(asker, turned))


def shown(at: Step) -> object:
    return at.question, at.verdict, at.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "key", "message", "help"),
    [
        ({"by": ("acmee",)}, "by", "nothing is called `acmee`", "did you mean `acme`?"),
        ({"by": ("mistral_7b",)}, "by", "`mistral_7b` is a model", None),
        ({"by": ('another "Acme"',)}, "by", "`acme` is known", "answer `acme`"),
        ({"receives": ("runs",)}, "receives", "`runs` is no answer to `receives`", "an answer to `acts`"),
        ({"receives": ("flies",)}, "receives", "`flies` is no answer", None),
        ({"serves": ()}, "serves", "said to be done, and of no thing", "`unknown`"),
        ({"runs": ("mistral_7b",)}, "runs", "`runs` is answered, and `acts` does not name it", "add `runs` to `acts`"),
        ({"serves": ("Mistral",)}, "serves", "`Mistral` is no name", "small letters"),
        ({"serves": ("mistral_7b, gpt2",)}, "serves", "names 2 where 1", None),
        ({"serves": ("mistral_7b) and x(",)}, "serves", "cannot be read", None),
        ({"serves": ("mistral_7b\n  not breaks_law",)}, "serves", "cannot be read", None),
        ({"serves": ("not",)}, "serves", "nothing is called `not`", None),
        ({"on": ("tomorrow",)}, "on", "`tomorrow` is no day", "2026-03-01"),
        ({"on": ("2024-01-01", "2024-01-02")}, "on", "has 2 answers", None),
        ({"onn": ("2024-01-01",)}, "onn", "there is no question `onn`", "did you mean `on`?"),
        ({"phoenix.is": ("model",)}, "phoenix.is", "nothing that was named is called `phoenix`", None),
        ({"breaks_law(use)": ("maybe",)}, "breaks_law(use)", "`maybe` is no answer", "`yes`, `no` or `unknown`"),
        ({"breaks_law(use)": ("yes", "no")}, "breaks_law(use)", "has 2 answers", None),
        ({"breaks_law(acme, acme)": ("no",)}, "breaks_law(acme, acme)", "no fact that can be answered", None),
        ({"breaks_lore(use)": ("no",)}, "breaks_lore(use)", "no relation is called `breaks_lore`", None),
        ({"breaks_law(Use)": ("no",)}, "breaks_law(Use)", "leaves more open", None),
        ({"monthly_active_users(acme, 2025-01)": ("many",)}, "monthly_active_users(acme, 2025-01)", "no count", None),
        ({"for_purpose": ("chattering",)}, "for_purpose", "nothing is called `chattering`", None),
        ({"for_purpose": ('another "Chattering"',)}, "for_purpose", "is not known", "only what is declared"),
    ],
)
def test_an_answer_that_cannot_be_one_is_told(
    asker: Asking, changes: Answers, key: str, message: str, help: str | None
) -> None:
    with pytest.raises(BadAnswer) as found:
        step(asker, {**SERVING, **changes})
    assert found.value.key == key
    assert message in str(found.value)
    assert help is None or help in (found.value.help or "")


def test_answers_that_contradict_each_other_are_told(asker: Asking) -> None:
    commercial: Answers = {**SERVING, "for_purpose": ("commercial",), "earns_money(use)": ("no",)}
    with pytest.raises(BadAnswer, match="follows from the other answers"):
        step(asker, commercial)
    users = "monthly_active_users(acme, 2023-06)"
    with pytest.raises(BadAnswer, match="do not go together"):
        step(asker, {**SERVING, users: ("1 billion",)})


def test_answers_go_through_files_and_addresses_unchanged(tmp_path: Path) -> None:
    answers: Answers = {**SERVING, "by": ('another "Ä & Ö"',), "breaks_law(use)": ("no",), "acts": ()}
    (tmp_path / "a.toml").write_text(in_toml(answers), "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(answers), "utf-8")
    assert read_answers(tmp_path / "a.toml") == answers
    assert read_answers(tmp_path / "a.json") == answers
    assert of_address(in_address(answers)) == answers


def test_plain_values_of_json_are_answers() -> None:
    data = {"breaks_law(use)": True, "users": 5, "on": "2024-03-01", "acts": ["runs", "serves"], "receives": []}
    assert answers_from(data) == {
        "breaks_law(use)": ("yes",),
        "users": ("5",),
        "on": ("2024-03-01",),
        "acts": ("runs", "serves"),
        "receives": (),
    }


@pytest.mark.parametrize("data", [None, [], "by", {"by": None}, {"by": {"a": 1}}, {"by": [["a"]]}, {"by": "x" * 9999}])
def test_other_values_are_no_answers(data: object) -> None:
    with pytest.raises(BadAnswer):
        answers_from(data)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "{"),
        ("a.json", '{"by": "a", "by": "b"}'),
        ("a.json", "[" * 100_000),
        ("a.toml", "by ="),
        ("a.toml", 'by = "a"\nby = "b"'),
    ],
)
def test_a_file_that_holds_no_answers_is_told(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadAnswer):
        read_answers(tmp_path / name)
    with pytest.raises(BadAnswer, match="cannot be read"):
        read_answers(tmp_path / "missing.json")


@pytest.mark.slow
@pytest.mark.parametrize(
    "skipped",
    [
        {"receives": ("unknown",)},
        {"runs": ("unknown",)},
        {"phoenix.from": ("unknown",)},
        {"phoenix.license": ("unknown",)},
    ],
)
def test_who_does_not_know_what_is_done_or_made_is_not_permitted_it(asker: Asking, skipped: Answers) -> None:
    known: Answers = {
        "by": ("acme",),
        "acts": ("makes", "runs"),
        "makes": ('another "Phoenix"',),
        "phoenix.is": ("model",),
        "phoenix.from": (),
        "phoenix.license": ("ours",),
        "runs": ("mistral_7b",),
        "receives": (),
        "on": ("2024-03-01",),
    }
    before = step(asker, known).verdict
    after = step(asker, {**known, **skipped}).verdict
    assert before is not None
    assert before.status.allows
    assert after is not None
    assert after.status is Status.UNKNOWN
    question = step(asker, {**known, **skipped}).question
    while question is not None:
        known = {**known, question.key: ("no",) if question.sort == "yes or no" else ("unknown",)}
        question = step(asker, {**known, **skipped}).question


@pytest.mark.slow
def test_an_act_of_which_nobody_knows_is_in_the_use_as_that(asker: Asking) -> None:
    known: Answers = {
        "by": ("acme",),
        "acts": ("runs",),
        "runs": ("llama_2_70b",),
        "receives": (),
        "on": ("2023-10-15",),
    }
    at = step(asker, {**known, "trains(use, mistral_7b)": ("unknown",)})
    assert "trains mistral_7b = unknown" in at.text
    verdict = asker.knowledge.assume(at.text).ask(asker.use)
    assert verdict.status is Status.UNKNOWN
    again = answers_of(asking(asker.knowledge.assume(at.text)), asker.use)
    assert again["trains(use, mistral_7b)"] == ("unknown",)
