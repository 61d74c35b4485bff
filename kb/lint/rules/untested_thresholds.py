"""L303: a threshold that tests meet on one side only, or on none."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.write import format_argument
from licet.lint.finding import finding
from licet.lint.subject import Subject
from licet.policy.occurrences import atoms, literals

__all__ = ["untested_thresholds"]

_UP_TO = frozenset({">", "<="})
_FROM = frozenset({">=", "<"})
_NUMBERS = frozenset({"count", "number"})


class _Threshold(Struct, frozen=True):
    """A number that the value of a relation is compared with; `license` is that of its file, if it has one."""

    relation: str
    operator: str
    limit: tree.Number
    license: str | None

    def is_above(self, value: int | Decimal) -> bool:
        return value > self.limit.value if self.operator in _UP_TO else value >= self.limit.value


def untested_thresholds(subject: Subject) -> Iterator[Diagnostic]:
    """The thresholds of which no test has a number on the one side, or on the other. Tests of the license count, of a
    rule that belongs to no license all; and numbers of the relation that is compared or of those that it is made of.
    Of what is stated beside the tests, what is of something that they name counts."""
    numbers = _Numbers(subject)
    for threshold in _thresholds(subject):
        values = numbers.met(threshold)
        sides = {threshold.is_above(value) for value in values}
        if sides == {True, False}:
            continue
        limit, relation = format_argument(threshold.limit), threshold.relation
        where = "on either side of" if not sides else "above" if False in sides else "below"
        if sides == {True} and threshold.operator in _UP_TO:
            where = "at or below"
        if sides == {False} and threshold.operator in _FROM:
            where = "at or above"
        yield finding(
            "L303",
            f"no test has a value of `{relation}` {where} {limit}",
            threshold.limit.span,
            "add tests with a number on both sides, best next to it: a limit that moved is found by nothing else",
        )


def _thresholds(subject: Subject) -> Iterator[_Threshold]:
    for written in subject.written:
        for body in _bodies(written.statement):
            valued = {a.value.name: a.relation for a, _ in atoms(body) if isinstance(a.value, tree.Variable)}
            for literal, _ in literals(body):
                if not isinstance(literal, tree.Comparison) or not isinstance(literal.right, tree.Number):
                    continue
                left, operator = literal.left, literal.operator
                relation = left.relation if isinstance(left, tree.Atom) else valued.get(getattr(left, "name", ""))
                if relation is not None and operator in _UP_TO | _FROM:
                    license = getattr(written.statement, "license", None) or written.home
                    yield _Threshold(relation, operator, literal.right, license)


def _bodies(statement: tree.Statement) -> Iterator[tree.Body]:
    match statement:
        case tree.Clause() | tree.Rule():
            yield statement.body
        case tree.Term(readings=readings):
            yield from (reading.body for reading in readings)
        case _:
            pass


class _Numbers:
    """The numbers that tests give."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._made_of: dict[str, set[str]] = {}
        for reader, body in subject.bodies:
            parts = {atom.relation for atom, _ in atoms(body)}
            self._made_of.setdefault(reader, set()).update(filter(self._is_number, parts))
        self._beside: dict[str, list[tuple[str, int | Decimal]]] = {}
        for fact in subject.facts:
            if isinstance(fact.value, tree.Number):
                for argument in fact.arguments:
                    if isinstance(argument, tree.Constant):
                        self._beside.setdefault(argument.name, []).append((fact.relation, fact.value.value))
        self._given = [(test, tuple(_numbers(subject, test.test))) for test in subject.tests]

    def _is_number(self, relation: str) -> bool:
        signature = self._subject.vocabulary.relations.get(relation)
        return signature is not None and signature.kinds[-1] in _NUMBERS

    def met(self, threshold: _Threshold) -> set[int | Decimal]:
        """The numbers that a threshold meets in tests, the sum of those of one test among them."""
        relations = self._parts(threshold.relation)
        values: set[int | Decimal] = set()
        for test, given in self._given:
            if threshold.license is not None and threshold.license not in test.licenses:
                continue
            here = [value for relation, value in given if relation in relations]
            here += [v for name in test.names for relation, v in self._beside.get(name, ()) if relation in relations]
            values |= {*here, sum(here)} if here else set()
        return values

    def _parts(self, relation: str) -> set[str]:
        found, waiting = {relation}, [relation]
        while waiting:
            new = self._made_of.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def _numbers(subject: Subject, test: tree.Test) -> Iterator[tuple[str, int | Decimal]]:
    for given in test.given:
        for fact in subject.stated_by(given):
            if isinstance(fact.value, tree.Number):
                yield fact.relation, fact.value.value
