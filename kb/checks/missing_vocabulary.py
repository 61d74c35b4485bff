"""One word about a vocabulary that is not among the files, in place of one about every name that it would declare."""

from __future__ import annotations

from collections.abc import Iterable

from licet.checks.findings import Findings
from licet.grammar.diagnostics import Diagnostic
from licet.policy.vocabulary import LICENSE, Vocabulary

__all__ = ["told_once"]

_WORDS = ("E203", "E204")
_NAMES = ("E205", "E213", "E214", "E401", "E404", "E413", "E605", "W302", "W402")
_FEW = 2
_SHOWN = 4


def _named(message: str) -> str:
    """The name that a message ends with."""
    return message.split("`")[-2]


def told_once(found: Iterable[Diagnostic], vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """The findings, with one error (E216) in place of those about kinds, relations and names that nobody declares.

    So only where no file declares a kind, and more than a few kinds and relations are missing.
    """
    found = tuple(found)
    wanting = [d for d in found if d.code in _WORDS]
    missing = {d.message for d in wanting}
    if vocabulary.kinds.keys() > {LICENSE} or len(missing) <= _FEW:
        return found
    findings = Findings()
    names = list(dict.fromkeys(_named(d.message) for d in wanting))
    shown, more = ", ".join(f"`{name}`" for name in names[:_SHOWN]), len(names) - _SHOWN
    files = " ".join(f"--with {file}" for file in dict.fromkeys(d.span.file for d in wanting if d.span is not None))
    findings.error(
        "E216",
        f"the vocabulary is not among these files: nothing declares {shown}{f' and {more} more' if more > 0 else ''}",
        wanting[0].span,
        f"`licet check {files}` takes them together with the policies that come with Licet; "
        "another vocabulary is named beside them",
    )
    return tuple(d for d in (*findings.sorted(), *found) if d.code not in (*_WORDS, *_NAMES))
