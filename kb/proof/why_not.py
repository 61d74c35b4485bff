"""Why something does not hold, and how near it came: for each rule the fewest premises that stand in the way.

The search for these premises is in `licet.proof.obstacles`. Here they are told apart, what blocks is proved, and
premises that rules could conclude are looked into.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from msgspec import Struct

from licet.errors import EngineFault
from licet.logic.ir import Comparison, Item, Literal, Rule, Var, named
from licet.logic.join import Bindings, plan_join, solutions, substitution_of
from licet.logic.oracle import Oracle
from licet.logic.patterns import Pattern, Side, Substitution, ground, pattern_under, value_under
from licet.logic.values import Row
from licet.proof.failures import candidates
from licet.proof.instances import is_stated
from licet.proof.obstacles import fewest_obstacles
from licet.proof.prover import Limits, Prover
from licet.proof.steps import Absence, Proof

__all__ = [
    "BlockedBy",
    "Condition",
    "FalsePremise",
    "MissingPremise",
    "NearMiss",
    "Obstacle",
    "Prefix",
    "ResultDiffers",
    "WhyNot",
    "longest_prefix",
    "why_not",
]

_EXAMPLES = 3


class MissingPremise(Struct, frozen=True):
    """Nothing matches the positive literal at `position`. `strangers` are the arguments whose constant occurs
    nowhere at that place of a stated relation; `why` looks into a relation that rules conclude."""

    position: int
    relation: str
    pattern: Pattern
    strangers: tuple[int, ...]
    absence: Absence
    why: WhyNot | None


class FalsePremise(Struct, frozen=True):
    """The comparison at `position` is false of these values."""

    position: int
    left: Side
    operator: str
    right: Side


class BlockedBy(Struct, frozen=True):
    """The negated literal at `position` fails, because `row` holds; the proof says why."""

    position: int
    relation: str
    row: Row
    proof: Proof


class Condition(Struct, frozen=True):
    """The item at `position` could not be decided: it is about what a missing premise would bring, or the search was
    given up before it came to it."""

    position: int


class ResultDiffers(Struct, frozen=True):
    """The aggregate has another result; the proof lists what it is made of."""

    row: Row
    proof: Proof


Obstacle = MissingPremise | FalsePremise | BlockedBy | Condition | ResultDiffers


class NearMiss(Struct, frozen=True):
    """A rule and its obstacles, under bindings that satisfy the rest of its body. `exact` says that no smaller set of
    obstacles would do; otherwise none of them could be left out."""

    rule: Rule
    substitution: Substitution
    obstacles: tuple[Obstacle, ...]
    exact: bool


class WhyNot(Struct, frozen=True):
    """Why nothing matches a pattern: `strangers` as in `MissingPremise`, and the rules that could have concluded it,
    those with the fewest obstacles first."""

    relation: str
    pattern: Pattern
    strangers: tuple[int, ...]
    rules: tuple[NearMiss, ...]


class Prefix(Struct, frozen=True):
    """How far a conjunction can be satisfied: the items that can be together, some answers to them, and the item that
    leaves no answer (None if there is none)."""

    satisfied: tuple[Item, ...]
    examples: tuple[Substitution, ...]
    blocker: Item | None


def why_not(oracle: Oracle, relation: str, pattern: Pattern, depth: int = 3, limits: Limits | None = None) -> WhyNot:
    """Why no row of the relation matches the pattern, which must be so.

    Args:
        oracle: what holds.
        relation: the relation.
        pattern: the row asked for, None for any value.
        depth: how many times to look into missing premises that rules conclude.
        limits: bounds on the proofs of what blocks.

    Raises:
        ProofTooLarge: a proof went past its limits.
        EngineFault: a row matches.
    """
    if oracle.answers(relation, pattern):
        raise EngineFault(f"`{relation}` is not absent: a row matches")
    return _Search(Prover(oracle, limits)).why_not(relation, pattern, depth, frozenset())


def longest_prefix(oracle: Oracle, body: Sequence[Item]) -> Prefix:
    """How far the conditions of a question can be satisfied together.

    The conditions are taken as they are written, but a comparison or a negation not before its variables are bound.

    Args:
        oracle: what holds.
        body: the conditions.
    """
    order = _written_order(body)
    satisfied: list[Item] = []
    found: list[Bindings] = [{}]
    for i in order:
        attempt = [*satisfied, body[i]]
        plan = plan_join(attempt, ())
        answers = [] if plan.deferred else list(islice(solutions(oracle, plan, {}), _EXAMPLES))
        if not answers:
            return Prefix(tuple(satisfied), tuple(substitution_of(b) for b in found), body[i])
        satisfied, found = attempt, answers
    return Prefix(tuple(satisfied), tuple(substitution_of(b) for b in found), None)


def _written_order(body: Sequence[Item]) -> list[int]:
    order: list[int] = []
    waiting = list(range(len(body)))
    while waiting:
        ready = (i for i in waiting if not plan_join([body[j] for j in (*order, i)], ()).deferred)
        chosen = next(ready, waiting[0])
        waiting.remove(chosen)
        order.append(chosen)
    return order


class _Search:
    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.oracle = prover.oracle
        self.known: dict[tuple[str, Pattern, int, frozenset[tuple[str, Pattern]]], WhyNot] = {}

    def why_not(self, relation: str, pattern: Pattern, depth: int, above: frozenset[tuple[str, Pattern]]) -> WhyNot:
        key = (relation, pattern, depth, above)
        if key not in self.known:
            below = above | {(relation, pattern)}
            rules = [
                self.near_miss(rule, bindings, depth, below)
                for rule, bindings in candidates(self.oracle, relation, pattern)
            ]
            rules.sort(key=lambda miss: (len(miss.obstacles), miss.rule.id))
            self.known[key] = WhyNot(relation, pattern, self.strangers(relation, pattern), tuple(rules))
        return self.known[key]

    def near_miss(self, rule: Rule, bindings: Bindings, depth: int, above: frozenset[tuple[str, Pattern]]) -> NearMiss:
        positions, found, exact = fewest_obstacles(self.oracle, rule.body, bindings)
        for i in positions:
            found |= self.told_apart(rule.body[i], found)
        obstacles: tuple[Obstacle, ...] = tuple(self.obstacle(i, rule.body[i], found, depth, above) for i in positions)
        if not obstacles:
            obstacles = (self.other_result(rule, found),)
        return NearMiss(rule, substitution_of(found), obstacles, exact)

    def obstacle(
        self, position: int, item: Item, found: Bindings, depth: int, above: frozenset[tuple[str, Pattern]]
    ) -> Obstacle:
        if isinstance(item, Comparison):
            if not found.keys() >= set(named(item.arguments)):
                return Condition(position)
            return FalsePremise(position, ground(item.left, found), item.operator, ground(item.right, found))
        pattern = pattern_under(item, found)
        rows = self.oracle.answers(item.relation, pattern)
        if not item.negated and not rows:
            return self.missing(position, item.relation, pattern, depth, above)
        if not item.negated or not rows or not found.keys() >= set(named(item.arguments)):
            return Condition(position)
        row = next((row for row in rows if is_stated(self.oracle, item.relation, row)), rows[0])
        return BlockedBy(position, item.relation, row, self.proof(item.relation, row))

    def told_apart(self, item: Item, found: Bindings) -> Bindings:
        """Bindings for a variable that a missing literal repeats, where rows match that differ in its places."""
        if not isinstance(item, Literal) or item.negated:
            return {}
        names = [name for name in named(item.arguments) if name not in found]
        rows = self.oracle.answers(item.relation, pattern_under(item, found)) if len(names) > len(set(names)) else ()
        places = {a.name: i for i, a in reversed(list(enumerate(item.arguments))) if isinstance(a, Var)}
        return {name: rows[0][places[name]] for name in names if names.count(name) > 1} if rows else {}

    def missing(
        self, position: int, relation: str, pattern: Pattern, depth: int, above: frozenset[tuple[str, Pattern]]
    ) -> MissingPremise:
        why = None
        if not any(candidates(self.oracle, relation, pattern)):
            absence = Absence.UNSTATED
        elif (relation, pattern) in above:
            absence = Absence.CIRCULAR
        elif depth == 0:
            absence = Absence.UNEXPLORED
        else:
            absence = Absence.UNDERIVED
            why = self.why_not(relation, pattern, depth - 1, above)
        return MissingPremise(position, relation, pattern, self.strangers(relation, pattern), absence, why)

    def other_result(self, rule: Rule, found: Bindings) -> ResultDiffers:
        relation = rule.head.relation
        group = tuple(value_under(a, found) for a in rule.head.arguments[:-1])
        rows = self.oracle.answers(relation, (*group, None)) if rule.aggregate is not None else ()
        if not rows:
            raise EngineFault(f"`{relation}` is said to be absent, and rule `{rule.id}` concludes it")
        return ResultDiffers(rows[0], self.proof(relation, rows[0]))

    def proof(self, relation: str, row: Row) -> Proof:
        proof = self.prover.prove(relation, row)
        if proof is None:
            raise EngineFault(f"`{relation}` both holds and does not")
        return proof

    def strangers(self, relation: str, pattern: Pattern) -> tuple[int, ...]:
        if self.oracle.rules_for(relation):
            return ()
        width = len(pattern)
        return tuple(
            i
            for i, value in enumerate(pattern)
            if value is not None
            and not self.oracle.answers(relation, tuple(value if j == i else None for j in range(width)))
        )
