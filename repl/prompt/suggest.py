"""What could be typed next: a pure function of the text, the cursor and the declared names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct

from licet.grammar.connectives import CONNECTIVES
from licet.grammar.lexeme import Lexeme
from licet.grammar.reading import Trace
from licet.grammar.references import key_of
from licet.grammar.tokens import expected, traced
from licet.repl.prompt.slots import Slot, connecting, described_slot, literal_slot, statement_slot, variable_kinds
from licet.repl.session.categories import categories
from licet.repl.session.commands import Command, find_command
from licet.repl.session.entry import STATEMENT_WORDS, is_statement
from licet.repl.session.names import Names, matching

__all__ = ["Suggestion", "suggest"]


class Suggestion(Struct, frozen=True):
    """A text that could stand from `start` up to the cursor, and what it is."""

    text: str
    start: int
    description: str = ""


_PARTIAL = re.compile(r"(?<![\w.])(?:(?:hf|spdx):[\w./+-]*|[A-Za-z_][A-Za-z0-9_]*(\.[a-z0-9_]*)?)\Z")


def suggest(
    text: str, cursor: int, names: Names, commands: Mapping[str, Command], limit: int = 200
) -> tuple[Suggestion, ...]:
    """What could stand at the cursor.

    Args:
        text: what was typed.
        cursor: the offset that the cursor is at.
        names: the declared names.
        commands: the commands of the prompt; in files there are none, and no questions.
        limit: how many suggestions to give at most.

    Returns:
        The suggestions, the likeliest first. None inside a string or a comment, or where the text before the cursor is
        already wrong.
    """
    before = text[:cursor]
    if _inside_text(before.rpartition("\n")[2]):
        return ()
    found = _PARTIAL.search(before)
    partial = found[0] if found else ""
    if not found and re.search(r"[\w.]\Z", before):
        return ()
    start = cursor - len(partial)
    entry = before[_entry_start(before) : start]
    request = _Request(entry, partial, start, names, commands, limit)
    return tuple(islice(_unique(request.suggestions()), limit))


def _inside_text(line: str) -> bool:
    """Whether the end of a line is inside a string or a comment."""
    inside = False
    escaped = False
    for character in line:
        if escaped:
            escaped = False
        elif inside and character == "\\":
            escaped = True
        elif character == '"':
            inside = not inside
        elif character == "#" and not inside:
            return True
    return inside


def _entry_start(text: str) -> int:
    """Where the entry that the end of a text belongs to starts: the last line with text in column one."""
    position = len(text)
    while position:
        start = text.rfind("\n", 0, position) + 1
        if text[start : start + 1] not in ("", " ", "\t", "#", "\n"):
            return start
        if start == 0:
            break
        position = start - 1
    return 0


def _last_change(text: str) -> str:
    """What follows the last comma between the changes of a text."""
    depth = end = 0
    for lexeme in traced("changes", text).accepted:
        depth += (lexeme.type in ("LPAR", "LBRACE")) - (lexeme.type in ("RPAR", "RBRACE"))
        if lexeme.type == "COMMA" and not depth:
            end = lexeme.start + 1
    return text[end:]


def _unique(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    seen: set[str] = set()
    for suggestion in found:
        if suggestion.text not in seen:
            seen.add(suggestion.text)
            yield suggestion


class _Request(Struct, frozen=True):
    entry: str
    partial: str
    start: int
    names: Names
    commands: Mapping[str, Command]
    limit: int

    def suggestions(self) -> Iterator[Suggestion]:
        if not self.entry.strip():
            if "\n" not in self.entry:
                yield from self._words(self.commands, {c.name: c.summary for c in self.commands.values()})
                yield from self._words(sorted(STATEMENT_WORDS), {})
                yield from self._matching(self.names.kinds)
                if self.partial and self.commands:
                    yield from self._constants(Slot("constant", calls=True))
            return
        longer = list(self._longer_commands())
        yield from longer
        if longer and self.entry.strip() not in self.names.vocabulary.entities:
            return
        called = find_command(self.entry, self.commands)
        if called is not None and not is_statement(self.entry, self.names.kinds):
            command, argument = called
            yield from self._argument(command, self.entry[len(self.entry) - len(argument) :] if argument else "")
            return
        yield from self._grammar(self.entry)

    def _longer_commands(self) -> Iterator[Suggestion]:
        """The second words of commands that have two."""
        for name, command in self.commands.items():
            first, _, second = name.partition(" ")
            if second and self.entry.strip() == first and second.startswith(self.partial):
                yield Suggestion(second, self.start, command.summary)

    # --- Commands ---

    def _argument(self, command: Command, argument: str) -> Iterator[Suggestion]:
        match command.takes:
            case "use":
                described = argument.split()[:1] and argument.split()[0] in self.names.vocabulary.relations
                yield from self._described(argument) if described else self._matching(self.names.of_kind("use"))
            case "question":
                if not argument.strip():
                    yield from self._matching(self.names.of_kind("use"))
                yield from self._grammar(argument)
                yield from self._described(argument)
            case "fact" | "changes":
                if command.takes == "changes":
                    argument = _last_change(argument)
                if not argument.strip():
                    yield from self._words(["reading", "not"], {"reading": "a reading of a contested term"})
                reading = traced("reading_left" if command.name == "retract" else "pin", argument)
                if reading.accepted and not reading.rest:
                    yield from self._reading(reading)
                else:
                    yield from self._grammar(argument)
            case "name":
                if not argument.strip():
                    everything = (self.names.of_kind(None), self.names.relations, self.names.clauses, self.names.kinds)
                    for part in (*everything, self.names.claims):
                        yield from self._matching(part)
            case "clause":
                yield from self._matching(self.names.clauses)
            case "category":
                yield from self._words(categories(self.names.vocabulary), {})
            case "command":
                yield from self._words(self.commands, {c.name: c.summary for c in self.commands.values()})
            case "date":
                yield from self._words(["stated"], {"stated": "the day that each use states"})
            case _:
                return

    def _described(self, argument: str) -> Iterator[Suggestion]:
        """How the lines that describe a use go on."""
        lines = traced("description", argument)
        if not argument.strip() or lines.rest:
            return
        slot = described_slot(lines.accepted, self.names.vocabulary)
        if slot is not None:
            yield from self._named(slot)

    def _reading(self, typed: Trace) -> Iterator[Suggestion]:
        """How `reading R of T` goes on."""
        words = [lexeme.text for lexeme in typed.accepted]
        if "OF" in typed.expected:
            yield from self._words(["of"], {})
        if len(words) == 1:
            yield from self._named(Slot("reading"))
        elif words[-1] == "of":
            yield from self._named(Slot("term", owner=words[1] if len(words) == 3 else None))

    # --- Statements and literals ---

    def _grammar(self, text: str) -> Iterator[Suggestion]:
        could = expected(text, queries=bool(self.commands))
        if not could:
            return
        lexemes: Sequence[Lexeme] = ()
        slots: list[Slot | None] = []
        statement = traced("statement", text)
        if statement.accepted and not statement.rest:
            lexemes = statement.accepted
            slots.append(statement_slot(lexemes, self.names.vocabulary))
        query = traced("conjunction", text)
        states = bool(lexemes) and (lexemes[0].text in STATEMENT_WORDS or lexemes[0].text in self.names.kinds)
        if not query.rest and not states and self.commands:
            lexemes = query.accepted
            slots.append(literal_slot(lexemes, self.names.vocabulary))
        if "VAR" in could:
            yield from self._variables(lexemes)
        if could & {"NAME", "QNAME"}:
            for slot in slots:
                if slot is not None:
                    yield from self._named(slot)
        no_more = {word for word in ("and", "at") if states and word.upper() not in statement.expected}
        if not any(r.dated for x in lexemes if (r := self.names.vocabulary.relations.get(x.text)) is not None):
            no_more |= {"from", "until"} if "PER" in statement.expected else set()
        if could.issuperset(CONNECTIVES):
            no_more.update({*CONNECTIVES} - connecting(lexemes, self.names.vocabulary))
        no_more |= set() if states else {"also", "hub", "spdx"}
        keywords = sorted(w for w in could - no_more if w[0].islower() and w.replace(" ", "").isalpha())
        first = not text.strip()
        yield from self._words([w for w in keywords if not (first and w in STATEMENT_WORDS)], {})

    def _variables(self, lexemes: Sequence[Lexeme]) -> Iterator[Suggestion]:
        kinds = variable_kinds(lexemes, self.names.vocabulary)
        for name, kind in kinds.items():
            if name.startswith(self.partial):
                yield Suggestion(name, self.start, kind)

    def _named(self, slot: Slot) -> Iterator[Suggestion]:
        names = self.names
        match slot.sort:
            case "constant":
                yield from self._constants(slot)
            case "relation":
                yield from self._relations(slot)
            case "clause":
                yield from self._matching(names.clauses)
            case "license":
                yield from self._matching(names.licenses)
            case "kind":
                yield from self._matching(names.kinds)
            case "claim":
                yield from self._matching(names.claims)
            case "reading":
                yield from self._matching(names.readings(slot.owner))
            case "term":
                terms = names.vocabulary.terms.items()
                yield from self._matching([n for n, e in terms if slot.owner is None or e.reading(slot.owner)])
            case _:
                return

    def _constants(self, slot: Slot) -> Iterator[Suggestion]:
        yield from self._matching(self.names.of_kind(slot.kind))
        if slot.calls:
            relations = self.names.vocabulary.relations
            for name in matching(self.partial, self.names.relations, self.limit):
                signature = relations[name]
                if self.partial or signature.functional or signature.arity > 2:
                    yield Suggestion(f"{name}(", self.start, self.names.describe(name))

    def _relations(self, slot: Slot) -> Iterator[Suggestion]:
        yield from self._matching(self.names.relations_from(slot.kind, slot.form))

    # --- Parts ---

    def _matching(self, names: Sequence[str]) -> Iterator[Suggestion]:
        found = self._references(names) if ":" in self.partial else matching(self.partial, names, self.limit)
        for name in found:
            yield Suggestion(name, self.start, self.names.describe(self.names.vocabulary.declared(name)))

    def _references(self, names: Sequence[str]) -> Iterator[str]:
        """The references to some names that start so; neither capitals nor the part before the `/` need be typed."""
        entities = self.names.vocabulary.entities
        scheme, _, typed = key_of(self.partial).partition(":")
        for reference in sorted(found for name in names if name in entities for found in entities[name].references):
            where, _, name = key_of(reference).partition(":")
            if where == scheme and (name.startswith(typed) or name.rpartition("/")[2].startswith(typed)):
                yield reference

    def _words(self, words: Iterable[str], about: Mapping[str, str]) -> Iterator[Suggestion]:
        for word in words:
            if word.startswith(self.partial):
                yield Suggestion(word, self.start, about.get(word, ""))
