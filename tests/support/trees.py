"""Hypothesis strategies for syntax trees: whole modules with every kind of node, and only such as a file can say."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.connectives import CONNECTIVES

STATEMENT_WORDS = {
    "accept", "adopt", "claim", "clause", "dated", "fact", "kind", "license", "open", "presumed", "relation", "rule",
    "term", "test", "unmodelled",
}  # fmt: skip
_WORDS = [
    "a", "b2", "llama_2", "meta", "x_1", "by", "on", "use", "does", "license", "unknown", "reading", "model",
    "permitted", "copy", "modify", "derive", "text", "url", "note", "count", "open", "kind", "of", "and", "at", "in",
    "when", "unless", "any", "all", "none", "end", "not", "is", "per", "under", "fact", "test", "expect", "given",
    "quote", "that", "over", "because", "million", "sum", "relation", "duty", "no", "contested",
    "from", "until", "dated",
]  # fmt: skip


def _words(*reserved: str) -> st.SearchStrategy[str]:
    return st.sampled_from([word for word in _WORDS if word not in reserved]) | st.from_regex(
        r"[a-z][a-z0-9_]{0,6}", fullmatch=True
    ).filter(lambda word: word not in reserved)


NAMES = _words()
CONSTANTS = st.builds(tree.Constant, NAMES)
_ELSEWHERE = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9_./+-]{0,8}[A-Za-z0-9_+])?", fullmatch=True)
THINGS = CONSTANTS | st.builds(lambda w, n: tree.Constant(f"{w}:{n}"), st.sampled_from(["hf", "spdx"]), _ELSEWHERE)
VARIABLES = st.builds(tree.Variable, st.from_regex(r"[A-Z][A-Za-z0-9_]{0,6}", fullmatch=True))
HIDDEN = "\u061c\u200e\u200f\u2028\u2029" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Characters that nobody sees, beside those of the category Cc: no file may hold them (E118)."""
STRINGS = st.text(st.characters(exclude_characters=HIDDEN, exclude_categories=["Cs", "Cc"]), max_size=30) | st.lists(
    st.sampled_from(["word", "a much longer word", "", '"quoted"', "back\\slash", "#", "“curly”"]), max_size=60
).map(" ".join)
TEXTS = st.builds(tree.Text, STRINGS)
DAYS = st.builds(tree.Day, st.dates(date(1, 1, 1)))
MONTHS = st.builds(tree.YearMonth, st.integers(1, 9999), st.integers(1, 12))
_DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
NUMBERS = st.builds(
    tree.Number,
    st.integers(-(10**20), 10**20)
    | st.sampled_from([0, 10**6, 700 * 10**6, 10**9, -5 * 10**6])
    | _DECIMALS.map(lambda d: int(d) if d == d.to_integral_value() else d),
)
GROUND = st.one_of(THINGS, NUMBERS, DAYS, MONTHS, TEXTS)
ARGUMENTS = st.one_of(VARIABLES, st.builds(tree.Anything), GROUND)
_NOT_UNKNOWN = ARGUMENTS.filter(lambda a: a != tree.Constant("unknown"))
_GROUND_VALUE = GROUND.filter(lambda a: a != tree.Constant("unknown"))


def _can_start(operand: tree.Operand) -> bool:
    """Whether it can start a literal, where `not` is a keyword."""
    return _can_start(operand.left) if isinstance(operand, tree.Operation) else operand != tree.Constant("not")


def _first(arguments: st.SearchStrategy[tree.Argument]) -> st.SearchStrategy[tree.Argument]:
    """Arguments that can start a literal."""
    return arguments.filter(_can_start)


_CONNECTIVES = st.sampled_from(CONNECTIVES)


def atoms(
    arguments: st.SearchStrategy[tree.Argument] = ARGUMENTS, values: st.SearchStrategy[tree.Argument] = _NOT_UNKNOWN
) -> st.SearchStrategy[tree.Atom]:
    relations = _words("not")
    calls = st.lists(arguments, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(lambda r, a: tree.Atom(r, a, None, "call"), relations, calls),
        st.builds(lambda r, a, v: tree.Atom(r, a, v, "call"), relations, calls, values),
        st.builds(lambda r, a, b: tree.Atom(r, (a, b), None, "infix"), relations, _first(arguments), arguments),
        st.builds(lambda r, a: tree.Atom(r, (a,), None, "unary"), NAMES, _first(arguments)),
        st.builds(_joined, relations, _first(arguments), arguments, _further(arguments)),
    )


def _further(arguments: st.SearchStrategy[tree.Argument]) -> st.SearchStrategy[list[tuple[str, tree.Argument]]]:
    return st.lists(st.tuples(_CONNECTIVES, arguments), min_size=1, max_size=2)


