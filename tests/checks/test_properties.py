"""What holds of checks whatever the policies say: they never raise, and order means nothing."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.checks.examine import check
from licet.grammar import tree
from licet.policy.vocabulary import collect
from support.checking import WORLD, diagnose, parsed
from support.samples import samples
from support.tangled import STATEMENTS, placed
from support.trees import MODULES


def shuffled(modules: list[tree.Module], random: Random) -> list[tree.Module]:
    """The modules in another order, each with its statements in another order."""
    mixed = [tree.Module(m.name, tuple(random.sample(m.statements, len(m.statements)))) for m in modules]
    random.shuffle(mixed)
    return mixed


@settings(max_examples=samples(300))
@given(st.lists(st.lists(STATEMENTS, max_size=8), min_size=1, max_size=2), st.randoms(use_true_random=False))
def test_no_tree_makes_a_check_raise_and_order_means_nothing(files: list[list[tree.Statement]], random: Random) -> None:
    modules = [placed(statements, f"file{n}") for n, statements in enumerate(files)]
    found = diagnose(modules)
    assert diagnose(shuffled(modules, random)) == found


@settings(max_examples=samples(300))
@given(st.lists(STATEMENTS, max_size=6), st.lists(STATEMENTS, max_size=4))
def test_layers_never_raise_either(below: list[tree.Statement], above: list[tree.Statement]) -> None:
    base, over = [placed(below, "below")], [placed(above, "above")]
    vocabulary, _ = collect(over, collect(base)[0])
    for diagnostic in check(over, vocabulary, base):
        assert diagnostic.span is not None
        assert diagnostic.span.file in ("above", "", "below")


def test_shuffled_policies_give_the_same_findings() -> None:
    modules, _ = parsed(world=WORLD, more='fact a is large\nmodel llama "x"\nfact released(llama) = 2020-01-01\n')
    found = diagnose(modules)
    assert {d.code for d in found} == {"E201", "E205", "E311"}
    for seed in range(20):
        assert diagnose(shuffled(modules, Random(seed))) == found


@pytest.mark.slow
@settings(max_examples=samples(200))
@given(MODULES)
def test_no_file_that_can_be_written_makes_a_check_raise(module: tree.Module) -> None:
    world, _ = parsed(world=WORLD)
    for diagnostic in diagnose([*world, module]):
        assert "\n" not in diagnostic.message.replace("\\n", "")
        assert diagnostic.message[:1] != " "
