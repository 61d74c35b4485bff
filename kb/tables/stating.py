"""What tables say of a thing, as statements of a policy.

Licenses that only tables name are unread, and one unread license is like another but for its name. So they go by the
names of a few that are declared once: the first that a part comes upon by the first name, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree
from licet.logic.values import Month, Value
from licet.policy.vocabulary import Vocabulary
from licet.tables.alike import Graph, Part
from licet.tables.opening import FactTables, Label
from licet.verdict.policies import Policies
from licet.verdict.revision import with_module

__all__ = ["LICENSE", "SUBJECT", "Stated", "Stating", "with_unread"]

Stated = tuple[str, tuple[tree.Statement, ...]]
"""What a thing is called in the statements that are made of what tables say of it, and these."""

SUBJECT = "the_thing"
"""What the thing that is asked about is called."""
LICENSE = "license"
_PER = "the tables"
_WHY = tree.Text("only tables of facts name it; no text of it is encoded")


def _unread(number: int) -> str:
    return f"unread_license_{number}"


def with_unread(policies: Policies, count: int, others: Iterable[str]) -> Policies:
    """The policies with so many unread licenses, for parts that come upon as many, and others of those names."""
    names = (*map(_unread, range(1, count + 1)), *others)
    licenses = tuple(tree.License(name, name, None, (), None, None, None, (), _WHY) for name in names)
    return with_module(policies, tree.Module("the tables", licenses), None, ()) if licenses else policies


class Stating(Struct, frozen=True):
    """Makes statements of parts of tables.

    Attributes:
        tables: the tables.
        kinds: the kind of each thing.
        graph: the rows.
        vocabulary: the declared names.
    """

    tables: FactTables
    kinds: Sequence[str]
    graph: Graph
    vocabulary: Vocabulary

    def said_by_policies(self, policies: Policies) -> tuple[tree.Statement, ...]:
        """The rows about what the policies declare, and the things that are fixed by them. What the policies say, too,
        holds on the days that they say."""
        whole = replace(self.graph, fixed=frozenset())
        named = {thing: self._fixed(thing) for thing in sorted(self.graph.fixed)}
        entities: list[tree.Statement] = []
        for thing, name in named.items():
            part = whole.part(thing)
            names = [named[other] for other in part.things]
            lines = tuple(self._line(label, place, names) for label, place in part.rows[0])
            if self.kinds[thing] != LICENSE:
                entities.append(tree.Entity(self.kinds[thing], name, None, lines))
        for row in self.tables.stated:
            if row.thing is None and _says(policies, row.name, self.tables.labels[row.label]):
                continue
            names = [named[row.thing]] if row.thing is not None else []
            relation, arguments, value = self._said(row.label, None if row.thing is None else 0, names)
            atom = tree.Atom(relation, (tree.Constant(row.name), *arguments), value)
            entities.append(tree.Fact(atom, False, False, _PER))
        return tuple(entities)

    def unread(self) -> tuple[str, ...]:
        """The unread licenses among what is fixed."""
        return tuple(self._fixed(t) for t in sorted(self.graph.fixed) if self.kinds[t] == LICENSE)

    def statements(self, part: Part) -> Stated:
        """What a part says of its thing."""
        names = tuple(self._names(part))
        rows = zip(part.things, names, part.rows, strict=True)
        return names[0], tuple(
            tree.Entity(self.kinds[thing], name, None, tuple(self._line(*row, names) for row in own))
            for thing, name, own in rows
            if self.kinds[thing] != LICENSE and thing not in self.graph.fixed
        )

    def _fixed(self, thing: int) -> str:
        return f"named_thing_{thing}"

    def _names(self, part: Part) -> Iterator[str]:
        unread = 0
        for place, thing in enumerate(part.things):
            if thing in self.graph.fixed:
                yield self._fixed(thing)
            elif self.kinds[thing] == LICENSE:
                unread += 1
                yield _unread(unread)
            else:
                yield f"{SUBJECT}_{place + 1}" if place else SUBJECT

    def _line(self, label: int, place: int | None, names: Sequence[str]) -> tree.Line:
        return tree.Line(*self._said(label, place, names), False, _PER)

    def _said(
        self, label: int, place: int | None, names: Sequence[str]
    ) -> tuple[str, tuple[tree.Argument, ...], tree.Argument | None]:
        """The relation, its arguments but for the first, and its value, if it is functional."""
        said = self.tables.labels[label]
        signature = self.vocabulary.relations[said.relation]
        arguments = [
            tree.Constant(names[place]) if value is None and place is not None else _argument(value, kind)
            for value, kind in zip(said.arguments, signature.kinds[1:], strict=True)
        ]
        value = arguments.pop() if signature.functional else None
        return said.relation, tuple(arguments), value


def _says(policies: Policies, name: str, label: Label) -> bool:
    row: Any = (name, *label.arguments)
    return policies.base.solver.holds(label.relation, row)


def _argument(value: Value | None, kind: str) -> tree.Argument:
    match value:
        case str():
            return tree.Text(value) if kind == "text" else tree.Constant(value)
        case date():
            return tree.Day(value)
        case Month():
            return tree.YearMonth(value.year, value.month)
        case int() | Decimal():
            return tree.Number(value)
    raise TypeError(f"no value stands in a gap: {value!r}")
