"""Names and days as people write them elsewhere, and how they are written here."""

from __future__ import annotations

import re

__all__ = ["day_as_said", "hub_name"]

_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w.-]*\w")
_DAY = re.compile(
    r"(?:(?P<early>\d{1,2})(?:st|nd|rd|th)?\.?\s+)?(?P<month>[A-Za-z]{3,9})\.?"
    r"(?:\s+(?P<late>\d{1,2})(?:st|nd|rd|th)?,?)?\s+(?P<year>\d{4})\b"
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


def hub_name(text: str) -> str | None:
    """The name of a hub that a text begins with, `meta-llama/Llama-3.1-8B`."""
    found = _HUB_NAME.match(text)
    return found[0] if found is not None else None


def day_as_said(text: str) -> str | None:
    """The day or month that a text begins with, `June 1, 2026` or `1 June 2026` or `June 2026`, in figures."""
    found = _DAY.match(text)
    if found is None:
        return None
    number = next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(found["month"].lower())), None)
    if number is None:
        return None
    day = found["early"] or found["late"]
    return f"{found['year']}-{number:02}" + (f"-{int(day):02}" if day else "")
