"""The formatter: parse(fmt(x)) == parse(x), fmt(fmt(x)) == fmt(x), and no comment is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from licet.grammar import (
    SourceFile,
    format_literal,
    format_module,
    format_source,
    parse_literal,
    parse_module,
    tree,
)
from support.samples import samples
from support.trees import (
    ARGUMENTS,
    BY_KIND,
    CONDITIONS,
    EFFECTS,
    EXPECTATIONS,
    LINES,
    LITERALS,
    MODULES,
    WITH_STATEMENTS,
)

SLOW = settings(max_examples=samples(100))


def parsed(text: str) -> tree.Module:
    module, diagnostics = parse_module(SourceFile("generated.licet", text))
    assert diagnostics == (), text
    return module


def formatted(text: str) -> str:
    result, diagnostics = format_source(SourceFile("generated.licet", text))
    assert diagnostics == ()
    assert result is not None
    return result


def test_a_line_keeps_its_words_and_its_list() -> None:
    text = """\
use u "U"
  fulfils d of l, m   per "s"
  not serves a, b
  serves a
  serves b
  not is old, large
  releases m as "M" under l

fact fulfils_of(u, d, l)
fact not u fulfils d of m

clause l.c at "1"
  requires d of Use of Thing to a, b as condition
"""
    assert formatted(text) == text


@pytest.mark.parametrize("kind", BY_KIND, ids=lambda kind: kind.__name__)
def test_a_statement_survives_formatting_and_parsing(kind: type) -> None:
    @settings(SLOW, max_examples=samples(60))
    @given(BY_KIND[kind])
    def survives(statement: tree.Statement) -> None:
        module = tree.Module("generated.licet", (statement,))
        assert parsed(format_module(module)) == module

    survives()


@SLOW
@given(MODULES)
def test_a_module_survives_formatting_and_parsing(module: tree.Module) -> None:
    assert parsed(format_module(module)) == module


@SLOW
@given(MODULES)
def test_formatting_twice_changes_nothing(module: tree.Module) -> None:
    text = format_module(module)
    assert formatted(text) == text
    assert format_module(parsed(text)).split() == text.split()


@SLOW
@given(LITERALS)
def test_a_literal_survives_formatting_and_parsing(literal: tree.Literal) -> None:
    assert parse_literal(format_literal(literal)) == (literal, ())


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, str]:
    """A formatted text, and the same with comments and blank lines anywhere."""
    text = format_module(draw(WITH_STATEMENTS))
    lines = []
    for number, line in enumerate(text.split("\n")[:-1]):
        for extra in range(draw(st.integers(0, 2))):
            indent = " " * draw(st.integers(0, 6))
            lines.append(draw(st.sampled_from(["", "  ", f"{indent}# own {number}.{extra}"])))
        trailing = draw(st.sampled_from(["", "", f" # trailing {number}", f"# trailing {number}"])) if line else ""
        lines.append(line + trailing)
    lines += draw(st.lists(st.sampled_from(["# last", "  # last, indented", ""]), max_size=2))
    return text, "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


def code(text: str) -> list[str]:
    """The lines with something on them besides comments, without their comments and indentation."""
    module = parsed(text)
    lines = text.split("\n")
    for comment in module.comments:
        line = lines[comment.span.line - 1]
        lines[comment.span.line - 1] = line[: comment.span.column - 1]
    return [stripped for line in lines if (stripped := line.strip(" \t"))]


def following(text: str) -> dict[str, str]:
    """For each own-line comment the next line of code, for each other comment its own."""
    module = parsed(text)
    lines = text.split("\n")
    comments = {comment.span.line: comment for comment in module.comments}
    stripped = [
        line[: comments[number].span.column - 1] if number in comments else line
        for number, line in enumerate(lines, start=1)
    ]
    return {
        comment.text: next((s for line in stripped[comment.span.line - 1 :] if (s := line.strip(" \t"))), "")
        for comment in module.comments
    }


@SLOW
@given(commented())
def test_comments_and_order_survive(texts: tuple[str, str]) -> None:
    plain, source = texts
    result = formatted(source)
    assert parsed(result) == parsed(source)
    assert sorted(c.text for c in parsed(result).comments) == sorted(c.text for c in parsed(source).comments)
    assert formatted(result) == result
    assert code(result) == code(plain)


@SLOW
@given(commented())
def test_comments_stay_where_they_belong(texts: tuple[str, str]) -> None:
    _, source = texts
    before, after = following(source), following(formatted(source))
    inside_a_string = {text for text, line in before.items() if line.startswith('"')}
    for text, line in before.items():
        if text not in inside_a_string and line == after[text]:
            continue
        assert text in inside_a_string or _starts_long_string(line), (text, line, after[text])


def _starts_long_string(line: str) -> bool:
    """A comment at the end of a line that is broken anew moves above it."""
    return line.endswith(('"', '",'))


@SLOW
@given(commented())
def test_blank_lines_are_single(texts: tuple[str, str]) -> None:
    result = formatted(texts[1])
    assert "\n\n\n" not in result
    assert not result.startswith("\n")
    assert result.endswith("\n")
    assert not result.endswith("\n\n")


@pytest.mark.thorough
def test_the_strategy_covers_every_node() -> None:
    seen: set[type] = set()

    @settings(max_examples=50, database=None, derandomize=True)
    @given(st.tuples(*BY_KIND.values()), st.tuples(LINES, EFFECTS, EXPECTATIONS, ARGUMENTS, CONDITIONS))
    def collect(statements: tuple[object, ...], parts: tuple[object, ...]) -> None:
        pending: list[object] = [statements, parts]
        while pending:
            node = pending.pop()
            if isinstance(node, tuple):
                pending.extend(node)
            elif isinstance(node, tree.Node):
                seen.add(type(node))
                pending.extend(getattr(node, name) for name in node.__struct_fields__)

    collect()
    assert {*tree.Node.__subclasses__()} - seen == {tree.Comment, tree.Module}


STYLE = """\
# Vocabulary
kind model is artifact
open relation monthly_active_users(organization, month) = count  # closed later

