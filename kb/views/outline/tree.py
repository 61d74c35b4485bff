"""A proof as it is shown: a tree of labelled steps from which every view is drawn.

The bookkeeping of the program (how clauses become live, how doubt is carried along) is left out; what supports a step
only by being without effect is folded away; and what is used twice is shown once. Numbers follow the order of reading:
first everything that is not folded, then the contents of one fold after the other, so that a reference always points
to a step that was shown before, and opening a fold changes no number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct, field

from licet.grammar.source import Span
from licet.logic.values import Value
from licet.words.fragments import Line

__all__ = ["Citation", "Draft", "Holder", "Node", "Outline", "number_drafts"]


class Citation(Struct, frozen=True):
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


class Holder(Struct, frozen=True):
    """Who reads a word so, and where they said it."""

    who: str
    source: str | None


class Node(Struct, frozen=True):
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


class Outline(Struct, frozen=True):
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


class Draft(Struct, eq=False):
    """A node before it has its number. `later` makes the children that are folded away; a `bracket` says nothing but
    that there are some; `act` is the action and the thing that the claim is of."""

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
    bracket: bool = False
    act: tuple[Value, ...] = ()


def number_drafts(root: Draft, start: int = 1) -> Outline:
    """The outline of a draft, numbered from `start`. What is folded away and turns out to be nothing is left out."""
    folds = _unfolded(root)
    for fold in folds:
        assert fold.later is not None
        fold.children = fold.later()
        for child in fold.children:
            folds.extend(_unfolded(child))
    _without_empty_folds(root)
    numbers: dict[Draft, int] = {}
    folds = _number(root, numbers, start)
    for fold in folds:
        for child in fold.children:
            folds.extend(_number(child, numbers, start))
    return Outline(numbers[root], MappingProxyType({n: _node(d, n, numbers) for d, n in numbers.items()}))


def _shown(root: Draft) -> Iterator[Draft]:
    """A draft and what is below it but for the contents of folds, each before its children."""
    todo = [root]
    while todo:
        draft = todo.pop()
        yield draft
        if draft.later is None:
            todo.extend(reversed(draft.children))


def _unfolded(root: Draft) -> list[Draft]:
    """The folds whose contents have not been made."""
    return [draft for draft in _shown(root) if draft.later is not None]


def _without_empty_folds(root: Draft) -> None:
    found, todo = [], [root]
    while todo:
        found.append(todo.pop())
        todo.extend(found[-1].children)
    for draft in reversed(found):
        draft.children = [c for c in draft.children if c.children or not c.bracket]
        if not draft.children:
            draft.later = None


def _number(root: Draft, numbers: dict[Draft, int], start: int) -> list[Draft]:
    """Number a draft and what is shown below it; the folds among that."""
    folds = []
    for draft in _shown(root):
        numbers[draft] = start + len(numbers)
        if draft.later is not None:
            folds.append(draft)
    return folds


def _standing(draft: Draft) -> Draft:
    """The draft that shows what this one stands for."""
    while draft.same is not None:
        draft = draft.same
    return draft


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
        numbers[_standing(draft.same)] if draft.same is not None else None,
        draft.later is not None,
        draft.step,
    )
