"""Findings that differ only in the license they are about, told as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from licet.grammar.diagnostics import Diagnostic

__all__ = ["brief"]

_TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "W501": "texts of {} licenses not found",
        "W502": "quotes of {} licenses not verified: no text of theirs is at hand",
        "W505": "locators of {} licenses not checked: their texts tell no such numbers",
    }
)
"""What findings of a code say together, after their number."""

_SHOW_ALL = "`licet check --all` shows each"


def brief(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings, with one in place of several of a code and help that only count things of a license."""
    groups: dict[tuple[str, str | None], list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.tally is not None and diagnostic.code in _TOLD:
            groups.setdefault((diagnostic.code, diagnostic.help), []).append(diagnostic)
    firsts = {id(group[0]): group for group in groups.values() if len(group) > 1}
    others = {id(d) for group in firsts.values() for d in group[1:]}
    return [_together(firsts[id(d)]) if id(d) in firsts else d for d in found if id(d) not in others]


def _together(group: Sequence[Diagnostic]) -> Diagnostic:
    counts: dict[str, int] = {}
    for diagnostic in group:
        if diagnostic.tally is not None:
            license, count = diagnostic.tally
            counts[license] = counts.get(license, 0) + count
    several = any(count > 1 for count in counts.values())
    listed = ", ".join(f"`{name}` ({count})" if several else f"`{name}`" for name, count in sorted(counts.items()))
    message = f"{sum(counts.values())} {_TOLD[group[0].code].format(len(counts))}: {listed}"
    help = f"{group[0].help}; {_SHOW_ALL}" if group[0].help else _SHOW_ALL
    return replace(group[0], message=message, span=None, help=help, labels=(), tally=None)
