"""A knowledge base that was kept answers as one that was loaded, and only as long as nothing has changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from licet.checks.files import shipped_policies
from licet.engine.deferred import Deferred, from_bytes, to_bytes
from licet.errors import PolicyError
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge.kept import Kept, load_kept
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.logic.ir import Fact
from licet.verdict.verdict import Pin
from licet.views.data.answers import explanation_json, verdict_json

POLICY = """\
kind model
relation derived_from(model, model)
relation comes_from(model, model)
model base
model tuned
  derived_from base
model merged
  derived_from tuned
rule X comes_from Y
  when X derived_from Y
rule X comes_from Y
  when X derived_from Z
  and Z comes_from Y
"""


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def again(folder: Path) -> KnowledgeBase:
    """The shipped policies as they are read after questions were asked of them."""
    first = load_kept(folder, [shipped_policies()])
    for use in sorted(first.knowledge.vocabulary.members("use"))[::3]:
        first.knowledge.ask(use)
    first.keep_code()
    second = load_kept(folder, [shipped_policies()])
    assert second.known > 100
    return second.knowledge


def _files(folder: Path, text: str = POLICY) -> Path:
    policies = folder / "policies"
    policies.mkdir(exist_ok=True)
    (policies / "models.licet").write_text(text)
    return policies


def _was_read(kept: Kept) -> bool:
    """Whether the trees are still to be made, as they are only after reading an entry."""
    return kept.knowledge.base.parsed._made is None


def test_every_use_has_the_verdict_it_has_when_loaded(shipped: KnowledgeBase, again: KnowledgeBase) -> None:
    uses = list(shipped.vocabulary.members("use"))
    assert len(uses) >= 10
    for use in uses:
        assert verdict_json(again.base, again.ask(use)) == verdict_json(shipped.base, shipped.ask(use))


def test_the_tests_of_the_policies_pass(again: KnowledgeBase) -> None:
    results = again.test()
    assert len(results) > 300
    assert not [result for result in results if result.failures]


@pytest.mark.parametrize("use", ["distil_llama_2_into_mistral", "label_features_for_safety"])
def test_proofs_and_certificates_are_the_same(shipped: KnowledgeBase, again: KnowledgeBase, use: str) -> None:
    assert explanation_json(again.base, again.why(use)) == explanation_json(shipped.base, shipped.why(use))
    assert again.certify(use) == shipped.certify(use)


def test_what_was_loaded_is_the_same(shipped: KnowledgeBase, again: KnowledgeBase) -> None:
    assert again.warnings == shipped.warnings
    assert again.vocabulary == shipped.vocabulary
    assert again.base.modules == shipped.base.modules
    assert again.base.program == shipped.base.program
    assert again.base.sources == shipped.base.sources
    assert again.base.usage == shipped.base.usage


@pytest.mark.parametrize(
    "text",
    [
        "fact acme accepted llama_2\n",
        "kind pet\npet cat\nrelation sleeps(pet)\nrule X is sleeps\n  when X = cat\n",
    ],
)
def test_statements_can_be_added(shipped: KnowledgeBase, again: KnowledgeBase, text: str) -> None:
    mine, theirs = again.assume(text), shipped.assume(text)
    for use in ("distil_llama_2_into_mistral", "label_features_for_safety"):
        assert mine.ask(use) == theirs.ask(use)
        pins = [Pin("improves", mine.vocabulary.terms["improves"].term.readings[0].name)]
        assert mine.ask(use, readings=pins) == theirs.ask(use, readings=pins)


def test_an_entry_is_read_while_nothing_changes(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    first = load_kept(cache, [policies])
    assert not _was_read(first)
    assert first.knowledge.query("merged comes_from X").rows == (("base",), ("tuned",))
    first.keep_code()
    second = load_kept(cache, [policies])
    assert _was_read(second)
    assert second.knowledge.query("merged comes_from X").rows == (("base",), ("tuned",))


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    _files(tmp_path, POLICY.replace("derived_from tuned", "derived_from base"))
    changed = load_kept(cache, [policies])
    assert not _was_read(changed)
    assert changed.knowledge.query("merged comes_from X").rows == (("base",),)
    _files(tmp_path)
    assert _was_read(load_kept(cache, [policies]))


def test_a_further_file_counts(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    (policies / "more.licet").write_text("model other\n  derived_from merged\n")
    assert load_kept(cache, [policies]).knowledge.truth("other comes_from base").status == "true"


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes")
def test_a_file_whose_name_is_no_text_is_kept(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    (policies / os.fsdecode(b"bad\xff.licet")).write_text("model other\n  derived_from merged\n")
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    kept = load_kept(cache, [policies])
    assert _was_read(kept)
    assert kept.knowledge.truth("other comes_from base").status == "true"


def test_errors_are_never_kept(tmp_path: Path) -> None:
    policies = _files(tmp_path, POLICY + "fact nobody comes_from base\n")
    for _ in range(2):
        with pytest.raises(PolicyError):
            load_kept(tmp_path / "cache", [policies])
    assert not list((tmp_path / "cache").iterdir())


def test_tests_are_kept_only_where_they_are_wanted(tmp_path: Path) -> None:
    policies = _files(tmp_path, POLICY + 'test "lineage"\n  expect that merged comes_from base\n')
    for _ in range(2):
        assert len(load_kept(tmp_path / "cache", [policies]).knowledge.test()) == 1
        assert not load_kept(tmp_path / "cache", [policies], tests=False).knowledge.test()


def _spoil(data: bytes) -> list[bytes]:
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
    return [b"", data[:40], data[:-1], data + b"x", flipped, b"X" + data[1:]]


@pytest.mark.parametrize("suffix", [".base", ".code"])
def test_a_spoiled_entry_is_not_used(tmp_path: Path, suffix: str) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    kept = load_kept(cache, [policies])
    kept.knowledge.query("X comes_from Y")
    kept.keep_code()
    path = next(cache.glob(f"*{suffix}"))
    for spoiled in _spoil(path.read_bytes()):
        path.write_bytes(spoiled)
        found = load_kept(cache, [policies])
        assert _was_read(found) == (suffix == ".code")
        assert found.known == 0
        assert len(found.knowledge.query("X comes_from Y").rows) == 3
        found.keep_code()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    kept = load_kept(cache, [_files(tmp_path)])
    kept.keep_code()
    assert kept.entry is None
    assert not list(cache.iterdir())


def test_a_folder_that_cannot_be_made_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load_kept(tmp_path / "file" / "cache", [_files(tmp_path)]).entry is None


LICENSED = """\
license tiny "Tiny License"
  text "tiny.txt" sha256 "{hash}"
