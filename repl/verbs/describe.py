"""`describe NAME`: everything the policies say of a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click
from msgspec import Struct

from licet.errors import NameUnknown
from licet.grammar import tree
from licet.grammar.references import is_reference
from licet.grammar.source import Span
from licet.grammar.write import format_argument
from licet.logic.ir import Fact
from licet.policy.references import no_such_reference
from licet.policy.relation_names import always
from licet.policy.vocabulary import Signature, TermEntry, Vocabulary
from licet.repl.cli.asked import showing
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import policies_option, with_option
from licet.repl.cli.shell_names import complete_names
from licet.repl.screen.complaints import Sources
from licet.repl.screen.results import Output, page
from licet.repl.session.hints import hint_for
from licet.repl.session.session import Session, session_over
from licet.repl.session.stated import stated_count, stated_facts
from licet.repl.verbs.lineage import lineage_lines
from licet.repl.verbs.show import clause_lines
from licet.views.lines.claims import claim_lines
from licet.wire.shown import Description
from licet.words.effects import effect_words
from licet.words.fragments import Fragment, Line, clean, sourced
from licet.words.phrases import Phrases, phrases_of

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet describe llama_2
  licet describe improves
  licet describe derived_from
  licet describe hf:mistralai/Mistral-7B-v0.1
"""
_MOST = 12


