"""Engines that are installed here answer alike on the smallest loads, and a difference is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.comparison import digest, disagreements
from bench.loads import LOADS, read_facts, write_facts
from bench.peers import PEERS, peer
from bench.peers.peer import Clock, Failed


@pytest.mark.slow
@pytest.mark.parametrize("load", ["taint", "affiliates", "policy", "clauses"])
def test_installed_engines_answer_alike(load: str, tmp_path: Path) -> None:
    write_facts(LOADS[load], "S", tmp_path)
    answers = {}
    for name in ("licet", "bulk", "duckdb", "clingo", "swipl"):
        if peer(name).missing() is None:
            clock = Clock()
            rows = peer(name).run(LOADS[load], "S", tmp_path, clock)
            answers[name] = {relation: digest(found) for relation, found in rows.items()}
            assert clock.spent["evaluate"].cpu >= 0
            assert clock.memory > 0
    assert answers["licet"].keys() == set(LOADS[load].outputs)
    assert all(count for count, _ in answers["licet"].values())
    assert all(answer == answers["licet"] for answer in answers.values())


def test_every_engine_is_there_or_says_why_not_and_says_which_loads_it_leaves_out() -> None:
    for name in PEERS:
        assert (
            peer(name).missing() is None
            or "there is no" in str(peer(name).missing())
            or "not installed" in str(peer(name).missing())
        )
        assert any(peer(name).cannot(load, "S") is None for load in LOADS.values())


@pytest.mark.parametrize("load", LOADS)
def test_facts_are_the_same_each_time_and_read_as_they_were_written(load: str, tmp_path: Path) -> None:
    made = LOADS[load].make("S")
    assert made == LOADS[load].make("S")
    count = write_facts(LOADS[load], "S", tmp_path)
    read = {relation: list(read_facts(tmp_path, relation)) for relation in LOADS[load].inputs}
    assert read == {relation: sorted(set(made.get(relation, ()))) for relation in read}
    assert sum(map(len, read.values())) == count


def test_a_digest_does_not_depend_on_order_and_depends_on_every_cell() -> None:
    rows = [(1, 2), (2, 1), (0, 0)]
    assert digest(rows) == digest(rows[::-1]) != digest([(1, 2), (2, 1), (0, 1)])
    assert digest([(1, 2)]) != digest([(2, 1)])
    assert digest(rows)[0] == 3


def test_a_difference_between_engines_is_told() -> None:
    def result(name: str, count: int, hashed: str) -> dict[str, object]:
        return {"load": "taint", "size": "S", "peer": name, "counts": {"p": count}, "hashes": {"p": hashed}}

    assert disagreements([result("a", 1, "x"), result("b", 1, "x"), {"left_out": "slow"}]) == []
    assert len(disagreements([result("a", 1, "x"), result("b", 1, "y")])) == 1
    assert len(disagreements([result("a", 1, "x"), result("b", 2, "y")])) == 2


def test_a_command_that_fails_is_an_error_with_its_last_words() -> None:
    with pytest.raises(Failed, match="nothing here"):
        Clock().command("sh", "-c", "echo nothing here >&2; exit 3")
