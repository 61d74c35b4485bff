"""From the two-valued program to one that tells the certain from the possible (Kleene's strong logic).

Every relation `p` that an open or presumed relation, a contested term or a fact stated to be unknown can influence
gets a twin `p?`: `p` holds what is certain, `p?` what is possible. A negated literal is certain when its twin has no
such row, and possible when the certain relation has none. Relations out of reach of doubt stay single.

A value that nobody knows is the value UNKNOWN in a twin. It may turn out to be any value, each time it occurs another
one (as in Codd's tables: Imieliński and Lipski, "Incomplete information in relational databases", 1984). Hence the
lenient half: in rules of twins `UNKNOWN = v`, `UNKNOWN < v` and `UNKNOWN != v` all hold, and in rules of what is
certain none does. Joins compare, too, by writing one variable twice. So where a position of a twin can hold UNKNOWN,
and the variable there has its value from elsewhere, the rule of the twin asks for any row and compares leniently:

    same(O) :- users(O, N), limit(N)      becomes      same?(O) :- users?(O, Maybe), limit(N), Maybe ~ N

A negated literal of what is certain must fail for UNKNOWN as well: `not r(a)` is certain only if neither `r?(a)` nor
`r?(UNKNOWN)` holds. This makes the twin too large at times and the certain relation too small, never the other way
round: what is certain is so in every world, and what is so in some world is possible. The decision
(`licet.verdict.decision`) splits where the two differ.

The unknown facts themselves are the rows of `unknown:r`: names of the right kinds for which `r` is neither
stated, derived nor denied. Where `r` is presumed, they are that only in a world with the fact `:strict`: without it,
what is not said of `r` is not so, as in a closed relation. A world is a set of further stated and denied facts, and of
rows of `chosen:t` and `dropped:t` for the readings of a term t; the program is the same in every world.

What a use does not say of itself is unknown in another way, see `licet.policy.unsaid`: `unsaid:by` holds the uses that
do not say who makes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import product

from msgspec.structs import replace

from licet.logic.ir import Argument, Comparison, Const, Literal, Origin, Rule, Var, named
from licet.logic.values import UNKNOWN
from licet.policy import relation_names as called
from licet.policy.doubt import Doubt, Unsaid
from licet.policy.fresh_variables import fresh_variable
from licet.policy.relation_names import possible, reading_relation
from licet.policy.unsaid import said_of_uses, unsaid_positions, variants
from licet.policy.vocabulary import Signature, Vocabulary

__all__ = ["double_further", "meanings", "with_doubt"]

_KLEENE = Origin("kleene")
_MOST_WIDENED = 4
"""Of more values that can be unknown at once, a negation asks whether there is a row whatever they are."""


def with_doubt(
    rules: Iterable[Rule], vocabulary: Vocabulary, unsure: Iterable[str] = ()
) -> tuple[tuple[Rule, ...], Doubt]:
    """Double the rules.

    Args:
        rules: the two-valued program.
        vocabulary: its open and presumed relations and contested terms.
        unsure: closed relations with facts stated to be unknown.

    Returns:
        the rules of the doubled program, and what was doubled.
    """
    originals = tuple(rules)
    said = said_of_uses(vocabulary)
    terms = tuple(meanings(vocabulary))
    sources = {name for name, s in vocabulary.relations.items() if s.absence != "closed"} | set(unsure)
    starts = sources | set(vocabulary.terms)
    firm = _influenced(originals, starts, {}, vocabulary)
    passing = unsaid_positions((*originals, *terms), said)
    doubled = firm | _influenced(originals, starts | set(said), passing, vocabulary)
    expanded = tuple(r for rule in originals for r in _separate_aggregate(rule, doubled))
    doubled |= {r.head.relation for r in expanded if r.origin.role == "kleene"}
    unknowns = [s for name in sorted(sources) if (s := vocabulary.signature(name)) is not None]
    nulls = {s.name: frozenset({s.arity - 1}) for s in unknowns if s.functional}
    unsaid = unsaid_positions((*expanded, *terms), said, _nullable((*expanded, *terms), doubled, nulls, {}))
    further = tuple(v for rule in expanded for v in variants(rule, unsaid))
    nullable = _nullable((*expanded, *further, *terms), doubled, nulls, unsaid)
    doubt = Doubt(frozenset(doubled), frozenset(sources), nullable, unsaid)
    made: list[Rule] = []
    for rule in expanded:
        if rule.head.relation not in doubled:
            made.append(rule)
        elif rule.aggregate is not None:
            made.extend(_aggregate(rule, doubt))
        else:
            made.append(_certain(rule, doubt))
            made.append(_possible(rule, doubt, firm))
    made.extend(_possible(rule, doubt, doubled) for rule in further)
    for signature in unknowns:
        made.extend(_unknown(signature))
    for name in said:
        made.extend(_unsaid(vocabulary.relations[name], name in sources))
    closed = sorted(doubled - sources - set(said) - set(vocabulary.terms))
    made.extend(_also_stated(vocabulary.relations[name]) for name in closed if name in vocabulary.relations)
    for name, entry in vocabulary.terms.items():
        readings = [r.name for r in entry.term.readings]
        made.extend(_term(name, vocabulary.relations[name].arity, readings, doubt))
    return tuple(made), doubt


def double_further(rules: Iterable[Rule], doubt: Doubt) -> tuple[tuple[Rule, ...], Doubt]:
    """Double rules (no aggregates) for relations of their own that use a doubled program, such as a query's."""
    originals = tuple(rules)
    found = unsaid_positions(originals, doubt.unsaid)
    # What else UNKNOWN can stand for in the new relations is not looked into, so it counts as anything.
    unsaid = {name: said if name in doubt.unsaid else replace(said, otherwise=True) for name, said in found.items()}
    further = tuple(v for rule in originals for v in variants(rule, unsaid))
    doubled = _influenced(originals, set(doubt.doubled), unsaid) | doubt.doubled
    nullable = _nullable((*originals, *further), doubled, doubt.nullable, unsaid)
    wider = Doubt(frozenset(doubled), doubt.sources, nullable, unsaid)
    made: list[Rule] = []
    for rule in originals:
        if rule.head.relation in doubled:
            made.extend((_certain(rule, wider), _possible(rule, wider, doubled)))
        else:
            made.append(rule)
    made.extend(_possible(rule, wider, doubled) for rule in further)
    return tuple(made), wider


