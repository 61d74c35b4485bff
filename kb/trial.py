"""Running the tests that stand beside the policy text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from licet.base import Base
from licet.build import extend
from licet.claims import claim_status
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.source import Span
from licet.judge import judge, truth_of
from licet.lower_body import constant_value
from licet.query import QUERY, with_query
from licet.verdict import Pin, Status, Verdict

__all__ = ["TrialResult", "run_trial", "run_trials"]


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A test and what was not as expected."""

    title: str
    span: Span
    failures: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether every expectation was met."""
        return not self.failures


def run_trials(base: Base) -> Iterator[TrialResult]:
    """Run every test of the base, in the order of files and lines."""
    for module in sorted(base.modules, key=lambda m: m.name):
        for statement in module.statements:
            if isinstance(statement, tree.Test):
                yield run_trial(base, module, statement)


def run_trial(base: Base, module: tree.Module, test: tree.Test) -> TrialResult:
    """Run one test in a layer of its own over the base."""
    given = [g for g in test.given if not isinstance(g, tree.Pin)]
    pins = tuple(Pin(g.term, g.reading) for g in test.given if isinstance(g, tree.Pin))
    run = _Run(extend(base, given, module.name) if given else base, test, _home(module), pins)
    return TrialResult(test.title, test.span, tuple(run.failures()))


def _home(module: tree.Module) -> str | None:
    names = [s.name for s in module.statements if isinstance(s, tree.License)]
    return names[0] if len(names) == 1 else None


class _Run:
    """One test's expectations against its layer. Verdicts are judged once for each use and choice of readings."""

    def __init__(self, base: Base, test: tree.Test, license: str | None, pins: tuple[Pin, ...]) -> None:
        self.base = base
        self.test = test
        self.license = license
        self.pins = pins
        self.verdicts: dict[tuple[str, tuple[Pin, ...]], Verdict] = {}

    def failures(self) -> Iterator[Diagnostic]:
        for expectation in self.test.expect:
            message = self._check(expectation)
            if message is not None:
                yield Diagnostic(Severity.ERROR, "T001", message, expectation.span, f'in the test "{self.test.title}"')

    def _check(self, expectation: tree.Expectation) -> str | None:
        match expectation:
            case tree.ExpectVerdict():
                return self._verdict(expectation)
            case tree.ExpectContested(use=use, terms=terms):
                return self._contested(use, {t.name for t in terms})
            case tree.ExpectDuty():
                return self._duty(expectation)
            case tree.ExpectNeed(literal=literal, use=use):
                return self._need(literal, use)
            case tree.ExpectThat():
                return self._that(expectation)
            case tree.ExpectClaim(claim=claim, status=status):
                found = claim_status(self.base, claim.name).status
                return None if found == status else f"the claim `{claim.name}` is {found}, not {status}"

    def _judged(self, use: tree.Constant | None, under: tuple[tree.Pin, ...] = ()) -> Verdict:
        name = use.name if use is not None else self._only_use()
        pins = (*self.pins, *(Pin(p.term, p.reading) for p in under))
        key = (name, pins)
        if key not in self.verdicts:
            self.verdicts[key] = judge(self.base, name, pins)
        return self.verdicts[key]

    def _only_use(self) -> str:
        vocabulary = self.base.vocabulary
        uses = [g.name for g in self.test.given if isinstance(g, tree.Entity) and vocabulary.is_a(g.kind, "use")]
        return uses[0]

    def _verdict(self, expectation: tree.ExpectVerdict) -> str | None:
        verdict = self._judged(expectation.use, expectation.under)
        expected = Status(expectation.verdict)
        if expectation.operative:
            found = {o.status for o in verdict.operative}
            if found != {expected}:
                words = ", ".join(sorted(s.value for s in found)) or "nothing"
                return f"the adopted positions make it {words}, not {expected}"
            return None
        if verdict.status is not expected:
            return f"the verdict is {_describe(verdict)}, not {expected}"
        known = set(verdict.clauses) | set(verdict.also)
        for clause in expectation.because:
            key = self.base.vocabulary.clause_key(clause.name, self.license)
            if key not in known:
                words = ", ".join(f"`{c}`" for c in sorted(known)) or "no clause"
                return f"the verdict is {expected} because of {words}, not `{key}`"
        return None

    def _contested(self, use: tree.Constant | None, terms: set[str]) -> str | None:
        verdict = self._judged(use)
        if verdict.status is not Status.CONTESTED:
            return f"the verdict is {_describe(verdict)}, not contested"
        if set(verdict.over) != terms:
            return f"the verdict is contested over {', '.join(verdict.over)}, not {', '.join(sorted(terms))}"
        return None

    def _duty(self, expectation: tree.ExpectDuty) -> str | None:
        verdict = self._judged(expectation.use)
        duties = {d.name for d in verdict.duties} | {d.name for c in verdict.cases for d in c.duties}
        present = expectation.duty.name in duties
        if present and expectation.absent:
            return f"the duty `{expectation.duty.name}` is live"
        if not present and not expectation.absent:
            words = ", ".join(f"`{d}`" for d in sorted(duties)) or "none"
            return f"the duty `{expectation.duty.name}` is not live; live are: {words}"
        return None

    def _need(self, literal: tree.Atom, use: tree.Constant | None) -> str | None:
        verdict = self._judged(use)
        row = tuple(v for v in map(constant_value, literal.arguments) if v is not None)
        sets = [*verdict.needs, *(n for c in verdict.cases for n in c.needs)]
        needs = {(n.relation, n.row) for s in sets for n in s.needs}
        if (literal.relation, row) in needs:
            return None
        words = ", ".join(sorted(f"{r}({', '.join(map(str, k))})" for r, k in needs)) or "nothing"
        return f"needed is {words}, not {literal.relation}({', '.join(map(str, row))})"

    def _that(self, expectation: tree.ExpectThat) -> str | None:
        asked, _ = with_query(self.base, [expectation.literal])
        pins = (*self.pins, *(Pin(p.term, p.reading) for p in expectation.under))
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
