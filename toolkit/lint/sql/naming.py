"""Names that PostgreSQL finds for what has none: ChooseIndexName and its like, of its source."""

from __future__ import annotations

MOST = 63
"""Bytes of a name."""


def automatic(table: str, columns: str, label: str) -> str:
    """Both are cut, the longer first, until the name fits: makeObjectName."""
    room = MOST - len(label) - 1 - (1 if columns else 0)
    first, second = table.encode(), columns.encode()
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = [first.decode(errors="ignore"), second.decode(errors="ignore"), label]
    return "_".join(part for part in parts if part)


def joined(columns: tuple[str, ...] | list[str]) -> str:
    """Columns in a name: ChooseIndexNameAddition."""
    return "_".join(columns)[:MOST]


def fresh(name: str, taken: set[str]) -> str:
    """With a number behind it, where another one of the statement is called so."""
    number, found = 0, name
    while found in taken:
        number += 1
        found = f"{name}{number}"
    taken.add(found)
    return found
