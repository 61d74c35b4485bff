"""Quotes in texts: what counts as word for word, and the nearest passage otherwise."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from licet.checks.quotes import Difference, QuotableText, find_quote
from support.effort import effort

LICENSE = """\
SAMPLE LICENSE

1. Grant.

      a. You are granted a non-exclusive, worldwide, non-
transferable and royalty-free limited license under “Meta’s” intellectual
property to use, re-distri-
bute and copy the Materials.

      b. You will not use the Materials or any output of the
Materials to improve any other large language model (excluding
the Sample or derivative works thereof). See https://example.org/a-
b/c for the policy — which is part of this.

2. Unauthorized use ends the license...
"""


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("SAMPLE LICENSE", 1),
        ("You are granted a non-exclusive, worldwide, non-transferable and royalty-free", 5),
        ("worldwide, non- transferable and", 5),
        ("worldwide, non-\ntransferable and", 5),
        ("worldwide, non‑transferable and", 5),
        ('under "Meta\'s" intellectual property', 6),
        ("under ”Meta`s“   intellectual\tproperty", 6),
        ("under ''Meta's'' intellectual", 6),
        ("to use, re-distribute and copy", 7),
        ("to use, re-distri-bute and copy", 7),
        ("re\u00addistribute", None),
        ("You will not use … to improve any other", 10),
        ("You will not use ... to improve any other", 10),
        ("You will not use […] to improve any other large language model [...].", 10),
        ("…to improve any other large language model…", 11),
        ("https://example.org/a-b/c", 12),
        ("the policy—which is part", 13),
        ("the policy – which is part", 13),
        ("The policy", None),
        ("to improve any other language model", None),
        ("to improve any other … You will not use", None),
        ("authorized use", None),
        ("Unauthorized us", None),
        ("Unauthorized use ends the license...", 15),
        ("non transferable", None),
        ("royaltyfree", None),
        ("", None),
        ("…", None),
        ("... ( [...] )", None),
    ],
)
def test_a_quote_is_found_word_for_word(quote: str, line: int | None) -> None:
    match = find_quote(LICENSE, quote)
    assert (match.found, match.line if match.found else None) == (line is not None, line)


@pytest.mark.parametrize(
    ("paraphrase", "line", "nearest"),
    [
        (
            "You may not use the Materials or any outputs of the Materials to improve another large language model",
            10,
            "You will not use the Materials or any output of the Materials to improve any other large language model",
        ),
        (
            "worldwide, exclusive, transferable and royalty-free limited license",
            5,
            "worldwide, non-transferable and royalty-free limited license",
        ),
    ],
)
def test_the_nearest_passage_of_a_paraphrase_is_told(paraphrase: str, line: int, nearest: str) -> None:
    match = find_quote(LICENSE, paraphrase)
    assert not match.found
    assert (match.line, match.nearest) == (line, nearest)


def test_the_nearest_passage_goes_on_to_the_end_of_a_long_quote_and_shows_where_it_differs() -> None:
    words = [f"word{n}" for n in range(300)]
    text = " ".join(["Before", *words[:280], "added", "words", *words[280:]]) + ". After."
    quote = " ".join([*words[:5], "other", *words[6:150], *words[151:]]) + "."
    match = find_quote(text, quote)
    assert match.nearest == text.removeprefix("Before ").removesuffix(" After.")
    assert match.differences == (
        Difference("other", "word5", "word4"),
        Difference("", "word150", "word149"),
        Difference("", "added words", "word279"),
    )


def test_signs_and_capitals_that_differ_are_shown() -> None:
    match = find_quote("You may, at any time, use the Materials.", "You may at any time use the materials.")
    assert match.nearest == "You may, at any time, use the Materials."
    assert match.differences == (
        Difference("", ",", "may"),
        Difference("", ",", "time"),
        Difference("materials", "Materials", "the"),
    )


def test_a_part_that_stands_before_the_others_is_told_without_differences() -> None:
    match = find_quote("one two\nthree four", "three four … one two")
    assert (match.found, match.line, match.nearest, match.differences) == (False, 1, "one two", ())


def test_nothing_near_is_told_where_nothing_is() -> None:
    match = find_quote(LICENSE, "Zebras graze peacefully beneath umbrella acacias")
    assert (match.found, match.line, match.nearest) == (False, None, None)


def test_a_quote_in_an_empty_text_is_not_found() -> None:
    assert not find_quote("", "anything").found
    assert not find_quote("\n\n", "anything").found


def test_only_a_quote_that_leaves_nothing_out_stands_once() -> None:
    text = QuotableText.of(LICENSE)
    assert text.stands_once("SAMPLE LICENSE")
    assert text.stands_once("re-distribute")
    assert not text.stands_once("the Materials")
    assert not text.stands_once("SAMPLE … Grant")


@pytest.mark.slow
def test_a_wrong_quote_of_a_long_text_is_told_in_no_time() -> None:
    def work(length: int) -> int:
        words = " ".join(f"word{n % 97} the of and" for n in range(length))
        return effort(lambda: find_quote(words, "the of and nothing " * 20))

    assert not find_quote("word the of and " * 60_000, "the of and nothing " * 100).found
    assert work(6_000) < 10 * work(600)


LINES = st.text(st.sampled_from('ab-–’" \n\u00ad…'), max_size=40)


@given(LINES, LINES)
@example("a-\nb", "ab")
@example("-", "-")
def test_no_text_or_quote_makes_the_search_raise(text: str, quote: str) -> None:
    match = find_quote(text, quote)
    if match.found:
        assert match.line is not None
        assert 1 <= match.line <= text.count("\n") + 1


@given(
    st.lists(st.sampled_from(["use", "any", "model", "non-free", "(a)", "“Llama”,"]), min_size=1, max_size=12),
    st.data(),
)
def test_any_stretch_of_words_is_found_however_the_lines_break(words: list[str], data: st.DataObject) -> None:
    text = "".join(word + data.draw(st.sampled_from([" ", "\n", "  \n   "])) for word in words)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    match = find_quote(text, " ".join(words[start:end]))
    assert match.found
