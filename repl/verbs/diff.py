"""`diff`: what a change of policies means, of two revisions, of a revision and the working tree, or of two folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from licet.repl.cli.asked import showing
from licet.repl.cli.levels import fail_on_option, status_of_levels
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import reading_option, with_option
from licet.repl.screen.complaints import Sources, no_way
from licet.repl.screen.results import Output, Result, wrapped

if TYPE_CHECKING:
    from licet.changes.policy_changes import PolicyChanges
    from licet.knowledge.kept import Kept
    from licet.repl.cli.revisions import Side
    from licet.repl.screen.terminal import Terminal
    from licet.verdict.verdict import Pin
    from licet.words.fragments import Line

__all__ = ["command"]

_EPILOG = """\b
Examples:
  licet diff                         the last commit and the working tree
  licet diff main                    where this branch left main, and the working tree
  licet diff main...                 where this branch left main, and its last commit
  licet diff v1.0 v1.1 --exact       two revisions as they are
  licet diff old/policies policies   two folders
  licet diff main --format markdown  for a comment in a pull request
  licet diff main --also html=review.html --also markdown=comment.md

\b
Levels: ERR allows more, WARN allows less, INFO is left open or only said otherwise.
A change that is wanted is accepted by a line in a policy file: accept "FINGERPRINT" because "REASON"

\b
Exit status: 0 nothing at or above --fail-on; 1 something is; 3 nothing is, but something was not decided.
"""

_FORMATS = ("text", "json", "markdown", "summary", "github", "gitlab", "sarif", "junit", "html")


class _Also(click.ParamType["tuple[str, str]"]):
    """A further format and the file for it."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        format_, _, file = value.partition("=")
        if format_ not in _FORMATS or not file:
            self.fail(f"`{value}` is no format and file; write `html=review.html`: {', '.join(_FORMATS)}", param, ctx)
        return format_, file


@click.command("diff", epilog=_EPILOG, short_help="What does a change of policies mean?")
@click.argument("base", required=False)
@click.argument("head", required=False)
@click.option("--policies", "-p", metavar="PATH", help="Where the policies are in the repository.")
@click.option("--exact", is_flag=True, help="Compare with BASE itself, and not with where HEAD left it.")
@click.option("--use", "uses", multiple=True, metavar="USE", help="Compare only this use. [default: all]")
@fail_on_option
@click.option(
    "--also", multiple=True, type=_Also(), metavar="FORMAT=FILE", help="Write a file in a further format, too."
)
@click.option("--presumptions", is_flag=True, help="Compare what is presumed of uses in tests, too; slow.")
@with_option("Add the statements of a file to both.")
@reading_option()
@showing(*_FORMATS)
def command(
    sources: Sources,
    base: str | None,
    head: str | None,
    policies: str | None,
    exact: bool,
    uses: tuple[str, ...],
    fail_on: str,
    also: tuple[tuple[str, str], ...],
    presumptions: bool,
    extra: tuple[str, ...],
    readings: tuple[Pin, ...],
) -> Output:
    """Compare two versions of policies: which uses, recorded or in tests, have another answer, and what each changed
    clause, rule, term and fact means, with a use that shows it.

    BASE and HEAD are revisions of the git repository, or two folders.
    """
    from licet.changes.policy_changes import policy_changes
    from licet.engine.collector import collection_paused, keep_for_good
    from licet.repl.cli.revisions import repeated, sides_of
    from licet.repl.session.kept_uses import keep_licenses, known_licenses

    sides = sides_of(base, head, Path(policies) if policies is not None else None, exact)
    repeat = repeated(sides, policies)
    before, after = (_kept(sources, side, extra) for side in sides)
    known = known_licenses(before)
    size = len(known)
    with collection_paused():
        changes = policy_changes(
            before.knowledge.policies,
            after.knowledge.policies,
            uses,
            after.knowledge._pins(before.knowledge._pins(readings)),
            presumptions=presumptions,
            known=known,
            strict=(sides[0].presumes_nothing(), sides[1].presumes_nothing()),
        )
        keep_for_good()
    if len(known) > size:
        keep_licenses(before, known)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.policy_changes import changes_lines

        return wrapped(
            changes_lines(changes, (sides[0].label, sides[1].label), repeat, sides[1].located), terminal.width
        )

    def data() -> object:
        from licet.views.data.policy_changes import policy_changes_json
        from licet.wire.documents import Version

        versions = Version(sides[0].label, sides[0].commit), Version(sides[1].label, sides[1].commit)
        return policy_changes_json(changes, versions, sides[1].located)

    def page(format_: str) -> str:
        return _page(format_, changes, sides, repeat)

    output = Output(
        (Result(lines, data, page=page),),
        status=status_of_levels((level.value for level in changes.levels), fail_on, changes.is_undecided),
    )
    for further, file in also:
        _write(output, further, file)
    return output


def _write(output: Output, format_: str, file: str) -> None:
    """Write what was found into a file, in a further format.

    Raises:
        Misuse: it cannot be written.
    """
    from licet.repl.screen.show import as_answer
    from licet.repl.screen.terminal import Terminal

    try:
        Path(file).write_text(as_answer(output, format_, Terminal()), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise no_way(f"`{file}` cannot be written", error, "check the path") from error


def _kept(sources: Sources, side: Side, extra: tuple[str, ...]) -> Kept:
    """The policies of a side, and where they are kept.

    Raises:
        PolicyError: they have errors.
    """
    from licet.knowledge.kept import Kept
    from licet.repl.session.keeping import load_again

    if extra:
        return Kept(load_policies(sources, [str(root) for root in side.roots], extra))
    sources.look_in(side.roots)
    return load_again(side.roots)


def _page(format_: str, changes: PolicyChanges, sides: tuple[Side, Side], repeat: str) -> str:
    """What was found in one of the formats for others."""
    labels, located = (sides[0].label, sides[1].label), sides[1].located
    if format_ in ("markdown", "summary"):
        from licet.views.pages.change_comment import changes_markdown, changes_summary

        return {"markdown": changes_markdown, "summary": changes_summary}[format_](changes, labels, repeat, located)
    if format_ == "html":
        from licet.views.pages.change_review import changes_html

        return changes_html(changes, labels, repeat)
    from licet.views.pages.change_reports import changes_github, changes_gitlab, changes_junit, changes_sarif

    if format_ in ("github", "gitlab"):
        return {"github": changes_github, "gitlab": changes_gitlab}[format_](changes, located)
    if format_ == "junit":
        return changes_junit(changes)
    from importlib.metadata import version

    return changes_sarif(changes, located, version=version("licet"))
