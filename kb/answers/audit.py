"""Many questions at once: uses, each of many things and by several organizations, as rows of verdicts.

The uses of one thing are laid upon the policies together, so that they share what is found out about it; they are let
go of, and all that was found out with them, before those of the next one are made. No use moves another, so each row is
what asking that use alone would give.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from licet.answers.audit_scope import Scope, makers_of, scope_of, things_of
from licet.answers.explanation import Explanation, explain_use
from licet.answers.use_templates import Template
from licet.engine.collector import collection_paused
from licet.grammar import tree
from licet.grammar.source import SourceFile
from licet.policy.vocabulary import Vocabulary
from licet.proof.prover import prove
from licet.proof.steps import Proof
from licet.verdict.base import Base
from licet.verdict.described_use import DESCRIBED
from licet.verdict.judge import judge_use
from licet.verdict.judged import Judged
from licet.verdict.policies import Policies
from licet.verdict.revision import dated, with_module
from licet.verdict.subjects import is_name, known_readings
from licet.verdict.verdict import Pin, Status, Verdict

__all__ = ["Audit", "AuditRow", "Days", "Question", "audit", "laid", "questions_of", "with_declared"]

_MOST_PROVED = 3


class Days(Struct, frozen=True):
    """On which days the uses of an audit are judged: `on` instead of those that they state, or `undated` where they
    state none."""

    on: date | None = None
    undated: date | None = None


class Question(Struct, frozen=True):
    """A question of an audit. `name` is what the use is called in the policies; `template` what it is made of, None if
    it is declared there."""

    thing: str | None
    use: str
    title: str
    by: str | None
    name: str
    template: Template | None


class AuditRow(Struct, frozen=True):
    """One verdict of an audit.

    Attributes:
        thing: what the use is about; None for a use that is asked as it is.
        use, title: what the use is called among those of the audit, and in words.
        by: who makes it; None where nobody is named, or the use says so itself.
        verdict: the answer; `verdict.use` is what the use is called where it was asked.
        proofs: that the clauses which decide apply, where the audit was to find that out.
    """

    thing: str | None
    use: str
    title: str
    by: str | None
    verdict: Verdict
    proofs: tuple[Proof, ...]
    _ask_again: Callable[[], Explanation]

    @property
    def status(self) -> Status:
        """The verdict in a word."""
        return self.verdict.status

    def why(self) -> Explanation:
        """The verdict with what it presumes and its proofs; it is asked again for that.

        Raises:
            ProofTooLarge: a proof search past its bound.
        """
        return self._ask_again()


class Audit(Struct, frozen=True):
    """The rows of an audit. They are made as they are gone through, ordered by thing, by who makes the uses, and by
    use, as these were named; whoever goes through them again has them made again.

    Attributes:
        policies: what is asked.
        things, by: what the uses are about, and who makes them.
        uses: the titles of the uses by name.
        days: on which days they are judged.
        readings: the readings that are taken as given.
        proofs: whether to prove that the clauses which decide apply.
        questions: what is asked, in batches of one thing.
    """

    policies: Policies
    things: tuple[str, ...]
    by: tuple[str, ...]
    uses: Mapping[str, str]
    days: Days
    readings: tuple[Pin, ...]
    proofs: bool
    questions: tuple[tuple[Question, ...], ...]
    _told: Callable[[Base, Verdict], Verdict]

    @property
    def on(self) -> date | None:
        """The day that they are judged on; of uses that state another, only where it was asked for."""
        return self.days.on or self.days.undated

    def __len__(self) -> int:
        return sum(map(len, self.questions))

    def part(self, first: int, most: int) -> Audit:
        """At most so many of its rows, from the one with that number on; the first is 0."""
        batches: list[tuple[Question, ...]] = []
        for batch in self.questions:
            part = batch[first : first + most]
            first, most = max(0, first - len(batch)), most - len(part)
            batches += [part] if part else []
        return replace(self, questions=tuple(batches))

    def __iter__(self) -> Iterator[AuditRow]:
        for batch in self.questions:
            apart = replace(self.policies, base=self.policies.base.apart())
            base = laid(apart, batch, self.days).base
            for asked in batch:
                with collection_paused():
                    judged = judge_use(base, asked.name, self.readings)
                proofs = tuple(_proofs(base, judged)) if self.proofs else ()
                again = partial(self._explained, asked)
                verdict = self._told(self.policies.base, judged.answer)
                yield AuditRow(asked.thing, asked.use, asked.title, asked.by, verdict, proofs, again)

    def _explained(self, asked: Question) -> Explanation:
        return explain_use(laid(self.policies, (asked,), self.days).base, asked.name, self.readings)


def audit(
    policies: Policies,
    things: Sequence[str],
    uses: Sequence[str | SourceFile],
    by: Sequence[str],
    days: Days,
    readings: Iterable[Pin],
    proofs: bool,
    told: Callable[[Base, Verdict], Verdict],
) -> Audit:
    """The verdicts of uses of things by organizations; `KnowledgeBase.audit` says what the arguments are. `told` gives
    verdicts the words of a base.

    Raises:
        NameUnknown, TwoReadings: something is not declared, or two readings are of one term.
        PolicyError: a use does not parse, or does not fit the policies.
    """
    pins = known_readings(policies.vocabulary, readings)
    scope = scope_of(policies.vocabulary, uses, not by)
    about_things = any(use is not None and use.is_open for use in scope.uses.values())
    chosen = things_of(policies.base, things) if about_things or things else ()
    policies = with_declared(policies, scope)
    makers = makers_of(policies.vocabulary, by)
    questions = questions_of(policies.vocabulary, scope, chosen, makers)
    for batch in _of_each_kind(policies.vocabulary, questions):
        laid(policies, batch, days)
    entities = policies.vocabulary.entities
    titles = {name: (use.title if use else entities[name].title) or name for name, use in scope.uses.items()}
    return Audit(
        policies, chosen, tuple(m for m in makers if m is not None), titles, days, pins, proofs, questions, told
    )


def with_declared(policies: Policies, scope: Scope) -> Policies:
    """The policies with what comes with the uses, and with their texts for proofs and errors to point into."""
    if scope.declared:
        policies = with_module(policies, tree.Module(scope.sources[0].name, scope.declared), None, ())
    base = policies.base
    return replace(policies, base=replace(base, sources={**base.sources, **{s.name: s for s in scope.sources}}))


def questions_of(
    vocabulary: Vocabulary, scope: Scope, things: Sequence[str], makers: Sequence[str | None]
) -> tuple[tuple[Question, ...], ...]:
    """What is asked: first what is about no thing in particular, then batch by batch what is about each thing."""
    taken = set(vocabulary.entities)

    def asked(thing: str | None) -> Iterator[Question]:
        own: set[str] = set()
        for place, maker in enumerate(makers):
            for name, use in scope.uses.items():
                if use is None:
                    if thing is None and place == 0:
                        yield Question(None, name, vocabulary.entities[name].title or name, None, name, None)
                elif use.is_open == (thing is not None) and (place == 0 or not use.says("by")):
                    by = None if use.says("by") else maker
                    called = _free(_stem(use.name, thing, by if len(makers) > 1 else None), taken, own)
                    yield Question(thing, name, use.title, by, called, use)

    batches = (tuple(asked(thing)) for thing in (None, *things))
    return tuple(batch for batch in batches if batch)


def _stem(use: str, thing: str | None, by: str | None) -> str:
    return "_".join(part for part in (use if is_name(use) else DESCRIBED, thing, by) if part is not None)


def _free(stem: str, taken: Container[str], own: set[str]) -> str:
    """A name beside those that are taken, and beside the others of its batch."""
    name, number = stem, 1
    while name in taken or name in own:
        number += 1
        name = f"{stem}_{number}"
    own.add(name)
    return name


def _of_each_kind(vocabulary: Vocabulary, questions: Iterable[tuple[Question, ...]]) -> Iterator[tuple[Question, ...]]:
    """The first batch about a thing of each kind: whether uses fit the policies depends on no more."""
    seen: set[str | None] = set()
    for batch in questions:
        thing = batch[0].thing
        kind = vocabulary.entities[thing].kind if thing is not None else None
        if kind not in seen:
            seen.add(kind)
            yield batch


def laid(policies: Policies, batch: Sequence[Question], days: Days, about: Iterable[tree.Statement] = ()) -> Policies:
    """The policies with the uses of a batch, each on the day that it is judged on, and what is stated about the thing.

    Raises:
        PolicyError: a use does not fit them.
    """
    stated = list(about)
    for asked in batch:
        if asked.template is not None:
            title = asked.title if asked.thing is None else f"{asked.title}: {asked.thing}"
            template = asked.template if days.on is None else asked.template.without("on")
            stated.append(template.filled(asked.name, title, asked.thing, tuple(_further(asked, template, days))))
        else:
            day = days.on or (None if policies.base.solver.answers("on", (asked.name, None)) else days.undated)
            policies = policies if day is None else dated(policies, asked.name, day)
    return with_module(policies, tree.Module("the audit", tuple(stated)), None, ()) if stated else policies


def _proofs(base: Base, judged: Judged[Verdict]) -> Iterator[Proof]:
    """That the first clauses which decide apply, each in the first branch of the decision where it does."""
    verdict = judged.answer
    for clause in verdict.clauses[:_MOST_PROVED]:
        for branch in judged.decision.branches:
            rows = branch.solver.answers(clause, (verdict.use, None))
            proof = prove(branch.solver, clause, rows[0], plans=base.plans) if rows else None
            if proof is not None:
                yield proof
                break


def _further(asked: Question, template: Template, days: Days) -> Iterator[tree.Line]:
    """Who makes a use, and its day, where it does not say so itself."""
    if asked.by is not None:
        yield tree.Line("by", (tree.Constant(asked.by),), None, False, None)
    day = days.on or days.undated
    if day is not None and not template.says("on"):
        yield tree.Line("on", (), tree.Day(day), False, None)
