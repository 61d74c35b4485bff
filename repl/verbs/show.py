"""`show clause`: a clause with its words, and the lines of the policy file that encode it."""

from __future__ import annotations

import click

from licet.errors import NameUnknown
from licet.grammar.source import Span
from licet.policy.vocabulary import ClauseEntry
from licet.repl.cli.asked import showing
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import policies_option, with_option
from licet.repl.screen.code import code_lines
from licet.repl.screen.complaints import Misuse, Sources
from licet.repl.screen.results import Output, page
from licet.repl.session.hints import hint_for
from licet.repl.session.session import Session, session_over
from licet.wire.shown import ShownClause
from licet.words.effects import effect_words
from licet.words.fragments import Line, clean

__all__ = ["at_prompt", "clause_lines", "command"]

_EPILOG = """\b
Examples:
  licet show llama_2.no_improving
  licet show clause llama_2.grant
"""


@click.command("show", epilog=_EPILOG, short_help="A clause, its words and its source.")
@click.argument("words", nargs=-1, required=True, metavar="[clause] LICENSE.CLAUSE")
@policies_option
@with_option()
@showing("text", "json")
def command(sources: Sources, words: tuple[str, ...], policies: tuple[str, ...], extra: tuple[str, ...]) -> Output:
    """Show a clause with its words and the lines of the policy file that encode it."""
    names = words[1:] if words[0] == "clause" else words
    if len(names) != 1:
        raise Misuse("show which clause?", "`licet show llama_2.no_improving`")
    return at_prompt(session_over(load_policies(sources, policies, extra)), names[0])[1]


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`show clause LICENSE.CLAUSE`.

    Raises:
        NameUnknown: no clause is called so.
    """
    name = argument.strip()
    clauses = session.knowledge.vocabulary.clauses
    same = [k for k in clauses if k.partition(".")[2] == name]
    entry = clauses.get(name) or (clauses[same[0]] if len(same) == 1 else None)
    if entry is None:
        otherwise = "`describe` a license to see its clauses"
        hint = f"write one of {', '.join(f'`{k}`' for k in same)}" if same else hint_for(name, clauses, otherwise)
        raise NameUnknown("clause", name, hint)
    clause = entry.clause

    def data() -> ShownClause:
        quotes = tuple(q.value for q in clause.quotes)
        return ShownClause(
            entry.key, entry.license, clause.locator, effect_words(clause), quotes, clause.span.file, clause.span.line
        )

    return session, Output((page(clause_lines(session, entry), data),))


def clause_lines(session: Session, entry: ClauseEntry) -> list[Line]:
    """A clause: its locator, what it does, its words, and its source."""
    clause = entry.clause
    lines: list[Line] = [
        (
            ("heading", "clause "),
            ("clause", entry.key),
            ("", f"  at {clean(clause.locator)}  "),
            ("source", str(clause.span)),
        ),
        (("", f"  {effect_words(clause)}"),),
    ]
    lines += [(("", "  "), ("quote", f"“{clean(q.value)}”")) for q in clause.quotes]
    lines += [(("dim", f"  {clean(n.value)}"),) for n in clause.notes]
    return [*lines, *_source_lines(session, clause.span)]


def _source_lines(session: Session, span: Span) -> list[Line]:
    """The lines of a policy file that a span covers, with their numbers."""
    source = session.sources.get(span.file)
    if source is None:
        return []
    last = span.end_line - (span.end_column == 1 and span.end_line > span.line)
    margin = len(str(last))
    numbered = [(n, source.line(n)) for n in range(span.line, last + 1)]
    while numbered and not numbered[-1][1].strip():
        numbered.pop()
    code = code_lines("\n".join(clean_line(text) for _, text in numbered))
    return [(("rule", f"  {n:>{margin}} | "), *line) for (n, _), line in zip(numbered, code, strict=True)]


def clean_line(text: str) -> str:
    """A line of a file, its indentation kept, without anything that could move a terminal's cursor."""
    stripped = text.lstrip(" \t")
    return " " * len(text[: len(text) - len(stripped)].expandtabs(4)) + clean(stripped)
