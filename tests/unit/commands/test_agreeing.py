"""What is asked before data is deleted, and what counts as yes."""

import io
import sys

import pytest

from toolkit.commands.agreeing import agreed
from toolkit.commands.answer import Answer
from toolkit.errors import UsageError
from toolkit.report.terminal import Terminal


class Typed(io.StringIO):
    """A terminal at which somebody typed this."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("y\n", True), ("YES\n", True), ("\n", False), ("", False), ("no\n", False), ("yeah", False)],
)
def test_only_an_explicit_yes_is_one(
    typed: str,
    is_one: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", Typed(typed))
    assert agreed(Answer("reset", Terminal(quiet_stdout=True)), "reset --yes") is is_one
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "Are you sure? [y/N]\n")


def test_without_a_terminal_nobody_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(UsageError, match="no terminal to ask on") as caught:
        agreed(Answer("reset", Terminal()), "reset --yes")
    assert caught.value.next == "reset --yes"
