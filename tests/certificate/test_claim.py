"""The claim of a certificate: no claim is accepted that is not so, whoever proves whatever can be proved of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from licet.certificate.branches import require_partition, summary
from licet.certificate.certified import (
    CertifiedWorld,
    Goal,
    JsonObject,
    certificate_of,
    certify,
    decode_value,
    write_certificate,
)
from licet.certificate.claim import Outcome, Truth, read_claim
from licet.certificate.evidence import certify_literal, certify_use, digests
from licet.certificate.kernel import Rejected
from licet.certificate.verify import Verification, verify_against
from licet.errors import PolicyTooComplex
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.knowledge.loading import load
from licet.logic.ir import Fact
from licet.policy import norms
from licet.verdict.verdict import Pin
from licet.views.data.alternatives import verification_json
from licet.views.lines.verification import proved_lines
from licet.wire.envelope import json_text
from licet.words.fragments import text_of
from support.claim_mutations import CLAIM_MUTATIONS, GIVEN, forged, with_other_claim
from support.samples import samples
from support.session_policies import FILES

MUTANTS = samples(2_000)
"""How many other claims are tried."""

MORE = """
use silent_judge "Silent judges Otter's answers with Alpaca"
  by silent
  on 2023-09-01
  does use alpaca
  judges otter

use undated_judge "Judging without a day"
  by acme
  does use alpaca
  judges otter

relation large(model) "has many parameters"

term large(Model) at "9"
  reading by_size "it is not small"
    when Model derived_from Model
  reading by_fame "it is small"
    when Model is small
