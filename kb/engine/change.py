"""A change of facts on its way through a program, component by component.

In each component the conclusions that may have lost a reason are looked at first, those of lower rank first. One that
no rule concludes any more from rows of lower rank goes, and what may rest on it is looked at in turn: so nothing that
goes in circles keeps itself. Then what has gone and follows nevertheless comes back, what follows newly is added, and
round by round what follows from that.

This is delete and rederive (Gupta, Mumick and Subrahmanian, *Maintaining views incrementally*, 1993), which deletes all
that may rest on what has gone; ranks spare most of it, much as looking back for other reasons does (Motik, Nenov, Piro
and Horrocks, *Incremental update of Datalog materialisation*, 2015).

What may have lost a reason is found before a row is taken out, from that row and whatever negated literals say. So
where a reason loses to several changes at once, the first of them finds it, while the rest of it is still there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf

from msgspec import Struct, field

from licet.engine.change_code import Reach, Support, reach, support, totals
from licet.engine.compiled import CompiledProgram
from licet.engine.stored import Store
from licet.logic.ir import Fact, Literal
from licet.logic.values import Row

__all__ = ["Change", "Network", "Stated"]

Stated = Fact | int | None
"""A stated fact, or `licet.engine.compiled.BARE`; None where there is none."""

_Rows = dict[Row, None]


class _Rule(Struct, frozen=True, eq=False):
    """A rule and the number of its component: `totals` makes the row of a group of an aggregate, `support` tells of any
    other rule whether it concludes a row."""

    relation: str
    component: int
    support: Support | None
    totals: Reach | None


class _Use(Struct, frozen=True, eq=False):
    """A literal in the body of a rule: from its rows, what the rule concludes (`exact`), and what it may have concluded
    before (`loose`). `inner` if it is of the component of the rule."""

    rule: _Rule
    negated: bool
    inner: bool
    exact: Reach
    loose: Reach


class Network:
    """The rules of a program as functions: those of each relation, and the literals that use it."""

    def __init__(self, program: CompiledProgram, store: Store) -> None:
        self.store = store
        self.components = program.dependencies.get().components
        self.home = {relation: n for n, component in enumerate(self.components) for relation in component.relations}
        self.rules: dict[str, list[_Rule]] = {}
        self.uses: dict[str, list[_Use]] = {}
        for number, component in enumerate(self.components):
            inside = component.relations if component.recursive else ()
            for relation in component.relations:
                for normal in program.normal(relation):
                    if normal.operator is None:
                        rule = _Rule(relation, number, support(store, normal, inside), None)
                    else:
                        rule = _Rule(relation, number, None, totals(store, normal))
                    self.rules.setdefault(relation, []).append(rule)
                    denied = [test for test in normal.tests if isinstance(test, Literal)]
                    for literal in (*normal.positives, *denied):
                        exact = loose = reach(store, normal, literal, False)
                        if denied:
                            loose = reach(store, normal, literal, True)
                        use = _Use(rule, literal.negated, literal.relation in inside, exact, loose)
                        self.uses.setdefault(literal.relation, []).append(use)


class _Agenda(Struct, eq=False):
    """What a component is to look at: conclusions that may have lost a reason, rows that literals got or no longer
    deny, groups with other bindings than before, and rows that are stated now."""

    doubtful: dict[str, _Rows] = field(default_factory=dict)
    gains: list[tuple[_Use, Iterable[Row]]] = field(default_factory=list)
    groups: dict[_Rule, _Rows] = field(default_factory=dict)
    stated: dict[str, _Rows] = field(default_factory=dict)


class Change:
    """One change. `added` and `removed` are in the end the rows of each relation that came and went.

    Args:
        network: the rules, over relations that are changed.
        guard: is called after each round of new conclusions.
    """

    def __init__(self, network: Network, guard: Callable[[], None]) -> None:
        self.added: dict[str, list[Row]] = {}
        self.removed: dict[str, list[Row]] = {}
        self._network = network
        self._store = network.store
        self._guard = guard
        self._agendas: dict[int, _Agenda] = {}
        self._waiting: list[int] = []
        self._totals: dict[_Rule, tuple[set[Row], _Rows]] = {}

    def run(self, stated: Mapping[str, Mapping[Row, Stated]]) -> None:
        """Make the change.

        Args:
            stated: facts that are stated and were not, and None for rows that are stated no more.
        """
        for relation, facts in stated.items():
            if relation in self._network.rules:
                agenda = self._agenda(self._network.home[relation])
                for row, fact in facts.items():
                    self._store.state(relation, row, fact)
                    kept = agenda.doubtful if fact is None else agenda.stated
                    kept.setdefault(relation, {})[row] = None
                continue
            gone = [row for row, fact in facts.items() if fact is None]
            come = [row for row, fact in facts.items() if fact is not None]
            self._lose(relation, gone, come)
            for row in gone:
                self._store.drop(relation, row)
            for row in come:
                self._store.put(relation, row, facts[row])
            self._pass_on(relation, gone, come)
        while self._waiting:
            number = heappop(self._waiting)
            self._run_component(number, self._agendas.pop(number))

    def _run_component(self, number: int, agenda: _Agenda) -> None:
        component = self._network.components[number]
        relations = self._store.relations
        self._recount(agenda)
        gone = self._doubt(agenda.doubtful, component.recursive)
        for relation, rows in gone.items():
            self._lose(relation, rows, ())
            for row in rows:
                self._store.drop(relation, row)
        found: dict[str, _Rows] = {relation: dict(rows) for relation, rows in agenda.stated.items()}
        for relation, rows in gone.items():
            again = [row for row in rows if self._has_reason(relation, row, inf)]
            found.setdefault(relation, {}).update(dict.fromkeys(again))
        for use, new in agenda.gains:
            if use.rule.totals is None:
                use.exact(new, found.setdefault(use.rule.relation, {}))
        for rule in agenda.groups:
            _, rows = self._totals.get(rule, (None, {}))
            found.setdefault(rule.relation, {}).update(rows)
        come = self._conclude(found)
        for relation in dict.fromkeys((*gone, *come)):
            before = gone.get(relation, {})
            new = [row for row in come.get(relation, ()) if row not in before]
            old = [row for row in before if row not in relations[relation]]
            self._lose(relation, (), new)
            self._pass_on(relation, old, new)

    def _recount(self, agenda: _Agenda) -> None:
        """Find the totals of the groups that may have others, and doubt those that they had."""
        for use, new in agenda.gains:
            if use.rule.totals is not None:
                use.exact(new, agenda.groups.setdefault(use.rule, {}))
        for rule, groups in agenda.groups.items():
            for group in groups:
                self._total(rule, group)
                doubtful = agenda.doubtful.setdefault(rule.relation, {})
                doubtful.update(dict.fromkeys(self._store.matching(rule.relation, (*group, None))))

    def _doubt(self, doubtful: Mapping[str, Iterable[Row]], recursive: bool) -> dict[str, _Rows]:
        """The rows of a component that no longer have a reason in rows of lower rank; they keep their places, and have
        no rank any more."""
        relations, order = self._store.relations, count()
        queued = {relation: {row for row in rows if row in relations[relation]} for relation, rows in doubtful.items()}
        heap = [
            (0 if row in self._store.stated[relation] else relations[relation][row], next(order), relation, row)
            for relation, rows in doubtful.items()
            for row in rows
            if row in queued[relation]
        ]
        heapify(heap)
        gone: dict[str, _Rows] = {}
        while heap:
            rank, _, relation, row = heappop(heap)
            if self._has_reason(relation, row, rank):
                continue
            self._store.put(relation, row, inf)
            gone.setdefault(relation, {})[row] = None
            for use in self._network.uses.get(relation, ()) if recursive else ():
                if use.inner:
                    head, resting = use.rule.relation, _Rows()
                    use.loose((row,), resting)
                    known, ranks = queued.setdefault(head, set()), relations[head]
                    for other in resting:
                        if other not in known and rank < ranks.get(other, rank):
                            known.add(other)
                            heappush(heap, (ranks[other], next(order), head, other))
        return gone

    def _has_reason(self, relation: str, row: Row, bound: float) -> bool:
        """Whether a row is stated, or concluded from rows of which those of its component have ranks below a bound."""
        if row in self._store.stated[relation]:
            return True
        return any(
            rule.support(row, bound) if rule.support is not None else row in self._total(rule, row[:-1])
            for rule in self._network.rules[relation]
        )

    def _total(self, rule: _Rule, group: Row) -> _Rows:
        """The rows of an aggregate, that of a group among them."""
        known, rows = self._totals.setdefault(rule, (set(), {}))
        if group not in known:
            known.add(group)
            assert rule.totals is not None
            rule.totals(group, rows)
        return rows

    def _conclude(self, found: Mapping[str, Iterable[Row]]) -> dict[str, list[Row]]:
        """Enter what was found, and round by round what follows from it in the component."""
        relations, stated = self._store.relations, self._store.stated
        come: dict[str, list[Row]] = {}
        while found:
            self._store.round += 1
            last = {r: [row for row in rows if row not in relations[r]] for r, rows in found.items()}
            following: dict[str, _Rows] = {}
            for relation, rows in last.items():
                for row in rows:
                    self._store.put(relation, row, 0 if row in stated[relation] else self._store.round)
                come.setdefault(relation, []).extend(rows)
            self._guard()
            for relation, rows in last.items():
                for use in self._network.uses.get(relation, ()) if rows else ():
                    if use.inner:
                        use.exact(rows, following.setdefault(use.rule.relation, {}))
            found = following
        return come

    def _lose(self, relation: str, gone: Iterable[Row], come: Iterable[Row]) -> None:
        """Note which conclusions of other components may lose a reason, while what goes is still there."""
        for use in self._network.uses.get(relation, ()):
            rows = come if use.negated else gone
            if rows and not use.inner:
                agenda = self._agenda(use.rule.component)
                if use.rule.totals is None:
                    use.loose(rows, agenda.doubtful.setdefault(use.rule.relation, {}))
                else:
                    use.loose(rows, agenda.groups.setdefault(use.rule, {}))

    def _pass_on(self, relation: str, gone: list[Row], come: list[Row]) -> None:
        """Note what came of a relation, and for whom it is something new."""
        self.added[relation], self.removed[relation] = come, gone
        for use in self._network.uses.get(relation, ()):
            rows = gone if use.negated else come
            if rows and not use.inner:
                self._agenda(use.rule.component).gains.append((use, rows))

    def _agenda(self, component: int) -> _Agenda:
        found = self._agendas.get(component)
        if found is None:
            found = self._agendas[component] = _Agenda()
            heappush(self._waiting, component)
        return found
