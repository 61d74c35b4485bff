"""Verifying a certificate against the policies it speaks of.

The policy files are read and lowered anew. The certificate must pin their digests and hold exactly the rules and stated
facts that they are lowered to wherever it demands some; the kernel decides whether its worlds prove their goals; and
the claim may say no more than follows from those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from licet.certificate.branches import require_partition, summary
from licet.certificate.certified import Goal, JsonObject, decode_value, encode_row, encode_rule, encode_value
from licet.certificate.claim import ClaimedBranch, GoalsClaim, LiteralClaim, UseClaim, pins_of, read_claim
from licet.certificate.evidence import Decided, asked_literal, base_with, digests, is_free, presumed_facts, worlds_of
from licet.certificate.kernel import Rejected, check, read
from licet.certificate.laid import loaded_for
from licet.certificate.proved import Proved, proved_of
from licet.engine.collector import collection_paused
from licet.errors import LicetError
from licet.logic.ir import Fact, Program, Rule
from licet.logic.strata import NegativeCycle, stratify
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.decision import Assumption
from licet.verdict.loading import load_policies
from licet.verdict.policies import Policies
from licet.verdict.subjects import known_readings, known_use

__all__ = ["Verification", "verify", "verify_against", "verify_program"]


class Verification(Struct, frozen=True):
    """What became of a certificate.

    Attributes:
        reason: why it is rejected; empty if it is not.
        changed: where the policy files are not those it was made from, the names of those that differ.
        proved: what it proves; None if it is rejected.
    """

    reason: str = ""
    changed: tuple[str, ...] = ()
    proved: Proved | None = None

    @property
    def accepted(self) -> bool:
        """Whether it proves its claim by the policies, the given facts and readings, and nothing else."""
        return self.proved is not None and not self.proved.added

    @property
    def accepted_under_added_rules(self) -> bool:
        """Whether it proves its claim, but by given statements too that are no facts: the policies do not say so."""
        return self.proved is not None and bool(self.proved.added)


def verify(certificate: bytes | JsonObject, paths: Iterable[str | Path] = ()) -> Verification:
    """Check a certificate against policies.

    Args:
        certificate: its JSON text or structure.
        paths: the policy files and folders; none for the policies that come with Licet.

    Raises:
        PolicyError: the policies cannot be read or have errors.
    """
    return verify_against(certificate, load_policies(*paths))


@collection_paused()
def verify_against(certificate: bytes | JsonObject, policies: Policies) -> Verification:
    """Check a certificate against policies that are loaded."""
    try:
        data = read(certificate) if isinstance(certificate, bytes) else certificate
        claim, pinned = read_claim(data)
        policies = loaded_for(policies, claim)
        files = digests(policies.base)
        changed = _changed(pinned, files)
        if changed:
            return Verification("the policy files are not those it was made from", changed)
        base = _check_claim(data, claim, policies)
        goals = tuple(Goal(r, tuple(map(_cell, p)), holds) for w in data["worlds"] for r, p, holds in w["goals"])
        return Verification(proved=proved_of(claim, goals, base, files))
    except Rejected as rejected:
        return Verification(str(rejected))
    except (LicetError, RecursionError) as error:
        return Verification(f"the claim does not fit the policies: {error}")


def verify_program(certificate: JsonObject, program: Program) -> None:
    """Check a certificate of goals of a program, under the facts that it assumes.

    Raises:
        Rejected: it does not prove its goals, or is not of this program.
    """
    check(certificate)
    rules: dict[str, list[Rule]] = {}
    for rule in program.rules:
        rules.setdefault(rule.head.relation, []).append(rule)
    _check_program(certificate, lambda relation: rules.get(relation, ()), program)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise Rejected(message)


def _changed(pinned: Mapping[str, str], present: Mapping[str, str]) -> tuple[str, ...]:
    """The files that were added, changed or removed since. A file is what it says, whatever it is called."""
    both = set(pinned.values()) & set(present.values())
    return tuple(sorted({name for files in (pinned, present) for name, digest in files.items() if digest not in both}))


def _cell(data: Any) -> Any:
    return None if data is None else decode_value(data)


def _text(data: Any) -> str:
    """JSON in its canonical form, so that equal means the same bytes."""
    return json.dumps(data, sort_keys=True)


def _check_program(certificate: JsonObject, rules_for: Callable[[str], Iterable[Rule]], program: Program) -> None:
    """Require the rules for every demanded relation, and the stated facts that match a demand, and no others."""
    _require(not isinstance(stratify(program), NegativeCycle), "the program is not stratified")
    demanded = {relation for world in certificate["worlds"] for relation, _ in world["demands"]}
    expected = {rule.id: _text(encode_rule(rule)) for relation in demanded for rule in rules_for(relation)}
    present = {rule["id"]: _text(rule) for rule in certificate["rules"]}
    _require(expected == present, "the rules are not those of the policies")
    rows: dict[str, list[list[str]]] = {}
    for fact in program.facts:
        if fact.relation in demanded:
            rows.setdefault(fact.relation, []).append([_text(cell) for cell in encode_row(fact.row)])
    for world in certificate["worlds"]:
        assumed = {_text(fact) for fact in world["assumed"]}
        stated = {_text(fact) for fact in world["facts"]}
        matching = set(_matching(rows, world["demands"]))
        _require(stated == matching - assumed, "the stated facts are not those of the policies")


def _matching(rows: Mapping[str, Iterable[Sequence[str]]], demands: Iterable[tuple[str, list[Any]]]) -> Iterable[str]:
    """The facts that match a demand."""
    patterns: dict[str, dict[tuple[int, ...], set[tuple[str, ...]]]] = {}
    for relation, pattern in demands:
        mask = tuple(i for i, cell in enumerate(pattern) if cell is not None)
        patterns.setdefault(relation, {}).setdefault(mask, set()).add(tuple(_text(pattern[i]) for i in mask))
    for relation, masks in patterns.items():
        for row in rows.get(relation, ()):
            if any(tuple(row[i] for i in mask) in keys for mask, keys in masks.items()):
                yield _text([relation, [json.loads(cell) for cell in row]])


def _check_claim(certificate: JsonObject, claim: UseClaim | LiteralClaim | GoalsClaim, policies: Policies) -> Base:
    """Require that the claim follows from the worlds of the certificate, and these from the policies.

    Returns:
        the policies with what the claim gives.
    """
    if isinstance(claim, GoalsClaim):
        check(certificate)
        assumes = any(world["assumed"] for world in certificate["worlds"])
        _require(not assumes, "its worlds assume what the claim does not say is given")
        _check_program(certificate, policies.base.solver.rules_for, policies.base.program)
        return policies.base
    base = base_with(policies, claim.given)
    use = claim.use if isinstance(claim, UseClaim) else None
    if isinstance(claim, UseClaim):
        known_use(base.vocabulary, claim.use)
    else:
        base = asked_literal(base, claim.literal)
    strict = claim.strict and any(s.absence == "presumed" for s in base.vocabulary.relations.values())
    pins = known_readings(base.vocabulary, pins_of(claim.readings))
    if isinstance(claim, UseClaim):
        presumed = () if strict else presumed_facts(base, claim.use, pins)
        _require(claim.presumed() == presumed, "what the claim presumes is not what the verdict rests on")
    branches = [_decided(branch, branch.outcome, base) for branch in claim.branches]
    for branch in branches:
        known_readings(base.vocabulary, (*pins, *branch.readings))
        _require(not set(pins) & set(branch.readings), "a branch chooses a reading that is given")
    require_partition([_choices(branch) for branch in branches], lambda question: _options(question, base))
    answer = summary("literal" if use is None else "use", [(b.readings, b.outcome) for b in branches])
    _require(str(claim.answer) == answer, f"the answer that follows is `{answer}`")
    check(certificate)
    _check_worlds(certificate["worlds"], list(worlds_of(base, use, pins, branches, strict)))
    _check_program(certificate, base.solver.rules_for, base.program)
    return base


def _decided(branch: ClaimedBranch, outcome: str, base: Base) -> Decided:
    """A branch, each of whose assumptions gives a value to what can be unknown."""
    assumptions = branch.assumed()
    for a in assumptions:
        _require(a.relation in base.doubt.sources, f"nothing is unknown of `{a.relation}`")
        _require(_has_shape(a, base.vocabulary), f"an assumption about `{a.relation}` has not its shape")
        _require(is_free(base, a.relation), f"an assumption about `{a.relation}`, whose values rules conclude, too")
    return Decided(branch.pins(), assumptions, outcome)


def _has_shape(assumption: Assumption, vocabulary: Vocabulary) -> bool:
    signature = vocabulary.signature(assumption.relation)
    if signature is None:
        return False
    keys = signature.arity - 1 if signature.functional else signature.arity
    return len(assumption.row) == keys and isinstance(assumption.value, bool) is not signature.functional


def _choices(branch: Decided) -> Mapping[str, str]:
    """What the branch chooses: a reading for a term, a value for a fact."""
    found = {_text(["reading", pin.term]): pin.reading for pin in branch.readings}
    for a in branch.assumptions:
        value = a.value if isinstance(a.value, bool) else encode_value(a.value)
        found[_text(["fact", a.relation, encode_row(a.row)])] = _text(value)
    _require(len(found) == len(branch.readings) + len(branch.assumptions), "a branch chooses twice")
    return found


def _options(question: str, base: Base) -> Collection[str]:
    kind, name, *_ = json.loads(question)
    if kind == "reading":
        return base.readings[name]
    if not base.is_functional(name):
        return (_text(True), _text(False))
    return [_text(encode_value(value)) for value in base.values_of(name) or ()]


def _check_worlds(worlds: Sequence[JsonObject], expected: Sequence[tuple[tuple[Fact, ...], tuple[Goal, ...]]]) -> None:
    """Require that the worlds assume what they should, and that what should be so in them are their goals."""
    _require(len(worlds) == len(expected), "the worlds are not those of the branches")
    for world, (facts, goals) in zip(worlds, expected, strict=True):
        assumed = sorted({_text([fact.relation, encode_row(fact.row)]) for fact in facts})
        _require(assumed == sorted(map(_text, world["assumed"])), "a world is not that of its branch")
        wanted = [_text([g.relation, encode_row(g.pattern), g.holds]) for g in goals]
        _require(wanted == list(map(_text, world["goals"])), "a world does not prove the outcome of its branch")
