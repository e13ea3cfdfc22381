"""One face, one JSON object, one exit code, whatever happened."""

import errno
import io
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from invoke.exceptions import Exit

from toolkit.commands.answer import Answer, answering
from toolkit.commands.stopping import Stopped
from toolkit.errors import DriftError, PortError
from toolkit.findings import Outcome, Status

Work = Callable[[Answer], None]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which nothing is set."""
    (tmp_path / "pyproject.toml").write_text("[tool.hive]\n")
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "REDIS_URL", "HIVE_SERVICES"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def fails(error: BaseException) -> Work:
    def work(_: Answer) -> None:
        raise error

    return work


def is_cut_off(by: BaseException) -> Work:
    """And what is closed then fails too."""

    def work(_: Answer) -> None:
        try:
            raise by
        finally:
            Thread().join()

    return work


def tells(*statuses: Status) -> Work:
    def work(answer: Answer) -> None:
        for status in statuses:
            answer.finished(Outcome(status.value, status))

    return work


def code(work: Work, **options: bool) -> int:
    try:
        with answering("up", **options) as answer:
            work(answer)
    except Exit as left:
        return int(left.code)
    return 0


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (tells(), 0),
        (tells(Status.UNCHANGED, Status.CHANGED), 0),
        (tells(Status.CHANGED, Status.PENDING), 1),
        (tells(Status.DRIFT), 1),
        (tells(Status.FAILED, Status.UNCHANGED), 1),
        (fails(DriftError("other")), 1),
        (fails(PortError("taken")), 2),
        (fails(ZeroDivisionError("oh")), 3),
        (fails(KeyboardInterrupt()), 130),
        (fails(Stopped()), 143),
        (is_cut_off(KeyboardInterrupt()), 130),
        (is_cut_off(Stopped()), 143),
    ],
)
def test_exit_codes(work: Work, expected: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(work) == expected
    capsys.readouterr()
    assert code(work, json=True) == expected
    assert json.loads(capsys.readouterr().out)["exit"] == expected


def test_an_interruption_finds_its_way_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """^C as the output of a project's code was put aside."""

    def work(_: Answer) -> None:
        sys.stdout = sys.stderr = io.StringIO()
        raise KeyboardInterrupt

    assert code(work, json=True) == 130
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["code"] == "interrupted"
    assert "interrupted" in shown.err


def test_json_is_all_of_stdout_and_has_what_came_before_the_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work(answer: Answer) -> None:
        tells(Status.CHANGED)(answer)
        answer.extra["urls"] = {"A": "b"}
        raise PortError("taken", next="another")

    assert code(work, json=True) == 2
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert [one["outcome"] for one in found["outcomes"]] == ["changed"]
    assert (found["urls"], found["error"]["code"]) == ({"A": "b"}, "port")
    assert "taken" in shown.err


def test_json_though_the_settings_cannot_be_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".env").write_text("HIVE_EXTENSIONS=[vector\n")
    assert code(tells(), json=True) == 2
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["code"] == "settings"
    assert shown.err.count("HIVE_EXTENSIONS cannot be read") == 1


def test_a_state_folder_that_cannot_be_made_is_no_bug(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".hive").touch()
    assert code(tells()) == 2
    assert "cannot be written" in capsys.readouterr().out


def test_a_bug_names_its_log_which_has_the_traceback(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(fails(ZeroDivisionError("oh"))) == 3
    shown = capsys.readouterr().out
    (log,) = (project / ".hive/logs").iterdir()
    assert f"Report it with the log {log}" in shown
    assert "ZeroDivisionError: oh (test_answer.py, line" in shown
    assert "Traceback" not in shown
    assert "Traceback" in log.read_text()


def test_what_libraries_warn_of_is_in_the_log_too(project: Path) -> None:
    said = [("toolkit.test", "ours"), ("a.library", "theirs"), ("toolkit", "the command's")]

    def work(_: Answer) -> None:
        for name, text in said:
            logging.getLogger(name).warning(text)

    handlers = list(logging.root.handlers)
    assert code(work) == 0
    assert logging.root.handlers == handlers
    (log,) = (project / ".hive/logs").iterdir()
    found = [line.partition("WARNING ")[2] for line in log.read_text().splitlines()]
    assert found == [f"{name}: {text}" for name, text in said]


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> None:
    """External services; root may write anywhere, so that it is only said."""
    monkeypatch.setenv("HIVE_SERVICES", "external")
    monkeypatch.setattr(os, "access", lambda *_: False)


@pytest.mark.usefixtures("unwritable")
def test_a_bug_without_a_log_shows_its_traceback(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(fails(ZeroDivisionError("oh")), json=True) == 3
    shown = capsys.readouterr()
    assert "Traceback" in shown.err
    assert json.loads(shown.out)["error"]["code"] == "bug"
    assert not (project / ".hive").exists()


@pytest.mark.usefixtures("unwritable")
def test_what_is_wrong_names_no_log_where_there_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work(answer: Answer) -> None:
        tells(Status.DRIFT)(answer)
        answer.total()

    assert code(work) == 1
    assert "  log " not in capsys.readouterr().out


def test_what_is_wrong_names_its_log(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def work(answer: Answer) -> None:
        tells(Status.DRIFT)(answer)
        answer.total()

    assert code(work) == 1
    (log,) = (project / ".hive/logs").iterdir()
    assert str(log) in capsys.readouterr().out


def test_reports_are_kept_of_a_failed_run_too(project: Path) -> None:
    def work(answer: Answer) -> None:
        tells(Status.CHANGED, Status.FAILED)(answer)
        raise PortError("taken")

    assert code(work, reports=True) == 2
    report: dict[str, Any] = json.loads((project / ".hive/report.json").read_text())
    assert (report["exit"], report["error"]["code"]) == (2, "port")
    assert 'failures="1"' in (project / ".hive/report.xml").read_text()


def test_an_unknown_key_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HIVE_EXTENSION", "vector")
    assert code(tells()) == 0
    assert "HIVE_EXTENSIONS" in capsys.readouterr().out


def test_passwords_of_the_settings_are_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HIVE_SERVICES", "external")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter%2523@host/db")

    def work(answer: Answer) -> None:
        answer.face.line("hunter%2523 hunter%23")

    assert code(work) == 0
    assert capsys.readouterr().out.strip() == "*** ***"


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.EMFILE])
def test_what_the_machine_refuses_is_no_bug(
    number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(fails(OSError(number, os.strerror(number), "here")), json=True) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["what"] == "here cannot be used"
    assert error["why"] == os.strerror(number)
    assert code(fails(FileNotFoundError(errno.ENOENT, "gone"))) == 3


def test_a_log_that_cannot_be_written_stops_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(answer: Answer) -> None:
        shutil.rmtree(project / ".hive/logs")
        answer.finished(Outcome("a", Status.CHANGED))

    assert code(work) == 0
    assert "Traceback" not in "".join(capsys.readouterr())
