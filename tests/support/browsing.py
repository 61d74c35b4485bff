"""A browser without scripts: links and forms of a page, and what is sent when a form is."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlencode

__all__ = ["Page"]

_VOID = frozenset({"meta", "link", "input", "br"})


class Page(HTMLParser):
    """A page: its tags with their attributes, its text, and the fields of its form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.unclosed: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        """Where the links of the page lead."""
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]

    def fields(self) -> list[dict[str, str]]:
        """The fields of the form."""
        return [attributes for tag, attributes in self.tags if tag in ("input", "button") and "name" in attributes]

    def sent(self, *marked: str, typed: str = "", button: str | None = None) -> str:
        """The query that the form sends when choices are marked, a text is typed, and a button is pressed."""
        pairs = []
        for field in self.fields():
            sort, name, value = field.get("type", "text"), field["name"], field.get("value", "")
            if sort == "hidden" or (sort in ("checkbox", "radio") and value in marked):
                pairs.append((name, value))
            elif sort in ("text", "date"):
                pairs.append((name, typed))
            elif sort == "submit" and value and value == button:
                pairs.append((name, value))
        return urlencode(pairs)