"""


def test_a_license_text_that_changes_is_checked_anew(tmp_path: Path) -> None:
    policies = tmp_path / "policies"
    policies.mkdir()
    for file in shipped_policies().glob("vocabulary*.licet"):
        (policies / file.name).write_text(file.read_text())
    text = b"You may use it.\n"
    (policies / "tiny.licet").write_text(LICENSED.format(hash=hashlib.sha256(text).hexdigest()))
    cache = tmp_path / "cache"

    def codes(found: tuple[Diagnostic, ...]) -> set[str]:
        return {d.code for d in found}

    assert "W501" in codes(load_kept(cache, [policies]).knowledge.warnings)
    (policies / "tiny.txt").write_bytes(text)
    assert "W501" not in codes(load_kept(cache, [policies]).knowledge.warnings)
    assert "W501" not in codes(load_kept(cache, [policies]).knowledge.warnings)
    (policies / "tiny.txt").write_bytes(text + b"Or not.\n")
    with pytest.raises(PolicyError):
        load_kept(cache, [policies])


def test_old_entries_go(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(20):
        kept = load_kept(cache, [_files(tmp_path, f"{POLICY}model m{number}\n")])
        kept.knowledge.query("X comes_from Y")
        kept.keep_code()
    assert len(list(cache.glob("*.base"))) == 16
    assert len(list(cache.glob("*.code"))) == 16
    assert len(list(cache.iterdir())) == 32


def test_what_is_left_of_a_write_that_was_cut_off_goes(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    left, fresh = cache / "old.1.part", cache / "new.2.part"
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (0, 0))
    load_kept(cache, [_files(tmp_path)])
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:9])
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    kept = load_kept(tmp_path / "cache", [_files(tmp_path)])
    kept.keep_code()
    assert len(kept.knowledge.query("X comes_from Y").rows) == 3
    assert not list((tmp_path / "cache").iterdir())


def test_deferred_values_stay_deferred() -> None:
    made = []

    def make() -> tuple[Fact, ...]:
        made.append(1)
        return (Fact("r", ("a",)),)

    shared = Deferred(make)
    one, other = from_bytes(to_bytes((shared, shared)))
    assert made == [1]
    assert one is other
    assert one._made is None
    assert one.get() == shared.get() == (Fact("r", ("a",)),)
    assert one.get() is one.get()
    assert made == [1]
