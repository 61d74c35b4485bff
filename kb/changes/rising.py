"""How a change rises through rules: from the rows that differ to those that they can make differ, relation by relation,
until one is met whose rows are of a use each.

What is followed are patterns of rows. The constants of a rule's head, and those that its body hands to the head, stay
in them: a fact of one model reaches nothing of others, and a rule for one license nothing of others. It is never
asked whether a rule fires, since facts that are given with a use can make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from licet.logic.ir import Const, Literal, Rule
from licet.logic.patterns import Pattern, pattern_under
from licet.logic.values import Value
from licet.policy.relation_names import OF_CLAUSES, OF_LICENSES, OF_USES, family_of, split_possible
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base

__all__ = ["Patterns", "Rising", "is_decisive"]

Patterns = Mapping[str, frozenset[Pattern]]
"""Rows of relations; twins go by the name of their relation."""

_OF_OWNERS = frozenset({"deny", "unsure", "unknown", "unsaid", "always", "since", "until", "between"})
_TOLD = frozenset({"by", "does", "on"})
_MOST_PATTERNS = 24


class Rising:
    """The rules of programs by what they read."""

    def __init__(self, bases: Sequence[Base], rules: Iterable[Rule]) -> None:
        """Take bases, and the rules that any of them has."""
        self._vocabularies = [base.vocabulary for base in bases]
        self._nullable = [base.doubt.nullable for base in bases]
        self._readers: dict[str, list[tuple[Literal, Rule]]] = {}
        self._above: dict[tuple[str, frozenset[Pattern]], Patterns] = {}
        for rule in rules:
            for item in rule.body:
                if isinstance(item, Literal):
                    self._readers.setdefault(split_possible(item.relation)[0], []).append((item, rule))

    def entered(self, changed: Iterable[tuple[str, Pattern]]) -> Patterns:
        """The rows in which a change first says something of uses.

        Args:
            changed: the rows that differ, by their relation; where a value is unknown on one side, without it.
        """
        reached = self.reached(changed)
        return {name: rows for name, rows in reached.items() if self.place_of_use(name) is not None}

    def reached(self, changed: Iterable[tuple[str, Pattern]]) -> Patterns:
        """The rows that a change can make differ, up to those of uses.

        Args:
            changed: the rows that differ, by their relation; where a value is unknown on one side, without it.
        """
        seen: dict[str, frozenset[Pattern]] = {}
        waiting = list(changed)
        while waiting:
            relation, pattern = waiting.pop()
            known = seen.get(relation, frozenset())
            grown = _with(known, pattern)
            if grown == known:
                continue
            seen[relation] = grown
            if self.place_of_use(relation) is None:
                for further in sorted(grown - known, key=repr):
                    waiting.extend(self._concluded(relation, further))
        return seen

    def above(self, relation: str, patterns: frozenset[Pattern]) -> Patterns:
        """The rows of uses that can differ because those of a relation of uses do."""
        found = self._above.get((relation, patterns))
        if found is None:
            rows = [row for pattern in sorted(patterns, key=repr) for row in self._concluded(relation, pattern)]
            found = self._above[relation, patterns] = self.entered(rows)
        return found

    def names_above(self, relations: Iterable[str]) -> frozenset[str]:
        """Relations and all that depend on one of them, whatever their rows."""
        seen = set(relations)
        waiting = sorted(seen)
        while waiting:
            heads = (rule.head.relation for _, rule in self._readers.get(waiting.pop(), ()))
            further = {split_possible(name)[0] for name in heads} - seen
            seen |= further
            waiting.extend(sorted(further))
        return frozenset(seen)

    def place_of_use(self, relation: str) -> int | None:
        """The argument of a relation that is the use which its rows are of; None if they are of none."""
        return next((p for v in self._vocabularies if (p := _place_of_use(relation, v)) is not None), None)

    def _concluded(self, relation: str, pattern: Pattern) -> Iterable[tuple[str, Pattern]]:
        """What rules can conclude from such rows."""
        for literal, rule in self._readers.get(relation, ()):
            head = _head_under(rule, literal, pattern)
            if head is not None:
                name = split_possible(rule.head.relation)[0]
                # What is absent, or counted, bears on rows of which nobody knows a value, too.
                yield name, self.in_doubt(name, head) if literal.negated or rule.aggregate is not None else head

    def in_doubt(self, relation: str, pattern: Pattern) -> Pattern:
        """A pattern without its values where a row can have one that nobody knows in their place."""
        places = frozenset[int]().union(*(nullable.get(relation, ()) for nullable in self._nullable))
        return tuple(None if i in places else value for i, value in enumerate(pattern)) if places else pattern


def is_decisive(relation: str) -> bool:
    """Whether an answer can hang on a relation of uses by itself, not only on what follows from it: what is made of
    clauses and licenses, and what is told of the use."""
    return family_of(relation).name not in ("user", "reading") or relation in _TOLD


def _with(patterns: frozenset[Pattern], further: Pattern) -> frozenset[Pattern]:
    """Patterns and a further one: those that it covers left out, and one for all where there are too many."""
    if any(_covers(pattern, further) for pattern in patterns):
        return patterns
    kept = frozenset(pattern for pattern in patterns if not _covers(further, pattern)) | {further}
    return kept if len(kept) <= _MOST_PATTERNS else frozenset({(None,) * len(further)})


def _covers(wide: Pattern, narrow: Pattern) -> bool:
    return all(value is None or value == other for value, other in zip(wide, narrow, strict=True))


def _head_under(rule: Rule, literal: Literal, pattern: Pattern) -> Pattern | None:
    """The rows that a rule can conclude where a literal of its body is met by rows of a pattern; None if none is."""
    bound: dict[str, Value] = {}
    for argument, value in zip(literal.arguments, pattern, strict=True):
        if value is None:
            continue
        if isinstance(argument, Const):
            if argument.value != value:
                return None
        elif not argument.anonymous and bound.setdefault(argument.name, value) != value:
            return None
    head = pattern_under(rule.head, bound)
    return (*head[:-1], None) if rule.aggregate is not None else head


def _place_of_use(relation: str, vocabulary: Vocabulary) -> int | None:
    family = family_of(relation)
    if family.name in OF_LICENSES | OF_CLAUSES | OF_USES:
        return 0
    if family.name == "dom":
        return 0 if family.owner == "use" or vocabulary.is_a(family.owner, "use") else None
    if family.name == "user" or family.name in _OF_OWNERS or family.name == "reading":
        signature = vocabulary.relations.get(family.owner)
        kinds = signature.kinds if signature is not None else ()
        return next((i for i, kind in enumerate(kinds) if vocabulary.is_a(kind, "use")), None)
    return None
