"""Why something is not so, as styled lines: the rules that came nearest, and what stood in their way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from licet.base import Base
from licet.families import BOOKKEEPING, USER, family_of
from licet.fragments import Fragment, Line, joined
from licet.ir import Argument, Comparison, Literal, Var
from licet.join import Item
from licet.outline_steps import outline
from licet.outline_words import Words, words_of
from licet.proof import Absence, Substitution, pattern_under, value_under
from licet.refusal import Refusal
from licet.show_proof import proof_lines
from licet.values import Value
from licet.whynot import (
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

__all__ = ["refusal_lines"]

_MADE = re.compile(r"_.*|Value\d+")
_MOST_RULES = 3
_TOLD = frozenset({USER, "reading", "applies", "live"})
_NUMERALS = ("first", "second", "third", "fourth", "fifth")


def refusal_lines(base: Base, refusal: Refusal, asked: Line, *, width: int = 80, plain: bool = False) -> list[Line]:
    """The nearest rules and their obstacles.

    Args:
        base: the policies that were asked.
        refusal: what was found.
        asked: what was asked to be so, in words.
        width: the columns of a line.
        plain: indent proofs instead of drawing them.
    """
    view = _View(words_of(base), width, plain)
    if refusal.verdict is not None:
        status = refusal.verdict.status.value
        if refusal.holds:
            return [(("", "it is "), (status, status))]
        lines: list[Line] = [(("", "it is "), (status, status), ("", "; asked was: "), *asked)]
    elif refusal.holds:
        return [(("", "it is so: "), *asked)]
    else:
        lines = []
    if refusal.prefix is not None:
        lines += view.prefix(refusal.prefix)
    if refusal.why is not None:
        lines += view.rules(refusal.why, 0)
    elif refusal.verdict is not None:
        lines.append((("", "  nothing certain stands in the way: `needs` and `why` tell what it turns on"),))
    return lines


class _View:
    def __init__(self, words: Words, width: int, plain: bool) -> None:
        self.words = words
        self.phrases = words.phrases
        self.width = width
        self.plain = plain

    def prefix(self, prefix: Prefix) -> Iterator[Line]:
        """How far conditions can be satisfied together."""
        if prefix.satisfied and prefix.blocker is not None:
            yield (("", "these can be so together: "), *joined([self.item(i) for i in prefix.satisfied], ", "))
            for example in prefix.examples:
                if any(not _MADE.fullmatch(name) for name, _ in example):
                    yield (("", "  "), *self.bindings(example))
            yield (("", "none of them with "), *self.item(prefix.blocker))

    def rules(self, why: WhyNot, depth: int) -> Iterator[Line]:
        """The nearest rules for what is missing."""
        found = why.rules[:1] if why.relation in self.phrases.vocabulary.terms else why.rules
        for miss in found[:_MOST_RULES]:
            yield from self.miss(miss, depth)
        left = len(found) - _MOST_RULES
        if left > 0:
            yield (("dim", f"{_indent(depth)}… {left} more rule{'' if left == 1 else 's'}, further off"),)

    def miss(self, miss: NearMiss, depth: int) -> Iterator[Line]:
        """A rule and what stands in its way; a rule that no file states is left out."""
        origin = miss.rule.origin
        stated = origin.span is not None
        if stated:
            name = origin.name if origin.role == "reading" and origin.name else miss.rule.id
            place = self.phrases.place(origin.span)
            line: Line = (("", f"{_indent(depth)}by "), *self.phrases.rule_name(name))
            yield (*line, *([("", "  "), place] if place else []))
        for obstacle in miss.obstacles:
            if not _is_bookkeeping(obstacle):
                yield from self.obstacle(obstacle, miss, depth + stated)

    def obstacle(self, obstacle: Obstacle, miss: NearMiss, depth: int) -> Iterator[Line]:
        """One thing in the way."""
        start = _indent(depth)
        match obstacle:
            case MissingPremise(relation=relation, pattern=pattern, absence=absence, why=why):
                if why is not None and family_of(relation).name not in _TOLD:
                    yield from self.rules(why, depth)
                    return
                words = {Absence.UNSTATED: "not stated", Absence.CIRCULAR: "it would rest on itself"}
                note = words.get(absence, "")
                yield (
                    ("forbidden", f"{start}missing: "),
                    *self.phrases.holds(relation, pattern),
                    ("dim", f"  {note}" if note else ""),
                )
                for position in obstacle.strangers:
                    value = pattern[position]
                    name = family_of(relation).owner or relation
                    nth = _NUMERALS[position] if position < len(_NUMERALS) else f"{position + 1}th"
                    yield (
                        ("dim", f"{start}  "),
                        self.phrases.value(value),
                        ("dim", f" is never the {nth} argument of {name}"),
                    )
                if why is not None:
                    yield from self.rules(why, depth + 1)
            case FalsePremise(left=left, operator=operator, right=right):
                yield (("forbidden", f"{start}false: "), *self.phrases.comparison(left, operator, right))
            case BlockedBy(proof=proof):
                yield (("forbidden", f"{start}in the way:"),)
                drawn = outline(self.words, proof)
                for line in proof_lines(drawn, self.width - len(start) - 2, plain=self.plain):
                    yield (("", f"{start}  "), *line)
            case ResultDiffers(row=row):
                yield (("forbidden", f"{start}another result: "), *self.phrases.holds(miss.rule.head.relation, row))
            case Condition(position=position):
                yield (("dim", f"{start}and then: "), *self.item(miss.rule.body[position], miss.substitution))

    def item(self, item: Item, substitution: Substitution = ()) -> Line:
        """A literal or comparison, with the values that are known and otherwise its variables."""
        values = dict(substitution)
        if isinstance(item, Comparison):
            left, right = value_under(item.left, values), value_under(item.right, values)
            line: Line = (self.phrases.value(left), ("", f" {item.operator} "), self.phrases.value(right))
            return _with_variables(line, (item.left, item.right), values)
        assert isinstance(item, Literal)
        pattern = pattern_under(item, values)
        said = self.phrases.absent if item.negated else self.phrases.holds
        return _with_variables(said(item.relation, pattern), item.arguments, values)

    def bindings(self, substitution: Substitution) -> Line:
        """The values of the variables that somebody wrote."""
        written = [(n, v) for n, v in substitution if not _MADE.fullmatch(n)]
        return joined([(("variable", n), ("", " = "), self.phrases.value(v)) for n, v in written])


def _with_variables(line: Line, arguments: Sequence[Argument], values: Mapping[str, Value]) -> Line:
    """The line with the names of variables in the place of values that are not known."""
    names = iter([a.name for a in arguments if isinstance(a, Var) and (a.anonymous or a.name not in values)])
    found: list[Fragment] = []
    for fragment in line:
        name = next(names, "_") if fragment == ("", "_") else ""
        found.append(("variable", name) if name and not _MADE.fullmatch(name) else fragment)
    return tuple(found)


def _is_bookkeeping(obstacle: Obstacle) -> bool:
    return isinstance(obstacle, MissingPremise) and family_of(obstacle.relation).name in BOOKKEEPING


def _indent(depth: int) -> str:
    return "  " * depth
