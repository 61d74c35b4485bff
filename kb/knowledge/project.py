"""The project file `licet.toml`: what the policies of a repository build on, where they are, how answers are shown."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from licet.checks.project_folder import PROJECT_FILE, find_project
from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic, Severity, did_you_mean
from licet.grammar.source import Span
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load

__all__ = ["Project", "open_project", "read_project"]

_MOST_BYTES = 1_000_000
_COLORS = ("auto", "always", "never")
_FORMATS = ("text", "json", "jsonl", "csv", "markdown", "html", "mermaid", "dot", "github", "sarif", "junit")


class Project(Struct, frozen=True):
    """A project file.

    Attributes:
        file: where it is.
        on_shipped: whether the policies of the project stand beside those that come with Licet.
        policies: the folders and files of its policies, absolute.
        texts: folders where license texts are looked up by their hash, absolute.
        strict: whether questions presume nothing.
        strict_check: whether warnings of a check count as errors.
        format: how answers are shown where nothing else is asked for, if it says so.
        color: `auto`, `always` or `never`, if it says so.
    """

    file: Path
    on_shipped: bool = True
    policies: tuple[Path, ...] = ()
    texts: tuple[Path, ...] = ()
    strict: bool = False
    strict_check: bool = False
    format: str | None = None
    color: str | None = None

    @property
    def folder(self) -> Path:
        """The folder of the project."""
        return self.file.parent

    def roots(self, *further: Path) -> tuple[Path, ...]:
        """What to load: the policies that come with Licet if the project builds on them, and its own, or others in
        their place."""
        from licet.checks.files import shipped_policies

        own = further or self.policies
        return (shipped_policies(), *own) if self.on_shipped else own


def read_project(file: Path) -> Project:
    """Read a project file.

    Raises:
        PolicyError: it cannot be read or is no TOML (E130), has a key that means nothing (E131) or a value of the wrong
            sort (E132), names a folder that is not there (E133), or expects another version of Licet (E134).
    """
    return _Reading(file).project()


def open_project(path: str | Path = ".") -> KnowledgeBase:
    """The knowledge base of the project that a folder or file belongs to.

    Args:
        path: the folder of the project or one below it, or its project file.

    Raises:
        PolicyError: there is no project file, it has errors, or its policies have.
    """
    given = Path(path)
    file = given if given.is_file() else find_project(given)
    if file is None:
        message = f"no `{PROJECT_FILE}` in `{given.as_posix()}` or above"
        raise PolicyError([Diagnostic(Severity.ERROR, "E130", message, None, "`licet init` lays one down")])
    project = read_project(file)
    found = load(*project.roots(), texts=project.texts)
    return found.strictly() if project.strict else found


def _from_here(path: Path) -> Path:
    """The path from the working folder, by which what is in it is shown; as it is where none leads there."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path


