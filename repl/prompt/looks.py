"""The themes for prompt-toolkit."""

from __future__ import annotations

from prompt_toolkit.styles import Style

from licet.repl.screen.style import THEMES

__all__ = ["prompt_style"]


def prompt_style(theme: str) -> Style:
    """The theme for prompt-toolkit."""
    rules = {name: look for name, look in THEMES[theme].items() if " " not in name}
    dark = theme == "dark"
    back = "bg:ansiblack" if dark else "bg:ansigray"
    menu = f"{back} {'ansigray' if dark else 'ansiblack'}"
    return Style.from_dict(
        {
            **rules,
            "prompt": "bold",
            "auto-suggestion": rules["dim"],
            "matching-bracket.other": "bold underline",
            "matching-bracket.cursor": "bold underline",
            "bottom-toolbar": "noreverse " + rules["dim"],
            "completion-menu": menu,
            "completion-menu.completion.current": "noreverse bold bg:ansiblue ansiwhite",
            "completion-menu.meta.completion": f"{back} ansibrightblack",
            "completion-menu.meta.completion.current": "noreverse bg:ansiblue ansiwhite",
        }
    )
