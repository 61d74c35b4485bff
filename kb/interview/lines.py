"""An interview as styled lines: the question with its choices, why it is asked, what was answered, and the end."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from licet.answers.checklist import checklist
from licet.interview.answers import SKIPPED
from licet.interview.asking import Asking
from licet.interview.hearing import STEERING
from licet.interview.questions import Choice, Question
from licet.interview.steps import Step, review
from licet.verdict.verdict import Verdict
from licet.views.lines.checklist import checklist_lines
from licet.views.lines.verdict import verdict_lines
from licet.words.fragments import Line, clean, wrap

__all__ = [
    "choice_lines",
    "end_lines",
    "help_lines",
    "how_to_answer",
    "judged_lines",
    "question_lines",
    "review_lines",
    "so_far",
    "why_lines",
]

_LISTED = 40
"""As many choices as are shown with what they mean; of more, only the names."""

_FORMS = {"yes or no": "yes or no", "day": "a day, such as 2026-03-01", "month": "a month, such as 2026-03"}


def so_far(verdict: Verdict | None) -> Line:
    """The verdict so far, on one line."""
    if verdict is None:
        return (("dim", "no verdict yet: the use is still being described"),)
    status = verdict.status.value
    return (("", "so far: "), (status, status))


def question_lines(at: Step, question: Question, *, width: int = 80, choices: bool = True) -> list[Line]:
    """A question, the verdict so far, the choices and how to answer."""
    lines = [so_far(at.verdict), *wrap((("heading", clean(question.text)),), width, ())]
    if choices and question.choices:
        lines += choice_lines(list(enumerate(question.choices, start=1)), width)
    return [*lines, *wrap((("dim", f"{how_to_answer(question)}; `help` says what else"),), width, (("", "  "),))]


def how_to_answer(question: Question) -> str:
    """How a question is answered, in a few words."""
    if question.sort == "many":
        several = "names or numbers, several with commas" if question.choices else "several with `;`"
        other = f", or {question.others}" if question.others else ""
        return f"{several}{other}; `none`, or `skip`"
    if question.sort == "one":
        return "a name or number, or `skip`"
    return f"{_FORMS.get(question.sort, 'a ' + question.sort)}, or `skip`"


def choice_lines(choices: Iterable[tuple[int, Choice]], width: int) -> list[Line]:
    """Numbered choices, with what they mean where they are not too many."""
    listed = list(choices)
    if len(listed) > _LISTED:
        names = tuple(
            fragment
            for n, c in listed
            for fragment in (("dim", f"{n}\N{NO-BREAK SPACE}"), ("name", clean(c.value)), ("", "  "))
        )
        return [_spaced(line) for line in wrap(names, width, (("", "  "),))]
    room = max((len(c.value) for _, c in listed), default=0)
    found: list[Line] = []
    for number, choice in listed:
        title = "" if choice.title == choice.value else clean(choice.title)
        also = f" (also: {', '.join(map(clean, choice.also))})" if choice.also else ""
        head: Line = (("dim", f"{number:4}  "), ("name", clean(choice.value).ljust(room)), ("", "  "))
        if width < room + 30:
            found += [(*head[:2],), *wrap((("", title + also),), width, (("", " " * 8),))] if title else [head[:2]]
        else:
            found += wrap((("", title + also),), width, head, (("", " " * (room + 8)),)) if title else [head[:2]]
    return found


def _spaced(line: Line) -> Line:
    return tuple((style, text.replace("\N{NO-BREAK SPACE}", " ")) for style, text in line)


def help_lines(question: Question, width: int) -> list[Line]:
    """How a question is answered, and the words that steer an interview."""
    lines = wrap((("", how_to_answer(question)),), width, ())
    return [*lines, *((("name", f"  {word.ljust(7)}"), ("", f"  {meaning}")) for word, meaning in STEERING.items())]


def why_lines(asking: Asking, question: Question, width: int, most: int = 6) -> list[Line]:
    """Why a question is asked: the clauses that read the answer, with their words."""
    lines = wrap((("", clean(question.reason or "It says what the use is about.")),), width, ())
    for key in question.clauses[:most]:
        entry = asking.vocabulary.clauses[key]
        lines += wrap(asking.phrases.clause(key), width, (("", "  "),))
        for quote in entry.clause.quotes:
            lines += wrap((("quote", f"“{clean(quote.value)}”"),), width, (("", "    "),))
    if len(question.clauses) > most:
        lines.append((("dim", f"  and {len(question.clauses) - most} further clauses"),))
    return lines


def review_lines(asking: Asking, at: Step, width: int) -> list[Line]:
    """What was answered."""
    lines: list[Line] = []
    for question, texts in review(asking, at):
        said = "not known" if texts == SKIPPED else ", ".join(map(clean, texts)) or "none"
        head = (("dim", clean(question.text)), ("", "  "), ("name", said))
        lines += wrap(head, width, (), (("", "    "),))
    return lines or [(("dim", "nothing yet"),)]


def judged_lines(at: Step, width: int) -> list[Line]:
    """The verdict and the duties."""
    assert at.verdict is not None
    base = at.knowledge.base
    lines = verdict_lines(base, replace(at.verdict, duties=(), doubtful=()), width=width)
    duties = checklist(base, at.verdict)
    if any(case.items for case in duties.cases):
        lines += [(), (("heading", "duties"),), *checklist_lines(base, duties, width=width)]
    return lines


def end_lines(at: Step, width: int) -> list[Line]:
    """The verdict, the duties, and the use as a policy file."""
    text: list[Line] = [(("", line),) for line in at.text.splitlines()]
    return [*judged_lines(at, width), (), (("heading", "as a policy file"),), *text]
