"""Relations whose facts have days: what their facts, rules and conditions are in the program.

A stated fact with days names a *period*, in the words in which it is stated, and a rule hands on the periods of the
fact that it reads. The rows of a dated relation `r` are those of four relations:

    r:always(a, b)          holds on every day
    r:since(a, b, P)        from the first day of the period P
    r:until(a, b, P)        before the day on which P ends
    r:between(a, b, P)      from the one and before the other

`:start(P)` and `:end(P)` are its days, as functional relations: a day that nobody knows is an unknown value like any
other. `r` itself holds what holds on some day. A condition `r(a, b) at Day` compares the day with those of the period;
at a month it holds if it holds on any day of the month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date

from licet.grammar import tree
from licet.grammar.source import Span
from licet.grammar.write import format_literal, with_days
from licet.logic.ir import Argument, Comparison, Const, Fact, Literal, Origin, Rule, Var, named, variables
from licet.logic.values import Month, Row, Value
from licet.policy import relation_names as called
from licet.policy.fresh_variables import fresh_variable
from licet.policy.occurrences import literals
from licet.policy.vocabulary import Signature, Vocabulary

__all__ = [
    "PERIOD",
    "READ_BY_LICENSES",
    "WAYS_TO_HOLD",
    "at_day",
    "dated_facts",
    "handed_on",
    "holds_on_some_day",
    "month_facts",
    "month_variables",
    "named_period",
    "split_period",
    "without_unread_days",
]

Conjunction = tuple[Literal | Comparison, ...]

READ_BY_LICENSES = frozenset({"licensed_under"})
"""The dated relations whose days the meaning of licenses reads, without a rule that does."""
WAYS_TO_HOLD = 4
"""In how many ways a row can hold on a day."""
PERIOD = "Period'"
"""The variable of a period that a rule hands on."""
_WITH_A_PERIOD = (called.since, called.until, called.between)
_DAYS = re.compile(r"(?P<said>.*?)(?: from (?P<start>[\w-]+))?(?: until (?P<end>[\w-]+))?", re.DOTALL)


def named_period(relation: str, arguments: tuple[tree.Argument, ...], days: tree.Days) -> str:
    """The name of a period: the fact as a policy states it, with its days."""
    form = {1: "unary", 2: "infix"}.get(len(arguments), "call")
    return with_days(format_literal(tree.Atom(relation, arguments, None, form)), days)


def split_period(name: str) -> tuple[str, str | None, str | None]:
    """The fact without its days, the first day, and the day before which it ends, as they are written."""
    found = _DAYS.fullmatch(name)
    assert found is not None
    return found["said"], found["start"], found["end"]


def dated_facts(
    signature: Signature,
    arguments: tuple[tree.Argument, ...],
    row: Row,
    days: tree.Days,
    span: Span,
    per: str | None,
) -> Iterator[Fact]:
    """What states that a row holds on some days."""
    period = named_period(signature.name, arguments, days)
    held = called.between if days.start and days.end else called.since if days.start else called.until
    yield Fact(held(signature.name), (*row, period), span, per)
    for relation, day in ((called.START, days.start), (called.END, days.end)):
        if isinstance(day, tree.Unknown):
            yield Fact(called.unsure(relation), (period,), span, per)
        elif day is not None:
            yield Fact(relation, (period, day.value), span, per)


def holds_on_some_day(vocabulary: Vocabulary) -> Iterator[Rule]:
    """That a dated relation holds what holds on some day, as rules."""
    for signature in vocabulary.relations.values():
        if signature.dated:
            name = signature.name
            row = tuple(Var(f"X{i + 1}") for i in range(signature.arity))
            origin = Origin("helper", None, signature.span)
            for held in (called.always, *_WITH_A_PERIOD):
                known = row if held is called.always else (*row, fresh_variable("Period"))
                yield Rule(held(name), Literal(name, row), (Literal(held(name), known),), origin=origin)


def at_day(
    vocabulary: Vocabulary,
    relation: str,
    arguments: tuple[Argument, ...],
    day: Argument,
    binding: Conjunction = (),
    *,
    month: bool = False,
    number: int | None = None,
) -> tuple[Conjunction, ...]:
    """The conjunctions whose disjunction is that a row of a relation holds on a day.

    Args:
        vocabulary: says whether the relation is dated; one that is not holds on every day.
        relation: its name.
        arguments: those of the row.
        day: a date, or a variable that has one.
        binding: what gives the variable its date. It stands only in the conjunctions that read the day, so that where
            the row always holds nothing depends on it.
        month: whether the day is a month instead.
        number: tells the variables that are made here from those of another such condition in the same body.
    """
    signature = vocabulary.relations.get(relation)
    if signature is None or not signature.dated:
        return ((Literal(relation, arguments),),)
    period, start, end = (fresh_variable(name, number) for name in ("Period", "Start", "End"))
    first, last, reading = day, day, binding
    if month and isinstance(day, Const):
        assert isinstance(day.value, Month)
        first, last = map(Const, _days_of(day.value))
    elif month:
        first, last = fresh_variable("First", number), fresh_variable("Last", number)
        reading = (*binding, Literal(called.MONTH, (day, first, last)))
    begun = (Literal(called.START, (period, start)), Comparison(start, "<=", last))
    lasting = (Literal(called.END, (period, end)), Comparison(first, "<", end))
    since, until, between = (Literal(held(relation), (*arguments, period)) for held in _WITH_A_PERIOD)
    return (
        (Literal(called.always(relation), arguments),),
        (since, *reading, *begun),
        (until, *reading, *lasting),
        (between, *reading, *begun, *lasting),
    )


def without_unread_days(
    branch: Conjunction, days: Iterable[str], given: Iterable[str], vocabulary: Vocabulary
) -> Conjunction:
    """A conjunction that does not ask which day it is where nothing in it depends on the day.

    That something has a day at all is then enough: the day of `on(Use) = Day` may be unknown, but not denied.

    Args:
        branch: the conjunction.
        days: variables for days that matter nowhere else.
        given: variables that are bound without the conjunction.
        vocabulary: says of which relations a value may be unknown.
    """
    for day in sorted(days):
        asking = [i for i, item in enumerate(branch) if day in named(item.arguments)]
        if len(asking) == 1 and (there := _has_a_value(branch[asking[0]], Var(day), vocabulary)) is not None:
            rest = (*branch[: asking[0]], *branch[asking[0] + 1 :])
            bound = {n for i in rest if isinstance(i, Literal) and not i.negated for n in named(i.arguments)}
            if bound.union(given).issuperset(v.name for v in variables(there.arguments)):
                branch = (*branch[: asking[0]], there, *branch[asking[0] + 1 :])
    return branch


def _has_a_value(item: Literal | Comparison, value: Var, vocabulary: Vocabulary) -> Literal | None:
    """That an open functional relation has a value, known or not, if the item asks which it is."""
    if isinstance(item, Comparison) or item.negated or item.arguments[-1] != value:
        return None
    signature = vocabulary.relations.get(item.relation)
    if signature is None or not (signature.absence == "open" and signature.functional):
        return None
    return Literal(called.denied(item.relation), item.arguments[:-1], negated=True)


def handed_on(rule: tree.Rule) -> Iterator[tuple[str, tree.Atom, tree.Body]]:
    """A rule that hands on the days of the condition at the day of its head: for each way to hold, what it is called,
    the head and the body."""
    day = rule.head.at
    (place,) = (i for i, c in enumerate(rule.body.when) if isinstance(c, tree.Atom) and c.at == day)
    source = rule.body.when[place]
    assert isinstance(source, tree.Atom)
    for held in (called.always, *_WITH_A_PERIOD):
        period = () if held is called.always else (tree.Variable(PERIOD),)
        head, read = (
            tree.Atom(held(atom.relation), (*atom.arguments, *period), None, "call") for atom in (rule.head, source)
        )
        when = (*rule.body.when[:place], read, *rule.body.when[place + 1 :])
        yield held(""), head, tree.Body(when, rule.body.unless)


def month_facts(months: Iterable[Value]) -> Iterator[Fact]:
    """The first and the last day of each month among the values."""
    found = {value for value in months if isinstance(value, Month)}
    for month in sorted(found, key=str):
        yield Fact(called.MONTH, (month, *_days_of(month)))


def _days_of(month: Month) -> tuple[date, date]:
    return date(month.year, month.month, 1), date(month.year, month.month, monthrange(month.year, month.month)[1])


def month_variables(body: tree.Body, vocabulary: Vocabulary) -> frozenset[str]:
    """The variables of a body that stand for months."""
    found: set[str] = set()
    equal: list[tuple[object, object]] = []
    for literal, _ in literals(body):
        match literal:
            case tree.Atom():
                found |= _month_places(literal, vocabulary)
            case tree.Comparison(left=left, right=right):
                if isinstance(left, tree.Atom):
                    found |= _month_places(left, vocabulary)
                equal.append((left, right))
            case tree.Membership(argument=argument, choices=choices):
                equal.extend((argument, choice) for choice in choices)
    while True:
        size = len(found)
        for sides in equal:
            for one, other in (sides, sides[::-1]):
                if isinstance(one, tree.Variable) and _is_month(other, found, vocabulary):
                    found.add(one.name)
        if len(found) == size:
            return frozenset(found)


def _month_places(atom: tree.Atom, vocabulary: Vocabulary) -> set[str]:
    signature = vocabulary.relations.get(atom.relation)
    kinds = signature.kinds if signature is not None else ()
    given = zip((*atom.arguments, *((atom.value,) if atom.value else ())), kinds, strict=False)
    return {argument.name for argument, kind in given if kind == "month" and isinstance(argument, tree.Variable)}


def _is_month(side: object, known: set[str], vocabulary: Vocabulary) -> bool:
    match side:
        case tree.YearMonth():
            return True
        case tree.Variable(name=name):
            return name in known
        case tree.Atom(relation=relation):
            signature = vocabulary.relations.get(relation)
            return signature is not None and signature.functional and signature.kinds[-1] == "month"
        case _:
            return False
