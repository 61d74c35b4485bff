"""Functions that were generated, in a form that can be kept."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """Functions that were written: their code, in the form of this version of Python, and the constants in it."""

    code: bytes
    constants: Mapping[str, Any]

    def names(self) -> dict[str, Any]:
        """The names it defines."""
        names = dict(self.constants)
        exec(marshal.loads(self.code), names)
        return names
