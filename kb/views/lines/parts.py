"""Parts of an answer as styled lines, which verdicts, truths and claims share: readings and who holds them, what must
be known, and what is presumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from licet.grammar import tree
from licet.policy import relation_names as called
from licet.policy.occurrences import atoms
from licet.verdict.verdict import DoubtfulDuty, Need, NeedSet, Operative, Passed, Pin, Presumption, Status
from licet.views.lines.presumed import PresumedGroup, grouped
from licet.views.outline.labels import Words
from licet.words.fragments import Fragment, Line, clean, joined, short, sourced, wrap
from licet.words.phrases import whence

__all__ = ["DEEPER", "INDENT", "MOST_QUOTED", "QUOTE", "PartsView", "status_word"]

INDENT: Line = (("", "  "),)
DEEPER: Line = (("", "    "),)
QUOTE = 140
MOST_QUOTED = 3
_MOST_PRESUMED = 6
_USE = "use"


class PartsView:
    """Draws parts of answers from nothing but themselves and words, on lines of `width` columns."""

    def __init__(self, words: Words, width: int) -> None:
        self.words = words
        self.phrases = words.phrases
        self.vocabulary = words.vocabulary
        self.width = width

    def wrapped(self, fragments: Iterable[Fragment], first: Line = INDENT, rest: Line | None = None) -> list[Line]:
        """A paragraph."""
        return wrap(fragments, self.width, first, rest)

    def described(self, relation: str) -> Line:
        """What a relation means, in brackets; nothing where nobody says it."""
        signature = self.vocabulary.signature(relation)
        told = signature.description if signature is not None else None
        return (("dim", f" ({clean(told)})"),) if told else ()

    def readings(self, term: str, licenses: Sequence[str] = ()) -> Iterator[Line]:
        """The readings of a term with what they mean and who holds them. The words are those of the license that it is
        read in, where that governs the use, and of the clauses of the others that ask for it."""
        for head in self.disputed(term, licenses):
            yield from self.wrapped(head, INDENT, DEEPER)
        entry = self.vocabulary.terms.get(term)
        for reading in entry.term.readings if entry is not None else ():
            meaning = self.words.description(term, reading.name)
            held = [_holder(h.who, h.source) for h in self.words.holders(term, reading.name)]
            line: list[Fragment] = [("name", clean(reading.name)), ("", f": {meaning}" if meaning else "")]
            if held:
                line += [("dim", "; held by "), *joined(held, "; ")]
            yield from self.wrapped(line, DEEPER, (("", "      "),))

    def disputed(self, term: str, licenses: Sequence[str]) -> Iterator[Line]:
        """A term, and the words that it is about."""
        name: Line = (("relation", clean(term)),)
        entry = self.vocabulary.terms.get(term)
        home = entry.license if entry is not None else None
        citations = [self.words.cite_reading(term)] if home is None or not licenses or home in licenses else []
        others = [license for license in licenses if license != home]
        asking = self.words.relations_asking(term) if others else frozenset()
        clauses = [clause for license in others for clause in self.vocabulary.clauses_of(license)]
        keys = [c.key for c in clauses if any(a.relation in asking for a, _ in atoms(c.clause.body))]
        citations += [self.words.cite_clause(key) for key in keys]
        cited = [citation for citation in citations if citation is not None and citation.quotes]
        for citation in cited[:MOST_QUOTED]:
            place = ", ".join(p for p in (citation.title, citation.locator) if p)
            words = short(" ".join(citation.quotes), QUOTE)
            yield (*name, ("", f" in {place}: " if place else ": "), ("quote", f"“{words}”"))
        if not cited:
            yield name

    def operative(self, found: Iterable[Operative]) -> list[Line]:
        """What counts for an organization by the positions that it has adopted."""
        lines: list[Line] = []
        for operative in found:
            line: list[Fragment] = [("", "for "), *self.phrases.titled(operative.organization), ("", ": ")]
            line += [*status_word(operative.status), ("", ", by its adopted "), *self.phrases.pins(operative.readings)]
            lines += self.wrapped(line, (), INDENT)
            for adoption in self.adoptions(operative):
                lines += self.wrapped(self.adopted(adoption), INDENT, DEEPER)
        return lines

    def adoptions(self, operative: Operative) -> Iterator[tree.Adopt]:
        for adoption in self.vocabulary.adoptions:
            pin = Pin(adoption.term, adoption.reading)
            if adoption.organization.name == operative.organization and pin in operative.readings:
                yield adoption

    def adopted(self, adoption: tree.Adopt) -> Line:
        """Who adopted a reading, when, until when and why."""
        text = f"adopted by {clean(adoption.by)} on {adoption.on.value.isoformat()}"
        if adoption.in_force is not None and adoption.in_force.end is not None:
            text += f", until {adoption.in_force.end.value.isoformat()}"
        if adoption.because:
            text += f": {clean(adoption.because)}"
        return (("", text), *whence(None, adoption.span))

    def needs(self, sets: Sequence[NeedSet]) -> list[Line]:
        """What would have to be known."""
        if not sets:
            return []
        choice = len(sets) > 1
        lines = self.wrapped([("heading", f"to decide it, {'one of these' if choice else 'this'} must be known")], ())
        for needs in sets:
            first: Line = (("", "  - "),)
            for need in needs.needs:
                lines += self.wrapped(self.need(need), first, DEEPER)
                first = (("", "    and "),) if choice else first
        form = next(filter(None, (self.statement(need) for needs in sets for need in needs.needs)), None)
        return [*lines, *self.wrapped(form, (("", "  "),), DEEPER)] if form is not None else lines

    def statement(self, need: Need) -> Line | None:
        """How to state a fact that is not about the use, beside a question and in a policy file."""
        signature = self.vocabulary.signature(need.relation)
        if signature is None or need.why is not None or self.vocabulary.is_a(signature.kinds[0], _USE):
            return None
        row = joined([(self.phrases.value(v, k),) for v, k in zip(need.row, signature.kinds, strict=False)])
        fact: Line = (("", "fact "), ("relation", need.relation), ("", "("), *row, ("", ")"))
        if signature.functional:
            return (("", "to be stated as: "), *fact, ("", " = …"))
        return (("", "to be stated as: "), *fact, ("", ", or: fact not …"))

    def need(self, need: Need) -> Line:
        """A fact that nobody has stated, and what is known about not knowing it."""
        if need.why is not None:
            return (*self.phrases.titled(str(need.row[-1])), ("", f": {need.why}"))
        signature = self.vocabulary.signature(need.relation)
        functional = signature is not None and signature.functional
        line: list[Fragment] = [*self.phrases.key(need.relation, need.row)]
        if need.relation not in (called.START, called.END):
            line = [("", "what " if functional else "whether "), *line, *((("", " is"),) if functional else ())]
        if need.thresholds:
            kind = signature.kinds[-1] if signature is not None else None
            values = joined([(self.phrases.value(t, kind),) for t in need.thresholds], ", ", " and ")
            line += [("", "; it matters at "), *values]
        line += self.described(need.relation)
        if need.source is not None:
            line += [("", "; "), ("quote", f"stated to be unknown per {sourced(clean(need.source))}")]
        return tuple(line)

    def doubtful(self, duties: Iterable[DoubtfulDuty]) -> list[Line]:
        """The duties that are owed in some cases only, each group with what decides it."""
        alike: dict[tuple[tuple[str, ...], tuple[Need, ...]], list[DoubtfulDuty]] = {}
        for duty in duties:
            alike.setdefault((duty.terms, duty.needs), []).append(duty)
        lines: list[Line] = []
        for (terms, needs), owed in alike.items():
            names = joined([(("name", name),) for name in dict.fromkeys(duty.name for duty in owed)], ", ", " and ")
            clauses = self.phrases.clauses(dict.fromkeys(duty.clause for duty in owed))
            lines += self.wrapped(
                (*names, ("dim", " ("), *clauses, ("dim", ")"), ("", ": it hangs on")), INDENT, DEEPER
            )
            for term in terms:
                lines += self.wrapped(self._read(term), (("", "    - "),), (("", "      "),))
            for need in needs:
                lines += self.wrapped(self.need(need), (("", "    - "),), (("", "      "),))
        return [(("heading", "owed in some cases only"),), *lines] if lines else []

    def _read(self, term: str) -> Line:
        """That a term is read in several ways, and what it is about."""
        return (("", "how "), ("relation", clean(term)), ("", " is read"), *self.described(term))

    def passed(self, found: Iterable[Passed]) -> list[Line]:
        """The thresholds that the use passed, each with the value, the bound and the clauses that they matter to."""
        lines: list[Line] = []
        for threshold in found:
            line = (*self.phrases.passed(threshold), ("", " ("), *self.readers(threshold.clauses), ("", ")"))
            lines += self.wrapped((*line, *whence(threshold.source, None)), INDENT, DEEPER)
        return [(("heading", "thresholds passed"),), *lines] if lines else []

    def presumptions(self, use: str, found: Sequence[Presumption]) -> list[Line]:
        """What is taken not to be so, a line for each group of facts that differ in one argument."""
        groups = grouped(found)
        lines: list[Line] = []
        for group in groups[:_MOST_PRESUMED]:
            lines += self.wrapped(self.presumed(use, group), INDENT, DEEPER)
        rest = sum(len(group.members) for group in groups[_MOST_PRESUMED:])
        if rest:
            lines += self.wrapped([("", f"{rest} further fact{'' if rest == 1 else 's'}")])
        return [(("heading", "presuming that none of this is so"),), *lines] if lines else []

    def presumed_briefly(self, found: Sequence[Presumption]) -> list[Line]:
        """What is taken not to be so, by the names of the relations alone."""
        named: list[Line] = []
        for group in grouped(found):
            line: Line = (("relation", clean(group.relation)),)
            if group.position is not None:
                kind = self.vocabulary.relations[group.relation].kinds[group.position]
                line = (*line, ("", f" (any of {len(group.members)} {kind}s)"))
            if line not in named:
                named.append(line)
        return (
            self.wrapped((("heading", "presuming not to be so"), ("", ": "), *joined(named)), (), INDENT)
            if named
            else []
        )

    def presumed(self, use: str, group: PresumedGroup) -> Line:
        """What a group of facts would mean of the use, in words of their relation, and the clauses that read them."""
        relation, signature = group.relation, self.vocabulary.relations[group.relation]
        others = [v for i, v in enumerate(group.pattern) if v is not None and v != use and i != group.position]
        line: Line = ()
        if signature.description is None:
            line = self.phrases.holds(relation, group.pattern)
        else:
            about = (*joined([(self.phrases.value(v),) for v in others]), ("", ": ")) if others else ()
            line = (*about, ("", clean(signature.description)))
        if group.position is not None:
            line = (*line, ("", f": any of {len(group.members)} {signature.kinds[group.position]}s"))
        read = self.readers(sorted({key for member in group.members for key in member.clauses}))
        return (*line, ("", " ("), *read, ("", ")")) if read else line

    def readers(self, keys: Sequence[str]) -> Line:
        """Clauses by name, or of each license how many where they are many."""
        if len(keys) <= MOST_QUOTED:
            return self.phrases.clauses(keys)
        counts = Counter(self.vocabulary.clauses[key].license for key in keys)
        told = [
            (("", f"{count} clause{'' if count == 1 else 's'} of "), ("name", clean(license)))
            for license, count in sorted(counts.items())
        ]
        return joined(told)


def status_word(status: Status | None) -> Line:
    """The word for a status; nothing where there is none."""
    return ((status.value, status.value),) if status is not None else ()


def _holder(who: str, source: str | None) -> Line:
    return (("name", who), *((("quote", f" ({sourced(source)})"),) if source is not None else ()))
