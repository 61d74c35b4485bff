"""Diagnostics as text."""

from licet.grammar import Diagnostic, Label, Severity, SourceFile, Span, render_diagnostic


def error(span: Span | None, *labels: Label, help: str | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "E201", "kind `model` is declared twice", span, help, labels)


def test_labels_margins_and_help() -> None:
    here = SourceFile("b.licet", "\n" * 9 + "kind model\n")
    there = SourceFile("a.licet", "kind use\nkind model\n")
    diagnostic = error(
        Span("b.licet", 10, 6, 10, 11), Label(Span("a.licet", 2, 6, 2, 11), "first declared here"), help="rename one"
    )
    assert render_diagnostic(diagnostic, {"a.licet": there, "b.licet": here}) == (
        "error[E201]: kind `model` is declared twice\n"
        "  --> b.licet:10:6\n"
        "   |\n"
        "10 | kind model\n"
        "   |      ^^^^^\n"
        "  ::: a.licet:2:6\n"
        "   |\n"
        " 2 | kind model\n"
        "   |      ----- first declared here\n"
        "help: rename one"
    )


def test_without_a_place() -> None:
    warning = Diagnostic(Severity.WARNING, "W301", "no text is shipped")
    assert render_diagnostic(warning, {}) == "warning[W301]: no text is shipped"


def test_without_the_source() -> None:
    span = Span("gone.licet", 3, 2, 3, 4)
    assert render_diagnostic(error(span, Label(span, "here")), {}) == (
        "error[E201]: kind `model` is declared twice\n --> gone.licet:3:2\n ::: gone.licet:3:2\n  = here"
    )


def caret(line: str, start: str) -> tuple[str, str]:
    """The source line shown and the text above the carets, by the columns of a terminal."""
    column = line.index(start) + 1
    source = SourceFile("f", line)
    shown = render_diagnostic(error(Span("f", 1, column, 1, column + len(start))), {"f": source}).split("\n")
    return shown[3], shown[4]


def test_tabs_do_not_misplace_the_caret() -> None:
    assert caret("\twhen\tX", "X") == ("1 |     when    X", "  |             ^")
    assert caret("\twhen\tX", "when") == ("1 |     when    X", "  |     ^^^^")


def test_wide_characters_do_not_misplace_the_caret() -> None:
    assert caret('x "日本" y', "y") == ('1 | x "日本" y', "  |          ^")
    assert caret('x "日本" y', "日本") == ('1 | x "日本" y', "  |    ^^^^")
    assert caret('x "e\u0301" y', "y") == ('1 | x "e\u0301" y', "  |       ^")


def test_nothing_in_a_file_reaches_the_terminal_as_a_command() -> None:
    assert caret("a \x1b[31m\u202e b", "b") == ("1 | a \ufffd[31m\ufffd b", "  |          ^")
    diagnostic = Diagnostic(Severity.ERROR, "E1", "a\x1b[0m\nb")
    assert render_diagnostic(diagnostic, {}) == "error[E1]: a\ufffd[0m b"


def test_a_place_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    source = SourceFile("f", "clause x\n  forbids\n")
    shown = render_diagnostic(error(Span("f", 1, 8, 2, 10)), {"f": source}).split("\n")
    assert shown[3:] == ["1 | clause x", "  |        ^"]


def test_a_place_without_width_has_one_caret() -> None:
    shown = render_diagnostic(error(Span("f", 1, 5, 1, 5)), {"f": SourceFile("f", "kind\n")}).split("\n")
    assert shown[3:] == ["1 | kind", "  |     ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "a " * 500 + "here" + " b" * 500
    shown, marks = caret(line, "here")
    assert len(shown) < 180
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "here"
    assert shown.startswith("1 | …")
    assert shown.endswith("…")


def test_a_label_that_reaches_too_far_stands_below_and_breaks_between_words() -> None:
    source = SourceFile("f", "relation for_purpose(use, purpose)\n")
    label = Label(Span("f", 1, 1, 1, 35), "`for_purpose` is declared here")
    diagnostic = Diagnostic(Severity.ERROR, "E1", "a", None, None, (label,))
    shown = render_diagnostic(diagnostic, {"f": source}, 66).split("\n")
    assert shown[4] == f"  | {'-' * 34} `for_purpose` is declared here"
    assert render_diagnostic(diagnostic, {"f": source}, 64).split("\n")[4:] == [
        f"  | {'-' * 34}",
        "  | `for_purpose` is declared here",
    ]
    assert render_diagnostic(diagnostic, {"f": source}, 20).split("\n")[5:] == [
        "  | `for_purpose` is",
        "  | declared here",
    ]


def test_a_place_past_the_end_of_the_file() -> None:
    assert render_diagnostic(error(Span("f", 9, 4, 9, 5)), {"f": SourceFile("f", "a\n")}).endswith(" --> f:9:4")
