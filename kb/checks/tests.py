"""Tests beside the text: what they suppose and what they expect, in a scope of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from licet.checks.days import check_day_variables
from licet.checks.defeats import find_clause
from licet.checks.exclusions import check_exclusions
from licet.checks.facts import FactIndex, check_facts
from licet.checks.findings import Findings
from licet.checks.kinds import RuleKinds
from licet.checks.rules import check_size
from licet.checks.safety import check_conjunction
from licet.checks.scope import Scope
from licet.checks.terms import find_reading, find_term
from licet.grammar import tree
from licet.grammar.diagnostics import Label
from licet.grammar.source import Span
from licet.policy.doubt import UNSAID
from licet.policy.occurrences import variables
from licet.policy.own_names import with_own_names
from licet.policy.readings import read_in_two_ways
from licet.policy.vocabulary import EntityEntry, Vocabulary

__all__ = ["check_question", "check_taken_names", "check_test", "check_titles"]


def check_titles(tests: Iterable[tree.Test], findings: Findings) -> None:
    """Report tests of one file that have the same title (E601)."""
    seen: dict[tuple[str, str], tree.Test] = {}
    for test in tests:
        before = seen.setdefault((test.span.file, test.title), test)
        if before is not test:
            findings.error(
                "E601",
                f'two tests of this file are called "{test.title}"',
                test.span,
                "give one of them another title",
                (Label(before.span, "the first one"),),
            )


def check_test(test: tree.Test, home: str | None, scope: Scope, facts: FactIndex) -> None:
    """Check one test. Whether its names are free is for `check_taken_names`; here they are its own.

    Args:
        test: the test.
        home: the license whose clauses it may name without saying which.
        scope: the names it can use besides those it gives.
        facts: what is stated outside it.
    """
    findings = scope.findings
    test = with_own_names(test, scope.vocabulary.entities)
    inner = scope.within(_given_names(test, scope))
    supposed = check_facts((g for g in test.given if not isinstance(g, tree.Pin)), inner, facts)
    check_exclusions(supposed, inner)
    pins = tuple(g for g in test.given if isinstance(g, tree.Pin))
    _check_pins(pins, inner)
    if not test.expect:
        findings.error("E603", f'test "{test.title}" expects nothing', test.span, "add a line: `expect permitted`, …")
    uses = [g for g in test.given if isinstance(g, tree.Entity) and scope.vocabulary.is_a(g.kind, "use")]
    for expectation in test.expect:
        _check_expectation(expectation, home, inner, uses, pins)


def _given_names(test: tree.Test, scope: Scope) -> dict[str, EntityEntry]:
    """The names a test declares; report those that it declares twice (E602)."""
    names: dict[str, EntityEntry] = {}
    for given in test.given:
        if isinstance(given, tree.Entity):
            entry = EntityEntry(given.name, given.kind, given.title, given.name_span)
            before = names.setdefault(given.name, entry)
            if before is not entry:
                _report_taken(given, before.span, scope.findings)
    return names


def check_taken_names(
    tests: Iterable[tree.Test], vocabulary: Vocabulary, added: Collection[str], findings: Findings
) -> None:
    """Report names that a test gives and a policy file declares (E602), but for a file that was added to the test's:
    whoever adds one need not know the names in the tests of others.
    """
    for test in tests:
        for given in test.given:
            declared = vocabulary.entities.get(given.name) if isinstance(given, tree.Entity) else None
            if declared is None or not isinstance(given, tree.Entity):
                continue
            if declared.span.file not in added or test.span.file in added:
                _report_taken(given, declared.span, findings)


def _report_taken(given: tree.Entity, before: Span, findings: Findings) -> None:
    findings.error(
        "E602",
        f"`{given.name}` is declared already",
        given.name_span,
        "state further facts about it with `given fact`, or use another name",
        (Label(before, f"`{given.name}` is declared here"),),
    )


def _check_pins(pins: Iterable[tree.Pin], scope: Scope) -> None:
    """Check readings that are taken together: each exists, and no term is read in two ways (E604)."""
    pins = tuple(pins)
    for pin in pins:
        find_reading(pin.reading, pin.term, pin.span, scope)
    for before, pin, error in read_in_two_ways(pins):
        scope.findings.error("E604", str(error), pin.span, error.hint, (Label(before.span, "the first one"),))


def _check_expectation(
    expectation: tree.Expectation, home: str | None, scope: Scope, uses: list[tree.Entity], pins: Sequence[tree.Pin]
) -> None:
    match expectation:
        case tree.ExpectVerdict():
            _check_use(expectation.use, uses, expectation.span, scope)
            for name in expectation.because:
                find_clause(name, home, scope)
            _check_pins((*pins, *expectation.under), scope)
        case tree.ExpectContested():
            _check_use(expectation.use, uses, expectation.span, scope)
            for name in expectation.terms:
                find_term(name.name, name.span, scope)
        case tree.ExpectDuty():
            _check_use(expectation.use, uses, expectation.span, scope)
            scope.name(expectation.duty, "duty", "expect duty")
        case tree.ExpectNeed():
            _check_use(expectation.use, uses, expectation.span, scope)
            _check_need(expectation.literal, scope)
        case tree.ExpectThat():
            check_question((expectation.literal,), scope)
            _check_pins((*pins, *expectation.under), scope)
        case tree.ExpectClaim():
            name = expectation.claim
            if name.name not in scope.vocabulary.claims:
                help = scope.hint("claim", name.name, scope.vocabulary.claims)
                scope.findings.error("E605", f"no claim is called `{name.name}`", name.span, help)


def _check_need(literal: tree.Atom, scope: Scope) -> None:
    """A need is a fact, with a value or without; or what a use does not say of itself, as in `by(my_use)`."""
    if literal.relation in UNSAID and len(literal.arguments) == 1 and literal.value is None:
        scope.value(literal.arguments[0], "use", literal.relation, scope.vocabulary.relations.get(literal.relation))
    else:
        RuleKinds(scope).atom(literal, value_optional=True)


def _check_use(named: tree.Constant | None, uses: list[tree.Entity], span: Span, scope: Scope) -> None:
    """Report an expectation that does not say which use it is about (E606)."""
    if named is not None:
        scope.name(named, "use", "of")
    elif not uses:
        scope.findings.error(
            "E606",
            "this expectation is about no use",
            span,
            "give the test a use with `given use NAME`, or name one with `of NAME`",
        )
    elif len(uses) > 1:
        listed = ", ".join(f"`of {use.name}`" for use in uses)
        scope.findings.error(
            "E606", f"the test gives {len(uses)} uses, and this expectation names none", span, f"add one of {listed}"
        )


def check_question(conditions: tuple[tree.Condition, ...], scope: Scope, ground: bool = False) -> None:
    """Check a conjunction that is asked rather than part of a rule.

    Its variables may stay free unless it is to be ground, and a negated atom alone asks whether there is nothing
    of the kind.
    """
    body = tree.Body(conditions)
    if not conditions or not check_size(body, conditions[0].span, scope.findings):
        return
    kinds = RuleKinds(scope)
    kinds.body(body)
    check_day_variables(body, kinds, scope.findings)
    if ground:
        for variable in variables(body):
            scope.findings.error(
                "E309",
                f"`{variable.name}` is a variable, and only what has none is true or false",
                variable.span,
                "put a name or value in its place, or `_` if any will do",
            )
        return
    if len(conditions) == 1 and isinstance(conditions[0], tree.Negation):
        negated = conditions[0].literal
        if isinstance(negated, tree.Atom):
            return
    check_conjunction(conditions, (), scope.findings, set())
