"""Errors in words: `golden/errors.txt` holds the mistakes and what is said about each, as it is shown."""

import re
from pathlib import Path

import pytest

from licet.grammar import Severity, SourceFile, parse_conjunction, parse_literal, parse_module, render_diagnostic
from licet.grammar.parser import parse_use
from licet.words.code_pages import codes

GOLDEN = Path(__file__).parent / "golden" / "errors.txt"
CASES = [tuple(case.split("---- output\n")) for case in GOLDEN.read_text("utf-8").split("==== input\n")[1:]]


@pytest.mark.parametrize(("text", "shown"), CASES, ids=[text.split("\n")[0].strip() for text, _ in CASES])
def test_golden(text: str, shown: str) -> None:
    source = SourceFile("policy.licet", text)
    _, diagnostics = parse_module(source)
    assert "\n\n".join(render_diagnostic(d, {source.name: source}) for d in diagnostics) + "\n" == shown


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_every_error_helps(text: str) -> None:
    _, diagnostics = parse_module(SourceFile("policy.licet", text))
    assert diagnostics
    for diagnostic in diagnostics:
        assert diagnostic.severity is Severity.ERROR
        assert diagnostic.help
        assert diagnostic.message[0].islower() or diagnostic.message[0] == "`"
        assert not diagnostic.message.endswith(".")
        assert "\n" not in diagnostic.message + diagnostic.help


def test_every_code_is_documented_and_shown() -> None:
    documented = {code for code in codes() if code < "E123"}
    shown = set(re.findall(r"^error\[(E\d+)\]", GOLDEN.read_text("utf-8"), re.MULTILINE))
    elsewhere = {"E111", "E118", "E119", "E120", "E121", "E122"}
    assert shown | elsewhere == documented


def underlined(text: str, line: int = 1) -> tuple[str, str, str, str]:
    source = SourceFile("f", text)
    _, (diagnostic,) = parse_module(source)
    span = diagnostic.span
    assert span is not None
    assert span.line == line
    place = source.line(span.line)[span.column - 1 : span.end_column - 1]
    return diagnostic.code, diagnostic.message, place, diagnostic.help or ""


def test_a_misspelled_keyword() -> None:
    assert underlined('clause x at "1"\n  quot "a"\n  forbids Use\n', 2) == (
        "E110",
        "a line of `clause` cannot start with `quot` here",
        "quot",
        "did you mean `quote`?",
    )


def test_a_capitalized_name() -> None:
    assert underlined('model Llama_2 "Llama 2"\n') == (
        "E109",
        "expected a name, found the variable `Llama_2`",
        "Llama_2",
        "names are lower case, variables capitalized: `llama_2`",
    )


def test_a_name_as_people_write_it_is_shown_as_it_is_written_here() -> None:
    assert underlined("model m\n  derived_from Llama-3.1-8B\n", 2)[3] == (
        "names are lower case, variables capitalized: `llama_3_1_8b`"
    )
    assert underlined("use u\n  fine-tunes llama\n", 2)[3] == (
        "names are made of letters, digits and `_`; a hyphen is not part of one: `fine_tunes`"
    )


@pytest.mark.parametrize("name", ["meta-llama/Llama-3.1-8B", "Qwen/Qwen3-VL-8B", "google/gemma_3", "x/y"])
def test_a_name_of_a_hub_is_told_how_it_is_written(name: str) -> None:
    told = f"before a name of a hub stands `hf:`: `hf:{name}`"
    assert underlined(f"model m\n  derived_from {name}\n", 2)[3] == told
    assert underlined(f"use u\n  runs {name}; serves m\n", 2)[3] == told


@pytest.mark.parametrize("day", ["June 1 2026", "June 1st, 2026", "1 June 2026", "1. Jun. 2026"])
def test_a_day_in_words_is_told_in_figures(day: str) -> None:
    assert underlined(f"use u\n  on {day}\n", 2)[3] == "write `2026-06-01`: year, month, day, in figures"
    assert underlined("use u\n  on June 2026\n", 2)[3] == "write `2026-06`: year, month, day, in figures"
    assert "figures" not in underlined("use u\n  on Junes 1 2026\n", 2)[3]


