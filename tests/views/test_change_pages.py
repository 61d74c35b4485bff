"""What a change of policies means as a comment, a page, annotations, SARIF and JUnit; whatever names and quotes say."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from licet.changes.policy_changes import PolicyChanges, policy_changes
from licet.grammar.source import Span
from licet.knowledge.knowledge_base import KnowledgeBase
from licet.views.lines.policy_changes import changes_lines
from licet.views.pages.change_comment import LONGEST, MARKER, changes_markdown, changes_summary
from licet.views.pages.change_reports import changes_github, changes_gitlab, changes_junit, changes_sarif
from licet.views.pages.change_review import changes_html
from support.view_policies import BREAKOUT, hidden_characters_let_through, hostile

SIDES = (f"main {BREAKOUT}", f"topic {BREAKOUT}")
REPEAT = f"licet diff main {BREAKOUT}"

_RESULT = {
    "type": "object",
    "required": ["ruleId", "level", "message", "partialFingerprints"],
    "properties": {
        "ruleId": {"enum": [f"licet/{d}" for d in ("looser", "stricter", "both", "undecided", "otherwise")]},
        "ruleIndex": {"type": "integer", "minimum": 0, "maximum": 4},
        "level": {"enum": ["error", "warning", "note"]},
        "message": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
        "partialFingerprints": {
            "type": "object",
            "patternProperties": {"^licetChange/v1$": {"type": "string", "pattern": "^[0-9a-f]{12}$"}},
            "minProperties": 1,
            "additionalProperties": False,
        },
        "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
        "codeFlows": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["threadFlows"],
                "properties": {"threadFlows": {"type": "array", "items": {"$ref": "#/$defs/flow"}, "minItems": 1}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
SARIF_PART = {
    "$defs": {
        "location": {
            "type": "object",
            "required": ["physicalLocation"],
            "properties": {
                "message": {"type": "object", "required": ["text"]},
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "required": ["uri"],
                            "properties": {"uri": {"type": "string", "pattern": "^[^/:][^:]*$"}},
                        },
                        "region": {
                            "type": "object",
                            "patternProperties": {"^(start|end)(Line|Column)$": {"type": "integer", "minimum": 1}},
                            "additionalProperties": False,
                        },
                    },
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "flow": {
            "type": "object",
            "required": ["locations"],
            "properties": {
                "locations": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "object", "properties": {"location": {"$ref": "#/$defs/location"}}},
                }
            },
            "additionalProperties": False,
        },
    },
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results", "automationDetails"],
                "properties": {
                    "tool": {"type": "object", "required": ["driver"]},
                    "automationDetails": {"type": "object", "required": ["id"]},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": _RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
"""The part of the published schema that such a log needs, and no more than it."""


def located(span: Span) -> Span | None:
    return replace(span, file=f"policies/{span.file}") if span.file.endswith(".licet") else None


@pytest.fixture(scope="module")
def changes() -> PolicyChanges:
    """A hostile base, with another threshold and another quote."""
    before = hostile()
    texts = {name: source.text for name, source in before.base.sources.items()}
    (text,) = texts.values()
    assert "users(Org, 2023-07) > 5" in text
    changed = text.replace("users(Org, 2023-07) > 5", "users(Org, 2023-07) > 3").replace('quote "1) ', 'quote "2) ')
    changed = changed.replace("  requires notice of Use as covenant", "  requires notice of Use to run as condition")
    with hidden_characters_let_through():
        after = KnowledgeBase.parse(changed, next(iter(texts)))
        return policy_changes(before.policies, after.policies)


def test_something_is_found(changes: PolicyChanges) -> None:
    assert {s.change.key[1] for s in changes.statements} == {"house.limit", "house.keep"}
    assert changes.uses.changes


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]


def test_the_page_loads_nothing_and_runs_nothing(changes: PolicyChanges) -> None:
    page = changes_html(changes, SIDES, REPEAT)
    found = Tags()
    found.feed(page)
    assert not found.tags & {"script", "img", "iframe", "link", "object", "form"}
    assert not any(name.startswith("on") for name in found.attributes)
    assert not any(value.startswith("javascript:") for value in found.values)
    assert "default-src 'none'" in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    for part in ("<h3>before</h3>", "<h3>after</h3>", "<details><summary>why, after</summary>"):
        assert part in page


def test_the_comment_shows_names_as_they_are(changes: PolicyChanges) -> None:
    text = changes_markdown(changes, SIDES, REPEAT)
    assert text.startswith(f"{MARKER}\n### Licet: ")
    bare = text.removeprefix(MARKER)
    assert "<!--" not in bare
    assert "<script" not in bare
    outside = re.sub(r"^(`{3,})\n.*?^\1$", "", bare, flags=re.MULTILINE | re.DOTALL)
    assert "@team" not in outside
    assert "https://evil" not in outside
    assert not re.search(r"(?<!\\)\]\(", outside)
    assert "\u202e" not in text
    assert "\x1b" not in text
    rows = [line for line in bare.splitlines() if line.startswith("| ")]
    assert rows
    assert all(line.replace("\\|", "").count("|") == 6 for line in rows)


def test_a_comment_that_is_too_long_is_cut_between_its_parts(changes: PolicyChanges) -> None:
    many = replace(changes, statements=changes.statements * 400, uses=changes.uses)
    text = changes_markdown(many, SIDES, REPEAT)
    assert LONGEST - 8_000 < len(text) <= LONGEST < 65_535
    assert "do not fit into a comment" in text
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0
    summary = changes_summary(many, SIDES, REPEAT)
    assert len(text) < len(summary) <= 1_000_000
    assert MARKER not in summary


def test_places_are_told_from_the_top_of_the_repository(changes: PolicyChanges) -> None:
    def located(span: Span) -> Span:
        return replace(span, file=f"our/{span.file}")

    assert re.search(r"<code>our/[^<]*:[0-9]+</code>", changes_markdown(changes, SIDES, REPEAT, located))
    issues = json.loads(changes_gitlab(changes, located))
    assert issues
    assert all(issue["location"]["path"].startswith("our/") for issue in issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["severity"] for issue in issues} <= {"critical", "major", "info"}
    assert not any("\x1b" in issue["description"] or "\u202e" in issue["description"] for issue in issues)
    assert json.loads(changes_gitlab(changes, lambda _: None)) == []


def test_a_comment_on_nothing_says_so() -> None:
    base = hostile()
    text = changes_markdown(policy_changes(base.policies, base.policies), ("a", "b"), "licet diff")
    assert "### Licet: no change of answers" in text


def test_sarif_fits_the_schema_and_its_fingerprints_do_not_move(changes: PolicyChanges) -> None:
    log: dict[str, Any] = json.loads(changes_sarif(changes, located, version="0.2.0"))
    Draft202012Validator(SARIF_PART).validate(log)
    (run,) = log["runs"]
    assert run["automationDetails"] == {"id": "licet-diff/"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    prints = [r["partialFingerprints"]["licetChange/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)


def test_annotations_are_a_line_each(changes: PolicyChanges) -> None:
    lines = changes_github(changes, located).splitlines()
    assert len(lines) == sum(s.level is not None for s in changes.statements) + len(changes.uses.changes)
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


def test_junit_parses_and_counts(changes: PolicyChanges) -> None:
    root = ElementTree.fromstring(changes_junit(changes))
    cases = root.findall(".//testcase")
    assert int(root.attrib["tests"]) == len(cases)
    assert int(root.attrib["failures"]) == len(root.findall(".//failure"))
    assert int(root.attrib["skipped"]) == len(root.findall(".//skipped"))


def test_lines_have_no_codes_for_terminals(changes: PolicyChanges) -> None:
    shown = "\n".join("".join(text for _, text in line) for line in changes_lines(changes, SIDES, REPEAT))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
