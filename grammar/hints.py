"""What a writer probably meant: help for the common mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from licet.grammar.as_said import day_as_said, hub_name
from licet.grammar.diagnostics import closest, did_you_mean, no_hyphen
from licet.grammar.forms import LINE_FORMS, LINE_WORDS, STATEMENT_FORMS
from licet.grammar.language import language
from licet.grammar.lexeme import Lexeme
from licet.grammar.values import written

__all__ = ["Edit", "Hint", "Problem", "hint"]

_STRING = (
    'close it with `"`; a long string goes on in a second string on the next line, and the only escapes are '
    '`\\"` and `\\\\`'
)
_VERDICTS_IN_WORDS = {
    "expect": ("not granted", "permitted with duties"),
    "operative": ("not granted", "permitted with duties"),
    "means": ("not granted",),
}
_QUOTES = "'`“”„«»‘’"


class Problem(Struct, frozen=True):
    """Where reading got stuck: the lexeme found there, the terminals expected, the lexeme before, the first word of
    the statement (empty in a query), the first word of the line, whether the line is the statement's first, the
    start rule, and the text of the line from the lexeme before on."""

    found: Lexeme
    expected: frozenset[str]
    before: Lexeme | None
    first: str
    line_word: str
    on_first_line: bool
    start: str
    rest: str

    @property
    def last(self) -> Lexeme:
        """The lexeme before; an empty one at the start."""
        return self.before or Lexeme("", "", "", 0, 0, 0)

    def instead(self, text: str, *, safe: bool = True) -> Edit:
        """What to write in place of the lexeme found."""
        return Edit(self.found.start, self.found.start + len(self.found.text), text, safe)

    def since_last(self, text: str, length: int | None = None, *, safe: bool = True) -> Edit:
        """What to write in place of the lexeme before and the one found, or of so many characters from the first."""
        end = self.found.start + len(self.found.text) if length is None else self.last.start + length
        return Edit(self.last.start, end, text, safe)

    def text_from(self, lexeme: Lexeme) -> str:
        """The text of the line from the lexeme found, or the one before, on."""
        return self.rest[lexeme.start - self.last.start if self.before is not None else 0 :]

    @property
    def adjoins_name(self) -> bool:
        """Whether the lexeme found follows a name or a variable without a blank."""
        return self.last.type in ("NAME", "VAR") and self.last.start + len(self.last.text) == self.found.start

    @property
    def opens_line(self) -> bool:
        """Whether the lexeme found is the first of an indented line."""
        return self.last.type == "_NL"

    @property
    def wants_text(self) -> bool:
        """Whether a string belongs here, and no number or date."""
        return "STRING" in self.expected and not self.expected & {"NUMBER", "DATE", "MONTH"}

    @property
    def words(self) -> list[str]:
        """The keywords expected, as they are written."""
        spellings = language().spellings
        return sorted(s for t in self.expected if (s := spellings.get(t, "")).isidentifier())


class Edit(Struct, frozen=True):
    """What to write in place of the characters from `start` to `end`, counted in the whole text; whether nothing else
    can be meant."""

    start: int
    end: int
    text: str
    safe: bool = True


class Hint(Struct, frozen=True):
    """A help text, a more particular code when there is one, and the change of the text that follows the help when
    that can be told."""

    help: str
    code: str | None = None
    edit: Edit | None = None


def hint(problem: Problem) -> Hint | None:
    """The help of the first rule that knows the mistake, or None."""
    for rule in _RULES:
        found = rule(problem)
        if found is not None:
            return found if isinstance(found, Hint) else Hint(found)
    return None


_Rule = Callable[[Problem], "Hint | str | None"]


def _fault(p: Problem) -> Hint | str | None:
    text = p.found.text
    date = re.match(r"([0-9]{4})[/.]([0-9]{1,2})(?:[/.]([0-9]{1,2}))?(?![\w/.])", p.rest if text == "/" else text)
    if date is not None:
        plain = "-".join(part.zfill(2) for part in date.groups() if part)
        start = p.last.start if text == "/" else p.found.start
        return Hint(f"write `{plain}`", edit=Edit(start, start + len(date[0]), plain))
    match p.found.type:
        case "BAD_STRING":
            return _STRING
        case "BAD_NUMBER" if p.wants_text:
            return Hint(f'write it as a string: `"{text}"`', edit=p.instead(f'"{text}"'))
        case "BAD_NUMBER":
            return "dates are written `2023-07-18`, months `2023-06`, numbers `700_000_000`, `0.5` or `700 million`"
        case "BAD_WORD":
            return _spell(p)
        case "BAD_CHARACTER":
            return Hint(_character(text), edit=_typed(p))
        case _:
            return None


def _typed(p: Problem) -> Edit | None:
    """The plain characters for those of a word processor, and for signs that have one meaning."""
    quoted = re.match(r"[“„«‘‟]([^\"\\“”„«»‘’‟\n]*)[”“»’‟]", p.rest[p.found.start - p.last.start :])
    if quoted is not None:
        return Edit(p.found.start, p.found.start + len(quoted[0]), f'"{quoted[1]}"')
    plain = {"–": "-", "—": "-", "−": "-", "≤": "<=", "≥": ">=", "≠": "!="}.get(p.found.text)
    plain = " " if p.found.text.isspace() else plain
    return None if plain is None else p.instead(plain)


def _semicolon(p: Problem) -> Hint | None:
    if p.found.text != ";" or p.start == "description":
        return None
    ends_line = p.rest.rstrip().endswith(";") and p.rest.count(";") == 1
    return Hint("a line ends without a mark", edit=p.instead("") if ends_line else None)


def _demand(p: Problem) -> str | None:
    if p.start != "demand" or p.last.type == "NAME":
        return None
    return "a verdict is `permitted`, `permitted with duties`, `not granted`, `forbidden`, `conflict` or `unknown`"


def _spell(p: Problem) -> Hint | str:
    name = _snake(p.found.text)
    if re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return Hint(f"names are lower case: `{name}`", edit=p.instead(name, safe=False))
    return "names are made of the letters a to z, digits and `_`, and start with a letter"


def _snake(word: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower().strip("_")


def _character(character: str) -> str:
    if character in _QUOTES:
        return 'strings stand in straight double quotes: `"…"`'
    if character.isspace():
        return "use ordinary spaces"
    return {
        "!": "negation is written `not`, and unequal `!=`",
        "&": "conditions are joined with `and`",
        "|": "alternatives stand in a group: `any of`, one `-` line each, `end`",
        ".": "a line ends without a mark",
        "?": "a query is written without a question mark",
        ":": "`:` is only used in `:=`, before an aggregate",
        "/": "comments start with `#`, and a date is written `2023-07-18`",
        "%": "comments start with `#`; there is no percent sign",
        "[": "sets are written `{ a, b }`, arguments `(a, b)`",
        "–": "this is a dash; dates and list lines use the plain `-`",
        "—": "this is a dash; dates and list lines use the plain `-`",
        "−": "this is a minus sign of typography; write the plain `-`",
        "≤": "write `<=`",
        "≥": "write `>=`",
        "≠": "write `!=`",
        "…": "nothing can be left out here; in a quote, `…` stands for words left out",
    }.get(character, "beside words, numbers, dates and strings there are only the marks `( ) { } , = < > -`")


def _column_one(p: Problem) -> str | None:
    if p.on_first_line and (p.first in LINE_WORDS or p.first == "-"):
        return "indent this line, so that it belongs to the statement above it"
    return None


def _indented_statement(p: Problem) -> Hint | None:
    if p.opens_line and p.first and p.found.text in STATEMENT_FORMS and p.found.type == "NAME":
        help = f"a statement starts in column one: remove the indentation before `{p.found.text}`"
        return Hint(help, edit=Edit(p.found.start - p.found.column + 1, p.found.start, ""))
    return None


def _order(p: Problem) -> str | None:
    if p.first in ("open", "presumed", "concluded") and (p.last.text, p.found.text) == ("dated", "relation"):
        return "`dated` stands first, and alone: `dated relation r(kind, kind)`"
    if p.found.text == "and" and "WHEN" in p.expected:
        return "the first condition stands after `when`"
    if p.opens_line and "MINUS" in p.expected and "EXPECT" in p.expected and p.found.type == "NAME":
        return "a line of what is given starts with `-`"
    if p.opens_line and "UNLESS" in p.expected and "WHEN" not in p.expected and p.found.text in LINE_WORDS:
        return "the other lines come before the conditions"
    return None


def _unfinished(p: Problem) -> str | None:
    in_group = "END" in p.expected or p.expected == {"MINUS"}
    if in_group and (p.found.type == "$END" or p.found.text == "end"):
        return "a group has a line that starts with `-` for each condition, and then the line `end`"
    if p.found.type == "$END":
        return {
            "term": 'a contested term has readings: `reading name "what it means"`',
            "test": "a test says what it expects: `expect permitted of use1`",
        }.get(p.first)
    if p.expected == {"$END"} and p.first in ("fact", "kind", "relation", "open", "presumed", "concluded"):
        return f"a `{p.first}` statement is a single line"
    return None


def _aggregate(p: Problem) -> str | None:
    found, last = p.found.type, p.last.text
    if "SUM" in p.expected:
        return "an aggregate is the `sum`, `count`, `min` or `max` of a variable: `:= sum of N`"
    if found == "DEFINE":
        return "a value is given with `=`; `:=` stands between the head of a rule and an aggregate: `:= sum of N`"
    if p.found.text == "of" and last in ("sum", "count", "min", "max"):
        return f"an aggregate follows `:=`: `:= {last} of N`"
    if found == "EQUAL" and "DEFINE" in p.expected and "EQUAL" not in p.expected:
        return "the value of an aggregate is given with `:=`"
    return None


def _operator(p: Problem) -> Hint | None:
    pair = p.last.text + p.found.text
    meant = {"==": "=", "<>": "!=", "=<": "<=", "=>": ">="}.get(pair)
    return Hint(f"this is written `{meant}`", edit=p.since_last(meant)) if meant else None


def _calculation(p: Problem) -> Hint | str | None:
    text = p.found.text
    if p.found.type == "NUMBER" and text.startswith("-") and "MINUS" in p.expected:
        plain = f"{p.last.text} - {text[1:]}"
        return Hint(f"to subtract, put blanks around `-`: `{plain}`", edit=p.since_last(plain))
    if text in ("+", "-", "*") and p.last.type == "RPAR" and {"CMP", "EQUAL"} <= p.expected:
        return "calculate with a variable: bind it with `=` in a condition of its own"
    if text == "/" and "STAR" in p.expected:
        return "there is no division; multiply, as in `N * 0.5`"
    return None


def _called(p: Problem) -> Hint | None:
    if p.last.text not in ("also", "hub", "spdx") or p.found.type not in ("NAME", "VAR"):
        return None
    quoted = f'"{p.found.text}"'
    return Hint(f"the words after `{p.last.text}` stand in quotes: `{p.last.text} {quoted}`", edit=p.instead(quoted))


def _grouped(p: Problem) -> Hint | None:
    """A number whose digits commas group. With one comma it may be a decimal one."""
    number = re.match(r"-?[0-9]{1,3}(,[0-9]{3})+(?![\w.]|,[0-9])", p.rest)
    if p.found.text != "," or p.last.type != "NUMBER" or number is None:
        return None
    plain = int(number[0].replace(",", ""))
    ways = dict.fromkeys([f"`{plain:_}`", f"`{written(plain)}`"])
    edit = p.since_last(f"{plain:_}", len(number[0]), safe=number[0].count(",") > 1)
    return Hint(f"write {' or '.join(ways)}", edit=edit)


def _connective(p: Problem) -> str | None:
    text = p.found.text
    if text == "or":
        return "alternatives stand in a group: `any of`, one `-` line each, `end`"
    if p.last.text == "not" and p.found.type in ("NAME", "VAR"):
        return "negation comes first: `not X is r`"
    if text in (",", "and") and "PER" in p.expected and not p.on_first_line:
        listed = p.last.type == "NAME" and text == "and" and p.last.text != p.line_word
        if listed:
            return f"names are listed with commas: `{p.last.text}, …`"
        return f"each of them has a line of its own: `{p.line_word} {p.last.text}`, `{p.line_word} …`"
    if p.first and "_NL" in p.expected and text in ("and", "unless", "when", ","):
        return "each condition stands on a line of its own, after `when`, `and` or `unless`"
    if text == "," and "AND" in p.expected:
        return "literals are joined with `and`"
    return None


def _one_argument(p: Problem) -> str | None:
    ends = p.found.type in ("_NL", "$END") or p.found.text == "and"
    if ends and p.last.type == "NAME" and {"VAR", "STRING"} <= p.expected and "RPAR" not in p.expected:
        return f"a relation of one argument is written `X is {p.last.text}` or `{p.last.text}(X)`"
    if p.last.text == "at" and p.found.type in ("DATE", "MONTH", "VAR") and "AT" in p.expected:
        return "a relation of one argument is asked for on a day by `X is r at Day`"
    return None


def _days(p: Problem) -> str | None:
    text = p.found.text
    if p.last.text == "at" and {"VAR", "DATE", "MONTH"} <= p.expected:
        return "after `at` stands a date or month, or a variable that stands for one: `X r Y at Day`"
    misplaced = text in ("from", "since", "after", "at", "on", "before") and p.expected & {"UNTIL", "PER"}
    if p.last.text in ("from", "until") or misplaced or (text == "=" and p.last.type == "DATE" and "PER" in p.expected):
        return "a fact ends with its days: `from 2023-05-31 until 2024-05-31`, one of the two, or `unknown` for a day"
    return None


def _parentheses(p: Problem) -> str | None:
    if p.found.type == "LPAR" and p.first and not p.on_first_line and "PER" in p.expected:
        return f"a line has no parentheses; its first argument is the block's subject: `{p.last.text} …`"
    return None


def _nested_call(p: Problem) -> str | None:
    in_condition = p.start != "statement" or not p.on_first_line
    if p.found.type == "LPAR" and p.last.type == "NAME" and in_condition and p.expected & {"AND", "$END", "_NL"}:
        bound = f"`and {p.last.text}(…) = Value`"
        return f"a value of a relation stands on one side of a comparison, and nowhere else; bind it first: {bound}"
    return None


def _hub(p: Problem) -> str | None:
    if not (p.adjoins_name or p.expected & {"NAME", "VAR"}):
        return None
    name = hub_name(p.text_from(p.last if p.adjoins_name else p.found))
    return f"before a name of a hub stands `hf:`: `hf:{name}`" if name is not None else None


def _day_in_words(p: Problem) -> str | None:
    begun = p.last.type == "NUMBER"
    if not (begun or p.expected & {"DATE", "NAME"}):
        return None
    day = day_as_said(p.text_from(p.last if begun else p.found))
    return f"write `{day}`: year, month, day, in figures" if day is not None else None


def _hyphen(p: Problem) -> str | None:
    if p.found.text.startswith("-") and p.adjoins_name:
        return no_hyphen(_meant_by(p, p.last))
    return None


def _meant_by(p: Problem, lexeme: Lexeme) -> str | None:
    """The name that was meant by what stands without blanks from a lexeme on, if that has marks that no name has."""
    word = re.match(r"\w+(?:[-.]+\w+)+", p.text_from(lexeme))
    return re.sub(r"[-.]+", "_", word[0]).lower() if word is not None else None


def _case(p: Problem) -> Hint | None:
    text = p.found.text
    if "IS" in p.expected or "CLAUSE" in p.expected:
        return None
    if p.found.type == "VAR" and "VAR" not in p.expected and p.expected & {"NAME", "QNAME"}:
        meant = _meant_by(p, p.found)
        name = _snake(text) if meant is None else meant
        edit = p.instead(name, safe=False) if meant is None else None
        return Hint(f"names are lower case, variables capitalized: `{name}`", "E109", edit)
    if p.found.type == "NAME" and "VAR" in p.expected and "NAME" not in p.expected:
        variable = text[0].upper() + text[1:]
        return Hint(f"variables are capitalized: `{variable}`", "E109", p.instead(variable, safe=False))
    if p.found.type == "ANYTHING" and "NAME" in p.expected and p.first not in ("rule", "clause", "term"):
        return Hint("a fact names things; `_` stands for anything only in conditions and queries", "E109")
    return None


def _qualified(p: Problem) -> str | None:
    if p.found.type == "QNAME" and "NAME" in p.expected:
        return "only a clause has a name in two parts, `license.clause`"
    return None


def _in_words(p: Problem) -> Hint | None:
    """A verdict that is written in one word, as the JSON of answers has it."""
    verdicts = _VERDICTS_IN_WORDS.get(p.last.text, ())
    words = p.found.text.replace("_", " ")
    if p.found.type != "NAME" or words not in verdicts:
        return None
    return Hint(f"this verdict is written `{words}`", edit=p.instead(words))


def _misspelled(p: Problem) -> Hint | None:
    if p.found.type in ("NAME", "VAR"):
        meant = closest(p.found.text.lower(), p.words)
        if meant is not None:
            return Hint(f"did you mean `{meant}`?", "E110", p.instead(meant, safe=False))
    if p.on_first_line and p.first and p.first not in STATEMENT_FORMS:
        meant = did_you_mean(p.first, STATEMENT_FORMS)
        if meant is not None:
            return Hint(f"`{p.first}` starts no statement: {meant}", "E110")
    return None


def _possible_lines(p: Problem) -> str | None:
    words = p.words
    if p.opens_line and p.found.type not in ("$END", "_NL") and len(words) > 4:
        return f"such a line starts with {', '.join(f'`{w}`' for w in words[:-1])} or `{words[-1]}`"
    return None


def _statement(p: Problem) -> str | None:
    if p.found.type == "VAR" and "CLAUSE" in p.expected:
        return "a statement starts with its keyword or with a kind; what holds of variables is a `rule`"
    if p.on_first_line and p.first and p.first not in STATEMENT_FORMS:
        return (
            'a statement starts with its keyword, or is an entity: its kind, its name, a title (`model gpt2 "GPT-2"`)'
        )
    return None


def _form(p: Problem) -> str | None:
    if p.start == "description":
        return "a use is described by its lines: `by acme; on 2026-03-01; runs llama_2_7b`"
    if p.start != "statement" or {"VAR", "STRING"} <= p.expected or {"IS", "IN", "CMP"} <= p.expected:
        return "a literal is `X r Y`, `X is r`, `r(X, Y)`, a comparison, `X in { a, b }`, or `not` and one of these"
    if {"UNKNOWN", "NUMBER"} <= p.expected:
        return "a value is a name, number, date, month or string, or `unknown`"
    form = STATEMENT_FORMS.get(p.first) if p.on_first_line else LINE_FORMS.get(p.line_word)
    return f"the form is {form}" if form else None


_RULES: tuple[_Rule, ...] = (
    _called, _calculation, _hub, _day_in_words, _fault, _semicolon, _demand, _column_one,
    _indented_statement, _order, _unfinished, _aggregate, _operator, _one_argument, _grouped, _days, _connective,
    _parentheses, _nested_call, _hyphen, _case, _qualified, _in_words, _misspelled, _possible_lines, _statement, _form,
)  # fmt: skip
