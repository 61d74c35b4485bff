"""The examples in the documentation are policies that pass their checks, and its sessions print what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licet import KnowledgeBase
from support.documents import commands, printed, without_lines

pytestmark = pytest.mark.slow

DOCS = sorted(p for p in (Path(__file__).parent.parent / "docs").glob("*.md") if p.name != "errors.md")
"""The documents but for the pages of codes, whose examples `words/test_code_pages.py` holds to what they say."""


def examples(fence: str = "licet") -> list[tuple[str, str]]:
    found = []
    for path in DOCS:
        bodies = re.findall(rf"^```{fence}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        found.extend((f"{path.name}-{i}", body) for i, body in enumerate(bodies, 1))
    return found


@pytest.mark.parametrize("text", [body for _, body in examples()], ids=[name for name, _ in examples()])
def test_example_passes_the_checks(text: str) -> None:
    KnowledgeBase.parse(text)


LANGUAGE = (DOCS[0].parent / "language.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return LANGUAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("text", [body for _, body in examples("licet shipped")])
def test_example_fits_the_shipped_policies(kb: KnowledgeBase, text: str) -> None:
    kb.assume(text)


def verbs() -> list[tuple[str, str]]:
    """The lines of the table of verbs, each with the acts that it is said to be."""
    return re.findall(r"^\| [^|]* \| `([^`]+)` \| ([^|]*) \|$", section("A use is acts on things"), re.MULTILINE)


@pytest.mark.parametrize(("line", "told"), verbs(), ids=[line for line, _ in verbs()])
def test_a_verb_is_the_acts_that_the_table_tells(kb: KnowledgeBase, line: str, told: str) -> None:
    about, use = kb.about(f"by acme; on 2024-03-01; {line}")
    acts = {str(row[0]) for row in about.query(f"does({use}, Act, Thing)").rows}
    assert acts == set(re.findall(r"[a-z_]+", told)) & set(kb.vocabulary.members("action")) or "see below" in told


def test_every_verb_is_in_the_table(kb: KnowledgeBase) -> None:
    contested = kb.vocabulary.terms
    kinds = (("use", "artifact"), ("use", "model"))
    stateable = [r for r in kb.vocabulary.relations.values() if not r.concluded and r.name not in contested]
    said = [r.name for r in stateable if r.kinds in kinds]
    stated = [kb.about(f"by acme; on 2024-03-01; {name} mistral_7b") for name in said]
    found = {name for name, (about, use) in zip(said, stated, strict=True) if about.query(f"does({use}, _, X)").rows}
    assert found - {line.split()[0] for line, _ in verbs()} == set()


def test_there_are_examples() -> None:
    assert len(examples()) >= 5


def test_the_kernel_is_as_long_as_is_said() -> None:
    root = DOCS[0].parent.parent
    lines = len((root / "kb" / "certificate" / "kernel.py").read_text(encoding="utf-8").splitlines())
    said = [(root / name).read_text(encoding="utf-8") for name in ("README.md", "docs/certificates.md")]
    assert [f"of {lines} lines" in text for text in said] == [True, True]


def sessions() -> list[tuple[str, str]]:
    """Each command of the sessions with what it printed."""
    found = []
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        for body in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            found.extend(commands(body))
    return found


@pytest.mark.parametrize(("command", "output"), sessions(), ids=[command for command, _ in sessions()])
def test_session(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out, complained = printed(command, capsys, monkeypatch)
    assert (without_lines(out), complained) == (without_lines(output), "")


def test_there_are_sessions() -> None:
    assert len(sessions()) >= 10


SHIPPED = section("The shipped vocabulary")


def test_the_actions_are_those_of_the_vocabulary(kb: KnowledgeBase) -> None:
    listed = SHIPPED.partition("A use `does` one or more of ")[2].partition(". ")[0]
    assert sorted(re.findall(r"`([a-z_]+)`", listed)) == sorted(kb.vocabulary.members("action"))


def test_the_relations_named_are_those_of_the_vocabulary(kb: KnowledgeBase) -> None:
    rows = re.findall(r"^\| (`.*)", SHIPPED, re.MULTILINE)
    assert len(rows) == 17
    named = {word for row in rows for word in re.findall(r"[a-z]+_[a-z_]+", row)} | {"examined", "custom", "violates"}
    assert named - set(kb.vocabulary.relations) == set()
