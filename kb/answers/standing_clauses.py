"""Which clauses stand between a use and a verdict, in one world: those against it, those that were beaten, and those
that would bring the verdict about and do not apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from licet.grammar import tree
from licet.logic.oracle import World
from licet.logic.values import Value, sort_key
from licet.policy import norms
from licet.policy import relation_names as called
from licet.policy.vocabulary import ClauseEntry
from licet.proof.prover import prove
from licet.proof.steps import Proof
from licet.proof.why_not import WhyNot, why_not
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import duties_of, governing_clauses, lost_clauses, negative_clauses
from licet.verdict.verdict import Duty, Status

__all__ = ["ClauseMiss", "clause_misses"]


class ClauseMiss(Struct, frozen=True):
    """A clause that has to do with why a verdict is not reached.

    Attributes:
        clause: its `license.name`.
        how: `against` (it is live and refuses), `owed` (it asks for a duty that is not discharged), `withheld`,
            `disapplied` or `overridden` (it would bring the verdict about, and is beaten), or `apart` (it would, and
            does not apply).
        by: the clause that beats it.
        duty: the duty that is owed.
        proof: of one that is against it or owed, that it is live.
        why: of one that does not apply, what stands in its way.
    """

    clause: str
    how: str
    by: str | None = None
    duty: str | None = None
    proof: Proof | None = None
    why: WhyNot | None = None


def clause_misses(base: Base, world: World, use: str, outcome: str, asked: Status) -> tuple[ClauseMiss, ...]:
    """The clauses to name when a use has another outcome in a world than the status asked for.

    Args:
        base: the policies.
        world: where the outcome is decided.
        use: the name of the use.
        outcome: what it came to there.
        asked: the status that was not reached.

    Raises:
        ProofTooLarge: a proof went past its limits.
    """
    search = _Search(base, world, use, asked, governing_clauses(base, world, use))
    if asked.allows:
        return (*search.against(outcome), *search.beaten(), *search.apart(outcome))
    return (*search.beaten(), *search.apart(outcome))


class _Search(Struct, frozen=True):
    base: Base
    world: World
    use: str
    asked: Status
    entries: Sequence[ClauseEntry]

    def against(self, outcome: str) -> Iterator[ClauseMiss]:
        """The clauses that refuse the use, those that decide first; and what is owed."""
        deciding, also = negative_clauses(self.base, self.entries, self.world, self.use, outcome)
        owed: dict[tuple[str, str], Duty] = {}
        for duty in duties_of(self.base, self.entries, self.world, self.use):
            counts = duty.state == "refused" or (duty.state == "open" and outcome == norms.PERMITTED_WITH_DUTIES)
            if counts and self.world.holds(duty.clause, (self.use, duty.thing)):
                owed.setdefault((duty.clause, duty.name), duty)
        for key in (*sorted(deciding), *sorted(also)):
            if not any(clause == key for clause, _ in owed):
                yield ClauseMiss(key, "against", proof=self.proof(key))
        for (clause, name), duty in sorted(owed.items()):
            yield ClauseMiss(clause, "owed", duty=name, proof=self.proof(clause, duty.thing))

    def beaten(self) -> Iterator[ClauseMiss]:
        """The clauses that would bring it about, and that others beat."""
        for lost in sorted(set(lost_clauses(self.base, self.entries, self.world, self.use)), key=str):
            if self.would_do(self.base.vocabulary.clauses[lost.clause]):
                yield ClauseMiss(lost.clause, lost.how, by=lost.by)

    def apart(self, outcome: str) -> Iterator[ClauseMiss]:
        """The clauses that would bring it about if they applied, those with the fewest obstacles first."""
        if self.asked.allows and outcome != norms.NOT_GRANTED:
            return
        found = []
        for entry in self.entries:
            relation = called.applies(entry.key)
            if not self.would_do(entry) or self.world.answers(relation, (self.use, None)):
                continue
            for thing in self.things(entry):
                why = why_not(self.world, relation, (self.use, thing))
                fewest = min((len(miss.obstacles) for miss in why.rules), default=0)
                found.append((fewest, entry.key, why))
        for _, key, why in sorted(found, key=lambda item: item[:2]):
            yield ClauseMiss(key, "apart", why=why)

    def would_do(self, entry: ClauseEntry) -> bool:
        """Whether the clause, if it counted, would bring about what was asked for."""
        return any(self.brings(effect) for effect in entry.clause.effects)

    def brings(self, effect: tree.Effect) -> bool:
        match effect:
            case tree.Permits():
                return self.asked.allows and self.names(effect.actions)
            case tree.Forbids():
                return self.asked is Status.FORBIDDEN and self.names(effect.actions)
            case tree.Requires():
                return self.asked is Status.NOT_GRANTED and effect.strength == "condition"
            case tree.Defeats():
                return self.asked is Status.NOT_GRANTED and effect.verb != "overrides"
            case _:
                return False

    def names(self, actions: Iterable[tree.Constant]) -> bool:
        """Whether an effect on these actions, or on every one if there are none, is on one of the use's."""
        named = {action.name for action in actions}
        return not named or any(row[1] in named for row in self.world.answers("does", (self.use, None, None)))

    def things(self, entry: ClauseEntry) -> list[Value]:
        """The first of the things that the license of a clause governs, if there is one."""
        governed = self.world.answers(called.governs(entry.license), (self.use, None))
        return sorted({row[1] for row in governed}, key=sort_key)[:1]

    def proof(self, clause: str, thing: str | None = None) -> Proof | None:
        """That a clause is live for a thing, or for the first that it is live for."""
        live = sorted((row[1] for row in self.world.answers(clause, (self.use, thing))), key=sort_key)
        return prove(self.world, clause, (self.use, live[0]), plans=self.base.plans) if live else None
