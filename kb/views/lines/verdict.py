"""A verdict as styled lines: what was asked, the answer, and in a few words why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from licet.grammar import tree
from licet.policy.occurrences import atoms
from licet.verdict.base import Base
from licet.verdict.verdict import (
    Act,
    Case,
    Silence,
    Status,
    TruthCase,
    Unbound,
    Verdict,
)
from licet.views.lines.duties import duty_lines
from licet.views.lines.parts import DEEPER, INDENT, MOST_QUOTED, QUOTE, PartsView, status_word
from licet.views.outline.labels import Words, words_of
from licet.words.fragments import Fragment, Line, clean, joined, short
from licet.words.tables import table_lines

__all__ = ["VerdictView", "chosen", "terms", "verdict_lines"]

_OF_ANY_USE = frozenset({"by", "on", "licensed_under"})
_STANDING = ("organization", "license")


def verdict_lines(base: Base, verdict: Verdict, *, width: int = 80, acts: bool = False) -> list[Line]:
    """The verdict of a use, in the words of the policies, on lines of `width` columns; that of each of its acts where
    they differ, or `acts` asks for them."""
    return VerdictView(words_of(base), width, acts).lines(verdict)


class VerdictView(PartsView):
    """Draws verdicts from nothing but themselves and words."""

    def __init__(self, words: Words, width: int, acts: bool = False) -> None:
        super().__init__(words, width)
        self.every_act = acts

    def lines(self, verdict: Verdict) -> list[Line]:
        """The whole verdict."""
        answer = [*self.answer(verdict), *self.because(verdict)]
        parts = (self.head(verdict), answer, self.cases(verdict), *self.consequences(verdict))
        return [line for i, part in enumerate(p for p in parts if p) for line in ([(), *part] if i else part)]

    def brief(self, verdict: Verdict) -> list[Line]:
        """The answer without what its proofs say again: what is owed, what lost, and what the readings mean."""
        answer = [*self.answer(verdict, clauses=True), *self.because(verdict, quoting=False)]
        cases: list[Line] = []
        if verdict.cases:
            for row in table_lines(*self.case_table(verdict), self.width - 2):
                cases += self.wrapped(row, INDENT, DEEPER)
        presumed = self.presumed_briefly(verdict.presumptions or ())
        parts = (
            self.head(verdict, titled=False),
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

    # --- What was asked, and the answer ---

    def head(self, verdict: Verdict, titled: bool = True) -> list[Line]:
        """What was asked: `titled` whether the licenses have their titles here, or with their words further down."""
        use = self.phrases.titled(verdict.use)
        about = [self.phrases.titled(maker) for maker in verdict.by]
        about += [(("", "on "), self.phrases.value(day)) for day in verdict.on]
        if verdict.actions:
            about.append((("", "does "), *joined([(("name", clean(a)),) for a in verdict.actions])))
        lines = self.wrapped([("heading", text) if not style else (style, text) for style, text in use], ())
        lines += self.wrapped(joined(about, "; ")) if about else []
        if verdict.licenses:
            titles = [self.phrases.titled(name) for name in verdict.licenses]
            names = joined(titles, "; ") if titled else joined([(("name", clean(name)),) for name in verdict.licenses])
            lines += self.wrapped((("", "governed by "), *names), INDENT, DEEPER)
        return lines

    def answer(self, verdict: Verdict, clauses: bool = False) -> Iterator[Line]:
        """The status; with `clauses` those that decide, too."""
        line: list[Fragment] = [(verdict.status.value, verdict.status.value)]
        if verdict.over:
            line += [("", " over "), *joined([(("relation", clean(t)),) for t in verdict.over])]
        if not verdict.status.allows and not verdict.status.refuses and verdict.at_worst is not verdict.at_best:
            line += [("", ": between "), *status_word(verdict.at_worst), ("", " and "), *status_word(verdict.at_best)]
        if clauses and verdict.clauses and verdict.status is not Status.CONTESTED:
            line += [("", " because of "), *self.phrases.clauses(verdict.clauses)]
        yield from self.wrapped(line, (), INDENT)

    def because(self, verdict: Verdict, quoting: bool = True) -> Iterator[Line]:
        """What decides: with `quoting` clauses with their words, and what is not told by clauses."""
        if quoting and verdict.status is not Status.CONTESTED:
            for key in verdict.clauses[:MOST_QUOTED]:
                yield from self.wrapped(self.quoted(key), INDENT, DEEPER)
                for line in self.lifted(key) if verdict.status.refuses else ():
                    yield from self.wrapped(line, DEEPER, DEEPER)
            if verdict.clauses[MOST_QUOTED:]:
                rest = self.phrases.clauses(verdict.clauses[MOST_QUOTED:])
                yield from self.wrapped((("", "and "), *rest), INDENT, DEEPER)
        for silence in verdict.silences:
            yield from self.wrapped(self.silence(silence), INDENT, DEEPER)
        for line in self.unbound(verdict.unbound):
            yield from self.wrapped(line, INDENT, DEEPER)
        if not verdict.clauses and not verdict.silences:
            yield from (line for text in self.unquoted(verdict) for line in self.wrapped(text))
        if verdict.also and verdict.status is not Status.CONTESTED:
            start = "also against it: " if verdict.status.refuses else "could refuse it: "
            yield from self.wrapped((("", start), *self.phrases.clauses(verdict.also)), INDENT, DEEPER)

    def quoted(self, key: str) -> Line:
        """A clause with the beginning of its words."""
        citation = self.words.cite_clause(key)
        if citation is None or not citation.quotes:
            return self.phrases.clause(key)
        words = short(" ".join(citation.quotes), QUOTE)
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

    def silence(self, silence: Silence) -> Line:
        """That a license does not grant an action, and what would have."""
        act = (("name", clean(silence.action)), ("", " "), ("name", clean(silence.thing)))
        line: Line = (("name", clean(silence.license)), ("", " does not grant "), *act)
        if silence.starts is not None:
            return (*line, ("", ": it is in force from "), self.phrases.value(silence.starts))
        if silence.ends is not None:
            return (*line, ("", ": it was in force until "), self.phrases.value(silence.ends))
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
        rows = [[self.act(act), status_word(act.status), self.phrases.clauses(act.clauses)] for act in acts]
        table = table_lines([(("", "act"),), (("", "verdict"),), (("", "because of"),)], rows, self.width - 2)
        return [line for row in table for line in self.wrapped(row, INDENT, DEEPER)]

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
        return [line for row in table for line in self.wrapped(row, INDENT, DEEPER)] + self.case_notes(verdict)

    def case_table(self, verdict: Verdict) -> tuple[list[Line], list[list[Line]]]:
        """The heads and rows of the table from readings to verdicts."""
        heads = [*terms(verdict.over), (("", "verdict"),), (("", "because of"),)]
        cells = [[*chosen(verdict.over, case), status_word(case.status), self.grounds(case)] for case in verdict.cases]
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
            yield from self.wrapped((*about, ("", "duties "), *duties), INDENT, DEEPER)
        for needs in case.needs:
            each = joined([self.need(n) for n in needs.needs], " and ")
            yield from self.wrapped((*about, ("", "needed: "), *each), INDENT, DEEPER)

    # --- The rest ---

    def lost(self, verdict: Verdict) -> list[Line]:
        """The clauses that were considered and beaten."""
        lines: list[Line] = []
        for lost in verdict.lost:
            line = (*self.phrases.clause(lost.clause), ("", f", {lost.how} by "), *self.phrases.clause(lost.by))
            lines += self.wrapped(line, INDENT, DEEPER)
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
                lines += self.wrapped((("warning", "not read: "), *text), (), INDENT)
        if not verdict.exhausted:
            text = (
                ("warning", "not everything was tried: "),
                ("", "some combinations of unknown facts are left out"),
            )
            lines += self.wrapped(text, (), INDENT)
        return lines


def terms(over: Iterable[str]) -> list[Line]:
    """The heads of the columns for the terms that an answer turns on."""
    return [(("", clean(term)),) for term in over]


def chosen(over: Iterable[str], case: Case | TruthCase) -> list[Line]:
    """The cells of those columns: how the case reads each of the terms."""
    readings = {pin.term: pin.reading for pin in case.readings}
    return [(("name", clean(readings.get(term, "any"))),) for term in over]
