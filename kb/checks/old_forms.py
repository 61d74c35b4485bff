"""Forms of the first vocabulary, which described a use as one lump, and the form to write instead. None is read as if
it were new: an act without its object, or a duty without its license, could mean more than one thing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["OLD_COUNTS", "OLD_NAMES"]

_VERB = "`runs THING`, `distributes THING`, `serves THING` and the like (`licet find` knows more verbs)"

OLD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "involves": f"say what is done to it: {_VERB}",
        "handles": f"say what is done to it: {_VERB}",
        "reaches": "ask `does(Use, Action, Thing)` and `Thing comes_from Older`",
        "fulfils": "a duty is owed to a license: `fulfils DUTY of LICENSE`, and for one thing only `… for THING`",
        "serves_end_users": "say what they are served: `serves THING`",
        "changed_work_under": "an act has an object: `changed_under(Use, Thing, License)`",
        "agreed_to": "a use makes a party: `Use party_to License`; a click is `accepted(ORGANIZATION, LICENSE)`",
    }
)
"""Relations that are gone, with what to write."""

OLD_COUNTS: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        ("does", 2): f"an act has an object: `does ACTION THING`, or a verb: {_VERB}",
        ("exempt", 2): "say for which thing: `exempt(Use, Thing, License)`",
        ("improves", 2): "say what improves it: `improves(Use, Material, Model)`",
    }
)
"""Relations that took another number of arguments, with what to write."""
