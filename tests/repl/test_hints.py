from __future__ import annotations

import pytest

from licet.repl.session.hints import hint_for

TUNED = ("answers", "code", "dialogues", "essays")
USES = ("chat_product", "judge_otter", "train_otter", *(f"tune_llama_2_on_{x}" for x in TUNED))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("chat_prodct", "did you mean `chat_product`?"),
        ("train", "did you mean `train_otter`?"),
        ("otter", "did you mean `judge_otter` or `train_otter`?"),
        ("llama", "did you mean `tune_llama_2_on_answers`, `tune_llama_2_on_code`, `tune_llama_2_on_dialogues` …?"),
        ("zebra", "`list uses` shows them"),
        ("ju", "`list uses` shows them"),
    ],
)
def test_hints(name: str, expected: str) -> None:
    assert hint_for(name, USES, "`list uses` shows them") == expected
