"""`what if`: a verdict, if things were otherwise."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, showing
from licet.repl.cli.options import day_option, policies_option, reading_option, strict_option, with_option
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.results import Output, Result, wrapped
from licet.repl.screen.statuses import status_of_verdict

if TYPE_CHECKING:
    from licet.answers.what_if import WhatIf
    from licet.grammar import tree
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.scratch import Scratch
    from licet.repl.session.session import Session
    from licet.verdict.base import Base
    from licet.verdict.verdict import Pin
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet what-if judge_mistral_with_llama_2 --reading "parameters of improves"
  licet what-if distil_llama_2_into_mistral \\
    --retract "distil_llama_2_into_mistral distils_into mistral_7b"
  licet what-if snap_chat_product --assume "snap has_express_grant llama_2"

\b
The exit status is that of the verdict after the changes.
"""


def _compared(after: Base, found: WhatIf) -> Output:
    """A verdict before and after; `after` are the policies after the changes."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.what_if import what_if_lines
        from licet.words.phrases import phrases_of

        return wrapped(what_if_lines(phrases_of(after), found), terminal.width)

    def data() -> object:
        from licet.views.data.changes import what_if_json

        return what_if_json(after, found)

    assert found.after.verdict is not None
    return Output((Result(lines, data),), status=status_of_verdict(found.after.verdict.status))


@click.command("what-if", epilog=_EPILOG, short_help="The verdict of a use, if things were otherwise.")
@click.argument("use", metavar="USE|LINES", shell_complete=complete_uses)
@click.option(
    "--assume", "assumed", multiple=True, metavar="FACT", help='Suppose a fact: "fact …"; or other statements.'
)
@click.option("--retract", "retracted", multiple=True, metavar="FACT", help="Suppose that a stated fact were not so.")
@reading_option("Suppose a reading.")
@strict_option
@day_option
@with_option()
@policies_option
@showing("text", "json")
def command(
    sources: Sources,
    use: str,
    assumed: tuple[str, ...],
    retracted: tuple[str, ...],
    readings: tuple[Pin, ...],
    strict: bool,
    on: date | None,
    extra: tuple[str, ...],
    policies: tuple[str, ...],
) -> Output:
    """Show the verdict before and after supposed changes, and what of its proofs is new and gone."""
    from licet.grammar import SourceFile
    from licet.repl.session.entry import as_statement

    if not (assumed or retracted or readings):
        raise Misuse("nothing is supposed", "say what with `--assume`, `--retract` or `--reading`")
    at, use = Asked(policies, extra, sources=sources).about(use)
    knowledge = at.knowledge
    kinds = knowledge.vocabulary.kinds
    stated = "".join(f"{as_statement(text, kinds)}\n" for text in assumed)
    withdrawn = "".join(f"{as_statement(text, kinds)}\n" for text in retracted)
    sources.add(SourceFile("assumed", stated))
    sources.add(SourceFile("retracted", withdrawn))
    found = knowledge.what_if(use, assume=stated, retract=withdrawn, on=on, readings=readings, strict=strict)
    return _compared(knowledge.assume(stated).base if stated else knowledge.base, found)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`what if CHANGE, …`: of the use asked about last."""
    from licet.answers.what_if import what_if
    from licet.errors import PolicyError
    from licet.grammar import tree
    from licet.grammar.parser import parse_changes
    from licet.policy.readings import taken_together
    from licet.policy.references import resolved
    from licet.repl.session.session import Session
    from licet.verdict.verdict import Pin

    if not argument.strip():
        raise Misuse("what if what?", "`what if not my_use judges mistral_7b, reading parameters of improves`")
    use = session.use_named("")
    changes, found = parse_changes(argument)
    if changes is None:
        raise PolicyError(found)
    scratch = session.scratch
    changes = resolved(changes, scratch.knowledge.vocabulary)
    taken_together(Pin(change.term, change.reading) for change in changes if isinstance(change, tree.Pin))
    for change in changes:
        scratch = _supposed(scratch, change)
    day = None if any(_is_of_its_day(change, use) for change in changes) else session.day
    changed = Session(scratch, session.roots, day, session.strict)
    before, after = session.of_uses().dated(use), changed.of_uses().dated(use)
    shift = what_if(before.base, after.base, use, session.readings, scratch.readings)
    return session, _compared(scratch.knowledge.base, shift)


def _is_of_its_day(change: tree.Pin | tree.Literal, use: str) -> bool:
    """Whether a change says something of the day of the use: then it counts, and not the day of the session."""
    from licet.grammar import tree

    atom = change.literal if isinstance(change, tree.Negation) else change
    return isinstance(atom, tree.Atom) and atom.relation == "on" and atom.arguments[:1] == (tree.Constant(use),)


def _supposed(scratch: Scratch, change: tree.Pin | tree.Literal) -> Scratch:
    from licet.grammar import format_literal, tree
    from licet.verdict.verdict import Pin

    match change:
        case tree.Pin(reading=reading, term=term):
            return scratch.read(Pin(term, reading))
        case tree.Negation(literal=tree.Atom() as atom):
            return _denied(scratch, atom)
        case tree.Atom() if change.value is not None:
            for former in _values_of(scratch.knowledge, change):
                scratch = scratch.retract(former)
    return scratch.assume(f"fact {format_literal(change)}")


def _denied(scratch: Scratch, atom: tree.Atom) -> Scratch:
    """Without the fact, and if its relation is open or presumed with its denial."""
    from licet.grammar import format_literal

    signature = scratch.knowledge.vocabulary.relations.get(atom.relation)
    is_open = signature is not None and signature.absence != "closed"
    try:
        scratch = scratch.retract(f"fact {format_literal(atom)}")
    except Misuse:
        if not is_open:
            raise
    return scratch.assume(f"fact not {format_literal(atom)}") if is_open else scratch


def _values_of(knowledge: KnowledgeBase, atom: tree.Atom) -> list[str]:
    """The key of a functional relation, as it is retracted, where it has a stated value."""
    signature = knowledge.vocabulary.relations.get(atom.relation)
    if signature is None or not signature.functional or len(atom.arguments) != signature.arity - 1:
        return []
    from licet.grammar import format_argument
    from licet.policy.bodies import constant_value
    from licet.repl.session.stated import stated_in

    key = [constant_value(a) for a in atom.arguments]
    if any(True for _ in stated_in(knowledge, atom.relation, [*key, None])):
        return [f"{atom.relation}({', '.join(format_argument(a) for a in atom.arguments)})"]
    return []
