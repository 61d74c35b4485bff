"""One entry at the prompt: what it is, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from licet.errors import LicetError
from licet.grammar import SourceFile
from licet.repl import file_talk, help_talk, scratch_talk, talk
from licet.repl.commands import Command, find_command, table_of
from licet.repl.complaints import Misuse, diagnostics_of, status_of_error
from licet.repl.describe import describe
from licet.repl.entry import is_statement, without_comments
from licet.repl.listing import listing
from licet.repl.needs_talk import needs
from licet.repl.places import open_source
from licet.repl.results import Complained, Leave, Output
from licet.repl.scratch import Refused
from licet.repl.session import Session
from licet.repl.show_clause import show_clause

__all__ = ["COMMANDS", "failed", "respond"]


def _help(session: Session, argument: str) -> tuple[Session, Output]:
    if argument.strip():
        return help_talk.help_of(session, argument.strip(), COMMANDS)
    return help_talk.overview(session, COMMANDS)


def _leave(session: Session, argument: str) -> tuple[Session, Output]:
    if argument.strip():
        raise Misuse("`quit` takes nothing more", "Ctrl-D leaves, too")
    return session, Output(request=Leave())


_ASKING, _SCRATCH, _FILES, _LOOKING = "Asking", "Supposing", "Files", "Looking around"

COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    table_of(
        (
            Command(
                "ask",
                "USE …",
                "may it be made?",
                ("ask label_features", "ask first_use second_use"),
                "use",
                talk.ask,
                _ASKING,
            ),
            Command(
                "why",
                "[USE | LITERAL]",
                "the proof; alone, of the last verdict",
                ("why", "why label_features", "why not mistral_7b comes_from llama_2"),
                "question",
                talk.why,
                _ASKING,
            ),
            Command(
                "expand",
                "N",
                "a numbered step of the last proof, with all under it",
                ("expand 7",),
                "",
                talk.expand,
                _ASKING,
            ),
            Command(
                "needs",
                "[USE]",
                "the unknown facts that would decide, and what to ask first",
                ("needs", "needs snap_chat_product"),
                "use",
                needs,
                _ASKING,
            ),
            Command("more", "[N]", "further answers of the last query", ("more", "more 100"), "", talk.go_on, _ASKING),
            Command(
                "as of",
                "DATE | stated",
                "judge uses on that day",
                ("as of 2024-01-01", "as of 2024-01-01 ask my_use", "as of stated"),
                "date",
                talk.as_of,
                _ASKING,
            ),
            Command(
                "compare",
                "",
                "this session's verdicts with and without its changes",
                ("compare",),
                "",
                file_talk.compare,
                _ASKING,
            ),
            Command(
                "assume",
                "FACT | reading R of T",
                "take something as given",
                (
                    "assume acme accepted llama_2",
                    "assume not breaks_law(my_use)",
                    "assume reading parameters of improves",
                ),
                "fact",
                scratch_talk.assume,
                _SCRATCH,
            ),
            Command(
                "retract",
                "FACT | N | NAME",
                "take a fact or a change back",
                ("retract monthly_active_users(acme, 2023-06)", "retract 2", "retract reading of improves"),
                "fact",
                scratch_talk.retract,
                _SCRATCH,
            ),
            Command("undo", "", "take back the last change", ("undo",), "", scratch_talk.undo, _SCRATCH),
            Command("changes", "", "what this session changed", ("changes",), "", scratch_talk.changes, _SCRATCH),
            Command(
                "edit",
                "NAME",
                "put what was typed under a name into the prompt; of a name from a file, a copy",
                ("edit my_use",),
                "name",
                scratch_talk.edit,
                _SCRATCH,
            ),
            Command(
                "save",
                "FILE",
                "write the layer as a policy file (`save!` overwrites)",
                ("save my_use.licet",),
                "path",
                scratch_talk.save,
                _SCRATCH,
            ),
            Command(
                "load", "PATH …", "add policy files or folders", ("load my_use.licet",), "path", file_talk.load, _FILES
            ),
            Command("reload", "", "read the policy files again", ("reload",), "", file_talk.reload, _FILES),
            Command(
                "watch",
                "[off]",
                "reload as files change, and say which verdicts flip",
                ("watch", "watch off"),
                "",
                file_talk.watch,
                _FILES,
            ),
            Command(
                "source",
                "NAME",
                "open the file that declares it, at the line",
                ("source llama_2.grant",),
                "name",
                open_source,
                _FILES,
            ),
            Command(
                "describe",
                "NAME",
                "everything the policies say of a name",
                ("describe llama_2", "describe improves", "describe derived_from"),
                "name",
                describe,
                _LOOKING,
            ),
            Command(
                "list",
                "[CATEGORY]",
                "the names of a kind",
                ("list licenses", "list models", "list"),
                "category",
                listing,
                _LOOKING,
            ),
            Command(
                "show clause",
                "NAME",
                "a clause, its words and its source",
                ("show clause llama_2.no_improving",),
                "clause",
                show_clause,
                _LOOKING,
            ),
            Command(
                "help",
                "[COMMAND]",
                "this, or one command with examples",
                ("help", "help ask"),
                "command",
                _help,
                _LOOKING,
            ),
            Command("quit", "", "leave", ("quit",), "", _leave, _LOOKING),
        )
    )
)


def respond(session: Session, text: str) -> tuple[Session, Output]:
    """Carry out one entry.

    Args:
        session: the state before it.
        text: a command, a statement, or literals.

    Returns:
        The state after it and what it gave. Whatever is wrong with the entry is among the results, and the state is
        then the one before. Faults of ours are raised.
    """
    entry = text.strip("\n").rstrip()
    if not entry.strip():
        return session, Output()
    asked = entry
    try:
        if is_statement(entry, session.knowledge.vocabulary.kinds):
            return scratch_talk.state(session, entry)
        found = find_command(entry, COMMANDS)
        if found is None:
            _check_first_word(session, entry)
            return talk.answer(session, entry)
        command, asked = found
        return command.run(session, without_comments(asked))
    except LicetError as error:
        return session, failed(error, session, asked)


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
        raise help_talk.no_command(word, COMMANDS)


def failed(error: LicetError, session: Session, asked: str = "") -> Output:
    """What an exception of ours says, as output."""
    sources = {**session.sources, "query": SourceFile("query", asked)}
    if isinstance(error, Refused):
        sources[error.source.name] = error.source
    return Output((Complained(diagnostics_of(error), sources),), status=status_of_error(error))
