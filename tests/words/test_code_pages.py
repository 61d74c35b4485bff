"""Pages of codes: every code has one, and its examples show what it says."""

import re
from pathlib import Path

import pytest

import licet
from licet.errors import PolicyError
from licet.words.code_pages import codes, document, page_of
from support.linting import findings
from support.samples import every

ROOT = Path(__file__).parents[2]
_EXAMPLE = re.compile(r"^## (Wrong|Right)\n\n(?:[^`#][^\n]*\n+)*```licet\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said() -> set[str]:
    """The codes that the source names where it finds something."""
    found = set()
    for folder in ("grammar", "kb", "repl"):
        for file in (ROOT / folder).rglob("*.py"):
            found |= set(re.findall(r"\"([ELWUF]\d{3})\"", file.read_text(encoding="utf-8")))
    return found


def found_in(text: str, knowledge: licet.KnowledgeBase) -> list[str]:
    """The codes of what is found in a text that is laid over the shipped policies."""
    module, errors = licet.grammar.parse_module(licet.grammar.SourceFile("mine.licet", text))
    try:
        return [
            d.code
            for d in knowledge.with_module(module, None, errors).warnings
            if d.span and d.span.file == "mine.licet"
        ]
    except PolicyError as error:
        return [d.code for d in error.diagnostics]


@pytest.mark.slow
@pytest.mark.parametrize("code", every(codes()))
def test_a_page_says_what_is_wrong_and_its_examples_show_it(code: str, kb: licet.KnowledgeBase) -> None:
    page = page_of(code)
    assert page is not None
    examples = dict(_EXAMPLE.findall(page.text))
    if code.startswith("L"):
        assert set(examples) == {"Wrong", "Right"}
        assert code in {d.code for d in findings(examples["Wrong"])}
        assert code not in {d.code for d in findings(examples["Right"])}
    elif "```licet" in page.text:
        assert set(examples) == {"Wrong", "Right"}
        assert set(found_in(examples["Wrong"], kb)) == {code}
        assert found_in(examples["Right"], kb) == []
    else:
        assert "```console" in page.text


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert said() == set(codes())


def test_there_is_no_page_of_what_is_no_code() -> None:
    assert page_of("E999") is None
    assert page_of("../E205") is None


def test_the_document_has_every_page_as_it_is() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == document()
