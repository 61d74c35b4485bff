"""Mutants of policies put to their tests: which are noticed, which cannot be, which are accepted, which survive."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum
from functools import partial
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from licet.answers.policy_tests import selected
from licet.answers.processes import Work, spread
from licet.changes.statements import Key
from licet.engine.deferred import Deferred
from licet.grammar.source import Span
from licet.lint.allowances import Allowance, allowances_of
from licet.mutation.kills import ReachedTest, kills, reached_tests_of
from licet.mutation.mutants import Mutant, mutants_of_module
from licet.mutation.survivors import MissingTest, Survivors
from licet.mutation.switches import switched
from licet.verdict.base import Base
from licet.verdict.policies import Policies
from licet.verdict.verdict import Status

__all__ = ["Fate", "Mutated", "Mutation", "all_mutants", "chosen_mutants", "mutate"]

_TOGETHER = 50
"""At most so many mutants are compiled together: more take more memory, and as long each."""
_SEARCHED_TOGETHER = 20

Load = Callable[[], Policies]


class Fate(Enum):
    """What becomes of a mutant."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    ACCEPTED = "accepted"
    SURVIVED = "survived"


class Mutated(Struct, frozen=True):
    """A mutant and what becomes of it.

    Attributes:
        code, key, words, span: as of `Mutant`.
        fate: what becomes of it.
        by: the title of a test that notices it; why it is equivalent or accepted.
        test: the test that is missing, to paste.
        before, after: the answers for its use.
        is_searched: whether a missing test was looked for.
    """

    code: str
    key: Key
    words: str
    span: Span
    fate: Fate
    by: str | None = None
    test: str | None = None
    before: Status | None = None
    after: Status | None = None
    is_searched: bool = False


class Mutation(Struct, frozen=True):
    """What becomes of mutants, in the order of files and lines."""

    mutants: tuple[Mutated, ...]

    def count(self, fate: Fate) -> int:
        """How many have that fate."""
        return sum(m.fate is fate for m in self.mutants)

    @property
    def counted(self) -> int:
        """How many should be noticed: those that are neither equivalent nor accepted."""
        return self.count(Fate.KILLED) + self.count(Fate.SURVIVED)

    @property
    def score(self) -> float:
        """How many in a hundred of these are."""
        return 100.0 * self.count(Fate.KILLED) / self.counted if self.counted else 100.0


def all_mutants(base: Base) -> tuple[Mutant, ...]:
    """The mutants of policies, in the order of files and lines."""
    modules = sorted(base.modules, key=lambda m: m.order)
    return tuple(mutant for module in modules for mutant in mutants_of_module(module))


def chosen_mutants(
    mutants: Iterable[Mutant],
    *,
    files: Collection[str] | None = None,
    keys: Collection[Key] | None = None,
    licenses: Collection[str] = (),
    codes: Collection[str] = (),
    sample: int = 1,
) -> tuple[Mutant, ...]:
    """Some of the mutants.

    Args:
        mutants: the mutants.
        files: of statements in these files; None for all.
        keys: of these statements; None for all.
        licenses: of statements of these licenses; of all where there are none.
        codes: with these codes; with all where there are none.
        sample: one in so many, the same ones each time.
    """
    return tuple(
        m
        for m in mutants
        if (files is None or m.span.file in files)
        and (keys is None or m.key in keys)
        and (not licenses or m.license in licenses)
        and (not codes or m.code in codes)
        and int(m.fingerprint, 16) % sample == 0
    )


