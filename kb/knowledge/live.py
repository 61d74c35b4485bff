"""A program of plain Datalog that stays evaluated while its facts come and go."""

from __future__ import annotations

from collections.abc import Mapping

from licet.engine.incremental import Changed, Materialized
from licet.errors import PolicyError
from licet.knowledge.given_rows import Rows, checked_rows
from licet.logic import ir
from licet.logic.oracle import Oracle
from licet.logic.values import Row, Value
from licet.policy.vocabulary import Vocabulary
from licet.verdict.one_value import conflicts_of

__all__ = ["LiveProgram"]


class LiveProgram:
    """What a program concludes, kept up: a change costs what it touches. For one thread at a time.

    Made by `Program.live`.
    """

    def __init__(self, vocabulary: Vocabulary, program: ir.Program, limit: int | None) -> None:
        self._vocabulary = vocabulary
        self._base = Materialized(program, limit)
        self._check({name: self._base.answers(name, (None,) * s.arity) for name, s in vocabulary.relations.items()})

    @property
    def oracle(self) -> Oracle:
        """What holds, to ask and to prove (`licet.proof.prover.prove`)."""
        return self._base

    def apply(self, add: Rows | None = None, remove: Rows | None = None) -> Changed:
        """Withdraw facts, and then state others, as one change: those of rows, and what no rule concludes otherwise.

        Args:
            add: rows to state; one that is stated already stays.
            remove: rows to withdraw; one that is not stated is passed over.

        Returns:
            the rows that hold now and did not, and those that held and do not now.

        Raises:
            PolicyError: as `Program.with_rows` does, or a functional relation would have two values.
            LimitExceeded, PolicyTooComplex: past a bound.
            After any error everything is as it was.
        """
        new, old = (checked_rows(rows or {}, self._vocabulary) for rows in (add, remove))
        came = [f for f in _facts(new) if self._base.fact(f.relation, f.row) is None]
        went = [fact for f in _facts(old) if (fact := self._base.fact(f.relation, f.row)) is not None]
        changed = self._base.apply(came, went)
        try:
            self._check(changed.added)
        except PolicyError:
            self._base.apply(went, came)
            raise
        return changed

    def rows(self, relation: str) -> frozenset[Row]:
        """The rows of a relation."""
        return frozenset(self.answers(relation, (None,) * self._vocabulary.relations[relation].arity))

    def answers(self, relation: str, pattern: tuple[Value | None, ...]) -> tuple[Row, ...]:
        """The rows of a relation that match a pattern (None matches everything), sorted. The first question with values
        at certain places makes an index of them.

        Raises:
            EngineFault: no such relation.
        """
        return self._base.answers(relation, pattern)

    def _check(self, added: Mapping[str, tuple[Row, ...]]) -> None:
        for name, rows in added.items():
            signature = self._vocabulary.relations.get(name)
            if signature is not None and signature.functional:
                keys = dict.fromkeys(row[:-1] for row in rows)
                all_rows = [row for key in keys for row in self._base.answers(name, (*key, None))]
                if found := conflicts_of(signature, all_rows):
                    raise PolicyError(found)


def _facts(rows: Mapping[str, list[Row]]) -> list[ir.Fact]:
    return [ir.Fact(relation, row) for relation, found in rows.items() for row in found]
