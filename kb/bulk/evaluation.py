"""Programs evaluated in DuckDB."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from licet.bulk.columns import infer
from licet.bulk.names import TEXTS, Names
from licet.bulk.selects import Layout
from licet.bulk.session import OutOfRange, Session
from licet.bulk.settings import Progress, Settings
from licet.bulk.stated import by_row, load, stated_columns, texts_of
from licet.bulk.steps import LAST, THIS, Rounds, Step, steps_of
from licet.bulk.tables import Tables
from licet.errors import EngineFault
from licet.logic.ir import Literal, Program, Rule
from licet.logic.normal_form import NormalRule, normalize
from licet.logic.strata import NegativeCycle, Stratification, stratify

if TYPE_CHECKING:
    import duckdb

__all__ = ["evaluate"]

_LETTERS = 40


def evaluate(
    program: Program,
    goals: Iterable[str] | None = None,
    settings: Settings | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> Tables:
    """The perfect model of a program, or the part of it that some relations need, as tables of DuckDB.

    Args:
        program: a stratified, safe program.
        goals: the relations that will be asked for; all of the program where it is None.
        settings: how the database is to work.
        connection: a connection to a database that is to be used, in a schema of its own; it stays open. Its settings
            hold, then. None: a database in memory.

    Returns:
        what holds, which should be closed in the end (`with`).

    Raises:
        EngineFault: the program is not stratified or unsafe, or an aggregate has no value.
        DatabaseFailed: DuckDB is not installed, or cannot go on.
    """
    settings = settings or Settings()
    part = needed(program, None if goals is None else tuple(goals))
    for exact in (False, True):
        session = Session(settings, connection)
        try:
            return _Evaluation(program, part, session, settings, exact).run()
        except OutOfRange as error:
            session.close()
            if exact:
                raise EngineFault(f"a number has no room: {error}") from error
        except BaseException:
            session.close()
            raise
    raise AssertionError


def needed(program: Program, goals: Sequence[str] | None) -> Program:
    """The rules and facts of the relations that some relations depend on."""
    if goals is None:
        return program
    rules: dict[str, list[Rule]] = {}
    for rule in program.rules:
        rules.setdefault(rule.head.relation, []).append(rule)
    wanted = dict.fromkeys(goals)
    for relation in (todo := list(wanted)):
        for rule in rules.get(relation, ()):
            for item in rule.body:
                if isinstance(item, Literal) and item.relation not in wanted:
                    wanted[item.relation] = None
                    todo.append(item.relation)
    return Program(
        tuple(rule for rule in program.rules if rule.head.relation in wanted),
        tuple(fact for fact in program.facts if fact.relation in wanted),
        {relation: program.arities[relation] for relation in wanted if relation in program.arities},
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

    def run(self) -> Tables:
        """Make the tables."""
        stated = by_row(self.part.facts)
        normal = [normalize(rule) for rule in sorted(self.part.rules, key=lambda rule: rule.id)]
        texts = sorted(texts_of(self.part.rules, stated))
        numbers = {text: number for number, text in enumerate(texts)}
        self._load_texts(texts)
        own = stated_columns(stated, self.exact)
        columns = infer(normal, own, self.exact)
        derived = {rule.relation for rule in normal}
        tables = _table_names(columns)
        facts = {
            relation: f"stated_{tables[relation]}" if relation in derived else tables[relation] for relation in own
        }
        for relation, rows in stated.items():
            load(self.session, facts[relation], tuple(rows), columns[relation], numbers)
        layout = Layout(columns, tables, numbers, TEXTS, self.exact)
        self._make(self._steps(normal, layout, {r: t for r, t in facts.items() if r in derived}))
        return Tables(self.session, self.program, self.part, stated, layout, Names(self.session, numbers))

    def _load_texts(self, texts: Sequence[str]) -> None:
        import pyarrow

        ids = pyarrow.array(range(len(texts)), pyarrow.int32())
        self.session.load(TEXTS, {"id": ids, "text": pyarrow.array(texts, pyarrow.string())})

    def _steps(self, rules: Sequence[NormalRule], layout: Layout, facts: dict[str, str]) -> list[Step]:
        by_relation: dict[str, list[NormalRule]] = {}
        for rule in rules:
            by_relation.setdefault(rule.relation, []).append(rule)
        found = []
        for component in self.order.components:
            own = [rule for relation in component.relations for rule in by_relation.get(relation, ())]
            step = steps_of(component, own, layout, facts) if own else None
            if step is not None:
                found.append(step)
        return found

    def _make(self, steps: Sequence[Step]) -> None:
        for done, step in enumerate(steps):
            if isinstance(step, Rounds):
                self._rounds(step, done, len(steps))
            else:
                self._tell(Progress(done, len(steps), step.relation))
                self.session.execute(step.create)

    def _rounds(self, step: Rounds, done: int, steps: int) -> None:
        for single in step.creates:
            self._tell(Progress(done, steps, single.relation))
            self.session.execute(single.create)
        last = 0
        inserts = [(relation, insert.sql("duckdb")) for relation, insert in step.inserts]
        while True:
            found = 0
            for relation, insert in inserts:
                self._tell(Progress(done, steps, relation, last + 1))
                found += self.session.execute(insert, {LAST: last, THIS: last + 1})
            if not found:
                return
            last += 1

    def _tell(self, progress: Progress) -> None:
        if self.settings.progress is not None:
            self.settings.progress(progress)


def _table_names(relations: Iterable[str]) -> dict[str, str]:
    """A name of letters, digits and underscores for each relation. Databases take capitals for small letters."""
    return {
        relation: f"{re.sub(r'[^a-z0-9]+', '_', relation.lower())[:_LETTERS].strip('_')}_{number}"
        for number, relation in enumerate(sorted(relations), 1)
    }
