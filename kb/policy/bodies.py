"""Rule bodies of the syntax tree as conjunctions of IR literals.

A body becomes one or more *branches* (its disjunctive normal form). A negated conjunction with variables of its
own becomes a helper relation, since `not (A and B)` over an existential variable is no conjunction of literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from licet.errors import PolicyTooComplex
from licet.grammar import tree
from licet.logic.ir import Argument, Comparison, Const, Literal, Origin, Rule, Var
from licet.logic.values import Month, Value
from licet.policy import relation_names as called
from licet.policy.fresh_variables import made
from licet.policy.vocabulary import Vocabulary

__all__ = ["BodyLowering", "constant_value"]

Conjunction = tuple[Literal | Comparison, ...]
_FLIPPED = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MAX_BRANCHES = 4096


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


def _variables_of(part: object) -> Iterator[str]:
    """The named variables of any part of a body, with repetitions."""
    match part:
        case tree.Variable(name=name):
            yield name
        case tree.Atom():
            for argument in part.arguments:
                yield from _variables_of(argument)
            yield from _variables_of(part.value)
        case tree.Negation():
            yield from _variables_of(part.literal)
        case tree.Comparison():
            yield from _variables_of(part.left)
            yield from _variables_of(part.right)
        case tree.Membership():
            yield from _variables_of(part.argument)
            for choice in part.choices:
                yield from _variables_of(choice)
        case tree.Group():
            for item in part.items:
                yield from _variables_of(item)
        case tree.Body():
            for condition in part.when:
                yield from _variables_of(condition)
            for conjunction in part.unless:
                for condition in conjunction:
                    yield from _variables_of(condition)


@dataclass(slots=True)
class BodyLowering:
    """Lowers the bodies of one rule. `prefix` names its helper relations, which collect in `helpers`."""

    vocabulary: Vocabulary
    prefix: str
    origin: Origin
    helpers: list[Rule] = field(default_factory=list)
    _fresh: int = 0
    _negations: int = 0

    def branches(self, body: tree.Body, outside: Iterable[str] = ()) -> tuple[Conjunction, ...]:
        """The conjunctions whose disjunction is the body.

        Args:
            body: the conditions.
            outside: variables that also occur outside the body (in the head).
        """
        conditions: list[tree.Condition | tuple[tree.Condition, ...]] = [*body.when, *body.unless]
        context = [c for c in body.when if isinstance(c, tree.Atom)]
        parts = []
        for i, condition in enumerate(conditions):
            others = set(outside)
            for j, other in enumerate(conditions):
                if i != j:
                    others.update(_names(other))
            if isinstance(condition, tuple):
                parts.append(self._negate_all(condition, others, context))
            else:
                parts.append(self._holds(condition, others, context))
        return self._product(parts)

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

    def _product(self, parts: list[tuple[Conjunction, ...]]) -> tuple[Conjunction, ...]:
        size = 1
        for part in parts:
            size *= len(part)
        if size > _MAX_BRANCHES:
            raise PolicyTooComplex(f"`{self.prefix}` has {size} ways to be true, more than {_MAX_BRANCHES}")
        return tuple(tuple(literal for branch in choice for literal in branch) for choice in product(*parts))

    def _holds(self, condition: tree.Condition, others: set[str], context: list[tree.Atom]) -> tuple[Conjunction, ...]:
        match condition:
            case tree.Atom():
                return ((Literal(condition.relation, self.arguments(condition)),),)
            case tree.Comparison():
                return (self._compare(condition),)
            case tree.Membership():
                left = self._argument(condition.argument)
                return tuple((Comparison(left, "=", self._argument(c)),) for c in condition.choices)
            case tree.Negation():
                return self._fails(condition.literal, others, context)
            case tree.Group(quantifier="any"):
                return tuple(branch for item in condition.items for branch in self._holds(item, others, context))
            case tree.Group(quantifier="all"):
                inner = [c for c in condition.items if isinstance(c, tree.Atom)]
                return self._product(
                    [
                        self._holds(item, others | _names_except(condition.items, i), [*context, *inner])
                        for i, item in enumerate(condition.items)
                    ]
                )
            case tree.Group():
                return self._product([self._fails(item, others, context) for item in condition.items])

    def _fails(self, condition: tree.Condition, others: set[str], context: list[tree.Atom]) -> tuple[Conjunction, ...]:
        match condition:
            case tree.Atom():
                arguments = tuple(
                    self._anonymous() if isinstance(a, Var) and not a.anonymous and a.name not in others else a
                    for a in self.arguments(condition)
                )
                return ((Literal(condition.relation, arguments, negated=True),),)
            case tree.Comparison(left=tree.Atom()):
                return self._helper((condition,), others, context)
            case tree.Comparison() | tree.Membership() if not _names(condition) <= others:
                return self._helper((condition,), others, context)
            case tree.Comparison(left=left, operator=operator, right=right):
                assert not isinstance(left, tree.Atom)
                return ((Comparison(self._argument(left), _FLIPPED[operator], self._argument(right)),),)
            case tree.Membership():
                member = self._argument(condition.argument)
                return (tuple(Comparison(member, "!=", self._argument(c)) for c in condition.choices),)
            case tree.Negation():
                return self._holds(condition.literal, others, context)
            case tree.Group(quantifier="all"):
                return self._negate_all(condition.items, others, context)
            case tree.Group(quantifier="any"):
                return self._product([self._fails(item, others, context) for item in condition.items])
            case tree.Group():
                return tuple(branch for item in condition.items for branch in self._holds(item, others, context))

    def _negate_all(
        self, conjunction: tuple[tree.Condition, ...], others: set[str], context: list[tree.Atom]
    ) -> tuple[Conjunction, ...]:
        if len(conjunction) == 1:
            return self._fails(conjunction[0], others, context)
        if _names(conjunction) <= others:
            return tuple(branch for c in conjunction for branch in self._fails(c, others, context))
        return self._helper(conjunction, others, context)

    def _helper(
        self, conjunction: tuple[tree.Condition, ...], others: set[str], context: list[tree.Atom]
    ) -> tuple[Conjunction, ...]:
        """A relation over the shared variables that holds when the conjunction does, and its negation."""
        names = _names(conjunction)
        shared = tuple(Var(name) for name in sorted(names & others))
        self._negations += 1
        relation = called.exception(self.prefix, self._negations)
        inner = [c for c in conjunction if isinstance(c, tree.Atom)]
        bodies = self._product(
            [
                self._holds(c, others | _names_except(conjunction, i), [*context, *inner])
                for i, c in enumerate(conjunction)
            ]
        )
        for number, body in enumerate(bodies, 1):
            bound = {
                a.name
                for item in body
                if isinstance(item, Literal) and not item.negated
                for a in item.arguments
                if isinstance(a, Var)
            }
            given: list[Literal] = []
            missing = {v.name for v in shared} - bound
            for atom in context:
                if missing & set(_variables_of(atom)):
                    given.append(Literal(atom.relation, self.arguments(atom)))
                    missing -= set(_variables_of(atom))
            self.helpers.append(
                Rule(
                    f"{relation}/{number}",
                    Literal(relation, shared),
                    (*given, *body),
                    origin=Origin("helper", self.origin.name, self.origin.span),
                )
            )
        return ((Literal(relation, shared, negated=True),),)

    def _compare(self, comparison: tree.Comparison) -> Conjunction:
        right = self._argument(comparison.right)
        if not isinstance(comparison.left, tree.Atom):
            return (Comparison(self._argument(comparison.left), comparison.operator, right),)
        self._fresh += 1
        value = made("Value", self._fresh)
        arguments = (*(self._argument(a) for a in comparison.left.arguments), value)
        return (Literal(comparison.left.relation, arguments), Comparison(value, comparison.operator, right))


def _names(part: object) -> set[str]:
    if isinstance(part, tuple):
        return {name for item in part for name in _variables_of(item)}
    return set(_variables_of(part))


def _names_except(items: tuple[tree.Condition, ...], index: int) -> set[str]:
    return {name for i, item in enumerate(items) if i != index for name in _variables_of(item)}
