"""What a changed statement means, in sentences: what the conditions hold for now, and what becomes of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from licet.changes.formulas import Cell, Cube
from licet.changes.policy_changes import StatementChange
from licet.changes.tries import ends_of
from licet.changes.witnesses import Witness
from licet.grammar import tree
from licet.grammar.write import format_argument, format_literal
from licet.logic.values import Month, Value
from licet.verdict.verdict import Status

__all__ = ["effect_of", "number", "sentences_of", "stretch"]


def sentences_of(change: StatementChange) -> tuple[str, ...]:
    """What a changed statement means; the answers that change come first.

    Args:
        change: the statement.
    """
    if change.direction == "equivalent":
        return (f"changes no answer: {change.reason}",)
    found = list(dict.fromkeys(_of_answers(change)))
    for part in change.parts:
        if part.gained is None or part.lost is None:
            found.append(f"`{part.name}`: where it holds now and did not was not found out")
            continue
        found += [f"`{part.name}` now holds {words}, too" for words in _where(part.gained)]
        found += [f"`{part.name}` no longer holds {words}" for words in _where(part.lost)]
    if change.reason:
        found.append(change.reason)
    return tuple(found)


def _of_answers(change: StatementChange) -> Iterator[str]:
    """What the witnesses show. Where both ends of a stretch have the same answers, so has what lies between them: the
    rules compare only at its ends."""
    cubes = [c for part in change.parts for c in (*(part.gained or ()), *(part.lost or ()))]
    by_cube: dict[int | None, list[Witness]] = {}
    for witness in change.witnesses:
        by_cube.setdefault(witness.cube, []).append(witness)
    for number_, witnesses in by_cube.items():
        first = witnesses[0]
        lead = effect_of(*first.answers)
        alike = all(w.answers == first.answers for w in witnesses)
        cube = cubes[number_] if number_ is not None else None
        told = _with_numbers(cube, witnesses) if cube is not None and alike else None
        if told is not None:
            yield f"{lead} {told}"
        else:
            for witness in witnesses:
                said = effect_of(*witness.answers)
                yield f"{said} uses such as the one below" if witness.text else f"{said} `{witness.use}`"


def effect_of(before: Status, after: Status) -> str:
    """What becomes of an answer, as the beginning of a sentence."""
    if before.allows and after.refuses:
        return "now refuses"
    if before.refuses and after.allows:
        return "now permits"
    if before is after:
        return f"answers {after.value} in another way for"
    if after is Status.PERMITTED_WITH_DUTIES and before is Status.PERMITTED:
        return "now asks for duties of"
    if after is Status.PERMITTED and before is Status.PERMITTED_WITH_DUTIES:
        return "no longer asks for duties of"
    return f"now answers {after.value} instead of {before.value} for"


def _with_numbers(cube: Cube, witnesses: Sequence[Witness]) -> str | None:
    """`organizations with 500,000,001 to 700,000,000 monthly active users (2023-06)`."""
    value = witnesses[0].value
    if value is None or len(cube.cells) != 1:
        return None
    relation, further, _ = value
    words = relation.replace("_", " ")
    months = {str(v) for w in witnesses if w.value is not None for v in w.value[1]}
    place = f" ({', '.join(sorted(months))})" if months else ""
    who = "organizations" if further or any("organization " in w.text for w in witnesses) else "uses"
    return f"{who} with {stretch(cube.cells[0][1])} {words}{place}"


def stretch(cell: Cell) -> str:
    """The values of a cell in words: `500,000,001 to 700,000,000`."""
    if cell.low is None and cell.high is None:
        return "no value of"
    first, last = ends_of(cell)
    if cell.low is None:
        return f"up to {number(last)}" if not isinstance(cell.high, Decimal) else f"less than {number(cell.high)}"
    if cell.high is None:
        return f"{number(first)} or more" if not isinstance(cell.low, Decimal) else f"more than {number(cell.low)}"
    if first == last:
        return number(first)
    return f"{number(first)} to {number(last)}"


def number(value: Value | None) -> str:
    """A value in a sentence."""
    match value:
        case int() | Decimal():
            return f"{value:,}"
        case date():
            return value.isoformat()
        case Month():
            return str(value)
        case _:
            return f"`{value}`"


def _where(cubes: Sequence[Cube]) -> Iterator[str]:
    """Where a formula holds that the other does not, each part of the possibilities once."""
    for cube in cubes:
        words = [*_conditions(cube), *(_cell(name, cell, cube) for name, cell in cube.cells)]
        yield "where " + " and ".join(words) if words else "everywhere"


def _conditions(cube: Cube) -> Iterator[str]:
    for condition, holds in cube.conditions:
        yield f"`{_said(condition)}`" if holds else f"not `{_said(condition)}`"


def _said(condition: tree.Atom | tree.Comparison) -> str:
    return format_literal(_readable(condition))


def _readable(condition: Any) -> Any:
    """A condition as it is read: two arguments stand on the two sides of the relation."""
    if isinstance(condition, tree.Atom) and condition.form == "call":
        if len(condition.arguments) == 2 and condition.value is None:
            return replace(condition, form="infix")
        if len(condition.arguments) == 1 and condition.value is None:
            return replace(condition, form="unary")
    return condition


def _cell(name: str, cell: Cell, cube: Cube) -> str:
    term: Mapping[str, Any] = dict(cube.terms)
    what = term.get(name)
    shown = format_literal(what) if isinstance(what, tree.Atom) else format_argument(what) if what is not None else name
    if cell.low is None and cell.high is None:
        return f"`{shown}` is something else" if not isinstance(what, tree.Atom) else f"`{shown}` has no value"
    return f"`{shown}` is {stretch(cell)}"
