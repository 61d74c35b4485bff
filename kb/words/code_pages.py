"""What each code of a finding means, at length: a page with a wrong text, a right one, and the reason.

The pages are Markdown files in `codes/`, one for each code. `docs/errors.md` is all of them, one after the other:
`python -m licet.words.code_pages > docs/errors.md` writes it anew.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from msgspec import Struct

__all__ = ["CodePage", "codes", "document", "page_of"]

_BEGINNING = """\
# Errors and warnings

Each finding of `licet check` has a code. `licet explain CODE` prints its page. Codes that begin with E are errors,
which stop an answer, and codes that begin with W warnings. U and F are what a command or a question runs into. What
`licet lint` finds begins with L.
"""
_HEADING = re.compile(r"# ([ELWUF]\d{3}): (.+)\n\n")


class CodePage(Struct, frozen=True):
    """A code (`E204`), what is found in a few words, and the page in Markdown, without its heading."""

    code: str
    title: str
    text: str


def codes() -> tuple[str, ...]:
    """The codes that have a page, sorted."""
    return tuple(sorted(file.name.removesuffix(".md") for file in _folder().iterdir() if file.name.endswith(".md")))


def page_of(code: str) -> CodePage | None:
    """The page of a code as diagnostics show it, in capitals; None where there is no such code."""
    file = _folder().joinpath(f"{code}.md")
    if not code.isalnum() or not file.is_file():
        return None
    text = file.read_text(encoding="utf-8")
    heading = _HEADING.match(text)
    assert heading is not None, f"the page of {code} has no heading"
    return CodePage(code, heading[2], text[heading.end() :])


def document() -> str:
    """All pages as one Markdown document, with a table of them."""
    pages = [page for code in codes() if (page := page_of(code)) is not None]
    rows = [f"| [{page.code}](#{page.code.lower()}) | {page.title} |" for page in pages]
    parts = [
        f'<a id="{p.code.lower()}"></a>\n\n## {p.code}: {p.title}\n\n{p.text.replace("## ", "### ")}' for p in pages
    ]
    return "\n".join([_BEGINNING, "| code | found |", "|---|---|", *rows, "", *parts])


def _folder() -> Traversable:
    return files("licet.words").joinpath("codes")


if __name__ == "__main__":
    print(document(), end="")
