"""pyDatalog as a second engine: the same answers, found by other people's code.

`docs/pydatalog.md` lists what of pyDatalog is used, and what is not because it was found to be wrong. It answers what
is not recursive, from the goal backwards. A recursive component is computed in full, in rounds: pyDatalog
evaluates the bodies of its rules over the rows so far. So it does for aggregates, whose values are computed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from time import monotonic
from types import TracebackType

from licet.errors import EngineFault
from licet.logic.ir import Fact, Program, Rule
from licet.logic.patterns import Pattern
from licet.logic.relations import canonical, canonical_row, earlier, sorted_rows
from licet.logic.safety import unsafe_variables
from licet.logic.strata import NegativeCycle, stratify
from licet.logic.values import Row
from licet.pydatalog.session import Facts, Session

__all__ = ["PyDatalogEngine"]


class PyDatalogEngine:
    """Answers questions about a program with pyDatalog; a `World`.

    Threads may share it, but wait for each other. It shares a process with its overlays; close it, or use it in a
    `with` statement, to end that early.

    Args:
        program: a stratified, safe program.
        seconds: how long a question may take.

    Raises:
        EngineFault: the program is not stratified or not safe.
    """

    def __init__(self, program: Program, seconds: float = 60.0) -> None:
        found = stratify(program)
        if isinstance(found, NegativeCycle):
            raise EngineFault("pyDatalog is asked about stratified programs only, and this one is not")
        self._arities = program.arities
        self._seconds = seconds
        self._deadline = inf
        self._rules: dict[str, list[Rule]] = {}
        for rule in sorted(program.rules, key=lambda r: r.id):
            if unsafe := unsafe_variables(rule):
                raise EngineFault(f"rule `{rule.id}`: `{unsafe[0].variable.name}` has no value")
            self._rules.setdefault(rule.head.relation, []).append(rule)
        self._session = Session(self._rules, found.components)
        self._facts: Facts = _with_facts({}, program.facts)
        self._answers: dict[tuple[str, Pattern], tuple[Row, ...]] = {}

    def __enter__(self) -> PyDatalogEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. A further question starts another one."""
        self._session.close()

    def answers(self, relation: str, pattern: Pattern) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted.

        Raises:
            EngineFault: no such relation, an aggregate has no value, or pyDatalog fails.
            PolicyTooComplex: it does not answer in time.
        """
        if self._arities and self._arities.get(relation) != len(pattern):
            raise EngineFault(f"there is no relation `{relation}` of {len(pattern)} arguments")
        pattern = tuple(None if value is None else canonical(value) for value in pattern)
        found = self._answers.get((relation, pattern))
        if found is None:
            found = tuple(sorted_rows(self._session.rows(relation, pattern, self._facts, self._left)))
            self._answers[relation, pattern] = found
        return found

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation. Raises as `answers` does."""
        return bool(self.answers(relation, row))

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact with its source, if there is one."""
        return self._facts.get(relation, {}).get(canonical_row(row))

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""
        return tuple(self._rules.get(relation, ()))

    def overlay(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> PyDatalogEngine:
        """An engine in which facts are withdrawn, and then others stated. It shares the process with this one."""
        return self._other(_with_facts(_without(self._facts, remove), add), self._deadline)

    def until(self, deadline: float) -> PyDatalogEngine:
        """The engine, which (with its overlays) answers nothing after that moment of `time.monotonic`."""
        return self._other(self._facts, deadline)

    @property
    def _left(self) -> float:
        return max(0.0, min(self._seconds, self._deadline - monotonic()))

    def _other(self, facts: Facts, deadline: float) -> PyDatalogEngine:
        engine = object.__new__(PyDatalogEngine)
        engine._arities, engine._seconds, engine._rules = self._arities, self._seconds, self._rules
        engine._session, engine._deadline = self._session, deadline
        engine._facts = facts
        engine._answers = {}
        return engine


def _with_facts(facts: Facts, further: Iterable[Fact]) -> Facts:
    changed: dict[str, dict[Row, Fact]] = {}
    for fact in further:
        if fact.relation not in changed:
            changed[fact.relation] = dict(facts.get(fact.relation, {}))
        rows, row = changed[fact.relation], canonical_row(fact.row)
        rows[row] = earlier(rows[row], fact) if row in rows else fact
    return {**facts, **changed}


def _without(facts: Facts, withdrawn: Iterable[Fact]) -> Facts:
    changed: dict[str, dict[Row, Fact]] = {}
    for fact in withdrawn:
        if fact.relation not in changed:
            changed[fact.relation] = dict(facts.get(fact.relation, {}))
        changed[fact.relation].pop(canonical_row(fact.row), None)
    return {**facts, **changed}
