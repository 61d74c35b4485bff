"""The uses that policies hold: those that they declare, and those that their tests give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from licet.answers.policy_tests import selected
from licet.errors import LicetError, PolicyError
from licet.grammar import tree
from licet.grammar.source import Span
from licet.verdict.base import Base
from licet.verdict.build import extend
from licet.verdict.policies import Policies
from licet.verdict.revision import with_module
from licet.verdict.verdict import Pin

__all__ = ["AskedUse", "asked_uses", "laid_over"]

Key = tuple[str, str]


class AskedUse(Struct, frozen=True):
    """A use to ask about.

    Attributes:
        name: what it is called.
        test: the title of the test that gives it; None where the policies declare it.
        span: where it stands.
        given: what is laid over the policies before it is asked: what the test gives.
        pins: the readings that the test takes as given.
    """

    name: str
    test: str | None
    span: Span
    given: tuple[tree.Entity | tree.Fact, ...] = ()
    pins: tuple[Pin, ...] = ()

    @property
    def key(self) -> Key:
        """What tells it from others in the same policies."""
        return (self.test or "", self.name)


def asked_uses(base: Base) -> Mapping[Key, AskedUse]:
    """The uses of policies, by key: declared ones first, then those of tests in the order of files and lines."""
    found = {}
    vocabulary = base.vocabulary
    for name in vocabulary.members("use"):
        use = AskedUse(name, None, vocabulary.entities[name].span)
        found[use.key] = use
    for use in _of_tests(base):
        found.setdefault(use.key, use)
    return found


def _of_tests(base: Base) -> Iterator[AskedUse]:
    for _, test in selected(base):
        given = tuple(g for g in test.given if not isinstance(g, tree.Pin))
        pins = tuple(Pin(g.term, g.reading) for g in test.given if isinstance(g, tree.Pin))
        for statement in given:
            if isinstance(statement, tree.Entity) and base.vocabulary.is_a(statement.kind, "use"):
                yield AskedUse(statement.name, test.title, statement.name_span, given, pins)


def laid_over(base: Base, use: AskedUse, policies: Policies | None = None) -> Base | None:
    """The base with what a use needs; None where these policies cannot be asked about it.

    Args:
        base: the policies, perhaps a part of them.
        use: the use.
        policies: the policies that what is given is checked against, where it is from others.
    """
    if policies is not None:
        if use.test is None and use.name not in policies.vocabulary.entities:
            return None
        try:
            with_module(policies, tree.Module(use.span.file, use.given), None, ())
        except (PolicyError, LicetError):
            return None
    return extend(base, use.given, use.span.file) if use.given else base
