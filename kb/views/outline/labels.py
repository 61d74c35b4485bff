"""Where the steps of a proof come from: the words, places and holders that an outline shows with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from licet.engine.deferred import Deferred
from licet.grammar import tree
from licet.grammar.source import Span
from licet.logic.ir import Fact, Rule, Var
from licet.policy.dated import PERIOD
from licet.policy.fresh_variables import RESULT, is_fresh
from licet.policy.occurrences import atoms
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.views.outline.tree import Citation, Draft, Holder
from licet.words.fragments import clean
from licet.words.phrases import Phrases, phrases_of

if TYPE_CHECKING:
    from licet.logic.patterns import Substitution

__all__ = ["Words", "words_of"]

DEFEATED = {"withholds": "withheld", "disapplies": "disapplied", "overrides": "overridden"}


class Words(Struct, frozen=True):
    """Cites what the policies say. `citing` are the rules that cite a text, by place; `modules` the files as trees."""

    phrases: Phrases
    citing: Mapping[Span, tree.Rule]
    modules: Deferred[tuple[tree.Module, ...]]

    @property
    def vocabulary(self) -> Vocabulary:
        """The declared names."""
        return self.phrases.vocabulary

    def cite_clause(self, key: str) -> Citation | None:
        """The license of a clause, its locator and its words."""
        entry = self.vocabulary.clauses.get(key)
        if entry is None:
            return None
        return self._cite(entry.license, entry.clause.locator, entry.clause.quotes)

    def cite_reading(self, term: str) -> Citation | None:
        """The words that a contested term reads."""
        entry = self.vocabulary.terms.get(term)
        if entry is None or (entry.license is None and entry.term.locator is None and not entry.term.quotes):
            return None
        return self._cite(entry.license, entry.term.locator, entry.term.quotes)

    def relations_asking(self, term: str) -> frozenset[str]:
        """The term and every relation that is derived from it, over any number of rules."""
        asked: dict[str, set[str]] = {}
        for statement in (s for module in self.modules.get() for s in module.statements):
            if isinstance(statement, tree.Rule | tree.Term):
                bodies = [r.body for r in statement.readings] if isinstance(statement, tree.Term) else [statement.body]
                read = {atom.relation for body in bodies for atom, _ in atoms(body)}
                asked.setdefault(statement.head.relation, set()).update(read)
        found, ahead = {term}, [term]
        while ahead:
            on = ahead.pop()
            new = {head for head, body in asked.items() if on in body} - found
            found |= new
            ahead += sorted(new)
        return frozenset(found)

    def cite_rule(self, span: Span | None) -> Citation | None:
        """The words that a rule of a policy file cites, if it does."""
        rule = self.citing.get(span) if span is not None else None
        if rule is None:
            return None
        return self._cite(None, rule.locator, rule.quotes)

    def _cite(self, license: str | None, locator: str | None, quotes: Iterable[tree.Text]) -> Citation:
        entry = self.vocabulary.licenses.get(license) if license is not None else None
        return Citation(
            clean(entry.title) if entry is not None else license,
            clean(locator) if locator is not None else None,
            tuple(clean(q.value) for q in quotes),
            entry.url if entry is not None else None,
        )

    def clause_span(self, key: str) -> Span | None:
        """Where a clause stands."""
        entry = self.vocabulary.clauses.get(key)
        return entry.clause.span if entry is not None else None

    def holders(self, term: str, reading: str) -> tuple[Holder, ...]:
        """Who holds a reading."""
        entry = self.vocabulary.terms.get(term)
        found = entry.reading(reading) if entry is not None else None
        return tuple(
            Holder(
                clean(h.who.value if isinstance(h.who, tree.Text) else self.phrases.title(h.who.name) or h.who.name),
                clean(h.source) if h.source is not None else None,
            )
            for h in (found.holders if found is not None else ())
        )

    def description(self, term: str, reading: str) -> str | None:
        """What a reading takes a term to mean."""
        entry = self.vocabulary.terms.get(term)
        found = entry.reading(reading) if entry is not None else None
        return clean(found.description) if found is not None and found.description else None

    def bindings(self, rule: Rule, substitution: Substitution) -> tuple[tuple[str, str], ...]:
        """The variables of a rule that the policy names, with their values."""
        kept = {a.name for a in rule.head.arguments if isinstance(a, Var) and a.name not in (RESULT.name, PERIOD)}
        return tuple(
            (name, self.phrases.value(value)[1]) for name, value in substitution if name in kept or not is_fresh(name)
        )

    def with_source(self, draft: Draft, fact: Fact | None) -> Draft:
        """The draft with the source and place of a fact; a fact without a place was assumed."""
        if fact is not None:
            draft.span = fact.span
            draft.source = clean(fact.per) if fact.per is not None else None
            if fact.span is None and fact.per is None:
                draft.kind = "assumption"
                draft.remark = draft.remark or "assumed"
        return draft

    def defeat(self, clause: str, by: str) -> str:
        """How one clause beats another: withheld, disapplied or overridden."""
        entry = self.vocabulary.clauses.get(by)
        for effect in entry.clause.effects if entry is not None else ():
            if isinstance(effect, tree.Defeats):
                keys = {self.vocabulary.clause_key(c.name, entry.license if entry else None) for c in effect.clauses}
                if clause in keys:
                    return DEFEATED[effect.verb]
        return "beaten"

    def duties(self, clause: str) -> tuple[tuple[str, str], ...]:
        """The duties that a clause requires, with `condition` or `covenant`."""
        entry = self.vocabulary.clauses.get(clause)
        effects = entry.clause.effects if entry is not None else ()
        return tuple((e.duty.name, e.strength) for e in effects if isinstance(e, tree.Requires))


def words_of(base: Base) -> Words:
    """The words of a base."""
    return Words(phrases_of(base), base.usage.citing, base.parsed)
