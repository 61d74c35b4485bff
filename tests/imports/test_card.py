"""Cards: each kind of trap becomes text that is checked and formatted, and never a wrong permission."""

from __future__ import annotations

import pytest

from licet import KnowledgeBase
from licet.grammar.formatter import format_source
from licet.grammar.source import SourceFile
from licet.imports import Found, card, policy_text
from licet.imports.found import together

VERBS = ("runs", "distributes", "fine_tunes", "serves", "sells")


def front(lines: str) -> str:
    return f"---\n{lines}---\n# Title\n"


def written(found: Found, kb: KnowledgeBase) -> str:
    """The text of what was found, which the checks accept and the formatter leaves alone."""
    assert found.problems == ()
    text, _ = policy_text(found.things, kb)
    kb.assume(text)
    assert format_source(SourceFile("t", text)) == (text, ())
    return text


def imported(lines: str, kb: KnowledgeBase, hub: str | None = "acme/thing") -> str:
    return written(card(front(lines), "README.md", hub), kb)


TRAPS = {
    "characters that nobody sees": 'license: mit\nlicense_name: "my\\u202Eown\\u0007license"\n',
    "a license of its own that nobody encoded": (
        "license: other\nlicense_name: phoenix-research\nbase_model: Qwen/Qwen2\n"
    ),
    "other without a name": "license: other\n",
    "no license at all": "language: en\n",
    "a license that is not encoded": "license: creativeml-openrail-m\n",
    "no base model where there was one": "license: llama3.1\n",
    "a base that does not exist under that name": "license: llama3.3\nbase_model: meta-llama/Meta-Llama-3.3-70B\n",
    "a free license on what was made of a bound model": "license: mit\nbase_model: meta-llama/Llama-3.1-8B\n",
    "a free license on a quantization of somebody's": "license: mit\nbase_model: x/y\nbase_model_relation: quantized\n",
    "the wrong license of the family": "license: gemma\nbase_model: google/gemma-4-e4b-it\n",
    "several origins": "license: mit\nbase_model:\n- a/b\n- mistralai/Mistral-7B-v0.1\nbase_model_relation: merge\n",
    "a territory": "license: mit\nextra_gated_eu_disallowed: true\n",
    "a gate": 'license: mit\nextra_gated_prompt: By clicking "Agree", you agree\n',
    "a free license by a link to other terms": "license: apache-2.0\nlicense_link: https://x.org/terms\n",
    "data of unknown license": "license: mit\ndatasets:\n- medkit/simsamu\n",
    "one of two licenses": "license: MIT OR Apache-2.0\n",
    "a standard name that its publisher calls other": "license: other\nlicense_name: mit\n",
    "a relation that nobody knows": "license: mit\nbase_model: a/b\nbase_model_relation: inspired\n",
    "a name with quotes and breaks": 'license: other\nlicense_name: "my \\"own\\"\\n license"\n',
    "a hub address": "license: mit\nbase_model: https://huggingface.co/a/b/tree/main\n",
}


@pytest.fixture(scope="module")
def with_traps(kb: KnowledgeBase) -> KnowledgeBase:
    """The shipped policies with all traps, the first called `acme/trap-0`."""
    found = [card(front(lines), f"{n}.md", f"acme/trap-{n}") for n, lines in enumerate(TRAPS.values())]
    return kb.assume(written(together(found), kb))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(TRAPS)), ids=TRAPS)
def test_no_card_alone_makes_a_use_permitted(number: int, with_traps: KnowledgeBase) -> None:
    for lines in (f"{verb} hf:acme/trap-{number}" for verb in VERBS):
        verdict = with_traps.ask(f"by acme; on 2026-05-01; takes_place_in us; {lines}")
        assert not verdict.status.value.startswith("permitted"), (lines, verdict)


@pytest.fixture(scope="module")
def all_named(with_traps: KnowledgeBase, kb: KnowledgeBase) -> KnowledgeBase:
    """With all traps, where everything new is said to be made from what is named."""
    new = [name for name in with_traps.vocabulary.members("artifact") if name not in kb.vocabulary.entities]
    return with_traps.assume("".join(f"fact not undisclosed_lineage({name})\n" for name in new))


