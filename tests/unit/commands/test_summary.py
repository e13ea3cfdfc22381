"""How setup-complete ends, proven or not."""

from pathlib import Path

import pytest

from toolkit.commands import summary
from toolkit.commands.answer import Answer
from toolkit.findings import Outcome, Silence, Status
from toolkit.report.terminal import Terminal
from toolkit.settings import load
from toolkit.setup.opening import open_hive


@pytest.mark.parametrize(
    ("status", "total", "next_command"),
    [
        (Status.CHANGED, "1 changed in ", "invoke status"),
        (Status.FAILED, "0 changed, 1 failed in ", "invoke bootstrap --repair"),
    ],
)
def test_what_it_came_to_and_what_to_try(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    status: Status,
    total: str,
    next_command: str,
) -> None:
    answer = Answer("setup-complete", Terminal(plain=True), log="a.log")
    answer.outcomes += [
        Outcome("quick", Status.UNCHANGED, 0.1),
        Outcome("slow", status, 1.5, ("it",)),
    ]
    summary.show(answer, open_hive(load(tmp_path, {}).settings, Silence(), make=True))
    shown = capsys.readouterr().out
    assert total in shown
    assert "slowest       slow, 1.50 s" in shown
    assert "a.log" in shown
    assert next_command in shown
    assert ("what would change: nothing" in shown) == (status is Status.CHANGED)


def test_where_the_last_run_stopped() -> None:
    assert "stopped at role; 2 steps" in summary.resuming("role", ("a", "b"))
    assert "stopped between two steps; 0 steps" in summary.resuming("", ())
