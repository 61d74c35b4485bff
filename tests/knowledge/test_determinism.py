"""The same policies give the same bytes: whatever the order of statements and files, and whatever the hash seed."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

import licet
from licet import KnowledgeBase
from licet.policy.vocabulary import collect
from licet.verdict.build import build
from licet.views.data.answers import answers_json, claim_json, explanation_json, verdict_json
from licet.views.lines.text import answers_text, claim_text, explanation_text, verdict_text
from licet.wire.envelope import json_text
from support.session_policies import laid_down

pytestmark = pytest.mark.slow

USES = (
    "distil_llama_2_into_mistral",
    "label_features_for_safety",
    "microsoft_hosts_llama_2",
    "acme_chat_product",
)
EXPLAINED = ("judge_mistral_with_llama_2", "label_features_for_safety")
QUERIES = ("License violates Point", "barred_safety_project(Use)", "Model descends_from llama_2_models")
SMALL_QUERIES = ("Use judges Model", "Model descends_from alpaca", "Use improves Model")


def views(kb: KnowledgeBase) -> str:
    """Every kind of answer as text and as JSON."""
    base = kb.base
    parts: list[str] = []
    for use in USES:
        verdict = kb.ask(use)
        parts += [verdict_text(base, verdict), json_text(verdict_json(base, verdict))]
    for use in EXPLAINED:
        explanation = kb.why(use)
        parts += [explanation_text(base, explanation, full=True), json_text(explanation_json(base, explanation))]
    for query in QUERIES:
        answers = kb.query(query)
        parts += [answers_text(base, answers), json_text(answers_json(base, answers))]
    for claim in sorted(kb.vocabulary.claims)[:5]:
        status = kb.claim(claim)
        parts += [claim_text(base, status), json_text(claim_json(base, status))]
    return "\n".join(parts)


@pytest.fixture(scope="module")
def expected(kb: KnowledgeBase) -> str:
    return views(kb)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.deep) for seed in (2, 3))])
def test_the_order_of_statements_and_files_changes_no_byte(kb: KnowledgeBase, expected: str, seed: int) -> None:
    order = random.Random(seed)
    modules = [replace(m, statements=tuple(order.sample(m.statements, len(m.statements)))) for m in kb.base.modules]
    order.shuffle(modules)
    vocabulary, found = collect(modules)
    assert not found
    base = build(modules, kb.base.sources, vocabulary)
    assert base.program == kb.base.program
    assert base.thresholds == kb.base.thresholds
    assert views(kb.with_base(base)) == expected


def shuffled(text: str, order: random.Random) -> str:
    """The statements of a file in another order."""
    statements = re.findall(r"^\S.*\n(?:(?:[ \t].*)?\n)*", text if text.endswith("\n") else text + "\n", re.MULTILINE)
    assert "".join(statements).strip() == text.strip()
    return "".join(s if s.endswith("\n") else s + "\n" for s in order.sample(statements, len(statements)))


@pytest.mark.parametrize("policies", ["small", pytest.param("shipped", marks=pytest.mark.deep)])
def test_files_written_in_another_order_under_other_names_give_the_same_verdicts(policies: str, tmp_path: Path) -> None:
    order = random.Random(7)
    plain, copy = tmp_path / "plain", tmp_path / "policies"
    if policies == "small":
        plain.mkdir()
        laid_down(plain)
    else:
        shutil.copytree(licet.shipped_policies(), plain, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(plain, copy)
    for path in sorted(copy.rglob("*.licet")):
        text = shuffled(path.read_text("utf-8"), order)
        path.unlink()
        path.with_name(f"{order.randrange(1000):03}_{path.name}").write_text(text, "utf-8")
    kb, other = licet.load(plain), licet.load(copy)
    for use in kb.vocabulary.members("use"):
        assert other.ask(use) == kb.ask(use), use
    for query in QUERIES if policies == "shipped" else SMALL_QUERIES:
        assert other.query(query) == kb.query(query)
    assert [str(r.id) for r in other.base.program.rules] == [str(r.id) for r in kb.base.program.rules]


COMMANDS = (
    ("why", "judge_mistral_with_llama_2", "--format", "json"),
    ("why", "distil_llama_2_into_mistral"),
    ("query", "License violates Point", "--format", "json"),
    ("check",),
)
RUN = """
import json, sys
from licet.repl.cli.main import main
for command in json.loads(sys.argv[1]):
    print(*command, flush=True)
    print(f"ended with {main(command)}", flush=True)
"""


def test_the_hash_seed_changes_no_byte() -> None:
    outputs = set()
    for seed in ("1", "4294967295"):
        command = [sys.executable, "-c", RUN, json.dumps(COMMANDS)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(command, capture_output=True, env=environment, check=False, timeout=300)
        assert run.returncode == 0, run.stderr.decode()
        outputs.add((run.stdout, run.stderr))
    ((out, _),) = outputs
    assert re.findall(r"^ended with (.*)$", out.decode(), re.MULTILINE) == ["3", "1", "0", "0"]
