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
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import MsgspecError, Raw, Struct
from msgspec.msgpack import Decoder, Encoder
from msgspec.structs import replace

from licet.engine.collector import collection_paused
from licet.engine.compiled import CompiledProgram, Structure
from licet.engine.deferred import Deferred
from licet.engine.solver import Solver
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import SourceFile
from licet.logic.ir import Argument, Comparison, Const, Fact, Literal, Program, Rule
from licet.logic.values import UNKNOWN, Month, UnknownValue, Value
from licet.policy.doubt import Doubt
from licet.policy.notation import Usage
from licet.policy.thresholds import Reach
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.policies import Policies

if TYPE_CHECKING:
    from licet.checks.examine import Checked

__all__ = ["Malformed", "Texts", "decode", "encode"]

_T = TypeVar("_T")
_Item = TypeVar("_Item", Literal, Literal | Comparison)

Texts = tuple[tuple[Path, str | None], ...]
"""License texts with their hashes; None for one that is not there."""

_LONGEST_NUMBER = 400
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
    structure: Structure
    limit: int | None


class _Rules(Struct, frozen=True, array_like=True):
    rules: tuple[Rule, ...]
    arities: dict[str, int]


class _Files(Struct, frozen=True, array_like=True):
    modules: tuple[tree.Module, ...]


class _Sources(Struct, frozen=True, array_like=True):
    texts: dict[str, str]


class _Kept(Struct, frozen=True, array_like=True):
    """All of it; the license texts are paths in bytes."""

    texts: tuple[tuple[bytes, str | None], ...]
    core: _Core
    rules: Raw
    files: Raw
    sources: Raw
    checked: Raw


def encode(policies: Policies, texts: Texts) -> bytes | None:
    """Policies as they were loaded, and the license texts that they were checked against. None if they cannot be kept:
    they nest too deep, or have whole numbers past 64 bits, or names that are no text.
    """
    base = policies.base
    assert isinstance(base.solver, Solver)
    program = base.program
    core = _Core(
        base.vocabulary,
        base.doubt,
        {name: tuple(map(_plain_reach, reaches)) for name, reaches in base.thresholds.items()},
        base.usage.called,
        tuple(base.usage.citing.values()),
        base.conflicting,
        policies.warnings,
        tuple(map(_plain_fact, program.facts)),
        base.solver.compiled.structure,
        base.solver.limit,
    )
    encoder = Encoder(enc_hook=_unknown)

    def raw(part: object) -> Raw:
        return Raw(encoder.encode(part))

    try:
        return encoder.encode(
            _Kept(
                tuple((bytes(path), hash) for path, hash in texts),
                core,
                raw(_Rules(tuple(map(_plain_rule, program.rules)), program.arities)),
                raw(_Files(base.modules)),
                raw(_Sources({name: source.text for name, source in base.sources.items()})),
                raw(_plain_checked(policies.examined.get())),
            )
        )
    except (RecursionError, OverflowError, UnicodeError):
        return None


def decode(data: memoryview, load: Callable[[], Policies]) -> tuple[Policies, Texts]:
    """What `encode` was given.

    Args:
        data: the bytes.
        load: loads the policies anew, for a part that is not of its type.

    Raises:
        Malformed: the bytes are not of the type.
    """
    kept = _read(data, _Kept)
    core = kept.core
    anew = Deferred(load)

    def program() -> Program:
        try:
            found = _read(kept.rules, _Rules)
        except Malformed:
            return anew.get().base.program
        return Program(found.rules, core.facts, found.arities)

    def modules() -> tuple[tree.Module, ...]:
        try:
            return _read(kept.files, _Files).modules
        except Malformed:
            return anew.get().base.modules

    def sources() -> Mapping[str, SourceFile]:
        try:
            found = _read(kept.sources, _Sources).texts
        except Malformed:
            return anew.get().base.sources
        return {name: SourceFile(name, text) for name, text in found.items()}

    def checked() -> Checked:
        from licet.checks.examine import Checked

        try:
            return _read(kept.checked, Checked)
        except Malformed:
            return anew.get().examined.get()

    lowered = Deferred(program)
    base = Base(
        Deferred(modules),
        _LateSources(Deferred(sources)),
        core.vocabulary,
        lowered,
        core.doubt,
        core.thresholds,
        Solver(CompiledProgram(lowered, core.facts, core.structure), core.limit),
        Usage(core.called, {rule.span: rule for rule in core.citing}),
        core.conflicting,
    )
    texts = tuple((Path(os.fsdecode(path)), hash) for path, hash in kept.texts)
    return Policies(base, Deferred(checked), core.warnings), texts


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


def _read(data: memoryview | Raw, kind: type[_T]) -> _T:
    try:
        with collection_paused():
            return Decoder(kind, dec_hook=_value).decode(data)
    except (MsgspecError, RecursionError) as error:
        raise Malformed(str(error)) from None


def _value(_: type, data: Any) -> Value:
    """A value from its plain form: names, texts and whole numbers are themselves, UNKNOWN is nil, and a list holds the
    digits of another number, the year and month of a month, or the year, month and day of a day."""
    if type(data) in (str, int):
        return cast(Value, data)
    if data is None:
        return UNKNOWN
    with suppress(ValueError, OverflowError, ArithmeticError):
        match data:
            case [str() as digits] if len(digits) <= _LONGEST_NUMBER and set(digits) <= _DIGITS:
                return Decimal(digits) if "." in digits else int(digits)
            case [year, month, *days] if len(days) <= 1 and all(type(part) is int for part in data):
                day = date(year, month, *(days or [1]))
                return day if days else Month(day.year, day.month)
            case _:
                pass
    raise ValueError("no value")


def _unknown(value: object) -> None:
    if not isinstance(value, UnknownValue):
        raise TypeError(f"a {type(value).__name__} cannot be kept")


def _plain(value: Value) -> Value:
    """The form of a value that `_value` reads."""
    plain: Any = value
    match value:
        case date():
            plain = (value.year, value.month, value.day)
        case Decimal():
            plain = (f"{value:f}",)
        case int() if value not in _SMALL:
            plain = (str(value),)
        case _:
            pass
    return cast(Value, plain)


def _is_plain(values: Iterable[Value]) -> bool:
    return all(_plain(value) is value for value in values)


def _plain_fact(fact: Fact) -> Fact:
    return fact if _is_plain(fact.row) else replace(fact, row=tuple(map(_plain, fact.row)))


def _plain_rule(rule: Rule) -> Rule:
    head, body = _plain_item(rule.head), tuple(map(_plain_item, rule.body))
    return replace(rule, head=head, body=body)


def _plain_item(item: _Item) -> _Item:
    if isinstance(item, Literal):
        return replace(item, arguments=tuple(map(_plain_argument, item.arguments)))
    return replace(item, left=_plain_argument(item.left), right=_plain_argument(item.right))


def _plain_argument(argument: Argument) -> Argument:
    return Const(_plain(argument.value)) if isinstance(argument, Const) else argument


def _plain_reach(reach: Reach) -> Reach:
    return replace(reach, cuts=frozenset((_plain(value), side) for value, side in reach.cuts))


def _plain_checked(checked: Checked) -> Checked:
    layers = tuple(
        {name: {tuple(map(_plain, row)): first for row, first in rows.items()} for name, rows in layer.items()}
        for layer in checked.facts.layers
    )
    return replace(checked, facts=replace(checked.facts, layers=layers))
