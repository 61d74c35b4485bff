"""The pages: HTML from templates that escape everything."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from licet.words.disclaimer import DISCLAIMER
from licet.words.fragments import Line, text_of

__all__ = ["drawn", "styled"]


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("licet.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["lines"] = styled
    return found


def styled(lines: Iterable[Line]) -> Markup:
    """Styled lines as paragraphs, set in as far as they are."""
    found = []
    for line in lines:
        text = text_of(line)
        if text.strip():
            depth = min((len(text) - len(text.lstrip())) // 2, 4)
            found.append(Markup('<p class="in-{}">{}</p>').format(depth, _fragments(line)))
    return Markup("\n").join(found)


def _fragments(line: Line) -> Markup:
    whole = Markup("")
    for style, text in line:
        name = style.replace(" ", "-")
        whole += Markup('<span class="{}">{}</span>').format(name, text) if style else escape(text)
    return whole


def drawn(template: str, title: str, root: str, **values: object) -> bytes:
    """A page.

    Args:
        template: the name of the template, without its ending.
        title: what stands in the title of the window.
        root: how links lead from the page to the first one, such as `../`.
        values: what the template shows.
    """
    page = _environment().get_template(f"{template}.html")
    return page.render(title=title, root=root, disclaimer=DISCLAIMER, **values).encode()
