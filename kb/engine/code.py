"""Writing Python functions that join literals: what the engines' generators share.

Names in the generated text are numbered, never taken from a program; values are named constants unless their `repr`
is a plain literal.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from licet.engine.plan import Check, Define, Holds, Planner, Scan, Step, Test, step_variables
from licet.logic.aggregates import fold
from licet.logic.arithmetic import calculate
from licet.logic.ir import Comparison, Const, Literal, Operation, Term, Var
from licet.logic.normal_form import Definition, NormalRule
from licet.logic.value_order import begins, below
from licet.logic.values import UNKNOWN, Value

__all__ = ["Emitter", "Scope", "tuple_text"]

Scope = Mapping[Var, str]
"""The local names of the variables that have values."""

_LOOPS = 12
_DEPTH = 60


def tuple_text(parts: Iterable[str]) -> str:
    """The text of a tuple."""
    return "(" + "".join(f"{part}, " for part in parts) + ")"


class Emitter(ABC):
    """Writes functions line by line. Subclasses say how rows are found.

    `frame` are the names that every helper function of the body being written is passed, and `forward` is what to do
    with a call of one that continues the body.
    """

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.constants: dict[str, Any] = {
            "UNKNOWN": UNKNOWN,
            "below": below,
            "begins": begins,
            "calculate": calculate,
            "fold": fold,
        }
        self.frame: tuple[str, ...] = ()
        self.forward = "{call}"
        self._done: list[str] = []
        self._lines: list[str] = []
        self._depth = 0
        self._loops = 0
        self._names = 0

    @abstractmethod
    def row(self, parts: Mapping[int, str]) -> None:
        """Write what happens with an answer, given the values at the positions that are not bound."""

    @abstractmethod
    def rows(self, literal: Literal, pattern: str, scope: Scope) -> str:
        """An expression for the matching rows of a relation, or for something falsy."""

    @abstractmethod
    def exists(self, literal: Literal, pattern: str, scope: Scope) -> str:
        """An expression that is truthy if some row matches."""

    def scan(self, scan: Scan, rest: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        """The loop over a scan, with the rest of the body in it."""
        with self.loop(scan.literal, scan.pattern, self.rows(scan.literal, scan.pattern, scope), scope) as inner:
            self.walk(rest, inner, leaf)

    def holds(self, step: Holds, rest: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        """The test of a literal, with the rest of the body behind it."""
        truth = self.exists(step.literal, step.pattern, scope)
        with self.block(f"if not {truth}:" if step.literal.negated else f"if {truth}:"):
            self.walk(rest, scope, leaf)

    def walk(self, steps: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        """The steps, nested; `leaf` writes what happens when all of them succeed."""
        if not steps:
            leaf(scope)
            return
        if self._loops >= _LOOPS or self._depth >= _DEPTH:
            self._continue(steps, scope, leaf)
            return
        step, rest = steps[0], steps[1:]
        match step:
            case Scan():
                self.scan(step, rest, scope, leaf)
            case Holds():
                self.holds(step, rest, scope, leaf)
            case Test():
                with self.block(f"if {self.condition(step.comparison, scope)}:"):
                    self.walk(rest, scope, leaf)
            case Check():
                with self.block(f"if {self._check(step, scope)}:"):
                    self.walk(rest, scope, leaf)
            case Define():
                with self.defined(step.definition, scope) as inner:
                    self.walk(rest, inner, leaf)

    def aggregate(self, rule: NormalRule, scope: Scope, given: Mapping[int, str]) -> None:
        """The conclusions of a rule with an aggregate, under the head's bound values."""
        assert rule.operator is not None
        assert rule.measured is not None
        groups, measured, counted = self.name(), rule.measured, rule.counted
        frame, forward = self.frame, self.forward
        self.frame, self.forward = (*frame[:1], groups), "{call}"

        def collect(inner: Scope) -> None:
            group = tuple_text(self.read(argument, inner) for argument in rule.head)
            binding = tuple_text(self.read(argument, inner) for argument in (measured, *counted))
            self.line(f"{groups}.setdefault({group}, {{}})[{binding}] = None")

        self.line(f"{groups} = {{}}")
        self.walk(self.planner.plan(rule, scope, (*counted, measured)), scope, collect)
        self.frame, self.forward = frame, forward
        parts = {position: self.name() for position in range(len(rule.head) + 1)}
        *group, value = parts.values()
        bindings = self.name()
        with self.block(f"for {tuple_text(group)}, {bindings} in {groups}.items():"):
            self.line(f"{value} = fold({rule.operator!r}, {bindings})")
            last = len(rule.head)
            with self.guard([f"{value} == {given[last]}"] if last in given else []):
                self.row(parts)

    def key(self, literal: Literal, pattern: str, scope: Scope) -> str:
        """An expression for the values of the bound arguments: the tuple, or the value if it is one of several."""
        pairs = zip(literal.arguments, pattern, strict=True)
        values = [self.read(argument, scope) for argument, letter in pairs if letter == "b"]
        return values[0] if len(values) == 1 < len(pattern) else tuple_text(values)

    def name(self) -> str:
        """A new name."""
        self._names += 1
        return f"v{self._names}"

    def line(self, text: str) -> None:
        """A line at the present depth."""
        self._lines.append(" " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block."""
        self.line(head)
        self._depth += 1
        yield
        self._depth -= 1

    @contextmanager
    def guard(self, conditions: Collection[str]) -> Iterator[None]:
        """A block under conditions, if there are any."""
        if conditions:
            with self.block(f"if {' and '.join(conditions)}:"):
                yield
        else:
            yield

    @contextmanager
    def function(self, name: str, parameters: Iterable[str]) -> Iterator[None]:
        """A function at the top level, whatever is being written at present."""
        saved = self._lines, self._depth, self._loops
        self._lines, self._depth, self._loops = [f"def {name}({', '.join(parameters)}):"], 1, 0
        yield
        self._done.extend(self._lines)
        self._lines, self._depth, self._loops = saved

    @contextmanager
    def loop(self, literal: Literal, pattern: str, rows: str, scope: Scope) -> Iterator[Scope]:
        """A loop over rows; the scope inside has the variables at the positions `f`."""
        inner = dict(scope)
        targets, conditions = [], []
        for argument, letter in zip(literal.arguments, pattern, strict=True):
            if letter != "f":
                targets.append("_")
                continue
            targets.append(self.name())
            if isinstance(argument, Var) and argument not in inner:
                inner[argument] = targets[-1]
            else:
                conditions.append(f"{targets[-1]} == {self.read(argument, inner)}")
        with self.block(f"for {tuple_text(targets)} in {rows}:"):
            self._loops += 1
            if conditions:
                with self.block(f"if {' and '.join(conditions)}:"):
                    yield inner
            else:
                yield inner
            self._loops -= 1

    @contextmanager
    def defined(self, definition: Definition, scope: Scope) -> Iterator[Scope]:
        """A block in which a variable has its calculated value."""
        value, variable = self.read(definition.value, scope), definition.variable
        if variable in scope:
            inner, conditions = scope, [f"{scope[variable]} == {value}"]
        else:
            inner, conditions = {**scope, variable: self.name()}, []
            self.line(f"{inner[variable]} = {value}")
        if not definition.lenient:
            conditions.append(f"{inner[variable]} is not UNKNOWN")
        with self.guard(conditions):
            yield inner

    def read(self, term: Term, scope: Scope) -> str:
        """An expression for the value of a term."""
        if isinstance(term, Operation):
            left, right = self.read(term.left, scope), self.read(term.right, scope)
            return f"calculate({term.operator!r}, {left}, {right})"
        return self.constant(term.value) if isinstance(term, Const) else scope[term]

    def constant(self, value: Value) -> str:
        """An expression for a value."""
        if value is UNKNOWN:
            return "UNKNOWN"
        if isinstance(value, str) or (type(value) is int and abs(value) < 2**62):
            return repr(value)
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def condition(self, comparison: Comparison, scope: Scope) -> str:
        """An expression for a comparison."""
        sides = comparison.left, comparison.right
        left, right = (self.read(side, scope) for side in sides)
        match comparison.operator:
            case "=":
                test = f"{left} == {right}"
            case "!=":
                test = f"{left} != {right}"
            case "<":
                test = f"below({left}, {right})"
            case "<=":
                test = f"below({left}, {right}, True)"
            case ">":
                test = f"below({right}, {left})"
            case ">=":
                test = f"below({right}, {left}, True)"
            case "starts with":
                test = f"begins({left}, {right})"
            case _:
                test = f"not begins({left}, {right})"
        texts = zip(sides, (left, right), strict=True)
        unsure = [text for side, text in texts if not isinstance(side, Const) or side.value is UNKNOWN]
        if not comparison.lenient and comparison.operator == "=":
            unsure = unsure[:1] if len(unsure) == 2 else []
        elif not comparison.lenient and comparison.operator not in ("!=", "does not start with"):
            unsure = []
        if not unsure:
            return test
        known = " or ".join(f"{text} is UNKNOWN" for text in unsure)
        return f"({known} or {test})" if comparison.lenient else f"(not ({known}) and {test})"

    def finish(self, file: str) -> dict[str, Any]:
        """Compile what was written, and give the names it defines."""
        names = dict(self.constants)
        exec(compile("\n".join(self._done) + "\n", file, "exec"), names)
        return names

    def _check(self, check: Check, scope: Scope) -> str:
        """A call of a new function that is true if the steps succeed."""
        frame, forward = self.frame, self.forward
        self.frame, self.forward = frame[:1], "if {call}: return True"
        call = self._outline(check.steps, scope, lambda _: self.line("return True"), ())
        self.frame, self.forward = frame, forward
        return call

    def _continue(self, steps: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        """The steps in a function of their own, since blocks nest only so deep."""
        self.line(self.forward.format(call=self._outline(steps, scope, leaf, scope)))

    def _outline(self, steps: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None], keep: Iterable[Var]) -> str:
        used = [v for v in dict.fromkeys((*step_variables(steps), *keep)) if v in scope]
        names = list(dict.fromkeys([*self.frame, *(scope[v] for v in used)]))
        function = self.name()
        with self.function(function, names):
            self.walk(steps, {v: scope[v] for v in used}, leaf)
            self.line("return None")
        return f"{function}({', '.join(names)})"
