"""What each statement says as a tree, and where its parts stand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from licet.grammar import SourceFile, format_literal, parse_conjunction, parse_literal, parse_module, tree
from licet.grammar.tree import Anything, Atom, Comparison, Constant, Day, Membership, Negation, Number, Text, Variable
from support.samples import samples


def statements(text: str) -> tuple[tree.Statement, ...]:
    module, diagnostics = parse_module(SourceFile("f.licet", text))
    assert diagnostics == (), [d.message for d in diagnostics]
    return module.statements


def statement(text: str) -> tree.Statement:
    (one,) = statements(text)
    return one


USE, ORG, X = Variable("Use"), Variable("Org"), Variable("X")


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("Use by Org", Atom("by", (USE, ORG))),
        ("Use is q", Atom("q", (USE,))),
        ("r(Use, _, 2023-06)", Atom("r", (USE, Anything(), tree.YearMonth(2023, 6)))),
        ("r(Use) = 5", Atom("r", (USE,), Number(5))),
        ("r(Use) != 5", Comparison(Atom("r", (USE,)), "!=", Number(5))),
        ("5 != r(Use)", Comparison(Atom("r", (USE,)), "!=", Number(5))),
        ("X >= r(Use)", Comparison(Atom("r", (USE,)), "<=", X)),
        ("X < r(Use)", Comparison(Atom("r", (USE,)), ">", X)),
        ("5 = r(Use)", Atom("r", (USE,), Number(5))),
        ("not X = r(Use)", Negation(Atom("r", (USE,), X))),
        ("X = 5", Comparison(X, "=", Number(5))),
        ("700 million < X", Comparison(Number(700_000_000), "<", X)),
        ("X in { a, 2023-07-18 }", Membership(X, (Constant("a"), Day(date(2023, 7, 18))))),
        ("X in a", Atom("in", (X, Constant("a")))),
        ("in(X, a)", Atom("in", (X, Constant("a")))),
        ('not X is "a \\"b\\" \\\\"', None),
        ("not X = a", Negation(Comparison(X, "=", Constant("a")))),
        ('r("a \\"b\\" \\\\ c")', Atom("r", (Text('a "b" \\ c'),))),
        ("r(-1_000.50)", Atom("r", (Number(Decimal("-1000.5")),))),
        ("r(2.50 thousand)", Atom("r", (Number(2500),))),
        ("r(0.0000000000000000000000000000001 billion)", Atom("r", (Number(Decimal("1E-22")),))),
        ("X\n  by\n a # comment", Atom("by", (X, Constant("a")))),
    ],
)
def test_literals(text: str, literal: tree.Literal | None) -> None:
    result, diagnostics = parse_literal(text)
    assert result == literal
    assert (literal is None) == bool(diagnostics)


def test_whole_numbers_are_ints() -> None:
    literal, _ = parse_literal("r(2.50 thousand, 2.0, 0.5)")
    assert isinstance(literal, Atom)
    assert [type(a.value) for a in literal.arguments if isinstance(a, Number)] == [int, int, Decimal]
    assert [a.written for a in literal.arguments if isinstance(a, Number)] == ["2.50 thousand", "2.0", "0.5"]


def test_conjunctions() -> None:
    conditions, diagnostics = parse_conjunction("Use by Org and X = 1\nand not Use is q")
    assert diagnostics == ()
    assert conditions == (
        Atom("by", (USE, ORG)),
        Comparison(X, "=", Number(1)),
        Negation(Atom("q", (USE,))),
    )


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Use fulfils D of L", "fulfils_of(Use, D, L)"),
        ("not Use fulfils d of l for T", "not fulfils_of_for(Use, d, l, T)"),
        ('U distributes T as "Phoenix-7B" under l', 'distributes_as_under(U, T, "Phoenix-7B", l)'),
        ("X sent Y to Z with 5 million on 2026-03-01", "sent_to_with_on(X, Y, Z, 5 million, 2026-03-01)"),
        ("X r _ in Y by Z", "r_in_by(X, _, Y, Z)"),
        ("X of of of of", "of_of(X, of, of)"),
        ("X starts Y with Z", "starts_with(X, Y, Z)"),
    ],
)
def test_words_join_further_arguments(text: str, call: str) -> None:
    literal, diagnostics = parse_literal(text)
    assert diagnostics == ()
    assert (literal, diagnostics) == parse_literal(call)
    assert literal is not None
    assert format_literal(literal) == text


def test_a_text_that_starts_with_another() -> None:
    begins = Comparison(X, "starts with", Text("Llama"))
    assert parse_literal('X starts with "Llama"') == (begins, ())
    assert parse_literal('not X starts with "Llama"') == (Negation(begins), ())
    assert parse_literal("X starts Y") == (Atom("starts", (X, Variable("Y"))), ())


def test_forms_are_remembered() -> None:
    rule = statement("rule a\tr  X\n when X is q\n  and r(X, a)\n")
    assert isinstance(rule, tree.Rule)
    assert [rule.head.form, *(c.form for c in rule.body.when if isinstance(c, Atom))] == ["infix", "unary", "call"]


def test_lines_whose_arguments_are_joined_or_listed() -> None:
    entity = statement(
        'use u\n  fulfils d of l per "s"\n  not fulfils d of l for t, u\n  releases m as "M"\n  not serves a, b\n'
        "  users 2023-06 by a, b\n  not is old, large\n"
    )
    assert isinstance(entity, tree.Entity)
    a, b, d, m, t, u, license = map(Constant, ("a", "b", "d", "m", "t", "u", "l"))
    june = tree.YearMonth(2023, 6)
    assert entity.lines == (
        tree.Line("fulfils_of", (d, license), None, False, "s"),
        tree.Line("fulfils_of_for", (d, license, t), None, True, None),
        tree.Line("fulfils_of_for", (d, license, u), None, True, None),
        tree.Line("releases_as", (m, Text("M")), None, False, None),
        tree.Line("serves", (a,), None, True, None),
        tree.Line("serves", (b,), None, True, None),
        tree.Line("users_by", (june, a), None, False, None),
        tree.Line("users_by", (june, b), None, False, None),
        tree.Line("old", (), None, True, None),
        tree.Line("large", (), None, True, None),
    )
    assert [line.form for line in entity.lines] == ["infix"] * 4 + ["plain"] * 2 + ["infix"] * 2 + ["is"] * 2


def test_effects_name_the_thing() -> None:
    clause = statement(
        'clause c at "1"\n  permits Use of Thing to a, b\n  forbids Use of Thing\n  permits Use\n'
        "  requires d of Use of Thing to a, b as condition\n  requires d of Use to a\n  requires d of Use\n"
    )
    assert isinstance(clause, tree.Clause)
    thing, d, a, b = Variable("Thing"), *map(Constant, "dab")
    assert clause.effects == (
        tree.Permits(USE, (a, b), thing),
        tree.Forbids(USE, (), thing),
        tree.Permits(USE, ()),
        tree.Requires(d, USE, "condition", thing, (a, b)),
        tree.Requires(d, USE, "covenant", None, (a,)),
        tree.Requires(d, USE, "covenant"),
    )


def test_vocabulary() -> None:
    assert statements('kind model is artifact "m"\nkind a\nopen relation r(a, b) = count "d"\nrelation s(a)\n') == (
        tree.Kind("model", "artifact", "m"),
        tree.Kind("a", None, None),
        tree.Relation("r", ("a", "b"), "count", "open", "d"),
        tree.Relation("s", ("a",), None, "closed", None),
    )


def test_the_words_that_people_look_for_a_declaration_by() -> None:
    text = (
        'kind place also "country"\nrelation serves(use, artifact) "lets others use it" also "host", "API",\n  "SaaS"\n'
        'place eu "European Union"\n  also "EU"\n  is large\nlicense l "L" also "Area Permit"\n'
        'term better(X) at "1" also "improves"\n  reading a "b"\n'
    )
    assert [[word.value for word in s.also] for s in statements(text)] == [
        ["country"],
        ["host", "API", "SaaS"],
        ["EU"],
        ["Area Permit"],
        ["improves"],
    ]


def test_entity() -> None:
    entity = statement(
        'use r5 "Label"\n  by acme\n  on 2023-09-01\n  at = 2023-09\n  users 2023-06 = unknown per "s"\n'
        '  not breaks_law per "t"\n  is large, small per "u"\n'
    )
    assert entity == tree.Entity(
        "use",
        "r5",
        "Label",
        (
            tree.Line("by", (Constant("acme"),), None, False, None),
            tree.Line("on", (Day(date(2023, 9, 1)),), None, False, None),
            tree.Line("at", (), tree.YearMonth(2023, 9), False, None),
            tree.Line("users", (tree.YearMonth(2023, 6),), tree.Unknown(), False, "s"),
            tree.Line("breaks_law", (), None, True, "t"),
            tree.Line("large", (), None, False, "u", "is"),
            tree.Line("small", (), None, False, "u", "is"),
        ),
    )


def test_facts() -> None:
    assert statements('fact r(a) = 5 per "s"\nfact not a r b\nfact a is q\nfact r(a) = unknown\n') == (
        tree.Fact(Atom("r", (Constant("a"),), Number(5)), False, False, "s"),
        tree.Fact(Atom("r", (Constant("a"), Constant("b"))), True, False, None),
        tree.Fact(Atom("q", (Constant("a"),)), False, False, None),
        tree.Fact(Atom("r", (Constant("a"),)), False, True, None),
    )


def test_rule() -> None:
    rule = statement(
        'rule r(X) := sum of N at "1"\n  quote "a"\n        "b"\n  quote "c"\n  note "n"\n  when s(X) = N\n'
        "  unless X is a\n     and X is b\n  unless any of\n   - X is c\n   - all of\n     - X is d\n     end\n   end\n"
    )
    assert rule == tree.Rule(
        Atom("r", (X,)),
        tree.Aggregate("sum", Variable("N")),
        "1",
        (Text("a b"), Text("c")),
        (Text("n"),),
        tree.Body(
            (Atom("s", (X,), Variable("N")),),
            (
                (Atom("a", (X,)), Atom("b", (X,))),
                (tree.Group("any", (Atom("c", (X,)), tree.Group("all", (Atom("d", (X,)),)))),),
            ),
        ),
    )


def test_license() -> None:
    license = statement(
        'license l "L"\n  note "n"\n  silence means forbidden\n  conflict means forbidden\n'
        '  alias "a", "b" for "c"\n  text "p" sha256 "f"\n'
        '  url "u"\n  in force from 2023-07-18 until 2024-01-01\n  licensor meta\n  unread because "x"\n    "y"\n'
    )
    assert license == tree.License(
        "l",
        "L",
        Constant("meta"),
        (tree.LicenseText(Text("p"), Text("f")),),
        "u",
        tree.InForce(Day(date(2023, 7, 18)), Day(date(2024, 1, 1))),
        "forbidden",
        (tree.Alias(("a", "b"), "c"),),
        Text("x y"),
        (Text("n"),),
        forbids_first=True,
    )


def test_clause() -> None:
    clause = statement(
        'clause l.c at "1"\n  permits Use to use, copy\n  forbids Use\n  requires d of Use as condition\n'
        "  requires e of Use\n  withholds a, m.b\n  incorporates p\n  in force from 2023-07-18\n"
    )
    assert clause == tree.Clause(
        "l",
        "c",
        "1",
        (),
        (),
        tree.InForce(Day(date(2023, 7, 18)), None),
        (
            tree.Permits(USE, (Constant("use"), Constant("copy"))),
            tree.Forbids(USE, ()),
            tree.Requires(Constant("d"), USE, "condition"),
            tree.Requires(Constant("e"), USE, "covenant"),
            tree.Defeats("withholds", (Constant("a"), Constant("m.b"))),
            tree.Incorporates((Constant("p"),)),
        ),
        tree.Body(),
    )
    assert statements('unmodelled "3" because "a"\n  "b"\nunmodelled l "4" because "c"') == (
        tree.Unmodelled(None, "3", "a b"),
        tree.Unmodelled("l", "4", "c"),
    )


def test_term_and_adoption() -> None:
    term, adopt = statements(
        'term r(X) of l at "1"\n  note "n"\n  reading a "A"\n    held by meta "s"\n    held by "T"\n    note "m"\n'
        '    when X is q\n  reading b "B"\n\nadopt reading a of r\n  because "w"\n  by "P" on 2026-11-02\n  for acme\n'
        "  in force from 2026-11-02\n"
    )
    assert term == tree.Term(
        Atom("r", (X,)),
        "l",
        "1",
        (),
        (Text("n"),),
        (
            tree.Reading(
                "a",
                "A",
                (tree.Holder(Constant("meta"), "s"), tree.Holder(Text("T"), None)),
                (Text("m"),),
                tree.Body((Atom("q", (X,)),)),
            ),
            tree.Reading("b", "B", (), (), tree.Body()),
        ),
    )
    day = Day(date(2026, 11, 2))
    assert adopt == tree.Adopt("a", "r", Constant("acme"), "P", day, tree.InForce(day, None), "w")


def test_claim() -> None:
    claim = statement(
        'claim c "C"\n  by "A. Person"\n  on 2023-07\n  quote "q"\n  note "n"\n  says not r(a)\n'
        '  per "s"\n  about a, b\n'
    )
    assert claim == tree.Claim(
        "c",
        "C",
        Text("A. Person"),
        tree.YearMonth(2023, 7),
        (Text("q"),),
        (Text("n"),),
        Negation(Atom("r", (Constant("a"),))),
        "s",
        (Constant("a"), Constant("b")),
    )


def test_test() -> None:
    test = statement(
        'test "T"\n  given model m "M"\n    - is q\n  given reading r1\n  given fact a r b per "s"\n'
        "  given reading a of t\n"
        "  expect permitted with duties of u because c, l.d under reading a of t, reading b of s\n"
        "  expect operative contested\n  expect contested of u over t, s\n  expect no duty d of u\n  expect duty d\n"
        "  expect need r(a) = N of u\n  expect unknown that not a r b\n  expect that a r b under reading a of t\n"
        "  expect claim c supported\n  expect not granted\n"
    )
    u = Constant("u")
    assert test == tree.Test(
        "T",
        (
            tree.Entity("model", "m", "M", (tree.Line("q", (), None, False, None),)),
            tree.Entity("reading", "r1", None, ()),
            tree.Fact(Atom("r", (Constant("a"), Constant("b"))), False, False, "s"),
            tree.Pin("a", "t"),
        ),
        (
            tree.ExpectVerdict(
                "permitted with duties",
                u,
                (Constant("c"), Constant("l.d")),
                (tree.Pin("a", "t"), tree.Pin("b", "s")),
                False,
            ),
            tree.ExpectVerdict("contested", None, (), (), True),
            tree.ExpectContested(u, (Constant("t"), Constant("s"))),
            tree.ExpectDuty(Constant("d"), u, True),
            tree.ExpectDuty(Constant("d"), None, False),
            tree.ExpectNeed(Atom("r", (Constant("a"),), Variable("N")), u),
            tree.ExpectThat(Negation(Atom("r", (Constant("a"), Constant("b")))), "unknown", ()),
            tree.ExpectThat(Atom("r", (Constant("a"), Constant("b"))), "true", (tree.Pin("a", "t"),)),
            tree.ExpectClaim(Constant("c"), "supported"),
            tree.ExpectVerdict("not granted", None, (), (), False),
        ),
    )


@pytest.mark.parametrize("status", ["true", "unknown", "contested"])
def test_expect_that(status: str) -> None:
    word = "" if status == "true" else f"{status} "
    test = statement(f'test "t"\n  expect {word}that X is q\n')
    assert isinstance(test, tree.Test)
    assert test.expect == (tree.ExpectThat(Atom("q", (X,)), status, ()),)


def test_spans() -> None:
    text = (
        '# c\nkind a "d"   # k\n\nclause x at "1"\n  quote "a"\n    "b"\n  forbids Use\n  when Use by Org  \n'
        "\n# end\nmodel m\n"
    )
    source = SourceFile("f.licet", text)
    module, _ = parse_module(source)
    kind, clause, entity = module.statements
    assert isinstance(clause, tree.Clause)
    assert isinstance(entity, tree.Entity)
    assert str(kind.span) == "f.licet:2"
    assert (kind.span.column, kind.span.end_line, kind.span.end_column) == (1, 2, 11)
    assert (clause.span.line, clause.span.end_line, clause.span.end_column) == (4, 8, 18)
    assert (clause.quotes[0].span.line, clause.quotes[0].span.end_line) == (5, 6)
    assert (clause.name_span.column, clause.locator_span.column) == (8, 13)
    assert (clause.effects[0].span.line, clause.effects[0].span.end_column) == (7, 14)
    condition = clause.body.when[0]
    assert isinstance(condition, Atom)
    assert (condition.span.line, condition.span.column, condition.span.end_column) == (8, 8, 18)
    assert (condition.relation_span.column, condition.relation_span.end_column) == (12, 14)
    assert (entity.span.line, entity.span.end_line, entity.name_span.column) == (11, 11, 7)
    assert [(c.text, c.own_line, c.span.line, c.span.column) for c in module.comments] == [
        ("# c", True, 1, 1),
        ("# k", False, 2, 14),
        ("# end", True, 10, 1),
    ]


def test_a_hash_in_a_string_is_no_comment() -> None:
    module, _ = parse_module(SourceFile("f", 'kind a "# no \\" # no" # yes\n'))
    assert [c.text for c in module.comments] == ["# yes"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_and_byte_order_mark(end: str, mark: str, last: bool) -> None:
    text = mark + end.join(["kind a", "  # c", "", "model m # d", "\tr b  ", "    is c"]) + (end if last else "")
    kind, entity = statements(text)
    assert isinstance(entity, tree.Entity)
    assert kind == tree.Kind("a", None, None)
    assert [line.relation for line in entity.lines] == ["r", "c"]


def test_indentation_means_nothing() -> None:
    deep = "rule a r X\n      when X is b\n and any of\n        - X is c\n - X is d\n  end\n"
    flat = "rule a r X\n when X is b\n and any of\n - X is c\n - X is d\n end\n"
    assert statements(deep) == statements(flat)


_MARKS = list('abXY_(){}=,.-:"\\# \n\t\r\ufeff\x00é@5')
_PIECES = [
    "\n  ", "\n", "when ", "unless ", "any of\n", "- ", "end\n", "clause ", "rule ", "test ", "expect ", "is ", "not ",
    "at ", "per ", "= unknown", '"s"', "X r Y", "2023-06", "2023-13-40", "5 million", ":= sum of N", "kind a\n",
    "# c\n", "reading a of b",
]  # fmt: skip


@settings(max_examples=samples(400))
@given(st.text(max_size=80) | st.lists(st.sampled_from(_MARKS + _PIECES), max_size=40).map("".join))
@example("\ufeff")
@example("\ufeff\ufeff0")
@example("\ufeff# c\n\ufeff# d")
@example("\x0c kind a")
@example("a" * 5000)
@example("r(" + "9" * 5000 + ")")
def test_no_text_makes_the_parser_raise(text: str) -> None:
    module, diagnostics = parse_module(SourceFile("f", text))
    for diagnostic in diagnostics:
        assert diagnostic.span is not None
        assert 1 <= diagnostic.span.line <= text.count("\n") + 2
        assert "\n" not in diagnostic.message
        assert diagnostic.is_error
    content = [line for line in text.removeprefix("\ufeff").split("\n") if line.strip() and line.strip()[0] != "#"]
    assert bool(content) == bool(module.statements or diagnostics)
    literal, errors = parse_literal(text)
    assert (literal is None) == bool(errors)
    conditions, errors = parse_conjunction(text)
    assert (conditions is None) == bool(errors)


def nested(depth: int) -> str:
    return "rule a r X\n  when any of\n" + "   - any of\n" * (depth - 1) + "  - X is q\n" + "  end\n" * depth


def test_groups_may_be_nested_a_hundred_deep() -> None:
    assert len(statements(nested(100))) == 1
    _, diagnostics = parse_module(SourceFile("f", "kind a\n" + nested(101)))
    assert [(d.code, d.message, d.span and d.span.line) for d in diagnostics] == [
        ("E111", "groups are nested more than 100 deep", 103)
    ]
    _, diagnostics = parse_module(SourceFile("f", nested(50_000)))
    assert [d.code for d in diagnostics] == ["E111"]
    wide = "rule a r X\n  when X is q\n" + "   and any of\n  - X is r\n  end\n" * 300
    assert len(statements(wide)) == 1


def test_every_good_statement_is_kept() -> None:
    good, bad = "kind a\n", "kind A\n  model b\n"
    module, diagnostics = parse_module(SourceFile("f", (good + bad) * 20))
    assert len(module.statements) == 20
    assert [d.span and d.span.line for d in diagnostics] == list(range(2, 61, 3))
