"""A proof as it is shown: a tree of labelled steps from which every view is drawn.

The bookkeeping of the program (how clauses become live, how doubt is carried along) is left out; what supports a step
only by being without effect is folded away; and what is used twice is shown once. Numbers follow the order of reading:
first everything that is not folded, then the contents of one fold after the other, so that a reference always points
to a step that was shown before, and opening a fold changes no number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from licet.fragments import Line
from licet.grammar.source import Span

__all__ = ["Citation", "Draft", "Holder", "Node", "Outline", "number_drafts"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The words that a step rests on.

    Attributes:
        title: of the license, for a clause or a word of a license.
        locator: where in the text the words stand.
        quotes: the words.
        url: where the text can be read.
    """

    title: str | None
    locator: str | None
    quotes: tuple[str, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who reads a word so, and where they said it."""

    who: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an outline.

    Attributes:
        number: counts from 1.
        kind: `verdict`, `conclusion`, `clause`, `reading`, `readings` (a term under every reading), `rule`, `core`,
            `fact`, `assumption`, `unknown`, `comparison`, `aggregate`, `contribution`, `absence`, `failure`,
            `lost` (a clause that is beaten) or `aside` (what is without effect).
        claim: what the step says.
        remark: in a few words, what else there is to say of it.
        citation: the words of a license or another text.
        holders: of a reading.
        source: what the policy file names as the source of a fact.
        span: where the fact, rule, clause or reading stands.
        bindings: the variables of the rule and their values.
        children: the numbers of the steps it rests on.
        shown_at: the number of the step that shows what this one rests on, when it is shown elsewhere.
        folded: whether the children are shown only when asked for.
        step: the index of the step in the proof.
    """

    number: int
    kind: str
    claim: Line
    remark: str | None = None
    citation: Citation | None = None
    holders: tuple[Holder, ...] = ()
    source: str | None = None
    span: Span | None = None
    bindings: tuple[tuple[str, str], ...] = ()
    children: tuple[int, ...] = ()
    shown_at: int | None = None
    folded: bool = False
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The steps by number. `root` is the number of the conclusion."""

    root: int
    nodes: Mapping[int, Node]

    def children(self, node: Node) -> list[Node]:
        """The steps a step rests on."""
        return [self.nodes[n] for n in node.children]

    def size(self, node: Node) -> int:
        """How many steps there are below a step."""
        count, todo = 0, list(node.children)
        while todo:
            count += 1
            todo.extend(self.nodes[todo.pop()].children)
        return count

    def walk(self, number: int | None = None) -> Iterator[Node]:
        """A step and all below it, each before its children. The conclusion's when no number is given."""
        todo = [self.root if number is None else number]
        while todo:
            node = self.nodes[todo.pop()]
            yield node
            todo.extend(reversed(node.children))


@dataclass(slots=True, eq=False)
class Draft:
    """A node before it has its number. `later` makes the children that are folded away."""

    kind: str
    claim: Line
    step: int | None = None
    remark: str | None = None
    citation: Citation | None = None
    holders: tuple[Holder, ...] = ()
    source: str | None = None
    span: Span | None = None
    bindings: tuple[tuple[str, str], ...] = ()
    children: list[Draft] = field(default_factory=list)
    same: Draft | None = None
    later: Callable[[], list[Draft]] | None = None
    aside: bool = False


def number_drafts(root: Draft, start: int = 1) -> Outline:
    """The outline of a draft, numbered from `start`."""
    numbers: dict[Draft, int] = {}
    folds = [draft for draft in _number(root, numbers, start) if draft.later is not None]
    for fold in folds:
        assert fold.later is not None
        fold.children = fold.later()
        for child in fold.children:
            folds.extend(d for d in _number(child, numbers, start) if d.later is not None)
    return Outline(numbers[root], MappingProxyType({n: _node(d, n, numbers) for d, n in numbers.items()}))


def _number(root: Draft, numbers: dict[Draft, int], start: int) -> list[Draft]:
    found, todo = [], [root]
    while todo:
        draft = todo.pop()
        numbers[draft] = start + len(numbers)
        found.append(draft)
        todo.extend(reversed(draft.children))
    return found


def _node(draft: Draft, number: int, numbers: Mapping[Draft, int]) -> Node:
    return Node(
        number,
        draft.kind,
        draft.claim,
        draft.remark,
        draft.citation,
        draft.holders,
        draft.source,
        draft.span,
        draft.bindings,
        tuple(numbers[child] for child in draft.children),
        numbers[draft.same] if draft.same is not None else None,
        draft.later is not None,
        draft.step,
    )
