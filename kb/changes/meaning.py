"""What a changed statement says now, found in its conditions alone: where it holds that it did not, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.formulas import (
    FALSE,
    Cube,
    Formula,
    TooLarge,
    are_alike,
    definition,
    differences,
    formula_of,
    places_of,
    renamed,
)
from licet.changes.statements import Unit, UnitChange
from licet.grammar import tree
from licet.logic.ir import Const
from licet.policy.lowering import clause_variables
from licet.policy.occurrences import atoms, variables
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base

__all__ = [
    "EITHER_WAY",
    "LOOSER",
    "STRICTER",
    "Part",
    "acts_that_differ",
    "cubes_of_clause",
    "directions",
    "directions_of_effects",
    "parts_that_differ",
    "signs",
]

LOOSER, STRICTER = "looser", "stricter"
EITHER_WAY = frozenset((LOOSER, STRICTER))


class Part(Struct, frozen=True):
    """Something that has conditions: a clause, a relation with its rules, a reading.

    Attributes:
        name: what it is called: `llama_2.grant`, `one_over_700_million`, `summed of over_700_million`.
        gained, lost: where it holds now and did not, and the reverse; None where that cannot be said.
        is_alike: whether it comes to the same where what it asks for is not known, too.
        came_or_went: whether it is on one side only.
    """

    name: str
    gained: tuple[Cube, ...] | None = None
    lost: tuple[Cube, ...] | None = None
    is_alike: bool = True
    came_or_went: bool = False

    @property
    def is_same(self) -> bool:
        """Whether it holds exactly where it held."""
        return self.gained == () and self.lost == () and self.is_alike and not self.came_or_went


def parts_that_differ(change: UnitChange) -> tuple[Part, ...]:
    """What of a changed unit has conditions, and where these differ; nothing for what has none."""
    kind, name = change.key
    if change.reworded:
        return ()
    if kind == "clause":
        if _is_of_things(change.clauses[0]) is not _is_of_things(change.clauses[1]) and change.what == "changed":
            return (Part(name),)
        return (_part(name, *(_of_clause(unit) for unit in (change.before, change.after))),)
    if kind == "rule":
        places = places_of(s for s in change.unit.statements if isinstance(s, tree.Rule))
        return (_part(name, *(_of_rules(unit, places) for unit in (change.before, change.after))),)
    if kind == "term":
        places = _places(change.unit)
        old, new = (_readings(unit, places) for unit in (change.before, change.after))
        names = sorted({*old, *new})
        parts = [
            replace(
                _part(f"{n} of {name}", old.get(n, FALSE), new.get(n, FALSE)), came_or_went=(n in old) is not (n in new)
            )
            for n in names
            if old.get(n) != new.get(n)
        ]
        return tuple(parts)
    return ()


def cubes_of_clause(clause: tree.Clause) -> tuple[Cube, ...]:
    """The possibilities in which the conditions of a clause hold; none where they are too many."""
    try:
        return differences(_formula_of(clause), FALSE)
    except TooLarge:
        return ()


def _part(name: str, before: Formula | None, after: Formula | None) -> Part:
    if before is None or after is None:
        return Part(name)
    try:
        gained, lost = differences(after, before), differences(before, after)
        return Part(name, gained, lost, bool(gained or lost) or are_alike(before, after))
    except TooLarge:
        return Part(name)


def _of_clause(unit: Unit | None) -> Formula:
    if unit is None:
        return FALSE
    (clause, *_) = unit.statements
    assert isinstance(clause, tree.Clause)
    return _formula_of(clause)


def _formula_of(clause: tree.Clause) -> Formula:
    use, thing = clause_variables(clause)
    names = {use: "Use", **({thing: "Thing"} if thing is not None else {})}
    return formula_of(renamed(clause.body, names), names.values())


def _of_rules(unit: Unit | None, places: Sequence[str]) -> Formula | None:
    if unit is None:
        return FALSE
    return definition((s for s in unit.statements if isinstance(s, tree.Rule)), places)


def _places(unit: Unit) -> tuple[str, ...]:
    """Names for the arguments of a term."""
    return tuple(v.name for v in variables(_term(unit).head))


def _readings(unit: Unit | None, places: Sequence[str]) -> Mapping[str, Formula]:
    if unit is None:
        return {}
    term = _term(unit)
    names = dict(zip((v.name for v in variables(term.head)), places, strict=False))
    return {reading.name: formula_of(renamed(reading.body, names), places) for reading in term.readings}


def _term(unit: Unit) -> tree.Term:
    (term, *_) = unit.statements
    assert isinstance(term, tree.Term)
    return term


def _is_of_things(clause: tree.Clause | None) -> bool:
    """Whether a clause says of each thing by itself what it says, and not of the use."""
    return clause is not None and clause_variables(clause)[1] is not None


# --- Which way a change goes ---


def directions_of_effects(before: tree.Clause, after: tree.Clause) -> frozenset[str] | None:
    """Which way answers can go by what a clause does that it did not, and the reverse; None where nobody can say. They
    can go either way where it says of a use what it said of each thing by itself, or the reverse."""
    if before.in_force != after.in_force:
        return None
    old, new = set(_effects(before)), set(_effects(after))
    found: set[str] = set()
    for effects, is_new in ((new - old, True), (old - new, False)):
        for kind, *_ in effects:
            if kind not in _WAYS:
                return None
            found |= _WAYS[kind] if is_new else _turned(_WAYS[kind])
    return frozenset(found)


_WAYS = {
    "Permits": frozenset((LOOSER,)),
    "Forbids": frozenset((STRICTER,)),
    "Requires": frozenset((STRICTER,)),
    # Without a condition nothing is granted; what a covenant asks for, and is refused, is forbidden.
    "Requires as condition": EITHER_WAY,
}


def _effects(clause: tree.Clause) -> Iterator[tuple[str, ...]]:
    """What a clause does, act by act."""
    for effect in clause.effects:
        kind = type(effect).__name__
        match effect:
            case tree.Permits() | tree.Forbids():
                yield from ((kind, _of(effect), a) for a in [a.name for a in effect.actions] or ["every act"])
            case tree.Requires():
                acts = [a.name for a in effect.actions] or ["every act"]
                yield from ((kind, _of(effect), effect.duty.name, a) for a in acts)
                if effect.strength == "condition":
                    yield from ((f"{kind} as condition", effect.duty.name, a) for a in acts)
            case tree.Defeats():
                yield from ((kind, effect.verb, c.name) for c in effect.clauses)
            case tree.Incorporates():
                yield from ((kind, name.name) for name in effect.licenses)


def _of(effect: tree.Permits | tree.Forbids | tree.Requires) -> str:
    return "each thing" if effect.thing is not None else "the use"


def acts_that_differ(before: tree.Clause | None, after: tree.Clause | None) -> tuple[str, ...]:
    """The actions that only one of two clauses speaks of."""
    old, new = ({e[-1] for e in _effects(c) if e[0] in _WAYS} if c is not None else set() for c in (before, after))
    return tuple(sorted((old ^ new) - {"every act"}))


def signs(base: Base) -> Mapping[str, frozenset[str]]:
    """For each clause and relation what more of it makes of answers: `stricter`, `looser`, both, or for what nothing
    reads, neither."""
    return _Signs(base).table


def directions(part: Part, sign: frozenset[str]) -> frozenset[str] | None:
    """Which way answers can go by what a part gained and lost; None where that cannot be said."""
    if part.gained is None or part.lost is None:
        return None
    if part.came_or_went:
        return EITHER_WAY if sign else sign
    if not part.is_alike:
        return None
    found = sign if part.gained else frozenset()
    return found | (_turned(sign) if part.lost else frozenset())


def _turned(sign: Iterable[str]) -> frozenset[str]:
    return frozenset(STRICTER if one == LOOSER else LOOSER for one in sign)


_OFFERED = "offered_under"


def _offered(base: Base) -> frozenset[str]:
    """The licenses that something is or may be offered under, beside others."""
    heads = [rule.head.arguments[-1] for rule in base.program.rules if rule.head.relation == _OFFERED]
    if any(not isinstance(argument, Const) for argument in heads):
        return frozenset(base.vocabulary.licenses)
    stated = (fact.row[-1] for fact in base.program.facts if fact.relation == _OFFERED)
    return frozenset(map(str, (*stated, *(a.value for a in heads if isinstance(a, Const)))))


class _Signs:
    """The signs of a base, found by going up from relations to what reads them until nothing is new."""

    def __init__(self, base: Base) -> None:
        self.vocabulary: Vocabulary = base.vocabulary
        self.table: dict[str, frozenset[str]] = {}
        for key in self.vocabulary.clauses:
            self._of_clause(key, ())
        offered = _offered(base)
        for key, entry in self.vocabulary.clauses.items():
            # Where another license may be chosen, what this one refuses it does not ask for either.
            if self.table[key] and entry.license in offered:
                self.table[key] = EITHER_WAY
        for rule in base.program.rules:
            if rule.origin.role == "core":
                for item in rule.body:
                    relation = getattr(item, "relation", "").rstrip("?")
                    if relation in self.vocabulary.relations:
                        self.table[relation] = EITHER_WAY
        self._spread(list(_readers(base.modules, self.vocabulary)))

    def _of_clause(self, key: str, above: Sequence[str]) -> frozenset[str]:
        if key in self.table or key in above or key not in self.vocabulary.clauses:
            return self.table.get(key, frozenset())
        entry = self.vocabulary.clauses[key]
        found: set[str] = set()
        for effect in entry.clause.effects:
            match effect:
                case tree.Permits():
                    found.add(LOOSER)
                case tree.Forbids() | tree.Requires():
                    found.add(STRICTER)
                case tree.Incorporates():
                    found |= {LOOSER, STRICTER}
                case tree.Defeats(clauses=clauses):
                    for target in clauses:
                        of = self._of_clause(self.vocabulary.clause_key(target.name, entry.license), (*above, key))
                        found |= _turned(of)
        self.table[key] = frozenset(found)
        return self.table[key]

    def _spread(self, readers: Sequence[tuple[str, str, bool | None]]) -> None:
        again = True
        while again:
            again = False
            for relation, reader, negative in readers:
                sign = self.table.get(reader, frozenset())
                known = self.table.get(relation, frozenset())
                more = sign | _turned(sign) if negative is None else _turned(sign) if negative else sign
                if not more <= known:
                    self.table[relation] = known | more
                    again = True


def _readers(modules: Iterable[tree.Module], vocabulary: Vocabulary) -> Iterable[tuple[str, str, bool | None]]:
    """Each relation with what reads it, and whether that asks for its absence; None where either way counts."""
    bodies: list[tuple[str, tree.Body, bool]] = []
    for key, entry in vocabulary.clauses.items():
        bodies.append((key, entry.clause.body, False))
    for module in modules:
        for statement in module.statements:
            if isinstance(statement, tree.Rule):
                calculated = statement.aggregate is not None or statement.calculation is not None
                bodies.append((statement.head.relation, statement.body, calculated))
            elif isinstance(statement, tree.Term):
                bodies += [(statement.head.relation, reading.body, False) for reading in statement.readings]
    for reader, body, calculated in bodies:
        for atom, negative in atoms(body):
            signature = vocabulary.relations.get(atom.relation)
            either = calculated or (signature is not None and signature.functional)
            yield atom.relation, reader, None if either else negative
