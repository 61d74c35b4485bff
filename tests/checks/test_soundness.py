"""What the checks pass, the engine accepts: every lowered rule is safe and the program is stratified."""

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.checks.examine import check
from licet.grammar import tree
from licet.logic.ir import Program
from licet.logic.safety import unsafe_variables
from licet.logic.strata import NegativeCycle, stratify
from licet.policy.lowering import lower
from licet.policy.norms import norm_rules
from licet.policy.vocabulary import collect
from support.checking import WORLD as CHECKED_WORLD
from support.checking import parsed
from support.samples import samples
from support.tangled import ANYTHING, NUMBERS, OPERATORS, conditions, placed

NODE = st.sampled_from(["X", "Y", "Z"]).map(tree.Variable)
COUNTS = st.integers(0, 5).map(tree.Number)
COUNT = st.sampled_from(["N", "M"]).map(tree.Variable)
ATOMS = st.one_of(
    st.builds(lambda x, y: tree.Atom("edge", (x, y)), NODE | ANYTHING, NODE | ANYTHING),
    st.builds(lambda x: tree.Atom("spot", (x,)), NODE),
    st.builds(lambda x, y: tree.Atom("path", (x, y)), NODE, NODE),
    st.builds(lambda x, n: tree.Atom("size", (x,), n), NODE, COUNT | COUNTS),
)
LITERALS = st.one_of(
    ATOMS,
    ATOMS,
    st.builds(tree.Comparison, NODE, st.sampled_from(["=", "!="]), NODE | st.just(tree.Constant("a"))),
    st.builds(tree.Comparison, COUNT, OPERATORS, NUMBERS),
    st.builds(lambda x, op, n: tree.Comparison(tree.Atom("size", (x,)), op, n), NODE, OPERATORS, COUNT | NUMBERS),
    st.builds(tree.Membership, NODE, st.just((tree.Constant("a"), tree.Constant("b")))),
)
RULES = st.builds(
    lambda head, body: tree.Rule(head, None, None, (), (), body),
    st.builds(lambda x, y: tree.Atom("path", (x, y)), NODE, NODE) | st.builds(lambda x: tree.Atom("spot", (x,)), NODE),
    st.builds(tree.Body, conditions(LITERALS), st.lists(conditions(LITERALS, 2, 1), max_size=2).map(tuple)),
)
WORLD = """\
relation edge(symbol, symbol)
relation path(symbol, symbol)
relation spot(symbol)
relation size(symbol) = count
fact edge(a, b)
fact size(a) = 5
"""


@settings(max_examples=samples(600))
@given(st.lists(RULES, min_size=1, max_size=3))
def test_what_passes_lowers_to_safe_and_stratified_rules(rules: list[tree.Rule]) -> None:
    base, _ = parsed(base=WORLD)
    modules = [*base, placed(rules, "rules")]
    vocabulary, _ = collect(modules)
    found = check(modules, vocabulary)
    assert {d.code for d in found} <= {"E205", "E301", "E302", "E303", "E313", "E315", "E317", "W301", "W302"}
    if any(d.is_error for d in found):
        return
    lowered = lower(modules, vocabulary)
    assert [unsafe_variables(rule) for rule in lowered.rules if unsafe_variables(rule)] == []
    assert not isinstance(stratify(Program(lowered.rules, lowered.facts)), NegativeCycle)


CLAUSE_WORLD = (
    CHECKED_WORLD.partition("license terms")[0]
    + """\
license other "Other"
  licensor meta
"""
)
USE = st.just(tree.Variable("Use"))
MODEL = st.sampled_from(["X", "Y"]).map(tree.Variable)
USE_ATOMS = st.one_of(
    st.builds(lambda u, a, x: tree.Atom("does", (u, a, x)), USE, ANYTHING, MODEL | ANYTHING),
    st.builds(lambda u, x: tree.Atom("trains", (u, x)), USE, MODEL),
    st.builds(lambda x: tree.Atom("large", (x,)), MODEL),
    st.builds(lambda x, n: tree.Atom("price", (x,), n), MODEL, COUNT),
)
USE_LITERALS = st.one_of(
    USE_ATOMS,
    USE_ATOMS,
    st.builds(tree.Comparison, COUNT, OPERATORS, COUNTS),
    st.builds(lambda x, op, n: tree.Comparison(tree.Atom("price", (x,)), op, n), MODEL, OPERATORS, COUNT | COUNTS),
)
CLAUSES = st.builds(
    lambda body: tree.Clause("other", "made", "1", (), (), None, (tree.Permits(tree.Variable("Use"), ()),), body),
    st.builds(tree.Body, conditions(USE_LITERALS), st.lists(conditions(USE_LITERALS, 2, 1), max_size=2).map(tuple)),
)


@settings(max_examples=samples(400))
@given(CLAUSES)
def test_clauses_that_pass_lower_to_safe_rules(clause: tree.Clause) -> None:
    base, _ = parsed(base=CLAUSE_WORLD)
    modules = [*base, placed([clause], "clauses")]
    vocabulary, _ = collect(modules)
    if any(d.is_error for d in check(modules, vocabulary)):
        return
    lowered = lower(modules, vocabulary)
    rules = (*lowered.rules, *norm_rules(vocabulary, lowered.clauses))
    assert [unsafe_variables(rule) for rule in rules if unsafe_variables(rule)] == []
    assert not isinstance(stratify(Program(rules, lowered.facts)), NegativeCycle)
