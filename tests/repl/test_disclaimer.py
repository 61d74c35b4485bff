"""Every answer says once that it is not legal advice; what is no answer does not."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from licet.repl.cli.main import main
from licet.words.disclaimer import DISCLAIMER

ANSWERS = [
    ("ask", "train_otter"),
    ("ask", "train_otter", "judge_otter", "--why"),
    ("why", "train_otter"),
    ("why", "alpaca_chat descends_from alpaca"),
    ("why-not", "train_otter"),
    ("why-not", "otter descends_from alpaca"),
    ("what-if", "train_otter", "--retract", "train_otter trains otter"),
    ("needs", "silent_chat"),
    ("remedies", "train_otter", "--assume", "relation changeable(symbol)\nfact changeable(trains)"),
    ("duties", "chat_product"),
    ("proofs", "train_otter"),
    ("witnesses", "train_otter"),
    ("query", "X descends_from alpaca"),
    ("query", "otter descends_from alpaca"),
]


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_an_answer_says_it_once(arguments: tuple[str, ...], policies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([*arguments, "-p", str(policies)])
    out = capsys.readouterr().out
    assert out.endswith(f"\n\n{DISCLAIMER}\n")
    assert out.count(DISCLAIMER) == 1
    main([*arguments, "-p", str(policies), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    for document in found if isinstance(found, list) else [found]:
        assert document["disclaimer"] == DISCLAIMER
        assert json.dumps(document).count(DISCLAIMER) == 1


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("ask train_otter\nwhy train_otter\notter is small", 1),
        ("needs silent_chat", 1),
        ("why not train_otter", 1),
        ("X descends_from alpaca", 1),
        ("list models\nassume otter is small\nchanges", 0),
        ("describe otter", 0),
        ("otter is smal", 0),
    ],
)
def test_a_session_that_is_piped_says_it_at_its_end(
    text: str, times: int, policies: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    main(["repl", str(policies)])
    out = capsys.readouterr().out
    assert out.count(DISCLAIMER) == times
    assert not times or out.endswith(f"\n\n{DISCLAIMER}\n")
