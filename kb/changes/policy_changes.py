"""What a change from one version of policies to another means: of each statement, and of each use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from licet.changes.asked_uses import AskedUse, asked_uses
from licet.changes.declarations import declaration_moves
from licet.changes.formulas import Cube
from licet.changes.meaning import (
    EITHER_WAY,
    LOOSER,
    STRICTER,
    Part,
    acts_that_differ,
    directions,
    directions_of_effects,
    parts_that_differ,
    signs,
)
from licet.changes.reach import Reach, Reaching, rows_of, says_more
from licet.changes.renames import renames_between, with_renames
from licet.changes.starting_uses import is_organization, made_up_uses
from licet.changes.statements import Key, UnitChange, changed_units, meaning_of
from licet.changes.tries import Space
from licet.changes.uses import Asking, UseChange, Uses, changed_uses
from licet.changes.where_to_look import (
    ClausesByRelation,
    Readers,
    clauses_by_relation,
    days_that_differ,
    readers_of,
    said_by,
)
from licet.changes.witnesses import Witness, find_witnesses
from licet.engine.collector import collection_paused
from licet.grammar import tree
from licet.logic.values import Month
from licet.policy.relation_names import family_of, license_of
from licet.verdict.base import Base
from licet.verdict.policies import Policies
from licet.verdict.verdict import Pin

__all__ = ["Level", "PolicyChanges", "StatementChange", "key_words", "level_of", "policy_changes", "statement_meaning"]

_MOST_LOOKED_AT = 60
_NOTHING_DERIVED = frozenset({"test", "claim", "unmodelled", "accept"})
_WAYS = {LOOSER: frozenset((LOOSER,)), STRICTER: frozenset((STRICTER,)), "both": EITHER_WAY}


class Level(Enum):
    """How a change weighs in a review: what allows more, what allows less, what is left open."""

    ERR = "ERR"
    WARN = "WARN"
    INFO = "INFO"


def level_of(direction: str) -> Level | None:
    """The level of a direction; None of what changes no answer."""
    return {
        "looser": Level.ERR,
        "both": Level.ERR,
        "stricter": Level.WARN,
        "undecided": Level.INFO,
        "otherwise": Level.INFO,
    }.get(direction)


class StatementChange(Struct, frozen=True):
    """A changed statement and what it means.

    Attributes:
        change: the statement before and after.
        direction: `looser`, `stricter`, `both`, `undecided`; `equivalent` where it is proved that no answer changes.
        parts: what of it has conditions, and where these differ.
        witnesses: uses whose answer it changes, the smallest that were found.
        exhausted: whether every possibility in which the conditions differ has such a use, or there is none.
        reason: why it is equivalent, or what was not found.
        fingerprint: what `accept` names it by. It is made of what is said, and not of where.
        accepted: why it is accepted, if the policies after it say so.
    """

    change: UnitChange
    direction: str
    parts: tuple[Part, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    exhausted: bool = True
    reason: str = ""
    fingerprint: str = ""
    accepted: str | None = None

    @property
    def level(self) -> Level | None:
        """How it weighs; None if it changes nothing, or is accepted."""
        return None if self.accepted is not None else level_of(self.direction)


class PolicyChanges(Struct, frozen=True):
    """What a change means.

    Attributes:
        statements: the changed statements from which something follows, or that say the same in other words.
        uses: the uses whose answer is another one.
        proved: why no answer changes, where that is known of all uses that there could be; else None.
        recorded: changed statements from which nothing follows: tests, claims, sections that are not modelled.
        bases: the policies before and after; those before have the names of those after.
        renamed: old and new names of what is only called otherwise.
        strict: whether questions presumed nothing before, and whether they do after.
    """

    statements: tuple[StatementChange, ...]
    uses: Uses
    proved: str | None
    recorded: tuple[UnitChange, ...]
    bases: tuple[Base, Base]
    renamed: tuple[tuple[str, str], ...] = ()
    strict: tuple[bool, bool] = (False, False)

    @property
    def presuming(self) -> str | None:
        """Which way answers go because something is presumed that was not, or the reverse; None if neither."""
        return None if self.strict[0] is self.strict[1] else "looser" if self.strict[0] else "stricter"

    @property
    def is_accepted(self) -> bool:
        """Whether every statement that changes answers is accepted."""
        moving = [s for s in self.statements if level_of(s.direction) is not None]
        return bool(moving) and all(s.accepted is not None for s in moving)

    def level_of_use(self, change: UseChange) -> Level | None:
        """How the change of a use weighs; None if all that changes answers is accepted."""
        return None if self.is_accepted else level_of(change.direction)

    @property
    def levels(self) -> frozenset[Level]:
        """The levels of all that is not accepted."""
        found = [*(s.level for s in self.statements), *map(self.level_of_use, self.uses.changes)]
        found += [level_of(self.presuming)] if self.presuming is not None else []
        return frozenset(level for level in found if level is not None)

    @property
    def is_undecided(self) -> bool:
        """Whether something is left open: a statement of which it was not found out what it does, or answers that are
        unknown or contested now and were not."""
        if self.is_accepted:
            return False
        if any(s.accepted is None and (s.direction == "undecided" or not s.exhausted) for s in self.statements):
            return True
        return any(change.direction == "undecided" for change in self.uses.changes)


@collection_paused()
def policy_changes(
    before: Policies,
    after: Policies,
    only: Sequence[str] = (),
    pins: Iterable[Pin] = (),
    *,
    presumptions: bool = False,
    known: dict[str, list[str]] | None = None,
    strict: tuple[bool, bool] = (False, False),
    told: Callable[[int, int], object] = lambda *_: None,
) -> PolicyChanges:
    """Compare two versions of policies.

    Args:
        before, after: the policies.
        only: the names of the uses to compare; all that are declared or given by tests when there are none.
        pins: readings to take as given on both sides.
        presumptions: whether to compare what is presumed of uses in tests, too.
        known: the licenses that could govern something of a use by the policies before, as far as that was found out
            by an earlier comparison; what is found out by this one is added.
        strict: whether questions presume nothing before and after, as their projects say. Uses are compared by what
            they presume all the same.
        told: is told how many uses have been asked again, and how many there are to ask.
    """
    renames = renames_between(before.base.modules, after.base.modules)
    if renames.pairs:
        before = with_renames(before, renames)
    units = changed_units(before.base.modules, after.base.modules)
    recorded = tuple(u for u in units if u.key[0] in _NOTHING_DERIVED)
    telling = tuple(u for u in units if u.key[0] not in _NOTHING_DERIVED)
    reaching = Reaching.between(before.base, after.base)
    reach = reaching.of_units(telling)
    tests = frozenset(unit.key[1] for unit in units if unit.key[0] == "test")
    bases = before.base, after.base
    moved = any(unit.key[0] != "fact" and declaration_moves(bases, unit) is not None for unit in telling)
    asking = Asking(before, after, reach, tests, tuple(pins), presumptions, {} if known is None else known, moved)
    uses = changed_uses(asking, only, told)
    found = _Statements(bases, reaching, uses).of(telling)
    is_open = strict[0] is not strict[1] or moved or bool(uses.changes)
    proved = None if is_open else _proof(reach, found)
    return PolicyChanges(found, uses, proved, recorded, bases, renames.pairs, strict)


def _proof(reach: Reach, statements: Sequence[StatementChange]) -> str | None:
    if any(s.direction in _WAYS for s in statements):
        return None
    if not reach.changed and reach.is_nothing:
        return "the rules and facts are the same"
    if reach.is_nothing:
        return "nothing that decides reads what is different"
    if all(s.direction == "equivalent" for s in statements):
        return "what is different holds in the same cases"
    return None


def statement_meaning(
    bases: tuple[Base, Base], reaching: Reaching, uses: Uses, unit: UnitChange, *, searching: bool = True
) -> StatementChange:
    """What one changed statement means, where nothing else is different.

    Args:
        bases: the policies before and after.
        reaching: how their relations lead up to each other, and which differ.
        uses: the uses that the change comes near.
        unit: the statement before and after.
        searching: whether to look for uses that show it; if not, it is only found out whether it is equivalent.
    """
    return _Statements(bases, reaching, uses, searching).of((unit,))[0]


class _Statements:
    """Says of changed statements what they mean."""

    def __init__(
        self,
        bases: tuple[Base, Base],
        reaching: Reaching,
        uses: Uses,
        searching: bool = True,
    ) -> None:
        self.bases = bases
        self.searching = searching
        self.reaching = reaching
        self.uses = uses
        self._signs: tuple[Mapping[str, frozenset[str]], ...] | None = None
        self._clauses: ClausesByRelation | None = None
        # What was accepted once is not accepted for ever: the same change, made again, is looked at again.
        before, after = map(_acceptances, self.bases)
        self._accepted = {print_: why for print_, why in after.items() if print_ not in before}
        self._statuses: dict[Any, Any] = {}

    def of(self, units: Iterable[UnitChange]) -> tuple[StatementChange, ...]:
        """What each of them means."""
        units = tuple(units)
        of = {unit.key: self._relations(unit) for unit in units if not unit.reworded}
        # What differs because of no unit that is known may differ because of any.
        rest = self.reaching.changed - frozenset[str]().union(*of.values())
        return tuple(self._declared(unit, self._meaning(unit, of.get(unit.key, frozenset()) | rest)) for unit in units)

    def _declared(self, unit: UnitChange, found: StatementChange) -> StatementChange:
        """What a unit means, with what its declaration moves beside its rules and facts."""
        moved = declaration_moves(self.bases, unit)
        if moved is None:
            return found
        direction, reason = moved
        ways = frozenset[str]().union(*(_WAYS.get(d, frozenset()) for d in (direction, found.direction)))
        return replace(found, direction=_direction(ways), exhausted=False, reason=reason)

    def _meaning(self, unit: UnitChange, relations: frozenset[str]) -> StatementChange:
        moved = _moved_references(self.bases, unit)
        print_ = _fingerprint(unit, moved)
        accepted = self._accepted.get(print_)
        same = StatementChange(unit, "equivalent", fingerprint=print_, accepted=accepted)
        if moved:
            return replace(same, direction="both", reason=moved)
        if unit.reworded:
            return replace(same, reason="only its words, sources or order are different")
        more = says_more(unit)
        own = self.reaching.of(relations, [unit.key[1]] if more else [])
        if own.is_nothing and unit.key[0] not in ("adoption", "license"):
            reason = "nothing that decides reads it" if own.changed else "it comes to the same rules and facts"
            return replace(same, reason=reason)
        parts = parts_that_differ(unit)
        if parts and all(p.is_same for p in parts) and not more:
            return replace(same, parts=parts, reason="its conditions hold in the same cases")
        if unit.key[0] == "term" and not parts:
            return replace(same, reason="its readings ask for the same")
        if not self.searching:
            return StatementChange(unit, "undecided", parts, (), False, "no use was looked for", print_, accepted)
        cubes = tuple(c for p in parts for c in (*(p.gained or ()), *(p.lost or ())))
        witnesses, whole = self._witnesses(unit, own, cubes)
        expected = self._directions(unit, parts) if parts else None
        before, after = unit.clauses
        if more and before is not None and after is not None:
            by_effects = directions_of_effects(before, after)
            if by_effects == EITHER_WAY:
                expected = EITHER_WAY
            elif expected is not None:
                expected = expected | by_effects if by_effects is not None else None
        seen = {w.direction for w in witnesses} & {"looser", "stricter"}
        ways = (expected or frozenset()) | seen
        known = expected is not None or bool(seen)
        exhausted = whole and known and all(p.gained is not None for p in parts)
        reason = "" if witnesses else "no use was found whose answer it changes; the search was not exhausted"
        return StatementChange(unit, _direction(ways), parts, witnesses, exhausted, reason, print_, accepted)

    def _directions(self, unit: UnitChange, parts: Sequence[Part]) -> frozenset[str] | None:
        if self._signs is None:
            self._signs = tuple(map(signs, self.bases))
        sign = frozenset[str]().union(*(table.get(unit.key[1], frozenset()) for table in self._signs))
        found = [directions(part, sign) for part in parts]
        known = [f for f in found if f is not None]
        return frozenset[str]().union(*known) if len(known) == len(found) else None

    def _relations(self, unit: UnitChange) -> frozenset[str]:
        """The relations that differ because of a unit."""
        kind, name = unit.key
        license = unit.unit.license
        said = said_by(unit)

        def belongs(relation: str) -> bool:
            family = family_of(relation)
            if kind == "clause":
                of_license = says_more(unit) and license is not None and family.owner in ("", license)
                return relation == name or relation.startswith(f"{name}:") or of_license
            if kind == "license":
                return family.owner.partition(".")[0] in ("", name)
            if kind == "term":
                return family.name == "reading" and family.owner == name
            if kind == "entity" and family.name == "dom":
                return True
            return relation in said or family.owner in said or relation.partition("#")[0] in said

        return frozenset(filter(belongs, self.reaching.changed))

    # --- Witnesses ---

    def _witnesses(self, unit: UnitChange, own: Reach, cubes: tuple[Cube, ...]) -> tuple[tuple[Witness, ...], bool]:
        readers = Readers()
        if unit.key[0] in ("entity", "fact", "relation"):
            self._clauses = self._clauses or clauses_by_relation(self.bases)
            readers = readers_of(self._clauses, said_by(unit))
        seeds = self._seeds(unit, own, readers.licenses)
        if not seeds:
            return (), False
        months, acts = tuple(_months(self.bases, own)), acts_that_differ(*unit.clauses)
        if unit.key[0] == "license" and "action" in self.bases[1].vocabulary.kinds:
            acts = tuple(self.bases[1].vocabulary.members("action"))
        space = Space(
            self.bases,
            seeds,
            own.entered,
            months,
            acts,
            days_that_differ(unit),
            readers.cubes,
            unit.key[1] if is_organization(self.bases[1], unit) else None,
            both_ways=unit.key[0] not in ("entity", "fact"),
            common=own.common,
            known=self._statuses,
        )
        return find_witnesses(space, cubes)

    def _seeds(self, unit: UnitChange, own: Reach, reading: frozenset[str]) -> tuple[AskedUse, ...]:
        """Uses to begin with: those that changed, those of tests under the licenses it concerns, or under those that
        are `reading` what it says, made-up ones; any, if there are none of these."""
        changed = [c.use for c in self.uses.changes]
        concerned = set(reading) or {license_of(name) for name, _ in own.entered} | set(own.licenses)
        concerned.discard(None)
        near = [
            use for use, licenses in self.uses.looked_at if (not concerned or licenses & concerned) and not use.pins
        ]
        near.sort(key=_size)
        near = sorted(near[:_MOST_LOOKED_AT], key=lambda use: (self._lacks(use, own), use.test is None))
        made = made_up_uses(self.bases[1], unit, frozenset(filter(None, concerned)))
        found = tuple(dict.fromkeys([*near[:4], *changed[:2], *made[:4]]))
        return found or tuple(islice(asked_uses(self.bases[1]).values(), 4))

    def _lacks(self, use: AskedUse, own: Reach) -> bool:
        """Whether no condition that the change enters holds for a use on either side."""
        from licet.changes.asked_uses import laid_over

        for base in self.bases:
            layer = laid_over(base, use)
            if layer is not None and any(rows_of(layer, name, place, use.name) for name, place in own.entered):
                return False
        return True


def _size(use: AskedUse) -> int:
    return sum(len(g.lines) + 1 if isinstance(g, tree.Entity) else 1 for g in use.given)


def _months(bases: Iterable[Base], own: Reach) -> Iterable[Month]:
    """The months that the clauses which a change enters speak of."""
    found: dict[Month, None] = {}
    for base in bases:
        for name, _ in own.entered:
            entry = base.vocabulary.clauses.get(family_of(name).owner)
            if entry is not None:
                for month in _of_body(entry.clause.body):
                    found.setdefault(Month(month.year, month.month))
    return found


def _of_body(part: object) -> Iterable[tree.YearMonth]:
    if isinstance(part, tree.YearMonth):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _of_body(item)
    elif isinstance(part, tree.Node):
        for field in part.__struct_fields__:
            yield from _of_body(getattr(part, field))


def _direction(ways: frozenset[str]) -> str:
    """The direction of what can go these ways."""
    return "both" if len(ways) > 1 else next(iter(ways), "undecided")


def _acceptances(base: Base) -> Mapping[str, str]:
    """What the policies say is accepted, and why, by fingerprint."""
    return {s.fingerprint: s.because for m in base.modules for s in m.statements if isinstance(s, tree.Accept)}


def _moved_references(bases: tuple[Base, Base], unit: UnitChange) -> str:
    """What references that a unit had lead to now, where that is something else; nothing where it is not."""
    before, after = (base.vocabulary for base in bases)
    entry = before.entities.get(unit.key[1]) if unit.key[0] in ("entity", "license") else None
    leads = {reference: after.declared(reference) for reference in (entry.references if entry is not None else ())}
    moved = [f"`{r}` is {name} now" for r, name in leads.items() if name not in (r, unit.key[1])]
    return "; ".join(moved)


def _fingerprint(unit: UnitChange, moved: str) -> str:
    """A name for what a change says, wherever it stands and whatever it was rebased on."""
    sides = (meaning_of(u) if u is not None else None for u in (unit.before, unit.after))
    said = (unit.key, *sides, *([moved] if moved else ()))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def key_words(key: Key) -> str:
    """What a statement is and is called: `clause llama_2.grant`."""
    kind, name = key
    return f"rules of {name}" if kind == "rule" else f"{kind} {name}"
