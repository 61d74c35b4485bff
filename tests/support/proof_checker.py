"""Checks a proof step by step against a naive model, with no code of the prover's."""

from __future__ import annotations

from licet.logic.ir import Const, Literal, Operation, Rule
from licet.logic.patterns import Side
from licet.logic.values import Value
from licet.proof.steps import (
    Absence,
    AbsenceStep,
    AggregateStep,
    Blocked,
    ComparisonStep,
    Contribution,
    FactStep,
    FailedRule,
    FalseComparison,
    Missing,
    OtherResult,
    Proof,
    RuleStep,
    Step,
    premises_of,
)
from support.naive_oracle import Bindings, NaiveOracle, Pattern, distinct, ground, pattern, satisfying, total, true


def check_proof(proof: Proof, oracle: NaiveOracle) -> None:
    """Fail unless every step is justified, in topological order, and needed."""
    checker = _Checker(proof, oracle)
    for index in range(len(proof.steps)):
        checker.check(index)
    needed = {len(proof.steps) - 1}
    for index in reversed(range(len(proof.steps))):
        assert index in needed, f"step {index} is not needed"
        needed.update(premises_of(proof.steps[index]))
    said = [what(step) for step in proof.steps]
    assert len(said) == len(set(said)), "a step is repeated"


def what(step: Step) -> tuple[object, ...]:
    if isinstance(step, AbsenceStep):
        return ("absent", step.relation, step.pattern)
    if isinstance(step, ComparisonStep):
        return ("true", step.left, step.operator, step.right, step.lenient)
    return ("holds", step.relation, step.row)


def height_of(proof: Proof) -> int:
    """Rule steps on the longest branch of positive premises."""
    found: list[int] = []
    for step in proof.steps:
        concludes = isinstance(step, (RuleStep, AggregateStep))
        below = max((found[p] for p in premises_of(step)), default=0) if concludes else 0
        found.append(below + concludes)
    return found[-1]


def tree_size(proof: Proof) -> int:
    """Steps written out as a tree; an absence counts as one."""
    sizes: list[int] = []
    for step in proof.steps:
        sizes.append(1 if isinstance(step, AbsenceStep) else 1 + sum(sizes[p] for p in premises_of(step)))
    return sizes[-1]


