"""What every answer says once of what it is worth."""

from __future__ import annotations

__all__ = ["DISCLAIMER"]

DISCLAIMER = "This is what encoded policies derive. It is not legal advice."
