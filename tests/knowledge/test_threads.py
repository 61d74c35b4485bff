"""Threads that ask one knowledge base, of which nothing was asked before, get the answers that one alone gets."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from licet import KnowledgeBase
from licet.engine.solver import Solver, compile_program
from licet.logic.plans import Plans


@pytest.fixture
def unasked(kb: KnowledgeBase) -> KnowledgeBase:
    """The shipped policies with an engine that has compiled, planned and found out nothing."""
    solver = kb.base.solver
    assert isinstance(solver, Solver)
    fresh = Solver(compile_program(kb.base.program), solver.limit)
    return kb.with_base(replace(kb.base, solver=fresh, plans=Plans()))


@pytest.mark.slow
def test_eight_threads_get_the_answers_of_one(kb: KnowledgeBase, unasked: KnowledgeBase) -> None:
    uses = list(kb.vocabulary.members("use"))[:8]
    expected = {use: kb.ask(use) for use in uses}
    queries = ["Model descends_from llama_2_models", "License violates Point", "barred_safety_project(Use)"]
    answers = {query: kb.query(query) for query in queries}
    start = threading.Barrier(8)

    def ask_all(turn: int) -> None:
        start.wait()
        for use in uses[turn:] + uses[:turn]:
            assert unasked.ask(use) == expected[use]
        for query in queries[turn % 3 :] + queries[: turn % 3]:
            assert unasked.query(query) == answers[query]
        assert unasked.assume(f"organization org_{turn}\n").query("License violates Point") == answers[queries[1]]

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(ask_all, turn) for turn in range(8)]:
            future.result()
