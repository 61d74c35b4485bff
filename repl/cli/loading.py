"""The knowledge base that a command asks: policies, further files, and what is taken as given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.grammar.source import SourceFile
from licet.repl.screen.complaints import Sources

if TYPE_CHECKING:
    from licet.grammar.diagnostics import Diagnostic
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["STDIN", "declared_uses", "laid_over", "load_policies", "roots_of"]

STDIN = "-"


def roots_of(policies: Sequence[str], extra: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files and folders to load: those named, or those that come with Licet, and further files."""
    from licet.checks.files import shipped_policies

    return (*(Path(p) for p in policies or (shipped_policies(),)), *(Path(name) for name in extra if name != STDIN))


def load_policies(
    sources: Sources,
    policies: Sequence[str],
    extra: Sequence[str] = (),
    assumed: Sequence[str] = (),
    texts: Sequence[str] = (),
    *,
    anew: bool = False,
    at_end: Callable[[Callable[[], None]], object] = lambda _: None,
) -> KnowledgeBase:
    """Load policy files, those that come with Licet when none are named, and what is to be added to them.

    Args:
        sources: learns the texts that errors may point into.
        policies: files and folders.
        extra: files whose statements are added; `-` is the standard input.
        assumed: statements or facts that are added.
        texts: folders with license texts.
        anew: whether to parse and check everything even if these very files passed before.
        at_end: is given what is to be done when all questions have been answered.

    Raises:
        PolicyError: something does not parse or does not pass the checks; a file that cannot be read is among that.
    """
    from licet.repl.session.keeping import load_again

    roots, alone = roots_of(policies, extra), set(extra) <= {STDIN}
    sources.look_in(roots)
    if texts or anew:
        from licet.knowledge.loading import load

        knowledge = load(*roots, texts=texts, tests=alone)
    else:
        kept = load_again(roots, tests=alone, warn=_warn)
        at_end(kept.keep_answers)
        knowledge = kept.knowledge
    given = [_typed(assumed, knowledge)] if assumed else []
    if STDIN in extra:
        given.insert(0, SourceFile("stdin", sys.stdin.read()))
    for source in given:
        sources.add(source)
    return _with_statements(knowledge, given)


def _warn(diagnostic: Diagnostic) -> None:
    from licet.grammar.render import render_diagnostic

    print(render_diagnostic(diagnostic, {}), file=sys.stderr)


def laid_over(paths: Sequence[str], extra: Sequence[str]) -> Sequence[str]:
    """The paths to load when further files count with their tests: the policies named, or where there are none but
    further files those that come with Licet, and the further files."""
    from licet.checks.files import shipped_policies

    return [*(paths or [str(shipped_policies())]), *extra] if extra else paths


def _typed(assumed: Sequence[str], knowledge: KnowledgeBase) -> SourceFile:
    from licet.repl.session.entry import as_statement

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
    broken = tuple(b for module, _ in parsed for b in module.broken)
    errors = [d for _, found in parsed for d in found]
    knowledge = knowledge.with_module(tree.Module(given[0].name, statements, broken=broken), None, errors)
    base = knowledge.base
    return knowledge.with_base(replace(base, sources={**base.sources, **{s.name: s for s in given}}))


def declared_uses(sources: Sources, knowledge: KnowledgeBase, files: Sequence[str]) -> list[str]:
    """The uses that further files declare, in their order; those of the standard input come last."""
    names = [sources.name_of(Path(name)) for name in files if name != STDIN]
    names += ["stdin"] if STDIN in files else []
    vocabulary = knowledge.vocabulary
    uses = [e for e in vocabulary.entities.values() if vocabulary.is_a(e.kind, "use")]
    return [e.name for name in names for e in sorted(uses, key=lambda e: e.span) if e.span.file == name]
