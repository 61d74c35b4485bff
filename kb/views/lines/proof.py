"""An outline as styled lines: a tree with the words, sources and places that each step rests on."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from licet.views.outline.tree import Node, Outline
from licet.words.fragments import Fragment, Line, sourced, wrap
from licet.words.phrases import whence

__all__ = ["cited", "node_details", "proof_lines", "reference", "step_lines"]

_LEAST = 32
_GAP: Fragment = ("", "  ")


class _Guides(Struct, frozen=True):
    """How a tree is drawn: what stands before a child and before what is under it, the last child apart."""

    child: str
    last: str
    under: str
    under_last: str


_DRAWN = _Guides("├─ ", "└─ ", "│  ", "   ")
_INDENTED = _Guides("- ", "- ", "  ", "  ")


def proof_lines(outline: Outline, width: int, *, plain: bool = False, opened: bool = False) -> list[Line]:
    """The outline from its conclusion down.

    Args:
        outline: what to draw.
        width: the columns of a line; deep steps get at least 32 and may stand out.
        plain: indent with blanks and hyphens instead of lines.
        opened: write what is folded, each fold as a part of its own.
    """
    view = _View(outline, width, _INDENTED if plain else _DRAWN, opened)
    lines = list(view.tree(outline.root))
    if opened:
        folds = sorted(n.number for n in outline.walk() if n.folded)
        for number in folds:
            lines += [(), *view.tree(number, opened=True)]
    return lines


def step_lines(outline: Outline, number: int, width: int, *, plain: bool = False) -> list[Line]:
    """One step of the outline and what it rests on, opened if it is a fold.

    Raises:
        KeyError: there is no step of that number.
    """
    return list(_View(outline, width, _INDENTED if plain else _DRAWN).tree(outline.nodes[number].number, opened=True))


class _View:
    def __init__(self, outline: Outline, width: int, guides: _Guides, opened: bool = False) -> None:
        self.opened = opened
        self.outline = outline
        self.width = width
        self.guides = guides
        self.marked = {n.shown_at for n in outline.nodes.values() if n.shown_at is not None}

    def tree(self, root: int, opened: bool = False) -> Iterator[Line]:
        """A step and what is under it, without recursion: an opened proof may be deep."""
        todo: list[tuple[Node, str, str]] = [(self.outline.nodes[root], "", "")]
        while todo:
            node, before, under = todo.pop()
            shows = not node.folded or (opened and node.number == root)
            children = self.outline.children(node) if shows else []
            yield from self.node(node, before, under, bool(children), shows, root if opened else None)
            steps = []
            for child in children:
                last = child is children[-1]
                mark = self.guides.last if last else self.guides.child
                below = self.guides.under_last if last else self.guides.under
                steps.append((child, under + mark, under + below))
            todo.extend(reversed(steps))

    def node(
        self, node: Node, before: str, under: str, has_children: bool, shows: bool, root: int | None
    ) -> Iterator[Line]:
        claim = list(node.claim)
        if node.number in self.marked or node.folded or node.number == root:
            claim = [("dim", f"[{node.number}] "), *claim]
        if node.remark:
            claim += [_GAP, ("dim", node.remark)]
        if node.shown_at is not None:
            claim += [_GAP, ("dim", reference(node))]
        where = whence(node.source, node.span) if node.shown_at is None else ()
        if not shows:
            size = self.outline.size(node)
            claim += [_GAP, ("dim", f"(+{size} step{'' if size == 1 else 's'})")]
        below = under + (self.guides.under if has_children and self.guides is _DRAWN else "   ")
        room = max(self.width, len(below) + _LEAST)
        hanging: Line = (("dim", f"{below} "),)
        yield from wrap([*claim, *where], room, (("dim", before),), hanging)
        if shows:
            for detail in node_details(node, values=self.opened or root is not None):
                yield from wrap(detail, room, hanging)


def reference(node: Node) -> str:
    """Where a step is shown that is not shown here."""
    assert node.shown_at is not None
    return f"shown {'above' if node.shown_at < node.number else 'below'}, step {node.shown_at}"


def node_details(node: Node, *, values: bool = True) -> Iterator[Line]:
    """The words a step rests on, who holds a reading, and with `values` those of a rule's variables: each a line."""
    if node.citation is not None:
        if node.citation.quotes:
            for quote in node.citation.quotes:
                yield (*cited(node.citation.title, node.citation.locator, ": "), ("quote", f"“{quote}”"))
        elif node.citation.title or node.citation.locator:
            yield cited(node.citation.title, node.citation.locator, "")
    for holder in node.holders:
        source: Line = (("", ": "), ("quote", sourced(holder.source, plain=True))) if holder.source is not None else ()
        yield (("", "held by "), ("name", holder.who), *source)
    if values and node.bindings and node.shown_at is None:
        told = ", ".join(f"{name} = {value}" for name, value in node.bindings)
        yield (("dim", f"with {told}"),)


def cited(title: str | None, locator: str | None, after: str) -> Line:
    """What is cited, by title and locator."""
    words = ", ".join(part for part in (title, locator) if part)
    return (("", f"{words}{after}"),) if words else ()
