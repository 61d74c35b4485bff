"""The order in which a body is joined.

What can be tested is tested at once. Then come the parts of the body that only ask whether something exists and share
no unbound variable with the rest: each is a check of its own, so that failing elsewhere does not repeat it. Of what
remains the literal that promises the fewest rows is next. The plan depends on the rule and on the estimates alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from licet.ir import Argument, Comparison, Const, Literal, Var
from licet.normal import NormalRule, named_variables

__all__ = ["Check", "Holds", "Planner", "Scan", "Step", "Test", "step_variables"]

Estimate = Callable[[str, tuple[int, ...]], int]
"""About how many rows a relation has for one tuple of values at those positions."""


@dataclass(frozen=True, slots=True)
class Scan:
    """For each matching row. A letter an argument: `b` bound, `f` to bind or compare, `_` of no interest."""

    literal: Literal
    pattern: str


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether a row matches, or none does if the literal is negated. The pattern has no `f`."""

    literal: Literal
    pattern: str


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison of bound arguments."""

    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the steps succeed at least once."""

    steps: tuple[Step, ...]


Step = Scan | Holds | Test | Check


def step_variables(steps: Iterable[Step]) -> Iterator[Var]:
    """The named variables of the steps, with repetitions."""
    for step in steps:
        if isinstance(step, Check):
            yield from step_variables(step.steps)
        else:
            yield from named_variables([step.comparison if isinstance(step, Test) else step.literal])


@dataclass(frozen=True, slots=True)
class _Group:
    """Literals and tests that share unbound variables."""

    positives: tuple[Literal, ...]
    tests: tuple[Literal | Comparison, ...]
    variables: frozenset[Var]


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the bodies of a program.

    `estimate` judges literals; those of `suspended` relations are never part of a check.
    """

    estimate: Estimate
    suspended: Collection[str] = ()

    def plan(
        self, rule: NormalRule, bound: Iterable[Argument], needed: Iterable[Argument], exists: bool = False
    ) -> tuple[Step, ...]:
        """The steps of the body of `rule` once the variables `bound` have values, so that at the end those `needed`
        have, too. With `exists`, the first success ends it all."""
        wanted = frozenset(a for a in needed if isinstance(a, Var))
        have = frozenset(a for a in bound if isinstance(a, Var))
        return tuple(self._steps(list(rule.positives), list(rule.tests), have, wanted, exists))

    def plan_after(self, rule: NormalRule, position: int, needed: Iterable[Argument]) -> tuple[Scan, tuple[Step, ...]]:
        """How to read given rows of the positive literal at `position`, and the steps of the rest of the body."""
        first = rule.positives[position]
        rest = [*rule.positives[:position], *rule.positives[position + 1 :]]
        wanted = frozenset(a for a in needed if isinstance(a, Var))
        elsewhere = {*wanted, *named_variables([*rest, *rule.tests])}
        pattern = _pattern(first, frozenset(), elsewhere).replace("b", "f")
        bound = frozenset(named_variables([first]))
        return Scan(first, pattern), tuple(self._steps(rest, list(rule.tests), bound, wanted, False))

    def _steps(
        self,
        positives: list[Literal],
        tests: list[Literal | Comparison],
        bound: frozenset[Var],
        needed: frozenset[Var],
        exists: bool,
    ) -> Iterator[Step]:
        ready = [test for test in tests if bound.issuperset(named_variables([test]))]
        yield from (Test(test) for test in ready if isinstance(test, Comparison))
        yield from (Holds(test, _pattern(test, bound, ())) for test in ready if isinstance(test, Literal))
        groups = _groups(positives, [test for test in tests if test not in ready], bound)
        apart = [group for group in groups if self._apart(group, needed)]
        rest = [group for group in groups if group not in apart]
        if exists and not rest and apart:
            rest.append(apart.pop())
        for group in apart:
            steps = tuple(self._steps(list(group.positives), list(group.tests), bound, frozenset(), True))
            yield steps[0] if len(steps) == 1 and isinstance(steps[0], Holds) else Check(steps)
        if not rest:
            return
        positives = [literal for literal in positives if any(literal in group.positives for group in rest)]
        tests = [test for group in rest for test in group.tests]
        patterns = []
        for number, literal in enumerate(positives):
            others = named_variables([*positives[:number], *positives[number + 1 :], *tests])
            patterns.append(_pattern(literal, bound, {*needed, *others}))
        best = min(range(len(positives)), key=lambda i: self._rank(positives[i], patterns[i], i))
        literal = positives.pop(best)
        yield Scan(literal, patterns[best]) if "f" in patterns[best] else Holds(literal, patterns[best])
        yield from self._steps(positives, tests, bound.union(named_variables([literal])), needed, exists)

    def _apart(self, group: _Group, needed: AbstractSet[Var]) -> bool:
        return group.variables.isdisjoint(needed) and not any(p.relation in self.suspended for p in group.positives)

    def _rank(self, literal: Literal, pattern: str, place: int) -> tuple[bool, int, int]:
        positions = tuple(i for i, letter in enumerate(pattern) if letter == "b")
        unbound = not positions and "f" in pattern
        return unbound, self.estimate(literal.relation, positions), place


def _pattern(literal: Literal, bound: AbstractSet[Var], elsewhere: Collection[Var]) -> str:
    letters = []
    for argument in literal.arguments:
        if isinstance(argument, Const) or argument in bound:
            letters.append("b")
        elif argument in elsewhere or literal.arguments.count(argument) > 1:
            letters.append("f")
        else:
            letters.append("_")
    return "".join(letters)


def _groups(
    positives: Sequence[Literal], tests: Sequence[Literal | Comparison], bound: AbstractSet[Var]
) -> list[_Group]:
    """The literals and tests, together where they share variables that are not bound; in order, small groups first."""
    groups: list[_Group] = []
    alone = [_Group((literal,), (), frozenset(named_variables([literal])) - bound) for literal in positives]
    alone += [_Group((), (test,), frozenset(named_variables([test])) - bound) for test in tests]
    for item in alone:
        touching = [group for group in groups if group.variables & item.variables]
        merged = _Group(
            tuple(literal for group in (*touching, item) for literal in group.positives),
            tuple(test for group in (*touching, item) for test in group.tests),
            item.variables.union(*(group.variables for group in touching)),
        )
        groups = [*(group for group in groups if group not in touching), merged]
    return sorted(groups, key=lambda group: len(group.positives))
