"""What a change of policies means, as a page for whoever reviews it: the words of a license beside the statement,
before beside after, the answers that change, and their proofs to unfold. Nothing is loaded from elsewhere, and there
are no scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import escape

from licet.answers.explanation import explain_use
from licet.changes.asked_uses import laid_over
from licet.changes.findings import Finding, adopted_words, findings_of, summary
from licet.changes.policy_changes import Level, PolicyChanges, StatementChange
from licet.changes.statements import Unit
from licet.changes.uses import UseChange
from licet.errors import LicetError
from licet.grammar import tree
from licet.verdict.base import Base
from licet.verdict.verdict import Verdict
from licet.views.lines.policy_changes import difference_lines, step_lines
from licet.views.outline.labels import words_of
from licet.views.outline.strands import heading_of, strands_of
from licet.views.pages.audit import short_proof
from licet.views.pages.html import Page
from licet.views.pages.style import STYLE
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import clean, clean_line
from licet.words.phrases import Phrases, phrases_of

__all__ = ["changes_html"]

_MOST_PROOFS = 4
_LEVELS = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "unknown", None: "dim"}
_STYLE = """
body { max-width: 76rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; }
.pair > div { min-width: 0; border: 1px solid var(--line); border-radius: 4px; padding: .5rem .7rem; }
.pair h3 { font-size: .85rem; margin: 0 0 .3rem; color: var(--soft); font-weight: normal; }
pre { font: .8rem/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
pre ins, pre del, q ins, q del { text-decoration: none; border-radius: 2px; }
ins { background: color-mix(in srgb, var(--yes) 22%, transparent); }
del { background: color-mix(in srgb, var(--no) 22%, transparent); }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
article h2 { margin: 0 0 .4rem; } .level { font: 600 .8rem ui-monospace, monospace; margin-right: .4rem; }
blockquote { font-style: normal; } .flip { font-size: 1.05rem; margin: .4rem 0; }
.witness { margin: .6rem 0; padding: .5rem .7rem; border-left: 3px solid var(--name); }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
@media (max-width: 46rem) { .pair { grid-template-columns: 1fr; } body { margin: 1rem auto; } }
"""


def changes_html(changes: PolicyChanges, sides: tuple[str, str], repeat: str) -> str:
    """The page.

    Args:
        changes: what was found.
        sides: what the two versions are called.
        repeat: the command that compares them again.
    """
    writer = _Writer(changes)
    findings = findings_of(changes)
    counts = [(level, sum(f.level is level for f in findings)) for level in Level]
    title = f"Policies from {clean(sides[0])} to {clean(sides[1])}"
    head = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title><style>{STYLE}{_STYLE}</style></head><body>",
        f"<header><h1>{escape(title)}</h1>",
        "<p>" + " ".join(f'<span class="{_LEVELS[lv]}">{n} {lv.value}</span>' for lv, n in counts) + "</p>",
        *(f"<p>{escape(line)}</p>" for line in summary(changes)),
        f"<p class=dim>to repeat it: <code>{escape(clean(repeat))}</code></p></header>",
    ]
    parts = [part for finding in findings for part in writer.finding(finding)]
    return "\n".join([*head, *parts, f"<footer>{escape(DISCLAIMER)}</footer></body></html>"]) + "\n"


class _Writer:
    def __init__(self, changes: PolicyChanges) -> None:
        self.changes = changes
        self.page = Page(None)
        self.phrases: tuple[Phrases, Phrases] = phrases_of(changes.bases[0]), phrases_of(changes.bases[1])
        self.proofs = 0

    def finding(self, finding: Finding) -> Iterator[str]:
        level = finding.level.value if finding.level is not None else "same"
        way = "" if finding.direction in ("otherwise", "equivalent") else f": {finding.direction}"
        place = f' <span class="source">{escape(str(finding.span))}</span>' if finding.span is not None else ""
        badge = f'<span class="level {_LEVELS[finding.level]}">{level}</span>'
        yield f"<article><h2>{badge}{escape(clean(finding.title))}{way}{place}</h2>"
        if finding.statement is not None:
            yield from self.statement(finding.statement, finding.sentences)
        elif finding.use is not None:
            yield from self.use(finding.use)
        else:
            yield from (f"<p>{escape(clean(sentence))}</p>" for sentence in finding.sentences)
        yield "</article>"

    # --- Statements ---

    def statement(self, statement: StatementChange, sentences: Sequence[str]) -> Iterator[str]:
        for sentence in sentences:
            yield f"<p>{_with_code(sentence)}</p>"
        yield from self.words(statement)
        old, new = (self.text(side, base) for side, base in zip(_sides(statement), self.changes.bases, strict=True))
        before, after = _marked(old, new)
        yield f'<div class="pair"><div><h3>before</h3><pre>{before or "nothing"}</pre></div>'
        yield f"<div><h3>after</h3><pre>{after or 'nothing'}</pre></div></div>"
        for witness in statement.witnesses:
            yield f'<div class="witness"><p class="flip">{_flip(witness.before, witness.after)}</p>'
            yield f"<pre>{escape(_cleaned(witness.text or witness.use))}</pre></div>"
        if statement.level is not None:
            yield f'<p class="dim">to accept it: <code>accept "{statement.fingerprint}" because "…"</code></p>'

    def text(self, unit: Unit | None, base: Base) -> str:
        """The statements as they are written, without what tests of them there are."""
        parts = []
        for statement in unit.statements if unit is not None else ():
            source = base.sources.get(statement.span.file)
            if source is not None:
                lines = source.text.split("\n")[statement.span.line - 1 : statement.span.end_line]
                parts.append("\n".join(map(clean_line, lines)))
        return "\n\n".join(part.rstrip() for part in parts)

    def words(self, statement: StatementChange) -> Iterator[str]:
        """The words of the license that a clause or term quotes, those that are not on both sides marked."""
        old, new = (list(_quotes(side)) for side in _sides(statement))
        for quote in new or old:
            others = old if new else new
            marked = escape(quote) if quote in others or not others else _marked(" ".join(others), quote)[1]
            yield f"<blockquote>{marked}</blockquote>"

    # --- Uses ---

    def use(self, change: UseChange) -> Iterator[str]:
        yield f'<p class="flip">{_flip(change.before, change.after)}</p>'
        yield from self.page.paragraphs(difference_lines(self.phrases, change))
        yield from self.page.paragraphs(step_lines(self.phrases, change.steps))
        if change.before is None or change.after is None or self.proofs == _MOST_PROOFS:
            return
        self.proofs += 1
        for number, word in enumerate(("before", "after")):
            proof = "".join(self.proof(self.changes.bases[number], change))
            if proof:
                yield f"<details><summary>why, {word}</summary>{proof}</details>"

    def proof(self, base: Base, change: UseChange) -> Iterable[str]:
        layer = laid_over(base, change.use)
        if layer is None:
            return
        try:
            explanation = explain_use(layer, change.use.name, change.use.pins)
        except LicetError:
            return
        words = words_of(layer)
        for strand in strands_of(words, explanation):
            yield f"<p>{self.page.styled(heading_of(words.phrases, strand))}</p>"
            yield '<ul class="proof">'
            yield from short_proof(self.page, strand.outline)
            yield "</ul>"


def _cleaned(text: str) -> str:
    return "\n".join(map(clean_line, text.splitlines()))


def _sides(statement: StatementChange) -> tuple[Unit | None, Unit | None]:
    return statement.change.before, statement.change.after


def _quotes(unit: Unit | None) -> Iterator[str]:
    for statement in unit.statements if unit is not None else ():
        if isinstance(statement, (tree.Clause, tree.Rule, tree.Term)):
            yield from (clean(quote.value) for quote in statement.quotes)


def _flip(before: Verdict | None, after: Verdict | None) -> str:
    return " → ".join(_status(verdict) for verdict in (before, after))


def _status(verdict: Verdict | None) -> str:
    if verdict is None:
        return '<span class="dim">not declared</span>'
    value = verdict.status.value
    return f'<span class="{value.replace(" ", "-")}">{value}</span>{escape(clean(adopted_words(verdict)))}'


def _with_code(text: str) -> str:
    parts = clean(text).split("`")
    return "".join(f"<code>{escape(p)}</code>" if i % 2 else escape(p) for i, p in enumerate(parts))


def _marked(old: str, new: str) -> tuple[str, str]:
    """Both texts with the words that only one of them has marked."""
    before, after = _words(old), _words(new)
    one: list[str] = []
    other: list[str] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, came = escape("".join(before[i:j])), escape("".join(after[k:m]))
        one.append(gone if kind == "equal" or not gone else f"<del>{gone}</del>")
        other.append(came if kind == "equal" or not came else f"<ins>{came}</ins>")
    return "".join(one), "".join(other)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        start = 0
        for at, character in enumerate(line):
            if character in " \n":
                words += [line[start:at], character]
                start = at + 1
        words.append(line[start:])
    return [word for word in words if word]
