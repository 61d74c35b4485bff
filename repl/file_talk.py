"""The commands about files: loading, reloading and watching them; and what a change of files changed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from licet.errors import NameUnknown
from licet.fragments import Line
from licet.knowledge import KnowledgeBase
from licet.phrases import phrases_of
from licet.repl.complaints import Misuse
from licet.repl.results import Load, Output, Page, Result, Said, Watch
from licet.repl.session import Asked, Session
from licet.repl.statuses import ExitStatus
from licet.repl.talk import dated
from licet.show_whatif import flip_lines
from licet.verdict import Verdict

__all__ = ["Flip", "compare", "load", "opened", "reload", "reloaded", "summary", "watch"]


@dataclass(frozen=True, slots=True)
class Flip:
    """A use whose verdict is another one now; `after` is None when it cannot be asked any more."""

    use: str
    before: Verdict
    after: Verdict | None


def load(session: Session, argument: str) -> tuple[Session, Output]:
    """`load PATH …`: more policy files."""
    try:
        names = shlex.split(argument)
    except ValueError:
        raise Misuse("a quotation mark is not closed", '`load "my policies"`') from None
    if not names:
        raise Misuse("load what?", "`load my_use.licet`, or a folder")
    return session, Output(request=Load((*session.roots, *(Path(n).expanduser() for n in names))))


def reload(session: Session, argument: str) -> tuple[Session, Output]:
    """`reload`: the policy files again, as they are now."""
    if argument.strip():
        raise Misuse("`reload` takes nothing more", "`load PATH` adds files")
    return session, Output(request=Load(session.roots))


def watch(session: Session, argument: str) -> tuple[Session, Output]:
    """`watch`, `watch off`: reload as files change."""
    if argument.strip() not in ("", "on", "off"):
        raise Misuse(f"`watch` does not take `{argument.strip()}`", "`watch` or `watch off`")
    return session, Output(request=Watch(argument.strip() != "off"))


def summary(knowledge: KnowledgeBase) -> str:
    """What was loaded, in a line."""
    vocabulary = knowledge.vocabulary
    counts = (
        (len(knowledge.base.modules), "file"),
        (len(vocabulary.licenses), "license"),
        (len(vocabulary.clauses), "clause"),
        (sum(1 for _ in vocabulary.members("model")), "model"),
        (sum(1 for _ in vocabulary.members("use")), "use"),
    )
    warnings = len(knowledge.warnings)
    words = [f"{n:_} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
    if warnings:
        words.append(f"{warnings} warning{'' if warnings == 1 else 's'}")
    return ", ".join(words) or "nothing"


def opened(session: Session, knowledge: KnowledgeBase, roots: tuple[Path, ...]) -> tuple[Session, Output]:
    """Go on over policies that were loaded in answer to `load` or `reload`."""
    return reloaded(session, knowledge, roots, f"loaded {summary(knowledge)}")


def reloaded(
    session: Session, knowledge: KnowledgeBase, roots: tuple[Path, ...], said: str | None = None
) -> tuple[Session, Output]:
    """Go on over other policies with the same layer, and say which verdicts of this session's questions are others now.

    Raises:
        PolicyError: the layer does not fit the policies.
    """
    after = replace(session, scratch=session.scratch.over(knowledge), roots=roots, proved=None, paging=None)
    flips, asked = [], []
    for question in session.asked:
        verdict = _verdict(after, question.use)
        if verdict is None or _shown(verdict) != _shown(question.verdict):
            flips.append(Flip(question.use, question.verdict, verdict))
        if verdict is not None:
            asked.append(Asked(question.use, verdict))
    after = replace(after, asked=tuple(asked), last_use=after.last_use if _knows(asked, after.last_use) else None)
    results: list[Result] = [Said(said)] if said else []
    if flips:
        results.append(_page(flips, after))
    elif session.asked and said:
        results.append(Said("the verdicts of this session are the same"))
    return after, Output(tuple(results))


def _knows(asked: list[Asked], use: str | None) -> bool:
    return any(a.use == use for a in asked)


def compare(session: Session, argument: str) -> tuple[Session, Output]:
    """`compare`: the verdicts of this session's questions with the layer against those of the files alone."""
    if argument.strip():
        raise Misuse("`compare` takes nothing more", "it compares the files with and without what this session changed")
    if not session.asked:
        raise Misuse("nothing was asked yet", "`compare` looks at the uses asked about in this session")
    files = replace(session, scratch=replace(session.scratch, knowledge=session.scratch.files, readings=()), day=None)
    flips = []
    for question in session.asked:
        before, after = _verdict(files, question.use), _verdict(session, question.use)
        if before is not None and (after is None or _shown(before) != _shown(after)):
            flips.append(Flip(question.use, before, after))
    if not flips:
        return session, Output((Said("what this session changed changes none of its verdicts"),))
    return session, Output((_page(flips, session),), status=ExitStatus.NO)


def _verdict(session: Session, use: str) -> Verdict | None:
    try:
        knowledge, day = dated(session, use)
        return knowledge.ask(use, on=day, readings=session.readings)
    except NameUnknown:
        return None


def _shown(verdict: Verdict) -> tuple[object, ...]:
    return (verdict.status, verdict.clauses, verdict.over, verdict.duties, verdict.needs, verdict.cases)


def _page(flips: list[Flip], session: Session) -> Page:
    lines = tuple(line for flip in flips for line in _lines(flip, session))
    data = [
        {"use": f.use, "before": str(f.before.status), "after": str(f.after.status) if f.after else None} for f in flips
    ]
    return Page(lines, {"changed": data})


def _lines(flip: Flip, session: Session) -> Iterator[Line]:
    if flip.after is None:
        before = flip.before.status.value
        yield (("name", flip.use), ("", ": "), (before, before), ("", " before; no such use now"))
        return
    yield from flip_lines(phrases_of(session.knowledge.base), flip.use, flip.before, flip.after)
