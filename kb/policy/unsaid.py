"""What a use does not say of itself: by whom it is made.

Who makes a use that does not say so can be anybody, also somebody of whom the policies have never heard. So no
condition about them is certain, and none is out of the question. The possible rows of such a use hold UNKNOWN for who
makes it, and a rule that asks for them has a *variant* in which it does not matter what it says of them:

    withheld(Use) :- by(Use, Org), sued_over(Org, apache) = Filed, on(Use) = Day, Day >= Filed
    withheld?(Use) :- by?(Use, UNKNOWN), on?(Use) = Day, unsaid:by(Use)

The last literal follows from the first, over however many rules what is not said came there, wherever UNKNOWN can stand
for nothing else. It is what spares the uses that do say it all the variants: a third of the time of a question.

Whatever is concluded of a use names it (`licet.checks.isolation`), so a rule loses who makes a use and never the use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from licet.logic.ir import Argument, Comparison, Const, Literal, Rule, Var, named
from licet.logic.values import UNKNOWN
from licet.policy import relation_names as called
from licet.policy.doubt import UNSAID, Unsaid
from licet.policy.fresh_variables import fresh_variable
from licet.policy.vocabulary import Vocabulary

__all__ = ["said_of_uses", "unsaid_positions", "variants"]

_NOWHERE: Mapping[str, frozenset[int]] = MappingProxyType({})
_MOST_VARIANTS = 32
"""A rule that asks for more of what uses do not say is taken as possible whatever they say."""
Items = Sequence[Literal | Comparison]


def said_of_uses(vocabulary: Vocabulary) -> Mapping[str, Unsaid]:
    """The relations that are unknown of a use that says nothing there; none in a vocabulary without licenses."""
    if not vocabulary.licenses:
        return {}
    found = (vocabulary.relations[name] for name in UNSAID if name in vocabulary.relations)
    return {s.name: Unsaid(frozenset({1}), ((s.name, 0),)) for s in found if s.arity == 2 and not s.functional}


def unsaid_positions(
    rules: Iterable[Rule], starts: Mapping[str, Unsaid], nullable: Mapping[str, frozenset[int]] = _NOWHERE
) -> Mapping[str, Unsaid]:
    """Where the possible rows of relations can hold UNKNOWN for what a use does not say.

    Args:
        rules: a program.
        starts: the relations of which that is given.
        nullable: where rows can hold UNKNOWN if all uses say everything.
    """
    found = dict(starts)
    readers: dict[str, list[Rule]] = {}
    for rule in rules:
        for relation in {item.relation for item in _positive(rule.body)}:
            readers.setdefault(relation, []).append(rule)
    waiting = list(found)
    while waiting:
        for rule in readers.get(waiting.pop(), ()):
            before = found.get(rule.head.relation, Unsaid())
            after = _in_head(rule, found, before, nullable.get(rule.head.relation, frozenset()))
            if after != before:
                found[rule.head.relation] = after
                waiting.append(rule.head.relation)
    return {name: found[name] for name in sorted(found)}


def _in_head(rule: Rule, unsaid: Mapping[str, Unsaid], known: Unsaid, nullable: frozenset[int]) -> Unsaid:
    """What is known of the positions of a rule's head, with what its body adds."""
    places, silences, otherwise = set(known.positions), set(known.silences), known.otherwise
    lost = _lost(rule, unsaid)
    arguments = rule.head.arguments if rule.aggregate is None else rule.head.arguments[:-1]
    new = {i for i, a in enumerate(arguments) if a in lost}
    for literal in _positive(rule.body):
        said = unsaid.get(literal.relation) if new else None
        if said is not None and not _names_the_use(rule.head, literal, said):
            otherwise = True
        elif said is not None:
            places |= new
            named = {(name, literal.arguments[i]) for name, i in said.silences}
            silences |= {(name, i) for i, a in enumerate(arguments) for name, use in named if use == a}
            otherwise |= said.otherwise or not all(use in arguments for _, use in named)
    otherwise |= not places.isdisjoint(nullable) or (bool(new) and len(_places(rule, unsaid, lost)) > _MOST_VARIANTS)
    return Unsaid(frozenset(places), tuple(sorted(silences)), otherwise)


def variants(rule: Rule, unsaid: Mapping[str, Unsaid]) -> Iterator[Rule]:
    """The rule as it concludes what is possible of uses that do not say it all; one for each place of its body that can
    hold UNKNOWN for what is not said, but for places that ask the same. None of an aggregate."""
    if rule.aggregate is not None or not any(item.relation in unsaid for item in _positive(rule.body)):
        return
    lost = _lost(rule, unsaid)
    head = Literal(rule.head.relation, _without(rule.head.arguments, lost, Const(UNKNOWN)))
    places = _places(rule, unsaid, lost)
    if len(places) > _MOST_VARIANTS:
        places = [(-1, 0)]
    for number, (place, position) in enumerate(places, 1):
        body = tuple(_kept(rule.body, place, position, lost, unsaid))
        yield Rule(f"{rule.id}:unsaid{number}", head, body, None, rule.origin)


