"""The commands that explain an answer: what they print, how they end, and that nothing makes them fail."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

P = ("-p", "POLICIES")
CHANGEABLE = "relation changeable(symbol)\nfact changeable(trains)"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(files("licet").joinpath("licet.schema.json").read_text(encoding="utf-8")))


def test_why_not_speaks_of_clauses(run) -> None:
    status, out, _ = run("why-not", "train_otter", *P)
    assert status == 1
    assert out.splitlines()[:2] == [
        "it is forbidden; asked was: permitted",
        "clause alpaca_1.no_improving (2.b) is against it  alpaca.licet:11",
    ]
    assert "clause alpaca_1.grant (1) would permit it, and is overridden by clause alpaca_1.no_improving (2.b)" in out
    assert "governs" not in out
    status, out, _ = run("why-not", "chat_product", "--status", "forbidden", *P)
    assert status == 1
    assert "clause alpaca_1.no_improving (2.b) does not apply" in out
    assert "missing: chat_product improves" in out


def test_why_not_goes_through_the_readings(run) -> None:
    out = run("why-not", "judge_otter", *P)[1]
    assert "under reading any_help of improves: forbidden\n" in out
    assert "under reading parameters" not in out
    assert run("why-not", "judge_otter", "--reading", "parameters of improves", *P)[:2] == (0, "it is permitted\n")


def test_why_not_tells_what_is_not_known_from_what_is_not_so(run) -> None:
    out = run("why-not", "express_grant(acme, alpaca_1)", *P)[1]
    assert "missing: acme express_grant alpaca_1  not known: nobody has stated or denied it" in out
    assert "missing: silent express_grant alpaca_1  denied" in run("why-not", "express_grant(silent, alpaca_1)", *P)[1]
    assert "missing: otter derived_from alpaca  not stated" in run("why-not", "otter derived_from alpaca", *P)[1]
    assert "false: 40_000 > 50_000" in run("why-not", "monthly_users(acme, 2023-06) > 50_000", *P)[1]
    out = run("why-not", "judge_otter improves otter", *P)[1]
    assert "not certain: it depends on readings or unknown facts" in out
    out = run("why-not", "not alpaca_chat derived_from alpaca", *P)[1]
    assert out == 'in the way: alpaca_chat derived_from alpaca  per "the model card"  world.licet:14\n'


def test_why_not_of_a_conjunction_shows_how_far_it_goes(run) -> None:
    out = run("why-not", "X descends_from alpaca and X is small", *P)[1]
    assert "these can be so together: X descends_from alpaca\n  X = alpaca_chat\nnone of them with X is small\n" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("why-not", "nosuch"),
        ("why-not", "nosuch is forbidden"),
        ("why-not", "otter descends_from nobody"),
        ("why-not", "otter descends_from alpaca", "--status", "forbidden"),
        ("why-not", "("),
        ("why-not", "train_otter", "--status", "contested"),
        ("why-not", "train_otter", "--reading", "nosuch of improves"),
        ("what-if", "train_otter"),
        ("what-if", "nosuch", "--assume", "otter is small"),
        ("what-if", "train_otter", "--assume", "nosuch(otter)"),
        ("what-if", "train_otter", "--assume", "not train_otter trains otter"),
        ("what-if", "train_otter", "--retract", "otter derived_from alpaca"),
        ("what-if", "train_otter", "--retract", "rule X is small\n  when X derived_from alpaca"),
        ("what-if", "train_otter", "--reading", "nosuch of improves"),
        ("what-if", "train_otter", "--assume", "on(train_otter) = 2023-02-01", "--on", "2023-01-01"),
        ("remedies", "train_otter"),
        ("remedies", "nosuch"),
        ("needs", "nosuch"),
        ("duties", "nosuch"),
        ("proofs", "nosuch"),
        ("proofs", "X descends_from Y"),
        ("proofs", "train_otter", "--most", "0"),
        ("witnesses", "nosuch is small"),
    ],
)
def test_what_makes_no_sense_is_bad_input(run, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments, *P)
    assert (status, out) == (2, "")
    assert err.startswith("error[")
    assert "Traceback" not in err
    if "contested" not in arguments and "0" not in arguments:
        status, out, err = run(*arguments, *P, "--format", "json")
        assert (status, json.loads(out)["errors"] > 0) == (2, True)


def test_what_if(run) -> None:
    status, out, _ = run("what-if", "train_otter", "--retract", "train_otter trains otter", *P)
    assert status == 0
    assert "  no longer: train_otter trains otter\n" in out
    assert "comes_from" not in out
    status, out, _ = run("what-if", "silent_chat", "--assume", "monthly_users(silent, 2023-06) = 5", *P)
    assert (status, out.splitlines()[0]) == (0, "silent_chat: unknown -> permitted")
    assert "  now certain: clause alpaca_1.grant (1) is live for alpaca in silent_chat\n" in out
    status, out, _ = run("what-if", "judge_otter", "--reading", "improves=any_help", *P)
    assert (status, out.splitlines()[0]) == (1, "judge_otter: contested -> forbidden")
    status, out, _ = run("what-if", "chat_product", "--assume", "otter is small", *P)
    assert out == "chat_product: permitted still\n"
    assert run("what-if", "undated_chat", "--assume", "otter is small", "--on", "2022-01-01", *P)[0] == 1


def test_remedies_say_that_there_are_more(run) -> None:
    changeable = f"{CHANGEABLE}\nfact changeable(derived_from)"
    status, out, _ = run("remedies", "train_otter", "--assume", changeable, *P)
    assert status == 0
    assert out.count("would be permitted") == 1
    own = f"{changeable}\nrelation decides_on(use, model)\nrule Use decides_on Model\n  when Use trains Model\n"
    status, out, _ = run("remedies", "train_otter", "--assume", own, *P)
    assert status == 0
    assert out.count("would be permitted") == 3
    status, out, _ = run("remedies", "train_otter", "--most", "1", "--assume", own, *P)
    assert out.count("would be permitted") == 1
    assert "there may be further ways" in out
    assert run("remedies", "chat_product", *P)[:2] == (0, "chat_product is permitted as it is\n")
    assert run("remedies", "judge_otter", "--assume", CHANGEABLE, *P)[0] == 3


NOTICE = """\
clause marked at "5"
  quote "You must show “Built with Alpaca 7B” on a related website, and keep the \\"Notice\\" file."
  requires notice of Use as covenant
  when does(Use, distribute, _)
