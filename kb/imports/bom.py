"""Bills of materials with models in them: CycloneDX and SPDX 3 with its AI profile, read by their libraries."""

from __future__ import annotations

from typing import Any

from licet.imports.cyclonedx_bom import cyclonedx
from licet.imports.found import Found, clean, problem
from licet.imports.spdx_bom import spdx
from licet.wire.decoding import decoded

__all__ = ["MOST_BYTES", "bom"]

MOST_BYTES = 50_000_000


def bom(data: bytes, source: str) -> Found:
    """What a bill of materials says of models, datasets and services.

    Args:
        data: the file, as JSON.
        source: its name; facts are stated `per` it.

    Returns:
        The things in it, and a problem (E705) for what is no such bill, or a part of it that cannot be read.

    Raises:
        Missing: the library that reads it is not installed.
    """
    if len(data) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        return _wrong(source, f"it is larger than {limit}", "split it, or leave out what is not about models")
    try:
        document: Any = decoded(data)
    except (ValueError, RecursionError) as error:
        return _wrong(source, f"it is not JSON: {clean(str(error))}", None)
    if isinstance(document, dict) and document.get("bomFormat") == "CycloneDX":
        return cyclonedx(document, source)
    if isinstance(document, dict) and "@context" in document:
        return spdx(document, source)
    return _wrong(source, "it is neither CycloneDX nor SPDX 3", 'CycloneDX has `"bomFormat"`, SPDX 3 has `"@context"`')


def _wrong(source: str, message: str, help: str | None) -> Found:
    return Found(problems=(problem("E705", f"{source}: {message}", source, 1, help),))