def _places(rule: Rule, unsaid: Mapping[str, Unsaid], lost: set[Argument]) -> list[tuple[int, int]]:
    """Where a rule can meet UNKNOWN for what a use does not say: the literals, and the positions in them."""
    in_head = any(a in lost for a in rule.head.arguments)
    asked: dict[tuple[str, int, tuple[Argument, ...]], int] = {}
    for place, literal in enumerate(rule.body):
        known = unsaid.get(literal.relation) if isinstance(literal, Literal) and not literal.negated else None
        if known is None or not isinstance(literal, Literal):
            continue
        if in_head and not _names_the_use(rule.head, literal, known):
            continue
        others = tuple(a for i, a in enumerate(literal.arguments) if i not in known.positions)
        for position in sorted(known.positions):
            asked.setdefault((literal.relation, position, others), place)
    return [(place, position) for (_, position, _), place in asked.items()]


def _kept(
    body: Items, place: int, position: int, lost: set[Argument], unsaid: Mapping[str, Unsaid]
) -> Iterator[Literal | Comparison]:
    """What is left of a body where the literal at the place has UNKNOWN at the position; with a place before the first,
    whatever the literals have there."""
    for i, item in enumerate(body):
        if isinstance(item, Comparison) or item.negated or item.relation not in unsaid:
            if lost.isdisjoint(_variables(item)):
                yield item
            continue
        positions = unsaid[item.relation].positions
        named = [a for j, a in enumerate(item.arguments) if j not in positions and a in lost]
        if i == place or not named:
            arguments = list(_without(item.arguments, lost, None, 100 * (i + 1)))
            for j in positions:
                if isinstance(arguments[j], Const):
                    arguments[j] = fresh_variable("_", 100 * (i + 1) + j)
            if i == place:
                arguments[position] = Const(UNKNOWN)
                silence = unsaid[item.relation].silence
                if silence is not None and item.arguments[silence[1]] not in lost:
                    yield Literal(called.unsaid(silence[0]), (item.arguments[silence[1]],))
            yield Literal(item.relation, tuple(arguments))


def _without(
    arguments: Sequence[Argument], lost: set[Argument], instead: Const | None, number: int = 0
) -> tuple[Argument, ...]:
    """The arguments with something else, or an anonymous variable, for what is lost."""
    return tuple((instead or fresh_variable("_", number + i)) if a in lost else a for i, a in enumerate(arguments))


def _names_the_use(head: Literal, literal: Literal, unsaid: Unsaid) -> bool:
    """Whether a head says of which use it speaks where a literal of the body does not say who makes it."""
    return not unsaid.uses or any(
        isinstance(literal.arguments[i], Const) or literal.arguments[i] in head.arguments for i in unsaid.uses
    )


def _lost(rule: Rule, unsaid: Mapping[str, Unsaid]) -> set[Argument]:
    """The variables of which nothing is known where a use does not say what the rule asks of it: those in such places,
    and those that only conditions on them tie to a use."""
    lost: set[Argument] = set()
    said: list[set[str]] = []
    for item in _positive(rule.body):
        if item.relation in unsaid:
            positions = unsaid[item.relation].positions
            lost |= {a for i, a in enumerate(item.arguments) if i in positions and isinstance(a, Var)}
            said.append(set(named([a for i, a in enumerate(item.arguments) if i not in positions])))
    if not lost:
        return lost
    everything = {variable for item in (rule.head, *rule.body) for variable in _variables(item)}
    while True:
        gone = set(named(lost))
        # What asks for something lost is left out of a variant, unless it is what the variant is of.
        known = set.intersection(*said).union(*(names for names in said if not names & gone))
        tying = [
            item
            for item in rule.body
            if (isinstance(item, Comparison) or not (item.negated or item.relation in unsaid))
            and lost.isdisjoint(_variables(item))
        ]
        further = everything - _tied(known - gone, tying)
        if further <= lost:
            return lost
        lost |= further


def _tied(names: set[str], items: Items) -> set[Var]:
    """The variables that positive literals and equalities tie to those of the names, over any number of steps."""
    holding: dict[str, list[Literal | Comparison]] = {}
    for item in items:
        for name in set(named(item.arguments)):
            holding.setdefault(name, []).append(item)
    tied, waiting = set(names), sorted(names)
    while waiting:
        for item in holding.get(waiting.pop(), ()):
            if isinstance(item, Literal):
                new = set(named(item.arguments)) - tied
            else:
                defined = item.definition(tied)
                new = {defined[0].name} - tied if defined is not None else set()
            tied |= new
            waiting += sorted(new)
    return {Var(name) for name in tied}


def _variables(item: Literal | Comparison) -> set[Var]:
    return {Var(name) for name in named(item.arguments)}


def _positive(items: Items) -> Iterator[Literal]:
    return (item for item in items if isinstance(item, Literal) and not item.negated)
