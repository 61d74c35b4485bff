"""Every place of a text that names something declared, and what it names; also in text that does not parse.

The parser tells words from names and relations from things, wherever a text makes sense. Which sort of thing a name is
then follows from the words before it on its line, and from the statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from licet.grammar.connectives import CONNECTIVES, composed
from licet.grammar.lexeme import Lexeme
from licet.grammar.parser import statement_bounds
from licet.grammar.tokens import TokenClass, classified
from licet.policy.vocabulary import Vocabulary

__all__ = ["Mention", "Symbol", "mentions"]

_Word = tuple[TokenClass, Lexeme]
_ARGUMENTS = frozenset(
    {TokenClass.CONSTANT, TokenClass.VARIABLE, TokenClass.NUMBER, TokenClass.DATE, TokenClass.STRING}
)
_SCALES = frozenset({"thousand", "million", "billion"})
_ABSENCE = frozenset({"open", "presumed", "concluded", "dated"})
_DEFEATS = frozenset({"withholds", "disapplies", "overrides"})
_JOINED_IN_LINES = frozenset({"when", "unless", "and", "rule", "fact", "given", "says", "expect"})
"""The words of lines on which connectives join arguments to a relation, beside the lines of things."""


class Symbol(Struct, frozen=True, order=True):
    """Something declared.

    Attributes:
        sort: `name` (of a thing or license), `relation` (terms included), `kind`, `clause`, `claim` or `reading`.
        name: what it is called; of a clause `license.clause`.
        owner: of a reading its term; of what a test gives, which test.
    """

    sort: str
    name: str
    owner: str = ""


class Mention(Struct, frozen=True):
    """A place that names something: the offsets between which the name is written, and whether it is declared there.
    Of a clause that is written with its license, only its own part counts."""

    symbol: Symbol
    start: int
    end: int
    declares: bool = False


def mentions(
    text: str, file: str, home: str | None, vocabulary: Vocabulary, around: int | None = None
) -> Iterator[Mention]:
    """What a policy text names, in order.

    Args:
        text: the text.
        file: its name, which tells what its tests give from what others give.
        home: the license that its unqualified clauses belong to.
        vocabulary: what is declared.
        around: an offset, where only the statement around it is asked for.
    """
    for number, (start, end) in enumerate(statement_bounds(text)):
        if around is not None and not start <= around <= end:
            continue
        words = list(classified(text[start:end]))
        for found in _Statement(words, f"{file}#{number}", home, vocabulary).mentions():
            yield Mention(found.symbol, found.start + start, found.end + start, found.declares)


class _Statement:
    """One statement's words, by line."""

    def __init__(self, words: Sequence[_Word], place: str, home: str | None, vocabulary: Vocabulary) -> None:
        self.lines = [list(line) for _, line in groupby(words, key=lambda word: word[1].line)]
        self.place = place
        self.home = home
        self.vocabulary = vocabulary
        first = [w.text for kind, w in words[:3] if kind is TokenClass.KEYWORD and w.text not in _ABSENCE]
        is_statement = bool(words) and words[0][0] is TokenClass.KEYWORD
        self.word = first[0] if is_statement and first else ""
        self.term = next((w.text for kind, w in words if kind is TokenClass.RELATION), "")
        self.given = frozenset(self._given()) if self.word == "test" else frozenset[str]()

    def mentions(self) -> Iterator[Mention]:
        for number, line in enumerate(self.lines):
            for index, (kind, word) in enumerate(line):
                if kind is TokenClass.RELATION:
                    yield self._relation(number, line, index)
                elif kind is TokenClass.CONSTANT:
                    yield from self._name(number, line, index, word)

    def _given(self) -> Iterator[str]:
        """The names that a test gives."""
        for line in self.lines:
            texts = [word.text for _, word in line]
            if len(line) > 2 and texts[0] == "given" and line[1][0] is TokenClass.CONSTANT:
                yield texts[2]

    # --- Relations and kinds

    def _relation(self, number: int, line: Sequence[_Word], index: int) -> Mention:
        word = line[index][1]
        end = word.start + len(word.text)
        before = self._keyword_before(line, index)
        if before == "is" and self.vocabulary.is_kind(word.text):
            return Mention(Symbol("kind", word.text), word.start, end)
        declares = index <= 3 and number == 0 and self.word in ("relation", "term")
        name = word.text if declares else self._composed(number, line, index)
        return Mention(Symbol("relation", name), word.start, end, declares)

    def _composed(self, number: int, line: Sequence[_Word], index: int) -> str:
        """The name of a relation with the words that join further arguments to it."""
        head = line[0][1].text
        in_entity = (not self.word and number > 0) or (self.word == "test" and head == "-")
        if not in_entity and head not in _JOINED_IN_LINES and head != "-":
            return line[index][1].text
        joining: list[str] = []
        at = self._after_argument(line, index + 1)
        while at is not None and at < len(line):
            kind, word = line[at]
            following = self._after_argument(line, at + 1)
            if kind is not TokenClass.KEYWORD or word.text not in CONNECTIVES or word.type != word.text.upper():
                break
            if following is None:
                break
            joining.append(word.text)
            at = following
        name = composed(line[index][1].text, joining)
        return name if name in self.vocabulary.relations or not joining else line[index][1].text

    def _after_argument(self, line: Sequence[_Word], at: int) -> int | None:
        """Where an argument that begins there ends; None if none does."""
        if at >= len(line) or line[at][0] not in _ARGUMENTS:
            return None
        scaled = at + 1 < len(line) and line[at + 1][1].text in _SCALES
        return at + 1 + scaled

    # --- Other names

    def _name(self, number: int, line: Sequence[_Word], index: int, word: Lexeme) -> Iterator[Mention]:
        start, end = word.start, word.start + len(word.text)
        sort, declares, owner = self._sort(number, line, index)
        if sort == "swapped":
            sort, owner = self._swapped(word.text)
        if sort == "clause":
            license, dot, short = word.text.rpartition(".")
            if dot:
                yield Mention(self._thing(license), start, start + len(license))
            if not dot and owner:
                license = owner
            key = f"{license or self.home or ''}.{short}"
            yield Mention(Symbol("clause", key), end - len(short), end, declares)
        elif sort == "name":
            yield Mention(self._thing(self.vocabulary.declared(word.text)), start, end, declares)
        else:
            yield Mention(Symbol(sort, word.text, owner), start, end, declares)

    def _thing(self, name: str) -> Symbol:
        """What is called so: what the test gives, else what is declared; facts can be about a relation, too."""
        if name in self.given:
            return Symbol("name", name, self.place)
        relation = name in self.vocabulary.relations and name not in self.vocabulary.entities
        return Symbol("relation" if relation else "name", name)

    def _sort(self, number: int, line: Sequence[_Word], index: int) -> tuple[str, bool, str]:
        """What a name is, whether it is declared there, and its owner, where its line tells one."""
        before = self._keyword_before(line, index)
        reading = self._reading(line, index, before)
        if reading is not None:
            return reading
        first = number == 0
        match self.word:
            case "":
                return ("kind", False, "") if first and index == 0 else ("name", first and index == 1, "")
            case "kind":
                return "kind", index == 1, ""
            case "relation":
                return "kind", False, ""
            case "license":
                return self._of_license(line, before, first)
            case "clause":
                return self._of_clause(line, index, before, first)
            case "claim" if first:
                return "claim", True, ""
            case "test":
                return self._of_test(line, index, before)
            case _:
                return "name", False, ""

    def _of_license(self, line: Sequence[_Word], before: str, first: bool) -> tuple[str, bool, str]:
        head = line[0][1].text
        if head == "with":
            return "swapped", False, ""
        if head == "without" and before == "clause":
            return "clause", False, self._base()
        if head == "without" and before == "relation":
            return "relation", False, ""
        return "name", first, ""

    def _swapped(self, name: str) -> tuple[str, str]:
        """What a name is that stands for another, or that another stands for: a thing, a relation or a clause."""
        for license in (self.home, self._base()):
            if f"{license}.{name}" in self.vocabulary.clauses and self._thing(name) == Symbol("name", name):
                return "clause", license or ""
        return "name", ""

    def _base(self) -> str:
        """The license that this one is based on."""
        bases = [line[1][1].text for line in self.lines if line[0][1].text == "based_on" and len(line) > 1]
        return bases[0] if bases else ""

    def _of_clause(self, line: Sequence[_Word], index: int, before: str, first: bool) -> tuple[str, bool, str]:
        head = line[0][1].text
        if first and index == 1:
            return "clause", True, ""
        if head == "as" and before in ("with", "for"):
            return "swapped", False, ""
        listed = head in _DEFEATS or (head == "as" and before == "in")
        return ("clause" if listed else "name"), False, ""

    def _of_test(self, line: Sequence[_Word], index: int, before: str) -> tuple[str, bool, str]:
        if line[0][1].text == "given" and line[min(index, 1)][0] is TokenClass.CONSTANT and index in (1, 2):
            return ("kind", False, "") if index == 1 else ("name", True, "")
        sorts: Mapping[str, str] = {"over": "relation", "claim": "claim", "because": "clause"}
        expected = line[0][1].text == "expect"
        return (sorts.get(before, "name") if expected else "name"), False, ""

    def _reading(self, line: Sequence[_Word], index: int, before: str) -> tuple[str, bool, str] | None:
        """A reading, or the term that one is of."""
        texts = [word.text for _, word in line]
        if before == "reading" and texts[index - 1] == "reading":
            if self.word == "term":
                return "reading", True, self.term
            term = texts[index + 2] if len(texts) > index + 2 and texts[index + 1] == "of" else ""
            return "reading", False, term
        if before == "of" and index > 2 and texts[index - 3] == "reading":
            return "relation", False, ""
        return None

    def _keyword_before(self, line: Sequence[_Word], index: int) -> str:
        """The last keyword before a word of a line."""
        return next((w.text for kind, w in reversed(line[:index]) if kind is TokenClass.KEYWORD), "")
