"""An outline as styled lines: a tree with the words, sources and places that each step rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.views.lines.together import are_alike, says_two_names, told_together, under_readings
from licet.views.outline.tree import Citation, Node, Outline
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
    outline: Outline,
    width: int,
    *,
    plain: bool = False,
    opened: bool = False,
    values: bool = True,
    headed: bool = False,
    use: str | None = None,
) -> list[Line]:
    """The outline from its conclusion down.

    Args:
        outline: what to draw.
        width: the columns of a line; deep steps get at least 32 and may stand out.
        plain: indent with blanks and hyphens instead of lines.
        opened: write what is folded, each fold as a part of its own.
        values: tell those of the variables of rules.
        headed: whether what is proved stands above, so that of the conclusion only what it rests on is told.
        use: the use that is spoken of above: its name is told as "the use".
    """
    outline = outline if use is None else _speaking_of(use, outline)
    view = _View(outline, width, _INDENTED if plain else _DRAWN, values)
    lines = list(view.tree(outline.root))
    if headed and view.says_no_more(outline.nodes[outline.root], lines):
        del lines[0]
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
        self.quoted = {} if values else _quoted_before(outline)
        self.marked = {*(self.elsewhere(n) for n in outline.nodes.values()), *self.quoted.values()}
        self.titled: set[str] = set()

    def elsewhere(self, node: Node) -> int | None:
        """The number of the step that shows what a step is, where that is another one."""
        return node.shown_at if node.shown_at is not None else self.repeated.get(node.number)

    def tree(self, root: int, opened: bool = False) -> Iterator[Line]:
        """A step and what is under it, without recursion: an opened proof may be deep."""
        todo: list[tuple[tuple[Node, ...], str, str]] = [((self.outline.nodes[root],), "", "")]
        while todo:
            (node, *alike), before, under = todo.pop()
            if alike:
                said, places = told_together((node, *alike))
                told, room = (*said, *self.resting_on((node, *alike)), *places), max(self.width, len(under) + _LEAST)
                yield from wrap(told, room, (("dim", before),), (("dim", f"{under}    "),))
                continue
            shows = not node.folded or (opened and node.number == root)
            found = [child for child in self.outline.children(node) if not self.is_plain(child)] if shows else []
            found = [under_readings(child) for child in found] if node.kind == "readings" and not self.values else found
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
            details = self.details(node) if shows else []
            if details and not (self.values or node.holders):
                place = whence(node.source, node.span) if node.shown_at is None else ()
                told, after = _shortened(told, (self.resting_on(others, below=False), place), room - len(before))
                details[-1] = (*details[-1], *after)
            yield from wrap(told, room, (("dim", before),), hanging)
            for detail in details:
                yield from wrap(detail, room, hanging)
            steps = []
            bundles = self.bundles(children)
            for bundle in bundles:
                last = bundle is bundles[-1]
                mark = self.guides.last if last else self.guides.child
                deeper = self.guides.under_last if last else self.guides.under
                steps.append((bundle, under + mark, under + deeper))
            todo.extend(reversed(steps))

    def is_plain(self, node: Node) -> bool:
        """Whether a step says only that two names are two, which nobody needs to be told."""
        return not self.values and node.kind == "comparison" and node.number not in self.marked and says_two_names(node)

    def bundles(self, nodes: Sequence[Node]) -> list[tuple[Node, ...]]:
        """Steps under one, those that follow each other and can be told on one line together."""
        found: list[tuple[Node, ...]] = []
        for node in nodes:
            if found and self.is_short(node) and self.is_short(found[-1][0]) and are_alike(found[-1][0], node):
                found[-1] = (*found[-1], node)
            else:
                found.append((node,))
        return found

    def is_short(self, node: Node) -> bool:
        """Whether nothing stands under a step that was not shown before."""
        if self.values or node.number in self.marked or node.folded or self.details(node, look=True):
            return False
        return all(self.elsewhere(child) is not None and not child.children for child in self.outline.children(node))

    def resting_on(self, nodes: Sequence[Node], below: bool = True) -> Line:
        """The numbers of the steps that show these, and with `below` those that they rest on."""
        children = [child for node in nodes for child in self.outline.children(node)] if below else []
        numbers = sorted({number for n in (*nodes, *children) if (number := self.elsewhere(n)) is not None})
        return (_GAP, ("dim", f"with {', '.join(f'[{number}]' for number in numbers)}")) if numbers else ()

    def says_no_more(self, root: Node, lines: Sequence[Line]) -> bool:
        """Whether the first of the lines says no more than what is proved, and refers to no more than stands below."""
        claim, *references = text_of(lines[0]).split("  with [")
        return root.kind == "verdict" and len(lines) > 1 and claim == text_of(root.claim) and len(references) <= 1

    def step(self, node: Node, marked: bool, shows: bool, others: Sequence[Node]) -> Line:
        """A step on one line, with the numbers of what else it rests on."""
        claim = list(node.claim)
        if marked:
            claim = [("dim", f"[{node.number}] "), *claim]
        if node.remark:
            claim += [_GAP, ("dim", node.remark)]
        if shows and node.number in self.quoted:
            claim += [_GAP, ("dim", f"words in [{self.quoted[node.number]}]")]
        if node.shown_at is not None:
            claim += [_GAP, ("dim", reference(node))]
        if not shows:
            size = self.outline.size(node)
            claim += [_GAP, ("dim", f"(+{size} step{'' if size == 1 else 's'})")]
        if others:
            claim += self.resting_on(others, below=False)
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
        """What stands under the claim of a step. The title of a license stands with the first of its words, the place
        of a clause with its name, and words that were quoted before where they were. To `look` leaves no trace."""
        if node.number in self.quoted:
            node = replace(node, citation=None)
        title = node.citation.title if node.citation is not None else None
        lines = list(node_details(node, values=self.values, again=not self.values and title in self.titled))
        if title is not None and not look:
            self.titled.add(title)
        return lines


def _shortened(line: Line, ends: Sequence[Line], room: int) -> tuple[Line, Line]:
    """A line and what of its `ends` is to stand elsewhere, so that as little as needed does not fit."""
    left: Line = ()
    for end in reversed(ends):
        if end and columns(text_of(line)) > room:
            line, left = line[: -len(end)], (*end, *left)
    return line, left


def _speaking_of(use: str, outline: Outline) -> Outline:
    """The outline with "the use" where its steps name one."""
    name: Fragment = ("name", use)
    spoken: Fragment = ("name", "the use")
    nodes = {
        number: replace(node, claim=tuple(spoken if part == name else part for part in node.claim))
        for number, node in outline.nodes.items()
    }
    return replace(outline, nodes=nodes)


def _repeated(outline: Outline) -> dict[int, int]:
    """The steps that rest on nothing and say what such a step said before, with the number of the first. What is
    folded stands for itself."""
    first: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    for node in _unfolded(outline):
        bare = not node.children and node.shown_at is None and node.citation is None
        if node.kind in _LEAVES and bare and not says_two_names(node):
            key = (node.kind, node.claim, node.remark, node.source)
            if first.setdefault(key, node.number) != node.number:
                found[node.number] = first[key]
    return found


def _quoted_before(outline: Outline) -> dict[int, int]:
    """The steps whose words a step before quotes, too, with the number of the first: the same words, or more of them
    from the same license."""
    quoted: list[Node] = []
    found: dict[int, int] = {}
    for node in _unfolded(outline):
        if node.citation is None or not node.citation.quotes or node.folded:
            continue
        first = next((before.number for before in quoted if _quotes(before.citation, node.citation)), None)
        if first is None:
            quoted.append(node)
        else:
            found[node.number] = first
    return found


def _quotes(more: Citation | None, less: Citation) -> bool:
    """Whether all the words of one citation stand in another."""
    if more is None or more.quotes == less.quotes:
        return more is not None
    if more.title is None or more.title != less.title:
        return False
    return all(any(words in quote for quote in more.quotes) for words in less.quotes)


def _unfolded(outline: Outline) -> Iterator[Node]:
    """The steps in the order in which they are drawn, what is folded as one."""
    todo = [outline.nodes[outline.root]]
    while todo:
        node = todo.pop()
        todo += [] if node.folded else reversed(outline.children(node))
        yield node


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
