"""Uses that a question describes by their lines."""

from __future__ import annotations

from datetime import date

import pytest

from licet import KnowledgeBase, PolicyError, Status
from licet.errors import NameUnknown
from licet.verdict.described_use import describes_use
from support.small_world import FORBID, GRANT, world

LINES = "by org; on 2024-01-01; does run thing; does share thing"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    effects = "  overrides grant\n  when Use is marked\n"
    return world(GRANT + FORBID + effects + 'clause one.notice at "3"\n  requires credit of Use as condition\n')


def declared(kb: KnowledgeBase, *lines: str) -> KnowledgeBase:
    return kb.assume("use the_use\n" + "".join(f"  {line}\n" for line in lines))


def test_it_is_answered_as_if_it_were_declared(kb: KnowledgeBase) -> None:
    same = declared(kb, "by org", "on 2024-01-01", "does run thing", "does share thing")
    assert kb.ask(LINES) == same.ask("the_use")
    assert kb.ask(f" {LINES} ;\n").status is Status.PERMITTED_WITH_DUTIES
    assert kb.ask(f"{LINES}; fulfils credit of one").status is Status.PERMITTED
    assert kb.ask(f"{LINES}; not fulfils credit of one").status is Status.NOT_GRANTED
    assert kb.needs(LINES) == same.needs("the_use")
    assert kb.duties(LINES) == same.duties("the_use")
    assert kb.remedies(LINES) == same.remedies("the_use")
    assert kb.why_not_status(LINES).holds is same.why_not_status("the_use").holds is False
    assert kb.why(LINES).verdict == same.why("the_use").verdict
    assert [g.outcome for g in kb.proofs(LINES).grounds] == [g.outcome for g in same.proofs("the_use").grounds]
    assert kb.witnesses(LINES).cases
    assert kb.cross_check(LINES) == ()


@pytest.mark.parametrize(
    ("line", "meant"),
    [("does run it", "write the name of the thing once more"), ("does run thing-2", "`thing_2`")],
)
def test_what_people_write_for_a_name_is_told_how_to_be_written(kb: KnowledgeBase, line: str, meant: str) -> None:
    with pytest.raises(PolicyError) as refused:
        kb.ask(f"by org; on 2024-01-01; {line}")
    assert any(found.help is not None and meant in found.help for found in refused.value.diagnostics)


def test_lines_may_stand_under_each_other(kb: KnowledgeBase) -> None:
    assert kb.ask(LINES.replace("; ", "\n  ")) == kb.ask(LINES)


def test_the_policies_stay_as_they_are(kb: KnowledgeBase) -> None:
    kb.ask(LINES)
    assert not kb.vocabulary.is_use("the_use")
    at, use = kb.about(LINES)
    assert (use, at.vocabulary.is_use(use), kb.about("u")) == ("the_use", True, (kb, "u"))
    assert at.ask(f"{LINES}; is marked").use == "the_use_2"


def test_its_day_can_be_given_apart_and_takes_the_place_of_a_stated_one(kb: KnowledgeBase) -> None:
    dated = kb.ask("by org; does run thing; fulfils credit of one", on=date(2024, 1, 1))
    assert (dated.status.allows, dated.on) == (True, (date(2024, 1, 1),))
    assert kb.ask(LINES, on=date(2025, 1, 1)).on == (date(2025, 1, 1),)


def test_what_is_supposed_may_be_about_it(kb: KnowledgeBase) -> None:
    found = kb.what_if(LINES, assume="fact the_use fulfils credit of one\n")
    assert found.before.verdict is not None
    assert found.after.verdict is not None
    assert (found.before.verdict.status, found.after.verdict.status) == (
        Status.PERMITTED_WITH_DUTIES,
        Status.PERMITTED,
    )


def test_it_is_given_in_its_certificate(kb: KnowledgeBase) -> None:
    proved = kb.verify(kb.certify(LINES))
    assert proved.accepted
    assert proved.proved is not None
    assert any("does run thing" in given.text for given in proved.proved.given)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("by org; runs thing", "E204", "runs"),
        ("by org; does run thang", "E205", "thang"),
        ('by org; is marked per "x; y"; does run', "E206", "does run"),
        ("by org; does run thing; not does run thing", "E310", "not does run thing"),
        ("by org; does run and share", "E206", "does run and share"),
        ("by Org; does run", "E109", "Org"),
        ("by org; = 5", "E101", "="),
        ("by org; does run (quietly)", "E101", "("),
    ],
)
def test_what_is_wrong_with_it_is_underlined(kb: KnowledgeBase, text: str, code: str, words: str) -> None:
    with pytest.raises(PolicyError) as refused:
        kb.ask(text)
    (diagnostic,) = [d for d in refused.value.diagnostics if d.is_error]
    span = diagnostic.span
    assert span is not None
    assert (diagnostic.code, span.file) == (code, "the_use")
    assert text[span.column - 1 : span.end_column - 1] == words


@pytest.mark.parametrize("name", ["nobody", "Nobody", "no-use", "", " "])
def test_one_word_is_a_name(kb: KnowledgeBase, name: str) -> None:
    with pytest.raises(NameUnknown):
        kb.ask(name)


@pytest.mark.parametrize(
    ("question", "described"),
    [
        ("by org; does run", True),
        ("by org", True),
        ('by org; note "a b"', True),
        ("by Org; does run", True),
        ("u", False),
        ("u by org", False),
        ("u by org and u does run", False),
        ('label(thing) = "a; b"', False),
        ('label("a; b"', False),
        ("", False),
    ],
)
def test_what_describes_a_use(question: str, described: bool) -> None:
    assert describes_use(question) is described
