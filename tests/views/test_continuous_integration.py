"""What build servers read: SARIF, GitHub annotations, JUnit XML."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from licet.answers.policy_tests import TrialResult
from licet.grammar.diagnostics import Diagnostic, Label, Severity
from licet.grammar.source import Span
from licet.views.pages.continuous_integration import (
    diagnostics_github,
    diagnostics_gitlab,
    diagnostics_sarif,
    trials_junit,
)
from licet.words.fragments import clean
from support.view_policies import BREAKOUT, TESTS, hostile, knowledge

TWICE = Diagnostic(
    Severity.ERROR,
    "E201",
    "kind `use` is declared twice",
    Span("pol icies/a,b:c%.licet", 4, 3, 4, 9),
    "rename one, 100%",
    (Label(Span("b.licet", 1, 1, 1, 4), "first declared here"),),
)
NOWHERE = Diagnostic(Severity.WARNING, "W501", "two\nlines")
LONG = Diagnostic(Severity.ERROR, "E101", "over lines", Span("c.licet", 2, 5, 4, 2))


def test_code_quality_for_gitlab() -> None:
    found = json.loads(diagnostics_gitlab([TWICE, NOWHERE, LONG, LONG]))
    assert [issue["check_name"] for issue in found] == ["E201", "W501", "E101", "E101"]
    assert [issue["severity"] for issue in found] == ["major", "minor", "major", "major"]
    assert found[0]["location"] == {"path": "pol icies/a,b:c%.licet", "lines": {"begin": 4, "end": 4}}
    assert found[1]["description"] == "two lines"
    assert found[2]["location"]["lines"] == {"begin": 2, "end": 4}
    assert len({issue["fingerprint"] for issue in found}) == 4
    assert json.loads(diagnostics_gitlab([TWICE]))[0]["fingerprint"] == found[0]["fingerprint"]


def test_sarif() -> None:
    log = json.loads(diagnostics_sarif([TWICE, NOWHERE, LONG], version="0.1.0"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("licet", "0.1.0")
    assert [r["id"] for r in driver["rules"]] == ["E101", "E201", "W501"]
    first, second, third = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("E201", 1, "error")
    assert first["message"]["text"] == "kind `use` is declared twice\nrename one, 100%"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "pol%20icies/a%2Cb%3Ac%25.licet"},
                "region": {"startLine": 4, "startColumn": 3, "endLine": 4, "endColumn": 9},
            }
        }
    ]
    (related,) = first["relatedLocations"]
    assert related["message"]["text"] == "first declared here"
    assert second["level"] == "warning"
    assert "locations" not in second
    assert third["locations"][0]["physicalLocation"]["region"]["endLine"] == 4


def test_github_annotations() -> None:
    assert diagnostics_github([TWICE, NOWHERE, LONG]) == (
        "::error file=pol icies/a%2Cb%3Ac%25.licet,line=4,endLine=4,col=3,endColumn=9,title=E201::"
        "kind `use` is declared twice%0Ahelp: rename one, 100%25\n"
        "::warning title=W501::two%0Alines\n"
        "::error file=c.licet,line=2,endLine=4,title=E101::over lines\n"
    )


def test_junit() -> None:
    root = ElementTree.fromstring(trials_junit(knowledge(tests=TESTS).test()))
    assert (root.tag, root.attrib["tests"], root.attrib["failures"]) == ("testsuites", "2", "1")
    (suite,) = root
    assert suite.attrib["name"] == "tests.licet"
    good, bad = suite
    assert (good.attrib["name"], good.attrib["line"], list(good)) == ("chatting is permitted", "1", [])
    assert [f.attrib["type"] for f in bad] == ["T001", "T001"]
    assert bad[0].text == "tests.licet:5: the verdict is permitted because of `llama.grant`, not forbidden"


def test_hostile_titles_and_messages() -> None:
    span = Span('<&".licet', 1, 1, 1, 2)
    found = Diagnostic(Severity.ERROR, "T001", f"]]> {BREAKOUT} \ufffe", span)
    root = ElementTree.fromstring(trials_junit([*hostile().test(), TrialResult(BREAKOUT, span, (found,))]))
    cases = [case for suite in root for case in suite]
    assert [case.attrib["name"] for case in cases] == [clean(BREAKOUT)] * 2
    assert cases[1][0].attrib["message"] == clean(found.message)
    command = diagnostics_github([Diagnostic(Severity.ERROR, "X", "a\r\n::error::b", span)])
    assert command == '::error file=<&".licet,line=1,endLine=1,col=1,endColumn=2,title=X::a%0D%0A::error::b\n'
