"""What a change of policies means, in the formats of build servers: GitHub, GitLab code quality, SARIF 2.1.0, JUnit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from licet.changes.findings import Finding, findings_of, summary
from licet.changes.policy_changes import Level, PolicyChanges
from licet.grammar.source import Span
from licet.views.lines.policy_changes import step_lines
from licet.views.pages.continuous_integration import SARIF, escape_data, escape_property, quality_issue
from licet.words.fragments import clean, text_of
from licet.words.phrases import Phrases, phrases_of

__all__ = ["changes_github", "changes_gitlab", "changes_junit", "changes_sarif"]

Located = Callable[[Span], Span | None]

_COMMANDS = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "notice"}
_SEVERITIES = {Level.ERR: "critical", Level.WARN: "major", Level.INFO: "info"}
_LEVELS = {Level.ERR: "error", Level.WARN: "warning", Level.INFO: "note"}
_RULES = {
    "looser": "the policies allow what they did not allow",
    "stricter": "the policies no longer allow what they allowed",
    "both": "the policies allow more in some cases and less in others",
    "undecided": "it is left open what a change does, or an answer that was decided is left open now",
    "otherwise": "an answer rests on something else than before",
}


def changes_github(changes: PolicyChanges, located: Located) -> str:
    """The findings as workflow commands, a line for each, that GitHub shows beside the code.

    Args:
        changes: what was found.
        located: where a place is in the repository; None where it is in no file of it.
    """
    return "".join(_command(finding, located) for finding in findings_of(changes) if finding.level is not None)


def _command(finding: Finding, located: Located) -> str:
    assert finding.level is not None
    properties = []
    span = _place(finding, located)
    if span is not None:
        properties = [("file", span.file), ("line", str(span.line)), ("endLine", str(span.end_line))]
    properties.append(("title", f"licet: {finding.direction}"))
    listed = ",".join(f"{name}={escape_property(clean(value))}" for name, value in properties)
    text = "\n".join(clean(line) for line in (finding.title, *finding.sentences[:8]))
    return f"::{_COMMANDS[finding.level]} {listed}::{escape_data(text)}\n"


def _place(finding: Finding, located: Located) -> Span | None:
    return located(finding.span) if finding.span is not None and not finding.is_gone else None


def changes_gitlab(changes: PolicyChanges, located: Located) -> str:
    """The findings as a code quality report, which GitLab shows in a merge request. What has no place is not in it.

    Args: as for `changes_github`.
    """
    found = []
    for finding in findings_of(changes):
        span = _place(finding, located)
        if finding.level is not None and span is not None:
            text = ": ".join(clean(line) for line in (finding.title, *finding.sentences[:1]))
            severity = _SEVERITIES[finding.level]
            found.append(quality_issue(f"licet/{finding.direction}", text, severity, span, finding.fingerprint))
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def changes_sarif(changes: PolicyChanges, located: Located, *, version: str) -> str:
    """The findings as a SARIF log, in JSON. What they are told by does not change when lines move.

    Args:
        changes: what was found.
        located: as of `changes_github`.
        version: that of Licet.
    """
    phrases = phrases_of(changes.bases[0]), phrases_of(changes.bases[1])
    found = [f for f in findings_of(changes) if f.level is not None]
    rules = [{"id": f"licet/{name}", "shortDescription": {"text": text}} for name, text in _RULES.items()]
    run = {
        "tool": {"driver": {"name": "licet", "version": version, "rules": rules}},
        "automationDetails": {"id": "licet-diff/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(phrases, finding, located) for finding in found],
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(phrases: tuple[Phrases, Phrases], finding: Finding, located: Located) -> dict[str, Any]:
    assert finding.level is not None
    result: dict[str, Any] = {
        "ruleId": f"licet/{finding.direction}",
        "ruleIndex": list(_RULES).index(finding.direction),
        "level": _LEVELS[finding.level],
        "message": {"text": "\n".join(clean(line) for line in (finding.title, *finding.sentences))},
        "partialFingerprints": {"licetChange/v1": finding.fingerprint},
    }
    span = _place(finding, located)
    if span is not None:
        result["locations"] = [{"physicalLocation": _location(span)}]
    flow = list(_flow(phrases, finding, located))
    if flow:
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    return result


def _flow(phrases: tuple[Phrases, Phrases], finding: Finding, located: Located) -> Iterator[dict[str, Any]]:
    """The clauses that the answer rests on now, after the steps of its proof that stand otherwise."""
    change = finding.use
    if change is None or change.after is None:
        return
    clauses = phrases[1].vocabulary.clauses
    told = "; ".join(text_of(line).strip() for line in step_lines(phrases, change.steps))
    for key in change.after.clauses:
        entry = clauses.get(key)
        place = located(entry.clause.span) if entry is not None else None
        if place is not None:
            text = clean(f"because of {key}" + (f"; {told}" if told else ""))
            yield {"location": {"physicalLocation": _location(place), "message": {"text": text}}}


def _location(span: Span) -> dict[str, Any]:
    region = {"startLine": max(span.line, 1), "startColumn": max(span.column, 1), "endLine": max(span.end_line, 1)}
    return {"artifactLocation": {"uri": quote(span.file)}, "region": {**region, "endColumn": max(span.end_column, 1)}}


def changes_junit(changes: PolicyChanges) -> str:
    """The findings as JUnit XML: what allows more or less is a failure, what is left open is skipped."""
    findings = findings_of(changes)
    failed = sum(f.level in (Level.ERR, Level.WARN) for f in findings)
    skipped = sum(f.level is Level.INFO for f in findings)
    counts = {"tests": str(len(findings) + 1), "failures": str(failed), "errors": "0", "skipped": str(skipped)}
    root = Element("testsuites", {"name": "licet diff", **counts})
    suite = SubElement(root, "testsuite", {"name": "licet diff", **counts})
    for finding in findings:
        group = "statements" if finding.statement is not None else "uses"
        case = SubElement(suite, "testcase", {"name": clean(finding.title), "classname": f"licet.diff.{group}"})
        if finding.level is not None:
            kind = "skipped" if finding.level is Level.INFO else "failure"
            told = SubElement(case, kind, message=clean(finding.sentences[0]))
            if kind == "failure":
                told.set("type", f"licet/{finding.direction}")
            told.text = "\n".join(map(clean, finding.sentences))
    SubElement(suite, "testcase", {"name": clean(summary(changes)[0]), "classname": "licet.diff"})
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
