"""Everyday questions, as they are typed at the prompt, and the answers that the texts of the licenses give.

A file in `questions/` is a world, and below it questions with their answers: `? by acme; …`, and on the next line the
status, with the clauses that refuse, the duties that are open, or the terms that it is contested over; `error` with
its code where the question cannot be asked so.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from licet import KnowledgeBase, PolicyError, Status

FILES = sorted((Path(__file__).parent / "questions").glob("*.txt"))


def answer(kb: KnowledgeBase, question: str) -> str:
    try:
        verdict = kb.ask(question)
    except PolicyError as refused:
        return "error " + ", ".join(sorted({found.code for found in refused.diagnostics}))
    said = verdict.status.value
    if verdict.status.refuses and verdict.clauses:
        said += " because " + ", ".join(verdict.clauses)
    if verdict.over:
        said += " over " + ", ".join(verdict.over)
    if verdict.status is Status.PERMITTED_WITH_DUTIES:
        said += ": " + ", ".join(sorted({f"{d.name} of {d.license}" for d in verdict.duties if d.state == "open"}))
    return said


def read(path: Path) -> tuple[str, list[tuple[str, str]]]:
    world, *asked = re.split(r"^\? ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [block.strip().splitlines() for block in asked]
    return world, [(question.strip(), right.strip()) for question, right in lines]


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_everyday_questions_have_right_answers(kb: KnowledgeBase, path: Path) -> None:
    world, questions = read(path)
    asked = kb.assume(world)
    answers = {question: answer(asked, question) for question, _ in questions}
    assert answers == dict(questions)


def test_the_questions_are_many_and_their_answers_of_all_sorts() -> None:
    answers = [right for path in FILES for _, right in read(path)[1]]
    assert len(answers) > 250
    for status in ("permitted", "permitted with duties", "forbidden", "not granted", "contested", "unknown", "error"):
        assert sum(right.startswith(status) for right in answers) >= 10