class _Reading:
    """A project file on its way: its text, and what is wrong with it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.shown = _from_here(file).as_posix()
        self.found: list[Diagnostic] = []
        self.lines: list[str] = []

    def project(self) -> Project:
        stated = self._table()
        keys: Mapping[str, Callable[[str, Any], Any]] = {
            "licet": self._text,
            "base": self._base,
            "policies": self._paths,
            "texts": self._paths,
            "strict": self._flag,
            "strict_check": self._flag,
            "output": self._output,
        }
        read = {key: keys[key](key, stated[key]) for key in self._known(stated, keys)}
        self._check_version(read.get("licet"))
        if "policies" not in stated:
            self._error("E132", "a project says where its policies are", None, 'for example `policies = ["policies"]`')
        if self.found:
            raise PolicyError(self.found)
        return Project(
            self.file,
            read.get("base", True),
            read["policies"],
            read.get("texts", ()),
            read.get("strict", False),
            read.get("strict_check", False),
            *read.get("output", (None, None)),
        )

    def _table(self) -> Mapping[str, Any]:
        try:
            data = self.file.read_bytes() if self.file.stat().st_size <= _MOST_BYTES else None
        except OSError as error:
            raise self._refused((error.strerror or str(error)).lower()) from error
        if data is None:
            raise self._refused("it is larger than 1 MB")
        try:
            text = data.decode("utf-8")
            self.lines = text.splitlines()
            return tomllib.loads(text)
        except UnicodeDecodeError as error:
            raise self._refused("it is not UTF-8 text") from error
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (1, 1)
            reason = str(error).split(" (at ")[0]
            raise self._refused(f"{reason[:1].lower()}{reason[1:]}", line, column) from error

    def _refused(self, reason: str, line: int = 1, column: int = 1) -> PolicyError:
        span = Span(self.shown, line, column, line, column + 1)
        message = f"the project file cannot be read: {reason}"
        return PolicyError([Diagnostic(Severity.ERROR, "E130", message, span, "it is TOML: `key = value` lines")])

    def _error(self, code: str, message: str, key: str | None, help: str | None = None) -> None:
        stated = re.compile(rf"\s*{re.escape(key or '')}\s*=|\s*\[{re.escape(key or '')}\]")
        line = next((n for n, text in enumerate(self.lines, 1) if key and stated.match(text)), 1)
        text = self.lines[line - 1] if key and self.lines else ""
        first = len(text) - len(text.lstrip()) + 1
        span = Span(self.shown, line, first, line, max(first + 1, len(text.rstrip()) + 1))
        self.found.append(Diagnostic(Severity.ERROR, code, message, span, help))

    def _known(self, stated: Mapping[str, Any], keys: Mapping[str, object]) -> Iterator[str]:
        for key in stated:
            if key in keys:
                yield key
            else:
                listed = ", ".join(f"`{name}`" for name in keys)
                help = did_you_mean(key, keys) or f"there are {listed}"
                self._error("E131", f"`{key}` means nothing in a project file", key, help)

    def _text(self, key: str, value: Any) -> str | None:
        if isinstance(value, str):
            return value
        self._wrong(key, 'a text: `"…"`')
        return None

    def _flag(self, key: str, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self._wrong(key, "`true` or `false`")
        return None

    def _base(self, key: str, value: Any) -> bool:
        if value not in ("licet", "none"):
            self._wrong(key, '`"licet"` or `"none"`')
        return bool(value == "licet")

    def _paths(self, key: str, value: Any) -> tuple[Path, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong(key, f'a list of paths: `{key} = ["{key}"]`')
            return ()
        found = tuple(self.file.parent.resolve() / item for item in value)
        for path, item in zip(found, value, strict=True):
            if not path.exists():
                self._error("E133", f"there is no `{item}` beside the project file", key, "make it, or name another")
        return found

    def _output(self, key: str, value: Any) -> tuple[str | None, str | None]:
        if not isinstance(value, dict):
            self._wrong(key, "a table: `[output]`")
            return None, None
        known = {"format": self._format, "color": self._color}
        read = {name: known[name](name, value[name]) for name in self._known(value, known)}
        return read.get("format"), read.get("color")

    def _format(self, key: str, value: Any) -> str | None:
        if value not in _FORMATS:
            self._wrong(key, f"one of {', '.join(f'`{name}`' for name in _FORMATS)}, in quotes")
            return None
        return str(value)

    def _color(self, key: str, value: Any) -> str | None:
        if value not in _COLORS:
            self._wrong(key, "`auto`, `always` or `never`, in quotes")
            return None
        return str(value)

    def _wrong(self, key: str, expected: str) -> None:
        self._error("E132", f"`{key}` is {expected}", key)

    def _check_version(self, wanted: str | None) -> None:
        if wanted is None:
            return
        from importlib.metadata import version

        from packaging.specifiers import InvalidSpecifier, SpecifierSet

        here = version("licet")
        try:
            fits = SpecifierSet(wanted).contains(here, prereleases=True)
        except InvalidSpecifier:
            self._error("E132", f"`{wanted}` is no range of versions", "licet", 'for example `licet = ">=0.2,<0.3"`')
            return
        if not fits:
            message = f"the project expects Licet {wanted}, and this is {here}"
            self._error("E134", message, "licet", "install that version, or try the project with this one and say so")
