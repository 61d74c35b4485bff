"""A materialized base: the perfect model of a program, kept up while facts come and go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from licet.engine.bottom_up import materialize
from licet.engine.change import Change, Network, Stated
from licet.engine.collector import collection_paused
from licet.engine.compiled import BARE
from licet.engine.stored import Store
from licet.errors import EngineFault, LimitExceeded, PolicyTooComplex
from licet.logic.ir import Fact, Program, Rule
from licet.logic.relations import canonical, canonical_row, earlier
from licet.logic.stated import Facts
from licet.logic.values import Row, Value

__all__ = ["Changed", "Materialized"]


class Changed(Struct, frozen=True):
    """What a change of facts comes to: the rows that hold now and did not, and those that held and do not now, by
    relation."""

    added: Mapping[str, tuple[Row, ...]]
    removed: Mapping[str, tuple[Row, ...]]


class Materialized:
    """The perfect model of a program, an `Oracle`, of which facts can be stated and withdrawn. It is for one thread
    at a time.

    Args:
        program: a stratified, safe program.
        limit: how many rows may be derived.

    Raises:
        EngineFault, LimitExceeded, PolicyTooComplex: as `licet.engine.bottom_up.evaluate` does.
    """

    def __init__(self, program: Program, limit: int | None = None) -> None:
        self._limit = limit
        self._load(program)

    def apply(self, add: Iterable[Fact] = (), remove: Iterable[Fact] = ()) -> Changed:
        """Withdraw facts, and then state others, as one change.

        Returns:
            what holds now and did not, and what held and does not now, stated or concluded.

        Raises:
            EngineFault: a fact does not fit its relation, or an aggregate has no value now.
            LimitExceeded, PolicyTooComplex: more rows than the limit, or a number with too many digits.
            After any error everything is as it was.
        """
        new = self._net(add, remove)
        try:
            with collection_paused():
                change = Change(self._network, self._guard)
                change.run(new)
        except (EngineFault, PolicyTooComplex):
            # A join that starts from a change may calculate what one of everything does not come to, or meet more rows.
            self._store.undo()
            return self._anew(new)
        except BaseException:
            self._store.undo()
            raise
        self._store.keep()
        return Changed(_filled(change.added), _filled(change.removed))

    def answers(self, relation: str, pattern: tuple[Value | None, ...]) -> tuple[Row, ...]:
        """The rows of the relation that match the pattern (None matches everything), sorted.

        Raises:
            EngineFault: no such relation.
        """
        self._compiled.check(relation, len(pattern))
        if self._store.arities.get(relation) != len(pattern):
            return ()
        if None not in pattern:
            row = canonical_row([value for value in pattern if value is not None])
            return (row,) if row in self._store.relations[relation] else ()
        return self._store.matching(relation, tuple(None if v is None else canonical(v) for v in pattern))

    def holds(self, relation: str, row: Row) -> bool:
        """Whether the row is in the relation.

        Raises:
            EngineFault: no such relation.
        """
        self._compiled.check(relation, len(row))
        return canonical_row(row) in self._store.relations.get(relation, {})

    def fact(self, relation: str, row: Row) -> Fact | None:
        """The stated fact with its source, if there is one."""
        self._compiled.check(relation, len(row))
        row = canonical_row(row)
        found: Fact | int | None = self._store.stated.get(relation, {}).get(row)
        return Fact(relation, row) if isinstance(found, int) else found

    def rules_for(self, relation: str) -> tuple[Rule, ...]:
        """The rules that conclude the relation, sorted by id."""
        return self._compiled.rules.get(relation, ())

    def count(self, relation: str) -> int:
        """How many rows a relation has."""
        return len(self._store.relations.get(relation, {}))

    def _load(self, program: Program) -> None:
        with collection_paused():
            compiled, relations, rounds = materialize(program, self._limit)
            self._compiled, self._store = compiled, Store(compiled, relations, rounds)
            self._network = Network(compiled, self._store)

    def _net(self, add: Iterable[Fact], remove: Iterable[Fact]) -> dict[str, dict[Row, Stated]]:
        """What is stated otherwise in the end, by relation and row; None for what is not."""
        new: dict[str, dict[Row, Stated]] = {}
        for fact in remove:
            rows, row = self._stated(fact)
            if row in rows:
                new.setdefault(fact.relation, {})[row] = None
        for fact in add:
            rows, row = self._stated(fact)
            changes = new.setdefault(fact.relation, {})
            if row in rows:
                changes.pop(row, None)
            elif fact.span is not None or fact.per is not None:
                known = changes.get(row)
                changes[row] = earlier(known, fact) if isinstance(known, Fact) else fact
            else:
                changes.setdefault(row, BARE)
        return new

    def _stated(self, fact: Fact) -> tuple[Mapping[Row, Stated], Row]:
        """The stated rows of the relation of a fact, and its row in its one form."""
        self._compiled.check(fact.relation, len(fact.row))
        known = self._store.arity(fact.relation, fact.row)
        if known != len(fact.row):
            raise EngineFault(f"`{fact.relation}` has {known} arguments, not {len(fact.row)}")
        return self._store.stated[fact.relation], canonical_row(fact.row)

    def _guard(self) -> None:
        """Refuse more rows than may be derived."""
        if self._limit is None:
            return
        relations, stated = self._store.relations, self._store.stated
        if sum(len(relations[r]) - len(stated[r]) for r in self._compiled.derived) > self._limit:
            raise LimitExceeded(f"more than {self._limit:_} rows were derived")

    def _anew(self, new: dict[str, dict[Row, Stated]]) -> Changed:
        """The change by evaluating everything, where that is possible."""
        rows: dict[str, list[Row]] = {}
        placed: list[Fact] = []
        for relation, facts in self._store.stated.items():
            changes = new.get(relation, {})
            for row, fact in {**facts, **changes}.items():
                if isinstance(fact, Fact):
                    placed.append(fact)
                elif fact is not None:
                    rows.setdefault(relation, []).append(row)
        before = self._store.relations
        program = self._compiled.program.get()
        self._load(Program(program.rules, Facts(rows, placed), program.arities))
        after = self._store.relations
        return Changed(_only(after, before), _only(before, after))


def _filled(found: Mapping[str, Iterable[Row]]) -> dict[str, tuple[Row, ...]]:
    rows_of = {relation: tuple(rows) for relation, rows in found.items()}
    return {relation: rows for relation, rows in rows_of.items() if rows}


def _only(these: dict[str, dict[Row, int]], those: dict[str, dict[Row, int]]) -> dict[str, tuple[Row, ...]]:
    nothing: dict[Row, int] = {}
    return _filled({r: [row for row in rows if row not in those.get(r, nothing)] for r, rows in these.items()})
