"""Verdicts and truths as documents have them."""

from __future__ import annotations

from typing import Annotated

from licet.verdict.verdict import Operative, Pin, Silence, Status
from licet.wire.values import Place, Said, Value, Values, Wire, one_of

TruthStatus = Annotated[str, one_of("true", "false", "unknown", "contested")]


class License(Wire, frozen=True):
    """A license that governs the use. `unread` says why no clause of it is encoded."""

    name: str
    title: str | None
    url: str | None
    encoded: bool
    unread: str | None


class Clause(Wire, frozen=True):
    """The words of a clause."""

    license: str
    title: str | None
    url: str | None
    locator: str
    quotes: tuple[str, ...]
    place: Place | None


class Duty(Wire, frozen=True):
    """A duty, the clause and license it comes from, and the thing that it is owed for. A condition is to be met before
    the act, a covenant while it is done."""

    name: str
    title: str | None
    clause: str
    license: str
    thing: str
    strength: Annotated[str, one_of("condition", "covenant")]
    state: Annotated[str, one_of("open", "met", "refused")]


class Unbound(Wire, frozen=True):
    """A license of what the use touches that does not bind it, and what that rests on."""

    license: str
    because: tuple[str, ...]


class Lost(Wire, frozen=True):
    """A clause that was considered and did not count."""

    clause: str
    how: Annotated[str, one_of("withheld", "disapplied", "overridden")]
    by: str


class Need(Said, frozen=True):
    """A fact that nobody has stated; `row` is without the value of a functional relation."""

    thresholds: Values
    why: str | None


class DoubtfulDuty(Wire, frozen=True):
    """An open duty that is owed in some cases only, by how terms are read and by facts that nobody has stated."""

    name: str
    clause: str
    thing: str
    terms: tuple[str, ...]
    needs: tuple[Need, ...]


class Presumption(Said, frozen=True):
    """A fact that is taken not to be so, the clauses that read it, and what the verdict would be if it were."""

    clauses: tuple[str, ...]
    status: Status


class Passed(Said, frozen=True):
    """A threshold that a permitted use passed: what is so of a value of the row and the bound, the clauses that the
    other side of it would move, and what the verdict would be there."""

    value: Value
    operator: str
    bound: Value
    clauses: tuple[str, ...]
    status: Status
    source: str | None


class Case(Wire, frozen=True):
    """The verdict under some readings."""

    readings: tuple[Pin, ...]
    status: Status
    clauses: tuple[str, ...]
    also: tuple[str, ...]
    duties: tuple[Duty, ...]
    needs: tuple[tuple[Need, ...], ...]
    exhausted: bool
    unbound: tuple[Unbound, ...]


class Act(Wire, frozen=True):
    """The verdict of one act of the use alone."""

    action: str
    thing: str
    status: Status
    licenses: tuple[str, ...]
    clauses: tuple[str, ...]
    duties: tuple[Duty, ...]


class Verdict(Wire, frozen=True):
    """May this use be made? `cited` holds the words of every clause that is named.
    `presumptions` and `passed` are null where they were not looked for."""

    use: str
    title: str | None
    status: Status
    allows: bool
    refuses: bool
    actions: tuple[str, ...]
    licenses: tuple[License, ...]
    clauses: tuple[str, ...]
    also: tuple[str, ...]
    silences: tuple[Silence, ...]
    unbound: tuple[Unbound, ...]
    lost: tuple[Lost, ...]
    duties: tuple[Duty, ...]
    doubtful: tuple[DoubtfulDuty, ...]
    over: tuple[str, ...]
    cases: tuple[Case, ...]
    operative: tuple[Operative, ...]
    needs: tuple[tuple[Need, ...], ...]
    presumptions: tuple[Presumption, ...] | None
    passed: tuple[Passed, ...] | None
    exhausted: bool
    at_worst: Status | None
    at_best: Status | None
    acts: tuple[Act, ...]
    cited: dict[str, Clause]


class TruthCase(Wire, frozen=True):
    """Whether a literal holds under some readings."""

    readings: tuple[Pin, ...]
    status: TruthStatus


class Truth(Wire, frozen=True):
    """Whether a literal holds."""

    status: TruthStatus
    over: tuple[str, ...]
    cases: tuple[TruthCase, ...]
    needs: tuple[tuple[Need, ...], ...]
    values: Values


class Assumption(Wire, frozen=True):
    """An unknown fact that is taken to be so."""

    relation: str
    row: Values
    value: bool | Value
    says: str