@pytest.mark.slow
@pytest.mark.parametrize(
    "trap",
    [
        "a license of its own that nobody encoded",
        "other without a name",
        "no license at all",
        "a free license on a quantization of somebody's",
        "several origins",
        "a standard name that its publisher calls other",
        "data of unknown license",
    ],
)
def test_nor_does_it_where_everything_is_said_to_be_named(trap: str, all_named: KnowledgeBase) -> None:
    number = list(TRAPS).index(trap)
    verdict = all_named.ask(f"by acme; on 2026-05-01; distributes hf:acme/trap-{number}")
    assert verdict.status.value == "unknown"


def test_a_free_license_on_a_bound_base_is_stated_with_the_lineage_and_told(kb: KnowledgeBase) -> None:
    text = imported("license: mit\nbase_model: meta-llama/Llama-3.1-8B\n", kb)
    assert "licensed_under mit_license   per" in text
    assert "fine_tuned_from llama_3_1_8b   per" in text
    assert "W405" in [d.code for d in kb.assume(text).warnings]


def test_a_tag_for_several_texts_stands_for_all_of_them_and_for_no_other_license(kb: KnowledgeBase) -> None:
    assert imported("license: gemma\n", kb).count("licensed_under gemma_terms_") == 4
    assert imported("license: llama3.1\n", kb).count("licensed_under") == 1


@pytest.mark.slow
def test_an_unknown_license_is_unread_and_named(kb: KnowledgeBase) -> None:
    found = card(front("license: other\nlicense_name: phoenix-research\n"), "README.md", "acme/thing")
    text, warnings = policy_text(found.things, kb)
    assert [w.code for w in warnings] == ["W701"]
    assert 'license phoenix_research_license "phoenix-research" hub "phoenix-research"' in text
    assert "unread because" in text
    again, warnings = policy_text(found.things, kb.assume(text.partition("model thing")[0]))
    assert "license " not in again.partition("model thing")[0]
    assert warnings == ()


@pytest.mark.slow
def test_either_of_stays_a_choice(kb: KnowledgeBase) -> None:
    assert "offered_under" in imported("license: MIT OR Apache-2.0\n", kb)
    assert "offered_under" not in imported("license:\n- mit\n- apache-2.0\n", kb)
    assert "unread because" in imported("license: MIT AND (Apache-2.0 OR ISC)\n", kb)


@pytest.mark.parametrize(
    ("lines", "relation"),
    [
        ("base_model: a/b\nbase_model_relation: quantized\n", "quantized_from"),
        ("base_model: a/b\nbase_model_relation: adapter\ntags: [gguf]\n", "adapter_for"),
        ("base_model: a/b\n", "fine_tuned_from"),
        ("base_model: a/b\nlibrary_name: peft\n", "adapter_for"),
        ("base_model: a/b\ntags: [gguf]\n", "quantized_from"),
        ("base_model: [a/b, c/d]\n", "merged_from"),
    ],
)
def test_the_relation_to_a_base_is_stated_or_inferred_and_then_said_so(
    lines: str, relation: str, kb: KnowledgeBase
) -> None:
    text = imported(lines, kb)
    assert f"  {relation} b   per" in text
    assert ("inferred" in text) == ("base_model_relation" not in lines)


def test_gating_territory_and_data_are_stated_with_their_source(kb: KnowledgeBase) -> None:
    text = imported("license: mit\ndatasets: [d/e]\ngated: auto\nextra_gated_eu_disallowed: true\n", kb)
    assert 'dataset e "d/e" hub "datasets/d/e"' in text
    for line in ("trained_on e", "is handed_out_on_request", "not_offered_in eu"):
        assert f'  {line}   per "model card README.md: ' in text


