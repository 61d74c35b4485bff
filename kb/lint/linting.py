"""From checked policies to what looks wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from licet.checks.findings import in_order
from licet.grammar.diagnostics import Diagnostic
from licet.lint.allowances import allowances_of, malformed, unallowed, unused
from licet.lint.rules.always_beaten import always_beaten
from licet.lint.rules.clauses_without_quote import clauses_without_quote
from licet.lint.rules.clauses_without_test import clauses_without_test
from licet.lint.rules.close_names import close_names
from licet.lint.rules.copied_clauses import copied_clauses
from licet.lint.rules.duplicate_facts import duplicate_facts
from licet.lint.rules.expiring_adoptions import expiring_adoptions
from licet.lint.rules.facts_without_source import facts_without_source
from licet.lint.rules.never_applies import never_applies
from licet.lint.rules.unordered_clauses import unordered_clauses
from licet.lint.rules.unreasoned import unreasoned
from licet.lint.rules.untested_thresholds import untested_thresholds
from licet.lint.rules.unused_relation import unused_relations
from licet.lint.subject import Subject
from licet.verdict.policies import Policies

__all__ = ["RULES", "lint"]

RULES: Final[Mapping[str, Callable[[Subject], Iterator[Diagnostic]]]] = MappingProxyType(
    {
        "L101": unused_relations,
        "L102": close_names,
        "L103": duplicate_facts,
        "L104": facts_without_source,
        "L201": never_applies,
        "L202": always_beaten,
        "L203": unordered_clauses,
        "L204": copied_clauses,
        "L301": clauses_without_quote,
        "L302": clauses_without_test,
        "L303": untested_thresholds,
        "L304": unreasoned,
        "L401": expiring_adoptions,
    }
)
"""The rules by the code of what they find. L501 and L502 are found of allowances."""


def lint(policies: Policies, on: date | None = None) -> tuple[Diagnostic, ...]:
    """What looks wrong in policies that passed the checks, and is not allowed in place.

    Args:
        policies: the policies, with their tests.
        on: the day on which it is asked; today, where none is given.

    Returns:
        The findings by place. Warnings of the checks are not among them; see `Policies.warnings`.
    """
    base = policies.base
    laid = {module.name for module in policies.laid}
    modules = (*(module for module in base.modules if module.name not in laid), *policies.laid)
    subject = Subject(modules, base.sources, base.vocabulary, on or date.today())
    found = [diagnostic for rule in RULES.values() for diagnostic in rule(subject)]
    allowances = allowances_of(subject.modules)
    of_allowances = (*malformed(allowances), *unused(allowances, [*found, *policies.warnings], subject.sources))
    return in_order((*unallowed(found, allowances), *of_allowances))