"""


def test_duties_are_a_checklist_with_the_words_and_the_notice(run, tmp_path: Path, policies: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(policies, folder)
    (folder / "alpaca.licet").write_text(
        (folder / "alpaca.licet").read_text().replace("term improves", f"{NOTICE}\nterm improves")
    )
    assume = ("--assume", "does(chat_product, distribute, alpaca_chat)")
    status, out, _ = run("duties", "chat_product", "-p", str(folder), *assume)
    assert status == 0
    assert out.count("    [ ] notice: keep the notice with every copy\n") == 1
    assert out.index("alpaca_1.marked") < out.index("alpaca_1.notice_kept")
    assert "        text: “Built with Alpaca 7B”\n" in out
    assert "“Notice”" not in out
    done = ("--assume", "chat_product fulfils notice of alpaca_1")
    status, out, _ = run("duties", "chat_product", "-p", str(folder), *assume, *done, "--format", "markdown")
    assert "\n- [x] notice: keep the notice with every copy" in out
    assert "  Text: “Built with Alpaca 7B”  \n" in out
    assert run("duties", "chat_product", *P)[1].endswith("\n\n  no duties\n")
    out = run("duties", "judge_otter", *P)[1]
    assert "under reading any_help of improves: forbidden:\n  no duties\n" in out


def test_proofs_show_what_is_different_and_where_readings_part(run) -> None:
    other = ("--assume", "otter derived_from alpaca_chat", "--assume", "otter derived_from alpaca")
    status, out, _ = run("proofs", "otter descends_from alpaca", *other, *P)
    assert status == 0
    assert out.count("proof ") == 3
    assert "proof 2: true\nas proof 1, but\n" in out
    assert "there are more proofs" in run("proofs", "otter descends_from alpaca", *other, "--most", "1", *P)[1]
    assert "as proof 1" not in run("proofs", "otter descends_from alpaca", *other, "--full", *P)[1]
    status, out, _ = run("proofs", "judge_otter", *P)
    assert status == 3
    assert out.endswith("they part at\n  judge_otter improves otter: so in proof 2, not so in proof 1\n")
    assert run("proofs", "otter descends_from alpaca", *P)[0] == 1


@pytest.mark.slow
def test_witnesses(run) -> None:
    status, out, _ = run("witnesses", "alpaca_chat descends_from alpaca", *P)
    assert (status, out) == (0, 'true\n1.\n   alpaca_chat derived_from alpaca  per "the model card"  world.licet:14\n')
    status, out, _ = run("witnesses", "train_otter", *P)
    assert status == 1
    assert "   train_otter trains otter  world.licet:" in out
    assert run("witnesses", "otter descends_from alpaca", *P)[:2] == (
        1,
        "false\nwhat is absent rests on no stated fact\n",
    )
    permitted = run("witnesses", "chat_product", *P)[1].splitlines()
    assert [line.split("  world")[0].split("  per")[0].strip() for line in permitted[:8]] == [
        "permitted",
        "1.",
        "chat_product by acme",
        "not undisclosed_lineage(alpaca_chat)",
        "does(chat_product, use, alpaca_chat)",
        "alpaca_chat licensed_under alpaca_1",
        "monthly_users(acme, 2023-06) = 40_000",
        "on(chat_product) = 2023-09-01",
    ]


@pytest.mark.slow
def test_a_certificate_is_written_and_checked(run, tmp_path: Path, policies: Path) -> None:
    proof = tmp_path / "proof.json"
    assert run("prove", "train_otter", "-o", str(proof), *P) == (0, "", "")
    status, out, _ = run("verify", str(proof), str(policies))
    assert (status, out.splitlines()[0]) == (0, "accepted: train_otter is forbidden")
    data = json.loads(proof.read_bytes())
    status, _, err = run("verify", str(proof))
    assert (status, "the policy files are not those" in err) == (4, True)
    whole = proof.read_text()

    def cyclic() -> str:
        changed = json.loads(whole)
        for world in changed["worlds"]:
            world["derived"] = [[*d[:2], 1, *d[3:]] for d in world["derived"]]
        return json.dumps(changed)

    for text in (
        whole[: len(whole) // 2],
        whole.replace("train_otter", "chat_product"),
        whole.replace('"forbidden"', '"permitted"'),
        cyclic(),
        "[" * 100_000,
        json.dumps({**data, "worlds": []}),
        json.dumps({**data, "claim": []}),
        "null",
        "",
    ):
        proof.write_text(text)
        status, out, err = run("verify", str(proof), str(policies))
        assert (status, out) == (4, "")
        assert err.startswith("error[F002]: the certificate is rejected: ")
    proof.write_bytes(b"\xff" * (1 << 26) + b" ")
    assert "the certificate is too long" in run("verify", str(proof), str(policies))[2]
    assert run("verify", str(tmp_path / "none.json"), *P)[0] == 2
    assert run("prove", "train_otter", "-o", str(tmp_path / "no" / "folder.json"), *P)[0] == 2


@pytest.fixture
def changed(tmp_path: Path, policies: Path) -> Path:
    """The policies with another prohibition, one use less and one more."""
    folder = tmp_path / "changed"
    shutil.copytree(policies, folder)
    world, license = folder / "world.licet", folder / "alpaca.licet"
    used = 'use undated_chat "A chat product without a day"\n  by '
    other = used.replace("undated_chat", "other_chat")
    world.write_text(world.read_text().replace(f"{used}acme", f"{other}silent"))
    trains, judges = (f"    when Use {verb} Model\n  reading any" for verb in ("trains", "judges"))
    license.write_text(license.read_text().replace(trains, judges))
    return folder


@pytest.mark.slow
def test_diff(run, changed: Path, policies: Path) -> None:
    status, out, _ = run("diff", str(policies), str(policies))
    assert status == 0
    assert "6 uses have the same answer" in out
    assert "what is stated is the same" in out
    status, out, _ = run("diff", str(policies), str(changed))
    assert status == 1
    assert "term improves changed" in out
    assert "     contested -> forbidden\n" in out
    assert "     readings of improves -> nothing\n" in out
    assert "     not declared -> unknown\n" in out
    assert "     unknown -> not declared\n" in out
    status, out, _ = run("diff", str(policies), str(changed), "--use", "chat_product")
    assert "1 use has the same answer" in out
    assert run("diff", str(policies), str(changed), "--use", "nosuch")[0] == 2
    assert run("diff", str(policies), str(policies / "none"))[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("why-not", "train_otter"),
        ("why-not", "chat_product", "--status", "forbidden"),
        ("why-not", "judge_otter"),
        ("why-not", "X descends_from alpaca and X is small"),
        ("why-not", "monthly_users(acme, 2023-06) > 50_000"),
        ("why-not", "not alpaca_chat derived_from alpaca"),
        ("what-if", "silent_chat", "--assume", "monthly_users(silent, 2023-06) = 5"),
        ("remedies", "train_otter", "--assume", CHANGEABLE),
        ("needs", "silent_chat"),
        ("duties", "chat_product", "--assume", "does(chat_product, distribute, alpaca_chat)"),
        ("proofs", "judge_otter"),
        ("proofs", "alpaca_chat descends_from alpaca"),
        ("witnesses", "train_otter"),
        ("diff", "POLICIES", "CHANGED"),
    ],
)
def test_json_fits_the_schema(run, validator: Draft202012Validator, changed: Path, arguments: tuple[str, ...]) -> None:
    policies = () if arguments[0] == "diff" else P
    given = [str(changed) if a == "CHANGED" else a for a in arguments]
    _, out, err = run(*given, *policies, "--format", "json")
    assert err == ""
    data: dict[str, Any] = json.loads(out)
    validator.validate(data)
    assert data["schema"] == "licet/1"


def test_json_of_verifying_fits_the_schema(run, validator: Draft202012Validator, tmp_path: Path) -> None:
    proof = tmp_path / "proof.json"
    proof.write_text("{}")
    status, out, _ = run("verify", str(proof), *P, "--format", "json")
    validator.validate(json.loads(out))
    assert (status, json.loads(out)["accepted"]) == (4, False)
