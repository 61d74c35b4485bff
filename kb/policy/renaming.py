"""Saying something with other names: a part of a syntax tree with some names and values in the place of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree

__all__ = ["Renaming", "names_in"]

_T = TypeVar("_T")
_VALUES = (tree.Constant, tree.Number, tree.Day, tree.YearMonth, tree.Text)


class Renaming:
    """Licenses, and names and values, that others take the place of. It remembers which of the swaps did anything."""

    __slots__ = ("_licenses", "_swaps", "swaps", "used")

    def __init__(self, licenses: Mapping[str, str], swaps: Iterable[tree.Swap] = ()) -> None:
        self._licenses = licenses
        self.swaps = tuple(swaps)
        self._swaps = {swap.old: swap.new for swap in reversed(self.swaps)}
        self.used: set[tree.Argument] = set()

    @property
    def old_names(self) -> frozenset[str]:
        """The names that others take the place of, licenses aside."""
        return frozenset(old.name for old in self._swaps if isinstance(old, tree.Constant))

    def of(self, part: _T) -> _T:
        """The part, said anew. Remarks, quotes and locators are to be kept out of it."""
        return self._said(part)  # type: ignore[no-any-return]

    def rule(self, rule: tree.Rule) -> tree.Rule:
        """The rule with what it concludes and why said anew."""
        return replace(
            rule,
            head=self.of(rule.head),
            aggregate=self.of(rule.aggregate),
            body=self.of(rule.body),
            calculation=self.of(rule.calculation),
        )

    def locator(self, locator: str | None) -> str | None:
        """A place in a text as another text numbers it: a swap of texts names it whole."""
        new = self._swaps.get(tree.Text(locator)) if locator is not None else None
        if not isinstance(new, tree.Text):
            return locator
        self.used.add(tree.Text(locator or ""))
        return new.value

    def _said(self, part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(map(self._said, part))
        if isinstance(part, _VALUES):
            return self._value(part)
        if not isinstance(part, Struct):
            return part
        changes = {
            field: self._said(value)
            for field in part.__struct_fields__
            if isinstance(value := getattr(part, field), (tree.Node, tuple)) and value != ()
        }
        if isinstance(part, tree.Atom):
            changes["relation"] = self._name(part.relation)
        return replace(part, **changes) if changes else part

    def _value(self, value: tree.Argument) -> tree.Argument:
        if isinstance(value, tree.Constant):
            owner, dot, short = value.name.rpartition(".")
            if value.name in self._licenses:
                return replace(value, name=self._licenses[value.name])
            if dot and owner in self._licenses:
                return replace(value, name=f"{self._licenses[owner]}.{self._name(short)}")
        if value in self._swaps:
            self.used.add(value)
            return self._swaps[value]
        return value

    def _name(self, name: str) -> str:
        old = tree.Constant(name)
        new = self._swaps.get(old)
        if not isinstance(new, tree.Constant):
            return name
        self.used.add(old)
        return new.name


def names_in(part: object) -> Iterator[str]:
    """The names in a part of a tree, those of relations included; of a rule or fact, those that it is said with."""
    match part:
        case tuple():
            for item in part:
                yield from names_in(item)
        case tree.Constant(name=name):
            yield name
        case tree.Rule():
            yield from names_in((part.head, part.aggregate, part.body, part.calculation))
        case tree.Fact(atom=atom):
            yield from names_in(atom)
        case tree.Node():
            if isinstance(part, tree.Atom):
                yield part.relation
            for field in part.__struct_fields__:
                yield from names_in(getattr(part, field))
        case _:
            pass
