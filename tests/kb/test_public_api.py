"""The public names of the library, and which room imports which."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import licet
import licet.grammar
import licet.repl

FIRST_USES = ["licet.load()", "licet.KnowledgeBase", "import licet.knowledge", "import licet.files"]
ROOMS = {
    "licet": Path(licet.__file__).parent,
    "licet.grammar": Path(licet.grammar.__file__).parent,
    "licet.repl": Path(str(licet.repl.__file__)).parent,
}
ABOVE = {"licet.grammar": ("licet",), "licet": ("licet.repl",), "licet.repl": ()}


@pytest.mark.parametrize("first", FIRST_USES)
def test_names_are_what_they_are_whatever_was_used_before(first: str) -> None:
    last = "".join(f"assert licet.{n} is licet.{n}, {n!r}\n" for n in licet.__all__)
    check = f"import licet\n{first}\nassert callable(licet.load)\nassert callable(licet.load)\n{last}"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).stderr == b""


def test_the_public_names() -> None:
    assert licet.__all__ == [
        "UNKNOWN",
        "Answers",
        "Case",
        "Change",
        "Checklist",
        "ChecklistCase",
        "ChecklistItem",
        "ClaimStatus",
        "Comparison",
        "Difference",
        "Duty",
        "Edit",
        "EngineFault",
        "Explanation",
        "KnowledgeBase",
        "LicetError",
        "LimitExceeded",
        "Lost",
        "Month",
        "NameUnknown",
        "Need",
        "NeedSet",
        "NeedsTable",
        "Operative",
        "Parting",
        "Pin",
        "PolicyError",
        "PolicyTooComplex",
        "Program",
        "ProofTooLarge",
        "Proofs",
        "Refusal",
        "RefusedCase",
        "Remedies",
        "Remedy",
        "SecondOpinion",
        "Shift",
        "Silence",
        "Status",
        "TrialResult",
        "Truth",
        "TruthCase",
        "Unbound",
        "Verdict",
        "Verification",
        "WhatIf",
        "WitnessCase",
        "Witnesses",
        "load",
        "shipped_policies",
    ]
    assert licet.__all__ == sorted(licet.__all__, key=lambda name: (not name.isupper(), name))
    assert dir(licet) == sorted(licet.__all__)


def test_every_public_name_says_what_it_is() -> None:
    for name in licet.__all__:
        assert getattr(licet, name).__doc__, name


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = licet.nonsense  # type: ignore[attr-defined]


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_type_information_is_shipped(package: str) -> None:
    assert (ROOMS[package] / "py.typed").is_file()


def modules(package: str) -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text("utf-8"))) for path in sorted(ROOMS[package].glob("*.py"))]


def imported(tree: ast.Module) -> set[str]:
    """Everything of ours that a file imports, at its top or later, but not what only types are taken from."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names.add(str(node.module))
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name for name in names if name == "licet" or name.startswith("licet.")}


def room_of(module: str) -> str:
    rooms = ("licet.grammar", "licet.repl")
    return next((room for room in rooms if f"{module}.".startswith(f"{room}.")), "licet")


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_rooms_import_one_way(package: str) -> None:
    for path, tree in modules(package):
        for name in imported(tree):
            above = ABOVE[package] + (("licet.repl",) if package == "licet.grammar" else ())
            assert room_of(name) == package or room_of(name) not in above, f"{path.name} imports {name}"


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_every_module_lists_what_it_offers(package: str) -> None:
    for path, tree in modules(package):
        if path.name == "__main__.py" or not tree.body:
            continue
        name = package if path.stem == "__init__" else f"{package}.{path.stem}"
        assert ast.get_docstring(tree), path
        listed = getattr(import_module(name), "__all__", None)
        if listed is not None:
            assert len(set(listed)) == len(listed), path


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_files_stay_small(package: str) -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in ROOMS[package].glob("*.py")}
    assert max(lengths.values()) <= 600, {name: n for name, n in lengths.items() if n > 600}