def _influenced(
    rules: tuple[Rule, ...], sources: set[str], unsaid: Mapping[str, Unsaid], vocabulary: Vocabulary | None = None
) -> set[str]:
    """The relations that the sources can influence. What uses do not say passes only through variants of rules."""
    users: dict[str, set[str]] = {}
    for rule in rules:
        passes = not unsaid or rule.aggregate is not None or any(True for _ in variants(rule, unsaid))
        for item in rule.body:
            if isinstance(item, Literal) and (item.negated or item.relation not in unsaid or passes):
                users.setdefault(item.relation, set()).add(rule.head.relation)
    for name, entry in (vocabulary.terms if vocabulary else {}).items():
        for reading in entry.term.readings:
            users.setdefault(reading_relation(name, reading.name), set()).add(name)
    reached = set(sources)
    todo = sorted(sources)
    while todo:
        for user in users.get(todo.pop(), ()):
            if user not in reached:
                reached.add(user)
                todo.append(user)
    return reached


def _separate_aggregate(rule: Rule, doubled: set[str]) -> Iterator[Rule]:
    """An aggregate over doubtful literals, as a relation of its bindings and an aggregate over that relation."""
    if rule.aggregate is None or not _is_in_doubt(rule, doubled):
        yield rule
        return
    names = sorted({a for i in rule.body for a in named(i.arguments)})
    binding = Literal(called.given(rule.id), tuple(Var(n) for n in names))
    yield Rule(called.given(rule.id), binding, rule.body, origin=Origin("kleene", None, rule.origin.span))
    yield Rule(rule.id, rule.head, (binding,), rule.aggregate, rule.origin)


