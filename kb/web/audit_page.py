"""The page of the audit: a form that says what is asked, and the grid of verdicts that comes of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from licet.answers.audit import Audit
from licet.answers.audit_scope import SOMEBODY
from licet.answers.use_templates import everyday, templates_in
from licet.errors import EngineFault, LicetError, PolicyError
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.views.pages.audit import AuditCell, audit_cell, audit_grid
from licet.web.pages import drawn
from licet.web.replies import Asked, Reply

__all__ = ["MOST", "audit_page"]

MOST = 100
"""How many verdicts a page has at most."""

_MOST_USES = 20
_MOST_TOLD = 5
_FIELDS = frozenset({"by", "on", "family", "models", "use", "lines", "from"})


class _Wrong(LicetError):
    """The address asks for something that the page does not have."""


class _Wanted(Struct, frozen=True):
    """What an address asks for: the names as they were typed, the day, and the line to begin with."""

    by: str
    on: str
    family: str
    models: str
    uses: tuple[str, ...]
    lines: str
    start: str

    @property
    def day(self) -> date:
        try:
            return date.fromisoformat(self.on)
        except ValueError:
            raise _Wrong(f"`{self.on}` is no day; a day is written 2026-03-01") from None

    @property
    def first(self) -> int:
        if not (self.start.isascii() and self.start.isdigit() and len(self.start) < 10):
            raise _Wrong(f"`{self.start}` is no number of lines to leave out")
        return int(self.start)

    @property
    def things(self) -> tuple[str, ...]:
        return tuple(name for text in (self.family, *self.models.split(",")) if (name := text.strip()))

    @property
    def asked_uses(self) -> tuple[str, ...]:
        found = tuple(dict.fromkeys((*self.uses, *([self.lines.strip()] if self.lines.strip() else []))))
        if len(found) > _MOST_USES:
            raise _Wrong(f"{len(found)} uses are asked for; a page has {_MOST_USES} at most")
        return found

    def address(self, first: int) -> str:
        """The query of the address that begins with that line."""
        pairs = [("by", self.by), ("on", self.on), ("family", self.family), ("models", self.models)]
        pairs += [*(("use", use) for use in self.uses), ("lines", self.lines)]
        return urlencode([*((key, text) for key, text in pairs if text), *([("from", first)] if first else [])])


class _Part(Struct, frozen=True):
    """The part of an audit that a page shows: its cells, which lines of how many they are, the verdicts by how often
    there are, and whether time was short."""

    audit: Audit
    cells: tuple[AuditCell, ...]
    first: int
    after: int
    was_short: bool

    @property
    def lines(self) -> int:
        return len(self.audit.questions)

    @property
    def grid(self) -> Markup:
        return Markup("\n".join(audit_grid(self.audit, self.cells)))

    @property
    def counts(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for cell in self.cells:
            found[cell.status.value] = found.get(cell.status.value, 0) + 1
        return found


def audit_page(knowledge: KnowledgeBase, asked: Asked, seconds: float) -> Reply:
    """The page for an address. Without a query it is the form alone, with today as the day.

    Args:
        knowledge: the policies.
        asked: the request.
        seconds: after how long no further line of the grid is begun; there is one in any case.
    """
    wanted, told, part = _Wanted("", "", "", "", (), "", "0"), None, None
    try:
        wanted = _wanted(asked.query)
        part = _part(knowledge, wanted, seconds) if asked.query else None
    except EngineFault:
        raise
    except LicetError as error:
        told = error
    errors = [d for d in told.diagnostics if d.is_error] if isinstance(told, PolicyError) else []
    wrong = [(d.message, d.help) for d in errors[:_MOST_TOLD]] or ([(str(told), None)] if told else [])
    common, _ = templates_in(everyday())
    page = drawn(
        "audit",
        "Audit",
        "",
        wanted=wanted,
        part=part,
        wrong=wrong,
        organizations=_titles(knowledge, "organization"),
        families=_titles(knowledge, "family"),
        common=common,
        somebody=SOMEBODY,
        most=MOST,
        next=wanted.address(part.after) if part and part.after < part.lines else None,
        beginning=wanted.address(0),
    )
    return Reply(200 if told is None else 400, page)


def _wanted(query: str) -> _Wanted:
    """What the query of an address asks for.

    Raises:
        _Wrong: it has other fields than the form, or one twice.
    """
    found: dict[str, list[str]] = {}
    for key, text in parse_qsl(query, keep_blank_values=True):
        if key not in _FIELDS:
            raise _Wrong(f"the form has no field `{key}`")
        found.setdefault(key, []).append(text)
    for key, texts in found.items():
        if key != "use" and len(texts) > 1:
            raise _Wrong(f"`{key}` is there {len(texts)} times, and it can be chosen once")
    one = {key: texts[0].strip() for key, texts in found.items() if key != "use"}
    day, uses = one.get("on") or date.today().isoformat(), tuple(use for use in found.get("use", ()) if use.strip())
    names = (one.get(key, "") for key in ("by", "family", "models", "lines"))
    by, family, models, lines = names
    return _Wanted(by, day, family, models, uses, lines, one.get("from", "0"))


def _part(knowledge: KnowledgeBase, wanted: _Wanted, seconds: float) -> _Part:
    """The verdicts of a page.

    Raises:
        LicetError: what is asked for is not declared, or does not fit the policies.
    """
    first, by = wanted.first, [wanted.by] if wanted.by else []
    audit = knowledge.audit(wanted.things, wanted.asked_uses, by, undated=wanted.day, proofs=True)
    if first and first >= len(audit.questions):
        raise _Wrong(f"there are {len(audit.questions)} lines, and {first} are to be left out")
    end = time.monotonic() + seconds
    cells: list[AuditCell] = []
    after, was_short = first, False
    for batch in audit.questions[first:]:
        if cells and len(cells) + len(batch) > MOST:
            break
        line: list[AuditCell] = []
        for cell in _cells(replace(audit, questions=(batch,))):
            line.append(cell)
            was_short = time.monotonic() >= end
            if was_short and cells:
                break
        if len(line) == len(batch):
            cells += line
            after += 1
        if was_short:
            break
    return _Part(audit, tuple(cells), first, after, was_short and after < len(audit.questions))


def _cells(audit: Audit) -> Iterator[AuditCell]:
    return (audit_cell(audit, row) for row in audit)


def _titles(knowledge: KnowledgeBase, kind: str) -> list[tuple[str, str]]:
    """The names of a kind with their titles."""
    vocabulary = knowledge.vocabulary
    names = sorted(vocabulary.members(kind)) if kind in vocabulary.kinds else []
    return [(name, vocabulary.entities[name].title or name) for name in names]
