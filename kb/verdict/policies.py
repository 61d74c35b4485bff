"""Checked policies as a value: ready to be asked, and to be laid under further statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from licet.engine.deferred import Deferred
from licet.grammar.diagnostics import Diagnostic
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base

if TYPE_CHECKING:
    from licet.checks.examine import Checked
    from licet.grammar import tree

__all__ = ["Policies"]


class Policies(Struct, frozen=True):
    """Policies that passed the checks.

    Attributes:
        base: the policies in every form that answering needs.
        examined: what checking further statements over these needs.
        warnings: findings that are no errors.
        loaded: the policies that statements were laid upon; None for themselves.
        laid: those statements, in order.
    """

    base: Base
    examined: Deferred[Checked]
    warnings: tuple[Diagnostic, ...] = ()
    loaded: Policies | None = None
    laid: tuple[tree.Module, ...] = ()

    @property
    def vocabulary(self) -> Vocabulary:
        """The declared names."""
        return self.base.vocabulary
