"""What a name is, in Markdown, for a box beside it."""

from __future__ import annotations

from collections.abc import Iterator

from licet.editor.judging import Judged
from licet.editor.mentions import Symbol
from licet.editor.snapshot import Snapshot
from licet.grammar import tree
from licet.policy.vocabulary import EntityEntry, Signature, Vocabulary
from licet.verdict.verdict import Verdict
from licet.words.effects import effect_words
from licet.words.escaping import markdown_escaped
from licet.words.fragments import clean

__all__ = ["hover"]

_WIDTH = 78
_ABSENCE = {
    "open": "open: what is not stated is unknown",
    "presumed": "presumed: what is not stated is taken not to be so, and answers say so",
    "closed": "closed: what is neither stated nor derived is not so",
}


def hover(moment: Snapshot, symbol: Symbol, found: Judged | None = None) -> str | None:
    """What to say of a name: of a clause its words and where they stand, of a relation what it means, of a use its
    verdict. None where nothing is known of it.

    Args:
        moment: the policies.
        symbol: what is named.
        found: the verdicts of that very moment; without them, none is told.
    """
    parts = list(_parts(moment, symbol, found))
    return "\n\n".join(parts) if parts else None


def _parts(moment: Snapshot, symbol: Symbol, found: Judged | None) -> Iterator[str]:
    known, name = moment.vocabulary, symbol.name
    match symbol.sort:
        case "clause" if name in known.clauses:
            entry = known.clauses[name]
            yield from _clause(known, entry.key, entry.clause)
        case "relation":
            if name in known.relations:
                yield from _relation(known.relations[name])
            if name in known.terms:
                yield from _term(known.terms[name].term)
        case "reading" if symbol.owner in known.terms:
            reading = known.terms[symbol.owner].reading(name)
            if reading is not None:
                yield f"reading **{_shown(name)}** of {_shown(symbol.owner)}: {_shown(reading.description)}"
        case "kind" if name in known.kinds:
            kind = known.kinds[name]
            yield f"kind **{_shown(name)}**" + (f", a part of {_shown(kind.parent)}" if kind.parent else "")
            yield from filter(None, [_shown(kind.description or "")])
        case "claim" if name in known.claims:
            yield f"claim **{_shown(name)}**: {_shown(known.claims[name].title)}"
        case "name" if symbol.owner:
            yield f"**{_shown(name)}**, given by this test"
        case "name" if name in known.entities:
            yield from _thing(moment, known.entities[name], found)
        case _:
            return


def _clause(known: Vocabulary, key: str, clause: tree.Clause) -> Iterator[str]:
    license = known.licenses.get(key.rpartition(".")[0])
    title = f" of {_shown(license.title)}" if license is not None else ""
    yield f"clause **{_shown(key)}** at {_shown(clause.locator)}{title}"
    yield _shown(effect_words(clause))
    yield from _quotes(clause.quotes)
    if clause.taken is not None:
        yield f"taken over from {_shown(clause.taken.name)}"
    yield from (f"*{_shown(note.value)}*" for note in clause.notes)


def _quotes(quotes: tuple[tree.Text, ...]) -> Iterator[str]:
    yield from (f"> “{_shown(quote.value)}”" for quote in quotes)


def _relation(signature: Signature) -> Iterator[str]:
    yield f"{'dated ' if signature.dated else ''}relation **{_shown(str(signature))}**"
    yield from filter(None, [_shown(signature.description or "")])
    yield (
        "concluded: it follows from rules alone, and nobody states it"
        if signature.concluded
        else _ABSENCE[signature.absence]
    )


def _term(term: tree.Term) -> Iterator[str]:
    yield "contested: what it means depends on a reading" + (f", at {_shown(term.locator)}" if term.locator else "")
    yield from _quotes(term.quotes)
    yield "\n".join(f"- **{_shown(r.name)}**: {_shown(r.description)}" for r in term.readings)


def _thing(moment: Snapshot, entry: EntityEntry, found: Judged | None) -> Iterator[str]:
    license = moment.vocabulary.licenses.get(entry.name)
    yield f"{_shown(entry.kind)} **{_shown(entry.name)}**" + (f": {_shown(entry.title)}" if entry.title else "")
    if license is not None and license.unread is not None:
        yield f"unread: {_shown(license.unread.value)}"
    if license is not None and license.url:
        yield _shown(license.url)
    if entry.references:
        yield ", ".join(map(_shown, entry.references))
    if moment.vocabulary.is_use(entry.name):
        yield _verdict(moment, entry.name, found)


def _verdict(moment: Snapshot, use: str, found: Judged | None) -> str:
    if moment.has_errors:
        return "no verdict while the policies have errors"
    verdict = found.verdicts.get(use) if found is not None else None
    if verdict is None:
        return "no verdict yet for these texts"
    if not isinstance(verdict, Verdict):
        return f"no verdict: {_shown(verdict)}"
    lines = verdict.text(_WIDTH).rstrip()
    return f"**{verdict.status.value}**\n\n{_fenced(lines)}"


def _fenced(text: str) -> str:
    """A block of text that shows as it is, whatever is in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"


def _shown(text: str) -> str:
    return markdown_escaped(clean(text))
