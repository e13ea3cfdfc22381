"""The journal knows where a run stopped, whatever a kill left of its last line."""

import json
from pathlib import Path

from toolkit.findings import Outcome, Silence, Status
from toolkit.setup.journal import Journal


def journal(path: Path) -> Journal:
    return Journal(path / "journal.jsonl", Silence())


def test_the_first_run_resumes_nothing(tmp_path: Path) -> None:
    assert journal(tmp_path).interrupted is None


def test_a_run_that_ended_resumes_nothing(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    first.started("role")
    first.finished(Outcome("role", Status.UNCHANGED))
    first.done()
    assert journal(tmp_path).interrupted is None


def test_a_run_that_stopped_says_where_and_what_it_had_done(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    first.started("role")
    first.finished(Outcome("role", Status.UNCHANGED))
    first.started("database")
    second = journal(tmp_path)
    assert (second.interrupted, second.completed) == ("database", ("role",))


def test_a_run_that_stopped_between_steps(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    assert journal(tmp_path).interrupted == ""


def test_a_line_that_was_cut_short_does_not_count(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    first.started("role")
    with first.path.open("a") as file:
        file.write('{"event": "fini')
    assert journal(tmp_path).interrupted == "role"


def test_every_entry_is_json(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    first.started("role")
    entries = [json.loads(line) for line in first.path.read_text().splitlines()]
    assert [entry["event"] for entry in entries] == ["run", "started"]


def test_a_step_that_failed_is_where_it_stopped(tmp_path: Path) -> None:
    first = journal(tmp_path)
    first.begin()
    first.started("role")
    first.finished(Outcome("role", Status.CHANGED))
    first.started("database")
    first.finished(Outcome("database", Status.FAILED))
    second = journal(tmp_path)
    assert (second.interrupted, second.completed) == ("database", ("role",))


def test_a_run_of_something_else_says_nothing(tmp_path: Path) -> None:
    first = Journal(tmp_path / "journal.jsonl", Silence(), of="one")
    first.begin()
    first.finished(Outcome("role", Status.CHANGED))
    other = Journal(first.path, Silence(), of="other")
    assert (other.interrupted, other.completed) == (None, ())
    assert Journal(first.path, Silence(), of="one").completed == ("role",)
