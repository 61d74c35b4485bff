"""Outlines made short: one fold for all that is without effect, and one line for acts that a license treats alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from licet.views.outline.tree import Draft
from licet.words.fragments import Line

_Make = Callable[[], list[Draft]]

__all__ = ["acts_together", "with_one_fold"]


def with_one_fold(root: Draft) -> Draft:
    """The conclusion with what is without effect, here or below, in one fold at its end: there what is beside each step
    stands under its claim."""
    found: list[tuple[Draft, Draft]] = []
    todo = [root]
    while todo:
        draft = todo.pop()
        found += [(draft, child) for child in draft.children if child.bracket]
        draft.children = [child for child in draft.children if not child.bracket]
        todo += reversed(draft.children)
    if found:
        claim: Line = (("", "considered, and without effect on this"),)
        root.children.append(Draft("aside", claim, later=lambda: _by_owner(root, found), bracket=True))
    return root


def _by_owner(root: Draft, found: Iterable[tuple[Draft, Draft]]) -> list[Draft]:
    made: list[Draft] = []
    for owner, fold in found:
        inside = fold.later() if fold.later is not None else fold.children
        if owner is root:
            made += inside
        elif inside:
            made.append(Draft("aside", (("", "beside: "), *owner.claim), children=inside))
    return made


def acts_together(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts, with one for what a clause or a license says alike of several acts on one thing. What further acts
    rest on besides stands under it."""
    made: list[Draft] = []
    by_claim: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        key = _without_action(draft)
        first = by_claim.setdefault(key, draft) if key else draft
        if first is draft:
            made.append(draft)
            continue
        draft.same = first
        first.claim = _with_action(first.claim, str(first.act[0]), str(draft.act[0]))
        if draft.later is not None:
            first.later = _one_after_other(first.later, draft.later)
        known = {(child.kind, child.claim) for child in first.children}
        # The fold at the end stays there.
        folds = [child for child in first.children if child.bracket]
        rest = [child for child in first.children if not child.bracket]
        rest += [c for c in draft.children if not c.bracket and (c.kind, c.claim) not in known]
        first.children = [*rest, *folds, *(child for child in draft.children if child.bracket)]
    return made


def _one_after_other(first: _Make | None, second: _Make) -> _Make:
    return lambda: [*(first() if first is not None else ()), *second()]


def _without_action(draft: Draft) -> tuple[object, ...]:
    """What a claim says but for the action; nothing of a claim that is of no act."""
    if len(draft.act) != 2:
        return ()
    action, thing = map(str, draft.act)
    place = next((i for i, (_, text) in enumerate(draft.claim) if text == action), None)
    if place is None:
        return ()
    rest = (*draft.claim[:place], *draft.claim[place + 1 :])
    return (draft.kind, thing, tuple(text for _, text in rest))


def _with_action(claim: Line, first: str, action: str) -> Line:
    """The claim with one more action after those that it names."""
    last = next(i for i, (_, text) in enumerate(claim) if text.split(", ")[0] == first)
    style, text = claim[last]
    return (*claim[:last], (style, f"{text}, {action}"), *claim[last + 1 :])
