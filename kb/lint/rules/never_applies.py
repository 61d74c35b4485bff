"""L201: a clause, rule or reading whose conditions contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import Span
from licet.lint.conditions import body_of, can_hold
from licet.lint.finding import finding
from licet.lint.subject import Subject

__all__ = ["never_applies"]

_HELP = "take out the condition that another one rules out, or the whole of it"


def never_applies(subject: Subject) -> Iterator[Diagnostic]:
    """What never applies, whatever is stated: one condition rules out another. What a relation that nothing is stated
    of rules out, `licet check` finds (W302, W402)."""
    rules, excluding = subject.definitions, subject.excluding
    for entry in subject.clauses:
        if not can_hold([body_of(entry.clause)], rules=rules, excluding=excluding):
            yield _found(f"clause `{entry.clause.name}`", entry.clause.name_span)
    for rule in subject.rules:
        if not can_hold([rule.body], _heads(rule.head), rules=rules, excluding=excluding):
            yield _found(f"this rule of `{rule.head.relation}`", rule.head.span)
    for term in subject.terms:
        for reading in term.readings:
            if not can_hold([reading.body], _heads(term.head), rules=rules, excluding=excluding):
                yield _found(f"reading `{reading.name}` of `{term.head.relation}`", reading.span)


def _heads(head: tree.Atom) -> tuple[str, ...]:
    return tuple(a.name for a in (*head.arguments, head.value) if isinstance(a, tree.Variable))


def _found(what: str, span: Span) -> Diagnostic:
    return finding("L201", f"{what} can never apply: its conditions contradict each other", span, _HELP)
