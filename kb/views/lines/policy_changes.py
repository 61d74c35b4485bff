"""What a change of policies means, as styled lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from licet.answers.what_if import Shift
from licet.changes.findings import Finding, adopted_words, findings_of, summary
from licet.changes.policy_changes import Level, PolicyChanges
from licet.changes.uses import UseChange
from licet.grammar.source import Span
from licet.verdict.verdict import Verdict
from licet.views.lines.what_if import shift_line
from licet.words.fragments import Fragment, Line, clean, joined
from licet.words.phrases import Phrases, phrases_of

__all__ = ["changes_lines", "difference_lines", "step_lines"]

_STYLES = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "contested", None: "dim"}


def changes_lines(
    changes: PolicyChanges,
    sides: tuple[str, str],
    repeat: str,
    located: Callable[[Span], Span | None] = lambda span: span,
) -> list[Line]:
    """The findings, and how many uses have the same answer.

    Args:
        changes: what was found.
        sides: what the two versions are called.
        repeat: the command that compares them again.
        located: where a place is in the repository; None where it is in no file of it.
    """
    phrases = phrases_of(changes.bases[0]), phrases_of(changes.bases[1])
    lines: list[Line] = [(("dim", f"from {clean(sides[0])} to {clean(sides[1])}"),)]
    for finding in findings_of(changes):
        span = finding.span
        place = phrases[1].place((located(span) or span) if span is not None else None)
        lines += [(), *_finding(phrases, finding, place)]
    closing = (*summary(changes), f"to repeat it: {clean(repeat)}")
    return [*lines, (), *((("dim", text),) for text in closing)]


def _finding(phrases: tuple[Phrases, Phrases], finding: Finding, place: Fragment | None) -> Iterator[Line]:
    level = finding.level.value if finding.level is not None else "same" if finding.direction == "equivalent" else "ok"
    where: Line = (("", "  "), place) if place is not None else ()
    way = "" if finding.direction in ("equivalent", "otherwise") else f": {finding.direction}"
    yield ((_STYLES[finding.level], f"{level:<4}"), ("", " "), ("heading", clean(finding.title)), ("", way), *where)
    if finding.use is not None:
        yield from _use(phrases, finding.use)
        return
    for sentence in finding.sentences[:8]:
        yield (("", f"     {clean(sentence)}"),)
    if len(finding.sentences) > 8:
        yield (("dim", f"     … {len(finding.sentences) - 8} more"),)
    statement = finding.statement
    if statement is not None:
        for witness in statement.witnesses:
            yield ()
            yield (("", "     "), *_status(witness.before), ("", " -> "), *_status(witness.after))
            yield from ((("code", f"       {line}"),) if line else () for line in witness.text.splitlines())
            break
        if statement.level is not None:
            yield (("dim", f'     to accept it: accept "{statement.fingerprint}" because "…"'),)


def _use(phrases: tuple[Phrases, Phrases], change: UseChange) -> Iterator[Line]:
    yield (("", "     "), *_status(change.before), ("", " -> "), *_status(change.after))
    yield from difference_lines(phrases, change)
    yield from step_lines(phrases, change.steps)


def _status(verdict: Verdict | None) -> Line:
    if verdict is None:
        return (("dim", "not declared"),)
    return ((verdict.status.value, verdict.status.value), ("", clean(adopted_words(verdict))))


def difference_lines(phrases: tuple[Phrases, Phrases], change: UseChange) -> Iterator[Line]:
    """What of two answers is different, what was before what is now, in one line each."""
    one, other = change.before, change.after
    if one is None or other is None:
        return
    rows: list[tuple[str, list[Line], list[Line]]] = []

    def add(what: str, before: list[Line], after: list[Line]) -> None:
        gone = [line for line in before if line not in after]
        new = [line for line in after if line not in before]
        if gone or new:
            rows.append((what, gone, new))

    add("because of", *([p.clause(key) for key in v.clauses] for p, v in zip(phrases, (one, other), strict=True)))
    add("readings of", _names("relation", one.over), _names("relation", other.over))
    owed = ([f"{d.name} to {d.license}" for d in v.duties if not d.fulfilled] for v in (one, other))
    add("owes", *(_names("name", names) for names in owed))
    both = {(d.name, d.license) for d in one.duties} & {(d.name, d.license) for d in other.duties}
    asked = ([f"{d.name} as {d.strength}" for d in v.duties if (d.name, d.license) in both] for v in (one, other))
    add("asks for", *(_names("name", names) for names in asked))
    add("needs", *(_needs(p, v) for p, v in zip(phrases, (one, other), strict=True)))
    add("presumes", *(_presumed(p, v) for p, v in zip(phrases, (one, other), strict=True)))
    for what, gone, new in rows:
        yield (("", f"     {what} "), *_shown(gone), ("", " -> "), *_shown(new))
    if not rows and "acts" in change.differing:
        yield (("", "     the verdicts of single acts are different"),)


def _names(style: str, names: Iterable[str]) -> list[Line]:
    return [((style, clean(name)),) for name in names]


def _shown(lines: list[Line]) -> Line:
    if not lines:
        return (("dim", "nothing"),)
    kept: list[Line] = lines[:3]
    more: list[Line] = [(("dim", f"{len(lines) - 3} more"),)] if len(lines) > 3 else []
    return joined([*kept, *more])


def _needs(phrases: Phrases, verdict: Verdict) -> list[Line]:
    found = {}
    for needs in verdict.needs:
        for need in needs.needs:
            at = [phrases.value(v) for v in need.thresholds]
            limits: Line = (("", " at "), *joined([(v,) for v in at])) if at else ()
            found[need.relation, need.row] = (*phrases.key(need.relation, need.row), *limits)
    return list(found.values())


def _presumed(phrases: Phrases, verdict: Verdict) -> list[Line]:
    return [(("", "not "), *phrases.literal(p.relation, p.row)) for p in verdict.presumptions or ()]


def step_lines(phrases: tuple[Phrases, Phrases], steps: tuple[Shift, ...]) -> Iterator[Line]:
    """The steps of the proof that stand otherwise."""
    for step in steps[:4]:
        now = step.after != "absent"
        yield shift_line(phrases[now], step, "permitted" if now else "forbidden", "     ")
