from __future__ import annotations

import pytest

from licet.repl.screen.style import THEMES, paint, sgr
from licet.repl.screen.terminal import Terminal, detect


@pytest.mark.parametrize(
    ("environ", "is_terminal", "color", "expected"),
    [
        ({}, True, "auto", True),
        ({}, False, "auto", False),
        ({"NO_COLOR": "1"}, True, "auto", False),
        ({"NO_COLOR": ""}, True, "auto", True),
        ({"FORCE_COLOR": "1"}, False, "auto", True),
        ({"FORCE_COLOR": "0"}, False, "auto", False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, "auto", False),
        ({"TERM": "dumb"}, True, "auto", False),
        ({"NO_COLOR": "1"}, False, "always", True),
        ({"FORCE_COLOR": "1"}, True, "never", False),
    ],
)
def test_color(environ: dict[str, str], is_terminal: bool, color: str, expected: bool) -> None:
    assert detect(environ, is_terminal=is_terminal, width=80, color=color).color is expected


@pytest.mark.parametrize(
    ("environ", "theme", "expected"),
    [
        ({}, "auto", "dark"),
        ({"COLORFGBG": "0;15"}, "auto", "light"),
        ({"COLORFGBG": "15;0"}, "auto", "dark"),
        ({"LICET_THEME": "light"}, "auto", "light"),
        ({"LICET_THEME": "light"}, "dark", "dark"),
        ({"LICET_THEME": "pink"}, "auto", "dark"),
    ],
)
def test_theme(environ: dict[str, str], theme: str, expected: str) -> None:
    assert detect(environ, is_terminal=True, width=80, theme=theme).theme == expected


@pytest.mark.parametrize(
    ("environ", "width", "expected"),
    [
        ({}, 80, 80),
        ({"COLUMNS": "132"}, 80, 132),
        ({"COLUMNS": "wide"}, 80, 80),
        ({"COLUMNS": "3"}, 80, 20),
        ({}, 0, 20),
    ],
)
def test_width(environ: dict[str, str], width: int, expected: int) -> None:
    assert detect(environ, is_terminal=False, width=width).width == expected


def test_both_themes_know_the_same_styles_and_only_colors_that_exist() -> None:
    assert THEMES["dark"].keys() == THEMES["light"].keys()
    for theme, styles in THEMES.items():
        for style in styles:
            assert sgr(style, theme)


def test_text_is_painted_only_where_color_is_wanted() -> None:
    lines = [(("forbidden", "no"), ("", " way  ")), (), (("no such style", "x"),)]
    assert paint(lines, Terminal()) == "no way\n\nx\n"
    painted = paint(lines, Terminal(color=True))
    assert painted == "\x1b[1;91mno\x1b[0m way\n\nx\n"
    assert paint(lines, Terminal(color=True, theme="light")).startswith("\x1b[1;31mno")
