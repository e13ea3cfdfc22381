"""The next command can be typed as it is shown."""

import sys
from pathlib import Path

import pytest

from toolkit.commands.namespace import namespace
from toolkit.report.program import addressed


@pytest.mark.parametrize("name", sorted(namespace.task_names))
def test_every_command_is_addressed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/nowhere/bin/hive"])
    assert addressed(f"then `invoke {name} --x`") == f"then `/nowhere/bin/hive {name} --x`"


def test_a_name_that_finds_this_program_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "hive"
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert addressed("invoke up") == "hive up"


def test_other_words_stay() -> None:
    assert addressed("you may invoke it") == "you may invoke it"
