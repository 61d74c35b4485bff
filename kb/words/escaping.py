"""Text that Markdown is to show as it is."""

from __future__ import annotations

import re

from licet.words.fragments import clean_line

__all__ = ["fenced", "html_in_markdown", "markdown_escaped"]

_SPECIAL = re.compile(r"[\\`*\[\]|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_RUNS = re.compile(r"`+")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", "#": "&#35;"})


def markdown_escaped(text: str) -> str:
    """The text so that Markdown shows it as it is, wherever in a line it stands."""
    return html_in_markdown(_SPECIAL.sub(lambda m: f"\\{m[0]}", text))


def html_in_markdown(text: str) -> str:
    """The text where Markdown does not look; GitHub still turns mentions and addresses into links there."""
    return text.translate(_ENTITIES).replace("://", "&#58;//").replace("www.", "www&#46;")


def fenced(text: str) -> str:
    """Statements in a fence that is longer than any in them."""
    fence = "`" * max(3, *(len(run) + 1 for run in _RUNS.findall(text)), 3)
    return f"{fence}\n{chr(10).join(map(clean_line, text.splitlines()))}\n{fence}"
