"""What the questions of tests touch: which clauses bite, how conditions turn out, which readings count."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from licet.answers.policy_tests import TrialRun
from licet.coverage.probes import Probe, probes_of
from licet.engine.extension import Extended
from licet.logic.oracle import World
from licet.policy.doubt import Doubt
from licet.policy.kleene import double_further
from licet.policy.relation_names import governs
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import reaching
from licet.verdict.verdict import Pin, Status

__all__ = ["Mark", "Marking"]

Mark = tuple[str, str, str]
"""`("bites", clause, "")`: the clause is live for a use, under some reading and some state of what nobody knows;
`("spares", clause, "")`: a use comes under its license, and it is not live for it;
`("true", clause, number)` and `("false", clause, number)`: a condition of it, with its number in
`coverage.probes.leaves`, holds or does not, where what stands before it holds;
`("reading", term, reading)`: an answer turns on the term, or takes the reading as given."""


class Marking:
    """Marks what tests of one base touch. What has been marked is not looked at again."""

    def __init__(self, base: Base) -> None:
        self.marks: set[Mark] = set()
        self._doubt = base.doubt
        self._probes: dict[str, tuple[_ClauseProbes, ...]] = {}

    def note(self, run: TrialRun) -> None:
        """Mark what the questions touch that a test has asked."""
        for (use, pins), verdict in run.verdicts.items():
            cases = verdict.cases if verdict.status is Status.CONTESTED else ()
            readings = {pin for case in cases for pin in case.readings} | set(pins)
            self.marks |= {("reading", pin.term, pin.reading) for pin in readings}
            self._mark(run.base, use, pins)

    def _mark(self, base: Base, use: str, pins: tuple[Pin, ...]) -> None:
        world = base.pinned(base.solver, pins)
        for license in sorted(reaching(base, world, use)):
            if not world.answers(base.doubt.possible(governs(license)), (use, None)):
                continue
            for probes in self._of(base, license):
                if not probes.all_marks <= self.marks:
                    self.marks |= set(probes.marks(base, world, use, self.marks))

    def _of(self, base: Base, license: str) -> tuple[_ClauseProbes, ...]:
        if base.doubt is not self._doubt:
            return tuple(_probes(base.vocabulary, base.doubt, license))
        if license not in self._probes:
            self._probes[license] = tuple(_probes(base.vocabulary, base.doubt, license))
        return self._probes[license]


def _probes(vocabulary: Vocabulary, doubt: Doubt, license: str) -> Iterator[_ClauseProbes]:
    for entry in vocabulary.clauses_of(license):
        yield _ClauseProbes(entry.key, probes_of(entry, vocabulary), doubt)


class _ClauseProbes:
    """The questions that a clause is marked by."""

    def __init__(self, key: str, probes: tuple[Probe, ...], doubt: Doubt) -> None:
        self.key = key
        self.probes = probes
        rules = [rule for probe in probes for rule in probe.rules]
        self.rules, self.doubt = double_further(rules, doubt)
        numbers = [str(probe.number) for probe in probes]
        told = [(what, key, "") for what in ("bites", "spares")]
        self.all_marks = frozenset([*told, *((w, key, n) for w in ("true", "false") for n in numbers)])

    def marks(self, base: Base, world: World, use: str, known: Collection[Mark] = ()) -> Iterator[Mark]:
        """How the clause and its conditions turn out for a use. Conditions of which all is known are not asked."""
        row = (use, None)
        if world.answers(base.doubt.possible(self.key), row):
            yield "bites", self.key, ""
        if not world.answers(self.key, row) or self._spares_a_thing(world, use):
            yield "spares", self.key, ""
        asked = Extended(world, self.rules)
        for probe in self.probes:
            number = str(probe.number)
            if ("true", self.key, number) in known and ("false", self.key, number) in known:
                continue
            if asked.answers(self.doubt.possible(probe.holds), (use,)):
                yield "true", self.key, number
            if not asked.holds(probe.holds, (use,)) and asked.answers(self.doubt.possible(probe.before), (use,)):
                yield "false", self.key, number

    def _spares_a_thing(self, world: World, use: str) -> bool:
        """Whether it is live for some things of the use only."""
        license = self.key.rpartition(".")[0]
        return len(world.answers(self.key, (use, None))) < len(world.answers(governs(license), (use, None)))
