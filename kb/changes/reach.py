"""Which uses a change can reach: of the others it is known, without asking them again, that their answers stay.

Rules and facts that differ between two programs are followed upward (`licet.changes.rising`) until they say something
of uses, such as the conditions of a clause. No rule reads what is said of another use (`licet.checks.isolation`), so
that a use is reached only if such a relation says something else of it, or something that is in doubt; and where an
answer cannot hang on that relation by itself, only if what policies conclude from it does so, too. Where what is
presumed matters, it is asked in the strict world, where that is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.common import Common
from licet.changes.leading import Leading, leading_to
from licet.changes.rising import Patterns, Rising, is_decisive
from licet.changes.statements import UnitChange
from licet.engine.solver import Solver
from licet.logic.patterns import Pattern, pattern_under
from licet.logic.values import Row
from licet.policy.relation_names import family_of, license_of, split_possible
from licet.policy.vocabulary import VALUE_KINDS
from licet.verdict.base import Base

__all__ = ["Reach", "Reaching", "arity_of", "rows_of", "says_more"]

_OF_LINEAGE = frozenset({"governs", "touches", "under", "reaches"})
_MOST_ASKED = 120


class Reach(Struct, frozen=True):
    """What a change can reach.

    Attributes:
        changed: the relations whose rules or facts differ.
        rows: the rows in which the change first says something of uses, by their relation.
        rising: what follows from rows.
        owners: the licenses on whose answers that can bear; None among them if it can on those of any.
        moves: whether a use can come under other licenses than before.
        licenses: licenses whose uses are reached whatever their conditions say.
        organizations: those whose uses are reached: they read a term otherwise.
        common: what the programs before and after have in common.
        leading: what leads to the things that differ, where that alone says which uses can be reached.
    """

    changed: frozenset[str]
    rows: Patterns
    rising: Rising
    owners: frozenset[str | None]
    moves: bool
    licenses: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    common: Common = Common()
    leading: Leading | None = None

    @property
    def entered(self) -> tuple[tuple[str, int], ...]:
        """The relations in which the change first says something of uses, with the place of the use in them."""
        return tuple((name, self._place(name)) for name in sorted(self.rows))

    @property
    def is_nothing(self) -> bool:
        """Whether no answer can differ: the programs say the same, or nothing that decides reads what differs."""
        return not self.rows and not self.licenses and not self.organizations

    @property
    def needs_licenses_of_both(self) -> bool:
        """Whether a use can come under other licenses than before."""
        return self.moves or None in self.owners

    def can_reach(self, licenses: frozenset[str]) -> bool:
        """Whether a use that only those licenses could govern can be reached at all."""
        return bool(self.licenses & licenses or self.organizations or self.owners & {None, *licenses})

    def reaches(self, before: Base, after: Base, use: str, licenses: frozenset[str]) -> bool:
        """Whether the answer for a use can be another one; with strict bases, whether what it presumes can be.
        Both have the use; `licenses` are those that could govern something of it."""
        if self.licenses & licenses:
            return True
        for base in (before, after):
            if any(base.solver.holds("by", (use, name)) for name in sorted(self.organizations)):
                return True
        near = {name: rows for name, rows in self.rows.items() if self._concerns(name, licenses)}
        # To find out more than that takes as long as to ask for the answer.
        return len(near) > _MOST_ASKED or self._arrives((before, after), use, near, licenses, set())

    def _concerns(self, relation: str, licenses: frozenset[str]) -> bool:
        owner = license_of(relation)
        return owner is None or owner in licenses

    def _arrives(
        self,
        bases: tuple[Base, Base],
        use: str,
        rows: Patterns,
        licenses: frozenset[str],
        seen: set[tuple[str, frozenset[Pattern]]],
    ) -> bool:
        """Whether rows that can differ for a use come to something that its answer hangs on."""
        for name in sorted(rows):
            if (name, rows[name]) in seen or not self._concerns(name, licenses):
                continue
            seen.add((name, rows[name]))
            if self._differs(bases, use, name, rows[name]) and (
                is_decisive(name) or self._arrives(bases, use, self.rising.above(name, rows[name]), licenses, seen)
            ):
                return True
        return False

    def _differs(self, bases: tuple[Base, Base], use: str, relation: str, patterns: frozenset[Pattern]) -> bool:
        place = self._place(relation)
        return any(
            _differs(*bases, relation, (*pattern[:place], use, *pattern[place + 1 :]))
            for pattern in sorted(patterns, key=repr)
            if pattern[place] in (None, use)
        )

    def _place(self, relation: str) -> int:
        place = self.rising.place_of_use(relation)
        assert place is not None
        return place


def _differs(before: Base, after: Base, relation: str, pattern: Pattern) -> bool:
    certain = [_answers(base, relation, pattern) for base in (before, after)]
    if certain[0] != certain[1]:
        return True
    twins = [base.doubt.possible(relation) for base in (before, after)]
    return any(
        twin != relation and _answers(base, twin, pattern) != certain[0]
        for base, twin in zip((before, after), twins, strict=True)
    )


def _answers(base: Base, relation: str, pattern: Pattern) -> tuple[Row, ...]:
    return base.solver.answers(relation, pattern) if arity_of(base, relation) == len(pattern) else ()


def rows_of(base: Base, relation: str, place: int, use: str) -> tuple[Row, ...]:
    """The rows of a use in a relation of the program; none in one that these policies do not have."""
    arity = arity_of(base, relation)
    if arity is None:
        return ()
    return base.solver.answers(relation, tuple(use if i == place else None for i in range(arity)))


def arity_of(base: Base, relation: str) -> int | None:
    """The number of arguments of a relation of the program; None where it has none of that name."""
    return _arities_of(base).get(relation)


def _arities_of(base: Base) -> Mapping[str, int]:
    solver = base.solver
    assert isinstance(solver, Solver)
    return solver.compiled.relations.arities


class Reaching(Struct, frozen=True):
    """How relations lead up to each other, and which differ.

    Attributes:
        rising: what follows from rows.
        licenses: the licenses that are declared.
        rows: the rows that differ, by their relation: they are concluded or stated on one side only.
        common: what the two programs have in common.
        leading: what leads to the things about which facts differ, where nothing else does and that can be told.
    """

    rising: Rising
    licenses: frozenset[str]
    rows: tuple[tuple[str, Pattern], ...] = ()
    common: Common = Common()
    leading: Leading | None = None

    @staticmethod
    def between(before: Base, after: Base) -> Reaching:
        """Two bases, and what is different between them."""
        rules = [{(r.head, r.body, r.aggregate): r for r in base.program.rules} for base in (before, after)]
        gone, come = tuple(_only(*rules)), tuple(_only(*rules[::-1]))
        rising = Rising((before, after), (*after.program.rules, *gone))
        licenses = frozenset(before.vocabulary.licenses) | frozenset(after.vocabulary.licenses)
        heads = [(split_possible(r.head.relation)[0], pattern_under(r.head, {})) for r in (*gone, *come)]
        facts = [{(f.relation, f.row): f for f in base.program.facts} for base in (before, after)]
        only = [fact for sides in (facts, facts[::-1]) for fact in _only(*sides)]
        stated = [(fact.relation, rising.in_doubt(fact.relation, fact.row)) for fact in only]
        # Which numbers, months and texts are spoken of anywhere matters only to rules and facts that speak of them, and
        # those differ, too.
        rows = dict.fromkeys((name, row) for name, row in (*heads, *stated) if not _is_of_values(name))
        differing = (*(rule.head.relation for rule in (*gone, *come)), *(name for name, _ in stated))
        about_things = [fact for fact in only if not _is_of_values(fact.relation)]
        leading = None
        if about_things and not gone and not come:
            relations = _arities_of(before).keys() | _arities_of(after).keys()
            places = {r: rising.place_of_use(split_possible(r)[0]) for r in sorted(relations)}
            uses = {relation: place for relation, place in places.items() if place is not None}
            leading = leading_to((before, after), about_things, uses)
        return Reaching(rising, licenses, tuple(rows), Common.of(before, after, differing), leading)

    @staticmethod
    def within(base: Base) -> Reaching:
        """One base, of which nothing differs."""
        return Reaching(Rising((base,), base.program.rules), frozenset(base.vocabulary.licenses))

    def taking(self, rows: Iterable[tuple[str, Pattern]]) -> Reaching:
        """The same, where those rows are taken to differ, by their relation."""
        return replace(self, rows=tuple(rows), leading=None)

    @property
    def changed(self) -> frozenset[str]:
        """The relations that differ."""
        return frozenset(name for name, _ in self.rows)

    def of_units(self, units: Sequence[UnitChange]) -> Reach:
        """What changed statements can reach, where all that differs does so because of them."""
        clauses = [u.key[1] for u in units if says_more(u)]
        adopting = [u.key[1].rpartition(" by ")[2] for u in units if u.key[0] == "adoption" and not u.reworded]
        return self.of(self.changed, clauses, adopting)

    def of(self, changed: frozenset[str], clauses: Iterable[str] = (), organizations: Iterable[str] = ()) -> Reach:
        """What some of what differs can reach.

        Args:
            changed: the relations.
            clauses: the clauses of which more than the conditions is different.
            organizations: those that read terms otherwise than before.
        """
        rows = self.rising.entered((name, pattern) for name, pattern in self.rows if name in changed)
        deciding = self._deciding(rows)
        owners = frozenset(
            owner for name, patterns in deciding for pattern in patterns for owner in self._owners(name, pattern)
        )
        moves = any(family_of(name).name in _OF_LINEAGE for name, _ in deciding)
        licenses = frozenset(key.rpartition(".")[0] for key in clauses)
        adopting = frozenset(organizations)
        leading = None if licenses or adopting else self.leading
        return Reach(changed, rows, self.rising, owners, moves, licenses, adopting, self.common, leading)

    def _deciding(self, rows: Patterns) -> set[tuple[str, frozenset[Pattern]]]:
        """What an answer can hang on among rows and what follows from them."""
        seen: set[tuple[str, frozenset[Pattern]]] = set()
        waiting = list(rows.items())
        while waiting:
            name, patterns = waiting.pop()
            if (name, patterns) not in seen:
                seen.add((name, patterns))
                if not is_decisive(name):
                    waiting.extend(self.rising.above(name, patterns).items())
        return {(name, patterns) for name, patterns in seen if is_decisive(name)}

    def _owners(self, relation: str, pattern: Pattern) -> Iterable[str | None]:
        """The license that rows belong to."""
        owner = license_of(relation)
        if owner is not None:
            return (owner,)
        named = [value for value in pattern if isinstance(value, str) and value in self.licenses]
        return named or (None,)

    def above(self, changed: Iterable[str]) -> frozenset[str]:
        """Relations and all that depend on one of them."""
        return self.rising.names_above(changed)


def _is_of_values(relation: str) -> bool:
    family = family_of(relation)
    return family.name == "dom" and family.owner in VALUE_KINDS


_Key = TypeVar("_Key")
_Said = TypeVar("_Said")


def _only(one: Mapping[_Key, _Said], other: Mapping[_Key, _Said]) -> Iterable[_Said]:
    return (said for key, said in one.items() if key not in other)


def says_more(unit: UnitChange) -> bool:
    """Whether more than the conditions of a clause is different."""
    if unit.key[0] != "clause" or unit.reworded:
        return False
    before, after = unit.clauses
    if before is None or after is None:
        return True
    return (before.effects, before.in_force) != (after.effects, after.in_force)
