"""Stated facts: of declared relations, about names of the right kinds, without contradicting each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from msgspec import Struct

from licet.checks.days import check_days, overlap
from licet.checks.findings import article
from licet.checks.owed_duties import check_owed
from licet.checks.scope import Scope, written
from licet.grammar import tree
from licet.grammar.diagnostics import Help, Label, closest, no_hyphen
from licet.grammar.source import Span
from licet.logic.values import Month, Row, Value
from licet.policy.occurrences import atoms
from licet.policy.suggestions import Suggestion, spelled_alike
from licet.policy.vocabulary import Signature

__all__ = ["FactIndex", "Stated", "check_facts"]

STATED, DENIED, UNKNOWN = "stated", "denied", "unknown"
_FULFILLED = ("fulfils_of", "fulfils_of_for")

_USE, _OUTPUT_OF = "use", "output_of"
_JOINING = frozenset({"as", "by", "for", "from", "in", "of", "on", "to", "with"})
"""Words that make no name like another one that has them among others."""


class Stated(NamedTuple):
    """What the first statement about a row says: `status` is stated, denied or unknown; `value` as written, or the
    days on which the row holds."""

    status: str
    value: tree.Argument | tree.Days | None
    span: Span


class FactIndex(Struct, frozen=True, array_like=True):
    """Stated facts in layers, the upper laid over the lower: in each, by relation and row, the first statement.

    The row of a functional relation is without the value. The periods of a row of a dated relation are first
    statements, too, each about the row in a relation of its own (`_period`). `relations` are those that something is
    put in.
    """

    layers: tuple[Mapping[str, Mapping[Row, Stated]], ...] = ()
    relations: frozenset[str] = frozenset()

    def first(self, relation: str, row: Row) -> Stated | None:
        """The statement about the row in the highest layer that has one."""
        for layer in reversed(self.layers):
            stated = layer.get(relation, {}).get(row)
            if stated is not None:
                return stated
        return None

    def without(self, said: Iterable[tuple[str, Row]]) -> FactIndex:
        """The index as if nothing had been stated about those rows (as above) of those relations."""
        gone: dict[str, set[Row]] = {}
        for relation, row in said:
            gone.setdefault(relation, set()).add(row)

        def left(name: str, rows: Mapping[Row, Stated]) -> Mapping[Row, Stated]:
            withdrawn = gone.get(name.partition(":")[0])
            return rows if withdrawn is None else {r: s for r, s in rows.items() if r not in withdrawn}

        layers = tuple({name: left(name, rows) for name, rows in layer.items()} for layer in self.layers)
        return FactIndex(layers, self.relations)


class _Facts:
    """The facts met so far, on top of those of a base."""

    __slots__ = ("_base", "relations", "rows", "scope")

    def __init__(self, scope: Scope, base: FactIndex) -> None:
        self.scope = scope
        self._base = base
        self.rows: dict[str, dict[Row, Stated]] = {}
        self.relations: set[str] = set()

    def entity(self, entity: tree.Entity) -> None:
        """Check an entity and its lines."""
        place = entity.span
        word = Span(place.file, place.line, place.column, place.line, place.column + len(entity.kind))
        known = self.scope.kind(entity.kind, word, names_only=True)
        for line in entity.lines:
            self.line(entity, line, known)

    def line(self, entity: tree.Entity, line: tree.Line, subject_known: bool) -> None:
        scope = self.scope
        signature = scope.vocabulary.relations.get(line.relation)
        if signature is None:
            self._no_relation(entity, line)
            return
        kinds = signature.kinds
        if kinds and subject_known and not scope.fits(entity.kind, kinds[0]):
            scope.findings.error(
                "E213",
                f"`{line.relation}` is said of {article(kinds[0])}, and `{entity.name}` is {article(entity.kind)}",
                line.relation_span,
                _said_of(entity, line, signature),
                (Label(signature.span, f"`{line.relation}` is declared here"),),
            )
        unknown = isinstance(line.value, tree.Unknown)
        value = None if line.value is None or isinstance(line.value, tree.Unknown) else line.value
        status = UNKNOWN if unknown else DENIED if line.denied else STATED
        self._add(signature, entity.name, line.arguments, value, status, line.relation_span, line.span, line.days)

    def _no_relation(self, entity: tree.Entity, line: tree.Line) -> None:
        """Report a line whose relation nobody declared (E204)."""
        scope, name = self.scope, line.relation
        sayable = scope.sayable_of(entity.kind)
        help = self._meant(entity, line, [s.name for s in sayable if self._fits(line, s)])
        if help is None or name == "also":
            scope.signature(name, line.relation_span, entity.kind)
            return
        scope.findings.error("E204", f"no relation is called `{name}`", line.relation_span, help)

    def _meant(self, entity: tree.Entity, line: tree.Line, fitting: Sequence[str]) -> Help | None:
        """What may be meant by a line whose relation nobody declared, where that is seen by the line. `fitting` are the
        relations that take what it says."""
        scope, name = self.scope, line.relation
        vocabulary = scope.vocabulary
        called = scope.also_called(f"line of {entity.kind}", name, fitting)
        if called is not None:
            return called
        if name in vocabulary.kinds:
            return Help(f"`{name}` is a kind; what declares a name begins in column one, without blanks before it")
        if entity.kind == _USE and name in vocabulary.members("organization"):
            return Help(f"`{name}` is an organization; who makes a use stands in a line of its own: `by {name}`")
        if entity.kind == _USE and not line.arguments:
            purpose = spelled_alike(name, vocabulary.members("purpose"))
            if purpose is not None:
                return Help(f"`{purpose}` is a purpose; what a use is for stands in a line: `for_purpose {purpose}`")
        answered = self._answered(line)
        if answered is not None:
            return answered
        words = {*name.split("_")}
        alike = tuple(r for r in sorted(fitting) if r in words or words.intersection(r.split("_")) - _JOINING)
        likely = (spelled,) if (spelled := closest(name, fitting)) is not None and len(alike) < 2 else alike
        if not likely:
            narrow = tuple(sorted(r for r in fitting if vocabulary.relations[r].kinds[0] != "symbol"))
            likely = narrow if len(narrow) == 1 else ()
        return Suggestion(likely).help(name) if likely else None

    def _answered(self, line: tree.Line) -> Help | None:
        """For a line about outputs, such as `sells outputs of MODEL`: they are things of their own."""
        said = {*line.relation.split("_"), *(a.name for a in line.arguments if isinstance(a, tree.Constant))}
        if _OUTPUT_OF not in self.scope.vocabulary.relations or said.isdisjoint(("output", "outputs")):
            return None
        return Help(
            f'an output is a thing of its own: declare it, `output NAME "…"` with a line `{_OUTPUT_OF} …`, '
            "and write NAME in this line"
        )

    def _fits(self, line: tree.Line, signature: Signature) -> bool:
        """Whether the line would say something with this relation, of a subject of its kind."""
        scope, value = self.scope, line.value
        given = (*line.arguments, *((value,) if value is not None and not isinstance(value, tree.Unknown) else ()))
        if len(signature.kinds) != len(given) + 1:
            return False
        kinds = (scope.kind_of(argument) for argument in given)
        return all(
            k is not None and scope.fits(k, wanted) for k, wanted in zip(kinds, signature.kinds[1:], strict=True)
        )

    def fact(self, fact: tree.Fact) -> None:
        atom = fact.atom
        signature = self.scope.signature(atom.relation, atom.relation_span)
        if signature is not None:
            status = UNKNOWN if fact.unknown else DENIED if fact.denied else STATED
            self._add(signature, None, atom.arguments, atom.value, status, atom.relation_span, atom.span, fact.days)

    def _add(
        self,
        signature: Signature,
        subject: str | None,
        arguments: tuple[tree.Argument, ...],
        value: tree.Argument | None,
        status: str,
        relation_span: Span,
        span: Span,
        days: tree.Days | None,
    ) -> None:
        """Check one statement and set it beside the others about the same row."""
        if status != DENIED:
            self.relations.add(signature.name)
        if days is not None and not check_days(days, signature, status == DENIED, self.scope):
            return
        given = arguments if value is None else (*arguments, value)
        kinds = signature.kinds if subject is None else signature.kinds[1:]
        plain = status == STATED and (value is None or signature.functional) and len(given) == len(kinds)
        if not plain and not self._check_shape(signature, subject, arguments, value, status, span):
            return
        entities = self.scope.vocabulary.entities
        row: list[Value | None] = [] if subject is None else [subject]
        for argument, kind in zip(given, kinds, strict=False):
            if isinstance(argument, tree.Constant):
                row.append(argument.name)
                entry = entities.get(argument.name)
                if entry is None or not self.scope.fits(entry.kind, kind):
                    self.scope.name(argument, kind, signature.name, signature)
            elif isinstance(argument, (tree.Variable, tree.Anything)):
                row.append(None)
                self.scope.findings.error(
                    "E309",
                    f"a fact is about named things, and `{written(argument)}` is a variable",
                    argument.span,
                    "put a name or value in its place, or write a rule",
                )
            else:
                row.append(
                    Month(argument.year, argument.month) if isinstance(argument, tree.YearMonth) else argument.value
                )
                self.scope.value(argument, kind, signature.name, signature)
        if signature.name in self.scope.vocabulary.terms:
            term = self.scope.vocabulary.terms[signature.name].term
            self.scope.findings.error(
                "E308",
                f"`{signature.name}` is a contested term: its readings say when it holds, not a fact",
                relation_span,
                "state the facts that its readings ask for",
                (Label(term.head.relation_span, "the term is here"), *_asked_for(term)),
            )
        elif signature.concluded:
            self.scope.findings.error(
                "E332",
                f"`{signature.name}` follows from other facts by rule, and is not stated",
                relation_span,
                f'state what it follows from; `licet why-not "… {signature.name} …"` tells what that can be',
                (Label(signature.span, "it is declared as concluded here"),),
            )
        elif None not in row:
            if signature.name in _FULFILLED:
                check_owed(str(row[1]), str(row[2]), relation_span, self.scope)
            stands_for = given[-1] if given and signature.functional and status == STATED else None
            known = tuple(value for value in row if value is not None)
            key = known if stands_for is None else known[:-1]
            if signature.dated:
                self._compare_days(signature, key, Stated(status, days, span))
            else:
                self._compare(signature, key, Stated(status, stands_for, span))

    def _check_shape(
        self,
        signature: Signature,
        subject: str | None,
        arguments: tuple[tree.Argument, ...],
        value: tree.Argument | None,
        status: str,
        span: Span,
    ) -> bool:
        """Whether there are as many arguments as declared, and a value where one belongs (E206, E210, E211)."""
        scope = self.scope
        before = subject is not None
        given = len(arguments) + before
        if value is not None and not signature.functional:
            scope.no_value(signature, value.span, "leave the `=` and what follows it out")
            return False
        total = given + (value is not None)
        if signature.functional and status != STATED:
            if total == signature.arity and status == DENIED:
                message = f"a denial of `{signature}` names no value: it says that there is none"
                scope.mismatch("E210", message, signature, span, "leave the value out, or state the right one")
                return False
            if total != signature.arity - 1:
                scope.wrong_count(signature, given, span)
                return False
            return True
        if total == signature.arity:
            return True
        if signature.functional and value is None and given == signature.arity - 1:
            scope.needs_value(signature, span, "write `= VALUE` after it, or `= unknown`")
        elif any(isinstance(a, tree.Constant) and a.name == "and" for a in arguments):
            scope.wrong_count(
                signature, given, span, "names are listed with commas, and other lines stand by themselves"
            )
        else:
            scope.wrong_count(signature, given, span, _torn_name(arguments))
        return False

    def _compare(self, signature: Signature, row: Row, stated: Stated) -> None:
        """Report a statement that the first one about the same row contradicts."""
        rows = self.rows.setdefault(signature.name, {})
        before = rows.setdefault(row, stated)
        if before is stated:
            below = self._base.first(signature.name, row)
            if below is None or below.status == UNKNOWN:
                return
            before = below
        if before.status != stated.status or before.value != stated.value:
            _report(self.scope, signature, before, stated)

    def _compare_days(self, signature: Signature, row: Row, stated: Stated) -> None:
        """Report a statement about a row of a dated relation that an earlier one about it contradicts, or has days in
        common with (E324)."""
        number, always = 1, self._first(signature.name, row)
        while (before := self._first(_period(signature.name, number), row)) is not None:
            number += 1
            if before.value == stated.value and before.status == stated.status:
                return
            if before.status != stated.status:
                _report(self.scope, signature, before, stated)
            elif stated.value is None or _overlap(before, stated):
                _report_overlap(self.scope, signature, before, stated)
        if always is not None and always.status == UNKNOWN and row not in self.rows.get(signature.name, {}):
            always = None
        if stated.value is None:
            self._compare(signature, row, stated)
            return
        if always is not None and always.status == stated.status:
            _report_overlap(self.scope, signature, always, stated)
        elif always is not None:
            _report(self.scope, signature, always, stated)
        self.rows.setdefault(_period(signature.name, number), {})[row] = stated

    def _first(self, relation: str, row: Row) -> Stated | None:
        return self.rows.get(relation, {}).get(row) or self._base.first(relation, row)


def _period(relation: str, number: int) -> str:
    """What is stated of the days of a row, the first time, the second, and so on."""
    return f"{relation}:{number}"


def _overlap(one: Stated, other: Stated) -> bool:
    return isinstance(one.value, tree.Days) and isinstance(other.value, tree.Days) and overlap(one.value, other.value)


def _report_overlap(scope: Scope, signature: Signature, before: Stated, stated: Stated) -> None:
    one = "holds on every day" if before.value is None else "holds on some of these days, too"
    scope.findings.error(
        "E324",
        f"`{signature.name}` is stated twice of the same arguments for the same days",
        stated.span,
        "let one period end where the other starts, or leave one of the facts out",
        (Label(before.span, f"by this one it {one}"),),
    )


def _report(scope: Scope, signature: Signature, before: Stated, stated: Stated) -> None:
    statuses = {before.status, stated.status}
    if statuses == {STATED}:
        one, other = (
            "" if s.value is None or isinstance(s.value, tree.Days) else written(s.value) for s in (before, stated)
        )
        scope.findings.error(
            "E311",
            f"`{signature.name}` has two values here: `{one}` and `{other}`",
            stated.span,
            "a functional relation has one value for the same arguments; keep one, or state `= unknown`",
            (Label(before.span, f"here it is `{one}`"),),
        )
    elif statuses == {STATED, DENIED}:
        scope.findings.error(
            "E310",
            f"`{signature.name}` is both stated and denied of the same arguments",
            stated.span,
            "keep one of them; if sources disagree, say so with `= unknown`",
            (Label(before.span, f"{before.status} here"),),
        )
    else:
        known = next(s for s in (STATED, DENIED) if s in statuses)
        scope.findings.error(
            "E312",
            f"`{signature.name}` is {known} and also said to be unknown of the same arguments",
            stated.span,
            "keep one of them",
            (Label(before.span, "said to be unknown here" if before.status == UNKNOWN else f"{known} here"),),
        )


def check_facts(statements: Iterable[tree.Entity | tree.Fact], scope: Scope, base: FactIndex) -> FactIndex:
    """Check stated facts against the vocabulary and each other.

    Args:
        statements: entities and facts in the order of their places, so that of two that contradict each other
            the later one is reported.
        scope: the names.
        base: the facts that these are laid over. A fact may settle what the base says is unknown.

    Returns:
        The facts of the base with these over them.
    """
    facts = _Facts(scope.of_facts(), base)
    for statement in statements:
        if isinstance(statement, tree.Entity):
            facts.entity(statement)
        else:
            facts.fact(statement)
    return FactIndex((*base.layers, facts.rows), base.relations | facts.relations)


def _torn_name(arguments: Sequence[tree.Operand]) -> str | None:
    """What was meant where a hyphen tears a name from a number."""
    for name, number in pairwise(arguments):
        if isinstance(name, tree.Constant) and isinstance(number, tree.Number) and number.written.startswith("-"):
            return no_hyphen(f"{name.name}_{number.written.removeprefix('-')}")
    return None


def _said_of(entity: tree.Entity, line: tree.Line, signature: Signature) -> str:
    """How to say what a line says of the wrong thing."""
    shown = f"it is declared as `{signature}`"
    if entity.kind != "use" or signature.kinds[0] != "organization":
        return shown
    makers = (said.arguments[0] for said in entity.lines if said.relation == "by" and said.arguments)
    who = next(map(written, makers), "acme")
    return f'{shown}; say it of the organization, in a file or with `--assume "fact {who} {line.relation} …"`'


def _asked_for(term: tree.Term) -> Iterator[Label]:
    """Where each reading of a term asks for a fact first."""
    for reading in term.readings:
        for atom, _ in islice(atoms(reading.body), 1):
            yield Label(atom.span, f"reading `{reading.name}` asks for this")
