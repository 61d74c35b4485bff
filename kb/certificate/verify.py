"""Verifying a certificate against the policies it speaks of.

The policy files are read and lowered anew. The certificate must pin their digests, hold exactly the rules and stated
facts that they are lowered to wherever it demands some, and claim no more than its worlds prove; the kernel then
decides whether they do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from licet.certificate.certified import Goal, JsonObject, decode_value, encode_row, encode_rule, encode_value
from licet.certificate.evidence import asked_literal, base_with, digests, goal_of, summary, world_facts
from licet.certificate.kernel import Rejected, check, read
from licet.errors import LicetError
from licet.logic.ir import Fact, Program, Rule
from licet.logic.strata import NegativeCycle, stratify
from licet.policy import relation_names as called
from licet.verdict.base import Base
from licet.verdict.decision import Assumption
from licet.verdict.loading import load_policies
from licet.verdict.policies import Policies
from licet.verdict.verdict import Pin

__all__ = ["Verification", "verify", "verify_against", "verify_program"]


class Verification(Struct, frozen=True):
    """Whether a certificate was accepted. If not, `reason` says why, and `changed` names the policy files that are not
    those it was made from."""

    accepted: bool
    reason: str = ""
    changed: tuple[str, ...] = ()


def verify(certificate: bytes | JsonObject, paths: Iterable[str | Path] = ()) -> Verification:
    """Check a certificate against policies.

    Args:
        certificate: its JSON text or structure.
        paths: the policy files and folders; none for the policies that come with Licet.

    Raises:
        PolicyError: the policies cannot be read or have errors.
    """
    return verify_against(certificate, load_policies(*paths))


def verify_against(certificate: bytes | JsonObject, policies: Policies) -> Verification:
    """Check a certificate against policies that are loaded."""
    try:
        data = read(certificate) if isinstance(certificate, bytes) else certificate
        check(data)
        changed = _changed(data["files"], digests(policies.base))
        if changed:
            return Verification(False, "the policy files are not those it was made from", changed)
        _check_claim(data, policies)
    except Rejected as rejected:
        return Verification(False, str(rejected))
    except (LicetError, KeyError, TypeError, ValueError, AttributeError) as error:
        return Verification(False, f"the claim is malformed: {error}")
    return Verification(True)


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
    """The files that were added, changed or removed since."""
    _require(isinstance(pinned, dict), "the files are no object")
    return tuple(sorted(name for name in {*pinned, *present} if pinned.get(name) != present.get(name)))


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


def _check_claim(certificate: JsonObject, policies: Policies) -> None:
    """Require that the worlds are those of the claim's branches, which cover all, and that its answer follows."""
    claim = certificate["claim"]
    if claim["kind"] == "goals":
        return _check_program(certificate, policies.base.solver.rules_for, policies.base.program)
    _require(isinstance(claim["given"], str), "the claim says not what is given")
    base = base_with(policies, claim["given"])
    base = asked_literal(base, claim["literal"]) if claim["kind"] == "literal" else base
    _require(claim["kind"] in ("literal", "use"), "no such claim")
    _check_program(certificate, base.solver.rules_for, base.program)
    pins = _pins(claim["readings"])
    branches = [_Branch.read(branch) for branch in claim["branches"]]
    _require(not any(p.term == q.term for b in branches for p in b.readings for q in pins), "a reading is chosen twice")
    worlds = [
        ([*world_facts(base, (*pins, *b.readings), b.assumptions)], [goal_of(base, claim, b.outcome)]) for b in branches
    ]
    doubts = {_text([a.relation, encode_row(a.row)]): a for b in branches for a in b.assumptions}
    if doubts:
        goals = [Goal(called.unknown(a.relation), a.row) for a in doubts.values()]
        worlds.append(([*world_facts(base, pins)], goals))
    _require(len(worlds) == len(certificate["worlds"]), "the worlds are not those of the branches")
    for (facts, goals), world in zip(worlds, certificate["worlds"], strict=True):
        _require(_facts(facts) == sorted(map(_text, world["assumed"])), "a world is not that of its branch")
        expected = [_text([g.relation, encode_row(g.pattern), g.holds]) for g in goals]
        _require(expected == list(map(_text, world["goals"])), "a world does not prove the outcome of its branch")
    _require(_is_exhaustive(branches, base), "the branches leave out a possible world")
    answer = summary(claim["kind"], [(b.readings, b.outcome) for b in branches])
    _require(claim["answer"] == answer, f"the answer that follows is `{answer}`")
    return None


def _facts(facts: Iterable[Fact]) -> list[str]:
    return sorted({_text([fact.relation, encode_row(fact.row)]) for fact in facts})


def _pins(data: Iterable[tuple[str, str]]) -> tuple[Pin, ...]:
    return tuple(Pin(term, reading) for term, reading in data)


class _Branch(Struct, frozen=True):
    """A branch as the claim states it."""

    readings: tuple[Pin, ...]
    assumptions: tuple[Assumption, ...]
    outcome: str

    @staticmethod
    def read(data: JsonObject) -> _Branch:
        assumptions = tuple(
            Assumption(
                relation, tuple(map(decode_value, row)), value if isinstance(value, bool) else decode_value(value)
            )
            for relation, row, value in data["assumptions"]
        )
        return _Branch(_pins(data["readings"]), assumptions, data["outcome"])

    def choices(self) -> dict[str, str]:
        """What the branch chooses: a reading for a term, a value for a fact."""
        found = {_text(["reading", pin.term]): pin.reading for pin in self.readings}
        for a in self.assumptions:
            value = a.value if isinstance(a.value, bool) else encode_value(a.value)
            found[_text(["fact", a.relation, encode_row(a.row)])] = _text(value)
        _require(len(found) == len(self.readings) + len(self.assumptions), "a branch chooses twice")
        return found


def _is_exhaustive(branches: Iterable[_Branch], base: Base) -> bool:
    """Whether every choice of readings and values is that of a branch."""
    todo = [[branch.choices() for branch in branches]]
    while todo:
        group = todo.pop()
        if not all(group):
            continue
        common = set(group[0]).intersection(*group) if group else set()
        if not common:
            return False
        choice = min(common)
        parts: dict[str, list[dict[str, str]]] = {}
        for branch in group:
            parts.setdefault(branch.pop(choice), []).append(branch)
        if parts.keys() != _options(choice, base):
            return False
        todo.extend(parts.values())
    return True


def _options(choice: str, base: Base) -> set[str]:
    kind, name, *_ = json.loads(choice)
    if kind == "reading":
        return set(base.splitting.readings[name])
    if not base.is_functional(name):
        return {_text(True), _text(False)}
    return {_text(encode_value(value)) for value in base.splitting.values(name) or ()}
