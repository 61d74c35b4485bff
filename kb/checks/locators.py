"""Locators, compared with the texts that they point into: the place must be there, and a quote must stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from licet.checks.findings import Findings
from licet.checks.numbering import Layout, Stretch, layout
from licet.checks.places import Missing, places
from licet.checks.quotes import QuotableText, quoted_places
from licet.checks.sections import section_at, sections
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import Span

__all__ = ["Located", "check_locators", "taken_from"]

Located = tree.Clause | tree.Term | tree.Rule | tree.Unmodelled
_MOST_CHECKED = 1_000_000


class _Places(Struct):
    """The places in one text, found once for each locator."""

    text: QuotableText
    layout: Layout
    aliases: Mapping[str, str]
    known: dict[str, list[Stretch] | Missing]

    def of(self, locator: str) -> list[Stretch] | Missing:
        """The places of a locator; of one that stands for another, those of the other, if it is there."""
        if locator not in self.known:
            found = places(self.layout, self.aliases.get(locator, locator))
            if isinstance(found, Missing) and locator in self.aliases:
                found = places(self.layout, locator)
            self.known[locator] = found
        return self.known[locator]


def check_locators(
    located: Iterable[tuple[Located, str]],
    texts: Mapping[str, Sequence[QuotableText]],
    licenses: Mapping[str, tree.License],
) -> tuple[Diagnostic, ...]:
    """Compare locators with the texts of their licenses.

    Args:
        located: the statements with locators, and the license of each.
        texts: the texts of licenses of which all are at hand. A quote may stand in any of them.
        licenses: the license statements by name.

    Returns:
        E505 for each locator that names no place of the text, or another than that of the quote, and W505 for each
        license with numbered locators of which the text tells nothing.
    """
    findings = Findings()
    known = {
        name: [_Places(text, layout(text), _aliases(licenses[name]), {}) for text in of_license if _is_short(text)]
        for name, of_license in texts.items()
        if name in licenses
    }
    untold: dict[str, set[str]] = {}
    for statement, name in located:
        if not known.get(name) or statement.locator is None:
            continue
        if not _is_right(statement, name, statement.locator, known[name], findings):
            untold.setdefault(name, set()).add(statement.locator)
    for name, locators in untold.items():
        findings.tally(
            "W505",
            f"{len(locators)} locator{'' if len(locators) == 1 else 's'} of `{name}` not checked:"
            " its text tells no such numbers",
            licenses[name].name_span,
            'say how the place begins: `alias "2.1" for "Conditions for Use"`',
            name,
            len(locators),
        )
    return findings.sorted()


def _is_short(text: QuotableText) -> bool:
    return len(text.plain) <= _MOST_CHECKED


def _aliases(license: tree.License) -> dict[str, str]:
    return {name: alias.locator for alias in license.aliases for name in alias.names}


def _is_right(statement: Located, license: str, locator: str, known: Sequence[_Places], findings: Findings) -> bool:
    """Compare one statement's locator, and tell whether the texts allow that."""
    found = [(one, one.of(locator)) for one in known]
    there = [(one, stretches) for one, stretches in found if not isinstance(stretches, Missing)]
    at = taken_from(statement)
    quotes = () if isinstance(statement, tree.Unmodelled) else statement.quotes
    spans = [quote.span for quote in quotes] or [statement.span]
    if not there:
        reasons = {stretches for _, stretches in found}
        if Missing.UNTOLD in reasons:
            return False
        if quotes or Missing.NUMBER in reasons:
            said = f"`{license}` has no {statement.locator}" if Missing.NUMBER in reasons else ""
            findings.error(
                "E505",
                f"the text of {said}" if said else f"nothing in the text of `{license}` says {statement.locator}",
                at or spans[0],
                _where(quotes[0].value, [one.text for one in known]) if quotes else "look the place up in the text",
            )
        return True
    for quote in quotes:
        if not any(_stands(one.text, quote.value, stretches) for one, stretches in there):
            texts = [one.text for one, _ in there]
            if any(quoted_places(text, quote.value) for text in texts):
                findings.error(
                    "E505",
                    f"this quote is not in {statement.locator} of the text of `{license}`",
                    at or quote.span,
                    _where(quote.value, texts),
                )
    return True


def _stands(text: QuotableText, quote: str, stretches: Sequence[Stretch]) -> bool:
    """Whether any of the words that are quoted stand in one of the stretches."""
    return any(a < place.end and b > place.start for a, b in quoted_places(text, quote) for place in stretches)


def _where(quote: str, texts: Sequence[QuotableText]) -> str:
    for text in texts:
        for start, _ in quoted_places(text, quote)[:1]:
            line = text.line_of(start)
            section = section_at(sections(text.text), line)
            return f"it stands in line {line} of the text" + (f", in section {section}" if section else "")
    return "look the place up in the text"


def taken_from(statement: Located) -> Span | None:
    """Where it is said that a statement is taken over from another license."""
    taken = None if isinstance(statement, tree.Term) else statement.taken
    return taken.span if taken is not None else None
