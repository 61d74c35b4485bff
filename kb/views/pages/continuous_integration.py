"""Findings and test results in the formats that build servers read: GitHub, GitLab code quality, SARIF 2.1.0, JUnit."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from licet.answers.policy_tests import TrialResult
from licet.grammar.diagnostics import Diagnostic, Fix
from licet.grammar.source import Span
from licet.words.code_pages import page_of
from licet.words.fragments import clean

__all__ = [
    "SARIF",
    "diagnostics_github",
    "diagnostics_gitlab",
    "diagnostics_sarif",
    "escape_data",
    "escape_property",
    "quality_issue",
    "trials_junit",
]

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def diagnostics_gitlab(diagnostics: Iterable[Diagnostic]) -> str:
    """The findings as a code quality report, which GitLab shows in a merge request."""
    found = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for d in diagnostics:
        span = d.span or Span("licet.toml", 1, 1, 1, 1)
        said = (d.code, span.file, d.message)
        seen[said] += 1
        print_ = hashlib.sha256(repr((said, seen[said])).encode()).hexdigest()[:32]
        found.append(quality_issue(d.code, d.message, "major" if d.is_error else "minor", span, print_))
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def quality_issue(name: str, text: str, severity: str, span: Span, fingerprint: str) -> dict[str, Any]:
    """A finding of a code quality report."""
    lines = {"begin": max(span.line, 1), "end": max(span.end_line, span.line, 1)}
    return {
        "description": clean(text),
        "check_name": name,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": span.file, "lines": lines},
    }


def diagnostics_sarif(diagnostics: Iterable[Diagnostic], *, version: str) -> str:
    """The findings as a SARIF log, in JSON. `version` is that of Licet."""
    return json.dumps(_sarif_log(diagnostics, version=version), ensure_ascii=False, indent=2) + "\n"


def _sarif_log(diagnostics: Iterable[Diagnostic], *, version: str) -> dict[str, Any]:
    """The findings as a SARIF log with one run."""
    found = list(diagnostics)
    codes = sorted({d.code for d in found})
    driver: dict[str, Any] = {"name": "licet", "version": version, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code)) for d in found],
    }
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    page = page_of(code)
    if page is None:
        return {"id": code}
    return {"id": code, "shortDescription": {"text": page.title}, "help": {"text": page.text, "markdown": page.text}}


def _result(diagnostic: Diagnostic, index: int) -> dict[str, Any]:
    text = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": text},
    }
    if diagnostic.span is not None:
        result["locations"] = [{"physicalLocation": _location(diagnostic.span)}]
    if diagnostic.labels:
        result["relatedLocations"] = [
            {"id": i, "physicalLocation": _location(label.span), "message": {"text": label.text}}
            for i, label in enumerate(diagnostic.labels, 1)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix, diagnostic.help)]
    return result


def _fix(fix: Fix, help: str | None) -> dict[str, Any]:
    place = _location(fix.span)
    replacement = {"deletedRegion": place["region"], "insertedContent": {"text": fix.text}}
    change = {"artifactLocation": place["artifactLocation"], "replacements": [replacement]}
    return {"artifactChanges": [change], **({"description": {"text": help}} if help else {})}


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": max(span.line, 1),
        "startColumn": max(span.column, 1),
        "endLine": max(span.end_line, span.line, 1),
        "endColumn": max(span.end_column, 1),
    }
    return {"artifactLocation": {"uri": quote(span.file)}, "region": region}


def diagnostics_github(diagnostics: Iterable[Diagnostic]) -> str:
    """The findings as workflow commands, a line for each, that GitHub shows beside the code."""
    return "".join(_command(d) for d in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties = [("title", diagnostic.code)]
    if diagnostic.span is not None:
        span = diagnostic.span
        properties = [
            ("file", span.file),
            ("line", str(span.line)),
            ("endLine", str(span.end_line)),
            *([("col", str(span.column)), ("endColumn", str(span.end_column))] if span.line == span.end_line else []),
            *properties,
        ]
    listed = ",".join(f"{name}={escape_property(value)}" for name, value in properties)
    text = diagnostic.message + (f"\nhelp: {diagnostic.help}" if diagnostic.help else "")
    return f"::{diagnostic.severity.value} {listed}::{escape_data(text)}\n"


def escape_data(text: str) -> str:
    """The text of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A property of a workflow command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def trials_junit(results: Sequence[TrialResult]) -> str:
    """The test results as JUnit XML, with a suite for each file. Where the engines differ, or an answer was not derived
    again though that was asked, a test is in error."""
    root = Element("testsuites", {"name": "licet", **_counts(results)})
    by_file: dict[str, list[TrialResult]] = {}
    for result in results:
        by_file.setdefault(result.span.file, []).append(result)
    for file, members in by_file.items():
        suite = SubElement(root, "testsuite", {"name": clean(file), **_counts(members)})
        for result in members:
            named = {"name": clean(result.title), "classname": clean(file), "file": clean(file)}
            case = SubElement(suite, "testcase", named, line=str(result.span.line))
            for finding in result.findings:
                kind = "failure" if finding in result.failures else "error"
                told = SubElement(case, kind, message=clean(finding.message), type=clean(finding.code))
                told.text = clean(f"{finding.span}: {finding.message}" if finding.span else finding.message)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(results: Sequence[TrialResult]) -> dict[str, str]:
    """How many tests there are, how many fail, and of how many only what the second engine says is the matter."""
    failed = sum(not r.passed for r in results)
    errors = sum(r.passed and bool(r.findings) for r in results)
    return {"tests": str(len(results)), "failures": str(failed), "errors": str(errors)}
