"""What a change of policies means, as a document."""

from __future__ import annotations

from collections.abc import Callable

from licet.answers.what_if import Shift
from licet.changes.findings import findings_of, summary, worst_level
from licet.changes.policy_changes import Level, PolicyChanges
from licet.grammar.source import Span
from licet.views.data.values import holding, place_of
from licet.views.data.verdict import verdict_of
from licet.views.outline.labels import Words, words_of
from licet.wire import documents
from licet.wire.envelope import Document, enveloped
from licet.wire.values import Place

__all__ = ["policy_changes_json", "shift_of"]


def policy_changes_json(
    changes: PolicyChanges,
    versions: tuple[documents.Version, documents.Version],
    located: Callable[[Span], Span | None],
) -> Document:
    """What a change means.

    Args:
        changes: what was found.
        versions: the two versions.
        located: where a place is in the repository; None where it is in no file of it.
    """
    old, new = words_of(changes.bases[0]), words_of(changes.bases[1])
    findings = findings_of(changes)
    statements = []
    uses = []
    for finding in findings:
        span = located(finding.span) if finding.span is not None else None
        place: Place | None = place_of(span)
        level = _level(finding.level)
        if finding.statement is not None:
            statement = finding.statement
            kind, name = statement.change.key
            shown = tuple(
                documents.ShownBy(w.use, w.text, w.before.status, w.after.status) for w in statement.witnesses
            )
            statements.append(
                documents.ChangedStatement(
                    kind,
                    name,
                    statement.change.what,
                    statement.direction,
                    level,
                    statement.fingerprint,
                    statement.accepted,
                    statement.exhausted,
                    finding.sentences,
                    shown,
                    place,
                )
            )
        elif finding.use is not None:
            change = finding.use
            uses.append(
                documents.ChangedUse(
                    change.use.name,
                    change.use.test,
                    change.direction,
                    level,
                    finding.fingerprint,
                    change.differing,
                    verdict_of(old, change.before) if change.before is not None else None,
                    verdict_of(new, change.after) if change.after is not None else None,
                    tuple(shift_of(new if s.after != "absent" else old, s) for s in change.steps),
                    place,
                )
            )
    return enveloped(
        documents.PolicyChanges(
            *versions,
            _level(worst_level(findings)),
            changes.is_undecided,
            changes.proved,
            changes.uses.count,
            changes.uses.asked,
            summary(changes),
            dict(changes.renamed),
            tuple(statements),
            tuple(uses),
        )
    )


def _level(level: Level | None) -> str | None:
    return level.value if level is not None else None


def shift_of(words: Words, shift: Shift) -> documents.Shift:
    """A conclusion that stands otherwise."""
    return documents.Shift(*holding(words, shift.relation, shift.row), shift.before, shift.after)
