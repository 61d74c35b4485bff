"""Steps of a proof that say the like of several things, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from licet.views.outline.tree import Node
from licet.words.fragments import Line, clean, joined, text_of

__all__ = ["are_alike", "says_two_names", "told_together", "under_readings"]

_NOT_STATED = "not stated"
_PARTS = {"lost": "is ", "reading": "under reading"}
"""What stands between what differs and what is alike, by the kind of a step."""


def are_alike(one: Node, other: Node) -> bool:
    """Whether two steps of which nothing is told below can be told together: facts that are not stated, clauses that
    one clause beats, and a word of a license under several readings."""
    if one.kind != other.kind or one.source is not None or other.source is not None:
        return False
    match one.kind:
        case "absence":
            return one.remark == other.remark == _NOT_STATED
        case "lost":
            return _parts(one)[1] == _parts(other)[1] != ()
        case "reading":
            return _parts(one)[0] == _parts(other)[0] and one.remark is other.remark is None
    return False


def says_two_names(node: Node) -> bool:
    """Whether a comparison says that two different names are two, which nobody needs to be told."""
    words = text_of(node.claim).split(" ")
    return len(words) == 3 and words[1] == "!=" and all(word[:1].isalpha() for word in (words[0], words[2]))


def told_together(nodes: Sequence[Node]) -> tuple[Line, Line]:
    """What steps that are alike say, and where they stand."""
    parts = [_parts(node) for node in nodes]
    first, last = parts[0]
    match nodes[0].kind:
        case "absence":
            return (*joined([node.claim for node in nodes], "; "), ("", "  "), ("dim", _NOT_STATED)), ()
        case "lost":
            clauses = [before[1:] for before, _ in parts]
            said: Line = (("", "clauses "), *joined(clauses, ", "), ("", " are "), *_cut(_cut(last, " "), "is "))
        case _:
            readings = [_cut(_cut(after, " "), "under reading ") for _, after in parts]
            said = (*first, ("", " under readings " if first else "under readings "), *joined(readings, ", "))
    places: dict[str, list[str]] = {}
    for node in nodes:
        if node.span is not None and node.span.file:
            places.setdefault(clean(node.span.file), []).append(str(node.span.line))
    told = [f"{file}:{', '.join(dict.fromkeys(lines))}" for file, lines in places.items()]
    return said, tuple(part for place in told for part in (("", "  "), ("source", place)))


def under_readings(node: Node) -> Node:
    """A step that says what its parent says, under a reading: without what the parent says."""
    _, after = _parts(node)
    return replace(node, claim=_cut(after, " ")) if node.kind == "reading" and after else node


def _parts(node: Node) -> tuple[Line, Line]:
    """A claim before the words that part it, and from them on; all of it before where they are not there."""
    words = _PARTS.get(node.kind)
    at = [i for i, (_, text) in enumerate(node.claim) if words is not None and text.strip().startswith(words)]
    place = next(iter(at), len(node.claim))
    return node.claim[:place], node.claim[place:]


def _cut(line: Line, beginning: str) -> Line:
    """The line without its beginning."""
    (style, text), *rest = line
    text = text.removeprefix(beginning)
    return ((style, text), *rest) if text else tuple(rest)
