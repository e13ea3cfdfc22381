"""The face: a line a step, what was said already is not said again."""

import io
import re
import sys

import pytest

from toolkit.errors import PortError
from toolkit.findings import Drift, Outcome, Status
from toolkit.report import terminal
from toolkit.report.terminal import MOST, Terminal

Shown = pytest.CaptureFixture[str]


def lines(shown: Shown) -> list[str]:
    return shown.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Outcome("role", Status.UNCHANGED, 0.01), "✔ role 0.01 s unchanged"),
        (Outcome("a", Status.UNCHANGED, notes=("seen",)), "✔ a 0.00 s seen"),
        (Outcome("a", Status.CHANGED, 1.5, ("x",)), "✔ a 1.50 s 1 changed: x"),
        (Outcome("a", Status.PENDING, changes=("x",)), "● a 0.00 s 1 pending: x"),
        (Outcome("a", Status.DRIFT, notes=("x",)), "≠ a 0.00 s drift: x"),
        (Outcome("a", Status.CHANGED, 1.5, ("invoke it",)), "✔ a 1.50 s 1 changed: invoke it"),
        (Outcome("[b]", Status.FAILED), "✘ [b] 0.00 s failed"),
    ],
)
def test_an_outcome_is_one_line(outcome: Outcome, line: str, capsys: Shown) -> None:
    Terminal(plain=True).finished(outcome)
    assert [" ".join(one.split()) for one in lines(capsys)] == [line]


def test_both_definitions_of_drift_stand_below_it(capsys: Shown) -> None:
    drift = str(Drift("column a.b", "text", "integer", ("alter it",)))
    Terminal(plain=True).finished(Outcome("models", Status.DRIFT, notes=(drift, "c is missing")))
    assert lines(capsys)[1:] == [
        "    column a.b",
        "      declared: text",
        "      found:    integer",
        "      way out:  alter it",
        "    c is missing",
    ]


def test_outcomes_stand_in_columns(capsys: Shown) -> None:
    face = Terminal(plain=True)
    for name in ("a", "[b]", "proof: trigram search"):
        face.finished(Outcome(name, Status.UNCHANGED))
    assert {line.index("0.00 s") for line in lines(capsys)} == {27}


def test_a_plan_is_shown_whole_and_much_that_is_done_is_not(capsys: Shown) -> None:
    many = tuple(f"change {number}" for number in range(MOST + 3))
    face = Terminal(plain=True)
    face.finished(Outcome("a", Status.PENDING, changes=many))
    assert len(lines(capsys)) == 1 + len(many)
    face.finished(Outcome("a", Status.CHANGED, changes=many))
    shown = lines(capsys)
    assert len(shown) == 1 + MOST
    assert shown[-1].strip() == "and 4 more (in the log)"


def test_what_a_step_says_while_it_works_is_said_once(capsys: Shown) -> None:
    face = Terminal(plain=True)
    face.started("a")
    face.progress("waiting")
    face.progress("waiting")
    face.finished(Outcome("a", Status.CHANGED, changes=("waiting", "done")))
    assert [line.strip() for line in lines(capsys)[::2]] == ["… waiting", "done"]


def test_counted_progress_is_said_only_by_what_is_slow(
    capsys: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    face = Terminal(plain=True)
    face.started("a")
    face.progress("one", 0, 2)
    assert lines(capsys) == []
    monkeypatch.setattr(terminal, "SLOW", -1.0)
    face.progress("two", 1, 2)
    assert lines(capsys) == ["  … two"]


def test_an_error_has_its_parts_its_code_and_its_log(capsys: Shown) -> None:
    error = PortError("it is taken", why="by\nanother", state="as before", next="invoke up")
    Terminal(plain=True).error(error, "a.log")
    shown = lines(capsys)
    assert shown[0] == "✘ it is taken"
    assert [line.split()[0] for line in shown[1:]] == [
        "why", "another", "state", "next", "code", "log",
    ]  # fmt: skip
    assert "port (docs/errors.md)" in shown[-2]


def test_no_secret_is_shown_by_any_of_its_voices(capsys: Shown) -> None:
    url = "postgresql://me:hunter22@h/d"
    face = Terminal(plain=True)
    face.started("a")
    face.progress(url)
    face.finished(Outcome("a", Status.CHANGED, changes=(url, "b"), notes=(url,)))
    face.finished(Outcome("a", Status.FAILED, notes=(url,)))
    face.error(PortError(url, why=url, state=url, next=url))
    face.line(url)
    face.heading(url)
    face.warning(url)
    terminal.err(url)
    shown = capsys.readouterr()
    assert "hunter22" not in shown.out + shown.err
    assert shown.out.count("me:***@h") >= 10


def test_with_quiet_stdout_everything_is_on_stderr(capsys: Shown) -> None:
    Terminal(quiet_stdout=True).line("hello")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "hello\n")


def test_where_symbols_cannot_be_written_there_are_letters(capsys: Shown) -> None:
    face = Terminal(plain=True)
    face.unicode = False
    face.started("a")
    face.progress("waiting")
    face.finished(Outcome("a", Status.DRIFT))
    face.error(PortError("taken"))
    shown = capsys.readouterr().out
    assert re.findall(r"^ *(\S+)", shown, re.MULTILINE)[:3] == ["...", "!", "x"]
    assert shown.isascii()


def test_out_ends_with_one_line_end(capsys: Shown) -> None:
    terminal.out("a")
    terminal.out("b\n")
    assert capsys.readouterr().out == "a\nb\n"


def test_what_cannot_be_written_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding="ascii"))
    Terminal(plain=True).line("é")
    terminal.out("é")
    assert kept.getvalue().split() == [b"\\xe9", b"\\xe9"]
