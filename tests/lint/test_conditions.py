"""What can hold together and what follows, tried on all possibilities of small bodies."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from licet.grammar import tree
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.lint.conditions import can_hold, follows
from support.samples import samples

ATOMS = ("a(X)", "b(X)", "c(X)")
LIMITS = (1, 2, 3)


def body(text: str) -> tree.Body:
    module, found = parse_module(SourceFile("f", f"rule r(X)\n{text}"))
    assert found == (), found
    (rule,) = module.statements
    assert isinstance(rule, tree.Rule)
    return rule.body


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, list[list[tuple[str, bool]]]]:
    """A body over three conditions and one number, and what it says: all of the first list, and none of the others."""
    blocks = draw(st.lists(st.lists(st.sampled_from(literals()), min_size=1, max_size=3), min_size=1, max_size=3))
    lines = []
    for number, block in enumerate(blocks):
        words = [("" if positive else "not ") + text for text, positive in block]
        lines.append(("  when " if number == 0 else "  unless ") + "\n   and ".join(words))
    return "\n".join(lines) + "\n", blocks


def literals() -> list[tuple[str, bool]]:
    return [(text, sign) for text in (*ATOMS, *(f"n(X) > {i}" for i in LIMITS)) for sign in (True, False)]


def holds(blocks: list[list[tuple[str, bool]]], world: tuple[frozenset[str], int | None]) -> bool:
    def whole(block: list[tuple[str, bool]]) -> bool:
        return all(sign == is_so(text, world) for text, sign in block)

    return whole(blocks[0]) and not any(map(whole, blocks[1:]))


def is_so(text: str, world: tuple[frozenset[str], int | None]) -> bool:
    atoms, number = world
    if text in ATOMS:
        return text in atoms
    return number is not None and number > int(text.rpartition(" ")[2])


WORLDS = [
    (frozenset(a for a, there in zip(ATOMS, bits, strict=True) if there), number)
    for bits in [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    for number in (None, 1, 2, 3, 4)
]


@settings(max_examples=samples(400))
@given(bodies())
def test_what_can_hold_holds_in_some_world_and_nothing_else(drawn: tuple[str, list[list[tuple[str, bool]]]]) -> None:
    text, blocks = drawn
    assert can_hold([body(text)], ("X",)) == any(holds(blocks, world) for world in WORLDS)


@settings(max_examples=samples(400))
@given(bodies(), bodies())
def test_what_follows_holds_wherever_the_other_does(
    one: tuple[str, list[list[tuple[str, bool]]]], other: tuple[str, list[list[tuple[str, bool]]]]
) -> None:
    found = follows(body(one[0]), body(other[0]), ("X",))
    assert found == all(holds(other[1], world) for world in WORLDS if holds(one[1], world))
