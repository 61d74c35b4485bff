"""What each statement and each line of one looks like, by its first word: for help texts and highlighting."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["LINE_FORMS", "LINE_WORDS", "STATEMENT_FORMS"]

STATEMENT_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "accept": '`accept "b096c8036421" because "…"`',
        "adopt": "`adopt reading r of t`",
        "claim": '`claim name "what is claimed"`',
        "clause": '`clause name at "1.b"`',
        "concluded": "`concluded relation r(kind, kind)`",
        "dated": "`dated relation r(kind, kind)`",
        "fact": "`fact r(a, b)`, `fact a r b` or `fact a is r`",
        "kind": "`kind model` or `kind model is artifact`",
        "license": '`license name "Title"`',
        "open": "`open relation r(kind, kind)`",
        "presumed": "`presumed relation r(kind, kind)`",
        "relation": "`relation r(kind, kind)` or `relation r(kind) = kind`",
        "rule": "`rule X r Y`, and its conditions on the lines under it",
        "term": '`term r(Use, Model) at "1.b"`',
        "test": '`test "what it shows"`',
        "unmodelled": '`unmodelled "3" because "…"`',
    }
)
LINE_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "about": "`about name, name`",
        "alias": '`alias "1.v" for "1.b.v"`',
        "also": '`also "host", "API"`, at the end of a declaration or on the line under it',
        "as": "`as in license.clause`, and `with a for b` after it",
        "based_on": "`based_on license1`",
        "because": '`because "…"`',
        "by": '`by name` or `by "…"`, in an adoption `by "…" on 2026-11-02`',
        "disapplies": "`disapplies clause, license.clause`",
        "expect": "`expect permitted of use1`, `expect contested over term1` or `expect that X r Y`",
        "for": "`for organization1`",
        "forbids": "`forbids Use`, `forbids Use of Thing` or `forbids Use of Thing to action1, action2`",
        "given": "`given model m`, `given fact m r n` or `given reading r of t`",
        "held": '`held by name "where"`',
        "hub": '`hub "Qwen/Qwen2.5-7B"`, at the end of a declaration or on the line under it',
        "in": "`in force from 2023-07-18 until 2024-07-18`",
        "incorporates": "`incorporates license1`",
        "licensor": "`licensor name`",
        "note": '`note "…"`',
        "on": "`on 2023-07-18` or `on 2023-07`",
        "overrides": "`overrides clause, license.clause`",
        "per": '`per "where it is from"`',
        "permits": "`permits Use`, `permits Use of Thing` or `permits Use of Thing to action1, action2`",
        "quote": '`quote "…"`',
        "reading": '`reading name "what it means"`',
        "requires": "`requires duty1 of Use of Thing to action1 as condition` or `… as covenant`",
        "says": "`says X r Y` or `says not X r Y`",
        "silence": "`silence means not granted`, `permitted`, `forbidden` or `unknown`",
        "conflict": "`conflict means forbidden`",
        "spdx": '`spdx "Apache-2.0"`, at the end of a declaration or on the line under it',
        "text": '`text "path" sha256 "…"`',
        "unread": '`unread because "…"`',
        "url": '`url "https://…"`',
        "with": "`with new for old, new for old`",
        "withholds": "`withholds clause, license.clause`",
        "without": "`without clause name, name` or `without relation name`",
    }
)
LINE_WORDS = frozenset(LINE_FORMS) | {"and", "end", "unless", "when"}
