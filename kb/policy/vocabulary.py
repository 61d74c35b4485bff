"""What the names of a policy base mean: kinds, relations, entities, licenses, clauses, terms, claims.

`collect` gathers the declarations of all files; a name declared twice is an error that shows both places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Literal, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.references import HUB, SPDX, is_reference, key_of
from licet.grammar.source import Span
from licet.policy.relation_names import END, START, held_always

__all__ = [
    "VALUE_KINDS",
    "ClauseEntry",
    "EntityEntry",
    "KindEntry",
    "Signature",
    "TermEntry",
    "Vocabulary",
    "collect",
]

_Entry = TypeVar("_Entry")

VALUE_KINDS = ("text", "count", "number", "date", "month", "symbol")
LICENSE = "license"
_NOWHERE = Span("", 0, 0, 0, 0)
_ONE_TERM = "a relation has one term: add the readings to the first, or declare a relation of another name for this one"


class KindEntry(Struct, frozen=True, array_like=True):
    """A kind of names; `parent` is the kind it is a part of, `also` are words that people look for it by."""

    name: str
    parent: str | None
    description: str | None
    span: Span | None
    also: tuple[str, ...] = ()


class Signature(Struct, frozen=True, array_like=True):
    """A relation's argument kinds; the value kind of a functional relation comes last. `absence` is what it means that
    something is neither stated nor derived: see `licet.grammar.tree.Relation`. Facts of a `dated` one have days. Nobody
    states what is `concluded`. `also` are words that people look for it by."""

    name: str
    kinds: tuple[str, ...]
    functional: bool
    absence: Literal["closed", "open", "presumed"]
    description: str | None
    span: Span
    dated: bool = False
    also: tuple[str, ...] = ()
    concluded: bool = False

    @property
    def arity(self) -> int:
        """The number of arguments, the value included."""
        return len(self.kinds)

    def __str__(self) -> str:
        if not self.functional:
            return f"{self.name}({', '.join(self.kinds)})"
        return f"{self.name}({', '.join(self.kinds[:-1])}) = {self.kinds[-1]}"


class EntityEntry(Struct, frozen=True, array_like=True):
    """A declared name with its kind, the words that people look for it by besides, and the references that lead to it:
    `hf:Qwen/Qwen2.5-7B`, `spdx:Apache-2.0`."""

    name: str
    kind: str
    title: str | None
    span: Span
    also: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class ClauseEntry(Struct, frozen=True, array_like=True):
    """A clause and the license it belongs to; `key` is `license.name`."""

    key: str
    license: str
    clause: tree.Clause


class TermEntry(Struct, frozen=True, array_like=True):
    """A contested term; `license` is the one it is read in, if it was said."""

    name: str
    license: str | None
    term: tree.Term

    def reading(self, name: str) -> tree.Reading | None:
        """The reading of that name, or None."""
        return next((r for r in self.term.readings if r.name == name), None)


class Vocabulary(Struct, frozen=True, array_like=True, dict=True):
    """All declared names. Mappings are sorted by name, so nothing depends on the order of files."""

    kinds: Mapping[str, KindEntry] = field(default_factory=dict)
    relations: Mapping[str, Signature] = field(default_factory=dict)
    entities: Mapping[str, EntityEntry] = field(default_factory=dict)
    licenses: Mapping[str, tree.License] = field(default_factory=dict)
    clauses: Mapping[str, ClauseEntry] = field(default_factory=dict)
    terms: Mapping[str, TermEntry] = field(default_factory=dict)
    claims: Mapping[str, tree.Claim] = field(default_factory=dict)
    unmodelled: Mapping[str, tuple[tree.Unmodelled, ...]] = field(default_factory=dict)
    adoptions: tuple[tree.Adopt, ...] = ()

    @cached_property
    def references(self) -> Mapping[str, str]:
        """The declared name of each reference, by its `licet.grammar.references.key_of`."""
        return {key_of(reference): name for name, entry in self.entities.items() for reference in entry.references}

    def declared(self, name: str) -> str:
        """The declared name that a reference stands for; any other name as it is, and a reference to nothing, too."""
        return self.references.get(key_of(name), name) if is_reference(name) else name

    @property
    def has_days(self) -> bool:
        """Whether any relation is dated."""
        return any(signature.dated for signature in self.relations.values())

    def signature(self, relation: str) -> Signature | None:
        """The signature of a declared relation, or of one that lowering makes of a dated one and of which something can
        be unknown; None for others."""
        found = self.relations.get(relation)
        if found is None and relation in (START, END):
            return Signature(relation, ("text", "date"), True, "closed", None, _NOWHERE)
        if found is None and (owner := held_always(relation)) is not None and owner in self.relations:
            return replace(self.relations[owner], name=relation, dated=False)
        return found

    @cached_property
    def stateable(self) -> tuple[Signature, ...]:
        """The relations that can be stated: neither concluded by rules alone nor contested."""
        return tuple(s for s in self.relations.values() if not s.concluded and s.name not in self.terms)

    def ancestors(self, kind: str) -> Iterator[str]:
        """The kind itself and all it is a part of, nearest first."""
        seen: set[str] = set()
        current: str | None = kind
        while current is not None and current not in seen:
            seen.add(current)
            yield current
            entry = self.kinds.get(current)
            current = entry.parent if entry else None

    def is_a(self, kind: str, other: str) -> bool:
        """Whether every `kind` is an `other`."""
        return other in self.ancestors(kind)

    def is_kind(self, name: str) -> bool:
        """Whether `X is name` asks for a kind of names: one that no relation is called like."""
        return name in self.kinds and name not in self.relations

    def is_use(self, name: str) -> bool:
        """Whether a use of that name is declared."""
        entry = self.entities.get(name)
        return entry is not None and self.is_a(entry.kind, "use")

    def compatible(self, kind: str, other: str) -> bool:
        """Whether one value can be of both kinds."""
        if {kind, other} == {"count", "number"}:
            return True
        return self.is_a(kind, other) or self.is_a(other, kind)

    def members(self, kind: str) -> Iterator[str]:
        """The names of a kind, those of its parts included, sorted."""
        kinds = {kind, *(part for part in self.kinds if self.is_a(part, kind))}
        return (name for name, entry in self.entities.items() if entry.kind in kinds)

    def clauses_of(self, license: str) -> Iterator[ClauseEntry]:
        """The clauses of a license, sorted by name."""
        return iter(self._clauses_by_license.get(license, ()))

    @cached_property
    def _clauses_by_license(self) -> Mapping[str, list[ClauseEntry]]:
        found: dict[str, list[ClauseEntry]] = {}
        for entry in self.clauses.values():
            found.setdefault(entry.license, []).append(entry)
        return found

    def take_clauses(self, other: Vocabulary) -> None:
        """Take from another vocabulary with the same clauses which those of each license are."""
        self.__dict__["_clauses_by_license"] = other._clauses_by_license

    @property
    def artifact(self) -> str:
        """The kind of what licenses are about: the one in the third place of `does`."""
        does = self.relations.get("does")
        if does is None or len(does.kinds) != 3 or does.kinds[2] in VALUE_KINDS:
            return "artifact"
        return does.kinds[2]

    def clause_key(self, name: str, license: str | None) -> str:
        """The full name of a clause that was written `name` in the text of `license`."""
        return name if "." in name or license is None else f"{license}.{name}"


class _Collector:
    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def duplicate(
        self,
        what: str,
        name: str,
        span: Span,
        first: Span | None,
        help: str = "rename one of them, or delete the repetition",
    ) -> None:
        labels = (Label(first, "first declared here"),) if first else ()
        self.diagnostics.append(
            Diagnostic(
                Severity.ERROR,
                "E201",
                f"{what} `{name}` is declared twice",
                span,
                help,
                labels,
            )
        )

    def error(self, code: str, message: str, span: Span, help: str | None = None) -> None:
        self.diagnostics.append(Diagnostic(Severity.ERROR, code, message, span, help))


def _sorted(grown: dict[str, _Entry], base: Mapping[str, _Entry]) -> Mapping[str, _Entry]:
    """What a vocabulary and further modules declare of one sort, by name. Nothing is ever taken away from it."""
    return base if len(grown) == len(base) else dict(sorted(grown.items(), key=itemgetter(0)))


def _words(texts: tuple[tree.Text, ...]) -> tuple[str, ...]:
    return tuple(text.value for text in texts)


def home_license(module: tree.Module) -> str | None:
    """The license that a file's unqualified clauses belong to: its only `license` statement."""
    names = [s.name for s in module.statements if isinstance(s, tree.License)]
    return names[0] if len(names) == 1 else None