@pytest.mark.parametrize("day", ["2025-06-01", "2025-06", "Day"])
def test_a_relation_of_one_argument_on_a_day_without_is(day: str) -> None:
    told = underlined(f"rule Use is x\n  when Use by Org\n  unless Org member at {day}\n", 3)[3]
    assert told == "a relation of one argument is asked for on a day by `X is r at Day`"


def test_an_unterminated_string() -> None:
    code, message, place, help = underlined('model m "Llama 2\n')
    assert (code, message, place) == ("E104", "this string is not closed on its line", '"Llama 2')
    assert help.startswith('close it with `"`')


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x85", "\u200f", "\u202e", "\u2066", "\u2028"])
@pytest.mark.parametrize("text", ['model m "a{}b"\n', '# a{}b\nmodel m "M"\n', 'license l "L"\n  note "a" # b{}\n'])
def test_characters_that_nobody_sees_are_refused_where_one_would_read_past_them(text: str, character: str) -> None:
    _, found = parse_module(SourceFile("f", text.format(character)))
    assert [d.code for d in found] == ["E118"]
    assert f"U+{ord(character):04X}" in found[0].message


@pytest.mark.parametrize("text", ['model m "naïve 東京 ‍"\r\n# a comment\r\n', 'model m "a\tb"\n'])
def test_letters_blanks_and_line_ends_of_all_sorts_are_none_of_them(text: str) -> None:
    assert parse_module(SourceFile("f", text))[1] == ()


def test_a_comment_that_swallows_a_line_of_a_use_is_refused() -> None:
    for text in ("by acme; runs a # b; trains c", "by acme # ;\nruns a"):
        use, found = parse_use(text, "u")
        assert (use, [d.code for d in found]) == (None, ["E119"])
    for text in ("by acme; runs a # b", "by acme # b\nruns a", 'by acme; publishes a as "#; b"'):
        assert parse_use(text, "u")[1] == ()


def test_an_equal_sign_for_an_aggregate() -> None:
    assert underlined("rule f(X) = sum of N\n  when g(X) = N\n") == (
        "E101",
        "expected the end of the line, `:=` or `at`, found `of`",
        "of",
        "an aggregate follows `:=`: `:= sum of N`",
    )


def test_a_second_line_points_at_the_first() -> None:
    source = SourceFile("f", 'license l "L"\n  licensor a\n  licensor b\n')
    _, (diagnostic,) = parse_module(source)
    assert diagnostic.code == "E112"
    ((label, words),) = [(label.span.line, label.text) for label in diagnostic.labels]
    assert (diagnostic.span and diagnostic.span.line, label, words) == (3, 2, "first given here")


def test_a_number_of_absurd_length() -> None:
    code, message, _, _ = underlined("fact r(" + "9" * 5000 + ")\n")
    assert (code, message) == ("E106", "a number of more than 200 digits")


def test_misspelled_scale_and_long_words_are_cut() -> None:
    _, message, place, _ = underlined("kind " + "é" * 100 + "\n")
    assert len(place) == 100
    assert len(message) < 120


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("", "the query is not finished: expected a literal", "a literal is"),
        ("Model descends_from", "the query is not finished: expected an argument", "a relation of one argument"),
        ("Model", "the query is not finished: expected a relation or a comparison", "a literal is"),
        ("X r Y?", "`?` means nothing here", "without a question mark"),
        ("X r Y Z", "expected the end of the query or `at`, found the variable `Z`", "a literal is"),
        ("X is not r", "expected the end of the query or `at`, found `r`", "negation comes first"),
        ("r(X", "the query is not finished: expected `)` or `,`", "a literal is"),
        ("X r 2023-02-30", "there is no day `2023-02-30`", "dates are"),
    ],
)
def test_queries(text: str, message: str, help: str) -> None:
    literal, (diagnostic,) = parse_literal(text)
    assert literal is None
    assert diagnostic.message.startswith(message)
    assert help in (diagnostic.help or "")
    assert diagnostic.span is not None
    assert diagnostic.span.file == "query"


def test_a_conjunction_is_joined_with_and() -> None:
    conditions, (diagnostic,) = parse_conjunction("X r Y, Y r Z")
    assert conditions is None
    assert (diagnostic.help, str(diagnostic.span)) == ("literals are joined with `and`", "query:1")
