"""Following the rules of a slot step by step, until it is asked so often that a function for it pays.

Most of what a question comes to is asked once or twice, of rules that end with their first condition: a use that runs
a model does not sell, merge or train one. To plan a rule and to write a function for it (`licet.engine.goal_code`)
takes as long as following it many times. So a rule is passed over, without so much as a plan, while a relation of
stated facts that it asks for has no row for what is bound; and when it has, the steps of its plan are followed as they
stand. They are those that a function is written from: what they ask for, and what they find, is the same. Rules of
recursive relations lead to events (`licet.engine.tabling`): there each whose first steps lead on gets a function of
its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Generic, TypeVar

from licet.engine.goal_code import generate
from licet.engine.plan import Holds, Planner, Scan, Step
from licet.engine.slots import CODE, MEMORY, START, Slot, Slotted, State
from licet.engine.steps import Ask, Scope, TooLong, Walk, ask_of, read, walk, walks
from licet.engine.tabling import Run, Table, overflow, solve
from licet.logic.aggregates import fold
from licet.logic.ir import Argument, Const, Literal, Rule, Var
from licet.logic.join import unify, unify_head
from licet.logic.normal_form import NormalRule
from licet.logic.patterns import Pattern
from licet.logic.values import Row, Value

__all__ = ["followed"]

_Function = Callable[..., Any]
_Body = TypeVar("_Body")


def followed(program: Slotted, slot: Slot, patience: int) -> Mapping[str, _Function]:
    """The functions of a slot of answers, as `licet.engine.goal_code.generate` gives them.

    Args:
        program: the program.
        slot: the slot.
        patience: how many subgoals are answered before those are written, to be called from then on.
    """
    if slot.relation in program.siblings:
        recursive = _Recursive(program, slot, patience)
        return {"compute": recursive.compute, "start": recursive.start}
    return {"compute": _Plain(program, slot, patience).compute}


class _Rule(Generic[_Body]):
    """A rule for a slot. `make` makes of its normal form what is to be done, when it is first gone into."""

    __slots__ = ("_barriers", "_make", "_program", "_ready", "_rule")

    def __init__(self, program: Slotted, rule: Rule, make: Callable[[NormalRule], _Body]) -> None:
        self._program = program
        self._rule = rule
        self._make = make
        self._barriers: Sequence[Ask] | None = None
        self._ready: tuple[NormalRule, _Body] | None = None

    def enter(self, s: State, given: Pattern) -> tuple[NormalRule, _Body, Scope] | None:
        """The rule in normal form, what is to be done, and the scope to begin with; None if it is seen to conclude
        nothing for the given values."""
        if self._ready is None:
            if self._is_barred(s, given):
                return None
            with self._program.lock:
                (normal,) = self._program.normal_form([self._rule])
                self._ready = normal, self._make(normal)
        normal, body = self._ready
        scope = unify(normal.head, given[: len(normal.head)])
        return None if scope is None else (normal, body, scope)

    def _is_barred(self, s: State, given: Pattern) -> bool:
        """Whether the head or a barrier is seen not to fit what is bound."""
        scope = unify_head(self._rule, given)
        if scope is None:
            return True
        if self._barriers is None:
            self._barriers = tuple(self._barriers_for(scope))
        return not all(ask(s, scope) for ask in self._barriers)

    def _barriers_for(self, scope: Scope) -> Iterator[Ask]:
        """The look-ups of stated rows without which the rule concludes nothing."""
        for item in self._rule.body:
            if isinstance(item, Literal) and not item.negated and item.relation not in self._program.derived:
                pattern = "".join(["b" if isinstance(a, Const) or a.name in scope else "_" for a in item.arguments])
                if "b" in pattern:
                    yield ask_of(self._program, item, pattern)


class _Followed(ABC, Generic[_Body]):
    """The functions of a slot, for plain and for recursive relations."""

    def __init__(self, program: Slotted, slot: Slot, patience: int) -> None:
        self.program = program
        self.slot = slot
        self.stated = program.slot(slot.relation, slot.pattern, True).number
        self._patience = patience
        self._written: Mapping[str, Any] | None = None
        cases = program.cases(slot.relation, slot.positions)
        rules = {None: program.rules.get(slot.relation, ())} if cases is None else cases.rules
        self._position = None if cases is None else cases.position
        self._rules: Mapping[Value | None, Sequence[_Rule[_Body]]] = {
            value: [_Rule(program, rule, self.made) for rule in found] for value, found in rules.items()
        }

    @abstractmethod
    def made(self, rule: NormalRule) -> _Body:
        """What is to be done with a rule."""

    @abstractmethod
    def place(self, s: State, written: Mapping[str, Any]) -> None:
        """Put written functions into a state."""

    def walks_of(self, rule: NormalRule, siblings: Collection[str] = ()) -> Sequence[Walk]:
        """The steps of a rule, up to where it asks for one of the siblings."""
        placed = list(zip(rule.head, self.slot.pattern, strict=False))
        bound = [argument for argument, letter in placed if letter == "b"]
        needed: Sequence[Argument] = [argument for argument, letter in placed if letter == "f"]
        if rule.measured is not None:
            needed = (*rule.counted, rule.measured)
        exists = self.slot.exists and rule.measured is None
        steps = Planner(self.program.estimate, siblings).plan(rule, bound, needed, exists)
        before = list(takewhile(lambda step: not _asks_for(step, siblings), steps))
        return walks(self.program, before, {argument.name for argument in bound if isinstance(argument, Var)})

    def given(self, key: Any) -> Pattern:
        """A row with the values at the bound positions."""
        values = iter((key,) if len(self.slot.positions) == 1 < len(self.slot.pattern) else key)
        return tuple([next(values) if letter == "b" else None for letter in self.slot.pattern])

    def rules(self, given: Pattern) -> Sequence[_Rule[_Body]]:
        """The rules that can conclude a row with the given values."""
        return self._rules.get(None if self._position is None else given[self._position], ())

    def is_patient(self) -> bool:
        """Whether one more subgoal is to be answered by following rules."""
        self._patience -= 1
        return self._patience >= 0

    def write(self, s: State) -> Mapping[str, Any]:
        """The written functions, in their places in a state, in those below it and in all laid upon them later."""
        if self._written is None:
            with self.program.lock:
                self._written = generate(self.program, self.slot)
                self.program.place(self.slot, self._written)
        state: State | None = s
        while state is not None:
            self.place(state, self._written)
            state = state[1].below
        return self._written


class _Plain(_Followed[Sequence[Walk]]):
    """A relation that does not depend on itself."""

    def made(self, rule: NormalRule) -> Sequence[Walk]:
        return self.walks_of(rule)

    def place(self, s: State, written: Mapping[str, Any]) -> None:
        s[self.slot.number + CODE] = written["compute"]

    def compute(self, s: State, k: Any) -> Any:
        """The rows that answer a subgoal, or whether there is one."""
        if not self.is_patient():
            return self.write(s)["compute"](s, k)
        memo = s[self.slot.number + MEMORY]
        try:
            answer = (self._exists if self.slot.exists else self._found)(s, k, self.given(k))
        except TooLong:
            return self.write(s)["compute"](s, k)
        memo[k] = answer
        return answer

    def _exists(self, s: State, k: Any, given: Pattern) -> bool:
        if s[self.stated](k):
            return True
        return any(next(self._rows(s, rule, given), None) is not None for rule in self.rules(given))

    def _found(self, s: State, k: Any, given: Pattern) -> tuple[Row, ...]:
        out: dict[Row, None] = dict.fromkeys(s[self.stated](k) or ())
        for rule in self.rules(given):
            out.update(dict.fromkeys(self._rows(s, rule, given)))
        s[0] -= len(out)
        if s[0] < 0:
            overflow(s)
        return tuple(out)

    def _rows(self, s: State, rule: _Rule[Sequence[Walk]], given: Pattern) -> Iterator[Row]:
        """The rows that a rule concludes; where none is wanted but that there is one, something for each."""
        entered = rule.enter(s, given)
        if entered is None:
            return
        normal, steps, scope = entered
        if normal.measured is not None:
            yield from _aggregated(normal, walk(s, steps, scope), given)
            return
        head = () if self.slot.exists else normal.head
        for found in walk(s, steps, scope):
            yield tuple([read(argument, found) for argument in head])


def _aggregated(rule: NormalRule, found: Iterator[Scope], given: Pattern) -> Iterator[Row]:
    """The conclusions of a rule with an aggregate, from the scopes that its body has."""
    assert rule.operator is not None
    assert rule.measured is not None
    bound = (rule.measured, *(argument for argument in rule.counted if argument != rule.measured))
    groups: dict[Row, dict[Row, None]] = {}
    for scope in found:
        group = groups.setdefault(tuple([read(argument, scope) for argument in rule.head]), {})
        group[tuple([read(argument, scope) for argument in bound])] = None
    last = len(rule.head)
    for row, bindings in groups.items():
        value = fold(rule.operator, bindings)
        if given[last] in (None, value):
            yield (*row, value)


class _Recursive(_Followed["_Starting"]):
    """A relation of a recursive component."""

    def made(self, rule: NormalRule) -> _Starting:
        siblings = self.program.siblings[self.slot.relation]
        return _Starting(self.program, self.slot, rule, self.walks_of(rule, siblings))

    def place(self, s: State, written: Mapping[str, Any]) -> None:
        s[self.slot.number + CODE], s[self.slot.number + START] = written["compute"], written["start"]

    def compute(self, s: State, k: Any) -> Any:
        """The rows that answer a subgoal, or whether there is one."""
        return solve(s, self.slot, k)

    def start(self, s: State, run: Run, sink: Table, keys: Sequence[Any]) -> None:
        """Begin with subgoals whose answers go to a table."""
        if not self.is_patient() or any(s[self.stated](k) for k in keys):
            self.write(s)["start"](s, run, sink, keys)
            return
        for k in keys:
            for rule in self.rules(self.given(k)):
                entered = rule.enter(s, self.given(k))
                if entered is not None:
                    entered[1].start(s, run, sink, k, entered[2])


class _Starting:
    """A rule of a recursive relation. It gets a function when the first steps of it lead on."""

    __slots__ = ("_function", "_program", "_rule", "_slot", "_steps")

    def __init__(self, program: Slotted, slot: Slot, rule: NormalRule, steps: Sequence[Walk]) -> None:
        self._program = program
        self._slot = slot
        self._rule = rule
        self._steps = steps
        self._function: _Function | None = None

    def start(self, s: State, run: Run, sink: Table, k: Any, scope: Scope) -> None:
        """Begin with a subgoal whose answers go to a table; the scope has its values."""
        if self._leads_on(s, scope):
            if self._function is None:
                with self._program.lock:
                    self._function = generate(self._program, self._slot, [self._rule])["start"]
            self._function(s, run, sink, [k])

    def _leads_on(self, s: State, scope: Scope) -> bool:
        try:
            return next(walk(s, self._steps, scope), None) is not None
        except TooLong:
            return True


def _asks_for(step: Step, relations: Collection[str]) -> bool:
    return isinstance(step, Scan | Holds) and step.literal.relation in relations
