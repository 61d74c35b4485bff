"""Licenses: known by name, read or said not to be, in force for a time."""

from __future__ import annotations

from licet.checks.findings import Findings
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.grammar.source import Span

__all__ = ["check_license", "check_license_name", "check_period"]


def check_license(license: tree.License, scope: Scope) -> None:
    """Check the lines of a license statement."""
    findings = scope.findings
    if license.licensor is not None:
        scope.name(license.licensor, None, "licensor")
    check_period(license.in_force, findings)
    read = any(True for _ in scope.vocabulary.clauses_of(license.name))
    if license.unread is None and license.based_on is None and not read:
        findings.warning(
            "W403",
            f"`{license.name}` has no clauses and does not say why",
            license.name_span,
            'encode its clauses, or say `unread because "…"`; until then every use it governs is unknown',
        )
    elif license.unread is not None and read:
        findings.error(
            "E419",
            f"`{license.name}` says that nobody has encoded it, and has clauses",
            license.unread.span,
            "leave `unread because` out, and name what is not encoded with `unmodelled`",
        )
    seen: dict[str, tree.Alias] = {}
    for alias in license.aliases:
        for name in alias.names:
            before = seen.setdefault(name, alias)
            if before.locator != alias.locator:
                findings.error(
                    "E420",
                    f'"{name}" is an alias of "{before.locator}" and of "{alias.locator}"',
                    alias.span,
                    "an alias stands for one place of the text",
                    (Label(before.span, "the first one"),),
                )


def check_license_name(name: str, span: Span, scope: Scope) -> bool:
    """Report a license nobody declared (E404); return whether it is declared."""
    if name in scope.vocabulary.licenses:
        return True
    help = scope.hint("license", name, scope.vocabulary.licenses, f'declare it: `license {name} "…"`')
    scope.findings.error("E404", f"no license is called `{name}`", span, help)
    return False


def check_period(period: tree.InForce | None, findings: Findings) -> None:
    """Report a period that ends before it starts (E408)."""
    if period is not None and period.end is not None and period.end.value <= period.start.value:
        findings.error(
            "E408",
            f"in force from {period.start.value} until {period.end.value} is no time at all",
            period.end.span,
            "the last day is not included, so the end comes after the start",
        )
