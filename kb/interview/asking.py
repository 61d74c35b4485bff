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
        read_by: for each relation of the program those whose rules read it.
    """

    knowledge: KnowledgeBase
    use: str
    verbs: Mapping[str, Verb]
    lineage: tuple[Signature, ...]
    read_by: Mapping[str, frozenset[str]]

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
        above = self._above(relation)
        entries = (entry for license in licenses for entry in self.vocabulary.clauses_of(license))
        return tuple(entry.key for entry in entries if called.applies(entry.key) in above)

    def permits(self, clause: str) -> bool:
        """Whether a clause is one that permits something."""
        return any(isinstance(effect, tree.Permits) for effect in self.vocabulary.clauses[clause].clause.effects)

    def _above(self, relation: str) -> set[str]:
        seen: set[str] = set()
        waiting = [relation]
        while waiting:
            new = self.read_by.get(waiting.pop(), frozenset()) - seen
            seen |= new
            waiting += new
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
    return Asking(knowledge, name, verbs_of(base), lineage_of(base), _read_by(knowledge))


def _read_by(knowledge: KnowledgeBase) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for rule in knowledge.base.program.rules:
        reader = split_possible(rule.head.relation)[0]
        for item in rule.body:
            relation = getattr(item, "relation", None)
            if relation is not None:
                for read in (split_possible(relation)[0], family_of(relation).owner):
                    found.setdefault(read, set()).add(reader)
    return {relation: frozenset(readers) for relation, readers in found.items()}
