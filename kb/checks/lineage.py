"""What a thing is stated to be under, held against the licenses of what it was made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from licet.checks.facts import STATED, FactIndex, Stated
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.logic.values import Row
from licet.policy.vocabulary import Vocabulary

__all__ = ["LINEAGE_READ", "MADE_OF", "PUT_UNDER", "alike", "check_lineage"]

_BINDS, _MEMBER = "binds_derivatives", "belongs_to"
_FOLLOWED, _UNTIL, _FROM = "followed_by", "offered_until", "offered_from"
PUT_UNDER = ("licensed_under", "offered_under")
"""The relations by which a thing is under a license."""
MADE_OF = ("derived_from", "fine_tuned_from", "quantized_from", "merged_from", "adapter_for")
"""The relations by which the weights of a thing go back to those of another."""
LINEAGE_READ = frozenset({_BINDS, _MEMBER, _FOLLOWED, _UNTIL, _FROM, *PUT_UNDER, *MADE_OF})
"""The relations that are read here."""

_Rows = Mapping[str, list[tuple[str, Stated]]]


def check_lineage(statements: Iterable[tree.Statement], facts: FactIndex, scope: Scope) -> None:
    """Warn of each declared thing that is stated to be under other licenses than one that binds it as something made of
    another (W405). Both are shown and neither is corrected: answers go by all of them."""
    vocabulary = scope.vocabulary
    if _BINDS not in vocabulary.relations:
        return
    binding = {str(row[0]) for row, _ in _stated(facts, _BINDS)}
    declared = [s for s in statements if isinstance(s, tree.Entity) and vocabulary.is_a(s.kind, vocabulary.artifact)]
    if not binding or not declared:
        return
    under, made_of, families = (_by_first(facts, names) for names in (PUT_UNDER, MADE_OF, (_MEMBER,)))
    next_to = _next_to(facts)
    for thing in declared:
        own = under.get(thing.name)
        if not own or thing.name not in made_of:
            continue
        allowed = alike({license for license, _ in own}, vocabulary, next_to)
        for older, license, place in _binding(thing.name, binding, under, made_of, families):
            if license not in allowed:
                allowed |= alike({license}, vocabulary, next_to)
                stated = " and ".join(f"`{name}`" for name in sorted({name for name, _ in own}))
                scope.findings.warning(
                    "W405",
                    f"`{thing.name}` is stated to be under {stated}, and it comes from `{older}`, which is under "
                    f"`{license}`; that binds what is made of it",
                    own[0][1].span,
                    f"answers go by both, so uses of `{thing.name}` owe what `{license}` asks; if its lineage or its "
                    "license is stated wrongly, mend that, with its `per`",
                    (Label(place.span, f"`{older}` is put under `{license}` here"),),
                )


def _binding(
    thing: str, binding: set[str], under: _Rows, made_of: _Rows, families: _Rows
) -> Iterator[tuple[str, str, Stated]]:
    """What the thing was made of that is under a binding license, itself or as one of a family; the nearest first."""
    seen, waiting = {thing}, [thing]
    while waiting:
        following: list[str] = []
        for name in waiting:
            for older, _ in made_of.get(name, ()):
                if older not in seen:
                    seen.add(older)
                    following.append(older)
                    for holder in (older, *(family for family, _ in families.get(older, ()))):
                        yield from ((older, found, at) for found, at in under.get(holder, ()) if found in binding)
        waiting = following


def _next_to(facts: FactIndex) -> Mapping[str, set[str]]:
    """The texts that took the place of each on a day, or had it before."""
    until, since = ({str(row[0]): said.value for row, said in _stated(facts, name)} for name in (_UNTIL, _FROM))
    next_to: dict[str, set[str]] = {}
    for row, _ in _stated(facts, _FOLLOWED):
        former, later = str(row[0]), str(row[1])
        if until.get(former) is None or until[former] != since.get(later):
            continue
        next_to.setdefault(former, set()).add(later)
        next_to.setdefault(later, set()).add(former)
    return next_to


def alike(licenses: Iterable[str], vocabulary: Vocabulary, next_to: Mapping[str, Collection[str]]) -> set[str]:
    """The licenses, those that they bring in, and the texts that are next to any of them in time: whoever states one of
    these contradicts no other."""
    found, waiting = set(licenses), sorted(licenses)
    while waiting:
        name = waiting.pop()
        effects = (effect for entry in vocabulary.clauses_of(name) for effect in entry.clause.effects)
        brought = {one.name for e in effects if isinstance(e, tree.Incorporates) for one in e.licenses}
        more = (brought | set(next_to.get(name, ()))) - found
        found |= more
        waiting += sorted(more)
    return found


def _by_first(facts: FactIndex, relations: Iterable[str]) -> _Rows:
    found: dict[str, list[tuple[str, Stated]]] = {}
    for relation in relations:
        for row, stated in _stated(facts, relation):
            if len(row) == 2:
                found.setdefault(str(row[0]), []).append((str(row[1]), stated))
    return found


def _stated(facts: FactIndex, relation: str) -> Iterator[tuple[Row, Stated]]:
    for layer in facts.layers:
        yield from ((row, said) for row, said in layer.get(relation, {}).items() if said.status == STATED and row)
