"""The front matter of a card: YAML, read safely and within bounds."""

from __future__ import annotations

import re
from typing import Any

from licet.imports.found import Missing, clean

__all__ = ["BadFrontMatter", "front_matter"]

_FENCED = re.compile(
    r"\A\ufeff?(?:\s*<!--(?:(?!-->).)*-->)*\s*^---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_MOST_CHARACTERS = 1_000_000
_MOST_ALIASES, _DEEPEST = 20, 30


class BadFrontMatter(Exception):
    """Why the front matter cannot be read, and at which line of the card."""

    def __init__(self, message: str, line: int = 1, help: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.help = help


def front_matter(text: str) -> tuple[dict[str, Any], int]:
    """What stands between the two `---` at the beginning of a card, and the line where that begins.

    Raises:
        BadFrontMatter: there is none, or it is not a YAML mapping, or it is past the bounds.
        Missing: PyYAML is not installed.
    """
    found = _FENCED.match(text)
    if found is None:
        raise BadFrontMatter(
            "there is no front matter", 1, "a card begins with `---`, lines such as `license: mit`, and `---`"
        )
    first = text.count("\n", 0, found.start("yaml")) + 1
    return _mapping(found["yaml"], first), first


def _mapping(text: str, first: int) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise Missing("PyYAML") from None
    if len(text) > _MOST_CHARACTERS:
        raise BadFrontMatter(f"the front matter is longer than {_MOST_CHARACTERS:_} characters", first)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _bounded(yaml, loader, text, first)
        node = yaml.compose(text, Loader=loader)
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            raise BadFrontMatter("the front matter is no mapping", first, "write lines such as `license: mit`")
        seen: dict[str, int] = {}
        for key, _ in node.value:
            line = first + key.start_mark.line
            if isinstance(key, yaml.ScalarNode) and seen.setdefault(key.value, line) != line:
                message = f"`{clean(key.value)}` is given twice, first on line {seen[key.value]}"
                raise BadFrontMatter(message, line, "keep one of the two")
        found: Any = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it does not parse"
        line = first + (mark.line if mark is not None else 0)
        raise BadFrontMatter(f"the front matter is not YAML: {clean(str(reason))}", line) from None
    except (RecursionError, ValueError, TypeError, OverflowError) as error:
        raise BadFrontMatter(f"the front matter cannot be read: {clean(str(error))}", first) from None
    return {str(key): value for key, value in found.items()}


def _bounded(yaml: Any, loader: Any, text: str, first: int) -> None:
    """Refuse what grows or nests beyond anything that a card needs."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        if depth > _DEEPEST or aliases > _MOST_ALIASES:
            what = f"nests more than {_DEEPEST} deep" if depth > _DEEPEST else f"has more than {_MOST_ALIASES} aliases"
            raise BadFrontMatter(f"the front matter {what}", first + event.start_mark.line)
