"""What licenses take over of others, written out: syntax trees to syntax trees, before anything else reads them.

A license that is `based_on` another says what the file that declares the other says of that license: its clauses and
what of it is unmodelled, the rules that name it, and the facts about it, with its own name in the place of the other's.
A clause that is `as in` another has the effects and conditions of that. What comes of it are statements like any. They
know what they were `taken` from; only what is said about quotes, and descriptions, ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label, Severity, did_you_mean
from licet.grammar.source import Span
from licet.policy.renaming import Renaming, names_in
from licet.policy.vocabulary import home_license

__all__ = ["STAYS", "written_out"]

STAYS = "not_taken_over"
"""The relation that lists those whose facts stay with the license that they are stated of."""
_PUT_UNDER = frozenset({"licensed_under", "offered_under"})
"""Which things are under a license is no part of what the license says."""
_LIFTS = ("withholds", "overrides")

Content = tuple[tuple[tree.Effect, ...], tree.Body]


def written_out(
    modules: Sequence[tree.Module], below: Callable[[], Sequence[tree.Module]] = tuple
) -> tuple[tuple[tree.Module, ...], tuple[Diagnostic, ...]]:
    """The modules with what their licenses and clauses take over.

    Args:
        modules: parsed files, in any order.
        below: gives the files that these are laid over, in which everything is written out.

    Returns:
        The modules, and what is wrong: E425 what is taken over from itself, in the end; E426 something left out that
        is not there; E427 a swap of what nothing says; E429 a permission that nothing takes back any more; E430 a rule
        beside what is taken over. Names that nobody declared are left for the checks to find.
    """
    if not any(map(_takes_over, (s for m in modules for s in m.statements))):
        return tuple(modules), ()
    taking = _TakingOver(modules, below())
    return taking.written_out(), tuple(taking.found)


def _takes_over(statement: tree.Statement) -> bool:
    match statement:
        case tree.License():
            return statement.based_on is not None
        case tree.Clause():
            return _is_open(statement)
        case _:
            return False


def _is_open(clause: tree.Clause) -> bool:
    """Whether the effects of a clause are still those of another."""
    return clause.as_in is not None and not clause.effects


class _Source(Struct, frozen=True):
    """Where a clause has its effects and conditions from, and how they are said anew."""

    key: str
    renaming: Renaming
    span: Span


class _Lost(Struct, frozen=True):
    """A clause that no longer withholds or overrides another, since that is left out."""

    clause: str
    verb: str
    name: str


class _Said(Struct, frozen=True):
    """What a file says of a license: `clauses` by name, relations of which it says the `values`, and of which it writes
    `rules`, what else are `facts`, `locators` of what is modelled or is not."""

    clauses: frozenset[str]
    values: frozenset[str]
    rules: Mapping[str, tree.Atom]
    facts: frozenset[tree.Atom]
    locators: frozenset[str]

    @classmethod
    def of(cls, license: str, module: tree.Module, clauses: Iterable[str]) -> _Said:
        home = home_license(module)
        rules: dict[str, tree.Atom] = {}
        values, facts, locators = set(), set(), set()
        for statement in module.statements:
            match statement:
                case tree.Clause() | tree.Unmodelled() if (statement.license or home) == license:
                    locators.add(statement.locator)
                case tree.Fact() if _subject(statement) == license:
                    facts.add(statement.atom)
                    if statement.unknown or statement.atom.value is not None:
                        values.add(statement.atom.relation)
                case tree.Rule() if license in names_in(statement):
                    rules.setdefault(statement.head.relation, statement.head)
                    locators |= {statement.locator} if statement.locator is not None else set()
                case _:
                    pass
        own = {key.removeprefix(f"{license}.") for key in clauses if key.startswith(f"{license}.")}
        return cls(frozenset(own), frozenset(values), rules, frozenset(facts), frozenset(locators))


def _is_written(module: tree.Module, based_on: tree.BasedOn) -> bool:
    """Whether what a license takes over stands in its file already."""
    taken = (getattr(s, "taken", None) for s in module.statements)
    return any(t is not None and t.span == based_on.license.span for t in taken)


def _subject(fact: tree.Fact) -> str | None:
    """What a fact is about: its first argument, where that is a name."""
    first = fact.atom.arguments[0]
    return first.name if isinstance(first, tree.Constant) else None


class _TakingOver:
    """One pass over all modules. `_clauses` are all of them by key, `_sources` those that have their effects from
    others, `_taken` what each license takes over, `_gone` the clauses that it leaves out of that."""

    def __init__(self, modules: Sequence[tree.Module], below: Sequence[tree.Module]) -> None:
        self.found: list[Diagnostic] = []
        self._modules = modules
        self._homes: dict[str, tree.Module] = {}
        self._licenses: dict[str, tree.License] = {}
        self._clauses: dict[str, tree.Clause] = {}
        self._sources: dict[str, _Source] = {}
        self._contents: dict[str, Content | None] = {}
        self._taken: dict[str, list[tree.Statement]] = {}
        self._gone: dict[str, set[str]] = {}
        self._renamings: dict[str, Renaming] = {}
        self._lost: list[_Lost] = []
        self._staying: set[str] = set()
        for module in (*below, *sorted(modules, key=lambda m: m.order)):
            self._gather(module)

    def _gather(self, module: tree.Module) -> None:
        home = home_license(module)
        for statement in module.statements:
            match statement:
                case tree.License(name=name):
                    self._homes.setdefault(name, module)
                    self._licenses.setdefault(name, statement)
                case tree.Clause():
                    self._clauses.setdefault(f"{statement.license or home}.{statement.name}", statement)
                case tree.Fact(atom=tree.Atom(relation=relation)) if relation == STAYS:
                    self._staying |= {_subject(statement) or ""} - {""}
                case _:
                    pass

    def written_out(self) -> tuple[tree.Module, ...]:
        """The modules with everything written out."""
        stated = [s for m in self._modules for s in m.statements if isinstance(s, tree.License)]
        bases = {s.name: s.based_on for s in stated if s.based_on and self._licenses[s.name] is s}
        bases = {name: b for name, b in bases.items() if not _is_written(self._homes[name], b)}
        ordered = self._in_order(bases)
        for name in ordered:
            self._take_over(name, bases[name])
        for key, clause in list(self._clauses.items()):
            if clause.as_in is not None and not clause.effects and key not in self._sources:
                self._sources[key] = self._source(key, clause.as_in)
        for key in sorted(self._sources):
            self._follow(key)
        for name in ordered:
            self._without_empty(name)
            self._report_lost(name, bases[name])
        self._report_idle(bases)
        return tuple(map(self._module, self._modules))

    def _in_order(self, bases: Mapping[str, tree.BasedOn]) -> list[str]:
        """The licenses whose bases stand, each after its base. Circles are reported, and nothing comes of them."""
        stands: dict[str, bool] = {}
        ordered: list[str] = []
        for start in sorted(bases):
            path: list[str] = []
            name = start
            while name in bases and name not in stands and name not in path:
                path.append(name)
                name = bases[name].license.name
            if name in path:
                spans = {one: bases[one].license.span for one in path}
                self._report_circle(path[path.index(name) :], spans, "based on")
            good = name not in path and stands.get(name, name in self._licenses)
            for step in reversed(path):
                stands[step] = good
                ordered += [step] if good else []
        return ordered

    # --- What a license takes over
    def _take_over(self, name: str, based_on: tree.BasedOn) -> None:
        base = based_on.license.name
        source = self._homes[base]
        renaming = self._renamings[name] = Renaming({base: name}, based_on.swaps)
        own = _Said.of(name, self._homes[name], self._clauses)
        left_out = {c.name for c in based_on.clauses}
        kept_out = own.values | {r.name for r in based_on.relations} | self._staying | _PUT_UNDER
        clauses, relations = set(), set()
        taken = self._taken[name] = []
        for statement in self._about(base, source, renaming.old_names):
            new: tree.Statement | None = None
            if isinstance(statement, tree.Clause | tree.Rule | tree.Unmodelled):
                statement = replace(statement, locator=renaming.locator(statement.locator))
            match statement:
                case tree.Clause():
                    clauses.add(statement.name)
                    if statement.name not in own.clauses | left_out:
                        key = f"{name}.{statement.name}"
                        new = replace(statement, license=name, as_in=None, taken=based_on.license)
                        self._clauses[key] = new
                        self._sources[key] = _Source(f"{base}.{statement.name}", renaming, based_on.license.span)
                case tree.Unmodelled() if statement.locator not in own.locators:
                    new = replace(statement, license=name, taken=based_on.license)
                case tree.Rule() if name not in names_in(statement):
                    relations.add(statement.head.relation)
                    if statement.head.relation not in kept_out:
                        new = replace(renaming.rule(statement), taken=based_on.license)
                case tree.Fact() if name not in names_in(statement):
                    relations.add(statement.atom.relation)
                    atom = renaming.of(statement.atom)
                    if statement.atom.relation not in kept_out and atom not in own.facts:
                        new = replace(statement, atom=atom, taken=based_on.license)
                case _:
                    pass
            if new is not None:
                taken.append(new)
        self._gone[name] = (self._gone.get(base, set()) | left_out) - own.clauses
        self._licenses[name] = _completed(self._licenses[name], self._licenses[base])
        self._report_left_out(based_on, own, clauses, relations)
        self._report_beside(base, own, relations - kept_out)

    def _about(self, license: str, module: tree.Module, swapped: frozenset[str]) -> Iterator[tree.Statement]:
        """What the file of a license says of it, with what that takes over."""
        home = home_license(module)
        for statement in (*module.statements, *self._taken.get(license, ())):
            match statement:
                case tree.Clause() | tree.Unmodelled() if (statement.license or home) == license:
                    yield statement
                case tree.Rule() if not swapped.union({license}).isdisjoint(names_in(statement)):
                    yield statement
                case tree.Fact() if _subject(statement) == license:
                    yield statement
                case _:
                    pass

    # --- What clauses say
    def _source(self, key: str, as_in: tree.AsIn) -> _Source:
        """Where a clause that is `as in` another has its effects from. One of a license that is based on the other's
        makes the same swaps."""
        owner, license = as_in.clause.name.rpartition(".")[0], key.rpartition(".")[0]
        based_on = self._licenses[license].based_on if license in self._licenses else None
        further = based_on.swaps if based_on is not None and based_on.license.name == owner else ()
        return _Source(as_in.clause.name, Renaming({owner: license}, (*as_in.swaps, *further)), as_in.clause.span)

    def _follow(self, key: str) -> None:
        """Find what a clause says by what the others say that it leads to."""
        path: list[str] = []
        at = key
        while at in self._sources and at not in self._contents and at not in path:
            path.append(at)
            at = self._sources[at].key
        if at in path:
            spans = {step: self._sources[step].span for step in path}
            self._report_circle(path[path.index(at) :], spans, "as in")
        content = self._contents.get(at)
        if content is None and at in self._clauses and at not in self._sources:
            content = (self._clauses[at].effects, self._clauses[at].body)
        for step in reversed(path):
            if content is not None:
                effects, body = self._sources[step].renaming.of(content)
                effects = _defeating_at(self._clauses[step].as_in, effects)
                content = (self._defeating_what_is_there(step, effects), body)
            self._contents[step] = content

    def _defeating_what_is_there(self, key: str, effects: tuple[tree.Effect, ...]) -> tuple[tree.Effect, ...]:
        """The effects without what they do to clauses that the license leaves out of its base."""
        license = key.rpartition(".")[0]
        gone, source = self._gone.get(license, set()), self._sources[key].key.rpartition(".")[0]
        based_on = self._licenses[license].based_on if license in self._licenses else None
        if not gone or based_on is None or based_on.license.name != source:
            return effects
        kept: list[tree.Effect] = []
        for effect in effects:
            if isinstance(effect, tree.Defeats):
                names = [c for c in effect.clauses if c.name.removeprefix(f"{license}.") not in gone]
                self._lost += [_Lost(key, effect.verb, c.name) for c in effect.clauses if c not in names]
                if names:
                    kept.append(replace(effect, clauses=tuple(names)))
            else:
                kept.append(effect)
        return tuple(kept)

    def _without_empty(self, license: str) -> None:
        """Leave out the clauses that only did something to clauses that are left out, and so on."""
        while True:
            clauses = {s.name for s in self._taken[license] if isinstance(s, tree.Clause)}
            empty = {name for name in clauses if not (self._contents[f"{license}.{name}"] or ((),))[0]}
            if not empty:
                return
            self._taken[license] = [
                s for s in self._taken[license] if not (isinstance(s, tree.Clause) and s.name in empty)
            ]
            self._gone[license] |= empty
            for name in sorted(clauses - empty):
                key = f"{license}.{name}"
                effects, body = self._contents[key] or ((), tree.Body())
                self._contents[key] = (self._defeating_what_is_there(key, effects), body)

    def _module(self, module: tree.Module) -> tree.Module:
        home = home_license(module)
        statements: list[tree.Statement] = []
        taken: list[tree.Statement] = []
        for statement in module.statements:
            match statement:
                case tree.License(name=name) if statement.based_on is not None and self._homes[name] is module:
                    statements.append(self._licenses[name])
                    taken += map(self._filled, self._taken.get(name, ()))
                case tree.Clause():
                    statements.append(self._filled(statement, home))
                case _:
                    statements.append(statement)
        return replace(module, statements=(*statements, *taken))

    def _filled(self, statement: tree.Statement, home: str | None = None) -> tree.Statement:
        if not isinstance(statement, tree.Clause):
            return statement
        content = self._contents.get(f"{statement.license or home}.{statement.name}")
        if content is None or not (_is_open(statement) or statement.taken):
            return statement
        return replace(statement, effects=content[0], body=content[1])

    # --- What is wrong
    def _report_circle(self, names: Sequence[str], spans: Mapping[str, Span], words: str) -> None:
        first = names.index(min(names))
        turned = (*names[first:], *names[:first])
        steps = ", ".join(f"`{a}` {words} `{b}`" for a, b in zip(turned, (*turned[1:], turned[0]), strict=True))
        labels = tuple(Label(spans[name], "and here") for name in turned[1:])
        help = "one of them has to say itself what it says"
        self._error("E425", f"this is taken over in a circle: {steps}", spans[turned[0]], help, labels)

    def _report_left_out(self, based_on: tree.BasedOn, own: _Said, clauses: set[str], relations: set[str]) -> None:
        base = based_on.license.name
        for what, names, there in (("clause", based_on.clauses, clauses), ("relation", based_on.relations, relations)):
            for name in names:
                if name.name not in there:
                    said = f"`{base}` has no clause called" if what == "clause" else f"nothing is said of `{base}` in"
                    help = did_you_mean(name.name, there) or "there is nothing to leave out"
                    self._error("E426", f"{said} `{name.name}`", name.span, help)
                elif what == "clause" and name.name in own.clauses:
                    help = "leave `without` out: what a license writes itself replaces what it would take over"
                    self._error("E426", f"`{name.name}` is left out, and written anew", name.span, help)

    def _report_beside(self, base: str, own: _Said, relations: set[str]) -> None:
        """Report rules in relations of which rules or facts are taken over: whether they stand beside those or instead
        of them is nothing to guess at."""
        for name, head in own.rules.items():
            if name in relations:
                self._error(
                    "E430",
                    f"what `{base}` says in `{name}` is taken over, and this rule stands beside it",
                    head.relation_span,
                    f"say `without relation {name}` and write here all of it that is meant; or say this in a relation "
                    "of its own",
                )

    def _report_idle(self, bases: Mapping[str, tree.BasedOn]) -> None:
        """Report swaps of what is nowhere in what is taken over."""
        used = {name: set(renaming.used) for name, renaming in self._renamings.items()}
        for key, source in self._sources.items():
            used.setdefault(key.rpartition(".")[0], set()).update(source.renaming.used)
        for name in self._taken:
            self._report_unused(bases[name].swaps, used[name])
        for key, source in self._sources.items():
            as_in = self._clauses[key].as_in
            if as_in is not None and self._contents.get(key) is not None:
                self._report_unused(as_in.swaps, source.renaming.used)

    def _report_unused(self, swaps: Iterable[tree.Swap], used: set[tree.Argument]) -> None:
        for swap in swaps:
            if swap.old not in used:
                help = "look how the other license has it, or leave this out"
                self._error("E427", "nothing that is taken over says this", swap.old.span, help)

    def _report_lost(self, license: str, based_on: tree.BasedOn) -> None:
        """Report clauses that took back a permission which is left out, where another permission may have its place."""
        base = based_on.license.name
        own = [
            key
            for key, clause in self._clauses.items()
            if key.startswith(f"{license}.") and clause.taken is None and self._permits(key)
            if f"{base}.{clause.name}" not in self._clauses
        ]
        if not own:
            return
        instead = own[0].rpartition(".")[2]
        for lost in self._lost:
            short = lost.name.rpartition(".")[2]
            if lost.clause.startswith(f"{license}.") and lost.verb in _LIFTS and self._permits(f"{base}.{short}"):
                name = next((c for c in based_on.clauses if c.name == short), based_on.license)
                self._error(
                    "E429",
                    f"`{lost.clause}` {lost.verb} `{short}`, which is left out, and does nothing to `{instead}`",
                    name.span,
                    f"say `with {instead} for {short}` if it has the place of that, or write `{lost.clause}` anew",
                )

    def _permits(self, key: str) -> bool:
        content = self._contents.get(key)
        effects = content[0] if content is not None else self._clauses[key].effects if key in self._clauses else ()
        return any(isinstance(effect, tree.Permits) for effect in effects)

    def _error(self, code: str, message: str, span: Span, help: str, labels: tuple[Label, ...] = ()) -> None:
        self.found.append(Diagnostic(Severity.ERROR, code, message, span, help, labels))


def _defeating_at(as_in: tree.AsIn | None, effects: tuple[tree.Effect, ...]) -> tuple[tree.Effect, ...]:
    """The effects with the place of `as in` for the clauses that they name: there another can be said for one that the
    license does not have."""
    if as_in is None:
        return effects
    at = as_in.clause.span
    return tuple(
        replace(e, clauses=tuple(replace(c, span=at) for c in e.clauses)) if isinstance(e, tree.Defeats) else e
        for e in effects
    )


def _completed(license: tree.License, base: tree.License) -> tree.License:
    """The license with what it does not say about itself and its base does: what its silence and a conflict mean, and
    the ways to write its locators."""
    named = {name for alias in license.aliases for name in alias.names}
    aliases = tuple(alias for alias in base.aliases if named.isdisjoint(alias.names))
    return replace(
        license,
        silence=license.silence or base.silence,
        aliases=(*license.aliases, *aliases),
        forbids_first=license.forbids_first or base.forbids_first,
    )
