"""Declarations: kinds that form a tree, relations over declared kinds, and the relations that licenses rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from licet.checks.findings import Findings, around
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.logic.cycles import cycles
from licet.policy.vocabulary import LICENSE, Vocabulary

__all__ = ["RESTED_ON", "check_hooks", "check_kind", "check_kind_cycles", "check_relation"]

_ARTIFACT = "artifact"
_MOST_NAMED = 24
_HOOKS = {
    "does": (("use", "action", _ARTIFACT), None, False),
    "comes_from": ((_ARTIFACT, _ARTIFACT), None, False),
    "licensed_under": ((_ARTIFACT, LICENSE), None, False),
    "by": (("use", "organization"), None, False),
    "on": (("use",), "date", True),
    "fulfils_of": (("use", "duty", LICENSE), None, False),
    "exempt": (("use", _ARTIFACT, LICENSE), None, False),
    "undisclosed_lineage": ((_ARTIFACT,), None, True),
}
_OPTIONAL = {
    "needs_no_license": ((_ARTIFACT,), None, False),
    "incorporates_policy": ((LICENSE, LICENSE), None, False),
    "offered_under": ((_ARTIFACT, LICENSE), None, False),
    "fulfils_of_for": (("use", "duty", LICENSE, _ARTIFACT), None, False),
    "undecided": (("use", _ARTIFACT, "text"), None, False),
    "stranger_to": (("use", LICENSE), None, False),
    "lineage_taken": (("use", _ARTIFACT), None, False),
    "has_hidden_ingredients": ((_ARTIFACT,), None, False),
}
RESTED_ON = frozenset({*_HOOKS, *_OPTIONAL})
"""The relations that licenses rest on."""


def check_kind(kind: tree.Kind, scope: Scope) -> None:
    """The kind a kind is part of must be declared, and hold names."""
    if kind.parent is not None:
        scope.kind(kind.parent, kind.span, names_only=True)


def check_relation(relation: tree.Relation, scope: Scope) -> None:
    """The kinds of a relation must be declared, a presumed one has no value (E218), and a dated one is closed and has
    none either (E219)."""
    if relation.dated and (relation.absence != "closed" or relation.value_kind is not None):
        what = relation.absence if relation.absence != "closed" else "has a value"
        scope.findings.error(
            "E219",
            f"`{relation.name}` is dated, and {what}",
            relation.span,
            _instead(relation),
        )
    for kind in dict.fromkeys((*relation.kinds, *filter(None, (relation.value_kind,)))):
        scope.kind(kind, relation.span)
    if relation.absence == "presumed" and relation.value_kind is not None:
        scope.findings.error(
            "E218",
            f"`{relation.name}` is presumed and has a value",
            relation.span,
            "only what is so or not so can be presumed; a value that nobody states is unknown: declare it `open`",
        )


def _instead(relation: tree.Relation) -> str:
    """What to write for a relation that is dated and something that dated ones are not."""
    if relation.absence == "closed":
        return "facts with days are of a relation that has no value: leave that out, or leave `dated` out"
    name, kinds = relation.name, ", ".join(relation.kinds)
    return (
        f"write two: `dated relation {name}({kinds})` for what is known with its days, and `{relation.absence} relation"
        f" {name}_by_then(use, {kinds})` for the day of a use, with a rule that concludes it from `{name} … at Day`"
    )


def check_kind_cycles(vocabulary: Vocabulary, new: Collection[str], findings: Findings) -> None:
    """Report kinds that are part of themselves (E209), where one of `new` takes part."""
    graph = {name: [entry.parent] if entry.parent else [] for name, entry in vocabulary.kinds.items()}
    for cycle in cycles(graph):
        if not set(new) & set(cycle):
            continue
        spans = [vocabulary.kinds[name].span for name in cycle]
        _, labels = around([f"`{name}` is declared here" for name in cycle], spans)
        names = [f"`{name}`" for name in (*cycle, cycle[0])]
        told = " is ".join(names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], "…", names[-1]])
        findings.error("E209", f"kind {told}", spans[0], "a kind cannot be part of itself; leave one `is` out", labels)


def check_hooks(vocabulary: Vocabulary, findings: Findings) -> None:
    """Report each relation that licenses rest on and that is missing (E214) or declared otherwise (E215).

    The kind of artifacts is the one in the third place of `does`.
    """
    if not vocabulary.licenses:
        return
    first = min(license.name_span for license in vocabulary.licenses.values())
    artifact = vocabulary.artifact
    for name, (kinds, value, is_open) in {**_HOOKS, **_OPTIONAL}.items():
        wanted = tuple(artifact if kind == _ARTIFACT else kind for kind in kinds)
        line = _declaration(name, wanted, value, is_open)
        found = vocabulary.relations.get(name)
        if found is None and name in _OPTIONAL:
            continue
        if found is None:
            findings.error("E214", f"licenses need the relation `{name}`", first, f"declare it: `{line}`")
        elif found.kinds != (*wanted, *filter(None, (value,))) or found.functional != (value is not None):
            findings.error("E215", f"licenses need `{name}` as `{line}`", found.span, f"it is declared as `{found}`")
        elif is_open and found.absence != "open":
            findings.error(
                "E215",
                f"licenses need `{name}` to be open: where nothing states it, it is unknown",
                found.span,
                f"declare it: `{line}`",
            )


def _declaration(name: str, kinds: Iterable[str], value: str | None, is_open: bool) -> str:
    return f"{'open ' if is_open else ''}relation {name}({', '.join(kinds)}){f' = {value}' if value else ''}"
