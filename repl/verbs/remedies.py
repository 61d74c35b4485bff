"""`remedies`: the smallest changes that would make a use permitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result, wrapped
from licet.repl.screen.statuses import ExitStatus, status_of_verdict

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.repl.session.standpoint import Standpoint
    from licet.words.fragments import Line

__all__ = ["at_prompt", "command"]

_EPILOG = """\b
Examples:
  licet remedies distil_llama_2_into_mistral
  licet remedies distil_llama_2_into_mistral --most 1

\b
What can be changed is what the policies say so of: `fact avoidable(judges)` that a step can be left out,
`fact attainable(fulfils_of)` that something can be brought about, `fact changeable(trains)` both,
`fact renamable(distributes_as)` that a name can be chosen, `could_take(use, artifact, artifact)` what could take the
place of a thing; and only of the use itself, of who makes it, and of artifacts that `decides_on(use, artifact)` holds
of.

\b
Exit status: 0 the use is permitted, or a change would make it so; 1 none that was found; 3 undecided, and none found.
"""
_MOST = 5


def _remedied(at: Standpoint, use: str, most: int = _MOST) -> Output:
    from licet.answers.remedies import changeable_relations

    knowledge = at.knowledge
    status = knowledge.ask(use, on=at.day, readings=at.readings).status
    if not status.allows and not changeable_relations(knowledge.base):
        raise Misuse(
            "the policies do not say what can be changed",
            "`fact avoidable(judges)` says of a relation that it can be given up",
        )
    found = knowledge.remedies(use, on=at.day, readings=at.readings, most=most)

    def lines(terminal: Terminal) -> list[Line]:
        if status.allows:
            return [(("name", use), ("", " is "), (status.value, status.value), ("", " as it is"))]
        from licet.views.lines.remedies import remedies_lines
        from licet.words.phrases import phrases_of

        return wrapped(remedies_lines(phrases_of(knowledge.base), use, found), terminal.width)

    def data() -> object:
        from licet.views.data.changes import remedies_json

        return remedies_json(knowledge.base, use, status, found)

    return Output((Result(lines, data),), status=ExitStatus.YES if found.found else status_of_verdict(status))


@click.command("remedies", epilog=_EPILOG, short_help="The smallest changes that would make a use permitted.")
@click.argument("use", metavar="USE|LINES", shell_complete=complete_uses)
@click.option("--most", type=click.IntRange(min=1), default=_MOST, show_default=True, metavar="N", help="Find so many.")
@asking("text", "json")
def command(asked: Asked, use: str, most: int) -> Output:
    """Find changes of what the policies say can be changed; each is confirmed by judging the use anew, and none of its
    parts can be left out."""
    return _remedied(*asked.about(use), most)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`remedies [USE]`."""
    use = session.use_named(argument)
    return session, _remedied(session.of_uses(), use)
