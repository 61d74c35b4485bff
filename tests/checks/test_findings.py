"""Each finding with its words: the golden files hold short texts and what is found when they stand beside the world
of `support.checking`. A finding is its code, the words underlined, the message, the help and further places."""

import re
from pathlib import Path

import pytest

from licet.words.code_pages import codes
from support.checking import found_in, report

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))


def cases() -> list[tuple[str, str, str]]:
    found = []
    for path in GOLDEN:
        for block in path.read_text(encoding="utf-8").split("## ")[1:]:
            title, _, rest = block.partition("\n")
            text, _, expected = rest.partition("--\n")
            found.append((f"{path.stem}: {title}", text, expected.strip("\n")))
    return found


@pytest.mark.parametrize(("text", "expected"), [pytest.param(t, e, id=i) for i, t, e in cases()])
def test_findings_are_these(text: str, expected: str) -> None:
    assert report(text) == expected


def test_the_world_is_clean() -> None:
    assert found_in("") == []


def test_every_code_of_a_check_is_tried() -> None:
    listed = {code for code in codes() if code == "E123" or re.match(r"[EW][2-6]", code)}
    tried = {word for _, _, expected in cases() for word in expected.split() if word in listed}
    elsewhere = {
        "E123",
        "E214",
        "E215",
        "E216",
        "E309",
        "E316",
        "E318",
        "E320",
        "E321",
        "E322",
        "E329",
        "E331",
        "E417",
        "E421",
        "E603",
        "E621",
        "E622",
        "E623",
        "E624",
        "E631",
        "E632",
        "E633",
    }  # in other files, of loading and revising, of audits, values and certificates; or the parser is first
    texts = {code for code in listed if code[1] == "5"}
    assert listed - tried - texts == elsewhere - tried
