"""How a declared name is written: a line of an entity's block, or what is typed to learn more of it."""

from __future__ import annotations

from licet.grammar.connectives import parted
from licet.policy.vocabulary import LICENSE, VALUE_KINDS, Signature, Vocabulary

__all__ = ["way_to_write"]

_USE, _LICENSED = "use", "licensed_under"


def way_to_write(vocabulary: Vocabulary, name: str, sort: str) -> tuple[str, str | None]:
    """An example for a declared name.

    Args:
        vocabulary: the declared names.
        name, sort: as a `licet.policy.lexicon.Hit` has them.

    Returns:
        The example, in which what is to be filled in stands in capitals, by its kind; and the kind of entity in whose
        block that line stands, None where it stands by itself.
    """
    if sort == "relation":
        return _line(vocabulary.relations[name], {})
    if sort in ("contested relation", "concluded relation"):
        return _condition(vocabulary.relations[name]), None
    if sort == "reading":
        return f"reading {name}", None
    if sort == "clause":
        return f"show clause {name}", None
    if sort == "kind":
        return f'{name} NAME "TITLE"', None
    if sort == "claim":
        return f"describe {name}", None
    kind = vocabulary.entities[name].kind
    if vocabulary.is_a(kind, _USE):
        return f"ask {name}", None
    taking = _taking(vocabulary, kind)
    if taking is None:
        return f"describe {name}", None
    signature, position = taking
    return _line(signature, {position: name})


def _condition(signature: Signature) -> str:
    """A relation as a condition, or as it is asked for."""
    kinds = [kind.upper() for kind in signature.kinds]
    if signature.functional:
        return f"{signature.name}({', '.join(kinds[:-1])}) = {kinds[-1]}"
    if len(kinds) == 1:
        return f"{kinds[0]} is {signature.name}"
    if len(kinds) == 2 or parted(signature.name, len(kinds) - 2):
        return f"{kinds[0]} {_spelled(signature.name, kinds[1:])}"
    return f"{signature.name}({', '.join(kinds)})"


def _line(signature: Signature, filled: dict[int, str]) -> tuple[str, str | None]:
    """A relation as a line of a block, or as a fact where its first argument is no entity."""
    arguments = [filled.get(i, kind.upper()) for i, kind in enumerate(signature.kinds)]
    if not arguments or signature.kinds[0] in VALUE_KINDS:
        return f"fact {signature.name}({', '.join(arguments)})", None
    others = arguments[1:]
    value = f" = {others.pop()}" if signature.functional and others else ""
    if not others and not signature.functional:
        return f"is {signature.name}", signature.kinds[0]
    return _spelled(signature.name, others) + value, signature.kinds[0]


def _spelled(relation: str, others: list[str]) -> str:
    """A relation and its arguments after the first, with the words of its name that join them in their places."""
    parts = parted(relation, len(others) - 1)
    if parts is None:
        return " ".join([relation, *others])
    first, *joining = parts
    return " ".join([first, others[0], *(f"{word} {other}" for word, other in zip(joining, others[1:], strict=True))])


def _taking(vocabulary: Vocabulary, kind: str) -> tuple[Signature, int] | None:
    """The relation that an entity of a kind is written in, and where: one of uses if there is one, rather one that is
    declared beside the kind, that takes all of what the kind is part of, and that asks for little else."""
    if kind == LICENSE and _LICENSED in vocabulary.relations:
        return vocabulary.relations[_LICENSED], 1
    ancestors = list(vocabulary.ancestors(kind))
    home = vocabulary.kinds[ancestors[-1]].span if ancestors[-1] in vocabulary.kinds else None
    found = []
    for signature in vocabulary.stateable:
        if signature.kinds[0] in VALUE_KINDS:
            continue
        for position, wanted in enumerate(signature.kinds[1:], start=1):
            if wanted in ancestors:
                of_use = vocabulary.is_a(signature.kinds[0], _USE)
                beside = home is not None and signature.span.file == home.file
                order = (not of_use, not beside, -ancestors.index(wanted), signature.arity, signature.span, position)
                found.append((order, signature, position))
    if not found:
        return None
    _, signature, position = min(found, key=lambda taking: taking[0])
    return signature, position
