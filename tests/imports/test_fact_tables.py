"""Tables of facts state what the policy text of the same things states, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from imports.test_card import TRAPS, front

from licet import KnowledgeBase
from licet.grammar import tree
from licet.grammar.parser import parse_module
from licet.grammar.source import SourceFile
from licet.imports import Found, Thing, bom, card, fact_tables, policy_text
from licet.imports.fact_tables import COLUMNS, write_fact_tables
from licet.imports.interpretation import RELATIONS

Facts = set[tuple[str, ...]]


def tables(found: Iterable[Found], kb: KnowledgeBase, folder: Path) -> dict[str, list[dict[str, Any]]]:
    folder.mkdir()
    rows = write_fact_tables(found, kb, folder)
    read = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in COLUMNS}
    assert {name: len(found) for name, found in read.items()} == rows
    return read


def in_tables(read: dict[str, list[dict[str, Any]]]) -> Facts:
    return {(name, *row.values()) for name in RELATIONS for row in read[name]}


def in_text(things: Iterable[Thing], kb: KnowledgeBase, licenses: dict[str, str]) -> Facts:
    """The facts of the policy text, with the names that tables have."""
    module, findings = parse_module(SourceFile("t", policy_text(things, kb)[0]))
    assert findings == ()
    names = {}
    for statement in module.statements:
        if isinstance(statement, tree.Entity):
            hub = f"hf:{statement.hub[0].value}".casefold() if statement.hub else ""
            names[statement.name] = hub or f"{statement.kind}:{statement.title}"
        elif isinstance(statement, tree.License):
            names[statement.name] = licenses[str(statement.title)]
    facts = set()
    for statement in module.statements:
        if isinstance(statement, tree.Entity):
            for line in statement.lines:
                words = [str(argument.name) for argument in line.arguments]
                facts.add((line.relation, *(names.get(w, w) for w in (statement.name, *words)), str(line.per)))
        elif isinstance(statement, tree.Fact):
            words = [str(argument.name) for argument in statement.atom.arguments]
            facts.add((statement.atom.relation, *(names.get(w, w) for w in words), str(statement.per)))
    return facts


@pytest.mark.slow
def test_tables_state_what_the_text_states(kb: KnowledgeBase, tmp_path: Path) -> None:
    found = [card(front(lines), f"{n}.md", f"acme/Trap-{n}") for n, lines in enumerate(TRAPS.values())]
    found.append(card(front("license: other\nbase_model: ACME/trap-0\n"), "declared.md", "Qwen/Qwen2.5-7B"))
    read = tables(found, kb, tmp_path / "facts")
    licenses = {row["title"]: row["license"] for row in read["licenses"]}
    facts = in_text([thing for one in found for thing in one.things], kb, licenses)
    assert in_tables(read) == facts
    assert {fact[0] for fact in facts} == RELATIONS.keys() - {"contains", "adapter_for"}


@pytest.mark.slow
def test_what_is_only_mentioned_is_apart_from_what_is_described(kb: KnowledgeBase, tmp_path: Path) -> None:
    lines = "base_model:\n- A/Second\n- x/Nowhere\n- meta-llama/Llama-3.1-8B\n- not a name\ndatasets: d/d\n"
    found = [card(front(lines), "1.md", "a/first"), card(front("license: mit\n"), "2.md", "a/second")]
    read = tables(found, kb, tmp_path / "facts")
    assert [row["thing"] for row in read["things"]] == ["hf:a/first", "hf:a/second"]
    assert {row["thing"]: row["kind"] for row in read["mentioned"]} == {
        "hf:x/nowhere": "model",
        "model:not a name": "model",
        "hf:datasets/d/d": "dataset",
    }
    assert {row["base"] for row in read["merged_from"]} == {
        "hf:a/second", "hf:x/nowhere", "llama_3_1_8b", "model:not a name"
    }  # fmt: skip


def test_conflicts_are_what_the_check_of_the_text_tells(kb: KnowledgeBase, tmp_path: Path) -> None:
    cards = {
        "a/free": "license: mit\nbase_model: meta-llama/Llama-3.1-8B\n",
        "a/silent": "base_model: meta-llama/Llama-3.1-8B\n",
        "a/below": "license: apache-2.0\nbase_model: a/silent\nbase_model_relation: quantized\n",
        "a/right": "license: llama3.1\nbase_model: a/silent\n",
        "a/version": "license: gemma\nbase_model: google/gemma-2-2b\n",
        "a/apart": "license: mit\nbase_model: Qwen/Qwen2.5-7B\n",
        "a/circle": "license: llama3.1\nbase_model: a/round\n",
        "a/round": "license: mit\nbase_model: A/Circle\n",
        "Qwen/Qwen2.5-7B": "license: mit\nbase_model: meta-llama/Llama-3.1-8B\n",
    }
    found = [card(front(lines), f"{hub}.md", hub) for hub, lines in cards.items()]
    read = tables(found, kb, tmp_path / "facts")
    conflicts = {row["thing"]: (row["base"], row["license"]) for row in read["conflicts"]}
    text, _ = policy_text([thing for one in found for thing in one.things], kb)
    told = [d.message for d in kb.assume(text).warnings if d.code == "W405"]
    assert conflicts == {
        "hf:a/free": ("llama_3_1_8b", "llama_3_1"),
        "hf:a/below": ("llama_3_1_8b", "llama_3_1"),
        "hf:a/round": ("hf:a/circle", "llama_3_1"),
        "hf:a/apart": ("llama_3_1_8b", "llama_3_1"),
    }
    assert sorted(message.split("`")[1] for message in told) == ["apart", "below", "free", "round"]


def test_what_cannot_be_read_is_a_row_of_problems(kb: KnowledgeBase, tmp_path: Path) -> None:
    read = tables([bom(b"{}", "bom.json"), card("none", "x.md")], kb, tmp_path / "facts")
    assert [(row["code"], row["file"], row["line"]) for row in read["problems"]] == [
        ("E705", "bom.json", 1),
        ("E701", "x.md", 1),
    ]
    assert read["things"] == []


def test_rows_do_not_depend_on_how_many_are_written_at_once(
    kb: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [card(front(lines), f"{n}.md", f"acme/trap-{n}") for n, lines in enumerate(TRAPS.values())]
    whole = tables(found, kb, tmp_path / "whole")
    monkeypatch.setattr(fact_tables, "_ROWS_AT_ONCE", 2)
    assert tables(found, kb, tmp_path / "parts") == whole
