"""The logic program that policies are lowered to: plain Datalog with stratified negation, comparisons
and aggregates. Engines, provers and the certificate kernel know this and nothing of licenses.

Terminology after Abiteboul, Hull and Vianu, *Foundations of Databases*, chapters 12 and 15.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import heappop, heappush

from msgspec import Struct, field

from licet.grammar.source import Placed, Span
from licet.logic.values import Row, Value

__all__ = [
    "BEGINNINGS",
    "Aggregate",
    "Argument",
    "Comparison",
    "Const",
    "Fact",
    "Item",
    "Literal",
    "Operation",
    "Origin",
    "Program",
    "Rule",
    "Term",
    "Var",
    "definitions",
    "named",
    "variables",
]


class Var(Struct, frozen=True, array_like=True, tag=True):
    """A variable. Anonymous ones are named `_1`, `_2`, … and occur once."""

    name: str

    @property
    def anonymous(self) -> bool:
        """Whether it was written `_`."""
        return self.name.startswith("_")


class Const(Struct, frozen=True, array_like=True, tag=True):
    """A value."""

    value: Value


Argument = Var | Const


class Operation(Struct, frozen=True, array_like=True, tag=True):
    """`left operator right`, operator one of `+ - *`: the number that is calculated from two."""

    left: Term
    operator: str
    right: Term


Term = Argument | Operation


def variables(terms: Iterable[Term]) -> Iterator[Var]:
    """The variables, with repetitions."""
    for term in terms:
        if isinstance(term, Operation):
            yield from variables((term.left, term.right))
        elif isinstance(term, Var):
            yield term


def named(terms: Iterable[Term]) -> Iterator[str]:
    """The names of the variables that are not anonymous, with repetitions."""
    return (variable.name for variable in variables(terms) if not variable.anonymous)


class Literal(Struct, frozen=True, array_like=True, tag=True):
    """`relation(arguments)`, or its negation. A functional relation's value is its last argument."""

    relation: str
    arguments: tuple[Argument, ...]
    negated: bool = False


BEGINNINGS = ("starts with", "does not start with")
"""The comparison of a text with its beginning, and its opposite."""


class Comparison(Struct, frozen=True, array_like=True, tag=True):
    """`left operator right`, operator one of `= != < <= > >=` and `BEGINNINGS`. Both sides must be bound; `=` with one
    side bound binds the other, if that is a variable. `lenient` ones hold whenever a side is UNKNOWN (the possible side
    of a Kleene pair); strict ones never do. Values of different types are unequal and unordered."""

    left: Term
    operator: str
    right: Term
    lenient: bool = False

    @property
    def arguments(self) -> tuple[Term, Term]:
        """Its two sides."""
        return self.left, self.right

    def definition(self, known: Collection[str]) -> tuple[Var, Term] | None:
        """The variable that an equation gives a value once the known ones have theirs, and the term that is its value;
        None for other comparisons, and for equations that lack more or nothing."""
        if self.operator == "=":
            for side, other in ((self.left, self.right), (self.right, self.left)):
                needed = (variable.name for variable in variables((other,)))
                if isinstance(side, Var) and side.name not in known and all(name in known for name in needed):
                    return side, other
        return None


Item = Literal | Comparison
"""What rule bodies are made of."""


def definitions(items: Sequence[Item], bound: Iterable[str]) -> Iterator[tuple[int, Var, Term]]:
    """The equations that give variables their values, step by step, where some are bound to begin with: the position
    of each among the items, the variable, and the term that is its value. Of those that can be next, the first is."""
    known = set(bound)
    equations = {i: e for i, e in enumerate(items) if isinstance(e, Comparison) and e.operator == "="}
    holding: dict[str, list[int]] = {}
    for i, equation in equations.items():
        for variable in set(variables(equation.arguments)):
            holding.setdefault(variable.name, []).append(i)
    ready = [i for i, equation in equations.items() if equation.definition(known) is not None]
    while ready:
        i = heappop(ready)
        definition = equations[i].definition(known)
        if definition is None:
            continue
        variable, term = definition
        yield i, variable, term
        known.add(variable.name)
        for other in holding[variable.name]:
            if equations[other].definition(known) is not None:
                heappush(ready, other)


class Aggregate(Struct, frozen=True, array_like=True):
    """The value of the head's last argument: `operator` (sum, count, min, max) of `variable` over the distinct
    bindings of the body's named variables, grouped by the head's other arguments."""

    operator: str
    variable: Var


class Origin(Struct, frozen=True, array_like=True):
    """Where a rule comes from. `role` says what it is: `rule`, `clause`, `reading`, `core` (the meaning of licenses),
    `helper` (made by lowering) or `kleene`. `name` is the clause (`llama_2.grant`) or reading (`improves/any_help`)."""

    role: str
    name: str | None = None
    span: Span | None = None


class Rule(Placed, frozen=True):
    """`head :- body`. `id` is unique and does not depend on the order of files or statements. Rules are equal when they
    say the same, wherever they come from."""

    id: str
    head: Literal
    body: tuple[Literal | Comparison, ...]
    aggregate: Aggregate | None = None
    origin: Origin = Origin("rule")

    _aside = frozenset({"origin"})


class Fact(Placed, frozen=True):
    """A stated fact and where it is from: `per` is the source it names. Facts are equal when they say the same."""

    relation: str
    row: Row
    span: Span | None = None
    per: str | None = None

    _aside = frozenset({"span", "per"})


class Program(Struct, frozen=True):
    """Rules and stated facts, which may be `licet.logic.stated.Facts`. `arities`, where they are declared, says which
    relations there are."""

    rules: tuple[Rule, ...]
    facts: Sequence[Fact]
    arities: dict[str, int] = field(default_factory=dict)
