"""An outline as styled lines: a tree with the words, sources and places that each step rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from licet.views.outline.tree import Node, Outline
from licet.words.fragments import Fragment, Line, sourced, text_of, wrap
from licet.words.phrases import whence
from licet.words.widths import columns

__all__ = ["cited", "node_details", "proof_lines", "reference", "step_lines"]

_LEAST = 32
_GAP: Fragment = ("", "  ")
_CONCLUDED = ("conclusion", "core", "rule", "reading")
_STATED = ("fact", "assumption")
_LEAVES = ("fact", "comparison", "assumption", "unknown")


class _Guides(Struct, frozen=True):
    """How a tree is drawn: what stands before a child and before what is under it, the last child apart."""

    child: str
    last: str
    under: str
    under_last: str


_DRAWN = _Guides("├─ ", "└─ ", "│  ", "   ")
_INDENTED = _Guides("- ", "- ", "  ", "  ")


def proof_lines(
    outline: Outline, width: int, *, plain: bool = False, opened: bool = False, values: bool = True
) -> list[Line]:
    """The outline from its conclusion down.

    Args:
        outline: what to draw.
        width: the columns of a line; deep steps get at least 32 and may stand out.
        plain: indent with blanks and hyphens instead of lines.
        opened: write what is folded, each fold as a part of its own.
        values: tell those of the variables of rules.
    """
    view = _View(outline, width, _INDENTED if plain else _DRAWN, values)
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
    """Draws steps. Without the values of variables it is brief: what was shown before is told by its number, with the
    step that rests on it."""

    def __init__(self, outline: Outline, width: int, guides: _Guides, values: bool = True) -> None:
        self.values = values
        self.outline = outline
        self.width = width
        self.guides = guides
        self.repeated = {} if values else _repeated(outline)
        self.marked = {self.elsewhere(n) for n in outline.nodes.values()}
        self.titled: set[str] = set()

    def elsewhere(self, node: Node) -> int | None:
        """The number of the step that shows what a step is, where that is another one."""
        return node.shown_at if node.shown_at is not None else self.repeated.get(node.number)

    def tree(self, root: int, opened: bool = False) -> Iterator[Line]:
        """A step and what is under it, without recursion: an opened proof may be deep."""
        todo: list[tuple[Node, str, str]] = [(self.outline.nodes[root], "", "")]
        while todo:
            node, before, under = todo.pop()
            shows = not node.folded or (opened and node.number == root)
            found = self.outline.children(node) if shows else []
            children = [child for child in found if self.values or self.elsewhere(child) is None or child.children]
            others = [child for child in found if child not in children]
            marked = node.number in self.marked or node.folded or (opened and node.number == root)
            below = under + (self.guides.under if children and self.guides is _DRAWN else "   ")
            room = max(self.width, len(below) + _LEAST)
            told = self.step(node, marked, shows, others)
            joint = self.joint(node, told, children, room - len(before))
            if joint is not None:
                yield (("dim", before), *joint)
                continue
            hanging: Line = (("dim", f"{below} "),)
            yield from wrap(told, room, (("dim", before),), hanging)
            for detail in self.details(node) if shows else ():
                yield from wrap(detail, room, hanging)
            steps = []
            for child in children:
                last = child is children[-1]
                mark = self.guides.last if last else self.guides.child
                deeper = self.guides.under_last if last else self.guides.under
                steps.append((child, under + mark, under + deeper))
            todo.extend(reversed(steps))

    def step(self, node: Node, marked: bool, shows: bool, others: Sequence[Node]) -> Line:
        """A step on one line, with the numbers of what else it rests on."""
        claim = list(node.claim)
        if marked:
            claim = [("dim", f"[{node.number}] "), *claim]
        if node.remark:
            claim += [_GAP, ("dim", node.remark)]
        if node.shown_at is not None:
            claim += [_GAP, ("dim", reference(node))]
        if not shows:
            size = self.outline.size(node)
            claim += [_GAP, ("dim", f"(+{size} step{'' if size == 1 else 's'})")]
        if others:
            numbers = sorted({number for n in others if (number := self.elsewhere(n)) is not None})
            told = ", ".join(map(str, numbers))
            claim += [_GAP, ("dim", f"with step{'' if len(numbers) == 1 else 's'} {told}")]
        return (*claim, *(whence(node.source, node.span) if node.shown_at is None else ()))

    def joint(self, node: Node, told: Line, children: Sequence[Node], room: int) -> Line | None:
        """A step and the only one that it rests on, where that rests on nothing and both have room on one line."""
        if self.values or len(children) != 1 or self.details(node, look=True):
            return None
        (child,) = children
        if node.kind not in _CONCLUDED or child.kind not in _STATED:
            return None
        if child.children or child.folded or child.number in self.marked or self.details(child, look=True):
            return None
        line = (*told, _GAP, ("dim", "since "), *self.step(child, False, True, ()))
        return line if columns(text_of(line)) <= room else None

    def details(self, node: Node, look: bool = False) -> list[Line]:
        """What stands under the claim of a step. The title of a license stands with the first of its words, and the
        place of a clause with its name. To `look` leaves no trace."""
        title = node.citation.title if node.citation is not None else None
        lines = list(node_details(node, values=self.values, again=not self.values and title in self.titled))
        if title is not None and not look:
            self.titled.add(title)
        return lines


def _repeated(outline: Outline) -> dict[int, int]:
    """The steps that rest on nothing and say what such a step said before, with the number of the first. What is
    folded stands for itself."""
    first: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    todo = [outline.nodes[outline.root]]
    while todo:
        node = todo.pop()
        number = node.number
        todo += [] if node.folded else reversed(outline.children(node))
        if node.kind in _LEAVES and not node.children and node.shown_at is None and node.citation is None:
            key = (node.kind, node.claim, node.remark, node.source)
            if first.setdefault(key, number) != number:
                found[number] = first[key]
    return found


def reference(node: Node) -> str:
    """Where a step is shown that is not shown here."""
    assert node.shown_at is not None
    return f"shown {'above' if node.shown_at < node.number else 'below'}, step {node.shown_at}"


def node_details(node: Node, *, values: bool = True, again: bool = False) -> Iterator[Line]:
    """The words a step rests on, who holds a reading, and with `values` those of a rule's variables: each a line. Where
    the license was named before, `again` names of it only the place, and for a clause not that."""
    if node.citation is not None:
        title = None if again else node.citation.title
        locator = None if again and node.kind in ("clause", "absence") else node.citation.locator
        if node.citation.quotes:
            for quote in node.citation.quotes:
                yield (*cited(title, locator, ": "), ("quote", f"“{quote}”"))
        elif title or locator:
            yield cited(title, locator, "")
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
