"""`list`: the names of a kind."""

from __future__ import annotations

from collections.abc import Iterable

import click
from msgspec import Struct
from msgspec.structs import replace

from licet.errors import NameUnknown
from licet.grammar import tree
from licet.policy.vocabulary import Vocabulary
from licet.repl.cli.asked import showing
from licet.repl.cli.loading import load_policies
from licet.repl.cli.options import policies_option, with_option
from licet.repl.screen.complaints import Sources
from licet.repl.screen.results import Output, Result
from licet.repl.screen.terminal import Terminal
from licet.repl.session.categories import categories, plural
from licet.repl.session.hints import hint_for
from licet.repl.session.session import Paging, Session, session_over
from licet.wire.shown import Listing
from licet.words.effects import effect_words
from licet.words.fragments import Line, clean
from licet.words.tables import fitted

__all__ = ["at_prompt", "command", "listed"]

_EPILOG = """\b
Examples:
  licet list                what there is, and how much of it
  licet list purposes
  licet list relations
"""


@click.command("list", epilog=_EPILOG, short_help="Which names are there?")
@click.argument("category", default="", metavar="[CATEGORY]")
@policies_option
@with_option()
@showing("text", "json", "csv")
def command(sources: Sources, category: str, policies: tuple[str, ...], extra: tuple[str, ...]) -> Output:
    """Show the names of a kind, or other declarations: relations, licenses, clauses, terms, claims, tests."""
    return at_prompt(session_over(load_policies(sources, policies, extra)), category)[1]


class _Table(Struct, frozen=True):
    """Rows of cells under column heads, and the style of each column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    styles: tuple[str, ...]

    def shown(self, name: str, count: int | None) -> Result:
        """The first rows, and how many there are besides; machines get all, under that name."""

        def lines(terminal: Terminal) -> list[Line]:
            mark = "..." if terminal.plain else "…"
            rows = [[((s, clean(t)),) for s, t in zip(self.styles, row, strict=True)] for row in self.rows[:count]]
            left = len(self.rows) - len(rows)
            more: list[Line] = [(("dim", f"{mark} {left:_} more"),)] if left else []
            return fitted([(("", head),) for head in self.heads], rows, terminal.width, mark) + more

        def data() -> object:
            from licet.wire.envelope import enveloped

            heads = [head or "note" for head in self.heads]
            return enveloped(Listing(name, tuple(dict(zip(heads, row, strict=True)) for row in self.rows)))

        def table() -> str:
            from licet.views.pages.comma_separated import table_csv

            return table_csv([head or "note" for head in self.heads], self.rows)

        return Result(lines, data, answers=False, table=table)


def at_prompt(session: Session, argument: str) -> tuple[Session, Output]:
    """`list CATEGORY`.

    Raises:
        NameUnknown: there is no such category.
    """
    category = argument.strip()
    vocabulary = session.knowledge.vocabulary
    if not category:
        counts = [(c, str(len(_table(session, c).rows))) for c in categories(vocabulary)]
        rows = tuple((c, n) for c, n in counts if n != "0")
        return session, Output((_of(("list", "how many"), rows, last="number").shown("categories", session.page),))
    if category not in categories(vocabulary):
        raise NameUnknown("category", category, hint_for(category, categories(vocabulary), "`list` shows them"))
    return listed(session, category, 0, session.page)


def listed(session: Session, category: str, first: int, count: int | None) -> tuple[Session, Output]:
    """The names of a category from the `first` on, at most so many, for `more` to go on with."""
    table = _table(session, category)
    table = replace(table, rows=table.rows[first:])
    left = count is not None and len(table.rows) > count
    paging = Paging(category, first + count, listed=True) if left and count is not None else None
    return replace(session, paging=paging), Output((table.shown(category, count),))


def _table(session: Session, category: str) -> _Table:
    vocabulary = session.knowledge.vocabulary
    match category:
        case "relations":
            relations = vocabulary.relations.values()
            rows = [
                (f"{'dated ' if s.dated else ''}{s.absence} {s}".replace("closed ", "", 1), s.description or "")
                for s in relations
            ]
            return _of(("relation", "meaning"), rows)
        case "licenses":
            found = vocabulary.licenses.values()
            return _of(
                ("license", "title", "from", "clauses"),
                [
                    (
                        x.name,
                        x.title,
                        str(x.in_force.start.value) if x.in_force else "",
                        str(_clauses(vocabulary, x.name)),
                    )
                    for x in found
                ],
                last="number",
            )
        case "clauses":
            clauses = vocabulary.clauses.items()
            return _of(("clause", "at", "effect"), [(k, e.clause.locator, effect_words(e.clause)) for k, e in clauses])
        case "terms":
            terms = vocabulary.terms.items()
            readings = [(n, ", ".join(r.name for r in e.term.readings), e.license or "") for n, e in terms]
            return _of(("term", "readings", "of"), readings)
        case "claims":
            claims = vocabulary.claims.items()
            return _of(("claim", "title", "by"), [(n, c.title, _who(c.by)) for n, c in claims])
        case "kinds":
            kinds = vocabulary.kinds.items()
            return _of(("kind", "part of", "meaning"), [(n, k.parent or "", k.description or "") for n, k in kinds])
        case "tests":
            modules = sorted(session.knowledge.base.modules, key=lambda m: m.name)
            tests = [s for m in modules for s in m.statements if isinstance(s, tree.Test)]
            return _of(("test", "where"), [(t.title, str(t.span)) for t in tests], first="")
        case "warnings":
            warnings = session.knowledge.warnings
            return _of(("where", "warning"), [(str(w.span or ""), w.message) for w in warnings], first="source")
    kind = next(k for k in vocabulary.kinds if plural(k) == category)
    entries = [vocabulary.entities[n] for n in vocabulary.members(kind)]
    if {e.kind for e in entries} <= {kind}:
        return _of((kind, "title"), [(e.name, e.title or "") for e in entries])
    return _of((kind, "kind", "title"), [(e.name, e.kind, e.title or "") for e in entries])


def _clauses(vocabulary: Vocabulary, license: str) -> int:
    return sum(1 for _ in vocabulary.clauses_of(license))


def _who(who: tree.Constant | tree.Text) -> str:
    return who.name if isinstance(who, tree.Constant) else who.value


def _of(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], first: str = "name", last: str = "") -> _Table:
    """A table with styles for its first and last column."""
    return _Table(heads, tuple(rows), (first, *("" for _ in heads[2:]), last))
