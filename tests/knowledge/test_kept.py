"""A knowledge base that was kept answers as one that was loaded, and only as long as nothing has changed."""

from __future__ import annotations

import hashlib
import os
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from licet.checks.files import shipped_policies
from licet.engine.known import KnownAnswers, Supposed
from licet.engine.solver import Solver
from licet.errors import PolicyError
from licet.grammar import tree
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge import kept_form
from licet.knowledge.kept import Kept
from licet.knowledge.kept import load_kept as load_entry
from licet.knowledge.kept_answers import KeptAnswers, decode_answers
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.verdict.verdict import Pin
from licet.views.data.answers import explanation_json, verdict_json
from support.samples import every

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
SOME_TEST = 'test "{}"\n  expect that merged comes_from base\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shipped policies are kept."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def twice(folder: Path) -> tuple[KnowledgeBase, KnowledgeBase]:
    """The shipped policies as they are loaded, and as they are read again."""
    first, second = (load_kept(folder, [shipped_policies()]) for _ in range(2))
    assert (_was_read(first), _was_read(second)) == (False, True)
    return first, second


@pytest.fixture(scope="module")
def kb(twice: tuple[KnowledgeBase, KnowledgeBase]) -> KnowledgeBase:
    """As they are loaded."""
    return twice[0]


@pytest.fixture(scope="module")
def again(twice: tuple[KnowledgeBase, KnowledgeBase]) -> KnowledgeBase:
    """As they are read again."""
    return twice[1]


def load_kept(folder: Path, paths: list[Path], *, tests: bool = True) -> KnowledgeBase:
    return load_entry(folder, paths, tests=tests).knowledge


def _files(folder: Path, text: str = POLICY) -> Path:
    policies = folder / "policies"
    policies.mkdir(exist_ok=True)
    (policies / "models.licet").write_text(text)
    return policies


def _was_read(knowledge: KnowledgeBase) -> bool:
    """Whether the texts are still to be decoded, as they are only after reading an entry."""
    return isinstance(knowledge.base.sources, kept_form._LateSources)


@pytest.mark.thorough
def test_every_use_has_the_verdict_it_has_when_loaded(kb: KnowledgeBase, again: KnowledgeBase) -> None:
    uses = list(kb.vocabulary.members("use"))
    assert len(uses) >= 10
    for use in every(uses):
        assert verdict_json(again.base, again.ask(use)) == verdict_json(kb.base, kb.ask(use))


@pytest.mark.slow
def test_the_tests_of_the_policies_pass(again: KnowledgeBase) -> None:
    results = again.test(["llama_2"])
    assert len(results) > 50
    assert not [result for result in results if result.failures]


@pytest.mark.slow
@pytest.mark.parametrize(
    "use", ["distil_llama_2_into_mistral", pytest.param("judge_mistral_with_llama_2", marks=pytest.mark.deep)]
)
def test_proofs_and_certificates_are_the_same(kb: KnowledgeBase, again: KnowledgeBase, use: str) -> None:
    assert explanation_json(again.base, again.why(use)) == explanation_json(kb.base, kb.why(use))
    assert again.certify(use) == kb.certify(use)


@pytest.mark.slow
def test_what_was_loaded_is_the_same(kb: KnowledgeBase, again: KnowledgeBase) -> None:
    assert again.warnings == kb.warnings
    assert again.vocabulary == kb.vocabulary
    assert again.base.modules == kb.base.modules
    assert again.base.program == kb.base.program
    assert again.base.sources == kb.base.sources
    assert again.base.usage == kb.base.usage


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "fact acme accepted llama_2\n",
        "kind pet\npet cat\nrelation sleeps(pet)\nrule X is sleeps\n  when X = cat\n",
    ],
)
def test_statements_can_be_added(kb: KnowledgeBase, again: KnowledgeBase, text: str) -> None:
    mine, theirs = again.assume(text), kb.assume(text)
    use = "distil_llama_2_into_mistral"
    assert mine.ask(use) == theirs.ask(use)
    pins = [Pin("improves", mine.vocabulary.terms["improves"].term.readings[0].name)]
    assert mine.ask(use, readings=pins) == theirs.ask(use, readings=pins)


