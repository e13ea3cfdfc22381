"""A replay as the JSON and JUnit that others read; no format shows a secret."""

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from toolkit.errors import PortError
from toolkit.findings import Judgement, Replayed, Statement, Verdict
from toolkit.report import json as report_json
from toolkit.report import junit, page, text

PROVED, REFUTED, NOT_RUN = Judgement
HISTORY = [
    Replayed("a1", (), "moods", (), (
        Verdict("a1", "first", PROVED, seconds=0.12345),
        Verdict("a1", "rerun", REFUTED, "CREATE x", "42710", "it\nexists", "-a\n+b", 0.5),
    )),
    Replayed("b2", ("a1",), "more", (), (
        Verdict("b2", "roundtrip", NOT_RUN, reason="no downgrade()"),
        Verdict("b2", "crash", PROVED, reason="2 points of 9"),
    )),
]  # fmt: skip
URL = "postgresql://me:hunter22@h/d"
LEAKY = [
    Replayed("a", (), URL, (Statement(URL, 0.1),), (
        Verdict("a", "rerun", REFUTED, URL, "", URL, URL),
        Verdict("a", "crash", NOT_RUN, reason=URL),
        Verdict("a", "first", PROVED, reason=URL),
    )),
]  # fmt: skip
HOSTILE = "\x00\x0b\x1b ]]> <!-- & ' \" \ud800 \ufffe 🐘"


def test_json_is_the_envelope_with_verdicts() -> None:
    found = json.loads(report_json.replay("hive-replay", 1, HISTORY))
    keys = {"version", "command", "exit", "outcomes", "findings", "error", "verdicts"}
    assert found.keys() == keys
    assert (found["command"], found["exit"], found["outcomes"]) == ("hive-replay", 1, [])
    assert [(one["revision"], one["experiment"]) for one in found["verdicts"]] == [
        ("a1", "first"), ("a1", "rerun"), ("b2", "roundtrip"), ("b2", "crash"),
    ]  # fmt: skip
    assert list(found["verdicts"][1].items()) == [
        ("revision", "a1"),
        ("experiment", "rerun"),
        ("verdict", "refuted"),
        ("statement", "CREATE x"),
        ("sqlstate", "42710"),
        ("reason", "it\nexists"),
        ("diff", "-a\n+b"),
        ("seconds", 0.5),
    ]
    assert found["verdicts"][0]["seconds"] == 0.123
    assert found["verdicts"][2]["verdict"] == "not-run"


def test_json_of_a_replay_that_could_not_be() -> None:
    found = json.loads(report_json.replay("hive-replay", 2, [], PortError("taken")))
    assert (found["verdicts"], found["error"]["code"]) == ([], "port")


def test_junit_has_a_case_a_revision_and_experiment() -> None:
    suite = ElementTree.fromstring(junit.replay("replay", HISTORY))
    assert [suite.get(key) for key in ("name", "tests", "failures", "skipped", "time")] == [
        "replay", "4", "1", "1", "0.623",
    ]  # fmt: skip
    assert [(case.get("classname"), case.get("name")) for case in suite] == [
        ("a1", "first"), ("a1", "rerun"), ("b2", "roundtrip"), ("b2", "crash"),
    ]  # fmt: skip
    proved, refuted, skipped, partly = suite
    assert list(proved) == []
    (failure,) = refuted
    assert (failure.tag, failure.get("message"), failure.get("type")) == (
        "failure", "it exists", "42710",
    )  # fmt: skip
    assert failure.text == "CREATE x\n\nit\nexists\n\n-a\n+b"
    assert (skipped[0].tag, skipped[0].get("message")) == ("skipped", "no downgrade()")
    assert (partly[0].tag, partly[0].text) == ("system-out", "2 points of 9")


def test_junit_is_xml_whatever_is_in_it() -> None:
    verdicts = [
        Verdict(HOSTILE, HOSTILE, one, HOSTILE, HOSTILE, HOSTILE, HOSTILE) for one in Judgement
    ]
    written = junit.replay(HOSTILE, [Replayed(HOSTILE, (), HOSTILE, (), tuple(verdicts))]).encode()
    suite = ElementTree.fromstring(written)
    assert suite[1].get("classname") == "\\x00\\x0b\\x1b ]]> <!-- & ' \" \\ud800 \\ufffe 🐘"


def test_json_is_json_whatever_is_in_it() -> None:
    verdict = Verdict(HOSTILE, "first", REFUTED, HOSTILE)
    written = report_json.replay("x", 1, [Replayed(HOSTILE, (), "", (), (verdict,))]).encode()
    assert json.loads(written)["verdicts"][0]["statement"] == HOSTILE


@pytest.mark.parametrize(
    "written",
    [
        text.replay,
        lambda found: report_json.replay("hive-replay", 1, found),
        lambda found: junit.replay("replay", found),
        lambda found: page.replay("replay", found),
    ],
    ids=["text", "json", "junit", "html"],
)
def test_no_format_shows_a_secret(written: Callable[[list[Replayed]], str]) -> None:
    shown = written(LEAKY)
    assert "hunter22" not in shown
    assert shown.count("me:***@h") >= 5
