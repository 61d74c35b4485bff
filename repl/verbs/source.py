"""`source`: where a name is declared, opened in an editor."""

from __future__ import annotations

from collections.abc import Iterator

from licet.errors import NameUnknown
from licet.grammar.source import Span
from licet.policy.vocabulary import Vocabulary
from licet.repl.screen.complaints import Misuse
from licet.repl.screen.requests import Edit
from licet.repl.screen.results import Output
from licet.repl.session.hints import hint_for
from licet.repl.session.scratch import LAYER
from licet.repl.session.session import Session

__all__ = ["at_prompt", "declared_at"]


def declared_at(vocabulary: Vocabulary, name: str) -> Span | None:
    """Where a name is declared; a term before the relation that it gives a meaning."""
    return next((span for known, span in _declarations(vocabulary) if known == name and span is not None), None)


def _declarations(vocabulary: Vocabulary) -> Iterator[tuple[str, Span | None]]:
    yield from ((n, e.clause.span) for n, e in vocabulary.clauses.items())
    yield from ((n, e.term.span) for n, e in vocabulary.terms.items())
    yield from ((n, e.span) for n, e in vocabulary.entities.items())
    yield from ((n, s.span) for n, s in vocabulary.relations.items())
    yield from ((n, k.span) for n, k in vocabulary.kinds.items())
    yield from ((n, c.span) for n, c in vocabulary.claims.items())


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`source NAME`: open the file that declares it in $EDITOR, at the line.

    Raises:
        NameUnknown: nothing is called so.
    """
    name = argument.strip()
    if not name:
        raise Misuse("the source of what?", "`source llama_2.grant`")
    vocabulary = session.knowledge.vocabulary
    name = vocabulary.declared(name)
    span = declared_at(vocabulary, name)
    if span is None:
        names = [known for known, _ in _declarations(vocabulary)]
        raise NameUnknown("name", name, hint_for(name, names, "`list` shows what there is", vocabulary))
    if span.file == LAYER:
        raise Misuse(f"`{name}` was typed in this session", f"`edit {name}` puts it into the prompt")
    return session, Output(request=Edit(span.file, span.line))
