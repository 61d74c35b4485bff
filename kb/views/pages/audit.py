"""An audit as a page of its own: a grid of verdicts that can be sorted and filtered, each of which opens why it is so.

Nothing is loaded from elsewhere. Without scripts the grid can be read and its cells open; a short script sorts and
filters.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape
from typing import Final

from msgspec import Struct

from licet.answers.audit import Audit, AuditRow
from licet.verdict.verdict import Status
from licet.views.lines.audit import AuditTable
from licet.views.lines.duties import duty_lines
from licet.views.lines.verdict import VerdictView
from licet.views.outline.conclusions import outline
from licet.views.outline.labels import words_of
from licet.views.outline.tree import Node, Outline
from licet.views.pages.html import Page
from licet.views.pages.style import STYLE
from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import text_of

__all__ = ["GRID_STYLE", "AuditCell", "audit_cell", "audit_grid", "audit_html", "short_proof"]

_ENDLESS = 1_000_000
_DEEPEST = 8


class AuditCell(Struct, frozen=True):
    """What a page keeps of a row: where it stands, its verdict, and the rest as HTML."""

    thing: str | None
    use: str
    by: str | None
    status: Status
    html: str


def audit_cell(audit: Audit, row: AuditRow) -> AuditCell:
    """The cell of a row; an audit that was to find proofs has them in it."""
    base = audit.policies.base
    words = words_of(base)
    view, page, verdict = VerdictView(words, _ENDLESS), Page(None), row.verdict
    parts = [f"<h2>{escape(row.title)}</h2>"]
    where = [f'<span class="name">{escape(n)}</span>' for n in (row.thing, row.by) if n is not None]
    parts.append(f"<p>{' by '.join(where)}</p>")
    parts.append(f'<p class="answer">{page.styled(line for part in view.answer(verdict) for line in part)}</p>')
    parts += page.paragraphs(view.because(verdict))
    if verdict.cases:
        parts += page.table(*view.case_table(verdict))
    duties = duty_lines(view.phrases, verdict.duties, _ENDLESS)
    for section in (view.acts(verdict.acts), view.operative(verdict.operative), duties, view.needs(verdict.needs)):
        parts += page.paragraphs(section)
    parts += page.paragraphs(view.lost(verdict))
    for proof in row.proofs:
        parts += ['<ul class="proof">', *short_proof(page, outline(words, proof)), "</ul>"]
    because = escape(text_of(AuditTable(audit).because(verdict)))
    shown = escape(row.status.value)
    style = shown.replace(" ", "-")
    summary = f'<summary><span class="{style}">{shown}</span> <span class="why">{because}</span></summary>'
    html = f'<details name="cell">{summary}<div class="sheet">{"".join(parts)}</div></details>'
    return AuditCell(row.thing, row.use, row.by, row.status, html)


def short_proof(page: Page, drawn: Outline) -> Iterator[str]:
    """The outline as nested lists, without what is folded away in it."""
    todo: list[tuple[Node, int] | str] = [(drawn.nodes[drawn.root], 0)]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            yield item
            continue
        node, depth = item
        if node.folded or depth == _DEEPEST:
            size = drawn.size(node)
            yield f'<li>{page.claim(node, linked=False)} <span class="dim">(+{size} steps)</span></li>'
        else:
            yield f"<li>{page.claim(node, linked=False)}{page.details(node)}<ul>"
            todo.append("</ul></li>")
            todo.extend((child, depth + 1) for child in reversed(drawn.children(node)))


def audit_html(audit: Audit, cells: Sequence[AuditCell], title: str = "Audit") -> str:
    """A page with the cells of an audit; where they are fewer than its rows, it says so.

    Args:
        audit: what the cells are of.
        cells: those that were found, in the order of the rows.
        title: what stands over the page.
    """
    style, script = STYLE + GRID_STYLE + _STYLE, _SCRIPT
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    about = [f"{len(cells)} verdicts" if len(cells) != 1 else "1 verdict"]
    about += [f"on {audit.on.isoformat()}"] if audit.on is not None else []
    about += [f"by {', '.join(audit.by)}"] if audit.by else []
    if audit.readings:
        about.append("under " + text_of(words_of(audit.policies.base).phrases.pins(audit.readings)))
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title><style>{style}</style></head><body>",
        f"<header><h1>{escape(title)}</h1><p>{escape('; '.join(about))}</p></header>",
    ]
    if len(cells) < len(audit):
        parts.append(f'<p class="warning" role="status">stopped after {len(cells)} of {len(audit)}</p>')
    parts += _filters(cells)
    parts += audit_grid(audit, cells, sorts=True)
    parts += [f"<footer>{escape(DISCLAIMER)}</footer><script>{script}</script></body></html>"]
    return "\n".join(parts) + "\n"


def _filters(cells: Sequence[AuditCell]) -> Iterator[str]:
    """A box for each verdict that there is, with how often."""
    yield '<fieldset id="filters" hidden><legend>show</legend>'
    for status in Status:
        count = sum(cell.status is status for cell in cells)
        if count:
            value = status.value
            style = value.replace(" ", "-")
            yield f'<label><input type="checkbox" checked value="{style}"> '
            yield f'<span class="{style}">{value}</span> ({count})</label>'
    yield '<label>name <input type="search" id="find" size="14"></label></fieldset>'


def audit_grid(audit: Audit, cells: Iterable[AuditCell], *, sorts: bool = False) -> Iterator[str]:
    """The grid as HTML: a line for each thing and organization, a column for each use.

    Args:
        audit: what the cells are of.
        cells: those that were found.
        sorts: whether the heads are buttons, for a script that sorts.
    """

    def head(text: str) -> str:
        return f"<button>{escape(text)}</button>" if sorts else escape(text)

    rows: dict[tuple[str | None, str | None], dict[str, AuditCell]] = {}
    for cell in cells:
        rows.setdefault((cell.thing, cell.by), {})[cell.use] = cell
    used = {cell.use for row in rows.values() for cell in row.values()}
    uses = [use for use in audit.uses if use in used]
    several = len(audit.by) > 1
    yield '<div class="wide"><table id="grid"><thead><tr><th scope="col">'
    yield f"{head('thing')}</th>"
    if several:
        yield f'<th scope="col">{head("by")}</th>'
    for use in uses:
        title = audit.uses[use]
        yield f'<th scope="col" title="{escape(use)}">{head(title)}</th>'
    yield "</tr></thead><tbody>"
    for (thing, by), row in rows.items():
        yield f'<tr><th scope="row">{escape(thing or "")}</th>'
        if several:
            yield f'<td class="by">{escape(by or "")}</td>'
        for use in uses:
            yield _cell(row.get(use), audit.uses[use])
        yield "</tr>"
    yield "</tbody></table></div>"


def _cell(cell: AuditCell | None, title: str) -> str:
    if cell is None:
        return f'<td data-rank="99" data-use="{escape(title)}"></td>'
    style = cell.status.value.replace(" ", "-")
    rank = list(Status).index(cell.status)
    return f'<td data-status="{style}" data-rank="{rank}" data-use="{escape(title)}">{cell.html}</td>'


GRID_STYLE: Final = """
.wide { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
#grid { margin: 0; border-collapse: separate; border-spacing: 0; }
#grid > * > tr > * { border-width: 0 1px 1px 0; min-width: 8.5rem; max-width: 14rem; font-size: .9rem; }
#grid > thead th { position: sticky; top: 0; background: var(--paper); z-index: 2; vertical-align: bottom; }
#grid > tbody > tr > th { position: sticky; left: 0; background: var(--paper); z-index: 1; min-width: 9.5rem;
  overflow-wrap: anywhere; }
