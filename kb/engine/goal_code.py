"""The function of a slot: Python text for one relation with one binding pattern.

`compute(s, k)` answers the subgoal with the bound values `k` in the state `s` and remembers the answer there. For a
recursive relation it runs a worklist (`licet.engine.tabling`), and the rules become events: `start` handles subgoals,
and each literal of the component that is not a last call ends one function and begins another, which is given its
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from licet.engine.code import Emitter, Scope, tuple_text
from licet.engine.plan import Holds, Planner, Scan, Step, step_variables
from licet.engine.slots import CODE, MEMORY, Slot, Slotted
from licet.engine.tabling import await_rows, overflow, settle, solve, succeed
from licet.logic.cases import Cases
from licet.logic.ir import Argument, Const, Literal, Rule, Var
from licet.logic.normal_form import NormalRule

__all__ = ["generate"]

_Leaf = Callable[[Scope], None]


def generate(program: Slotted, slot: Slot, rules: Sequence[NormalRule] | None = None) -> dict[str, Any]:
    """The functions of a slot of answers: `compute`, and `start` if the relation is recursive.

    Args:
        program: the program.
        slot: the slot.
        rules: rules of a recursive relation, for functions that conclude what these do and nothing else.
    """
    siblings = program.siblings.get(slot.relation)
    emitter = _Plain(program, slot) if siblings is None else _Recursive(program, slot, siblings, rules)
    emitter.write()
    return emitter.finish(f"<{slot.relation} {slot.pattern}>")


class _Goal(Emitter):
    """What plain and recursive relations share. `container` holds the rows that were found."""

    container = ""

    def __init__(self, program: Slotted, slot: Slot, suspended: Collection[str]) -> None:
        super().__init__(Planner(program.estimate, suspended))
        self.program = program
        self.slot = slot
        self.constants["overflow"] = overflow

    def rows(self, literal: Literal, pattern: str, scope: Scope) -> str:
        slot = self.program.slot(literal.relation, pattern.replace("_", "f"), False)
        found = self._ask(slot, literal, pattern, scope)
        return f"{found} or ()" if slot.stated else found

    def exists(self, literal: Literal, pattern: str, scope: Scope) -> str:
        return self._ask(self.program.slot(literal.relation, pattern, False), literal, pattern, scope)

    def scan(self, scan: Scan, rest: Sequence[Step], scope: Scope, leaf: _Leaf) -> None:
        rows = self.rows(scan.literal, scan.pattern, scope)
        with self.loop(scan.literal, scan.pattern, rows, scope) as inner:
            if any(isinstance(step, Scan) for step in rest):
                self.watch()
            self.walk(rest, inner, leaf)

    def watch(self) -> None:
        """Stop where one subgoal has more answers than there may be rows at all."""
        if self.container in self.frame:
            self.line(f"if len({self.container}) > s[0]: overflow(s)")

    def unpack(self) -> Mapping[int, str]:
        """Give the bound values names, from `k`."""
        positions = self.slot.positions
        names = {position: self.name() for position in positions}
        if positions and (len(positions) > 1 or len(self.slot.pattern) == 1):
            self.line(f"{tuple_text(names.values())} = k")
        elif positions:
            self.line(f"{names[positions[0]]} = k")
        return names

    def rule(self, rule: NormalRule, given: Mapping[int, str]) -> None:
        """The body of a rule, under the head's bound values."""
        scope: dict[Var, str] = {}
        conditions = []
        for position, argument in enumerate(rule.head):
            if position not in given:
                continue
            if isinstance(argument, Const) or argument in scope:
                conditions.append(f"{given[position]} == {self.read(argument, scope)}")
            else:
                scope[argument] = given[position]
        with self.guard(conditions):
            if rule.operator is None:
                free = {i: a for i, a in enumerate(rule.head) if self.slot.pattern[i] == "f"}
                steps = self.planner.plan(rule, scope, free.values(), self.slot.exists)
                self.body(steps, scope, free)
            else:
                self.aggregate(rule, scope, given)

    def body(self, steps: Sequence[Step], scope: Scope, free: Mapping[int, Argument]) -> None:
        """The steps, and a row at the end."""
        self.walk(steps, scope, lambda inner: self.row({i: self.read(a, inner) for i, a in free.items()}))

    def stated(self, given: Mapping[int, str]) -> None:
        """The stated rows of the relation."""
        pattern = self.slot.pattern
        literal = Literal(self.slot.relation, tuple(Var(f"{i}") for i in range(len(pattern))))
        scope = {Var(f"{i}"): name for i, name in given.items()}
        found = self._ask(self.program.slot(self.slot.relation, pattern, True), literal, pattern, scope)
        if self.slot.exists:
            with self.block(f"if {found}:"):
                self.row({})
        else:
            with self.loop(literal, pattern, f"{found} or ()", scope) as inner:
                self.row({i: inner[Var(f"{i}")] for i, letter in enumerate(pattern) if letter == "f"})

    def _ask(self, slot: Slot, literal: Literal, pattern: str, scope: Scope) -> str:
        key = self.key(literal, pattern, scope)
        if slot.stated:
            return f"s[{slot.number}]({key})"
        if key.startswith("("):
            name = self.name()
            self.line(f"{name} = {key}")
            key = name
        found = self.name()
        self.line(f"{found} = s[{slot.number}]({key})")
        self.line(f"if {found} is None: {found} = s[{slot.number + CODE}](s, {key})")
        return found


