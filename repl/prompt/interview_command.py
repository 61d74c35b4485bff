"""`licet interview`: be asked, one question at a time, until the verdict of a use stands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from licet.repl.cli.asked import Asked
from licet.repl.cli.options import color_option, policy_options
from licet.repl.cli.process import complain, complaining, finish
from licet.repl.cli.streams import terminal_of, write
from licet.repl.screen.complaints import Misuse, Sources, diagnostics_of, no_way
from licet.repl.screen.results import Output
from licet.repl.screen.show import as_answer, as_text
from licet.repl.screen.statuses import ExitStatus, status_of_verdict
from licet.repl.screen.terminal import Terminal
from licet.repl.verbs.interview import asked_next, ended, told

if TYPE_CHECKING:
    from licet.interview.asking import Asking
    from licet.interview.steps import Step

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet interview
  licet interview --output my_use.licet --keep answers.toml
  licet interview --answers answers.toml       goes on where the answers end
  licet interview --plain < typed.txt          a line for each answer
"""


@click.command("interview", epilog=_EPILOG, short_help="Be asked what the verdict of a use hangs on.")
@click.option("--answers", metavar="FILE", help="Answers to begin with, as JSON or TOML.")
@click.option("--output", "-o", metavar="FILE", help="Write the use as a policy file at the end.")
@click.option("--keep", metavar="FILE", help="Write the answers as TOML, also when the interview is stopped.")
@click.option("--name", default="my_use", show_default=True, help="What the use is called.")
@click.option("--title", help="The title of the use.")
@click.option("--plain", is_flag=True, help="A line for each answer, no redrawing: for pipes and screen readers.")
@policy_options
@color_option()
def command(
    answers: str | None,
    output: str | None,
    keep: str | None,
    name: str,
    title: str | None,
    plain: bool,
    color: str,
    policies: tuple[str, ...],
    extra: tuple[str, ...],
    assumed: tuple[str, ...],
) -> None:
    """Ask who does what with which model, and then only what can still change the verdict.

    Without a terminal, each line of the standard input is an answer.
    """
    asked = Asked(policies, extra, assumed)
    terminal = terminal_of(sys.stdout, color, plain=plain)
    with complaining(asked.sources, color=color):
        from licet.engine.collector import keep_for_good
        from licet.interview.answers import in_toml, read_answers
        from licet.interview.asking import asking
        from licet.interview.steps import step
        from licet.verdict.subjects import is_name

        if not is_name(name):
            raise Misuse(f"`{name}` is no name", "names are small letters, digits and `_`, and begin with a letter")
        for path in (output, keep):
            if path is not None and path != answers and Path(path).exists():
                raise Misuse(f"`{path}` exists", "name another file, or remove it", "U004")
        asker = asking(asked.load(), name)
        keep_for_good()
        begun = step(asker, read_answers(Path(answers)) if answers is not None else {}, title)
        full_screen = not plain and sys.stdin.isatty() and sys.stdout.isatty()
        if full_screen:
            from licet.repl.prompt.interview_screen import interviewed

            at = interviewed(asker, begun, title, terminal)
        else:
            at = _line_by_line(asker, begun, title, terminal)
        _save(keep, in_toml(at.answers))
        if at.verdict is None:
            write("the use is not described yet, so there is no verdict\n")
            finish(ExitStatus.UNDECIDED)
            return
        if not at.ended:
            write("stopped before the end: further answers can still change this\n\n")
        write(as_answer(Output((ended(at),)), "text", terminal))
        _save(output, at.text)
        asked.ending.close()
    finish(status_of_verdict(at.verdict.status))


def _save(path: str | None, text: str) -> None:
    if path is None:
        return
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise no_way(f"`{path}` cannot be written", error) from error


def _line_by_line(asker: Asking, at: Step, title: str | None, terminal: Terminal) -> Step:
    """Ask with a line for each answer, until the end or until nothing more is said."""
    from licet.errors import BadAnswer
    from licet.interview.hearing import hear

    shown = False
    while at.question is not None:
        write("> " if shown else as_text(Output((asked_next(at),)), terminal) + "> ")
        shown = True
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            write(line.rstrip("\n") + "\n")
        if not line:
            break
        try:
            heard = hear(asker, at, line, title)
        except BadAnswer as error:
            complain(diagnostics_of(error), Sources())
            continue
        if heard.wish == "stop":
            break
        if heard.wish != "next":
            write(as_text(Output((told(asker, heard, at.question),)), terminal))
            continue
        at, shown = heard.at, False
        write("\n")
    return at