#grid > thead th:first-child { left: 0; z-index: 3; }
#grid .why { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
#grid summary { list-style: none; } #grid summary::-webkit-details-marker { display: none; }
#grid details[open] > summary { outline: 2px solid var(--name); outline-offset: 3px; }
.wide:has(details[open]) { margin-bottom: 60vh; }
.sheet { position: fixed; left: 0; right: 0; bottom: 0; max-height: 60vh; overflow: auto; z-index: 9;
  background: var(--paper); border-top: 3px solid var(--name); padding: .5rem 1rem 2rem; box-shadow: 0 -4px 16px #0006;
  font-size: 1rem; }
.sheet td { overflow-wrap: anywhere; } .sheet h2 { margin: .25rem 0; font-weight: 600; }
@media (max-width: 40rem) {
  .wide { border: 0; max-height: none; overflow: visible; }
  #grid, #grid > tbody, #grid > thead { display: block; }
  #grid > thead > tr { display: flex; flex-wrap: wrap; gap: .25rem .75rem; }
  #grid > thead > tr > th { position: static; border: 0; padding: 0; min-width: 0; max-width: none; font-size: .8rem; }
  #grid > tbody > tr { display: block; margin: 1rem 0; border-bottom: 1px solid var(--line); }
  #grid > tbody > tr > * { display: block; max-width: none; border: 0; padding: .2rem 0; position: static; }
  #grid > tbody > tr > th { font-size: 1.1rem; }
  td[data-use]::before { content: attr(data-use); color: var(--soft); font-size: .8rem; }
}
@media print { .wide { overflow: visible; max-height: none; } .sheet { position: static; max-height: none; } }
"""
"""How the grid looks, wherever it is shown."""

_STYLE = """
body { max-width: none; margin: 1rem auto; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid var(--name); }
th[aria-sort=ascending] button::after { content: " \\25B2"; }
th[aria-sort=descending] button::after { content: " \\25BC"; }
fieldset { border: 0; padding: 0; margin: .5rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
fieldset[hidden] { display: none; } legend { float: left; padding: 0; color: var(--soft); }
td.off details { visibility: hidden; } tr.off { display: none; }
@media (max-width: 40rem) {
  #grid > tbody > tr.off { display: none; }
  #grid > tbody > tr > td.off { display: none; }
}
"""

_SCRIPT = """
"use strict";
const body = document.getElementById("grid").tBodies[0], filters = document.getElementById("filters");
const find = document.getElementById("find");
filters.hidden = false;
function show() {
  const kept = new Set([...filters.querySelectorAll("input:checked")].map(box => box.value));
  const words = find.value.trim().toLowerCase();
  for (const row of body.rows) {
    let any = false;
    for (const cell of row.cells) {
      const status = cell.dataset.status;
      if (status === undefined) continue;
      const on = kept.has(status);
      cell.classList.toggle("off", !on);
      any = any || on;
    }
    row.classList.toggle("off", !any || !row.cells[0].textContent.toLowerCase().includes(words));
  }
}
filters.addEventListener("input", show);
const heads = [...document.getElementById("grid").tHead.rows[0].cells];
heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
  const down = head.getAttribute("aria-sort") === "ascending";
  heads.forEach(other => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = row => { const cell = row.cells[column];
    return cell.dataset.rank === undefined ? cell.textContent : cell.dataset.rank.padStart(2, "0"); };
  const rows = [...body.rows].map((row, place) => [key(row), place, row]);
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (down ? -1 : 1) || a[1] - b[1]);
  body.append(...rows.map(([, , row]) => row));
}));
document.addEventListener("keydown", event => {
  if (event.key === "Escape") close();
});
document.addEventListener("click", event => {
  if (!event.target.closest("details[open]")) close();
});
function close() {
  document.querySelectorAll("details[open]").forEach(cell => { cell.open = false; });
}
"""
