"""The registry of models: what cards say of theirs is in it, and each of them is answered."""

from __future__ import annotations

from datetime import date

import pytest

from licet import KnowledgeBase, Status
from support.samples import every

DAY = date(2026, 11, 29)

CARDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("hf:allenai/Olmo-3.1-32B-Instruct", "apache_2_0", ("allenai/Olmo-3.1-32B-Instruct-DPO",)),
    ("archforge_mamluk_lora", "flux_1_dev_nc", ("black-forest-labs/FLUX.1-dev",)),
    ("hf:bartowski/Ministral-8B-Instruct-2410-GGUF", "mistral_mrl_0_1", ("mistralai/Ministral-8B-Instruct-2410",)),
    ("hf:bartowski/Reflection-Llama-3.1-70B-GGUF", "llama_3_1", ("mattshumer/Reflection-Llama-3.1-70B",)),
    ("hf:Dellboy/binman-lm-adapter", "qwen_research", ("Qwen/Qwen2.5-3B-Instruct",)),
    ("hf:sazyou-roukaku/chilled_remix", "creativeml_openrail_m", ()),
    ("chinese_digital_art_diffusion", "creativeml_openrail_m", ()),
    ("hf:city96/HunyuanVideo-gguf", "hunyuan_video", ("tencent/HunyuanVideo",)),
    (
        "hf:HangGlidersRule/Darkstar-Qwen3.8-27B-Abliterated-ModelOpt-W4A16-NVFP4-Mixed-FP8",
        "apache_2_0",
        ("HangGlidersRule/Darkstar-Qwen3.8-27B-Abliterated-BF16",),
    ),
    ("hf:AaronHuang160/daxplain-8b", "llama_3_1", ("meta-llama/Llama-3.1-8B-Instruct",)),
    ("hf:SentientAGI/Dobby-Unhinged-Llama-3.3-70B", "llama_3_3", ("meta-llama/Llama-3.3-70B-Instruct",)),
    ("hf:EK12317/Ekmix-Diffusion", "creativeml_openrail_m", ()),
    ("flux_training_project", "flux_1_dev_nc", ()),
    ("hf:black-forest-labs/FLUX.1-Krea-dev", "flux_1_dev_nc", ("black-forest-labs/FLUX.1-dev",)),
    ("foxbrain", "llama_3_1", ()),
    ("hf:k-chirkunov/gemma4-e4b-claims-comparison", "gemma_terms_2026_04_01", ("google/gemma-4-e4b-it",)),
    ("hf:google/gemma-4-31B-it", "apache_2_0", ()),
    ("hf:gpt4all-community/Meta-Llama-3.1-8B-Instruct-128k", "llama_3_1", ("meta-llama/Meta-Llama-3.1-8B-Instruct",)),
    ("hunyuandit_lora", "tencent_hunyuan_community", ()),
    ("hf:tencent/HunyuanImage-2.1", "hunyuan_image_2_1", ()),
    ("hf:tencent/HunyuanOCR", "tencent_hunyuan_community", ()),
    ("hf:JoaoZaokk/HunyuanVideo-1.5-720p-T2V-Quantized", "tencent_hunyuan_community", ("tencent/HunyuanVideo-1.5",)),
    ("jasper_flux_controlnet", "flux_1_dev_nc", ("black-forest-labs/FLUX.1-dev",)),
    ("hf:moonshotai/Kimi-K2.6", "kimi_k2_6", ()),
    ("hf:hellohazime/Kimi-K3-REAP640ja-IQ1_S-GGUF", "kimi_k3", ("unsloth/Kimi-K3-GGUF",)),
    ("hf:Doctor-Shotgun/L3.3-70B-Magnum-Diamond-GGUF", "llama_3_3", ("Doctor-Shotgun/L3.3-70B-Magnum-Diamond",)),
    ("hf:LiquidAI/LFM2-1.2B-GGUF", "lfm_1_0", ("LiquidAI/LFM2-1.2B",)),
    ("hf:LiquidAI/LFM2.5-2.6B-GGUF", "lfm_1_0", ("LiquidAI/LFM2.5-2.6B",)),
    ("lfm2_5_encoder_finetune", "lfm_1_0", ("LiquidAI/LFM2.5-Encoder-350M",)),
    ("llama_3_1_8b_lora_simsamu", "llama_3_1", ("meta-llama/Llama-3.1-8B-Instruct",)),
    ("hf:mistralai/Mistral-Large-3-675B-Instruct-2512", "apache_2_0", ("mistralai/Mistral-Large-3-675B-Base-2512",)),
    ("hf:mistralai/Mistral-Small-4-119B-2603", "apache_2_0", ()),
    (
        "hf:nvidia/Eagle2-1B",
        "cc_by_nc_4_0",
        ("google/paligemma-3b-mix-448", "Qwen/Qwen2.5-0.5B-Instruct", "google/siglip-so400m-patch14-384"),
    ),
    ("hf:nvidia/Qwen3.8-Flash-Next-NVFP4", "nvidia_open_model_2025_10_24", ("Qwen/Qwen3.8-Flash-Next",)),
    ("ornith_1_5_35b_nvfp4", "mit_license", ("ornith-ai/Ornith-1.5-35B-A3B",)),
    ("hf:praxis-nation/spanfinder-3b", "qwen_research", ("Qwen/Qwen2.5-3B-Instruct",)),
    ("hf:pottokao/Qwen-Image-2.1-PE-T2I-Heretic-GGUF", "qwen_research", ("pottokao/Qwen-Image-2.1-PE-T2I-Heretic",)),
    ("hf:RedHatAI/Llama-3.3-70B-Instruct-NVFP4", "llama_3_3", ("meta-llama/Llama-3.3-70B-Instruct",)),
    ("hf:RedHatAI/MiniMax-M2.5-NVFP4", "minimax_m2_5", ("MiniMaxAI/MiniMax-M2.5",)),
    (
        "llama_3_x_70b_smarteaz",
        "llama_3_3",
        (
            "Nexesenex/Llama_3.x_70b_Smarteaz_0.2_R1",
            "Nexesenex/Llama_3.x_70b_Smarteaz_0.2_NMT",
            "Nexesenex/Llama_3.x_70b_Smarteaz_0.1",
        ),
    ),
    ("stitch_flux_modular", "flux_1_dev_nc", ()),
    ("txgemma_9b_lipo_lora", "gemma_terms_2026_04_01", ("Qwen/Qwen2.5-32B-Instruct",)),
    ("visiomind_industrial_planner_lora", "qwen_research", ("Qwen/Qwen2.5-3B-Instruct",)),
    ("xlabs_flux_controlnet", "flux_1_dev_nc", ()),
)
"""Of 44 real model cards what each is called here, the license that its front matter names, and the base models."""