def mutate(
    policies: Policies,
    chosen: Sequence[Mutant],
    *,
    files: Collection[str] | None = None,
    tests: int = 20,
    jobs: int = 1,
    load: Load,
    told: Callable[[int], object] = lambda _: None,
) -> Mutation:
    """Put mutants to the tests of policies.

    Args:
        policies: the policies.
        chosen: some of the mutants that `all_mutants` gives.
        files: the policy files whose tests count; None for all. Tests that fail without mutants do not count.
        tests: for how many survivors a missing test is looked for.
        jobs: in how many processes.
        load: loads the same policies in another process; it can be pickled.
        told: is told how many mutants have been put to the tests.

    Raises:
        EngineFault: a process ended before its time.
    """
    numbers = {mutant.fingerprint: number for number, mutant in enumerate(all_mutants(policies.base))}
    wanted = sorted(numbers[mutant.fingerprint] for mutant in chosen)
    begin = partial(_begin, load, files)
    here = Deferred(lambda: _begin(lambda: policies, files)).get
    put: list[Mutated] = []
    for some in spread(Work(begin, _put_to_tests, here), _groups(wanted, _TOGETHER, jobs), jobs):
        put += some
        told(len(put))
    found = dict(zip(wanted, put, strict=True))
    survivors = [number for number in wanted if found[number].fate is Fate.SURVIVED][:tests]
    looked = spread(Work(begin, _look_for_tests, here), _groups(survivors, _SEARCHED_TOGETHER, jobs), jobs)
    for number, missing in zip(survivors, chain.from_iterable(looked), strict=True):
        found[number] = replace(found[number], is_searched=True)
        if missing is not None:
            found[number] = replace(found[number], test=missing.text, before=missing.before, after=missing.after)
    return Mutation(tuple(found[number] for number in wanted))


def _groups(numbers: Sequence[int], most: int, jobs: int) -> list[tuple[int, ...]]:
    size = max(1, min(most, -(-len(numbers) // max(jobs, 1))))
    return [tuple(numbers[start : start + size]) for start in range(0, len(numbers), size)]


class _State(Struct, frozen=True):
    """The mutants and tests of policies as a process has them. `passing` are the tests that are known to pass or fail
    without mutants: they do so whichever mutants are in the program, as long as no switch is thrown."""

    policies: Policies
    mutants: tuple[Mutant, ...]
    tests: tuple[ReachedTest, ...]
    allowances: tuple[Allowance, ...]
    passing: dict[int, bool] = field(default_factory=dict)


def _begin(load: Load, files: Collection[str] | None) -> _State:
    policies = load()
    base = policies.base
    tests = tuple(reached_tests_of(base, selected(base, (), files)))
    return _State(policies, all_mutants(base), tests, allowances_of(base.modules))


def _put_to_tests(state: _State, numbers: Sequence[int]) -> tuple[Mutated, ...]:
    """What becomes of some mutants."""
    wanted = [state.mutants[number] for number in numbers]
    together = switched(state.policies.base, wanted)
    killed = kills(together, state.tests, state.passing)
    places = {mutant.fingerprint: number for number, mutant in enumerate(together.mutants)}
    survivors = Survivors(together, state.tests, state.policies.examined.get())

    def fate(mutant: Mutant) -> tuple[Fate, str | None]:
        number = places.get(mutant.fingerprint)
        if mutant.fingerprint in together.refused:
            return Fate.KILLED, "every test: no question can be answered"
        if number is None:
            return Fate.EQUIVALENT, "it comes to the same rules"
        if number in killed:
            return Fate.KILLED, killed[number]
        allowed = [a.reason for a in state.allowances if a.covers(mutant.code, mutant.before.span)]
        if allowed:
            return Fate.ACCEPTED, allowed[0]
        proved = survivors.proved(number)
        return (Fate.EQUIVALENT, proved) if proved is not None else (Fate.SURVIVED, None)

    return tuple(Mutated(m.code, m.key, m.words, m.span, *fate(m)) for m in wanted)


def _look_for_tests(state: _State, numbers: Sequence[int]) -> tuple[MissingTest | None, ...]:
    """The tests that are missing for some survivors."""
    together = switched(state.policies.base, [state.mutants[number] for number in numbers])
    survivors = Survivors(together, state.tests, state.policies.examined.get())
    return tuple(survivors.missing_test(number) for number in range(len(numbers)))
