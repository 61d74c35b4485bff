"""Whatever is wrong with the input, the command line says what, ends with the right status, and permits nothing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from licet.repl.cli.main import main
from support.small_world import FORBID, GRANT, VOCABULARY, license_text

USE = "use u\n  by org\n  on 2024-01-01\n  does run thing\n"
POLICY = VOCABULARY + license_text("one") + GRANT + USE
CIRCLE = 'clause one.a at "1"\n  forbids Use\n  overrides b\nclause one.b at "1"\n  permits Use\n  overrides a\n'
ORGANIZATIONS = "".join(f"organization o{i}\n" for i in range(100))


@dataclass(frozen=True, slots=True)
class Run:
    """What a command left behind."""

    status: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture
def licet(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs `licet` in an empty folder; `policy` is written there first and asked."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, policy: str | bytes | None = None, name: str = "p.licet") -> Run:
        if policy is not None:
            data = policy.encode() if isinstance(policy, str) else policy
            (tmp_path / name).write_bytes(data)
            arguments = (*arguments, "--policies", f"./{name}")
        status = main(arguments)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Run(status, captured.out, captured.err)

    return run


def refused(run: Run, code: str, *words: str) -> None:
    """The command ended with status 2 and a diagnostic of that code, and answered nothing."""
    assert run.status == 2, run
    assert f"error[{code}" in run.err
    for word in words:
        assert word in run.err
    assert "help: " in run.err or "is declared here" in run.err
    assert "permitted" not in run.out


def test_the_policy_by_itself_is_fine(licet: Runner) -> None:
    run = licet("ask", "u", policy=POLICY)
    assert (run.status, run.err) == (0, "")
    assert "permitted" in run.out


# --- What stands in a file ---


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("fcat marked(u)\n", "E1", ["fcat", "fact"]),
        ("fact marked(u\n", "E1", ["p.licet:"]),
        ("relation p(use\nfact marked(u)\n", "E1", ["p.licet:"]),
        ('claim c "never closed\n', "E1", ["p.licet:"]),
        ("fact size(org) = 1.5.2\n", "E1", ["p.licet:"]),
        ("fact on(u) = 2023-02-30\n", "E1", ["2023-02-30"]),
        (f"fact size(org) = {'9' * 5000}\n", "E1", ["200 digits"]),
        ("fact markd(u)\n", "E204", ["did you mean", "marked"]),
        ("fact marked(u, u)\n", "E206", ["marked"]),
        ("fact marked(thing)\n", "E207", ["thing"]),
        ("fact by(u, thing)\n", "E207", ["thing"]),
        ("fact size(org) = many\n", "E207", ["many"]),
        ("use v\n  by orgg\n", "E205", ["did you mean", "org"]),
        ("use v\n  does run thingg\n", "E205", ["did you mean", "thing"]),
        ("artifact x\n  licensed_under ghost\n", "E205", ["ghost"]),
        ('clause ghost.c at "1"\n  permits Use\n', "E4", ["ghost"]),
        ("use u\n", "E201", ["declared twice"]),
        ("fact on(u) = 2025-01-01\n", "E311", ["two values"]),
        ("fact not by(u, org)\n", "E310", ["by"]),
        ("rule marked(U)\n  when V by org\n", "E301", ["`U`"]),
        ("rule marked(U)\n  when U by _\n  unless flagged(U)\nrule flagged(U)\n  when marked(U)\n", "E313", ["marked"]),
        (CIRCLE, "E403", []),
        ('clause one.a at "1"\n  withholds grnt\n', "E401", ["did you mean", "grant"]),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_with_its_place(licet: Runner, text: str, code: str, words: list[str]) -> None:
    for command in (("ask", "u"), ("why", "u"), ("query", "marked(X)")):
        refused(licet(*command, policy=POLICY + text), code, "p.licet:", *words)


def test_several_errors_are_told_in_one_run(licet: Runner) -> None:
    run = licet("ask", "u", policy=POLICY + "fact markd(u)\nfcat x\nfact flaged(u)\n")
    assert run.status == 2
    assert run.err.count("error[") >= 2


def test_check_says_the_same(licet: Runner, tmp_path: Path) -> None:
    (tmp_path / "p.licet").write_text(POLICY + "fact markd(u)\n")
    run = licet("check", "p.licet")
    refused(run, "E204", "did you mean")
    assert "1 error" in run.out


# --- What nobody declared, encoded or knows ---


@pytest.mark.parametrize("command", [("ask", "uu"), ("ask", "labeling"), ("why", "labeling"), ("ask", "thing")])
def test_a_use_nobody_declared_is_bad_input(licet: Runner, command: tuple[str, ...]) -> None:
    labelling = "use labelling\n  by org\n  does run thing\n"
    run = licet(*command, policy=POLICY + labelling)
    assert run.status == 2
    assert "error[U002]: no use is called" in run.err
    assert run.out == ""
    if command[1] == "labeling":
        assert "labelling" in run.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ask", "u", "--reading", "wide of flagged"), "U002"),
        (("ask", "u", "--reading", "nonsense"), "U001"),
        (("ask", "u", "--on", "2023-13-45"), "U001"),
        (("ask", "u", "--assume", "on(u) = 2025-01-01"), "E311"),
        (("ask", "u", "--assume", "nonsense(u)"), "E204"),
        (("ask", "u", "--assume", "marked("), "E1"),
        (("ask", "u", "--with", "nowhere.licet"), "E120"),
        (("ask", "u", "--format", "nonsense"), "U001"),
        (("ask", "u", "--nonsense"), "U001"),
        (("ask",), "U001"),
        (("aks", "u"), "U001"),
        (("query", "marked(X) and"), "E1"),
        (("query", "markd(X)"), "E204"),
        (("query", "marked(X, Y)"), "E206"),
        (("query", "X > 3"), "E303"),
        (("why", "marked(X)"), "E309"),
        (("why", "nonsense("), "E1"),
    ],
)
def test_a_question_that_is_wrong_is_refused(licet: Runner, arguments: tuple[str, ...], code: str) -> None:
    run = licet(*arguments, policy=POLICY)
    assert run.status == 2, run
    assert f"error[{code}" in run.err
    assert "permitted" not in run.out


UNREAD = 'license two "Two"\n  unread because "nobody has seen it"\nartifact other\n  licensed_under two\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (UNREAD + "  not undisclosed_lineage\n", "does run other", "not encoded"),
        ("artifact other\n  not undisclosed_lineage\n", "does run other", "no license of it is known"),
        ("artifact other\n  licensed_under one\n", "does run other", "undisclosed_lineage"),
        (FORBID + "  overrides grant\n  when harmful(Use)\n", "marked", "harmful"),
    ],
    ids=["license nobody encoded", "model without a license", "lineage nobody told", "fact nobody stated"],
)
def test_what_is_not_known_is_undecided(licet: Runner, text: str, line: str, words: str) -> None:
    run = licet("ask", "u", policy=POLICY + f"  {line}\n" + text)
    assert run.status == 3, run
    assert "\nunknown" in run.out
    assert words in run.out
    assert "\npermitted" not in run.out


def test_a_license_without_clauses_is_undecided_and_warned_of(licet: Runner, tmp_path: Path) -> None:
    text = (
        POLICY
        + '  does run other\nlicense two "Two"\nartifact other\n  licensed_under two\n  not undisclosed_lineage\n'
    )
    assert licet("ask", "u", policy=text).status == 3
    run = licet("check", str(tmp_path / "p.licet"))
    assert (run.status, "warning[W403]" in run.err) == (0, True)
    assert licet("check", "--strict", str(tmp_path / "p.licet")).status == 2


def test_a_use_that_says_too_little_is_undecided(licet: Runner) -> None:
    run = licet("ask", "u", policy=POLICY.replace("  does run thing\n", ""))
    assert (run.status, "\nunknown" in run.out) == (3, True)


# --- License texts ---


def pinned(digest: str) -> str:
    clause = 'clause one.ban at "2"\n  quote "You shall not."\n  forbids Use to share\n'
    return POLICY.replace('license one "One"\n', f'license one "One"\n  text "one.txt" sha256 "{digest}"\n') + clause


def test_a_text_with_another_hash_is_refused(licet: Runner, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"You shall not.\n")
    good = hashlib.sha256(b"You shall not.\n").hexdigest()
    assert licet("ask", "u", policy=pinned(good)).status == 0
    (tmp_path / "one.txt").write_bytes(b"You may.\n")
    refused(licet("ask", "u", policy=pinned(good)), "E501", good, hashlib.sha256(b"You may.\n").hexdigest())


def test_a_quote_that_is_not_in_the_text_is_refused(licet: Runner, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"You shall not pass.\n")
    text = pinned(hashlib.sha256(b"You shall not pass.\n").hexdigest()).replace(
        "You shall not.", "You shall never pass."
    )
    refused(licet("ask", "u", policy=text), "E502", '"You shall not pass."')


@pytest.mark.parametrize("digest", ["", "0" * 63, "g" * 64])
def test_a_pin_that_is_none_is_refused(licet: Runner, digest: str) -> None:
    refused(licet("ask", "u", policy=pinned(digest)), "E503")


# --- Too much ---


@pytest.mark.slow
def test_a_rule_that_multiplies_without_bound_is_refused(licet: Runner) -> None:
    kinds = ", ".join(["organization"] * 5)
    members = "relation member(organization)\n" + "".join(f"fact member(o{i})\n" for i in range(100))
    body = "  when member(A)\n" + "".join(f"   and member({v})\n" for v in "BCDE")
    text = POLICY + ORGANIZATIONS + members + f"relation all_of({kinds})\nrule all_of(A, B, C, D, E)\n{body}"
    refused(licet("query", "all_of(A, B, C, D, E)", policy=text), "U003")


@pytest.mark.parametrize("depth", [13, 200, 20_000])
def test_groups_nested_deep_are_refused(licet: Runner, depth: int) -> None:
    groups = "any of\n     - " * depth + "flagged(U)\n" + "     end\n" * depth
    run = licet("ask", "u", policy=POLICY + f"rule marked(U)\n  when U by _\n   and {groups}")
    refused(run, "E", "nested")


SENSELESS = {
    "parentheses": "(" * 100_000,
    "negations": "not " * 20_000 + "x",
    "arguments": "fact marked(" + "u, " * 50_000 + "u)\n",
    "braces": "{" * 9999,
}


@pytest.mark.parametrize("text", SENSELESS.values(), ids=SENSELESS.keys())
def test_text_without_sense_is_refused(licet: Runner, text: str) -> None:
    refused(licet("ask", "u", policy=POLICY + text), "E")


def test_a_long_question_without_sense_is_refused(licet: Runner) -> None:
    for question in ("(" * 20_000, "not " * 5_000 + "marked(u)"):
        assert licet("query", question, policy=POLICY).status == 2


@pytest.mark.slow
def test_a_file_of_50_megabytes_is_refused(licet: Runner) -> None:
    refused(licet("ask", "u", policy=b"# a comment line\n" * 3_000_000), "E121", "larger than 20 MB")


# --- Bytes ---


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (POLICY.encode() + b"# caf\xe9\n", "E122"),
        (POLICY.encode("utf-16"), "E122"),
        (b"\xff\xfe\x00", "E122"),
        (POLICY.encode() + b"fact marked(\x00u)\n", "E1"),
        (POLICY.encode() + b"\x00", "E1"),
        (POLICY.encode() + "fact m\u202earked(u)\n".encode(), "E1"),
        (POLICY.encode() + b"\x1b[31mfact marked(u)\n", "E1"),
    ],
)
def test_bytes_that_are_no_text_are_refused(licet: Runner, data: bytes, code: str) -> None:
    run = licet("ask", "u", policy=data)
    refused(run, code)
    assert not set("\x00\x1b\u202e") & set(run.out + run.err)


@pytest.mark.parametrize("text", ["\ufeff" + POLICY, POLICY.replace("\n", "\r\n"), POLICY.replace("\n", "\n\n")])
def test_byte_order_marks_and_line_ends_do_no_harm(licet: Runner, text: str) -> None:
    assert licet("ask", "u", policy=text).status == 0


def test_an_empty_file_declares_nothing(licet: Runner) -> None:
    run = licet("ask", "u", policy="")
    assert (run.status, "U002" in run.err) == (2, True)


# --- Paths ---


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nowhere", "E120"),
        ("nowhere/p.licet", "E120"),
        ("empty", "E123"),
        ("folder.licet", "E123"),
        ("holder", "E123"),
        ("link.licet", "E120"),
        ("text.txt/p.licet", "E120"),
        ("x" * 5000, "E120"),
        ("a\0b", "E120"),
        ("", "E123"),
    ],
)
def test_a_path_without_policies_is_refused(licet: Runner, tmp_path: Path, path: str, code: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "folder.licet").mkdir()
    (tmp_path / "holder" / "inner.licet").mkdir(parents=True)
    (tmp_path / "link.licet").symlink_to("nowhere")
    (tmp_path / "text.txt").write_text("no folder")
    if path == "":
        for name in ("folder.licet", "link.licet"):
            (tmp_path / name).rename(tmp_path / "holder" / f"{name}.moved")
    for command in (("ask", "u", "--policies", path), ("check", path), ("query", "marked(X)", "-p", path)):
        run = licet(*command)
        assert run.status == 2, (command, run)
        assert f"error[{code}]" in run.err


@pytest.mark.parametrize(
    "name",
    ["a b.licet", "é😀.licet", "-x.licet", "new\nline.licet", "esc\x1b[31m.licet", "'\"$(x)`.licet", "a\\b.licet"],
)
def test_a_file_with_an_odd_name_is_read_and_named_safely(licet: Runner, name: str) -> None:
    assert licet("ask", "u", policy=POLICY, name=name).status == 0
    run = licet("ask", "u", policy=POLICY + "fact markd(u)\n", name=name)
    refused(run, "E204")
    assert "\x1b" not in run.err
    assert "new\nline" not in run.err


def test_a_file_whose_name_is_no_text_is_read(licet: Runner, tmp_path: Path) -> None:
    name = os.fsdecode(b"bad\xff.licet")
    (tmp_path / name).write_text(POLICY + "fact markd(u)\n")
    run = licet("ask", "u", "--policies", ".")
    assert (run.status, "error[E204]" in run.err) == (2, True)


def test_links_that_go_round_in_a_circle_do_no_harm(licet: Runner, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "p.licet").write_text(POLICY)
    (tmp_path / "folder" / "again").symlink_to("..")
    assert licet("ask", "u", "--policies", "folder").status == 0


# --- The process ---


def test_the_process_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "p.licet").write_text(POLICY + "fact markd(u)\n")
    code = "from licet.repl.cli.main import run; raise SystemExit(run())"
    command = [sys.executable, "-c", code, "ask", "-", "--policies", "p.licet"]
    run = subprocess.run(command, cwd=tmp_path, input=b"use \xff\n", capture_output=True, check=False, timeout=120)
    assert run.returncode == 2
    assert run.stdout == b""
    assert b"error[" in run.stderr
    assert b"Traceback" not in run.stderr


def test_an_error_as_json_is_on_the_standard_output(licet: Runner) -> None:
    run = licet("ask", "u", "--format", "json", policy=POLICY + "fact markd(u)\n")
    assert (run.status, run.err) == (2, "")
    assert '"code": "E204"' in run.out
