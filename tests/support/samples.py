"""How many examples a property is tried on: what a test names, or the share of it that `tests/conftest.py` sets."""

from __future__ import annotations

from hypothesis import settings

__all__ = ["samples"]


def samples(everything: int) -> int:
    """The number of examples of this run, for a property that is tried on that many when all are."""
    percent = settings.default.max_examples
    return max(3, everything * percent // 100)
