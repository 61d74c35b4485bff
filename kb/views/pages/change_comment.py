"""What a change of policies means, as Markdown for one comment in a pull request that is written anew each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet.changes.findings import Finding, answer_words, findings_of, summary
from licet.changes.policy_changes import Level, PolicyChanges
from licet.views.lines.policy_changes import difference_lines, step_lines
from licet.words.disclaimer import DISCLAIMER
from licet.words.escaping import fenced, html_in_markdown, markdown_escaped
from licet.words.fragments import clean, short, text_of
from licet.words.phrases import Phrases, phrases_of

__all__ = ["LONGEST", "MARKER", "changes_markdown"]

MARKER = "<!-- licet diff -->"
"""What the comment begins with, so that the next one is written in its place."""

LONGEST = 65_000
"""Characters of a comment; GitHub takes 65,535."""

_LONGEST_PART = 6_000
_MARKS = {Level.ERR: "🔴 ERR", Level.WARN: "🟠 WARN", Level.INFO: "🔵 INFO", None: "⚪"}
_MOST_ROWS = 100
_MARKED = str.maketrans({character: f"&#{ord(character)};" for character in "|*_`[]~$\\"})


def changes_markdown(changes: PolicyChanges, sides: tuple[str, str], repeat: str) -> str:
    """The comment: at most `LONGEST` characters, and where something is left out, it says how much.

    Args:
        changes: what was found.
        sides: what the two versions are called.
        repeat: the command that compares them again.
    """
    findings = findings_of(changes)
    phrases = phrases_of(changes.bases[0]), phrases_of(changes.bases[1])
    head = f"{MARKER}\n### Licet: {_title(findings)}\n\n"
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
    parts = [*_statements(findings), *_uses(phrases, findings)]
    room = LONGEST - len(head) - len(end) - 200
    kept: list[str] = []
    used = 0
    for number, part in enumerate(parts):
        if used + len(part) > room:
            left = len(parts) - number
            kept.append(f"\n**{left} more {'part does' if left == 1 else 'parts do'} not fit into a comment.** ")
            kept.append("All of it is in the summary of the job, and in what the command above prints.\n")
            break
        kept.append(part)
        used += len(part)
    return head + "".join(kept) + end


def _title(findings: Sequence[Finding]) -> str:
    counts = {level: sum(f.level is level for f in findings) for level in Level}
    if not any(counts.values()):
        return "no change of answers"
    words = {Level.ERR: "allows more", Level.WARN: "allows less", Level.INFO: "left open or said otherwise"}
    return ", ".join(f"{counts[level]} {words[level]}" for level in Level if counts[level])


def _statements(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        statement = finding.statement
        if statement is None:
            continue
        place = f" · {_code(str(finding.span))}" if finding.span is not None else ""
        way = "" if finding.direction == "otherwise" else f": {finding.direction}"
        lines = [f"**{_MARKS[finding.level]}** {markdown_escaped(clean(finding.title))}{way}{place}", ""]
        lines += [f"- {_sentence(sentence)}" for sentence in finding.sentences[:12]]
        for witness in statement.witnesses[:1]:
            lines += ["", f"<details><summary>{witness.before.status} → {witness.after.status}</summary>", ""]
            lines += [fenced(witness.text), "", "</details>"]
        if statement.level is not None:
            accept = f'accept "{statement.fingerprint}" because "…"'
            lines += ["", f"To accept it: {_code(accept)}"]
        yield short_part("\n".join(lines)) + "\n\n"


def _uses(phrases: tuple[Phrases, Phrases], findings: Sequence[Finding]) -> Iterator[str]:
    found = [f for f in findings if f.use is not None]
    if not found:
        return
    yield f"#### Uses with another answer: {len(found)}\n\n| | use | before | after | why |\n|---|---|---|---|---|\n"
    for finding in found[:_MOST_ROWS]:
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
    if len(found) > _MOST_ROWS:
        yield f"\n{len(found) - _MOST_ROWS} more uses have another answer.\n"


def _sentence(text: str) -> str:
    """A sentence with what stands between backticks as code."""
    parts = clean(text).split("`")
    return "".join(_code(part) if i % 2 else markdown_escaped(part) for i, part in enumerate(parts))


def _code(text: str) -> str:
    """A text as code, whatever is in it."""
    return f"<code>{html_in_markdown(clean(text)).translate(_MARKED)}</code>"


def short_part(text: str) -> str:
    """A part of a comment, or that it is too long for one."""
    if len(text) <= _LONGEST_PART:
        return text
    first = text.split("\n", 1)[0]
    return f"{first}\n\n- too long for a comment; the command below prints it"
