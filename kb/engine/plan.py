"""The order in which a body is joined.

What can be tested is tested at once. Then come the parts of the body that only ask whether something exists and share
no unbound variable with the rest: each is a check of its own, so that failing elsewhere does not repeat it. Of what
remains the literal that promises the fewest rows is next. The plan depends on the rule and on the estimates alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from licet.errors import PolicyTooComplex
from licet.logic.ir import Argument, Comparison, Literal, Var, named
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
    """A literal, test or definition as sets of variables, which are the bits of numbers: all that it names, those that
    must have values before a test or definition, and of a literal one for each argument, none for a constant."""

    content: Literal | Comparison | Definition
    variables: int
    needs: int
    arguments: tuple[int, ...] = ()


_ANONYMOUS = 1
"""The bit of all variables that occur once and are of no interest: it is never bound, and no item's."""


class _Group(Struct, frozen=True, eq=False):
    """Positive literals, and tests and definitions, that share unbound variables."""

    positives: list[_Item]
    tests: list[_Item]
    variables: int


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
        bits = _Bits()
        positives, tests = _items(rule, bits)
        return tuple(self._steps(positives, tests, bits.among(bound), bits.among(needed), exists))

    def plan_after(self, rule: NormalRule, position: int, needed: Iterable[Argument]) -> tuple[Scan, tuple[Step, ...]]:
        """How to read given rows of the positive literal at `position`, and the steps of the rest of the body."""
        bits = _Bits()
        positives, tests = _items(rule, bits)
        wanted = bits.among(needed)
        first = positives[position]
        pattern = _pattern(first, 0, _shared([*positives, *tests], wanted)).replace("b", "f")
        del positives[position]
        steps = self._steps(positives, tests, first.variables, wanted, False)
        return Scan(rule.positives[position], pattern), tuple(steps)

    def _steps(
        self, positives: list[_Item], tests: list[_Item], bound: int, needed: int, exists: bool
    ) -> Iterator[Step]:
        while positives or tests:
            while ready := self._ready(positives, tests, bound):
                contents = [test.content for test in ready]
                yield from (Test(test) for test in contents if isinstance(test, Comparison))
                yield from (Define(test) for test in contents if isinstance(test, Definition))
                yield from (Holds(i.content, _pattern(i, bound)) for i in ready if isinstance(i.content, Literal))
                tests = [test for test in tests if test not in ready]
                for test in ready:
                    bound |= test.variables
            waiting = [test for test in tests if not test.needs & ~bound]
            apart: list[_Group] = []
            rest: list[_Group] = []
            for group in _groups(positives, [test for test in tests if test not in waiting], bound):
                (apart if self._is_apart(group, needed) else rest).append(group)
            if exists and not rest and apart and not waiting:
                rest.append(apart.pop())
            for group in apart:
                steps = tuple(self._steps(group.positives, group.tests, bound, 0, True))
                yield steps[0] if len(steps) == 1 and isinstance(steps[0], Holds) else Check(steps)
            if apart:
                done = {item for group in apart for item in (*group.positives, *group.tests)}
                positives = [item for item in positives if item not in done]
                tests = [item for item in tests if item not in done]
            if not positives:
                continue
            shared = _shared([*positives, *tests], needed)
            patterns = [_pattern(item, bound, shared) for item in positives]
            best = min(range(len(positives)), key=lambda i: self._rank(positives[i], patterns[i]))
            item, pattern = positives[best], patterns[best]
            positives = [*positives[:best], *positives[best + 1 :]]
            assert isinstance(item.content, Literal)
            yield Scan(item.content, pattern) if "f" in pattern else Holds(item.content, pattern)
            bound |= item.variables

    def _ready(self, positives: Iterable[_Item], tests: Iterable[_Item], bound: int) -> list[_Item]:
        """The tests that can be made and are worth it now: where something must be derived to be denied, that waits for
        positive literals of which there is at most one row to be looked at."""
        ready = [test for test in tests if not test.needs & ~bound]
        costly = [test for test in ready if self._is_costly(test)]
        if costly and any(self._is_cheap(item, bound) for item in positives):
            return [test for test in ready if test not in costly]
        return ready

    def _is_cheap(self, item: _Item, bound: int) -> bool:
        assert isinstance(item.content, Literal)
        if item.content.relation in self.suspended:
            return False
        if not item.variables & ~bound:
            return True
        positions = tuple([i for i, argument in enumerate(item.arguments) if not argument & ~bound])
        return self.estimate(item.content.relation, positions) <= 1

    def _is_costly(self, test: _Item) -> bool:
        content = test.content
        return (
            isinstance(content, Literal) and self.estimate(content.relation, tuple(range(len(content.arguments)))) > 1
        )

    def _is_apart(self, group: _Group, needed: int) -> bool:
        """Whether the group only asks for existence."""
        suspended = (isinstance(i.content, Literal) and i.content.relation in self.suspended for i in group.positives)
        return not group.variables & needed and not any(suspended)

    def _rank(self, item: _Item, pattern: str) -> tuple[bool, int]:
        assert isinstance(item.content, Literal)
        positions = tuple([i for i, letter in enumerate(pattern) if letter == "b"])
        return not positions and "f" in pattern, self.estimate(item.content.relation, positions)


