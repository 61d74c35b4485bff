"""Hypothesis strategies for policy trees over few names, so that everything gets in the way of everything else."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from msgspec.structs import replace

from licet.grammar import tree
from licet.grammar.source import Span

NAMES = st.sampled_from(["edge", "spot", "size", "other", "base", "a", "b", "c", "kin", "nothing", "terms", "improves"])
KINDS = st.sampled_from(["text", "count", "number", "date", "month", "symbol", "kin", "other", "nothing", "license"])
VARIABLES = st.sampled_from(["X", "Y", "Z", "N", "Use"]).map(tree.Variable)
NUMBERS = st.integers(-2, 5).map(tree.Number)
ANYTHING = st.just(tree.Anything())
ARGUMENTS: st.SearchStrategy[tree.Argument] = st.one_of(
    VARIABLES,
    VARIABLES,
    ANYTHING,
    NAMES.map(tree.Constant),
    NUMBERS,
    st.dates().map(tree.Day),
    st.builds(tree.YearMonth, st.integers(1, 9999), st.integers(1, 12)),
    st.text(max_size=3).map(tree.Text),
)
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def some(strategy: st.SearchStrategy[tree.Argument]) -> st.SearchStrategy[tuple[tree.Argument, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


ATOMS = st.builds(tree.Atom, NAMES, some(ARGUMENTS), st.none() | ARGUMENTS)
PLAIN = st.one_of(
    ATOMS,
    st.builds(tree.Comparison, ARGUMENTS | ATOMS, OPERATORS, ARGUMENTS),
    st.builds(tree.Membership, ARGUMENTS, some(ARGUMENTS)),
)


def conditions(
    plain: st.SearchStrategy[tree.Condition], most: int = 5, least: int = 0
) -> st.SearchStrategy[tuple[tree.Condition, ...]]:
    single = plain | plain.map(lambda p: p if isinstance(p, tree.Negation) else tree.Negation(p))
    nested = st.recursive(
        single,
        lambda inner: st.builds(
            tree.Group, st.sampled_from(["any", "all", "none"]), st.lists(inner, min_size=1, max_size=3).map(tuple)
        ),
        max_leaves=4,
    )
    return st.lists(nested, min_size=least, max_size=most).map(tuple)


BODIES = st.builds(tree.Body, conditions(PLAIN), st.lists(conditions(PLAIN, 2), max_size=2).map(tuple))
PERIODS = st.none() | st.builds(tree.InForce, st.dates().map(tree.Day), st.none() | st.dates().map(tree.Day))
CONSTANTS = NAMES.map(tree.Constant)
NONE = st.none()
WORDS = st.just("x")
TEXTS = st.just(())
EFFECTS = st.one_of(
    st.builds(tree.Permits, VARIABLES, some(CONSTANTS)),
    st.builds(tree.Forbids, VARIABLES, some(CONSTANTS)),
    st.builds(tree.Requires, CONSTANTS, VARIABLES, st.just("covenant")),
    st.builds(tree.Defeats, st.sampled_from(["withholds", "disapplies", "overrides"]), some(CONSTANTS)),
    st.builds(tree.Incorporates, some(CONSTANTS)),
)
VALUES = ARGUMENTS | st.just(tree.Unknown()) | NONE
LINES = st.builds(tree.Line, NAMES, some(ARGUMENTS), VALUES, st.booleans(), NONE)
ENTITIES = st.builds(tree.Entity, KINDS, NAMES, NONE, st.lists(LINES, max_size=2).map(tuple))
FACTS = st.builds(tree.Fact, ATOMS, st.booleans(), st.booleans(), NONE)
PINS = st.builds(tree.Pin, NAMES, NAMES)
SOME_PINS = st.lists(PINS, max_size=2).map(tuple)
LITERALS = PLAIN | PLAIN.map(tree.Negation)
EXPECTATIONS = st.one_of(
    st.builds(tree.ExpectVerdict, st.just("permitted"), NONE | CONSTANTS, some(CONSTANTS), SOME_PINS, st.booleans()),
    st.builds(tree.ExpectContested, NONE | CONSTANTS, some(CONSTANTS)),
    st.builds(tree.ExpectDuty, CONSTANTS, NONE | CONSTANTS, st.booleans()),
    st.builds(tree.ExpectNeed, ATOMS, NONE | CONSTANTS),
    st.builds(tree.ExpectThat, LITERALS, st.just("true"), SOME_PINS),
    st.builds(tree.ExpectClaim, CONSTANTS, st.just("supported")),
)
AGGREGATES = NONE | st.builds(tree.Aggregate, st.sampled_from(["sum", "count", "min", "max"]), VARIABLES)
RULES = st.builds(tree.Rule, ATOMS, AGGREGATES, NONE, TEXTS, TEXTS, BODIES)
READINGS = st.builds(tree.Reading, NAMES, WORDS, TEXTS, TEXTS, BODIES)
STATEMENTS: st.SearchStrategy[tree.Statement] = st.one_of(
    st.builds(tree.Kind, KINDS, NONE | KINDS, NONE),
    st.builds(
        tree.Relation,
        NAMES,
        st.lists(KINDS, max_size=2).map(tuple),
        NONE | KINDS,
        st.sampled_from(("closed", "open", "presumed")),
        NONE,
    ),
    ENTITIES,
    FACTS,
    RULES,
    st.builds(
        tree.License,
        NAMES,
        WORDS,
        NONE | CONSTANTS,
        TEXTS,
        NONE,
        PERIODS,
        NONE,
        TEXTS,
        NONE | st.just(tree.Text("x")),
    ),
    st.builds(
        tree.Clause,
        NONE | NAMES,
        NAMES,
        st.just("1"),
        TEXTS,
        TEXTS,
        PERIODS,
        st.lists(EFFECTS, max_size=3).map(tuple),
        BODIES,
    ),
    st.builds(tree.Unmodelled, NONE | NAMES, st.just("1"), WORDS),
    st.builds(tree.Term, ATOMS, NONE | NAMES, NONE, TEXTS, TEXTS, st.lists(READINGS, max_size=2).map(tuple)),
    st.builds(tree.Adopt, NAMES, NAMES, CONSTANTS, st.just("GC"), st.dates().map(tree.Day), PERIODS, NONE),
    st.builds(tree.Claim, NAMES, WORDS, CONSTANTS, NONE, TEXTS, TEXTS, NONE | ATOMS, NONE, some(CONSTANTS)),
    st.builds(
        tree.Test,
        st.sampled_from(["one", "two"]),
        st.lists(ENTITIES | FACTS | PINS, max_size=3).map(tuple),
        st.lists(EXPECTATIONS, max_size=2).map(tuple),
    ),
)


def placed(statements: Sequence[tree.Statement], name: str) -> tree.Module:
    """A module whose statements stand one below the other."""
    return tree.Module(name, tuple(replace(s, span=Span(name, n, 1, n, 9)) for n, s in enumerate(statements, start=1)))
