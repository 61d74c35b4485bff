"""A declared use as the answers that describe it, to go through it again or to change it."""

from __future__ import annotations

from collections.abc import Iterator

from licet.grammar import tree
from licet.grammar.write import format_argument
from licet.interview.answers import SKIPPED, Answers
from licet.interview.asking import Asking
from licet.interview.described import MAKER
from licet.interview.keys import USE

__all__ = ["answers_of"]

_LISTED = ("takes_place_in", "for_purpose", MAKER)


def answers_of(asking: Asking, use: str) -> Answers:
    """The facts that policy files state of a declared use, as answers of an interview about it.

    Args:
        asking: who asks.
        use: the name of the use.
    """
    found: dict[str, tuple[str, ...]] = {MAKER: (), "acts": (), "receives": ()}
    for line in _lines(asking, use):
        listed = ", ".join(map(format_argument, line.arguments))
        verb = asking.verbs.get(line.relation)
        if isinstance(line.value, tree.Unknown):
            found[f"{line.relation}({', '.join((USE, *map(format_argument, line.arguments)))})"] = SKIPPED
        elif verb is not None:
            key = "receives" if verb.hands_over else "acts"
            found[key] = tuple(dict.fromkeys((*found[key], line.relation)))
            found[line.relation] = (*found.get(line.relation, ()), f"not {listed}" if line.denied else listed)
        elif line.relation in _LISTED and not line.denied:
            found[line.relation] = (*found.get(line.relation, ()), listed)
        elif line.relation == "on":
            found["on"] = (listed,)
        else:
            arguments, value = _apart(asking, line)
            places = (USE, *map(format_argument, arguments))
            said = "no" if line.denied else "yes" if value is None else format_argument(value)
            found[f"{line.relation}({', '.join(places)})"] = (said,)
    return found


def _apart(asking: Asking, line: tree.Line) -> tuple[tuple[tree.Argument, ...], tree.Argument | tree.Unknown | None]:
    """The arguments of a line and its value, which can stand after `=` or as the last of them."""
    signature = asking.vocabulary.relations.get(line.relation)
    inside = signature is not None and signature.functional and line.value is None and line.arguments
    if not inside or signature is None or len(line.arguments) + 1 < signature.arity:
        return line.arguments, line.value
    *arguments, value = line.arguments
    return tuple(arguments), value


def _lines(asking: Asking, use: str) -> Iterator[tree.Line]:
    """What is said of the use in its block and in facts apart."""
    for statement in (s for module in asking.knowledge.base.modules for s in module.statements):
        if isinstance(statement, tree.Entity) and statement.name == use:
            yield from statement.lines
        elif isinstance(statement, tree.Fact):
            first, *rest = statement.atom.arguments or (None,)
            if isinstance(first, tree.Constant) and first.name == use:
                value = tree.Unknown() if statement.unknown else statement.atom.value
                yield tree.Line(statement.atom.relation, tuple(rest), value, statement.denied, None)
