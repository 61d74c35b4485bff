"""Claims and the results of tests as styled lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from licet.answers.claims import ClaimStatus
from licet.answers.failed_tests import Instead
from licet.answers.policy_tests import TrialResult
from licet.grammar import tree
from licet.grammar.source import Span
from licet.grammar.write import format_literal
from licet.verdict.base import Base
from licet.views.lines.answers import truth_lines
from licet.views.lines.explanation import explanation_lines
from licet.words.fragments import Fragment, Line, clean, joined, wrap
from licet.words.phrases import Phrases, whence

__all__ = ["claim_lines", "trials_lines"]

_INDENT: Line = (("", "  "),)
_STYLES = {"supported": "permitted", "contradicted": "forbidden", "undecided": "unknown"}


def claim_lines(base: Base, status: ClaimStatus, *, width: int = 80) -> list[Line]:
    """What somebody said, and how it compares with what the rules derive."""
    phrases, claim = Phrases(base.vocabulary), status.claim
    lines = wrap((("heading", clean(claim.title)), ("dim", f" ({clean(claim.name)})")), width)
    by = clean(claim.by.value) if isinstance(claim.by, tree.Text) else phrases.title(claim.by.name) or claim.by.name
    line: list[Fragment] = [("", "by "), ("name", by)]
    match claim.on:
        case tree.Day(value=day):
            line += [("", " on "), ("number", day.isoformat())]
        case tree.YearMonth(year=year, month=month):
            line += [("", " in "), ("number", f"{year:04d}-{month:02d}")]
    if claim.about:
        line += [("", ", about "), *joined([phrases.titled(name.name) for name in claim.about])]
    lines += wrap([*line, *whence(claim.per, claim.span, plain=False)], width, _INDENT)
    for quote in claim.quotes:
        lines += wrap((("quote", f"“{clean(quote.value)}”"),), width, _INDENT)
    lines.append(())
    verdict: Line = ((_STYLES[status.status], status.status),)
    if claim.says is None:
        return [*lines, *wrap((*verdict, ("", ": it makes no statement that could be compared")), width)]
    lines += wrap((*verdict, ("", ": "), ("", clean(format_literal(claim.says)))), width)
    if status.truth is not None and status.status == "undecided" and status.truth.status in ("true", "false"):
        lines += wrap((("dim", "nothing is stated that speaks for or against it"),), width, _INDENT)
    elif status.truth is not None:
        lines += [(*_INDENT, *found) for found in truth_lines(base, status.truth, width=width - 2)]
    return lines


def trials_lines(
    results: Sequence[TrialResult], *, width: int = 80, instead: Mapping[Span, Sequence[Instead]] | None = None
) -> list[Line]:
    """The tests that failed, with what was not as expected, and how many passed.

    Args:
        results: the results of tests.
        width: the columns of a line.
        instead: what came in the place of what was expected, by the places of tests.
    """
    lines: list[Line] = []
    for result in results:
        if result.passed:
            continue
        lines += wrap((("error", "failed: "), ("heading", clean(result.title)), *_place(str(result.span))), width)
        for failure in result.failures:
            place = _place(str(failure.span)) if failure.span is not None else ()
            lines += wrap((("", clean(failure.message)), *place), width, _INDENT, (("", "    "),))
        for came in (instead or {}).get(result.span, ()):
            proved = explanation_lines(came.base, came.explanation, width=width - 4, plain=True)
            lines += [(("", "    "), *line) if line else () for line in proved]
    failed = sum(not r.passed for r in results)
    passed = len(results) - failed
    counts: list[Fragment] = [("permitted", f"{passed} passed")] if passed or not failed else []
    if failed:
        counts = [("error", f"{failed} failed"), *((("", ", "), *counts) if counts else ())]
    return [*lines, *([()] if lines else []), tuple(counts), *_second_lines(results, width)]


def _second_lines(results: Sequence[TrialResult], width: int) -> list[Line]:
    """What pyDatalog says of the answers, if it was asked: where it differs, what it did not derive, how often it
    agrees."""
    asked = [(result, result.second) for result in results if result.second is not None]
    if not asked:
        return []
    lines: list[Line] = []
    for result, second in asked:
        head = (("heading", clean(result.title)), *_place(str(result.span)))
        if second.differences:
            lines += wrap((("error", "the engines differ: "), *head), width)
        for difference in second.differences:
            lines += wrap((("", clean(difference)),), width, _INDENT, (("", "    "),))
        unchecked = second.unchecked if second.answers else "it asks for nothing that is derived"
        if unchecked is not None:
            lines += wrap((("unknown", "not cross-checked: "), *head), width)
            lines += wrap((("", clean(unchecked)),), width, _INDENT, (("", "    "),))
    agreeing = [second for _, second in asked if second.agrees]
    differing = sum(bool(second.differences) for _, second in asked)
    others = len(asked) - len(agreeing) - differing
    counts = [f"pyDatalog agrees on {len(agreeing)} of {len(asked)} tests ({sum(s.agreed for s in agreeing)} answers)"]
    counts += [f"differs on {differing}"] if differing else []
    counts += [f"{others} not cross-checked"] if others else []
    return [(), *lines, *wrap((("", ", ".join(counts)),), width)]


def _place(place: str) -> Line:
    return (("", "  "), ("source", clean(place)))
