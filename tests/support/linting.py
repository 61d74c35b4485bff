"""Linting short policy texts beside the small world of `support.checking`."""

from __future__ import annotations

from datetime import date
from functools import cache

from licet.grammar.diagnostics import Diagnostic
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.knowledge.knowledge_base import KnowledgeBase
from support.checking import WORLD, Found, briefly

__all__ = ["DAY", "alone", "findings", "linted"]

DAY = date(2026, 6, 1)
NAME = "case.licet"


@cache
def _world() -> KnowledgeBase:
    return KnowledgeBase.parse(WORLD, "world.licet")


def findings(text: str, on: date = DAY) -> tuple[Diagnostic, ...]:
    """What is found in a text that is laid beside the world; the world itself is left out."""
    source = SourceFile(NAME, text)
    module, found = parse_module(source)
    assert not found, found
    return tuple(d for d in _world().with_module(module, source).lint(on) if d.span and d.span.file == NAME)


def linted(text: str, code: str, on: date = DAY) -> list[Found]:
    """Those of a code, with the words that they underline."""
    sources = {NAME: SourceFile(NAME, text), "world.licet": SourceFile("world.licet", WORLD)}
    return [briefly(d, sources) for d in findings(text, on) if d.code == code]


def alone(text: str, code: str, on: date = DAY) -> list[str]:
    """The messages of a code in a text that stands alone."""
    return [d.message for d in KnowledgeBase.parse(text, NAME).lint(on) if d.code == code]
