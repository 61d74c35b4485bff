"""Policies with what a question brings along: statements, as a text or as values, or the use that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from licet.verdict.described_use import with_described
from licet.verdict.policies import Policies
from licet.verdict.subjects import known_use

if TYPE_CHECKING:
    from licet.facts.statements import Entity, Fact

__all__ = ["with_stated", "with_use"]


def with_stated(policies: Policies, stated: str | Entity | Fact | Iterable[Entity | Fact], name: str) -> Policies:
    """The policies with further statements; `name` is what errors and proofs call them.

    Raises:
        PolicyError: they do not parse or do not pass the checks.
    """
    from licet.verdict.revision import assume, with_module

    if isinstance(stated, str):
        return assume(policies, stated, name)
    from licet.facts.statements import Entity, Fact
    from licet.facts.trees import module_of

    values = (stated,) if isinstance(stated, (Entity, Fact)) else stated
    module, source, found = module_of(values, policies.vocabulary, name)
    return with_module(policies, module, source, found)


def with_use(policies: Policies, use: str | Entity) -> tuple[Policies, str]:
    """What a question about a use is asked of, and the name of the use: see `KnowledgeBase.about`.

    Raises:
        NameUnknown, PolicyError, TypeError: as that does.
    """
    if isinstance(use, str):
        if len(use.split()) < 2:
            known_use(policies.vocabulary, use.strip())
            return policies, use.strip()
        return with_described(policies, use)
    from licet.facts.statements import Entity

    if not isinstance(use, Entity):
        raise TypeError(f"a use is its name, its lines, or a `licet.facts.Use`, and no `{type(use).__name__}`")
    further = with_stated(policies, use, str(use.name))
    known_use(further.vocabulary, use.name)
    return further, use.name
