"""Fixes applied: only together if they do not meet, and only if what comes out is clean."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from toolkit.findings import Edit, Finding, Fix

ROUNDS = 6
"""A fix may bring to light what only it made possible."""


def applied(text: str, fixes: Iterable[Fix]) -> str:
    """The text with those fixes that do not meet one before them; their imports are added."""
    taken: list[Edit] = []
    imports: dict[str, None] = {}
    for fix in fixes:
        edits = [edit for edit in fix.edits if edit not in taken]
        if not any(_meet(edit, other) for edit in edits for other in taken):
            taken += edits
            imports |= dict.fromkeys(fix.imports)
    for edit in sorted(taken, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return _with(text, list(imports))


def mended(text: str, lint: Callable[[str], Iterable[Finding]]) -> str:
    """The text with what `lint` has fixes for, as often as there is something new to fix; as it
    was, where it would be no Python any more."""
    for _ in range(ROUNDS):
        after = applied(text, [one.fix for one in fixable(lint(text)) if one.fix])
        if after == text or not parses(after):
            break
        text = after
    return text


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def fixable(found: Iterable[Finding]) -> list[Finding]:
    """Those that nobody suppressed, and that have a fix."""
    return [one for one in found if one.fix is not None and one.suppressed is None]


def _meet(one: Edit, other: Edit) -> bool:
    if one.start == one.end or other.start == other.end:
        return other.start < one.start < other.end or one.start < other.start < one.end
    return one.start < other.end and other.start < one.end


def _with(text: str, imports: Sequence[str]) -> str:
    """Lines that are lacking, after the last import at the top."""
    missing = [line for line in imports if not _has(text, line)]
    if not missing or not parses(text):
        return text
    tree = ast.parse(text)
    last = max(
        (
            node.end_lineno or 0
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
        ),
        default=_docstring(tree),
    )
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:last], *(f"{line}\n" for line in missing), *lines[last:]])


def _docstring(tree: ast.Module) -> int:
    first = tree.body[0] if tree.body else None
    return (first.end_lineno or 0) if isinstance(first, ast.Expr) else 0


def _has(text: str, line: str) -> bool:
    return any(one.strip() == line for one in text.splitlines())
