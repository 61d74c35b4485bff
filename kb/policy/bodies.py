"""Rule bodies of the syntax tree as conjunctions of IR literals.

A body becomes one or more *branches* (its disjunctive normal form). An inner question of it (see `licet.negation`)
becomes a helper relation, since `not (A and B)` over an existential variable is no conjunction of literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import product

from msgspec import Struct, field

from licet.grammar import tree
from licet.logic.ir import Argument, Comparison, Const, Literal, Operation, Origin, Rule, Term, Var
from licet.logic.values import Month, Value
from licet.policy import relation_names as called
from licet.policy.dated import at_day, month_variables, without_unread_days
from licet.policy.fresh_variables import fresh_variable
from licet.policy.negation import Either, Inner, Resolved, resolve
from licet.policy.occurrences import atoms
from licet.policy.vocabulary import Vocabulary

__all__ = ["BodyLowering", "argument_of", "constant_value"]

Conjunction = tuple[Literal | Comparison, ...]


def constant_value(argument: tree.Argument) -> Value | None:
    """The value an argument stands for; None for variables."""
    match argument:
        case tree.Constant(name=name):
            return name
        case tree.Text(value=text):
            return text
        case tree.Number(value=number):
            return int(number) if isinstance(number, Decimal) and number == number.to_integral_value() else number
        case tree.Day(value=day):
            return day
        case tree.YearMonth(year=year, month=month):
            return Month(year, month)
        case _:
            return None


def argument_of(value: Value) -> tree.Argument:
    """A value as it is written: the opposite of `constant_value`, but for texts, which are taken for names."""
    match value:
        case Month(year=year, month=month):
            return tree.YearMonth(year, month)
        case date():
            return tree.Day(value)
        case str():
            return tree.Constant(value)
        case _:
            return tree.Number(value)  # type: ignore[arg-type]


class BodyLowering(Struct):
    """Lowers the bodies of one rule. `prefix` names its helper relations, which collect in `helpers`."""

    vocabulary: Vocabulary
    prefix: str
    origin: Origin
    helpers: list[Rule] = field(default_factory=list)
    _months: frozenset[str] = frozenset()
    _fresh: int = 0
    _inner_questions: int = 0

    def branches(
        self, body: tree.Body, given: Iterable[str] = (), concluded: Iterable[str] | None = None
    ) -> tuple[Conjunction, ...]:
        """The conjunctions whose disjunction is the body.

        Args:
            body: the conditions, which were checked.
            given: variables that are bound without the body.
            concluded: the variables that matter outside the body; None if all do.
        """
        self._months = month_variables(body, self.vocabulary)
        found = self._branches(resolve(body, given))
        days = {atom.at.name for atom, _ in atoms(body) if isinstance(atom.at, tree.Variable)}
        if concluded is None or not days:
            return found
        unread = days.difference(concluded)
        return tuple(without_unread_days(branch, unread, given, self.vocabulary) for branch in found)

    def arguments(self, atom: tree.Atom) -> tuple[Argument, ...]:
        """The IR arguments of an atom; a functional relation without a value gets an anonymous one."""
        arguments = [self._argument(a) for a in atom.arguments]
        if atom.value is not None:
            arguments.append(self._argument(atom.value))
        else:
            signature = self.vocabulary.relations.get(atom.relation)
            if signature and signature.functional and len(arguments) == signature.arity - 1:
                arguments.append(self._anonymous())
        return tuple(arguments)

    def _relation(self, atom: tree.Atom) -> str:
        """The relation of the program that an atom asks for: that of its name, or the names of a kind."""
        return called.domain(atom.relation) if self.vocabulary.is_kind(atom.relation) else atom.relation

    def term(self, operand: tree.Operand) -> Term:
        """A side of a comparison, or a calculation, in the IR."""
        if isinstance(operand, tree.Operation):
            return Operation(self.term(operand.left), operand.operator, self.term(operand.right))
        return self._argument(operand)

    def _argument(self, argument: tree.Argument) -> Argument:
        if isinstance(argument, tree.Variable):
            return Var(argument.name)
        if isinstance(argument, tree.Anything):
            return self._anonymous()
        value = constant_value(argument)
        assert value is not None
        return Const(value)

    def _anonymous(self) -> Var:
        self._fresh += 1
        return Var(f"_{self._fresh}")

    def _branches(self, conditions: Sequence[Resolved]) -> tuple[Conjunction, ...]:
        parts = [self._ways(condition) for condition in conditions]
        return tuple(tuple(literal for way in choice for literal in way) for choice in product(*parts))

    def _ways(self, condition: Resolved) -> tuple[Conjunction, ...]:
        match condition:
            case tree.Atom():
                if condition.at is not None:
                    return self._at(condition, condition.at)
                return ((Literal(self._relation(condition), self.arguments(condition)),),)
            case tree.Negation(literal=tree.Atom() as atom):
                return ((Literal(self._relation(atom), self.arguments(atom), negated=True),),)
            case tree.Comparison():
                return (self._compare(condition),)
            case tree.Membership(argument=member, choices=choices):
                left = self._argument(member)
                return tuple((Comparison(left, "=", self._argument(c)),) for c in choices)
            case Either(ways=ways):
                return tuple(branch for way in ways for branch in self._branches(way))
            case Inner():
                return ((self._ask(condition),),)
        raise AssertionError(condition)

    def _at(self, atom: tree.Atom, day: tree.Variable | tree.Day | tree.YearMonth) -> tuple[Conjunction, ...]:
        self._fresh += 1
        month = isinstance(day, tree.YearMonth) or (isinstance(day, tree.Variable) and day.name in self._months)
        arguments, when = self.arguments(atom), self._argument(day)
        return at_day(self.vocabulary, atom.relation, arguments, when, month=month, number=self._fresh)

    def _ask(self, inner: Inner) -> Literal:
        """A relation over the shared variables that holds when the inner conjunction does, asked for or denied."""
        shared = tuple(map(Var, inner.shared))
        self._inner_questions += 1
        relation = called.exception(self.prefix, self._inner_questions)
        origin = Origin("helper", self.origin.name, self.origin.span)
        branches = self._branches(inner.conditions)
        for number, branch in enumerate(branches, 1):
            lent = (Literal(self._relation(a), self.arguments(a)) for a in inner.lenders)
            self.helpers.append(
                Rule(f"{relation}/{number}", Literal(relation, shared), (*lent, *branch), origin=origin)
            )
        return Literal(relation, shared, negated=inner.absent)

    def _compare(self, comparison: tree.Comparison) -> Conjunction:
        right = self.term(comparison.right)
        if not isinstance(comparison.left, tree.Atom):
            return (Comparison(self.term(comparison.left), comparison.operator, right),)
        self._fresh += 1
        value = fresh_variable("Value", self._fresh)
        arguments = (*(self._argument(a) for a in comparison.left.arguments), value)
        return (Literal(comparison.left.relation, arguments), Comparison(value, comparison.operator, right))
