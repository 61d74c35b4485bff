"""Going on from a verdict: why not another one, what if things were otherwise, what would turn it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from licet.answers.refusal import why_not_status
from licet.answers.remedies import changeable_relations, remedies
from licet.answers.what_if import what_if
from licet.errors import PolicyError
from licet.grammar import parse_literal, tree
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.readings import taken_together
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.results import Output, Page, Refused, Said
from licet.repl.screen.statuses import ExitStatus, status_of_verdict
from licet.repl.session.scratch import Scratch
from licet.repl.session.session import Session
from licet.repl.session.stated import stated_in
from licet.repl.verbs.talk import dated_base, judge_use, use_named
from licet.verdict.verdict import Pin, Status
from licet.views.data.changes import remedies_json, what_if_json
from licet.views.lines.remedies import remedies_lines
from licet.views.lines.what_if import what_if_lines
from licet.words.fragments import Line
from licet.words.phrases import phrases_of

__all__ = ["parts_of", "remedy", "suppose", "why_not"]

_NAMED = re.compile(r"([a-z][a-z0-9_]*)?(?:\s*\bis\s+(.+))?")
_READING = re.compile(r"reading\s+(\w+)\s+of\s+(\w+)\s*")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[(){}]|,|[^"(){},]+')


def why_not(session: Session, argument: str) -> tuple[Session, Output]:
    """`why not [USE [is STATUS] | LITERALS]`: what stands in the way."""
    question = argument.strip()
    named = _NAMED.fullmatch(question)
    vocabulary = session.knowledge.vocabulary
    words = {s.value: s for s in Status}
    if named is not None and (named[2] is None or named[2].strip() in words):
        use = use_named(session, named[1] or "")
        status = words[named[2].strip()] if named[2] else Status.PERMITTED
        if status is Status.CONTESTED:
            raise Misuse("a contested verdict has no reason of its own", "ask under a reading: `assume reading R of T`")
        base = dated_base(session, use)
        refusal = why_not_status(base, use, status, session.readings)
        asked: Line = ((status.value, status.value),)
        result = Refused(refusal, base, asked)
        return session, Output((result,), status=ExitStatus.YES if refusal.holds else ExitStatus.NO)
    if named is not None and vocabulary.is_use(named[1]):
        choices = ", ".join(f"`{w}`" for w in words if w != "contested")
        raise Misuse(f"`{named[2].strip()}` is no verdict", f"a verdict is {choices}")
    refusal = session.knowledge.why_not(question, readings=session.readings)
    result = Refused(refusal, session.knowledge.base, (("", question),))
    return session, Output((result,), status=ExitStatus.YES if refusal.holds else ExitStatus.NO)


def remedy(session: Session, argument: str) -> tuple[Session, Output]:
    """`remedies [USE]`: the smallest changes after which it is permitted."""
    use = use_named(session, argument)
    base = dated_base(session, use)
    if not changeable_relations(base):
        raise Misuse(
            "the policies do not say what can be changed",
            "`fact avoidable(judges)` says of a relation that it can be given up",
        )
    verdict = judge_use(session, use).verdict
    if verdict.status.allows:
        return session, Output((Said(f"`{use}` is {verdict.status} as it is"),))
    found = remedies(base, use, session.readings)
    page = Page(tuple(remedies_lines(phrases_of(base), use, found)), remedies_json(base, use, verdict.status, found))
    return session, Output((page,), status=ExitStatus.YES if found.found else ExitStatus.NO)


def suppose(session: Session, argument: str) -> tuple[Session, Output]:
    """`what if CHANGE, …`: the verdict of the use asked about last, if that were so."""
    changes = list(parts_of(argument))
    if not changes:
        raise Misuse("what if what?", "`what if not my_use judges mistral_7b, reading parameters of improves`")
    use = use_named(session, "")
    scratch = session.scratch
    taken_together(pin for change in changes if (pin := _reading(change)) is not None)
    for change in changes:
        scratch = _supposed(scratch, change)
    changed = Session(scratch, session.roots, session.day)
    found = what_if(dated_base(session, use), dated_base(changed, use), use, session.readings, scratch.readings)
    after = scratch.knowledge.base
    page = Page(tuple(what_if_lines(phrases_of(after), found)), what_if_json(after, found))
    assert found.after.verdict is not None
    return session, Output((page,), status=status_of_verdict(found.after.verdict.status))


def parts_of(text: str) -> Iterator[str]:
    """The parts between commas, those in brackets and strings left out of account."""
    depth, part = 0, ""
    for found in _PART.finditer(text):
        word = found[0]
        if word == "," and not depth:
            yield part.strip()
            part = ""
            continue
        depth += (word in "({") - (word in ")}")
        part += word
    if part.strip():
        yield part.strip()


def _supposed(scratch: Scratch, change: str) -> Scratch:
    pin = _reading(change)
    if pin is not None:
        return scratch.read(pin)
    literal, found = parse_literal(change)
    if literal is None:
        raise PolicyError(found)
    if isinstance(literal, tree.Negation) and isinstance(literal.literal, tree.Atom):
        return _denied(scratch, change.removeprefix("not").strip(), literal.literal)
    if isinstance(literal, tree.Atom) and literal.value is not None:
        for former in _values_of(scratch.knowledge, literal):
            scratch = scratch.retract(former)
    return scratch.assume(change)


def _reading(change: str) -> Pin | None:
    found = _READING.fullmatch(change)
    return Pin(found[2], found[1]) if found else None


def _denied(scratch: Scratch, fact: str, atom: tree.Atom) -> Scratch:
    """Without the fact, and if its relation is open with its denial."""
    signature = scratch.knowledge.vocabulary.relations.get(atom.relation)
    try:
        scratch = scratch.retract(fact)
    except Misuse:
        if signature is None or not signature.open:
            raise
    return scratch.assume(f"not {fact}") if signature is not None and signature.open else scratch


def _values_of(knowledge: KnowledgeBase, atom: tree.Atom) -> list[str]:
    """The key of a functional relation, as it is retracted, where it has a stated value."""
    signature = knowledge.vocabulary.relations.get(atom.relation)
    if signature is None or not signature.functional or len(atom.arguments) != signature.arity - 1:
        return []
    from licet.grammar.write import format_argument
    from licet.policy.bodies import constant_value

    key = [constant_value(a) for a in atom.arguments]
    if any(True for _ in stated_in(knowledge, atom.relation, [*key, None])):
        return [f"{atom.relation}({', '.join(format_argument(a) for a in atom.arguments)})"]
    return []
