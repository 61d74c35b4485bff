"""Findings and test results in the formats that build servers read: SARIF 2.1.0, GitHub annotations, JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from licet.answers.policy_tests import TrialResult
from licet.grammar.diagnostics import Diagnostic
from licet.grammar.source import Span
from licet.words.fragments import clean

__all__ = ["diagnostics_github", "diagnostics_sarif", "trials_junit"]

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def diagnostics_sarif(diagnostics: Iterable[Diagnostic], *, version: str) -> str:
    """The findings as a SARIF log, in JSON. `version` is that of Licet."""
    return json.dumps(_sarif_log(diagnostics, version=version), ensure_ascii=False, indent=2) + "\n"


def _sarif_log(diagnostics: Iterable[Diagnostic], *, version: str) -> dict[str, Any]:
    """The findings as a SARIF log with one run."""
    found = list(diagnostics)
    codes = sorted({d.code for d in found})
    driver: dict[str, Any] = {"name": "licet", "version": version, "rules": [{"id": code} for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code)) for d in found],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


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
    return result


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
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties)
    text = diagnostic.message + (f"\nhelp: {diagnostic.help}" if diagnostic.help else "")
    return f"::{diagnostic.severity.value} {listed}::{_escape_data(text)}\n"


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def trials_junit(results: Sequence[TrialResult]) -> str:
    """The test results as JUnit XML, with a suite for each file. Where the engines differ, or an answer was not derived
    again though that was asked, a test is in error."""
    by_file: dict[str, list[TrialResult]] = {}
    for result in results:
        by_file.setdefault(result.span.file, []).append(result)
    failed, errors = sum(not r.passed for r in results), sum(map(_is_error, results))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="licet" tests="{len(results)}" failures="{failed}" errors="{errors}">')
    for file, members in by_file.items():
        lines += _suite(file, members)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(file: str, results: Sequence[TrialResult]) -> Iterable[str]:
    counts = f'failures="{sum(not r.passed for r in results)}" errors="{sum(map(_is_error, results))}"'
    yield f'  <testsuite name={_attribute(file)} tests="{len(results)}" {counts}>'
    for result in results:
        start = f"    <testcase name={_attribute(result.title)} classname={_attribute(file)}"
        start += f' file={_attribute(file)} line="{result.span.line}"'
        if not result.findings:
            yield f"{start}/>"
            continue
        yield f"{start}>"
        for finding in result.findings:
            kind = "failure" if finding in result.failures else "error"
            place = f"{finding.span}: " if finding.span is not None else ""
            text = escape(clean(f"{place}{finding.message}"))
            attributes = f"message={_attribute(finding.message)} type={_attribute(finding.code)}"
            yield f"      <{kind} {attributes}>{text}</{kind}>"
        yield "    </testcase>"
    yield "  </testsuite>"


def _is_error(result: TrialResult) -> bool:
    """Whether it passed, and something about the second engine is the matter."""
    return result.passed and bool(result.findings)


def _attribute(text: str) -> str:
    return quoteattr(clean(text))
