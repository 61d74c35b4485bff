"""Changes that put a text right: what is safe, what is a guess, and that making them ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.grammar import SourceFile, parse_module
from licet.grammar.fixing import with_fixes, with_safe_fixes
from support.samples import samples

HEAD = 'use u1 "A use"\n'
RULE = "rule small(X)\n  when users(X) = N\n  and "


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (f"{HEAD}  on 2026/06/01\n", f"{HEAD}  on 2026-06-01\n"),
        (f"{HEAD}  on 2026.6.1\n", f"{HEAD}  on 2026-06-01\n"),
        (f"{HEAD}  runs m1;\n", f"{HEAD}  runs m1\n"),
        (f"{HEAD}  users 2024-06 = 700,000,000\n", f"{HEAD}  users 2024-06 = 700_000_000\n"),
        ("use u1 “A use”\n", HEAD),
        ('license l "L"\n  clause l.c\n  permits use\n', 'license l "L"\nclause l.c\n  permits use\n'),
        (f"{RULE}N == 3\n", f"{RULE}N = 3\n"),
        (f"{RULE}N ≤ 3\n", f"{RULE}N <= 3\n"),
        (f"{RULE}N => 3\n", f"{RULE}N >= 3\n"),
        (f"{RULE}N <> 3\n", f"{RULE}N != 3\n"),
        (f"{RULE}N - 1 = M -1\n", f"{RULE}N - 1 = M - 1\n"),
        ('model m1 "M"\n  also other\n', 'model m1 "M"\n  also "other"\n'),
        ('test "t"\n  expect not_granted of u1\n', 'test "t"\n  expect not granted of u1\n'),
    ],
)  # fmt: skip
def test_what_can_only_have_been_meant_in_one_way_is_written_so(wrong: str, right: str) -> None:
    mended, fixes = with_safe_fixes(SourceFile("t.licet", wrong))
    assert mended.text == right
    assert fixes


@pytest.mark.parametrize(
    ("guessed", "instead"),
    [
        (f"{HEAD}  users 2024-06 = 1,234\n", "1_234"),
        (f"{HEAD}  runs Llama_2\n", "llama_2"),
        ('clause l.grant\n  permit use\n  at "1"\n', "permits"),
        (f"{RULE}N > n\n", "N"),
    ],
)
def test_a_guess_is_offered_and_not_made(guessed: str, instead: str) -> None:
    source = SourceFile("t.licet", guessed)
    offered = [d.fix for d in parse_module(source)[1] if d.fix is not None]
    assert [(fix.text, fix.safe) for fix in offered] in ([(instead, False)], [])
    assert with_safe_fixes(source) == (source, ())


def test_several_mistakes_of_a_line_are_mended_one_after_the_other() -> None:
    mended, fixes = with_safe_fixes(SourceFile("t.licet", "use u1 “A”\n  on 2026/06/01;\n  runs m1;\n"))
    assert mended.text == 'use u1 "A"\n  on 2026-06-01\n  runs m1\n'
    assert len(fixes) == 4


_PIECES = st.sampled_from(
    [
        *"“”;/=<>–\t\n ",
        "\n  ",
        "use u1",
        "rule",
        "when ",
        "and ",
        "2026/06/01",
        "700,000,000",
        "N",
        "-1",
        "also x",
        '"text"',
        "clause l.c",
        "expect not_granted of u1",
        "==",
        "on ",
    ]
)


@settings(max_examples=samples(600), deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_making_safe_changes_ends_and_leaves_none(text: str) -> None:
    mended, fixes = with_safe_fixes(SourceFile("t.licet", text))
    assert not any(d.fix is not None and d.fix.safe for d in parse_module(mended)[1])
    assert bool(fixes) == (mended.text != text)
    assert with_safe_fixes(mended) == (mended, ())


def test_of_two_changes_that_overlap_the_first_is_made() -> None:
    source = SourceFile("t.licet", "abcdef\n")
    fixes = [f for d in parse_module(SourceFile("t.licet", "use u1 “A”\n"))[1] if (f := d.fix)]
    assert len(fixes) == 1
    assert with_fixes(SourceFile("t.licet", "use u1 “A”\n"), fixes * 2).text == 'use u1 "A"\n'
    assert with_fixes(source, ()) == source
