"""Questions with variables: columns, certain and possible answers, order and limit."""

from __future__ import annotations

import pytest

from licet import UNKNOWN, KnowledgeBase, Pin, PolicyError

TEXT = """
kind thing
thing a
thing b
thing c
relation edge(thing, thing)
relation path(thing, thing)
open relation odd(thing)
open relation size(thing) = count
relation tall(thing)
fact edge(a, b)
fact edge(b, c)
fact odd(a)
fact not odd(b)
fact size(a) = 5
fact size(b) = unknown   per "nobody measured it"
rule X path Y
  when X edge Y
rule X path Z
  when X edge Y
   and Y path Z
term tall(X)
  reading strict "strict"
    when size(X) > 4
  reading loose "loose"
    when size(X) > 1
     and X edge _
"""


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.parse(TEXT)


def test_columns_are_the_variables_in_the_order_they_are_written(kb: KnowledgeBase) -> None:
    answers = kb.query("edge(Y, X) and path(X, Z)")
    assert (answers.variables, answers.rows) == (("Y", "X", "Z"), (("a", "b", "c"),))


def test_a_constant_and_a_blank_are_no_columns(kb: KnowledgeBase) -> None:
    assert kb.query("a path X").rows == (("b",), ("c",))
    assert kb.query("edge(X, _)").rows == (("a",), ("b",))
    assert kb.query("a edge b").variables == ()


@pytest.mark.parametrize(("question", "rows"), [("a edge b", ((),)), ("b edge a", ())])
def test_without_variables_there_is_one_answer_or_none(
    kb: KnowledgeBase, question: str, rows: tuple[tuple[str, ...], ...]
) -> None:
    assert kb.query(question).rows == rows


def test_what_is_unknown_is_possible(kb: KnowledgeBase) -> None:
    answers = kb.query("odd(X)")
    assert (answers.rows, answers.possible) == ((("a",),), (("c",),))
    answers = kb.query("edge(X, Y) and not odd(Y)")
    assert (answers.rows, answers.possible) == ((("a", "b"),), (("b", "c"),))


def test_a_value_nobody_knows_is_shown_as_unknown(kb: KnowledgeBase) -> None:
    answers = kb.query("size(X) = N")
    assert answers.rows == (("a", 5),)
    assert answers.possible == (("b", UNKNOWN), ("c", UNKNOWN))


def test_a_reading_decides_what_is_contested(kb: KnowledgeBase) -> None:
    known = kb.assume("fact size(b) = 3\nfact size(c) = 1\n")
    assert known.query("tall(X)").rows == (("a",),)
    assert known.query("tall(X)").possible == (("b",),)
    loose = known.query("tall(X)", readings=[Pin("tall", "loose")])
    assert (loose.rows, loose.possible) == ((("a",), ("b",)), ())
    strict = known.query("tall(X)", readings=[Pin("tall", "strict")])
    assert (strict.rows, strict.possible) == ((("a",),), ())


def test_a_comparison_and_a_membership(kb: KnowledgeBase) -> None:
    assert kb.query("size(X) > 4").rows == (("a",),)
    assert kb.query("edge(X, Y) and X != b").rows == (("a", "b"),)
    assert kb.query("edge(X, Y) and Y in { c }").rows == (("b", "c"),)


def test_a_negation_over_variables_of_its_own_means_no_such(kb: KnowledgeBase) -> None:
    assert kb.query("not edge(X, a)").rows == ((),)
    assert kb.query("not edge(X, b)").rows == ()


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 4])
def test_a_limit_cuts_off_and_says_so(kb: KnowledgeBase, limit: int) -> None:
    every = kb.query("X path Y")
    assert len(every.rows) == 3
    assert not every.more
    some = kb.query("X path Y", limit=limit)
    assert (some.rows, some.more) == (every.rows[:limit], limit < 3)


def test_a_limit_cuts_off_what_is_possible_and_says_so(kb: KnowledgeBase) -> None:
    some = kb.query("size(X) = N", limit=1)
    assert (len(some.rows), len(some.possible), some.more) == (1, 1, True)


def test_answers_come_in_order_each_once(kb: KnowledgeBase) -> None:
    more = kb.assume("".join(f"thing t{i}\nfact edge(a, t{i})\nfact edge(b, t{i})\n" for i in range(30, 0, -1)))
    rows = more.query("path(_, X)").rows
    assert list(rows) == sorted(set(rows))


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("edge(X", "E102"),
        ("", "E102"),
        ("edge(X, Y) and", "E102"),
        ("egde(X, Y)", "E204"),
        ("edge(X)", "E206"),
        ("edge(d, X)", "E205"),
        ("not X in { a }", "E302"),
        ("X > 3", "E303"),
        ("edge(X, 3)", "E207"),
        ("edge(X, Y)?", "E103"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(kb: KnowledgeBase, question: str, code: str) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.query(question)
    assert code in {d.code for d in raised.value.diagnostics}


def test_a_misspelled_relation_is_told_the_right_one(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.query("egde(X, Y)")
    assert "edge" in str(raised.value.diagnostics[0].help)


def test_a_question_of_truth_has_no_variables(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.truth("edge(X, b)")
    assert "E309" in {d.code for d in raised.value.diagnostics}


@pytest.mark.parametrize(
    ("literal", "status"),
    [
        ("a edge b", "true"),
        ("not a edge b", "false"),
        ("b edge a", "false"),
        ("odd(a)", "true"),
        ("odd(b)", "false"),
        ("odd(c)", "unknown"),
        ("not odd(c)", "unknown"),
        ("size(a) > 4", "true"),
        ("size(b) > 4", "unknown"),
        ("a edge b and odd(a)", "true"),
        ("odd(a) and odd(b)", "false"),
        ("odd(b) and odd(c)", "false"),
        ("tall(a)", "true"),
        ("tall(c)", "contested"),
        ("edge(a, _)", "true"),
        ("edge(c, _)", "false"),
    ],
)
def test_truth(kb: KnowledgeBase, literal: str, status: str) -> None:
    assert kb.truth(literal).status == status


def test_an_unknown_truth_says_what_it_needs(kb: KnowledgeBase) -> None:
    ((need,),) = [s.needs for s in kb.truth("odd(c)").needs]
    assert (need.relation, need.row) == ("odd", ("c",))


def test_asking_leaves_the_base_as_it_was(kb: KnowledgeBase) -> None:
    before = kb.base
    kb.query("X path Y")
    kb.truth("odd(c)")
    assert kb.base is before
    assert kb.query("X path Y") == kb.query("X path Y")
