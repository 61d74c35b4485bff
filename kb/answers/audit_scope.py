"""What an audit is about: which uses, of which things, by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from licet.answers.use_templates import Template, everyday, template_of, templates_in
from licet.errors import NameUnknown, PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity, did_you_mean
from licet.grammar.source import SourceFile
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import Vocabulary
from licet.verdict.base import Base
from licet.verdict.subjects import is_name, no_use

__all__ = ["SOMEBODY", "Scope", "makers_of", "scope_of", "things_of"]

SOMEBODY = "small_company"
"""Who makes the uses where nobody is named."""

_THING, _MEMBER, _MAKER = "model", "belongs_to", "organization"


class Scope(Struct, frozen=True):
    """The uses of an audit by name, None for one that the policies declare; statements that come with them, and the
    texts that those are in."""

    uses: Mapping[str, Template | None]
    declared: tuple[tree.Statement, ...]
    sources: tuple[SourceFile, ...]


def scope_of(vocabulary: Vocabulary, uses: Sequence[str | SourceFile], somebody: bool) -> Scope:
    """The uses that are asked for; those that are asked of any model where there are none.

    Args:
        vocabulary: the declared names.
        uses: names of declared or everyday uses, lines, and files.
        somebody: whether nobody is named who makes the uses.

    Raises:
        NameUnknown: no use is called so.
        PolicyError: a use does not parse, or two have one name.
    """
    common, things = templates_in(everyday())
    found: dict[str, Template | None] = {}
    declared: list[tree.Statement] = []
    sources: list[SourceFile] = []

    def take(name: str, use: Template | None) -> None:
        if found.get(name, use) != use:
            span = use.entity.span if use is not None else None
            help = "give one of them another name: `host: serves MODEL`"
            raise PolicyError([Diagnostic(Severity.ERROR, "E622", f"two uses are called `{name}`", span, help)])
        found[name] = use

    for number, use in enumerate(uses or [everyday()], 1):
        if isinstance(use, SourceFile):
            templates, others = templates_in(use)
            declared += others
            sources.append(use)
            for template in templates:
                take(template.name, template)
            for other in others:
                if isinstance(other, tree.Entity) and other.kind == "use":
                    take(other.name, None)
        elif not is_name(use):
            template, source = template_of(use, number)
            sources.append(source)
            take(template.name, template)
        elif vocabulary.is_use(use.strip()):
            take(use.strip(), None)
        else:
            everywhere = next((t for t in common if t.name == use.strip()), None)
            if everywhere is None:
                names = [*vocabulary.members("use"), *(t.name for t in common)]
                raise no_use(vocabulary, use.strip(), did_you_mean(use.strip(), names))
            take(use.strip(), everywhere)
    with_common = any(t in common for t in found.values())
    for thing in things:
        if not isinstance(thing, tree.Entity) or thing.name in vocabulary.entities or thing in declared:
            continue
        known = all(line.relation in vocabulary.relations for line in thing.lines) and thing.kind in vocabulary.kinds
        if known if thing.name == SOMEBODY and somebody else with_common:
            declared.append(thing)
    return Scope(found, tuple(declared), (*sources, everyday()))


def things_of(base: Base, names: Sequence[str]) -> tuple[str, ...]:
    """The things that names stand for, each once: itself, the members of a family, those of a kind, or for a pattern
    (`llama_*`) those that match it. Every model where there are no names.

    Raises:
        NameUnknown: nothing is called so, or matches.
    """
    found: dict[str, None] = {}
    for name in names or (_THING,):
        found.update(dict.fromkeys(_named(base, name.strip())))
    return tuple(found)


def _named(base: Base, name: str) -> Sequence[str]:
    vocabulary = base.vocabulary
    things = sorted(n for n, e in vocabulary.entities.items() if vocabulary.is_a(e.kind, "artifact"))
    if "*" in name or "?" in name:
        matching = [thing for thing in things if fnmatchcase(thing, name)]
        if not matching:
            raise NameUnknown("thing", name, "no name has that pattern")
        return matching
    if name in things:
        return [str(row[0]) for row in _members(base, name)] or [name]
    if name in vocabulary.kinds:
        return sorted(vocabulary.members(name))
    raise NameUnknown("thing", name, Suggestions(vocabulary).hint(name, [*things, *vocabulary.kinds]))


def _members(base: Base, family: str) -> Iterator[tuple[object, ...]]:
    if _MEMBER in base.vocabulary.relations:
        yield from base.solver.answers(_MEMBER, (None, family))


def makers_of(vocabulary: Vocabulary, names: Sequence[str]) -> tuple[str | None, ...]:
    """The organizations of those names, each once; where there are no names, somebody who is declared for that.

    Raises:
        NameUnknown: no organization is called so.
    """
    known = set(vocabulary.members(_MAKER)) if _MAKER in vocabulary.kinds else set()
    if not names:
        return (SOMEBODY if SOMEBODY in known else None,)
    for name in names:
        if name.strip() not in known:
            raise NameUnknown(_MAKER, name.strip(), Suggestions(vocabulary).hint(name.strip(), known))
    return tuple(dict.fromkeys(name.strip() for name in names))
