"""Relations that depend on each other, as one: a row says which of them it is of.

So recursion through several relations is recursion of one, which the database evaluates by itself where it is linear.
A column of the one serves columns of the same type of several; where a relation has none for it, there is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, structs

from licet.bulk.columns import Column, column_of
from licet.bulk.selects import Layout
from licet.logic.ir import Argument, Const, Literal, Var
from licet.logic.normal_form import NormalRule
from licet.logic.values import UNKNOWN

__all__ = ["Together", "together"]


class Together(Struct, frozen=True):
    """Relations as one.

    Attributes:
        relation: the name of the one.
        rules: what concludes it: the rules of all, and one for each table of given rows.
        parts: a rule for each of the relations, which takes its rows out again.
        layout: where everything is, with the one.
    """

    relation: str
    rules: tuple[NormalRule, ...]
    parts: tuple[NormalRule, ...]
    layout: Layout


def together(members: Sequence[str], rules: Sequence[NormalRule], layout: Layout) -> Together:
    """Relations of one component as one relation."""
    slots: list[Column] = []
    places = {member: _places(layout.columns[member], slots) for member in members}
    relation = " ".join(members)
    while relation in layout.columns:
        relation += " "
    numbers = {member: number for number, member in enumerate(members)}

    def one(member: str, arguments: Sequence[Argument], padding: Sequence[Argument]) -> Literal:
        filled = dict(zip(places[member], arguments, strict=True))
        rest = (filled.get(slot, padding[slot]) for slot in range(len(slots)))
        return Literal(relation, (Const(numbers[member]), *rest))

    unknown = [Const(UNKNOWN)] * len(slots)
    columns = {relation: (column_of(len(members), layout.exact), *slots)}
    tables = {relation: f"{layout.tables[members[0]]}_together"}
    found: list[NormalRule] = []
    for rule in rules:
        positives = []
        for i, literal in enumerate(rule.positives):
            own = literal.relation in numbers
            anonymous = [Var(f"_slot{i}_{slot}") for slot in range(len(slots))]
            positives.append(one(literal.relation, literal.arguments, anonymous) if own else literal)
        head = one(rule.relation, rule.head, unknown).arguments
        found.append(structs.replace(rule, relation=relation, head=head, positives=tuple(positives)))
    parts = []
    for member in members:
        values = tuple(Var(f"V{i}") for i in range(len(places[member])))
        for i, given in enumerate(layout.given.get(member, ())):
            source = f"{relation} {member} {i}"
            tables[source], columns[source] = given.table, given.columns
            head = one(member, values, unknown).arguments
            found.append(NormalRule(source, relation, head, (Literal(source, values),), ()))
        anonymous = [Var(f"_slot_{slot}") for slot in range(len(slots))]
        parts.append(NormalRule(member, member, values, (one(member, values, anonymous),), ()))
    whole = structs.replace(layout, columns={**layout.columns, **columns}, tables={**layout.tables, **tables}, given={})
    return Together(relation, tuple(found), tuple(parts), whole)


def _places(columns: Sequence[Column], slots: list[Column]) -> list[int]:
    """The slot of each column: one of its type that no other column of the relation has, perhaps a new one."""
    found: list[int] = []
    for column in columns:
        slot = Column(column.kind, True, column.scale)
        free = (i for i, known in enumerate(slots) if known == slot and i not in found)
        place = next(free, len(slots))
        if place == len(slots):
            slots.append(slot)
        found.append(place)
    return found
