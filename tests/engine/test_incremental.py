"""A base that is kept up answers as its program evaluated anew does, whatever comes and goes."""

from __future__ import annotations

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from licet.engine.bottom_up import evaluate
from licet.engine.incremental import Materialized
from licet.errors import EngineFault, LicetError, LimitExceeded
from licet.grammar.source import Span
from licet.logic.ir import Fact, Program
from licet.logic.values import Row
from licet.proof.prover import prove
from support.datalog import facts, program
from support.programs import programs
from support.rows import with_rows
from support.samples import samples
from support.small_programs import small_programs

_Stated = dict[tuple[str, Row], Fact]


class Changes(RuleBasedStateMachine):
    """Facts of a program, and others made of their values, come and go in batches; some changes have no model."""

    @initialize(drawn=st.one_of(small_programs(), programs()))
    def begin(self, drawn: Program) -> None:
        self.program = drawn
        try:
            self.base = Materialized(with_rows(drawn))
        except EngineFault:
            assume(False)
        self.stated: _Stated = {(f.relation, f.row): f for f in drawn.facts}
        columns: dict[tuple[str, int], set[object]] = {}
        for fact in drawn.facts:
            for i, value in enumerate(fact.row):
                columns.setdefault((fact.relation, i), set()).add(value)
        self.columns = {place: sorted(values, key=repr) for place, values in columns.items()}
        self.relations = sorted({f.relation for f in drawn.facts})
        self.agrees()

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        if not self.relations:
            return
        one = st.sampled_from(self.relations).flatmap(self._fact)
        known = st.sampled_from(sorted(self.stated.values(), key=repr)) if self.stated else one
        remove = data.draw(st.lists(st.one_of(known, one), max_size=4))
        add = data.draw(st.lists(one, max_size=4))
        gone = {(f.relation, f.row) for f in remove}
        stated = {key: f for key, f in self.stated.items() if key not in gone}
        stated.update({(f.relation, f.row): f for f in add})
        changed = Program(self.program.rules, tuple(stated.values()), self.program.arities)
        before = self._rows()
        try:
            model = evaluate(changed)
        except LicetError as error:
            with pytest.raises(type(error)):
                self.base.apply(add, remove)
        else:
            found = self.base.apply(add, remove)
            self.stated = stated
            for relation in self.program.arities:
                after = set(model.rows(relation))
                assert set(found.added.get(relation, ())) == after - before[relation]
                assert set(found.removed.get(relation, ())) == before[relation] - after
        self.agrees()

    def agrees(self) -> None:
        """All rows, by every single value too; stated rows; and a proof of each of a few rows."""
        model = evaluate(Program(self.program.rules, tuple(self.stated.values()), self.program.arities))
        for relation, arity in self.program.arities.items():
            rows = self.base.answers(relation, (None,) * arity)
            assert rows == model.answers(relation, (None,) * arity)
            for row in rows:
                assert (self.base.fact(relation, row) is None) is (model.fact(relation, row) is None)
                for place in range(arity):
                    pattern = tuple(value if i == place else None for i, value in enumerate(row))
                    assert self.base.answers(relation, pattern) == model.answers(relation, pattern)
            assert [prove(self.base, relation, row) for row in rows[:1]] == [
                prove(model, relation, row) for row in rows[:1]
            ]

    def _fact(self, relation: str) -> st.SearchStrategy[Fact]:
        arity = self.program.arities[relation]
        row = st.tuples(*(st.sampled_from(self.columns[relation, i]) for i in range(arity)))
        return row.map(lambda values: Fact(relation, values))

    def _rows(self) -> dict[str, set[Row]]:
        return {r: set(self.base.answers(r, (None,) * n)) for r, n in self.program.arities.items()}


@pytest.mark.slow
def test_a_base_equals_its_program_evaluated_anew() -> None:
    run_state_machine_as_test(Changes, settings=settings(max_examples=samples(200), stateful_step_count=6))


@pytest.mark.parametrize(
    ("text", "add", "remove"),
    [
        ("p(X) :- q(X), not r(X), not s(X). q(a). r(b).", "r(a). s(a).", ""),
        ("p(X) :- q(X), not r(X), not s(X). q(a).", "r(a).", "q(a)."),
        ("p(X) :- q(X), not r(X), not s(X). q(a). r(a). s(a).", "", "r(a). s(a)."),
        ("p(X) :- q(X), not r(X), not s(X). q(a). r(a).", "s(a).", "r(a)."),
        ("p(X) :- q(X), not r(X), not s(X). r(X) :- t(X). s(X) :- t(X). q(a).", "t(a).", ""),
        ("p(X) :- q(X), not r(X), not s(X). r(X) :- t(X). s(X) :- q(X), not t(X). q(a).", "t(a).", ""),
        ("p(X, Y) :- q(X, Y), not q(Y, X). q(a, b).", "q(b, a).", "q(a, b)."),
        ("p(X, Z) :- q(X, Y), q(Y, Z). q(a, b). q(b, c).", "q(b, a).", "q(a, b). q(b, c)."),
    ],
)
def test_a_literal_under_several_changes_at_once(text: str, add: str, remove: str) -> None:
    made = program(text)
    base = Materialized(Program(made.rules, made.facts))
    base.apply(facts(add), facts(remove))
    gone = {(f.relation, f.row) for f in facts(remove)}
    stated = (*(f for f in made.facts if (f.relation, f.row) not in gone), *facts(add))
    model = evaluate(Program(made.rules, stated))
    for relation, arity in made.arities.items():
        assert base.answers(relation, (None,) * arity) == model.answers(relation, (None,) * arity)


def test_a_limit_is_on_what_holds_in_the_end_and_an_error_changes_nothing() -> None:
    base = Materialized(program("p(X) :- q(X). r(X) :- p(X), not s(X). q(a). q(b). s(a). s(b)."), 3)
    base.apply(facts("s(c). q(c)."), facts("s(b). q(a)."))
    assert base.answers("r", (None,)) == (("b",),)
    with pytest.raises(LimitExceeded, match="3"):
        base.apply(facts("q(d)."), facts("s(c)."))
    assert (base.count("q"), base.count("r"), base.holds("s", ("c",))) == (2, 1, True)
    with pytest.raises(EngineFault, match="1 arguments"):
        base.apply(facts("q(d). p(d, d)."))
    assert base.count("q") == 2


def test_a_total_without_a_value_changes_nothing() -> None:
    base = Materialized(program("n(X, sum V) :- v(X, V). big(X) :- n(X, V), V > 2. v(a, 1)."))
    base.apply(facts("v(a, 2)."))
    assert base.holds("big", ("a",))
    with pytest.raises(EngineFault):
        base.apply(facts("v(b, 7). v(a, few)."))
    assert base.answers("n", (None, None)) == (("a", 3),)
    assert base.count("v") == 2


def test_the_source_of_a_fact_that_is_stated_is_kept() -> None:
    base = Materialized(program("p(X) :- q(X)."))
    placed = Fact("q", ("a",), Span("file", 1, 1, 1, 2), "somebody")
    base.apply([Fact("q", ("a",)), placed])
    assert base.fact("q", ("a",)) is placed
    base.apply([Fact("q", ("a",))])
    assert base.fact("q", ("a",)) is placed
    assert base.fact("p", ("a",)) is None