def _joined(
    relation: str, left: tree.Argument, right: tree.Argument, further: list[tuple[str, tree.Argument]]
) -> tree.Atom:
    """`X r Y of Z`."""
    name = "_".join((relation, *(word for word, _ in further)))
    return tree.Atom(name, (left, right, *(argument for _, argument in further)), None, "infix")


ATOMS = atoms()
_FUNCTIONS = st.builds(
    lambda r, a: tree.Atom(r, a), _words("not"), st.lists(ARGUMENTS, min_size=1, max_size=3).map(tuple)
)
_ORDERS = st.sampled_from(["!=", "<", "<=", ">", ">="])


def _operations(operands: st.SearchStrategy[tree.Operand]) -> st.SearchStrategy[tree.Operation]:
    return st.builds(tree.Operation, operands, st.sampled_from("+-*"), operands)


OPERANDS: st.SearchStrategy[tree.Operand] = st.recursive(ARGUMENTS, _operations, max_leaves=5)
OPERATIONS = _operations(OPERANDS)
COMPARISONS = st.one_of(
    st.builds(tree.Comparison, OPERANDS.filter(_can_start), st.just("=") | _ORDERS, OPERANDS),
    st.builds(tree.Comparison, _FUNCTIONS, _ORDERS, OPERANDS),
    st.builds(tree.Comparison, _FUNCTIONS, st.just("="), OPERATIONS),
    st.builds(tree.Comparison, _first(ARGUMENTS), st.just("starts with"), ARGUMENTS),
)
MEMBERSHIPS = st.builds(tree.Membership, _first(ARGUMENTS), st.lists(ARGUMENTS, min_size=1, max_size=4).map(tuple))
_AT = VARIABLES | DAYS | MONTHS
DATED_ATOMS = st.builds(lambda atom, at: replace(atom, at=at), ATOMS, _AT)
_POSITIVE = st.one_of(ATOMS, DATED_ATOMS, COMPARISONS, MEMBERSHIPS)
LITERALS = _POSITIVE | st.builds(tree.Negation, _POSITIVE)
CONDITIONS = st.recursive(
    LITERALS,
    lambda inner: st.builds(
        tree.Group, st.sampled_from(["any", "all", "none"]), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=5,
)
_CONJUNCTIONS = st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple)
BODIES = st.builds(tree.Body, st.just(()) | _CONJUNCTIONS, st.lists(_CONJUNCTIONS, max_size=2).map(tuple))