license llama_2 "Llama 2"
  licensor meta
  text "sources/llama-2.txt" sha256 "f28d"
  url "https://example.org"
  in force from 2023-07-18 until 2024-01-01
  silence means not granted
  alias "1.v", "$1V" for "1.b.v"

# The clauses

# One of them
clause no_improving at "1.b.v"
  quote "words"
  note "a note"
  forbids Use to derive, modify
  overrides grant, other.grant
  # about the conditions
  when Use by Org
   and any of
     - Org is large
     - all of
         - Org has_users 700 million
         - not Org in { meta, snap }
       end
   end
   and group_users(Org, 2023-06) > 700 million
  unless Other descends_from llama_2
     and none of
       - X = Y
     end

rule group_users(Org, Month) := sum of N  at "OSD 5"
  when monthly_active_users(Org, Month) = N

unmodelled "3" because "nothing"
unmodelled llama_2 "4" because "nothing"

model llama_2_70b "Llama 2 70B"
  developed_by meta   per "card"
  is large, generative
  not breaks_law
  # nothing else is known

adopt reading weights of improves
  for acme
  by "Counsel" on 2026-11-02
  because "memo"

test "readings"
  given organization small
    - users 2023-06 = unknown
  given fact a r b   per "x"
  given reading a of b
  expect operative not granted of r5 because grant   under reading a of b, reading c of d
  expect contested over improves
"""


def test_style() -> None:
    assert formatted(STYLE) == STYLE


def test_untidy_text() -> None:
    source = (
        '\ufeff# a\r\n\r\n\r\nkind   model    # c\r\nkind use\r\nclause x at "1"\r\n\r\n\tforbids  Use to a,b\r\n'
        "     # why\r\n\twhen f( X )=5_000\r\n  and any of\r\n  -X in {a,b}\r\n  end\r\n\r\n\r\nkind z\r\n # end\r\n"
    )
    assert formatted(source) == (
        '# a\n\nkind model  # c\nkind use\n\nclause x at "1"\n  forbids Use to a, b\n  # why\n'
        "  when f(X) = 5_000\n   and any of\n     - X in { a, b }\n   end\n\nkind z\n  # end\n"
    )


def test_lines_of_a_license_keep_their_order() -> None:
    source = 'license l "L"\n  url "u"  # where\n  # silence\n  silence means unknown\n  licensor meta\n  url2 x\n'
    assert format_source(SourceFile("x", source))[0] is None
    source = source.replace("  url2 x\n", "")
    assert formatted(source) == source


def test_long_strings_are_broken_at_their_spaces() -> None:
    words = " ".join(["word"] * 60)
    result = formatted(f'clause x at "1"\n  quote "{words}"\n  forbids Use\n')
    assert max(map(len, result.split("\n"))) <= 120
    assert result.count('"word') == 3
    assert parsed(result).statements[0].quotes[0].value == words


def test_errors_are_returned() -> None:
    result, diagnostics = format_source(SourceFile("x", "kind\n"))
    assert result is None
    assert [d.code for d in diagnostics] == ["E101"]


def test_a_functional_relation_is_written_on_the_left_of_a_comparison() -> None:
    text = "rule r(X)\n  when 5 >= f(X)\n   and N = f(X)\n   and not N != f(X)\n"
    assert formatted(text) == "rule r(X)\n  when f(X) <= 5\n   and f(X) = N\n   and not f(X) != N\n"


def test_words_to_look_for_stand_in_the_line_or_below_it_when_it_is_full() -> None:
    assert formatted('place eu "European Union"\n  also "EU",\n    "Europe"  # a place\n') == (
        'place eu "European Union" also "EU", "Europe"  # a place\n'
    )
    words = ", ".join(f'"word {n}"' for n in range(20))
    lines = formatted(f'relation serves(use, artifact) "lets others use it" also {words}\n').splitlines()
    assert lines[0] == 'relation serves(use, artifact) "lets others use it"'
    assert lines[1].startswith('  also "word 0", "word 1",')
    assert lines[2].startswith('       "word ')
    assert max(map(len, lines)) <= 120
