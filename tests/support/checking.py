"""Checking short policy texts and saying briefly what was found."""

from __future__ import annotations

from dataclasses import dataclass

from licet.checks.examine import check
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.grammar.tree import Module
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import collect
from support.core import CORE

WORLD = f"""\
{CORE}
kind model is artifact
kind dataset is artifact

relation derived_from(artifact, artifact)
relation descends_from(artifact, artifact)
relation developed_by(artifact, organization)
relation large(model)
relation improves(use, model)
relation trains(use, model)
relation judges(use, model)
relation label(artifact, text)
open relation breaks_law(use)
open relation users(organization, month) = count
relation group_users(organization, month) = count
relation released(artifact) = date
relation price(artifact) = number

organization meta "Meta"
organization acme "Acme"
model llama "Llama"
  developed_by meta
  licensed_under terms
  released 2023-07-18
  price 5
  is large
model mistral "Mistral"
  derived_from llama
dataset pile "Pile"
  label "text"
action copy "copy"
action share "share"
duty notice "notice"
use work "work"
  by acme

rule Model descends_from Older
  when Model derived_from Older

rule group_users(Org, Month) := sum of Number
  when users(Org, Month) = Number

license terms "Terms"
  licensor meta
  in force from 2023-07-18 until 2030-01-01

clause grant at "1.a"
  permits Use to copy
  when does(Use, copy, llama)

clause ban at "1.b"
  forbids Use to copy
  overrides grant
  when Use improves Model
   and Model is large

term improves(Use, Model) at "1.b"
  reading narrow "by training it"
    held by acme "memo"
    when Use trains Model
  reading wide "by judging it, too"
    held by acme "memo"
    when any of
      - Use trains Model
      - Use judges Model
    end

test "the world stands"
  given use usage
    - by acme
    - trains mistral
    - judges mistral
  expect unknown
"""


@dataclass(frozen=True)
class Found:
    """A diagnostic with the words its span and labels underline."""

    code: str
    underlined: str
    message: str
    help: str | None = None
    labels: tuple[tuple[str, str], ...] = ()


def parsed(**texts: str) -> tuple[list[Module], dict[str, SourceFile]]:
    """Modules of texts that must parse, named `NAME.licet`."""
    sources = {f"{name}.licet": SourceFile(f"{name}.licet", text) for name, text in texts.items()}
    modules = []
    for source in sources.values():
        module, errors = parse_module(source)
        assert not errors, errors
        modules.append(module)
    return modules, sources


def diagnose(modules: list[Module]) -> tuple[Diagnostic, ...]:
    """What collecting and checking find."""
    whole, misread = written_out(modules)
    vocabulary, duplicates = collect(whole)
    return (*misread, *duplicates, *check(whole, vocabulary))


def briefly(diagnostic: Diagnostic, sources: dict[str, SourceFile]) -> Found:
    """The diagnostic with underlined words instead of spans."""
    return Found(
        diagnostic.code,
        _under(diagnostic.span, sources),
        diagnostic.message,
        diagnostic.help,
        tuple((_under(label.span, sources), label.text) for label in diagnostic.labels),
    )


def _under(span: Span | None, sources: dict[str, SourceFile]) -> str:
    if span is None or span.file not in sources:
        return ""
    line = sources[span.file].line(span.line)
    return line[span.column - 1 :] if span.end_line > span.line else line[span.column - 1 : span.end_column - 1]


def found_in(case: str) -> list[Found]:
    """What is found in a text that is laid beside the world."""
    modules, sources = parsed(world=WORLD, case=case)
    return [briefly(d, sources) for d in diagnose(modules)]


def found_alone(**texts: str) -> list[Found]:
    """What is found in texts without the world."""
    modules, sources = parsed(**texts)
    return [briefly(d, sources) for d in diagnose(modules)]


def report(case: str) -> str:
    """What is found in a text laid beside the world, as the golden files write it."""
    lines = []
    for found in found_in(case):
        lines.append(f"{found.code} [{found.underlined}] {found.message}")
        lines += [f"  help: {found.help}"] if found.help else []
        lines += [f"  also: [{underlined}] {text}" for underlined, text in found.labels]
    return "\n".join(lines) or "nothing"
