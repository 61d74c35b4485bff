"""`audit` in the session: the table of `licet audit`, asked of the session's policies."""

from __future__ import annotations

import shlex
from datetime import date
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from licet.repl.cli.options import DayType
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_verdict, worst
from licet.repl.verbs.audit import names_in, read_uses

if TYPE_CHECKING:
    from licet.repl.screen.terminal import Terminal
    from licet.repl.session.session import Session
    from licet.words.fragments import Line

__all__ = ["at_prompt"]

_OPTIONS = (
    click.Option(["--models", "-m"], multiple=True),
    click.Option(["--use", "-u", "uses"], multiple=True),
    click.Option(["--uses", "files"], multiple=True),
    click.Option(["--by"], multiple=True),
    click.Option(["--on"], type=DayType()),
)
_HELP = "such as `audit -m llama_2_models -u run,publish`; the options are --models, --use, --uses, --by, --on"


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`audit [OPTIONS]`: the options of `licet audit` that say what is asked. The session's day, readings and layer
    count; without a day it is today.

    Raises:
        Misuse: the options are not what they should be.
        LicetError: a name, a use or a file is not.
    """
    given = _parsed(argument)
    at = session.of_literals()
    knowledge, read = at.knowledge, [read_uses(name) for name in given.files]
    audit = knowledge.audit(
        names_in(given.models),
        [*names_in(given.uses), *read],
        names_in(given.by),
        on=given.on or session.day,
        undated=date.today(),
        readings=at.readings,
    )
    rows = tuple(audit)

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.audit import AuditTable

        table = AuditTable(audit, terminal.width)
        return [table.about(), (), *table.head(), *(line for row in rows for line in table.lines(row))]

    def data() -> object:
        from licet.views.data.audit import audit_row_json
        from licet.views.lines.audit import AuditTable
        from licet.words.fragments import text_of

        table = AuditTable(audit)
        return tuple(audit_row_json(audit, row, text_of(table.because(row.verdict))) for row in rows)

    return session, Output((Result(lines, data),), status=worst(status_of_verdict(row.status) for row in rows))


class _Given(Struct, frozen=True):
    """The values of the options."""

    models: tuple[str, ...]
    uses: tuple[str, ...]
    files: tuple[str, ...]
    by: tuple[str, ...]
    on: date | None


def _parsed(argument: str) -> _Given:
    """What the options say.

    Raises:
        Misuse: they do not parse.
    """
    command = click.Command("audit", params=list(_OPTIONS), add_help_option=False)
    try:
        return _Given(**command.make_context("audit", shlex.split(argument)).params)
    except click.UsageError as error:
        raise Misuse(error.format_message().rstrip("."), _HELP) from None
    except ValueError:
        raise Misuse("a quotation mark has no other", _HELP) from None
