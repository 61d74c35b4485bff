"""The commands of the session."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from licet.repl import change_talk, file_talk, help_talk, reason_talk, scratch_talk, talk
from licet.repl.commands import Command, table_of
from licet.repl.complaints import Misuse
from licet.repl.describe import describe
from licet.repl.listing import listing
from licet.repl.needs_talk import needs
from licet.repl.places import open_source
from licet.repl.results import Leave, Output
from licet.repl.session import Session
from licet.repl.show_clause import show_clause

__all__ = ["COMMANDS"]


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
                ("ask label_features_for_safety", "ask rlaif_for_safety snap_chat_product"),
                "use",
                talk.ask,
                _ASKING,
            ),
            Command(
                "why",
                "[USE | LITERAL]",
                "the proof; alone, of the last verdict",
                ("why", "why judge_mistral_with_llama_2", "why mistral_7b is large_language_model"),
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
            Command(
                "why not",
                "[USE [is VERDICT] | LITERALS]",
                "what stands in the way",
                ("why not", "why not snap_chat_product is permitted", "why not mistral_7b comes_from llama_2_70b"),
                "question",
                change_talk.why_not,
                _ASKING,
            ),
            Command(
                "what if",
                "CHANGE, …",
                "the last verdict, if things were otherwise",
                ("what if not judge_mistral_with_llama_2 judges mistral_7b", "what if reading parameters of improves"),
                "fact",
                change_talk.suppose,
                _ASKING,
            ),
            Command(
                "remedies",
                "[USE]",
                "the smallest changes that would make it permitted",
                ("remedies", "remedies distil_llama_2_into_mistral"),
                "use",
                change_talk.remedy,
                _ASKING,
            ),
            Command(
                "duties",
                "[USE]",
                "what it owes, as a checklist",
                ("duties", "duties acme_chat_product"),
                "use",
                reason_talk.duties,
                _ASKING,
            ),
            Command(
                "proofs",
                "[USE | LITERALS]",
                "further proofs; of a contested verdict one a reading, and where they part",
                ("proofs", "proofs judge_mistral_with_llama_2"),
                "question",
                reason_talk.proofs,
                _ASKING,
            ),
            Command(
                "witnesses",
                "[USE | LITERALS]",
                "the stated facts that suffice for an answer",
                ("witnesses", "witnesses code_llama_34b descends_from llama_2_models"),
                "question",
                reason_talk.witnesses,
                _ASKING,
            ),
            Command(
                "prove",
                "[USE | LITERALS] to FILE",
                "write a certificate that `licet verify` checks",
                ("prove to proof.json", "prove rlaif_for_safety to proof.json"),
                "question",
                reason_talk.prove,
                _ASKING,
            ),
            Command(
                "more",
                "[N]",
                "further answers of the last query, or names of the last list",
                ("more", "more 100"),
                "",
                talk.go_on,
                _ASKING,
            ),
            Command(
                "as of",
                "DATE | stated",
                "judge uses on that day",
                ("as of 2024-01-01", "as of 2024-01-01 ask snap_chat_product", "as of stated"),
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
                    "assume not breaks_law(snap_chat_product)",
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
