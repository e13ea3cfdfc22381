"""Which revision follows which, read from two constants of each file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

CONSTANT = re.compile(
    rb"[ \t]*(?::[^=\n]*)?=[ \t]*(None|'[^'\\\n]*'|\"[^\"\\\n]*\"|[(\[][^)\]]*[)\]])"
)
"""What stands behind a name that is given a value, mostly."""


class Link(NamedTuple):
    """A revision and those it comes after."""

    revision: str
    down: tuple[str, ...]


def link(data: bytes) -> Link | None:
    """None where the file does not say both in constants."""
    try:
        revision, down = _value(data, b"revision"), _value(data, b"down_revision")
    except LookupError:
        return _parsed(data) if b"down_revision" in data else None
    return _link(revision, down)


def down_revisions(links: Iterable[Link | None]) -> dict[str, tuple[str, ...]]:
    return {one.revision: one.down for one in links if one is not None}


def _value(data: bytes, name: bytes) -> Any:
    """LookupError where it does not stand there in the usual way."""
    at = data.find(b"\n" + name)
    while at >= 0:
        found = CONSTANT.match(data, at + len(name) + 1)
        if found:
            return _read(found[1].decode("utf-8", "replace"))
        at = data.find(b"\n" + name, at + 1)
    raise LookupError(name)


def _read(text: str) -> Any:
    if text[0] in "'\"":
        return text[1:-1]
    try:
        return None if text == "None" else ast.literal_eval(text)
    except (ValueError, SyntaxError):
        raise LookupError(text) from None


def _link(revision: Any, down: Any) -> Link | None:
    if not isinstance(revision, str):
        return None
    after = (down,) if isinstance(down, str) else down or ()
    texts = isinstance(after, tuple | list) and all(isinstance(one, str) for one in after)
    return Link(revision, tuple(after)) if texts else None


def _parsed(data: bytes) -> Link | None:
    """Where it is written in another way: `revision, down_revision = "b", "a"`."""
    names: dict[str, Any] = {}
    try:
        for node in ast.parse(data).body:
            if isinstance(node, ast.Assign):
                _assign(names, node.targets[0], node.value)
            elif isinstance(node, ast.AnnAssign) and node.value:
                _assign(names, node.target, node.value)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return _link(names.get("revision"), names.get("down_revision"))


def _assign(names: dict[str, Any], target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        try:
            names[target.id] = ast.literal_eval(value)
        except (ValueError, TypeError):
            names.pop(target.id, None)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            _assign(names, one, other)
