"""Findings in every format that machines read."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from toolkit.errors import ToolkitError
from toolkit.findings import Claim, Edit, Finding, Fix, Severity, Span
from toolkit.report.lint import gcc, github, gitlab, junit, sarif
from toolkit.report.lint import json as lint_json
from toolkit.report.lint.linting import Linting

from .sarif import SCHEMA

ERROR = Finding(
    "versions/a b,c:%.py", Span(3, 5, 4, 9), "insert-rows", Severity.ERROR, "another row, 100%\n",
    "Use ensure.rows.", "a1", Claim.RERUN, "op.execute('x')", Fix("t", (Edit(1, 2, "y"),)),
)  # fmt: skip
NOTE = replace(ERROR, path="b.py", rule="unread", severity=Severity.NOTE, remedy="", fix=None)
SUPPRESSED = replace(ERROR, path="c.py", suppressed="we know")
KNOWN = replace(ERROR, path="c.py", suppressed="it is in the baseline")
ALL = Linting(
    findings=(ERROR, NOTE, SUPPRESSED, KNOWN),
    files=("versions/a b,c:%.py", "b.py", "c.py", "d.py"),
    blind=2, exit=1, baseline="it is in the baseline", rules={"unread": "It is not read."},
    version="1.0",
)  # fmt: skip
FAILED = Linting(exit=2, error=ToolkitError("no", next="yes"), version="1.0")
# What the schema of Jenkins (junit-10.xsd) has of each element.
ATTRIBUTES = {
    "testsuite": ({"name", "tests", "failures", "errors"}, {"skipped", "time", "timestamp", "id"}),
    "testcase": ({"name"}, {"classname", "time"}),
    "failure": (set(), {"type", "message"}),
    "skipped": (set(), {"type", "message"}),
    "system-out": (set(), set()),
}
CHILDREN = {"testsuite": {"testcase"}, "testcase": {"failure", "skipped", "system-out"}}


@pytest.mark.parametrize("linting", [ALL, FAILED, Linting(version="1.0")])
def test_sarif_is_sarif(linting: Linting) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(sarif.document(linting))
    Draft202012Validator(SCHEMA).validate(document)
    (run,) = document["runs"]
    assert run["invocations"][0]["exitCode"] == linting.exit
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]


def test_sarif_says_what_is_suppressed_and_where() -> None:
    results = json.loads(sarif.document(ALL))["runs"][0]["results"]
    kinds = [[it["kind"] for it in one["suppressions"]] for one in results]
    assert kinds == [[], [], ["inSource"], ["external"]]
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "versions/a%20b%2Cc%3A%25.py"
    assert len({json.dumps(one["partialFingerprints"]) for one in results}) == 4


def test_a_file_elsewhere_is_a_uri() -> None:
    one = replace(ERROR, path="/else/a.py")
    results = json.loads(sarif.document(Linting(findings=(one,))))["runs"][0]["results"]
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "file:///else/a.py"


@pytest.mark.parametrize("linting", [ALL, FAILED, Linting(bar=Severity.NOTE, findings=(NOTE,))])
def test_junit_is_junit(linting: Linting) -> None:
    root = ElementTree.fromstring(junit.document(linting))
    assert root.tag == "testsuite"
    for element in root.iter():
        needed, allowed = ATTRIBUTES[element.tag]
        assert needed <= element.attrib.keys() <= needed | allowed
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    numbers = {"tests": "testcase", "failures": "failure", "skipped": "skipped"}
    for attribute, tag in numbers.items():
        assert root.get(attribute) == str(len(list(root.iter(tag))))


def test_junit_fails_at_the_bar() -> None:
    assert 'failures="1"' in junit.document(ALL)
    assert 'failures="2"' in junit.document(replace(ALL, bar=Severity.NOTE))


def test_github_escapes() -> None:
    first, second = github.document(ALL).splitlines()
    assert first == (
        "::error file=versions/a b%2Cc%3A%25.py,line=3,col=5,endLine=4,title=insert-rows"
        "::another row, 100%25%0A. Use ensure.rows."
    )
    assert second.startswith("::notice file=b.py,")


def test_gitlab_marks_stay_where_lines_move() -> None:
    def marks(*found: Finding) -> list[str]:
        return [one["fingerprint"] for one in json.loads(gitlab.document(Linting(found)))]

    moved = replace(ERROR, span=Span(30, 1, 30, 2))
    assert marks(ERROR) == marks(moved)
    assert len(set(marks(ERROR, moved, NOTE))) == 3
    row = json.loads(gitlab.document(ALL))[0]
    assert row["location"] == {"path": ERROR.path, "lines": {"begin": 3, "end": 4}}
    assert (row["severity"], row["check_name"]) == ("major", "insert-rows")


def test_gcc_is_one_line_each() -> None:
    lines = gcc.document(ALL).splitlines()
    assert lines[0] == "versions/a b,c:%.py:3:5: error: another row, 100% [insert-rows]"
    assert len(lines) == 2


def test_json_has_what_a_finding_is() -> None:
    found = json.loads(lint_json.document(ALL))
    assert (found["files"], found["blind"], len(found["findings"])) == (4, 2, 4)
    assert found["findings"][0] == {
        "path": "versions/a b,c:%.py", "line": 3, "column": 5, "end_line": 4, "end_column": 9,
        "revision": "a1", "rule": "insert-rows", "severity": "error",
        "message": "another row, 100%\n", "fixable": True, "claim": "rerun", "suppressed": None,
        "statement": "op.execute('x')", "evidence": "",
    }  # fmt: skip
    assert found["findings"][2]["suppressed"] == "we know"


@pytest.mark.parametrize("form", [gcc, github, gitlab, junit, lint_json, sarif])
def test_no_secret_and_nothing_that_a_terminal_obeys(form: object) -> None:
    bad = "\x1b[31m postgresql://me:hunter22@h/d"
    one = replace(ERROR, message=bad, statement=bad, suppressed=None)
    text = form.document(Linting((one, replace(one, suppressed=bad))))  # type: ignore[attr-defined]
    assert "hunter22" not in text
    assert "\x1b" not in text
