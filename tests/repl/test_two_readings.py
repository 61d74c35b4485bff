"""Two readings of one term at once: refused by every command that takes readings, and at the prompt."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from licet.repl.cli.commands import licet
from licet.repl.screen.statuses import ExitStatus
from licet.repl.session.session import Session
from support.sessions import say

BOTH = ("--reading", "parameters of improves", "--reading", "improves=any_help")
WORDS = "error[E604]: `improves` is read in two ways at once: as `parameters` and as `any_help`"
ARGUMENTS = {
    "audit": ("--use", "judge_otter"),
    "query": ("judge_otter improves Model",),
    "diff": ("POLICIES", "POLICIES"),
}


def commands() -> Iterator[str]:
    context = click.Context(licet)
    for name in licet.list_commands(context):
        command = licet.get_command(context, name)
        if command is not None and any(p.name == "readings" for p in command.params):
            yield name


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_with_readings_refuses_two_of_one_term(run, command: str) -> None:
    policies = () if command == "diff" else ("-p", "POLICIES")
    status, out, err = run(command, *ARGUMENTS.get(command, ("judge_otter",)), *BOTH, *policies)
    assert (status, out) == (ExitStatus.BAD_INPUT, "")
    assert err.splitlines() == [WORDS, "help: a world has one reading of each term"]


def test_commands_take_readings() -> None:
    assert {"ask", "why", "why-not", "what-if", "query", "prove", "proofs", "needs", "diff"} <= set(commands())


@pytest.mark.parametrize("second", ["pydatalog", "cross-check"])
def test_the_other_engine_is_asked_under_no_two_readings(run, second: str) -> None:
    option = ("--cross-check",) if second == "cross-check" else ("--engine", "pydatalog")
    status, out, err = run("ask", "judge_otter", *BOTH, *option, "-p", "POLICIES")
    assert (status, out, err.splitlines()[0]) == (ExitStatus.BAD_INPUT, "", WORDS)


def test_one_supposition_has_one_reading_of_a_term(session: Session) -> None:
    _, output = say(session, "ask judge_otter", "what if reading parameters of improves, reading any_help of improves")
    assert output.status is ExitStatus.BAD_INPUT


def test_a_reading_at_the_prompt_takes_the_place_of_the_one_before(session: Session) -> None:
    entries = ("assume reading parameters of improves", "assume reading any_help of improves")
    state, _ = say(session, *entries)
    assert [str(pin) for pin in state.readings] == ["any_help of improves"]
