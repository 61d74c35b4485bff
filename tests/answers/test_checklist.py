"""The words to show stand with the duty that they meet, and with no other of the same clause."""

from __future__ import annotations

import pytest

from licet.knowledge.knowledge_base import KnowledgeBase

HELD = "by acme; on 2026-03-01; takes_place_in us"


@pytest.mark.parametrize(
    ("acts", "duty", "words"),
    [
        ("distributes llama_3_3_70b", "built_with_label", ["Built with Llama"]),
        ("distributes llama_3_3_70b", "copy_of_agreement", []),
        (
            "distributes hunyuan_a13b_model",
            "attribution_notice",
            [
                "Tencent Hunyuan is licensed under the Tencent Hunyuan Community License Agreement, Copyright © 2025"
                " Tencent. All Rights Reserved. The trademark rights of “Tencent Hunyuan” are owned by Tencent or its"
                " affiliate."
            ],
        ),
        (
            "for_purpose research, noncommercial; distributes sdxl_turbo",
            "attribution_notice",
            [
                "This Stability AI Model is licensed under the Stability AI Non-Commercial Research Community License,"
                " Copyright (c) Stability AI Ltd. All Rights Reserved."
            ],
        ),
    ],
)
def test_words_stand_with_the_duty_that_they_meet(kb: KnowledgeBase, acts: str, duty: str, words: list[str]) -> None:
    found = kb.duties(f"{HELD}; {acts}")
    items = [item for case in found.cases for item in case.items if item.duty.name == duty]
    assert items
    assert sorted({notice for item in items for notice in item.notices}) == words
