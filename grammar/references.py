"""References: the names that people have for models and licenses elsewhere, `hf:Qwen/Qwen2.5-7B`, `spdx:Apache-2.0`."""

from __future__ import annotations

import re

__all__ = ["HUB", "SPDX", "is_reference", "key_of", "mentions_reference"]

HUB, SPDX = "hf:", "spdx:"
"""What a reference to a name on the hub, or to an SPDX identifier, begins with."""

_NAME = r"(?:hf|spdx):[A-Za-z0-9](?:[A-Za-z0-9_./+-]*[A-Za-z0-9_+])?"
_WHOLE = re.compile(_NAME, re.ASCII)


def is_reference(text: str) -> bool:
    """Whether a text is a reference and nothing else."""
    return _WHOLE.fullmatch(text) is not None


def mentions_reference(text: str) -> bool:
    """Whether there can be a reference in a text."""
    return _WHOLE.search(text) is not None


def key_of(reference: str) -> str:
    """What two references have in common that mean the same: neither the hub nor SPDX tells capitals from others."""
    return reference.casefold()
