"""What the place where text is shown can do: its width, its colors, whether somebody sits before it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

__all__ = ["Terminal", "detect"]

_NARROWEST = 20


class Terminal(Struct, frozen=True):
    """Where text goes.

    Attributes:
        width: columns.
        color: whether to color.
        theme: `dark` or `light`, after the background.
        plain: no box drawing and no symbols, for screen readers.
    """

    width: int = 80
    color: bool = False
    theme: str = "dark"
    plain: bool = False


def detect(
    environ: Mapping[str, str],
    *,
    is_terminal: bool,
    width: int,
    color: str = "auto",
    theme: str = "auto",
    plain: bool = False,
) -> Terminal:
    """Find out what the output can do.

    `color` (`always`, `never`) decides when it is given; otherwise NO_COLOR forbids color, FORCE_COLOR asks for it,
    and a terminal that is not `dumb` gets it. `COLUMNS` overrides the width. `theme` or LICET_THEME names the
    theme; otherwise COLORFGBG tells the background where the terminal sets it, and dark is assumed.
    """
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        width = int(columns)
    wanted = theme if theme != "auto" else environ.get("LICET_THEME", "")
    if wanted not in ("dark", "light"):
        background = environ.get("COLORFGBG", "").rpartition(";")[2]
        wanted = "light" if background in ("7", "15") else "dark"
    return Terminal(max(width, _NARROWEST), _colored(environ, is_terminal, color), wanted, plain)


def _colored(environ: Mapping[str, str], is_terminal: bool, color: str) -> bool:
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") != "0":
        return True
    return is_terminal and environ.get("TERM") != "dumb"
