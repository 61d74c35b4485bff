"""What rules look at: policies that passed the checks, arranged by what rules ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from licet.checks.exclusions import EXCLUDES
from licet.grammar import tree
from licet.grammar.source import SourceFile, Span
from licet.lint.effects import acts_of
from licet.policy.vocabulary import ClauseEntry, Vocabulary, home_license

__all__ = ["StatedFact", "Subject", "TestOf", "Written"]

_PUT_UNDER = ("licensed_under", "offered_under")


class Written(Struct, frozen=True):
    """A statement that stands in a file, and was not taken over from elsewhere; `home` is the license of the file."""

    statement: tree.Statement
    home: str | None


class StatedFact(Struct, frozen=True):
    """A fact of a block or a `fact` statement that stands in a file. `kind` is that of the block, if it is in one."""

    relation: str
    arguments: tuple[tree.Argument, ...]
    value: tree.Argument | tree.Unknown | None
    denied: bool
    days: tree.Days | None
    per: str | None
    span: Span
    kind: str | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, wherever it stands and whoever says so."""
        return (self.relation, self.arguments, self.value, self.denied, self.days)


class TestOf(Struct, frozen=True):
    """A test with the licenses that it is about: that of its file, those that it names, and those of things that it
    names. `names` are all the names in it, relations, too."""

    test: tree.Test
    home: str | None
    licenses: frozenset[str]
    names: frozenset[str]

    __test__ = False


class Subject(Struct, frozen=True, dict=True):
    """Policies to look at.

    Attributes:
        modules, sources: the files as trees, with what licenses take over of others written out, and as text.
        vocabulary: the declared names.
        day: the day on which it is asked.
    """

    modules: tuple[tree.Module, ...]
    sources: Mapping[str, SourceFile]
    vocabulary: Vocabulary
    day: date

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """The statements that stand in files, in order."""
        return tuple(
            Written(statement, home_license(module))
            for module in sorted(self.modules, key=lambda m: m.order)
            for statement in sorted(module.statements, key=lambda s: s.span)
            if getattr(statement, "taken", None) is None
        )

    @cached_property
    def rules(self) -> tuple[tree.Rule, ...]:
        """The rules that stand in files."""
        return tuple(w.statement for w in self.written if isinstance(w.statement, tree.Rule))

    @cached_property
    def terms(self) -> tuple[tree.Term, ...]:
        """The contested terms."""
        return tuple(w.statement for w in self.written if isinstance(w.statement, tree.Term))

    @cached_property
    def clauses(self) -> tuple[ClauseEntry, ...]:
        """The clauses that stand in files, by place."""
        own = (e for e in self.vocabulary.clauses.values() if e.clause.taken is None)
        return tuple(sorted(own, key=lambda e: e.clause.span))

    @cached_property
    def facts(self) -> tuple[StatedFact, ...]:
        """The facts that stand in files, those of tests aside, in order."""
        return tuple(fact for w in self.written for fact in self.stated_by(w.statement))

    def stated_by(self, part: tree.Statement | tree.Pin) -> Iterator[StatedFact]:
        """The facts that a block, a `fact` statement, or what a test gives states; of the last argument of a relation
        that has a value, as the value."""
        relations = self.vocabulary.relations
        for fact in _facts(part):
            signature = relations.get(fact.relation)
            if fact.value is None and signature is not None and signature.functional and not fact.denied:
                yield replace(fact, arguments=fact.arguments[:-1], value=fact.arguments[-1])
            else:
                yield fact

    @cached_property
    def tests(self) -> tuple[TestOf, ...]:
        """The tests, in order."""
        under: dict[str, set[str]] = {}
        for fact in self.facts:
            if fact.relation in _PUT_UNDER and len(fact.arguments) == 2:
                thing, license = fact.arguments
                if isinstance(thing, tree.Constant) and isinstance(license, tree.Constant):
                    under.setdefault(thing.name, set()).add(license.name)
        return tuple(
            _test_of(w.statement, w.home, under, self.vocabulary)
            for w in self.written
            if isinstance(w.statement, tree.Test)
        )

    @cached_property
    def bodies(self) -> tuple[tuple[str, tree.Body], ...]:
        """Every body that asks for something, with what reads it: the key of a clause, or the relation that a rule or
        reading concludes."""
        found = [(entry.key, entry.clause.body) for entry in self.vocabulary.clauses.values()]
        for module in self.modules:
            for statement in module.statements:
                if isinstance(statement, tree.Rule):
                    found.append((statement.head.relation, statement.body))
                elif isinstance(statement, tree.Term):
                    found += [(statement.head.relation, reading.body) for reading in statement.readings]
        return tuple(found)

    @cached_property
    def definitions(self) -> Mapping[str, Sequence[tree.Rule]]:
        """The rules of each relation in which nothing holds but by them, and whose value is not calculated. What uses
        do is told when somebody asks, so relations about uses are not among them."""
        relations = self.vocabulary.relations
        return {
            name: rules
            for name, rules in self.concluded.items()
            if not any(self.vocabulary.is_a(kind, "use") for kind in relations[name].kinds)
        }

    @cached_property
    def concluded(self) -> Mapping[str, Sequence[tree.Rule]]:
        """The rules of each relation in which nothing is stated, here or in tests, and whose value is not
        calculated."""
        stated = {fact.relation for module in self.modules for s in module.statements for fact in _facts(s)}
        stated |= {f.relation for test in self.tests for given in test.test.given for f in self.stated_by(given)}
        rules: dict[str, list[tree.Rule]] = {}
        for module in self.modules:
            for statement in module.statements:
                if isinstance(statement, tree.Rule):
                    rules.setdefault(statement.head.relation, []).append(statement)
        return {
            name: of
            for name, of in rules.items()
            if name not in stated
            and (signature := self.vocabulary.relations.get(name)) is not None
            and signature.absence == "closed"
            and all(r.aggregate is None and r.calculation is None and r.head.at is None for r in of)
        }

    @cached_property
    def excluding(self) -> frozenset[frozenset[str]]:
        """The pairs of relations that nothing is in both of, as facts of `excludes` say."""
        pairs = (f.arguments for f in self.facts if f.relation == EXCLUDES)
        return frozenset(frozenset(a.name for a in pair if isinstance(a, tree.Constant)) for pair in pairs)

    @cached_property
    def defeated(self) -> Mapping[str, Sequence[tuple[ClauseEntry, str]]]:
        """The clauses that defeat each clause, by its key, with `withholds`, `disapplies` or `overrides`: so does each
        prohibition with the permissions of its license, where that says so and they do not override it."""
        found: dict[str, list[tuple[ClauseEntry, str]]] = {}
        for entry in self.vocabulary.clauses.values():
            for effect in entry.clause.effects:
                if isinstance(effect, tree.Defeats):
                    for name in effect.clauses:
                        key = self.vocabulary.clause_key(name.name, entry.license)
                        found.setdefault(key, []).append((entry, effect.verb))
        for license in self.vocabulary.licenses.values():
            entries = list(self.vocabulary.clauses_of(license.name)) if license.forbids_first else []
            permissions = [e for e in entries if acts_of(e.clause, tree.Permits)]
            for entry in (e for e in entries if acts_of(e.clause, tree.Forbids)):
                prevailing = [by.key for by, verb in found.get(entry.key, ()) if verb == "overrides"]
                for permission in permissions:
                    if permission.key not in (entry.key, *prevailing):
                        found.setdefault(permission.key, []).append((entry, "overrides"))
        return found


