"""Certificates of answers: a verdict or a truth, with a certified conclusion in each branch of its decision."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from licet.certificate.branches import summary
from licet.certificate.certified import (
    CertifiedWorld,
    Goal,
    JsonObject,
    certificate_of,
    encode_row,
    encode_value,
)
from licet.certificate.claim import read_claim
from licet.certificate.kernel import Rejected
from licet.errors import PolicyTooComplex
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.logic.ir import Fact
from licet.logic.values import Row
from licet.policy import relation_names as called
from licet.policy.readings import taken_together
from licet.policy.references import resolved
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import collect
from licet.policy.world_facts import choice, supposition
from licet.verdict.base import Base
from licet.verdict.build import build
from licet.verdict.decision import Assumption, Branch
from licet.verdict.judge import branches_of_truth, branches_of_use, judge_use
from licet.verdict.policies import Policies
from licet.verdict.presumptions import Presumed
from licet.verdict.query import QUERY, with_query
from licet.verdict.revision import assume
from licet.verdict.subjects import conditions_of, known_readings, known_use
from licet.verdict.verdict import Pin

__all__ = [
    "Decided",
    "asked_literal",
    "base_with",
    "certify_literal",
    "certify_use",
    "digests",
    "is_free",
    "presumed_facts",
    "world_facts",
    "worlds_of",
]


class Decided(Struct, frozen=True):
    """A branch of a decision: what is chosen in it, and what is the outcome then."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str


def certify_use(
    policies: Policies, use: str, *, given: str = "", readings: Iterable[Pin] = (), strict: bool = False
) -> JsonObject:
    """A certificate of the verdict of a use: for each branch of its decision, that this is the outcome there.

    Args:
        policies: the loaded policies.
        use: the name of a declared use.
        given: further statements to take as given, such as `fact on(my_use) = 2024-01-01`.
        readings: readings of contested terms to take as given.
        strict: whether to presume nothing.

    Raises:
        NameUnknown: no use, term or reading of that name is declared.
        TwoReadings: two of the readings are of one term.
        PolicyError: `given` does not parse or does not pass the checks.
        PolicyTooComplex: the decision was not exhausted, or the certificate would be past its limit.
    """
    base = base_with(policies, given)
    known_use(base.vocabulary, use)
    pins = tuple(sorted(known_readings(base.vocabulary, readings)))
    asked = base.strict() if strict else base
    presumed = presumed_facts(asked, use, pins)
    claim = {
        "kind": "use",
        "use": use,
        "given": given,
        "strict": strict,
        "presumptions": [[relation, encode_row(row)] for relation, row in presumed],
    }
    return _certificate(base, asked, pins, branches_of_use(asked, use, pins, everywhere=True), claim, policies.base)


def presumed_facts(base: Base, use: str, pins: Sequence[Pin]) -> tuple[tuple[str, Row], ...]:
    """The facts that the verdict of a use presumes not to be so."""
    return tuple((p.relation, p.row) for p in Presumed(base, judge_use(base, use, pins), pins).facts())


def certify_literal(
    policies: Policies, literal: str, *, given: str = "", readings: Iterable[Pin] = (), strict: bool = False
) -> JsonObject:
    """A certificate of the truth of literals without variables, joined by `and`: for each branch of the decision, that
    they hold, or that they cannot hold.

    Raises:
        NameUnknown, TwoReadings: as `certify_use` does.
        PolicyError: `literal` or `given` does not parse or does not pass the checks.
        PolicyTooComplex: the decision was not exhausted, or the certificate would be past its limit.
    """
    base = asked_literal(base_with(policies, given), literal)
    pins = tuple(sorted(known_readings(base.vocabulary, readings)))
    asked = base.strict() if strict else base
    claim = {"kind": "literal", "literal": literal, "given": given, "strict": strict}
    return _certificate(
        base, asked, pins, branches_of_truth(asked, QUERY, (), pins, everywhere=True), claim, policies.base
    )


def base_with(policies: Policies, given: str) -> Base:
    """The base with further statements, built anew so that its program holds all of them.

    Raises:
        PolicyError: the statements do not parse or do not pass the checks.
    """
    if not given:
        return policies.base
    assume(policies, given, "assumed")
    parsed, _ = parse_module(SourceFile("assumed", given))
    (module,), _ = written_out([parsed], lambda: policies.base.modules)
    vocabulary, _ = collect([module], policies.base.vocabulary)
    return build((*policies.base.modules, resolved(module, vocabulary)), policies.base.sources, vocabulary)


def asked_literal(base: Base, literal: str) -> Base:
    """The base with a relation that holds if the literals do.

    Raises:
        PolicyError: the literals do not parse or do not fit the vocabulary.
    """
    return with_query(base, conditions_of(base.vocabulary, literal, ground=True))[0]


