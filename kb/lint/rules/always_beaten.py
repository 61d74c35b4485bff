"""L202: a clause that another one always beats."""

from __future__ import annotations

from collections.abc import Iterator

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label
from licet.lint.conditions import body_of, follows
from licet.lint.effects import acts_of, covers, in_force_throughout
from licet.lint.finding import finding
from licet.lint.subject import Subject
from licet.policy.vocabulary import ClauseEntry

__all__ = ["always_beaten"]


def always_beaten(subject: Subject) -> Iterator[Diagnostic]:
    """The clauses that never decide anything: whenever their conditions hold, so do those of a clause of their license
    that withholds, disapplies or overrides them, and that nothing withholds or disapplies."""
    for entry in subject.clauses:
        for other, verb in subject.defeated.get(entry.key, ()):
            undercut = any(by != "overrides" for _, by in subject.defeated.get(other.key, ()))
            if other.license == entry.license and not undercut and _beats(other, verb, entry):
                yield finding(
                    "L202",
                    f"`{other.clause.name}` always {verb} clause `{entry.clause.name}`, which never decides anything",
                    entry.clause.name_span,
                    f"say with a condition when `{other.clause.name}` is to come first, or delete one of them",
                    (Label(other.clause.name_span, f"`{other.clause.name}` is here"),),
                )
                break


def _beats(one: ClauseEntry, verb: str, other: ClauseEntry) -> bool:
    if not in_force_throughout(one.clause, other.clause):
        return False
    kinds = (tree.Permits, tree.Forbids)
    if verb == "overrides" and not covers(acts_of(one.clause, *kinds), acts_of(other.clause, *kinds)):
        return False
    if verb == "overrides" and any(not isinstance(e, kinds) for e in other.clause.effects):
        return False
    return follows(body_of(other.clause), body_of(one.clause))
