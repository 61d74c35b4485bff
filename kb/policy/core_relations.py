"""The relations that the meaning of licenses is made of, in plain words.

Each family has words for a conclusion and for its absence. In braces stand the arguments by their position, the
owner of the relation (a license, a term, a relation) or the clause with its locator.
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["ABSENT", "ABSENT_ALTOGETHER", "ASKED", "HOLDS", "UNSETTLED"]

HOLDS = MappingProxyType(
    {
        "governs": "{owner} governs what {0} does to {1}",
        "applies": "clause {clause} applies to {1} in {0}",
        "live": "clause {clause} is live for {1} in {0}",
        "speaks": "clause {clause} speaks to {1} {2} in {0}",
        "stands": "clause {clause} stands for {1} {2} in {0}",
        "permit": "{owner} permits {0} to {1} {2}",
        "forbid": "{owner} forbids {0} to {1} {2}",
        "ok": "{owner} lets {0} {1} {2}",
        "clash": "{owner} both permits and forbids {0} to {1} {2}",
        "barred": "{owner} bars {0} from what it does: {1} {2}",
        "unmet": "{0} refuses a condition of {owner} to {1} {2}",
        "breach": "{0} refuses what {owner} asks of who would {1} {2}",
        "touches": "{2} is in what {0} does to {1}",
        "under": "{2} is under {3} on the day of {0}",
        "apart": "{1} comes from something that is under {2} without {3}",
        "forbidden": "{1} forbids {0} to {2} {3}",
        "conflict": "{1} both permits and forbids {0} to {2} {3}",
        "reaches": "{3} may be a license of what {0} does to {2}: {1}",
        "brings": "{0} can incorporate {1}",
        "bars": "{1} bars {0} from what it does: {2} {3}",
        "clashes": "{1} by itself both permits and forbids {0} to {2} {3}",
        "lacks": "{1} by itself does not grant {0} to {2} {3}",
        "asks": "{2} asks {0} for {1}, to {3} {4}",
        "open": "{1} is left open under {3} in {0}",
        "not_granted": "{1} does not grant {0} to {2} {3}",
        "owes": "{0} owes {1} to {2}, to {3} {4}",
        "fulfils": "{0} fulfils {1} of {2} for {3}",
        "refuses": "{0} refuses {1} of {2} for {3}",
        "passes": "{1} lets {0} {2} {3}",
        "free": "{4} may be taken under another license than {1}, one that lets {0} {2} {3}",
        "bound": "{3} is under {1}, at no choice",
        "aside": "{1} is set aside for {2} {3}: another license may be chosen",
        "act": "to {1} {2} is {3} in {0}",
        "allowed": "nothing speaks against {0}",
        "chosen": "reading {0} of {owner} is taken",
        "dropped": "reading {0} of {owner} is set aside",
        "dom": "{0} is a name of kind {owner}",
        "unsaid": "{0} does not say who makes it",
        "strict": "nothing is presumed",
        "month": "{0} is from {1} to {2}",
        "query": "what was asked holds",
    }
)

ABSENT = MappingProxyType(
    {
        "governs": "{owner} does not govern what {0} does to {1}",
        "applies": "clause {clause} does not apply to {1} in {0}",
        "live": "clause {clause} is not live for {1} in {0}",
        "speaks": "clause {clause} does not speak to {1} {2} in {0}",
        "stands": "clause {clause} does not stand for {1} {2} in {0}",
        "permit": "no clause of {owner} permits {0} to {1} {2}",
        "forbid": "no clause of {owner} forbids {0} to {1} {2}",
        "ok": "{owner} does not let {0} {1} {2}",
        "clash": "{owner} does not both permit and forbid {0} to {1} {2}",
        "barred": "{owner} does not bar {0} from what it does: {1} {2}",
        "unmet": "{0} refuses no condition of {owner} to {1} {2}",
        "breach": "{0} refuses nothing that {owner} asks of who would {1} {2}",
        "touches": "{2} is not in what {0} does to {1}",
        "apart": "{1} comes from nothing that is under {2} without {3}",
        "forbidden": "{1} does not forbid {0} to {2} {3}",
        "conflict": "{1} does not both permit and forbid {0} to {2} {3}",
        "reaches": "{3} is no license of what {0} does to {2}: {1}",
        "brings": "{0} does not incorporate {1}",
        "bars": "{1} does not bar {0} from what it does: {2} {3}",
        "clashes": "{1} by itself does not both permit and forbid {0} to {2} {3}",
        "lacks": "{1} by itself does not withhold {2} {3} from {0}",
        "asks": "{2} does not ask {0} for {1}, to {3} {4}",
        "open": "{1} is not left open under {3} in {0}",
        "not_granted": "{1} does not withhold {2} {3} from {0}",
        "owes": "{0} does not owe {1} to {2}, to {3} {4}",
        "fulfils": "{0} does not say that it fulfils {1} of {2} for {3}",
        "refuses": "{0} does not refuse {1} of {2} for {3}",
        "passes": "{1} does not let {0} {2} {3}",
        "free": "{4} may not be taken under another license than {1} that lets {0} {2} {3}",
        "bound": "{3} is under {1} by choice only",
        "aside": "{1} is not set aside for {2} {3}",
        "act": "to {1} {2} is not {3} in {0}",
        "allowed": "something speaks against {0}",
        "outcome": "the verdict of {0} is not {1}",
        "unsettled": "nothing about {0} is left unsettled",
        "chosen": "reading {0} of {owner} is not taken",
        "dropped": "reading {0} of {owner} is not set aside",
        "dom": "{0} is not a name of kind {owner}",
        "unsaid": "{0} says who makes it",
        "strict": "what is not said of presumed relations is taken not to be so",
        "query": "what was asked does not hold",
        "unless": "exception {detail} of {rule} does not hold",
        "binding": "{rule} counts no such case",
        "given": "{rule} counts no such case",
        "doubt": "no case counted by {rule} is in doubt",
    }
)

ABSENT_ALTOGETHER = MappingProxyType(
    {
        "governs": "{owner} does not govern {0}",
        "applies": "clause {clause} does not apply to {0}",
        "live": "clause {clause} is not live for {0}",
        "permit": "no clause of {owner} permits {0} to do anything",
        "forbid": "no clause of {owner} forbids {0} to do anything",
        "speaks": "clause {clause} speaks to nothing in {0}",
        "stands": "clause {clause} stands for nothing in {0}",
        "forbidden": "nothing forbids what {0} does",
        "conflict": "nothing that {0} does is both permitted and forbidden",
        "not_granted": "nothing that {0} does lacks a grant",
        "owes": "{0} owes nothing",
        "reaches": "no license reaches what {0} does",
        "touches": "{0} touches nothing",
        "aside": "no license of what {0} does is set aside",
    }
)
"""For an absence of which only the first argument is given."""

UNSETTLED = MappingProxyType(
    {
        "does": "{0} does not say what it does",
        "license": "no license of {1} is known on that day",
        "unread": "no clause of {1} is encoded",
        "silence": "{1} says nothing of something that {0} does",
        "lineage": "what {1} was made from is not disclosed",
        "said": "{1}",
        "apart": "{1} governs {0} in two ways, and a clause of another license changes it for one of them",
    }
)
"""What must be known of a use and is not, by the reason that `:unsettled` gives."""

ASKED = MappingProxyType(
    {
        "unless": "exception {detail} of {rule} holds",
        "binding": "one case counted by {rule}",
        "given": "one case counted by {rule}",
        "doubt": "a case counted by {rule} is in doubt",
    }
)
"""What lowering makes, named after the rule it was made for."""
