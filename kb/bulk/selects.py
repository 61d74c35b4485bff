"""A rule as a SELECT: its positive literals are joined, its tests are conditions, its head is what is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from sqlglot import exp

from licet.bulk.columns import Column, Columns, Kind, total_column, variable_columns
from licet.bulk.expressions import (
    FALSE,
    TRUE,
    Typed,
    arithmetic,
    cast,
    code_of,
    compared,
    constant,
    converted,
    fresh,
    function,
    in_brackets,
    known,
    place,
    query,
    same,
    table,
    titled,
)
from licet.logic.ir import Argument, Comparison, Const, Item, Literal, Operation, Term, Var
from licet.logic.normal_form import NormalRule
from licet.logic.values import Value

__all__ = ["FAULT", "SUM", "Given", "Givens", "Layout", "Selected", "Unique", "column_name", "selected", "width"]

SUM = "LICET_SUM"
"""The function of the database that adds up a list of codes."""
FAULT = "licet-EngineFault: "
"""What the message of the database begins with where an aggregate has no value."""

_Scope = dict[str, Typed]


class Given(Struct, frozen=True):
    """A table of rows that are not concluded, with its columns."""

    table: str
    columns: tuple[Column, ...]


Givens = Mapping[str, Sequence[Given]]
"""The rows of each relation that are not concluded."""

Unique = Callable[[str, tuple[int, ...]], bool]
"""Whether the rows of a relation differ in the columns at some positions."""


class Layout(Struct, frozen=True):
    """Where relations are in a database.

    Attributes:
        columns: the columns of each relation that can have rows.
        tables: the table of each relation.
        names: the number of each text that occurs in rules.
        texts: the table of all texts by their numbers.
        given: the tables of rows that are not concluded.
        unique: tells the keys of tables that are there.
        exact: whether numbers are codes.
    """

    columns: Columns
    tables: Mapping[str, str]
    names: Mapping[str, int]
    texts: str
    given: Givens
    unique: Unique
    exact: bool


class Selected(Struct, frozen=True):
    """The rows that a rule concludes. If `distinct`, none comes twice. `constants` are those in the head."""

    query: exp.Select
    distinct: bool
    constants: tuple[Value | None, ...]


def column_name(position: int) -> str:
    """The name of the column of an argument."""
    return f"c{position}"


def width(columns: Sequence[Column]) -> int:
    """How many columns a table has: a relation without arguments has one that says nothing."""
    return max(1, len(columns))


def selected(rule: NormalRule, layout: Layout, rounds: Mapping[int, exp.Expr] | None = None) -> Selected | None:
    """What a rule concludes; None where a premise of it can have no rows.

    Args:
        rule: the rule.
        layout: where the relations are that it reads.
        rounds: a condition on the column `rank` of the table, for some of its positive literals. Where it is given,
            even without any, whether rows differ is not found out: it does not matter there.
    """
    columns = variable_columns(rule, layout.columns, layout.exact)
    if columns is None:
        return None
    body = _Body(rule, layout, columns)
    for position, condition in (rounds or {}).items():
        body.conditions.append(_of_table(condition, f"t{position}"))
    if FALSE in body.conditions:
        return None
    target = layout.columns[rule.relation]
    if rule.operator is not None:
        return Selected(_aggregated(body, target), True, tuple(None for _ in target))
    head = [body.read(argument) for argument in rule.head]
    constants = tuple([typed.value for typed in head])
    return Selected(body.query(_outputs(head, target)), rounds is None and _differ(rule, layout.unique), constants)


def _outputs(head: Sequence[Typed], target: Sequence[Column]) -> list[exp.Expr]:
    if not head:
        return [titled(exp.true(), column_name(0))]
    found: list[exp.Expr] = []
    for position, (typed, column) in enumerate(zip(head, target, strict=True)):
        sql = converted(typed, column)
        found.append(titled(sql if typed.value is None else cast(sql, column), column_name(position)))
    return found


def _differ(rule: NormalRule, unique: Unique) -> bool:
    """Whether no two joined rows give the same: the head has every variable, or determines it by the keys of relations.
    Keys are looked for where there is a join, whose rows may be many more than those of the relations."""
    known = {argument for argument in rule.head if isinstance(argument, Var)}
    waiting = list(rule.positives)
    progress = True
    while waiting and progress:
        progress = False
        for literal in tuple(waiting):
            bound = [i for i, a in enumerate(literal.arguments) if isinstance(a, Const) or a in known]
            whole = len(bound) == len(literal.arguments)
            if whole or (bound and len(rule.positives) > 1 and unique(literal.relation, tuple(bound))):
                known.update(a for a in literal.arguments if isinstance(a, Var))
                waiting.remove(literal)
                progress = True
    return not waiting


def _of_table(condition: exp.Expr, called: str) -> exp.Expr:
    return condition.transform(lambda node: place(node.name, called) if isinstance(node, exp.Column) else node)


class _Body:
    """The tables and conditions of a rule's body, and where its variables stand in them."""

    def __init__(self, rule: NormalRule, layout: Layout, columns: Mapping[str, Column]) -> None:
        self.rule = rule
        self.layout = layout
        self.scope: _Scope = {}
        self.conditions: list[exp.Expr] = []
        occurrences: dict[str, list[Typed]] = {}
        for number, literal in enumerate(rule.positives):
            for argument, stands in self._stands(literal, f"t{number}"):
                if isinstance(argument, Const):
                    self.require(same(stands, self.read(argument)))
                else:
                    occurrences.setdefault(argument.name, []).append(stands)
        for variable, found in occurrences.items():
            column = columns[variable]
            best = next(o for o in found if (o.column.kind, o.column.scale) == (column.kind, column.scale))
            for other in found:
                if other is not best:
                    self.require(same(best, other))
            self.scope[variable] = Typed(best.sql, column)
        self.define()
        for test in rule.tests:
            self.require(self._test(test))

    def define(self) -> None:
        """Give the variables that are calculated their values."""
        for definition in self.rule.definitions:
            value = self.read(definition.value)
            if not definition.lenient:
                self.require(known(value))
                value = Typed(value.sql, Column(value.column.kind, False, value.column.scale))
            self.scope[definition.variable.name] = value

    def require(self, condition: exp.Expr) -> None:
        """Add a condition."""
        if condition != TRUE:
            self.conditions.append(condition)

    def read(self, term: Term) -> Typed:
        """The value of a term."""
        if isinstance(term, Const):
            return constant(term.value, self.layout.names, self.layout.exact)
        if isinstance(term, Operation):
            return arithmetic(term.operator, self.read(term.left), self.read(term.right))
        return self.scope[term.name]

    def query(self, outputs: Sequence[exp.Expr], distinct: bool = False) -> exp.Select:
        """The query over the tables, with the conditions."""
        tables = [table(self.layout.tables[literal.relation], f"t{i}") for i, literal in enumerate(self.rule.positives)]
        return query(outputs, tables, self.conditions, distinct)

    def _stands(self, literal: Literal, called: str) -> list[tuple[Argument, Typed]]:
        columns = self.layout.columns[literal.relation]
        return [
            (argument, Typed(place(column_name(i), called), column))
            for i, (argument, column) in enumerate(zip(literal.arguments, columns, strict=True))
        ]

    def _test(self, test: Item) -> exp.Expr:
        if isinstance(test, Comparison):
            left, right = self.read(test.left), self.read(test.right)
            return compared(left, test.operator, right, test.lenient, self.layout.texts)
        if test.relation not in self.layout.columns:
            return TRUE
        conditions = [
            same(stands, self.read(argument))
            for argument, stands in self._stands(test, "n")
            if isinstance(argument, Const) or not argument.anonymous
        ]
        if FALSE in conditions:
            return TRUE
        matching = query([exp.Literal.number(1)], [table(self.layout.tables[test.relation], "n")], conditions)
        return exp.Not(this=exp.Exists(this=matching))


