"""An explanation as a page of its own: nested steps that open and close without scripts, in light, dark and print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from msgspec import Struct, field

from licet.answers.explanation import Explanation
from licet.grammar.source import Span
from licet.verdict.base import Base
from licet.verdict.verdict import Verdict
from licet.views.lines.answers import truth_lines
from licet.views.lines.proof import reference
from licet.views.lines.verdict import VerdictView
from licet.views.outline.labels import words_of
from licet.views.outline.strands import heading_of, strands_of
from licet.views.outline.tree import Citation, Node, Outline
from licet.views.pages.style import STYLE
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import Fragment, Line, sourced, text_of, unindented

__all__ = ["Page", "explanation_html"]

_ENDLESS = 1_000_000
_DEEPEST = 100


def explanation_html(base: Base, explanation: Explanation, *, full: bool = False, sources: str | None = None) -> str:
    """An answer and its proofs as an HTML page without scripts or anything that is loaded from elsewhere.

    Args:
        base: the policies that were asked.
        explanation: the answer with its proofs.
        full: show bookkeeping, and every branch of the decision.
        sources: an address that policy files lie under, such as `https://…/blob/main/policies/`; without it places are
            not links.
    """
    words = words_of(base)
    view = VerdictView(words, _ENDLESS)
    page = Page(sources if sources is not None and _is_web(sources) else None)
    parts: list[str] = []
    title = "Licet"
    if explanation.verdict is not None:
        title = words.phrases.title(explanation.verdict.use) or explanation.verdict.use
        parts += page.verdict(view, explanation.verdict)
    elif explanation.truth is not None:
        parts += page.paragraphs(truth_lines(base, explanation.truth, width=_ENDLESS))
    for strand in strands_of(words, explanation, full=full):
        heading = page.styled(heading_of(words.phrases, strand))
        parts += [f"<section><h2>{heading}</h2>", *page.proof(strand.outline), "</section>"]
    head = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
    ]
    return "\n".join([*head, *parts, f"<footer>{escape(DISCLAIMER)}</footer></body></html>"]) + "\n"


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


class Page(Struct):
    """Writes the parts of a page. `sources` is the address that places link to."""

    sources: str | None
    continued: list[int] = field(default_factory=list)

    def styled(self, line: Iterable[Fragment]) -> str:
        """A line with its styles as classes."""
        return "".join(self.fragment(f) for f in line)

    def fragment(self, fragment: Fragment) -> str:
        style, text = fragment
        return f'<span class="{escape(style.replace(" ", "-"))}">{escape(text)}</span>' if style else escape(text)

    # --- The verdict ---

    def verdict(self, view: VerdictView, verdict: Verdict) -> Iterator[str]:
        head = view.head(verdict)
        yield f"<header><h1>{self.styled(head[0])}</h1>"
        yield from (f"<p>{self.styled(unindented(line))}</p>" for line in head[1:])
        yield "</header>"
        answer = list(view.answer(verdict))
        yield f'<p class="answer">{self.styled(line for part in answer for line in part)}</p>'
        yield from self.paragraphs(view.because(verdict))
        if verdict.cases:
            yield from self.table(*view.case_table(verdict))
            yield from self.paragraphs(view.case_notes(verdict))
        for part in view.consequences(verdict):
            yield from self.paragraphs(part)

    def paragraphs(self, lines: Iterable[Line]) -> Iterator[str]:
        """Lines as paragraphs, set in as far as they are."""
        for line in lines:
            if line:
                text = text_of(line)
                depth = (len(text) - len(text.lstrip())) // 2
                yield f'<p class="in-{min(depth, 3)}">{self.styled(unindented(line))}</p>'

    def table(self, heads: Sequence[Line], rows: Sequence[Sequence[Line]]) -> Iterator[str]:
        yield "<table><thead><tr>" + "".join(f"<th>{self.styled(h)}</th>" for h in heads) + "</tr></thead><tbody>"
        for row in rows:
            yield "<tr>" + "".join(f"<td>{self.styled(cell)}</td>" for cell in row) + "</tr>"
        yield "</tbody></table>"

    # --- The proof ---

    def proof(self, outline: Outline) -> Iterator[str]:
        """The outline as nested lists. What is nested too deep for a browser follows in a list of its own."""
        self.continued = [outline.root]
        for number in self.continued:
            yield '<ul class="proof">'
            yield from self.tree(outline, number)
            yield "</ul>"

    def tree(self, outline: Outline, root: int) -> Iterator[str]:
        todo: list[tuple[Node, int] | str] = [(outline.nodes[root], 0)]
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                yield item
                continue
            node, depth = item
            if not node.children:
                yield f'<li id="step-{node.number}" class="{node.kind}">{self.claim(node)}{self.details(node)}</li>'
            elif depth == _DEEPEST:
                self.continued.append(node.number)
                link = f'<a href="#step-{node.number}">continued below, step {node.number}</a>'
                yield f"<li>{self.styled(node.claim)} {link}</li>"
            else:
                size = outline.size(node)
                more = f' <span class="dim">(+{size} step{"" if size == 1 else "s"})</span>' if node.folded else ""
                state = "" if node.folded else " open"
                yield f'<li id="step-{node.number}" class="{node.kind}"><details{state}>'
                yield f"<summary>{self.claim(node)}{more}</summary>{self.details(node)}<ul>"
                todo.append("</ul></details></li>")
                todo.extend((child, depth + 1) for child in reversed(outline.children(node)))

    def claim(self, node: Node, *, linked: bool = True) -> str:
        """What a step says, with its source and place; `linked` to where it is shown, if that is elsewhere."""
        parts = [f'<span class="claim">{self.styled(node.claim)}</span>']
        if node.remark:
            parts.append(f'<span class="dim">{escape(node.remark)}</span>')
        if node.shown_at is not None and linked:
            parts.append(f'<a class="dim" href="#step-{node.shown_at}">{reference(node)}</a>')
            return " ".join(parts)
        if node.source is not None:
            source = sourced(node.source, shown=self.linked(node.source, node.source))
            parts.append(f'<span class="quote">per {source}</span>')
        if node.span is not None and node.span.file:
            parts.append(f'<span class="source">{self.place(node.span)}</span>')
        return " ".join(parts)

    def place(self, span: Span) -> str:
        text = escape(f"{span.file}:{span.line}")
        if self.sources is None or not span.file.endswith(".licet"):
            return text
        address = f"{self.sources}{quote(span.file)}#L{span.line}"
        return f'<a href="{escape(address)}">{text}</a>'

    def linked(self, text: str, address: str | None) -> str:
        """The text, as a link if the address is one of the web."""
        if address is None or not _is_web(address):
            return escape(text)
        return f'<a href="{escape(address)}" rel="noreferrer">{escape(text)}</a>'

    def details(self, node: Node) -> str:
        """The words a step rests on, the holders of a reading, and the values of a rule's variables."""
        parts: list[str] = []
        if node.citation is not None:
            parts.append(self.citation(node.citation))
        for holder in node.holders:
            source = holder.source
            told = f" ({sourced(source, shown=self.linked(source, source))})" if source is not None else ""
            parts.append(f'<p>held by <span class="name">{escape(holder.who)}</span>{told}</p>')
        if node.bindings and node.shown_at is None:
            values = ", ".join(f"{name} = {value}" for name, value in node.bindings)
            parts.append(f'<p class="dim">with {escape(values)}</p>')
        return "".join(parts)

    def citation(self, citation: Citation) -> str:
        title = self.linked(citation.title, citation.url) if citation.title else ""
        where = ", ".join(p for p in (title, escape(citation.locator) if citation.locator else "") if p)
        quotes = "".join(f"<blockquote>{escape(words)}</blockquote>" for words in citation.quotes)
        return (f"<cite>{where}</cite>" if where else "") + quotes