class _Checker:
    def __init__(self, proof: Proof, oracle: NaiveOracle) -> None:
        self.steps = proof.steps
        self.oracle = oracle
        self.found: dict[str, list[Bindings]] = {}

    def instances(self, rule: Rule) -> list[Bindings]:
        if rule.id not in self.found:
            self.found[rule.id] = distinct(satisfying(self.oracle, rule.body))
        return self.found[rule.id]

    def check(self, index: int) -> None:
        step = self.steps[index]
        assert all(0 <= p < index for p in premises_of(step)), "not in topological order"
        match step:
            case FactStep():
                assert step.row in self.oracle.rows[step.relation]
                assert (step.relation, step.row) in self.oracle.facts
                assert step.fact is self.oracle.facts[step.relation, step.row]
            case RuleStep():
                self.instance(step.rule, step.substitution, step.premises)
                assert step.rule.head.relation == step.relation
                assert ground(step.rule.head.arguments, dict(step.substitution)) == step.row
            case AggregateStep():
                self.aggregate(step)
            case ComparisonStep():
                assert true(number(step.left), step.operator, number(step.right), step.lenient)
            case AbsenceStep():
                self.absence(step, index)

    def instance(self, rule: Rule, substitution: tuple[tuple[str, object], ...], premises: tuple[int, ...]) -> None:
        assert rule in self.oracle.program.rules
        names = [name for name, _ in substitution]
        assert names == sorted(set(names))
        assert not any(name.startswith("_") for name in names)
        bindings: Bindings = dict(substitution)  # type: ignore[arg-type]
        assert bindings in self.instances(rule)
        assert len(premises) == len(rule.body)
        for item, index in zip(rule.body, premises, strict=True):
            step = self.steps[index]
            if not isinstance(item, Literal):
                assert isinstance(step, ComparisonStep)
                assert (number(step.left), number(step.right)) == ground(item.arguments, bindings)
                assert (step.operator, step.lenient) == (item.operator, item.lenient)
            elif item.negated:
                assert isinstance(step, AbsenceStep)
                assert (step.relation, step.pattern) == (item.relation, pattern(item, bindings))
            else:
                assert isinstance(step, (FactStep, RuleStep, AggregateStep))
                assert step.relation == item.relation
                assert fits(step.row, pattern(item, bindings))

    def aggregate(self, step: AggregateStep) -> None:
        rule = step.rule
        assert rule.aggregate is not None
        assert rule.head.relation == step.relation
        group = step.row[:-1]
        for contribution in step.contributions:
            self.contribution(rule, contribution)
            assert ground(rule.head.arguments[:-1], dict(contribution.substitution)) == group
        everything = [b for b in self.instances(rule) if ground(rule.head.arguments[:-1], b) == group]
        listed = [dict(c.substitution) for c in step.contributions]
        assert len(listed) == len(everything)
        assert all(b in listed for b in everything)
        assert total(rule.aggregate.operator, [c.value for c in step.contributions]) == step.result

    def contribution(self, rule: Rule, contribution: Contribution) -> None:
        assert rule.aggregate is not None
        self.instance(rule, contribution.substitution, contribution.premises)
        assert dict(contribution.substitution)[rule.aggregate.variable.name] == contribution.value

    def absence(self, step: AbsenceStep, index: int) -> None:
        assert self.oracle.answers(step.relation, step.pattern) == ()
        expected = [r.id for r in self.oracle.rules_for(step.relation) if unifier(r, step.pattern) is not None]
        assert [failed.rule.id for failed in step.rules] == expected
        for failed in step.rules:
            assert failed.failures
            for failure in failed.failures:
                self.failure(step, failed, failure, index)

    def failure(self, step: AbsenceStep, failed: FailedRule, failure: object, index: int) -> None:
        rule = failed.rule
        if isinstance(failure, OtherResult):
            assert rule.aggregate is not None
            proved = self.steps[failure.premise]
            assert isinstance(proved, AggregateStep | FactStep | RuleStep)
            assert (proved.relation, proved.row) == (step.relation, failure.row)
            assert fits(failure.row[:-1], step.pattern[:-1])
            assert failure.row[-1] != step.pattern[-1]
            return
        assert isinstance(failure, (Missing, FalseComparison, Blocked))
        bindings = dict(failure.substitution)
        start = unifier(rule, step.pattern)
        assert start is not None
        assert all(bindings[name] == value for name, value in start.items())
        item = rule.body[failure.position]
        match failure:
            case FalseComparison():
                assert not isinstance(item, Literal)
                sides = number(failure.left), number(failure.right)
                assert sides == ground(item.arguments, bindings)
                assert not true(sides[0], item.operator, sides[1], failure.lenient)
            case Blocked():
                assert isinstance(item, Literal)
                assert item.negated
                proved = self.steps[failure.premise]
                assert isinstance(proved, (FactStep, RuleStep, AggregateStep))
                assert (proved.relation, proved.row) == (item.relation, failure.row)
                assert fits(failure.row, pattern(item, bindings))
            case Missing():
                assert isinstance(item, Literal)
                assert not item.negated
                assert (failure.relation, failure.pattern) == (item.relation, pattern(item, bindings))
                self.missing(failure, index)

    def missing(self, failure: Missing, index: int) -> None:
        assert self.oracle.answers(failure.relation, failure.pattern) == ()
        derivable = any(unifier(r, failure.pattern) is not None for r in self.oracle.rules_for(failure.relation))
        assert derivable is (failure.absence is not Absence.UNSTATED)
        claim = ("absent", failure.relation, failure.pattern)
        if failure.absence is Absence.UNDERIVED:
            assert failure.premise is not None
            assert what(self.steps[failure.premise]) == claim
        else:
            assert failure.premise is None
        if failure.absence is Absence.CIRCULAR:
            assert any(what(step) == claim for step in self.steps[index:])


def number(side: Side) -> Value:
    """A side of a comparison that is shown with its values."""
    return ground([side if isinstance(side, Operation) else Const(side)], {})[0]


def fits(row: tuple[object, ...], wanted: Pattern) -> bool:
    return len(row) == len(wanted) and all(w is None or w == v for v, w in zip(row, wanted, strict=True))


def unifier(rule: Rule, wanted: Pattern) -> Bindings | None:
    """The bindings of the head's variables that the pattern asks for; the result of an aggregate is left open."""
    arguments = rule.head.arguments
    if rule.aggregate is not None:
        arguments, wanted = arguments[:-1], wanted[:-1]
    bindings: Bindings = {}
    for argument, value in zip(arguments, wanted, strict=True):
        if value is None:
            continue
        known = argument.value if isinstance(argument, Const) else bindings.setdefault(argument.name, value)
        if known != value:
            return None
    return bindings
