"""Verdicts of uses as they are shown, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.repl.cli.asked import Asked, answer
from licet.repl.cli.loading import STDIN, declared_uses
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Result
from licet.repl.screen.statuses import status_of_verdict, worst
from licet.repl.session.standpoint import Standpoint

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.repl.screen.terminal import Terminal
    from licet.verdict.verdict import Verdict
    from licet.words.fragments import Line

__all__ = ["ask_plainly", "judged", "together", "verdicts"]


def judged(verdict: Verdict, knowledge: KnowledgeBase, acts: bool = False) -> Output:
    """A verdict; with `acts`, that of each act though they are alike."""

    def lines(terminal: Terminal) -> list[Line]:
        from licet.views.lines.verdict import verdict_lines

        return verdict_lines(knowledge.base, verdict, width=terminal.width, acts=acts)

    def data() -> object:
        from licet.views.data.answers import verdict_json

        return verdict_json(knowledge.base, verdict)

    return Output((Result(lines, data),), status=status_of_verdict(verdict.status))


def together(found: Sequence[Output]) -> Output:
    """Outputs as one, with the gravest status."""
    return Output(tuple(r for output in found for r in output.results), status=worst(o.status for o in found))


def verdicts(
    asked: Asked,
    uses: Sequence[str],
    why: bool = False,
    engine: str = "licet",
    cross_check: bool = False,
    acts: bool = False,
    knowledge: KnowledgeBase | None = None,
) -> Output:
    """The verdicts of uses, or the explanations of them; with `acts`, the verdict of each act, too. They are asked of
    the knowledge base, if it is loaded already.

    Raises:
        LicetError: a use is not declared, or the policies are not what they should be.
    """
    if STDIN in uses and STDIN not in asked.extra:
        asked = replace(asked, extra=(*asked.extra, STDIN))
    knowledge = knowledge or asked.load()
    declared = declared_uses(asked.sources, knowledge, asked.extra) if STDIN in uses else []
    at, names = Standpoint(knowledge), []
    for use in _names(uses, declared):
        at, name = asked.about(use, at)
        names.append(name)
    knowledge = at.knowledge
    with asked.answered_by(engine, cross_check, knowledge, names) as at:
        if why:
            from licet.repl.verbs.why import explained

            proofs = [at.knowledge.why(name, on=at.day, readings=at.readings) for name in names]
            return together([explained(found, knowledge) for found in proofs])
        found = [
            at.knowledge.ask(name, on=at.day, readings=at.readings, presumptions=True, thresholds=True)
            for name in names
        ]
        return together([judged(verdict, knowledge, acts) for verdict in found])


def ask_plainly(uses: Sequence[str]) -> None:
    """Answer as `licet ask` does without options.

    Raises:
        Ended: the status is other than that of a clean end.
    """
    asked = Asked()
    answer(lambda: replace(verdicts(asked, uses), afterwards=asked.ending.close), asked.sources, typed=STDIN in uses)


def _names(uses: Sequence[str], declared: Sequence[str]) -> list[str]:
    """The uses to ask about, each once; `-` stands for those declared in the further files."""
    names: dict[str, None] = {}
    for use in uses:
        if use != STDIN:
            names[use] = None
        elif declared:
            names.update(dict.fromkeys(declared))
        else:
            raise Misuse("the standard input declares no use", 'a use is a block: `use my_use "…"` and its lines')
    return list(names)
