"""What is named in answers: known names, and things and organizations that are described on the spot."""

from __future__ import annotations

import re

from msgspec import Struct

from licet.errors import BadAnswer
from licet.grammar import tree
from licet.grammar.values import unquoted
from licet.interview.keys import arguments_of
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import Vocabulary

__all__ = ["ANOTHER", "Named", "named_in"]

ANOTHER = 'another "TITLE"'
"""How something is named that the policies do not know."""

_ANOTHER = re.compile(r'another\s+("(?:[^"\\]|\\.)*"|[^,"]+)')
_MOST = 60


class Named(Struct, frozen=True):
    """The arguments that an answer lists, and the titles of those that are new, by the names they get."""

    arguments: tuple[tree.Argument, ...]
    new: dict[str, str]


def named_in(vocabulary: Vocabulary, key: str, text: str, kinds: tuple[str, ...], known: dict[str, str]) -> Named:
    """What an answer names: `llama_2_70b`, `another "Phoenix 7B"`, `gpt2_small, llama_2_70b`.

    Args:
        vocabulary: the declared names.
        key: the key of the question.
        text: the answer.
        kinds: what is to be named.
        known: what other answers have described, by name with its title.

    Raises:
        BadAnswer: nothing is called so, or it cannot be read.
    """
    new: dict[str, str] = {}

    def put(found: re.Match[str]) -> str:
        said = found[1].strip()
        title = unquoted(said) if said.startswith('"') else said
        name = _name_for(vocabulary, key, title)
        new[name] = title
        return name

    arguments = arguments_of(key, "named", _ANOTHER.sub(put, text.strip()))
    if len(arguments) != len(kinds):
        wanted = ", ".join(kinds)
        raise BadAnswer(key, f"`{text}` names {len(arguments)} where {len(kinds)} are to be named", f"write `{wanted}`")
    for argument, kind in zip(arguments, kinds, strict=True):
        if isinstance(argument, tree.Constant) and argument.name not in {*new, *known}:
            _require(vocabulary, key, argument.name, kind)
        elif isinstance(argument, (tree.Variable, tree.Anything)):
            raise BadAnswer(key, f"`{text}` is no name", f"a name is written in small letters; or write `{ANOTHER}`")
        elif isinstance(argument, tree.Constant) and kind == "text":
            raise BadAnswer(key, f"`{argument.name}` is to be a text", f'write `"{argument.name}"`')
    return Named(arguments, new)


def _require(vocabulary: Vocabulary, key: str, name: str, kind: str) -> None:
    """Require that a name of that kind is declared."""
    entry = vocabulary.entities.get(name)
    if entry is not None and (vocabulary.is_a(entry.kind, kind) or kind == "text"):
        return
    if entry is not None:
        raise BadAnswer(key, f"`{name}` is a {entry.kind}, and what is asked for is a {kind}")
    otherwise = f"what is not known is described: `{ANOTHER}`"
    hint = Suggestions(vocabulary).hint(name, vocabulary.members(kind))
    raise BadAnswer(key, f"nothing is called `{name}`", f"{hint} {otherwise}" if hint else otherwise)


def _name_for(vocabulary: Vocabulary, key: str, title: str) -> str:
    """The name that something with that title gets."""
    name = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")[:_MOST]
    name = name if re.match(r"[a-z]", name) else f"the_{name}".rstrip("_")
    taken = vocabulary.entities.get(name)
    if taken is not None:
        raise BadAnswer(key, f"`{name}` is known", f"answer `{name}`, or give the other one another title")
    return name
