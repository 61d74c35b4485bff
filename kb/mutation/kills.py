"""Which mutants some test notices. Only tests that can reach what a mutant changes are asked, and only about uses of
which it says something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from licet.answers.policy_tests import TrialRun, layer_of
from licet.answers.test_selection import Chosen, relations_asked, uses_asked
from licet.errors import LicetError
from licet.grammar import tree
from licet.mutation.mutants import Mutant
from licet.mutation.switches import Switched
from licet.policy.relation_names import applies
from licet.policy.vocabulary import home_license
from licet.verdict.base import Base
from licet.verdict.contradictions import contradictions
from licet.verdict.deciding_clauses import reaching

__all__ = ["ReachedTest", "killed", "kills", "reached_tests_of"]


class ReachedTest(Struct, frozen=True):
    """A test, and what it asks about.

    Attributes:
        module, test: the test, and the file that it stands in.
        uses: the uses that it asks about, each with the licenses that could govern something of it.
        relations: the relations that it asks for by literals and claims.
        named: the clauses that it names as reasons.
    """

    module: tree.Module
    test: tree.Test
    uses: Mapping[str, frozenset[str]]
    relations: frozenset[str]
    named: frozenset[str]

    @property
    def licenses(self) -> frozenset[str]:
        """The licenses that could govern something of its uses."""
        return frozenset[str]().union(*self.uses.values())


def reached_tests_of(base: Base, tests: Iterable[Chosen]) -> Iterator[ReachedTest]:
    """The tests with what they ask about. A use of which something is presumed is asked of in the strict world."""
    strict = base.strict()
    for module, test in tests:
        layer = layer_of(strict, module, test)
        uses = {u: reaching(layer, layer.solver, u) for u in uses_asked(TrialRun(layer, module, test))}
        relations = frozenset[str]().union(*(relations_asked(e, base.vocabulary) for e in test.expect))
        named = {c.name for e in test.expect if isinstance(e, tree.ExpectVerdict) for c in e.because}
        home = home_license(module)
        keys = frozenset(base.vocabulary.clause_key(name, home) for name in named)
        yield ReachedTest(module, test, uses, relations, keys)


def kills(switched: Switched, tests: Sequence[ReachedTest], passing: dict[int, bool]) -> dict[int, str]:
    """The mutants that a test notices, by their numbers, with the title of the first such test.

    Args:
        switched: the policies with the mutants.
        tests: the tests; those that fail by the policies themselves notice nothing.
        passing: which of them, by their places, pass, as far as that is known; what is found out is added.
    """
    found: dict[int, str] = {}
    left = list(range(len(switched.mutants)))
    # A test that stands beside a statement, or names it, is the first to notice what happens to it.
    for beside in (True, False):
        for place, test in enumerate(tests):
            now = [m for m in left if _is_beside(switched.mutants[m], test) is beside]
            near = [m for m in now if _can_reach(switched, m, test)]
            if not near:
                continue
            layer = layer_of(switched.base, test.module, test.test)
            if place not in passing:
                passing[place] = not any(True for _ in TrialRun(layer, test.module, test.test).failures())
            if passing[place]:
                found |= {m: test.test.title for m in near if killed(switched, m, test, layer)}
                left = [m for m in left if m not in found]
    return found


def _is_beside(mutant: Mutant, test: ReachedTest) -> bool:
    return test.module.name == mutant.span.file or mutant.key[1] in test.named


def _can_reach(switched: Switched, number: int, test: ReachedTest) -> bool:
    """Whether the mutant can say something else of a use that a test asks about, or of what it asks for. What clauses
    and licenses say is said of uses that the license governs."""
    licenses = switched.licenses(number)
    if test.uses and (licenses is None or not licenses.isdisjoint(test.licenses)):
        return True
    return bool(test.relations) and not test.relations.isdisjoint(switched.relations_above(number))


def killed(switched: Switched, number: int, test: ReachedTest, layer: Base) -> bool:
    """Whether a test fails with a mutant in the place of its statement.

    Args:
        switched: the policies with the mutants.
        number: which one.
        test: the test.
        layer: the policies with what the test gives.
    """
    over = switched.thrown(number, layer)
    try:
        touched = {use for use, own in test.uses.items() if _touches(switched, number, layer, over, use, own)}
        literal = bool(test.relations) and not test.relations.isdisjoint(switched.relations_above(number))
        run = TrialRun(over, test.module, test.test)
        expectations = [e for e in test.test.expect if (literal if (u := run.subject(e)[0]) is None else u in touched)]
        if not expectations:
            return False
        if switched.mutants[number].key[0] in ("rule", "term") and contradictions(over):
            return True
        return any(True for _ in run.unmet(expectations))
    except LicetError:
        return True


def _touches(switched: Switched, number: int, layer: Base, over: Base, use: str, own: frozenset[str]) -> bool:
    """Whether the answer for a use can be another one."""
    mutant, licenses = switched.mutants[number], switched.licenses(number)
    if licenses is not None and licenses.isdisjoint(own):
        return False
    if mutant.code == "M105":
        return _has_rows(layer, mutant.key[1], use)
    return _is_told_otherwise(mutant, layer, use) or switched.reach(number).reaches(layer, over, use, own)


def _is_told_otherwise(mutant: Mutant, layer: Base, use: str) -> bool:
    """Whether a verdict can name other clauses for the use, even where every rule says the same of it: the clause
    is live for it, and lacks what takes away a permission that would apply."""
    before, after, key = mutant.before, mutant.after, mutant.key[1]
    if not isinstance(before, tree.Clause) or not isinstance(after, tree.Clause) or before.effects == after.effects:
        return False
    lost = {name for effect in before.effects for name in _taken_away(effect)}
    lost -= {name for effect in after.effects for name in _taken_away(effect)}
    targets = (layer.vocabulary.clause_key(name, mutant.license) for name in sorted(lost))
    return any(_has_rows(layer, applies(target), use) for target in targets) and _has_rows(layer, key, use)


def _taken_away(effect: tree.Effect) -> Iterator[str]:
    if isinstance(effect, tree.Defeats) and effect.verb != "overrides":
        yield from (clause.name for clause in effect.clauses)


def _has_rows(layer: Base, relation: str, use: str) -> bool:
    return bool(layer.solver.answers(layer.doubt.possible(relation), (use, None)))
