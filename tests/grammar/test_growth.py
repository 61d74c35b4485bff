"""Reading is work in proportion to the text, good or bad, and little enough to check on every keystroke."""

import tracemalloc

import pytest

from licet.grammar import SourceFile, format_source, parse_module, tokenize
from support.effort import effort

CLAUSE = """\
clause no_improving at "1.b.v"
  quote "You will not use the Llama Materials or any output or results of the Llama Materials"
        "to improve any other large language model"
  forbids Use  # a comment
  overrides grant
  when does(Use, _, Material)
   and Material comes_from llama_2
   and any of
     - Use improves Other
     - group_users(Org, 2023-06) > 700 million
   end
  unless Other descends_from llama_2

"""
SHAPES = {
    "statements": lambda n: CLAUSE * (n // 13),
    "errors": lambda n: 'clause x at "1"\n  quot\n' * (n // 2),
    "one block": lambda n: "model m\n" + '  users 2023-06 = 5 million per "source"\n' * n,
    "one bad block": lambda n: "model m\n" + "  users 2023-06\n" * n + "  )\n",
    "one group": lambda n: "rule a r X\n  when any of\n" + "  - X is q\n" * n + "  end\n",
    "one long string": lambda n: "model m\n" + '  note "' + "a b " * (5 * n) + '"\n',
    "one string of escapes": lambda n: 'model m\n  note "' + '\\"' * (10 * n) + '"\n',
    "one bad string": lambda n: '"' + "a\\" * (5 * n) + "\n",
    "commented lines": lambda n: "model m\n" + "  # c\n  users 2023-06 = 5 # d\n\n" * (n // 3),
    "comments": lambda n: "# c\n" * n + "kind a\n" + "  # c\n" * n,
    "blank": lambda n: "kind a\n" + " \n" * n + " " * n,
    "deep": lambda n: "rule a r X\n  when any of\n" + "  - any of\n" * n,
    "one bad word": lambda n: "kind " + "é" * (10 * n),
    "parentheses": lambda n: "fact r(" * n,
}


def reading(text: str) -> int:
    return effort(lambda: parse_module(SourceFile("f", text)))


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_linear(shape: str) -> None:
    parse_module(SourceFile("f", SHAPES[shape](13)))
    assert reading(SHAPES[shape](1_600)) < 1.25 * 8 * reading(SHAPES[shape](200))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        'kind a "' + "a b " * 500_000 + '"\n',
        'kind a "' + '\\"' * 1_000_000 + '"\n',
        'kind a "' + "a b " * 500_000 + "\n",
        'kind a "' + '\\"' * 1_000_000 + "\n",
        "kind a # " + "c" * 2_000_000 + "\n",
        "kind " + "a" * 2_000_000 + "\n",
        "rule a r X\n  when X is q\n" + "   and X is q\n" * 2_000,
    ],
    ids=["string", "escapes", "open string", "open escapes", "comment", "word", "conditions"],
)
def test_memory_is_bounded(text: str) -> None:
    source = SourceFile("f", text)
    parse_module(SourceFile("f", "kind a\n"))
    tracemalloc.start()
    parse_module(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * len(text) + 50_000_000


def test_tokens_and_formatting_are_linear() -> None:
    def work(n: int) -> int:
        return effort(lambda: (tokenize(CLAUSE * n), format_source(SourceFile("f", CLAUSE * n))))

    work(1)
    assert work(80) < 1.25 * 8 * work(10)


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["one long string", "one bad string", "blank", "comments", "one bad word"])
def test_what_regular_expressions_read_may_be_long(shape: str) -> None:
    """Their work is not counted in lines of Python, and if it grew with the square of the text, this would not end."""
    parse_module(SourceFile("f", SHAPES[shape](200_000)))


def test_a_line_is_little_work() -> None:
    lines = 1_300
    assert reading(SHAPES["statements"](lines)) / lines < 700
