"""Contested terms, the readings adopted for organizations, and what people claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from licet.checks.days import check_day_variables
from licet.checks.findings import Findings
from licet.checks.isolation import check_isolation
from licet.checks.kinds import RuleKinds
from licet.checks.licenses import check_license_name, check_period
from licet.checks.rules import check_scopes, check_singletons, check_size, dead_atom, warn_inert
from licet.checks.safety import check_safety
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Help, Label
from licet.grammar.source import Span
from licet.policy.vocabulary import TermEntry, Vocabulary

__all__ = ["check_adoption", "check_adoption_overlaps", "check_claim", "check_term", "find_reading", "find_term"]


def check_term(term: tree.Term, license: str | None, scope: Scope, defined: Collection[str]) -> None:
    """Check a term and each of its readings."""
    findings, name = scope.findings, term.head.relation
    if license is not None:
        check_license_name(license, term.span, scope)
    signature = scope.signature(name, term.head.relation_span)
    if signature is not None and signature.functional:
        message = f"`{name}` has a value, and a term either holds or does not"
        scope.mismatch("E412", message, signature, term.head.relation_span, "declare it without `=`")
    elif signature is not None and len(term.head.arguments) != signature.arity:
        scope.wrong_count(signature, len(term.head.arguments), term.head.span)
    _check_parameters(term, findings)
    if len(term.readings) < 2:
        findings.error(
            "E410",
            f"`{name}` has {'one reading' if term.readings else 'no readings'}, and is contested by nobody",
            term.head.relation_span,
            "give it at least two readings, or make it a rule",
        )
    seen: dict[str, tree.Reading] = {}
    for reading in term.readings:
        before = seen.setdefault(reading.name, reading)
        if before is not reading:
            findings.error(
                "E411",
                f"`{name}` has two readings called `{reading.name}`",
                reading.span,
                "rename one of them",
                (Label(before.span, "the first one"),),
            )
        if not reading.holders:
            findings.warning(
                "W404",
                f"nobody is said to hold reading `{reading.name}` of `{name}`",
                reading.span,
                'say who reads it so, and where: `held by acme "memo"`, or `held by "a reader" "why"`',
            )
        for holder in reading.holders:
            if isinstance(holder.who, tree.Constant):
                scope.name(holder.who, None, "held by")
        _check_reading(term, reading, scope, defined)


def _check_parameters(term: tree.Term, findings: Findings) -> None:
    seen: set[str] = set()
    for argument in term.head.arguments:
        if not isinstance(argument, tree.Variable):
            findings.error(
                "E421",
                f"`{term.head.relation}` is a term, whose arguments are variables",
                argument.span,
                "write a variable, and what it must be as a condition of the readings",
            )
        elif argument.name in seen:
            findings.error(
                "E421", f"`{argument.name}` stands twice in the head of a term", argument.span, "use two variables"
            )
        else:
            seen.add(argument.name)


def _check_reading(term: tree.Term, reading: tree.Reading, scope: Scope, defined: Collection[str]) -> None:
    findings, name = scope.findings, term.head.relation
    if not check_size(reading.body, reading.span, findings):
        return
    kinds = RuleKinds(scope)
    signature = scope.vocabulary.relations.get(name)
    parameters = [a for a in term.head.arguments if isinstance(a, tree.Variable)]
    if signature is not None and len(signature.kinds) == len(term.head.arguments):
        kinds.row(parameters, signature)
    kinds.body(reading.body)
    check_day_variables(reading.body, kinds, findings)
    known, reported = check_safety(reading.body, (), findings)
    for parameter in parameters:
        if parameter.name not in known and parameter.name not in reported:
            reported.add(parameter.name)
            findings.error(
                "E301",
                f"reading `{reading.name}` of `{name}` does not bind `{parameter.name}`",
                reading.span,
                f"add a condition that mentions `{parameter.name}`",
                (Label(parameter.span, "it is in the head of the term"),),
            )
    check_scopes(reading.body, (), reported, findings)
    check_singletons((*parameters, reading.body), reported, findings)
    check_isolation(term.head, reading.body, scope)
    dead = dead_atom(reading.body, scope.vocabulary, defined)
    if dead is not None:
        warn_inert(f"reading `{reading.name}` of `{name}` never holds", "W302", dead, findings)


def find_term(name: str, span: Span, scope: Scope) -> TermEntry | None:
    """The term of that name; report one that does not exist (E413)."""
    entry = scope.vocabulary.terms.get(name)
    if entry is None:
        help = scope.hint("term", name, scope.vocabulary.terms)
        if help is None and name in scope.vocabulary.relations:
            help = Help(f"`{name}` is a relation that nobody reads in two ways")
        scope.findings.error("E413", f"no term is called `{name}`", span, help)
    return entry


def find_reading(reading: str, term: str, span: Span, scope: Scope) -> tree.Reading | None:
    """The reading of that name; report a term (E413) or reading (E414) that does not exist."""
    entry = find_term(term, span, scope)
    if entry is None:
        return None
    found = entry.reading(reading)
    if found is None:
        names = [r.name for r in entry.term.readings]
        listed = ", ".join(f"`{name}`" for name in names)
        help = scope.findings.hint(
            f"reading of {term}", reading, names, f"its readings are {listed}" if names else None
        )
        label = Label(entry.term.head.relation_span, "the term is here")
        scope.findings.error("E414", f"`{term}` has no reading called `{reading}`", span, help, (label,))
    return found


def check_adoption(adopt: tree.Adopt, scope: Scope) -> None:
    """Check that an adoption names a reading and an organization, for a time that makes sense."""
    find_reading(adopt.reading, adopt.term, adopt.span, scope)
    scope.name(adopt.organization, "organization", "adopt")
    check_period(adopt.in_force, scope.findings)
    end = adopt.in_force.end if adopt.in_force else None
    if adopt.in_force and end and adopt.in_force.start.value < end.value <= adopt.on.value:
        scope.findings.error(
            "E408",
            f"adopted on {adopt.on.value}, when it is no longer in force",
            adopt.on.span,
            f"it is in force until {end.value}",
        )


def check_adoption_overlaps(vocabulary: Vocabulary, new: Iterable[tree.Adopt], findings: Findings) -> None:
    """Report two adoptions for one organization and term that are in force on one day (E415), one of them new. One of a
    reading that does not exist is left out: that it does not is told of it."""
    fresh = {id(adopt) for adopt in new}
    groups: dict[tuple[str, str], list[tree.Adopt]] = {}
    for adopt in vocabulary.adoptions:
        entry = vocabulary.terms.get(adopt.term)
        if entry is None or entry.reading(adopt.reading) is None:
            continue
        groups.setdefault((adopt.organization.name, adopt.term), []).append(adopt)
    for (organization, term), adoptions in groups.items():
        adoptions.sort(key=lambda a: (_period(a), a.span))
        lasting = adoptions[0]
        for adopt in adoptions[1:]:
            before, lasting = lasting, max(lasting, adopt, key=lambda a: _period(a)[1])
            if _period(adopt)[0] < _period(before)[1] and {id(before), id(adopt)} & fresh:
                first, second = sorted((before, adopt), key=lambda a: (id(a) in fresh, a.span))
                findings.error(
                    "E415",
                    f"two readings of `{term}` are adopted for `{organization}` at one time:"
                    f" `{first.reading}` and `{second.reading}`",
                    second.span,
                    "end the first with `until` on the day the second starts",
                    (Label(first.span, f"`{first.reading}` is adopted here"),),
                )


def _period(adopt: tree.Adopt) -> tuple[date, date]:
    """First day and the day after the last."""
    if adopt.in_force is None:
        return (adopt.on.value, date.max)
    return (adopt.in_force.start.value, adopt.in_force.end.value if adopt.in_force.end else date.max)


def check_claim(claim: tree.Claim, scope: Scope) -> None:
    """Check the names a claim mentions and what it says."""
    if isinstance(claim.by, tree.Constant):
        scope.name(claim.by, None, "by")
    vocabulary = scope.vocabulary
    for name in claim.about:
        if not any(name.name in table for table in (vocabulary.clauses, vocabulary.terms, vocabulary.claims)):
            scope.name(name, None, "about")
    if claim.says is not None:
        RuleKinds(scope).literals((claim.says,))
