"""Things that were found, as policy text: every fact with its `per`, in the one style, whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Severity
from licet.grammar.formatter import format_module
from licet.grammar.hidden import without_hidden
from licet.grammar.references import HUB, is_reference, key_of
from licet.imports.found import License, Thing
from licet.imports.interpretation import Declared, Stated, declared_in, stated_of
from licet.policy.references import name_for

if TYPE_CHECKING:
    from licet.knowledge.knowledge_base import KnowledgeBase

__all__ = ["policy_text"]

_HEADER = (
    "# What others say of these things, each with its source. It is not taken to be complete: nobody is said here to\n"
    "# have named everything (`not undisclosed_lineage`), so no use of them is permitted until somebody says so.\n\n"
)


def policy_text(things: Iterable[Thing], knowledge: KnowledgeBase) -> tuple[str, tuple[Diagnostic, ...]]:
    """The things as the text of a policy file to be added to some policies.

    Args:
        things: what was found, in any order; what several say of one thing is all stated, each with its source.
        knowledge: the policies, whose names the text uses.

    Returns:
        The text, as `licet fmt` leaves it, and warnings: W701 a license that no policy declares, and that is `unread`
        here; W702 sources of one thing that disagree.
    """
    written = _Writing(declared_in(knowledge))
    statements = written.statements(sorted(set(things), key=_order))
    text = _HEADER + format_module(tree.Module("imported", statements)) if statements else ""
    return without_hidden(text), tuple(written.warnings)


def _order(thing: Thing) -> tuple[str, ...]:
    return (thing.hub or "", thing.title, thing.kind, thing.per, repr(thing))


class _Writing:
    """Statements in the making, beside declared names: names that are taken, and what was declared on the way."""

    def __init__(self, known: Declared) -> None:
        self.known = known
        self.vocabulary = known.vocabulary
        self.warnings: list[Diagnostic] = []
        self.taken = set(self.vocabulary.entities)
        self.named: dict[tuple[str, str], str] = {}
        self.declared: list[tree.Entity | tree.License] = []

    def statements(self, things: Sequence[Thing]) -> tuple[tree.Statement, ...]:
        groups: dict[str, list[Thing]] = {}
        for thing in things:
            groups.setdefault(self.thing(thing.kind, thing.hub, thing.title, named=True), []).append(thing)
        blocks: list[tree.Statement] = []
        for name, group in groups.items():
            lines = tuple(dict.fromkeys(_line(stated) for thing in group for stated in stated_of(thing, self)))
            first = group[0]
            self.held_together(name, group)
            if name in self.vocabulary.entities:
                blocks += [_fact(name, line) for line in lines]
            else:
                blocks.append(tree.Entity(first.kind, name, first.title, lines, hub=_texts(first.hub)))
        named = {block.name for block in blocks if isinstance(block, tree.Entity)}
        others = [s for s in self.declared if s.name not in named]
        others.sort(key=lambda s: (isinstance(s, tree.Entity), s.name))
        return (*others, *blocks)

    def thing(self, kind: str, hub: str | None, title: str, named: bool = False) -> str:
        """The name of a thing: the declared one, or a new one."""
        known = self.known.thing(hub) if hub else None
        if known is not None:
            return known
        key = ("hub", key_of(hub)) if hub else (kind, title)
        if key not in self.named:
            self.named[key] = name = self.free(title, hub)
            if not named:
                stub = title if not hub else hub.removeprefix("datasets/")
                self.declared.append(tree.Entity(kind, name, stub, (), hub=_texts(hub)))
        return self.named[key]

    def free(self, title: str, hub: str | None) -> str:
        """A name that is not taken, made of the title, or of the whole name on the hub, or numbered."""
        short = name_for(hub.rpartition("/")[2] if hub else title)
        choices = [short, *([name_for(hub)] if hub else [])]
        name, number = next((one for one in choices if one not in self.taken), ""), 1
        while not name or name in self.taken:
            number += 1
            name = f"{choices[-1]}_{number}"
        self.taken.add(name)
        return name

    def licenses(self, license: License, thing: Thing) -> tuple[str, ...]:
        """The declared names of a license, of all its versions; or one that is declared here, without being read."""
        if known := self.known.licenses(license):
            return known
        key = ("license", key_of(license.name) if license.name else f"{thing.hub} {thing.title}")
        if key not in self.named:
            title = license.name or f"License of {thing.title}"
            hub = f"{HUB}{license.name}"
            free = is_reference(hub) and key_of(hub) not in self.vocabulary.references
            name = self.free(title if "license" in title.casefold() else f"{title} license", None)
            reason = f"named by {thing.per}; no text of it is encoded"
            reason += ", and not all who give that name need mean the same text" if license.own else ""
            self.declared.append(_unread(name, title, reason, _texts(license.name if free else None)))
            self.named[key] = name
            message = (
                f"no policy declares the license `{license.name or 'other'}`: it is unread, and its uses are unknown"
            )
            help = 'encode its clauses, or give a declared license that name: `hub "…"`'
            self.warn("W701", f"{thing.per}: {message}", help)
        return (self.named[key],)

    def held_together(self, name: str, group: Sequence[Thing]) -> None:
        """Warn of sources that say different things of one."""
        for what, said in (
            ("license", [(t.licenses, t.choice) for t in group if t.licenses]),
            ("what it was made of", [_bases(t) for t in group if _bases(t)]),
        ):
            if len(set(said)) > 1:
                sources = " and ".join(sorted({t.per for t in group}))
                message = f"{sources} disagree on `{name}`: {what}; both are stated"
                self.warn("W702", message, "take out what is wrong, or leave both: answers go by all of it")

    def warn(self, code: str, message: str, help: str) -> None:
        self.warnings.append(Diagnostic(Severity.WARNING, code, message, None, help))


def _bases(thing: Thing) -> frozenset[tuple[str, str]]:
    return frozenset((base.relation, key_of(base.name)) for base in thing.bases)


def _texts(hub: str | None) -> tuple[tree.Text, ...]:
    return (tree.Text(hub),) if hub else ()


def _line(stated: Stated) -> tree.Line:
    if stated.argument is None:
        return tree.Line(stated.relation, (), None, False, stated.per, "is")
    return tree.Line(stated.relation, (tree.Constant(stated.argument),), None, False, stated.per)


def _fact(name: str, line: tree.Line) -> tree.Fact:
    form = "infix" if line.arguments else "unary"
    return tree.Fact(
        tree.Atom(line.relation, (tree.Constant(name), *line.arguments), None, form), False, False, line.per
    )


def _unread(name: str, title: str, reason: str, hub: tuple[tree.Text, ...]) -> tree.License:
    return tree.License(name, title, None, (), None, None, None, (), tree.Text(reason), hub=hub)
