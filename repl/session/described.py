"""A use that is described in the lines of a question at the prompt: the scratch layer has it from then on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.errors import PolicyError
from licet.verdict.described_use import describes_use, free_name, written_out
from licet.verdict.subjects import is_name

if TYPE_CHECKING:
    from licet.repl.session.commands import Command
    from licet.repl.session.scratch import Scratch
    from licet.repl.session.session import Session

__all__ = ["with_described"]


def with_described(session: Session, command: Command, argument: str) -> tuple[Session, str]:
    """The session that knows the use which a command's argument describes, and its name in the place of the argument.
    The use makes room for the next one, unless something was assumed of it.

    Raises:
        PolicyError: the lines do not parse or do not fit the policies.
    """
    text = _description(session, command, argument)
    if text is None:
        return session, argument
    position, before = _room(session.scratch)
    _, name = before.knowledge.about(text)
    statement = written_out(text, name).rstrip()
    scratch = session.scratch
    scratch = scratch.assume(statement) if position is None else scratch.replace_statement(position, statement)
    return replace(session, scratch=scratch, steps=None, paging=None), name


def _room(scratch: Scratch) -> tuple[int | None, Scratch]:
    """The change that declares a use which was described before and can give way, and the layer without it."""
    taken = set(scratch.files.vocabulary.entities)
    while (position := scratch.declared_at(name := free_name(taken))) is not None:
        try:
            return position, scratch.drop(position)
        except PolicyError:
            taken.add(name)
    return None, scratch


def _description(session: Session, command: Command, argument: str) -> str | None:
    """The lines of a use that an argument is, without quotation marks around them. `prove` takes a file besides, and so
    none: it is about the use that was described for another question."""
    if command.takes not in ("use", "question") or command.name == "prove":
        return None
    text = argument.strip()
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', text)
    if quoted:
        from licet.grammar.values import unquoted

        return f" {unquoted(text)}"
    if command.takes == "question":
        return text if describes_use(text) else None
    words = re.split(r"[\s,]+", text)
    vocabulary = session.knowledge.vocabulary
    names = all(map(is_name, words)) and (vocabulary.is_use(words[0]) or words[0] not in vocabulary.relations)
    return None if len(words) < 2 or names else text
