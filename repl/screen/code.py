"""Code in color, from the tokens of the language itself: the same at the prompt and wherever else code is shown."""

from __future__ import annotations

from licet.grammar.looks import LOOKS
from licet.grammar.tokens import tokenize
from licet.words.fragments import Fragment, Line

__all__ = ["code_line", "code_lines"]


def code_lines(text: str) -> list[Line]:
    """Each line of a text of the language, styled; the texts of a line joined are the line."""
    lines: list[list[Fragment]] = [[]]
    for token in tokenize(text):
        style = LOOKS[token.kind].style
        for i, part in enumerate(token.text.split("\n")):
            if i:
                lines.append([])
            if part:
                lines[-1].append((style, part))
    return [tuple(line) for line in lines]


def code_line(text: str) -> Line:
    """One line of code, styled."""
    return code_lines(text)[0]
