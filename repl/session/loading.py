"""The knowledge base that a command asks: policies, further files, and what is taken as given."""

from __future__ import annotations

import sys
from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar.source import SourceFile
from licet.repl.screen.complaints import Sources

if TYPE_CHECKING:
    from licet.grammar.diagnostics import Diagnostic
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["Loaded", "as_statement", "laid_over", "load_policies", "uses_declared"]

STDIN = "-"


class Loaded(Struct, frozen=True):
    """A knowledge base, the files and folders it is from, and the uses that the further files declare."""

    knowledge: KnowledgeBase
    roots: tuple[Path, ...]
    declared: tuple[str, ...] = ()


def load_policies(
    sources: Sources,
    policies: Sequence[str],
    extra: Sequence[str] = (),
    assumed: Sequence[str] = (),
    texts: Sequence[str] = (),
    *,
    anew: bool = False,
) -> Loaded:
    """Load policy files, those that come with Licet when none are named, and what is to be added to them.

    Args:
        sources: learns the texts that errors may point into.
        policies: files and folders.
        extra: files whose statements are added; `-` is the standard input.
        assumed: statements or facts that are added.
        texts: folders with license texts.
        anew: whether to parse and check everything even if these very files passed before.

    Raises:
        PolicyError: something does not parse or does not pass the checks; a file that cannot be read is among that.
    """
    from licet.checks.files import shipped_policies
    from licet.repl.session.keeping import load_again

    files = [name for name in extra if name != STDIN]
    roots = (*(Path(p) for p in policies or (shipped_policies(),)), *map(Path, files))
    sources.look_in(roots)
    if texts or anew:
        from licet.knowledge.loading import load

        knowledge = load(*roots, texts=texts, tests=not files)
    else:
        knowledge = load_again(roots, tests=not files, warn=_warn)
    given = [_typed(assumed, knowledge)] if assumed else []
    if STDIN in extra:
        given.insert(0, SourceFile("stdin", sys.stdin.read()))
    for source in given:
        sources.add(source)
    knowledge = _with_statements(knowledge, given)
    declared = [use for name in files for use in uses_declared(knowledge, sources.name_of(Path(name)))]
    if STDIN in extra:
        declared += uses_declared(knowledge, "stdin")
    return Loaded(knowledge, roots, tuple(declared))


def _warn(diagnostic: Diagnostic) -> None:
    from licet.grammar.render import render_diagnostic

    print(render_diagnostic(diagnostic, {}), file=sys.stderr)


def laid_over(paths: Sequence[str], extra: Sequence[str]) -> Sequence[str]:
    """The paths to load when further files count with their tests: the policies named, or where there are none but
    further files those that come with Licet, and the further files."""
    from licet.checks.files import shipped_policies

    return [*(paths or [str(shipped_policies())]), *extra] if extra else paths


def _typed(assumed: Sequence[str], knowledge: KnowledgeBase) -> SourceFile:
    return SourceFile("assumed", "\n".join(as_statement(s, knowledge.vocabulary.kinds) for s in assumed))


def _with_statements(knowledge: KnowledgeBase, given: Sequence[SourceFile]) -> KnowledgeBase:
    """The knowledge base with the statements of some texts, which may use each other's names.

    Raises:
        PolicyError: a text does not parse or does not pass the checks.
    """
    if not given:
        return knowledge
    from licet.grammar import tree
    from licet.grammar.parser import parse_module

    parsed = [parse_module(source) for source in given]
    statements = tuple(s for module, _ in parsed for s in module.statements)
    errors = [d for _, found in parsed for d in found]
    knowledge = knowledge.with_module(tree.Module(given[0].name, statements), None, errors)
    base = knowledge.base
    return knowledge.with_base(replace(base, sources={**base.sources, **{s.name: s for s in given}}))


def uses_declared(knowledge: KnowledgeBase, file: str | None) -> list[str]:
    """The uses that the text of that name declares, in its order."""
    vocabulary = knowledge.vocabulary
    uses = [e for e in vocabulary.entities.values() if e.span.file == file and vocabulary.is_a(e.kind, "use")]
    return [e.name for e in sorted(uses, key=lambda e: e.span)]


def as_statement(text: str, kinds: Container[str]) -> str:
    """A statement as it was given, or a bare fact (`acme accepted llama_2`) made one."""
    from licet.repl.session.entry import is_statement

    text = text.strip()
    return text if is_statement(text, kinds) else f"fact {text}"
