"""`recheck`: whether today's policies give the answers that receipts record."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.levels import fail_on_option, status_of_levels
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import policies_option
from licet.repl.cli.process import complain
from licet.repl.cli.receipts import bounded, policies_at, receipt_files
from licet.repl.screen.complaints import Misuse, Sources, complaint
from licet.repl.screen.results import Output, Result, wrapped
from licet.repl.screen.statuses import ExitStatus

if TYPE_CHECKING:
    from licet.grammar.diagnostics import Diagnostic
    from licet.repl.screen.terminal import Terminal
    from licet.wire.receipts import Recheck, Rechecked
    from licet.words.fragments import Line

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet ask my_use --receipt receipts/my_use.json
  licet recheck receipts
  licet recheck receipts --fail-on err
  licet recheck receipts --format markdown >> "$GITHUB_STEP_SUMMARY"

\b
Levels, for who relies on an answer: ERR is stricter, or not what the policies of then say; WARN is left open now, or
cannot be asked any more; INFO is looser, said otherwise, or of a license whose text is another one.

\b
Exit status: 0 nothing at or above --fail-on; 1 something is; 3 nothing is, but something is left open now;
2 a file is no receipt that can be read.
"""


@click.command("recheck", epilog=_EPILOG, short_help="Do today's policies give the answers of receipts?")
@click.argument("paths", nargs=-1, required=True, metavar="FOLDER…")
@policies_option
@fail_on_option
@showing("text", "json", "markdown")
def command(sources: Sources, paths: tuple[str, ...], policies: tuple[str, ...], fail_on: str) -> Output:
    """Ask receipts again, of the policies of today: which answers are others, and why.

    A receipt is what `licet ask --receipt` wrote. FOLDER is a folder of receipts, with the folders in it, or one of
    them. Where the commit that a receipt names is in the repository here, the steps of the proof that stand otherwise
    are told, and whether the policies of then give the answer that is recorded.
    """
    from licet.errors import PolicyError
    from licet.receipts.again import Rechecking, recheck_of
    from licet.receipts.reading import MOST_BYTES, read_receipt

    files = receipt_files(paths)
    ending = ExitStack()
    knowledge = load_policies(sources, policies, at_end=ending.callback)
    rechecking = Rechecking(knowledge.policies, policies_at(policies))
    found: list[Rechecked] = []
    unreadable: list[Diagnostic] = []
    for file in files:
        try:
            found.append(rechecking.of(read_receipt(bounded(file, MOST_BYTES), file), file))
        except Misuse as error:
            unreadable.append(complaint(str(error), error.help, error.code))
        except PolicyError as error:
            unreadable.extend(error.diagnostics)
    if unreadable:
        ending.callback(complain, unreadable, sources)
    document = recheck_of(found, unreadable)
    return Output((_shown(document),), status=_status(document, fail_on), afterwards=ending.close)


def _shown(document: Recheck) -> Result:
    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.rechecks import recheck_lines

        return wrapped(recheck_lines(document), terminal.width)

    def data() -> object:
        from licet.wire.envelope import enveloped

        return enveloped(document)

    def page(_: str) -> str:
        from licet.views.pages.recheck_comment import recheck_markdown

        return recheck_markdown(document)

    return Result(lines, data, page=page)


def _status(document: Recheck, fail_on: str) -> ExitStatus:
    if document.unreadable:
        return ExitStatus.BAD_INPUT
    levels = (receipt.level for receipt in document.changes if receipt.level is not None)
    return status_of_levels(levels, fail_on, document.undecided)
