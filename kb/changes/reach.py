"""Which uses a change can reach: of the others it is known, without asking them again, that their answers stay.

Rules and facts that differ between two programs are followed upward, from relation to relation, until one is met whose
rows are of a use each, such as the conditions of a clause. No rule reads what is said of another use
(`licet.checks.isolation`), so that a use is reached only if such a relation says something else of it, or something
that is in doubt. Where what is presumed matters, too, it is asked in the strict world, where that is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec import Struct

from licet.engine.solver import Solver
from licet.grammar import tree
from licet.logic.ir import Literal, Program
from licet.logic.values import Row
from licet.policy.relation_names import OF_CLAUSES, OF_LICENSES, OF_USES, family_of, license_of, split_possible
from licet.policy.vocabulary import VALUE_KINDS, Vocabulary
from licet.verdict.base import Base

__all__ = ["Reach", "Reaching", "arity_of", "clauses_said_otherwise", "rows_of"]

_OF_OWNERS = frozenset({"deny", "unsure", "unknown", "unsaid", "always", "since", "until", "between"})
_MOST_ASKED = 120


class Reach(Struct, frozen=True):
    """What a change can reach.

    Attributes:
        changed: the relations whose rules or facts differ.
        entered: the relations in which the change first says something of uses, with the place of the use in them.
        licenses: licenses whose uses are reached whatever their conditions say.
        organizations: those whose uses are reached: they read a term otherwise.
    """

    changed: frozenset[str]
    entered: tuple[tuple[str, int], ...]
    licenses: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()

    @property
    def is_nothing(self) -> bool:
        """Whether no answer can differ: the programs say the same, or nothing that decides reads what differs."""
        return not self.entered and not self.licenses and not self.organizations

    @property
    def needs_licenses_of_both(self) -> bool:
        """Whether a use can come under other licenses than before."""
        return any(license_of(name) is None or family_of(name).name == "governs" for name, _ in self.entered)

    def can_reach(self, licenses: frozenset[str]) -> bool:
        """Whether a use that only those licenses could govern can be reached at all."""
        return bool(self.licenses & licenses or self.organizations) or any(
            (owner := license_of(name)) is None or owner in licenses for name, _ in self.entered
        )

    def reaches(self, before: Base, after: Base, use: str, licenses: frozenset[str]) -> bool:
        """Whether the answer for a use can be another one; with strict bases, whether what it presumes can be.
        Both have the use; `licenses` are those that could govern something of it."""
        if self.licenses & licenses:
            return True
        for base in (before, after):
            if any(base.solver.holds("by", (use, name)) for name in sorted(self.organizations)):
                return True
        near = [
            (name, place) for name, place in self.entered if (owner := license_of(name)) is None or owner in licenses
        ]
        # To find out more than that takes as long as to ask for the answer.
        return len(near) > _MOST_ASKED or any(_differs(before, after, name, place, use) for name, place in near)


def _differs(before: Base, after: Base, relation: str, place: int, use: str) -> bool:
    certain = [rows_of(base, relation, place, use) for base in (before, after)]
    if certain[0] != certain[1]:
        return True
    twins = [base.doubt.possible(relation) for base in (before, after)]
    return any(
        twin != relation and rows_of(base, twin, place, use) != certain[0]
        for base, twin in zip((before, after), twins, strict=True)
    )


def rows_of(base: Base, relation: str, place: int, use: str) -> tuple[Row, ...]:
    """The rows of a use in a relation of the program; none in one that these policies do not have."""
    arity = arity_of(base, relation)
    if arity is None:
        return ()
    return base.solver.answers(relation, tuple(use if i == place else None for i in range(arity)))


def arity_of(base: Base, relation: str) -> int | None:
    """The number of arguments of a relation of the program; None where it has none of that name."""
    solver = base.solver
    assert isinstance(solver, Solver)
    return solver.compiled.relations.arities.get(relation)


class Reaching:
    """Two bases, and how their relations lead up to each other.

    Attributes:
        changed: the relations whose rules or facts differ.
    """

    def __init__(self, before: Base, after: Base) -> None:
        self.vocabularies: tuple[Vocabulary, Vocabulary] = (before.vocabulary, after.vocabulary)
        self.changed = _changed(before.program, after.program)
        self._users: dict[str, set[str]] = {}
        for program in (before.program, after.program):
            for rule in program.rules:
                head, _ = split_possible(rule.head.relation)
                for item in rule.body:
                    if isinstance(item, Literal):
                        self._users.setdefault(split_possible(item.relation)[0], set()).add(head)

    def of(self, changed: frozenset[str], clauses: Iterable[str] = (), organizations: Iterable[str] = ()) -> Reach:
        """What some of what differs can reach.

        Args:
            changed: the relations.
            clauses: the clauses of which more than the conditions is different.
            organizations: those that read terms otherwise than before.
        """
        entered: dict[str, int] = {}
        seen = set(changed)
        waiting = sorted(changed)
        while waiting:
            relation = waiting.pop()
            place = next((p for v in self.vocabularies if (p := _place_of_use(relation, v)) is not None), None)
            if place is not None:
                entered[relation] = place
                continue
            above = self._users.get(relation, set()) - seen
            seen |= above
            waiting.extend(sorted(above))
        licenses = frozenset(key.rpartition(".")[0] for key in clauses)
        return Reach(changed, tuple(sorted(entered.items())), licenses, frozenset(organizations))


def _changed(before: Program, after: Program) -> frozenset[str]:
    """The relations whose rules or stated facts differ."""
    old, new = ({(r.head, r.body, r.aggregate): r.head.relation for r in p.rules} for p in (before, after))
    found = {split_possible(relation)[0] for one, other in ((old, new), (new, old)) for relation in _only(one, other)}
    stated = [{(f.relation, f.row): f.relation for f in p.facts} for p in (before, after)]
    found |= {r for one, other in (stated, stated[::-1]) for r in _only(one, other)}
    # Which numbers, months and texts are spoken of anywhere matters only to rules and facts that speak of them, and
    # those differ, too.
    return frozenset(name for name in found if not (_is_domain(name) and family_of(name).owner in VALUE_KINDS))


_Key = TypeVar("_Key")


def _only(one: Mapping[_Key, str], other: Mapping[_Key, str]) -> Iterable[str]:
    return (relation for key, relation in one.items() if key not in other)


def _is_domain(relation: str) -> bool:
    return family_of(relation).name == "dom"


def _place_of_use(relation: str, vocabulary: Vocabulary) -> int | None:
    """The argument of a relation that is the use which its rows are of; None if they are of none."""
    family = family_of(relation)
    if family.name in OF_LICENSES | OF_CLAUSES | OF_USES:
        return 0
    if family.name == "dom":
        return 0 if family.owner == "use" or vocabulary.is_a(family.owner, "use") else None
    if family.name == "user" or family.name in _OF_OWNERS or family.name == "reading":
        signature = vocabulary.relations.get(family.owner)
        kinds = signature.kinds if signature is not None else ()
        return next((i for i, kind in enumerate(kinds) if vocabulary.is_a(kind, "use")), None)
    return None


def clauses_said_otherwise(before: tree.Clause | None, after: tree.Clause | None) -> bool:
    """Whether more than the conditions of a clause is different."""
    if before is None or after is None:
        return True
    return (before.effects, before.in_force) != (after.effects, after.in_force)
