from __future__ import annotations

from pathlib import Path

import pytest

from licet.editor.edits import actions
from licet.editor.judging import joined, judged, knowledge_of, lenses, linted, unjudged
from licet.editor.snapshot import snapshot
from licet.editor.workspace import Workspace
from licet.errors import PolicyError
from licet.grammar.fixing import with_fixes
from licet.grammar.source import SourceFile
from support.editing import PROJECT, moment_of, project, source_of
from support.session_policies import WORLD

FILE = "policies/world.licet"
PRESUMED = """\
presumed relation leaked(use) "what it answers gets out"

clause alpaca_1.leaks at "5"
  forbids Use
  when Use is leaked
"""


def remarks(folder: Path, text: str) -> dict[int, str]:
    """The remarks of the world's file, by line."""
    moment = moment_of(folder, {"world.licet": text})
    found = judged(moment, knowledge_of(moment), [FILE])
    return {lens.span.line: lens.text for lens in lenses(moment, found, FILE)}


def line(text: str, word: str) -> int:
    return 1 + text[: text.index(word)].count("\n")


def test_uses_have_their_verdicts_and_tests_their_results(tmp_path: Path) -> None:
    found = remarks(project(tmp_path), WORLD)
    assert found[line(WORLD, "use chat_product")] == "permitted, because of alpaca_1.grant"
    assert found[line(WORLD, "use judge_otter")] == "contested, over improves"
    assert found[line(WORLD, "use silent_chat")] == "unknown, wanting 1 fact"
    assert found[line(WORLD, "test ")] == "passed"


def test_a_failed_test_says_what_came_instead(tmp_path: Path) -> None:
    text = WORLD.replace("expect forbidden", "expect permitted")
    moment = moment_of(project(tmp_path), {"world.licet": text})
    found = judged(moment, knowledge_of(moment), [FILE])
    [failure] = found.findings
    assert failure.code == "T001"
    assert remarks(tmp_path, text)[line(text, "test ")] == f"failed: {failure.message}"


def test_verdicts_tell_what_they_presume_and_a_strict_project_presumes_nothing(tmp_path: Path) -> None:
    text = WORLD + PRESUMED
    found = remarks(project(tmp_path), text)[line(text, "use chat_product")]
    assert found == "permitted, because of alpaca_1.grant, presuming 1 thing"
    (tmp_path / "licet.toml").write_text(f"strict = true\n{PROJECT}")
    assert remarks(tmp_path, text)[line(text, "use chat_product")].startswith("unknown")


def test_what_looks_wrong_is_found_and_can_be_put_right(tmp_path: Path) -> None:
    fact = '  derived_from alpaca   per "the model card"\n'
    text = WORLD.replace(fact, 2 * fact)
    moment = moment_of(project(tmp_path), {"world.licet": text})
    found = linted(moment, knowledge_of(moment))
    [twice] = [f for f in found if f.code == "L103"]
    assert twice.span is not None
    assert twice.span.line == line(text, fact) + 1
    source = source_of(moment, FILE)
    [offered] = actions(moment, source, 0, len(source.text), found)
    assert offered.finding == twice
    assert with_fixes(source, [offered.fix]).text == WORLD
    assert actions(moment, source, 0, len(source.text)) == []


def test_nothing_is_said_of_the_policies_beside(tmp_path: Path) -> None:
    beside, mine = (project(tmp_path) / "policies").resolve(), (tmp_path / "mine.licet").resolve()
    mine.write_text('relation mine_only(use) "x"\n', "utf-8")
    moment = snapshot(Workspace(tmp_path, (beside, mine), beside=beside), {})
    knowledge = knowledge_of(moment)
    assert {f.code for f in knowledge.lint()} > {"L101"}
    assert [(f.code, f.span and f.span.file) for f in linted(moment, knowledge)] == [("L101", str(mine))]


def test_policies_with_errors_answer_nothing(tmp_path: Path) -> None:
    moment = moment_of(project(tmp_path), {"world.licet": WORLD + "model (\n"})
    with pytest.raises(PolicyError):
        knowledge_of(moment)


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    moment = moment_of(project(tmp_path))
    found = judged(moment, knowledge_of(moment), ["policies/alpaca.licet"])
    assert (found.verdicts, found.trials) == ({}, ())


def test_until_then_there_is_a_mark_at_each_place(tmp_path: Path) -> None:
    moment = moment_of(project(tmp_path))
    found = {lens.span.line for lens in unjudged(SourceFile(FILE, WORLD), moment.vocabulary)}
    assert found == set(remarks(tmp_path, WORLD))
    assert {lens.text for lens in unjudged(SourceFile(FILE, WORLD), moment.vocabulary)} == {"…"}
    broken = unjudged(SourceFile(FILE, WORLD), moment.vocabulary, errors=True)
    assert {lens.text for lens in broken} == {"no answer while there are errors"}


def test_what_is_found_in_two_files_is_told_once(tmp_path: Path) -> None:
    text = WORLD.replace("expect forbidden", "expect permitted")
    moment = moment_of(project(tmp_path), {"world.licet": text})
    found = judged(moment, knowledge_of(moment), [FILE])
    assert joined(found, found).findings == found.findings
