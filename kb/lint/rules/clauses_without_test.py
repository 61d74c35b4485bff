"""L302: a clause that no test names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.lint.finding import finding
from licet.lint.subject import Subject
from licet.policy.occurrences import atoms
from licet.policy.vocabulary import ClauseEntry

__all__ = ["clauses_without_test"]

_OF_ANY_USE = frozenset({"by", "does", "on"})


def clauses_without_test(subject: Subject) -> Iterator[Diagnostic]:
    """The clauses that no test names: after `because`, by the duty that they require, or by the contested term that
    they ask for. One that only defeats others is named by a test that names what it defeats and gives something that it
    asks for; one that brings in another license by a test that names a clause of that; one that is `as in` another by a
    test that names either."""
    tested = _Tested(subject)
    for entry in subject.clauses:
        if not tested.is_named(entry):
            yield finding(
                "L302",
                f"no test names clause `{entry.clause.name}` of `{entry.license}`",
                entry.clause.name_span,
                f"add a test that it decides: {_expectation(entry)}",
            )


def _expectation(entry: ClauseEntry) -> str:
    clause = entry.clause
    for effect in clause.effects:
        match effect:
            case tree.Permits():
                return f"`expect permitted because {clause.name}`"
            case tree.Forbids():
                return f"`expect forbidden because {clause.name}`"
            case tree.Requires(duty=duty):
                return f"`expect duty {duty.name}`"
            case tree.Defeats(verb="withholds"):
                return f"`expect not granted because {clause.name}`"
            case tree.Defeats(clauses=clauses):
                return f"with what `{clauses[0].name}` says where it applies, and where it does not"
            case tree.Incorporates(licenses=licenses):
                return f"with a use that a clause of `{licenses[0].name}` decides"
    return "with a use that it decides"


class _Tested:
    """What tests name."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._named: dict[str, set[str]] = {}
        """For each license, the clauses that are named in tests that are about it."""
        self._duties: dict[str, set[str]] = {}
        self._given: dict[str, set[str]] = {}
        self._terms: dict[str, set[str]] = {}
        self._clauses: set[str] = set()
        for test in subject.tests:
            named = {key for c in _reasons(test.test) for key in self._origins(c.name, test.home)}
            self._clauses |= named
            duties = {e.duty.name for e in test.test.expect if isinstance(e, tree.ExpectDuty)}
            terms = {t.name for e in test.test.expect if isinstance(e, tree.ExpectContested) for t in e.terms}
            for license in test.licenses:
                self._terms.setdefault(license, set()).update(terms)
                self._named.setdefault(license, set()).update(named)
                self._duties.setdefault(license, set()).update(duties)
                self._given.setdefault(license, set()).update(test.names)
        self._reads = _reads(subject)

    def _origins(self, name: str, home: str | None) -> Iterator[str]:
        """The clause, and those that it was taken over from."""
        vocabulary = self._subject.vocabulary
        key = vocabulary.clause_key(name, home)
        while key in vocabulary.clauses:
            yield key
            taken = vocabulary.clauses[key].clause.taken
            key = f"{taken.name}.{vocabulary.clauses[key].clause.name}" if taken is not None else ""

    def is_named(self, entry: ClauseEntry) -> bool:
        """Whether a test names a clause, or the one that it is as in."""
        if self._names(entry):
            return True
        clauses, as_in = self._subject.vocabulary.clauses, entry.clause.as_in
        other = clauses.get(self._subject.vocabulary.clause_key(as_in.clause.name, entry.license)) if as_in else None
        return other is not None and self.is_named(other)

    def _names(self, entry: ClauseEntry) -> bool:
        asked = {atom.relation for atom, _ in atoms(entry.clause.body)}
        if entry.key in self._clauses or not asked.isdisjoint(self._terms.get(entry.license, ())):
            return True
        return any(self._is_shown(effect, entry) for effect in entry.clause.effects)

    def _is_shown(self, effect: tree.Effect, entry: ClauseEntry) -> bool:
        match effect:
            case tree.Requires(duty=duty):
                return duty.name in self._duties.get(entry.license, ())
            case tree.Incorporates(licenses=licenses):
                named = self._named.get(entry.license, set())
                return any(key.rpartition(".")[0] == license.name for license in licenses for key in named)
            case tree.Defeats(verb=verb, clauses=clauses) if verb != "overrides":
                return self._gives(entry) and any(self._is_expected(c.name, entry.license) for c in clauses)
            case _:
                return False

    def _gives(self, entry: ClauseEntry) -> bool:
        """Whether a test of the license gives something that the clause asks for."""
        asked = {atom.relation for atom, _ in atoms(entry.clause.body)}
        asked |= {further for relation in asked for further in self._reads.get(relation, ())}
        return not (asked - _OF_ANY_USE).isdisjoint(self._given.get(entry.license, ()))

    def _is_expected(self, name: str, license: str) -> bool:
        key = self._subject.vocabulary.clause_key(name, license)
        entry = self._subject.vocabulary.clauses.get(key)
        duties = {e.duty.name for e in entry.clause.effects if isinstance(e, tree.Requires)} if entry else set()
        return key in self._named.get(license, ()) or not duties.isdisjoint(self._duties.get(license, ()))


def _reasons(test: tree.Test) -> Iterator[tree.Constant]:
    for expectation in test.expect:
        if isinstance(expectation, tree.ExpectVerdict):
            yield from expectation.because


def _reads(subject: Subject) -> Mapping[str, set[str]]:
    """For each relation, those that its rules and readings read, over any number of steps."""
    direct: dict[str, set[str]] = {}
    for reader, body in subject.bodies:
        direct.setdefault(reader, set()).update(atom.relation for atom, _ in atoms(body))
    found: dict[str, set[str]] = {}
    for relation in direct:
        seen: set[str] = set()
        waiting = [relation]
        while waiting:
            new = direct.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        found[relation] = seen
    return found
