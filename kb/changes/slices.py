"""A base without the licenses that some uses are not under: quicker to ask, with the same answers for those uses.

Whatever a license says of a use, it says of a thing that it governs. A license that cannot govern anything of a use,
whatever is unknown and however terms are read, says nothing of it, so that its rules can be left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from licet.engine.deferred import Deferred
from licet.engine.solver import Solver, compile_program
from licet.logic.ir import Literal, Program, Rule
from licet.logic.plans import Plans
from licet.policy import relation_names as called
from licet.policy.relation_names import family_of
from licet.verdict.base import Base

__all__ = ["governing_licenses", "narrowed"]

_OF_LICENSES = frozenset({"governs", "permit", "forbid", "ok", "clash", "barred", "unmet", "breach"})
_OF_CLAUSES = frozenset({"live", "applies", "speaks", "stands"})


def governing_licenses(base: Base, use: str) -> frozenset[str]:
    """The licenses that could govern something of a use: those of what it touches, and those that they make part of
    them."""
    relation = base.doubt.possible(called.UNDER)
    found = {str(row[3]) for row in base.solver.answers(relation, (use, None, None, None))}
    waiting = list(found)
    while waiting:
        for part in base.vocabulary.parts_of(waiting.pop()):
            if part not in found:
                found.add(part)
                waiting.append(part)
    return frozenset(found)


def narrowed(base: Base, licenses: Collection[str]) -> Base:
    """The base with what those licenses say and no others. It has no layers."""
    program = base.program
    rules = tuple(rule for rule in program.rules if _stays(rule, licenses))
    part = Program(rules, program.facts, program.arities)
    solver = Solver(compile_program(part), None)
    return replace(base, lowered=Deferred.of(part), solver=solver, layers=(), plans=Plans())


def _stays(rule: Rule, licenses: Collection[str]) -> bool:
    """Whether a rule can conclude something where only those licenses govern. A rule that needs what another license
    says concludes nothing; one that needs it not to say something is as without that."""
    if _is_of_others(rule.head.relation, licenses):
        return False
    return not any(_is_of_others(name, licenses) for name in _needed(rule))


def _needed(rule: Rule) -> Iterable[str]:
    return (item.relation for item in rule.body if isinstance(item, Literal) and not item.negated)


def _is_of_others(relation: str, licenses: Collection[str]) -> bool:
    family = family_of(relation)
    if family.name in _OF_LICENSES:
        return family.owner not in licenses
    return family.name in _OF_CLAUSES and family.owner.rpartition(".")[0] not in licenses
