"""Steps of an interview, by what they end with: from the answers so far to the next question, or to the end.

The interviews are those of the shipped uses, and of newcomers who do one of a few things with one of a few models. What
an interview is not told is denied in one of two, and skipped in the other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.timing import Row, show
from licet.engine.collector import keep_for_good
from licet.interview.answers import SKIPPED, Answers
from licet.interview.asking import Asking, asking
from licet.interview.questions import Question
from licet.interview.replay import answers_of
from licet.interview.steps import Step, step
from licet.knowledge.loading import load

_MODELS = (
    "llama_2_7b",
    "llama_3_1_8b",
    "gemma_3_4b_it",
    "qwen_2_5_72b",
    "flux_1_dev",
    "stable_diffusion_1_5",
    "hunyuan_large_model",
    "mistral_7b",
    "gpt_3_5",
    "zephyr_7b_beta",
)
_VERBS = {"runs": "acts", "fine_tunes": "acts", "serves": "receives", "sells": "receives"}
_DENIED = {"yes or no": ("no",), "number": ("1000",), "many": ()}
_TIMES = 3
_KINDS = (
    "a question that describes the use",
    "where, or what for",
    "a fact that the verdict needs",
    "a presumed fact",
    "a choice of presumed facts",
    "the end: verdict, presumptions, thresholds",
)


def rows() -> list[Row]:
    """The measurements of this file: CPU time, the least of a few times after the first."""
    asker = asking(load())
    keep_for_good()
    times: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    for given in _given(asker):
        for skips in (False, True):
            for kind, seconds in _steps(asker, given, skips):
                times[kind].append(seconds)
    return [_row(kind, sorted(found)) for kind, found in times.items()]


def _row(kind: str, times: list[float]) -> Row:
    within = times[-(-95 * len(times) // 100) - 1]
    remark = f"95 of 100 within {show(within)}, longest {show(times[-1])}, {len(times)} steps"
    return Row(f"a step of an interview that ends with {kind}", "Licet", times[len(times) // 2], remark)


def _given(asker: Asking) -> Iterator[Answers]:
    """What the interviews are told."""
    for use in sorted(asker.vocabulary.members("use")):
        yield answers_of(asker, use)
    for model in _MODELS:
        for verb, key in _VERBS.items():
            told = {"by": ('another "Example GmbH"',), "acts": (), "receives": (), "on": ("2026-03-01",)}
            yield {**told, key: (verb,), verb: (model,)}


def _steps(asker: Asking, given: Answers, skips: bool) -> Iterator[tuple[str, float]]:
    """The steps of an interview, each with the seconds that it takes."""
    answers: Answers = {}
    question: Question | None = None
    while not answers or question is not None:
        at, seconds = _timed(asker, answers)
        yield _kind(at), seconds
        question = at.question
        if question is not None:
            told = given.get(question.key)
            answers = {**answers, question.key: _answer(question, skips) if told is None else told}


def _timed(asker: Asking, answers: Answers) -> tuple[Step, float]:
    at, times = step(asker, answers), []
    for _ in range(_TIMES):
        start = time.process_time()
        step(asker, answers)
        times.append(time.process_time() - start)
    return at, min(times)


def _answer(question: Question, skips: bool) -> tuple[str, ...]:
    return SKIPPED if skips else _DENIED.get(question.sort, SKIPPED)


def _kind(at: Step) -> str:
    question = at.question
    if question is None:
        return _KINDS[5]
    if at.verdict is None:
        return _KINDS[0]
    if question.key in ("takes_place_in", "for_purpose"):
        return _KINDS[1]
    if "presumed" in question.reason:
        return _KINDS[4 if question.sort == "many" else 3]
    return _KINDS[2]
