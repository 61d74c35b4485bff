"""That no use moves the answer of another: whoever reads something of a use says of which one it concludes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from licet.checks.scope import Scope
from licet.grammar import tree
from licet.policy.occurrences import atoms
from licet.policy.vocabulary import Vocabulary

__all__ = ["check_isolation", "others_read", "uses_in"]

_USE = "use"


def check_isolation(head: tree.Atom, body: tree.Body, scope: Scope) -> None:
    """Report each condition about a use that the head of its rule or reading does not name (E330). Without licenses
    there are no verdicts of uses, and nothing is reported; nor is it of names that nobody declared."""
    if not scope.vocabulary.licenses or head.relation not in scope.vocabulary.relations:
        return
    named = set(map(_name, uses_in(head, scope.vocabulary)))
    for atom, use in others_read(body, named, scope.vocabulary):
        if isinstance(use, tree.Constant) and not scope.vocabulary.is_use(use.name):
            continue
        whose = "some use or other" if isinstance(use, tree.Anything) else f"the use `{_name(use)}`"
        scope.findings.error(
            "E330",
            f"`{atom.relation}` is asked of {whose}, and what `{head.relation}` says here is said of no such use",
            use.span,
            f"name the use in the head, in a place of `{head.relation}` for a use: no use moves the answer of another",
        )


def others_read(
    body: tree.Body, named: Collection[str], vocabulary: Vocabulary
) -> Iterator[tuple[tree.Atom, tree.Argument]]:
    """The conditions about a use that is not among those named, each with where it names that use."""
    for atom, _ in atoms(body):
        yield from ((atom, use) for use in uses_in(atom, vocabulary) if _name(use) not in named)


def uses_in(atom: tree.Atom, vocabulary: Vocabulary) -> Iterator[tree.Argument]:
    """The arguments of an atom that stand in a place for a use."""
    signature = vocabulary.relations.get(atom.relation)
    kinds = () if signature is None else signature.kinds
    if vocabulary.is_kind(atom.relation):
        kinds = (atom.relation,)
    places = (*atom.arguments, *((atom.value,) if atom.value is not None else ()))
    for argument, kind in zip(places, kinds, strict=False):
        if vocabulary.is_a(kind, _USE):
            yield argument


def _name(use: tree.Argument) -> str:
    return use.name if isinstance(use, (tree.Variable, tree.Constant)) else ""
