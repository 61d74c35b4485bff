"""Conclusions and absences in words.

A declared relation reads as a policy file writes it: `a derived_from b`, `a is generative`, `a fulfils b of c`,
`group_users(acme, 2023-06) = 700 million`. What lowering makes of licenses, terms and doubt reads as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.grammar.connectives import parted
from licet.grammar.source import Span
from licet.grammar.values import is_set_apart, quoted, written
from licet.logic.ir import Const, Operation, Term
from licet.logic.values import UNKNOWN, Month, Value
from licet.policy import relation_names as called
from licet.policy.core_relations import ABSENT, ABSENT_ALTOGETHER, ASKED, HOLDS, UNSETTLED
from licet.policy.dated import split_period
from licet.policy.fresh_variables import is_fresh
from licet.policy.relation_names import USER, Family, family_of, held_always, split_possible
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.verdict import Passed, Pin
from licet.words.fragments import Fragment, Line, clean, joined, sourced, text_of

if TYPE_CHECKING:
    from licet.logic.patterns import Pattern, Side

__all__ = ["Phrases", "phrases_of", "whence"]

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BLANK: Fragment = ("", " ")
_IN_NUMBER = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_IN_TIME = {"<": "before", "<=": "not after", ">": "after", ">=": "not before"}
_SOME_PERIOD = {"since": " from a day on", "until": " until a day", "between": " from one day until another"}


class Phrases(Struct, frozen=True):
    """Puts what a proof or a verdict speaks of into words.

    Attributes:
        vocabulary: the declared names.
        doubled: the relations that doubt can reach.
        called: relations of one argument that policies write as `r(a)` and never as `a is r`.
    """

    vocabulary: Vocabulary
    doubled: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()

    # --- Values and names ---

    def value(self, value: Value | None, kind: str | None = None) -> Fragment:
        """A value as a policy file writes it; `_` for None, `unknown` for the value nobody knows."""
        if value is None:
            return ("", "_")
        if value is UNKNOWN:
            return ("unknown", "unknown")
        if isinstance(value, str):
            if kind == "text" or not _NAME.fullmatch(value):
                return ("string", quoted(clean(value)))
            return ("name", value)
        if isinstance(value, (int, Decimal)):
            return ("number", written(value))
        return ("number", value.isoformat() if isinstance(value, date) else str(value))

    def title(self, name: str) -> str | None:
        """The title that a name was declared with."""
        entry = self.vocabulary.entities.get(name)
        return clean(entry.title) if entry is not None and entry.title else None

    def titled(self, name: str) -> Line:
        """A name after its title, if it has one: `Llama 2 70B (llama_2_70b)`."""
        title = self.title(name)
        return (("", title), ("dim", f" ({clean(name)})")) if title else (("name", clean(name)),)

    def clause(self, key: str) -> Line:
        """A clause with its locator: `llama_2.grant (1.a)`."""
        entry = self.vocabulary.clauses.get(key)
        locator = f" ({clean(entry.clause.locator)})" if entry is not None else ""
        return (("clause", f"{clean(key)}{locator}"),)

    def clauses(self, keys: Iterable[str]) -> Line:
        """Several clauses."""
        return joined([self.clause(key) for key in keys])

    def pin(self, pin: Pin) -> Line:
        """One reading of one term."""
        return (("", "reading "), ("name", clean(pin.reading)), ("", " of "), ("relation", clean(pin.term)))

    def pins(self, pins: Iterable[Pin]) -> Line:
        """Several readings."""
        return joined([self.pin(p) for p in pins])

    def place(self, span: Span | None) -> Fragment | None:
        """A place as `file:line`; None where there is none."""
        return ("source", f"{clean(span.file)}:{span.line}") if span is not None and span.file else None

    # --- Literals ---

    def literal(self, relation: str, row: Pattern) -> Line:
        """A row of a declared relation, the value of a functional one included, as a policy file writes it."""
        relation = held_always(relation) or relation
        signature = self.vocabulary.signature(relation)
        if signature is not None and signature.functional and len(row) == signature.arity:
            return (*self.key(relation, row[:-1]), ("", " = "), self.value(row[-1], signature.kinds[-1]))
        name = ("relation", clean(relation))
        values = self._values(relation, row)
        if len(row) == 2:
            return (values[0], _BLANK, name, _BLANK, values[1])
        if len(row) == 1 and relation not in self.called:
            return (values[0], ("", " is "), name)
        words = parted(relation, len(row) - 2)
        if words is not None:
            further = zip(words, values[1:], strict=True)
            return (values[0], *(f for w, v in further for f in (_BLANK, ("relation", clean(w)), _BLANK, v)))
        return self._call(name, values)

    def key(self, relation: str, row: Pattern) -> Line:
        """What a functional relation gives a value to: `monthly_active_users(snap, 2023-06)`, or what a use does not
        say: `by(my_use)`; any other literal."""
        relation = held_always(relation) or relation
        signature = self.vocabulary.signature(relation)
        if signature is not None and not signature.functional and len(row) == signature.arity:
            return self.literal(relation, row)
        if relation in (called.START, called.END):
            return self._day(relation, row[0])
        return self._call(("relation", clean(relation)), self._values(relation, row))

    def _day(self, relation: str, period: Value | None) -> Line:
        """The day from which, or until which, something holds."""
        said, start, end = split_period(str(period)) if period is not None else ("something", None, None)
        if relation == called.START:
            rest = f", until {end}" if end is not None else ""
            return (("", f"from which day {clean(said)}{rest}"),)
        rest = f", from {start}" if start is not None else ""
        return (("", f"until which day {clean(said)}{rest}"),)

    def _on_days(self, family: Family, row: Pattern) -> Line:
        """That a row holds in a period, which may be that of another fact."""
        line, period = self.literal(family.owner, row[:-1]), row[-1]
        if period is None:
            return (*line, ("", _SOME_PERIOD[family.name]))
        said, start, end = split_period(str(period))
        days = " ".join(f"{word} {day}" for word, day in (("from", start), ("until", end)) if day is not None)
        return (*line, _BLANK, ("", clean(days) if said == text_of(line) else f"{clean(days)}, as {clean(said)}"))

    def passed(self, threshold: Passed) -> Line:
        """A row whose value passed a threshold, and the bound: `users(acme) = 2 million, at most 700 million`."""
        bound = threshold.bound
        signature = self.vocabulary.signature(held_always(threshold.relation) or threshold.relation)
        kind = signature.kinds[threshold.index] if signature is not None else None
        sense = (_IN_TIME if isinstance(bound, (date, Month)) else _IN_NUMBER)[threshold.operator]
        return (*self.literal(threshold.relation, threshold.row), ("", f", {sense} "), self.value(bound, kind))

    def comparison(self, left: Side, operator: str, right: Side) -> Line:
        """A comparison of two values."""
        return (*self.side(left), ("", f" {operator} "), *self.side(right))

    def side(self, side: Side) -> Line:
        """A value, or how it is calculated."""
        return self.term(side if isinstance(side, Operation) else Const(side))

    def term(self, term: Term) -> Line:
        """A value, the name of a variable that somebody wrote, or a calculation with some."""
        if isinstance(term, Operation):
            return (*self._operand(term, term.left), ("", f" {term.operator} "), *self._operand(term, term.right))
        if isinstance(term, Const):
            return (self.value(term.value),)
        return (("", "_") if term.anonymous or is_fresh(term.name) else ("variable", term.name),)

    def _operand(self, whole: Operation, part: Term) -> Line:
        line = self.term(part)
        if isinstance(part, Operation) and is_set_apart(part.operator, whole.operator, part is whole.right):
            return (("", "("), *line, ("", ")"))
        return line

    def _values(self, relation: str, row: Pattern) -> list[Fragment]:
        signature = self.vocabulary.relations.get(relation)
        kinds = signature.kinds if signature is not None else ()
        return [self.value(v, kinds[i] if i < len(kinds) else None) for i, v in enumerate(row)]

    @staticmethod
    def _call(name: Fragment, values: Iterable[Fragment]) -> Line:
        return (name, ("", "("), *joined([(v,) for v in values]), ("", ")"))

    # --- Conclusions and absences ---

    def holds(self, relation: str, row: Pattern) -> Line:
        """That a row is in a relation of the program."""
        family = family_of(relation)
        if family.possible:
            if family.name == USER and row and row[-1] is UNKNOWN and self._functional(family.owner):
                return (*self.key(family.owner, row[:-1]), ("", " is "), ("unknown", "unknown"))
            return (("unknown", "possibly "), *self.holds(relation[:-1], row))
        match family.name:
            case "user":
                return self.literal(family.owner, row)
            case "reading":
                return (*self.literal(family.owner, row), ("", " under reading "), ("name", clean(family.detail)))
            case "unknown":
                return self._unknown(family.owner, row, " is unknown", ("", "it is unknown whether "))
            case "unsure":
                return self._unknown(
                    family.owner, row, " is stated to be unknown", ("", "it is stated to be unknown whether ")
                )
            case "deny":
                return (("", "not "), *self.key(family.owner, row))
            case "always":
                return self.literal(family.owner, row)
            case "since" | "until" | "between":
                return self._on_days(family, row)
            case "start" | "end":
                return (*self._day(split_possible(relation)[0], row[0]), ("", " is "), self.value(row[1]))
            case "outcome":
                verdict = str(row[1])
                return (("", "the verdict of "), self.value(row[0]), ("", " is "), (verdict, verdict))
            case "unsettled":
                return self._said(UNSETTLED.get(str(row[2]), "{1} of {0} is unsettled"), family, (row[0], row[3]))
        return self._said(HOLDS.get(family.name) or ASKED[family.name], family, row)

    def absent(self, relation: str, pattern: Pattern) -> Line:
        """That no row of a relation of the program matches a pattern."""
        family = family_of(relation)
        if not family.possible and relation in self.doubled:
            return (("", "not certain: "), *self.holds(relation, pattern))
        if family.name in (USER, "reading"):
            return (("", "not "), *self.holds(relation.removesuffix("?"), pattern))
        if family.name == "always":
            return (("", "not: "), *self.literal(family.owner, pattern), ("", " on every day"))
        altogether = len(pattern) > 1 and all(v is None for v in pattern[1:])
        template = ABSENT_ALTOGETHER.get(family.name) if altogether else None
        template = template or ABSENT.get(family.name)
        if template is None:
            return (("", "not: "), *self.holds(relation.removesuffix("?"), pattern))
        return self._said(template, family, pattern)

    def _functional(self, relation: str) -> bool:
        signature = self.vocabulary.signature(relation)
        return signature is not None and signature.functional

    def _unknown(self, relation: str, row: Pattern, after: str, before: Fragment) -> Line:
        if self._functional(relation):
            return (*self.key(relation, row), ("", after))
        return (before, *self.literal(relation, row))

    def _said(self, template: str, family: Family, row: Pattern) -> Line:
        found: list[Fragment] = []
        for text, name, _, _ in Formatter().parse(template):
            if text:
                found.append(("", text))
            match name:
                case None:
                    continue
                case "owner":
                    found.append(("name", clean(family.owner)))
                case "clause":
                    found.extend(self.clause(family.owner))
                case "rule":
                    found.extend(self.rule_name(family.owner))
                case "detail":
                    found.append(("", family.detail))
                case _:
                    found.append(self._argument(row, int(name)))
        return tuple(found)

    def _argument(self, row: Pattern, position: int) -> Fragment:
        value = row[position] if position < len(row) else None
        if value is None:
            return ("", "anything")
        return self.value(value) if not isinstance(value, str) or _NAME.fullmatch(value) else ("", clean(value))

    def rule_name(self, id: str) -> Line:
        """The clause, reading or relation that a rule is for, by the rule's id."""
        owner = id.partition("#")[0].removesuffix("?").rstrip(":")
        if family_of(owner).name in ("always", *_SOME_PERIOD):
            owner = family_of(owner).owner
        if owner in self.vocabulary.clauses:
            return (("", "clause "), *self.clause(owner))
        term, slash, reading = owner.partition("/")
        if slash:
            return self.pin(Pin(term, reading))
        return (("", "the question"),) if owner == "query" else (("", "the rule for "), ("relation", clean(owner)))


def whence(source: str | None, span: Span | None, *, plain: bool = True) -> Line:
    """What something names as its source and where it stands, each after two blanks; nothing of what there is not."""
    found: Line = ()
    if source is not None:
        found = (("", "  "), ("quote", f"per {sourced(clean(source), plain=plain)}"))
    if span is not None and span.file:
        found = (*found, ("", "  "), ("source", f"{clean(span.file)}:{span.line}"))
    return found


def phrases_of(base: Base) -> Phrases:
    """The words for what a base derives."""
    return Phrases(base.vocabulary, base.doubt.doubled, base.usage.called)
