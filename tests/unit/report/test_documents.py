"""The JSON and JUnit that others read."""

import json
from xml.etree import ElementTree

from toolkit.errors import PortError
from toolkit.findings import Outcome, Status
from toolkit.report import json as report_json
from toolkit.report import junit
from toolkit.report.terminal import total

OUTCOMES = [
    Outcome("role", Status.UNCHANGED, 0.01),
    Outcome("database", Status.CHANGED, 0.25, ("create it", "own it"), ("a note",)),
    Outcome("enums", Status.DRIFT, 0.1, notes=("postgresql://me:hunter22@h/d",)),
]


def test_json_has_exactly_the_promised_keys() -> None:
    found = json.loads(
        report_json.document("up", 2, OUTCOMES, PortError("taken", state="y", next="x"))
    )
    assert list(found) == ["version", "command", "exit", "outcomes", "findings", "error"]
    assert found["outcomes"][1] == {
        "name": "database",
        "outcome": "changed",
        "seconds": 0.25,
        "changes": ["create it", "own it"],
        "notes": ["a note"],
    }
    assert found["error"] == {"code": "port", "what": "taken", "why": "", "state": "y", "next": "x"}


def test_json_without_error() -> None:
    assert json.loads(report_json.document("up", 0, []))["error"] is None


def test_junit_counts_what_is_wrong() -> None:
    text = junit.document("bootstrap", OUTCOMES)
    suite = ElementTree.fromstring(text)
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    wrong = [case.get("name") for case in suite if case.find("failure") is not None]
    assert wrong == ["enums"]
    assert "hunter22" not in text


def test_the_total_counts_changes_not_steps() -> None:
    assert total(OUTCOMES) == "2 changed, 1 drift"
    assert total([]) == "0 changed"
