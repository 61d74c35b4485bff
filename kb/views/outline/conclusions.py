"""From the steps of a proof to an outline: conclusions.

Absences are the other half (`licet.views.outline.absences`). Each method returns the drafts that stand for a step in
the list of its parent: none for bookkeeping that rests on nothing, several where it is replaced by what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from licet.logic.ir import Comparison, Const, Literal, Rule
from licet.logic.values import UNKNOWN, Row, Value
from licet.policy import relation_names as called
from licet.policy.fresh_variables import fresh_variable
from licet.policy.relation_names import BOOKKEEPING, USER, Family, family_of
from licet.policy.rule_writing import DOES
from licet.proof.steps import (
    AbsenceStep,
    AggregateStep,
    ComparisonStep,
    Contribution,
    FactStep,
    Proof,
    RuleStep,
)
from licet.views.outline.absences import AbsenceWeaver
from licet.views.outline.folds import acts_together, with_one_fold
from licet.views.outline.labels import Words
from licet.views.outline.tree import Draft, Outline, number_drafts
from licet.words.fragments import Line

__all__ = ["outline"]

_SHALLOW, _DEEP = 8, 60
_MOST_CONTRIBUTIONS = 12
_CHAIN = ("applies", "live", "speaks", "stands")
_IN_THE_WAY = ("exempt", "stranger_to", "lineage_taken")
"""What the meaning of licenses asks of a use only to go on where it is not so."""
_EFFECTS = {"permit": "permits", "forbid": "forbids"}
_Effect = tuple[str, Value, Value]
"""What a license makes of a clause, and the action and thing that it is about."""


def outline(words: Words, proof: Proof, *, full: bool = False, start: int = 1) -> Outline:
    """The outline of a proof.

    Args:
        words: what the policies say.
        proof: what to show.
        full: show every step, bookkeeping too.
        start: the number of the first step.
    """
    return number_drafts(_StepWeaver(words, proof, full).root(), start)


class _StepWeaver(AbsenceWeaver):
    def __init__(self, words: Words, proof: Proof, full: bool) -> None:
        super().__init__(words, proof, full, _DEEP if full else _SHALLOW)

    def root(self) -> Draft:
        index = len(self.proof.steps) - 1
        step = self.proof.goal
        drafts = self.items(index, 0)
        if len(drafts) == 1:
            return drafts[0] if self.full else with_one_fold(drafts[0])
        if isinstance(step, AbsenceStep):
            return Draft("absence", self.phrases.absent(step.relation, step.pattern), index, children=drafts)
        assert not isinstance(step, ComparisonStep)
        children = self.gathered(drafts)
        return with_one_fold(Draft("conclusion", self.phrases.holds(step.relation, step.row), index, children=children))

    def items(self, index: int, depth: int, effect: _Effect | None = None) -> list[Draft]:
        """What stands for a step: `effect` is what a license makes of a clause, and the act."""
        match self.proof.steps[index]:
            case FactStep() as step:
                return self.fact(index, step)
            case ComparisonStep() as step:
                return self.comparison(index, step)
            case AggregateStep() as step:
                return [self.aggregate(index, step, depth)]
            case AbsenceStep() as step:
                return self.absent(index, step, depth)
            case RuleStep() as step:
                return self.every_step(index, step, depth) if self.full else self.conclusion(index, step, depth, effect)

    def conclusion(self, index: int, step: RuleStep, depth: int, effect: _Effect | None) -> list[Draft]:
        family = family_of(step.relation)
        match family.name:
            case name if name in _CHAIN:
                return [self.clause(index, step, family.owner, depth, effect)]
            case "permit" | "forbid":
                clause = next(item for item in step.rule.body if isinstance(item, Literal))
                key = family_of(clause.relation).owner
                return [self.clause(index, step, key, depth, (_EFFECTS[family.name], step.row[1], step.row[2]))]
            case "reading":
                return [self.reading(index, step, depth)]
            case "user" | "always" | "since" | "until" | "between":
                return self.declared(index, step, family, depth)
            case "unknown":
                return [self.unknown(index, step)]
            case "governs" | "unsettled":
                return [self.labelled(index, step, "core", depth)]
            case "outcome" | "allowed" | "act":
                return [self.labelled(index, step, "verdict", depth)]
            case "ok" | "barred" if step.rule.id.endswith("/silence"):
                return [self.silence(index, step, family, depth)]
            case _:
                return self.premises(step.rule, step.premises, depth)

    # --- Leaves ---

    def fact(self, index: int, step: FactStep) -> list[Draft]:
        family = family_of(step.relation)
        if family.name in (*BOOKKEEPING, "start", "end", "month") and not self.full:
            return []
        draft = Draft("fact", self.phrases.holds(step.relation, step.row), index)
        if family.name == "deny":
            draft.remark = "denied"
        return [self.words.with_source(draft, step.fact)]

    def comparison(self, index: int, step: ComparisonStep) -> list[Draft]:
        if step.operator == "=" and step.left == step.right and not self.full:
            return []
        return [Draft("comparison", self.phrases.comparison(step.left, step.operator, step.right), index)]

    def unknown(self, index: int, step: RuleStep) -> Draft:
        """A fact that nobody knows; where that itself is stated, with the source."""
        draft = Draft("unknown", self.phrases.holds(step.relation, step.row), index, "nobody has stated it")
        for premise in step.premises:
            stated = self.proof.steps[premise]
            if isinstance(stated, FactStep) and family_of(stated.relation).name == "unsure":
                draft.remark = "stated"
                return self.words.with_source(draft, stated.fact)
        return draft

    # --- Conclusions ---

    def every_step(self, index: int, step: RuleStep, depth: int) -> list[Draft]:
        kind = {"clause": "clause", "reading": "reading", "rule": "rule"}.get(step.rule.origin.role, "core")
        draft = self.from_rule(Draft(kind, self.phrases.holds(step.relation, step.row), index), step.rule)
        draft.bindings = self.words.bindings(step.rule, step.substitution)
        return [self.once(index, draft, depth, lambda d: self.premises(step.rule, step.premises, d))]

    def labelled(self, index: int, step: RuleStep, kind: str, depth: int) -> Draft:
        draft = Draft(kind, self.phrases.holds(step.relation, step.row), index)
        return self.once(index, draft, depth, lambda d: self.supports(step, d))

    def declared(self, index: int, step: RuleStep, family: Family, depth: int) -> list[Draft]:
        """A relation of the vocabulary: by a rule of the policies, by its readings, by its days, or by what is possible
        of it."""
        if step.rule.origin.role == "helper":
            return self.premises(step.rule, step.premises, depth)
        if step.rule.origin.role != "kleene":
            draft = self.from_rule(Draft("rule", self.phrases.holds(step.relation, step.row), index), step.rule)
            draft.bindings = self.words.bindings(step.rule, step.substitution)
            draft = self.once(index, draft, depth, lambda d: self.supports(step, d))
            return [self.as_said(draft, step) if step.relation == DOES.relation else draft]
        if step.rule.id == f"{family.owner}/every":
            draft = Draft("readings", self.phrases.holds(step.relation, step.row), index, "under every reading")
            draft.citation = self.cite_reading(family.owner, index)
            return [self.once(index, draft, depth, lambda d: self.each_reading(step, d))]
        return self.premises(step.rule, step.premises, depth)

    def as_said(self, draft: Draft, step: RuleStep) -> Draft:
        """An act that follows from one line of the use, in the words of that line."""
        if draft.same is not None:
            draft.claim, draft.source, draft.span = draft.same.claim, draft.same.source, draft.same.span
        match draft.children:
            case [Draft(kind="fact", children=[]) as said]:
                action = self.phrases.value(step.row[1])
                draft.claim = (*said.claim, ("", ", which is to "), action, ("", " it"))
                draft.source, draft.span, draft.children = said.source, said.span, []
        return draft

    def reading(self, index: int, step: RuleStep, depth: int) -> Draft:
        draft = Draft("reading", self.phrases.holds(step.relation, step.row), index)
        self.from_rule(draft, step.rule)
        return self.once(index, draft, depth, lambda d: self.supports(step, d))

    def each_reading(self, step: RuleStep, depth: int) -> list[Draft]:
        """The readings of a term, without the words that stand with the term itself; where all of them come to the
        same, it matters little who holds which."""
        drafts = self.supports(step, depth)
        for draft in drafts:
            draft.citation = None
            if not self.full:
                draft.holders, draft.remark = (), None
        return drafts

    def silence(self, index: int, step: RuleStep, family: Family, depth: int) -> Draft:
        meant = "permitted" if family.name == "ok" else "forbidden"
        act = self.act(step.row[1:])
        claim: Line = (("name", family.owner), ("", " says nothing of "), *act, ("", f", and that means {meant}"))
        draft = Draft("core", claim, index, act=tuple(step.row[1:]))
        return self.once(index, draft, depth, lambda d: self.supports(step, d), folded=not self.full)

    def clause(self, index: int, step: RuleStep, key: str, depth: int, effect: _Effect | None) -> Draft:
        """A clause, from the step that says that it stands down to the one that says that it applies."""
        chain: list[tuple[Rule, tuple[int, ...]]] = []
        current: RuleStep = step
        at = index
        while family_of(current.relation).name != "applies":
            chain.append((current.rule, current.premises[1:]))
            at = current.premises[0]
            found = self.proof.steps[at]
            assert isinstance(found, RuleStep)
            current = found
        draft = Draft("clause", self.clause_claim(step, current.row, key, effect), at)
        draft.act = effect[1:] if effect is not None else ()
        draft.citation = self.words.cite_clause(key)
        draft.span = self.words.clause_span(key)
        applies = current

        def children(deeper: int) -> list[Draft]:
            found = self.premises(applies.rule, applies.premises, deeper)
            for rule, premises in reversed(chain):
                found += self.premises(rule, premises, deeper, skipped=1)
            return self.gathered(found)

        return self.once(at, draft, depth, children)

    def clause_claim(self, step: RuleStep, row: Row, key: str, effect: _Effect | None) -> Line:
        clause: Line = (("", "clause "), *self.phrases.clause(key))
        if family_of(step.relation).possible:
            clause = (("unknown", "possibly "), *clause)
        if effect is not None:
            return (*clause, ("", f" {effect[0]} "), *self.act(effect[1:]))
        duties = self.words.duties(key)
        if duties:
            asked = ", ".join(f"{duty} as a {strength}" for duty, strength in duties)
            return (*clause, ("", f" requires {asked}, for "), self.phrases.value(row[1]))
        return (*clause, ("", " applies to "), self.phrases.value(row[1]))

    def act(self, act: Sequence[Value]) -> Line:
        """An action and the thing that it is done to."""
        action, thing = act
        return (self.phrases.value(action), ("", " "), self.phrases.value(thing))

    def aggregate(self, index: int, step: AggregateStep, depth: int) -> Draft:
        aggregate = step.rule.aggregate
        assert aggregate is not None
        count = len(step.contributions)
        remark = f"{aggregate.operator} of {aggregate.variable.name} over {count} case{'' if count == 1 else 's'}"
        draft = Draft("aggregate", self.phrases.holds(step.relation, step.row), index, remark)
        self.from_rule(draft, step.rule)
        return self.once(index, draft, depth, lambda d: self.contributions(step, d))

    def contributions(self, step: AggregateStep, depth: int) -> list[Draft]:
        first, rest = step.contributions[:_MOST_CONTRIBUTIONS], step.contributions[_MOST_CONTRIBUTIONS:]
        drafts = [self.contribution(step.rule, c, depth) for c in first]
        if rest:
            claim: Line = (("", f"{len(rest)} more cases"),)
            more = Draft("aside", claim, later=lambda: [self.contribution(step.rule, c, 1) for c in rest])
            drafts.append(more)
        return drafts

    def contribution(self, rule: Rule, contribution: Contribution, depth: int) -> Draft:
        draft = Draft("contribution", (self.phrases.value(contribution.value),))
        draft.bindings = self.words.bindings(rule, contribution.substitution)
        draft.children = self.premises(rule, contribution.premises, depth + 1)
        return draft

    # --- What a step rests on ---

    def supports(self, step: RuleStep, depth: int) -> list[Draft]:
        """The children of a step that is shown."""
        found = self.gathered(self.premises(step.rule, step.premises, depth))
        return found if self.full else acts_together(found)

    def premises(self, rule: Rule, premises: Iterable[int], depth: int, skipped: int = 0) -> list[Draft]:
        """What stands for the premises of a rule, in the order of its body."""
        found: list[Draft] = []
        for item, premise in zip(rule.body[skipped:], premises, strict=True):
            if self.full:
                found += self.items(premise, depth)
            elif isinstance(item, Comparison):
                found = self.test(item, premise, found)
            elif self.is_aside(rule, item):
                found += self.beside(premise)
            elif family_of(item.relation).name not in (*BOOKKEEPING, "doubt", "deny" if item.negated else ""):
                found += self.items(premise, depth)
        return found

    def test(self, item: Comparison, premise: int, before: list[Draft]) -> list[Draft]:
        """What stands before a comparison, and that. That a text is in force stands for the day of the use, too."""
        drafts = self.items(premise, 0)
        if item.left != fresh_variable("Day"):
            return [*before, *drafts]
        days = [draft for draft in before if draft.kind == "fact" and self.is_day(draft)]
        for draft in drafts:
            draft.claim = (("", "in force: "), *draft.claim)
            if days:
                draft.kind, draft.step = days[0].kind, days[0].step
                draft.source, draft.span = days[0].source, days[0].span
        return [*(draft for draft in before if draft not in days), *drafts]

    def is_day(self, draft: Draft) -> bool:
        """Whether a draft is the fact that says on which day the use is made."""
        step = self.proof.steps[draft.step] if draft.step is not None else None
        return isinstance(step, FactStep) and step.relation == "on"

    def is_aside(self, rule: Rule, item: Literal) -> bool:
        """Whether a premise is only that something did not get in the way, or that nothing is in doubt there."""
        if item.negated and Const(UNKNOWN) in item.arguments:
            return True
        if not item.negated or rule.origin.role not in ("core", "kleene"):
            return False
        name = family_of(item.relation).name
        if rule.origin.role == "core" and item.relation.removesuffix("?") in _IN_THE_WAY:
            return True
        return name not in (USER, "ok") and not (rule.head.relation == called.ALLOWED and name == "not_granted")
