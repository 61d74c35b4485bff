"""Programs in the notations of other engines, which differ in little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from licet.logic.ir import Comparison, Literal, Program, Rule, Term, Var

__all__ = ["aggregates", "atom", "statements", "term"]


def term(value: Term, result: str = "Result") -> str:
    """A variable, `_` or a number; the value of an aggregate has the name given."""
    if isinstance(value, Var):
        return "_" if value.anonymous else result if value.name == "Result" else value.name
    assert not hasattr(value, "operator")
    return str(value.value)


def atom(literal: Literal) -> str:
    """`relation(arguments)`."""
    return f"{literal.relation}({', '.join(map(term, literal.arguments))})"


def aggregates(program: Program) -> Iterator[tuple[Rule, Literal, set[str], str, list[str]]]:
    """The rules with aggregates, each with the one literal that it goes over, what it groups by, what it aggregates,
    and what else the literal has."""
    for rule in program.rules:
        if rule.aggregate is not None:
            (over,) = rule.body
            assert isinstance(over, Literal)
            keys = {term(argument) for argument in rule.head.arguments[:-1]}
            aggregated = rule.aggregate.variable.name
            rest = [term(argument) for argument in over.arguments if term(argument) not in {*keys, aggregated}]
            yield rule, over, keys, aggregated, rest


def statements(program: Program, negation: str, operators: Mapping[str, str], *, late: bool = False) -> Iterable[str]:
    """The rules without aggregates as `head :- body.`, with this sign of negation before an atom.

    Args:
        program: the program.
        negation: what stands before a negated atom.
        operators: the comparisons that are written otherwise.
        late: whether negation and comparisons go to the end, for engines that go from left to right.
    """
    for rule in program.rules:
        if rule.aggregate is not None:
            continue
        body = sorted(rule.body, key=_is_test) if late else rule.body
        words = []
        for item in body:
            if isinstance(item, Comparison):
                operator = operators.get(item.operator, item.operator)
                words.append(f"{term(item.left)} {operator} {term(item.right)}")
            else:
                words.append(f"{negation if item.negated else ''}{atom(item)}")
        yield f"{atom(rule.head)} :- {', '.join(words)}."


def _is_test(item: Literal | Comparison) -> bool:
    return isinstance(item, Comparison) or item.negated
