"""Files that a migration reads: those beside it, as far as their names are known."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.lint.python.values import NOBODY_KNOWS, File

LARGEST = 1_000_000
"""Bytes; what is longer is not read."""
OF_TEXT: dict[str, Callable[..., str]] = {
    f"os.path.{one.__name__}": one
    for one in (posixpath.dirname, posixpath.join, posixpath.basename, posixpath.normpath)
}
ITSELF = frozenset({"os.path.abspath", "os.path.realpath", "pathlib.Path", "str"})
OPENED = frozenset({"open", "resolve", "absolute", "__enter__"})
READ = frozenset({"read", "read_text"})


ASKED: set[Path] = set()
"""Files whose text was asked for: what is found in a migration hangs on them."""


def called(path: str, args: tuple[Any, ...]) -> Any:
    """`Path(...)`, `os.path.join(...)`, `open(...)`: a File, or the text of a path."""
    texts = [str(one.path) if isinstance(one, File) else one for one in args]
    if not texts or not all(isinstance(one, str) for one in texts[:1]):
        return NOBODY_KNOWS
    if path in OF_TEXT and all(isinstance(one, str) for one in texts):
        return OF_TEXT[path](*texts)
    if path in ("pathlib.Path", "builtins.open", "io.open", "codecs.open"):
        more = texts[1:] if path == "pathlib.Path" else []
        return File(Path(texts[0], *(one for one in more if isinstance(one, str))))
    return texts[0] if path in ITSELF else NOBODY_KNOWS


def attribute(of: File, name: str) -> Any:
    """Of a path; None where it is a method."""
    if name == "parent":
        return File(of.path.parent)
    return getattr(of.path, name) if name in ("name", "stem", "suffix") else None


def below(of: File, name: Any) -> Any:
    """`path / name`."""
    return File(of.path / name) if isinstance(name, str) else NOBODY_KNOWS


def method(of: File, name: str, args: tuple[Any, ...]) -> Any:
    """Of a path or an open file."""
    if name in OPENED:
        return of
    if name in READ:
        return _read(of.path)
    if name == "readlines":
        text = _read(of.path)
        return text.splitlines(keepends=True) if isinstance(text, str) else NOBODY_KNOWS
    if name in ("joinpath", "with_name", "with_suffix") and all(isinstance(a, str) for a in args):
        try:
            return File(getattr(of.path, name)(*args))
        except ValueError:
            return NOBODY_KNOWS
    return NOBODY_KNOWS


def _read(path: Path) -> Any:
    ASKED.add(path.absolute())
    try:
        if path.is_file() and path.stat().st_size <= LARGEST:
            return path.read_text("utf-8")
    except (OSError, ValueError):
        pass
    return NOBODY_KNOWS
