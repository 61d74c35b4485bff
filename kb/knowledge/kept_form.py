"""Loaded policies as bytes, and back: MessagePack that is decoded into the very types of their parts.

What is read is data and nothing else. Every value is checked against the type of its place as it is decoded, strings
and lists are no longer than the bytes that are there, and no name in the bytes is looked up: they can hold wrong
policies, but they cannot run anything. Code for questions is generated from rules that were read, never read itself.

The parts that few questions need stay bytes until they are asked for. One that turns out not to be of its type is made
anew from the policy files, like everything else that is not as it was written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import MsgspecError, Struct
from msgspec.msgpack import Decoder, Encoder
from msgspec.structs import replace

from licet.engine.collector import collection_paused
from licet.engine.compiled import CompiledProgram, Dependencies, Relations
from licet.engine.deferred import Deferred
from licet.engine.known import KnownAnswers
from licet.engine.solver import KnowingSolver, Solver
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import SourceFile
from licet.logic.arithmetic import MOST_DIGITS
from licet.logic.ir import Argument, Comparison, Const, Fact, Literal, Operation, Program, Rule, Term
from licet.logic.values import UNKNOWN, Month, UnknownValue, Value
from licet.policy.doubt import Doubt
from licet.policy.notation import Usage
from licet.policy.thresholds import Reach
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.policies import Policies

if TYPE_CHECKING:
    from licet.checks.examine import Checked

__all__ = ["Malformed", "Texts", "decode", "encode", "plain_value", "read_as"]

_T = TypeVar("_T")
_Item = TypeVar("_Item", Literal, Literal | Comparison)

Texts = tuple[tuple[Path, str | None], ...]
"""License texts with their hashes; None for one that is not there."""

_LONGEST_NUMBER = 2 * MOST_DIGITS + 100
"""More characters than a calculated number has, and totals of such numbers."""
_DIGITS = frozenset("0123456789-.")
_SMALL = range(-(2**63), 2**63)


class Malformed(Exception):
    """The bytes are not what `encode` gives."""


class _Core(Struct, frozen=True, array_like=True):
    """What every question needs."""

    vocabulary: Vocabulary
    doubt: Doubt
    thresholds: Mapping[str, tuple[Reach, ...]]
    called: frozenset[str]
    citing: tuple[tree.Rule, ...]
    conflicting: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]
    facts: tuple[Fact, ...]
    relations: Relations
    limit: int | None


class _Head(Struct, frozen=True, array_like=True):
    """What is read at once; the license texts are paths in bytes."""

    texts: tuple[tuple[bytes, str | None], ...]
    core: _Core


class _Rules(Struct, frozen=True, array_like=True):
    """The rules of each relation, each with its place among all, and the number of arguments of each relation."""

    rules: dict[str, memoryview]
    arities: dict[str, int]


_Numbered = tuple[tuple[int, Rule], ...]


class _Files(Struct, frozen=True, array_like=True):
    modules: tuple[tree.Module, ...]


class _Sources(Struct, frozen=True, array_like=True):
    texts: dict[str, str]


class _Rest(Struct, frozen=True, array_like=True):
    """What is read when something of it is asked for, part by part. Each is bytes, so that nothing goes through one to
    get to the next."""

    rules: memoryview
    dependencies: memoryview
    files: memoryview
    sources: memoryview
    checked: memoryview


@collection_paused()
def encode(policies: Policies, texts: Texts) -> tuple[bytes, bytes] | None:
    """Policies as they were loaded, and the license texts that they were checked against: what every question needs,
    and the rest. None if they cannot be kept: they nest too deep, or have whole numbers past 64 bits, or names that are
    no text.
    """
    base = policies.base
    assert isinstance(base.solver, Solver)
    program, compiled = base.program, base.solver.compiled
    encoder = Encoder()

    def apart(part: object) -> memoryview:
        return memoryview(encoder.encode(part))

    try:
        core = _Core(
            base.vocabulary,
            base.doubt,
            {name: tuple(map(_plain_reach, reaches)) for name, reaches in base.thresholds.items()},
            base.usage.called,
            tuple(base.usage.citing.values()),
            base.conflicting,
            policies.warnings,
            tuple(map(_plain_fact, program.facts)),
            compiled.relations,
            base.solver.limit,
        )
        rest = _Rest(
            apart(_Rules({name: apart(rules) for name, rules in _by_relation(program).items()}, program.arities)),
            apart(compiled.dependencies.get()),
            apart(_Files(base.modules)),
            apart(_Sources({name: source.text for name, source in base.sources.items()})),
            apart(_plain_checked(policies.examined.get())),
        )
        head = _Head(tuple((bytes(path), hash) for path, hash in texts), core)
        return encoder.encode(head), encoder.encode(rest)
    except (RecursionError, OverflowError, UnicodeError):
        return None


def decode(
    head: memoryview, rest: Callable[[], memoryview], load: Callable[[Malformed], Policies], known: KnownAnswers
) -> tuple[Policies, Texts]:
    """What `encode` was given.

    Args:
        head: the bytes of what every question needs.
        rest: reads those of the rest; it raises `Malformed` where there are none to use.
        load: loads the policies anew, for the parts of a rest that is not of its type.
        known: answers that questions of these policies had, to learn more.

    Raises:
        Malformed: the bytes of the head are not of the type.
    """
    found = _read(head, _Head)
    core = found.core
    raw = Deferred(lambda: _read(rest(), _Rest))
    loaded: list[Policies] = []

    def anew(error: Malformed) -> Policies:
        if not loaded:
            loaded.append(load(error))
        return loaded[0]

    def late(part: Callable[[_Rest], _T], otherwise: Callable[[Policies], _T]) -> Deferred[_T]:
        def make() -> _T:
            try:
                return part(raw.get())
            except Malformed as error:
                return otherwise(anew(error))

        return Deferred(make)

    def program(rest: _Rest) -> Program:
        part = _read(rest.rules, _Rules)
        numbered = sorted(
            (pair for rules in part.rules.values() for pair in _read(rules, _Numbered)), key=itemgetter(0)
        )
        return Program(tuple(rule for _, rule in numbered), core.facts, part.arities)

    def checked(rest: _Rest) -> Checked:
        from licet.checks.examine import Checked

        return _read(rest.checked, Checked)

    lowered = late(program, lambda policies: policies.base.program)
    dependencies = late(lambda rest: _read(rest.dependencies, Dependencies), _dependencies)
    rules = _LateRules(late(lambda rest: _read(rest.rules, _Rules).rules, _rules), lambda error: _rules(anew(error)))
    base = Base(
        late(lambda rest: _read(rest.files, _Files).modules, lambda policies: policies.base.modules),
        _LateSources(late(lambda rest: _sources(rest.sources), lambda policies: policies.base.sources)),
        core.vocabulary,
        lowered,
        core.doubt,
        core.thresholds,
        KnowingSolver(CompiledProgram(lowered, core.facts, core.relations, dependencies, rules), core.limit, known),
        Usage(core.called, {rule.span: rule for rule in core.citing}),
        core.conflicting,
    )
    examined = late(checked, lambda policies: policies.examined.get())
    texts = tuple((Path(os.fsdecode(path)), hash) for path, hash in found.texts)
    return Policies(base, examined, core.warnings), texts


def _dependencies(policies: Policies) -> Dependencies:
    assert isinstance(policies.base.solver, Solver)
    return policies.base.solver.compiled.dependencies.get()


def _rules(policies: Policies) -> Mapping[str, tuple[Rule, ...]]:
    assert isinstance(policies.base.solver, Solver)
    return policies.base.solver.compiled.rules


def _by_relation(program: Program) -> Mapping[str, list[tuple[int, Rule]]]:
    found: dict[str, list[tuple[int, Rule]]] = {}
    for number, rule in enumerate(program.rules):
        found.setdefault(rule.head.relation, []).append((number, _plain_rule(rule)))
    return found


def _sources(data: memoryview) -> Mapping[str, SourceFile]:
    return {name: SourceFile(name, text) for name, text in _read(data, _Sources).texts.items()}


class _LateRules(Mapping[str, tuple[Rule, ...]]):
    """The rules of each relation, sorted by id. `parts` are those, or bytes of them; `anew` gives all of them where
    bytes are not of their type. Threads may share it."""

    __slots__ = ("_anew", "_found", "_parts")

    def __init__(
        self,
        parts: Deferred[Mapping[str, memoryview] | Mapping[str, tuple[Rule, ...]]],
        anew: Callable[[Malformed], Mapping[str, tuple[Rule, ...]]],
    ) -> None:
        self._parts = parts
        self._anew = anew
        self._found: dict[str, tuple[Rule, ...]] = {}

    def __getitem__(self, relation: str) -> tuple[Rule, ...]:
        found = self._found.get(relation)
        if found is None:
            part = self._parts.get()[relation]
            found = self._found[relation] = self._read(relation, part) if isinstance(part, memoryview) else part
        return found

    def _read(self, relation: str, part: memoryview) -> tuple[Rule, ...]:
        try:
            return tuple(sorted((rule for _, rule in _read(part, _Numbered)), key=lambda rule: rule.id))
        except Malformed as error:
            return self._anew(error)[relation]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts.get())

    def __len__(self) -> int:
        return len(self._parts.get())


class _LateSources(Mapping[str, SourceFile]):
    """The texts of the files, which only what shows them needs."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Deferred[Mapping[str, SourceFile]]) -> None:
        self._texts = texts

    def __getitem__(self, name: str) -> SourceFile:
        return self._texts.get()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts.get())

    def __len__(self) -> int:
        return len(self._texts.get())


