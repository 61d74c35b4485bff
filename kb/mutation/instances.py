"""Uses for which the conditions of a mutated clause hold or just fail, made from uses that there are: what a condition
asks for is stated as a fact, where it does not follow already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, islice, product

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.asked_uses import AskedUse, laid_over
from licet.errors import LicetError
from licet.grammar import tree
from licet.logic.values import UNKNOWN, Month, Value
from licet.mutation.mutants import Mutant
from licet.policy.binding import flatten
from licet.policy.bodies import argument_of, constant_value
from licet.policy.lowering import clause_variables
from licet.policy.vocabulary import VALUE_KINDS
from licet.verdict.base import Base

__all__ = ["instances_of"]

_MOST_WAYS = 6
_MOST_OF_A_SEED = 12
_Literals = tuple[tree.Literal, ...]
_Bindings = Mapping[str, Value]


def instances_of(base: Base, mutant: Mutant, seeds: Iterable[AskedUse]) -> Iterator[AskedUse]:
    """Uses in which a clause and its mutant can differ.

    Args:
        base: the policies.
        mutant: the mutant; of rules and terms there are none.
        seeds: uses to begin with.
    """
    before = mutant.before
    others = _targets(base, mutant)
    for seed in seeds:
        whole = _with_given(base, seed)
        layer = laid_over(base, whole) if whole is not None else None
        if whole is None or layer is None:
            continue
        yield from _on_other_days(whole, mutant)
        if isinstance(before, tree.Clause):
            try:
                yield from islice(_of_seed(layer, whole, before, mutant, others), _MOST_OF_A_SEED)
            except LicetError:
                continue


def _on_other_days(seed: AskedUse, mutant: Mutant) -> Iterator[AskedUse]:
    """The use on the days about the first and the last one of what is in force on other days."""
    if mutant.code == "M107":
        days = (day for statement in (mutant.before, mutant.after) for day in _ends(statement))
        for day in dict.fromkeys(chain.from_iterable(map(_about, days))):
            given = tuple(_on(g, day) if isinstance(g, tree.Entity) and g.name == seed.name else g for g in seed.given)
            yield replace(seed, given=given)


def _ends(statement: object) -> Iterator[date]:
    if isinstance(statement, (tree.Clause, tree.License)) and statement.in_force is not None:
        yield statement.in_force.start.value
        if statement.in_force.end is not None:
            yield statement.in_force.end.value


def _on(use: tree.Entity, day: Value) -> tree.Entity:
    lines = tuple(line for line in use.lines if line.relation != "on")
    return replace(use, lines=(*lines, tree.Line("on", (argument_of(day),), None, False, None)))


def _targets(base: Base, mutant: Mutant) -> tuple[tree.Clause, ...]:
    """The clauses that the mutant does not defeat any more: they have to speak, too."""
    before, after = mutant.before, mutant.after
    if not isinstance(before, tree.Clause) or not isinstance(after, tree.Clause):
        return ()
    lost = [name for name in _defeated(before) if name not in _defeated(after)]
    keys = [base.vocabulary.clause_key(name, mutant.license) for name in lost]
    return tuple(base.vocabulary.clauses[key].clause for key in keys if key in base.vocabulary.clauses)


def _defeated(clause: tree.Clause) -> list[str]:
    return [c.name for effect in clause.effects if isinstance(effect, tree.Defeats) for c in effect.clauses]


def _with_given(base: Base, seed: AskedUse) -> AskedUse | None:
    """The use as something that is given: a copy of one that the policies declare."""
    if seed.given:
        return seed
    declared = (s for m in base.modules for s in m.statements if isinstance(s, tree.Entity) and s.name == seed.name)
    use = next(declared, None)
    name = f"{seed.name}_changed"
    return None if use is None else replace(seed, name=name, given=(replace(use, name=name),))


def _of_seed(
    layer: Base, seed: AskedUse, clause: tree.Clause, mutant: Mutant, others: Sequence[tree.Clause]
) -> Iterator[AskedUse]:
    acts = layer.solver.answers("does", (seed.name, None, None))
    things = list(dict.fromkeys(str(row[2]) for row in acts))
    bodies = [clause, *others]
    for thing in things[:2]:
        done = _actions(bodies) or (None,)
        for action in done[:2]:
            said = () if action is None else (_fact("does", (seed.name, action, thing)),)
            for ways in product(*(list(islice(_ways(c, mutant), _MOST_WAYS)) for c in bodies)):
                for facts in _stated(layer, seed.name, thing, zip(bodies, ways, strict=True)):
                    yield replace(seed, given=(*seed.given, *said, *facts))


def _actions(clauses: Sequence[tree.Clause]) -> tuple[str, ...]:
    """The actions that all of some clauses speak of, where each names some."""
    found: list[str] | None = None
    for clause in clauses:
        named = [a.name for e in clause.effects if isinstance(e, (tree.Permits, tree.Forbids)) for a in e.actions]
        if named:
            found = named if found is None else [name for name in found if name in named]
    return tuple(dict.fromkeys(found or ()))


def _ways(clause: tree.Clause, mutant: Mutant) -> Iterator[_Literals]:
    """What has to hold, in several ways: the conditions; without the one that the mutant drops, or that it asks for in
    another way; with one of the exceptions."""
    yield from _choices(clause.body.when)
    after = mutant.after
    if isinstance(after, tree.Clause) and clause is mutant.before:
        yield from _choices(after.body.when)
        for condition in clause.body.when:
            yield from _choices((condition,))
        for exception in clause.body.unless:
            yield from _choices((*clause.body.when, *exception))


def _choices(conditions: Iterable[tree.Condition]) -> Iterator[_Literals]:
    """The literals of a conjunction, one item of each `any of`."""
    options: list[list[_Literals]] = []
    for condition in flatten(conditions):
        if not isinstance(condition, tree.Group):
            options.append([(condition,)])
        elif condition.quantifier == "any":
            options.append([way for item in condition.items for way in _choices((item,))])
    for choice in product(*options):
        yield tuple(literal for way in choice for literal in way)


def _stated(
    layer: Base, use: str, thing: str, ways: Iterable[tuple[tree.Clause, _Literals]]
) -> Iterator[tuple[tree.Fact, ...]]:
    """The facts that make literals hold, in several ways where values are compared."""
    parts = []
    for clause, literals in ways:
        of_use, of_thing = clause_variables(clause)
        bindings = {of_use: use, **({of_thing: thing} if of_thing is not None else {})}
        parts.append(list(_Making(layer, literals).made(bindings)))
    for part in product(*parts):
        yield tuple(dict.fromkeys(fact for facts in part for fact in facts))


class _Making(Struct, frozen=True):
    """Makes literals hold in a base by facts."""

    layer: Base
    literals: _Literals

    def made(self, bindings: _Bindings) -> Iterator[tuple[tree.Fact, ...]]:
        """The facts, for several choices of the values that are compared."""
        atoms = [literal for literal in self.literals if isinstance(literal, tree.Atom)]
        calls = [c for c in self.literals if isinstance(c, tree.Comparison) and isinstance(c.left, tree.Atom)]
        yield from self._atoms((*atoms, *(self._call(call) for call in calls)), bindings)

    def _call(self, comparison: tree.Comparison) -> tree.Atom:
        """A call that is compared, with a variable for its value."""
        assert isinstance(comparison.left, tree.Atom)
        return replace(comparison.left, value=tree.Variable(f"value of {comparison.left.relation}"))

    def _atoms(self, atoms: Sequence[tree.Atom], bindings: _Bindings) -> Iterator[tuple[tree.Fact, ...]]:
        if not atoms:
            yield self._denials(bindings)
            return
        first, *rest = atoms
        for facts, further in self._atom(first, bindings):
            for others in self._atoms(rest, further):
                yield (*facts, *others)

    def _atom(self, atom: tree.Atom, bindings: _Bindings) -> Iterator[tuple[tuple[tree.Fact, ...], _Bindings]]:
        """The facts that make an atom hold, and what its variables are then."""
        vocabulary = self.layer.vocabulary
        signature = vocabulary.relations.get(atom.relation)
        arguments = (*atom.arguments, *((atom.value,) if atom.value is not None else ()))
        if signature is None or len(arguments) != signature.arity:
            yield (), bindings
            return
        row = [_value(argument, bindings) for argument in arguments]
        if atom.relation in vocabulary.terms:
            yield from self._term(vocabulary.terms[atom.relation].term, arguments, signature.kinds, bindings)
            return
        rows = self.layer.solver.answers(atom.relation, tuple(row))
        known = next((r for r in rows if UNKNOWN not in r), None)
        if known is not None:
            yield (), {**bindings, **_bound(arguments, known)}
        if known is None or any(v is None for v in row):
            kinds = signature.kinds
            options = [
                [v] if v is not None else list(self._options(a, kinds[i], bindings))
                for i, (a, v) in enumerate(zip(arguments, row, strict=True))
            ]
            for choice in islice(product(*options), 4):
                if choice != known:
                    yield (
                        (_fact(atom.relation, choice, signature.functional),),
                        {**bindings, **_bound(arguments, choice)},
                    )

    def _term(
        self, term: tree.Term, arguments: Sequence[tree.Argument], kinds: Sequence[str], bindings: _Bindings
    ) -> Iterator[tuple[tuple[tree.Fact, ...], _Bindings]]:
        """The facts that make every reading of a term hold, and those that make one of them hold."""
        values = [_value(argument, bindings) for argument in arguments]
        options = [
            [v] if v is not None else list(self._options(a, kinds[i], bindings))
            for i, (a, v) in enumerate(zip(arguments, values, strict=True))
        ]
        for row in islice(product(*options), 2):
            named = {a.name: v for a, v in zip(term.head.arguments, row, strict=False) if isinstance(a, tree.Variable)}
            further = {**bindings, **_bound(arguments, row)}
            made = [
                next(_Making(self.layer, way).made(named), ())
                for reading in term.readings
                if (way := next(_choices(reading.body.when), None)) is not None
            ]
            yield tuple(fact for facts in made for fact in facts), further
            yield from ((facts, further) for facts in made)

    def _options(self, argument: tree.Argument, kind: str, bindings: _Bindings) -> Iterator[Value]:
        """Values for a variable: of values those about what it is compared with, of names some that there are."""
        if kind not in VALUE_KINDS:
            taken = set(bindings.values())
            yield from islice((name for name in self.layer.vocabulary.members(kind) if name not in taken), 2)
            return
        name = argument.name if isinstance(argument, tree.Variable) else ""
        found = [v for v in self._compared(name, bindings) if _is_of(kind, v)]
        yield from dict.fromkeys(found)
        if not found:
            yield from _anything(kind, bindings)

    def _compared(self, name: str, bindings: _Bindings) -> Iterator[Value]:
        for comparison in (c for c in self.literals if isinstance(c, tree.Comparison)):
            sides: list[object] = [comparison.left, comparison.right]
            called = isinstance(comparison.left, tree.Atom) and name == f"value of {comparison.left.relation}"
            names = [s.name for s in sides if isinstance(s, tree.Variable)]
            if called or name in names:
                for side in sides:
                    if not isinstance(side, (tree.Atom, tree.Operation)):
                        value = _value(side, bindings)  # type: ignore[arg-type]
                        if value is not None:
                            yield from _about(value)

    def _denials(self, bindings: _Bindings) -> tuple[tree.Fact, ...]:
        """That what is negated is not so, where nobody could tell otherwise."""
        found = []
        for literal in self.literals:
            atom = literal.literal if isinstance(literal, tree.Negation) else None
            signature = self.layer.vocabulary.relations.get(atom.relation) if isinstance(atom, tree.Atom) else None
            if isinstance(atom, tree.Atom) and signature is not None and signature.absence != "closed":
                row = [_value(argument, bindings) for argument in atom.arguments]
                if not signature.functional and all(v is not None for v in row):
                    found.append(replace(_fact(atom.relation, [v for v in row if v is not None]), denied=True))
        return tuple(found)


def _value(argument: tree.Argument, bindings: _Bindings) -> Value | None:
    if isinstance(argument, tree.Variable):
        return bindings.get(argument.name)
    return constant_value(argument)


def _bound(arguments: Sequence[tree.Argument], row: Sequence[Value]) -> _Bindings:
    return {a.name: v for a, v in zip(arguments, row, strict=True) if isinstance(a, tree.Variable)}


def _about(value: Value) -> Iterator[Value]:
    """The value, and the next ones to it."""
    match value:
        case bool() | str():
            yield value
        case int():
            yield from (value, value + 1, max(value - 1, 0))
        case Decimal():
            yield from (value, value + 1, value - 1)
        case date():
            yield from (value, value + timedelta(days=1), value - timedelta(days=1))
        case _:
            yield value


def _is_of(kind: str, value: Value) -> bool:
    types: dict[str, tuple[type, ...]] = {"count": (int,), "number": (int, Decimal), "date": (date,), "month": (Month,)}
    return isinstance(value, types.get(kind, (str,)))


def _anything(kind: str, bindings: _Bindings) -> Iterator[Value]:
    days = [v for v in bindings.values() if isinstance(v, date)]
    day = days[0] if days else date(2026, 1, 1)
    found: dict[str, Value] = {"count": 1, "number": 1, "date": day, "month": Month(day.year, day.month)}
    yield found.get(kind, "something")


def _fact(relation: str, row: Sequence[Value], functional: bool = False) -> tree.Fact:
    arguments = tuple(map(argument_of, row))
    value = arguments[-1] if functional else None
    return tree.Fact(tree.Atom(relation, arguments[:-1] if functional else arguments, value), False, False, None)
