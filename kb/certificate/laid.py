"""What was loaded, and what was stated since: a certificate speaks of the one and is given the other."""

from __future__ import annotations

import re

from msgspec import Struct

from licet.certificate.claim import Claim, GoalsClaim, UseClaim
from licet.certificate.kernel import Rejected
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.formatter import format_module
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.policy import relation_names as called
from licet.verdict.policies import Policies

__all__ = ["AsLoaded", "as_loaded", "loaded_for"]

_CHANGED = "facts were stated or withdrawn since the policies were read"

_WORD = re.compile(r"[a-z][a-z0-9_]*")


class AsLoaded(Struct, frozen=True):
    """The policies as they were loaded, the statements that were laid upon them since as a text, and whether nothing
    was presumed."""

    policies: Policies
    given: str
    strict: bool


def as_loaded(policies: Policies, use: str | None) -> AsLoaded:
    """What a certificate of an answer of these policies speaks of. Uses other than the one that is asked about are left
    out, since no use moves another, if nothing else mentions them.

    Raises:
        PolicyError: facts of the files were taken back, which a certificate cannot do.
    """
    layers = policies.base.layers
    strict = [stated for stated, _ in layers if any(fact.relation == called.STRICT for fact in stated)]
    if any(withdrawn for _, withdrawn in layers) or len(layers) - len(strict) != len(policies.laid):
        message = "a certificate cannot take facts of the files back"
        help = "state what is so in policy files, and certify by those"
        raise PolicyError([Diagnostic(Severity.ERROR, "E624", message, None, help)])
    statements = [statement for module in policies.laid for statement in module.statements]
    needed = [s for s in statements if use is None or not _is_other_use(s, use)]
    mentioned = set(_WORD.findall(_text(needed)))
    given = _text([s for s in statements if use is None or not _is_other_use(s, use, *mentioned)])
    return AsLoaded(policies.loaded or policies, given, bool(strict))


def _is_other_use(statement: tree.Statement, *names: str) -> bool:
    """Whether it is a use of another name than those."""
    return isinstance(statement, tree.Entity) and statement.kind == "use" and statement.name not in names


def loaded_for(policies: Policies, claim: Claim) -> Policies:
    """The policies as they were loaded, which a claim is held to.

    Raises:
        Rejected: something was stated since that the claim is not given, or facts of the files were taken back.
    """
    use = claim.use if isinstance(claim, UseClaim) else None
    try:
        found = as_loaded(policies, use)
    except PolicyError:
        raise Rejected(_CHANGED) from None
    if isinstance(claim, GoalsClaim):
        if found.given or found.strict:
            raise Rejected(_CHANGED)
        return found.policies
    given = _statements(claim.given)
    if any(statement not in given for statement in _statements(found.given)) or (found.strict and not claim.strict):
        raise Rejected(_CHANGED)
    return found.policies


def _statements(text: str) -> tuple[tree.Statement, ...]:
    return parse_module(SourceFile("given", text))[0].statements


def _text(statements: list[tree.Statement]) -> str:
    return format_module(tree.Module("given", tuple(statements))) if statements else ""
