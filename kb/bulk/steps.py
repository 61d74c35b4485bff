"""From rules to statements: how the tables of a component are made.

What is not recursive is one CREATE TABLE. Linear recursion is a recursive common table expression, which the database
evaluates by itself; several relations are one for that. Everything else goes in rounds, semi-naively (Bancilhon 1986):
a row keeps the number of the round that found it, its rank, and a round joins the rows of the last one with others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlglot import exp

from licet.bulk.columns import Column
from licet.bulk.expressions import Typed, converted, in_brackets, name, place, query, table, titled, union_all
from licet.bulk.selects import Given, Layout, Selected, column_name, selected, width
from licet.bulk.together import together
from licet.logic.normal_form import NormalRule
from licet.logic.strata import Component

__all__ = ["LAST", "RANK", "THIS", "Rounds", "Several", "Single", "Step", "steps_of"]

RANK = "rank"
"""The column of the round that found a row, in tables that are made in rounds."""
LAST, THIS = "last", "this"
"""The parameters of the statements of a round: the number of the last one and its own."""


class Single(Struct, frozen=True):
    """A table made by one statement."""

    relation: str
    create: exp.Expr


class Rounds(Struct, frozen=True):
    """Tables made in rounds: what makes them, and what adds the rows of a round, until no statement adds any. `reads`
    are the relations whose rows of the last round a statement joins."""

    creates: tuple[Single, ...]
    inserts: tuple[tuple[str, exp.Expr], ...]


class Several(Struct, frozen=True):
    """Tables made out of one, which is not needed any more then."""

    whole: Single
    parts: tuple[Single, ...]
    drop: exp.Expr


Step = Single | Several | Rounds


def steps_of(component: Component, rules: Sequence[NormalRule], layout: Layout) -> Step | None:
    """How to make the tables of a component; None where it can have no rows.

    Args:
        component: relations that depend on each other, or one that does not.
        rules: their rules.
        layout: where everything is.
    """
    members = [relation for relation in component.relations if relation in layout.columns]
    if not members:
        return None
    inside = frozenset(members) if component.recursive else frozenset()
    is_linear = all(len(_own(rule, inside)) < 2 for rule in rules)
    if len(inside) == 1 and is_linear:
        return _recursive(members[0], rules, layout)
    if inside and is_linear and all(rule.operator is None for rule in rules):
        return _several(members, rules, layout)
    if inside:
        return _rounds(members, rules, layout)
    return Single(members[0], _create(members[0], _union(_base(members[0], rules, layout, inside)), layout))


def _own(rule: NormalRule, inside: frozenset[str]) -> list[int]:
    """The positions of the literals that are of the component itself."""
    return [i for i, literal in enumerate(rule.positives) if literal.relation in inside]


def _base(
    relation: str,
    rules: Sequence[NormalRule],
    layout: Layout,
    inside: frozenset[str],
    rounds: Mapping[int, exp.Expr] | None = None,
) -> list[Selected]:
    """What is stated of a relation, and what rules conclude that need nothing of the component."""
    found = [
        part
        for rule in rules
        if rule.relation == relation and not _own(rule, inside) and (part := selected(rule, layout, rounds)) is not None
    ]
    return found + [_given(one, layout.columns[relation]) for one in layout.given.get(relation, ())]


def _given(given: Given, target: Sequence[Column]) -> Selected:
    """The rows of a table, in the columns of the relation."""
    outputs: list[exp.Expr] = [
        titled(converted(Typed(place(column_name(i)), column), target[i]), column_name(i))
        for i, column in enumerate(given.columns)
    ]
    rows = query(outputs or [place(column_name(0))], [table(given.table)])
    return Selected(rows, True, tuple(None for _ in target))


def _columns(relation: str, layout: Layout) -> list[str]:
    return [column_name(i) for i in range(width(layout.columns[relation]))]


def _union(parts: Sequence[Selected]) -> exp.Query | None:
    """All rows of some selects, each once."""
    if not parts:
        return None
    whole = union_all([part.query for part in parts])
    if all(part.distinct for part in parts) and _apart(parts):
        return whole
    if len(parts) > 1:
        return query([exp.Star()], [in_brackets(whole, "u")], distinct=True)
    parts[0].query.set("distinct", exp.Distinct())
    return whole


def _apart(parts: Sequence[Selected]) -> bool:
    """Whether selects have different constants in one column, or there is one select only."""
    if len(parts) == 1:
        return True
    columns = zip(*(part.constants for part in parts), strict=True)
    return any(None not in column and len({(type(v), v) for v in column}) == len(parts) for column in columns)


def _create(relation: str, rows: exp.Query | None, layout: Layout) -> exp.Expr:
    """The statement that makes a table of a query, or an empty one."""
    made = table(layout.tables[relation])
    return exp.Create(this=made, kind="TABLE", expression=rows if rows is not None else _nothing(relation, layout))


def _nothing(relation: str, layout: Layout) -> exp.Select:
    columns = layout.columns[relation]
    types = [column.sql for column in columns] or ["BOOLEAN"]
    outputs = [
        titled(exp.cast(exp.null(), kind, dialect="duckdb"), column)
        for kind, column in zip(types, _columns(relation, layout), strict=True)
    ]
    return query(outputs, (), [exp.false()])


def _recursive(relation: str, rules: Sequence[NormalRule], layout: Layout) -> Single:
    inside = frozenset((relation,))
    base = _base(relation, rules, layout, inside, {})
    steps = [part for rule in rules if _own(rule, inside) and (part := selected(rule, layout, {})) is not None]
    if not base or not steps:
        return Single(relation, _create(relation, _union(base), layout))
    own = layout.tables[relation]
    columns = _columns(relation, layout)
    both = exp.Union(this=_bracketed(base), expression=_bracketed(steps), distinct=True)
    alias = exp.TableAlias(this=name(own), columns=[name(column) for column in columns])
    recursion = query([place(column) for column in columns], [table(own)])
    recursion.set("with_", exp.With(expressions=[exp.CTE(this=both, alias=alias)], recursive=True))
    return Single(relation, _create(relation, recursion, layout))


def _bracketed(parts: Sequence[Selected]) -> exp.Expr:
    return in_brackets(union_all([part.query for part in parts])) if len(parts) > 1 else parts[0].query


def _several(members: Sequence[str], rules: Sequence[NormalRule], layout: Layout) -> Several:
    one = together(members, rules, layout)
    whole = _recursive(one.relation, one.rules, one.layout)
    found = ((part.relation, selected(part, one.layout, {})) for part in one.parts)
    parts = [Single(r, _create(r, None if part is None else part.query, one.layout)) for r, part in found]
    return Several(whole, tuple(parts), exp.Drop(tables=[table(one.layout.tables[one.relation])], kind="TABLE"))


def _rounds(members: Sequence[str], rules: Sequence[NormalRule], layout: Layout) -> Rounds:
    inside = frozenset(members)
    creates = []
    inserts = []
    for relation in members:
        base = _union(_base(relation, rules, layout, inside))
        first = _ranked(base if base is not None else _nothing(relation, layout), exp.Literal.number(0))
        creates.append(Single(relation, _create(relation, first, layout)))
        found = [
            part
            for rule in rules
            if rule.relation == relation
            for position in _own(rule, inside)
            if (part := selected(rule, layout, _conditions(_own(rule, inside), position))) is not None
        ]
        if found:
            inserts.append((relation, _insert(relation, found, layout)))
    return Rounds(tuple(creates), tuple(inserts))


def _ranked(rows: exp.Query, rank: exp.Expr) -> exp.Select:
    outputs = [exp.Column(this=exp.Star(), table=name("found")), titled(exp.cast(rank, "INTEGER"), RANK)]
    return query(outputs, [in_brackets(rows, "found")])


def _conditions(own: Sequence[int], newest: int) -> dict[int, exp.Expr]:
    """One literal of the component reads the rows of the last round, those before it all rows until then, those after
    it older ones: so each pair of rows meets once."""
    rank = place(RANK)
    last = exp.Placeholder(this=LAST)
    kinds: dict[int, exp.Expr] = {}
    for position in own:
        compare = exp.EQ if position == newest else exp.LTE if position < newest else exp.LT
        kinds[position] = compare(this=rank.copy(), expression=last.copy())
    return kinds


def _insert(relation: str, found: Sequence[Selected], layout: Layout) -> exp.Expr:
    columns = [place(column) for column in _columns(relation, layout)]
    known = query(columns, [table(layout.tables[relation])])
    new = exp.Except(this=_bracketed(found), expression=known, distinct=True)
    return exp.Insert(this=table(layout.tables[relation]), expression=_ranked(new, exp.Placeholder(this=THIS)))
