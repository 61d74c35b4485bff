"""Exit statuses: what a script learns from an answer."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from licet.answers.explanation import Explanation
    from licet.verdict.query import Answers
    from licet.verdict.verdict import Status, Truth

__all__ = [
    "ExitStatus",
    "status_of_answers",
    "status_of_explanation",
    "status_of_outcomes",
    "status_of_truth",
    "status_of_verdict",
    "worst",
]


class ExitStatus(IntEnum):
    """What the process ends with."""

    YES = 0
    """Permitted, true, answers found, or nothing to complain of."""
    NO = 1
    """A negative answer: refused, false, no answers, a failed test, a file that is not formatted."""
    BAD_INPUT = 2
    """The policies, the question or the command line are not what they should be."""
    UNDECIDED = 3
    """Unknown or contested, or a certificate that proves its claim only by given statements that are no facts."""
    FAULT = 4
    """An internal fault, engines that differ, or a certificate that is rejected: no answer to rely on."""
    STOPPED = 130
    """Ended by Ctrl-C."""


_GRAVITY = (ExitStatus.FAULT, ExitStatus.BAD_INPUT, ExitStatus.NO, ExitStatus.UNDECIDED, ExitStatus.YES)


def worst(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """The status of several answers together; of none, YES."""
    return min(statuses, key=_GRAVITY.index, default=ExitStatus.YES)


def status_of_verdict(status: Status) -> ExitStatus:
    """The exit status of a verdict."""
    if status.allows:
        return ExitStatus.YES
    return ExitStatus.NO if status.refuses else ExitStatus.UNDECIDED


def status_of_truth(truth: Truth) -> ExitStatus:
    """The exit status of a yes-or-no question."""
    return {"true": ExitStatus.YES, "false": ExitStatus.NO}.get(truth.status, ExitStatus.UNDECIDED)


def status_of_answers(answers: Answers) -> ExitStatus:
    """The exit status of a query with variables."""
    if answers.rows:
        return ExitStatus.YES
    return ExitStatus.UNDECIDED if answers.possible else ExitStatus.NO


def status_of_explanation(explanation: Explanation) -> ExitStatus:
    """The exit status of a verdict or truth that was explained."""
    if explanation.verdict is not None:
        return status_of_verdict(explanation.verdict.status)
    return status_of_truth(explanation.truth) if explanation.truth is not None else ExitStatus.UNDECIDED


def status_of_outcomes(outcomes: Iterable[str]) -> ExitStatus:
    """The exit status of what verdicts or truths come to; undecided where they are several of different kinds."""
    from licet.verdict.verdict import Status

    truths = {"true": ExitStatus.YES, "false": ExitStatus.NO}
    found = {truths[o] if o in truths else status_of_verdict(Status(o)) for o in outcomes}
    return found.pop() if len(found) == 1 else ExitStatus.UNDECIDED