def test_an_entry_is_read_while_nothing_changes(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    first = load_kept(cache, [policies])
    assert not _was_read(first)
    assert first.query("merged comes_from X").rows == (("base",), ("tuned",))
    second = load_kept(cache, [policies])
    assert _was_read(second)
    assert second.query("merged comes_from X").rows == (("base",), ("tuned",))


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    _files(tmp_path, POLICY.replace("derived_from tuned", "derived_from base"))
    changed = load_kept(cache, [policies])
    assert not _was_read(changed)
    assert changed.query("merged comes_from X").rows == (("base",),)
    _files(tmp_path)
    assert _was_read(load_kept(cache, [policies]))


def test_rules_of_other_files_are_not_mixed_into_what_was_kept(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    read = load_kept(cache, [policies])
    for path in cache.glob("*.rest"):
        path.unlink()
    assert _was_read(read)
    _files(tmp_path, POLICY.replace("when X derived_from Y", "when Y derived_from X"))
    with pytest.raises(PolicyError, match="the policies changed since they were loaded"):
        read.query("X comes_from tuned")
    _files(tmp_path)
    assert load_kept(cache, [policies]).query("X comes_from tuned").rows == (("merged",),)


def test_files_are_kept_apart_from_the_folder_that_they_are_in(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    assert not _was_read(load_kept(cache, [policies / "models.licet"]))
    assert _was_read(load_kept(cache, [policies]))


def test_a_further_file_counts(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    cache = tmp_path / "cache"
    load_kept(cache, [policies])
    (policies / "more.licet").write_text("model other\n  derived_from merged\n")
    assert load_kept(cache, [policies]).truth("other comes_from base").status == "true"


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes")
def test_policies_whose_names_are_no_text_are_not_kept(tmp_path: Path) -> None:
    policies = _files(tmp_path)
    (policies / os.fsdecode(b"bad\xff.licet")).write_text("model other\n  derived_from merged\n")
    for _ in range(2):
        loaded = load_kept(tmp_path / "cache", [policies])
        assert not _was_read(loaded)
        assert loaded.truth("other comes_from base").status == "true"


def test_numbers_that_are_too_large_to_keep_are_no_fault(tmp_path: Path) -> None:
    policies = _files(tmp_path, POLICY + f"relation size(model) = number\nfact size(base) = {10**30}\n")
    for _ in range(2):
        assert load_kept(tmp_path / "cache", [policies]).query("size(base) = X").rows == ((10**30,),)


@pytest.mark.parametrize("start", ["1000 billion", "0.0000001"])
def test_answers_with_numbers_as_long_as_can_be_calculated_are_kept(tmp_path: Path, start: str) -> None:
    text = f"relation s0(model) = number\nfact s0(base) = {start}\n"
    for i in range(6):
        text += f"relation s{i + 1}(model) = number\nrule s{i + 1}(X) = N * N\n  when s{i}(X) = N\n"
    policies, warnings = _files(tmp_path, POLICY + text), list[Diagnostic]()
    for _ in range(2):
        kept = load_entry(tmp_path / "cache", [policies], warn=warnings.append)
        ((number,),) = kept.knowledge.query("s6(base) = N").rows
        kept.keep_answers()
    assert len(f"{Decimal(str(number)):f}") > 400
    assert warnings == []
    assert kept.answers is not None
    assert not kept.answers.known.grown


def test_an_answer_with_a_number_that_could_not_be_read_again_is_not_kept() -> None:
    asked = ("p", (None,))
    kept = KeptAnswers()
    kept.known.note((), asked, ((10**3_000,),))
    assert kept.encode() is None


def test_values_of_every_type_are_kept(tmp_path: Path) -> None:
    values = {"number": "-12.50", "count": "700 million", "date": "2023-07-18", "month": "2023-06", "text": '"a b"'}
    text = "".join(f"relation r_{kind}(model) = {kind}\n" for kind in values)
    text += "".join(f"fact r_{kind}(base) = {value}\n" for kind, value in values.items())
    text += "".join(f"rule base comes_from base\n  when r_{kind}(base) = {value}\n" for kind, value in values.items())
    text += "open relation users(model) = count\nfact users(base) = unknown\n"
    policies = _files(tmp_path, POLICY + text)
    first, second = (load_kept(tmp_path / "cache", [policies]) for _ in range(2))
    assert _was_read(second)
    assert first.base.program == second.base.program
    assert first.policies.examined.get() == second.policies.examined.get()
    for kind, value in values.items():
        assert second.truth(f"r_{kind}(base) = {value}").status == "true"
        assert first.query(f"r_{kind}(base) = X") == second.query(f"r_{kind}(base) = X")
    assert second.truth("users(base) > 5").status == "unknown"


def test_errors_are_never_kept(tmp_path: Path) -> None:
    policies = _files(tmp_path, POLICY + "fact nobody comes_from base\n")
    for _ in range(2):
        with pytest.raises(PolicyError):
            load_kept(tmp_path / "cache", [policies])
    assert {path.suffix for path in (tmp_path / "cache").iterdir()} == {".tree"}


def test_tests_are_kept_only_where_they_are_wanted(tmp_path: Path) -> None:
    policies = _files(tmp_path, POLICY + 'test "lineage"\n  expect that merged comes_from base\n')
    for _ in range(2):
        assert len(load_kept(tmp_path / "cache", [policies]).test()) == 1
        assert not load_kept(tmp_path / "cache", [policies], tests=False).test()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    for _ in range(2):
        assert not _was_read(load_kept(cache, [_files(tmp_path)]))
    assert not list(cache.iterdir())


def test_a_folder_that_cannot_be_made_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not _was_read(load_kept(tmp_path / "file" / "cache", [_files(tmp_path)]))


LICENSED = """\
license tiny "Tiny License"
  text "tiny.txt" sha256 "{hash}"
"""


@pytest.mark.slow
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

    assert "W501" in codes(load_kept(cache, [policies]).warnings)
    (policies / "tiny.txt").write_bytes(text)
    assert "W501" not in codes(load_kept(cache, [policies]).warnings)
    assert "W501" not in codes(load_kept(cache, [policies]).warnings)
    (policies / "tiny.txt").write_bytes(text + b"Or not.\n")
    with pytest.raises(PolicyError):
        load_kept(cache, [policies])


def test_old_entries_go(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for number in range(20):
        load_kept(cache, [_files(tmp_path, f"{POLICY}model m{number}\n")])
    assert {path.suffix for path in cache.iterdir()} == {".base", ".rest", ".tree"}
    assert len([path for path in cache.iterdir() if path.suffix != ".tree"]) == 32


def _asked(cache: Path, policies: Path, question: str) -> Kept:
    kept = load_entry(cache, [policies])
    kept.knowledge.query(question)
    kept.keep_answers()
    return kept


def test_questions_that_were_asked_before_need_no_rules(tmp_path: Path) -> None:
    policies, cache = _files(tmp_path), tmp_path / "cache"
    for question in ("tuned comes_from X", "X comes_from base", "tuned comes_from X"):
        first, again = _asked(cache, policies, question), _asked(cache, policies, question)
        assert first.knowledge.query(question) == again.knowledge.query(question)
        assert again.answers is not None
        assert not again.answers.known.grown
        assert not _solver(again).compiled.slots


def _solver(kept: Kept) -> Solver:
    solver = kept.knowledge.base.solver
    assert isinstance(solver, Solver)
    return solver


@pytest.mark.slow
def test_uses_that_were_asked_before_have_the_same_verdicts(kb: KnowledgeBase, folder: Path) -> None:
    uses = ["distil_llama_2_into_mistral", "label_features_for_safety", "microsoft_hosts_llama_2", "acme_chat_product"]
    for _ in range(2):
        kept = load_entry(folder, [shipped_policies()])
        for use in uses:
            assert verdict_json(kept.knowledge.base, kept.knowledge.ask(use)) == verdict_json(kb.base, kb.ask(use))
        kept.keep_answers()
    assert kept.answers is not None
    assert not kept.answers.known.grown


def test_what_is_supposed_is_told_apart(tmp_path: Path) -> None:
    policies, cache = _files(tmp_path), tmp_path / "cache"
    question = "X comes_from merged"
    for _ in range(3):
        kept = load_entry(cache, [policies])
        plain = kept.knowledge
        more = plain.assume("fact base derived_from merged\n")
        less = plain.retract("fact merged derived_from tuned\n")
        both = more.retract("fact merged derived_from tuned\n")
        back = less.assume("fact merged derived_from tuned\n")
        assert [k.query(question).rows for k in (plain, more, less, both, back)] == [
            (),
            (("base",), ("merged",), ("tuned",)),
            (),
            (("base",), ("tuned",)),
            (),
        ]
        assert plain.query("merged comes_from X").rows == back.query("merged comes_from X").rows != ()
        assert less.query("merged comes_from X").rows == ()
        kept.keep_answers()


def test_answers_of_other_policies_are_not_taken_for_these(tmp_path: Path) -> None:
    policies, cache = _files(tmp_path), tmp_path / "cache"
    _asked(cache, policies, "merged comes_from X")
    known = next(cache.glob("*.answers"))
    _files(tmp_path, POLICY.replace("derived_from tuned", "derived_from base"))
    other = _asked(cache, policies, "X comes_from tuned")
    assert other.entry is not None
    other.entry.with_suffix(".answers").write_bytes(known.read_bytes())
    assert load_kept(cache, [policies]).query("merged comes_from X").rows == (("base",),)


def test_files_beside_the_policies_that_come_with_licet_are_laid_over_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped, cache = _files(tmp_path, POLICY + SOME_TEST.format("theirs")), tmp_path / "cache"
    monkeypatch.setattr("licet.knowledge.kept.shipped_policies", lambda: shipped)
    own = tmp_path / "own.licet"
    own.write_text("model mixed\n  derived_from merged\n" + SOME_TEST.format("ours"))

    def asked(**options: bool) -> tuple[tuple[tuple[object, ...], ...], list[str]]:
        kept = load_entry(cache, [shipped, own], **options)
        tests = [s.title for m in kept.knowledge.base.modules for s in m.statements if isinstance(s, tree.Test)]
        return kept.knowledge.query("mixed comes_from X").rows, sorted(tests)

    everything = (("base",), ("merged",), ("tuned",))
    for _ in range(2):
        assert asked() == (everything, ["ours"])
        assert asked(tests=False) == (everything, [])
        assert asked(shipped_tests=True) == (everything, ["ours", "theirs"])
    own.write_text("model mixed\n  derived_from tuned\n")
    assert asked() == ((("base",), ("tuned",)), [])
    own.write_text("model mixed\n  derived_from nothing\n")
    with pytest.raises(PolicyError, match="nothing"):
        asked()
    (shipped / "models.licet").write_text(POLICY.replace("derived_from base", "not derived_from base"))
    own.write_text("model mixed\n  derived_from tuned\n")
    assert asked() == ((("tuned",),), [])


def test_many_and_long_answers_are_found_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    known = KnownAnswers()
    known.note((), ("r", (None,)), (("a",),) * 101)
    assert known.find((), ("r", (None,))) is None
    monkeypatch.setattr("licet.engine.known._MOST_NEW", 2)
    for name in "abc":
        known.note((), ("r", (name,)), ((name,),))
    assert [known.find((), ("r", (name,))) for name in "abc"] == [(("a",),), (("b",),), None]


def _world(name: str) -> Supposed:
    return (((("r", (name,)),), ()),)


def test_of_many_answers_those_of_the_last_questions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, kept = ("r", (None,)), KeptAnswers()
    for name in "abc":
        kept.known.note(_world(name), asked, ((name,),))
    again = _read_again(kept)
    assert [again.known.find(_world(name), asked) for name in "abcd"] == [(("a",),), (("b",),), (("c",),), None]
    again.known.note(_world("a"), ("s", (None,)), ())
    monkeypatch.setattr("licet.knowledge.kept_answers._MOST", 3)
    last = _read_again(again)
    assert [last.known.find(_world(name), asked) for name in "abc"] == [(("a",),), None, (("c",),)]
    assert last.known.find(_world("a"), ("s", (None,))) == ()


def _read_again(kept: KeptAnswers) -> KeptAnswers:
    data = kept.encode()
    assert data is not None
    return decode_answers(memoryview(data))


def test_answers_that_are_not_of_their_type_are_found_anew() -> None:
    kept = KeptAnswers()
    kept.known.note((), ("r", (None,)), (("a",),))
    data = kept.encode()
    assert data is not None
    ((key, (count, _)),) = msgspec.msgpack.decode(data)[0].items()
    for wrong in (1, [1], [[["r", [None], [[[1, 2, 3, 4]]]]]], [[["r", [None]]]]):
        again = decode_answers(memoryview(msgspec.msgpack.encode([{key: [count, msgspec.msgpack.encode(wrong)]}])))
        assert again.known.find((), ("r", (None,))) is None
