"""Names by everyday words: what is found, in which order, and how it is written."""

from __future__ import annotations

import pytest

from licet.grammar import SourceFile, parse_module
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.policy.lexicon import Hit, Lexicon
from licet.policy.suggestions import Suggestions
from licet.policy.vocabulary import Vocabulary, collect
from support.core import CORE

WORLD = f"""\
{CORE}
kind model is artifact "a trained model"
kind purpose "what a use is for"
kind place "a country" also "region", "territory"

relation serves(use, artifact) "lets others use it" also "host", "API", "SaaS"
relation fine_tunes(use, model) "trains it further" also "LoRA"
relation adapter_of(model, model) "small weights that are laid over the other's"
relation for_purpose(use, purpose) "what the use is for"
open relation yearly_revenue(organization, month) = number "what it took in that year" also "turnover"
relation affiliate_of(organization, organization) "is under common control with it" also "subsidiary", "group company"
relation placed_in(organization, place) "has a place of business there"
relation improves(use, model) "makes that model better"
relation lists(symbol, text) "an entry"
relation names_as_on(use, artifact, text, date) "calls it so" also "branding"

action distribute "hand copies on" also "publish", "share"
action run "run it"
purpose commercial "for commercial advantage or money"
purpose noncommercial "not for money"
purpose military "armed forces" also "warfare", "weapons"
duty attribution "name who made it" also "credit"
place european_union "European Union" also "EU"
model otter_7b "Otter 7B"
organization acme "Acme, Inc."

license otter_license "Otter Community License" also "Otter Permit"

clause commercial_use at "2.c"
  permits Use
  when Use for_purpose commercial

term improves(Use, Model)
  reading parameters "changing its parameters"
    when Use fine_tunes Model
  reading any_help "also judging its outputs"
    when Use serves Model

claim free_for_money "A post: it is free for commercial use"
  by "a post"

use host_it "Host Otter for customers"
  serves otter_7b
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    module, errors = parse_module(SourceFile("world.licet", WORLD))
    found, duplicates = collect([module])
    assert (errors, duplicates) == ((), ())
    return found


@pytest.fixture(scope="module")
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon(vocabulary)


def names(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.name for hit in hits]


@pytest.mark.parametrize(
    ("words", "first", "found_in"),
    [
        ("revenue", "yearly_revenue", "name"),
        ("Revenues", "yearly_revenue", "name"),
        ("subsidiary", "affiliate_of", "also"),
        ("subsidiaries", "affiliate_of", "also"),
        ("API", "serves", "also"),
        ("hosting", "serves", "also"),
        ("fine-tune", "fine_tunes", "name"),
        ("finetuning", "fine_tunes", "name"),
        ("lora", "fine_tunes", "also"),
        ("adapters", "adapter_of", "name"),
        ("commercial", "commercial", "name"),
        ("EU", "european_union", "also"),
        ("otter permit", "otter_license", "also"),
        ("2.c", "otter_license.commercial_use", "title"),
        ("armed", "military", "title"),
        ("how can I lay weights over it", "adapter_of", "meaning"),
        ("common control", "affiliate_of", "meaning"),
    ],
)
def test_a_word_leads_to_a_name(lexicon: Lexicon, words: str, first: str, found_in: str) -> None:
    best = lexicon.find(words)[0]
    assert (best.name, best.found_in) == (first, found_in)


def test_what_is_called_so_comes_before_what_is_also_called_so_or_only_means_it(lexicon: Lexicon) -> None:
    assert names(lexicon.find("commercial")) == [
        "commercial",
        "otter_license.commercial_use",
        "free_for_money",
    ]
    assert names(lexicon.find("share")) == ["distribute"]
    assert names(lexicon.find("use"))[0] == "use"


def test_uses_and_claims_come_after_the_words_that_describe_them(lexicon: Lexicon) -> None:
    assert names(lexicon.find("host")) == ["serves", "host_it"]


def test_all_words_are_looked_for_and_if_nothing_has_all_as_many_as_possible(lexicon: Lexicon) -> None:
    assert names(lexicon.find("hand copies")) == ["distribute"]
    assert names(lexicon.find("warfare zebra")) == ["military"]


@pytest.mark.parametrize("words", ["zebra", "", "  ", "-", "…"])
def test_what_nothing_is_called_finds_nothing(lexicon: Lexicon, words: str) -> None:
    assert lexicon.find(words) == ()


@pytest.mark.parametrize(
    ("words", "sort", "write", "under"),
    [
        ("serves", "relation", "serves ARTIFACT", "use"),
        ("branding", "relation", "names ARTIFACT as TEXT on DATE", "use"),
        ("yearly_revenue", "relation", "yearly_revenue MONTH = NUMBER", "organization"),
        ("lists", "relation", "fact lists(SYMBOL, TEXT)", None),
        ("improves", "contested relation", "USE improves MODEL", None),
        ("any_help", "reading", "reading any_help of improves", None),
        ("distribute", "action", "does distribute ARTIFACT", "use"),
        ("military", "purpose", "for_purpose military", "use"),
        ("attribution", "duty", "fulfils attribution of LICENSE", "use"),
        ("acme", "organization", "by acme", "use"),
        ("european_union", "place", "placed_in european_union", "organization"),
        ("otter_license", "license", "licensed_under otter_license", "artifact"),
        ("territory", "kind", 'place NAME "TITLE"', None),
        ("host_it", "use", "ask host_it", None),
        ("otter_license.commercial_use", "clause", "show clause otter_license.commercial_use", None),
        ("free_for_money", "claim", "describe free_for_money", None),
    ],
)
def test_how_a_name_is_written(lexicon: Lexicon, words: str, sort: str, write: str, under: str | None) -> None:
    best = lexicon.find(words)[0]
    assert (best.sort, best.write, best.under) == (sort, write, under)


def test_the_lines_it_shows_parse(lexicon: Lexicon) -> None:
    filled = {"ARTIFACT": "x", "LICENSE": "x", "MONTH": "2026-01", "NUMBER": "1", "TEXT": '"x"', "DATE": "2026-01-01"}
    for words in ("otter", "EU", "military", "attribution", "distribute", "serves", "revenue", "branding"):
        hit = lexicon.find(words)[0]
        line = " ".join(filled.get(word, word) for word in hit.write.split())
        assert hit.under is not None
        assert parse_module(SourceFile("f", f"{hit.under} it\n  {line}\n"))[1] == ()


def test_the_order_of_declarations_does_not_matter_to_what_is_found() -> None:
    parts = [f"{part}\n" for part in WORLD.split("\n\n")]
    modules = [parse_module(SourceFile("world.licet", "\n".join(p)))[0] for p in (parts, parts[::-1])]
    found = [Lexicon(collect([module])[0]).find("commercial host use EU") for module in modules]
    assert names(found[0]) == names(found[1])


@pytest.mark.parametrize(
    ("name", "kind", "hint"),
    [
        ("hosts", "relation", "did you mean `serves`?"),
        ("fine_tune", "relation", "did you mean `fine_tunes`?"),
        ("affiliate", "relation", "did you mean `affiliate_of`?"),
        ("warfare", "purpose", "did you mean `military`?"),
        ("for_money", "purpose", "did you mean `commercial` or `noncommercial`? if not, declare it"),
        ("sells_for_money", "purpose", "declare it"),
        ("makes_a_better_thing", "relation", "declare it"),
        ("revenue", "relation", "did you mean `yearly_revenue`? if not, declare it"),
        ("zebra", "purpose", "declare it"),
    ],
)
def test_an_unknown_name_suggests_what_is_called_spelled_or_means_so(
    vocabulary: Vocabulary, name: str, kind: str, hint: str
) -> None:
    candidates = vocabulary.relations if kind == "relation" else list(vocabulary.members(kind))
    assert Suggestions(vocabulary).hint(name, candidates, "declare it") == hint


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("fine-tune", "fine_tunes"),
        ("quantize", "quantized_from"),
        ("merge", "merged_from"),
        ("commercial", "commercial"),
        ("host", "serves"),
        ("Llama Area Permit", "llama_2"),
    ],
)
def test_the_shipped_names_are_found(kb: KnowledgeBase, word: str, name: str) -> None:
    assert name in names(kb.find(word)[:3])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("llama_3_3_70b_instruct", "llama_3_3_70b"),
        ("flux_dev", "flux_1_dev"),
        ("deepseek_v3_9", "deepseek_v3"),
        ("sd_3_5_large", "stable_diffusion_3_5_large"),
        ("gpt_5", "openai_api"),
        ("gemini_2_5_pro", "gemini_api"),
    ],
)
def test_names_that_people_have_lead_to_what_they_mean(kb: KnowledgeBase, name: str, meant: str) -> None:
    found = Suggestions(kb.vocabulary).of(name, things(kb))
    assert found is not None
    assert found.names[0] == meant


def things(kb: KnowledgeBase) -> list[str]:
    return [name for name, entity in kb.vocabulary.entities.items() if kb.vocabulary.is_a(entity.kind, "artifact")]


@pytest.mark.parametrize("word", ["LoRA", "guard", "vision"])
def test_models_come_after_the_words_that_uses_are_described_in(kb: KnowledgeBase, word: str) -> None:
    sorts = [hit.sort for hit in kb.find(word)]
    assert "model" in sorts
    assert sorts == sorted(sorts, key=lambda sort: sort in ("model", "dataset", "service", "organization"))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("phi4", "did you mean `phi_4`?"),
        ("glm_5", "did you mean `glm_5_air` or `glm_5_flash`?"),
        ("glm5", "did you mean `glm_5_air` or `glm_5_flash`?"),
        ("glm_6", "did you mean `glm_4`? if not, declare it"),
    ],
)
def test_a_name_that_others_begin_with_leads_to_them_before_one_that_is_spelled_alike(
    vocabulary: Vocabulary, name: str, hint: str
) -> None:
    candidates = ("glm_4", "glm_5_air", "glm_5_flash", "phi_3", "phi_4")
    assert Suggestions(vocabulary).hint(name, candidates, "declare it") == hint