def _is_in_doubt(rule: Rule, doubled: Collection[str]) -> bool:
    return any(isinstance(i, Literal) and i.relation in doubled for i in rule.body)


def _nullable(
    rules: tuple[Rule, ...], doubled: set[str], sources: Mapping[str, frozenset[int]], unsaid: Mapping[str, Unsaid]
) -> dict[str, frozenset[int]]:
    """The argument positions of twins that can hold UNKNOWN, given those of the relations that are sources. What uses
    do not say counts where it stands; rules pass it on only by their variants, which are among the rules."""
    positions = {name: set(found) for name, found in sources.items()}
    changed = True
    while changed:
        changed = False
        for rule in rules:
            head = rule.head
            if head.relation not in doubled:
                continue
            unknown = _unknown_variables(rule.body, doubled, positions, unsaid if rule.aggregate is None else {})
            found = {i for i, a in enumerate(head.arguments) if a in unknown or a == Const(UNKNOWN)}
            if rule.aggregate is not None:
                found.add(len(head.arguments) - 1)
            known = positions.setdefault(head.relation, set())
            if not found <= known:
                known |= found
                changed = True
    for name, said in unsaid.items():
        positions[name] = positions.get(name, set()) | said.positions
    return {name: frozenset(p) for name, p in sorted(positions.items()) if p}


def _unknown_variables(
    body: tuple[Literal | Comparison, ...],
    doubled: set[str],
    positions: dict[str, set[int]],
    unsaid: Mapping[str, Unsaid],
) -> set[Argument]:
    """The variables that can be UNKNOWN: those that every positive literal that binds them binds at a position that can
    hold UNKNOWN (and not only for what a use does not say), and those that only an equality with one of them binds."""
    firm: set[Argument] = set()
    unknown: set[Argument] = set()
    for item in body:
        if isinstance(item, Literal) and not item.negated:
            nulls = positions.get(item.relation, set()) if item.relation in doubled else set()
            nulls = nulls - unsaid[item.relation].positions if item.relation in unsaid else nulls
            for i, argument in enumerate(item.arguments):
                (unknown if i in nulls else firm).add(argument)
    unknown -= firm
    beside: dict[Argument, list[Argument]] = {}
    for item in body:
        if isinstance(item, Comparison) and item.operator == "=":
            sides = [side for side in item.arguments if isinstance(side, Var) and side not in firm]
            for name in named(item.arguments):
                beside.setdefault(Var(name), []).extend(sides)
    waiting = [argument for argument in unknown if argument in beside]
    while waiting:
        new = set(beside.get(waiting.pop(), ())) - unknown
        unknown |= new
        waiting += new
    return unknown


def _certain(rule: Rule, doubt: Doubt) -> Rule:
    body: list[Literal | Comparison] = []
    for item in rule.body:
        if isinstance(item, Literal) and item.negated and item.relation in doubt.doubled:
            twin = possible(item.relation)
            body += [Literal(twin, a, negated=True) for a in _widened(item.arguments, _nulls(item, doubt))]
        else:
            body.append(item)
    return Rule(rule.id, rule.head, tuple(body), None, rule.origin)


def _widened(arguments: tuple[Argument, ...], nulls: frozenset[int]) -> Iterator[tuple[Argument, ...]]:
    """The arguments, and those with UNKNOWN instead at any of the positions that can hold it."""
    asked = [i in nulls and not (isinstance(a, Var) and a.anonymous) for i, a in enumerate(arguments)]
    if sum(asked) > _MOST_WIDENED:
        yield tuple(
            fresh_variable("_", i) if wide else a for i, (a, wide) in enumerate(zip(arguments, asked, strict=True), 1)
        )
    else:
        yield from product(*((a, Const(UNKNOWN)) if wide else (a,) for a, wide in zip(arguments, asked, strict=True)))


