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
from licet.logic.ir import Argument, Comparison, Const, Literal, Operation, Term, Var
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
        self._whole: dict[str, str] = {}
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

    def order(self, rule: NormalRule, scope: Scope, needed: Iterable[Argument]) -> Sequence[Step]:
        """The steps of the body of a rule, so that at the end the arguments needed have values."""
        return self.planner.plan(rule, scope, needed)

    def scan(self, scan: Scan, rest: Sequence[Step], scope: Scope, leaf: Callable[[Scope], None]) -> None:
        """The loop over a scan, with the rest of the body in it. The loop is the last thing written."""
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
            case Check(steps=(Scan() as first, *others)) if self._fits_here(step):
                self.scan(first, others, scope, lambda _: self.line("break"))
                self.line("else: continue")
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
        steps = self.order(rule, scope, (*counted, measured))
        # Rows of which every argument counts give no binding twice.
        distinct = all("_" not in step.pattern for step in steps if isinstance(step, Scan))
        others = (argument for argument in counted if argument != measured)
        bound = (measured, *others)

        def collect(inner: Scope) -> None:
            group = tuple_text(self.read(argument, inner) for argument in rule.head)
            binding = tuple_text(self.read(argument, inner) for argument in bound)
            kept = f"[]).append({binding})" if distinct else f"{{}})[{binding}] = None"
            self.line(f"{groups}.setdefault({group}, {kept}")

        self.line(f"{groups} = {{}}")
        self.walk(steps, scope, collect)
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
        return values[0] if len(values) == 1 < len(pattern) else self.tuple(values)

    def tuple(self, parts: Iterable[str]) -> str:
        """An expression for the tuple of those names: the row itself, where a loop has it."""
        text = tuple_text(parts)
        return self._whole.get(text, text)

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
        saved = self._lines, self._depth, self._loops, self._whole
        self._lines, self._depth, self._loops = [f"def {name}({', '.join(parameters)}):"], 1, 0
        self._whole = {}
        yield
        self._done.extend(self._lines)
        self._lines, self._depth, self._loops, self._whole = saved

    @contextmanager
    def loop(
        self, literal: Literal, pattern: str, rows: str, scope: Scope, single: bool = False, whole: bool = False
    ) -> Iterator[Scope]:
        """A loop over rows; the scope inside has the variables at the positions `f`. `single`: what is looped over are
        the values at the only open position. `whole`: the row itself is wanted, too."""
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
        target = targets[pattern.index("f")] if single else tuple_text(targets)
        row = self.name() if whole else target
        with self.block(f"for {row} in {rows}:"):
            self._loops += 1
            if whole:
                self.line(f"{target} = {row}")
                self._whole[tuple_text(self.read(argument, inner) for argument in literal.arguments)] = row
            with self.guard(conditions):
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
            case "<" | "<=" | ">" | ">=":
                test = _ordered(comparison, left, right)
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

    def named(self, thing: Any) -> str:
        """The global name of an object that the functions use."""
        for name, known in self.constants.items():
            if known is thing or (callable(thing) and known == thing):
                return name
        name = f"g{len(self.constants)}"
        self.constants[name] = thing
        return name

    def finish(self, file: str) -> dict[str, Any]:
        """Compile what was written, and give the names it defines."""
        names = dict(self.constants)
        exec(compile("\n".join(self._done) + "\n", file, "exec"), names)
        return names

    def _fits_here(self, check: Check) -> bool:
        """Whether a check can be a loop that ends with a success, while a failure goes on with the loop around."""
        plain = all(isinstance(step, Holds | Test | Define) for step in check.steps[1:])
        return plain and 0 < self._loops < _LOOPS and self._depth + len(check.steps) < _DEPTH

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


def _ordered(comparison: Comparison, left: str, right: str) -> str:
    """An expression for `<`, `<=`, `>` or `>=`, quick where both sides are whole numbers."""
    sides = zip((comparison.left, comparison.right), (left, right), strict=True)
    unsure = [text for side, text in sides if not (isinstance(side, Const) and type(side.value) is int)]
    low, high = (left, right) if comparison.operator.startswith("<") else (right, left)
    test = f"below({low}, {high}, {comparison.operator.endswith('=')})"
    if not unsure or any(isinstance(side, Operation) for side in comparison.arguments):
        return test
    whole = " is ".join(["int", *(f"type({text})" for text in unsure)])
    return f"({left} {comparison.operator} {right} if {whole} else {test})"
