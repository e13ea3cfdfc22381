"""Fixes applied together, if they do not meet."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from io import StringIO

from toolkit.findings import Edit, Finding, Fix


def apart(found: Iterable[Finding]) -> list[Finding]:
    """Those whose fixes do not meet that of one before them."""
    taken: list[Edit] = []
    chosen = []
    for one in found:
        edits = [edit for edit in one.fix.edits if edit not in taken] if one.fix else []
        if one.fix and not any(_meet(edit, other) for edit in edits for other in taken):
            taken += edits
            chosen.append(one)
    return chosen


def applied(text: str, fixes: Iterable[Fix]) -> str:
    """The text with these fixes, which do not meet; their imports are added."""
    edits: dict[Edit, None] = {}
    imports: dict[str, None] = {}
    for fix in fixes:
        edits |= dict.fromkeys(fix.edits)
        imports |= dict.fromkeys(fix.imports)
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return _with(text, list(imports))


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
    lines = list(StringIO(text))
    if last and not lines[last - 1].endswith("\n"):
        lines[last - 1] += "\n"
    return "".join([*lines[:last], *(f"{line}\n" for line in missing), *lines[last:]])


def _docstring(tree: ast.Module) -> int:
    first = tree.body[0] if tree.body else None
    return (first.end_lineno or 0) if isinstance(first, ast.Expr) else 0


def _has(text: str, line: str) -> bool:
    return any(one.rstrip() == line for one in text.splitlines())
