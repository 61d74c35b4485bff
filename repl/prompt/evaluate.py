"""One entry at the prompt: what it is, and what it gives."""

from __future__ import annotations

from difflib import get_close_matches

from licet.errors import LicetError
from licet.grammar import SourceFile
from licet.repl.screen.complaints import Misuse, Sources, diagnostics_of, status_of_error
from licet.repl.screen.results import Output, complained
from licet.repl.session.command_table import COMMANDS
from licet.repl.session.commands import find_command
from licet.repl.session.described import with_described
from licet.repl.session.entry import is_statement, without_comments
from licet.repl.session.scratch import Refused
from licet.repl.session.session import Session
from licet.repl.verbs import help, scratch
from licet.verdict.described_use import is_described

__all__ = ["failed", "respond"]


def respond(session: Session, text: str) -> tuple[Session, Output]:
    """Carry out one entry.

    Args:
        session: the state before it.
        text: a command, a statement, or literals.

    Returns:
        The state after it and what it gave. Whatever is wrong with the entry is among the results, and the state is
        then the one before. Faults of ours are raised.
    """
    before, entry = session, text.strip("\n").rstrip()
    if not entry.strip():
        return session, Output()
    asked = entry
    try:
        if session.interview is not None:
            from licet.repl.verbs import interview

            return interview.entered(session, entry)
        if is_statement(entry, session.knowledge.vocabulary.kinds):
            return scratch.state(session, entry)
        found = find_command(entry, COMMANDS)
        if found is None:
            _check_first_word(session, entry)
            from licet.repl.verbs import query

            return query.at_prompt(session, entry)
        command, asked = found
        session, argument = with_described(session, command, without_comments(asked))
        return command.run(session, argument)
    except LicetError as error:
        return before, failed(error, before, asked)


def _check_first_word(session: Session, entry: str) -> None:
    """Tell a command that does not exist from a literal."""
    words = entry.split()
    word, vocabulary = words[0], session.knowledge.vocabulary
    if not word.isidentifier() or not word[0].islower():
        return
    if len(words) == 1 and word in {*vocabulary.entities, *vocabulary.relations, *vocabulary.clauses}:
        raise Misuse(f"`{word}` alone asks nothing", f"`describe {word}` says what is known of it")
    if word in vocabulary.entities or word in vocabulary.relations:
        return
    if len(words) == 1 or (len(words) == 2 and get_close_matches(word, COMMANDS, n=1, cutoff=0.6)):
        raise help.no_command(word, COMMANDS)


def failed(error: LicetError, session: Session, asked: str = "") -> Output:
    """What an exception of ours says, as output; its places are in what was asked, in the layer or in the files."""
    sources = Sources({**session.sources, "query": SourceFile("query", asked)}, session.roots)
    found = diagnostics_of(error)
    for name in {d.span.file for d in found if d.span is not None and is_described(d.span.file)}:
        sources.add(SourceFile(name, asked))
    if isinstance(error, Refused):
        sources.add(error.source)
    return Output((complained(found, sources),), status=status_of_error(error))