def collect(
    modules: Iterable[tree.Module], base: Vocabulary | None = None
) -> tuple[Vocabulary, tuple[Diagnostic, ...]]:
    """Gather every declaration.

    Args:
        modules: the files, in any order.
        base: a vocabulary that these modules add to.

    Returns:
        The vocabulary and the errors found: E201 duplicate name, E202 clause outside any license.
    """
    out = _Collector()
    base = base or Vocabulary(kinds={LICENSE: KindEntry(LICENSE, None, "a license, by its version", None)})
    kinds = dict(base.kinds)
    relations = dict(base.relations)
    entities = dict(base.entities)
    licenses = dict(base.licenses)
    clauses = dict(base.clauses)
    terms = dict(base.terms)
    claims = dict(base.claims)
    unmodelled = dict(base.unmodelled)
    adoptions = list(base.adoptions)

    owners: dict[str, str] = {}

    def declare_entity(s: tree.Entity | tree.License, kind: str) -> None:
        if s.name in entities:
            out.duplicate("name", s.name, s.name_span, entities[s.name].span)
            return
        references = []
        for where, text in (*((HUB, text) for text in s.hub), *((SPDX, text) for text in s.spdx)):
            if not owners:
                owners.update({key_of(r): name for name, entry in entities.items() for r in entry.references})
            reference = f"{where}{text.value}"
            owner = owners.setdefault(key_of(reference), s.name)
            if owner == s.name:
                references.append(reference)
            else:
                help = f"`{owner}` and `{s.name}` cannot both be called so: rename one of them, or declare only one"
                out.duplicate("reference", reference, text.span, entities[owner].span, help)
        entities[s.name] = EntityEntry(s.name, kind, s.title, s.name_span, _words(s.also), tuple(references))

    for module in sorted(modules, key=lambda m: m.order):
        home = home_license(module)
        for s in sorted(module.statements, key=lambda s: s.span):
            match s:
                case tree.Kind():
                    if s.name in VALUE_KINDS or s.name == LICENSE:
                        out.error("E201", f"kind `{s.name}` exists by itself", s.span, "leave this out, or rename it")
                    elif s.name in kinds:
                        out.duplicate("kind", s.name, s.span, kinds[s.name].span)
                    else:
                        kinds[s.name] = KindEntry(s.name, s.parent, s.description, s.span, _words(s.also))
                case tree.Relation():
                    if s.name in relations:
                        out.duplicate("relation", s.name, s.span, relations[s.name].span)
                    else:
                        value = (s.value_kind,) if s.value_kind else ()
                        relations[s.name] = Signature(
                            s.name,
                            s.kinds + value,
                            bool(value),
                            s.absence,
                            s.description,
                            s.span,
                            s.dated,
                            _words(s.also),
                            s.concluded,
                        )
                case tree.Entity():
                    declare_entity(s, s.kind)
                case tree.License():
                    declare_entity(s, LICENSE)
                    licenses.setdefault(s.name, s)
                case tree.Clause():
                    license = s.license or home
                    if license is None:
                        out.error(
                            "E202",
                            f"clause `{s.name}` belongs to no license",
                            s.name_span,
                            f"write it as `clause LICENSE.{s.name}`, or in a file with exactly one `license` statement",
                        )
                        continue
                    key = f"{license}.{s.name}"
                    if key in clauses:
                        out.duplicate("clause", key, s.name_span, clauses[key].clause.name_span)
                    else:
                        clauses[key] = ClauseEntry(key, license, s)
                case tree.Unmodelled():
                    license = s.license or home
                    if license is None:
                        out.error("E202", f"section {s.locator} belongs to no license", s.span)
                    else:
                        items = (*unmodelled.get(license, ()), s)
                        unmodelled[license] = tuple(sorted(items, key=lambda u: u.locator))
                case tree.Term():
                    name = s.head.relation
                    if name in terms:
                        out.duplicate("term", name, s.span, terms[name].term.span, _ONE_TERM)
                    else:
                        terms[name] = TermEntry(name, s.license or home, s)
                case tree.Claim():
                    if s.name in claims:
                        out.duplicate("claim", s.name, s.span, claims[s.name].span)
                    else:
                        claims[s.name] = s
                case tree.Adopt():
                    adoptions.append(s)
                case tree.Fact() | tree.Rule() | tree.Test() | tree.Accept():
                    pass
    vocabulary = Vocabulary(
        _sorted(kinds, base.kinds),
        _sorted(relations, base.relations),
        _sorted(entities, base.entities),
        _sorted(licenses, base.licenses),
        _sorted(clauses, base.clauses),
        _sorted(terms, base.terms),
        _sorted(claims, base.claims),
        base.unmodelled if unmodelled == base.unmodelled else dict(sorted(unmodelled.items())),
        tuple(sorted(adoptions, key=lambda a: (a.organization.name, a.term, a.reading, a.on.value))),
    )
    if len(clauses) == len(base.clauses):
        vocabulary.take_clauses(base)
    return vocabulary, tuple(out.diagnostics)