def _many(items: st.SearchStrategy[object], least: int = 0, most: int = 2) -> st.SearchStrategy[tuple]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _maybe(items: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | items


IN_FORCE = st.builds(tree.InForce, DAYS, _maybe(DAYS))
CLAUSE_NAMES = CONSTANTS | st.builds(lambda a, b: tree.Constant(f"{a}.{b}"), NAMES, NAMES)
PINS = st.builds(tree.Pin, NAMES, NAMES)

_OTHER_NAMES = st.builds(tree.Text, STRINGS.filter(lambda text: bool(text.strip())))
CALLED = _many(st.builds(tree.Text, _ELSEWHERE), 0, 3) | _many(st.builds(tree.Text, _ELSEWHERE), 8, 12)
ALSO = _many(_OTHER_NAMES, 0, 3) | _many(_OTHER_NAMES, 5, 12)
KINDS = st.builds(tree.Kind, NAMES, _maybe(NAMES), _maybe(STRINGS), also=ALSO)
RELATIONS = st.builds(
    lambda name, kinds, value, absence, description, dated, also: tree.Relation(
        name, kinds, value, absence, description, dated=dated, also=also
    ),
    NAMES,
    _many(NAMES, 1, 3),
    _maybe(NAMES),
    st.sampled_from(("closed", "open", "presumed")),
    _maybe(STRINGS),
    st.booleans(),
    ALSO,
)
_KNOWN_OR_NOT = DAYS | st.just(tree.Unknown())
PERIODS = st.one_of(
    st.none(),
    st.builds(tree.Days, _KNOWN_OR_NOT, _maybe(_KNOWN_OR_NOT)),
    st.builds(tree.Days, st.none(), _KNOWN_OR_NOT),
)


def _dated(stated: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(lambda one, days: replace(one, days=days), stated, PERIODS)


_LINE_CONSTANTS = st.builds(
    tree.Constant, _words("per", "from", "until", "thousand", "million", "billion", *CONNECTIVES)
)
_LINE_ARGUMENTS = st.one_of(_LINE_CONSTANTS, NUMBERS, DAYS, MONTHS, TEXTS)
LINES = st.one_of(
    _dated(
        st.builds(
            tree.Line,
            _words("not", "is", "also", "hub", "spdx"),
            _many(_LINE_ARGUMENTS, 0, 3),
            _maybe(_LINE_ARGUMENTS.filter(lambda a: a != tree.Constant("unknown"))),
            st.just(False),
            _maybe(STRINGS),
        )
    ),
    st.builds(
        lambda r, a, p: tree.Line(r, a, tree.Unknown(), False, p),
        _words("not", "is", "also", "hub", "spdx"),
        _many(_LINE_ARGUMENTS, 0, 3),
        _maybe(STRINGS),
    ),
    st.builds(
        lambda r, a, p: tree.Line(r, a, None, True, p),
        _words("not", "is", "also", "hub", "spdx"),
        _many(_LINE_ARGUMENTS, 0, 3),
        _maybe(STRINGS),
    ),
    _dated(st.builds(lambda r, d, p: tree.Line(r, (), None, d, p, "is"), NAMES, st.booleans(), _maybe(STRINGS))),
    _dated(
        st.builds(
            lambda r, a, w, b, d, p: tree.Line(f"{r}_{w}", (a, b), None, d, p, "infix"),
            _words("not", "is"),
            _LINE_ARGUMENTS,
            _CONNECTIVES,
            _LINE_ARGUMENTS,
            st.booleans(),
            _maybe(STRINGS),
        )
    ),
)


def entities(kinds: st.SearchStrategy[str], given: bool = False) -> st.SearchStrategy[tree.Entity]:
    also, called = (st.just(()), st.just(())) if given else (ALSO, CALLED)
    lines = _many(LINES, 0, 4)
    return st.builds(tree.Entity, kinds, NAMES, _maybe(STRINGS), lines, also=also, hub=called, spdx=called).filter(
        lambda e: (
            (e.name != "relation" or e.kind not in ("open", "presumed", "dated"))
            and (e.kind != "dated" or e.name not in ("open", "presumed"))
        )
    )


_GROUND_ATOMS = atoms(GROUND, _GROUND_VALUE)
_UNKNOWN_ATOMS = st.builds(tree.Atom, _words("not"), _many(GROUND, 1, 3))
FACTS = _dated(st.builds(tree.Fact, _GROUND_ATOMS, st.booleans(), st.just(False), _maybe(STRINGS))) | st.builds(
    tree.Fact, _UNKNOWN_ATOMS, st.just(False), st.just(True), _maybe(STRINGS)
)
AGGREGATES = st.builds(tree.Aggregate, st.sampled_from(["sum", "count", "min", "max"]), VARIABLES)
RULES = st.builds(
    tree.Rule, ATOMS | DATED_ATOMS, _maybe(AGGREGATES), _maybe(STRINGS), _many(TEXTS), _many(TEXTS), BODIES
) | st.builds(tree.Rule, _FUNCTIONS, st.none(), _maybe(STRINGS), _many(TEXTS), _many(TEXTS), BODIES, OPERATIONS)

SWAPS = st.builds(tree.Swap, GROUND, GROUND)
LICENSES = st.builds(
    tree.License,
    NAMES,
    STRINGS,
    _maybe(CONSTANTS),
    _many(st.builds(tree.LicenseText, TEXTS, TEXTS)),
    _maybe(STRINGS),
    _maybe(IN_FORCE),
    _maybe(st.sampled_from(["not granted", "permitted", "forbidden", "unknown"])),
    _many(st.builds(tree.Alias, _many(STRINGS, 1, 3), STRINGS)),
    _maybe(TEXTS),
    _many(TEXTS),
    also=ALSO,
    hub=CALLED,
    spdx=CALLED,
    based_on=_maybe(
        st.builds(tree.BasedOn, CONSTANTS, _many(SWAPS, 0, 3), _many(CONSTANTS, 0, 3), _many(CONSTANTS, 0, 3))
    ),
    forbids_first=st.booleans(),
)
EFFECTS = st.one_of(
    st.builds(tree.Permits, VARIABLES, _many(CONSTANTS), _maybe(VARIABLES)),
    st.builds(tree.Forbids, VARIABLES, _many(CONSTANTS), _maybe(VARIABLES)),
    st.builds(
        tree.Requires,
        CONSTANTS,
        VARIABLES,
        st.sampled_from(["condition", "covenant"]),
        _maybe(VARIABLES),
        _many(CONSTANTS),
    ),
    st.builds(tree.Defeats, st.sampled_from(["withholds", "disapplies", "overrides"]), _many(CLAUSE_NAMES, 1)),
    st.builds(tree.Incorporates, _many(CONSTANTS, 1)),
)
CLAUSES = st.builds(
    tree.Clause,
    _maybe(NAMES),
    NAMES,
    STRINGS,
    _many(TEXTS),
    _many(TEXTS),
    _maybe(IN_FORCE),
    _many(EFFECTS, 1, 3),
    BODIES,
) | st.builds(
    lambda clause, name, swaps: replace(clause, effects=(), body=tree.Body(), as_in=tree.AsIn(name, swaps)),
    st.builds(
        tree.Clause,
        _maybe(NAMES),
        NAMES,
        STRINGS,
        _many(TEXTS),
        _many(TEXTS),
        _maybe(IN_FORCE),
        st.just(()),
        st.just(tree.Body()),
    ),
    st.builds(lambda a, b: tree.Constant(f"{a}.{b}"), NAMES, NAMES),
    _many(SWAPS, 0, 3),
)
ACCEPT = st.builds(tree.Accept, STRINGS, STRINGS)
UNMODELLED = st.builds(tree.Unmodelled, _maybe(NAMES), STRINGS, STRINGS)

_HEADS = st.builds(lambda r, a: tree.Atom(r, a), _words("not"), _many(VARIABLES, 1, 3)) | st.builds(
    lambda r, a, b: tree.Atom(r, (a, b), None, "infix"), _words("not"), VARIABLES, VARIABLES
)
HOLDERS = st.builds(tree.Holder, CONSTANTS | TEXTS, _maybe(STRINGS))
READINGS = st.builds(tree.Reading, NAMES, STRINGS, _many(HOLDERS), _many(TEXTS), BODIES)
TERMS = st.builds(
    tree.Term, _HEADS, _maybe(NAMES), _maybe(STRINGS), _many(TEXTS), _many(TEXTS), _many(READINGS, 1), also=ALSO
)
ADOPTIONS = st.builds(tree.Adopt, NAMES, NAMES, CONSTANTS, STRINGS, DAYS, _maybe(IN_FORCE), _maybe(STRINGS))
CLAIMS = st.builds(
    tree.Claim,
    NAMES,
    STRINGS,
    CONSTANTS | TEXTS,
    _maybe(DAYS | MONTHS),
    _many(TEXTS),
    _many(TEXTS),
    _maybe(ATOMS | st.builds(tree.Negation, ATOMS)),
    _maybe(STRINGS),
    _many(CONSTANTS),
)

_VERDICTS = st.sampled_from(
    ["permitted", "permitted with duties", "forbidden", "not granted", "unknown", "contested", "conflict"]
)
EXPECTATIONS = st.one_of(
    st.builds(tree.ExpectVerdict, _VERDICTS, _maybe(CONSTANTS), _many(CLAUSE_NAMES), _many(PINS), st.booleans()),
    st.builds(tree.ExpectContested, _maybe(CONSTANTS), _many(CONSTANTS, 1)),
    st.builds(tree.ExpectDuty, CONSTANTS, _maybe(CONSTANTS), st.booleans()),
    st.builds(tree.ExpectNeed, ATOMS, _maybe(CONSTANTS)),
    st.builds(tree.ExpectThat, LITERALS, st.sampled_from(["true", "unknown", "contested"]), _many(PINS)),
    st.builds(tree.ExpectClaim, CONSTANTS, st.sampled_from(["contradicted", "supported", "undecided"])),
)
TESTS = st.builds(
    tree.Test,
    STRINGS,
    _many(st.one_of(entities(_words("fact"), given=True), FACTS, PINS), 0, 3),
    _many(EXPECTATIONS, 1, 3),
)

BY_KIND = {
    tree.Kind: KINDS,
    tree.Relation: RELATIONS,
    tree.Entity: entities(_words(*(STATEMENT_WORDS - {"open", "presumed", "test"}))),
    tree.Fact: FACTS,
    tree.Rule: RULES,
    tree.License: LICENSES,
    tree.Clause: CLAUSES,
    tree.Unmodelled: UNMODELLED,
    tree.Accept: ACCEPT,
    tree.Term: TERMS,
    tree.Adopt: ADOPTIONS,
    tree.Claim: CLAIMS,
    tree.Test: TESTS,
}
STATEMENTS = st.one_of(*BY_KIND.values())
MODULES = st.builds(tree.Module, st.just("generated.licet"), st.lists(STATEMENTS, max_size=4).map(tuple))
WITH_STATEMENTS = st.builds(
    tree.Module, st.just("generated.licet"), st.lists(STATEMENTS, min_size=1, max_size=4).map(tuple)
)
