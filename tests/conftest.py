"""What all tests share: how many examples a property is tried on, the shipped policies, a cache of their own.

`LICET_SAMPLES` says how many examples: `all` (what the tests name), `some` of them (10 in a hundred) or `few` (5 in a
hundred; where nothing is said). `pytest --hypothesis-profile=all` says it, too. Tests with the marker `slow` take a
third of a second or more; `pytest -m "not slow"` leaves them out, and of those of a file every fifth is tried where
all files are, on few examples. Those with the marker `thorough` take several seconds, and are tried where more than few
examples are. `LICET_TURN` is a number: where it is said, every fourth of what is slow or thorough is tried on some
examples, another one for the next number. Those with the marker `deep` go through all that is shipped, and are tried
where all examples are: other tests hold parts of it to the same. No test knows how long anything takes.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from msgspec.structs import replace

import licet
from licet.checks.files import shipped_policies
from licet.engine.collector import keep_for_good
from licet.engine.solver import Solver
from licet.knowledge.kept import Kept, load_kept
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.repl.session import keeping
from support.samples import all_are_tried, few_are_tried

if TYPE_CHECKING:
    import duckdb

for name, percent in {"few": 5, "some": 10, "all": 100}.items():
    settings.register_profile(
        name, max_examples=percent, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
    )
settings.load_profile(os.environ.get("LICET_SAMPLES") or "few")
# What a test makes is thrown away with it; the collector would look through what all of them share.
gc.set_threshold(100_000, 50, 100)

_ONE_OF_FEW, _TURNS = 5, 4


class _Share:
    """The slow tests that this run tries: of each file all, or one of so many, by turns."""

    def __init__(self) -> None:
        turn = None if all_are_tried() else os.environ.get("LICET_TURN")
        self._one_of = _ONE_OF_FEW if few_are_tried() else 1 if turn is None else _TURNS
        self._turn = None if few_are_tried() or turn is None else int(turn)
        self._slow_of: dict[Path, int] = {}

    def has(self, path: Path) -> bool:
        """Whether the next slow test of a file is among them."""
        # By turns, files begin with different ones: most have few.
        begins = 0 if self._turn is None else len(self._slow_of) + self._turn
        number = self._slow_of.setdefault(path, begins)
        self._slow_of[path] += 1
        return number % self._one_of == 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is tried only where all examples are; and what is slow but for its share, unless files or names
    were asked for."""
    asked_for = config.args != config.getini("testpaths") or config.option.keyword
    share = _Share()
    kept, left_out = [], []
    for item in items:
        is_out = item.get_closest_marker("deep") is not None and not all_are_tried()
        is_thorough = item.get_closest_marker("thorough") is not None
        if is_thorough and few_are_tried() and not asked_for:
            is_out = True
        elif not is_out and (is_thorough or item.get_closest_marker("slow")):
            is_out = not share.has(item.path) and not asked_for
        (left_out if is_out else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """One database for all tests of DuckDB: to open one takes longer than to evaluate a small program."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled policies of the tests are kept apart from those of the user. The shipped ones are read from there once;
    what reads them each time is tested with folders of its own (`tests/knowledge/test_kept.py`)."""
    folder = tmp_path_factory.mktemp("cache")
    read: dict[bool, Kept] = {}

    def load_once(where: Path, paths: Sequence[Path], *, tests: bool = True, **further: Any) -> Kept:
        if where != folder or tuple(paths) != (shipped_policies(),):
            return load_kept(where, paths, tests=tests, **further)
        if tests not in read:
            read[tests] = load_kept(where, paths, tests=tests, **further)
        return read[tests]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LICET_CACHE", str(folder))
        patch.setattr(keeping, "load_kept", load_once)
        yield


@pytest.fixture
def shipped_once(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """`licet.load()` gives the policies that were loaded for all tests; with arguments, it loads."""
    monkeypatch.setattr(licet, "load", lambda *paths, **further: load(*paths, **further) if paths or further else kb)


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    """The shipped policies, loaded once: those that the commands ask, with a memory of their own."""
    knowledge = keeping.load_again((shipped_policies(),)).knowledge
    solver = knowledge.base.solver
    assert isinstance(solver, Solver)
    keep_for_good()
    return knowledge.with_base(replace(knowledge.base, solver=Solver(solver.compiled, solver.limit)))
