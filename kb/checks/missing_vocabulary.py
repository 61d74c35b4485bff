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


def told_once(found: Iterable[Diagnostic], vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """The findings, with one error (E216) in place of those about kinds, relations and names that nobody declares.

    So only where no file declares a kind, and more than a few kinds and relations are missing.
    """
    found = tuple(found)
    missing = {d.message for d in found if d.code in _WORDS}
    if vocabulary.kinds.keys() > {LICENSE} or len(missing) <= _FEW:
        return found
    findings = Findings()
    findings.error(
        "E216",
        f"{len(missing)} kinds and relations are used and not declared: the vocabulary is not among these files",
        next(d.span for d in found if d.code in _WORDS),
        "name the folder that has it, too: `licet check FOLDER`; "
        "`--with FILE` adds a file to the policies that come with Licet",
    )
    return tuple(d for d in (*findings.sorted(), *found) if d.code not in (*_WORDS, *_NAMES))
