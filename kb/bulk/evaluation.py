"""Programs evaluated in DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from licet.bulk.columns import Column, infer
from licet.bulk.facts import load_facts
from licet.bulk.keys import Keys
from licet.bulk.names import TEXTS, Names
from licet.bulk.selects import Layout
from licet.bulk.session import OutOfRange, Session
from licet.bulk.settings import Progress, Settings
from licet.bulk.sources import Source
from licet.bulk.steps import LAST, THIS, Rounds, Several, Single, steps_of
from licet.bulk.tables import Tables
from licet.errors import BadSource, EngineFault
from licet.logic.dependencies import closure, dependencies
from licet.logic.ir import Literal, Program
from licet.logic.normal_form import NormalRule, normalize
from licet.logic.strata import Component, NegativeCycle, Stratification, stratify

if TYPE_CHECKING:
    import duckdb

__all__ = ["evaluate"]

_LETTERS = 40


def evaluate(
    program: Program,
    goals: Iterable[str] | None = None,
    sources: Iterable[Source] = (),
    settings: Settings | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> Tables:
    """The perfect model of a program, or the part of it that some relations need, as tables of DuckDB.

    Args:
        program: a stratified, safe program.
        goals: the relations that will be asked for; all of the program where it is None.
        sources: facts that are kept elsewhere.
        settings: how the database is to work.
        connection: a connection to a database that is to be used, in a schema of its own; it stays open. Its settings
            hold, then. None: a database in memory.

    Returns:
        what holds, which should be closed in the end (`with`).

    Raises:
        EngineFault: the program is not stratified or unsafe, or an aggregate has no value.
        BadSource: a source cannot be read, or is not what it should be.
        DatabaseFailed: DuckDB is not installed, or cannot go on.
    """
    settings = settings or Settings()
    sources = tuple(sources)
    program = _declared(program, sources)
    part = needed(program, None if goals is None else tuple(goals))
    read = [source for source in sources if source.relation in part.arities]
    for exact in (False, True):
        session = Session(settings, connection)
        try:
            return _Evaluation(program, part, session, settings, exact).run(read)
        except OutOfRange as error:
            session.close()
            if exact:
                raise EngineFault(f"a number has no room: {error}") from error
        except BaseException:
            session.close()
            raise
    raise AssertionError


def _declared(program: Program, sources: Sequence[Source]) -> Program:
    """The program with the arity of every relation.

    Raises:
        EngineFault: a relation has two.
        BadSource: a source has another one.
    """
    arities = dict(program.arities)
    literals = [rule.head for rule in program.rules]
    literals += [item for rule in program.rules for item in rule.body if isinstance(item, Literal)]
    found = [(literal.relation, len(literal.arguments)) for literal in literals]
    for relation, arity in (*found, *((fact.relation, len(fact.row)) for fact in program.facts)):
        if arities.setdefault(relation, arity) != arity:
            raise EngineFault(f"`{relation}` has {arities[relation]} arguments, not {arity}")
    for source in sources:
        arity = arities.setdefault(source.relation, len(source.columns))
        if arity != len(source.columns):
            raise BadSource(source.where, f"`{source.relation}` has {arity} arguments, not {len(source.columns)}")
    return Program(program.rules, program.facts, arities)


def needed(program: Program, goals: Sequence[str] | None) -> Program:
    """The rules and facts of the relations that some relations depend on."""
    if goals is None:
        return program
    wanted = closure(goals, dependencies(program.rules)[1])
    return Program(
        tuple(rule for rule in program.rules if rule.head.relation in wanted),
        tuple(fact for fact in program.facts if fact.relation in wanted),
        {relation: arity for relation, arity in program.arities.items() if relation in wanted},
    )


class _Evaluation:
    """One attempt, in a session."""

    def __init__(self, program: Program, part: Program, session: Session, settings: Settings, exact: bool) -> None:
        found = stratify(part)
        if isinstance(found, NegativeCycle):
            raise EngineFault("the program is not stratified")
        self.order: Stratification = found
        self.program = program
        self.part = part
        self.session = session
        self.settings = settings
        self.exact = exact
        self.statements: list[str] = []

    def run(self, sources: Sequence[Source]) -> Tables:
        """Make the tables."""
        tables = _table_names(self.part.arities)
        facts = load_facts(self.session, self.part, sources, tables, self.exact)
        rules = [normalize(rule) for rule in sorted(self.part.rules, key=lambda rule: rule.id)]
        columns = infer(rules, facts.columns, self.exact)
        derived = {rule.relation for rule in rules}
        for relation, given in facts.given.items():
            if relation not in derived and len(given) == 1:
                tables[relation] = given[0].table
        keys = Keys(self.session, tables)
        layout = Layout(columns, tables, facts.numbers, TEXTS, facts.given, keys.unique, self.exact)
        self._make(rules, layout, columns)
        return Tables(
            self.session,
            self.program,
            self.part,
            facts,
            layout,
            Names(self.session, facts.numbers),
            tuple(self.statements),
        )

    def _make(self, rules: Sequence[NormalRule], layout: Layout, columns: dict[str, tuple[Column, ...]]) -> None:
        """Make the tables, lowest first: how depends on what is in those below. One without rows is one that can have
        none, so that rules which need some go, too."""
        by_relation: dict[str, list[NormalRule]] = {}
        for rule in rules:
            by_relation.setdefault(rule.relation, []).append(rule)
        several = [
            relation for relation, given in layout.given.items() if len(given) > 1 and relation not in by_relation
        ]
        joined = [Component((relation,), False) for relation in several]
        derived = [c for c in self.order.components if not by_relation.keys().isdisjoint(c.relations)]
        components = [c for c in (*joined, *derived) if not layout.columns.keys().isdisjoint(c.relations)]
        for done, component in enumerate(components):
            own = [rule for relation in component.relations for rule in by_relation.get(relation, ())]
            self._tell(Progress(done, len(components), component.relations[0]))
            step = steps_of(component, own, layout)
            if isinstance(step, Rounds):
                self._rounds(step, done, len(components))
            elif isinstance(step, Several):
                self._run(step.whole)
                for part in step.parts:
                    if not self._run(part):
                        del columns[part.relation]
                self.session.execute(step.drop)
            elif step is not None and not self._run(step):
                del columns[step.relation]

    def _rounds(self, step: Rounds, done: int, steps: int) -> None:
        for single in step.creates:
            self._run(single)
        last = 0
        inserts = [(relation, insert.sql("duckdb", copy=False)) for relation, insert in step.inserts]
        self.statements += [insert for _, insert in inserts]
        while True:
            found = 0
            for relation, insert in inserts:
                self._tell(Progress(done, steps, relation, last + 1))
                found += self.session.execute(insert, {LAST: last, THIS: last + 1})
            if not found:
                return
            last += 1

    def _run(self, step: Single) -> int:
        statement = step.create.sql("duckdb", copy=False)
        self.statements.append(statement)
        return self.session.execute(statement)

    def _tell(self, progress: Progress) -> None:
        if self.settings.progress is not None:
            self.settings.progress(progress)


def _table_names(relations: Iterable[str]) -> dict[str, str]:
    """A name of letters, digits and underscores for each relation. Databases take capitals for small letters."""
    return {
        relation: f"{re.sub(r'[^a-z0-9]+', '_', relation.lower())[:_LETTERS].strip('_')}_{number}"
        for number, relation in enumerate(sorted(relations), 1)
    }
