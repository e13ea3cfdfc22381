"""Comments that silence a finding: where they stand, how long they hold."""

from pathlib import Path

import pytest

from toolkit.lint.examples import source
from toolkit.lint.linter import lint
from toolkit.lint.project import Project
from toolkit.lint.python.files import Files
from toolkit.lint.rules import drop_table

DROP = 'op.drop_table("orders")'
OVER = "drop-table was to be ignored until 2020-02-30"
IDLE = "there is no drop-table to be ignored here"
SAYS = "table orders is not there when this is run again"


def found(body: str, head: str = "") -> list[tuple[str | None, str]]:
    """By whom each finding is suppressed, and what it says."""
    text = head + source(body)
    linted = lint(Path("b2.py"), Project(), [drop_table], files=Files(), text=text)
    assert not linted.unread
    return [(one.suppressed, one.message) for one in linted.findings]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{DROP}  # hive: ignore[drop-table] once", [("once", SAYS)]),
        (f"# hive: ignore[drop-table] once\n{DROP}", [("once", SAYS)]),
        (f"{DROP}  # hive: ignore[drop-table, drop-table]", [("", SAYS)]),
        (f"{DROP}\n# hive: ignore[drop-table] late", [(None, SAYS), (None, IDLE)]),
        (f"{DROP}  # hive: ignore[drop-column] once", [
            (None, SAYS), (None, IDLE.replace("table", "column"))]),
        (f"{DROP}  # hive: ignore[drop-table] once until=2999-12-31", [("once", SAYS)]),
        (f"{DROP}  # hive: ignore[drop-table] once until=2020-02-30", [(None, SAYS), (None, OVER)]),
        (f"{DROP}  # hive: ignore[drop-table] once until=2999-02-30", [("once", SAYS)]),
    ],
)  # fmt: skip
def test_a_line(body: str, expected: list[tuple[str | None, str]]) -> None:
    assert found(body) == expected


def test_a_file() -> None:
    body = f'{DROP}\nop.drop_table("lines")'
    expected = [("all of it", SAYS), ("all of it", SAYS.replace("orders", "lines"))]
    assert found(body, "# hive: ignore[drop-table] all of it\n") == expected
