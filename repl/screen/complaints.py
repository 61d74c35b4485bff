"""Whatever went wrong as diagnostics, with codes that begin with U and F, and diagnostics as styled lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from licet.errors import BadAnswer, EngineFault, LicetError, NameUnknown, PolicyError, TwoReadings
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.render import render_diagnostic
from licet.grammar.source import SourceFile
from licet.repl.screen.statuses import ExitStatus
from licet.words.fragments import Line, wrap

__all__ = [
    "Misuse",
    "Sources",
    "complaint",
    "diagnostics_of",
    "fault_of",
    "lines_of",
    "no_way",
    "status_of_error",
]

_MARGIN = 8
_MARKED = re.compile(r"^( *\d* *[|] )(.*)$")


class Misuse(LicetError):
    """A command that is not used as it is meant to be; `help` says how it is, `code` is U001 or U004."""

    def __init__(self, message: str, help: str | None = None, code: str = "U001") -> None:
        super().__init__(message)
        self.help = help
        self.code = code


def no_way(what: str, error: OSError | ValueError, help: str | None = None) -> Misuse:
    """That the system refuses something, and its reason."""
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return Misuse(f"{what}: {reason}", help, "U004")


class Sources(Mapping[str, SourceFile]):
    """The texts that diagnostics point into: those given, and the policy files below the roots, read when asked for."""

    def __init__(self, known: Mapping[str, SourceFile] | None = None, roots: Sequence[Path] = ()) -> None:
        self._known: dict[str, SourceFile | None] = dict(known or {})
        self._roots = roots
        self._files: Mapping[str, Path] | None = None

    def __getitem__(self, name: str) -> SourceFile:
        if name not in self._known:
            self._known[name] = self._read(name)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name, source in self._known.items() if source is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def add(self, source: SourceFile) -> None:
        """Let diagnostics point into one more text."""
        self._known[source.name] = source

    def look_in(self, roots: Sequence[Path]) -> None:
        """Look for policy files in these files and folders."""
        self._roots = roots
        self._files = None

    def path(self, name: str) -> Path | None:
        """Where the policy file of that name is on disk."""
        if self._files is None:
            from licet.checks.files import policy_files

            self._files = policy_files(self._roots)[0]
        return self._files.get(name)

    def name_of(self, path: Path) -> str | None:
        """The name by which diagnostics and proofs call a policy file."""
        self.path("")
        assert self._files is not None
        resolved = path.resolve()
        return next((name for name, at in self._files.items() if at.resolve() == resolved), None)

    def _read(self, name: str) -> SourceFile | None:
        from licet.grammar.loading import load_source

        path = self.path(name)
        return load_source(path, name)[0] if path is not None and path.is_file() else None


def complaint(message: str, help: str | None = None, code: str = "U001") -> Diagnostic:
    """An error that has no place in a file."""
    return Diagnostic(Severity.ERROR, code, message, None, help)


def diagnostics_of(error: LicetError) -> tuple[Diagnostic, ...]:
    """What an exception of ours says, as diagnostics; beside errors, warnings are left out."""
    match error:
        case PolicyError():
            return tuple(d for d in error.diagnostics if d.is_error) or error.diagnostics
        case NameUnknown():
            return (complaint(f"no {error.what} is called `{error.name}`", error.hint, "U002"),)
        case TwoReadings():
            return (complaint(str(error), error.hint, "E604"),)
        case Misuse():
            return (complaint(str(error), error.help, error.code),)
        case BadAnswer():
            return (complaint(str(error), error.help),)
        case EngineFault():
            return (fault_of(error),)
        case _:
            return (complaint(str(error), "ask for less, or raise the limit", "U003"),)


def fault_of(error: BaseException) -> Diagnostic:
    """The diagnostic of an exception that should not have happened."""
    what = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
    return complaint(
        f"internal fault: {what}",
        "no answer was given; please report this, with what you asked. LICET_DEBUG=1 shows where it happened",
        "F001",
    )


def status_of_error(error: LicetError) -> ExitStatus:
    """The exit status that goes with an exception of ours."""
    return ExitStatus.FAULT if isinstance(error, EngineFault) else ExitStatus.BAD_INPUT


def lines_of(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile], width: int | None = None
) -> list[Line]:
    """Diagnostics as styled lines, a blank line between two of them; none wider than `width`, if one is given."""
    lines: list[Line] = []
    for diagnostic in diagnostics:
        if lines:
            lines.append(())
        room = () if width is None else (max(width - _MARGIN, _MARGIN),)
        for line in _lines(render_diagnostic(diagnostic, sources, *room).split("\n"), diagnostic.severity.value):
            lines += [line] if width is None or line[0][0] == "rule" else wrap(line, width, (), (("", "  "),))
    return lines


def _lines(rendered: Iterable[str], severity: str) -> Iterator[Line]:
    from licet.repl.screen.code import code_line

    for number, line in enumerate(rendered):
        head, colon, rest = line.partition(": ")
        marked = _MARKED.match(line)
        if number == 0:
            yield ((severity, head), ("bold", colon + rest))
        elif head == "help" and colon:
            yield (("help", "help: "), ("", rest))
        elif marked and marked[2].strip() and not marked[1].strip(" |"):
            yield (("rule", marked[1]), ("caret", marked[2]))
        elif marked:
            yield (("rule", marked[1]), *code_line(marked[2]))
        else:
            yield (("rule", line),)
