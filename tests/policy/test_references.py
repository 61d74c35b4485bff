"""References: the names that people have for things elsewhere lead to the declared name, everywhere, or to an error."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase
from licet.errors import NameUnknown, PolicyError
from support.core import CORE

WORLD = f"""{CORE}kind model is artifact
relation runs(use, artifact)
relation passes_on_under(use, artifact, license)
relation made_from(artifact, artifact)
action run
organization acme
rule does(Use, run, Thing)
  when Use runs Thing
rule Younger comes_from Older
  when Younger made_from Older
license free "Free" spdx "Free-1.0" hub "free"
clause free.grant at "1"
  permits Use
model old "Old" hub "Maker/Old-1.5B", "maker/older"
  licensed_under spdx:free-1.0
  not undisclosed_lineage
model young "Young" hub "Maker/Young"
  licensed_under hf:free
  made_from hf:maker/old-1.5b
  not undisclosed_lineage
"""


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.parse(WORLD)


def codes(text: str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        KnowledgeBase.parse(text)
    return [d.code for d in raised.value.diagnostics]


@pytest.mark.parametrize("old", ["old", "hf:Maker/Old-1.5B", "hf:maker/OLD-1.5b", "hf:maker/older"])
def test_a_use_of_a_thing_by_any_of_its_names_has_one_verdict(kb: KnowledgeBase, old: str) -> None:
    lines = "by acme; on 2026-01-01; runs {}"
    assert kb.ask(lines.format(old)) == kb.ask(lines.format("old"))
    assert kb.ask(lines.format(old)).status.value == "permitted"


def test_facts_rules_queries_and_tests_take_references(kb: KnowledgeBase) -> None:
    more = kb.assume(
        "model third\nfact hf:Maker/Young made_from hf:maker/older\nrelation marked(artifact)\n"
        "rule X is marked\n  when X made_from hf:maker/older\n   and X in { hf:maker/young, third }\n"
        'test "t"\n  expect that hf:Maker/Young is marked\n'
    )
    assert more.query("X is marked").rows == (("young",),)
    assert more.query("hf:maker/young made_from X and X != hf:maker/young").rows == (("old",),)
    assert [result.failures for result in more.test()] == [()]
    assert more.retract("fact hf:maker/young made_from hf:Maker/Old-1.5B").query("X is marked").rows == ()


def test_conclusions_show_the_declared_name(kb: KnowledgeBase) -> None:
    asked = "hf:Maker/Young comes_from hf:maker/older"
    assert kb.why_literal(asked) == kb.why_literal("young comes_from old")


def test_a_certificate_of_a_described_use_with_references_is_accepted(kb: KnowledgeBase) -> None:
    written = kb.certify("by acme; on 2026-01-01; runs hf:maker/older")
    assert kb.verify(written).accepted


@pytest.mark.parametrize(
    "asked", ["by acme; runs hf:Maker/Unknown", "by acme; passes_on_under old spdx:Free-2.0", "by acme; runs spdx:old"]
)
def test_a_reference_to_nothing_is_an_error_and_never_an_answer(kb: KnowledgeBase, asked: str) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.ask(asked)
    assert [d.code for d in raised.value.diagnostics] == ["E205"]


def test_the_error_says_what_to_state_and_how_to_import_it(kb: KnowledgeBase) -> None:
    with pytest.raises(PolicyError) as raised:
        kb.ask("by acme; runs hf:Qwen/Qwen2.5-7B")
    help = raised.value.diagnostics[0].help or ""
    assert 'model qwen2_5_7b "Qwen2.5-7B" hub "Qwen/Qwen2.5-7B"' in help
    assert "licet import card README.md" in help
    with pytest.raises(PolicyError) as raised:
        kb.ask("by acme; runs hf:maker/oldr")
    assert "did you mean `hf:maker/older`?" in (raised.value.diagnostics[0].help or "")


def test_what_the_error_says_to_state_ends_it(kb: KnowledgeBase) -> None:
    stated = kb.assume('model qwen2_5_7b "Qwen2.5-7B" hub "Qwen/Qwen2.5-7B"\n')
    assert stated.ask("by acme; on 2026-01-01; runs hf:Qwen/Qwen2.5-7B").status.value == "unknown"


def test_two_things_of_one_name_are_an_error_with_both_places(kb: KnowledgeBase) -> None:
    text = f'{WORLD}model again "Again" hub "MAKER/old-1.5b"\n'
    with pytest.raises(PolicyError) as raised:
        KnowledgeBase.parse(text)
    (found,) = raised.value.diagnostics
    assert found.code == "E201"
    assert found.span is not None
    assert [label.span.line for label in found.labels] == [WORLD[: WORLD.index("model old")].count("\n") + 1]
    with pytest.raises(PolicyError):
        kb.assume('model again "Again" hub "maker/older"\n')


def test_a_use_is_not_called_by_a_reference(kb: KnowledgeBase) -> None:
    with pytest.raises(NameUnknown, match="no use is called") as raised:
        kb.ask("hf:maker/older")
    assert "`old` is a `model`" in (raised.value.hint or "")


@pytest.mark.parametrize("bad", ['hub ""', 'hub "a b"', 'spdx "-x"', "hub free", 'hub "a" hub "b"'])
def test_what_is_no_name_elsewhere_is_an_error(bad: str) -> None:
    assert codes(f'{CORE}kind model is artifact\nmodel m "M" {bad}\n')[0] in ("E112", "E115", "E101")


@pytest.mark.parametrize("bad", ["hf:", "hf:/x", "hf: a", "github:a/b"])
def test_what_is_no_reference_is_an_error(bad: str) -> None:
    assert codes(f"{WORLD}fact {bad} made_from old\n")[0].startswith("E1")


def test_words_find_a_thing_by_its_names_elsewhere(kb: KnowledgeBase) -> None:
    assert kb.find("Maker/Old-1.5B")[0].name == "old"
    assert kb.find("hf:Maker/Old-1.5B")[0].name == "old"
