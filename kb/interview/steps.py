"""One step of an interview: from the answers so far to the next question, or to the end."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from licet.engine.collector import collection_paused
from licet.errors import BadAnswer, PolicyError
from licet.grammar import tree
from licet.grammar.write import format_literal
from licet.interview.answers import SKIPPED, Answers
from licet.interview.asking import Asking
from licet.interview.described import MAKER, Described, described
from licet.interview.keys import FactKey, fact_key
from licet.interview.open_questions import fact_question, open_questions, presumed_questions
from licet.interview.questions import Question
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.told import told
from licet.policy.lowering import lower_facts
from licet.verdict.judge import judge_use
from licet.verdict.passed_thresholds import with_thresholds
from licet.verdict.presumptions import Presumed
from licet.verdict.verdict import Verdict

__all__ = ["Step", "back", "review", "step"]


class Step(Struct, frozen=True):
    """Where an interview is.

    Attributes:
        question: what to ask next; None at the end.
        verdict: the verdict so far; None as long as too little is said for one.
        text: the use as a policy file, such as `licet fmt` leaves alone.
        asked: the questions that were answered and describe the use.
        knowledge: the policies with the use.
        answers: what was answered until here.
    """

    question: Question | None
    verdict: Verdict | None
    text: str
    asked: tuple[Question, ...]
    knowledge: KnowledgeBase
    answers: Answers

    @property
    def ended(self) -> bool:
        """Whether nothing is left to ask."""
        return self.question is None


@collection_paused()
def step(asking: Asking, answers: Answers, title: str | None = None) -> Step:
    """The next question of an interview and the verdict so far. The same answers give the same step.

    Args:
        asking: the policies, made ready by `licet.interview.asking.asking`.
        answers: what was answered, by the keys of the questions.
        title: the title of the use.

    Raises:
        BadAnswer: an answer cannot be one, contradicts another, or is to no question.
    """
    found = described(asking, answers)
    text = found.text(asking.use, title)
    asked = tuple(question for question in found.questions if question.key in answers)
    waiting = next((question for question in found.questions if question.key not in answers), None)
    if waiting is not None:
        return Step(waiting, None, text, asked, asking.knowledge, answers)
    there = _with(asking, text, found)
    _check_denials(there, found)
    judged = judge_use(there.base, asking.use)
    verdict = told(there.base, judged.answer)
    if not found.acts or answers.get(MAKER) == SKIPPED:
        return Step(None, verdict, text, asked, there, answers)
    question = next(open_questions(asking, there, judged, answers), None)
    if question is None and not verdict.status.refuses:
        presumed = Presumed(there.base, judged)
        question = next(presumed_questions(asking, there, presumed, answers), None)
        if question is None:
            verdict = replace(verdict, presumptions=tuple(presumed.facts()))
    if question is None:
        verdict = with_thresholds(there.base, verdict)
    return Step(question, verdict, text, asked, there, answers)


def _with(asking: Asking, text: str, found: Described) -> KnowledgeBase:
    try:
        return asking.knowledge.assume(text, asking.use)
    except PolicyError as error:
        first = next(d for d in error.diagnostics if d.is_error)
        for key, fact in found.denied if first.code == "E329" else ():
            if f"`{_atom(fact)}`" in first.message:
                raise _denied_and_so(key) from None
        where = f"line {first.span.line} of the use: " if first.span is not None else ""
        raise BadAnswer("", f"the answers do not go together: {where}{first.message}", first.help) from None


def _check_denials(there: KnowledgeBase, found: Described) -> None:
    """Require that what was denied does not follow from the other answers."""
    for key, fact in found.denied:
        if _can_hold(there, fact) and there.truth(_atom(fact)).status == "true":
            raise _denied_and_so(key)


def _can_hold(there: KnowledgeBase, fact: FactKey) -> bool:
    """Whether some world can have a fact; that of one with days is not looked into."""
    stated = tree.Fact(tree.Atom(fact.signature.name, fact.arguments), False, False, None)
    possible, holds = there.base.doubt.possible, there.base.solver.holds
    lowered = lower_facts([stated], there.vocabulary)
    return fact.signature.dated or any(holds(possible(found.relation), found.row) for found in lowered)


def _atom(fact: FactKey) -> str:
    return format_literal(tree.Atom(fact.signature.name, fact.arguments))


def _denied_and_so(key: str) -> BadAnswer:
    return BadAnswer(key, f"`{key}` is answered with no, and follows from the other answers")


def review(asking: Asking, at: Step) -> tuple[tuple[Question, tuple[str, ...]], ...]:
    """The questions that were answered with their answers, in the order they were answered."""
    known = {question.key: question for question in at.asked}
    found = []
    for key, texts in at.answers.items():
        question = known.get(key)
        if question is None and fact_key(asking.vocabulary, key, asking.use) is not None:
            question = fact_question(asking, at.knowledge, key)
        if question is not None:
            found.append((question, texts))
    return tuple(found)


def back(answers: Answers) -> Answers:
    """The answers without the last one."""
    return dict(list(answers.items())[:-1])
