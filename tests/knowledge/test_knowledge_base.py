"""The library's front: what it refuses and how, layers over a base, and several bases side by side."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import licet
from licet import KnowledgeBase, LicetError, NameUnknown, Pin, PolicyError, Status
from licet.grammar.diagnostics import Severity
from support.small_world import FORBID, GRANT, world

TERM = (
    'term flagged(Use)\n  reading narrow "n"\n    when Use is marked\n  reading wide "w"\n    when Use by _\n'
    'clause one.flag at "5"\n  forbids Use\n  overrides grant\n  when flagged(Use)\n'
)


@pytest.fixture
def kb() -> KnowledgeBase:
    labelling = "use labelling\n  by org\n  does run thing\n"
    return world(labelling + GRANT + FORBID + "  overrides grant\n  when harmful(Use)\n" + TERM, "not harmful")


def code_of(error: PolicyError) -> str:
    return next(d.code for d in error.diagnostics if d.is_error)


# --- Loading ---


def test_what_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        licet.load(tmp_path / "nowhere")
    assert code_of(raised.value) == "E120"
    with pytest.raises(PolicyError) as raised:
        licet.load(tmp_path)
    assert code_of(raised.value) == "E123"
    (tmp_path / "a.licet").write_text("kind thing\nthing a\nfcat x\n")
    with pytest.raises(PolicyError) as raised:
        licet.load(tmp_path)
    found = [d for d in raised.value.diagnostics if d.is_error]
    assert [d.span.line for d in found if d.span is not None] == [3]


def test_several_paths_are_one_base(tmp_path: Path) -> None:
    (tmp_path / "one.licet").write_text("kind thing\nrelation p(thing)\n")
    (tmp_path / "two.licet").write_text("thing a\nfact p(a)\n")
    kb = licet.load(tmp_path / "two.licet", tmp_path / "one.licet")
    assert kb.query("p(X)").rows == (("a",),)
    assert sorted(kb.base.sources) == [str(tmp_path / "one.licet"), str(tmp_path / "two.licet")]


def test_every_error_is_reported_and_counted() -> None:
    with pytest.raises(PolicyError) as raised:
        KnowledgeBase.parse("kind thing\nfact p(a)\nfact q(b)\n")
    assert [d.code for d in raised.value.diagnostics] == ["E204", "E204"]
    assert str(raised.value).startswith("2 errors in the policies: policy.licet:2")


def test_warnings_are_kept_and_stop_nothing() -> None:
    kb = KnowledgeBase.parse("relation p(symbol)\nrelation q(symbol)\nrule q(X)\n  when p(X)\n")
    assert [d.severity for d in kb.warnings] == [Severity.WARNING]


# --- Names nobody declared ---


@pytest.mark.parametrize(
    "question",
    [
        lambda kb: kb.ask("labeling"),
        lambda kb: kb.why("labeling"),
        lambda kb: kb.needs("labeling"),
        lambda kb: kb.remedies("labeling"),
        lambda kb: kb.what_if("labeling", assume="fact marked(u)\n"),
        lambda kb: kb.why_not_status("labeling"),
    ],
)
def test_a_use_nobody_declared_is_told_a_close_one(
    kb: KnowledgeBase, question: Callable[[KnowledgeBase], object]
) -> None:
    with pytest.raises(NameUnknown) as raised:
        question(kb)
    assert (raised.value.what, raised.value.name) == ("use", "labeling")
    assert "`labelling`" in str(raised.value.hint)
    assert isinstance(raised.value, LicetError)


@pytest.mark.parametrize("name", ["thing", "org", "one", "run", "", "Use", "no-use"])
def test_a_name_that_is_no_use_is_refused(kb: KnowledgeBase, name: str) -> None:
    with pytest.raises(NameUnknown):
        kb.ask(name)


@pytest.mark.parametrize(
    ("pin", "what", "hint"),
    [
        (Pin("flaged", "narrow"), "term", "flagged"),
        (Pin("flagged", "narow"), "reading of `flagged`", "narrow"),
    ],
)
def test_a_reading_nobody_declared_is_told_a_close_one(kb: KnowledgeBase, pin: Pin, what: str, hint: str) -> None:
    for question in (
        lambda: kb.ask("u", readings=[pin]),
        lambda: kb.why("u", readings=[pin]),
        lambda: kb.truth("flagged(u)", readings=[pin]),
        lambda: kb.query("flagged(X)", readings=[pin]),
    ):
        with pytest.raises(NameUnknown) as raised:
            question()
        assert raised.value.what == what
        assert hint in str(raised.value.hint)


# --- The day of a question ---


def test_the_day_of_a_use_that_states_none() -> None:
    kb = world(GRANT, on=None, license=("in force from 2024-01-01",))
    assert kb.ask("u").status is Status.UNKNOWN
    assert kb.ask("u", on=date(2024, 6, 1)).status is Status.PERMITTED
    assert kb.ask("u", on=date(2023, 6, 1)).status is Status.NOT_GRANTED
    assert kb.ask("u").status is Status.UNKNOWN


def test_the_day_asked_for_takes_the_place_of_the_stated_one(kb: KnowledgeBase) -> None:
    assert kb.ask("u", on=date(2024, 1, 1)) == kb.ask("u")
    assert kb.ask("u", on=date(2024, 1, 2)).on == (date(2024, 1, 2),)
    assert kb.ask("u").on == (date(2024, 1, 1),)


# --- Layers ---


def test_assuming_leaves_the_original_as_it_was(kb: KnowledgeBase) -> None:
    before, program, names = kb.ask("u"), kb.base.program, dict(kb.vocabulary.entities)
    more = kb.assume("use v\n  by org\n  does run thing\n  harmful\n  marked\nfact marked(u)\n")
    assert more.ask("v").status is Status.FORBIDDEN
    assert more.ask("u").status is Status.FORBIDDEN
    assert kb.ask("u") == before
    assert kb.base.program is program
    assert kb.vocabulary.entities == names
    with pytest.raises(NameUnknown):
        kb.ask("v")


@pytest.mark.parametrize(
    "first",
    ["fact marked(u)\n", "relation extra(use)\nrule marked(U)\n  when U by _\n", "organization fresh\n"],
)
def test_what_was_assumed_first_still_holds_beside_the_second(kb: KnowledgeBase, first: str) -> None:
    second = "relation later(use)\nrule later(U)\n  when U is marked\n"
    both = kb.assume(first).assume(second)
    assert both.truth("later(u)").status == ("false" if "fresh" in first else "true")
    third = both.assume("relation unrelated(use)\nfact unrelated(u)\n")
    assert third.truth("later(u)") == both.truth("later(u)")


def test_a_clause_can_be_assumed(kb: KnowledgeBase) -> None:
    ban = 'clause one.extra at "9"\n  forbids Use\n  overrides grant\n  when does(Use, run, _)\n'
    assert kb.assume(ban).ask("u").clauses == ("one.extra",)
    assert "one.extra" not in kb.vocabulary.clauses


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fact nonsense(u)\n", "E204"),
        ("use u\n", "E201"),
        ("fact not by(u, org)\n", "E310"),
        ("fact on(u) = 2025-01-01\n", "E311"),
        ("this is no statement\n", "E1"),
        ("rule flagged(U)\n  when U by _\n", "E307"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(kb: KnowledgeBase, text: str, code: str) -> None:
    before = kb.ask("u")
    with pytest.raises(PolicyError) as raised:
        kb.assume(text)
    assert code_of(raised.value).startswith(code)
    assert kb.ask("u") == before


def test_a_base_cannot_be_changed(kb: KnowledgeBase) -> None:
    with pytest.raises(AttributeError):
        kb.policies = kb.policies  # type: ignore[misc]
    with pytest.raises(AttributeError):
        kb.ask("u").status = Status.PERMITTED  # type: ignore[misc]


@pytest.mark.parametrize(
    ("code", "underlined", "shipped", "mine"),
    [
        ("E201", 5, 'test "t"\n  given use w\n  expect that not w is marked\n', "use w\nuse w\n"),
        ("E201", 4, GRANT + TERM, TERM[: TERM.index("clause")]),
    ],
)
def test_a_file_beside_a_folder_is_the_one_at_fault(
    tmp_path: Path, code: str, underlined: int, shipped: str, mine: str
) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "z.licet").write_text(world(shipped).base.sources["policy.licet"].text)
    (tmp_path / "mine.licet").write_text("# mine\n\n\n" + mine)
    with pytest.raises(PolicyError) as raised:
        licet.load(tmp_path / "mine.licet", tmp_path / "policies")
    found = [d for d in raised.value.diagnostics if d.is_error]
    assert found[0].code == code
    assert [(d.span.file, d.span.line) for d in found[:1] if d.span] == [(str(tmp_path / "mine.licet"), underlined)]


def test_the_names_in_tests_of_others_are_free_for_whoever_adds_a_file(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    shipped = (
        GRANT + 'test "t"\n  given use w\n    - is marked\n  expect that w is marked\n  expect that not w is flagged\n'
    )
    (tmp_path / "policies" / "z.licet").write_text(world(shipped).base.sources["policy.licet"].text)
    (tmp_path / "mine.licet").write_text("use w\n  not marked\n  is flagged\n")
    kb = licet.load(tmp_path / "mine.licet", tmp_path / "policies")
    assert [t.passed for t in kb.test()] == [True]
    assert kb.truth("w is flagged").status == "true"
    laid_over = licet.load(tmp_path / "policies").assume("use w\n  is flagged\n")
    assert [t.passed for t in laid_over.test()] == [True]


# --- Two bases ---


def test_two_bases_in_one_process_know_nothing_of_each_other() -> None:
    lenient, strict = world(GRANT, "marked"), world(GRANT + FORBID + "  overrides grant\n", "marked")
    for _ in range(2):
        assert lenient.ask("u").status is Status.PERMITTED
        assert strict.ask("u").status is Status.FORBIDDEN
    assert lenient.assume("fact flagged(u)\n").ask("u").status is Status.PERMITTED
    assert strict.truth("flagged(u)").status == "false"


ROOMS = [Path(licet.__file__).parent, *(Path(licet.__file__).parent.parent / room for room in ("grammar", "repl"))]


@pytest.mark.parametrize("room", ROOMS, ids=lambda p: p.name)
def test_nothing_is_global(room: Path) -> None:
    """No module binds a name anew from inside a function, and none holds a list, dict or set that its name does not
    declare a constant."""
    for path in sorted(room.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assert not any(isinstance(node, ast.Global) for node in ast.walk(tree)), path
        for node in tree.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, (ast.List, ast.Dict, ast.Set)):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    assert isinstance(target, ast.Name), path
                    assert target.id == "__all__" or target.id.isupper(), f"{path}: {target.id}"


# --- Functions ---

LIMIT = "relation limit(license) = count\nrule limit(L) = 10\n  when thing licensed_under L\n"
SECOND = "rule limit(L) = 100\n  when thing licensed_under L\n"
UNDER = GRANT + "  when Use by Org\n   and size(Org) < N\n   and limit(one) = N\n"


def test_two_derived_values_of_a_function_are_refused() -> None:
    facts = "fact size(org) = 50\n"
    assert world(UNDER + LIMIT + facts).ask("u").status is Status.NOT_GRANTED
    with pytest.raises(PolicyError) as raised:
        world(UNDER + LIMIT + SECOND + facts)
    (found,) = raised.value.diagnostics
    assert (found.code, found.message) == ("E320", "`limit(one)` has two values, 10 and 100")


@pytest.mark.parametrize("second", [SECOND, "fact limit(one) = 100\n"])
def test_a_second_value_cannot_be_assumed(second: str) -> None:
    kb = world(UNDER + LIMIT)
    with pytest.raises(PolicyError) as raised:
        kb.assume(second)
    assert code_of(raised.value) == "E320"
    kb.assume(second.replace("100", "10"))


def test_a_total_beside_a_stated_value_is_refused() -> None:
    total = "relation total(license) = count\nrule total(L) := sum of N\n  when limit(L) = N\n"
    assert world(UNDER + LIMIT + total).truth("total(one) = 10").status == "true"
    with pytest.raises(PolicyError) as raised:
        world(UNDER + LIMIT + total + "fact total(one) = 11\n")
    assert code_of(raised.value) == "E320"
