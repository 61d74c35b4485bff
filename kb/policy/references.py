"""References resolved: each gives way to the name that is declared for it, so that everything after sees one name."""

from __future__ import annotations

import re
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.diagnostics import did_you_mean
from licet.grammar.references import HUB, SPDX
from licet.policy.vocabulary import Vocabulary

__all__ = ["name_for", "no_such_reference", "resolved"]

_T = TypeVar("_T")
_APART = re.compile(r"[^a-z0-9]+")


def resolved(part: _T, vocabulary: Vocabulary) -> _T:
    """A syntax tree, or several, with declared names for references; the very same where it has none. A reference that
    leads to nothing stays, and no check lets it pass."""
    return cast(_T, _resolved(part, vocabulary))


def no_such_reference(vocabulary: Vocabulary, reference: str) -> str:
    """What to do about a reference that leads to nothing: what may have been meant, or what to state."""
    known = [found for entry in vocabulary.entities.values() for found in entry.references]
    meant = did_you_mean(reference, known)
    where, name = (HUB, reference.removeprefix(HUB)) if reference.startswith(HUB) else (SPDX, reference[len(SPDX) :])
    title = name.rpartition("/")[2]
    if where == SPDX:
        stated = f'`license {name_for(name)} "{title}" spdx "{name}"`, with its clauses or `unread because "…"`'
    elif name.startswith("datasets/"):
        stated = f'`dataset {name_for(title)} "{title}" hub "{name}"`, with a line `licensed_under …`'
    else:
        stated = (
            f'`model {name_for(title)} "{title}" hub "{name}"`, with a line `licensed_under …` and one for each model '
            "it comes from, such as `fine_tuned_from …`; or import its card: `licet import card README.md`"
        )
    return f"{meant} if not, state it: {stated}" if meant else f"state it: {stated}"


def name_for(words: str) -> str:
    """A name as policies write it, made of the words of another: `Qwen2.5-7B` is `qwen2_5_7b`."""
    name = _APART.sub("_", words.casefold()).strip("_")
    return name if name[:1].isalpha() else f"n_{name}".rstrip("_")


def _resolved(node: Any, vocabulary: Vocabulary) -> Any:
    if isinstance(node, tree.Constant):
        name = vocabulary.declared(node.name)
        return node if name == node.name else replace(node, name=name)
    if isinstance(node, tuple):
        parts = tuple(_resolved(part, vocabulary) for part in node)
        return parts if any(new is not old for new, old in zip(parts, node, strict=True)) else node
    if not isinstance(node, Struct):
        return node
    changes = {}
    for field in node.__struct_fields__:
        part = getattr(node, field)
        if isinstance(part, (Struct, tuple)) and part and (new := _resolved(part, vocabulary)) is not part:
            changes[field] = new
    return replace(node, **changes) if changes else node
