"""How much of policies their tests try, from what was marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from licet.checks.sections import locator_parts
from licet.coverage.marks import Mark
from licet.coverage.probes import leaves, probes_of
from licet.grammar import tree
from licet.grammar.source import Span
from licet.grammar.write import format_literal
from licet.policy.vocabulary import ClauseEntry, Vocabulary

__all__ = ["Coverage", "CoveredClause", "CoveredCondition", "CoveredReading", "CoveredSection", "Share", "coverage_of"]


class Share(Struct, frozen=True):
    """How many of some things are tried."""

    tried: int
    count: int

    @property
    def percent(self) -> float:
        """How many in a hundred; all of nothing is a hundred."""
        return 100.0 * self.tried / self.count if self.count else 100.0


class CoveredCondition(Struct, frozen=True):
    """A condition of a clause, and whether some test has it hold, and not hold where what stands before it does."""

    text: str
    span: Span
    holds: bool
    fails: bool


class CoveredClause(Struct, frozen=True):
    """A clause.

    Attributes:
        key: the license and its name.
        locator: where it stands in the text.
        span: where it stands in the policies.
        bites: whether it is live for the use of some test.
        spares: whether it is not, for one that comes under its license; None where it is live for every use.
        conditions: its conditions that can be asked one by one.
    """

    key: str
    locator: str
    span: Span
    bites: bool
    spares: bool | None
    conditions: tuple[CoveredCondition, ...]

    @property
    def missing(self) -> bool:
        """Whether something of it is not tried."""
        return not self.bites or self.spares is False or any(not c.holds or not c.fails for c in self.conditions)


class CoveredReading(Struct, frozen=True):
    """A reading of a term, and whether the answer of a test turns on it."""

    term: str
    reading: str
    span: Span
    counts: bool


class CoveredSection(Struct, frozen=True):
    """A section of a license text, and how many of the clauses that are encoded of it bite in some test."""

    license: str
    number: str
    span: Span
    bites: int
    clauses: int


class Coverage(Struct, frozen=True):
    """What tests try of policies."""

    clauses: tuple[CoveredClause, ...]
    readings: tuple[CoveredReading, ...]
    sections: tuple[CoveredSection, ...]

    @property
    def biting(self) -> Share:
        """The clauses that bite."""
        return _share(c.bites for c in self.clauses)

    @property
    def sparing(self) -> Share:
        """The clauses that can be live or not, and are not."""
        return _share(c.spares for c in self.clauses if c.spares is not None)

    @property
    def outcomes(self) -> Share:
        """The outcomes of conditions, two for each."""
        return _share(outcome for clause in self.clauses for c in clause.conditions for outcome in (c.holds, c.fails))

    @property
    def counting(self) -> Share:
        """The readings that answers turn on."""
        return _share(r.counts for r in self.readings)

    @property
    def whole_sections(self) -> Share:
        """The sections of which every clause bites."""
        return _share(s.bites == s.clauses for s in self.sections)

    @property
    def total(self) -> Share:
        """All of it: clauses that bite and that do not, outcomes, readings."""
        parts = (self.biting, self.sparing, self.outcomes, self.counting)
        return Share(sum(p.tried for p in parts), sum(p.count for p in parts))


def _share(found: Iterable[bool]) -> Share:
    tried = list(found)
    return Share(sum(tried), len(tried))


def coverage_of(
    vocabulary: Vocabulary,
    marks: Collection[Mark],
    files: Collection[str] | None = None,
    keys: Collection[str] | None = None,
) -> Coverage:
    """What the marks of tests come to.

    Args:
        vocabulary: the clauses and terms.
        marks: what the tests marked.
        files: the policy files whose clauses and terms count; None for all.
        keys: the clauses and terms that count, `llama_2.grant`, `improves`; None for all.
    """

    def counts(key: str, span: Span) -> bool:
        return (files is None or span.file in files) and (keys is None or key in keys)

    known = frozenset(marks)
    defeated = _defeated(vocabulary)
    entries = [e for e in vocabulary.clauses.values() if counts(e.key, e.clause.span)]
    clauses = tuple(_clause(entry, vocabulary, known, defeated) for entry in entries)
    terms = [(name, e.term) for name, e in vocabulary.terms.items() if counts(name, e.term.span)]
    readings = tuple(
        CoveredReading(name, reading.name, reading.span, ("reading", name, reading.name) in known)
        for name, term in terms
        for reading in term.readings
    )
    return Coverage(clauses, readings, tuple(_sections(clauses)))


def _defeated(vocabulary: Vocabulary) -> frozenset[str]:
    """The clauses that others withhold or disapply."""
    return frozenset(
        vocabulary.clause_key(target.name, entry.license)
        for entry in vocabulary.clauses.values()
        for effect in entry.clause.effects
        if isinstance(effect, tree.Defeats) and effect.verb != "overrides"
        for target in effect.clauses
    )


def _clause(
    entry: ClauseEntry, vocabulary: Vocabulary, marks: Collection[Mark], defeated: Collection[str]
) -> CoveredClause:
    key, clause = entry.key, entry.clause
    askable = {probe.number for probe in probes_of(entry, vocabulary)}
    conditions = tuple(
        CoveredCondition(
            format_literal(condition),
            condition.span,
            ("true", key, str(number)) in marks,
            ("false", key, str(number)) in marks,
        )
        for number, (condition, _) in enumerate(leaves(clause.body))
        if number in askable and not isinstance(condition, tree.Group)
    )
    is_conditional = bool(clause.body.when or clause.body.unless or clause.in_force or key in defeated)
    spares = ("spares", key, "") in marks if is_conditional else None
    return CoveredClause(key, clause.locator, clause.span, ("bites", key, "") in marks, spares, conditions)


def _sections(clauses: Iterable[CoveredClause]) -> Iterator[CoveredSection]:
    """The top sections that locators name, in the order of licenses and of their first clauses."""
    found: dict[tuple[str, str], list[CoveredClause]] = {}
    for clause in sorted(clauses, key=lambda c: (c.key.rpartition(".")[0], c.span)):
        parts = locator_parts(clause.locator)
        found.setdefault((clause.key.rpartition(".")[0], parts[0] if parts else clause.locator), []).append(clause)
    for (license, number), members in found.items():
        yield CoveredSection(license, number, members[0].span, sum(c.bites for c in members), len(members))
