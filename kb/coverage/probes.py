"""The conditions of clauses as questions: for each, whether it holds where what stands before it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from licet.checks.findings import Findings
from licet.checks.safety import check_conjunction
from licet.grammar import tree
from licet.logic.ir import Literal, Origin, Rule, Var
from licet.policy.binding import flatten
from licet.policy.bodies import BodyLowering
from licet.policy.lowering import clause_variables
from licet.policy.relation_names import governs
from licet.policy.vocabulary import ClauseEntry, Vocabulary

__all__ = ["Probe", "leaves", "probes_of"]


class Probe(Struct, frozen=True):
    """A condition of a clause.

    Attributes:
        number: its place among the conditions of the clause.
        before: the relation of the uses for which what stands before the condition holds.
        holds: the relation of the uses for which the condition holds, too.
        rules: the rules of both.
    """

    number: int
    before: str
    holds: str
    rules: tuple[Rule, ...]


_Leaf = tuple[tree.Condition, tuple[tree.Condition, ...]]


def leaves(body: tree.Body) -> Iterator[_Leaf]:
    """The conditions of a body that are no groups, in the order in which they bind, each with what holds before it is
    asked."""
    when = _ordered(body.when)
    yield from _conjunction(when, ())
    for exception in body.unless:
        yield from _conjunction(_ordered(exception), when)


def _conjunction(conditions: Sequence[tree.Condition], before: tuple[tree.Condition, ...]) -> Iterator[_Leaf]:
    for number, condition in enumerate(conditions):
        above = (*before, *conditions[:number])
        if isinstance(condition, tree.Group):
            for item in condition.items:
                yield from _conjunction(_ordered((item,)), above)
        else:
            yield condition, above


def _ordered(conditions: Sequence[tree.Condition]) -> tuple[tree.Condition, ...]:
    """The conditions with those first that bind variables."""
    return tuple(sorted(flatten(conditions), key=_rank))


def _rank(condition: tree.Condition) -> int:
    match condition:
        case tree.Atom():
            return 0
        case tree.Comparison(left=tree.Atom(), operator="="):
            return 0
        case tree.Comparison(left=tree.Atom(), right=tree.Number() | tree.Day() | tree.YearMonth()):
            return 0
        case tree.Comparison(operator="=") | tree.Membership():
            return 1
        case tree.Group(quantifier="any"):
            return 2
        case _:
            return 3


def probes_of(entry: ClauseEntry, vocabulary: Vocabulary) -> tuple[Probe, ...]:
    """The probes of a clause. A condition that cannot be asked without what follows it has none."""
    clause = entry.clause
    use, thing = clause_variables(clause)
    given = (use, *((thing,) if thing else ()))
    reach = Literal(governs(entry.license), (Var(use), Var(thing or "Thing")))
    found = []
    for number, (condition, before) in enumerate(leaves(clause.body)):
        both = (*before, condition)
        if not _is_askable(both, given):
            continue
        names = [f"probe:{entry.key}:{number}:{part}" for part in ("before", "holds")]
        rules: list[Rule] = []
        for name, conditions in zip(names, (before, both), strict=True):
            lowering = BodyLowering(vocabulary, name, Origin("helper", None, clause.span))
            branches = lowering.branches(tree.Body(when=conditions), given, given)
            head = Literal(name, (Var(use),))
            rules += [Rule(f"{name}/{i}", head, (reach, *branch)) for i, branch in enumerate(branches, 1)]
            rules += lowering.helpers
        found.append(Probe(number, names[0], names[1], tuple(rules)))
    return tuple(found)


def _is_askable(conditions: Sequence[tree.Condition], given: Sequence[str]) -> bool:
    findings = Findings()
    check_conjunction(conditions, given, findings, set())
    return not findings.sorted()
