"""How well the tests of policies try them: what they cover, and which small changes they do not notice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from licet.knowledge.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from licet.coverage.coverage import Coverage
    from licet.mutation.mutation import Mutation

__all__ = ["coverage_of_tests", "mutate"]


def coverage_of_tests(
    knowledge: KnowledgeBase, only: Sequence[str] = (), *, files: Collection[str] | None = None
) -> Coverage:
    """What the tests of policies try of them.

    Args:
        knowledge: the policies.
        only: patterns for the titles or places of the tests that count; without any, all do.
        files: the names of the policy files whose tests, clauses and terms count; by default all.
    """
    from licet.answers.policy_tests import selected
    from licet.coverage.coverage import coverage_of
    from licet.coverage.runs import run_tests

    policies = knowledge.policies
    chosen = list(selected(policies.base, only, files))
    runs = run_tests(policies, chosen, marking=True, load=lambda: policies)
    return coverage_of(knowledge.vocabulary, runs.marks, files)


def mutate(
    knowledge: KnowledgeBase,
    *,
    licenses: Collection[str] = (),
    codes: Collection[str] = (),
    files: Collection[str] | None = None,
    sample: int = 1,
    tests: int = 20,
) -> Mutation:
    """Change policies in small ways, and tell which changes their tests notice.

    Args:
        knowledge: the policies.
        licenses: the licenses whose statements are changed; without any, all statements are.
        codes: the kinds of changes, such as `M102`; without any, all are made.
        files: the names of the policy files whose statements and tests count; by default all.
        sample: one change in so many is made, the same ones each time.
        tests: for how many changes that no test notices the missing test is looked for.
    """
    from licet.mutation.mutation import all_mutants, chosen_mutants
    from licet.mutation.mutation import mutate as put_to_tests

    policies = knowledge.policies
    found = all_mutants(policies.base)
    chosen = chosen_mutants(found, files=files, licenses=licenses, codes=codes, sample=sample)
    return put_to_tests(policies, chosen, files=files, tests=tests, load=lambda: policies)