class _Plain(_Goal):
    """A relation that does not depend on itself."""

    container = "out"

    def __init__(self, program: Slotted, slot: Slot) -> None:
        super().__init__(program, slot, ())
        self.frame = ("s", "k", "memo") if slot.exists else ("s", "out")
        self.forward = "if {call}: return True" if slot.exists else "{call}"
        self.given: Mapping[int, str] = {}

    def write(self) -> None:
        """Write `compute`."""
        with self.function("compute", ("s", "k")):
            self.given = self.unpack()
            self.line(f"memo = s[{self.slot.number + MEMORY}]")
            if self.slot.exists:
                self.stated(self.given)
            else:
                self.line("out = {}")
                self.frame += tuple(self.given.values())
                self.stated(self.given)
            self.rules()
            if self.slot.exists:
                self.line("memo[k] = False")
                self.line("return False")
            else:
                self.line("s[0] -= len(out)")
                self.line("if s[0] < 0: overflow(s)")
                self.line("memo[k] = out = tuple(out)")
                self.line("return out")

    def rules(self) -> None:
        """The rules, or a call of the function of those for one of the bound values."""
        cases = self.program.cases(self.slot.relation, self.slot.positions)
        if cases is None:
            for rule in self.program.normal(self.slot.relation):
                self.rule(rule, self.given)
            return
        self.constants["case"] = _functions(self.program, self.slot, cases)
        call = f"case({self.given[cases.position]})({', '.join(self.frame)})"
        self.line(self.forward.format(call=call))

    def row(self, parts: Mapping[int, str]) -> None:
        if self.slot.exists:
            self.line("memo[k] = True")
            self.line("return True")
        else:
            self.line(f"out[{tuple_text(({**parts, **self.given})[i] for i in range(len(self.slot.pattern)))}] = None")


def _functions(program: Slotted, slot: Slot, cases: Cases) -> Callable[[Any], Callable[..., Any]]:
    """For a value, the function of the rules for that value, written when they are first asked for."""
    written: dict[Any, Callable[..., Any]] = {}

    def case(value: Any) -> Callable[..., Any]:
        rules = cases.rules.get(value)
        if rules is None:
            return _nothing
        found = written.get(value)
        if found is None:
            with program.lock:
                found = written[value] = _Case(program, slot).function_of(rules)
        return found

    return case


def _nothing(*_: object) -> None:
    return None


class _Case(_Plain):
    """The rules of a relation that does not depend on itself for one constant in their heads."""

    def function_of(self, rules: Sequence[Rule]) -> Callable[..., Any]:
        """The function of the rules: with the arguments of `compute`, and where to put what it finds."""
        names = {position: self.name() for position in self.slot.positions}
        if not self.slot.exists:
            self.frame += tuple(names.values())
        with self.function("compute", self.frame):
            self.given = self.unpack() if self.slot.exists else names
            for rule in self.program.normal_form(rules):
                self.rule(rule, self.given)
        function: Callable[..., Any] = self.finish(f"<{self.slot.relation} {self.slot.pattern}, in part>")["compute"]
        return function