def is_free(base: Base, relation: str) -> bool:
    """Whether an unknown fact of the relation can be given any value without contradiction: what rules conclude could
    give a second one. Truth and falsehood are no such values, since nothing but doubt asks what was denied."""
    return not (base.is_functional(relation) and base.solver.rules_for(relation))


def worlds_of(
    base: Base, use: str | None, pins: Sequence[Pin], branches: Iterable[Decided], strict: bool = False
) -> Iterator[tuple[tuple[Fact, ...], tuple[Goal, ...]]]:
    """The worlds that are evidence for an answer: what is assumed in each besides the policies, and what must be so in
    it. There is one for each branch, in which its outcome is certain; and if there are branches with assumptions, one
    without any, in which everything assumed is unknown.

    Args:
        base: the policies, with what is given, and if it is about literals as `asked_literal` returns it.
        use: the use that the answer is about; None for literals.
        pins: the readings that were taken as given.
        branches: the branches of the decision.
        strict: whether nothing is presumed.
    """
    always = (Fact(called.STRICT, ()),) if strict else ()
    doubts: dict[tuple[str, Row], Goal] = {}
    for branch in branches:
        yield (
            (*always, *world_facts(base, (*pins, *branch.readings), branch.assumptions)),
            (_goal(base, use, branch.outcome),),
        )
        for a in branch.assumptions:
            doubts[a.relation, a.row] = Goal(called.unknown(a.relation), a.row)
    if doubts:
        yield (*always, *world_facts(base, pins)), tuple(doubts.values())


def _goal(base: Base, use: str | None, outcome: str) -> Goal:
    """The conclusion that means the outcome in a branch."""
    if use is not None:
        return Goal(called.OUTCOME, (use, outcome))
    return Goal(QUERY, ()) if outcome == "true" else Goal(base.doubt.possible(QUERY), (), False)


def world_facts(base: Base, readings: Iterable[Pin], assumptions: Iterable[Assumption] = ()) -> Iterator[Fact]:
    """The facts that set a branch's world apart.

    Raises:
        TwoReadings: two of the readings are of one term.
    """
    for pin in taken_together(readings):
        yield from choice(pin.term, pin.reading, (r.name for r in base.vocabulary.terms[pin.term].term.readings))
    for assumption in assumptions:
        yield supposition(assumption.relation, assumption.row, assumption.value)


def digests(base: Base) -> Mapping[str, str]:
    """The SHA-256 digests of the policy files: of their text in UTF-8, without a byte order mark.

    A file is called by as much of the end of its name as no other file shares, so that a certificate does not say where
    the policies were.
    """
    parts = {name: name.split("/") for name in base.sources}
    tails = Counter("/".join(p[-n:]) for p in parts.values() for n in range(1, len(p) + 1))
    return {
        next(("/".join(p[-n:]) for n in range(1, len(p)) if tails["/".join(p[-n:])] == 1), name): hashlib.sha256(
            base.sources[name].text.encode()
        ).hexdigest()
        for name, p in parts.items()
    }


def _decided(base: Base, branches: Sequence[Branch]) -> tuple[Decided, ...]:
    decided = tuple(
        Decided(tuple(sorted(b.readings)), b.assumptions, b.outcome) for b in branches if b.outcome is not None
    )
    if len(decided) < len(branches):
        raise PolicyTooComplex("not every branch of the decision was decided, so there is no certificate of it")
    for relation in sorted({a.relation for d in decided for a in d.assumptions}):
        if not is_free(base, relation):
            raise PolicyTooComplex(f"the answer hangs on a value of `{relation}` that rules conclude, too")
    return decided


def _branch_json(branch: Decided) -> JsonObject:
    return {
        "readings": [[p.term, p.reading] for p in branch.readings],
        "assumptions": [
            [a.relation, encode_row(a.row), a.value if isinstance(a.value, bool) else encode_value(a.value)]
            for a in branch.assumptions
        ],
        "outcome": branch.outcome,
    }


def _certificate(
    base: Base, world: Base, pins: Sequence[Pin], branches: Sequence[Branch], asked: JsonObject, pinned: Base
) -> JsonObject:
    """The certificate of an answer; `world` is the base that it was asked of, strict or not."""
    decided = _decided(base, branches)
    claim = {
        **asked,
        "readings": [[p.term, p.reading] for p in pins],
        "branches": [_branch_json(branch) for branch in decided],
        "answer": summary(asked["kind"], [(d.readings, d.outcome) for d in decided]),
    }
    oracles = [*(b.solver for b in branches), world.pinned(world.solver, pins)]
    worlds = [
        CertifiedWorld(oracle, assumed, goals)
        for oracle, (assumed, goals) in zip(
            oracles,
            worlds_of(base, asked.get("use"), pins, decided, asked["strict"] and world is not base),
            strict=False,
        )
    ]
    certificate = certificate_of(worlds, digests(pinned), claim)
    try:
        read_claim(certificate)
    except Rejected as error:
        raise PolicyTooComplex(f"the certificate would be past a limit: {error}") from None
    return certificate
