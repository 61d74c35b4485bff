"""`load`, `reload` and `watch`: which policy files a session is over."""

from __future__ import annotations

import shlex
from pathlib import Path

from msgspec.structs import replace

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.requests import Load, Watch
from licet.repl.screen.results import Output, Result, said
from licet.repl.session.session import Session
from licet.repl.verbs.compare import flips_between, flips_page

__all__ = ["load", "reload", "reloaded", "summary", "watch"]


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
        (len(knowledge.base.sources), "file"),
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


def reloaded(
    session: Session, knowledge: KnowledgeBase, roots: tuple[Path, ...], told: str | None = None
) -> tuple[Session, Output]:
    """Go on over other policies with the same layer, and say which verdicts of this session's questions are others now.

    Raises:
        PolicyError: the layer does not fit the policies.
    """
    after = replace(session, scratch=session.scratch.over(knowledge), roots=roots, steps=None, paging=None)
    if after.last_use is not None and after.last_use not in after.knowledge.vocabulary.entities:
        after = replace(after, last_use=None)
    flips = flips_between(session, after)
    results: list[Result] = [said(told)] if told else []
    settled = len(session.scratch.changes) - len(after.scratch.changes)
    if settled:
        results.append(said(f"{settled} change{'' if settled == 1 else 's'} of this session the files now state"))
    if flips:
        results.append(flips_page(flips))
    elif session.asked and told:
        results.append(said("the verdicts of this session are the same"))
    return after, Output(tuple(results))
