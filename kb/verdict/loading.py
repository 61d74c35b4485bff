"""From policy files, or one text, to checked policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from licet.checks.consequences import without_consequences
from licet.checks.examine import Checked, examine
from licet.checks.files import Reader, load_modules, shipped_policies
from licet.checks.texts import check_texts
from licet.engine.collector import collection_paused
from licet.engine.deferred import Deferred
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.parser import parse_module
from licet.grammar.references import mentions_reference
from licet.grammar.source import SourceFile
from licet.policy.references import resolved
from licet.policy.taking_over import written_out
from licet.policy.vocabulary import Vocabulary, collect
from licet.verdict.build import build
from licet.verdict.contradictions import uncontradicted
from licet.verdict.one_value import one_valued
from licet.verdict.policies import Policies

__all__ = ["Examined", "examined", "lay_policies", "load_policies", "parse_policies", "policies_of"]


class Examined(Struct, frozen=True):
    """Policy files that were checked, whether or not they pass.

    Attributes:
        modules: what they say, with what they take over written out and references resolved.
        sources: their texts by name.
        vocabulary: what they declare.
        checked: what checking further statements over them needs.
        found: everything that is wrong with them.
    """

    modules: tuple[tree.Module, ...]
    sources: Mapping[str, SourceFile]
    vocabulary: Vocabulary
    checked: Checked
    found: tuple[Diagnostic, ...]


def load_policies(
    *paths: str | Path, texts: Sequence[str | Path] = (), tests: bool = True, read: Reader | None = None
) -> Policies:
    """Load and check policy files.

    Args:
        paths: files and folders; without any, the policies that come with Licet.
        texts: folders where license texts are looked up by their hash, besides the place a file names.
        tests: whether to keep the tests of the files; without them, no name that a test gives is taken.
        read: what reads and parses the file at a path under a name, if it is not done here.

    Returns:
        the policies; their `warnings` hold what was found and is no error.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    roots = [Path(p) for p in paths] or [shipped_policies()]
    with collection_paused():
        modules, sources, found = load_modules(roots, read)
        if not tests:
            modules = tuple(map(_without_tests, modules))
        return policies_of(examined(modules, sources, found, roots, [Path(t) for t in texts]))


def lay_policies(
    below: Policies,
    folder: Path,
    paths: Sequence[Path],
    *,
    texts: Sequence[Path] = (),
    tests: bool = True,
    read: Reader | None = None,
) -> Policies:
    """Load and check policy files over policies that passed the checks: what is below is not read again.

    Args:
        below: the policies of a folder, without its tests.
        folder: that folder.
        paths: files and folders, that one among them.
        texts, tests, read: as of `load_policies`.

    Returns:
        the policies; their `warnings` are those about the files that were read.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    with collection_paused():
        modules, sources, found = load_modules(paths, read, folder)
        if not tests:
            modules = tuple(map(_without_tests, modules))
        base = below.base
        beneath = Examined(base.modules, base.sources, below.vocabulary, below.examined.get(), ())
        return policies_of(examined(modules, sources, found, paths, texts, beneath))


def _without_tests(module: tree.Module) -> tree.Module:
    return replace(module, statements=tuple(s for s in module.statements if not isinstance(s, tree.Test)))


def examined(
    modules: Sequence[tree.Module],
    sources: Mapping[str, SourceFile],
    found: Sequence[Diagnostic],
    roots: Sequence[Path],
    texts: Sequence[Path] = (),
    beneath: Examined | None = None,
) -> Examined:
    """Check parsed policy files.

    Args:
        modules: what they say, those of their statements that do not parse left out.
        sources: their texts by name.
        found: what was found in reading them.
        roots: the files and folders they were read from.
        texts: folders where license texts are looked up by their hash, too.
        beneath: files that were checked before, beside which these stand. What was found of them is not found again.
    """
    below = Examined((), {}, collect(())[0], Checked(), ()) if beneath is None else beneath
    read, (modules, misread) = modules, written_out(modules, lambda: below.modules)
    vocabulary, duplicates = collect(modules, below.vocabulary)
    referring = tuple(m for m in modules if mentions_reference(sources[m.name].text))
    if referring:
        names = {m.name for m in referring}
        alike = zip(modules, read, strict=True)
        modules = [resolved(m, vocabulary) if m.name in names or m is not was else m for m, was in alike]
    findings, checked = examine(modules, vocabulary, below.checked)
    of_texts = check_texts((*modules, *_with_texts(modules, below)), vocabulary, roots, texts)
    further = without_consequences([*misread, *duplicates, *findings, *of_texts], modules)
    all_sources = {**below.sources, **sources}
    return Examined((*below.modules, *modules), all_sources, vocabulary, checked, (*below.found, *found, *further))


def _with_texts(modules: Sequence[tree.Module], below: Examined) -> Iterator[tree.Module]:
    """The files below with licenses of which the others state clauses."""
    stated = {s.license for m in modules for s in m.statements if isinstance(s, tree.Clause)} - {None}
    for module in below.modules if stated else ():
        if any(isinstance(s, tree.License) and s.name in stated for s in module.statements):
            yield module


def policies_of(files: Examined) -> Policies:
    """The policies that checked files state.

    Raises:
        PolicyError: the files have errors, or state something that only shows when they are put together.
    """
    if any(d.is_error for d in files.found):
        raise PolicyError(files.found)
    base = build(files.modules, files.sources, files.vocabulary)
    return Policies(uncontradicted(one_valued(base)), Deferred.of(files.checked), files.found)


def parse_policies(text: str, name: str = "policy.licet") -> Policies:
    """Policies from one text.

    Raises:
        PolicyError: the text does not parse or does not pass the checks.
    """
    source = SourceFile(name, text)
    module, found = parse_module(source)
    return policies_of(examined([module], {name: source}, found, []))