def test_every_fact_has_its_source(kb: KnowledgeBase) -> None:
    found = together(card(front(lines), "README.md", f"a/b{n}") for n, lines in enumerate(TRAPS.values()))
    facts = [line for line in policy_text(found.things, kb)[0].splitlines() if line[:2] == "  " and line[2] != " "]
    assert [line for line in facts if '   per "' not in line and not line.startswith("  unread because")] == []
    assert len(facts) > len(TRAPS)


def test_what_is_declared_already_gets_facts_and_no_second_name(kb: KnowledgeBase) -> None:
    text = written(card(front("license: mit\n"), "README.md", "mistralai/Mistral-7B-v0.1"), kb)
    assert "fact mistral_7b licensed_under mit_license   per" in text


def test_two_cards_of_one_model_that_disagree_are_both_stated_and_told(kb: KnowledgeBase) -> None:
    one, other = (card(front(f"license: {name}\n"), f"{name}.md", "a/b") for name in ("mit", "apache-2.0"))
    text, warnings = policy_text((*one.things, *other.things), kb)
    assert [w.code for w in warnings] == ["W702"]
    assert text.count("\nmodel ") == 1
    assert text.count("licensed_under") == 2
    assert policy_text((*other.things, *one.things), kb)[0] == text


def test_things_of_one_title_get_names_of_their_own(kb: KnowledgeBase) -> None:
    things = [t for owner in ("a", "b", "c") for t in card(front("license: mit\n"), "README.md", f"{owner}/x").things]
    text, _ = policy_text(things, kb)
    assert [line.split()[1] for line in text.splitlines() if line.startswith("model")] == ["x", "b_x", "c_x"]


_ALIASES = zip("abcdefgh", "bcdefghi", strict=True)
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in _ALIASES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# A card without front matter\n", "E701"),
        ("", "E701"),
        ("---\nlicense: mit\n", "E701"),
        (front("license: [mit\n"), "E702"),
        (front("- mit\n"), "E702"),
        (front("license: mit\nlicense: gemma\n"), "E702"),
        (front(BOMB), "E702"),
        (front("a: " + "[" * 5000 + "]" * 5000 + "\n"), "E702"),
        (front("license: !!python/object/apply:os.getcwd []\n"), "E702"),
        (front("a: 2026-99-99\n"), "E702"),
        (front("a: " + "x" * 1_100_000 + "\n"), "E702"),
    ],
)
def test_what_is_no_card_is_told_with_its_place(text: str, code: str) -> None:
    found = card(text, "README.md")
    assert found.things == ()
    assert [p.code for p in found.problems] == [code]
    assert found.problems[0].span is not None


def test_what_is_not_of_its_type_is_told_and_its_place_kept(kb: KnowledgeBase) -> None:
    found = card(front("license: [mit, {name: x}]\nbase_model: {a: b}\ndatasets: [ok/ok, 7]\n"), "README.md")
    assert [p.code for p in found.problems] == ["E703", "E703", "E703"]
    bases = [(base.relation, base.name, base.on_hub) for base in found.things[0].bases]
    assert bases == [
        ("trained_on", "datasets/ok/ok", True),
        ("derived_from", "unreadable base", False),
        ("trained_on", "unreadable dataset", False),
    ]
    assert [(license.name, license.own) for license in found.things[0].licenses] == [("mit", False), ("", True)]
    assert not found.things[0].choice
    text, _ = policy_text(found.things, kb)
    assert "licensed_under mit_license" in text
    assert text.count("  licensed_under ") == 2


def test_every_base_of_a_long_list_counts() -> None:
    bases = "\n".join(f"- acme/base-{number % 3}" for number in range(2000))
    found = card(front(f"license: mit\nbase_model:\n{bases}\n- black-forest-labs/FLUX.1-dev\n"), "README.md")
    names = ["acme/base-0", "acme/base-1", "acme/base-2", "black-forest-labs/FLUX.1-dev"]
    assert [base.name for base in found.things[0].bases] == names


def test_a_comment_before_the_front_matter_is_passed_over() -> None:
    assert card("<!-- from the hub -->\n\n" + front("license: mit\n")).things[0].license_said == "license: mit"
