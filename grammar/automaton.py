"""The LALR(1) automaton of `policy.lark`, and what can be asked of it.

The tables are driven by `licet.grammar.reading` and not by Lark's own loop. That keeps three things in one place: a
word is a keyword only where the grammar truly accepts it, every value knows its place, and parsing, error messages
and completion all see the same states.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

__all__ = ["STARTS", "Automaton", "Row", "automaton"]

STARTS = ("statement", "query", "conjunction")

Reduction = tuple[int, str, Callable[[list[Any]], Any]]
Row = dict[str, "int | Reduction"]


@dataclass(frozen=True, slots=True)
class Automaton:
    """Parse tables. `rows` say for each state what a terminal leads to (the state after it, or a reduction: how many
    values, of which rule, made into what) and which state follows a rule.

    `pattern` matches one lexeme, blanks before it included, at any place of any text; its group names are terminals.
    `keywords` maps words to their terminals, `spellings` terminals to their only spelling; `makers` turn a lexeme of
    some terminals into a node.
    """

    rows: Mapping[int, Row]
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
    """The automaton, computed once a process; it never changes. Lark is loaded only now: it takes longer to load than
    most commands, which find their policies compiled, take to answer."""
    from licet.grammar.tables import compute

    return compute()
