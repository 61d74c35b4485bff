"""Policies that further statements can be laid upon, and how a question names what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import SourceFile
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.described_use import with_described
from licet.verdict.policies import Policies
from licet.verdict.subjects import conditions_of, known_readings, known_use
from licet.verdict.verdict import Pin

if TYPE_CHECKING:
    from licet.facts.statements import Entity, Fact
    from licet.grammar import tree
    from licet.logic import ir

__all__ = ["Revisable"]


class Revisable(Struct, frozen=True):
    """Checked policies. What changes them gives further ones; these stay as they are."""

    policies: Policies

    @property
    def base(self) -> Base:
        """The policies in every form that answering needs."""
        return self.policies.base

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Findings that are no errors."""
        return self.policies.warnings

    @property
    def vocabulary(self) -> Vocabulary:
        """The declared names."""
        return self.base.vocabulary

    def strictly(self) -> Self:
        """The same policies with nothing presumed: what is not said of presumed relations is unknown. It is what
        `strict=True` asks."""
        loaded = self.policies.loaded or self.policies
        return type(self)(replace(self.policies, base=self.base.strict(), loaded=loaded))

    def assume(self, stated: str | Entity | Fact | Iterable[Entity | Fact], name: str = "assumed") -> Self:
        """A further knowledge base with further statements; this one stays as it is.

        Args:
            stated: a text, or values of `licet.facts`.
            name: what errors and proofs call the text; of values, it has a line for each.

        Raises:
            PolicyError: it does not parse or does not pass the checks.
        """
        from licet.verdict.revision import assume, with_module

        if isinstance(stated, str):
            return type(self)(assume(self.policies, stated, name))
        from licet.facts.statements import Entity, Fact
        from licet.facts.trees import module_of

        values = (stated,) if isinstance(stated, (Entity, Fact)) else stated
        module, source, found = module_of(values, self.vocabulary, name)
        return type(self)(with_module(self.policies, module, source, found))

    def with_module(
        self, module: tree.Module, source: SourceFile | None = None, found: Sequence[Diagnostic] = ()
    ) -> Self:
        """A further knowledge base with the statements of a parsed module.

        Raises:
            PolicyError: `found` has errors, or the statements do not pass the checks.
        """
        from licet.verdict.revision import with_module

        return type(self)(with_module(self.policies, module, source, found))

    def retract(self, text: str, name: str = "retracted") -> Self:
        """A further knowledge base without the facts that a text states; this one stays as it is.

        Raises:
            PolicyError: the text does not parse, has other statements than facts, or a fact is not stated here.
        """
        from licet.verdict.revision import retract

        return type(self)(retract(self.policies, text, name))

    def without(self, facts: Sequence[ir.Fact]) -> Self:
        """A further knowledge base as if those facts had not been stated; others may be stated in their place."""
        from licet.verdict.revision import without

        return type(self)(without(self.policies, facts))

    def dated(self, use: str, on: date) -> Self:
        """A further knowledge base in which a use is made on that day, whatever day is stated of it."""
        from licet.verdict.revision import dated

        return type(self)(dated(self.policies, use, on))

    def with_base(self, base: Base) -> Self:
        """A further knowledge base of the same statements whose answers come from that base: another engine, say, or
        with the sources of what was typed."""
        return type(self)(replace(self.policies, base=base))

    def about(self, use: str | Entity) -> tuple[Self, str]:
        """What a question about a use is asked of, and the name of the use: for the lines that describe one, or a
        `licet.facts.Use`, a further knowledge base that has it.

        Raises:
            NameUnknown: no use of that name is declared, or the value is something else than a use.
            PolicyError: the lines do not parse or do not fit the policies; or the value does not, or has the name of
                something that they declare.
            TypeError: it is something else.
        """
        if not isinstance(use, str):
            return self._with_value(use)
        if len(use.split()) < 2:
            known_use(self.vocabulary, use.strip())
            return self, use.strip()
        policies, name = with_described(self.policies, use)
        return type(self)(policies), name

    def _with_value(self, use: Entity) -> tuple[Self, str]:
        from licet.facts.statements import Entity

        if not isinstance(use, Entity):
            raise TypeError(f"a use is its name, its lines, or a `licet.facts.Use`, and no `{type(use).__name__}`")
        at = self.assume(use, str(use.name))
        known_use(at.vocabulary, use.name)
        return at, use.name

    def _at(self, use: str | Entity, on: date | None, strict: bool = False) -> tuple[Base, str]:
        at, name = self.about(use)
        return (at if on is None else at.dated(name, on))._base(strict), name

    def _base(self, strict: bool) -> Base:
        return self.base.strict() if strict else self.base

    def _pins(self, readings: Iterable[Pin]) -> tuple[Pin, ...]:
        return known_readings(self.vocabulary, readings)

    def _conditions(self, text: str, *, ground: bool) -> tuple[tree.Condition, ...]:
        return conditions_of(self.vocabulary, text, ground=ground)
