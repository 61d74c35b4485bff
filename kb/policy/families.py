"""What a relation of the lowered program is, told from its name.

`licet.policy.lowering`, `licet.policy.norms` and `licet.policy.kleene` name the relations they make so that a name
says what it is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from licet.policy.relation_names import split_possible

__all__ = ["BOOKKEEPING", "Family", "family_of"]

USER = "user"
BOOKKEEPING = frozenset({"chosen", "dropped", "dom"})
"""Families that say nothing of the case at hand."""

_OWNED = re.compile(r"(governs|permit|forbid|ok|clash|barred|unmet|dom|unknown|deny|unsure|chosen|dropped):(.+)")
_HELPER = re.compile(r"(.+):(unless)(\d+)|(.+):(binding|given|unsure)")
_CLAUSE = re.compile(r"(.+\..+):(applies|speaks|stands)")


@dataclass(frozen=True, slots=True)
class Family:
    """A relation's place in the program.

    Attributes:
        name: `user` for a declared relation; `reading` (the owner is the relation `term/reading`'s term);
            `live`, `applies`, `speaks`, `stands` of a clause; `governs`, `permit`, `forbid`, `ok`, `clash`, `barred`,
            `unmet` of a license; `unknown`, `deny`, `unsure` of a relation; `chosen`, `dropped` of a term; `dom` of a
            kind; `unless`, `binding`, `given`, `doubt` for what lowering makes; `query`; and the names of what
            `licet.policy.norms` makes once for all licenses (`outcome`, `forbidden`, `touches`, …).
        owner: the relation, clause, license, term, kind or rule it belongs to.
        detail: the reading, or the number of an `unless`.
        possible: whether it holds what is possible, not only what is certain.
    """

    name: str
    owner: str = ""
    detail: str = ""
    possible: bool = False


def family_of(relation: str) -> Family:
    """The family of a relation of a lowered program."""
    relation, possible = split_possible(relation)
    if relation == "query:":
        return Family("query", possible=possible)
    if match := _OWNED.fullmatch(relation):
        return Family(match[1], match[2], "", possible)
    if match := _HELPER.fullmatch(relation):
        if match[2]:
            return Family("unless", match[1], match[3], possible)
        return Family("doubt" if match[5] == "unsure" else match[5], match[4], "", possible)
    if match := _CLAUSE.fullmatch(relation):
        return Family(match[2], match[1], "", possible)
    if relation.startswith(":"):
        return Family(relation[1:], "", "", possible)
    if "/" in relation:
        term, _, reading = relation.partition("/")
        return Family("reading", term, reading, possible)
    if "." in relation:
        return Family("live", relation, "", possible)
    return Family(USER, relation, "", possible)
