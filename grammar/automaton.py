"""The LALR(1) automaton of `policy.lark`, and what can be asked of it.

The tables are driven by `licet.grammar.reading` and not by Lark's own loop. That keeps three things in one place: a
word is a keyword only where the grammar truly accepts it, every value knows its place, and parsing, error messages
and completion all see the same states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from msgspec import Struct

from licet.grammar.build import Builder
from licet.grammar.tables import Rule, stored

__all__ = ["Automaton", "Row", "automaton"]

_MADE = ("VAR", "ANYTHING", "DATE", "MONTH", "STRING", "NUMBER")

Reduction = tuple[int, str, Callable[[list[Any]], Any]]
Row = dict[str, "int | Reduction"]


class Automaton(Struct, frozen=True):
    """Parse tables. `rows` say for each state what a terminal leads to (the state after it, or a reduction: how many
    values, of which rule, made into what) and which state follows a rule.

    `pattern` matches one lexeme, blanks before it included, at any place of any text; its group names are terminals.
    `keywords` maps words to their terminals, `spellings` terminals to their only spelling; `makers` turn a lexeme of
    some terminals into a node.
    """

    rows: Sequence[Row]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    makers: Mapping[str, Callable[..., Any]]
    pattern: re.Pattern[str]
    keywords: Mapping[str, str]
    spellings: Mapping[str, str]

    def terminal(self, stack: list[int], kind: str, word: str) -> str:
        """What a word is after the states of `stack`: a keyword where one is accepted, else a name."""
        row = self.rows[stack[-1]]
        if kind == "QUANTIFIER":
            return kind if kind in row else "NAME"
        keyword = self.keywords.get(word)
        if keyword in row and ("NAME" not in row or self.accepts(stack, keyword)):
            return keyword
        return "NAME"

    def accepts(self, stack: list[int], terminal: str, end: int = -1) -> bool:
        """Whether the terminal can come next, exactly: the row of a state alone says so too often.

        `end` is the state in which a text may end, for the terminal `$END`."""
        return self._after(stack, terminal, end) is not None

    def shift(self, stack: list[int], terminal: str) -> bool:
        """Take the states of `stack` past the terminal, if it can come next."""
        after = self._after(stack, terminal, -1)
        if after is None:
            return False
        kept, pushed = after
        stack[kept:] = pushed
        return True

    def acceptable(self, stack: list[int], start: str) -> frozenset[str]:
        """Every terminal that can come next, `$END` included."""
        end = self.ends[start]
        return frozenset(t for t in self.rows[stack[-1]] if t.isupper() and self.accepts(stack, t, end))

    def _after(self, stack: list[int], terminal: str, end: int) -> tuple[int, list[int]] | None:
        """How many states of the stack stay and which follow them, once the terminal is read."""
        rows, kept, pushed = self.rows, len(stack), list[int]()
        while True:
            act = rows[pushed[-1] if pushed else stack[kept - 1]].get(terminal)
            if act is None:
                return None
            if isinstance(act, int):
                pushed.append(act)
                return kept, pushed
            size, origin, _ = act
            dropped = min(size, len(pushed))
            del pushed[len(pushed) - dropped :]
            kept -= size - dropped
            goto = cast(int, rows[pushed[-1] if pushed else stack[kept - 1]][origin])
            pushed.append(goto)
            if goto == end:
                return kept, pushed


@cache
def automaton() -> Automaton:
    """The automaton, made once a process; it never changes."""
    tables = stored()
    builder = Builder()
    reductions = [(rule["size"], rule["origin"], _build(rule, builder)) for rule in tables["rules"]]
    rows: list[Row] = [
        {symbol: to if to >= 0 else reductions[-1 - to] for symbol, to in row.items()} for row in tables["rows"]
    ]
    spellings = tables["spellings"]
    return Automaton(
        rows,
        tables["starts"],
        tables["ends"],
        {name: getattr(builder, name) for name in _MADE},
        re.compile(tables["pattern"]),
        {word: name for name, word in spellings.items() if word.isalnum()},
        spellings,
    )


def _build(rule: Rule, builder: Builder) -> Callable[[list[Any]], Any]:
    """What reducing by a rule does with its values: pick those handed on, then call the builder's method."""
    repeated = rule["name"].startswith("_")
    make: Callable[[list[Any]], Any] = _itself if repeated else getattr(builder, rule["name"], _itself)
    keep, absent, single = rule["keep"], [None] * rule["absent"], rule["single"]
    if single and len(keep) == 1 and not keep[0][1] and not absent:
        only = keep[0][0]
        return lambda values: values[only]
    if not absent and [tuple(k) for k in keep] == [(index, 0, False) for index in range(rule["size"])]:
        return make

    def build(values: list[Any]) -> Any:
        picked: list[Any] = []
        for index, absent_before, spliced in keep:
            if absent_before:
                picked += [None] * absent_before
            if not spliced:
                picked.append(values[index])
            elif picked:
                picked += values[index]
            else:
                picked = values[index]
        picked += absent
        return picked[0] if single and len(picked) == 1 else make(picked)

    return build


def _itself(values: list[Any]) -> list[Any]:
    return values
