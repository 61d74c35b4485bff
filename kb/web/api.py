"""The JSON API: a question as a JSON object, and its answer as the document that the command line writes, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from licet.errors import BadAnswer, EngineFault, LicetError, NameUnknown, PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.verdict import Pin
from licet.views.data.answers import answers_json, diagnostics_json, explanation_json, verdict_json
from licet.views.data.audit import audit_json
from licet.views.data.changes import needs_json
from licet.views.lines.audit import AuditTable
from licet.web.replies import JSON, Reply
from licet.wire.decoding import decoded
from licet.wire.envelope import json_text
from licet.words.fragments import text_of

__all__ = ["QUESTIONS", "AboutUse", "Audited", "Query", "answer", "refused"]

_Text = Annotated[str, Meta(min_length=1, max_length=20_000)]


class AboutUse(Struct, frozen=True, forbid_unknown_fields=True):
    """A question about a use: its name, or its lines with `;` between them; the day, instead of the one that it states;
    readings of contested terms to take as given; and whether nothing is presumed."""

    use: _Text
    on: date | None = None
    readings: tuple[Pin, ...] = ()
    strict: bool = False


class Query(Struct, frozen=True, forbid_unknown_fields=True):
    """Literals joined by `and`, of which the answers are wanted; `limit` is how many at most."""

    query: _Text
    readings: tuple[Pin, ...] = ()
    limit: Annotated[int, Meta(ge=1, le=10_000)] = 1_000


class Audited(Struct, frozen=True, forbid_unknown_fields=True):
    """A question about many uses, as `KnowledgeBase.audit` takes it: of which things, what is done, by whom, on which
    day, and on which where a use states none. The rows from `first` on are wanted, `limit` of them at most."""

    things: Annotated[tuple[_Text, ...], Meta(max_length=1_000)] = ()
    uses: Annotated[tuple[_Text, ...], Meta(max_length=20)] = ()
    by: Annotated[tuple[_Text, ...], Meta(max_length=100)] = ()
    on: date | None = None
    undated: date | None = None
    readings: tuple[Pin, ...] = ()
    strict: bool = False
    first: Annotated[int, Meta(ge=0)] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


def _ask(knowledge: KnowledgeBase, asked: AboutUse) -> object:
    at, use = knowledge.about(asked.use)
    found = at.ask(use, on=asked.on, readings=asked.readings, strict=asked.strict, presumptions=True)
    return verdict_json(at.base, found)


def _why(knowledge: KnowledgeBase, asked: AboutUse) -> object:
    at, use = knowledge.about(asked.use)
    return explanation_json(at.base, at.why(use, on=asked.on, readings=asked.readings, strict=asked.strict))


def _needs(knowledge: KnowledgeBase, asked: AboutUse) -> object:
    at, use = knowledge.about(asked.use)
    found = at.needs(use, on=asked.on, readings=asked.readings, strict=asked.strict)
    return needs_json(at.base, use, found)


def _query(knowledge: KnowledgeBase, asked: Query) -> object:
    return answers_json(knowledge.base, knowledge.query(asked.query, readings=asked.readings, limit=asked.limit))


def _audit(knowledge: KnowledgeBase, asked: Audited) -> object:
    audit = knowledge.audit(
        asked.things,
        asked.uses,
        asked.by,
        on=asked.on,
        undated=asked.undated,
        readings=asked.readings,
        strict=asked.strict,
    )
    table = AuditTable(audit)
    rows = [(row, text_of(table.because(row.verdict))) for row in audit.part(asked.first, asked.limit)]
    after = asked.first + len(rows)
    return audit_json(audit, rows, len(audit), after if after < len(audit) else None)


class Question(Struct, frozen=True):
    """A question of the API: its type, what answers it, the document that comes of it, and what it asks."""

    type: type[AboutUse] | type[Query] | type[Audited]
    run: Callable[..., object]
    document: str
    summary: str


QUESTIONS: Final[Mapping[str, Question]] = MappingProxyType(
    {
        "/ask": Question(AboutUse, _ask, "verdict", "May this use be made?"),
        "/why": Question(AboutUse, _why, "explanation", "The verdict with its proofs."),
        "/needs": Question(AboutUse, _needs, "needs", "The unknown facts that the verdict hangs on."),
        "/query": Question(Query, _query, "answers", "The answers to literals with variables."),
        "/audit": Question(Audited, _audit, "audit", "The verdicts of many uses of many things, row by row."),
    }
)
"""The questions by their path."""


def answer(knowledge: KnowledgeBase, path: str, body: bytes) -> Reply:
    """The reply to a question of the API."""
    question = QUESTIONS[path]
    try:
        asked = msgspec.convert(decoded(body), type=question.type)
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        return refused(400, f"the body is no question: {error}", f"{question.type.__doc__}".partition(":")[0])
    try:
        return Reply(200, json_text(question.run(knowledge, asked)).encode(), JSON)
    except EngineFault as error:
        return refused(500, f"internal fault: {error}", "no answer was given; please report this", "F001")
    except LicetError as error:
        return _told(error)


def _told(error: LicetError) -> Reply:
    if isinstance(error, PolicyError):
        return Reply(400, json_text(diagnostics_json(error.diagnostics)).encode(), JSON)
    help = getattr(error, "hint", None) or getattr(error, "help", None)
    code = "U002" if isinstance(error, NameUnknown) else "U001" if isinstance(error, BadAnswer) else "U003"
    return refused(400, str(error), help, code)


def refused(status: int, message: str, help: str | None = None, code: str = "U001") -> Reply:
    """A reply that says in a document what stands in the way of an answer."""
    found = Diagnostic(Severity.ERROR, code, message, None, help)
    return Reply(status, json_text(diagnostics_json([found])).encode(), JSON)
