"""What a clause does, in words."""

from __future__ import annotations

from licet.grammar import tree

__all__ = ["effect_words"]


def effect_words(clause: tree.Clause) -> str:
    """What a clause does, in a line."""
    return "; ".join(_effect(e) for e in clause.effects) or "says nothing by itself"


def _effect(effect: tree.Effect) -> str:
    match effect:
        case tree.Permits(actions=actions):
            return "permits " + (_listed(actions) or "every act")
        case tree.Forbids(actions=actions):
            return "forbids " + (_listed(actions) or "the use")
        case tree.Requires(duty=duty, strength=strength):
            return f"requires {duty.name} as {strength}"
        case tree.Defeats(verb=verb, clauses=clauses):
            return f"{verb} {_listed(clauses)}"
        case tree.Incorporates(licenses=licenses):
            return f"incorporates {_listed(licenses)}"


def _listed(names: tuple[tree.Constant, ...]) -> str:
    return ", ".join(n.name for n in names)
