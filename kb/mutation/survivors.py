"""Mutants that no test notices: the test that is missing, or why there can be none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from licet.answers.policy_tests import TrialRun, layer_of
from licet.changes.asked_uses import AskedUse, asked_uses
from licet.changes.policy_changes import StatementChange, statement_meaning
from licet.changes.starting_uses import made_up_uses
from licet.changes.statements import Key, Unit, UnitChange, units_of
from licet.changes.tries import Space
from licet.changes.uses import Uses
from licet.changes.witnesses import Witness, find_witnesses
from licet.checks.examine import Checked, examine
from licet.errors import LicetError
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.mutation.instances import instances_of
from licet.mutation.kills import ReachedTest
from licet.mutation.mutants import Mutant
from licet.mutation.switches import Switched
from licet.policy.vocabulary import collect
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import reaching
from licet.verdict.verdict import Pin, Status

__all__ = ["MissingTest", "Survivors"]

_MOST_NEAR = 4
_MOST_MADE = 48
_Near = tuple[AskedUse, frozenset[str]]


class MissingTest(Struct, frozen=True):
    """A test to paste that passes, and fails with a mutant; and the answers for its use before and after."""

    text: str
    before: Status
    after: Status


class Survivors:
    """Finds out about survivors of switched policies.

    Args:
        switched: the policies with the mutants.
        tests: their tests, with what they ask about.
        checked: what checking the policies left, to check tests over them.
    """

    def __init__(self, switched: Switched, tests: Sequence[ReachedTest], checked: Checked) -> None:
        self._switched = switched
        self._checked = checked
        self._units: Mapping[Key, Unit] = units_of(switched.base.modules)
        of_tests = (use for test in tests for use in _asked_uses(test))
        self._uses = (*_declared_uses(switched.base), *of_tests)

    def proved(self, number: int) -> str | None:
        """Why the mutant of that number changes no answer of any use that there could be; None if nobody knows."""
        if self._switched.reach(number).is_nothing:
            return "nothing that decides reads what is different"
        found = self._meaning(number, searching=False)
        return found.reason if found.direction == "equivalent" else None

    def missing_test(self, number: int) -> MissingTest | None:
        """A test that notices the mutant of that number, which survived; None where no use was found that shows it."""
        witnesses = self._meaning(number, searching=True).witnesses
        return self._from(number, witnesses) or self._from(number, self._made(number))

    def _meaning(self, number: int, *, searching: bool) -> StatementChange:
        near = self._near(number) if searching else ()
        uses = Uses((), len(self._uses), 0, near)
        unit, reaching = self._unit(self._switched.mutants[number]), self._switched.reaching_of(number)
        return statement_meaning(self._bases(number), reaching, uses, unit, searching=searching)

    def _bases(self, number: int) -> tuple[Base, Base]:
        return self._switched.base, self._switched.thrown(number, self._switched.base)

    def _near(self, number: int) -> tuple[_Near, ...]:
        """The uses of which the mutant can say something else."""
        licenses = self._switched.licenses(number)
        return tuple(u for u in self._uses if licenses is None or not licenses.isdisjoint(u[1]))

    def _made(self, number: int) -> tuple[Witness, ...]:
        """Uses that show a difference among those that are made for it."""
        mutant, bases = self._switched.mutants[number], self._bases(number)
        licenses = frozenset({mutant.license} if mutant.license is not None else ())
        ordered = sorted((use for use, _ in self._near(number) if not use.pins), key=lambda use: len(repr(use.given)))
        seeds = [*ordered[:_MOST_NEAR], *made_up_uses(bases[0], self._unit(mutant), licenses)[:_MOST_NEAR]]
        uses = tuple(islice(instances_of(bases[0], mutant, seeds), _MOST_MADE))
        found, _ = find_witnesses(Space(bases, uses, self._switched.reach(number).entered), ())
        return found

    def _unit(self, mutant: Mutant) -> UnitChange:
        """The statement before and after, with the other rules of its relation if it is a rule."""
        before = self._units[mutant.key]
        changed = [mutant.after if s is mutant.before else s for s in before.statements]
        statements = tuple(s for s in changed if s is not None)
        return UnitChange(mutant.key, before, replace(before, statements=statements) if statements else None)

    def _from(self, number: int, witnesses: Sequence[Witness]) -> MissingTest | None:
        mutant = self._switched.mutants[number]
        for witness in sorted(witnesses, key=lambda w: (w.before.status is w.after.status, len(w.text))):
            for expected in _expectations(witness, mutant):
                text = self._proved_test(number, witness, expected)
                if text is not None:
                    return MissingTest(text, witness.before.status, witness.after.status)
        return None

    def _proved_test(self, number: int, witness: Witness, expected: tuple[tree.Expectation, ...]) -> str | None:
        """The test with those expectations, if it passes by the policies and fails by the mutant as it is written."""
        test = tree.Test(_title(self._switched.mutants[number]), _given(witness), expected)
        text = format_module(tree.Module("missing", (test,))).strip("\n") + "\n"
        module, problems = parse_module(SourceFile("missing", text))
        if any(p.is_error for p in problems) or len(module.statements) != 1:
            return None
        (read,) = module.statements
        if not isinstance(read, tree.Test) or not self._is_sound(module):
            return None
        layer = layer_of(self._switched.base, module, read)
        try:
            passes = not any(True for _ in TrialRun(layer, module, read).failures())
            over = self._switched.thrown(number, layer)
            fails = any(True for _ in TrialRun(over, module, read).failures())
        except LicetError:
            return None
        return text if passes and fails else None

    def _is_sound(self, module: tree.Module) -> bool:
        """Whether the test passes the checks where it is pasted."""
        vocabulary, duplicates = collect([module], self._switched.base.vocabulary)
        found, _ = examine([module], vocabulary, self._checked)
        return not any(d.is_error for d in (*duplicates, *found))


def _declared_uses(base: Base) -> Iterator[tuple[AskedUse, frozenset[str]]]:
    strict = base.strict()
    for key, use in asked_uses(base).items():
        if not key[0]:
            yield use, reaching(strict, strict.solver, use.name)


def _asked_uses(test: ReachedTest) -> Iterator[tuple[AskedUse, frozenset[str]]]:
    given = tuple(g for g in test.test.given if not isinstance(g, tree.Pin))
    pins = tuple(Pin(g.term, g.reading) for g in test.test.given if isinstance(g, tree.Pin))
    named = {g.name: g.name_span for g in given if isinstance(g, tree.Entity)}
    for use, licenses in test.uses.items():
        if use in named:
            yield AskedUse(use, test.test.title, named[use], given, pins), licenses


def _title(mutant: Mutant) -> str:
    return f"{mutant.key[1]}: it is noticed if somebody {mutant.words}"


def _given(witness: Witness) -> tuple[tree.Entity | tree.Fact, ...]:
    module, _ = parse_module(SourceFile("witness", witness.text))
    return tuple(s for s in module.statements if isinstance(s, (tree.Entity, tree.Fact)))


def _expectations(witness: Witness, mutant: Mutant) -> Iterator[tuple[tree.Expectation, ...]]:
    """What to expect of the use of a witness, the shortest first: the verdict, then with a reason, then with duties."""
    verdict = witness.before
    use = None if witness.text else tree.Constant(witness.use)
    if verdict.status is Status.CONTESTED:
        yield (tree.ExpectContested(use, tuple(map(tree.Constant, verdict.over))),)
        return
    expect = tree.ExpectVerdict(verdict.status.value, use, (), (), False)
    named = [key for key in verdict.clauses if key == mutant.key[1]] or list(verdict.clauses[:1])
    because = replace(expect, because=tuple(map(tree.Constant, named)))
    if witness.after.status is not verdict.status:
        yield (because,)
        yield (expect,)
        return
    yield (replace(expect, because=tuple(map(tree.Constant, verdict.clauses))),)
    owed, other = ({d.name for d in v.duties} for v in (verdict, witness.after))
    for name in sorted(owed - other):
        yield expect, tree.ExpectDuty(tree.Constant(name), use, False)
    for name in sorted(other - owed):
        yield expect, tree.ExpectDuty(tree.Constant(name), use, True)