def read_as(kind: type[_T], data: memoryview) -> _T:
    """What was encoded of a type.

    Raises:
        Malformed: the bytes are not of the type.
    """
    return _read(data, kind)


def _read(data: memoryview, kind: type[_T]) -> _T:
    try:
        with collection_paused():
            return Decoder(kind, dec_hook=_value).decode(data)
    except (MsgspecError, RecursionError) as error:
        raise Malformed(f"it is not what it should be ({error})") from None


def _value(_: type, data: Any) -> Value:
    """A value from its plain form: names, texts and whole numbers are themselves; a list holds the digits of another
    number, the year and month of a month, the year, month and day of a day, or for UNKNOWN nothing."""
    if type(data) in (str, int):
        return cast(Value, data)
    with suppress(ValueError, OverflowError, ArithmeticError):
        match data:
            case []:
                return UNKNOWN
            case [str() as digits] if len(digits) <= _LONGEST_NUMBER and set(digits) <= _DIGITS:
                return Decimal(digits) if "." in digits else int(digits)
            case [year, month, *days] if len(days) <= 1 and all(type(part) is int for part in data):
                day = date(year, month, *(days or [1]))
                return day if days else Month(day.year, day.month)
            case _:
                pass
    raise ValueError("no value")


def plain_value(value: Value) -> Value:
    """The form of a value that `_value` reads.

    Raises:
        OverflowError: it is a number of more digits than that reads.
    """
    plain: Any = value
    match value:
        case date():
            plain = (value.year, value.month, value.day)
        case Decimal():
            plain = _digits(f"{value:f}")
        case UnknownValue():
            plain = ()
        case int() if value not in _SMALL:
            plain = _digits(str(value))
        case _:
            pass
    return cast(Value, plain)