class _Recursive(_Goal):
    """A relation of a recursive component."""

    container = "rows"

    def __init__(
        self, program: Slotted, slot: Slot, siblings: Collection[str], rules: Sequence[NormalRule] | None
    ) -> None:
        super().__init__(program, slot, siblings)
        self._rules = rules
        self.constants.update(slot=slot, solve=solve, settle=settle, succeed=succeed, await_rows=await_rows)
        self.root: Mapping[int, str] = {i: self.name() for i in slot.positions}
        self.frame = ("s", "run", "sink", "k", "rows", "fresh", "seen", "more", *self.root.values())
        self.forward = "if {call}: return True" if slot.exists else "{call}"
        self._free: Mapping[int, Argument] | None = None

    def write(self) -> None:
        """Write `compute` and `start`."""
        with self.function("compute", ("s", "k")):
            self.line("return solve(s, slot, k)")
        with self.function("start", ("s", "run", "sink", "keys")):
            self._open()
            with self.block("for k in keys:"):
                self.watch()
                given = self.unpack()
                if self._rules is None:
                    self.stated(given)
                for rule in self.program.normal(self.slot.relation) if self._rules is None else self._rules:
                    self.rule(rule, given)
            self.line("settle(s, run, sink, more)")

    def row(self, parts: Mapping[int, str]) -> None:
        if self.slot.exists:
            self.line("succeed(s, run, sink, k)")
            self.line("return True")
            return
        row = self.name()
        values = {**parts, **self.root}
        self.line(f"{row} = {tuple_text(values[i] for i in range(len(self.slot.pattern)))}")
        with self.block(f"if {row} not in rows:"):
            self.line(f"rows[{row}] = None")
            self.line(f"fresh.append({row})")

    def watch(self) -> None:
        if not self.slot.exists:
            super().watch()

    def body(self, steps: Sequence[Step], scope: Scope, free: Mapping[int, Argument]) -> None:
        self._free = free
        super().body(steps, scope, free)
        self._free = None

    def scan(self, scan: Scan, rest: Sequence[Step], scope: Scope, leaf: _Leaf) -> None:
        if scan.literal.relation in self.planner.suspended:
            self._suspend(scan, rest, scope, leaf)
        else:
            super().scan(scan, rest, scope, leaf)

    def holds(self, step: Holds, rest: Sequence[Step], scope: Scope, leaf: _Leaf) -> None:
        if step.literal.relation in self.planner.suspended:
            self._suspend(step, rest, scope, leaf)
        else:
            super().holds(step, rest, scope, leaf)

    def _open(self) -> None:
        """Name what an event needs of its table."""
        self.line("rows = sink.rows")
        if self.slot.exists:
            self.line("if rows: return None")
        self.line("fresh = sink.fresh")
        self.line("seen = sink.seen")
        self.line("more = []")
        if len(self.root) > 1 or (self.root and len(self.slot.pattern) == 1):
            self.line(f"{tuple_text(self.root.values())} = sink.key")
        elif self.root:
            self.line(f"{next(iter(self.root.values()))} = sink.key")

    def _suspend(self, step: Scan | Holds, rest: Sequence[Step], scope: Scope, leaf: _Leaf) -> None:
        """A literal of the component: its answers come later, to the rest of the body as a function of its own."""
        pattern = step.pattern if isinstance(step, Holds) else step.pattern.replace("_", "f")
        slot = self.program.slot(step.literal.relation, pattern, False)
        key = self.key(step.literal, step.pattern, scope)
        if not rest and self._is_last_call(step, slot):
            self._call_last(step, key, scope, leaf)
            return
        assert self._free is not None
        live = [v for v in dict.fromkeys((*step_variables(rest), *self._free.values())) if v in scope]
        names = ["sink", "k", *(scope[v] for v in live if isinstance(v, Var))]
        event, asked = self.name(), self.name()
        self.constants[asked] = slot
        self.line(f"await_rows(s, run, {asked}, {key}, {event}, {tuple_text(names)})")
        with self.function(event, ("s", "run", "target", "batch")):
            self.line(f"{tuple_text(names)} = target")
            self._open()
            inner = {v: scope[v] for v in live if isinstance(v, Var)}
            if isinstance(step, Holds):
                self.walk(rest, inner, leaf)
            else:
                with self.loop(step.literal, step.pattern, "batch", inner) as further:
                    self.watch()
                    self.walk(rest, further, leaf)
            self.line("settle(s, run, sink, more)")

    def _is_last_call(self, step: Scan | Holds, slot: Slot) -> bool:
        """Whether the answers to the call are, with the caller's bound values, answers of the caller."""
        if slot is not self.slot or self._free is None:
            return False
        arguments = step.literal.arguments
        return all(
            step.pattern[i] == "f" and arguments[i] == argument and arguments.count(argument) == 1
            for i, argument in self._free.items()
        )

    def _call_last(self, step: Scan | Holds, key: str, scope: Scope, leaf: _Leaf) -> None:
        called, known = self.name(), self.name()
        self.line(f"{called} = {key}")
        with self.block(f"if {called} not in seen:"):
            self.line(f"seen[{called}] = k")
            self.line(f"{known} = s[{self.slot.number}]({called})")
            with self.block(f"if {known} is None:"):
                self.line(f"more.append({called})")
            with self.block(f"elif {known}:"):
                if isinstance(step, Holds):
                    leaf(scope)
                else:
                    with self.loop(step.literal, step.pattern, known, scope) as inner:
                        leaf(inner)
