"""The uses whose answer a change makes another one, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field

from licet.answers.what_if import Shift
from licet.changes.asked_uses import AskedUse, Key, asked_uses, laid_over
from licet.changes.leading import Leading
from licet.changes.reach import Reach, arity_of
from licet.errors import NameUnknown
from licet.grammar.diagnostics import did_you_mean
from licet.logic.values import Row, Value
from licet.policy.relation_names import family_of
from licet.policy.renaming import names_in
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import reaching
from licet.verdict.judge import judge, judge_use
from licet.verdict.policies import Policies
from licet.verdict.presumptions import with_presumptions
from licet.verdict.settling import ORDER
from licet.verdict.verdict import Pin, Status, Verdict

__all__ = [
    "ANSWER_PARTS",
    "Asking",
    "UseChange",
    "Uses",
    "changed_uses",
    "comes_to",
    "direction_of",
    "parts_of_answer",
    "reached_uses",
]

ANSWER_PARTS = ("status", "acts", "clauses", "duties", "cases", "needs", "presumptions", "silences", "operative")


class UseChange(Struct, frozen=True):
    """A use whose answer is another one.

    Attributes:
        use: the use, as it is asked now, or was.
        before, after: the answers; None where it cannot be asked of these policies.
        differing: what of the answer is different.
        direction: `looser`, `stricter`, `undecided` or `otherwise`.
        steps: the conclusions that stand otherwise than before, where the change enters the proof.
    """

    use: AskedUse
    before: Verdict | None
    after: Verdict | None
    differing: tuple[str, ...]
    direction: str
    steps: tuple[Shift, ...] = ()


class Uses(Struct, frozen=True):
    """The uses that differ.

    Attributes:
        changes: what became of their answers.
        count: how many uses there are.
        asked: how many of them were asked again. Of the others it is known that their answers stay.
        looked_at: the uses that the change comes near, with the licenses that could govern something of them.
    """

    changes: tuple[UseChange, ...]
    count: int
    asked: int
    looked_at: tuple[tuple[AskedUse, frozenset[str]], ...] = ()


class Asking(Struct):
    """A comparison on its way.

    Attributes:
        before, after: the policies.
        reach: what the change from one to the other can reach.
        tests: the titles of the tests that are not the same in both.
        pins: the readings that are taken as given.
        presumptions: whether what is presumed is compared for uses of tests, too.
        known: the licenses that could govern something of a use by the policies before, by the use; what is found out
            is added.
        all_of_them: whether every use is asked again: something is declared otherwise, and no rule tells who that
            reaches.
    """

    before: Policies
    after: Policies
    reach: Reach
    tests: frozenset[str]
    pins: tuple[Pin, ...] = ()
    presumptions: bool = False
    known: dict[str, list[str]] = field(default_factory=dict)
    all_of_them: bool = False

    def licenses_of(self, use: AskedUse) -> frozenset[str]:
        """The licenses that could govern something of a use by the policies before, from what is known if they are."""
        name = f"{use.test or ''}\n{use.name}"
        if name not in self.known:
            layer = laid_over(self.before.base.strict(), use)
            assert layer is not None
            self.known[name] = sorted(reaching(layer, layer.solver, use.name))
        return frozenset(self.known[name])

    def compares_presumptions(self, key: Key) -> bool:
        """Whether what is presumed of a use is compared: of those that policies record, and if asked of all."""
        return self.presumptions or not key[0]


def changed_uses(
    asking: Asking, only: Sequence[str] = (), told: Callable[[int, int], object] = lambda *_: None
) -> Uses:
    """The uses of both policies whose answer is another one.

    Args:
        asking: the policies.
        only: the names of the uses to compare; all when there are none.
        told: is told how many uses have been asked again, and how many there are to ask.

    Raises:
        NameUnknown: no use of that name is declared or given by a test on any side.
    """
    before, after = asking.before, asking.after
    old, new = asked_uses(before.base), asked_uses(after.base)
    names = {name for _, name in {**new, **old}}
    for name in only:
        if name not in names:
            raise NameUnknown("use", name, did_you_mean(name, sorted(names)))
    keys = [key for key in {**new, **old} if not only or key[1] in only]
    pairs = [(key, old.get(key), new.get(key)) for key in keys]
    reached, looked_at = reached_uses(asking, pairs)
    changes = []
    for number, (_, one, other) in enumerate(reached):
        told(number, len(reached))
        found = _compared(asking, one, other)
        if found is not None:
            changes.append(found)
    return Uses(tuple(changes), len(pairs), len(reached), looked_at)


_Pair = tuple[Key, AskedUse | None, AskedUse | None]


_LookedAt = tuple[tuple[AskedUse, frozenset[str]], ...]


def reached_uses(asking: Asking, pairs: Iterable[_Pair]) -> tuple[list[_Pair], _LookedAt]:
    """The uses that the change can reach, and those that it comes near.

    Args:
        asking: the policies.
        pairs: the uses by their keys, as they were asked before and are asked now; None where they cannot be asked.
    """
    looked_at: list[tuple[AskedUse, frozenset[str]]] = []
    reach = asking.reach
    leads = _Leads(reach.leading)
    found: list[_Pair] = []
    plain = (asking.before.base, asking.after.base)
    strict = (plain[0].strict(), plain[1].strict())
    for key, one, other in pairs:
        both = strict if asking.compares_presumptions(key) else plain
        if one is None or other is None or (key[0] in asking.tests and not _same_question(one, other)):
            found.append((key, one, other))
            continue
        if asking.all_of_them:
            found.append((key, one, other))
            looked_at.append((other, asking.licenses_of(one)))
            continue
        if reach.is_nothing or not (leads.has(one) or leads.has(other)):
            continue
        own = asking.licenses_of(one)
        wide = reach.needs_licenses_of_both
        if not wide and not reach.can_reach(own):
            continue
        before, after = laid_over(both[0], one), laid_over(both[1], other)
        assert before is not None
        assert after is not None
        before, after = reach.common.side_by_side(before, after)
        if wide:
            own = own | reaching(after, after.solver, key[1])
        looked_at.append((other, own))
        if reach.reaches(before, after, key[1], own):
            found.append((key, one, other))
    return found, tuple(looked_at)


class _Leads:
    """Whether uses lead to the things that differ; where nothing tells, all may."""

    def __init__(self, leading: Leading | None) -> None:
        self._leading = leading
        # The uses of a test are described with the same statements.
        self._given: dict[int, bool] = {}

    def has(self, use: AskedUse) -> bool:
        """Whether a use does, or may."""
        if self._leading is None or self._leading.is_led_to((use.name,)):
            return True
        found = self._given.get(id(use.given))
        if found is None:
            found = self._given[id(use.given)] = self._leading.is_led_to(names_in(use.given))
        return found


def _same_question(one: AskedUse, other: AskedUse) -> bool:
    return (one.given, one.pins) == (other.given, other.pins)


def _compared(asking: Asking, one: AskedUse | None, other: AskedUse | None) -> UseChange | None:
    use = other or one
    assert use is not None
    same = one is not None and other is not None and _same_question(one, other)
    before = laid_over(asking.before.base, use, None if same or other is None else asking.before)
    after = laid_over(asking.after.base, use, None if same or other is not None else asking.after)
    pins = (*use.pins, *(p for p in asking.pins if p.term not in {q.term for q in use.pins}))
    if before is None or after is None:
        if use.test is not None:
            return None
        answers = [None if base is None else judge(base, use.name, pins) for base in (before, after)]
        return UseChange(use, answers[0], answers[1], ("status",), "otherwise")
    before, after = asking.reach.common.side_by_side(before, after)
    judged = judge_use(before, use.name, pins), judge_use(after, use.name, pins)
    first, second = judged[0].answer, judged[1].answer
    if asking.compares_presumptions(use.key):
        first, second = (with_presumptions(at, one, pins) for at, one in zip((before, after), judged, strict=True))
    differing = parts_of_answer(first, second)
    if not differing:
        return None
    steps = steps_that_differ(asking.reach, before, after, use.name)
    return UseChange(use, first, second, differing, direction_of(first, second), steps)


_MOST_STEPS = 12


def steps_that_differ(reach: Reach, before: Base, after: Base, use: str) -> tuple[Shift, ...]:
    """Where a change enters the proof of a use: conclusions about it, and about what it names, that stand otherwise."""
    found = []
    entered = dict(reach.entered)
    names = {use} | _named_by(before, use) | _named_by(after, use)
    for relation in sorted(reach.changed | entered.keys() | _live(reach)):
        if family_of(relation).name not in ("user", "reading", "live"):
            continue
        arity = arity_of(after, relation) or arity_of(before, relation)
        if arity is None:
            continue
        place = entered.get(relation, 0 if family_of(relation).name == "live" else None)
        pattern = tuple(use if i == place else None for i in range(arity))
        standing = [_standing(base, relation, pattern) for base in (before, after)]
        for row in sorted({*standing[0], *standing[1]}, key=repr):
            then, now = (rows.get(row, "absent") for rows in standing)
            if then != now and names & {str(value) for value in row}:
                found.append(Shift(relation, row, then, now))
    return tuple(found[:_MOST_STEPS])


def _live(reach: Reach) -> set[str]:
    """The clauses whose conditions the change says otherwise."""
    families = [family_of(name) for name, _ in reach.entered]
    return {family.owner for family in families if family.name == "applies"}


def _named_by(base: Base, use: str) -> set[str]:
    """Who makes a use, and what it is about."""
    found = set()
    for relation, arity in (("by", 2), ("does", 3)):
        if relation in base.vocabulary.relations:
            found |= {str(row[-1]) for row in base.solver.answers(relation, (use, *[None] * (arity - 1)))}
    return found


def _standing(base: Base, relation: str, pattern: tuple[Value | None, ...]) -> Mapping[Row, str]:
    if arity_of(base, relation) != len(pattern):
        return {}
    twin = base.doubt.possible(relation)
    found = dict.fromkeys(base.solver.answers(twin, pattern), "possible") if twin != relation else {}
    return {**found, **dict.fromkeys(base.solver.answers(relation, pattern), "certain")}


def parts_of_answer(one: Verdict, other: Verdict) -> tuple[str, ...]:
    """What is different in two answers for one use; that other clauses lost is nothing."""
    return tuple(part for part in ANSWER_PARTS if getattr(one, part) != getattr(other, part))


def comes_to(verdict: Verdict) -> Status:
    """What an answer comes to for those who act: of a contested one the worst that their adopted positions make."""
    return min((o.status for o in verdict.operative), key=ORDER.index, default=verdict.status)


def direction_of(before: Verdict, after: Verdict) -> str:
    """Whether the second answer is `looser` than the first, `stricter`, `undecided` now, or only `otherwise`."""
    then, now = comes_to(before), comes_to(after)
    if then is not now:
        if now in (Status.UNKNOWN, Status.CONTESTED) and not then.refuses:
            return "undecided"
        return "looser" if ORDER.index(now) > ORDER.index(then) else "stricter"
    ranges = [(v.at_worst, v.at_best) for v in (before, after)]
    if ranges[0] != ranges[1]:
        (worst, best), (worst_now, best_now) = ([ORDER.index(s) if s else 0 for s in ends] for ends in ranges)
        if worst_now >= worst and best_now >= best:
            return "looser"
        if worst_now <= worst and best_now <= best:
            return "stricter"
        return "otherwise"
    old, new = (
        frozenset((d.name, d.clause, d.thing, d.strength) for d in v.duties if not d.fulfilled) for v in (before, after)
    )
    if old != new:
        return "looser" if new < old else "stricter" if old < new else "otherwise"
    return "otherwise"
