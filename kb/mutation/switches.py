"""Policies with many mutants in one program, each behind a switch of its own.

The rules that a mutant does not have ask that its switch is not thrown, those that only it has ask that it is. So all
mutants are compiled together, and to throw a switch is a layer like any other: what the mutant cannot reach is shared
with the policies themselves and with every other mutant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from licet.changes.reach import Reach, Reaching
from licet.engine.collector import collection_paused
from licet.engine.solver import Solver, compile_program
from licet.errors import EngineFault
from licet.grammar import tree
from licet.logic.ir import Comparison, Const, Fact, Literal, Program, Rule
from licet.logic.safety import unsafe_variables
from licet.mutation.mutants import Mutant
from licet.policy.doubt import Doubt
from licet.policy.kleene import meanings, with_doubt
from licet.policy.lowering import active_domain, lower, unsure_relations
from licet.policy.norms import norm_rules
from licet.policy.thresholds import Reach as Cuts
from licet.policy.thresholds import thresholds
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base

__all__ = ["Switched", "switched"]

_VALUED = frozenset({"<", "<=", ">", ">=", "=", "!="})


class _Difference(Struct, frozen=True):
    """The rules that a mutant lacks, by their ids, and those that only it has."""

    removed: tuple[Rule, ...]
    added: tuple[Rule, ...]

    @property
    def compares(self) -> bool:
        """Whether it compares values otherwise than before."""
        return any(
            isinstance(item, Comparison) and item.operator in _VALUED and any(_is_number(a) for a in item.arguments)
            for rule in (*self.removed, *self.added)
            for item in rule.body
        )


def _is_number(argument: object) -> bool:
    return isinstance(argument, Const) and not isinstance(argument.value, str)


_Pair = tuple[Mutant, _Difference]


class Switched(Struct, frozen=True):
    """Policies with mutants.

    Attributes:
        base: the policies themselves: no switch is thrown.
        mutants: the mutants that say something else, in order.
        reaching: how relations lead up to each other.
        refused: the fingerprints of those with which no question can be answered: they are left out.
    """

    base: Base
    mutants: tuple[Mutant, ...]
    reaching: Reaching
    refused: frozenset[str]
    _rules: tuple[Rule, ...]
    _differences: tuple[_Difference, ...]
    _reaches: dict[int, Reach] = field(default_factory=dict)
    _above: dict[int, frozenset[str]] = field(default_factory=dict)
    _thresholds: dict[int, Mapping[str, tuple[Cuts, ...]]] = field(default_factory=dict)

    def thrown(self, number: int, over: Base) -> Base:
        """A base laid over these policies, with the mutant of that number in the place of its statement."""
        mutant = self.mutants[number]
        layer = over.edited((Fact(_switch(number), ()),), ())
        if self._differences[number].compares:
            layer = replace(layer, thresholds=self._thresholds_of(number))
        if mutant.does_otherwise:
            layer = replace(layer, vocabulary=_with_statement(over.vocabulary, mutant))
        return layer

    def reach(self, number: int) -> Reach:
        """What the mutant of that number can reach."""
        if number not in self._reaches:
            self._reaches[number] = self.reaching_of(number).of(frozenset({_switch(number)}))
        return self._reaches[number]

    def reaching_of(self, number: int) -> Reaching:
        """How relations lead up to each other, where those differ that the mutant of that number changes."""
        return self.reaching.taking([(_switch(number), ())])

    def relations_above(self, number: int) -> frozenset[str]:
        """The relations that can say something else by the mutant of that number."""
        found = self._above.get(number)
        if found is None:
            found = self._above[number] = self.reaching.above([_switch(number)])
        return found

    def licenses(self, number: int) -> frozenset[str] | None:
        """The licenses of whose uses the mutant of that number can say something else; None if of any."""
        mutant = self.mutants[number]
        if mutant.license is not None and mutant.key[0] in ("clause", "license"):
            return frozenset({mutant.license})
        reach = self.reach(number)
        known = frozenset(owner for owner in reach.owners if owner is not None)
        return None if reach.needs_licenses_of_both else known

    def _thresholds_of(self, number: int) -> Mapping[str, tuple[Cuts, ...]]:
        found = self._thresholds.get(number)
        if found is None:
            difference = self._differences[number]
            removed = set(difference.removed)
            rules = [*(r for r in self._rules if r not in removed), *difference.added]
            found = self._thresholds[number] = thresholds((*rules, *meanings(self.base.vocabulary)), _starts(self.base))
        return found


def _starts(base: Base) -> Mapping[str, int]:
    unknowns = [s for name in sorted(base.doubt.sources) if (s := base.vocabulary.signature(name)) is not None]
    return {s.name: s.arity for s in unknowns if s.functional}


def _switch(number: int) -> str:
    return f":mutant:{number}"


def switched(base: Base, mutants: Iterable[Mutant]) -> Switched:
    """Policies with switches for mutants of their statements. Those that come to the same rules are left out.

    Raises:
        PolicyTooComplex: a body with too many alternatives.
        EngineFault: a statement does not come to the same rules when it is lowered by itself.
    """
    with collection_paused():
        return _switched(base, mutants)


def _switched(base: Base, mutants: Iterable[Mutant]) -> Switched:
    vocabulary = base.vocabulary
    lowered = lower(base.modules, vocabulary)
    two_valued = (*lowered.rules, *norm_rules(vocabulary, lowered.clauses))
    unsure = unsure_relations(lowered.facts)
    all_of_them = list(_with_differences(mutants, two_valued, vocabulary))

    def doubled(pairs: Sequence[_Pair]) -> tuple[tuple[Rule, ...], Doubt]:
        return with_doubt(_guarded(two_valued, [difference for _, difference in pairs]), vocabulary, unsure)

    pairs = _sound(all_of_them, doubled)
    rules, doubt = doubled(pairs)
    facts = (*lowered.facts, *active_domain(rules, lowered.facts, vocabulary))
    compiled = compile_program(Program(rules, facts))
    solver = base.solver
    assert isinstance(solver, Solver)
    made = replace(base, lowered=compiled.program, doubt=doubt, solver=Solver(compiled, solver.limit), layers=())
    kept, differences = tuple(m for m, _ in pairs), tuple(difference for _, difference in pairs)
    refused = frozenset(m.fingerprint for m, _ in all_of_them) - {m.fingerprint for m in kept}
    return Switched(made, kept, Reaching.within(made), refused, two_valued, differences)


def _with_differences(mutants: Iterable[Mutant], two_valued: Iterable[Rule], vocabulary: Vocabulary) -> Iterator[_Pair]:
    known, apart = set(two_valued), _Apart(vocabulary)
    for number, mutant in enumerate(mutants):
        difference = _difference(*apart.of(mutant), number)
        if not known.issuperset(difference.removed):
            raise EngineFault(f"{mutant.key[0]} `{mutant.key[1]}` comes to other rules by itself")
        if difference.removed or difference.added:
            yield mutant, difference


def _sound(pairs: Sequence[_Pair], doubled: Callable[[Sequence[_Pair]], tuple[Sequence[Rule], object]]) -> list[_Pair]:
    """The mutants with which every rule can be evaluated. With others no question could be answered."""
    rules, _ = doubled(pairs)
    if not any(map(unsafe_variables, rules)):
        return list(pairs)
    if len(pairs) < 2:
        return []
    half = len(pairs) // 2
    return [*_sound(pairs[:half], doubled), *_sound(pairs[half:], doubled)]


def _difference(before: Iterable[Rule], after: Iterable[Rule], number: int) -> _Difference:
    """What is different, with the helper relations of the mutant called by names of their own."""
    old, new = set(before), set(after)
    removed, added = old - new, new - old
    helpers: set[str] = set()
    while True:
        found = {r.head.relation for r in (*removed, *added) if r.origin.role == "helper"}
        if found <= helpers:
            break
        helpers |= found
        removed |= {r for r in old if _names(r, helpers)}
        added |= {r for r in new if _names(r, helpers)}
    renamed = (_renamed(rule, {name: _called(name, number) for name in helpers}) for rule in added)
    return _Difference(tuple(sorted(removed, key=_id)), tuple(sorted(renamed, key=_id)))


def _id(rule: Rule) -> str:
    return rule.id


def _names(rule: Rule, relations: Collection[str]) -> bool:
    return any(isinstance(i, Literal) and i.relation in relations for i in (rule.head, *rule.body))


def _called(relation: str, number: int) -> str:
    whose, _, part = relation.rpartition(":")
    return f"{whose}@{number}:{part}"


def _renamed(rule: Rule, names: Mapping[str, str]) -> Rule:
    def literal(item: Literal) -> Literal:
        return Literal(names.get(item.relation, item.relation), item.arguments, item.negated)

    body = tuple(literal(i) if isinstance(i, Literal) else i for i in rule.body)
    return Rule(rule.id, literal(rule.head), body, rule.aggregate, rule.origin)


def _guarded(rules: Sequence[Rule], differences: Sequence[_Difference]) -> Iterator[Rule]:
    lacking: dict[Rule, list[int]] = {}
    for number, difference in enumerate(differences):
        for rule in difference.removed:
            lacking.setdefault(rule, []).append(number)
    for rule in rules:
        off = tuple(Literal(_switch(number), (), negated=True) for number in lacking.get(rule, ()))
        yield Rule(rule.id, rule.head, (*rule.body, *off), rule.aggregate, rule.origin) if off else rule
    for number, difference in enumerate(differences):
        on = Literal(_switch(number), ())
        for rule in difference.added:
            yield Rule(f"{rule.id}@{number}", rule.head, (on, *rule.body), rule.aggregate, rule.origin)


def _with_statement(vocabulary: Vocabulary, mutant: Mutant) -> Vocabulary:
    """The vocabulary with a clause or license as the mutant has it; without one that it drops."""
    name, after = mutant.key[1], mutant.after
    if isinstance(after, tree.Clause):
        entry = replace(vocabulary.clauses[name], clause=after)
        return replace(vocabulary, clauses={**vocabulary.clauses, name: entry})
    if isinstance(after, tree.License):
        return replace(vocabulary, licenses={**vocabulary.licenses, name: after})
    if isinstance(after, tree.Term):
        entry_of_term = replace(vocabulary.terms[name], term=after)
        return replace(vocabulary, terms={**vocabulary.terms, name: entry_of_term})
    return vocabulary


class _Apart:
    """Lowers a statement and its mutants by themselves: with the licenses whose clauses act on each other, and no
    others."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._families = _families(vocabulary)
        self._known: dict[str, tuple[Vocabulary, tuple[Rule, ...]]] = {}

    def of(self, mutant: Mutant) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The rules that the statement comes to, with what stands around it, and those of the mutant."""
        if isinstance(mutant.before, tree.Rule):
            return tuple(self._of_rules(s) for s in (mutant.before, mutant.after))  # type: ignore[return-value]
        if isinstance(mutant.before, tree.Term):
            return tuple(self._of_term(mutant.key[1], s) for s in (mutant.before, mutant.after))  # type: ignore[return-value]
        license = mutant.license
        assert license is not None
        around, before = self._around(license)
        if mutant.after is None:
            dropped = mutant.key[1]
            return before, tuple(r for r in before if (r.origin.role, r.origin.name) != ("clause", dropped))
        return before, _normed(_with_statement(around, mutant))

    def _of_rules(self, rule: tree.Statement | None) -> tuple[Rule, ...]:
        alone = replace(self.vocabulary, terms={}, clauses={}, licenses={})
        return lower([tree.Module("", (rule,))], alone).rules if rule is not None else lower([], alone).rules

    def _of_term(self, name: str, term: tree.Statement | None) -> tuple[Rule, ...]:
        assert isinstance(term, tree.Term)
        entry = replace(self.vocabulary.terms[name], term=term)
        return lower([], replace(self.vocabulary, terms={name: entry}, clauses={}, licenses={})).rules

    def _around(self, license: str) -> tuple[Vocabulary, tuple[Rule, ...]]:
        family = self._families[license]
        first = min(family)
        if first not in self._known:
            vocabulary = self.vocabulary
            around = replace(
                vocabulary,
                terms={},
                licenses={name: vocabulary.licenses[name] for name in sorted(family)},
                clauses={key: e for key, e in vocabulary.clauses.items() if e.license in family},
            )
            self._known[first] = around, _normed(around)
        return self._known[first]


def _normed(vocabulary: Vocabulary) -> tuple[Rule, ...]:
    lowered = lower([], vocabulary)
    return (*lowered.rules, *norm_rules(vocabulary, lowered.clauses))


def _families(vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """For each license those whose clauses it acts on, or that act on its, and so on, itself included."""
    families: dict[str, set[str]] = {name: {name} for name in vocabulary.licenses}
    for entry in vocabulary.clauses.values():
        for effect in entry.clause.effects:
            others: list[str] = []
            if isinstance(effect, tree.Defeats):
                keys = [vocabulary.clause_key(c.name, entry.license) for c in effect.clauses]
                others = [key.rpartition(".")[0] for key in keys]
            elif isinstance(effect, tree.Incorporates):
                others = [license.name for license in effect.licenses]
            for other in others:
                if families.get(other) is not families[entry.license] and other in families:
                    joined = families[other] | families[entry.license]
                    for member in joined:
                        families[member] = joined
    return {name: frozenset(members) for name, members in families.items()}