class _Bits:
    """The bit of each named variable of a rule, in the order in which they are met."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, int] = {}

    def of(self, argument: Argument) -> int:
        """The bit of an argument; none of a constant."""
        if not isinstance(argument, Var):
            return 0
        return _ANONYMOUS if argument.anonymous else self.named(argument.name)

    def named(self, name: str) -> int:
        """The bit of a variable of that name."""
        return self._found.setdefault(name, 2 << len(self._found))

    def among(self, arguments: Iterable[Argument]) -> int:
        """The bits of the named variables among arguments."""
        return _union(map(self.of, arguments)) & ~_ANONYMOUS


def _union(sets: Iterable[int]) -> int:
    found = 0
    for bits in sets:
        found |= bits
    return found


def _items(rule: NormalRule, bits: _Bits) -> tuple[list[_Item], list[_Item]]:
    """The positive literals of a rule, and its tests and definitions."""

    def item(content: Literal | Comparison) -> _Item:
        if isinstance(content, Literal):
            arguments = tuple([bits.of(argument) for argument in content.arguments])
            variables = _union(arguments) & ~_ANONYMOUS
            return _Item(content, variables, variables, arguments)
        variables = _union(map(bits.named, named(content.arguments)))
        return _Item(content, variables, variables)

    def definition(content: Definition) -> _Item:
        needs = _union(map(bits.named, named((content.value,))))
        return _Item(content, needs | bits.of(content.variable), needs)

    tests = [*map(item, rule.tests), *map(definition, rule.definitions)]
    return [*map(item, rule.positives)], tests


def _shared(items: Iterable[_Item], needed: int) -> int:
    """The variables that more than one item has, or that are needed in the end."""
    once = again = 0
    for item in items:
        again |= once & item.variables
        once |= item.variables
    return needed | again


def _pattern(item: _Item, bound: int, elsewhere: int = 0) -> str:
    """The letters of a literal: a variable that is not bound is to be found if it occurs elsewhere or twice."""
    letters = []
    for argument in item.arguments:
        if not argument & ~bound:
            letters.append("b")
        elif argument & elsewhere or (argument != _ANONYMOUS and item.arguments.count(argument) > 1):
            letters.append("f")
        else:
            letters.append("_")
    return "".join(letters)


def _groups(positives: Sequence[_Item], tests: Iterable[_Item], bound: int) -> list[_Group]:
    """The literals and tests, together where they share variables that are not bound; small groups first."""
    items = [*positives, *tests]
    together: list[int] = []
    for item in items:
        free = item.variables & ~bound
        if free:
            joined = free | _union(variables for variables in together if variables & free)
            together = [*(variables for variables in together if not variables & free), joined]
    groups: dict[int, _Group] = {}
    for number, item in enumerate(items):
        free = item.variables & ~bound
        variables = next((variables for variables in together if variables & free), 0)
        group = groups.setdefault(variables or -number - 1, _Group([], [], variables))
        (group.positives if number < len(positives) else group.tests).append(item)
    return sorted(groups.values(), key=lambda group: len(group.positives))
