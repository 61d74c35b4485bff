"""Clauses: effects on declared things, conditions about the use they speak of, in force while their license is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from licet.checks.days import check_day_variables
from licet.checks.defeats import check_defeats
from licet.checks.findings import Findings
from licet.checks.isolation import others_read
from licet.checks.kinds import RuleKinds
from licet.checks.licenses import check_license_name, check_period
from licet.checks.rules import check_scopes, check_singletons, check_size, dead_atom, warn_inert
from licet.checks.safety import check_safety
from licet.checks.scope import Scope
from licet.checks.takeovers import check_as_in
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.policy.lowering import clause_variables

__all__ = ["check_clause"]

_ABOUT_A_USE = (tree.Permits, tree.Forbids, tree.Requires)


def check_clause(clause: tree.Clause, license: str, scope: Scope, defined: Collection[str]) -> None:
    """Check one clause of a license. `defined` names the relations that something can be put in."""
    findings = scope.findings
    if check_license_name(license, clause.name_span, scope):
        _check_force(clause, scope.vocabulary.licenses[license], findings)
    check_as_in(clause, license, scope)
    if clause.as_in is not None and not clause.effects:
        return
    if not clause.effects:
        findings.error(
            "E417",
            f"clause `{clause.name}` says nothing about any use",
            clause.name_span,
            "give it an effect, or make it `unmodelled` if it has none on what is permitted",
        )
    for effect in clause.effects:
        match effect:
            case tree.Permits() | tree.Forbids():
                verb = "permits" if isinstance(effect, tree.Permits) else "forbids"
                for action in effect.actions:
                    scope.name(action, "action", verb)
            case tree.Requires():
                scope.name(effect.duty, "duty", "requires")
                for action in effect.actions:
                    scope.name(action, "action", "requires")
            case tree.Defeats():
                if clause.as_in is None:
                    check_defeats(clause, effect, license, scope)
            case tree.Incorporates():
                for name in effect.licenses:
                    check_license_name(name.name, name.span, scope)
    _check_body(clause, scope, defined)


def _check_force(clause: tree.Clause, license: tree.License, findings: Findings) -> None:
    check_period(clause.in_force, findings)
    if clause.in_force is None or license.in_force is None:
        return
    inner, outer = clause.in_force, license.in_force
    if inner.start.value < outer.start.value:
        findings.error(
            "E409",
            f"clause `{clause.name}` is in force from {inner.start.value}, before its license is",
            inner.start.span,
            f"the license is in force from {outer.start.value}",
            (Label(outer.span, f"`{license.name}` is in force here"),),
        )
    if outer.end is not None and inner.end is not None and inner.end.value > outer.end.value:
        findings.error(
            "E409",
            f"clause `{clause.name}` is in force until {inner.end.value}, after its license is",
            inner.end.span,
            f"the license is in force until {outer.end.value}",
            (Label(outer.span, f"`{license.name}` is in force here"),),
        )


def _check_one(what: str, named: Sequence[tree.Variable], clause: tree.Clause, findings: Findings) -> None:
    """Report effects that are about another use, or another thing, than the first (E406)."""
    for variable in named[1:]:
        if variable.name != named[0].name:
            findings.error(
                "E406",
                f"the effects of clause `{clause.name}` are about `{named[0].name}` and about `{variable.name}`",
                variable.span,
                f"a clause is about one {what}; write `{named[0].name}`",
                (Label(named[0].span, f"here it is `{named[0].name}`"),),
            )


def _check_body(clause: tree.Clause, scope: Scope, defined: Collection[str]) -> None:
    findings = scope.findings
    use, thing = clause_variables(clause)
    given = {use, thing} if thing else {use}
    if not check_size(clause.body, clause.name_span, findings, given):
        return
    about = [e for e in clause.effects if isinstance(e, _ABOUT_A_USE)]
    named, things = [e.use for e in about], [e.thing for e in about if e.thing is not None]
    kinds = RuleKinds(scope)
    if named:
        kinds.place(named[0], "use")
    if things:
        kinds.place(things[0], scope.vocabulary.artifact)
    kinds.body(clause.body)
    for what, variables_of in (("use", named), ("thing", things)):
        _check_one(what, variables_of, clause, findings)
    for effect in about:
        if effect.thing is None and things:
            findings.error(
                "E406",
                f"an effect of clause `{clause.name}` names the thing `{thing}`, and another names none",
                effect.use.span,
                f"write `{use} of {thing}` in each",
                (Label(things[0].span, "named here"),),
            )
    for _, stray in others_read(clause.body, {use}, scope.vocabulary):
        other = f"`{stray.name}`" if isinstance(stray, (tree.Variable, tree.Constant)) else "any use"
        findings.error(
            "E406",
            f"clause `{clause.name}` is about `{use}`, and its conditions are about {other}",
            stray.span,
            f"write `{use}` for the use that the clause is about",
            [Label(v.span, f"here it is `{use}`") for v in named[:1]],
        )
    check_day_variables(clause.body, kinds, findings)
    _, reported = check_safety(clause.body, given, findings)
    check_scopes(clause.body, given, reported, findings)
    check_singletons((clause.body,), {*reported, *given}, findings)
    dead = dead_atom(clause.body, scope.vocabulary, defined)
    if dead is not None:
        warn_inert(f"clause `{clause.name}` can never apply", "W402", dead, findings)
