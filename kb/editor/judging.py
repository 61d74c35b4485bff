"""Verdicts of the uses that files declare, and the results of their tests, as they are at one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, field

from licet.answers.policy_tests import TrialResult, run_trial, selected
from licet.editor.snapshot import Snapshot
from licet.engine.collector import collection_paused
from licet.errors import LicetError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile, Span
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.vocabulary import Vocabulary
from licet.verdict.loading import policies_of
from licet.verdict.verdict import Verdict

__all__ = ["Judged", "Lens", "joined", "judged", "knowledge_of", "lenses", "linted", "unjudged"]

_MOST_NAMED = 3


class Judged(Struct, frozen=True):
    """What the policies of one moment say.

    Attributes:
        verdicts: of each use, its verdict, or why there is none.
        trials: the results of tests.
        findings: what only shows when the policies are put together.
    """

    verdicts: Mapping[str, Verdict | str] = field(default_factory=dict)
    trials: tuple[TrialResult, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


class Lens(Struct, frozen=True):
    """A remark above a statement."""

    span: Span
    text: str


def knowledge_of(moment: Snapshot) -> KnowledgeBase:
    """The knowledge base of a moment.

    Raises:
        PolicyError: the policies have errors.
    """
    with collection_paused():
        knowledge = KnowledgeBase(policies_of(moment.examined))
    return knowledge.strictly() if moment.workspace.strict else knowledge


def judged(moment: Snapshot, knowledge: KnowledgeBase, files: Collection[str]) -> Judged:
    """The verdicts of the uses of some files, and the results of their tests."""
    verdicts: dict[str, Verdict | str] = {}
    for name, _ in _uses(moment, files):
        try:
            verdicts[name] = knowledge.ask(name, presumptions=True)
        except LicetError as error:
            verdicts[name] = str(error)
    trials = tuple(_tried(knowledge, files))
    return Judged(verdicts, trials, tuple(f for trial in trials for f in trial.findings))


def linted(moment: Snapshot, knowledge: KnowledgeBase) -> tuple[Diagnostic, ...]:
    """What looks wrong today in the policies of a moment, though they pass the checks; nothing is said of those that
    come with Licet beside them."""
    return tuple(finding for finding in knowledge.lint() if moment.is_own(finding))


def _tried(knowledge: KnowledgeBase, files: Collection[str]) -> Iterator[TrialResult]:
    base = (knowledge.policies.loaded or knowledge.policies).base
    for module, test in selected(base, files=files):
        try:
            yield run_trial(base, module, test)
        except LicetError as error:
            yield TrialResult(test.title, test.span, (_not_run(test.span, error),))


def _not_run(span: Span, error: LicetError) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "T001", f"the test cannot be run: {error}", span)


def _uses(moment: Snapshot, files: Collection[str]) -> Iterator[tuple[str, Span]]:
    """The uses that some files declare, and where."""
    for name, entry in moment.vocabulary.entities.items():
        if entry.span.file in files and moment.vocabulary.is_use(name):
            yield name, entry.span


def joined(found: Judged, more: Judged) -> Judged:
    """What was found in some files, with what was found in others."""
    verdicts = {**found.verdicts, **more.verdicts}
    findings = tuple(dict.fromkeys((*found.findings, *more.findings)))
    return Judged(verdicts, (*found.trials, *more.trials), findings)


def unjudged(source: SourceFile, vocabulary: Vocabulary, errors: bool = False) -> list[Lens]:
    """The remarks of a text of which nothing is known as it is now: since there are errors, or not yet."""
    text = "no answer while there are errors" if errors else "…"
    module, _ = parse_module(source)
    spans = [
        s.name_span if isinstance(s, tree.Entity) else s.span
        for s in module.statements
        if isinstance(s, tree.Test) or (isinstance(s, tree.Entity) and vocabulary.is_a(s.kind, "use"))
    ]
    return [Lens(span, text) for span in spans]


def lenses(moment: Snapshot, found: Judged, file: str) -> list[Lens]:
    """The remarks of a file, in the order of places: the verdict of each use, and how each test went."""
    remarks = [Lens(span, _verdict(found.verdicts[n])) for n, span in _uses(moment, [file]) if n in found.verdicts]
    remarks += [Lens(trial.span, _trial(trial)) for trial in found.trials if trial.span.file == file]
    return sorted(remarks, key=lambda lens: lens.span)


def _verdict(verdict: Verdict | str) -> str:
    """A verdict in a line, with what it rests on."""
    if isinstance(verdict, str):
        return f"no verdict: {verdict}"
    words = [verdict.status.value]
    if verdict.over:
        words.append(f"over {_listed(verdict.over)}")
    elif verdict.clauses:
        words.append(f"because of {_listed(verdict.clauses)}")
    if verdict.needs:
        words.append(f"wanting {_many(min(len(s.needs) for s in verdict.needs), 'fact')}")
    if verdict.presumptions and verdict.status.allows:
        words.append(f"presuming {_many(len(verdict.presumptions), 'thing')}")
    return ", ".join([" ".join(words[:1]), *words[1:]])


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _trial(trial: TrialResult) -> str:
    if trial.passed:
        return "passed"
    first, *rest = trial.failures
    return f"failed: {first.message}" + (f" (and {len(rest)} more)" if rest else "")
