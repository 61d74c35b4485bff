"""The relations of the lowered program: how their names are made, and what a name tells of its relation.

None of these names can be written in a policy. They are made here and taken apart here, and nowhere else: a name is
its family and whose it is, and a twin (`licet.policy.kleene`) has a mark at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

__all__ = [
    "ACT",
    "ALLOWED",
    "APART",
    "ASIDE",
    "ASKS",
    "BARS",
    "BOOKKEEPING",
    "BOUND",
    "BRINGS",
    "CLASHES",
    "CONFLICT",
    "END",
    "FORBIDDEN",
    "FREE",
    "FULFILS",
    "LACKS",
    "MONTH",
    "NOT_GRANTED",
    "OF_CLAUSES",
    "OF_LICENSES",
    "OF_USES",
    "OPEN",
    "OUTCOME",
    "OWES",
    "PASSES",
    "QUERY",
    "REACHES",
    "REFUSES",
    "START",
    "STRICT",
    "TOUCHES",
    "UNDER",
    "UNSETTLED",
    "USER",
    "Family",
    "always",
    "applies",
    "barred",
    "between",
    "binding",
    "breach",
    "chosen",
    "clash",
    "denied",
    "domain",
    "doubtful",
    "dropped",
    "exception",
    "family_of",
    "forbid",
    "given",
    "governs",
    "granted",
    "held_always",
    "license_of",
    "permit",
    "possible",
    "reading_relation",
    "since",
    "speaks",
    "split_possible",
    "stands",
    "unknown",
    "unmet",
    "unsaid",
    "unsure",
    "until",
]


def _owned(family: str) -> Callable[[str], str]:
    return lambda owner: f"{family}:{owner}"


def _part(name: str) -> Callable[[str], str]:
    return lambda whole: f"{whole}:{name}"


domain = _owned("dom")
"""The names of a kind."""
denied = _owned("deny")
"""The denied rows of a relation, without the value of a functional one; so are the next two."""
unsure = _owned("unsure")
"""The rows of a relation that are stated to be unknown."""
unknown = _owned("unknown")
"""The rows of a relation of which nobody knows whether they hold."""
unsaid = _owned("unsaid")
"""The uses that say nothing of themselves in a relation."""
chosen = _owned("chosen")
"""The reading of a term that is taken in a world."""
dropped = _owned("dropped")
"""The readings of a term that are set aside in a world."""

governs = _owned("governs")
"""Use and thing that a license reaches and binds; what follows is of use, action and thing."""
permit = _owned("permit")
"""The acts that a permission of a license stands for."""
forbid = _owned("forbid")
"""The acts that a prohibition of a license stands against."""
granted = _owned("ok")
"""The acts that a license lets pass."""
clash = _owned("clash")
"""The acts that a license permits and forbids."""
barred = _owned("barred")
"""The acts that a license refuses."""
unmet = _owned("unmet")
"""The acts that a condition of a license is refused for."""
breach = _owned("breach")
"""The acts that a covenant of a license is refused for."""

applies = _part("applies")
"""Use and thing that a clause is in force for and whose conditions hold."""
speaks = _part("speaks")
"""The acts that a live clause has something to say on."""
stands = _part("stands")
"""The acts that a clause speaks on with nothing that overrides it."""

binding = _part("binding")
"""The bindings of an aggregate whose body has several branches, by the id of its rule; so are the next two."""
given = _part("given")
"""The bindings of an aggregate over what doubt can reach."""
doubtful = _part("unsure")
"""The groups of an aggregate some of whose bindings are in doubt."""

always = _part("always")
"""The rows of a dated relation that hold on every day."""
since = _part("since")
"""Those that hold from a day, with the name of their period last; so are the next two."""
until = _part("until")
"""Those that hold until a day."""
between = _part("between")
"""Those that hold from a day until another."""
START = ":start"
"""The first day of a period."""
END = ":end"
"""The day before which a period ends."""
MONTH = ":month"
"""Each month that is spoken of, its first day, and the first day of the next one."""

TOUCHES = ":touches"
UNDER = ":under"
FORBIDDEN = ":forbidden"
CONFLICT = ":conflict"
NOT_GRANTED = ":not_granted"
REACHES = ":reaches"
BRINGS = ":brings"
BARS = ":bars"
"""What a license makes of an act by itself, with the license as an argument: a question about those that reach a thing
then concerns no others. So are the next four."""
CLASHES = ":clashes"
LACKS = ":lacks"
ASKS = ":asks"
OPEN = ":open"
UNSETTLED = ":unsettled"
APART = ":apart"
OWES = ":owes"
ALLOWED = ":allowed"
OUTCOME = ":outcome"
ACT = ":act"
FULFILS = ":fulfils"
REFUSES = ":refuses"
PASSES = ":passes"
FREE = ":free"
BOUND = ":bound"
ASIDE = ":aside"
STRICT = ":strict"
"""That what is presumed is unknown: a fact without arguments, stated in a world where nothing is to be presumed."""
QUERY = "query:"
"""The answers to a query."""

USER = "user"
BOOKKEEPING = frozenset({"chosen", "dropped", "dom", "strict", "reaches", "brings"})
"""Families that say nothing of the case at hand."""

OF_USES = frozenset(
    {"touches", "under", "reaches", "bars", "clashes", "lacks", "asks", "open", "forbidden", "conflict", "not_granted"}
    | {"unsettled", "apart", "owes", "fulfils", "refuses", "passes", "free", "bound", "aside", "allowed", "outcome"}
    | {"act"}
)
"""Families made once for all licenses whose rows are of a use each, which is their first argument."""
OF_LICENSES = frozenset({"governs", "permit", "forbid", "ok", "clash", "barred", "unmet", "breach"})
"""Families of a license; their rows are of a use each, too."""
OF_CLAUSES = frozenset({"live", "applies", "speaks", "stands"})
"""Families of a clause; so are theirs."""
_OWNED = OF_LICENSES | {"dom", "unknown", "unsaid", "deny", "unsure", "chosen", "dropped"}
_PARTS = {
    name: name for name in ("applies", "speaks", "stands", "binding", "given", "always", "since", "until", "between")
} | {"unsure": "doubt"}
_EXCEPTION = "unless"


def license_of(relation: str) -> str | None:
    """The license that a relation belongs to by itself or by its clause; None if it belongs to none."""
    family = family_of(relation)
    if family.name in OF_LICENSES:
        return family.owner
    return family.owner.rpartition(".")[0] if family.name in OF_CLAUSES else None


def reading_relation(term: str, reading: str) -> str:
    """What a term says under one reading."""
    return f"{term}/{reading}"


def exception(whole: str, number: int) -> str:
    """What a negated conjunction of a rule, reading or clause says."""
    return f"{whole}:{_EXCEPTION}{number}"


def possible(relation: str) -> str:
    """The twin of a relation: what is possible of it."""
    return f"{relation}?"


def split_possible(relation: str) -> tuple[str, bool]:
    """The relation's own name, and whether it was a twin's."""
    return (relation[:-1], True) if relation.endswith("?") else (relation, False)


def held_always(relation: str) -> str | None:
    """The dated relation whose rows that hold on every day are those of the relation; None if it is another."""
    owner, _, part = relation.rpartition(":")
    return owner if owner and part == "always" else None


class Family(Struct, frozen=True):
    """A relation's place in the program.

    Attributes:
        name: `user` for a declared relation; `reading` (the owner is the relation `term/reading`'s term);
            `live`, `applies`, `speaks`, `stands` of a clause; `governs`, `permit`, `forbid`, `ok`, `clash`, `barred`,
            `unmet`, `breach` of a license; `unknown`, `unsaid`, `deny`, `unsure` of a relation; `chosen`, `dropped` of
            a term; `dom` of a kind; `always`, `since`, `until`, `between` of a dated relation; `unless`, `binding`,
            `given`, `doubt` for what lowering makes; `query`; `start`, `end`, `month` for the days of facts; and the
            names of what `licet.policy.norms` makes once for all licenses (`outcome`, `forbidden`, `touches`, …).
        owner: the relation, clause, license, term, kind or rule it belongs to.
        detail: the reading, or the number of an `unless`.
        possible: whether it holds what is possible, not only what is certain.
    """

    name: str
    owner: str = ""
    detail: str = ""
    possible: bool = False


@lru_cache(maxsize=1 << 14)
def family_of(relation: str) -> Family:
    """The family of a relation of a lowered program."""
    relation, possible = split_possible(relation)
    if relation == QUERY:
        return Family("query", possible=possible)
    family, _, owner = relation.partition(":")
    if family in _OWNED and owner:
        return Family(family, owner, "", possible)
    whole, _, part = relation.rpartition(":")
    if whole and part in _PARTS:
        return Family(_PARTS[part], whole, "", possible)
    if whole and part.startswith(_EXCEPTION):
        return Family(_EXCEPTION, whole, part.removeprefix(_EXCEPTION), possible)
    if relation.startswith(":"):
        return Family(relation[1:], "", "", possible)
    if "/" in relation:
        term, _, reading = relation.partition("/")
        return Family("reading", term, reading, possible)
    if "." in relation:
        return Family("live", relation, "", possible)
    return Family(USER, relation, "", possible)
