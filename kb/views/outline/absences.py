"""From the steps of a proof to an outline: absences, and what did not get in the way.

An absence is told by the ways in which it could have come about: each rule needs something, and that is not stated, is
absent itself, is false, or is excluded by what holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from licet.logic.ir import Comparison, Literal, Rule, Term, Var
from licet.logic.patterns import Substitution, pattern_under
from licet.policy.fresh_variables import fresh_variable
from licet.policy.relation_names import BOOKKEEPING, STRICT, USER, Family, family_of, split_possible
from licet.proof.steps import (
    Absence,
    AbsenceStep,
    Blocked,
    FactStep,
    FailedRule,
    Failure,
    FalseComparison,
    Missing,
    OtherResult,
    Proof,
    RuleStep,
)
from licet.views.outline.asking import licenses_asking
from licet.views.outline.labels import Words
from licet.views.outline.tree import Citation, Draft
from licet.words.fragments import Line, joined

__all__ = ["AbsenceWeaver"]

_TOLD = frozenset({USER, "reading", "applies", "governs", "permit", "forbid", "unless"})
"""The families whose absence is a step of its own; others are told by what they would have needed."""

_SENTENCES = frozenset({"governs", "applies", "unless"})
_OF_EACH_LICENSE = frozenset({"bars", "clashes", "lacks", "open"})
_REMARKS = {
    Absence.CIRCULAR: "which could only rest on this itself",
    Absence.UNEXPLORED: "absent, and not explained further",
}


class AbsenceWeaver(ABC):
    """Drafts the absences of a proof. `deepest` is how deep steps stand within each other before a fold."""

    def __init__(self, words: Words, proof: Proof, full: bool, deepest: int) -> None:
        self.words = words
        self.phrases = words.phrases
        self.proof = proof
        self.full = full
        self.deepest = deepest
        self.asking = licenses_asking(words.vocabulary, proof)
        self.shown: dict[int, Draft] = {}
        self.beaten: set[tuple[str, str]] = set()

    @cached_property
    def is_governed(self) -> bool:
        """Whether the proof shows that some license governs the use."""
        rules = (step for step in self.proof.steps if isinstance(step, RuleStep))
        return any(family_of(step.relation).name == "governs" for step in rules)

    @abstractmethod
    def items(self, index: int, depth: int) -> list[Draft]:
        """What stands for a step."""

    def once(
        self, index: int, draft: Draft, depth: int, make: Callable[[int], list[Draft]], folded: bool = False
    ) -> Draft:
        """The draft with its children, or with a reference to the place where the step is shown already."""
        known = self.shown.get(index)
        if known is not None:
            draft.same, draft.citation, draft.holders = known, None, ()
            return draft
        self.shown[index] = draft
        if folded or depth >= self.deepest:
            draft.later = lambda: make(1)
        else:
            draft.children = make(depth + 1)
        if not draft.children and draft.later is None and draft.citation is None:
            del self.shown[index]
        return draft

    def from_rule(self, draft: Draft, rule: Rule) -> Draft:
        """The draft with the place, words and holders of the rule that concludes it."""
        origin = rule.origin
        draft.span = origin.span if origin.role not in ("core", "kleene") else None
        if origin.role == "clause" and origin.name is not None:
            draft.citation = self.words.cite_clause(origin.name)
        elif origin.role == "reading" and origin.name is not None:
            term, _, reading = origin.name.partition("/")
            draft.citation = self.cite_reading(term, draft.step)
            draft.holders = self.words.holders(term, reading)
            draft.remark = self.words.description(term, reading)
        elif origin.role == "rule":
            draft.citation = self.words.cite_rule(origin.span)
        return draft

    def cite_reading(self, term: str, index: int | None) -> Citation | None:
        """The words that a contested term reads, unless the step is asked for other licenses alone: what those say
        stands with their clauses."""
        entry = self.words.vocabulary.terms.get(term)
        asking = self.asking.get(index, frozenset()) if index is not None else frozenset()
        foreign = entry is not None and entry.license is not None and asking and entry.license not in asking
        return None if foreign else self.words.cite_reading(term)

    # --- What is gathered under one step ---

    def gathered(self, drafts: Iterable[Draft]) -> list[Draft]:
        """The drafts, each step once, with everything that is without effect as one fold at the end."""
        found = list(drafts)
        asides = [d for d in found if d.aside]
        kept = _distinct(d for d in found if not d.aside)
        if asides:
            claim: Line = (("", "considered, and without effect on this"),)
            kept.append(Draft("aside", claim, later=lambda: self.opened(asides), bracket=True))
        return kept

    def opened(self, asides: Iterable[Draft]) -> list[Draft]:
        """What is folded away: the absences one by one; licenses that do not govern the use in a fold of their own."""
        found: list[Draft] = []
        licenses: dict[Line, Draft] = {}
        todo = list(asides)
        for aside in todo:
            if aside.claim:
                licenses.setdefault(aside.claim, aside)
                continue
            for draft in aside.later() if aside.later is not None else ():
                (todo if draft.aside else found).append(draft)
        found = _distinct(found)
        if licenses:
            claim: Line = (("", "not governed by "), *joined(sorted(licenses)))
            each = [licenses[name].later for name in sorted(licenses)]
            found.append(Draft("aside", claim, later=lambda: [d for make in each if make is not None for d in make()]))
        return found

    def beside(self, index: int) -> list[Draft]:
        """An absence that only says that something did not get in the way: the clauses that were beaten, and a fold."""
        drafts = [self.lost(*defeat, 1) for defeat in self.defeats(index)]
        unbound = [self.unbound(license, premise) for license, premise in self.exemptions(index)]
        chosen = [self.passed_over(failure, 1) for failure in self.choices(index)]
        return [*drafts, *unbound, *chosen, self.aside(index)]

    def aside(self, index: int, license: str | None = None) -> Draft:
        """A draft that goes into the fold of its parent; `license` is the one that does not govern the use."""
        name: Line = (("name", license),) if license is not None else ()
        return Draft("aside", name, later=lambda: self.within(index, 1), aside=True)

    def defeats(self, index: int) -> Iterator[tuple[str, str, int]]:
        """The clauses that were beaten below an absence: which, by which, and the step that proves the latter.
        Those that were shown before are left out."""
        for rule, failure in self.failures_below(index):
            pair = self.defeat(rule, failure)
            if pair is not None and pair[:2] not in self.beaten:
                self.beaten.add(pair[:2])
                yield pair

    def exemptions(self, index: int) -> Iterator[tuple[str, int]]:
        """The licenses below an absence that do not bind the use, each with the step that proves it.
        Those that were shown before are left out."""
        for rule, failure in self.failures_below(index):
            license = self.exempted(rule, failure)
            if license is not None and isinstance(failure, Blocked) and (license, "") not in self.beaten:
                self.beaten.add((license, ""))
                yield license, failure.premise

    def choices(self, index: int) -> Iterator[Blocked]:
        """How the licenses below an absence are set aside, because another may be chosen. Those that were shown before
        are left out."""
        for rule, failure in self.failures_below(index):
            if isinstance(failure, Blocked) and rule.origin.role == "core":
                step = self.proof.steps[failure.premise]
                if family_of(failure.relation).name == "aside" and isinstance(step, RuleStep):
                    pair = (str(step.row[1]), f"{step.row[2]} {step.row[3]}")
                    if pair not in self.beaten:
                        self.beaten.add(pair)
                        yield failure

    def passed_over(self, failure: Blocked, depth: int) -> Draft:
        """A license that another one is chosen in the place of, with the proof that it may be."""
        step = self.proof.steps[failure.premise]
        assert isinstance(step, RuleStep)
        draft = Draft("lost", self.phrases.holds(step.relation, step.row))
        draft.children = self.items(failure.premise, depth + 1)
        return draft

    def failures_below(self, index: int) -> Iterator[tuple[Rule, Failure]]:
        """How the rules of an absence fail, and those of the absences it rests on, as far as the core goes."""
        todo, seen = [index], {index}
        while todo:
            step = self.proof.steps[todo.pop()]
            if not isinstance(step, AbsenceStep) or family_of(step.relation).name in (USER, "reading", "applies"):
                continue
            for failed in step.rules:
                for failure in failed.failures:
                    yield failed.rule, failure
                    if isinstance(failure, Missing) and failure.premise is not None and failure.premise not in seen:
                        seen.add(failure.premise)
                        todo.append(failure.premise)

    def exempted(self, rule: Rule, failure: Failure) -> str | None:
        """The license that would govern the use but for an exemption, if that is how the rule fails."""
        if not isinstance(failure, Blocked) or rule.origin.role != "core":
            return None
        family = family_of(rule.head.relation)
        return family.owner if family.name == "governs" and family_of(failure.relation).owner == "exempt" else None

    def unbound(self, license: str, premise: int) -> Draft:
        """A license that does not bind the use, with the proof of that: folded away where another one binds it."""
        draft = Draft("lost", (*self.phrases.titled(license), ("", " does not bind the use")))
        if self.is_governed:
            draft.later = lambda: self.items(premise, 1)
        else:
            draft.children = self.items(premise, 1)
        return draft

    def defeat(self, rule: Rule, failure: Failure) -> tuple[str, str, int] | None:
        """The clause of the rule and the one that beats it, if that is how the rule fails."""
        if not isinstance(failure, Blocked) or rule.origin.role != "core":
            return None
        of_rule, blocking = family_of(rule.head.relation), family_of(failure.relation)
        if of_rule.name in ("live", "stands") and blocking.name in ("live", "speaks"):
            return of_rule.owner, blocking.owner, failure.premise
        return None

    def lost(self, clause: str, by: str, premise: int, depth: int) -> Draft:
        """A clause that was considered and is beaten by another."""
        self.beaten.add((clause, by))
        how: Line = (("", f" is {self.words.defeat(clause, by)} by clause "),)
        draft = Draft("lost", (("", "clause "), *self.phrases.clause(clause), *how, *self.phrases.clause(by)))
        draft.span = self.words.clause_span(clause)
        draft.children = self.items(premise, depth + 1)
        return draft

    # --- Absences ---

    def absent(self, index: int, step: AbsenceStep, depth: int) -> list[Draft]:
        """What stands for an absence that is a premise, or for the one that is the goal."""
        family = family_of(step.relation)
        if self.full or family.name in _TOLD:
            return [self.told(index, step, depth, folded=depth > 0 and not self.full)]
        return [] if family.name in BOOKKEEPING else self.all_ways(step, depth)

    def within(self, index: int, depth: int) -> list[Draft]:
        """What stands for an absence that another absence rests on."""
        step = self.proof.steps[index]
        if not isinstance(step, AbsenceStep):
            return self.items(index, depth)
        if self.full or family_of(step.relation).name in _TOLD:
            return [self.told(index, step, depth)]
        return self.all_ways(step, depth)

    def told(self, index: int, step: AbsenceStep, depth: int, folded: bool = False) -> Draft:
        """An absence as a step of its own."""
        draft = Draft("absence", self.phrases.absent(step.relation, step.pattern), index)
        family = family_of(step.relation)
        if family.name == "applies":
            draft.citation = self.words.cite_clause(family.owner)
            draft.span = self.words.clause_span(family.owner)
        denial = self.denial(step)
        if denial is not None and not self.full:
            draft.kind, draft.remark = "fact", "denied"
            return self.words.with_source(draft, denial.fact)
        if self.is_presumed(step):
            draft.remark = "presumed"
            if self.says_it_all(step):
                return draft
        if not step.rules:
            draft.remark = _unstated(family)
        return self.once(index, draft, depth, lambda d: self.ways(step, d), folded=folded and bool(step.rules))

    def denial(self, step: AbsenceStep) -> FactStep | None:
        """The stated denial that makes an open relation's row certainly absent."""
        unknown = self.unknown_below(step)
        return None if unknown is None else self.denying(unknown)

    def is_presumed(self, step: AbsenceStep) -> bool:
        """Whether a presumed relation's row is absent because nobody has stated or denied it."""
        unknown = self.unknown_below(step)
        failures = [failure for failed in unknown.rules for failure in failed.failures] if unknown is not None else []
        return any(isinstance(failure, Missing) and failure.relation == STRICT for failure in failures)

    def says_it_all(self, presumed: AbsenceStep) -> bool:
        """Whether no rule of the policies could have concluded what is presumed not to be so."""
        return not self.full and all(failed.rule.origin.role == "kleene" for failed in presumed.rules)

    def unknown_below(self, step: AbsenceStep) -> AbsenceStep | None:
        """That a row is not unknown, where the absence of a twin's row rests on it."""
        if not family_of(step.relation).possible:
            return None
        for failed in step.rules:
            for failure in failed.failures:
                if isinstance(failure, Missing) and failure.premise is not None:
                    unknown = self.proof.steps[failure.premise]
                    if isinstance(unknown, AbsenceStep) and family_of(unknown.relation).name == "unknown":
                        return unknown
        return None

    def denying(self, unknown: AbsenceStep) -> FactStep | None:
        for failed in unknown.rules:
            for failure in failed.failures:
                if isinstance(failure, Blocked) and family_of(failure.relation).name == "deny":
                    step = self.proof.steps[failure.premise]
                    return step if isinstance(step, FactStep) else None
        return None

    def ways(self, step: AbsenceStep, depth: int) -> list[Draft]:
        """The children of an absence that is shown: each way in which it could have come about, and how it fails."""
        return self.gathered(self.all_ways(step, depth))

    def all_ways(self, step: AbsenceStep, depth: int) -> list[Draft]:
        """The same before it is gathered. That what is not even possible is not certain either goes without saying
        where the rules for it are told."""
        told = [failed for failed in step.rules if self.full or not _is_certainty(failed.rule)]
        return [draft for failed in told or step.rules for draft in self.way(failed, depth)]

    def way(self, failed: FailedRule, depth: int) -> list[Draft]:
        rule = failed.rule
        bookkeeping = rule.origin.role in ("core", "kleene") and not self.full
        several = len(failed.failures) + failed.more > 1 and not bookkeeping
        drafts = [d for f in failed.failures for d in self.failure(rule, f, depth + several, bookkeeping)]
        if failed.more:
            drafts.append(Draft("failure", (("", "and so in further ways"),)))
        if several:
            group = Draft("failure", (("", "whatever is chosen, something is missing"),), children=drafts)
            drafts = [group]
        if not bookkeeping:
            for draft in drafts:
                draft.span = draft.span or rule.origin.span
        return drafts

    def failure(self, rule: Rule, failure: Failure, depth: int, bookkeeping: bool) -> list[Draft]:
        match failure:
            case FalseComparison():
                return [self.false(rule, failure)]
            case OtherResult():
                return self.items(failure.premise, depth)
            case Missing():
                return self.missing(rule, failure, depth, bookkeeping)
            case Blocked():
                return self.blocked(rule, failure, depth, bookkeeping)

    def false(self, rule: Rule, failure: FalseComparison) -> Draft:
        """A comparison that is false, said of the relation that a value comes from where there is one."""
        item = rule.body[failure.position]
        assert isinstance(item, Comparison)
        compared = self.phrases.comparison(failure.left, failure.operator, failure.right)
        if item.left == fresh_variable("Day"):
            return Draft("failure", (("", "in force: "), *compared), remark="false")
        needs: Line = () if family_of(rule.head.relation).name == "query" else (("", "needs "),)
        key = self.key_of(rule, item.left, failure.substitution)
        if key is None:
            return Draft("failure", (*needs, *compared), remark="false")
        return Draft("failure", (*needs, *key, *compared[1:]), remark=f"false: it is {compared[0][1]}")

    def key_of(self, rule: Rule, side: Term, substitution: Substitution) -> Line | None:
        """What a variable of the body is the value of."""
        if not isinstance(side, Var):
            return None
        for item in rule.body:
            if (
                isinstance(item, Literal)
                and not item.negated
                and isinstance(side, Var)
                and item.arguments[-1:] == (side,)
            ):
                family = family_of(item.relation)
                signature = self.words.vocabulary.relations.get(family.owner)
                if family.name == USER and signature is not None and signature.functional:
                    return self.phrases.key(family.owner, pattern_under(item, dict(substitution))[:-1])
        return None

    def blocked(self, rule: Rule, failure: Blocked, depth: int, bookkeeping: bool) -> list[Draft]:
        defeat = self.defeat(rule, failure)
        if defeat is not None and not self.full:
            return [self.lost(*defeat, depth)]
        family = family_of(failure.relation)
        if family.name in BOOKKEEPING and not self.full:
            return []
        if bookkeeping:
            return self.items(failure.premise, depth)
        drafts = self.items(failure.premise, depth)
        if len(drafts) == 1:
            drafts[0].claim = (("", "but "), *drafts[0].claim)
            return drafts
        claim = self.phrases.holds(failure.relation, failure.row)
        return [Draft("failure", (("", "but "), *claim), children=drafts)]

    def missing(self, rule: Rule, failure: Missing, depth: int, bookkeeping: bool) -> list[Draft]:
        family = family_of(failure.relation)
        if family.name in BOOKKEEPING and not self.full:
            return []
        if family.name == "governs" and family_of(rule.head.relation).name in _OF_EACH_LICENSE and not self.full:
            return [self.aside(failure.premise, family.owner)] if failure.premise is not None else []
        premise = self.proof.steps[failure.premise] if failure.premise is not None else None
        if bookkeeping and family.name in ("permit", "forbid") and failure.absence is Absence.UNSTATED:
            return []
        asked = family_of(rule.head.relation).name == "query"
        sentence = bookkeeping or asked or family.name in _SENTENCES
        if failure.premise is not None and sentence:
            return self.within(failure.premise, depth)
        claim = self.phrases.absent(failure.relation, failure.pattern) if sentence else self.needed(failure)
        remark = _unstated(family) if failure.absence is Absence.UNSTATED else _REMARKS.get(failure.absence)
        draft = Draft("failure", claim, failure.premise, remark)
        if not isinstance(premise, AbsenceStep) or failure.premise is None:
            return [draft]
        denial = self.denial(premise)
        if denial is not None and not self.full:
            draft.remark = "denied"
            return [self.words.with_source(draft, denial.fact)]
        if self.is_presumed(premise):
            draft.remark = "presumed"
            if self.says_it_all(premise):
                return [draft]
        return [self.once(failure.premise, draft, depth, lambda d: self.ways(premise, d))]

    def needed(self, failure: Missing) -> Line:
        certain = self.phrases.holds(failure.relation.removesuffix("?"), failure.pattern)
        doubtful = failure.relation in self.phrases.doubled
        return (("", "needs "), *certain, *((("", ", for certain"),) if doubtful else ()))


def _is_certainty(rule: Rule) -> bool:
    """Whether a rule says that what is certain is possible."""
    head, body = rule.head, rule.body
    return len(body) == 1 and isinstance(body[0], Literal) and split_possible(head.relation) == (body[0].relation, True)


def _unstated(family: Family) -> str:
    return "no clause speaks of it" if family.name in ("permit", "forbid") else "not stated"


def _distinct(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts without those that only repeat or refer to a step in the same list."""
    found: list[Draft] = []
    said: set[tuple[int | None, Line]] = set()
    for draft in drafts:
        bare = draft.same is not None or (not draft.children and draft.later is None)
        if not bare or (draft.step, draft.claim) not in said:
            said.add((draft.step, draft.claim))
            found.append(draft)
    return found
