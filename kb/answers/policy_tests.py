"""Running the tests that stand beside the policy text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct

from licet.answers.claims import claim_status
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import Span
from licet.policy.bodies import constant_value
from licet.policy.own_names import with_own_names
from licet.policy.relation_names import held_always
from licet.verdict.base import Base
from licet.verdict.build import extend
from licet.verdict.contradictions import contradictions
from licet.verdict.judge import judge, truth_of
from licet.verdict.query import QUERY, with_query
from licet.verdict.verdict import Pin, Status, Verdict

__all__ = [
    "Answered",
    "Engine",
    "SecondOpinion",
    "TrialResult",
    "TrialRun",
    "layer_of",
    "run_trial",
    "run_trials",
    "selected",
]

Engine = Literal["licet", "pydatalog"]
"""What can answer."""


class Answered(Struct, frozen=True):
    """A question that a test asked: the verdict of a use, or without one the truth of the query of its base."""

    base: Base
    use: str | None
    pins: tuple[Pin, ...]


class SecondOpinion(Struct, frozen=True):
    """What another engine says of the answers that a test got.

    Attributes:
        answers: how many there are.
        agreed: how many of them it derives as Licet does.
        differences: both answers in words, where it does not.
        unchecked: why there are answers that it did not derive; None if it did them all.
    """

    answers: int
    agreed: int
    differences: tuple[str, ...] = ()
    unchecked: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether it derived every answer, of which there is at least one, and all alike."""
        return 0 < self.answers == self.agreed


