"""The order in which a body is joined.

What can be tested is tested at once. Then come the parts of the body that only ask whether something exists and share
no unbound variable with the rest: each is a check of its own, so that failing elsewhere does not repeat it. Of what
remains the literal that promises the fewest rows is next. The plan depends on the rule and on the estimates alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from licet.errors import PolicyTooComplex
from licet.logic.ir import Argument, Comparison, Const, Literal, Var, named
from licet.logic.normal_form import Definition, NormalRule, named_variables

__all__ = ["Check", "Define", "Holds", "Planner", "Scan", "Step", "Test", "step_variables"]

_MOST_LITERALS = 1_000
"""More do not fit in one function of Python; planning them would take long to end in that."""

Estimate = Callable[[str, tuple[int, ...]], int]
"""About how many rows a relation has for one tuple of values at those positions."""


class Scan(Struct, frozen=True):
    """For each matching row. A letter an argument: `b` bound, `f` to bind or compare, `_` of no interest."""

    literal: Literal
    pattern: str


class Holds(Struct, frozen=True):
    """Whether a row matches, or none does if the literal is negated. The pattern has no `f`."""

    literal: Literal
    pattern: str


class Test(Struct, frozen=True):
    """A comparison of bound arguments."""

    comparison: Comparison


class Check(Struct, frozen=True):
    """Whether the steps succeed at least once."""

    steps: tuple[Step, ...]


class Define(Struct, frozen=True):
    """The calculation of a variable; a test, where it has a value already."""

    definition: Definition


Step = Scan | Holds | Test | Check | Define


def step_variables(steps: Iterable[Step]) -> Iterator[Var]:
    """The named variables of the steps, with repetitions."""
    for step in steps:
        if isinstance(step, Check):
            yield from step_variables(step.steps)
        elif isinstance(step, Define):
            yield step.definition.variable
            yield from map(Var, named((step.definition.value,)))
        else:
            yield from named_variables([step.comparison if isinstance(step, Test) else step.literal])


class _Item(Struct, frozen=True, eq=False):
    """A literal, test or definition with its named variables. `needs` are those that must have values before a test or
    definition."""

    content: Literal | Comparison | Definition
    variables: frozenset[Var]
    needs: frozenset[Var]


class _Group(Struct, frozen=True, eq=False):
    """Positive literals, and tests and definitions, that share unbound variables."""

    positives: list[_Item]
    tests: list[_Item]
    variables: set[Var]


class Planner(Struct, frozen=True):
    """Plans the bodies of a program.

    `estimate` judges literals; those of `suspended` relations are never part of a check.
    """

    estimate: Estimate
    suspended: Collection[str] = ()

    def plan(
        self, rule: NormalRule, bound: Iterable[Argument], needed: Iterable[Argument], exists: bool = False
    ) -> tuple[Step, ...]:
        """The steps of the body of `rule` once the variables `bound` have values, so that at the end those `needed`
        have, too. With `exists`, the first success ends it all.

        Raises:
            PolicyTooComplex: more than a thousand literals.
        """
        if len(rule.positives) > _MOST_LITERALS:
            raise PolicyTooComplex(f"a rule of `{rule.relation}` has {len(rule.positives):_} different conditions")
        have = frozenset(a for a in bound if isinstance(a, Var))
        return tuple(self._steps(_items(rule.positives), _tests(rule), have, _variables(needed), exists))

    def plan_after(self, rule: NormalRule, position: int, needed: Iterable[Argument]) -> tuple[Scan, tuple[Step, ...]]:
        """How to read given rows of the positive literal at `position`, and the steps of the rest of the body."""
        positives, tests, wanted = _items(rule.positives), _tests(rule), _variables(needed)
        first = positives[position]
        pattern = _pattern(first, frozenset(), _shared([*positives, *tests], wanted)).replace("b", "f")
        del positives[position]
        steps = self._steps(positives, tests, first.variables, wanted, False)
        return Scan(rule.positives[position], pattern), tuple(steps)

    def _steps(
        self,
        positives: list[_Item],
        tests: list[_Item],
        bound: frozenset[Var],
        needed: frozenset[Var],
        exists: bool,
    ) -> Iterator[Step]:
        while positives or tests:
            while ready := self._ready(positives, tests, bound):
                contents = [test.content for test in ready]
                yield from (Test(test) for test in contents if isinstance(test, Comparison))
                yield from (Define(test) for test in contents if isinstance(test, Definition))
                yield from (Holds(test, _pattern_of(test, bound)) for test in contents if isinstance(test, Literal))
                tests = [test for test in tests if test not in ready]
                bound = bound.union(*(test.variables for test in ready))
            waiting = [test for test in tests if test.needs <= bound]
            groups = _groups(positives, [test for test in tests if test not in waiting], bound)
            apart = [group for group in groups if self._apart(group, needed)]
            rest = [group for group in groups if not self._apart(group, needed)]
            if exists and not rest and apart and not waiting:
                rest.append(apart.pop())
            for group in apart:
                steps = tuple(self._steps(group.positives, group.tests, bound, frozenset(), True))
                yield steps[0] if len(steps) == 1 and isinstance(steps[0], Holds) else Check(steps)
            done = {item for group in apart for item in (*group.positives, *group.tests)}
            positives = [item for item in positives if item not in done]
            tests = [item for item in tests if item not in done]
            if not positives:
                continue
            shared = _shared([*positives, *tests], needed)
            patterns = [_pattern(item, bound, shared) for item in positives]
            best = min(range(len(positives)), key=lambda i: self._rank(positives[i], patterns[i]))
            item, pattern = positives.pop(best), patterns[best]
            assert isinstance(item.content, Literal)
            yield Scan(item.content, pattern) if "f" in pattern else Holds(item.content, pattern)
            bound |= item.variables

    def _ready(self, positives: Iterable[_Item], tests: Iterable[_Item], bound: frozenset[Var]) -> list[_Item]:
        """The tests that can be made and are worth it now: where something must be derived to be denied, that waits for
        positive literals of which there is at most one row to be looked at."""
        ready = [test for test in tests if test.needs <= bound]
        if any(self._is_cheap(item, bound) for item in positives):
            return [test for test in ready if not self._is_costly(test)]
        return ready

    def _is_cheap(self, item: _Item, bound: frozenset[Var]) -> bool:
        assert isinstance(item.content, Literal)
        if item.content.relation in self.suspended:
            return False
        positions = tuple(i for i, a in enumerate(item.content.arguments) if isinstance(a, Const) or a in bound)
        return item.variables <= bound or self.estimate(item.content.relation, positions) <= 1

    def _is_costly(self, test: _Item) -> bool:
        content = test.content
        return (
            isinstance(content, Literal) and self.estimate(content.relation, tuple(range(len(content.arguments)))) > 1
        )

    def _apart(self, group: _Group, needed: AbstractSet[Var]) -> bool:
        """Whether the group only asks for existence."""
        suspended = (isinstance(i.content, Literal) and i.content.relation in self.suspended for i in group.positives)
        return group.variables.isdisjoint(needed) and not any(suspended)

    def _rank(self, item: _Item, pattern: str) -> tuple[bool, int]:
        assert isinstance(item.content, Literal)
        positions = tuple(i for i, letter in enumerate(pattern) if letter == "b")
        return not positions and "f" in pattern, self.estimate(item.content.relation, positions)


def _items(contents: Iterable[Literal | Comparison]) -> list[_Item]:
    found = ((content, frozenset(named_variables([content]))) for content in contents)
    return [_Item(content, variables, variables) for content, variables in found]


def _tests(rule: NormalRule) -> list[_Item]:
    needed = ((d, frozenset(map(Var, named((d.value,))))) for d in rule.definitions)
    return [*_items(rule.tests), *(_Item(d, needs | {d.variable}, needs) for d, needs in needed)]


def _variables(arguments: Iterable[Argument]) -> frozenset[Var]:
    return frozenset(argument for argument in arguments if isinstance(argument, Var))


def _shared(items: Iterable[_Item], needed: AbstractSet[Var]) -> AbstractSet[Var]:
    """The variables that more than one item has, or that are needed in the end."""
    counts = Counter(variable for item in items for variable in item.variables)
    return needed | {variable for variable, count in counts.items() if count > 1}


def _pattern(item: _Item, bound: AbstractSet[Var], elsewhere: AbstractSet[Var]) -> str:
    assert isinstance(item.content, Literal)
    return _pattern_of(item.content, bound, elsewhere)


def _pattern_of(literal: Literal, bound: AbstractSet[Var], elsewhere: AbstractSet[Var] = frozenset()) -> str:
    letters = []
    for argument in literal.arguments:
        if isinstance(argument, Const) or argument in bound:
            letters.append("b")
        elif argument in elsewhere or literal.arguments.count(argument) > 1:
            letters.append("f")
        else:
            letters.append("_")
    return "".join(letters)


def _groups(positives: Sequence[_Item], tests: Iterable[_Item], bound: AbstractSet[Var]) -> list[_Group]:
    """The literals and tests, together where they share variables that are not bound; small groups first."""
    items = [*positives, *tests]
    leaders = list(range(len(items)))

    def leader(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = number = leaders[leaders[number]]
        return number

    first: dict[Var, int] = {}
    for number, item in enumerate(items):
        for variable in item.variables - bound:
            one, other = sorted((leader(number), leader(first.setdefault(variable, number))))
            leaders[other] = one
    groups: dict[int, _Group] = {}
    for number, item in enumerate(items):
        group = groups.setdefault(leader(number), _Group([], [], set()))
        (group.positives if number < len(positives) else group.tests).append(item)
        group.variables.update(item.variables - bound)
    return sorted(groups.values(), key=lambda group: len(group.positives))
