"""The policies whose tests are run: those that come with Licet as they are kept, one's own laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.repl.cli.loading import STDIN, load_policies, own_files, project_here, roots_of
from licet.repl.screen.complaints import Misuse, Sources

if TYPE_CHECKING:
    from licet.changes.statements import Key, UnitChange
    from licet.grammar.source import Span
    from licet.knowledge.kept import Kept
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.verdict.policies import Policies

__all__ = [
    "Changed",
    "changed_keys",
    "changed_since",
    "known_licenses_named",
    "load_again_for_tests",
    "load_for_tests",
]


def load_for_tests(sources: Sources, paths: Sequence[str], extra: Sequence[str], *, shipped: bool) -> KnowledgeBase:
    """The policies with the tests of all files, or only of one's own where those that come with Licet are beside them.

    Args:
        sources: learns the texts that errors may point into.
        paths, extra: as of `load_policies`.
        shipped: whether tests of the policies that come with Licet are wanted, too.

    Raises:
        PolicyError: something does not parse or does not pass the checks.
    """
    from licet.checks.files import is_beside, shipped_policies
    from licet.engine.collector import keep_for_good
    from licet.repl.session.keeping import load_again, load_anew

    if STDIN in extra:
        return load_policies(sources, paths, extra, anew=True)
    roots, folder = roots_of(paths, extra), shipped_policies()
    sources.look_in(roots)
    if shipped or not is_beside(folder, roots) or own_files(paths, extra) is None:
        return _with_plain_solver(load_again(roots, shipped_tests=True).knowledge)
    project = project_here()
    knowledge = load_anew(roots, project.texts if project is not None else ())
    keep_for_good()
    return knowledge


def _with_plain_solver(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The same, noting nothing for later runs: the questions of tests are many, and theirs alone."""
    from licet.engine.solver import Solver

    solver = knowledge.base.solver
    assert isinstance(solver, Solver)
    return knowledge.with_base(replace(knowledge.base, solver=Solver(solver.compiled, solver.limit)))


def load_again_for_tests(paths: tuple[str, ...], extra: tuple[str, ...], shipped: bool) -> partial[Policies]:
    """What loads the same policies in another process."""
    return partial(_load, paths, extra, shipped)


def _load(paths: tuple[str, ...], extra: tuple[str, ...], shipped: bool) -> Policies:
    return load_for_tests(Sources(), paths, extra, shipped=shipped).policies


class Changed:
    """What has changed since a revision: the statements, and the tests that this can make pass or fail."""

    def __init__(self, units: tuple[UnitChange, ...], tests: frozenset[Span]) -> None:
        self.units = units
        self.tests = tests

    @property
    def licenses(self) -> frozenset[str]:
        """The licenses of which something has changed."""
        return frozenset(unit.unit.license for unit in self.units if unit.unit.license is not None)

    @property
    def covered(self) -> frozenset[str]:
        """The changed clauses and terms, by their keys."""
        return frozenset(u.key[1] for u in self.units if u.key[0] in ("clause", "term") and u.after is not None)


def known_licenses_named(knowledge: KnowledgeBase, licenses: Sequence[str]) -> None:
    """That licenses are declared.

    Raises:
        NameUnknown: one is not.
    """
    from licet.errors import NameUnknown
    from licet.grammar.diagnostics import did_you_mean

    known = knowledge.vocabulary.licenses
    for name in licenses:
        if name not in known:
            raise NameUnknown("license", name, did_you_mean(name, sorted(known)))


def changed_since(revision: str, knowledge: KnowledgeBase, paths: Sequence[str]) -> Changed:
    """What has changed in the policies since a revision, or since the working tree left it.

    Raises:
        Misuse: there is no such revision, no repository, or there are several folders of policies.
    """
    from licet.changes.reached_tests import changed_statements, reached_tests
    from licet.repl.session.kept_uses import keep_licenses, known_licenses

    kept = _kept_since(revision, paths)
    before, known = kept.knowledge.policies, known_licenses(kept)
    size = len(known)
    found = Changed(changed_statements(before, knowledge.policies), reached_tests(before, knowledge.policies, known))
    if len(known) > size:
        keep_licenses(kept, known)
    return found


def changed_keys(revision: str, knowledge: KnowledgeBase, paths: Sequence[str]) -> frozenset[Key]:
    """The statements that have changed in the policies since a revision, or since the working tree left it.

    Raises:
        Misuse: as `changed_since` does.
    """
    from licet.changes.reached_tests import changed_statements

    units = changed_statements(_kept_since(revision, paths).knowledge.policies, knowledge.policies)
    return frozenset(unit.key for unit in units)


def _kept_since(revision: str, paths: Sequence[str]) -> Kept:
    from licet.repl.cli.revisions import repository_here
    from licet.repl.session.keeping import load_again

    if len(paths) > 1:
        raise Misuse("what has changed is told of one folder of policies", "name one path, or none")
    repository = repository_here(Path(paths[0]) if paths else None)
    commit = repository.merge_base(repository.commit(revision), repository.commit("HEAD"))
    return load_again(repository.side(commit, revision).roots)