@click.command("describe", epilog=_EPILOG, short_help="What do the policies say of a name?")
@click.argument("name", metavar="NAME", shell_complete=complete_names)
@policies_option
@with_option()
@showing("text", "json")
def command(sources: Sources, name: str, policies: tuple[str, ...], extra: tuple[str, ...]) -> Output:
    """Show everything that the policies say of a relation, license, model or other name, a term, clause, kind or
    claim."""
    return at_prompt(session_over(load_policies(sources, policies, extra)), name)[1]


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`describe NAME`: a relation, license, model or other name, term, clause, kind or claim.

    Raises:
        NameUnknown: nothing is called so.
    """
    name = session.knowledge.vocabulary.declared(argument.strip())
    about = _About(session, phrases_of(session.knowledge.base))
    lines = about.everything(name)
    if not lines:
        vocabulary = session.knowledge.vocabulary
        hint = (
            no_such_reference(vocabulary, name)
            if is_reference(name)
            else hint_for(name, _all_names(vocabulary), "`list` shows what there is", vocabulary)
        )
        raise NameUnknown("name", name, hint)

    def data() -> Description:
        return Description(name, tuple("".join(text for _, text in line) for line in lines))

    return session, Output((page(lines, data),))


def _all_names(vocabulary: Vocabulary) -> list[str]:
    parts = (vocabulary.entities, vocabulary.relations, vocabulary.clauses, vocabulary.kinds, vocabulary.claims)
    return [name for part in parts for name in part]


class _About(Struct, frozen=True):
    session: Session
    phrases: Phrases

    @property
    def vocabulary(self) -> Vocabulary:
        return self.session.knowledge.vocabulary

    def everything(self, name: str) -> list[Line]:
        vocabulary = self.vocabulary
        parts: list[list[Line]] = []
        if name in vocabulary.relations:
            parts.append(list(self.relation(vocabulary.relations[name])))
        if name in vocabulary.terms:
            parts.append(list(self.term(vocabulary.terms[name])))
        if name in vocabulary.licenses:
            parts.append(list(self.license(vocabulary.licenses[name])))
        elif name in vocabulary.entities:
            parts.append(list(self.entity(name)))
        if name in vocabulary.clauses:
            parts.append(clause_lines(self.session, vocabulary.clauses[name]))
        if name in vocabulary.kinds:
            parts.append(list(self.kind(name)))
        if name in vocabulary.claims:
            knowledge = self.session.knowledge
            parts.append(claim_lines(knowledge.base, knowledge.claim(name)))
        lines: list[Line] = []
        for part in parts:
            lines += [(), *part] if lines else part
        return lines

    def also(self, words: Sequence[str]) -> Iterator[Line]:
        if words:
            yield (("dim", f"  also {', '.join(map(clean, words))}"),)

    def references(self, name: str) -> Iterator[Line]:
        found = self.vocabulary.entities[name].references
        if found:
            yield (("", "  "), ("name", ", ".join(map(clean, found))))

    def heading(self, kind: str, name: str, title: str | None, span: Span | None) -> Line:
        found: list[Fragment] = [("heading", f"{kind} "), ("name", name)]
        if title:
            found.append(("", f'  "{clean(title)}"'))
        place = self.phrases.place(span)
        return (*found, ("", "  "), place) if place else tuple(found)

    def relation(self, signature: Signature) -> Iterator[Line]:
        base = self.session.knowledge.base
        manner = f"{'dated ' if signature.dated else ''}{signature.absence} relation".replace("closed ", "")
        yield self.heading(manner, str(signature), None, signature.span)
        if signature.description:
            yield (("", f"  {clean(signature.description)}"),)
        yield from self.also(signature.also)
        yield (("dim", f"  {self._closure(signature)}"),)
        count = stated_count(self.session.knowledge, signature.name)
        concluded = always(signature.name) if signature.dated else signature.name
        rules = _places(r.origin.span for r in base.program.rules if r.head.relation == concluded)
        if count or not (rules or signature.name in self.vocabulary.terms):
            yield (("", f"  {_many(count, 'stated fact')}"),)
        if rules:
            yield (("", f"  {_many(len(rules), 'rule')}: "), ("source", ", ".join(rules)))
        users = self._used_by(signature.name)
        if users:
            yield (("", "  asked by "), *self.phrases.clauses(users[:_MOST]), ("", " …" if len(users) > _MOST else ""))

    def _closure(self, signature: Signature) -> str:
        if signature.name in self.vocabulary.terms:
            return "contested: what it means depends on a reading"
        return {
            "open": "open: what is not stated is unknown",
            "presumed": "presumed: what is not stated is taken not to be so, and an answer that rests on it says so",
            "closed": "closed: what is neither stated nor derived is not so",
        }[signature.absence]

    def _used_by(self, relation: str) -> list[str]:
        return [key for key, e in self.vocabulary.clauses.items() if relation in set(_relations(e.clause.body))]

    def term(self, entry: TermEntry) -> Iterator[Line]:
        term = entry.term
        where = " ".join(
            filter(None, [f"of {entry.license}" if entry.license else "", f"at {term.locator}" if term.locator else ""])
        )
        yield self.heading("term", f"{entry.name}{' ' + where if where else ''}", None, term.span)
        for quote in term.quotes:
            yield (("", "  "), ("quote", f"“{clean(quote.value)}”"))
        for reading in term.readings:
            yield (("", "  reading "), ("name", reading.name), ("", f": {clean(reading.description)}"))
            for holder in reading.holders:
                who = holder.who.name if isinstance(holder.who, tree.Constant) else holder.who.value
                yield (("", "    held by "), ("name", clean(who)), *_source(holder.source))
        for adoption in self.vocabulary.adoptions:
            if adoption.term == entry.name:
                yield (
                    ("", f"  {adoption.organization.name} adopted "),
                    ("name", adoption.reading),
                    ("", f" on {adoption.on.value}, by {clean(adoption.by)}"),
                )

    def license(self, license: tree.License) -> Iterator[Line]:
        yield self.heading("license", license.name, license.title, license.span)
        yield from self.references(license.name)
        yield from self.also([word.value for word in license.also])
        if license.licensor is not None:
            yield (("", "  licensor "), *self.phrases.titled(license.licensor.name))
        if license.in_force is not None:
            yield (("", f"  in force from {_stretch(license.in_force)}"),)
        if license.silence:
            yield (("", f"  what no clause speaks to is {license.silence}"),)
        if license.forbids_first:
            yield (("", "  what clauses permit and forbid is forbidden"),)
        if license.url:
            yield (("", "  "), ("source", clean(license.url)))
        if license.based_on is not None:
            yield from self.based_on(license, license.based_on)
        if license.unread is not None:
            yield (("warning", "  unread: "), ("", clean(license.unread.value)))
        clauses = [e.clause for e in self.vocabulary.clauses_of(license.name)]
        yield (("", f"  {_many(len(clauses), 'clause')}" + (":" if clauses else "")),)
        clauses.sort(key=lambda c: c.span)
        names = max((len(c.name) for c in clauses), default=0)
        locators = max((len(c.locator) for c in clauses), default=0)
        for clause in clauses:
            yield (
                ("", "    "),
                ("clause", clause.name.ljust(names)),
                ("", f"  {clause.locator.ljust(locators)}  {effect_words(clause)}"),
                ("dim", _whence(clause)),
            )
        for item in self.vocabulary.unmodelled.get(license.name, ()):
            yield (("dim", f"    not modelled: {item.locator}, {clean(item.reason)}"),)

    def based_on(self, license: tree.License, based_on: tree.BasedOn) -> Iterator[Line]:
        """What a license takes over, and what not."""
        modules = self.session.knowledge.base.modules
        taken = [s for m in modules for s in m.statements if _is_taken_by(s, based_on.license)]
        rules = sum(isinstance(s, tree.Rule) for s in taken)
        facts = sum(isinstance(s, tree.Fact) for s in taken)
        clauses = [e.clause for e in self.vocabulary.clauses_of(license.name)]
        counted = _many(sum(c.taken is not None for c in clauses), "clause")
        yield (
            ("", "  based on "),
            ("name", based_on.license.name),
            ("", f": takes over {counted}, {_many(rules, 'rule')}, {_many(facts, 'fact')}"),
        )
        for swap in based_on.swaps:
            yield (("", f"    with {format_argument(swap.new)} for {format_argument(swap.old)}"),)
        for what, names in (("clause", based_on.clauses), ("relation", based_on.relations)):
            if names:
                yield (("", f"    without {what} {', '.join(name.name for name in names)}"),)
        known, base = self.vocabulary.clauses, based_on.license.name
        replaced = [c for c in clauses if c.taken is None and f"{base}.{c.name}" in known]
        if replaced:
            replaced.sort(key=lambda c: c.span)
            yield (("", f"    replaces {', '.join(c.name for c in replaced)}"),)

    def entity(self, name: str) -> Iterator[Line]:
        entry = self.vocabulary.entities[name]
        yield self.heading(entry.kind, name, entry.title, entry.span)
        yield from self.references(name)
        yield from self.also(entry.also)
        for fact in stated_facts(self.session.knowledge, name):
            yield (("", "  "), *self.fact(fact))
        yield from lineage_lines(self.session.knowledge, name)

    def fact(self, fact: Fact) -> Line:
        found = [*self.phrases.holds(fact.relation, fact.row)]
        if fact.per:
            found += [("", "  "), ("quote", f"per {sourced(clean(fact.per), plain=True)}")]
        place = self.phrases.place(fact.span)
        return (*found, ("", "  "), place) if place else tuple(found)

    def kind(self, name: str) -> Iterator[Line]:
        entry = self.vocabulary.kinds[name]
        words = f"{name} is {entry.parent}" if entry.parent else name
        yield self.heading("kind", words, entry.description, entry.span)
        yield from self.also(entry.also)
        members = list(self.vocabulary.members(name))
        shown = ", ".join(members[:_MOST]) + (", …" if len(members) > _MOST else "")
        yield (("", f"  {_many(len(members), 'name')}" + (": " if members else "")), ("name", shown))


def _places(spans: Iterator[Span | None]) -> list[str]:
    return sorted({str(s) for s in spans if s is not None})


def _whence(clause: tree.Clause) -> str:
    """Where a clause has what it says from, if from another."""
    if clause.taken is not None:
        return f"  from {clause.taken.name}"
    return f"  as in {clause.as_in.clause.name}" if clause.as_in is not None else ""


def _is_taken_by(statement: tree.Statement, base: tree.Constant) -> bool:
    """Whether a rule or fact was taken over where a license names its base there."""
    return isinstance(statement, (tree.Rule, tree.Fact)) and (
        statement.taken is not None and (statement.taken.name, statement.taken.span) == (base.name, base.span)
    )


def _many(count: int, word: str) -> str:
    return f"{count:_} {word}{'' if count == 1 else 's'}"


def _stretch(in_force: tree.InForce) -> str:
    return f"{in_force.start.value}" + (f" until {in_force.end.value}" if in_force.end else "")


def _relations(part: object) -> Iterator[str]:
    match part:
        case tree.Atom(relation=relation):
            yield relation
        case tree.Negation(literal=literal):
            yield from _relations(literal)
        case tree.Comparison(left=left):
            yield from _relations(left)
        case tree.Group(items=items):
            yield from _of_all(items)
        case tree.Body(when=when, unless=unless):
            yield from _of_all([*when, *(c for conjunction in unless for c in conjunction)])


def _of_all(parts: Sequence[object]) -> Iterator[str]:
    for part in parts:
        yield from _relations(part)


def _source(text: str | None) -> Line:
    return (("", ", "), ("quote", sourced(clean(text)))) if text else ()
