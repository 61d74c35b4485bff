"""Small changes of statements that some test should notice: a condition left out, a threshold moved, `<` for `<=`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.checks.findings import Findings
from licet.checks.safety import check_safety
from licet.grammar import tree
from licet.grammar.source import Span
from licet.grammar.write import format_literal
from licet.policy.lowering import clause_variables
from licet.policy.occurrences import variables
from licet.policy.vocabulary import home_license

__all__ = ["KINDS", "Mutant", "mutants_of", "mutants_of_module"]

KINDS = {
    "M101": "drops a clause or rule",
    "M102": "drops a condition",
    "M103": "drops an exception",
    "M104": "drops what a clause defeats",
    "M105": "drops a duty",
    "M106": "moves a threshold",
    "M107": "moves a day",
    "M108": "swaps strict and non-strict",
    "M109": "swaps `and` and `any of`",
}
"""What mutants do, by the codes that they are accepted by."""

_STRICT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_MONTH = timedelta(days=30)
_Mutable = tree.Clause | tree.Rule | tree.Term | tree.License


class Mutant(Struct, frozen=True):
    """A statement that says something else.

    Attributes:
        code: what was done to it, as of `KINDS`.
        key: what the statement is and is called: `("clause", "llama_2.grant")`, `("rule", "comes_from")`.
        license: the license that it belongs to, if it belongs to one.
        words: what was done to it: "drops the condition `Use improves Model`".
        span: where.
        before: the statement.
        after: the other one; None where it is dropped.
        reading: the reading of a term that is changed.
    """

    code: str
    key: tuple[str, str]
    license: str | None
    words: str
    span: Span
    before: _Mutable
    after: _Mutable | None
    reading: str | None = None

    @property
    def fingerprint(self) -> str:
        """A name for what it does, wherever it stands."""
        said = (self.code, self.key, self.before, self.after)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]

    @property
    def does_otherwise(self) -> bool:
        """Whether it changes what a clause does or when it is in force, and not only its conditions."""
        one, other = self.before, self.after
        if isinstance(one, tree.License):
            return True
        if not isinstance(one, tree.Clause) or not isinstance(other, tree.Clause):
            return False
        return (one.effects, one.in_force) != (other.effects, other.in_force)


def mutants_of_module(module: tree.Module) -> Iterator[Mutant]:
    """The mutants of the statements that a file holds itself, in their order."""
    home = home_license(module)
    for statement in sorted(module.statements, key=lambda s: s.span):
        yield from mutants_of(statement, home)


def mutants_of(statement: tree.Statement, home: str | None = None) -> Iterator[Mutant]:
    """The mutants of a license, clause, rule or term; nothing for other statements, and for what is taken over.

    Args:
        statement: the statement.
        home: the license that clauses without one belong to.
    """
    if isinstance(statement, tree.Clause):
        if statement.taken is None and statement.as_in is None:
            license = statement.license or home
            yield from _distinct(_of_clause(statement, ("clause", f"{license}.{statement.name}"), license))
    elif isinstance(statement, tree.Rule):
        if statement.taken is None:
            yield from _distinct(_of_rule(statement, ("rule", statement.head.relation), home))
    elif isinstance(statement, tree.License):
        yield from _distinct(_of_license(statement))
    elif isinstance(statement, tree.Term):
        key = ("term", statement.head.relation)
        yield from _distinct(_of_term(statement, key, statement.license or home))


def _distinct(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    """The mutants that say something else than the statement, and than those before them."""
    seen: list[object] = []
    for mutant in mutants:
        if mutant.after != mutant.before and mutant.after not in seen:
            seen.append(mutant.after)
            yield mutant


def _of_clause(clause: tree.Clause, key: tuple[str, str], license: str | None) -> Iterator[Mutant]:
    def made(code: str, words: str, span: Span, after: tree.Clause | None) -> Mutant:
        return Mutant(code, key, license, words, span, clause, after)

    yield made("M101", f"drops the clause `{key[1]}`", clause.name_span, None)
    for effects, code, words, span in _fewer_effects(clause.effects):
        yield made(code, words, span, replace(clause, effects=effects))
    if clause.in_force is not None:
        for words, in_force in _periods(clause.in_force):
            yield made("M107", words, clause.in_force.span, replace(clause, in_force=in_force))
    use, thing = clause_variables(clause)
    given = (use, *((thing,) if thing is not None else ()))
    for code, words, span, body in _bodies(clause.body):
        if _is_safe(body, given):
            yield made(code, words, span, replace(clause, body=body))


def _of_license(license: tree.License) -> Iterator[Mutant]:
    if license.in_force is not None:
        key = ("license", license.name)
        for words, in_force in _periods(license.in_force):
            after = replace(license, in_force=in_force)
            yield Mutant("M107", key, license.name, words, license.in_force.span, license, after)


def _periods(period: tree.InForce) -> Iterator[tuple[str, tree.InForce]]:
    """The period with its first or its last day moved, as long as it has days."""
    moved = [(f"begins on {words}", replace(period, start=tree.Day(day))) for day, words in _days(period.start.value)]
    if period.end is not None:
        moved += [(f"ends on {words}", replace(period, end=tree.Day(day))) for day, words in _days(period.end.value)]
    for words, other in moved:
        if other.end is None or other.start.value < other.end.value:
            yield f"moves the days that it is in force: {words}", other


def _of_rule(rule: tree.Rule, key: tuple[str, str], license: str | None) -> Iterator[Mutant]:
    yield Mutant("M101", key, license, f"drops the rule of `{key[1]}`", rule.head.span, rule, None)
    needed = {v.name for v in variables((rule.head, rule.calculation))}
    needed |= {rule.aggregate.variable.name} if rule.aggregate is not None else set()
    for code, words, span, body in _bodies(rule.body):
        if _is_safe(body, (), needed):
            yield Mutant(code, key, license, words, span, rule, replace(rule, body=body))


def _of_term(term: tree.Term, key: tuple[str, str], license: str | None) -> Iterator[Mutant]:
    needed = {v.name for v in variables(term.head)}
    for number, reading in enumerate(term.readings):
        for code, words, span, body in _bodies(reading.body):
            if _is_safe(body, (), needed):
                readings = (*term.readings[:number], replace(reading, body=body), *term.readings[number + 1 :])
                after = replace(term, readings=readings)
                yield Mutant(code, key, license, words, span, term, after, reading.name)


def _is_safe(body: tree.Body, given: Sequence[str], needed: Iterable[str] = ()) -> bool:
    """Whether every variable of the body is bound, and what its head needs is, too."""
    findings = Findings()
    known, _ = check_safety(body, given, findings)
    return not findings.sorted() and set(needed) <= known


# --- Effects ---

_Fewer = tuple[tuple[tree.Effect, ...], str, str, Span]


def _fewer_effects(effects: tuple[tree.Effect, ...]) -> Iterator[_Fewer]:
    """The effects without a duty, or without one of the clauses that they defeat, as long as any is left."""
    for number, effect in enumerate(effects):
        rest = (*effects[:number], *effects[number + 1 :])
        if isinstance(effect, tree.Requires) and rest:
            yield rest, "M105", f"drops the duty `{effect.duty.name}`", effect.span
        elif isinstance(effect, tree.Defeats):
            for target in effect.clauses:
                others = tuple(c for c in effect.clauses if c is not target)
                left = (replace(effect, clauses=others),) if others else ()
                found = (*effects[:number], *left, *effects[number + 1 :])
                if found:
                    yield found, "M104", f"drops `{effect.verb} {target.name}`", target.span


# --- Conditions ---

_Body = tuple[str, str, Span, tree.Body]
_Conditions = tuple[tree.Condition, ...]


def _bodies(body: tree.Body) -> Iterator[_Body]:
    """The body with one thing about it changed: code, words, place, the other body."""
    for code, words, span, when in _conjunctions(body.when):
        yield code, words, span, replace(body, when=when)
    for number, exception in enumerate(body.unless):
        rest = (*body.unless[:number], *body.unless[number + 1 :])
        said = " and ".join(map(_said, exception))
        yield "M103", f"drops the exception `{said}`", _span(exception), replace(body, unless=rest)
        for code, words, span, conditions in _conjunctions(exception):
            if conditions:
                unless = (*body.unless[:number], conditions, *body.unless[number + 1 :])
                yield code, f"{words} in an exception", span, replace(body, unless=unless)


def _conjunctions(conditions: _Conditions) -> Iterator[tuple[str, str, Span, _Conditions]]:
    for number, condition in enumerate(conditions):
        before, after = conditions[:number], conditions[number + 1 :]
        yield "M102", f"drops the condition `{_said(condition)}`", _span((condition,)), (*before, *after)
        for code, words, span, changed in _conditions(condition):
            yield code, words, span, (*before, changed, *after)
    if len(conditions) > 1:
        either = tree.Group("any", conditions)
        yield "M109", "joins the conditions by `any of` instead of `and`", _span(conditions), (either,)


def _conditions(condition: tree.Condition) -> Iterator[tuple[str, str, Span, tree.Condition]]:
    """The condition with something in it changed."""
    match condition:
        case tree.Group():
            yield from _groups(condition)
        case tree.Negation(literal=literal):
            for code, words, span, changed in _conditions(literal):
                if not isinstance(changed, (tree.Group, tree.Negation)):
                    yield code, words, span, replace(condition, literal=changed)
        case tree.Comparison():
            other = _STRICT.get(condition.operator)
            if other is not None:
                words = f"says `{other}` instead of `{condition.operator}` in `{_said(condition)}`"
                yield "M108", words, condition.span, replace(condition, operator=other)
            for side in ("left", "right"):
                for code, words, value in _moved(getattr(condition, side)):
                    said = f"moves {words} in `{_said(condition)}`"
                    moved: Any = replace(condition, **{side: value})
                    yield code, said, condition.span, moved


def _groups(group: tree.Group) -> Iterator[tuple[str, str, Span, tree.Condition]]:
    other = {"any": "all", "all": "any"}.get(group.quantifier)
    if other is not None and len(group.items) > 1:
        words = f"says `{other} of` instead of `{group.quantifier} of`"
        yield "M109", words, group.span, replace(group, quantifier=other)
    for number, item in enumerate(group.items):
        before, after = group.items[:number], group.items[number + 1 :]
        if before or after:
            words = f"drops the condition `{_said(item)}` of `{group.quantifier} of`"
            yield "M102", words, _span((item,)), replace(group, items=(*before, *after))
        for code, words, span, changed in _conditions(item):
            yield code, words, span, replace(group, items=(*before, changed, *after))


def _moved(side: object) -> Iterator[tuple[str, str, tree.Argument]]:
    """A number twice as large and half as large, a day a month later and earlier."""
    match side:
        case tree.Number(value=value) if value:
            half = value // 2 if isinstance(value, int) else value / Decimal(2)
            for moved in (value * 2, half):
                yield "M106", f"{_number(value)} to {_number(moved)}", tree.Number(moved)
        case tree.Day(value=day):
            for later, words in _days(day):
                yield "M107", f"{day.isoformat()} to {words}", tree.Day(later)


def _number(value: int | Decimal) -> str:
    return f"{value:,}"


def _days(day: date) -> Iterator[tuple[date, str]]:
    for moved in (day + _MONTH, day - _MONTH):
        yield moved, moved.isoformat()


def _said(condition: tree.Condition) -> str:
    if isinstance(condition, tree.Group):
        return f"{condition.quantifier} of {' / '.join(map(_said, condition.items))}"
    return format_literal(condition)


def _span(conditions: Sequence[tree.Condition]) -> Span:
    first = conditions[0]
    if isinstance(first, tree.Group) and not first.span.line:
        return _span(first.items)
    return first.span
