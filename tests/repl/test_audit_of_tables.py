"""`licet audit --tables`: how many models have which verdict, the rows as Parquet, what is wrong with the tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet
import pytest

from licet.repl.cli.main import main
from licet.repl.screen.statuses import ExitStatus
from licet.words.disclaimer import DISCLAIMER


def laid_down(folder: Path, licenses: str = "a,apache_2_0\nb,apache_2_0\nc,cc_by_nc_4_0\n") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "things.csv").write_text("thing,kind\na,model\nb,model\nc,model\n")
    (folder / "licensed_under.csv").write_text(f"thing,license\n{licenses}")
    return folder


def audit(*arguments: str) -> int:
    return int(main(["audit", "--use", "sell", "--by", "acme", "--on", "2026-03-01", *arguments]))


@pytest.mark.slow
def test_numbers_are_printed_and_rows_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "verdicts.parquet"
    assert audit("--tables", str(laid_down(tmp_path)), "-o", str(output)) == ExitStatus.NO
    assert capsys.readouterr().out.splitlines() == [
        "by acme; on 2026-03-01; 3 models in 2 classes of models that are alike",
        "",
        "use   not granted  unknown",
        "sell            1        2",
        "",
        DISCLAIMER,
    ]
    rows = pyarrow.parquet.read_table(output).to_pylist()
    assert [(row["thing"], row["use"], row["by"], row["verdict"]) for row in rows] == [
        ("a", "sell", "acme", "unknown"),
        ("b", "sell", "acme", "unknown"),
        ("c", "sell", "acme", "not granted"),
    ]
    assert rows[2]["because"] == "cc_by_nc_4_0 does not grant distribute, sell"


def test_what_is_wrong_with_tables_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "verdicts.parquet"
    tables = str(laid_down(tmp_path, "a,apache_3_0\n"))
    assert audit("--tables", tables, "-o", str(output)) == ExitStatus.BAD_INPUT
    assert "E713" in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize(
    ("further", "told"),
    [
        (("--models", "gemma_2b"), "`--models` and `--tables` exclude each other"),
        (("--format", "csv"), "the rows of `--tables` are written as Parquet"),
        (("-o", "verdicts.csv"), "the rows of `--tables` are written as Parquet"),
    ],
)
def test_options_that_do_not_go_with_tables_are_refused(
    further: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit("--tables", str(tmp_path), *further) == ExitStatus.BAD_INPUT
    assert told in capsys.readouterr().err


@pytest.mark.slow
def test_cards_can_be_taken_at_their_word(tmp_path: Path) -> None:
    document = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    rules = document.partition("**Cards at their word.**")[2].partition("```licet shipped\n")[2].partition("```")[0]
    (tmp_path / "own.licet").write_text(rules)
    tables = laid_down(tmp_path / "tables", "a,apache_2_0\nb,apache_2_0\nc,apache_2_0\n")
    (tables / "undisclosed_lineage.csv").write_text("thing\nb\n")
    (tables / "fine_tuned_from.csv").write_text("thing,base\nc,b\n")
    output = tmp_path / "verdicts.parquet"
    audit("--tables", str(tables), "--with", str(tmp_path / "own.licet"), "-o", str(output))
    found = {row["thing"]: (row["verdict"], row["because"]) for row in pyarrow.parquet.read_table(output).to_pylist()}
    assert found["a"][0] == "permitted with duties"
    assert found["b"] == ("unknown", "not known: the_thing: it has ingredients that nobody names")
    assert found["c"] == ("unknown", "not known: the_thing: it comes from what has ingredients that nobody names")
