from __future__ import annotations

import tracemalloc

import pytest

from licet.errors import PolicyError
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.show import as_text
from licet.repl.session.session import Session, session_over
from licet.verdict.verdict import Pin
from support.effort import effort
from support.sessions import WIDE, say

QUERIES = (
    "X descends_from Y",
    "does(Use, Action, _)",
    "does(Use, use, _) and not Use improves otter",
    "monthly_users(Org, 2023-06) = N",
    "monthly_users(Org, M) > 3",
    "X in { alpaca, otter } and X is small",
    "Use by Org and does(Use, _, _)",
)


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_first_answers_are_answers_and_in_the_end_all(knowledge: KnowledgeBase, text: str, limit: int) -> None:
    everything = knowledge.query(text)
    first = knowledge.first_answers(text, limit)
    assert first.variables == everything.variables
    assert set(first.rows) <= set(everything.rows)
    assert set(first.possible) <= set(everything.possible)
    total = len(everything.rows) + len(everything.possible)
    assert len(first.rows) + len(first.possible) == min(limit, total)
    assert first.more is (total > limit)
    larger = knowledge.first_answers(text, limit + 1)
    assert larger.rows[: len(first.rows)] == first.rows


def test_readings_count(knowledge: KnowledgeBase) -> None:
    pins = [Pin("improves", "any_help")]
    assert ("judge_otter",) in knowledge.first_answers("Use improves otter", 9, readings=pins).rows
    assert ("judge_otter",) in knowledge.first_answers("Use improves otter", 9).possible


@pytest.mark.parametrize("text", ["X descends_frm Y", "X descends_from", "X < Y"])
def test_a_query_that_is_wrong_is_refused(knowledge: KnowledgeBase, text: str) -> None:
    with pytest.raises(PolicyError):
        knowledge.first_answers(text, 9)


@pytest.fixture(scope="module")
def large() -> Session:
    things = "".join(f"thing t{i}\n  is red, round\n" for i in range(1_000))
    text = f"kind thing\nrelation red(thing)\nrelation round(thing)\n{things}"
    return session_over(KnowledgeBase.parse(text))


RULES = """kind thing
kind token
open relation maybe(thing)
relation marked(thing)
relation before(thing, thing)
relation leads(thing, thing)
relation path(thing, thing)
relation doubtful(thing, thing)

rule path(X, Y)
  when before(X, Y)

rule path(X, Z)
  when before(X, Y)
   and path(Y, Z)

rule leads(X, Y)
  when before(X, Y)

rule leads(X, Z)
  when leads(X, Y)
   and before(Y, Z)

rule doubtful(X, Y)
  when before(X, Y)
   and X is marked
   and X is maybe

rule doubtful(X, Z)
  when doubtful(X, Y)
   and before(Y, Z)
"""


MARKED = "fact t0003 is marked\nfact t1100 is marked\n"


@pytest.fixture(scope="module")
def chain() -> Session:
    """A chain of 1,200 things, so that all pairs are some 700,000."""
    things = "".join(f"thing t{i:04}\n  before t{i + 1:04}\n" for i in range(1_200))
    return session_over(KnowledgeBase.parse(f"{RULES}{things}thing t1200\n  is marked\nfact t0003 is maybe\n{MARKED}"))


@pytest.mark.parametrize("text", ["X path Y", "X leads Y", "path(X, Y) and Y before Z"])
def test_a_recursion_is_not_derived_whole_for_its_first_answers(chain: Session, text: str) -> None:
    first = paged(chain, 20)
    tracemalloc.start()
    session, output = say(first, text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    lines = as_text(output, WIDE).splitlines()
    assert len(lines) == 22
    assert lines[1].split()[:2] == ["t0000", "t0001"]
    assert effort(lambda: say(first, text)) < 1_000_000
    assert peak < 20_000_000
    shown = as_text(say(session, "more")[1], WIDE).splitlines()
    assert shown[1].split()[:2] == ["t0000", "t0021"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["X path Y and Y is marked", "X doubtful Y", "X path X", "X path t0003", "t1190 path Y"]
)
def test_asked_name_by_name_the_answers_are_the_same(chain: Session, text: str) -> None:
    everything = chain.knowledge.query(text)
    found = chain.knowledge.first_answers(text, 10_000_000)
    assert set(found.rows) == set(everything.rows)
    assert set(found.possible) == set(everything.possible)
    assert not found.more


def paged(session: Session, page: int | None) -> Session:
    from msgspec.structs import replace

    return replace(session, page=page)


def test_a_million_answers_neither_block_nor_fill_the_memory(large: Session) -> None:
    first = paged(large, 20)
    say(first, "X is red and Y is round")
    tracemalloc.start()
    session, output = say(first, "X is red and Y is round")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    lines = as_text(output, WIDE).splitlines()
    assert len(lines) == 22
    assert lines[-1].endswith("at least 1_000 more")
    assert effort(lambda: say(first, "X is red and Y is round")) < 200_000
    assert peak < 20_000_000
    session, output = say(session, "more")
    assert as_text(output, WIDE).splitlines()[1].split() == ["t0", "t116"]


def test_pages_go_on_where_the_last_one_ended(session: Session) -> None:
    everything = as_text(say(session, "does(Use, Action, _)")[1], WIDE).splitlines()
    session, output = say(paged(session, 2), "does(Use, Action, _)")
    shown = as_text(output, WIDE).splitlines()
    assert shown[-1].startswith("… ")
    rows = shown[1:-1]
    while session.paging is not None:
        session, output = say(session, "more 2")
        rows += [line for line in as_text(output, WIDE).splitlines()[1:] if not line.startswith("…")]
    assert sorted(row.split() for row in rows) == sorted(row.split() for row in everything[1:])


def test_a_list_goes_on_too(session: Session) -> None:
    everything = as_text(say(session, "list relations")[1], WIDE).splitlines()
    session, output = say(paged(session, 7), "list relations")
    shown = as_text(output, WIDE).splitlines()
    assert shown[-1] == f"… {len(everything) - 8} more"
    names = [line.split()[0] for line in shown[1:-1]]
    session, output = say(session, "more 2")
    names += [line.split()[0] for line in as_text(output, WIDE).splitlines()[1:-1]]
    session, output = say(session, "more 100")
    names += [line.split()[0] for line in as_text(output, WIDE).splitlines()[1:]]
    assert names == [line.split()[0] for line in everything[1:]]
    assert "there is no more to show" in as_text(say(session, "more")[1], WIDE)


def test_more_without_a_query(session: Session) -> None:
    assert "there is no more to show" in as_text(say(session, "more")[1], WIDE)
    assert "`0` is no number of answers" in as_text(say(paged(session, 1), "does(Use, Action, _)", "more 0")[1], WIDE)