def _possible(rule: Rule, doubt: Doubt, firm: Collection[str]) -> Rule:
    """The rule of the twin. What is not said of uses is left to variants: here, positions for it hold what is known,
    and only relations in `firm` can know it with doubt."""
    body: list[Literal | Comparison] = []
    lenient: list[Comparison] = []
    bound = {
        a
        for item in rule.body
        if isinstance(item, Literal) and not item.negated
        for i, a in enumerate(item.arguments)
        if isinstance(a, Var) and i not in _unsure(item, doubt)
    }
    fresh = 0
    for item in rule.body:
        if isinstance(item, Comparison):
            lenient.append(Comparison(item.left, item.operator, item.right, lenient=True))
        elif item.negated or (item.relation in doubt.unsaid and item.relation not in firm):
            body.append(item)
        else:
            arguments = list(item.arguments)
            for i in sorted(_unsure(item, doubt)):
                argument = arguments[i]
                if isinstance(argument, Const) or argument in bound:
                    fresh += 1
                    arguments[i] = fresh_variable("Maybe", fresh)
                    lenient.append(Comparison(arguments[i], "=", argument, lenient=True))
                elif isinstance(argument, Var) and not argument.anonymous:
                    bound.add(argument)
            body.append(Literal(doubt.possible(item.relation), tuple(arguments)))
            if item.relation in doubt.unsaid:
                places = sorted(doubt.unsaid[item.relation].positions)
                said = [a for i in places if isinstance(a := arguments[i], Var) and not a.anonymous]
                lenient += [Comparison(a, "=", a) for a in said]
    head = Literal(possible(rule.head.relation), rule.head.arguments)
    return Rule(possible(rule.id), head, (*body, *lenient), None, rule.origin)


def _nulls(item: Literal, doubt: Doubt) -> frozenset[int]:
    """The positions of a literal that can hold UNKNOWN."""
    return doubt.nullable.get(item.relation, frozenset()) if item.relation in doubt.doubled else frozenset()


def _unsure(item: Literal, doubt: Doubt) -> frozenset[int]:
    """Those that can hold it in a rule that is no variant."""
    unsaid = doubt.unsaid.get(item.relation)
    return _nulls(item, doubt) - unsaid.positions if unsaid else _nulls(item, doubt)


def _aggregate(rule: Rule, doubt: Doubt) -> Iterator[Rule]:
    """Certain when nothing about the bindings of the group is in doubt, nor about any of a group that nobody knows;
    otherwise the value is UNKNOWN, and possible."""
    group = rule.head.arguments[:-1]
    twin = possible(rule.head.relation)
    yield Rule(possible(rule.id), Literal(twin, rule.head.arguments), (rule.head,), origin=_KLEENE)
    (binding,) = rule.body if _is_in_doubt(rule, doubt.doubled) else (None,)
    if binding is None:
        yield rule
        return
    assert isinstance(binding, Literal)
    unsure = Literal(called.doubtful(rule.id), group)
    yield Rule(
        called.doubtful(rule.id),
        unsure,
        (
            Literal(possible(binding.relation), binding.arguments),
            Literal(binding.relation, binding.arguments, negated=True),
        ),
        origin=_KLEENE,
    )
    nulls = doubt.nullable.get(rule.head.relation, frozenset()) & frozenset(range(len(group)))
    settled = [Literal(unsure.relation, a, negated=True) for a in _widened(group, nulls)]
    yield Rule(rule.id, rule.head, (binding, *settled), rule.aggregate, rule.origin)
    head = Literal(twin, (*group, Const(UNKNOWN)))
    yield Rule(f"{rule.id}:unsure?", head, (unsure,), origin=_KLEENE)


