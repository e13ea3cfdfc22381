"""Asking before something is lost."""

import sys

from toolkit.commands.answer import Answer
from toolkit.errors import UsageError


def agreed(answer: Answer, unasked: str) -> bool:
    """Only an explicit yes on a terminal is one; `unasked` is the command that does not ask."""
    if not sys.stdin.isatty():
        raise UsageError(
            f"{answer.command} asks first, and there is no terminal to ask on",
            state="Nothing was changed.",
            next=unasked,
        )
    answer.face.line("Are you sure? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
