"""An explanation as Markdown for a comment on a change: the answer, and the proofs folded away.

Everything that comes from policy files is escaped, so that it can neither be taken for Markdown or HTML nor mention
people or issues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from licet.answers.explanation import Explanation
from licet.verdict.base import Base
from licet.verdict.verdict import Status, Verdict
from licet.views.lines.answers import truth_lines
from licet.views.lines.proof import node_details, reference
from licet.views.lines.verdict import VerdictView
from licet.views.outline.labels import words_of
from licet.views.outline.strands import heading_of, strands_of
from licet.views.outline.tree import Node, Outline
from licet.words.disclaimer import DISCLAIMER
from licet.words.escaping import html_in_markdown, markdown_escaped
from licet.words.fragments import Fragment, Line, sourced, text_of, unindented

__all__ = ["explanation_markdown"]

_ENDLESS = 1_000_000
_LONGEST = 60_000
_STRONG = {status.value for status in Status} | {"true", "false", "heading"}
_LEADING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")


def explanation_markdown(base: Base, explanation: Explanation, *, full: bool = False, longest: int = _LONGEST) -> str:
    """An answer and its proofs in GitHub's Markdown.

    Args:
        base: the policies that were asked.
        explanation: the answer with its proofs.
        full: show bookkeeping, and every branch of the decision.
        longest: about how many characters to write; steps past that are counted, not shown.
    """
    words = words_of(base)
    view = VerdictView(words, _ENDLESS)
    lines: list[str] = []
    if explanation.verdict is not None:
        lines += _verdict(view, explanation.verdict)
    elif explanation.truth is not None:
        lines += _points(truth_lines(base, explanation.truth, width=_ENDLESS))
    room = longest - sum(map(len, lines))
    for strand in strands_of(words, explanation, full=full):
        steps = list(_steps(strand.outline, room))
        room -= sum(map(len, steps))
        heading = _html(heading_of(words.phrases, strand))
        lines += ["", f"<details><summary>{heading}</summary>", "", *steps, "", "</details>"]
    return "\n".join([*lines, "", f"_{DISCLAIMER}_"]) + "\n"


def _inline(line: Iterable[Fragment]) -> str:
    """A line of styled text; the beginning cannot be taken for a list or a heading."""
    parts = []
    for style, text in line:
        shown = markdown_escaped(text)
        if style in _STRONG and text.strip() == text and text:
            shown = f"**{shown}**"
        parts.append(shown)
    return _LEADING.sub(lambda m: f"&#{ord(m[1][0])};{m[1][1:]}", "".join(parts))


def _html(line: Iterable[Fragment]) -> str:
    """A line inside an HTML element."""
    return "".join(
        f"<b>{html_in_markdown(text)}</b>" if style in _STRONG else html_in_markdown(text) for style, text in line
    )


def _verdict(view: VerdictView, verdict: Verdict) -> Iterator[str]:
    head = view.head(verdict)
    yield f"### {_inline(head[0])}"
    for line in head[1:]:
        yield f"{_inline(unindented(line))}  "
    yield ""
    yield from (_inline(line) for line in view.answer(verdict))
    yield from _points(view.because(verdict))
    if verdict.cases:
        yield from _table(*view.case_table(verdict))
        yield from _points(view.case_notes(verdict))
    for part in view.consequences(verdict):
        yield from _points(part)


def _points(lines: Iterable[Line]) -> Iterator[str]:
    """Lines as a list, and those that are not set in as paragraphs."""
    before: int | None = None
    for line in lines:
        text = text_of(line)
        depth = (len(text) - len(text.lstrip())) // 2
        if not text or depth == 0 or before in (None, 0):
            yield ""
        if text:
            rest = unindented(line)
            mark = "- " if depth else ""
            for box in ("[ ] ", "[x] ", "- "):
                if depth and rest[0][1] == box:
                    mark, rest = (mark if box == "- " else mark + box), rest[1:]
            yield f"{'  ' * (depth - 1)}{mark}{_inline(rest)}"
        before = depth if text else None


def _table(heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(_inline(head) for head in heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(_inline(cell) for cell in row) + " |"
    yield ""


def _steps(outline: Outline, room: int) -> Iterator[str]:
    """The steps of a proof that are not folded, as a nested list."""
    marked = {node.shown_at for node in outline.nodes.values()}
    todo: list[tuple[Node, int]] = [(outline.nodes[outline.root], 0)]
    while todo:
        node, depth = todo.pop()
        lines = list(_step(node, outline.size(node) if node.folded else 0, node.number in marked, "  " * depth))
        room -= sum(map(len, lines))
        if room < 0:
            yield f"- … {1 + len(todo)} more steps and what they rest on"
            return
        yield from lines
        if not node.folded:
            todo.extend((child, depth + 1) for child in reversed(outline.children(node)))


def _step(node: Node, size: int, marked: bool, indent: str) -> Iterator[str]:
    parts = [_inline(node.claim)]
    if node.remark:
        parts.append(f"({markdown_escaped(node.remark)})")
    if node.shown_at is not None:
        parts.append(f"({reference(node)})")
    elif node.source is not None:
        parts.append(f"per {sourced(markdown_escaped(node.source))}")
    if node.span is not None and node.span.file and node.shown_at is None:
        parts.append(f"<sub>{markdown_escaped(str(node.span))}</sub>")
    if node.folded:
        parts.append(f"(+{size} step{'' if size == 1 else 's'})")
    number = f"**{node.number}.** " if marked else ""
    yield f"{indent}- {number}{' '.join(parts)}"
    if not node.folded:
        for detail in node_details(node):
            yield f"{indent}  <br>{_inline(detail)}"
