"""What others say of models, in cards, hub exports, bills of materials and tables, as policy text.

`card`, `hub_rows`, `bom` and `table` read what was found; `policy_text` writes it, against the policies that it will be
added to. Nothing is guessed: a license that nobody declared is `unread`, and nobody is said to have named everything.
"""

from __future__ import annotations

from licet.imports.bom import bom
from licet.imports.card import card
from licet.imports.found import Base, Found, License, Thing
from licet.imports.hub import hub_rows, jsonl_rows, parquet_rows
from licet.imports.table import table
from licet.imports.writing import policy_text

__all__ = [
    "Base",
    "Found",
    "License",
    "Thing",
    "bom",
    "card",
    "hub_rows",
    "jsonl_rows",
    "parquet_rows",
    "policy_text",
    "table",
]
