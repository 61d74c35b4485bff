"""L101: a relation that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from licet.answers.meant_by_name import MEANT_BY_NAME
from licet.checks.exclusions import EXCLUDES
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic, Label
from licet.lint.finding import finding
from licet.lint.subject import Subject
from licet.policy.occurrences import atoms

__all__ = ["unused_relations"]


def unused_relations(subject: Subject) -> Iterator[Diagnostic]:
    """The declared relations that no clause, rule of another relation, reading, claim or test asks for."""
    read = MEANT_BY_NAME | set(_read(subject))
    for name, signature in subject.vocabulary.relations.items():
        if name in read:
            continue
        places = [Label(r.span, "concluded here") for r in subject.rules if r.head.relation == name]
        places += [Label(t.span, "read here in several ways") for t in subject.terms if t.head.relation == name]
        places += [Label(f.span, "stated here") for f in subject.facts if f.relation == name]
        what = "and nothing states or concludes it" if not places else "so what is said of it changes no answer"
        yield finding(
            "L101",
            f"nothing reads `{name}`, {what}",
            signature.span,
            "delete it with what it is put in, read it in a condition, or let a test expect what it is to say",
            places[:3],
        )


def _read(subject: Subject) -> Iterator[str]:
    for reader, body in subject.bodies:
        yield from (atom.relation for atom, _ in atoms(body) if atom.relation != reader)
    for fact in subject.facts:
        if fact.relation == EXCLUDES:
            yield from (a.name for a in fact.arguments if isinstance(a, tree.Constant))
    for written in subject.written:
        match written.statement:
            case tree.Claim(says=says):
                yield from _asked(says)
            case tree.Test(expect=expect):
                for expectation in expect:
                    yield from _asked(getattr(expectation, "literal", None))
            case _:
                pass


def _asked(literal: tree.Literal | None) -> Iterator[str]:
    if isinstance(literal, (tree.Atom, tree.Comparison, tree.Negation, tree.Membership)):
        yield from (atom.relation for atom, _ in atoms(tree.Body((literal,))))
