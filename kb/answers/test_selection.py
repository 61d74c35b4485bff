"""Which tests of policies are about a license, and which stand in a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from licet.answers.policy_tests import TrialRun, layer_of
from licet.grammar import tree
from licet.policy.occurrences import atoms
from licet.policy.relation_names import domain
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import reaching

__all__ = ["Chosen", "in_files", "is_in_files", "of_licenses", "relations_asked", "uses_asked"]

Chosen = tuple[tree.Module, tree.Test]


def in_files(tests: Iterable[Chosen], files: Collection[str]) -> Iterator[Chosen]:
    """The tests that stand in one of the files, which may be named by their whole paths or by the end of these."""
    return ((module, test) for module, test in tests if is_in_files(test.span.file, files))


def is_in_files(name: str, files: Collection[str]) -> bool:
    """Whether a policy file is one of those that are named by their whole paths or by the end of these."""
    return any(f"/{name}".endswith(f"/{f}") or f"/{f}".endswith(f"/{name}") for f in files)


def of_licenses(base: Base, tests: Iterable[Chosen], licenses: Collection[str]) -> Iterator[Chosen]:
    """The tests of a use that one of the licenses could govern, or that stand in the file of one."""
    for module, test in tests:
        declared = {s.name for s in module.statements if isinstance(s, tree.License)}
        if not declared.isdisjoint(licenses):
            yield module, test
            continue
        layer = layer_of(base, module, test)
        run = TrialRun(layer, module, test)
        if any(not reaching(layer, layer.solver, use).isdisjoint(licenses) for use in uses_asked(run)):
            yield module, test


def uses_asked(run: TrialRun) -> frozenset[str]:
    """The uses whose verdicts a test expects, and those that the literals speak of which it expects."""
    found = {use for e in run.test.expect if (use := run.subject(e)[0]) is not None}
    found |= {g.name for g in run.test.given if isinstance(g, tree.Entity) and run.base.vocabulary.is_a(g.kind, "use")}
    return frozenset(use for use in found if run.base.solver.holds(domain("use"), (use,)))


def relations_asked(expectation: tree.Expectation, vocabulary: Vocabulary) -> frozenset[str]:
    """The relations that an expectation asks for by a literal, its own or that of a claim."""
    literal: tree.Literal | None = None
    if isinstance(expectation, tree.ExpectThat):
        literal = expectation.literal
    elif isinstance(expectation, tree.ExpectClaim):
        literal = vocabulary.claims[expectation.claim.name].says
    if literal is None:
        return frozenset()
    asked = [atom.relation for atom, _ in atoms(tree.Body(when=(literal,)))]
    return frozenset((*asked, *map(domain, asked)))