def _digits(number: str) -> tuple[str]:
    """The digits of a number, no more of them than are read again."""
    if len(number) > _LONGEST_NUMBER:
        raise OverflowError
    return (number,)


def _is_plain(values: Iterable[Value]) -> bool:
    return all(plain_value(value) is value for value in values)


def _plain_fact(fact: Fact) -> Fact:
    return fact if _is_plain(fact.row) else replace(fact, row=tuple(map(plain_value, fact.row)))


def _plain_rule(rule: Rule) -> Rule:
    head, body = _plain_item(rule.head), tuple(map(_plain_item, rule.body))
    return replace(rule, head=head, body=body)


def _plain_item(item: _Item) -> _Item:
    if isinstance(item, Literal):
        return replace(item, arguments=tuple(map(_plain_argument, item.arguments)))
    return replace(item, left=_plain_term(item.left), right=_plain_term(item.right))


def _plain_term(term: Term) -> Term:
    if isinstance(term, Operation):
        return replace(term, left=_plain_term(term.left), right=_plain_term(term.right))
    return _plain_argument(term)


def _plain_argument(argument: Argument) -> Argument:
    return Const(plain_value(argument.value)) if isinstance(argument, Const) else argument


def _plain_reach(reach: Reach) -> Reach:
    return replace(reach, cuts=frozenset((plain_value(value), side) for value, side in reach.cuts))


def _plain_checked(checked: Checked) -> Checked:
    layers = tuple(
        {name: {tuple(map(plain_value, row)): first for row, first in rows.items()} for name, rows in layer.items()}
        for layer in checked.facts.layers
    )
    return replace(checked, facts=replace(checked.facts, layers=layers))
