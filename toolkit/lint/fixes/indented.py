"""Statements put under a line of their own: each of their lines one step further in."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator, Sequence

from toolkit.findings import Edit
from toolkit.lint.migration import MigrationFile

STRINGS = "strings"


def indented(migration: MigrationFile, body: Sequence[ast.stmt], head: str) -> tuple[Edit, ...]:
    """What stands within a string stays; () where the statements share a line with others."""
    places, first, last = migration.places, body[0], body[-1]
    begin, _ = places.ends(first)
    _, end = places.ends(last)
    above = places.begins[first.lineno - 1]
    step = migration.text[above:begin]
    rest = migration.text[end : places.begins[last.end_lineno or 0]].strip()
    if step.strip() or (rest and not rest.startswith("#")):
        return ()
    return tuple(_edits(migration, range(first.lineno, (last.end_lineno or 0) + 1), step, head))


def _edits(migration: MigrationFile, lines: range, step: str, head: str) -> Iterator[Edit]:
    within = migration.cached.get(STRINGS)
    if not isinstance(within, set):
        within = migration.cached[STRINGS] = _within_strings(migration.text)
    for number in lines:
        at = migration.places.begins[number - 1]
        if number == lines.start:
            yield Edit(at, at, f"{step}{head}\n{step}")
        elif number not in within and migration.places.lines[number - 1].strip():
            yield Edit(at, at, step)


def _within_strings(text: str) -> set[int]:
    """Lines that begin within a string."""
    found: set[int] = set()
    opened: list[int] = []
    for one in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[one.type]
        if name == "STRING":
            found.update(range(one.start[0] + 1, one.end[0] + 1))
        elif name == "FSTRING_START":  # since Python 3.12
            opened.append(one.start[0])
        elif name == "FSTRING_END":
            found.update(range(opened.pop() + 1, one.end[0] + 1))
    return found
