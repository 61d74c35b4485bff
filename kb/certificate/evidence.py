"""Certificates of answers: a verdict or a truth, with a certified conclusion in each branch of its decision."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from licet.certificate.certified import CertifiedWorld, Goal, JsonObject, certificate_of, encode_row, encode_value
from licet.errors import PolicyTooComplex
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.logic.ir import Fact
from licet.logic.oracle import World
from licet.policy import relation_names as called
from licet.policy.vocabulary import collect
from licet.policy.world_facts import choice, supposition
from licet.verdict.base import Base
from licet.verdict.build import build
from licet.verdict.decision import Assumption, Branch
from licet.verdict.judge import branches_of_truth, branches_of_use
from licet.verdict.policies import Policies
from licet.verdict.query import QUERY, with_query
from licet.verdict.revision import assume
from licet.verdict.subjects import conditions_of, known_use
from licet.verdict.verdict import Pin, Status

__all__ = [
    "asked_literal",
    "base_with",
    "certify_literal",
    "certify_use",
    "digests",
    "goal_of",
    "summary",
    "world_facts",
]


def certify_use(policies: Policies, use: str, *, given: str = "", readings: Iterable[Pin] = ()) -> JsonObject:
    """A certificate of the verdict of a use: for each branch of its decision, that this is the outcome there.

    Args:
        policies: the loaded policies.
        use: the name of a declared use.
        given: further statements to take as given, such as `fact on(my_use) = 2024-01-01`.
        readings: readings of contested terms to take as given.

    Raises:
        NameUnknown: no use of that name is declared.
        PolicyError: `given` does not parse or does not pass the checks.
        PolicyTooComplex: the decision was not exhausted, or the certificate would be past its limit.
    """
    base = base_with(policies, given)
    known_use(base.vocabulary, use)
    pins = tuple(sorted(readings))
    branches = branches_of_use(base, use, pins)
    claim = {"kind": "use", "use": use, **_claim(given, pins, branches)}
    return _certificate(base, pins, branches, claim, policies.base)


def certify_literal(policies: Policies, literal: str, *, given: str = "", readings: Iterable[Pin] = ()) -> JsonObject:
    """A certificate of the truth of literals without variables, joined by `and`: for each branch of the decision, that
    they hold, or that they cannot hold.

    Raises:
        PolicyError: `literal` or `given` does not parse or does not pass the checks.
        PolicyTooComplex: the decision was not exhausted, or the certificate would be past its limit.
    """
    base = asked_literal(base_with(policies, given), literal)
    pins = tuple(sorted(readings))
    branches = branches_of_truth(base, QUERY, (), pins)
    claim = {"kind": "literal", "literal": literal, **_claim(given, pins, branches)}
    return _certificate(base, pins, branches, claim, policies.base)


def base_with(policies: Policies, given: str) -> Base:
    """The base with further statements, built anew so that its program holds all of them.

    Raises:
        PolicyError: the statements do not parse or do not pass the checks.
    """
    if not given:
        return policies.base
    assume(policies, given, "assumed")
    module, _ = parse_module(SourceFile("assumed", given))
    vocabulary, _ = collect([module], policies.base.vocabulary)
    return build((*policies.base.modules, module), policies.base.sources, vocabulary)


def asked_literal(base: Base, literal: str) -> Base:
    """The base with a relation that holds if the literals do.

    Raises:
        PolicyError: the literals do not parse or do not fit the vocabulary.
    """
    return with_query(base, conditions_of(base.vocabulary, literal, ground=True))[0]


def goal_of(base: Base, claim: JsonObject, outcome: str) -> Goal:
    """The conclusion that means the outcome in a branch."""
    if claim["kind"] == "use":
        return Goal(called.OUTCOME, (claim["use"], outcome))
    return Goal(QUERY, ()) if outcome == "true" else Goal(base.doubt.possible(QUERY), (), False)


def world_facts(base: Base, readings: Iterable[Pin], assumptions: Iterable[Assumption] = ()) -> Iterator[Fact]:
    """The facts that set a branch's world apart."""
    for pin in readings:
        yield from choice(pin.term, pin.reading, (r.name for r in base.vocabulary.terms[pin.term].term.readings))
    for assumption in assumptions:
        yield supposition(assumption.relation, assumption.row, assumption.value)


def digests(base: Base) -> Mapping[str, str]:
    """The SHA-256 digests of the policy files by name: of their text in UTF-8, without a byte order mark."""
    return {name: hashlib.sha256(source.text.encode()).hexdigest() for name, source in base.sources.items()}


def summary(kind: str, branches: Sequence[tuple[tuple[Pin, ...], str]]) -> str:
    """What a decided answer is in the end, from the readings and the outcome of each branch.

    Returns:
        for a use the value of its `Status`; for a literal `true`, `false`, `unknown` or `contested`.
    """
    by_readings: dict[frozenset[Pin], set[str]] = {}
    for readings, outcome in branches:
        by_readings.setdefault(frozenset(readings), set()).add(outcome)
    found = {_settled(kind, outcomes) for outcomes in by_readings.values()}
    return _settled(kind, found, Status.CONTESTED.value)


def _settled(kind: str, outcomes: set[str], otherwise: str = "unknown") -> str:
    """The one outcome; permissions are one whatever duties they come with."""
    if kind == "use" and all(Status(o).allows for o in outcomes):
        return min(outcomes, key=[s.value for s in Status].index)
    return next(iter(outcomes)) if len(outcomes) == 1 else otherwise


def _claim(given: str, pins: Sequence[Pin], branches: Sequence[Branch]) -> JsonObject:
    outcomes = [(b.readings, b.outcome) for b in branches if b.outcome is not None]
    if len(outcomes) < len(branches):
        raise PolicyTooComplex("not every branch of the decision was decided, so there is no certificate of it")
    return {
        "given": given,
        "readings": [[p.term, p.reading] for p in pins],
        "branches": [
            {
                "readings": [[p.term, p.reading] for p in sorted(b.readings)],
                "assumptions": [
                    [a.relation, encode_row(a.row), a.value if isinstance(a.value, bool) else encode_value(a.value)]
                    for a in b.assumptions
                ],
                "outcome": b.outcome,
            }
            for b in branches
        ],
    }


def _certificate(
    base: Base, pins: tuple[Pin, ...], branches: Sequence[Branch], claim: JsonObject, pinned: Base
) -> JsonObject:
    kind = claim["kind"]
    claim["answer"] = summary(kind, [(b.readings, b.outcome) for b in branches if b.outcome is not None])
    worlds = [
        CertifiedWorld(
            b.solver,
            tuple(world_facts(base, (*pins, *b.readings), b.assumptions)),
            (goal_of(base, claim, b.outcome or ""),),
        )
        for b in branches
    ]
    doubts = {(a.relation, a.row): None for b in branches for a in b.assumptions}
    if doubts:
        root: World = base.pinned(base.solver, pins)
        goals = tuple(Goal(called.unknown(relation), row) for relation, row in doubts)
        worlds.append(CertifiedWorld(root, tuple(world_facts(base, pins)), goals))
    return certificate_of(worlds, digests(pinned), claim)
