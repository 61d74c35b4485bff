"""Things and what is said of them, as frozen values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from licet.logic.values import Value

__all__ = ["Dataset", "Entity", "Fact", "Given", "Model", "Organization", "Said", "Use"]

Given = Value | float | list[Any] | tuple[Any, ...] | set[Any] | None
"""What can stand for an argument: a name or a text, a number, a day, a month; a list for one fact of each."""


class Said(Struct, frozen=True):
    """One line: a relation and its arguments, but for the thing that it is said of.

    Attributes:
        relation, arguments: what is said; each of the `words` (`of`, `as`, `under`, …) joins a further argument.
        value: of a functional relation, if it is apart from the arguments; `licet.UNKNOWN` if nobody knows it.
        denied: whether it is said not to be so.
        per: where it is from.
        start, end: the days on which it holds, without the last.
    """

    relation: str
    arguments: tuple[Given, ...] = ()
    words: tuple[tuple[str, Given], ...] = ()
    value: Value | float | UnsetType = UNSET
    denied: bool = False
    per: str | None = None
    start: Value | None = None
    end: Value | None = None


class Entity(Struct, frozen=True):
    """A thing that is declared: its kind, its name and title, and what is said of it.

    Every other attribute is a relation: `.by("acme")` gives the thing with that said of it, too. A relation that has
    the name of a method or field is said by `says`.
    """

    kind: str
    name: str
    title: str | None = None
    said: tuple[Said, ...] = ()

    def says(
        self,
        relation: str,
        *arguments: Given,
        value: Value | float | UnsetType = UNSET,
        per: str | None = None,
        from_: date | Value | None = None,
        until: date | Value | None = None,
        **words: Given,
    ) -> Entity:
        """The thing with a line more.

        Args:
            relation: the relation; `is_` says `is …`.
            arguments: what it is said with. A list as the last one is a line for each.
            value: of a functional relation.
            per: where it is from.
            from_, until: the first day on which it holds, and the first on which it no longer does.
            words: further arguments by the words that join them, `as_="Phoenix"` for `as "Phoenix"`; an underscore at
                the end is for words that Python keeps for itself.
        """
        joined = tuple((word.rstrip("_"), argument) for word, argument in words.items())
        said = Said(relation, arguments, joined, value, False, per, from_, until)
        return replace(self, said=(*self.said, said))

    def is_(self, *names: str, per: str | None = None) -> Entity:
        """The thing with `is …` for each of the names."""
        return replace(self, said=(*self.said, *(Said(name, per=per) for name in names)))

    def not_(self, relation: str, *arguments: Given, per: str | None = None, **words: Given) -> Entity:
        """The thing with a line that something is not so."""
        joined = tuple((word.rstrip("_"), argument) for word, argument in words.items())
        return replace(self, said=(*self.said, Said(relation, arguments, joined, denied=True, per=per)))

    def __getattr__(self, relation: str) -> Callable[..., Entity]:
        if relation.startswith("_"):
            raise AttributeError(relation)

        def say(*arguments: Given, **options: Any) -> Entity:
            return self.says(relation, *arguments, **options)

        return say


class Fact(Struct, frozen=True):
    """A fact of its own: a relation and all of its arguments; the rest is as of `Said`."""

    relation: str
    arguments: tuple[Given, ...]
    value: Value | float | UnsetType = UNSET
    denied: bool = False
    per: str | None = None
    start: Value | None = None
    end: Value | None = None


def Use(name: str = "the_use", title: str | None = None) -> Entity:
    """A use of that name, of which nothing is said yet."""
    return Entity("use", name, title)


def Model(name: str, title: str | None = None) -> Entity:
    """A model of that name, of which nothing is said yet."""
    return Entity("model", name, title)


def Dataset(name: str, title: str | None = None) -> Entity:
    """A dataset of that name, of which nothing is said yet."""
    return Entity("dataset", name, title)


def Organization(name: str, title: str | None = None) -> Entity:
    """An organization of that name, of which nothing is said yet."""
    return Entity("organization", name, title)
