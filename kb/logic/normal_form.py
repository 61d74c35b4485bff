"""Rules in the form that the engines run: equations that give variables their values are substituted away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from msgspec import Struct

from licet.errors import EngineFault
from licet.logic.ir import Argument, Comparison, Const, Literal, Rule, Var
from licet.logic.relations import canonical
from licet.logic.safety import unsafe_variables
from licet.logic.values import UNKNOWN

__all__ = ["NormalRule", "named_variables", "normalize"]


class NormalRule(Struct, frozen=True):
    """A safe rule whose every named variable is in a positive literal, and whose anonymous ones are all different.

    `head` are the arguments of the conclusion, without the last if there is an `operator`: that one is the aggregate
    of `measured` over the distinct bindings of `counted`. `tests` are the negated literals and the comparisons.
    """

    id: str
    relation: str
    head: tuple[Argument, ...]
    positives: tuple[Literal, ...]
    tests: tuple[Literal | Comparison, ...]
    operator: str | None = None
    measured: Argument | None = None
    counted: tuple[Var, ...] = ()


def named_variables(items: Iterable[Literal | Comparison]) -> Iterator[Var]:
    """The variables that are not anonymous, with repetitions."""
    for item in items:
        for argument in item.arguments:
            if isinstance(argument, Var) and not argument.anonymous:
                yield argument


def normalize(rule: Rule) -> NormalRule:
    """The normal form of `rule`: numbers in their one form, `X = v` replaced by `v` for X where only that binds X.

    An equation that binds does so once, in the order of the body; as a strict one it also says that its value is not
    UNKNOWN, which stays as the test `v = v`.

    Raises:
        EngineFault: the rule is unsafe.
    """
    unsafe = unsafe_variables(rule)
    if unsafe:
        raise EngineFault(f"rule `{rule.id}`: `{unsafe[0].variable.name}` has no value")
    values = _solve(rule)
    fresh = count()

    def read(argument: Argument) -> Argument:
        if isinstance(argument, Const):
            return Const(canonical(argument.value))
        if argument.anonymous:
            return Var(f"_{next(fresh)}")
        return values.get(argument, argument)

    positives: dict[Literal, None] = {}
    tests: dict[Literal | Comparison, None] = {}
    for item in rule.body:
        if isinstance(item, Comparison):
            left, right = read(item.left), read(item.right)
            if left != right or item.operator != "=" or not _known(left, item.lenient):
                tests[Comparison(left, item.operator, right, item.lenient)] = None
        else:
            literal = Literal(item.relation, tuple(map(read, item.arguments)), item.negated)
            (tests if item.negated else positives)[literal] = None
    head = tuple(map(read, rule.head.arguments))
    if rule.aggregate is None:
        return NormalRule(rule.id, rule.head.relation, head, tuple(positives), tuple(tests))
    return NormalRule(
        rule.id,
        rule.head.relation,
        head[:-1],
        tuple(positives),
        tuple(tests),
        rule.aggregate.operator,
        read(rule.aggregate.variable),
        tuple(dict.fromkeys(named_variables(positives))),
    )


def _known(side: Argument, lenient: bool) -> bool:
    """Whether `side = side` says nothing."""
    return lenient or (isinstance(side, Const) and side.value is not UNKNOWN)


def _solve(rule: Rule) -> dict[Var, Argument]:
    """What to put for each variable that only equations bind."""
    bound = set(named_variables(i for i in rule.body if isinstance(i, Literal) and not i.negated))
    values: dict[Var, Argument] = {}
    pending = [i for i in rule.body if isinstance(i, Comparison) and i.operator == "="]
    while True:
        for equation in pending:
            left, right = equation.left, equation.right
            open_left = isinstance(left, Var) and left not in bound
            open_right = isinstance(right, Var) and right not in bound
            if open_left != open_right:
                target, source = (left, right) if open_left else (right, left)
                assert isinstance(target, Var)
                if isinstance(source, Var):
                    values[target] = values.get(source, source)
                else:
                    values[target] = Const(canonical(source.value))
                bound.add(target)
                pending.remove(equation)
                break
        else:
            return values
