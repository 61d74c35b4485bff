"""The gate before training in `docs/examples` lets through what is permitted, and nothing else."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from licet import KnowledgeBase, Status

GATE = Path(__file__).parent.parent / "docs" / "examples" / "training_gate.py"
RUN = {"by": "acme", "on": "2026-03-01", "base": "mistral_7b", "own_data": ["support_chats"], "ship_as": "Phoenix-7B"}
DUTIES = [[duty, "apache_2_0"] for duty in ("change_notice", "copy_of_agreement", "copyright_notice")]


@pytest.fixture(scope="module")
def gate():
    spec = importlib.util.spec_from_file_location("training_gate", GATE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_permitted_with_its_duties_met_is_let_through_with_a_certificate(gate, kb: KnowledgeBase) -> None:
    verdict, certificate = gate.gate({**RUN, "fulfils": DUTIES}, kb)
    assert verdict.status.allows
    found = kb.verify(certificate)
    assert (found.accepted, found.proved.use, found.proved.answer) == (True, "this_run", str(verdict.status))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, Status.PERMITTED_WITH_DUTIES),
        ({"fulfils": DUTIES[:2]}, Status.PERMITTED_WITH_DUTIES),
        ({"fulfils": DUTIES, "own_data": [], "data": ["acme_synthetic_data"]}, Status.FORBIDDEN),
        ({"fulfils": [], "base": "jurassic_1_jumbo"}, Status.UNKNOWN),
    ],
)
def test_what_is_not_permitted_or_not_known_is_refused(gate, kb: KnowledgeBase, change, status: Status) -> None:
    with pytest.raises(gate.Refused) as refused:
        gate.gate({**RUN, **change}, kb)
    assert refused.value.verdict.status is status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "status", "out"),
    [
        ({**RUN, "fulfils": DUTIES}, 0, "training mistral_7b\n"),
        (RUN, 1, ""),
        ({**RUN, "by": "acmee"}, 2, ""),
        ({**RUN, "on": "yesterday"}, 2, ""),
        ({"by": "acme"}, 2, ""),
    ],
)
def test_the_script_says_by_its_status_whether_it_trained(tmp_path: Path, run, status: int, out: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(run), encoding="utf-8")
    ended = subprocess.run([sys.executable, GATE, path], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (status, out)
    assert "Traceback" not in ended.stderr
    assert bool(ended.stderr) == (status != 0)
    assert (tmp_path / "run.certificate.json").exists() == (status == 0)
