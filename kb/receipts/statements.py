"""The statements that the proofs of an answer rest on, as text that can be read again years later."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping

from msgspec.structs import replace

from licet.answers.explanation import Ground
from licet.changes.statements import Key, Unit, meaning_of, units_of
from licet.grammar import tree
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.logic.values import Value
from licet.proof.steps import AggregateStep, FactStep, Proof, RuleStep
from licet.verdict.base import Base
from licet.verdict.verdict import Verdict

__all__ = ["Stated", "is_about", "says_the_same", "text_of"]

_NAME = "receipt"


class Stated:
    """What policies state, by what it is and is called, and by where it stands."""

    def __init__(self, base: Base) -> None:
        self.units: Mapping[Key, Unit] = units_of(base.modules)
        self._starts: dict[str, list[tuple[int, Key, int]]] = {}
        for key, unit in self.units.items():
            for number, statement in enumerate(unit.statements):
                self._starts.setdefault(statement.span.file, []).append((statement.span.line, key, number))
        for starts in self._starts.values():
            starts.sort()

    def under(self, grounds: Iterable[Ground], verdict: Verdict) -> Mapping[Key, tuple[tree.Statement, ...]]:
        """What an answer rests on: what its proofs use of statements on the use, its things and who makes it, and the
        clauses that it names. Of the rules of a relation it is those that were used, of a thing all of its block."""
        named = {verdict.use, *verdict.by, *(act.thing for act in verdict.acts)}
        used: dict[Key, set[int]] = {("clause", name): {0} for name in _clauses(verdict)}
        for ground in grounds:
            for span in _spans(ground.proof, named):
                for key, number in self._at(span):
                    used.setdefault(key, set()).add(number)
        found = {}
        for key in sorted(used.keys() & self.units.keys()):
            statements = self.units[key].statements
            found[key] = tuple(s for i, s in enumerate(statements) if i in used[key] or key[0] != "rule")
        return found

    def of_use(self, use: str) -> Mapping[Key, tuple[tree.Statement, ...]]:
        """What describes a use: its block, and facts that begin with it."""
        return {key: unit.statements for key, unit in self.units.items() if is_about(key, use)}

    def _at(self, span: Span) -> Iterator[tuple[Key, int]]:
        starts = self._starts.get(span.file, [])
        at = bisect_right(starts, span.line, key=lambda start: start[0]) - 1
        if at >= 0:
            yield starts[at][1:]


def _clauses(verdict: Verdict) -> set[str]:
    of_cases = {name for case in verdict.cases for name in case.clauses}
    return {*verdict.clauses, *of_cases, *(duty.clause for duty in verdict.duties)}


def _spans(proof: Proof, named: Container[Value]) -> Iterator[Span]:
    """Where the facts and rules stand that conclude something of these names."""
    for step in proof.steps:
        if isinstance(step, (FactStep, RuleStep, AggregateStep)) and step.row and step.row[0] in named:
            span = step.rule.origin.span if not isinstance(step, FactStep) else step.fact.span if step.fact else None
            if span is not None:
                yield span


def is_about(key: Key, use: str) -> bool:
    """Whether a statement of that kind and name describes a use."""
    kind, name = key
    return key == ("entity", use) or (kind == "fact" and name.partition("(")[2].startswith((f"{use},", f"{use})")))


def text_of(statements: Iterable[tree.Statement]) -> str:
    """What statements say, with all that they take over of another license written out."""
    return format_module(tree.Module(_NAME, tuple(map(_whole, statements))))


def says_the_same(text: str, unit: Unit) -> bool:
    """Whether what `text_of` wrote, perhaps long ago, is what the unit says now. Rules may have others beside them."""
    module, _ = parse_module(SourceFile(_NAME, text))
    old = meaning_of(Unit(unit.key, module.statements))
    now = meaning_of(Unit(unit.key, tuple(map(_whole, unit.statements))))
    return set(old) <= set(now) if unit.key[0] == "rule" else old == now


def _whole(statement: tree.Statement) -> tree.Statement:
    return replace(statement, as_in=None) if isinstance(statement, tree.Clause) else statement
