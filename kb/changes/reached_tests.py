"""The tests that a change of policies can make pass or fail."""

from __future__ import annotations

from collections.abc import Iterable

from licet.answers.policy_tests import selected
from licet.answers.test_selection import relations_asked
from licet.changes.asked_uses import asked_uses
from licet.changes.reach import Reaching
from licet.changes.statements import UnitChange, changed_units
from licet.changes.uses import Asking, reached_uses
from licet.grammar import tree
from licet.grammar.source import Span
from licet.verdict.policies import Policies

__all__ = ["changed_statements", "reached_tests"]


def changed_statements(before: Policies, after: Policies) -> tuple[UnitChange, ...]:
    """The statements that came, went, or say something else than before; not those that are only worded otherwise."""
    return tuple(u for u in changed_units(before.base.modules, after.base.modules) if not u.reworded)


def reached_tests(before: Policies, after: Policies, known: dict[str, list[str]] | None = None) -> frozenset[Span]:
    """Where the tests stand that are new or say something else, or in which an answer can be another one.

    Args:
        before, after: the policies.
        known: the licenses that could govern something of a use by the policies before, as far as that was found out;
            what is found out is added.
    """
    units = changed_units(before.base.modules, after.base.modules)
    titles = {unit.key[1] for unit in units if unit.key[0] == "test"}
    reaching = Reaching.between(before.base, after.base)
    reach = reaching.of_units(units)
    asking = Asking(before, after, reach, frozenset(titles), known={} if known is None else known)
    old, new = asked_uses(before.base), asked_uses(after.base)
    pairs = [(key, old.get(key), new[key]) for key in new]
    reached, _ = reached_uses(asking, pairs)
    titles |= {key[0] for key, _, _ in reached}
    named = {key[1] for key, _, _ in reached if not key[0]}
    relations = reaching.above(reaching.changed)
    claims = {unit.key[1] for unit in units if unit.key[0] == "claim"}
    found = set()
    for _, test in selected(after.base):
        if test.title in titles or any(_is_touched(e, named, relations, claims, after) for e in test.expect):
            found.add(test.span)
    return frozenset(found)


def _is_touched(
    expectation: tree.Expectation,
    uses: Iterable[str],
    relations: frozenset[str],
    claims: Iterable[str],
    policies: Policies,
) -> bool:
    """Whether an expectation asks for a declared use that is reached, or for a relation that can say something else."""
    if isinstance(expectation, tree.ExpectClaim) and expectation.claim.name in claims:
        return True
    if not relations.isdisjoint(relations_asked(expectation, policies.vocabulary)):
        return True
    if isinstance(expectation, (tree.ExpectThat, tree.ExpectClaim)):
        return False
    return expectation.use is not None and expectation.use.name in uses
