"""Whether goals see of some relations only rows about what they can name.

A relation *about* things has the thing that a row is about as its first argument. A goal is *local* to it where it can
be evaluated so that the relation is only ever asked about a thing which is known by then: named by the goal, by a rule,
or by a row that was read before. Rows about things which the goal does not come upon in this way cannot move it,
however many there are.

The program is asked as a goal-directed engine would ask it, with one binding pattern for each call (Ullman, *Principles
of Database and Knowledge-Base Systems*, volume 2, chapter 12). A body may be joined in any order that makes all its
calls local. What is bound only grows along a body, and a call with more bound arguments is local wherever one with
fewer is; so whichever local call is taken first, no order is missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from licet.logic.dependencies import closure, dependencies
from licet.logic.ir import Comparison, Const, Item, Literal, Program, Rule, Var, named

__all__ = ["Call", "Scan", "scans"]


class Call(Struct, frozen=True, order=True):
    """A relation as it is asked for: the positions of the arguments that have values then."""

    relation: str
    bound: tuple[int, ...]


class Scan(Struct, frozen=True):
    """A rule that no order of its body makes local: `rule` concludes what `call` asks for, and is stuck at `at`. The
    rule is None where the goal itself is a relation about things."""

    call: Call
    rule: Rule | None
    at: Call


def scans(program: Program, about: Collection[str], goals: Iterable[Call]) -> tuple[Scan, ...]:
    """What keeps goals from being local to relations about things.

    Args:
        program: a safe program.
        about: the relations whose rows are about their first argument.
        goals: what is asked.

    Returns:
        the calls that read such a relation as a whole, on the way from the goals, with the rules that make them; empty
        where all goals are local.
    """
    return _Analysis(program, about).scans(tuple(goals))


class _Analysis:
    """Calls that were met on the way from the goals, with those that make them, and which are not local: `wide`."""

    def __init__(self, program: Program, about: Collection[str]) -> None:
        self.about = about
        self.rules: dict[str, list[Rule]] = {}
        for rule in sorted(program.rules, key=lambda rule: rule.id):
            self.rules.setdefault(rule.head.relation, []).append(rule)
        self.reaching = closure(about, dependencies(program.rules)[0])
        self.callers: dict[Call, dict[Call, None]] = {}
        self.wide: dict[Call, Scan] = {}

    def scans(self, goals: Sequence[Call]) -> tuple[Scan, ...]:
        """What keeps the goals from being local. A call is taken for local until it is known to be otherwise, and then
        those that make it are looked at again: another order of their bodies may do without it."""
        waiting = [goal for goal in goals if goal.relation in self.reaching]
        self.callers.update((goal, {}) for goal in waiting)
        while waiting:
            call = waiting.pop()
            if call in self.wide:
                continue
            scan, made = self._look(call)
            for other in made:
                if other not in self.callers:
                    self.callers[other] = {}
                    waiting.append(other)
                self.callers[other][call] = None
            if scan is not None:
                self.wide[call] = scan
                waiting += self.callers[call]
        return tuple(self._behind(goals))

    def _look(self, call: Call) -> tuple[Scan | None, list[Call]]:
        """Why a call is not local as far as that is known, and the calls that its rules make."""
        if call.relation in self.about and 0 not in call.bound:
            return Scan(call, None, call), []
        made: list[Call] = []
        for rule in self.rules.get(call.relation, ()):
            stuck = self._join(call, rule, made)
            if stuck is not None:
                return Scan(call, rule, stuck), made
        return None, made

    def _join(self, call: Call, rule: Rule, made: list[Call]) -> Call | None:
        """Join the body of a rule by local calls, noting those to relations that reach such about things, and the call
        at which there is no going on."""
        arguments = rule.head.arguments
        places = [i for i in call.bound if rule.aggregate is None or i < len(arguments) - 1]
        bound = {a.name for i in places if isinstance(a := arguments[i], Var)}
        waiting = list(rule.body)
        while waiting:
            item = next((item for item in waiting if self._is_ready(item, bound)), None)
            if item is None:
                return next(_call(i, bound) for i in waiting if isinstance(i, Literal))
            waiting.remove(item)
            if isinstance(item, Literal) and item.relation in self.reaching:
                made.append(_call(item, bound))
            bound.update(named(item.arguments))
        return None

    def _is_ready(self, item: Item, bound: Collection[str]) -> bool:
        if isinstance(item, Comparison):
            return item.definition(bound) is not None or all(name in bound for name in named(item.arguments))
        if item.negated and not all(name in bound for name in named(item.arguments)):
            return False
        return item.relation not in self.reaching or _call(item, bound) not in self.wide

    def _behind(self, goals: Iterable[Call]) -> Iterable[Scan]:
        """Where the goals that are not local come to read a relation as a whole: the first such call on the way from
        each."""
        found: dict[Scan, None] = {}
        for goal in sorted(set(goals)):
            call: Call | None = goal
            seen: set[Call] = set()
            while call is not None and call in self.wide and call not in seen:
                seen.add(call)
                scan = self.wide[call]
                call = scan.at
                if scan.at not in self.wide or self.wide[scan.at].rule is None:
                    found[scan] = None
        return found


def _call(literal: Literal, bound: Collection[str]) -> Call:
    return Call(
        literal.relation,
        tuple(i for i, a in enumerate(literal.arguments) if isinstance(a, Const) or a.name in bound),
    )
