"""What still matters once the use is described: what the verdict needs, then what it presumes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from licet.answers.needs import needs_table
from licet.interview.answers import Answers
from licet.interview.asking import Asking
from licet.interview.described import named_question
from licet.interview.keys import fact_key, key_of
from licet.interview.questions import Choice, Question, Sort
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.logic.values import UNKNOWN, Row
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of
from licet.policy.vocabulary import Signature
from licet.proof.prover import prove
from licet.proof.steps import AbsenceStep, Step
from licet.verdict.base import Base
from licet.verdict.deciding_clauses import governing
from licet.verdict.judged import Judged
from licet.verdict.leaves import leaves_of
from licet.verdict.presumptions import Presumed
from licet.verdict.verdict import Need, Status, Verdict
from licet.views.lines.presumed import PresumedGroup, grouped

__all__ = ["fact_question", "open_questions", "presumed_questions"]

_UNDECIDED = "undecided"
_SORTS: dict[str, Sort] = {"count": "number", "number": "number", "date": "day", "month": "month", "text": "text"}


def open_questions(
    asking: Asking, there: KnowledgeBase, judged: Judged[Verdict], answers: Answers
) -> Iterator[Question]:
    """The questions about what a verdict lacks of which some answer can change it, the one to ask first before the
    others.

    Args:
        asking: who asks.
        there: the policies with the use as it is described so far.
        judged: its verdict.
        answers: what was answered; that is not asked again.
    """
    base, verdict, use = there.base, judged.answer, asking.use
    for relation in ("takes_place_in", "for_purpose"):
        if relation in answers or relation not in asking.vocabulary.relations or verdict.status is Status.FORBIDDEN:
            continue
        clauses = asking.can_read(relation, governing(base, base.solver, use))
        if verdict.status.refuses:
            clauses = tuple(key for key in clauses if asking.permits(key))
        if clauses or (_lacks_facts(verdict) and _undecided_without(base, use, relation)):
            yield named_question(asking, relation, clauses)
    if _lacks_facts(verdict):
        table = needs_table(base, use, judged.decision.branches)
        first = (table.ask_first,) if table.ask_first is not None else ()
        for need in dict.fromkeys((*first, *table.facts, *table.open)):
            signature = there.vocabulary.relations.get(need.relation)
            if need.why is None and signature is not None:
                key = key_of(asking.phrases, need.relation, need.row, use)
                if key not in answers and signature.name not in answers:
                    yield fact_question(asking, there, key, need, _readers(base, use, need))


def presumed_questions(
    asking: Asking, there: KnowledgeBase, presumed: Presumed, answers: Answers
) -> Iterator[Question]:
    """The questions for what a verdict presumes, once nothing else can change it.

    Args:
        asking, there, answers: as of `open_questions`.
        presumed: what it presumes.
    """

    def is_beside(this: str, relation: str, row: Row) -> bool:
        return relation != this or _is_answered(asking, answers, relation, row)

    for relation in presumed.relations:
        for group in grouped(presumed.facts(besides=partial(is_beside, relation))):
            if not _is_chosen(asking, group, answers):
                yield _presumed(asking, there, group)


def _undecided_without(base: Base, use: str, relation: str) -> bool:
    """Whether something of the use cannot be told because it states nothing in a relation."""
    if _UNDECIDED not in base.vocabulary.relations:
        return False
    for row in base.solver.answers(_UNDECIDED, (use, None, None)):
        proof = prove(base.solver, _UNDECIDED, row, plans=base.plans)
        if proof is not None and any(_is_absence_of(step, relation, use) for step in proof.steps):
            return True
    return False


def _is_absence_of(step: Step, relation: str, use: str) -> bool:
    return isinstance(step, AbsenceStep) and step.relation == relation and step.pattern[:1] == (use,)


def _lacks_facts(verdict: Verdict) -> bool:
    return verdict.status is Status.UNKNOWN or any(case.status is Status.UNKNOWN for case in verdict.cases)


def _is_answered(asking: Asking, answers: Answers, relation: str, row: Row) -> bool:
    """Whether a fact was asked for, alone or as one of several choices."""
    patterns = (row, *((*row[:i], None, *row[i + 1 :]) for i in range(len(row))))
    return any(key_of(asking.phrases, relation, pattern, asking.use) in answers for pattern in patterns)


def _is_chosen(asking: Asking, group: PresumedGroup, answers: Answers) -> bool:
    """Whether the choice that a single fact is among was put before."""
    for key in answers:
        if "_" in key and "(" in key:
            found = fact_key(asking.vocabulary, key, asking.use)
            if found is not None and found.choices_at is not None and found.signature.name == group.relation:
                return True
    return False


def fact_question(
    asking: Asking, there: KnowledgeBase, key: str, need: Need | None = None, clauses: tuple[str, ...] = ()
) -> Question:
    """The question for a single fact, by its key."""
    found = fact_key(asking.vocabulary, key, asking.use)
    assert found is not None
    signature = found.signature
    names = [a.name for a in found.arguments if hasattr(a, "name") and a.name != asking.use]
    entries = there.vocabulary.entities
    titles = [entries[n].title or n for n in names if n in entries]
    about = [text for text in (*titles, *_days(key)) if text]
    meaning = signature.description or signature.name.replace("_", " ")
    said = f"{'; '.join(about)}: {meaning}" if about else f"{meaning[:1].upper()}{meaning[1:]}"
    reason = "Nobody has stated it, and the verdict hangs on it."
    if need is not None and need.source is not None:
        reason = f"It is stated to be unknown ({need.source}), and the verdict hangs on it."
    if signature.functional:
        kind = signature.kinds[-1]
        sort: Sort = _SORTS.get(kind, "one")
        choices = asking.choices(kind) if sort == "one" else ()
        text = f"{said}: {_words(signature)}?"
        if need is not None and need.thresholds:
            shown = ", ".join(asking.phrases.value(value, kind)[1] for value in need.thresholds)
            reason += f" It matters on which side of {shown} it is."
        return Question(key, text, sort, choices, "", reason, clauses)
    return Question(key, f"Is this so? {said}", "yes or no", (), "", reason, clauses)


def _words(signature: Signature) -> str:
    return signature.name.replace("_", " ")


def _days(key: str) -> list[str]:
    import re

    return re.findall(r"\b\d{4}-\d{2}(?:-\d{2})?\b", key)


def _presumed(asking: Asking, there: KnowledgeBase, group: PresumedGroup) -> Question:
    """The question for a presumed fact, or for several that differ in one argument."""
    clauses = tuple(dict.fromkeys(key for fact in group.members for key in fact.clauses))
    key = key_of(asking.phrases, group.relation, group.pattern, asking.use)
    worst = f"It is presumed not to be so; otherwise the use would be {group.members[0].status}."
    if group.position is None:
        asked = fact_question(asking, there, key, clauses=clauses)
        return Question(key, asked.text, "yes or no", (), "", worst, clauses)
    entries = there.vocabulary.entities
    names = [str(fact.row[group.position]) for fact in group.members]
    choices = tuple(Choice(n, (entries[n].title or n) if n in entries else n) for n in names)
    meaning = there.vocabulary.relations[group.relation].description or group.relation
    reason = "These are presumed not to be so; any of them would make the verdict worse."
    return Question(
        key, f"Is one of these so, too? {meaning[:1].upper()}{meaning[1:]}", "many", choices, "", reason, clauses
    )


def _readers(base: Base, use: str, need: Need) -> tuple[str, ...]:
    """The clauses of which the conditions rest on a fact that nobody knows."""
    solver = base.solver
    twin = base.doubt.possible(called.OUTCOME)
    doubtful = [row for row in solver.answers(twin, (use, None)) if not solver.holds(called.OUTCOME, row)]
    above = leaves_of(solver, [(called.OUTCOME, row) for row in doubtful], base.plans, base.doubt).above
    rows = ((*need.row, UNKNOWN), need.row)
    waiting = [(need.relation, row) for row in rows if (need.relation, row) in above]
    seen, found = set(waiting), set()
    while waiting:
        relation, _ = fact = waiting.pop()
        family = family_of(relation)
        if family.name == "applies":
            found.add(family.owner)
            continue
        for further in above.get(fact, ()):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return tuple(sorted(found))
