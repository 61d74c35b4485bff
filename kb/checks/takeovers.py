"""What licenses and clauses take over of others: that there is something to take, and that it is what was meant."""

from __future__ import annotations

from difflib import get_close_matches

from licet.checks.defeats import find_clause
from licet.checks.licenses import check_license_name
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Label

__all__ = ["check_as_in", "check_based_on"]

_ALIKE = 0.8


def check_based_on(license: tree.License, scope: Scope) -> None:
    """Check the base of a license: declared (E404), and encoded, since nothing says what an unread text permits (E428).
    Warn of clauses that may be meant to replace one that is spelled alike, and stand beside it (W406)."""
    based_on, vocabulary, findings = license.based_on, scope.vocabulary, scope.findings
    if based_on is None or not check_license_name(based_on.license.name, based_on.license.span, scope):
        return
    base = vocabulary.licenses[based_on.license.name]
    if base.unread is not None:
        findings.error(
            "E428",
            f"nobody has encoded `{base.name}`, so that there is nothing to take over",
            based_on.license.span,
            "encode it first, or say of this license, too, that it is `unread`",
            (Label(base.unread.span, "said here"),),
        )
    clauses = [entry.clause for entry in vocabulary.clauses_of(license.name)]
    taken = [clause.name for clause in clauses if clause.taken is not None]
    for clause in clauses:
        if clause.taken is not None or f"{base.name}.{clause.name}" in vocabulary.clauses:
            continue
        for near in get_close_matches(clause.name, taken, n=1, cutoff=_ALIKE):
            findings.warning(
                "W406",
                f"clause `{clause.name}` stands beside `{near}`, which is taken over from `{base.name}`",
                clause.name_span,
                f"to replace that, call it `{near}`; if both are meant, give this one a name that is less like it",
            )


def check_as_in(clause: tree.Clause, license: str, scope: Scope) -> None:
    """Report a clause nobody wrote, or a license nobody declared, that a clause of `license` is said to be as in (E401,
    E404), and clauses that this withholds, disapplies or overrides and the license does not have (E401)."""
    if clause.as_in is None or find_clause(clause.as_in.clause, None, scope) is None:
        return
    for effect in (e for e in clause.effects if isinstance(e, tree.Defeats)):
        for name in effect.clauses:
            if scope.vocabulary.clause_key(name.name, license) not in scope.vocabulary.clauses:
                scope.findings.error(
                    "E401",
                    f"`{clause.as_in.clause.name}` {effect.verb} a clause `{name.name}`, and `{license}` has none",
                    clause.as_in.clause.span,
                    f"name the clause that has its place: `with … for {name.name}`; or write this one out",
                )