def _unknown(signature: Signature) -> Iterator[Rule]:
    name = signature.name
    keys = signature.arity - 1 if signature.functional else signature.arity
    variables = tuple(Var(f"X{i + 1}") for i in range(keys))
    unknown = Literal(called.unknown(name), variables)
    absent = (
        Literal(name, (*variables, Var("_1")) if signature.functional else variables, negated=True),
        Literal(called.denied(name), variables, negated=True),
    )
    if signature.absence != "closed":
        asked = (Literal(called.STRICT, ()),) if signature.absence == "presumed" else ()
        domains = [Literal(called.domain(kind), (v,)) for kind, v in zip(signature.kinds, variables, strict=False)]
        yield Rule(f"unknown:{name}/open", unknown, (*domains, *absent, *asked), origin=_KLEENE)
    yield Rule(f"unknown:{name}/unsure", unknown, (Literal(called.unsure(name), variables), *absent), origin=_KLEENE)
    row: tuple[Argument, ...] = (*variables, Var("Value")) if signature.functional else variables
    yield Rule(f"{name}?/stated", Literal(possible(name), row), (Literal(name, row),), origin=_KLEENE)
    guess: tuple[Argument, ...] = (*variables, Const(UNKNOWN)) if signature.functional else variables
    yield Rule(f"{name}?/unknown", Literal(possible(name), guess), (unknown,), origin=_KLEENE)


def _also_stated(signature: Signature) -> Rule:
    """That what is certain of a closed relation is possible. Its rules see to what they derive; facts may say more."""
    row = tuple(Var(f"X{i + 1}") for i in range(signature.arity))
    twin = possible(signature.name)
    return Rule(f"{twin}/stated", Literal(twin, row), (Literal(signature.name, row),), origin=_KLEENE)


def _unsaid(signature: Signature, known: bool) -> Iterator[Rule]:
    """Uses that say nothing of themselves in a relation; `known` if it has unknown facts of its own, too."""
    use, said = Var("X1"), Var("X2")
    silent = Literal(called.unsaid(signature.name), (use,))
    body = (Literal(called.domain(signature.kinds[0]), (use,)), Literal(signature.name, (use, Var("_1")), negated=True))
    yield Rule(silent.relation, silent, body, origin=_KLEENE)
    twin = possible(signature.name)
    yield Rule(f"{twin}/unsaid", Literal(twin, (use, Const(UNKNOWN))), (silent,), origin=_KLEENE)
    if not known:
        stated = Literal(signature.name, (use, said))
        yield Rule(f"{twin}/stated", Literal(twin, (use, said)), (stated,), origin=_KLEENE)


def meanings(vocabulary: Vocabulary) -> Iterator[Rule]:
    """That a term holds what each of its readings holds, as rules."""
    for name, entry in vocabulary.terms.items():
        variables = tuple(Var(f"X{i + 1}") for i in range(vocabulary.relations[name].arity))
        for reading in entry.term.readings:
            body = Literal(reading_relation(name, reading.name), variables)
            yield Rule(f"{name}/{reading.name}", Literal(name, variables), (body,))


def _term(name: str, arity: int, readings: list[str], doubt: Doubt) -> Iterator[Rule]:
    variables = tuple(Var(f"X{i + 1}") for i in range(arity))
    head, twin = Literal(name, variables), Literal(possible(name), variables)
    by_reading = [Literal(reading_relation(name, r), variables) for r in readings]
    if by_reading:
        yield Rule(f"{name}/every", head, tuple(by_reading), origin=_KLEENE)
    for reading, literal in zip(readings, by_reading, strict=True):
        chosen = Literal(called.chosen(name), (Const(reading),))
        dropped = Literal(called.dropped(name), (Const(reading),), negated=True)
        yield Rule(f"{name}/if/{reading}", head, (chosen, literal), origin=_KLEENE)
        likely = Literal(doubt.possible(literal.relation), variables)
        yield Rule(f"{name}?/if/{reading}", twin, (likely, dropped), origin=_KLEENE)
