"""From `policy.lark` to parse tables: Lark reads the grammar, checks that it is LALR(1), and computes them.

The tables are plain data, kept in `tables.json` with the digest of the grammar they belong to, since Lark takes longer
to compute them than most commands take to answer. Made anew with `python -m licet.grammar.tables`.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any, TypedDict

__all__ = ["STARTS", "Rule", "Tables", "compute", "grammar_text", "kept", "stored", "written"]

STARTS = ("statement", "query", "conjunction", "pin", "reading_choice", "reading_left", "demand", "changes")
_FAULTS = (
    ("BAD_STRING", r'"[^\r\n]*'),
    ("BAD_NUMBER", r"-?[0-9][\w.-]*"),
    ("BAD_WORD", r"\w+"),
    ("BAD_CHARACTER", r"[^ \t]"),
)


class Rule(TypedDict):
    """A rule of the grammar once alternatives are apart: what it makes of the `size` values that it reduces.

    `keep` lists the values handed on, each with how many absent ones come before it, and whether it is itself a list
    to be spliced in; `absent` is how many follow; `single` says that one value alone is handed on as it is.
    """

    origin: str
    name: str
    size: int
    keep: list[tuple[int, int, bool]]
    absent: int
    single: bool


class Tables(TypedDict):
    """The automaton as data. `rows[state][symbol]` is the state that follows, or `-1 - n` to reduce by rule `n`."""

    digest: str
    starts: dict[str, int]
    ends: dict[str, int]
    pattern: str
    spellings: dict[str, str]
    rules: list[Rule]
    rows: list[dict[str, int]]


def grammar_text() -> str:
    """The text of `policy.lark`."""
    return files("licet.grammar").joinpath("policy.lark").read_text("utf-8")


def _digest(grammar: str) -> str:
    """What tells one grammar from another."""
    return sha256(grammar.replace("\r\n", "\n").encode()).hexdigest()


def stored() -> Tables:
    """The tables of the grammar: those kept with it, or, where they are missing or belong to another, new ones."""
    grammar = grammar_text()
    return kept(grammar) or compute(grammar)


def kept(grammar: str) -> Tables | None:
    """The tables in `tables.json`, if they are those of the grammar."""
    path = files("licet.grammar").joinpath("tables.json")
    if not path.is_file():
        return None
    tables: Tables = json.loads(path.read_text("utf-8"))
    return tables if tables.get("digest") == _digest(grammar) else None


def written(tables: Tables) -> str:
    """The tables as they stand in `tables.json`, a line for each rule and state."""
    parts = []
    for key, value in tables.items():
        if isinstance(value, list):
            items = ",\n".join(json.dumps(item, separators=(",", ":")) for item in value)
            parts.append(f'"{key}": [\n{items}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def compute(grammar: str) -> Tables:
    """The tables of a grammar, the same for each run and version of Lark.

    Raises:
        lark.exceptions.LarkError: the grammar is not LALR(1), or no grammar.
    """
    from lark import Lark
    from lark.lexer import Lexer, PatternStr, TerminalDef

    class NoLexer(Lexer):
        """Keeps Lark from building lexers that nobody uses."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: object, parser_state: object) -> Any:  # noqa: ARG002
            return iter(())

    def pattern(terminals: Iterable[TerminalDef]) -> str:
        used = [t for t in terminals if not t.name.startswith("__IGNORE")]
        classes = [t for t in used if not isinstance(t.pattern, PatternStr)]
        marks = [t for t in used if isinstance(t.pattern, PatternStr) and not t.pattern.value.isalnum()]
        classes.sort(key=lambda t: (-t.priority, t.name != "NAME", t.name))
        marks.sort(key=lambda t: (-len(t.pattern.value), t.name))
        groups = [(t.name, t.pattern.to_regexp()) for t in classes]
        groups += [(t.name, re.escape(t.pattern.value)) for t in marks]
        groups += _FAULTS
        return rf"[ \t]*(?:{'|'.join(f'(?P<{name}>{regex})' for name, regex in groups)})"

    lark = Lark(grammar, parser="lalr", lexer=NoLexer, strict=True, start=list(STARTS), maybe_placeholders=True)
    confs = {start: lark.parse_interactive(start=start).parser_state.parse_conf for start in STARTS}
    states: Mapping[Any, Mapping[str, tuple[Any, Any]]] = confs[STARTS[0]].states
    numbers = _numbered(states, [confs[start].start_state for start in STARTS])
    used = {argument for row in states.values() for action, argument in row.values() if action.name != "Shift"}
    rules = sorted(used, key=lambda rule: (rule.origin.name, rule.order, str(rule.expansion)))
    positions = {rule: position for position, rule in enumerate(rules)}
    rows: list[dict[str, int]] = [{} for _ in numbers]
    for state, row in states.items():
        if state in numbers:
            rows[numbers[state]] = {
                str(symbol): numbers[argument] if action.name == "Shift" else -1 - positions[argument]
                for symbol, (action, argument) in sorted(row.items())
            }
    return {
        "digest": _digest(grammar),
        "starts": {start: numbers[conf.start_state] for start, conf in confs.items()},
        "ends": {start: numbers[conf.end_state] for start, conf in confs.items()},
        "pattern": pattern(lark.terminals),
        "spellings": dict(
            sorted((t.name, t.pattern.value) for t in lark.terminals if isinstance(t.pattern, PatternStr))
        ),
        "rules": [_rule(rule) for rule in rules],
        "rows": rows,
    }


def _numbered(states: Mapping[Any, Mapping[str, tuple[Any, Any]]], starts: Iterable[Any]) -> dict[Any, int]:
    """The states by the order in which they are met from the start states, symbols in alphabetical order."""
    numbers: dict[Any, int] = {}
    waiting = deque(starts)
    while waiting:
        state = waiting.popleft()
        if state not in numbers:
            numbers[state] = len(numbers)
            waiting.extend(arg for _, (action, arg) in sorted(states[state].items()) if action.name == "Shift")
    return numbers


def _rule(rule: Any) -> Rule:
    """How Lark would hand the values of a rule on: without marks and keywords unless the rule keeps all."""
    options = rule.options
    absent = [0] * (len(rule.expansion) + 1)
    position = 0
    for is_absent in options.empty_indices or ():
        if is_absent:
            absent[position] += 1
        else:
            position += 1
    keep: list[tuple[int, int, bool]] = []
    waiting = 0
    for index, symbol in enumerate(rule.expansion):
        waiting += absent[index]
        if options.keep_all_tokens or not (symbol.is_term and symbol.filter_out):
            keep.append((index, waiting, not symbol.is_term and symbol.name.startswith("_")))
            waiting = 0
    return {
        "origin": str(rule.origin.name),
        "name": str(rule.alias or rule.origin.name),
        "size": len(rule.expansion),
        "keep": keep,
        "absent": waiting + absent[-1],
        "single": bool(options.expand1 and not rule.alias),
    }


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("tables.json").write_text(written(compute(grammar_text())), "utf-8")
