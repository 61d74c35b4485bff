"""What is found in policy files beside their syntax, as diagnostics. Each code has a page: `licet.words.code_pages`.

E123 is found by `licet.checks.files`, E201 and E202 by `licet.policy.vocabulary`, E425 to E427, E429 and E430 by
`licet.policy.taking_over`, E320 by `licet.verdict.one_value`, E329, E331 and what rules add to E327 by
`licet.verdict.contradictions`, E321 and E322 by `licet.knowledge.retraction`, E5xx and W5xx by `licet.checks.texts`,
E621 and E622 by `licet.answers`, E623 by `licet.facts`, E624 by `licet.certificate`, the others here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct, field

from licet.checks.clauses import check_clause
from licet.checks.consequences import without_consequences
from licet.checks.days import check_unread_days, read_at_days
from licet.checks.declarations import check_hooks, check_kind, check_kind_cycles, check_relation
from licet.checks.defeats import check_circles
from licet.checks.exclusions import check_excluded_relations, check_exclusions
from licet.checks.facts import FactIndex, check_facts
from licet.checks.findings import Findings
from licet.checks.licenses import check_license, check_license_name
from licet.checks.lineage import check_lineage
from licet.checks.missing_vocabulary import told_once
from licet.checks.purposes import check_purposes
from licet.checks.rules import check_rule
from licet.checks.scope import Scope
from licet.checks.stratification import Dependency, check_strata, dependencies
from licet.checks.takeovers import check_based_on
from licet.checks.terms import check_adoption, check_adoption_overlaps, check_claim, check_term
from licet.checks.tests import check_question, check_taken_names, check_test, check_titles
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.policy.norms import INCORPORATES
from licet.policy.vocabulary import Vocabulary, home_license

Placed = Sequence[tuple[tree.Statement, str | None]]

__all__ = ["Checked", "check", "check_conditions", "examine"]


class Checked(Struct, frozen=True, array_like=True):
    """What checked modules leave behind for checking others that are laid over them."""

    facts: FactIndex = field(default_factory=FactIndex)
    dependencies: tuple[Dependency, ...] = ()
    defined: frozenset[str] = frozenset()
    read_at_days: frozenset[str] = frozenset()
    has_licenses: bool = False


def check(
    modules: Sequence[tree.Module], vocabulary: Vocabulary, base: Sequence[tree.Module] | Checked = ()
) -> tuple[Diagnostic, ...]:
    """Check modules.

    Args:
        modules: the files to check, in any order.
        vocabulary: what `licet.policy.vocabulary.collect` made of them and of the modules below them.
        base: the modules below, which are not checked again, or what `examine` left of them.

    Returns:
        Everything found, by file, line, column and code. No exception is raised, whatever the modules hold.
    """
    if not isinstance(base, Checked):
        base = examine(base, vocabulary)[1] if base else Checked()
    return examine(modules, vocabulary, base)[0]


def examine(
    modules: Sequence[tree.Module], vocabulary: Vocabulary, base: Checked | None = None
) -> tuple[tuple[Diagnostic, ...], Checked]:
    """As `check`, and also give what is needed to check other modules over these and those of the base."""
    base = base or Checked()
    findings = Findings()
    scope = Scope(vocabulary, findings)
    statements = list(_in_order(modules))
    facts = check_facts((s for s, _ in statements if isinstance(s, (tree.Entity, tree.Fact))), scope, base.facts)
    check_excluded_relations((s for s, _ in statements), scope)
    check_exclusions(facts, scope)
    new = dependencies(modules)
    defined = base.defined | facts.relations | _supposed(statements)
    for statement, home in statements:
        _check_statement(statement, home, scope, facts, defined)
    read = base.read_at_days | read_at_days(s for s, _ in statements)
    check_unread_days((s for s, _ in statements), read, vocabulary, findings)
    check_purposes((s for s, _ in statements), facts, scope)
    check_lineage((s for s, _ in statements), facts, scope)
    _check_together(statements, vocabulary, {m.name for m in modules if m.added}, findings)
    if not base.has_licenses:
        check_hooks(vocabulary, findings)
    if new:
        check_strata((*base.dependencies, *new), new, findings)
    checked = Checked(facts, (*base.dependencies, *new), defined, read, bool(vocabulary.licenses))
    return told_once(without_consequences(findings.sorted(), modules), vocabulary), checked


def check_conditions(
    conditions: Sequence[tree.Condition], vocabulary: Vocabulary, *, ground: bool = False
) -> tuple[Diagnostic, ...]:
    """Check a conjunction that somebody asks: names, kinds, and that what is compared is bound.

    Args:
        conditions: the literals and groups.
        vocabulary: what they may name.
        ground: whether named variables are errors too (E309), since the question is whether something holds.
    """
    findings = Findings()
    check_question(tuple(conditions), Scope(vocabulary, findings), ground)
    return findings.sorted()


def _check_together(statements: Placed, vocabulary: Vocabulary, added: Collection[str], findings: Findings) -> None:
    """The checks that look at many statements at once."""
    kinds = {s.name for s, _ in statements if isinstance(s, tree.Kind)}
    clauses = {f"{s.license or home}.{s.name}" for s, home in statements if isinstance(s, tree.Clause)}
    adoptions = [s for s, _ in statements if isinstance(s, tree.Adopt)]
    if kinds:
        check_kind_cycles(vocabulary, kinds, findings)
    if clauses:
        check_circles(vocabulary, clauses, findings)
    if adoptions:
        check_adoption_overlaps(vocabulary, adoptions, findings)
    tests = [s for s, _ in statements if isinstance(s, tree.Test)]
    check_titles(tests, findings)
    check_taken_names(tests, vocabulary, added, findings)


def _in_order(modules: Sequence[tree.Module]) -> Iterator[tuple[tree.Statement, str | None]]:
    """The statements by place, each with the license that its file's unqualified clauses belong to."""
    for module in sorted(modules, key=lambda m: m.order):
        home = home_license(module)
        for statement in sorted(module.statements, key=lambda s: s.span):
            yield statement, home


