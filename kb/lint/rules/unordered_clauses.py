"""L203: a permission and a prohibition of one act, and nothing says which comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label
from licet.lint.conditions import body_of, can_hold, follows, together
from licet.lint.effects import acts_of, in_force_together, share
from licet.lint.finding import finding, listed
from licet.lint.subject import Subject
from licet.policy.vocabulary import ClauseEntry

__all__ = ["unordered_clauses"]


def unordered_clauses(subject: Subject) -> Iterator[Diagnostic]:
    """Each permission with the prohibitions of its license that speak of one of its acts, whose conditions can hold
    with its own, and of which neither defeats the other: an act that both are about ends in `conflict`."""
    for license in subject.vocabulary.licenses:
        entries = list(subject.vocabulary.clauses_of(license))
        prohibitions = [e for e in entries if acts_of(e.clause, tree.Forbids)]
        for entry in entries:
            against = [p for p in prohibitions if _is_open(subject, entry, p)]
            if against:
                yield _found(entry, against)


def _is_open(subject: Subject, permission: ClauseEntry, prohibition: ClauseEntry) -> bool:
    one, other = permission.clause, prohibition.clause
    if permission.key == prohibition.key or (one.taken is not None and other.taken is not None):
        return False
    if not share(acts_of(one, tree.Permits), acts_of(other, tree.Forbids)) or not in_force_together(one, other):
        return False
    bodies = body_of(one), body_of(other)
    return not _is_settled(subject, permission, prohibition, together(bodies)) and can_hold(
        bodies, rules=subject.concluded, excluding=subject.excluding
    )


def _is_settled(subject: Subject, one: ClauseEntry, other: ClauseEntry, both: tree.Body) -> bool:
    """Whether one of two clauses defeats the other, or a third one always defeats one of them where both apply."""
    for beaten, against in ((one, other), (other, one)):
        for by, verb in subject.defeated.get(beaten.key, ()):
            if by.key == against.key or (verb != "overrides" and follows(both, body_of(by.clause))):
                return True
    return False


def _found(permission: ClauseEntry, against: Sequence[ClauseEntry]) -> Diagnostic:
    clause = permission.clause
    names = listed(e.clause.name for e in against)
    several = len(against) > 1
    acts = sorted({a for e in against for a in _in_both(clause, e.clause)})
    place = clause if clause.taken is None else against[0].clause
    return finding(
        "L203",
        f"`{clause.name}` permits what {names} forbid{'' if several else 's'}, and nothing says which comes first"
        + (f": {', '.join(acts)}" if acts else ""),
        place.name_span,
        f"say which stands: `overrides {clause.name}` in the prohibition, or `conflict means forbidden` in the "
        "license; or what sets their conditions apart",
        (Label(e.clause.name_span, f"`{e.clause.name}` is here") for e in against),
    )


def _in_both(permission: tree.Clause, prohibition: tree.Clause) -> set[str]:
    permitted, forbidden = set(acts_of(permission, tree.Permits)), set(acts_of(prohibition, tree.Forbids))
    named = permitted & forbidden
    return named or {name for name in permitted | forbidden if name != "*"}
