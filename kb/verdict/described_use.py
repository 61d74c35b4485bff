"""A use that a question describes in its lines, instead of naming one that policies declare."""

from __future__ import annotations

import re
from collections.abc import Container

from licet.errors import PolicyError
from licet.grammar.source import SourceFile
from licet.verdict.policies import Policies

__all__ = ["DESCRIBED", "describes_use", "free_name", "is_described", "with_described", "written_out"]

DESCRIBED = "the_use"
"""What a described use is called, and the text that describes it."""


def describes_use(question: str) -> bool:
    """Whether a question is the lines of a use, `by acme; runs llama_2_7b`, and neither a name nor literals. What can
    be read as literals is that, unless it has a `;`."""
    from licet.grammar.parser import parse_conjunction, parse_use

    if len(question.split()) < 2:
        return False
    if parse_conjunction(question)[0] is not None:
        return False
    return _has_marks(question) or parse_use(question, DESCRIBED)[0] is not None


def _has_marks(question: str) -> bool:
    from licet.grammar.tokens import tokenize

    return any(token.text == ";" for token in tokenize(question))


def written_out(text: str, name: str) -> str:
    """The use that a text describes as a policy file states it, under a name.

    Raises:
        PolicyError: the text is not the lines of a use.
    """
    from licet.grammar import tree
    from licet.grammar.formatter import format_module
    from licet.grammar.parser import parse_use

    use, found = parse_use(text, name, name)
    if use is None:
        raise PolicyError(found)
    return format_module(tree.Module(name, (use,)))


def is_described(name: str) -> bool:
    """Whether a described use, and so its text, can be called so."""
    return re.fullmatch(rf"{DESCRIBED}(_[0-9]+)?", name) is not None


def free_name(taken: Container[str]) -> str:
    """What a described use is called beside these names."""
    name, number = DESCRIBED, 1
    while name in taken:
        number += 1
        name = f"{DESCRIBED}_{number}"
    return name


def with_described(policies: Policies, text: str) -> tuple[Policies, str]:
    """The policies with a use that a text describes, `by acme; on 2026-03-01; runs llama_2_7b`, and its name, by which
    errors and proofs point into the text.

    Raises:
        PolicyError: the text is not the lines of a use, or does not pass the checks.
    """
    from licet.grammar import tree
    from licet.grammar.parser import parse_use
    from licet.verdict.revision import with_module

    name = free_name(policies.vocabulary.entities)
    use, found = parse_use(text, name, name)
    if use is None:
        raise PolicyError(found)
    return with_module(policies, tree.Module(name, (use,)), SourceFile(name, text), found), name
