"""Documents as whoever reads them gets them."""

from __future__ import annotations

import json
from typing import Any

from licet.wire.envelope import Document, json_text

__all__ = ["read"]


def read(document: Document) -> dict[str, Any]:
    """A document, written and read."""
    found: dict[str, Any] = json.loads(json_text(document))
    return found
