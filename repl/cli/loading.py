"""The knowledge base that a command asks: policies, further files, and what is taken as given."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from licet.grammar.source import SourceFile
from licet.repl.screen.complaints import Misuse, Sources

if TYPE_CHECKING:
    from licet.grammar.diagnostics import Diagnostic
    from licet.knowledge.knowledge_base import KnowledgeBase
    from licet.knowledge.project import Project

__all__ = [
    "STDIN",
    "declared_uses",
    "files_to_fix",
    "load_policies",
    "own_files",
    "presumes_nothing",
    "project_file",
    "project_folders",
    "project_here",
    "roots_of",
]

STDIN = "-"


def project_file() -> Path | None:
    """The file of the project that the working folder belongs to, if it belongs to one. `LICET_PROJECT` names another,
    or none if it is empty."""
    named = os.environ.get("LICET_PROJECT")
    if named is not None:
        return Path(named) if named else None
    from licet.checks.project_folder import find_project

    return find_project(Path.cwd())


def project_here() -> Project | None:
    """The project that the working folder belongs to, if it belongs to one.

    Raises:
        PolicyError: its file has errors.
    """
    file = project_file()
    if file is None:
        return None
    from licet.knowledge.project import read_project

    return read_project(file)


def presumes_nothing() -> bool:
    """Whether the project here wants questions to presume nothing.

    Raises:
        PolicyError: the file of the project has errors.
    """
    project = project_here()
    return project is not None and project.strict


def roots_of(policies: Sequence[str], extra: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files and folders to load: those named, or those of the project, or those that come with Licet; and further
    files. Those named that are in the project stand beside what it builds on, as its own do.

    Raises:
        PolicyError: the file of the project has errors.
    """
    from licet.checks.files import shipped_policies

    named, project = tuple(map(Path, policies)), project_here()
    if project is not None and all(path.resolve().is_relative_to(project.folder.resolve()) for path in named):
        found = project.roots(*named)
    else:
        found = named or (shipped_policies(),)
    return (*found, *(Path(name) for name in extra if name != STDIN))


def project_folders() -> tuple[Path, ...]:
    """Where the policies of the project are, from the working folder; nowhere without a project.

    Raises:
        PolicyError: the file of the project has errors.
    """
    project = project_here()
    return () if project is None else replace(project, on_shipped=False).roots()


def files_to_fix(paths: Sequence[str], extra: Sequence[str]) -> tuple[Path, ...]:
    """The files and folders that `--fix` may change: those named, or those of the project.

    Raises:
        Misuse: there are none.
        PolicyError: the file of the project has errors.
    """
    found = (*(map(Path, paths) if paths else project_folders()), *map(Path, extra))
    if not found:
        raise Misuse("`--fix` needs files", "name them: `licet check --fix mine.licet`")
    return found


def own_files(paths: Sequence[str], extra: Sequence[str]) -> frozenset[str] | None:
    """The names of the policy files that are somebody's own, where those that come with Licet are loaded beside them;
    None where all that is loaded is what was asked for.

    Raises:
        PolicyError: the file of the project has errors.
    """
    from licet.checks.files import policy_files, shipped_policies

    if paths and project_here() is None:
        return None
    shipped = shipped_policies().resolve()
    files, _ = policy_files(roots_of(paths, extra))
    own = frozenset(name for name, path in files.items() if not path.resolve().is_relative_to(shipped))
    return own or None


def load_policies(
    sources: Sources,
    policies: Sequence[str],
    extra: Sequence[str] = (),
    assumed: Sequence[str] = (),
    texts: Sequence[str] = (),
    *,
    anew: bool = False,
    lays_on: bool = False,
    at_end: Callable[[Callable[[], None]], object] = lambda _: None,
) -> KnowledgeBase:
    """Load policy files, those that come with Licet when none are named, and what is to be added to them.

    Args:
        sources: learns the texts that errors may point into.
        policies: files and folders; without any, those of the project, or those that come with Licet.
        extra: files whose statements are added; `-` is the standard input.
        assumed: statements or facts that are added.
        texts: folders with license texts.
        anew: whether to check everything, the tests of all files, too, even if these very files passed before.
        lays_on: whether the statements of further files are added to the policies like those of `assumed`.
        at_end: is given what is to be done when all questions have been answered.

    Raises:
        PolicyError: something does not parse or does not pass the checks; a file that cannot be read is among that.
    """
    from licet.repl.session.keeping import load_again

    roots = roots_of(policies, extra)
    project = project_here() if texts or anew else None
    sources.look_in(roots)
    added = [] if not lays_on else [_read(sources, name) for name in extra if name != STDIN]
    roots = roots_of(policies) if lays_on else roots
    if texts or anew:
        from licet.repl.session.keeping import load_anew

        further = project.texts if project is not None else ()
        knowledge = load_anew(roots, [*map(Path, texts), *further], warn=_warn)
    else:
        kept = load_again(roots, tests=set(extra) <= {STDIN}, warn=_warn)
        at_end(kept.keep_answers)
        knowledge = kept.knowledge
    given = [*added, *([_typed(assumed, knowledge)] if assumed else [])]
    if STDIN in extra:
        given.insert(0, SourceFile("stdin", sys.stdin.read()))
    for source in given:
        sources.add(source)
    return _with_statements(knowledge, given)


def _read(sources: Sources, name: str) -> SourceFile:
    """A further file as a text.

    Raises:
        PolicyError: it cannot be read.
    """
    from licet.errors import PolicyError
    from licet.grammar.loading import load_source

    source, found = load_source(Path(name), sources.name_of(Path(name)) or name)
    if source is None:
        raise PolicyError(found)
    return source


def _warn(diagnostic: Diagnostic) -> None:
    from licet.grammar.render import render_diagnostic

    print(render_diagnostic(diagnostic, {}), file=sys.stderr)


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
