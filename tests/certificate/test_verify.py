"""Certificates of verdicts and truths, against the policies they are of and against others."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from licet.certificate.branches import summary
from licet.certificate.certified import Goal, JsonObject, certify, write_certificate
from licet.certificate.evidence import certify_literal, certify_use, digests
from licet.certificate.verify import verify, verify_against
from licet.errors import NameUnknown, PolicyError
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.verdict.verdict import Pin, Status
from support.samples import some_uses
from support.session_policies import FILES

USES = {
    "chat_product": "permitted with duties",
    "judge_otter": "contested",
    "train_otter": "forbidden",
    "silent_chat": "unknown",
    "undated_chat": "unknown",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeBase, Path]:
    folder = tmp_path_factory.mktemp("policies")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder), folder


@pytest.fixture(scope="module")
def loaded(base: tuple[KnowledgeBase, Path]) -> KnowledgeBase:
    return base[0]


@pytest.mark.slow
def test_every_verdict_is_certified_and_verified_from_the_files(base: tuple[KnowledgeBase, Path]) -> None:
    loaded, folder = base
    for use in USES:
        certificate = certify_use(loaded.policies, use)
        assert certificate["claim"]["answer"] == str(loaded.ask(use).status)
        found = verify(write_certificate(certificate), [folder])
        assert found.accepted, found.reason
    assert {u: certify_use(loaded.policies, u)["claim"]["answer"] for u in USES} == {
        u: str(loaded.ask(u).status) for u in USES
    }


@pytest.mark.slow
def test_the_verdicts_of_the_shipped_uses_are_certified(kb: KnowledgeBase) -> None:
    for use in some_uses(kb.vocabulary.members("use")):
        certificate = certify_use(kb.policies, use)
        assert certificate["claim"]["answer"] == str(kb.ask(use).status)
        found = verify_against(write_certificate(certificate), kb.policies)
        assert found.accepted, found.reason


def test_readings_and_further_statements_are_part_of_the_claim(loaded: KnowledgeBase) -> None:
    narrow = certify_use(loaded.policies, "judge_otter", readings=[Pin("improves", "parameters")])
    assert narrow["claim"]["readings"] == [["improves", "parameters"]]
    assert Status(narrow["claim"]["answer"]).allows
    assert verify_against(narrow, loaded.policies).accepted
    dated = certify_use(loaded.policies, "undated_chat", given="fact on(undated_chat) = 2023-09-01\n")
    assert Status(dated["claim"]["answer"]).allows
    assert verify_against(dated, loaded.policies).accepted
    dated["claim"]["given"] = "fact on(undated_chat) = 2022-09-01\n"
    assert not verify_against(dated, loaded.policies).accepted


def test_truths_are_certified(loaded: KnowledgeBase) -> None:
    for literal, answer in {
        "alpaca_chat descends_from alpaca": "true",
        "otter descends_from alpaca": "false",
        "judge_otter improves otter": "contested",
        "monthly_users(silent, 2023-06) > 700 million": "unknown",
        "monthly_users(acme, 2023-06) > 700 million": "false",
        "not otter descends_from alpaca and otter is small": "true",
    }.items():
        certificate = certify_literal(loaded.policies, literal)
        assert certificate["claim"]["answer"] == loaded.truth(literal).status == answer, literal
        found = verify_against(write_certificate(certificate), loaded.policies)
        assert found.accepted, (literal, found.reason)


def test_the_same_bytes_every_time(loaded: KnowledgeBase) -> None:
    again = KnowledgeBase.parse("".join(FILES.values()))
    for use in USES:
        text = write_certificate(certify_use(loaded.policies, use))
        assert text == write_certificate(certify_use(loaded.policies, use))
        other = certify_use(again.policies, use)
        other["files"] = certify_use(loaded.policies, use)["files"]
        assert text == write_certificate(other)


def test_a_changed_added_or_missing_file_is_named(loaded: KnowledgeBase, tmp_path: Path) -> None:
    certificate = certify_use(loaded.policies, "train_otter")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert verify(certificate, [tmp_path]).accepted
    (tmp_path / "world.licet").write_text(FILES["world.licet"] + "# a remark\n", encoding="utf-8")
    assert verify(certificate, [tmp_path]).changed == ("world.licet",)
    (tmp_path / "more.licet").write_text("organization other\n", encoding="utf-8")
    found = verify(certificate, [tmp_path])
    assert not found.accepted
    assert found.changed == ("more.licet", "world.licet")


def test_a_changed_policy_is_found_out_even_with_new_digests(loaded: KnowledgeBase) -> None:
    """The digests can be forged; the rules and facts that the files are lowered to cannot."""
    certificate = certify_use(loaded.policies, "chat_product")
    for old, new in (
        ("monthly_users(Org, 2023-06) > 700 million", "monthly_users(Org, 2023-06) > 30 thousand"),
        ("monthly_users 2023-06 = 40 thousand", "monthly_users 2023-06 = 800 million"),
        ("unless Model descends_from alpaca", "unless Model is small"),
        ("  derived_from alpaca   per", "  derived_from otter   per"),
    ):
        text = "".join(FILES.values())
        assert old in text
        changed = KnowledgeBase.parse(text.replace(old, new))
        forged = {**certificate, "files": dict(digests(changed.base))}
        found = verify_against(forged, changed.policies)
        assert not found.accepted
        assert not found.changed


def _branch(number: int, **fields: Any) -> Callable[[JsonObject], None]:
    def change(certificate: JsonObject) -> None:
        certificate["claim"]["branches"][number].update(fields)

    return change


def _drop_branch(number: int) -> Callable[[JsonObject], None]:
    def change(certificate: JsonObject) -> None:
        del certificate["claim"]["branches"][number]
        del certificate["worlds"][number]

    return change


def _claim(**fields: Any) -> Callable[[JsonObject], None]:
    return lambda certificate: certificate["claim"].update(fields)


def _part(**fields: Any) -> Callable[[JsonObject], None]:
    return lambda certificate: certificate.update(fields)


@pytest.mark.slow
@pytest.mark.parametrize("use", list(USES))
@pytest.mark.parametrize(
    "change",
    [
        *(_claim(answer=status.value) for status in Status),
        *(_claim(use=use) for use in USES),
        *(_branch(0, outcome=status.value) for status in Status),
        _branch(0, readings=[]),
        _branch(0, readings=[["improves", "nobody"]]),
        _branch(0, readings=[["improves", "parameters"]]),
        _branch(0, assumptions=[]),
        _branch(0, assumptions=[["small", ["otter"], False]]),
        _branch(-1, assumptions=[["monthly_users", ["silent", {"month": "2023-06"}], 0]]),
        _drop_branch(0),
        _drop_branch(-1),
        _claim(readings=[["improves", "any_help"]]),
        _claim(readings=[["improves", "parameters"]]),
        _claim(given="fact train_otter by silent\n"),
        _claim(given="nonsense"),
        _claim(given=None),
        _claim(kind="goals"),
        _claim(kind="literal", literal="otter is small"),
        _claim(kind="proof"),
        _claim(branches=None),
        _part(claim=None),
        _part(files=None),
        _part(files={}),
        _part(worlds=[]),
        _part(rules=[]),
    ],
)
def test_a_tampered_claim_is_refused_unless_it_is_true(
    loaded: KnowledgeBase, use: str, change: Callable[[JsonObject], None]
) -> None:
    certificate = certify_use(loaded.policies, use)
    forged = copy.deepcopy(certificate)
    change(forged)
    found = verify_against(forged, loaded.policies)
    if forged == certificate:
        assert found.accepted
    elif found.accepted:
        claim = forged["claim"]
        if claim["kind"] == "use":
            assert claim["answer"] == str(loaded.assume(claim["given"]).ask(claim["use"]).status)
            assert claim["use"] == use
        else:
            assert claim["kind"] == "goals"
    else:
        assert found.reason


@pytest.mark.slow
def test_two_certificates_cannot_be_mixed(loaded: KnowledgeBase) -> None:
    certificates = [certify_use(loaded.policies, use) for use in USES]
    for one in certificates:
        for other in certificates:
            for part in ("claim", "worlds", "rules", "strata"):
                if one[part] != other[part] and part != "strata":
                    assert not verify_against({**one, part: other[part]}, loaded.policies).accepted


def test_splitting_on_what_is_known_is_refused(loaded: KnowledgeBase) -> None:
    """A verdict that is certain cannot be made to look unknown by assuming what is known to be otherwise."""
    pinned = loaded.assume("fact monthly_users(silent, 2023-06) = 5\n")
    known = KnowledgeBase.parse("".join(FILES.values()) + "fact monthly_users(silent, 2023-06) = 5\n")
    assert pinned.ask("silent_chat").status == known.ask("silent_chat").status == Status.PERMITTED
    forged = certify_use(loaded.policies, "silent_chat")
    forged["files"] = dict(digests(known.base))
    assert forged["claim"]["answer"] == "unknown"
    assert not verify_against(forged, known.policies).accepted


def test_goals_of_the_lowered_program_are_verified(loaded: KnowledgeBase) -> None:
    goals = [
        Goal("descends_from", ("alpaca_chat", "alpaca")),
        Goal(":forbidden", ("chat_product", None, None, None), False),
    ]
    certificate = certify(loaded.base.program, (), goals, digests(loaded.base))
    assert verify_against(certificate, loaded.policies).accepted


def test_bad_questions_are_told_apart(loaded: KnowledgeBase) -> None:
    with pytest.raises(NameUnknown):
        certify_use(loaded.policies, "nothing")
    with pytest.raises(PolicyError):
        certify_use(loaded.policies, "train_otter", given="fact of nothing")
    with pytest.raises(PolicyError):
        certify_literal(loaded.policies, "Model descends_from alpaca")


def test_rubbish_is_refused(loaded: KnowledgeBase) -> None:
    for text in (b"", b"[]", json.dumps({"format": "licet-certificate-2"}).encode()):
        assert not verify_against(text, loaded.policies).accepted


def test_the_answer_that_follows_from_branches() -> None:
    narrow, broad = (Pin("t", "narrow"),), (Pin("t", "broad"),)
    assert summary("use", [((), "forbidden")]) == "forbidden"
    assert summary("use", [((), "permitted"), ((), "permitted with duties")]) == "permitted with duties"
    assert summary("use", [((), "permitted"), ((), "forbidden")]) == "unknown"
    assert summary("use", [(narrow, "permitted"), (broad, "forbidden")]) == "contested"
    assert summary("use", [(narrow, "permitted"), (broad, "permitted with duties")]) == "permitted with duties"
    assert summary("use", [(narrow, "permitted"), (narrow, "forbidden"), (broad, "unknown")]) == "unknown"
    assert summary("literal", [(narrow, "true"), (broad, "false")]) == "contested"
    assert summary("literal", [((), "true"), ((), "false")]) == "unknown"
