"""Steps of a plan as functions: from a scope, all further ones that a step leads to.

A scope has the values of the variables that have one by now. What a step asks for is a slot (`licet.engine.slots`) of
the state at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from licet.engine.plan import Check, Define, Holds, Scan, Step, Test
from licet.engine.slots import CODE, Slotted, State
from licet.logic.arithmetic import calculate
from licet.logic.ir import Argument, Const, Literal, Term, Var
from licet.logic.value_order import compare
from licet.logic.values import UNKNOWN, Value

__all__ = ["Ask", "Scope", "TooLong", "Walk", "ask_of", "read", "walk", "walks"]

_LONGEST = 1_000
"""More than so many steps are no longer walked one by one."""

Scope = Mapping[str, Value]
Ask = Callable[[State, Scope], Any]
"""What a literal finds in a state: rows, or whether there is one."""
Walk = Callable[[State, Scope], Iterator[Scope]]
"""The scopes that a step leads to from one."""


class TooLong(Exception):
    """There is more to go through than should be walked."""


def walk(s: State, steps: Sequence[Walk], scope: Scope) -> Iterator[Scope]:
    """Every way through the steps.

    Raises:
        TooLong: there is so much to go through that functions should do it.
    """
    if not steps:
        yield scope
        return
    stack = [steps[0](s, scope)]
    for _ in range(_LONGEST):
        if not stack:
            return
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
        elif len(stack) == len(steps):
            yield found
        else:
            stack.append(steps[len(stack)](s, found))
    raise TooLong


def walks(program: Slotted, steps: Sequence[Step], known: set[str]) -> Sequence[Walk]:
    """The steps as functions. `known` are the variables that have values; those that the steps give one are added."""
    return [_walk(program, step, known) for step in steps]


def _walk(program: Slotted, step: Step, known: set[str]) -> Walk:
    match step:
        case Scan():
            return _scan(program, step, known)
        case Holds(literal, pattern):
            ask, wanted = ask_of(program, literal, pattern), not literal.negated
            return lambda s, scope: iter((scope,) if bool(ask(s, scope)) is wanted else ())
        case Test(comparison):
            left, operator, right, lenient = comparison.left, comparison.operator, comparison.right, comparison.lenient

            def test(_: State, scope: Scope) -> Iterator[Scope]:
                return iter((scope,) if compare(_value(left, scope), operator, _value(right, scope), lenient) else ())

            return test
        case Check(further):
            inside = walks(program, further, set(known))
            return lambda s, scope: iter((scope,) if next(walk(s, inside, scope), None) is not None else ())
        case Define(definition):
            name, term, lenient = definition.variable.name, definition.value, definition.lenient
            is_known = name in known
            known.add(name)

            def define(_: State, scope: Scope) -> Iterator[Scope]:
                value = _value(term, scope)
                if (lenient or value is not UNKNOWN) and (not is_known or scope[name] == value):
                    yield {**scope, name: value}

            return define


def _scan(program: Slotted, step: Scan, known: set[str]) -> Walk:
    """For each matching row, the scope with the values that it gives."""
    ask = ask_of(program, step.literal, step.pattern.replace("_", "f"))
    new: list[tuple[int, str]] = []
    same: list[tuple[int, Argument]] = []
    for position, (argument, letter) in enumerate(zip(step.literal.arguments, step.pattern, strict=True)):
        if letter == "f" and isinstance(argument, Var) and argument.name not in known:
            known.add(argument.name)
            new.append((position, argument.name))
        elif letter == "f":
            same.append((position, argument))

    def scan(s: State, scope: Scope) -> Iterator[Scope]:
        for row in ask(s, scope) or ():
            inner = dict(scope)
            for position, name in new:
                inner[name] = row[position]
            if all(row[position] == read(argument, inner) for position, argument in same):
                yield inner

    return scan


def ask_of(program: Slotted, literal: Literal, pattern: str) -> Ask:
    """What a literal finds in a state."""
    slot = program.slot(literal.relation, pattern, False)
    number, key, is_stated = slot.number, _key(literal, pattern), slot.stated

    def ask(s: State, scope: Scope) -> Any:
        bound = key(scope)
        found = s[number](bound)
        return s[number + CODE](s, bound) if found is None and not is_stated else found

    return ask


def _key(literal: Literal, pattern: str) -> Callable[[Scope], Any]:
    """The values of the bound arguments: the tuple, or the value if it is one of several."""
    bound = [argument for argument, letter in zip(literal.arguments, pattern, strict=True) if letter == "b"]
    if len(bound) == 1 < len(pattern):
        (only,) = bound
        return lambda scope: read(only, scope)
    return lambda scope: tuple([read(argument, scope) for argument in bound])


def read(argument: Argument, scope: Scope) -> Value:
    """The value of an argument that has one."""
    return argument.value if isinstance(argument, Const) else scope[argument.name]


def _value(term: Term, scope: Scope) -> Value:
    if isinstance(term, (Const, Var)):
        return read(term, scope)
    return calculate(term.operator, _value(term.left, scope), _value(term.right, scope))
