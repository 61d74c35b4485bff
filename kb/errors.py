"""Everything that can be raised.

LicetError
├── PolicyError          the policy files have errors; carries the diagnostics
├── NameUnknown          a question about a name that nobody declared
├── TwoReadings          a question under two readings of one term
├── BadAnswer            an answer of an interview that cannot be one
├── PolicyTooComplex     a rule or a question past a stated bound
│   ├── LimitExceeded    more derived facts than the limit
│   └── ProofTooLarge    a proof search past its bound
├── DatabaseFailed       the database of a bulk evaluation cannot go on
├── BadSource            facts that are kept elsewhere cannot be read, or are not what they should be
└── EngineFault          an invariant of ours is broken: never an answer
"""

from __future__ import annotations

from collections.abc import Sequence

from licet.grammar.diagnostics import Diagnostic

__all__ = [
    "BadAnswer",
    "BadSource",
    "DatabaseFailed",
    "EngineFault",
    "LicetError",
    "LimitExceeded",
    "NameUnknown",
    "PolicyError",
    "PolicyTooComplex",
    "ProofTooLarge",
    "TwoReadings",
]


class LicetError(Exception):
    """The root of the hierarchy. What is raised in one process can be raised in another: its message and all that it
    carries go with it."""

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args), self.__dict__


class PolicyError(LicetError):
    """Policy text that does not parse or does not pass the checks. `diagnostics` are all that was found; the message is
    the first error, with its hint."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = sum(d.is_error for d in self.diagnostics)
        first = next((d for d in self.diagnostics if d.is_error), None)
        where = f"{first.span}: " if first and first.span else ""
        hint = f"; {first.help}" if first and first.help else ""
        detail = f": {where}{first.message}{hint}" if first else ""
        super().__init__(f"{errors} error{'s' if errors != 1 else ''} in the policies{detail}")


class NameUnknown(LicetError):
    """A use, literal or other name that is not declared. `hint` may name a close one."""

    def __init__(self, what: str, name: str, hint: str | None = None) -> None:
        self.what = what
        self.name = name
        self.hint = hint
        super().__init__(f"no {what} is called `{name}`" + (f"; {hint}" if hint else ""))


class TwoReadings(LicetError):
    """One contested term read in two ways at once. `hint` says why that cannot be."""

    hint = "a world has one reading of each term"

    def __init__(self, term: str, one: str, other: str) -> None:
        self.term = term
        self.readings = (one, other)
        super().__init__(f"`{term}` is read in two ways at once: as `{one}` and as `{other}`")


class BadAnswer(LicetError):
    """An answer of an interview that cannot be one. `key` is that of its question, `help` says what can be answered."""

    def __init__(self, key: str, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.key = key
        self.help = help


class PolicyTooComplex(LicetError):
    """A rule, program or question that goes past a stated bound."""


class LimitExceeded(PolicyTooComplex):
    """An evaluation derived more facts than its limit allows."""


class ProofTooLarge(PolicyTooComplex):
    """A proof search that visited more facts than its bound allows."""


class DatabaseFailed(LicetError):
    """The database of a bulk evaluation cannot go on: a full disk, not enough memory, a file that is gone. `hint` may
    say what helps."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.hint = hint
        super().__init__(message + (f"; {hint}" if hint else ""))


class BadSource(LicetError):
    """Facts that are kept elsewhere cannot be read, or are not what they should be. `where` is the file or table,
    with the row where there is one; `hint` may say what is expected."""

    def __init__(self, where: str, message: str, hint: str | None = None) -> None:
        self.where = where
        self.hint = hint
        super().__init__(f"{where}: {message}" + (f"; {hint}" if hint else ""))


class EngineFault(LicetError):
    """An internal invariant does not hold. No answer is given."""


def _again(kind: type[LicetError], arguments: tuple[object, ...]) -> LicetError:
    """An error of that kind, without what its constructor makes of its own arguments."""
    error = kind.__new__(kind)
    error.args = arguments
    return error
