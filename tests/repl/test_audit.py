"""`licet audit`: a table of verdicts in each format, from files, with bad input, and stopped half way."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from licet.repl.cli.main import main
from licet.repl.screen.statuses import ExitStatus
from licet.words.disclaimer import DISCLAIMER

CALL = "from licet.repl.cli.main import run; raise SystemExit(run())"
ASKED = ("audit", "--models", "mistral_7b,mpt_7b_chat", "--use", "run,sell", "--by", "acme", "--on", "2026-03-01")


def audit(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main([*ASKED, *arguments])
    return int(status), *capsys.readouterr()


@pytest.mark.slow
def test_text_is_a_table_of_what_decides(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = audit(capsys)
    assert (status, err) == (ExitStatus.NO, "")
    assert out.splitlines() == [
        "by acme; on 2026-03-01",
        "",
        "thing        use   verdict                because",
        "mistral_7b   run   permitted              apache_2_0.patent_grant (3)",
        "mistral_7b   sell  permitted with duties  apache_2_0.grant (2), apache_2_0.patent_grant (3)",
        "mpt_7b_chat  run   unknown                not known: whether run_mpt_7b_chat is earns_money",
        "mpt_7b_chat  sell  not granted            cc_by_nc_sa_4_0 does not grant distribute, sell",
        "",
        DISCLAIMER,
    ]


@pytest.mark.slow
def test_the_status_is_the_gravest(capsys) -> None:
    by_use = {"run": ExitStatus.UNDECIDED, "sell": ExitStatus.NO}
    for use, expected in by_use.items():
        assert main(["audit", "-m", "mistral_7b,mpt_7b_chat", "-u", use, "--on", "2026-03-01"]) == expected
    assert main(["audit", "-m", "mistral_7b", "-u", "run,sell", "--on", "2026-03-01"]) == ExitStatus.YES
    capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["text", "csv", "jsonl", "markdown", "html"])
def test_several_processes_write_what_one_writes(tmp_path: Path, format_: str) -> None:
    written = []
    for jobs in ("1", "2"):
        target = tmp_path / jobs
        assert main([*ASKED, "--format", format_, "--jobs", jobs, "-o", str(target)]) == ExitStatus.NO
        written.append(target.read_bytes())
    assert written[0] == written[1]
    assert b"mpt_7b_chat" in written[0]


def test_csv_is_read_back(capsys) -> None:
    _, out, _ = audit(capsys, "--format", "csv")
    rows = list(csv.DictReader(StringIO(out)))
    assert [(r["thing"], r["use"], r["by"], r["verdict"]) for r in rows] == [
        ("mistral_7b", "run", "acme", "permitted"),
        ("mistral_7b", "sell", "acme", "permitted with duties"),
        ("mpt_7b_chat", "run", "acme", "unknown"),
        ("mpt_7b_chat", "sell", "acme", "not granted"),
    ]
    assert "copyright_notice of apache_2_0" in rows[1]["duties"].split("; ")


def test_json_lines_fit_the_schema(capsys) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from licet.wire.schema import schema

    _, out, _ = audit(capsys, "--format", "jsonl")
    found = [json.loads(line) for line in out.splitlines()]
    validator = jsonschema.Draft202012Validator(schema())
    for document in found:
        validator.validate(document)
    assert [d["status"] for d in found] == ["permitted", "permitted with duties", "unknown", "not granted"]
    assert {d["type"] for d in found} == {"audit_row"}


def test_markdown_is_a_table(capsys) -> None:
    _, out, _ = audit(capsys, "--format", "markdown")
    lines = out.splitlines()
    assert lines[:2] == ["| thing | use | by | verdict | because |", "|---|---|---|---|---|"]
    assert all(line.count(" | ") == 4 for line in lines[2:6])
    assert lines[-1] == f"_{DISCLAIMER}_"


@pytest.mark.slow
def test_the_same_question_gives_the_same_bytes(capsys) -> None:
    for format_ in ("text", "csv", "jsonl", "markdown", "html"):
        assert audit(capsys, "--format", format_) == audit(capsys, "--format", format_)


def test_html_is_whole_and_loads_nothing(capsys, tmp_path: Path) -> None:
    page = tmp_path / "grid.html"
    status, out, err = audit(capsys, "--format", "html", "-o", str(page))
    assert (status, out, err) == (ExitStatus.NO, "", "")
    text = page.read_text("utf-8")
    assert text.endswith("</html>\n")
    assert text.count('<details name="cell">') == 4
    assert "default-src 'none'" in text
    assert re.findall(r"<(?:link|img|iframe|script[^>]+src)", text) == []
    assert "apache_2_0.patent_grant" in text
    assert [f.name for f in tmp_path.iterdir()] == ["grid.html"]


def test_a_file_of_uses_is_asked(capsys, tmp_path: Path) -> None:
    uses = tmp_path / "ours.licet"
    uses.write_text('use try_it "Try it"\n  runs MODEL\n', encoding="utf-8")
    status = main(["audit", "-m", "mistral_7b", "--uses", str(uses), "--by", "acme", "--on", "2026-03-01"])
    assert status == ExitStatus.YES
    assert "mistral_7b  try_it  permitted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-m", "lama_2_7b"], "no thing is called `lama_2_7b`"),
        (["-u", "rnus X"], "no relation is called `rnus`"),
        (["-u", "runs X; serves Y"], "`Y` and `X` are two placeholders"),
        (["--uses", "/no/such/file.licet"], "there is no file `/no/such/file.licet`"),
        (["--by", "nobody_knows"], "no organization is called `nobody_knows`"),
        (["--on", "yesterday"], "`yesterday` is no day"),
        (["--format", "pdf"], "pdf"),
        (["-m", "mistral_7b", "-u", "run", "-o", "/no/such/folder/x.csv"], "cannot be written"),
        (["-m", "mistral_7b", "-u", "run", "--format", "html", "-o", "/no/such/folder/x.html"], "cannot be written"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(capsys, arguments: list[str], message: str) -> None:
    status = main(["audit", *arguments])
    out, err = capsys.readouterr()
    assert (status, out) == (ExitStatus.BAD_INPUT, "")
    assert err.startswith("error[")
    assert message in err
    assert "Traceback" not in err


def test_bad_input_leaves_a_file_that_is_there_as_it_is(capsys, tmp_path: Path) -> None:
    page = tmp_path / "grid.csv"
    page.write_text("old", encoding="utf-8")
    assert main(["audit", "-u", "rnus X", "-o", str(page)]) == ExitStatus.BAD_INPUT
    assert page.read_text(encoding="utf-8") == "old"
    capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["csv", "html", "text"])
def test_ctrl_c_keeps_what_is_done(tmp_path: Path, format_: str) -> None:
    target = tmp_path / f"out.{format_}"
    command = [sys.executable, "-c", CALL, "audit", "--on", "2026-03-01", "--format", format_]
    if format_ != "html":
        command += ["-o", str(target)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        while not (target.exists() and len(target.read_text("utf-8").splitlines()) > 5):
            assert process.poll() is None
            time.sleep(0.05)
    else:
        # What was done so far cannot be seen from outside: the page is written when it ends.
        command += ["-o", str(target), "-m", "code_llama_models,llama_2_models,llama_3_models,gemma_models"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        started = tmp_path / f".{target.name}.{process.pid}.part"
        while not started.exists():
            assert process.poll() is None
            time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    stopped = re.fullmatch(r"stopped after ([0-9]+) of ([0-9]+)\n", err)
    assert stopped is not None
    assert 0 < int(stopped[1]) < int(stopped[2])
    text = target.read_text("utf-8")
    match format_:
        case "csv":
            rows = list(csv.reader(StringIO(text)))
            assert len(rows) == int(stopped[1]) + 1
            assert {len(row) for row in rows} == {6}
        case "html":
            assert text.endswith("</html>\n")
            assert f"stopped after {stopped[1]} of {stopped[2]}" in text
            assert text.count('<details name="cell">') == int(stopped[1])
        case "text":
            assert f"stopped after {stopped[1]} of {stopped[2]}" in text
    assert [f.name for f in tmp_path.iterdir()] == [target.name]


PROBE = """
<script>
addEventListener("load", () => {
  const grid = document.getElementById("grid"), body = grid.tBodies[0];
  const names = () => [...body.rows].filter(r => r.offsetParent !== null).map(r => r.cells[0].textContent);
  const said = {wide: document.documentElement.scrollWidth <= innerWidth, start: names()};
  grid.tHead.rows[0].cells[0].querySelector("button").click();
  grid.tHead.rows[0].cells[0].querySelector("button").click();
  said.sorted = names();
  const cell = body.rows[0].querySelector("details");
  cell.open = true;
  const sheet = cell.querySelector(".sheet").getBoundingClientRect();
  said.sheet = sheet.height > 100 && sheet.bottom <= innerHeight + 1 && sheet.right <= innerWidth + 1;
  document.querySelectorAll("#filters input[type=checkbox]").forEach(box => {
    box.checked = box.value === "not-granted";
    box.dispatchEvent(new Event("input", {bubbles: true}));
  });
  said.filtered = names();
  said.left = [...grid.querySelectorAll("td[data-status]")].filter(c => !c.classList.contains("off")).length;
  document.title = JSON.stringify(said);
});
</script>
"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_the_grid_sorts_filters_and_opens_in_a_browser(capsys, tmp_path: Path, width: int) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser")
    page = tmp_path / "grid.html"
    audit(capsys, "--format", "html", "-o", str(page))
    text = page.read_text("utf-8")
    policy = re.search(r"script-src 'sha256-[^']*'", text)
    assert policy is not None
    # Its own script runs by its digest alone; the one that looks at it is let in beside it.
    text = text.replace(policy[0], f"{policy[0]} 'unsafe-hashes' 'nonce-probe'")
    page.write_text(text.replace("</body>", PROBE.replace("<script>", '<script nonce="probe">') + "</body>"), "utf-8")
    seen = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900", "--dump-dom", str(page)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    ).stdout
    found = json.loads(re.search(r"<title>(.*?)</title>", seen, re.DOTALL)[1])
    assert found == {
        "wide": True,
        "start": ["mistral_7b", "mpt_7b_chat"],
        "sorted": ["mpt_7b_chat", "mistral_7b"],
        "sheet": True,
        "filtered": ["mpt_7b_chat"],
        "left": 1,
    }
