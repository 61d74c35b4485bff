"""`licet remedies`: what would make a use permitted."""

from __future__ import annotations

import click

from licet.repl.cli.asked import Asked, asking
from licet.repl.cli.shell_names import complete_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.statuses import ExitStatus, status_of_verdict

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet remedies distil_llama_2_into_mistral
  licet remedies distil_llama_2_into_mistral --most 1

\b
What can be changed is what the policies say so of: `fact avoidable(judges)` that a step can be left out,
`fact attainable(fulfils)` that something can be brought about, `fact changeable(trains)` both; and only of the use
itself, of who makes it, and of artifacts that `decides_on(use, artifact)` holds of.

\b
Exit status: 0 the use is permitted, or a change would make it so; 1 none that was found; 3 undecided, and none found.
"""


@click.command("remedies", epilog=_EPILOG, short_help="The smallest changes that would make a use permitted.")
@click.argument("use", shell_complete=complete_uses)
@click.option("--most", type=click.IntRange(min=1), default=5, show_default=True, metavar="N", help="Find so many.")
@asking("text", "json")
def command(asked: Asked, use: str, most: int) -> ExitStatus:
    """Find changes of what the policies say can be changed; each is confirmed by judging the use anew, and none of its
    parts can be left out."""
    from licet.answers.remedies import changeable_relations

    knowledge = asked.load()
    verdict = knowledge.ask(use, on=asked.on, readings=asked.pins)
    if not verdict.status.allows and not changeable_relations(knowledge.base):
        raise Misuse(
            "the policies do not say what can be changed",
            "`fact avoidable(judges)` says of a relation that it can be given up",
        )
    found = knowledge.remedies(use, on=asked.on, readings=asked.pins, most=most)
    if asked.format_ == "json":
        from licet.views.data.changes import remedies_json

        asked.show_json(remedies_json(knowledge.base, use, verdict.status, found))
    elif verdict.status.allows:
        word = verdict.status.value
        asked.show([(("name", use), ("", " is "), (word, word), ("", " as it is"))])
    else:
        from licet.views.lines.remedies import remedies_lines
        from licet.words.phrases import phrases_of

        asked.show(remedies_lines(phrases_of(knowledge.base), use, found))
    return ExitStatus.YES if found.found else status_of_verdict(verdict.status)
