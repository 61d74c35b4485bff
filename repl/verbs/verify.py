"""`verify`: whether a certificate proves what it claims of the policies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from licet.repl.cli.loading import roots_of
from licet.repl.cli.options import output_options, pager_option, policies_option
from licet.repl.cli.process import complain, complaining, finish
from licet.repl.cli.receipts import bounded
from licet.repl.cli.streams import paged, terminal_of, write
from licet.repl.screen.complaints import Sources, complaint
from licet.repl.screen.results import Output, Result
from licet.repl.screen.show import as_answer
from licet.repl.screen.statuses import ExitStatus

if TYPE_CHECKING:
    from licet.certificate.verify import Verification
    from licet.repl.screen.terminal import Terminal
    from licet.words.fragments import Line

__all__ = ["command"]


@click.command("verify", short_help="Check a certificate against policies.")
@click.argument("file", metavar="FILE")
@click.argument("paths", nargs=-1, metavar="[PATHS]…")
@policies_option
@pager_option
@output_options("text", "json")
def command(
    file: str, paths: tuple[str, ...], policies: tuple[str, ...], format_: str, color: str, no_pager: bool
) -> None:
    """Check a certificate that `licet prove` wrote, with a kernel that shares no code with the engine.

    PATHS are the policy files and folders, as with --policies; without any those of the project, or those that come
    with Licet; `-` is the standard input. Shown is what is proved: which answer, of whom, under which readings and
    given facts, by which policies. The exit status is 0 when it is accepted; 3 when it is accepted under added rules,
    which is to say that it was given statements that are no facts, so the policies alone do not say so; and 4 when it
    is rejected.

    \b
    Examples:
      licet verify proof.json
      licet verify proof.json policies
      licet prove my_use -p policies | licet verify - -p policies
    """
    sources = Sources()
    with complaining(sources, format_, color):
        from licet.certificate.kernel import MOST_BYTES
        from licet.certificate.verify import verify

        found = verify(bounded(file, MOST_BYTES), roots_of((*policies, *paths)))
    if found.proved is not None or format_ == "json":
        terminal = terminal_of(sys.stdout, color)
        text = as_answer(Output((_verified(found),)), format_, terminal)
        if no_pager or not paged(text, terminal.width):
            write(text)
    else:
        changed = ", ".join(f"`{name}`" for name in found.changed)
        help = f"other than when it was written: {changed}" if changed else None
        complain([complaint(f"the certificate is rejected: {found.reason}", help, "F002")], sources, color=color)
    finish(_status(found))


def _verified(found: Verification) -> Result:
    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.verification import proved_lines

        assert found.proved is not None
        return proved_lines(found.proved, width=terminal.width)

    def data() -> object:
        from licet.views.data.alternatives import verification_json

        return verification_json(found)

    return Result(lines, data)


def _status(found: Verification) -> ExitStatus:
    if found.accepted:
        return ExitStatus.YES
    return ExitStatus.UNDECIDED if found.accepted_under_added_rules else ExitStatus.FAULT