def _supposed(statements: Placed) -> frozenset[str]:
    """The relations that something is put in by rules, by clauses that incorporate, or by what a test supposes."""
    names: set[str] = set()
    for statement, _ in statements:
        if isinstance(statement, tree.Test):
            for given in statement.given:
                if isinstance(given, tree.Entity):
                    names.update(line.relation for line in given.lines)
                elif isinstance(given, tree.Fact):
                    names.add(given.atom.relation)
        elif isinstance(statement, (tree.Rule, tree.Term)):
            names.add(statement.head.relation)
        elif isinstance(statement, tree.Clause) and any(isinstance(e, tree.Incorporates) for e in statement.effects):
            names.add(INCORPORATES)
    return frozenset(names)


def _check_statement(
    statement: tree.Statement, home: str | None, scope: Scope, facts: FactIndex, defined: frozenset[str]
) -> None:
    match statement:
        case tree.Kind():
            check_kind(statement, scope)
        case tree.Relation():
            check_relation(statement, scope)
        case tree.Rule():
            check_rule(statement, scope, defined)
        case tree.License():
            check_license(statement, scope)
            check_based_on(statement, scope)
        case tree.Clause():
            license = statement.license or home
            if license is not None:
                check_clause(statement, license, scope, defined)
        case tree.Unmodelled():
            license = statement.license or home
            if license is not None:
                check_license_name(license, statement.span, scope)
        case tree.Term():
            check_term(statement, statement.license or home, scope, defined)
        case tree.Adopt():
            check_adoption(statement, scope)
        case tree.Claim():
            check_claim(statement, scope)
        case tree.Test():
            check_test(statement, home, scope, facts)
        case tree.Entity() | tree.Fact() | tree.Accept():
            pass
