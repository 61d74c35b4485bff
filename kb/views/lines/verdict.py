"""A verdict as styled lines: what was asked, the answer, and in a few words why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from licet.grammar import tree
from licet.policy import relation_names as called
from licet.policy.occurrences import atoms
from licet.verdict.base import Base
from licet.verdict.verdict import (
    Act,
    Case,
    DoubtfulDuty,
    Need,
    NeedSet,
    Operative,
    Passed,
    Pin,
    Presumption,
    Silence,
    Status,
    TruthCase,
    Unbound,
    Verdict,
)
from licet.views.lines.duties import duty_lines
from licet.views.lines.presumed import PresumedGroup, grouped
from licet.views.outline.labels import Words, words_of
from licet.words.fragments import Fragment, Line, clean, joined, short, sourced, wrap
from licet.words.phrases import whence
from licet.words.tables import table_lines

__all__ = ["VerdictView", "chosen", "terms", "verdict_lines"]

_INDENT: Line = (("", "  "),)
_DEEPER: Line = (("", "    "),)
_QUOTE = 140
_OF_ANY_USE = frozenset({"by", "on", "licensed_under"})
_MOST_QUOTED = 3
_STANDING = ("organization", "license")
_MOST_PRESUMED = 6


def verdict_lines(base: Base, verdict: Verdict, *, width: int = 80, acts: bool = False) -> list[Line]:
    """The verdict of a use, in the words of the policies, on lines of `width` columns; that of each of its acts where
    they differ, or `acts` asks for them."""
    return VerdictView(words_of(base), width, acts).lines(verdict)


class VerdictView:
    """Draws verdicts, and the parts that truths and claims share with them, from nothing but themselves and words."""

    def __init__(self, words: Words, width: int, acts: bool = False) -> None:
        self.words = words
        self.phrases = words.phrases
        self.vocabulary = words.vocabulary
        self.width = width
        self.every_act = acts

    def lines(self, verdict: Verdict) -> list[Line]:
        """The whole verdict."""
        answer = [*self.answer(verdict), *self.because(verdict)]
        parts = (self.head(verdict), answer, self.cases(verdict), *self.consequences(verdict))
        return [line for i, part in enumerate(p for p in parts if p) for line in ([(), *part] if i else part)]

    def brief(self, verdict: Verdict) -> list[Line]:
        """The answer without what its proofs say again: what is owed, what lost, and what the readings mean."""
        answer = [*self.answer(verdict), *self.because(verdict, quoting=False)]
        cases: list[Line] = []
        if verdict.cases:
            for row in table_lines(*self.case_table(verdict), self.width - 2):
                cases += self.wrapped(row, _INDENT, _DEEPER)
        presumed = self.presumed_briefly(verdict.presumptions or ())
        parts = (
            self.head(verdict),
            answer,
            cases,
            self.operative(verdict.operative),
            self.needs(verdict.needs),
            self.passed(verdict.passed or ()),
            presumed,
        )
        return [line for i, part in enumerate(p for p in parts if p) for line in ([(), *part] if i else part)]

    def consequences(self, verdict: Verdict) -> list[list[Line]]:
        """The parts after the answer and the readings; some may be empty."""
        return [
            self.acts(verdict.acts),
            self.operative(verdict.operative),
            duty_lines(self.phrases, verdict.duties, self.width),
            self.doubtful(verdict.doubtful),
            self.needs(verdict.needs),
            self.passed(verdict.passed or ()),
            self.presumptions(verdict.use, verdict.presumptions or ()),
            self.lost(verdict),
            self.remarks(verdict),
        ]

    def wrapped(self, fragments: Iterable[Fragment], first: Line = _INDENT, rest: Line | None = None) -> list[Line]:
        """A paragraph."""
        return wrap(fragments, self.width, first, rest)

    # --- What was asked, and the answer ---

    def head(self, verdict: Verdict) -> list[Line]:
        use = self.phrases.titled(verdict.use)
        about = [self.phrases.titled(maker) for maker in verdict.by]
        about += [(("", "on "), self.phrases.value(day)) for day in verdict.on]
        if verdict.actions:
            about.append((("", "does "), *joined([(("name", clean(a)),) for a in verdict.actions])))
        lines = self.wrapped([("heading", text) if not style else (style, text) for style, text in use], ())
        lines += self.wrapped(joined(about, "; ")) if about else []
        if verdict.licenses:
            names = joined([self.phrases.titled(name) for name in verdict.licenses], "; ")
            lines += self.wrapped((("", "governed by "), *names), _INDENT, _DEEPER)
        return lines

    def answer(self, verdict: Verdict) -> Iterator[Line]:
        line: list[Fragment] = [(verdict.status.value, verdict.status.value)]
        if verdict.over:
            line += [("", " over "), *joined([(("relation", clean(t)),) for t in verdict.over])]
        if not verdict.status.allows and not verdict.status.refuses and verdict.at_worst is not verdict.at_best:
            line += [("", ": between "), *_word(verdict.at_worst), ("", " and "), *_word(verdict.at_best)]
        yield from self.wrapped(line, ())

    def because(self, verdict: Verdict, quoting: bool = True) -> Iterator[Line]:
        """The clauses that decide, with their words if they are asked for."""
        if verdict.status is not Status.CONTESTED and not quoting and verdict.clauses:
            line = (("", "because of "), *self.phrases.clauses(verdict.clauses))
            yield from self.wrapped(line, _INDENT, _DEEPER)
        elif verdict.status is not Status.CONTESTED:
            for key in verdict.clauses[:_MOST_QUOTED]:
                yield from self.wrapped(self.quoted(key), _INDENT, _DEEPER)
                for line in self.lifted(key) if verdict.status.refuses else ():
                    yield from self.wrapped(line, _DEEPER, _DEEPER)
            if verdict.clauses[_MOST_QUOTED:]:
                rest = self.phrases.clauses(verdict.clauses[_MOST_QUOTED:])
                yield from self.wrapped((("", "and "), *rest), _INDENT, _DEEPER)
        for silence in verdict.silences:
            yield from self.wrapped(self.silence(silence), _INDENT, _DEEPER)
        for line in self.unbound(verdict.unbound):
            yield from self.wrapped(line, _INDENT, _DEEPER)
        if not verdict.clauses and not verdict.silences:
            yield from (line for text in self.unquoted(verdict) for line in self.wrapped(text))
        if verdict.also and verdict.status is not Status.CONTESTED:
            start = "also against it: " if verdict.status.refuses else "could refuse it: "
            yield from self.wrapped((("", start), *self.phrases.clauses(verdict.also)), _INDENT, _DEEPER)

    def quoted(self, key: str) -> Line:
        """A clause with the beginning of its words."""
        citation = self.words.cite_clause(key)
        if citation is None or not citation.quotes:
            return self.phrases.clause(key)
        words = short(" ".join(citation.quotes), _QUOTE)
        return (*self.phrases.clause(key), ("", ": "), ("quote", f"“{words}”"))

    def lifted(self, key: str) -> Iterator[Line]:
        """What stands between an organization and a license that a clause makes an exception of: nobody has stated it,
        or the clause would not decide."""
        entry = self.vocabulary.clauses.get(key)
        excepted = [atom.relation for atom, _ in atoms(tree.Body((), entry.clause.body.unless))] if entry else []
        for relation in dict.fromkeys(excepted):
            signature = self.vocabulary.signature(relation)
            if signature is not None and signature.kinds == _STANDING:
                yield (("", "unless "), ("relation", clean(relation)), *self.described(relation))

    def described(self, relation: str) -> Line:
        """What a relation means, in brackets; nothing where nobody says it."""
        signature = self.vocabulary.signature(relation)
        told = signature.description if signature is not None else None
        return (("dim", f" ({clean(told)})"),) if told else ()

    def silence(self, silence: Silence) -> Line:
        """That a license does not grant an action, and what would have."""
        act = (("name", clean(silence.action)), ("", " "), ("name", clean(silence.thing)))
        line: Line = (("name", clean(silence.license)), ("", " does not grant "), *act)
        if silence.starts is not None:
            return (*line, ("", ": it is in force from "), self.phrases.value(silence.starts))
        if not silence.clauses:
            return (*line, ("", ": no clause of it does"))
        if len(silence.clauses) == 1:
            return (*line, ("", "; this does not apply: "), *self.quoted(silence.clauses[0]))
        return (*line, ("", "; these do not apply: "), *self.phrases.clauses(silence.clauses))

    def unbound(self, unbound: Iterable[Unbound]) -> Iterator[Line]:
        """The licenses that do not bind the use: a line for each reason. That things are under a license, and who makes
        a use and when, is so of every license that is named."""
        reasons: dict[tuple[str, ...], list[str]] = {}
        for one in unbound:
            said = dict.fromkeys(relation for relation, _ in one.because if relation not in _OF_ANY_USE)
            reasons.setdefault(tuple(said), []).append(one.license)
        for relations, licenses in reasons.items():
            names = joined([self.phrases.titled(name) for name in licenses], "; ")
            why = joined([self.meant(relation) for relation in relations], " and ")
            bind = " does not bind it" if len(licenses) == 1 else " do not bind it"
            yield (*names, ("", bind + ": " if why else bind), *why)

    def meant(self, relation: str) -> Line:
        """A relation with its description."""
        signature = self.vocabulary.relations.get(relation)
        described = signature.description if signature is not None else None
        return (("relation", clean(relation)), *((("dim", f" ({clean(described)})"),) if described else ()))

    def unquoted(self, verdict: Verdict) -> Iterator[Line]:
        """Why, where no clause says so."""
        if verdict.status is Status.NOT_GRANTED:
            yield (("", "no clause grants it"),)
        elif verdict.status.allows:
            yield (("", "no clause speaks against it" if verdict.licenses else "no license governs it"),)

    # --- Acts ---

    def acts(self, acts: Sequence[Act]) -> list[Line]:
        """The verdict of each act, where they differ or every one is asked for."""
        if not self.every_act and len({act.status for act in acts}) < 2:
            return []
        rows = [[self.act(act), _word(act.status), self.phrases.clauses(act.clauses)] for act in acts]
        table = table_lines([(("", "act"),), (("", "verdict"),), (("", "because of"),)], rows, self.width - 2)
        return [line for row in table for line in self.wrapped(row, _INDENT, _DEEPER)]

    def act(self, act: Act) -> Line:
        """What is done to what."""
        return (("name", clean(act.action)), ("", " "), ("name", clean(act.thing)))

    # --- Readings ---

    def cases(self, verdict: Verdict) -> list[Line]:
        """Each reading's verdict, and who holds it."""
        if not verdict.cases:
            return []
        heads, rows = self.case_table(verdict)
        table = table_lines(heads, rows, self.width - 2)
        return [line for row in table for line in self.wrapped(row, _INDENT, _DEEPER)] + self.case_notes(verdict)

    def case_table(self, verdict: Verdict) -> tuple[list[Line], list[list[Line]]]:
        """The heads and rows of the table from readings to verdicts."""
        heads = [*terms(verdict.over), (("", "verdict"),), (("", "because of"),)]
        cells = [[*chosen(verdict.over, case), _word(case.status), self.grounds(case)] for case in verdict.cases]
        return heads, cells

    def grounds(self, case: Case) -> Line:
        """The clauses that decide a case, or where there are none the licenses that do not bind the use."""
        if case.clauses or not case.unbound:
            return self.phrases.clauses(case.clauses)
        return (*joined([(("name", u.license),) for u in case.unbound]), ("", " not binding"))

    def case_notes(self, verdict: Verdict) -> list[Line]:
        """What is owed or needed in each case, and what the readings mean."""
        found = [line for case in verdict.cases for line in self.case_details(case)]
        for term in verdict.over:
            found += [(), *self.readings(term, verdict.licenses)]
        return found

    def case_details(self, case: Case) -> Iterator[Line]:
        """The duties and needs of one case."""
        about = (*self.phrases.pins(case.readings), ("", ": "))
        owed = [d for d in case.duties if not d.fulfilled] if case.status is Status.PERMITTED_WITH_DUTIES else []
        if owed:
            duties = joined([(("name", clean(d.name)),) for d in owed])
            yield from self.wrapped((*about, ("", "duties "), *duties), _INDENT, _DEEPER)
        for needs in case.needs:
            each = joined([self.need(n) for n in needs.needs], " and ")
            yield from self.wrapped((*about, ("", "needed: "), *each), _INDENT, _DEEPER)

    def readings(self, term: str, licenses: Sequence[str] = ()) -> Iterator[Line]:
        """The readings of a term with what they mean and who holds them. The words are those of the license that it is
        read in, where that governs the use, and of the clauses of the others that ask for it."""
        for head in self.disputed(term, licenses):
            yield from self.wrapped(head, _INDENT, _DEEPER)
        entry = self.vocabulary.terms.get(term)
        for reading in entry.term.readings if entry is not None else ():
            meaning = self.words.description(term, reading.name)
            held = [_holder(h.who, h.source) for h in self.words.holders(term, reading.name)]
            line: list[Fragment] = [("name", clean(reading.name)), ("", f": {meaning}" if meaning else "")]
            if held:
                line += [("dim", "; held by "), *joined(held, "; ")]
            yield from self.wrapped(line, _DEEPER, (("", "      "),))

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
        for citation in cited[:_MOST_QUOTED]:
            place = ", ".join(p for p in (citation.title, citation.locator) if p)
            words = short(" ".join(citation.quotes), _QUOTE)
            yield (*name, ("", f" in {place}: " if place else ": "), ("quote", f"“{words}”"))
        if not cited:
            yield name

    def operative(self, found: Iterable[Operative]) -> list[Line]:
        """What counts for an organization by the positions that it has adopted."""
        lines: list[Line] = []
        for operative in found:
            line: list[Fragment] = [("", "for "), *self.phrases.titled(operative.organization), ("", ": ")]
            line += [*_word(operative.status), ("", ", by its adopted "), *self.phrases.pins(operative.readings)]
            lines += self.wrapped(line, (), _INDENT)
            for adoption in self.adoptions(operative):
                lines += self.wrapped(self.adopted(adoption), _INDENT, _DEEPER)
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

    # --- Needs ---

    def needs(self, sets: Sequence[NeedSet]) -> list[Line]:
        """What would have to be known."""
        if not sets:
            return []
        choice = len(sets) > 1
        lines = self.wrapped([("heading", f"to decide it, {'one of these' if choice else 'this'} must be known")], ())
        for needs in sets:
            first: Line = (("", "  - "),)
            for need in needs.needs:
                lines += self.wrapped(self.need(need), first, _DEEPER)
                first = (("", "    and "),) if choice else first
        return lines

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
                (*names, ("dim", " ("), *clauses, ("dim", ")"), ("", ": it hangs on")), _INDENT, _DEEPER
            )
            for term in terms:
                lines += self.wrapped(self._read(term), (("", "    - "),), (("", "      "),))
            for need in needs:
                lines += self.wrapped(self.need(need), (("", "    - "),), (("", "      "),))
        return [(("heading", "owed in some cases only"),), *lines] if lines else []

    def _read(self, term: str) -> Line:
        """That a term is read in several ways, and what it is about."""
        return (("", "how "), ("relation", clean(term)), ("", " is read"), *self.described(term))

    # --- Thresholds ---

    def passed(self, found: Iterable[Passed]) -> list[Line]:
        """The thresholds that the use passed, each with the value, the bound and the clauses that they matter to."""
        lines: list[Line] = []
        for threshold in found:
            line = (*self.phrases.passed(threshold), ("", " ("), *self.readers(threshold.clauses), ("", ")"))
            lines += self.wrapped((*line, *whence(threshold.source, None)), _INDENT, _DEEPER)
        return [(("heading", "thresholds passed"),), *lines] if lines else []

    # --- What is presumed ---

    def presumptions(self, use: str, found: Sequence[Presumption]) -> list[Line]:
        """What is taken not to be so, a line for each group of facts that differ in one argument."""
        groups = grouped(found)
        lines: list[Line] = []
        for group in groups[:_MOST_PRESUMED]:
            lines += self.wrapped(self.presumed(use, group), _INDENT, _DEEPER)
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
            self.wrapped((("heading", "presuming not to be so"), ("", ": "), *joined(named)), (), _INDENT)
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
        if len(keys) <= _MOST_QUOTED:
            return self.phrases.clauses(keys)
        counts = Counter(self.vocabulary.clauses[key].license for key in keys)
        told = [
            (("", f"{count} clause{'' if count == 1 else 's'} of "), ("name", clean(license)))
            for license, count in sorted(counts.items())
        ]
        return joined(told)

    # --- The rest ---

    def lost(self, verdict: Verdict) -> list[Line]:
        """The clauses that were considered and beaten."""
        lines: list[Line] = []
        for lost in verdict.lost:
            line = (*self.phrases.clause(lost.clause), ("", f", {lost.how} by "), *self.phrases.clause(lost.by))
            lines += self.wrapped(line, _INDENT, _DEEPER)
        heading = "considered and lost" if verdict.status.allows or verdict.status.refuses else "lost in some cases"
        return [(("heading", heading),), *lines] if lines else []

    def remarks(self, verdict: Verdict) -> list[Line]:
        """Licenses that nobody has encoded, and whether everything was tried."""
        lines: list[Line] = []
        for name in verdict.licenses:
            license = self.vocabulary.licenses[name]
            if license.unread is not None or not any(self.vocabulary.clauses_of(name)):
                reason = f": {clean(license.unread.value)}" if license.unread is not None else ""
                text: Line = (*self.phrases.titled(name), ("", f" is not encoded{reason}"))
                lines += self.wrapped((("warning", "not read: "), *text), (), _INDENT)
        if not verdict.exhausted:
            text = (
                ("warning", "not everything was tried: "),
                ("", "some combinations of unknown facts are left out"),
            )
            lines += self.wrapped(text, (), _INDENT)
        return lines


def terms(over: Iterable[str]) -> list[Line]:
    """The heads of the columns for the terms that an answer turns on."""
    return [(("", clean(term)),) for term in over]


def chosen(over: Iterable[str], case: Case | TruthCase) -> list[Line]:
    """The cells of those columns: how the case reads each of the terms."""
    readings = {pin.term: pin.reading for pin in case.readings}
    return [(("name", clean(readings.get(term, "any"))),) for term in over]


def _word(status: Status | None) -> Line:
    return ((status.value, status.value),) if status is not None else ()


def _holder(who: str, source: str | None) -> Line:
    return (("name", who), *((("quote", f" ({sourced(source)})"),) if source is not None else ()))