"""
PARAMETERS = Pin("improves", "parameters")
LITERALS = (
    "alpaca_chat descends_from alpaca",
    "otter descends_from alpaca",
    "judge_otter improves otter",
    "monthly_users(silent, 2023-06) > 700 million",
    "otter is large",
    "express_grant(acme, alpaca_1)",
    "express_grant(acme, alpaca_1) and judge_otter improves otter",
)


@pytest.fixture(scope="module")
def loaded() -> KnowledgeBase:
    return KnowledgeBase.parse("".join(FILES.values()) + MORE)


def certificates(loaded: KnowledgeBase) -> Iterator[JsonObject]:
    uses = sorted(loaded.vocabulary.members("use"))
    for use in uses:
        yield certify_use(loaded.policies, use)
    for reading in ("any_help", "parameters"):
        for use in ("judge_otter", "silent_judge"):
            yield certify_use(loaded.policies, use, readings=[Pin("improves", reading)])
    yield certify_use(loaded.policies, "undated_chat", given="fact on(undated_chat) = 2023-09-01\n")
    for literal in LITERALS:
        yield certify_literal(loaded.policies, literal)


def answer_to(loaded: KnowledgeBase, claim: JsonObject) -> str:
    """The question of a claim, asked of the policies under its readings and with what it gives."""
    knowledge = loaded.assume(claim["given"]) if claim["given"] else loaded
    pins = [Pin(term, reading) for term, reading in claim["readings"]]
    if claim["kind"] == "use":
        return str(knowledge.ask(claim["use"], readings=pins).status)
    return knowledge.truth(claim["literal"], readings=pins).status


def has_shape(certificate: JsonObject) -> bool:
    try:
        read_claim(certificate)
    except Rejected:
        return False
    return True


def is_so(loaded: KnowledgeBase, certificate: JsonObject, found: Verification) -> bool:
    claim = certificate["claim"]
    if claim["kind"] == "goals":
        goals = [goal for world in certificate["worlds"] for goal in world["goals"]]
        rows = [tuple(None if c is None else decode_value(c) for c in cells) for _, cells, _ in goals]
        return found.accepted and all(
            bool(loaded.base.solver.answers(goal[0], row)) is goal[2] for goal, row in zip(goals, rows, strict=True)
        )
    assert found.proved is not None
    told = (found.proved.use or found.proved.literal, found.proved.answer, set(found.proved.readings))
    said = (claim.get("use", claim.get("literal")), claim["answer"], {Pin(*reading) for reading in claim["readings"]})
    facts_only = GIVEN[claim["given"]]
    return told == said and found.accepted is facts_only and answer_to(loaded, claim) == claim["answer"]


@pytest.mark.slow
def test_whatever_is_claimed_is_accepted_only_if_it_is_so(loaded: KnowledgeBase) -> None:
    random = Random(9)
    originals = list(certificates(loaded))
    tried: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    proved = 0
    while sum(tried.values()) < MUTANTS:
        name = random.choice(sorted(CLAIM_MUTATIONS))
        mutant = with_other_claim(random.choice(originals), name, loaded.policies, random)
        if mutant is not None and has_shape(mutant) and random.random() < 0.2:
            mutant = with_other_claim(mutant, random.choice(sorted(CLAIM_MUTATIONS)), loaded.policies, random) or mutant
        if mutant is None:
            continue
        if has_shape(mutant) and random.random() < 0.8:
            made = forged(mutant, loaded.policies, random, fit=random.random() < 0.7)
            proved += made is not None
            mutant = made or mutant
        tried[name] += 1
        found = verify_against(mutant, loaded.policies)
        if found.proved is not None:
            accepted[name] += 1
            assert is_so(loaded, mutant, found), (name, mutant["claim"])
        else:
            assert found.reason
    assert proved > MUTANTS // 5
    assert sum(accepted.values()) > MUTANTS // 50
    assert sum(accepted.values()) < MUTANTS // 2
    assert MUTANTS < 2_000 or set(tried) == set(CLAIM_MUTATIONS)


def forgeries(loaded: KnowledgeBase) -> Iterator[tuple[JsonObject, str]]:
    """Certificates whose worlds are proved, with claims that say what does not follow from them; and why not."""
    random, policies = Random(1), loaded.policies

    def claiming(certificate: JsonObject, *, fit: bool = True, **other: object) -> JsonObject:
        changed = {**certificate, "claim": {**certificate["claim"], **other}}
        return forged(changed, policies, random, fit=fit) or changed

    contested = certify_use(policies, "judge_otter")
    one = contested["claim"]["branches"][:1]
    both = [["improves", "any_help"], ["improves", "parameters"]]
    plain = [{**one[0], "readings": []}]
    yield claiming(contested, readings=both, branches=plain), "`improves` is read in two ways at once"
    yield claiming(contested, readings=[["improves", "ordinary"]], branches=plain), "is called `ordinary`"
    yield claiming(contested, readings=[["improved", "any_help"]], branches=plain), "no term is called `improved`"
    yield claiming(contested, branches=one), "leave out a possible world"
    yield claiming(contested, branches=[*plain, *plain]), "have one in common"
    yield claiming(contested, readings=both[:1]), "read in two ways"
    true = certify_literal(policies, LITERALS[0])
    yield claiming(true, fit=False, answer="yes"), "`$.claim.answer`"
    (branch,) = true["claim"]["branches"]
    yield claiming(true, fit=False, branches=[{**branch, "outcome": "yes"}]), "`$.claim.branches[0].outcome`"
    yield claiming(true, literal="Model descends_from alpaca"), "does not fit the policies"
    for text in ("abc", "1E+3000000", "1.0"):
        yield claiming(true, branches=[{**branch, "assumptions": [["on", [{"decimal": text}], True]]}]), "no value"
    known = [{**branch, "assumptions": [["small", ["otter"], value]]} for value in (True, False)]
    yield claiming(true, branches=known), "nothing is unknown of `small`"
    fact = ["express_grant", ["acme", "alpaca_1"]]
    twice = [{**branch, "assumptions": [[*fact, True], *more]} for more in ([], [[*fact, False]])]
    open_ = certify_literal(policies, "express_grant(acme, alpaca_1)")
    yield claiming(open_, branches=twice), "a branch chooses twice"
    outcome = (":outcome", ("train_otter", "permitted"))
    assumed = CertifiedWorld(loaded.base.solver.overlay([Fact(*outcome)]), (Fact(*outcome),), (Goal(*outcome),))
    goals = certificate_of([assumed], digests(loaded.base), {"kind": "goals"})
    yield goals, "assume what the claim does not say is given"
    yield {**goals, "claim": {"kind": "goals", "use": "train_otter"}}, "unknown field `use`"


def test_forgeries_are_rejected_for_what_is_wrong_with_them(loaded: KnowledgeBase) -> None:
    for certificate, reason in forgeries(loaded):
        found = verify_against(certificate, loaded.policies)
        assert found.proved is None
        assert reason in found.reason


def test_rules_that_are_given_are_named_and_nothing_is_accepted_by_them_alone(loaded: KnowledgeBase) -> None:
    rule = "rule exempt(Use, alpaca, alpaca_1)\n  when Use by acme"
    certificate = certify_use(loaded.policies, "train_otter", given=f"fact otter is small\n\n{rule}\n")
    assert certificate["claim"]["answer"] == "permitted"
    found = verify_against(certificate, loaded.policies)
    assert (found.accepted, found.accepted_under_added_rules) == (False, True)
    assert found.proved is not None
    assert [(given.kind, given.text) for given in found.proved.added] == [("rule", rule)]
    assert [given.text for given in found.proved.given] == ["fact otter is small", rule]


def test_what_became_of_certificates_fits_the_schema(loaded: KnowledgeBase) -> None:
    schema = json.loads(files("licet").joinpath("licet.schema.json").read_text(encoding="utf-8"))
    certificate = certify_use(loaded.policies, "judge_otter", given="fact otter is small", readings=[PARAMETERS])
    goals = [
        Goal("descends_from", ("alpaca_chat", "alpaca")),
        Goal(":forbidden", ("chat_product", None, None, None), False),
    ]
    for made in (
        certificate,
        certify_literal(loaded.policies, LITERALS[0], given="relation more(use)"),
        certify(loaded.base.program, (), goals, digests(loaded.base)),
        {**certificate, "files": {}},
    ):
        found = json.loads(json_text(verification_json(verify_against(made, loaded.policies))))
        Draft202012Validator(schema).validate(found)
        assert (found["proved"] is None) is (found["reason"] != "")


def test_goals_are_told_one_by_one(loaded: KnowledgeBase) -> None:
    goals = [
        Goal("descends_from", ("alpaca_chat", "alpaca")),
        Goal(":forbidden", ("chat_product", None, None, None), False),
    ]
    found = verify_against(certify(loaded.base.program, (), goals, digests(loaded.base)), loaded.policies)
    assert found.proved is not None
    assert found.proved.goals == tuple(goals)
    assert [text_of(line) for line in proved_lines(found.proved)][:3] == [
        "accepted: 2 conclusions of the lowered program, present or absent",
        "  descends_from(alpaca_chat, alpaca)",
        "  :forbidden(chat_product, _, _, _) is absent",
    ]


def test_it_is_said_what_was_proved(loaded: KnowledgeBase) -> None:
    fact = "fact monthly_users(silent, 2023-06) = 5"
    pins = [PARAMETERS]
    found = verify_against(certify_use(loaded.policies, "silent_judge", given=fact, readings=pins), loaded.policies)
    assert found.accepted
    assert found.proved is not None
    assert (found.proved.use, found.proved.literal, found.proved.answer) == ("silent_judge", None, "permitted")
    assert (found.proved.by, [str(day) for day in found.proved.on]) == (("silent",), ["2023-09-01"])
    assert (found.proved.readings, [given.text for given in found.proved.given]) == (tuple(pins), [fact])
    assert found.proved.files == digests(loaded.base)


@pytest.mark.slow
def test_a_certificate_is_the_same_wherever_the_policies_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("one", "other/below"):
        for name, text in FILES.items():
            file = tmp_path / place / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "other")
    bases = [
        load(tmp_path / "one"),
        load("below"),
        load(*(tmp_path / "one" / name for name in FILES)),
        load(*(f"../other/below/{name}" for name in FILES)),
    ]
    texts = {kb.certify("judge_otter") for kb in bases}
    assert len(texts) == 1
    assert all(kb.verify(text).accepted for kb in bases for text in texts)
    assert str(tmp_path).encode() not in texts.pop()


def test_files_are_known_by_what_they_say(loaded: KnowledgeBase) -> None:
    certificate = certify_use(loaded.policies, "train_otter")
    ((name, digest),) = certificate["files"].items()
    assert verify_against({**certificate, "files": {"elsewhere.licet": digest}}, loaded.policies).accepted
    found = verify_against({**certificate, "files": {"elsewhere.licet": "0" * 64}}, loaded.policies)
    assert (found.accepted, found.changed) == (False, tuple(sorted(["elsewhere.licet", name])))


def test_policies_that_were_changed_since_they_were_read_prove_nothing(loaded: KnowledgeBase) -> None:
    text = loaded.certify("train_otter")
    assert loaded.verify(text).accepted
    assert not loaded.retract("fact train_otter trains otter").verify(text).accepted
    assert not loaded.assume("fact otter is small").verify(text).accepted


RATED = """
open relation rating(model) = count "how good it is"
relation rated(model, count) "as rated"

