"""The knowledge base: load policies, ask, and get answers as values. Nothing here prints."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.engine.collector import collection_paused
from licet.grammar.source import SourceFile
from licet.knowledge.revisable import Revisable
from licet.knowledge.told import told
from licet.verdict.described_use import describes_use
from licet.verdict.judge import branches_of_use, judge, judge_use, truth_of
from licet.verdict.policies import Policies
from licet.verdict.subjects import is_name
from licet.verdict.verdict import Pin, Status, Truth, Verdict

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from licet.answers.alternatives import Proofs, Witnesses
    from licet.answers.audit import Audit
    from licet.answers.checklist import Checklist
    from licet.answers.claims import ClaimStatus
    from licet.answers.cross_check import Difference
    from licet.answers.explanation import Explanation
    from licet.answers.needs import NeedsTable
    from licet.answers.policy_diff import Comparison
    from licet.answers.policy_tests import Engine, TrialResult
    from licet.answers.refusal import Refusal
    from licet.answers.remedies import Remedies
    from licet.answers.what_if import WhatIf
    from licet.certificate.verify import Verification
    from licet.facts.statements import Entity
    from licet.grammar.diagnostics import Diagnostic
    from licet.policy.lexicon import Hit
    from licet.tables.auditing import TablesAudit
    from licet.verdict.query import Answers
    from licet.wire.receipts import Rechecked

__all__ = ["KnowledgeBase"]


class KnowledgeBase(Revisable, frozen=True):
    """Checked policies that answer questions. Immutable, and safe to share between threads."""

    @staticmethod
    def parse(text: str, name: str = "policy.licet") -> KnowledgeBase:
        """A knowledge base from one text.

        Raises:
            PolicyError: the text does not parse or does not pass the checks.
        """
        from licet.verdict.loading import parse_policies

        return KnowledgeBase(parse_policies(text, name))

    def find(self, words: str) -> tuple[Hit, ...]:
        """The declared names that everyday words lead to, the best first: what has all of the words in its name, in
        what it is also called, in its title or its meaning; if nothing has, what has as many of them as anything."""
        from licet.policy.lexicon import Lexicon

        return Lexicon(self.vocabulary).find(words)

    @collection_paused()
    def ask(
        self,
        use: str | Entity,
        *,
        on: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
        presumptions: bool = False,
        thresholds: bool = False,
    ) -> Verdict:
        """May this use be made?

        Args:
            use: the name of a declared use, the lines that describe one, `by acme; on 2026-03-01; runs llama_2_7b`, or
                a `licet.facts.Use`.
            on: the day to judge it on, instead of the one that the policies state.
            readings: readings of contested terms to take as given.
            strict: whether to presume nothing.
            presumptions: whether to find out what the verdict presumes, too.
            thresholds: whether to find out which thresholds a permitted use passed, too.

        Raises:
            NameUnknown: no use, term or reading of that name is declared.
            TwoReadings: two of the readings are of one term.
            PolicyError: the lines of the use do not parse or do not fit the policies.
        """
        (base, use), pins = self._at(use, on, strict), self._pins(readings)
        judged = judge_use(base, use, pins)
        verdict = judged.answer
        if presumptions:
            from licet.verdict.presumptions import with_presumptions

            verdict = with_presumptions(base, judged, pins)
        if thresholds:
            from licet.verdict.passed_thresholds import with_thresholds

            verdict = with_thresholds(base, verdict, pins)
        return told(base, verdict)

    def why(
        self, use: str | Entity, *, on: date | None = None, readings: Iterable[Pin] = (), strict: bool = False
    ) -> Explanation:
        """The verdict of a use with what it presumes and its proofs: one for each reading when it is contested.

        Raises:
            NameUnknown, TwoReadings: as `ask` does.
        """
        from licet.answers.explanation import explain_use

        base, use = self._at(use, on, strict)
        found = explain_use(base, use, self._pins(readings))
        return replace(found, verdict=told(base, found.verdict)) if found.verdict is not None else found

    def truth(self, literal: str, *, readings: Iterable[Pin] = (), strict: bool = False) -> Truth:
        """Whether literals without variables (joined by `and`) hold: true, false, unknown or contested.

        Raises:
            PolicyError: the text does not parse or does not fit the vocabulary.
        """
        from licet.verdict.query import QUERY, with_query

        asked, _ = with_query(self._base(strict), self._conditions(literal, ground=True))
        return truth_of(asked, QUERY, (), self._pins(readings))

    def why_literal(self, literal: str, *, readings: Iterable[Pin] = (), strict: bool = False) -> Explanation:
        """The truth of literals without variables, with the proofs that they hold or do not.

        Raises:
            PolicyError: the text does not parse or does not fit the vocabulary.
        """
        from licet.answers.explanation import explain_conditions

        return explain_conditions(self._base(strict), self._conditions(literal, ground=True), self._pins(readings))

    def why_not(self, text: str, *, readings: Iterable[Pin] = (), strict: bool = False) -> Refusal:
        """Why nothing satisfies literals (joined by `and`) for certain: the fewest premises in the way, rule by rule.

        Raises:
            PolicyError: the text does not parse or does not fit the vocabulary.
        """
        from licet.answers.refusal import why_not_conditions

        return why_not_conditions(self._base(strict), self._conditions(text, ground=False), self._pins(readings))

    def why_not_status(
        self,
        use: str | Entity,
        status: Status = Status.PERMITTED,
        *,
        on: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
    ) -> Refusal:
        """Why the verdict of a use is not that one: the clauses against it, those that were beaten, and those that
        would bring it about and do not apply.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` does.
        """
        from licet.answers.refusal import why_not_status

        base, use = self._at(use, on, strict)
        return why_not_status(base, use, status, self._pins(readings))

    def query(self, text: str, *, readings: Iterable[Pin] = (), limit: int | None = None) -> Answers:
        """The answers to a conjunction of literals: `Model descends_from llama_2 and Model is generative`.

        Args:
            text: literals joined by `and`.
            readings: readings of contested terms to take as given.
            limit: how many answers to give at most, the first in order; all are found (see `first_answers`).

        Raises:
            PolicyError: the text does not parse or does not fit the vocabulary.
        """
        from licet.verdict.query import run_query

        return run_query(self.base, self._conditions(text, ground=False), self._pins(readings), limit)

    def first_answers(self, text: str, limit: int, *, readings: Iterable[Pin] = ()) -> Answers:
        """As many answers to a conjunction of literals, the certain ones first; further ones are not looked for.

        Raises:
            PolicyError: the text does not parse or does not fit the vocabulary.
        """
        from licet.answers.streaming import first_answers

        return first_answers(self.base, self._conditions(text, ground=False), self._pins(readings), limit)

    def what_if(
        self,
        use: str | Entity,
        *,
        assume: str = "",
        retract: str = "",
        on: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
    ) -> WhatIf:
        """The verdict of a use before and after supposed changes, and what became of its proofs.

        Args:
            use: the name of a declared use, the lines that describe one, `by acme; on 2026-03-01; runs llama_2_7b`, or
                a `licet.facts.Use`.
            assume: statements to add.
            retract: facts to withdraw first.
            on: the day to judge it on, before and after, instead of the one that is stated.
            readings: readings of contested terms to choose.
            strict: whether to presume nothing, before and after.

        Raises:
            NameUnknown, TwoReadings: as `ask` does.
            PolicyError: as `assume` and `retract` do.
        """
        from licet.answers.what_if import what_if

        before, use = self.about(use)
        before = before if on is None else before.dated(use, on)
        after = before.retract(retract) if retract else before
        after = after.assume(assume) if assume else after
        return what_if(before._base(strict), after._base(strict), use, (), self._pins(readings))

    def needs(
        self, use: str | Entity, *, on: date | None = None, readings: Iterable[Pin] = (), strict: bool = False
    ) -> NeedsTable:
        """The unknown facts that the verdict of a use hangs on, as a decision table.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` does.
        """
        from licet.answers.needs import needs_table

        base, use = self._at(use, on, strict)
        pins = self._pins(readings)
        return needs_table(base, use, branches_of_use(base, use, pins), pins)

    def duties(
        self, use: str | Entity, *, on: date | None = None, readings: Iterable[Pin] = (), strict: bool = False
    ) -> Checklist:
        """The duties of a use as a checklist, each with the words of the clause that asks for it.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` does.
        """
        from licet.answers.checklist import checklist

        base, use = self._at(use, on, strict)
        return checklist(base, judge(base, use, self._pins(readings)))

    def remedies(
        self,
        use: str | Entity,
        *,
        on: date | None = None,
        readings: Iterable[Pin] = (),
        most: int = 5,
        strict: bool = False,
    ) -> Remedies:
        """The smallest changes after which the use is permitted, each confirmed by judging it anew. Only relations
        that the policies list as `changeable`, `avoidable`, `attainable` or `renamable` are changed, things for those
        that they say the use `could_take`, and only in facts about the use, about who makes it, and about artifacts
        that it `decides_on`.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` does.
        """
        from licet.answers.remedies import remedies

        base, use = self._at(use, on, strict)
        return remedies(base, use, self._pins(readings), most=most)

    def proofs(
        self,
        question: str,
        *,
        on: date | None = None,
        readings: Iterable[Pin] = (),
        most: int = 3,
        strict: bool = False,
    ) -> Proofs:
        """Distinct proofs of an answer; of one that is not decided, a proof for each outcome and where they part.

        Args:
            question: a use, as for `ask`, or literals without variables joined by `and`.
            on: the day to judge it on, instead of the one that the policies state.
            readings: readings of contested terms to take as given.
            most: how many proofs to give at most.
            strict: whether to presume nothing.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` and `truth` do.
            ProofTooLarge: the search went past its bound.
        """
        from licet.answers.alternatives import proofs_of_conditions, proofs_of_use

        pins = self._pins(readings)
        if is_name(question) or describes_use(question):
            base, use = self._at(question.strip(), on, strict)
            return proofs_of_use(base, use, pins, most)
        return proofs_of_conditions(self._base(strict), self._conditions(question, ground=True), pins, most)

    def witnesses(
        self,
        question: str,
        *,
        on: date | None = None,
        readings: Iterable[Pin] = (),
        most: int = 3,
        strict: bool = False,
    ) -> Witnesses:
        """Sets of stated facts that suffice for an answer: asked with one of them and the rules alone, it is the same.

        Args:
            question, on, readings, most, strict: as for `proofs`; `most` is how many sets to give for each outcome.

        Raises:
            NameUnknown, TwoReadings, PolicyError, ProofTooLarge: as `proofs` does.
        """
        from licet.answers.alternatives import witnesses_of_conditions, witnesses_of_use

        pins = self._pins(readings)
        if is_name(question) or describes_use(question):
            base, use = self._at(question.strip(), on, strict)
            return witnesses_of_use(base, use, pins, most)
        return witnesses_of_conditions(self._base(strict), self._conditions(question, ground=True), pins, most)

    def certify(
        self,
        question: str,
        *,
        given: str = "",
        on: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
    ) -> bytes:
        """A certificate of an answer, which `verify` checks without trusting what produced it.

        Args:
            question: a use, as for `ask`, or literals without variables joined by `and`.
            given: further statements to take as given.
            on: the day of the use; where it states another, the certificate is of a copy on this day.
            readings, strict: as for `ask`.

        Raises:
            LicetError: as by `ask` and `truth`, where not every branch was decided, or where it would be too large.
        """
        from licet.certificate.asked import certificate_of_question

        return certificate_of_question(self.policies, question, given, on, self._pins(readings), strict)

    def verify(self, certificate: bytes) -> Verification:
        """Whether these policies are those a certificate was made from, and what it proves of them. It is `accepted` if
        it was given facts and readings at most; what was assumed since the policies were loaded must be among that."""
        from licet.certificate.verify import verify_against

        return verify_against(certificate, self.policies)

    def receipt(
        self,
        use: str | Entity,
        *,
        on: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
        commit: str | None = None,
        clean: bool | None = None,
    ) -> bytes:
        """A receipt of the answer for a use, by which `recheck` asks again: the verdict, what it presumes and rests on,
        the digests of its certificate, of the policies and of the texts of licenses.

        Args:
            use, on, readings, strict: as for `ask`.
            commit: the commit that the policies were taken from, in whole, to go into the receipt.
            clean: whether they are as they are in that commit.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` does; or facts of the files were taken back.
        """
        from licet.receipts.writing import receipt_of, receipt_text

        at, name = self.about(use)
        question = use.strip() if isinstance(use, str) else name
        pins = self._pins(readings)
        return receipt_text(receipt_of(at.policies, name, question, on, pins, strict, commit, clean)).encode()

    def recheck(
        self, receipt: bytes, *, name: str = "receipt", then: Callable[[str], KnowledgeBase | None] | None = None
    ) -> Rechecked:
        """What became of an answer: a receipt, asked again of these policies.

        Args:
            receipt: what `receipt` wrote.
            name: what it is called.
            then: finds the policies of a commit, for the steps of the proof that stand otherwise; None where they
                cannot be had. It is called where the answer is another one.

        Raises:
            PolicyError: it is broken, no receipt, or of a newer version.
        """
        from licet.receipts.again import Rechecking
        from licet.receipts.reading import read_receipt

        def former(commit: str) -> Policies | None:
            found = then(commit) if then is not None else None
            return None if found is None else found.policies

        return Rechecking(self.policies, former).of(read_receipt(receipt, name), name)

    def cross_check(
        self, question: str, *, on: date | None = None, readings: Iterable[Pin] = (), strict: bool = False
    ) -> tuple[Difference, ...]:
        """What pyDatalog, a second engine, derives otherwise on the way to an answer; nothing if the engines agree.

        Args:
            question: a use, as for `ask`, or literals joined by `and`.
            on: the day to judge it on, instead of the one that the policies state.
            readings: readings of contested terms to take as given.
            strict: whether to presume nothing.

        Raises:
            NameUnknown, TwoReadings, PolicyError: as `ask` and `query` do.
            PolicyTooComplex: pyDatalog does not answer in time.
            EngineFault: pyDatalog fails.
        """
        from licet.answers.cross_check import cross_check_conditions, cross_check_use

        pins = self._pins(readings)
        if is_name(question) or describes_use(question):
            base, use = self._at(question.strip(), on, strict)
            return cross_check_use(base, use, pins)
        return cross_check_conditions(self._base(strict), self._conditions(question, ground=False), pins)

    def audit(
        self,
        things: Sequence[str] = (),
        uses: Sequence[str | SourceFile] = (),
        by: Sequence[str] = (),
        *,
        on: date | None = None,
        undated: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
        proofs: bool = False,
    ) -> Audit:
        """The verdicts of many uses, as rows that are made as they are gone through.

        Args:
            things: what the uses are about: names, families (their members), kinds, or patterns such as `llama_*`;
                every model if there are none.
            uses: what is asked: lines with a capitalized word in the place of the thing, `runs MODEL; serves MODEL`,
                with a name before them if wanted, `host: serves MODEL`; names of declared uses, which are asked as
                they are; names of everyday uses (`run`, `host`, `publish`, …); files of uses. All everyday uses if
                there are none.
            by: the organizations that make them, where they do not say so; a small company if there are none.
            on, undated: the day of them all, whatever they state; or that of the uses that state none.
            readings: readings of contested terms to take as given.
            strict: whether to presume nothing.
            proofs: whether to prove of each row that the clauses which decide apply.

        Raises:
            NameUnknown, TwoReadings: something is not declared, or two readings are of one term.
            PolicyError: a use does not parse, or does not fit the policies.
        """
        from licet.answers.audit import Days, audit

        policies = (self.strictly() if strict else self).policies
        return audit(policies, things, uses, by, Days(on, undated), readings, proofs, told)

    def audit_tables(
        self,
        paths: Sequence[Path],
        uses: Sequence[str | SourceFile] = (),
        by: Sequence[str] = (),
        *,
        on: date | None = None,
        undated: date | None = None,
        readings: Iterable[Pin] = (),
        strict: bool = False,
    ) -> AbstractContextManager[TablesAudit]:
        """The verdicts of uses of all models in tables of facts: of models that are alike, one is judged. The tables
        are open until the end of the `with` block, which begins by reading them.

        Args:
            paths: Parquet, CSV and JSON lines files that are called as relations, `things`, `mentioned`, `licenses` or
                kinds, or folders of them; `licet.tables.opening` says what stands in them.
            uses, by, on, undated, readings, strict: as of `audit`; every use has a word in the place of the thing.

        Raises:
            NameUnknown, TwoReadings: something is not declared, or two readings are of one term.
            PolicyError: a use does not parse, or does not fit the policies; or a table is not what it should be.
            PolicyTooComplex: a rule reads a table as a whole, so that models cannot be judged one by one.
            DatabaseFailed: DuckDB is not installed, or cannot go on.
        """
        from licet.answers.audit import Days
        from licet.tables.auditing import audit_tables
        from licet.verdict.subjects import known_readings

        policies = (self.strictly() if strict else self).policies
        pins = known_readings(policies.vocabulary, readings)
        return audit_tables(policies, paths, uses, by, Days(on, undated), pins)

    def compare(self, other: KnowledgeBase, uses: Sequence[str] = (), *, readings: Iterable[Pin] = ()) -> Comparison:
        """Which uses have another answer by other policies, and why; these are the policies before.

        Args:
            other: the policies after.
            uses: the uses to compare; all that either declares when there are none.
            readings: readings of contested terms to take as given on both sides.

        Raises:
            NameUnknown: no use of that name is declared on any side, or no term or reading on one side.
            TwoReadings: two of the readings are of one term.
            ProofTooLarge: a proof search past its bound.
        """
        from licet.answers.policy_diff import compare_bases

        return compare_bases(self.base, other.base, uses, other._pins(self._pins(readings)))

    def test(
        self,
        only: Sequence[str] = (),
        *,
        files: Collection[str] | None = None,
        engine: Engine = "licet",
        cross_check: bool = False,
        seconds: float = 60.0,
    ) -> tuple[TrialResult, ...]:
        """Run the tests that the policy files hold, in the order of files and lines.

        Args:
            only: patterns for the titles or places of the tests to run; without any, all are.
            files: the names of the policy files whose tests are run; by default all.
            engine: what answers.
            cross_check: whether to derive what `licet` answers again with pyDatalog; a result has that as `second`.
            seconds: how long pyDatalog may take for one test.

        Raises:
            EngineFault: pyDatalog, in the place of the engine, fails.
        """
        from licet.answers.policy_tests import run_trials
        from licet.answers.policy_tests_twice import cross_checked_trials, trials_on_pydatalog

        if cross_check:
            return tuple(cross_checked_trials(self.base, only, files, seconds))
        if engine == "pydatalog":
            return tuple(trials_on_pydatalog(self.base, only, files, seconds))
        return tuple(run_trials(self.base, only, files))

    def lint(self, on: date | None = None) -> tuple[Diagnostic, ...]:
        """What looks wrong in policies that are in order, and no comment in place allows: by place, each with the code
        of its rule.

        Args:
            on: the day on which positions are looked at, today where none is given.
        """
        from licet.lint.linting import lint

        return lint(self.policies, on)

    def claim(self, name: str) -> ClaimStatus:
        """A recorded claim, compared with what the rules derive. A claim never derives anything itself.

        Raises:
            NameUnknown: no claim of that name is recorded.
        """
        from licet.answers.claims import claim_status

        return claim_status(self.base, name)
