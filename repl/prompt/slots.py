"""What a name at the cursor would stand for, told from the lexemes before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from licet.grammar.connectives import CONNECTIVES, composed
from licet.grammar.lexeme import Lexeme

if TYPE_CHECKING:
    from licet.policy.vocabulary import Vocabulary

__all__ = ["Slot", "connecting", "described_slot", "literal_slot", "statement_slot", "variable_kinds"]


class Slot(Struct, frozen=True):
    """A place for a name.

    Attributes:
        sort: `constant`, `relation`, `clause`, `license`, `term`, `reading`, `kind`, `claim`, or `new` where a name
            is declared that nothing has yet.
        kind: for a constant the kind it must be of; for a relation that of its first argument; None where any will do.
        form: for a relation, where it stands: `infix`, after `is` (`unary`) or in a `line` of an entity.
        calls: whether a relation may be written here as `relation(…)`.
        owner: for a reading, its term; for a term, one of its readings.
    """

    sort: str
    kind: str | None = None
    form: str = ""
    calls: bool = False
    owner: str | None = None


_ARGUMENTS = frozenset({"NAME", "REFERENCE", "VAR", "NUMBER", "DATE", "MONTH", "STRING", "ANYTHING"})
_CONNECTIVES = frozenset(word.upper() for word in CONNECTIVES)
_OPENERS = frozenset(
    {"_NL", "WHEN", "UNLESS", "AND", "NOT", "MINUS", "THAT", "SAYS", "NEED", "FACT", "RULE", "TERM", "QUANTIFIER"}
)
_LITERAL_LINES = frozenset({"WHEN", "UNLESS", "AND", "MINUS", "FACT", "RULE", "TERM", "SAYS"})
_FIXED: Final[Mapping[str, Slot]] = MappingProxyType(
    {
        "WITHHOLDS": Slot("clause"),
        "DISAPPLIES": Slot("clause"),
        "OVERRIDES": Slot("clause"),
        "INCORPORATES": Slot("license"),
        "UNMODELLED": Slot("license"),
        "OVER": Slot("term"),
        "CLAIM": Slot("claim"),
        "ABOUT": Slot("constant"),
        "LICENSOR": Slot("constant"),
    }
)
_ACTS, _DUTIES = "does", "fulfils_of"
_HOOKS: Final[Mapping[str, str]] = MappingProxyType({"DUTY": _DUTIES, "FOR": "by", "HELD": "by"})
"""The relation whose second argument says what kind of name follows a word of a test or position."""


def variable_kinds(lexemes: Sequence[Lexeme], vocabulary: Vocabulary) -> Mapping[str, str]:
    """The variables of a text, with the kind that the first relation they occur in gives them; `""` if none does."""
    found: dict[str, str] = {}

    def note(lexeme: Lexeme, relation: str, position: int) -> None:
        signature = vocabulary.relations.get(relation)
        if lexeme.type == "VAR" and signature is not None and position < signature.arity:
            found[lexeme.text] = found.get(lexeme.text) or signature.kinds[position]

    call: str | None = None
    position = 0
    for i, lexeme in enumerate(lexemes):
        after = lexemes[i + 1] if i + 1 < len(lexemes) else None
        if lexeme.type == "VAR":
            found.setdefault(lexeme.text, "")
        if lexeme.type == "LPAR" and i:
            call, position = lexemes[i - 1].text, 0
        elif lexeme.type == "RPAR":
            call = None
        elif lexeme.type == "COMMA":
            position += 1
        elif call is not None:
            note(lexeme, call, position)
        elif lexeme.type == "NAME" and i and lexemes[i - 1].type in _ARGUMENTS and after is not None:
            note(lexemes[i - 1], lexeme.text, 0)
            note(after, lexeme.text, 1)
        elif lexeme.type == "IS" and i and after is not None:
            note(lexemes[i - 1], after.text, 0)
    return found


def literal_slot(
    lexemes: Sequence[Lexeme], vocabulary: Vocabulary, kinds: Mapping[str, str] | None = None
) -> Slot | None:
    """What a name after these lexemes would be in a literal; `kinds` are those of variables, None to find them."""
    kinds = variable_kinds(lexemes, vocabulary) if kinds is None else kinds
    start = max((i + 1 for i, lexeme in enumerate(lexemes) if lexeme.type in _OPENERS), default=0)
    found = list(lexemes[start:])
    if found and found[0].type == "OF":
        found = found[1:]
    if not found:
        return Slot("constant", calls=True)
    kind_of = _kinds_of(vocabulary, kinds)
    opened = _unmatched(found)
    if opened is not None:
        at, position = opened
        if found[at].type == "LBRACE":
            return Slot("constant", kind_of(found[0]))
        return Slot("constant", _argument(vocabulary, found[at - 1].text, position))
    last = found[-1].type
    if last == "EQUAL" or last == "CMP":
        call = found[0].text if len(found) > 1 and found[1].type == "LPAR" else None
        signature = vocabulary.relations.get(call) if call else None
        return Slot("constant", signature.kinds[-1] if signature is not None else kind_of(found[0]))
    if last == "IS":
        return Slot("relation", kind_of(found[0]), "unary")
    if len(found) == 1 and last in _ARGUMENTS:
        return Slot("relation", kind_of(found[0]), "infix")
    if found[0].type in _ARGUMENTS and (len(found) == 2 or found[-1].type in _CONNECTIVES):
        relation, further = _so_far(found[1:])
        return Slot("constant", _argument(vocabulary, relation, further + 1))
    return None


def connecting(lexemes: Sequence[Lexeme], vocabulary: Vocabulary) -> frozenset[str]:
    """The words with which a declared relation can go on after these lexemes of a statement or query."""
    start = max((i + 1 for i, lexeme in enumerate(lexemes) if lexeme.type in _OPENERS), default=0)
    found = list(lexemes[start:])
    names = [_so_far(found[at:])[0] for at in (0, 1) if len(found) > at]
    going_on = [r[len(n) + 1 :] for n in names for r in vocabulary.relations if r.startswith(f"{n}_")]
    return frozenset(rest.split("_")[0] for rest in going_on) & frozenset(CONNECTIVES)


def _so_far(words: Sequence[Lexeme]) -> tuple[str, int]:
    """The relation whose name these words begin with, and how many arguments stand after its first word."""
    joining = [word.text for word in words[1:] if word.type in _CONNECTIVES]
    return composed(words[0].text, joining), sum(word.type in _ARGUMENTS for word in words[1:])


def _kinds_of(vocabulary: Vocabulary, kinds: Mapping[str, str]) -> Callable[[Lexeme], str | None]:
    def kind_of(lexeme: Lexeme) -> str | None:
        if lexeme.type == "VAR":
            return kinds.get(lexeme.text) or None
        entry = vocabulary.entities.get(lexeme.text)
        return entry.kind if entry is not None else None

    return kind_of


def _unmatched(lexemes: Sequence[Lexeme]) -> tuple[int, int] | None:
    """Where a bracket is open at the end, and how many commas follow it."""
    at, commas = None, 0
    for i, lexeme in enumerate(lexemes):
        if lexeme.type in ("LPAR", "LBRACE"):
            at, commas = i, 0
        elif lexeme.type in ("RPAR", "RBRACE"):
            at = None
        elif lexeme.type == "COMMA":
            commas += 1
    return (at, commas) if at is not None and (at or lexemes[at].type == "LBRACE") else None


def _argument(vocabulary: Vocabulary, relation: str, position: int) -> str | None:
    """The kind of that argument of a relation, or of the first whose name goes on with words between arguments."""
    relations = vocabulary.relations
    longer = (r for r in relations if r.startswith(f"{relation}_") and _goes_on(r[len(relation) + 1 :]))
    signature = relations.get(relation) or relations.get(next(longer, ""))
    if signature is None:
        return None
    return signature.kinds[position] if position < signature.arity else "text"


def _goes_on(rest: str) -> bool:
    return all(word in CONNECTIVES for word in rest.split("_"))


def statement_slot(lexemes: Sequence[Lexeme], vocabulary: Vocabulary) -> Slot | None:
    """What a name after these lexemes of a statement would be; None where no name is meant."""
    if not lexemes:
        return None
    start = max((i + 1 for i, lexeme in enumerate(lexemes) if lexeme.type == "_NL"), default=0)
    line = lexemes[start:]
    first = lexemes[0]
    named = first.type in ("OPEN", "TEST", "DATED") and len(lexemes) > 1 and lexemes[1].type == "NAME"
    if first.type == "NAME" or named:
        return _line_slot(line, first.text, vocabulary) if start else Slot("new")
    if line and line[0].type == "MINUS" and first.type == "TEST":
        given = [lexemes[i + 1].text for i, x in enumerate(lexemes[:-1]) if x.type == "GIVEN"]
        return _line_slot(line[1:], given[-1] if given else None, vocabulary)
    if first.type in ("KIND", "RELATION", "OPEN", "DATED"):
        kinds = any(x.type in ("IS", "LPAR", "EQUAL") for x in lexemes)
        return Slot("kind") if kinds else Slot("new")
    keyword = line[0].type if line else ""
    if keyword in _LITERAL_LINES or _has(line, "THAT", "NEED"):
        literal = line if not _has(line, "PER", "AT", "UNDER") else ()
        return literal_slot(literal, vocabulary, variable_kinds(lexemes, vocabulary)) if literal else None
    return _word_slot(line, vocabulary)


def described_slot(lexemes: Sequence[Lexeme], vocabulary: Vocabulary) -> Slot | None:
    """What a name after these lexemes would be in the lines that describe a use."""
    start = max((i + 1 for i, lexeme in enumerate(lexemes) if lexeme.type in ("SEMICOLON", "_NL")), default=0)
    return _line_slot(lexemes[start:], "use", vocabulary)


def _has(line: Sequence[Lexeme], *types: str) -> bool:
    return any(x.type in types for x in line)


def _line_slot(line: Sequence[Lexeme], kind: str | None, vocabulary: Vocabulary) -> Slot | None:
    """A line of an entity of that kind: a relation without its first argument."""
    words = list(line)
    if words and words[0].type == "NOT":
        words = words[1:]
    if not words:
        return Slot("relation", kind, "line")
    if _has(words, "PER", "FROM", "UNTIL"):
        return None
    if words[0].type == "IS":
        return Slot("relation", kind, "unary")
    if words[-1].type == "EQUAL":
        signature = vocabulary.relations.get(words[0].text)
        return Slot("constant", signature.kinds[-1] if signature is not None else None)
    relation, further = _so_far(words)
    if further and words[-1].type in _ARGUMENTS and relation not in vocabulary.relations:
        return None
    listed = sum(word.type == "COMMA" for word in words)
    return Slot("constant", _argument(vocabulary, relation, further + 1 - listed))


def _word_slot(line: Sequence[Lexeme], vocabulary: Vocabulary) -> Slot | None:
    """What a name is after a word of a clause, term, position, claim or test."""
    if not line:
        return None
    if line[0].type in ("PERMITS", "FORBIDS", "REQUIRES"):
        return _norm_slot(line, vocabulary)
    for i in range(len(line) - 1, -1, -1):
        word = line[i].type
        if word == "READING":
            return _reading_slot(line[i:])
        if word in _FIXED and not (word == "CLAIM" and i == 0):
            return _FIXED[word]
        if word in _HOOKS:
            return Slot("constant", _argument(vocabulary, _HOOKS[word], 1))
        if word == "BECAUSE" and i:
            return Slot("clause")
        if word == "OF":
            return _of_slot(line, i, vocabulary)
        if word == "GIVEN":
            return Slot("kind") if i == len(line) - 1 else Slot("new")
        if word == "BY":
            return Slot("constant", _argument(vocabulary, "by", 1))
    return None


def _norm_slot(line: Sequence[Lexeme], vocabulary: Vocabulary) -> Slot | None:
    """After `permits`, `forbids` or `requires`: a duty, or the acts that are spoken of."""
    if _has(line, "TO"):
        return None if _has(line, "AS") else Slot("constant", _argument(vocabulary, _ACTS, 1))
    if line[0].type == "REQUIRES" and not _has(line, "OF"):
        return Slot("constant", _argument(vocabulary, _DUTIES, 1))
    return None


def _of_slot(line: Sequence[Lexeme], at: int, vocabulary: Vocabulary) -> Slot | None:
    readings = [i for i in range(at) if line[i].type == "READING"]
    if readings:
        return _reading_slot(line[readings[-1] :])
    return Slot("constant", "use") if "use" in vocabulary.kinds else None


def _reading_slot(line: Sequence[Lexeme]) -> Slot:
    """After `reading`: a reading, and after `of` the term it is of."""
    if len(line) == 1:
        return Slot("reading")
    return Slot("term", owner=line[1].text)
