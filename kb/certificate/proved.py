"""What an accepted certificate proves: which answer, to which question, under what, by which policies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from licet.certificate.certified import Goal
from licet.certificate.claim import GoalsClaim, LiteralClaim, UseClaim, pins_of
from licet.grammar import tree
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.logic.values import Row
from licet.verdict.base import Base
from licet.verdict.verdict import Pin

__all__ = ["Given", "Proved", "given_in", "proved_of"]


class Given(Struct, frozen=True):
    """A statement that was taken as given: its text, what it is (`fact`, `rule`, `clause`), and whether it only states
    facts, and names they are about. Any other can change what follows from the policies."""

    text: str
    kind: str
    is_fact: bool


class Proved(Struct, frozen=True):
    """What is proved.

    Attributes:
        use, literal: what was asked: one of them, or neither where the goals of the certificate are proved as such.
        answer: the verdict or truth; empty for goals.
        goals: conclusions, and patterns of which nothing follows, where they are proved as such.
        by, on: who makes the use and on which days, as the policies or the given facts state it.
        readings: the readings of contested terms that were taken as given.
        strict: whether nothing is presumed.
        presumptions: the facts (relation, row) that are taken not to be so, and would make the verdict worse.
        given: the statements that were taken as given besides the policies.
        files: the SHA-256 digests of the policy files by name.
    """

    use: str | None
    literal: str | None
    answer: str
    goals: tuple[Goal, ...]
    by: tuple[str, ...]
    on: tuple[date, ...]
    readings: tuple[Pin, ...]
    strict: bool
    presumptions: tuple[tuple[str, Row], ...]
    given: tuple[Given, ...]
    files: Mapping[str, str]

    @property
    def added(self) -> tuple[Given, ...]:
        """The given statements that are no facts."""
        return tuple(given for given in self.given if not given.is_fact)


def given_in(text: str) -> tuple[Given, ...]:
    """The statements of a text."""
    source = SourceFile("assumed", text)
    return tuple(
        Given(
            "\n".join(source.line(number) for number in range(s.span.line, s.span.end_line + 1)).strip(),
            type(s).__name__.lower(),
            isinstance(s, (tree.Fact, tree.Entity)),
        )
        for s in parse_module(source)[0].statements
    )


def proved_of(
    claim: UseClaim | LiteralClaim | GoalsClaim, goals: tuple[Goal, ...], base: Base, files: Mapping[str, str]
) -> Proved:
    """What a claim that was verified says.

    Args:
        claim: the claim.
        goals: the goals of its worlds.
        base: the policies with what is given.
        files: the digests of the policy files.
    """
    if isinstance(claim, GoalsClaim):
        return Proved(None, None, "", goals, (), (), (), False, (), (), files)
    use, literal = (claim.use, None) if isinstance(claim, UseClaim) else (None, claim.literal)
    stated = [f for f in base.program.facts if use is not None and f.row[:1] == (use,) and len(f.row) == 2]
    return Proved(
        use,
        literal,
        str(claim.answer),
        (),
        tuple(sorted(str(f.row[1]) for f in stated if f.relation == "by")),
        tuple(sorted(f.row[1] for f in stated if f.relation == "on" and isinstance(f.row[1], date))),
        tuple(sorted(set(pins_of(claim.readings)))),
        claim.strict,
        claim.presumed() if isinstance(claim, UseClaim) else (),
        given_in(claim.given),
        files,
    )
