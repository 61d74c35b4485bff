"""Purposes: each is barred by its own name somewhere, or a kind of one of which it is known where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from licet.checks.facts import STATED, FactIndex
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.logic.values import Row, Value
from licet.policy.vocabulary import Vocabulary

__all__ = ["PURPOSES_READ", "check_purposes"]

_KIND_OF, _BARS, _PLACED = "kind_of", "bars_purpose", "placed"
PURPOSES_READ = frozenset({_KIND_OF, _BARS, _PLACED})
"""The relations that are read here."""
_MOST_NAMED = 5


def check_purposes(statements: Iterable[tree.Statement], facts: FactIndex, scope: Scope) -> None:
    """Warn of each declared purpose that is placed nowhere (W305), with the placed ones that are nearest in words.
    Nothing is reported where the vocabulary does not place purposes."""
    vocabulary = scope.vocabulary
    kind = _kind_of_purposes(vocabulary)
    if kind is None:
        return
    declared = [s for s in statements if isinstance(s, tree.Entity) and vocabulary.is_a(s.kind, kind)]
    if not declared:
        return
    placed = _placed(facts)
    lost = [purpose for purpose in declared if purpose.name not in placed]
    if not lost:
        return
    from licet.policy.lexicon import Lexicon

    lexicon = Lexicon(vocabulary)
    among = {str(name) for name in placed if str(name) in vocabulary.entities}
    general = {row[-1] for row in _stated(facts, _KIND_OF)}
    first = tuple(sorted(str(row[-1]) for row in _stated(facts, _PLACED) if row[-1] in general))
    for purpose in lost:
        near = [name for word in (purpose.name, *purpose.name.split("_")) for name in lexicon.alike(word, among)]
        named = ", ".join(f"`{name}`" for name in dict.fromkeys((*near[:_MOST_NAMED], *first)))
        scope.findings.warning(
            "W305",
            f"it is not said of what kind the purpose `{purpose.name}` is, so what has it is unknown wherever a license"
            " bars purposes",
            purpose.name_span,
            f"say it: `fact {purpose.name} {_KIND_OF} …`, with one that is placed, such as {named}",
        )


def _kind_of_purposes(vocabulary: Vocabulary) -> str | None:
    """What purposes are called, where the vocabulary has the relations that place them."""
    relations = [vocabulary.relations.get(name) for name in (_PLACED, _KIND_OF, _BARS)]
    if any(signature is None for signature in relations):
        return None
    kinds = [signature.kinds for signature in relations if signature is not None]
    kind = kinds[0][-1]
    return kind if kinds[0] == (kind,) and kinds[1] == (kind, kind) and kinds[2][-1:] == (kind,) else None


def _placed(facts: FactIndex) -> set[Value | None]:
    """The purposes that are placed: said to be, barred by their own name, or a kind of one that is placed."""
    found: set[Value | None] = {row[-1] for name in (_PLACED, _BARS) for row in _stated(facts, name)}
    special: dict[Value | None, list[Value | None]] = {}
    for row in _stated(facts, _KIND_OF):
        special.setdefault(row[-1], []).append(row[0])
    waiting = list(found)
    while waiting:
        for purpose in special.get(waiting.pop(), ()):
            if purpose not in found:
                found.add(purpose)
                waiting.append(purpose)
    return found


def _stated(facts: FactIndex, relation: str) -> Iterator[Row]:
    for layer in facts.layers:
        yield from (row for row, stated in layer.get(relation, {}).items() if stated.status == STATED and row)
