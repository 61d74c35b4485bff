"""Values, places and citations for documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec.structs import astuple

from licet.grammar.source import Span
from licet.logic.ir import Fact, Rule
from licet.logic.patterns import Pattern, Side, Substitution, side_value
from licet.logic.values import UNKNOWN, Month, Value
from licet.verdict.decision import Assumption
from licet.views.outline.labels import Words
from licet.views.outline.strands import supposed
from licet.wire import proofs, values, verdicts
from licet.words.fragments import text_of

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def value_of(value: Value | None, kind: str | None = None) -> values.Value:
    """A value with its type; None stands for every value, as in a pattern."""
    if value is None:
        return values.Anything()
    if value is UNKNOWN:
        return values.Unknown()
    if isinstance(value, str):
        return values.Text(value) if kind == "text" or not _NAME.fullmatch(value) else values.Name(value)
    if isinstance(value, (int, Decimal)):
        return values.Number(value if isinstance(value, int) else f"{value:f}")
    if isinstance(value, date):
        return values.Day(value)
    assert isinstance(value, Month)
    return values.Month(str(value))


def values_of(row: Iterable[Value | None], kinds: Sequence[str] = ()) -> values.Values:
    """The values of a row; `kinds` are those of its relation."""
    return tuple(value_of(value, kinds[i] if i < len(kinds) else None) for i, value in enumerate(row))


def kinds_of(words: Words, relation: str) -> tuple[str, ...]:
    """The kinds of a declared relation or its twin; none of another."""
    signature = words.vocabulary.signature(relation.removesuffix("?"))
    return signature.kinds if signature is not None else ()


def row_of(words: Words, relation: str, row: Pattern) -> tuple[str, values.Values]:
    """A relation and a row of it."""
    return relation, values_of(row, kinds_of(words, relation))


def holding(words: Words, relation: str, row: Pattern) -> tuple[str, values.Values, str]:
    """A relation, a row of it, and in words that it is so."""
    return (*row_of(words, relation, row), text_of(words.phrases.holds(relation, row)))


def absent(words: Words, relation: str, row: Pattern) -> tuple[str, values.Values, str]:
    """A relation, a row of it, and in words that it is not so."""
    return (*row_of(words, relation, row), text_of(words.phrases.absent(relation, row)))


def comparing(words: Words, left: Side, operator: str, right: Side) -> tuple[values.Value, str, values.Value, str]:
    """A comparison, and the same in words, with how its sides are calculated."""
    says = text_of(words.phrases.comparison(left, operator, right))
    return value_of(side_value(left)), operator, value_of(side_value(right)), says


def bindings_of(substitution: Substitution) -> values.Bindings:
    """The values of variables."""
    return {name: value_of(value) for name, value in substitution}


def assumptions_of(words: Words, assumptions: Iterable[Assumption]) -> tuple[verdicts.Assumption, ...]:
    """The unknown facts that are taken to be so."""
    return tuple(
        verdicts.Assumption(
            a.relation,
            values_of(a.row),
            a.value if isinstance(a.value, bool) else value_of(a.value),
            text_of(supposed(words.phrases, a)),
        )
        for a in assumptions
    )


def place_of(span: Span | None) -> values.Place | None:
    """A place in a file; None where there is none."""
    return values.Place(*astuple(span)) if span is not None and span.file else None


def stated(fact: Fact | None) -> tuple[str | None, values.Place | None]:
    """What a fact names as its source, and where it stands."""
    return (fact.per, place_of(fact.span)) if fact is not None else (None, None)


def rule_of(rule: Rule) -> proofs.Rule:
    """What a rule is for, and where it stands."""
    return proofs.Rule(rule.id, rule.origin.role, rule.origin.name, place_of(rule.origin.span))


def cited_of(words: Words, keys: Iterable[str]) -> dict[str, verdicts.Clause]:
    """The words of clauses, by their names."""
    found = {}
    for key in sorted(set(keys) & words.vocabulary.clauses.keys()):
        entry = words.vocabulary.clauses[key]
        license = words.vocabulary.licenses.get(entry.license)
        title, url = (license.title, license.url) if license is not None else (None, None)
        quotes = tuple(quote.value for quote in entry.clause.quotes)
        place = place_of(entry.clause.span)
        found[key] = verdicts.Clause(entry.license, title, url, entry.clause.locator, quotes, place)
    return found