@pytest.mark.parametrize(("name", "license", "bases"), CARDS, ids=[name for name, _, _ in CARDS])
def test_what_a_card_says_is_in_the_registry(
    name: str, license: str, bases: tuple[str, ...], kb: KnowledgeBase
) -> None:
    assert kb.query(f"{name} licensed_under {license}").rows
    for base in bases:
        assert kb.query(f"{name} descends_from hf:{base}").rows


@pytest.mark.slow
def test_every_model_of_a_card_is_answered(kb: KnowledgeBase) -> None:
    """Its license is among those that govern it, or all who ask are told which version does. What is unknown is so for
    a fact that is named, and never since the license is not read, if all of it is."""
    named = {kb.vocabulary.declared(name): license for name, license, _ in CARDS}
    rows = list(kb.audit(sorted(named), ["run"], ["acme"], on=DAY))
    assert len(rows) == len(CARDS)
    for row in rows:
        assert row.thing is not None
        license, verdict = named[row.thing], row.verdict
        assert license in verdict.licenses, row.thing
        needs = [need for together in verdict.needs for need in together.needs]
        assert row.status is not Status.UNKNOWN or needs, row.thing
        unread = {need.row[1] for need in needs if need.relation == "governed_by"}
        partly = "(partly read)" in (kb.vocabulary.entities[license].title or "")
        assert license not in unread or partly or not any(kb.vocabulary.clauses_of(license)), row.thing


def test_the_registry_has_hundreds_of_models_with_a_name_on_the_hub(kb: KnowledgeBase) -> None:
    models = set(kb.vocabulary.members("model"))
    named = {name for reference, name in kb.vocabulary.references.items() if reference.startswith("hf:")}
    assert len(models & named) >= 300


FROM_NOTHING = ("open_llama", "tinyllama-1.1b-intermediate", "llama_3.x_70b_smarteaz")
"""Names that speak of Llama and are no tunes of it, or of which no card says what they were made of."""


def test_what_is_named_after_a_model_of_others_says_that_it_was_made_of_it(kb: KnowledgeBase) -> None:
    """A base that is left unsaid would be a license that is left out."""
    made = {row[0] for row in kb.query("Model descends_from Base and Base is model").rows}
    makers = ("meta-llama", "codellama", "mistralai", "google", "qwen")
    spoken_of = ("llama-", "llama2", "llama3", "mistral-", "mixtral", "gemma-", "qwen2", "qwen3", "deepseek-r1-distill")
    missing = [
        reference
        for reference, name in kb.vocabulary.references.items()
        if reference.startswith("hf:") and kb.vocabulary.entities[name].kind == "model"
        if reference[3:].split("/")[0] not in makers and any(word in reference.split("/")[1] for word in spoken_of)
        if name not in made and not any(part in reference for part in FROM_NOTHING)
    ]
    assert missing == []


@pytest.mark.slow
def test_no_model_may_be_used_before_there_was_one(kb: KnowledgeBase) -> None:
    vocabulary = kb.vocabulary
    models = sorted(name for name, entity in vocabulary.entities.items() if vocabulary.is_a(entity.kind, "model"))
    assert len(models) > 800

    def may_run(model: str, day: str) -> bool:
        open_about = kb.truth(f"undisclosed_lineage({model})").status == "unknown"
        told = kb.assume(f"fact not undisclosed_lineage({model})") if open_about else kb
        return told.ask(f"by acme; on {day}; runs {model}; for_purpose research, noncommercial").status.allows

    assert not [model for model in every(models) if may_run(model, "2010-01-01")]
    dated = {row[0] for row in kb.query("released(Model) = Day").rows}
    assert not [model for model in every(sorted(set(models) - dated)) if may_run(model, "2020-01-01")]
