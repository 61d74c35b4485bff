"""Relations that exclude each other: what is stated in the one must not be stated in the other for the same days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from licet.checks.days import overlap
from licet.checks.facts import STATED, FactIndex, Stated
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.logic.values import Row
from licet.policy.vocabulary import Signature

__all__ = ["EXCLUDES", "check_excluded_relations", "check_exclusions"]

EXCLUDES = "excludes"
"""The relation of two relations, by name, no row of which is in both."""

_ALWAYS = tree.Days(None, None)


def check_excluded_relations(statements: Iterable[tree.Statement], scope: Scope) -> None:
    """Report a fact of `excludes` about a relation that nobody declared (E204), or about two that can have no row in
    common (E328)."""
    if EXCLUDES not in scope.vocabulary.relations:
        return
    for statement in statements:
        if not isinstance(statement, tree.Fact) or statement.atom.relation != EXCLUDES:
            continue
        named = [a for a in statement.atom.arguments if isinstance(a, tree.Constant)]
        signatures = [scope.signature(argument.name, argument.span) for argument in named]
        one, other = signatures if len(signatures) == 2 else (None, None)
        if one is not None and other is not None and (one is other or not _comparable(one, other)):
            scope.findings.error(
                "E328",
                f"`{one}` and `{other}` cannot exclude each other",
                statement.atom.span,
                "two relations of the same arguments can, and none that has a value",
                tuple(Label(s.span, f"`{s.name}` is declared here") for s in dict.fromkeys((one, other))),
            )


def _comparable(one: Signature, other: Signature) -> bool:
    return one.kinds == other.kinds and not one.functional and not other.functional


def check_exclusions(facts: FactIndex, scope: Scope) -> None:
    """Report facts of relations that exclude each other, about the same arguments and for days in common (E327), where
    the last layer of the facts has one of them, or says that they exclude each other."""
    if not facts.layers:
        return
    last = FactIndex(facts.layers[-1:])
    for pair in sorted({row for row, _ in _stated(facts, EXCLUDES)}, key=str):
        one, other = (str(name) for name in pair)
        everywhere = any(row == pair for row, _ in _stated(last, EXCLUDES))
        new = facts if everywhere else last
        recent = frozenset(found for name in (one, other) for found in _stated(new, name))
        rows = {row for row, _ in recent}
        ours, theirs = ([found for found in _stated(facts, name) if found[0] in rows] for name in (one, other))
        for (row, stated), (other_row, excluded) in product(ours, theirs):
            if row == other_row and overlap(_days(stated), _days(excluded)):
                known = (row, stated) in recent, stated.span
                if ((row, excluded) in recent, excluded.span) < known:
                    _report((other, excluded), (one, stated), scope)
                else:
                    _report((one, stated), (other, excluded), scope)


def _stated(facts: FactIndex, relation: str) -> Iterator[tuple[Row, Stated]]:
    """What is stated in a relation, each period of a row for itself."""
    for layer in facts.layers:
        for name, rows in layer.items():
            if name.partition(":")[0] == relation:
                yield from ((row, stated) for row, stated in rows.items() if stated.status == STATED)


def _days(stated: Stated) -> tree.Days:
    return stated.value if isinstance(stated.value, tree.Days) else _ALWAYS


def _report(before: tuple[str, Stated], after: tuple[str, Stated], scope: Scope) -> None:
    scope.findings.error(
        "E327",
        f"`{after[0]}` and `{before[0]}` exclude each other, and here both are stated for days in common",
        after[1].span,
        "leave one of them out; facts with days may follow each other",
        (Label(before[1].span, f"`{before[0]}` is stated here"),),
    )
