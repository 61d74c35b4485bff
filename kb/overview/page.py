"""`docs/licenses.md`: every license that is encoded, with the verdict on each everyday question and the clause that
decides it. `python -m licet.overview.page > docs/licenses.md` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.overview.asked import DAY, Asked, ask_all, readable, unread
from licet.verdict.verdict import Verdict
from licet.words.escaping import markdown_escaped

__all__ = ["document", "rows_of"]

_BEGINNING = f"""\
# Licenses and everyday questions

This page is made from the policies, by `python -m licet.overview.page`; nobody wrote a verdict into it. Each cell is
what `licet ask` says of one use, with the clause that decides and its place in the text. It is not legal advice.

The uses are made on {DAY.isoformat()}, or where a later version took a license's place, on the last day that it was
offered, and in the United States unless a column says otherwise. They are about a model under that license alone, of
whose making everything is known. Whoever makes them breaks no law and no policy whose text is not encoded, has no
special grant of the licensor, and has figures far below all that matter. Their lines are in
[questions.licet](../kb/overview/questions.licet). Duties that are owed are named after the clause; `licet duties` gives
their words.
"""

_MOST = 3
_SIZES = "By size"
_TABLES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Using it",
        (
            ("run", "run it commercially"),
            ("host", "host it for others, for money"),
            ("sell_outputs", "sell what it writes"),
            ("teach_rival", "train a rival on what it writes"),
        ),
    ),
    (
        "Changing it and handing it on",
        (
            ("publish_named", "fine-tune it and publish for no money, under a name that begins as the license asks"),
            ("publish_renamed", "the same, under a name of one's own"),
        ),
    ),
    (
        "Where, and what for",
        (
            ("in_europe", "run it in the European Union, commercially"),
            ("more_than_text_in_europe", "the same, if it takes or makes more than text"),
            ("research", "research only, for no money"),
        ),
    ),
    (
        _SIZES,
        (
            ("below", "host it, with figures just below"),
            ("at", "at the figure"),
            ("above", "just above"),
            ("affiliated", "small, with an affiliate that is just above"),
        ),
    ),
)
_BY_SIZE = """\
What a license measures by, and hosting for money around it. Where the figure counts affiliates by its own meaning,
nothing stands in the last column. A license is not in this table where no figure changes a permission to host, and
where small hosts are refused or not decided.
"""


def document(kb: KnowledgeBase) -> str:
    """The whole page in Markdown."""
    page, asked = _Page(kb), ask_all(kb, readable(kb))
    parts = [_BEGINNING]
    for title, questions in _TABLES:
        heads = ["license", *(["figure"] if title == _SIZES else []), *(head for _, head in questions)]
        rows = [row for each in asked for row in page.rows(each, title, questions)]
        parts.append(f"## {title}\n")
        parts += [_BY_SIZE] if title == _SIZES else []
        parts.append("\n".join((f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows)) + "\n")
    parts.append("## Not encoded\n")
    parts.append("Uses of what is under these are unknown, whatever they are.\n")
    parts.append("\n".join(f"- {page.title(name)} `{name}`" for name in unread(kb)) + "\n")
    return "\n".join(parts)


def rows_of(kb: KnowledgeBase, licenses: Sequence[str]) -> tuple[str, ...]:
    """The rows about some licenses, table by table: what a check of a part of the page looks for."""
    page, asked = _Page(kb), ask_all(kb, licenses)
    return tuple(row for title, questions in _TABLES for each in asked for row in page.rows(each, title, questions))


class _Page:
    """Writes rows in the words of a knowledge base."""

    __slots__ = ("_reserving", "_vocabulary")

    def __init__(self, kb: KnowledgeBase) -> None:
        self._vocabulary = kb.vocabulary
        self._reserving = {str(row[0]) for row in kb.query("License is reserves_all").rows}

    def title(self, license: str) -> str:
        """What a license is called."""
        return markdown_escaped(self._vocabulary.entities[license].title or license)

    def rows(self, asked: Asked, title: str, questions: Iterable[tuple[str, str]]) -> Iterator[str]:
        """The row of a license in one table, if it belongs there."""
        if title == _SIZES and not asked.figures:
            return
        name = f"{self.title(asked.license)} `{asked.license}`"
        if asked.day != DAY:
            name += f", on {asked.day.isoformat()}"
        figures = ["<br>".join(map(str, asked.figures))] if title == _SIZES else []
        verdicts = (asked.verdicts.get(use) for use, _ in questions)
        cells = (self._cell(asked.license, verdict) if verdict is not None else "–" for verdict in verdicts)
        yield f"| {' | '.join((name, *figures, *cells))} |"

    def _cell(self, license: str, verdict: Verdict) -> str:
        """A verdict, with what decides it and the duties that it leaves."""
        clauses = [key for key in verdict.clauses if self._vocabulary.clauses[key].license not in self._reserving]
        told = [self._clause(license, key) for key in clauses[:_MOST]]
        told += [f"{len(clauses) - _MOST} more clauses"] if len(clauses) > _MOST else []
        over = [f"turns on what `{term}` means" for term in verdict.over]
        silent = [f"grants no `{silence.action}`" for silence in verdict.silences]
        needs = [_need(need.relation) for together in verdict.needs[:1] for need in together.needs]
        duties = dict.fromkeys(f"`{duty.name}`" for duty in verdict.duties if not duty.fulfilled)
        owed = [f"owes {', '.join(duties)}"] if duties and verdict.status.allows else []
        because = "; ".join(dict.fromkeys([*over, *told, *silent, *needs, *owed]))
        return f"**{verdict.status.value}**" + (f": {because}" if because else "")

    def _clause(self, license: str, key: str) -> str:
        locator = self._vocabulary.clauses[key].clause.locator
        return f"`{key.removeprefix(f'{license}.')}` ({markdown_escaped(locator)})"


def _need(relation: str) -> str:
    return "not all of it is encoded" if relation == "governed_by" else f"hangs on `{relation}`"


if __name__ == "__main__":
    print(document(load()), end="")