def _aggregated(body: _Body, target: Sequence[Column]) -> exp.Select:
    rule = body.rule
    assert rule.measured is not None
    anonymous = any(isinstance(a, Var) and a.anonymous for literal in rule.positives for a in literal.arguments)
    bindings = _distinct_bindings(body) if anonymous else None
    groups = [body.read(argument) for argument in rule.head]
    measured = body.read(rule.measured)
    bound = [measured, *(body.scope[variable.name] for variable in rule.counted)]
    value = titled(_value(rule.operator, measured, bound, target[-1]), column_name(len(groups)))
    outputs = [*(_outputs(groups, target[:-1]) if groups else ()), value]
    grouped = body.query(outputs) if bindings is None else query(outputs, [bindings])
    keys = [fresh(typed.sql) for typed in groups if typed.value is None and typed.column.kind is not Kind.NOTHING]
    if keys:
        grouped.set("group", exp.Group(expressions=keys))
    else:
        some = exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0))
        grouped.set("having", exp.Having(this=some))
    return grouped


def _distinct_bindings(body: _Body) -> exp.Subquery:
    """The bindings of the body's named variables, each once. From here on its variables stand there."""
    outputs = [titled(fresh(body.scope[variable.name].sql), f"v{i}") for i, variable in enumerate(body.rule.counted)]
    bindings = body.query(outputs or [titled(exp.true(), "v")], distinct=True)
    for i, variable in enumerate(body.rule.counted):
        column = body.scope[variable.name].column
        body.scope[variable.name] = Typed(place(f"v{i}", "b"), column)
    body.define()
    return in_brackets(bindings, "b")


def _value(operator: str | None, measured: Typed, bound: Sequence[Typed], column: Column) -> exp.Expr:
    """The value of the aggregate, or a fault of the database where it has none."""
    faults: list[tuple[exp.Expr, str]] = []
    unknown = [exp.Is(this=fresh(typed.sql), expression=exp.null()) for typed in bound if typed.column.nullable]
    if unknown:
        faults.append((exp.LogicalOr(this=exp.or_(*unknown)), f"`{operator}` over a value that is not known"))
    if operator == "count":
        value = converted(Typed(exp.Count(this=exp.Star()), Column(Kind.WHOLE)), column)
    elif operator == "sum":
        if measured.column.is_number:
            summed = total_column(measured.column)
            value = converted(Typed(cast(exp.Sum(this=fresh(measured.sql)), summed), summed), column)
        else:
            codes = exp.Anonymous(this="LIST", expressions=[code_of(measured)])
            value = exp.Anonymous(this=SUM, expressions=[codes])
    else:
        least = exp.Min if operator == "min" else exp.Max
        value = converted(Typed(least(this=fresh(measured.sql)), measured.column), column)
        if measured.column.kind is Kind.ANY:
            letter = function("LEFT", measured.sql, exp.Literal.number(1))
            differ = exp.NEQ(this=exp.Min(this=fresh(letter)), expression=exp.Max(this=fresh(letter)))
            faults.append((differ, f"`{operator}` over values of different types"))
    if not faults:
        return value
    case = exp.Case()
    for condition, message in faults:
        case = case.when(condition, exp.Anonymous(this="ERROR", expressions=[exp.Literal.string(FAULT + message)]))
    return case.else_(value)
