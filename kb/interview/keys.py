"""The keys of answers about single facts: `breaks_law(use)`, `monthly_active_users(acme, 2023-06)`.

`use` stands for the use that the interview is about, whatever it will be called, and `_` for one of several choices.
"""

from __future__ import annotations

import re

from msgspec import Struct

from licet.errors import BadAnswer
from licet.grammar import tree
from licet.grammar.parser import parse_literal
from licet.logic.patterns import Pattern
from licet.policy.vocabulary import Signature, Vocabulary
from licet.words.phrases import Phrases

__all__ = ["USE", "FactKey", "arguments_of", "fact_key", "key_of"]

USE = "use"
"""What the use is called in keys."""

_KEY = re.compile(r"([a-z][a-z0-9_]*)\((.*)\)", re.DOTALL)


class FactKey(Struct, frozen=True):
    """A key taken apart: the relation, and its arguments without the value of a functional one. `use` among them is
    already what the use is called."""

    signature: Signature
    arguments: tuple[tree.Argument, ...]

    @property
    def choices_at(self) -> int | None:
        """The place of the argument that is to be chosen; None where there is none."""
        found = [i for i, argument in enumerate(self.arguments) if isinstance(argument, tree.Anything)]
        return found[0] if found else None


def key_of(phrases: Phrases, relation: str, row: Pattern, use: str) -> str:
    """The key of a fact. `row` is without the value of a functional relation, and None where there is a choice."""
    kinds = phrases.vocabulary.relations[relation].kinds
    named = zip(row, kinds, strict=False)
    texts = [USE if value == use and kind == USE else phrases.value(value, kind)[1] for value, kind in named]
    return f"{relation}({', '.join(texts)})"


def fact_key(vocabulary: Vocabulary, key: str, use: str) -> FactKey | None:
    """The key of a fact taken apart; None where it is no such key.

    Raises:
        BadAnswer: it is one of a relation that is not declared, or has other arguments.
    """
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    signature = vocabulary.relations.get(found[1])
    if signature is None:
        raise BadAnswer(key, f"no relation is called `{found[1]}`", "keys of facts are written `breaks_law(use)`")
    arguments = arguments_of(key, found[1], found[2])
    if len(arguments) != signature.arity - signature.functional or signature.name in vocabulary.terms:
        raise BadAnswer(key, f"`{key}` is no fact that can be answered", f"the relation is `{signature}`")
    named = zip(arguments, signature.kinds, strict=False)
    places = tuple(tree.Constant(use) if _is_use(a) and kind == USE else a for a, kind in named)
    if sum(isinstance(a, tree.Anything) for a in places) > 1 or any(isinstance(a, tree.Variable) for a in places):
        raise BadAnswer(key, f"`{key}` leaves more open than one choice", "names are written in small letters")
    return FactKey(signature, places)


def _is_use(argument: tree.Argument) -> bool:
    return isinstance(argument, tree.Constant) and argument.name == USE


def arguments_of(key: str, relation: str, text: str) -> tuple[tree.Argument, ...]:
    """The arguments that a text lists, as a policy file writes them.

    Raises:
        BadAnswer: it lists none.
    """
    literal, errors = parse_literal(f"{relation}({text})") if "\n" not in text else (None, ())
    if not isinstance(literal, tree.Atom) or errors or not _is_plain(literal, relation):
        raise BadAnswer(key, f"`{text}` cannot be read", 'names, numbers, days and "texts" are listed with commas')
    return literal.arguments


def _is_plain(atom: tree.Atom, relation: str) -> bool:
    return atom.relation == relation and atom.form == "call" and atom.value is None and atom.at is None
