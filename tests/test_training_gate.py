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


@pytest.fixture
def ended(gate, kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """What the script ends with, over policies that are loaded."""
    monkeypatch.setattr(gate.licet, "load", lambda: kb)

    def run_it(run) -> tuple[int, str, str, Path]:
        path = tmp_path / "run.json"
        path.write_text(json.dumps(run), encoding="utf-8")
        return gate.main(str(path)), *capsys.readouterr(), tmp_path / "run.certificate.json"

    return run_it


@pytest.mark.slow
def test_what_is_permitted_with_its_duties_met_is_let_through_with_a_certificate(ended, kb: KnowledgeBase) -> None:
    status, out, err, certificate = ended({**RUN, "fulfils": DUTIES})
    assert (status, out, err) == (0, "training mistral_7b\n", "")
    found = kb.verify(certificate.read_bytes())
    assert (found.accepted, found.proved.use) == (True, "this_run")
    assert Status(found.proved.answer).allows


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


@pytest.mark.parametrize(
    ("run", "status"),
    [
        (RUN, 1),
        ({**RUN, "by": "acmee"}, 2),
        ({**RUN, "on": "yesterday"}, 2),
        ({"by": "acme"}, 2),
    ],
)
def test_what_is_not_let_through_does_not_train_and_is_told_why(ended, run, status: int) -> None:
    ended_with, out, err, certificate = ended(run)
    assert (ended_with, out) == (status, "")
    assert err
    assert not certificate.exists()


@pytest.mark.thorough
def test_the_script_says_by_its_status_whether_it_trained(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(RUN), encoding="utf-8")
    ended = subprocess.run([sys.executable, GATE, path], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "run.certificate.json").exists()
