"""Certificates: conclusions of a program with all that a checker needs to confirm them without trusting an engine.

`licet.certificate.kernel` is such a checker, `docs/certificates.md` the description for whoever writes another one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from licet.certificate.demands import Bodies, Part, part_for
from licet.certificate.kernel import FORMAT, MOST_DIGITS
from licet.engine.solver import Solver, compile_program
from licet.errors import EngineFault
from licet.logic.ir import Comparison, Const, Fact, Literal, Operation, Program, Rule, Term
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical, canonical_row
from licet.logic.strata import NegativeCycle, stratify
from licet.logic.values import UNKNOWN, Month, Row, Value

__all__ = [
    "CertifiedWorld",
    "Goal",
    "JsonObject",
    "certificate_of",
    "certify",
    "decode_value",
    "encode_row",
    "encode_rule",
    "encode_value",
    "write_certificate",
]

JsonObject = dict[str, Any]

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]*[1-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class Goal(Struct, frozen=True):
    """What is to be certified: that a row holds, or that none matches the pattern (None matches everything)."""

    relation: str
    pattern: Pattern
    holds: bool = True


class CertifiedWorld(Struct, frozen=True):
    """Goals in one world: `oracle` is its model, `assumed` the facts that set it apart from the program's."""

    oracle: Oracle
    assumed: tuple[Fact, ...]
    goals: tuple[Goal, ...]


def certify(
    program: Program, extra_facts: Iterable[Fact], goals: Sequence[Goal], files: Mapping[str, str] | None = None
) -> JsonObject:
    """A certificate for goals of a program.

    Args:
        program: a stratified, safe program.
        extra_facts: facts that are assumed besides those of the program, and shown as such.
        goals: conclusions and absences.
        files: the SHA-256 digests, in hexadecimal, of the files that the program was made from.

    Raises:
        EngineFault: a goal is not so, or the program is not stratified or safe.
        ProofTooLarge: the certificate would be past its limit.
    """
    assumed = tuple(extra_facts)
    oracle = Solver(compile_program(program)).overlay(assumed)
    return certificate_of([CertifiedWorld(oracle, assumed, tuple(goals))], files or {}, {"kind": "goals"})


def certificate_of(worlds: Sequence[CertifiedWorld], files: Mapping[str, str], claim: JsonObject) -> JsonObject:
    """The certificate for goals in worlds of one program, with a claim that the goals are evidence for.

    Raises:
        EngineFault: a goal is not so, or the program is not stratified.
        ProofTooLarge: the certificate would be past its limit.
    """
    bodies = Bodies()
    parts = [part_for(world.oracle, [(g.relation, g.pattern) for g in world.goals], bodies) for world in worlds]
    rules = {rule.id: rule for part in parts for rule in part.rules}
    return {
        "format": FORMAT,
        "files": dict(sorted(files.items())),
        "claim": claim,
        "rules": [encode_rule(rules[id]) for id in sorted(rules)],
        "strata": _strata(rules.values()),
        "worlds": [_encode_world(world, part) for world, part in zip(worlds, parts, strict=True)],
    }


def write_certificate(certificate: JsonObject) -> bytes:
    """The canonical bytes of a certificate: sorted keys, no white space, ASCII."""
    return json.dumps(certificate, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def encode_value(value: Value) -> Any:
    """A value as JSON: texts and whole numbers as they are, others as an object with one key, their type."""
    value = canonical(value)
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Month):
        return {"month": str(value)}
    return {"unknown": True}


def decode_value(data: Any) -> Value:
    """The value that JSON stands for, written in its one form.

    Raises:
        ValueError: it stands for none.
    """
    match data:
        case str():
            return data
        case int() if not isinstance(data, bool) and data.bit_length() <= 3 * MOST_DIGITS:
            return data
        case {"unknown": True, **other} if not other:
            return UNKNOWN
        case {"decimal": str(text), **other} if not other and _DECIMAL.fullmatch(text) and len(text) <= MOST_DIGITS:
            return Decimal(text)
        case {"date": str(text), **other} if not other and _DATE.fullmatch(text):
            return date.fromisoformat(text)
        case {"month": str(text), **other} if not other and _MONTH.fullmatch(text):
            return Month(int(text[:4]), int(text[5:]))
        case _:
            raise ValueError("no value")


def encode_row(row: Row | Pattern) -> list[Any]:
    """A row or pattern as JSON; null matches everything."""
    return [None if value is None else encode_value(value) for value in row]


def encode_rule(rule: Rule) -> JsonObject:
    """A rule as JSON."""
    aggregate = rule.aggregate
    return {
        "id": rule.id,
        "head": [rule.head.relation, [_encode_term(a) for a in rule.head.arguments]],
        "body": [_encode_item(item) for item in rule.body],
        "aggregate": None if aggregate is None else [aggregate.operator, aggregate.variable.name],
    }


def _encode_item(item: Literal | Comparison) -> list[Any]:
    if isinstance(item, Literal):
        kind, name = "negated" if item.negated else "positive", item.relation
    else:
        kind, name = "lenient" if item.lenient else "strict", item.operator
    return [kind, name, [_encode_term(a) for a in item.arguments]]


def _encode_term(term: Term) -> Any:
    if isinstance(term, Operation):
        return {term.operator: [_encode_term(term.left), _encode_term(term.right)]}
    return encode_value(term.value) if isinstance(term, Const) else {"variable": term.name}


def _strata(rules: Iterable[Rule]) -> dict[str, int]:
    found = stratify(Program(tuple(rules), ()))
    if isinstance(found, NegativeCycle):
        raise EngineFault("the program is not stratified")
    return {name: number for number, component in enumerate(found.components) for name in component.relations}


def _encode_world(world: CertifiedWorld, part: Part) -> JsonObject:
    assumed = sorted({(fact.relation, canonical_row(fact.row)) for fact in world.assumed}, key=repr)
    for goal in world.goals:
        if bool(world.oracle.answers(goal.relation, goal.pattern)) is not goal.holds:
            raise EngineFault(f"a goal of `{goal.relation}` {'does not hold' if goal.holds else 'holds'}")
    return {
        "assumed": [[relation, encode_row(row)] for relation, row in assumed],
        "facts": [[relation, encode_row(row)] for relation, row in part.facts if (relation, row) not in set(assumed)],
        "demands": [[relation, encode_row(pattern)] for relation, pattern in part.demands],
        "derived": [
            [d.relation, encode_row(d.row), d.rank, d.rule.id, {n: encode_value(v) for n, v in d.substitution}]
            for d in part.derived
        ],
        "goals": [[goal.relation, encode_row(goal.pattern), goal.holds] for goal in world.goals],
    }