class TrialResult(Struct, frozen=True):
    """A test and what was not as expected; `second` is what another engine says of its answers, if that was asked."""

    title: str
    span: Span
    failures: tuple[Diagnostic, ...]
    second: SecondOpinion | None = None

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The failures, the differences between engines as errors, and answers that were not derived again as a
        warning."""
        if self.second is None:
            return self.failures
        help = f'in the test "{self.title}"'
        found = [Diagnostic(Severity.ERROR, "T003", d, self.span, help) for d in self.second.differences]
        if self.second.unchecked is not None:
            message = f"not cross-checked: {self.second.unchecked}"
            found.append(Diagnostic(Severity.WARNING, "T004", message, self.span, help))
        return (*self.failures, *found)


def selected(
    base: Base, only: Sequence[str] = (), files: Collection[str] | None = None
) -> Iterator[tuple[tree.Module, tree.Test]]:
    """The tests of the base, in the order of files and lines.

    Args:
        base: the policies.
        only: patterns; if there are any, the tests that one of them fits. It fits a title or a place
            (`uses/chat.licet:12`) that contains it, whatever the case of letters; `*` stands for anything.
        files: the names of the policy files whose tests count; None for all.
    """
    patterns = [f"*{pattern.casefold()}*" for pattern in only]
    for module in sorted(base.modules, key=lambda m: m.name):
        if files is not None and module.name not in files:
            continue
        for test in module.statements:
            if isinstance(test, tree.Test):
                named = (test.title.casefold(), f"{test.span.file}:{test.span.line}".casefold())
                if not patterns or any(fnmatchcase(name, p) for p in patterns for name in named):
                    yield module, with_own_names(test, base.vocabulary.entities)


def run_trials(base: Base, only: Sequence[str] = (), files: Collection[str] | None = None) -> Iterator[TrialResult]:
    """Run the tests of the base that `selected` gives."""
    return (run_trial(base, module, test) for module, test in selected(base, only, files))


def run_trial(base: Base, module: tree.Module, test: tree.Test) -> TrialResult:
    """Run one test in a layer of its own over the base."""
    run = TrialRun(layer_of(base, module, test), module, test)
    return TrialResult(test.title, test.span, tuple(run.failures()))


def layer_of(base: Base, module: tree.Module, test: tree.Test) -> Base:
    """The base with what a test gives, readings aside."""
    given = [g for g in test.given if not isinstance(g, tree.Pin)]
    return extend(base, given, module.name) if given else base


def _home(module: tree.Module) -> str | None:
    names = [s.name for s in module.statements if isinstance(s, tree.License)]
    return names[0] if len(names) == 1 else None


class TrialRun:
    """One test's expectations against its layer. Verdicts are judged once for each use and choice of readings.

    `asked` are the questions that were answered so far, `verdicts` the verdicts that they got.
    """

    def __init__(self, base: Base, module: tree.Module, test: tree.Test) -> None:
        self.base = base
        self.test = test
        self.asked: list[Answered] = []
        self._license = _home(module)
        self._pins = tuple(Pin(g.term, g.reading) for g in test.given if isinstance(g, tree.Pin))
        self.verdicts: dict[tuple[str, tuple[Pin, ...]], Verdict] = {}

    def failures(self) -> Iterator[Diagnostic]:
        """What is not as expected, one finding for each expectation; of what contradicts itself nothing is expected."""
        contradicting = contradictions(self.base)
        yield from contradicting
        yield from self.unmet(() if contradicting else self.test.expect)

    def unmet(self, expectations: Iterable[tree.Expectation]) -> Iterator[Diagnostic]:
        """What is not as expected, of some of the test's expectations."""
        for expectation in expectations:
            message = self._check(expectation)
            if message is not None:
                yield Diagnostic(Severity.ERROR, "T001", message, expectation.span, f'in the test "{self.test.title}"')

    def _check(self, expectation: tree.Expectation) -> str | None:
        match expectation:
            case tree.ExpectVerdict():
                return self._verdict(expectation)
            case tree.ExpectContested():
                return self._contested(expectation)
            case tree.ExpectDuty():
                return self._duty(expectation)
            case tree.ExpectNeed():
                return self._need(expectation)
            case tree.ExpectThat():
                return self._that(expectation)
            case tree.ExpectClaim(claim=claim, status=status):
                return self._claim(claim.name, status)

    def _claim(self, name: str, expected: str) -> str | None:
        found = claim_status(self.base, name)
        if found.claim.says is not None:
            self.asked.append(Answered(with_query(self.base, [found.claim.says])[0], None, ()))
        return None if found.status == expected else f"the claim `{name}` is {found.status}, not {expected}"

    def subject(self, expectation: tree.Expectation) -> tuple[str | None, tuple[Pin, ...]]:
        """The use that an expectation is about, None where it is about a literal or a claim, and the readings that are
        taken as given."""
        under = expectation.under if isinstance(expectation, (tree.ExpectVerdict, tree.ExpectThat)) else ()
        pins = (*self._pins, *(Pin(p.term, p.reading) for p in under))
        if isinstance(expectation, (tree.ExpectThat, tree.ExpectClaim)):
            return None, pins
        return expectation.use.name if expectation.use is not None else self._only_use(), pins

    def _judged(self, expectation: tree.Expectation) -> Verdict:
        name, pins = self.subject(expectation)
        assert name is not None
        key = (name, pins)
        if key not in self.verdicts:
            self.verdicts[key] = judge(self.base, name, pins)
            self.asked.append(Answered(self.base, name, pins))
        return self.verdicts[key]

    def _only_use(self) -> str:
        vocabulary = self.base.vocabulary
        uses = [g.name for g in self.test.given if isinstance(g, tree.Entity) and vocabulary.is_a(g.kind, "use")]
        return uses[0]

    def _verdict(self, expectation: tree.ExpectVerdict) -> str | None:
        verdict = self._judged(expectation)
        expected = Status(expectation.verdict)
        if expectation.operative:
            self.asked += [Answered(self.base, verdict.use, o.readings) for o in verdict.operative]
            found = {o.status for o in verdict.operative}
            if found != {expected}:
                words = ", ".join(sorted(s.value for s in found)) or "nothing"
                return f"the adopted positions make it {words}, not {expected}"
            return None
        if verdict.status is not expected:
            return f"the verdict is {_describe(verdict)}, not {expected}"
        known = set(verdict.clauses) | set(verdict.also)
        for clause in expectation.because:
            key = self.base.vocabulary.clause_key(clause.name, self._license)
            if key not in known:
                words = ", ".join(f"`{c}`" for c in sorted(known)) or "no clause"
                return f"the verdict is {expected} because of {words}, not `{key}`"
        return None

    def _contested(self, expectation: tree.ExpectContested) -> str | None:
        verdict, terms = self._judged(expectation), {t.name for t in expectation.terms}
        if verdict.status is not Status.CONTESTED:
            return f"the verdict is {_describe(verdict)}, not contested"
        if set(verdict.over) != terms:
            return f"the verdict is contested over {', '.join(verdict.over)}, not {', '.join(sorted(terms))}"
        return None

    def _duty(self, expectation: tree.ExpectDuty) -> str | None:
        verdict = self._judged(expectation)
        duties = {d.name for d in verdict.duties} | {d.name for c in verdict.cases for d in c.duties}
        present = expectation.duty.name in duties
        if present and expectation.absent:
            return f"the duty `{expectation.duty.name}` is live"
        if not present and not expectation.absent:
            words = ", ".join(f"`{d}`" for d in sorted(duties)) or "none"
            return f"the duty `{expectation.duty.name}` is not live; live are: {words}"
        return None

    def _need(self, expectation: tree.ExpectNeed) -> str | None:
        verdict, literal = self._judged(expectation), expectation.literal
        row = tuple(v for v in map(constant_value, literal.arguments) if v is not None)
        sets = [*verdict.needs, *(n for c in verdict.cases for n in c.needs)]
        needs = {(held_always(n.relation) or n.relation, n.row) for s in sets for n in s.needs}
        if (literal.relation, row) in needs:
            return None
        words = ", ".join(sorted(f"{r}({', '.join(map(str, k))})" for r, k in needs)) or "nothing"
        return f"needed is {words}, not {literal.relation}({', '.join(map(str, row))})"

    def _that(self, expectation: tree.ExpectThat) -> str | None:
        asked, _ = with_query(self.base, [expectation.literal])
        _, pins = self.subject(expectation)
        self.asked.append(Answered(asked, None, pins))
        truth = truth_of(asked, QUERY, (), pins)
        return None if truth.status == expectation.status else f"this is {truth.status}, not {expectation.status}"


def _describe(verdict: Verdict) -> str:
    words = [verdict.status.value]
    if verdict.clauses:
        words.append("because of " + ", ".join(f"`{c}`" for c in verdict.clauses))
    if verdict.over:
        words.append(f"over {', '.join(verdict.over)}")
    if verdict.needs:
        needs = "; ".join(
            " and ".join(f"{n.relation}({', '.join(map(str, n.row))})" for n in s.needs) for s in verdict.needs
        )
        words.append(f"(needed: {needs})")
    return " ".join(words)
