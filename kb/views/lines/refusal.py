"""Why something is not so, as styled lines: the clauses or rules that came nearest, and what stood in their way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from licet.answers.refusal import Refusal
from licet.answers.standing_clauses import ClauseMiss
from licet.logic.ir import Argument, Comparison, Item, Literal, Var
from licet.logic.patterns import Substitution, partly_ground, pattern_under
from licet.logic.values import Value
from licet.policy.fresh_variables import is_fresh
from licet.policy.relation_names import BOOKKEEPING, USER, family_of
from licet.proof.steps import FactStep, Proof
from licet.proof.why_not import (
    BlockedBy,
    Condition,
    FalsePremise,
    MissingPremise,
    NearMiss,
    Obstacle,
    Prefix,
    ResultDiffers,
    WhyNot,
)
from licet.verdict.base import Base
from licet.verdict.verdict import Status
from licet.views.outline.conclusions import outline
from licet.views.outline.labels import Words, words_of
from licet.views.outline.strands import given
from licet.views.outline.tree import Node
from licet.words.fragments import Fragment, Line, joined, short, wrap
from licet.words.phrases import whence

__all__ = ["refusal_lines"]

_MOST = 3
_QUOTE = 140
_TOLD = frozenset({USER, "reading", "applies", "live"})
_LEFT_OUT = frozenset({"core", "aside", "lost"})
_NUMERALS = ("first", "second", "third", "fourth", "fifth")
_STANDING = {
    "circular": "it would rest on itself",
    "denied": "denied",
    "not known": "not known: nobody has stated or denied it",
    "not stated": "not stated",
    "presumed": "presumed not to be so: nobody has stated or denied it",
    "possible": "not certain: it depends on readings or unknown facts",
}


def refusal_lines(base: Base, refusal: Refusal, asked: Line, *, width: int = 80) -> list[Line]:
    """For a use the clauses, otherwise the nearest rules, with what stands in their way.

    Args:
        base: the policies that were asked.
        refusal: what was found.
        asked: what was asked to be so, in words.
        width: the columns of a line.
    """
    view = _View(words_of(base), refusal, width)
    if refusal.verdict is not None:
        status = refusal.verdict.status.value
        if refusal.holds:
            return [(("", "it is "), (status, status))]
        lines: list[Line] = [(("", "it is "), (status, status), ("", "; asked was: "), *asked), *view.cases()]
        if len(lines) == 1:
            lines.append((("", "  nothing certain stands in the way: `needs` and `why` tell what it turns on"),))
        return lines
    if refusal.holds:
        return [(("", "it is so: "), *asked)]
    lines = list(view.prefix(refusal.prefix)) if refusal.prefix is not None else []
    if refusal.why is not None:
        lines += view.rules(refusal.why, 0)
    return lines


class _View:
    def __init__(self, words: Words, refusal: Refusal, width: int) -> None:
        self.words = words
        self.phrases = words.phrases
        self.refusal = refusal
        self.width = width

    def wrapped(self, line: Line, depth: int) -> list[Line]:
        """A line at that depth, and what does not fit under it."""
        return wrap(line, self.width, (("", _indent(depth)),), (("", _indent(depth + 2)),))

    # --- A verdict that was not reached ---

    def cases(self) -> Iterator[Line]:
        """What the use comes to, in each way that it does."""
        shown: set[tuple[object, ...]] = set()
        for case in self.refusal.cases:
            depth = 0
            taken = given(self.phrases, case.readings, case.assumptions)
            if taken:
                status = case.outcome.value
                yield from self.wrapped((*taken, ("", ": "), (status, status)), 0)
                depth = 1
            key = tuple((m.clause, m.how, m.by, m.duty, m.why) for m in case.clauses)
            if key and key in shown:
                yield from self.wrapped((("dim", "for the same clauses"),), depth)
                continue
            shown.add(key)
            yield from self.clauses(case.clauses, depth)

    def clauses(self, misses: Sequence[ClauseMiss], depth: int) -> Iterator[Line]:
        """The clauses of one case; of those that do not apply only the nearest."""
        apart = [m for m in misses if m.how == "apart"]
        for miss in (*(m for m in misses if m.how != "apart"), *apart[:_MOST]):
            yield from self.clause(miss, depth)
        if len(apart) > _MOST:
            yield from self.wrapped((("dim", f"… {len(apart) - _MOST} more clauses, no nearer"),), depth)

    def clause(self, miss: ClauseMiss, depth: int) -> Iterator[Line]:
        """One clause."""
        named: Line = (("", "clause "), *self.phrases.clause(miss.clause))
        match miss.how:
            case "against":
                said: Line = (*named, ("forbidden", " is against it"))
            case "owed":
                said = (*named, ("forbidden", " asks for "), ("name", miss.duty or ""), ("", ", which is not done"))
            case "apart":
                said = (*named, ("forbidden", " does not apply"))
            case how:
                by: Line = (("", "clause "), *self.phrases.clause(miss.by or ""))
                said = (*named, ("", f" would {self.wanted()}, and is "), ("forbidden", how), ("", " by "), *by)
        yield from self.wrapped((*said, *whence(None, self.words.clause_span(miss.clause))), depth)
        citation = self.words.cite_clause(miss.clause)
        if miss.how in ("against", "owed") and citation is not None and citation.quotes:
            yield from self.wrapped((("quote", f"“{short(' '.join(citation.quotes), _QUOTE)}”"),), depth + 1)
        if miss.proof is not None:
            yield from self.collapsed(miss.proof, depth + 1)
        if miss.why is not None:
            for near in miss.why.rules[:1]:
                yield from self.obstacles(near, depth + 1)

    def wanted(self) -> str:
        """What a clause would do that was asked for."""
        asked = self.refusal.asked
        if asked is Status.FORBIDDEN:
            return "forbid it"
        return "permit it" if asked is not None and asked.allows else "take the grant away"

    def collapsed(self, proof: Proof, depth: int) -> Iterator[Line]:
        """What the conclusion of a proof rests on, one line for each step."""
        drawn = outline(self.words, proof)
        for node in drawn.children(drawn.nodes[drawn.root]):
            if node.kind not in _LEFT_OUT and node.claim and not _is_day(proof, node):
                size = drawn.size(node)
                yield from self.step(node, size, depth)

    def step(self, node: Node, size: int, depth: int) -> Iterator[Line]:
        line: list[Fragment] = [("", "for "), *node.claim, *whence(node.source, node.span)]
        if size and node.shown_at is None:
            line.append(("dim", f"  (+{size} step{'' if size == 1 else 's'})"))
        yield from self.wrapped(tuple(line), depth)

    # --- Conditions ---

    def prefix(self, prefix: Prefix) -> Iterator[Line]:
        """How far conditions can be satisfied together."""
        if prefix.satisfied and prefix.blocker is not None:
            items = joined([self.item(i) for i in prefix.satisfied], ", ")
            yield from self.wrapped((("", "these can be so together: "), *items), 0)
            for example in prefix.examples:
                if any(not is_fresh(name) for name, _ in example):
                    yield from self.wrapped(self.bindings(example), 1)
            yield from self.wrapped((("", "none of them with "), *self.item(prefix.blocker)), 0)

    def rules(self, why: WhyNot, depth: int) -> Iterator[Line]:
        """The nearest rules for what is missing."""
        found = why.rules[:1] if why.relation in self.phrases.vocabulary.terms else why.rules
        for miss in found[:_MOST]:
            yield from self.miss(miss, depth)
        left = len(found) - _MOST
        if left > 0:
            yield (("dim", f"{_indent(depth)}… {left} more rule{'' if left == 1 else 's'}, further off"),)

    def miss(self, miss: NearMiss, depth: int) -> Iterator[Line]:
        """A rule and what stands in its way; a rule that no file states is left out."""
        origin = miss.rule.origin
        stated = origin.span is not None
        if stated:
            name = origin.name if origin.role == "reading" and origin.name else miss.rule.id
            line: Line = (("", "by "), *self.phrases.rule_name(name), *whence(None, origin.span))
            yield from self.wrapped(line, depth)
        yield from self.obstacles(miss, depth + stated)

    def obstacles(self, miss: NearMiss, depth: int) -> Iterator[Line]:
        """What stands in the way of a rule."""
        for obstacle in miss.obstacles:
            if not (isinstance(obstacle, MissingPremise) and family_of(obstacle.relation).name in BOOKKEEPING):
                yield from self.obstacle(obstacle, miss, depth)

    def obstacle(self, obstacle: Obstacle, miss: NearMiss, depth: int) -> Iterator[Line]:
        """One thing in the way."""
        match obstacle:
            case MissingPremise():
                yield from self.missing(obstacle, depth)
            case FalsePremise(left=left, operator=operator, right=right):
                said: Line = (("forbidden", "false: "), *self.phrases.comparison(left, operator, right))
                yield from self.wrapped(said, depth)
            case BlockedBy(relation=relation, row=row, proof=proof):
                said = (("forbidden", "in the way: "), *self.phrases.holds(relation, row))
                yield from self.wrapped((*said, *self.stated(proof)), depth)
                yield from self.collapsed(proof, depth + 1)
            case ResultDiffers(row=row, proof=proof):
                said = (("forbidden", "another result: "), *self.phrases.holds(miss.rule.head.relation, row))
                yield from self.wrapped(said, depth)
                yield from self.collapsed(proof, depth + 1)
            case Condition(position=position):
                said = (("dim", "and then: "), *self.item(miss.rule.body[position], miss.substitution))
                yield from self.wrapped(said, depth)

    def stated(self, proof: Proof) -> Line:
        """Where the conclusion of a proof is stated, if it is."""
        drawn = outline(self.words, proof)
        root = drawn.nodes[drawn.root]
        return whence(root.source, root.span)

    def missing(self, premise: MissingPremise, depth: int) -> Iterator[Line]:
        """Something that nothing matches, what is known of it, and the rules for it."""
        if premise.why is not None and family_of(premise.relation).name not in _TOLD:
            yield from self.rules(premise.why, depth)
            return
        is_known = self.refusal.standing(premise)
        note = _STANDING.get(is_known, "")
        said: Line = (("forbidden", "missing: "), *self.phrases.holds(premise.relation, premise.pattern))
        yield from self.wrapped((*said, *((("dim", f"  {note}"),) if note else ())), depth)
        for position in premise.strangers if is_known == "not stated" else ():
            name = family_of(premise.relation).owner or premise.relation
            nth = _NUMERALS[position] if position < len(_NUMERALS) else f"{position + 1}th"
            stranger = self.phrases.value(premise.pattern[position])
            yield from self.wrapped((stranger, ("dim", f" is never the {nth} argument of {name}")), depth + 1)
        if premise.why is not None and is_known != "possible":
            yield from self.rules(premise.why, depth + 1)

    def item(self, item: Item, substitution: Substitution = ()) -> Line:
        """A literal or comparison, with the values that are known and otherwise its variables."""
        values = dict(substitution)
        if isinstance(item, Comparison):
            left, right = (self.phrases.term(partly_ground(side, values)) for side in item.arguments)
            return (*left, ("", f" {item.operator} "), *right)
        assert isinstance(item, Literal)
        pattern = pattern_under(item, values)
        said = self.phrases.absent if item.negated else self.phrases.holds
        return _with_variables(said(item.relation, pattern), item.arguments, values)

    def bindings(self, substitution: Substitution) -> Line:
        """The values of the variables that somebody wrote."""
        written = [(n, v) for n, v in substitution if not is_fresh(n)]
        return joined([(("variable", n), ("", " = "), self.phrases.value(v)) for n, v in written])


def _is_day(proof: Proof, node: Node) -> bool:
    """Whether the step is the day of the use, which the comparison with the time in force tells, too."""
    step = proof.steps[node.step] if node.step is not None else None
    return isinstance(step, FactStep) and step.relation == "on"


def _with_variables(line: Line, arguments: Sequence[Argument], values: Mapping[str, Value]) -> Line:
    """The line with the names of variables in the place of values that are not known."""
    names = iter([a.name for a in arguments if isinstance(a, Var) and (a.anonymous or a.name not in values)])
    found: list[Fragment] = []
    for fragment in line:
        name = next(names, "_") if fragment == ("", "_") else ""
        found.append(("variable", name) if name and name != "_" and not is_fresh(name) else fragment)
    return tuple(found)


def _indent(depth: int) -> str:
    return "  " * depth
