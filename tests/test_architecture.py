"""The floors of the house: every module of every package imports downward only, whatever the import is for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"licet.repl": ROOT / "repl", "licet.grammar": ROOT / "grammar", "licet": ROOT / "kb"}

FLOORS = (
    ("licet.grammar",),
    ("licet.errors",),
    ("licet.logic",),
    ("licet.bulk", "licet.engine", "licet.pydatalog", "licet.proof"),
    ("licet.policy",),
    ("licet.checks", "licet.facts"),
    ("licet.verdict",),
    ("licet.certificate", "licet.words"),
    ("licet.wire",),
    ("licet.answers",),
    ("licet.changes", "licet.tables"),
    ("licet.lint",),
    ("licet.coverage",),
    ("licet.mutation",),
    ("licet.views.outline",),
    ("licet.views.data", "licet.views.lines"),
    ("licet.views.pages",),
    ("licet.receipts",),
    ("licet.knowledge",),
    ("licet.imports",),
    ("licet.overview",),
    ("licet.interview",),
    ("licet.web", "licet.editor"),
    ("licet",),
    ("licet.repl.screen",),
    ("licet.repl.session",),
    ("licet.repl.cli",),
    ("licet.repl.verbs",),
    ("licet.repl.prompt",),
    ("licet.repl.language_server",),
)
"""Lowest first. What stands on one floor does not import each other."""

LARGEST = 600
"""Lines of a module."""


def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name. What `licet init` lays down is none."""
    found = {}
    for package, folder in ROOMS.items():
        for path in sorted(p for p in folder.rglob("*.py") if p.parent.name != "template"):
            parts = path.relative_to(folder).with_suffix("").parts
            found[".".join((package, *(p for p in parts if p != "__init__")))] = path
    return found


MODULES = modules()


def imported(path: Path) -> Iterator[str]:
    """Every module of ours that a file imports: at its top or later, to run or for its types."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = str(node.module)
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                name = whole if whole in MODULES else module
                if name.split(".")[0] == "licet":
                    yield name
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "licet")


def floor_of(module: str) -> tuple[int, str] | None:
    """The floor that a module is on, and its package there; None where it is on none: it only holds packages."""
    found = [
        (number, package)
        for number, packages in enumerate(FLOORS)
        for package in packages
        if module == package or (package != "licet" and module.startswith(f"{package}."))
    ]
    return max(found, key=lambda place: len(place[1]), default=None)


IMPORTERS = sorted(name for name in MODULES if name != "licet")


@pytest.mark.parametrize("module", IMPORTERS)
def test_imports_lead_down(module: str) -> None:
    here = floor_of(module)
    for name in imported(MODULES[module]):
        there = floor_of(name)
        assert there is not None, f"{module} imports {name}, which only holds packages"
        assert here is None or there[1] == here[1] or there[0] < here[0], (
            f"{module} imports {name}, which is not below it"
        )


def test_every_module_is_on_a_floor() -> None:
    packages = {"licet.views", "licet.repl", "licet.policies"}
    assert [name for name in MODULES if floor_of(name) is None and name not in packages] == []


@pytest.mark.slow
def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter({name: set(imported(MODULES[name])) - {"licet"} for name in IMPORTERS}).prepare()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_says_what_it_is_and_lists_what_it_offers(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    assert ast.get_docstring(tree)
    if MODULES[module].stem in ("__init__", "__main__"):
        return
    listed = getattr(import_module(module), "__all__", None)
    assert listed is None or len(set(listed)) == len(listed)


def test_modules_stay_small() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: n for name, n in lengths.items() if n > LARGEST} == {}
