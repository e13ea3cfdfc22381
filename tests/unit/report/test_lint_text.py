"""Findings as a person reads them."""

from __future__ import annotations

from dataclasses import replace

from toolkit.errors import ToolkitError
from toolkit.findings import Finding, Severity, Span
from toolkit.report.lint import text
from toolkit.report.lint.linting import Linting

ONE = Finding("a.py", Span(7, 5, 7, 9), "unread", Severity.WARNING, "it is so", "Do that.")


def shown(line: str, span: Span) -> list[str]:
    """The line, and what marks the place in it."""
    said = text.document(Linting((replace(ONE, span=span),), line=lambda *_: line))
    return [one.partition("| ")[2] for one in said.splitlines()[1:3]]


def test_a_finding() -> None:
    said = text.document(Linting((ONE,), files=("a.py",), line=lambda *_: "    op.x()  # why"))
    assert said.splitlines() == [
        "a.py:7:5 warning unread",
        "      7 |     op.x()  # why",
        "        |     ^^^^",
        "    it is so",
        "    Do that.",
        "",
        "0 errors, 1 warning, 0 notes in 1 file",
    ]


def test_the_mark_stands_under_its_place() -> None:
    assert shown("\top.x()", Span(7, 2, 7, 8)) == [" op.x()", " ^^^^^^"]
    assert shown("x = '表' + y", Span(7, 11, 7, 12)) == ["x = '表' + y", "           ^"]
    assert shown("op.x(", Span(7, 1, 9, 2)) == ["op.x(", "^^^^^"]


def test_a_long_line_is_cut_around_its_place() -> None:
    line, mark = shown("a" * 300 + "HERE" + "b" * 300, Span(7, 301, 7, 305))
    assert len(line) == text.LONGEST
    begin = mark.index("^")
    assert (line[begin : begin + 4], mark.strip()) == ("HERE", "^^^^")


def test_without_the_line() -> None:
    assert "|" not in text.document(Linting((ONE,)))


def test_the_summary_counts_what_is_not_shown() -> None:
    known = replace(ONE, suppressed="known")
    suppressed = replace(ONE, suppressed="we live with it")
    linting = Linting((ONE, known, suppressed, suppressed), ("a.py",), 1, baseline="known")
    assert text.summary(linting) == (
        "0 errors, 1 warning, 0 notes in 1 file; 1 place could not be read; 2 suppressed;"
        " 1 in the baseline"
    )


def test_colours() -> None:
    assert "\x1b[33mwarning\x1b[0m" in text.document(Linting((ONE,)), colour=True)
    assert "\x1b" not in text.document(Linting((replace(ONE, message="\x1b[2J"),)))


def test_an_error() -> None:
    error = ToolkitError("it broke", why="a reason", state="as before", next="try again")
    assert text.error(error).splitlines() == [
        "hive-lint: it broke",
        "  why    a reason",
        "  state  as before",
        "  next   try again",
        "  code   failed",
    ]
