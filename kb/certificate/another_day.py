"""A use as it would be on another day than the one that it states. A certificate takes nothing back that files state,
so it speaks of a copy of the use, which it is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.formatter import format_module
from licet.policy.own_names import renamed
from licet.policy.renaming import names_in
from licet.verdict.policies import Policies
from licet.verdict.revision import assume, dated
from licet.verdict.subjects import known_use

__all__ = ["made_on"]

_DAY = "on"
_QUESTION = "the question"


def made_on(policies: Policies, use: str, on: date) -> tuple[Policies, str]:
    """Policies in which a use is made on that day, with nothing taken back, and the name of the use: the same, or that
    of a copy where it states another day.

    Raises:
        NameUnknown: no use of that name is declared.
        PolicyError: a rule or a clause speaks of the use by its name, so that no copy is judged like it.
    """
    known_use(policies.vocabulary, use)
    stated = {row[1] for row in policies.base.solver.answers(_DAY, (use, None))}
    if stated == {on}:
        return policies, use
    if not stated:
        return dated(policies, use, on), use
    text, name = _copy(policies, use, on)
    return assume(policies, text, _QUESTION), name


def _copy(policies: Policies, use: str, on: date) -> tuple[str, str]:
    """The statements of a copy of a use that is made on that day, as a text, and the name of the copy."""
    name = _free(policies, f"{use}_on_{on:%Y_%m_%d}")
    entities: list[tree.Entity] = []
    facts: list[tree.Fact] = []
    for statement in _statements(policies):
        match statement:
            case tree.Entity() if statement.name == use:
                entities.append(statement)
            case tree.Entity():
                facts += (_as_fact(statement, line) for line in statement.lines if use in names_in(line))
            case tree.Fact() if use in names_in(statement):
                facts.append(statement)
            case tree.Rule() | tree.Clause() | tree.Term() if use in names_in(statement):
                raise _named_in(statement, use)
    day = tree.Line(_DAY, (tree.Day(on),), None, False, None)
    lines = (line for entity in entities for line in entity.lines if line.relation != _DAY)
    title = next((entity.title for entity in entities if entity.title), None)
    copy = tree.Entity(entities[0].kind, use, title, (day, *lines))
    others = (fact for fact in facts if fact.atom.relation != _DAY)
    return format_module(tree.Module("given", renamed((copy, *others), {use: name}))), name


def _statements(policies: Policies) -> Iterator[tree.Statement]:
    loaded = policies.loaded or policies
    for module in (*loaded.base.modules, *policies.laid):
        yield from module.statements


def _as_fact(entity: tree.Entity, line: tree.Line) -> tree.Fact:
    unknown = isinstance(line.value, tree.Unknown)
    value = None if isinstance(line.value, tree.Unknown) else line.value
    atom = tree.Atom(line.relation, (tree.Constant(entity.name), *line.arguments), value)
    return tree.Fact(atom, line.denied, unknown, line.per, days=line.days)


def _free(policies: Policies, stem: str) -> str:
    name, number = stem, 1
    while name in policies.vocabulary.entities:
        number += 1
        name = f"{stem}_{number}"
    return name


def _named_in(statement: tree.Statement, use: str) -> PolicyError:
    message = f"`{use}` states another day, and its copy on this one is not what a rule here names"
    help = (
        "a certificate of another day is of a copy of the use; let the rule say which uses it means without their names"
    )
    return PolicyError([Diagnostic(Severity.ERROR, "E624", message, statement.span, help)])
