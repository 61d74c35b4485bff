"""Rules in the form that the engines run: equations that give variables their values are substituted away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from msgspec import Struct

from licet.errors import EngineFault
from licet.logic.ir import Argument, Comparison, Const, Item, Literal, Operation, Rule, Term, Var, definitions, named
from licet.logic.relations import canonical
from licet.logic.safety import unsafe_variables
from licet.logic.values import UNKNOWN

__all__ = ["Definition", "NormalRule", "named_variables", "normalize"]


class Definition(Struct, frozen=True):
    """A variable that no positive literal binds, and how its value is calculated. One that is not `lenient` also says
    that the value is not UNKNOWN."""

    variable: Var
    value: Operation
    lenient: bool


class NormalRule(Struct, frozen=True):
    """A safe rule whose every named variable is in a positive literal or has a definition, and whose anonymous ones are
    all different.

    `head` are the arguments of the conclusion, without the last if there is an `operator`: that one is the aggregate
    of `measured` over the distinct bindings of `counted`. `tests` are the negated literals and the comparisons.
    """

    id: str
    relation: str
    head: tuple[Argument, ...]
    positives: tuple[Literal, ...]
    tests: tuple[Item, ...]
    definitions: tuple[Definition, ...] = ()
    operator: str | None = None
    measured: Argument | None = None
    counted: tuple[Var, ...] = ()


def named_variables(items: Iterable[Item]) -> Iterator[Var]:
    """The variables that are not anonymous, with repetitions."""
    return (Var(name) for item in items for name in named(item.arguments))


def normalize(rule: Rule) -> NormalRule:
    """The normal form of `rule`: numbers in their one form, `X = v` replaced by `v` for X where only that binds X.

    An equation that binds does so once, in the order of the body; as a strict one it also says that its value is not
    UNKNOWN, which stays as the test `v = v`. One whose value is calculated stays, as a definition.

    Raises:
        EngineFault: the rule is unsafe.
    """
    unsafe = unsafe_variables(rule)
    if unsafe:
        raise EngineFault(f"rule `{rule.id}`: `{unsafe[0].variable.name}` has no value")
    values, calculated = _solve(rule)
    fresh = count()

    def read(argument: Argument) -> Argument:
        if isinstance(argument, Const):
            return Const(canonical(argument.value))
        if argument.anonymous:
            return Var(f"_{next(fresh)}")
        return values.get(argument, argument)

    def read_term(term: Term) -> Term:
        if isinstance(term, Operation):
            return Operation(read_term(term.left), term.operator, read_term(term.right))
        return read(term)

    positives: dict[Literal, None] = {}
    tests: dict[Item, None] = {}
    definitions: list[Definition] = []
    for item in rule.body:
        if isinstance(item, Literal):
            literal = Literal(item.relation, tuple(map(read, item.arguments)), item.negated)
            (tests if item.negated else positives)[literal] = None
        elif item in calculated:
            value = read_term(calculated[item][1])
            assert isinstance(value, Operation)
            definitions.append(Definition(calculated.pop(item)[0], value, item.lenient))
        else:
            left, right = read_term(item.left), read_term(item.right)
            if left != right or item.operator != "=" or not _known(left, item.lenient):
                tests[Comparison(left, item.operator, right, item.lenient)] = None
    head = tuple(map(read, rule.head.arguments))
    if rule.aggregate is None:
        return NormalRule(rule.id, rule.head.relation, head, tuple(positives), tuple(tests), tuple(definitions))
    return NormalRule(
        rule.id,
        rule.head.relation,
        head[:-1],
        tuple(positives),
        tuple(tests),
        tuple(definitions),
        rule.aggregate.operator,
        read(rule.aggregate.variable),
        tuple(dict.fromkeys(named_variables(positives))),
    )


def _known(side: Term, lenient: bool) -> bool:
    """Whether `side = side` says nothing."""
    return lenient or (isinstance(side, Const) and side.value is not UNKNOWN)


def _solve(rule: Rule) -> tuple[dict[Var, Argument], dict[Comparison, tuple[Var, Operation]]]:
    """What to put for each variable that only equations bind, and the equations that calculate what it is."""
    bound = {name for i in rule.body if isinstance(i, Literal) and not i.negated for name in named(i.arguments)}
    values: dict[Var, Argument] = {}
    calculated: dict[Comparison, tuple[Var, Operation]] = {}
    for position, variable, source in definitions(rule.body, bound):
        equation = rule.body[position]
        assert isinstance(equation, Comparison)
        if isinstance(source, Operation):
            calculated[equation] = variable, source
        else:
            values[variable] = values.get(source, source) if isinstance(source, Var) else Const(canonical(source.value))
    return values, calculated