rule rating(Model) = Value
  when Model rated Value

fact does(judge_otter, use, otter)
"""


def test_an_unknown_value_that_rules_conclude_too_is_not_split_on() -> None:
    rated = KnowledgeBase.parse("".join(FILES.values()) + RATED)
    with pytest.raises(PolicyTooComplex, match="`rating` that rules conclude"):
        certify_literal(rated.policies, "rating(otter) > 5")
    certificate = certify_literal(rated.policies, "otter descends_from alpaca")
    (branch,) = certificate["claim"]["branches"]
    values = rated.base.values_of("rating") or (0,)
    certificate["claim"]["branches"] = [{**branch, "assumptions": [["rating", ["otter"], v]]} for v in values]
    made = forged(certificate, rated.policies, Random(1), fit=True)
    assert made is not None
    assert "rules conclude" in verify_against(made, rated.policies).reason


def test_outcomes_are_those_that_there_are() -> None:
    assert sorted(get_args(Outcome)) == sorted(norms.OUTCOMES)
    assert get_args(Truth) == ("true", "false")


def test_branches_are_a_decision_that_covers_every_world_once() -> None:
    options = {"t": ("a", "b"), "f": ("0", "1", "2")}.__getitem__
    require_partition([{}], options)
    require_partition([{"t": "a"}, *({"t": "b", "f": v} for v in "012")], options)
    for wrong in (
        [],
        [{}, {}],
        [{"t": "a"}],
        [{"t": "a"}, {"t": "b"}, {}],
        [{"t": "a"}, {"t": "a"}, {"t": "b"}],
        [{"t": "a"}, {"t": "b"}, {"t": "c"}],
        [{"t": "a"}, {"f": "0"}],
        [{"t": "a", "f": "0"}, {"t": "b", "f": "1"}],
    ):
        with pytest.raises(Rejected):
            require_partition(wrong, options)


def test_the_answer_does_not_depend_on_how_branches_are_split() -> None:
    narrow, broad = (Pin("t", "narrow"),), (Pin("t", "broad"),)
    assert summary("use", [((), "permitted"), (narrow, "forbidden"), (broad, "forbidden")]) == "unknown"
    assert summary("use", [((), "permitted"), (narrow, "permitted"), (broad, "permitted")]) == "permitted"
    assert summary("use", [((), "permitted"), (narrow, "permitted"), (broad, "forbidden")]) == "contested"
    with pytest.raises(PolicyTooComplex):
        summary("use", [((Pin(f"t{n}", r),), "permitted") for n in range(20) for r in "ab"])


def test_what_nests_without_end_or_is_too_long_is_rejected(loaded: KnowledgeBase) -> None:
    certificate = certify_use(loaded.policies, "train_otter")
    text = write_certificate(certificate).decode()
    deep = "[" * 100_000 + "]" * 100_000
    for old in ('"readings":[]', '"given":""', '"assumptions":[]'):
        assert old in text
        found = verify_against(text.replace(old, f"{old.split(':')[0]}:{deep}", 1).encode(), loaded.policies)
        assert not found.accepted
    long = {**certificate["claim"], "given": "#" * 2_000_000}
    assert "`$.claim.given`" in verify_against({**certificate, "claim": long}, loaded.policies).reason
    many = json.loads(text)
    many["claim"]["branches"] *= 20_000
    assert "`$.claim.branches`" in verify_against(many, loaded.policies).reason
