"""What no setting can be, wherever it stands, and what PostgreSQL would not keep as a name."""

from collections.abc import Mapping
from typing import Any

LONGEST = 10_000
"""Characters of one value."""
NAME = 63
"""Bytes: PostgreSQL cuts a longer name, and then never finds it again."""


def refuse(value: Any, *, names: bool = False) -> None:
    """ValueError, which does not show the value. With `names`, of what is to name something."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            refuse(key)
            refuse(one)
    elif isinstance(value, list | tuple):
        for one in value:
            refuse(one, names=names)
    elif isinstance(value, str) and (why := unfit(value) or (names and value and unkept(value))):
        raise ValueError(why)


def unfit(text: str) -> str | None:
    """Why it cannot be meant."""
    if "\0" in text:
        return "it has a character that is nothing, NUL"
    if any("\ud800" <= one <= "\udfff" for one in text):
        return "it is not UTF-8"
    return f"it has {len(text)} characters" if len(text) > LONGEST else None


def unkept(name: str) -> str | None:
    """Why PostgreSQL would not keep it as a name."""
    if not name:
        return "a name is empty"
    size = len(name.encode())
    return f"a name has {size} bytes, PostgreSQL keeps {NAME}" if size > NAME else None
