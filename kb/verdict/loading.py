"""From policy files, or one text, to checked policies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from licet.checks.consequences import without_consequences
from licet.checks.examine import examine
from licet.checks.files import Parse, load_modules, shipped_policies
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
from licet.policy.vocabulary import collect
from licet.verdict.build import build
from licet.verdict.contradictions import uncontradicted
from licet.verdict.one_value import one_valued
from licet.verdict.policies import Policies

__all__ = ["load_policies", "parse_policies"]


def load_policies(
    *paths: str | Path, texts: Sequence[str | Path] = (), tests: bool = True, parse: Parse = parse_module
) -> Policies:
    """Load and check policy files.

    Args:
        paths: files and folders; without any, the policies that come with Licet.
        texts: folders where license texts are looked up by their hash, besides the place a file names.
        tests: whether to keep the tests of the files; without them, no name that a test gives is taken.
        parse: parses a file.

    Returns:
        the policies; their `warnings` hold what was found and is no error.

    Raises:
        PolicyError: a file that cannot be read, does not parse or does not pass the checks.
    """
    roots = [Path(p) for p in paths] or [shipped_policies()]
    with collection_paused():
        modules, sources, found = load_modules(roots, parse)
        if not tests:
            modules = tuple(map(_without_tests, modules))
        return _checked(modules, sources, list(found), roots, [Path(t) for t in texts])


def _without_tests(module: tree.Module) -> tree.Module:
    return replace(module, statements=tuple(s for s in module.statements if not isinstance(s, tree.Test)))


def _checked(
    modules: Sequence[tree.Module],
    sources: dict[str, SourceFile],
    found: list[Diagnostic],
    roots: Sequence[Path],
    texts: Sequence[Path],
) -> Policies:
    read, (modules, misread) = modules, written_out(modules)
    vocabulary, duplicates = collect(modules)
    referring = tuple(m for m in modules if mentions_reference(sources[m.name].text))
    if referring:
        names = {m.name for m in referring}
        alike = zip(modules, read, strict=True)
        modules = [resolved(m, vocabulary) if m.name in names or m is not was else m for m, was in alike]
    findings, checked = examine(modules, vocabulary)
    of_texts = check_texts(modules, vocabulary, roots, texts)
    found += without_consequences([*misread, *duplicates, *findings, *of_texts], modules)
    if any(d.is_error for d in found):
        raise PolicyError(found)
    return Policies(uncontradicted(one_valued(build(modules, sources, vocabulary))), Deferred.of(checked), tuple(found))


def parse_policies(text: str, name: str = "policy.licet") -> Policies:
    """Policies from one text.

    Raises:
        PolicyError: the text does not parse or does not pass the checks.
    """
    source = SourceFile(name, text)
    module, found = parse_module(source)
    return _checked([module], {name: source}, list(found), [], [])
