"""Who asks: the policies, with what an interview must know of them to put its questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from licet.grammar import tree
from licet.interview.questions import Choice
from licet.interview.verbs import Verb, lineage_of, verbs_of
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of, split_possible
from licet.policy.vocabulary import Signature, Vocabulary
from licet.words.phrases import Phrases, phrases_of

__all__ = ["Asking", "asking"]


class Asking(Struct, frozen=True):
    """The policies ready for interviews.

    Attributes:
        knowledge: the policies.
        use: what the use of an interview is called.
        verbs: what a use can be said to do.
        lineage: how a thing says what it was made from.
        rests_on: for each relation of the program those that its rules read.
    """

    knowledge: KnowledgeBase
    use: str
    verbs: Mapping[str, Verb]
    lineage: tuple[Signature, ...]
    rests_on: Mapping[str, frozenset[str]]

    @property
    def vocabulary(self) -> Vocabulary:
        """The declared names."""
        return self.knowledge.vocabulary

    @property
    def phrases(self) -> Phrases:
        """The words for facts."""
        return phrases_of(self.knowledge.base)

    def choices(self, kind: str, heading: str = "") -> tuple[Choice, ...]:
        """The declared names of a kind as choices."""
        entries = self.vocabulary.entities
        names = self.vocabulary.members(kind)
        return tuple(Choice(n, entries[n].title or n, entries[n].also, heading) for n in names if n in entries)

    def can_read(self, relation: str, licenses: Iterable[str]) -> tuple[str, ...]:
        """The clauses of some licenses whose conditions can rest on a relation, over any number of rules."""
        entries = [entry for license in licenses for entry in self.vocabulary.clauses_of(license)]
        return tuple(entry.key for entry in entries if relation in self._below(called.applies(entry.key)))

    def permits(self, clause: str) -> bool:
        """Whether a clause is one that permits something."""
        return any(isinstance(effect, tree.Permits) for effect in self.vocabulary.clauses[clause].clause.effects)

    def _below(self, relation: str) -> set[str]:
        seen: set[str] = set()
        waiting = [relation]
        while waiting:
            for below in self.rests_on.get(waiting.pop(), ()):
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)
        return seen


def asking(knowledge: KnowledgeBase, use: str = "my_use") -> Asking:
    """Policies made ready for interviews.

    Args:
        knowledge: the policies.
        use: what the use shall be called; where that is taken, it gets a number.
    """
    name, number = use, 1
    while name in knowledge.vocabulary.entities:
        number += 1
        name = f"{use}_{number}"
    base = knowledge.base
    return Asking(knowledge, name, verbs_of(base), lineage_of(base), _rests_on(knowledge))


def _rests_on(knowledge: KnowledgeBase) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for rule in knowledge.base.program.rules:
        below = found.setdefault(split_possible(rule.head.relation)[0], set())
        for item in rule.body:
            relation = getattr(item, "relation", None)
            if relation is not None:
                below.add(split_possible(relation)[0])
                below.add(family_of(relation).owner)
    return {relation: frozenset(below) for relation, below in found.items()}
