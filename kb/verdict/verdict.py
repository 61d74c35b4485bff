"""The answer to "may this organization make this use of this model, on this date?"."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any, Protocol

from msgspec import Struct, field

from licet.errors import LicetError
from licet.grammar.source import Placed
from licet.logic.values import Row, Value

__all__ = [
    "Act",
    "Case",
    "DoubtfulDuty",
    "Duty",
    "Lost",
    "Need",
    "NeedSet",
    "Operative",
    "Passed",
    "Pin",
    "Presumption",
    "Silence",
    "Status",
    "Teller",
    "Truth",
    "TruthCase",
    "Unbound",
    "Verdict",
]


class Status(Enum):
    """What may be said of a use, from the worst to the best."""

    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    NOT_GRANTED = "not granted"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    PERMITTED_WITH_DUTIES = "permitted with duties"
    PERMITTED = "permitted"

    @property
    def allows(self) -> bool:
        """Whether the use may be made."""
        return self in (Status.PERMITTED, Status.PERMITTED_WITH_DUTIES)

    @property
    def refuses(self) -> bool:
        """Whether the use may not be made: an express prohibition, a grant that is not given, or both at odds."""
        return self in (Status.FORBIDDEN, Status.CONFLICT, Status.NOT_GRANTED)

    def __str__(self) -> str:
        return self.value


class Pin(Struct, frozen=True, order=True):
    """One reading of one contested term."""

    term: str
    reading: str

    def __str__(self) -> str:
        return f"{self.reading} of {self.term}"


class Need(Placed, frozen=True):
    """A fact nobody has stated. `row` is without the value of a functional relation; `thresholds` are the values
    at which the answer can change, for numbers and dates; `source` is who says that it is not known."""

    relation: str
    row: Row
    thresholds: tuple[Value, ...] = ()
    why: str | None = None
    source: str | None = None

    _aside = frozenset({"source"})


class NeedSet(Struct, frozen=True):
    """Facts that together decide the verdict, and none of which can be left out."""

    needs: tuple[Need, ...]


class Duty(Struct, frozen=True, order=True):
    """A live duty of the use, the clause it comes from and the thing it is owed for. `strength` is `condition` or
    `covenant`; `state` is `open`, `met` or `refused`."""

    name: str
    clause: str
    strength: str
    thing: str
    state: str

    @property
    def license(self) -> str:
        """The license that it is owed to."""
        return self.clause.rpartition(".")[0]

    @property
    def fulfilled(self) -> bool:
        """Whether the use says that it is met."""
        return self.state == "met"


class DoubtfulDuty(Struct, frozen=True):
    """An open duty that is owed in some cases only, by how terms are read and by facts that nobody has stated."""

    name: str
    clause: str
    thing: str
    terms: tuple[str, ...]
    needs: tuple[Need, ...]


class Lost(Struct, frozen=True):
    """A clause that was considered and did not count: `how` is withheld, disapplied or overridden, `by` a clause."""

    clause: str
    how: str
    by: str


class Silence(Struct, frozen=True):
    """A license that does not grant an act of the use, by not speaking of it. `clauses` would grant that action and
    do not apply; there may be none. `starts` is when its text comes into force, if the use is made before, and `ends`
    the first day on which it no longer is, if the use is not made before that."""

    license: str
    action: str
    thing: str
    clauses: tuple[str, ...]
    starts: date | None = None
    ends: date | None = None


class Unbound(Struct, frozen=True):
    """A license of what the use touches that does not bind it. `because` are the rows (relation, row) that the first
    rule for that rests on; none where it is stated."""

    license: str
    because: tuple[tuple[str, Row], ...]


class Presumption(Struct, frozen=True):
    """A fact that is taken not to be so, with the clauses that read it. If it were so, the verdict would be worse:
    `status` is what it would be then."""

    relation: str
    row: Row
    clauses: tuple[str, ...]
    status: Status


class Passed(Struct, frozen=True):
    """A threshold on whose right side a permitted use is.

    Attributes:
        clauses: the clauses that would count, or count no longer, on the other side.
        relation, row, index: the row, and the place in it whose value is held against the bound.
        operator: what is so of the value and the bound: `<`, `<=`, `>` or `>=`.
        bound: the constant of the rule.
        status: what the verdict would be on the other side; if it is the same, with more duties.
        source: who says what the value rests on.
    """

    clauses: tuple[str, ...]
    relation: str
    row: Row
    index: int
    operator: str
    bound: Value
    status: Status
    source: str | None = None

    @property
    def value(self) -> Value:
        """The value that is held against the bound."""
        return self.row[self.index]


class Case(Struct, frozen=True):
    """The verdict under some readings. `facts` are what was assumed when it holds only for some unknown facts."""

    readings: tuple[Pin, ...]
    status: Status
    clauses: tuple[str, ...]
    also: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    needs: tuple[NeedSet, ...] = ()
    exhausted: bool = True
    unbound: tuple[Unbound, ...] = ()


class Act(Struct, frozen=True):
    """The verdict of one act of a use: what is done to what.

    Attributes:
        action, thing: what is done, and to what.
        status: the answer for it.
        licenses: the licenses that govern the thing.
        clauses: `license.clause` names that decide; where nothing decides yet, those that could refuse it.
        duties: the duties that are live for it.
    """

    action: str
    thing: str
    status: Status
    licenses: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()


class Operative(Struct, frozen=True):
    """What counts for one organization, by the readings it has adopted."""

    organization: str
    readings: tuple[Pin, ...]
    status: Status


class Teller(Protocol):
    """Tells a verdict; see `licet.views.pages.told`."""

    def text(self, verdict: Verdict, width: int) -> str:
        """As text of that many columns."""

    def html(self, verdict: Verdict) -> str:
        """As a part of a page."""

    def document(self, verdict: Verdict) -> dict[str, Any]:
        """As a JSON document."""


class Verdict(Placed, frozen=True):
    """The answer for one use. One that a knowledge base gave can tell itself: `print(verdict)`, `verdict.text()`,
    `verdict.to_dict()`; notebooks show it by themselves.

    Attributes:
        use: the name of the use.
        status: the answer in a word.
        actions: what the use does, by name.
        licenses: the licenses that govern it.
        clauses: `license.clause` names that decide.
        also: clauses that would refuse it too.
        silences: for a verdict of not granted the licenses that grant an action nowhere.
        unbound: licenses of what the use touches that do not bind it, however things are.
        lost: clauses that were considered and beaten.
        duties: the duties that are live, fulfilled or not.
        doubtful: for a use that may be made those of them that are owed in some cases only.
        over: for a contested verdict the smallest set of terms it turns on.
        cases: for a contested verdict each reading's verdict.
        operative: for a contested verdict what the acting organizations' positions make of it.
        needs: for an unknown verdict the minimal sets of facts that would decide it.
        exhausted: whether every combination of unknown facts was tried; if not, more may decide it.
        at_worst, at_best: the range over the readings and unknown facts.
        presumptions: what is presumed; None if it was not looked for.
        passed: for a use that may be made the thresholds that it passed; None if they were not looked for.
        acts: each act of it, with the verdict of that act alone.
        by, on: who makes the use, and the days that it is judged for; not part of the answer.
        teller: what tells it in the words of the policies; not part of the answer.
    """

    use: str
    status: Status
    actions: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()
    duties: tuple[Duty, ...] = ()
    over: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    operative: tuple[Operative, ...] = ()
    needs: tuple[NeedSet, ...] = ()
    exhausted: bool = True
    at_worst: Status | None = None
    at_best: Status | None = None
    silences: tuple[Silence, ...] = ()
    unbound: tuple[Unbound, ...] = ()
    presumptions: tuple[Presumption, ...] | None = None
    passed: tuple[Passed, ...] | None = None
    by: tuple[str, ...] = ()
    on: tuple[Value, ...] = ()
    acts: tuple[Act, ...] = ()
    doubtful: tuple[DoubtfulDuty, ...] = ()
    teller: Teller | None = None

    _aside = frozenset({"by", "on", "teller"})

    def text(self, width: int = 80) -> str:
        """The verdict as `licet ask` prints it, on lines of that many columns.

        Raises:
            LicetError: no knowledge base gave it, so that there are no words for it.
        """
        return self._told().text(self, width)

    def to_dict(self) -> dict[str, Any]:
        """The JSON document that `licet ask --format json` prints, as dictionaries and lists.

        Raises:
            LicetError: no knowledge base gave it.
        """
        return self._told().document(self)

    def _told(self) -> Teller:
        if self.teller is None:
            raise LicetError("no knowledge base gave this verdict, so that there are no words for it")
        return self.teller

    def _repr_html_(self) -> str | None:
        return None if self.teller is None else self.teller.html(self)

    def __str__(self) -> str:
        if self.teller is not None:
            return self.text()
        because = f" because of {', '.join(self.clauses)}" if self.clauses else ""
        return f"{self.use}: {self.status}{because}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies on disk and in other processes have no teller: that holds the whole policies."""
        fields = (getattr(self, name) for name in self.__struct_fields__ if name != "teller")
        return type(self), tuple(fields)


class TruthCase(Struct, frozen=True):
    """Whether a literal holds under some readings: `true`, `false` or `unknown`."""

    readings: tuple[Pin, ...]
    status: str


class Truth(Struct, frozen=True):
    """Whether a literal holds: `true`, `false`, `unknown` or `contested`."""

    status: str
    over: tuple[str, ...] = ()
    cases: tuple[TruthCase, ...] = field(default=())
    needs: tuple[NeedSet, ...] = ()
    values: tuple[Value, ...] = ()
