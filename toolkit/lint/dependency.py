"""Whether a project depends on the toolkit: its migrations may use `ensure` then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.lint.pyproject import FILE, text

ABOVE = 3
"""Folders upwards in which the project says what it needs."""
NAME = r"hive[-_.]+toolkit(?![-_.\w])"
LINE = re.compile(rf"^\s*{NAME}", re.IGNORECASE | re.MULTILINE)
WHOLE = re.compile(NAME, re.IGNORECASE)
IMPORT = re.compile(rb"^\s*(?:from|import) toolkit\b", re.MULTILINE)
REQUIREMENTS = ("requirements.txt", "requirements.in")


@cache
def depends(folder: Path) -> bool:
    """The project that has this folder; what it needs for development only does not count."""
    return any(_says_so(one) for one in (folder, *folder.parents[:ABOVE]))


def imports(data: bytes) -> bool:
    """Whether a migration uses it already."""
    return b"toolkit" in data and IMPORT.search(data) is not None


def _says_so(folder: Path) -> bool:
    if any(LINE.search(text(folder / name)) for name in REQUIREMENTS):
        return True
    found = text(folder / FILE)
    return WHOLE.search(found) is not None and any(map(LINE.match, _needed(found)))


def _needed(text: str) -> Iterator[str]:
    """Itself, and whatever is installed with it."""
    import tomllib

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    project = _table(found.get("project"))
    yield str(project.get("name", ""))
    yield from _strings(project.get("dependencies"))
    for extra in _table(project.get("optional-dependencies")).values():
        yield from _strings(extra)
    yield from _table(_table(_table(found.get("tool")).get("poetry")).get("dependencies"))


def _table(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, dict) else {}


def _strings(given: Any) -> Iterator[str]:
    return (one for one in given if isinstance(one, str)) if isinstance(given, list) else iter(())
