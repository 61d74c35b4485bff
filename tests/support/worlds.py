"""The meaning of a verdict by its definition: every reading, every truth value of every unknown fact, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

from licet.logic.ir import Fact, Literal, Origin, Program, Rule, Var
from licet.logic.values import Row, Value
from licet.policy.lowering import lower
from licet.policy.norms import OUTCOMES, norm_rules
from licet.policy.relation_names import reading_relation
from licet.verdict.base import Base
from licet.verdict.verdict import Status
from support.reference import Model, perfect_model


def status_by_worlds(base: Base, use: str, values: Sequence[Value], strict: bool = False) -> Status:
    """The status of a use: one evaluation of the two-valued program for each world.

    `values` are the numbers and days to try where one is unknown; `strict` says that nothing is presumed.
    """
    by_readings = []
    for models in models_by_readings(base, values, strict):
        outcomes = {next(o for o in OUTCOMES if (use, o) in model.get(":outcome", ())) for model in models}
        by_readings.append(outcomes)
    return _over_readings(by_readings)


def _over_readings(by_readings: Sequence[set[str]]) -> Status:
    statuses = {_one(outcomes) for outcomes in by_readings}
    return _the_one(statuses) or Status.CONTESTED


def act_status_by_worlds(base: Base, act: tuple[str, str, str], values: Sequence[Value]) -> Status:
    """The status of one act, by use, action and thing, as `status_by_worlds` finds that of a use."""
    every = models_by_readings(base, values)
    return _over_readings(
        [{next(o for o in OUTCOMES if (*act, o) in model.get(":act", ())) for model in models} for models in every]
    )


def models_by_readings(base: Base, values: Sequence[Value], strict: bool = False) -> Iterator[list[Model]]:
    """For each choice of readings, the model of every world that is left."""
    lowered = lower(base.modules, base.vocabulary)
    rules = (*lowered.rules, *norm_rules(base.vocabulary, lowered.clauses))
    terms = {n: [r.name for r in e.term.readings] for n, e in base.vocabulary.terms.items()}
    for choice in product(*terms.values()):
        chosen = tuple(_means(base, term, reading) for term, reading in zip(terms, choice, strict=True))
        worlds = _worlds(base, lowered.facts, values, strict)
        yield [perfect_model(Program((*rules, *chosen), world)) for world in worlds]


def _one(outcomes: set[str]) -> Status:
    return _the_one({Status(outcome) for outcome in outcomes}) or Status.UNKNOWN


def _the_one(statuses: set[Status]) -> Status | None:
    """Refused everywhere is refused, in the mildest way; permitted everywhere is permitted, with all duties."""
    if statuses == {Status.PERMITTED, Status.PERMITTED_WITH_DUTIES}:
        return Status.PERMITTED_WITH_DUTIES
    refusals = (Status.NOT_GRANTED, Status.CONFLICT, Status.FORBIDDEN)
    if statuses <= set(refusals):
        return next(status for status in refusals if status in statuses)
    return statuses.pop() if len(statuses) == 1 else None


def _means(base: Base, term: str, reading: str) -> Rule:
    variables = tuple(Var(f"X{i}") for i in range(base.vocabulary.relations[term].arity))
    body = Literal(reading_relation(term, reading), variables)
    return Rule(f"{term}=", Literal(term, variables), (body,), origin=Origin("rule"))


def _worlds(base: Base, facts: tuple[Fact, ...], values: Sequence[Value], strict: bool) -> Iterator[tuple[Fact, ...]]:
    stated = {(f.relation, f.row) for f in facts}
    choices: list[list[Fact | None]] = []
    for name, signature in base.vocabulary.relations.items():
        keys = signature.kinds[:-1] if signature.functional else signature.kinds
        rows: set[Row] = {row for relation, row in stated if relation == f"unsure:{name}"}
        if signature.absence == "open" or (strict and signature.absence == "presumed"):
            rows |= set(product(*(tuple(base.vocabulary.members(kind)) for kind in keys)))
        for row in sorted(rows, key=str):
            known = any(r == name and k[: len(keys)] == row for r, k in stated) or (f"deny:{name}", row) in stated
            if not known and signature.functional:
                is_day = signature.kinds[-1] == "date"
                choices.append([Fact(name, (*row, value)) for value in values if isinstance(value, date) is is_day])
            elif not known:
                choices.append([None, Fact(name, row)])
    for choice in product(*choices):
        yield (*facts, *(fact for fact in choice if fact is not None))
