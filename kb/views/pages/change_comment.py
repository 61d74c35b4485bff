"""What a change of policies means, as Markdown for one comment in a pull request that is written anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from licet.changes.findings import Finding, adopted_words, answer_words, findings_of, summary
from licet.changes.policy_changes import Level, PolicyChanges
from licet.grammar.source import Span
from licet.verdict.verdict import Verdict
from licet.views.lines.policy_changes import difference_lines, step_lines
from licet.words.disclaimer import DISCLAIMER
from licet.words.escaping import fenced, html_in_markdown, markdown_escaped
from licet.words.fragments import clean, short, text_of
from licet.words.phrases import Phrases, phrases_of

__all__ = ["LONGEST", "MARKER", "changes_markdown", "changes_summary"]

MARKER = "<!-- licet diff -->"
"""What the comment begins with, so that the next one is written in its place."""

LONGEST = 65_000
"""Characters of a comment; GitHub takes 65,535."""


class _Room(Struct, frozen=True):
    """How much is shown: characters of all, of one part, and uses."""

    all: int
    part: int
    rows: int


_COMMENT = _Room(LONGEST, 6_000, 100)
_SUMMARY = _Room(1_000_000, 40_000, 5_000)
_MARKS = {Level.ERR: "🔴 ERR", Level.WARN: "🟠 WARN", Level.INFO: "🔵 INFO", None: "⚪"}
_MARKED = str.maketrans({character: f"&#{ord(character)};" for character in "|*_`[]~$\\"})


def changes_markdown(
    changes: PolicyChanges,
    sides: tuple[str, str],
    repeat: str,
    located: Callable[[Span], Span | None] = lambda span: span,
) -> str:
    """The comment: at most `LONGEST` characters, and where something is left out, it says how much.

    Args:
        changes: what was found.
        sides: what the two versions are called.
        repeat: the command that compares them again.
        located: where a place is in the repository; None where it is in no file of it.
    """
    return f"{MARKER}\n{_document(changes, sides, repeat, located, _COMMENT)}"


def changes_summary(
    changes: PolicyChanges,
    sides: tuple[str, str],
    repeat: str,
    located: Callable[[Span], Span | None] = lambda span: span,
) -> str:
    """The same for the summary of a job, which has room for nearly all of it: a megabyte.

    Args: as for `changes_markdown`.
    """
    return _document(changes, sides, repeat, located, _SUMMARY)


def _document(
    changes: PolicyChanges,
    sides: tuple[str, str],
    repeat: str,
    located: Callable[[Span], Span | None],
    room: _Room,
) -> str:
    findings = findings_of(changes)
    phrases = phrases_of(changes.bases[0]), phrases_of(changes.bases[1])
    head = f"### Licet: {_title(findings)}\n\n"
    end = "\n".join(
        [
            "",
            *(f"{markdown_escaped(line)}  " for line in summary(changes)),
            "",
            f"From {_code(sides[0])} to {_code(sides[1])}; to repeat it: {_code(repeat)}",
            "",
            f"_{DISCLAIMER}_",
            "",
        ]
    )
    parts = [*_statements(findings, located, room.part), *_uses(phrases, findings, room.rows)]
    left = room.all - len(head) - len(end) - len(MARKER) - 200
    kept: list[str] = []
    for number, part in enumerate(parts):
        if len(part) > left:
            kept.append(_cut(len(parts) - number, room))
            break
        kept.append(part)
        left -= len(part)
    return head + "".join(kept) + end


def _cut(number: int, room: _Room) -> str:
    what, where = ("a comment", "in the summary of the job, and ") if room is _COMMENT else ("a summary", "")
    told = f"{number} more {'part does' if number == 1 else 'parts do'} not fit into {what}."
    return f"\n**{told}** All of it is {where}in what the command below prints.\n"


def _title(findings: Sequence[Finding]) -> str:
    counts = {level: sum(f.level is level for f in findings) for level in Level}
    if not any(counts.values()):
        return "no change of answers"
    words = {Level.ERR: "allows more", Level.WARN: "allows less", Level.INFO: "left open or said otherwise"}
    return ", ".join(f"{counts[level]} {words[level]}" for level in Level if counts[level])


def _statements(findings: Sequence[Finding], located: Callable[[Span], Span | None], longest: int) -> Iterator[str]:
    for finding in findings:
        statement = finding.statement
        if finding.use is not None:
            continue
        span = (located(finding.span) or finding.span) if finding.span is not None else None
        place = f" · {_code(str(span))}" if span is not None else ""
        way = "" if finding.direction == "otherwise" else f": {finding.direction}"
        lines = [f"**{_MARKS[finding.level]}** {markdown_escaped(clean(finding.title))}{way}{place}", ""]
        lines += [f"- {_sentence(sentence)}" for sentence in finding.sentences[:12]]
        for witness in statement.witnesses[:1] if statement is not None else ():
            answers = " → ".join(map(_answer, (witness.before, witness.after)))
            lines += ["", f"<details><summary>{answers}</summary>", ""]
            lines += [fenced(witness.text), "", "</details>"]
        if statement is not None and statement.level is not None:
            accept = f'accept "{statement.fingerprint}" because "…"'
            lines += ["", f"To accept it: {_code(accept)}"]
        yield _short_part("\n".join(lines), longest) + "\n\n"


def _answer(verdict: Verdict) -> str:
    return markdown_escaped(f"{verdict.status.value}{adopted_words(verdict)}")


def _uses(phrases: tuple[Phrases, Phrases], findings: Sequence[Finding], most: int) -> Iterator[str]:
    found = [f for f in findings if f.use is not None]
    if not found:
        return
    yield f"#### Uses with another answer: {len(found)}\n\n| | use | before | after | why |\n|---|---|---|---|---|\n"
    for finding in found[:most]:
        change = finding.use
        assert change is not None
        test = f" of “{short(clean(change.use.test), 60)}”" if change.use.test is not None else ""
        told = (*difference_lines(phrases, change), *step_lines(phrases, change.steps))
        why = [text_of(line).strip() for line in told]
        cells = [
            _MARKS[finding.level],
            markdown_escaped(clean(change.use.name + test)),
            markdown_escaped(answer_words(change.before)),
            markdown_escaped(answer_words(change.after)),
            "<br>".join(markdown_escaped(short(clean(line), 160)) for line in why[:4]),
        ]
        yield f"| {' | '.join(cells)} |\n"
    if len(found) > most:
        yield f"\n{len(found) - most} more uses have another answer.\n"


def _sentence(text: str) -> str:
    """A sentence with what stands between backticks as code."""
    parts = clean(text).split("`")
    return "".join(_code(part) if i % 2 else markdown_escaped(part) for i, part in enumerate(parts))


def _code(text: str) -> str:
    """A text as code, whatever is in it."""
    return f"<code>{html_in_markdown(clean(text)).translate(_MARKED)}</code>"


def _short_part(text: str, longest: int) -> str:
    """A part, or that it is too long."""
    if len(text) <= longest:
        return text
    first = text.split("\n", 1)[0]
    return f"{first}\n\n- too long to be shown here; the command below prints it"
