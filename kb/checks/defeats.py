"""What clauses do to other clauses: the names they name, and the circles they must not form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from licet.checks.findings import Findings, around
from licet.checks.scope import Scope
from licet.grammar import tree
from licet.grammar.diagnostics import Help, Label
from licet.grammar.source import Span
from licet.logic.cycles import cycles
from licet.policy.vocabulary import ClauseEntry, Vocabulary

__all__ = ["check_circles", "check_defeats", "find_clause"]

_NORMS = (tree.Permits, tree.Forbids)
_MOST_LISTED = 8
Steps = Mapping[tuple[str, str], tuple[str, Span]]


def find_clause(name: tree.Constant, license: str | None, scope: Scope) -> ClauseEntry | None:
    """The clause of that name, as written in the text of `license`; report one that does not exist (E401), or whose
    license does not (E404)."""
    vocabulary = scope.vocabulary
    entry = vocabulary.clauses.get(vocabulary.clause_key(name.name, license))
    if entry is not None:
        return entry
    owner, dot, short = name.name.rpartition(".")
    if not dot:
        scope.findings.error("E401", f"no clause is called `{short}`", name.span, _unqualified(short, license, scope))
    elif owner in vocabulary.licenses:
        own = [e.clause.name for e in vocabulary.clauses_of(owner)]
        help = scope.findings.hint(f"clause of {owner}", short, own, _listed(own, owner))
        scope.findings.error("E401", f"`{owner}` has no clause called `{short}`", name.span, help)
    else:
        help = scope.hint("license", owner, vocabulary.licenses)
        scope.findings.error("E404", f"no license is called `{owner}`", name.span, help)
    return None


def _unqualified(name: str, license: str | None, scope: Scope) -> Help | str | None:
    vocabulary = scope.vocabulary
    elsewhere = [key for key, other in vocabulary.clauses.items() if other.clause.name == name]
    if len(elsewhere) == 1:
        return f"write `{elsewhere[0]}`"
    if elsewhere:
        return f"say of which license: `{elsewhere[0]}`, `{elsewhere[1]}`{', …' if len(elsewhere) > 2 else ''}"
    own = [e.clause.name for e in vocabulary.clauses_of(license)] if license else []
    return scope.findings.hint(f"clause of {license}", name, [*own, *vocabulary.clauses])


def _listed(clauses: Sequence[str], license: str) -> str:
    if not clauses:
        return f"`{license}` has no clauses"
    shown = ", ".join(f"`{name}`" for name in clauses[:_MOST_LISTED])
    return f"its clauses are {shown}{', …' if len(clauses) > _MOST_LISTED else ''}"


def check_defeats(clause: tree.Clause, effect: tree.Defeats, license: str, scope: Scope) -> None:
    """Check what a clause withholds, disapplies or overrides: that it exists, belongs to the license or to one
    that this incorporates (E422), and has something to lose."""
    vocabulary = scope.vocabulary
    speaks = any(isinstance(e, _NORMS) for e in clause.effects)
    if effect.verb == "overrides" and not speaks:
        scope.findings.error(
            "E407",
            f"clause `{clause.name}` overrides others but neither permits nor forbids anything",
            effect.span,
            "say what it permits or forbids, or let it `withhold` or `disapply` them",
        )
    for name in effect.clauses:
        target = find_clause(name, license, scope)
        if target is None:
            continue
        if target.license != license and target.license not in _parts(license, vocabulary):
            _report_foreign(clause, effect.verb, name, license, target, scope)
            continue
        effects = target.clause.effects
        label = (Label(target.clause.name_span, f"`{target.key}` is here"),)
        if effect.verb == "withholds" and not any(isinstance(e, tree.Permits) for e in effects):
            scope.findings.warning(
                "W401",
                f"`{name.name}` permits nothing that could be withheld",
                name.span,
                "`disapplies` says that a clause does not reach a use",
                label,
            )
        elif effect.verb == "overrides" and not any(isinstance(e, _NORMS) for e in effects):
            scope.findings.warning(
                "W401", f"`{name.name}` permits and forbids nothing that could be overridden", name.span, None, label
            )


def _parts(license: str, vocabulary: Vocabulary) -> set[str]:
    """The licenses that a license brings in, by clauses of its own and of those it brings in. It is a part of none of
    them: a text that others incorporate says nothing of what stands in theirs."""
    parts: set[str] = set()
    waiting = [license]
    while waiting:
        for entry in vocabulary.clauses_of(waiting.pop()):
            for effect in entry.clause.effects:
                if isinstance(effect, tree.Incorporates):
                    new = {name.name for name in effect.licenses} - parts
                    parts |= new
                    waiting += sorted(new)
    return parts


def _report_foreign(
    clause: tree.Clause, verb: str, name: tree.Constant, license: str, target: ClauseEntry, scope: Scope
) -> None:
    help = f"let a clause of `{target.license}` do it"
    if license not in _parts(target.license, scope.vocabulary):
        help += f", or a clause of `{license}` say `incorporates {target.license}`"
    scope.findings.error(
        "E422",
        f"clause `{clause.name}` of `{license}` {verb} a clause of `{target.license}`, which is no part of `{license}`",
        name.span,
        help,
        (Label(target.clause.name_span, f"`{target.key}` is here"),),
    )


def check_circles(vocabulary: Vocabulary, new: Collection[str], findings: Findings) -> None:
    """Report circles of clauses that undercut each other (E402), of clauses that override each other (E403), and of
    licenses that incorporate each other (E405), where a clause of `new`, or its license, takes part."""
    undercuts: dict[tuple[str, str], tuple[str, Span]] = {}
    overrides: dict[tuple[str, str], tuple[str, Span]] = {}
    incorporates: dict[tuple[str, str], tuple[str, Span]] = {}
    for entry in vocabulary.clauses.values():
        for effect in entry.clause.effects:
            if isinstance(effect, tree.Defeats):
                table = overrides if effect.verb == "overrides" else undercuts
                for name in effect.clauses:
                    target = vocabulary.clause_key(name.name, entry.license)
                    table.setdefault((entry.key, target), (effect.verb, name.span))
            elif isinstance(effect, tree.Incorporates):
                for name in effect.licenses:
                    incorporates.setdefault((entry.license, name.name), ("incorporates", name.span))
    licenses = {key.rpartition(".")[0] for key in new}
    _check_steps(undercuts, new, "E402", "whether one is live would depend on itself", findings)
    _check_steps(overrides, new, "E403", "none of them could stand", findings)
    _check_steps(incorporates, licenses, "E405", "say once which brings in which", findings)


def _check_steps(steps: Steps, new: Collection[str], code: str, help: str, findings: Findings) -> None:
    graph: dict[str, list[str]] = {}
    for one, other in steps:
        graph.setdefault(one, []).append(other)
    for cycle in cycles(graph):
        if not set(cycle) & set(new):
            continue
        pairs = list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        told = [f"`{one}` {steps[one, other][0]} `{other}`" for one, other in pairs]
        spans = [steps[pair][1] for pair in pairs]
        words, labels = around(told, spans)
        findings.error(code, words, spans[0], help, labels)
