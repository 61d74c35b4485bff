"""The names a statement may use, and whether what stands in a place is of the kind that belongs there."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from msgspec.structs import replace

from licet.checks.findings import Findings, article
from licet.checks.old_forms import OLD_COUNTS, OLD_NAMES
from licet.grammar import tree
from licet.grammar.diagnostics import Help, Label
from licet.grammar.references import is_reference
from licet.grammar.source import Span
from licet.grammar.values import quoted
from licet.grammar.values import written as write_number
from licet.grammar.write import format_operand
from licet.policy.references import no_such_reference
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import VALUE_KINDS, EntityEntry, Signature, Vocabulary

__all__ = ["ORDERED", "Scope", "written"]

ORDERED = frozenset({"count", "number", "date", "month"})
_LONGEST_TEXT = 40
_PRONOUNS = frozenset({"it", "them", "this", "that", "these", "those"})
_NOUNS = {"text": "a text", "date": "a date", "month": "a month", "number": "a number", "count": "a number"}


class Scope:
    """A vocabulary to look names up in, the findings that failures go to, and whether variables can stand in the place
    of names."""

    __slots__ = ("_fits", "_suggestions", "findings", "variables", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, findings: Findings, variables: bool = True) -> None:
        self.vocabulary = vocabulary
        self.findings = findings
        self.variables = variables
        self._fits: dict[tuple[str, str], bool] = {}
        self._suggestions = Suggestions(vocabulary)

    def of_facts(self) -> Scope:
        """This scope for what names everything."""
        inner = Scope(self.vocabulary, self.findings, False)
        inner._fits = self._fits
        inner._suggestions = self._suggestions
        return inner

    def within(self, entities: Mapping[str, EntityEntry]) -> Scope:
        """This scope with further names, which shadow its own."""
        known = cast(dict[str, EntityEntry], self.vocabulary.entities)
        inner = Scope(replace(self.vocabulary, entities=ChainMap(dict(entities), known)), self.findings, self.variables)
        inner._fits = self._fits
        inner._suggestions = self._suggestions
        return inner

    def also_called(self, what: str, name: str, candidates: Iterable[str]) -> Help | None:
        """Which candidates are also called by the name of a `what` that nobody declared."""
        found = self.findings.suggestion(what, name, candidates, self._suggestions.called)
        return None if found is None else found.help(name)

    def hint(self, what: str, name: str, candidates: Iterable[str], otherwise: str | None = None) -> Help | None:
        """What may have been meant by the name of a `what` that nobody declared: one of the candidates, by its other
        names, its spelling or its meaning; or `otherwise`."""
        found = self.findings.suggestion(what, name, candidates, self._suggestions.of)
        if found is not None:
            return found.help(name, otherwise)
        return None if otherwise is None else Help(otherwise)

    def knows_kind(self, kind: str) -> bool:
        """Whether the kind is declared or a kind of values."""
        return kind in self.vocabulary.kinds or kind in VALUE_KINDS

    def fits(self, kind: str, wanted: str) -> bool:
        """Whether every `kind` is a `wanted`; undeclared kinds, reported where they stand, fit everywhere."""
        key = (kind, wanted)
        if key not in self._fits:
            self._fits[key] = (
                (wanted == "symbol" and kind not in VALUE_KINDS)
                or self.vocabulary.is_a(kind, wanted)
                or not (self.knows_kind(kind) and self.knows_kind(wanted))
            )
        return self._fits[key]

    def compatible(self, kind: str, other: str) -> bool:
        """Whether one value can be of both kinds."""
        return self.vocabulary.compatible(kind, other) or not (self.knows_kind(kind) and self.knows_kind(other))

    def kind(self, name: str, span: Span, names_only: bool = False) -> bool:
        """Report a kind nobody declared (E203); with `names_only`, a kind of values too."""
        if name in self.vocabulary.kinds or (name in VALUE_KINDS and not names_only):
            return True
        if name in VALUE_KINDS:
            self.findings.error("E203", f"`{name}` is a kind of values, and no name can be of it", span)
            return False
        candidates = [*self.vocabulary.kinds, *(() if names_only else VALUE_KINDS)]
        help = self.hint("kind", name, candidates, f"declare it: `kind {name}`")
        self.findings.error("E203", f"no kind is called `{name}`", span, help)
        return False

    def sayable_of(self, kind: str) -> list[Signature]:
        """The relations that can be stated of something of a kind."""
        return [s for s in self.vocabulary.stateable if s.kinds and self.fits(kind, s.kinds[0])]

    def signature(self, name: str, span: Span, subject: str | None = None) -> Signature | None:
        """The relation's signature; when nobody declared it, report that (E204). `subject` is the kind of what it is
        stated of, if it is."""
        signature = self.vocabulary.relations.get(name)
        if signature is None:
            if name in OLD_NAMES:
                help: Help | str | None = OLD_NAMES[name]
            elif name in self.vocabulary.kinds:
                help = f"`{name}` is a kind; what kind a variable stands for follows from where it stands"
            else:
                what, among = "relation", list(self.vocabulary.relations)
                if subject is not None:
                    what, among = f"relation of {subject}", [s.name for s in self.sayable_of(subject)]
                help = self.hint(what, name, among, f"declare it: `relation {name}(…)`")
                if name in ("also", "hub", "spdx"):
                    help = f"`{name}` stands right after the title, or on the line under it"
            self.findings.error("E204", f"no relation is called `{name}`", span, help)
        return signature

    def kind_of(self, argument: tree.Argument) -> str | None:
        """The kind of a value or a declared name; None for variables and for names nobody declared."""
        match argument:
            case tree.Constant(name=name):
                entry = self.vocabulary.entities.get(name)
                return entry.kind if entry else None
            case tree.Number(value=value):
                whole = isinstance(value, int) or value == value.to_integral_value()
                return "count" if whole and value >= 0 else "number"
            case tree.Text():
                return "text"
            case tree.Day():
                return "date"
            case tree.YearMonth():
                return "month"
            case _:
                return None

    def value(self, argument: tree.Argument, kind: str, taker: str, place: Signature | None = None) -> None:
        """Report a value or name that is not of the kind (E207) or that nobody declared (E205).

        Args:
            argument: what stands there; variables are passed over.
            kind: what belongs there.
            taker: what takes it: the relation, `permits`, …
            place: the declaration of the taker.
        """
        match argument:
            case tree.Variable() | tree.Anything():
                return
            case tree.Constant():
                self.name(argument, kind, taker, place)
                return
        found = self.kind_of(argument)
        if found is None or not self.knows_kind(kind) or found == kind or (found, kind) == ("count", "number"):
            return
        labels = (Label(place.span, f"`{taker}` is declared here"),) if place else ()
        help = None
        if kind == "count" and isinstance(argument, tree.Number):
            help = "a count is a whole number, zero or more"
        elif kind == "symbol" and isinstance(argument, tree.Text):
            help = "a symbol is a lower-case name without quotes"
        elif kind == "month" and isinstance(argument, tree.Day):
            help = f"write the month alone: `{argument.value:%Y-%m}`"
        elif kind in self.vocabulary.kinds and isinstance(argument, tree.Text):
            help = "names are written without quotes"
        self.findings.error(
            "E207",
            f"`{written(argument)}` is {_NOUNS[found]}, and `{taker}` takes {article(kind)} here",
            argument.span,
            help,
            labels,
        )

    def name(self, constant: tree.Constant, kind: str | None, taker: str, place: Signature | None = None) -> None:
        """Report a name that nobody declared (E205) or that is not of the kind (E207); with no kind, any will do."""
        if is_reference(constant.name):
            stated = no_such_reference(self.vocabulary, constant.name)
            self.findings.error("E205", f"nothing is called `{constant.name}`", constant.span, stated)
            return
        if kind == "symbol":
            return
        entry = self.vocabulary.entities.get(constant.name)
        if entry is not None and (kind is None or self.fits(entry.kind, kind)):
            return
        labels = [Label(place.span, f"`{taker}` is declared here")] if place else []
        if kind in VALUE_KINDS:
            help = {
                "text": f'write "{constant.name}" in quotes',
                "date": "a date is written `2026-03-01`",
                "month": "a month is written `2026-03`",
            }.get(kind)
            self.findings.error(
                "E207",
                f"`{constant.name}` is a name, and `{taker}` takes {article(kind)} here",
                constant.span,
                help,
                labels,
            )
        elif entry is None:
            self.findings.error(
                "E205", f"nothing is called `{constant.name}`", constant.span, self._close(constant, kind)
            )
        else:
            labels.insert(0, Label(entry.span, f"`{constant.name}` is declared here"))
            self.findings.error(
                "E207",
                f"`{constant.name}` is {article(entry.kind)}, and `{taker}` takes {article(kind or '')} here",
                constant.span,
                self._meant_variable(constant, kind)
                or self.hint(kind or "", constant.name, self._names_fitting(kind or "")),
                labels,
            )

    def _close(self, constant: tree.Constant, kind: str | None) -> Help | str | None:
        if kind is None:
            return self.findings.hint("name", constant.name, self.vocabulary.entities)
        likely = self._meant_variable(constant, kind)
        if likely is not None:
            return likely
        if constant.name in _PRONOUNS and kind not in ("organization", "use"):
            return f"`{constant.name}` is no name: write the name of the thing once more"
        declare = self._declaration(constant.name, kind)
        meant = self.findings.suggestion(kind, constant.name, self._names_fitting(kind), self._suggestions.of)
        if meant is not None:
            return meant.help(constant.name, declare)
        return self.findings.hint("name", constant.name, self.vocabulary.entities, declare)

    def _meant_variable(self, constant: tree.Constant, kind: str | None) -> str | None:
        """For the name of a kind where one of that kind belongs: a variable was meant, where there are some."""
        name = constant.name
        meant = self.variables and kind is not None and name in self.vocabulary.kinds and self.fits(name, kind)
        return f"a variable is capitalized: `{name.capitalize()}`" if meant else None

    def _declaration(self, name: str, kind: str) -> str:
        """How a name is declared where `kind` belongs: of the kind of the names that begin like it, or else of those
        that fit the kind of the most, or of a narrower one; and with its license, if that is what decides what may be
        done with it."""
        fitting = [entry for entry in self.vocabulary.entities.values() if self.fits(entry.kind, kind)]
        alike = [entry for entry in fitting if entry.name.split("_")[0] == name.split("_")[0]]
        kinds = Counter(entry.kind for entry in alike or fitting)
        narrow = min(kinds, key=lambda k: (-kinds[k], k), default=kind)
        licensed = self.vocabulary.relations.get("licensed_under")
        said = licensed is not None and self.fits(narrow, licensed.kinds[0])
        lines = ", with a line `licensed_under …` for the license that it is under" if said else ""
        if said and narrow == "model":
            lines += "; or import its card: `licet import card README.md`"
        narrower = sorted(entry.name for entry in self.vocabulary.kinds.values() if entry.parent == narrow)
        ways = " or ".join(f'`{of_kind} {name} "…"`' for of_kind in (narrow, *narrower))
        return f"declare it: {ways}{lines}"

    def _names_fitting(self, kind: str) -> Iterator[str]:
        return (name for name, entry in self.vocabulary.entities.items() if self.fits(entry.kind, kind))

    def mismatch(self, code: str, message: str, signature: Signature, span: Span, help: str | None) -> None:
        """Report a use of a relation that its declaration does not allow, and show the declaration."""
        label = Label(signature.span, f"`{signature.name}` is declared here")
        self.findings.error(code, message, span, help, (label,))

    def wrong_count(self, signature: Signature, given: int, span: Span, help: str | None = None) -> None:
        """Report a wrong number of arguments (E206); without a help text it shows the declaration."""
        wanted = signature.arity - signature.functional
        noun = "argument" if wanted == 1 else "arguments"
        message = f"`{signature.name}` takes {wanted} {noun}, not {given}"
        help = help or OLD_COUNTS.get((signature.name, given), f"it is declared as `{signature}`")
        self.mismatch("E206", message, signature, span, help)

    def no_value(self, signature: Signature, span: Span, help: str) -> None:
        """Report a value of a relation that has none (E210)."""
        self.mismatch("E210", f"`{signature}` has no value", signature, span, help)

    def no_days(self, signature: Signature, span: Span) -> None:
        """Report a day at which a relation is asked that has none (E323)."""
        help = f"leave `at` out, or declare it: `dated relation {signature}`" if not signature.functional else None
        self.mismatch("E323", f"`{signature.name}` holds on no days of its own", signature, span, help)

    def needs_value(self, signature: Signature, span: Span, help: str) -> None:
        """Report a functional relation without its value (E211)."""
        self.mismatch("E211", f"`{signature}` needs a value", signature, span, help)


def written(argument: tree.Operand | tree.Unknown) -> str:
    """An argument or calculation as a policy file writes it; long texts are cut."""
    match argument:
        case tree.Operation():
            return format_operand(argument)
        case tree.Variable(name=name) | tree.Constant(name=name):
            return name
        case tree.Anything():
            return "_"
        case tree.Number(value=value):
            return argument.written or write_number(value)
        case tree.Day(value=day):
            return day.isoformat()
        case tree.YearMonth(year=year, month=month):
            return f"{year:04d}-{month:02d}"
        case tree.Text(value=text):
            return quoted(text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…")
        case tree.Unknown():
            return "unknown"