def _facts(statement: tree.Statement | tree.Pin) -> Iterator[StatedFact]:
    match statement:
        case tree.Entity(kind=kind, name=name):
            subject = tree.Constant(name)
            for line in statement.lines:
                arguments = (subject, *line.arguments)
                yield StatedFact(
                    line.relation, arguments, line.value, line.denied, line.days, line.per, line.span, kind
                )
        case tree.Fact(atom=atom):
            value = tree.Unknown() if statement.unknown else atom.value
            yield StatedFact(
                atom.relation, atom.arguments, value, statement.denied, statement.days, statement.per, statement.span
            )
        case _:
            pass


def _test_of(test: tree.Test, home: str | None, under: Mapping[str, set[str]], vocabulary: Vocabulary) -> TestOf:
    names = set(_names(test.given)) | set(_names(test.expect))
    licenses = {name for name in names if name in vocabulary.licenses} | ({home} if home is not None else set())
    for name in names:
        licenses |= under.get(name, set())
        if name in vocabulary.clauses:
            licenses.add(vocabulary.clauses[name].license)
    return TestOf(test, home, frozenset(licenses), frozenset(names))


def _names(part: object) -> Iterator[str]:
    """The names in a part of a test."""
    match part:
        case tree.Constant(name=name):
            yield name
        case tuple():
            for item in part:
                yield from _names(item)
        case tree.Node():
            if isinstance(part, (tree.Line, tree.Atom)):
                yield part.relation
            if isinstance(part, tree.Pin):
                yield part.term
            for field in part.__struct_fields__:
                if not field.endswith("span"):
                    yield from _names(getattr(part, field))
        case _:
            pass
