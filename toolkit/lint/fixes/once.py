"""Data that is changed: once, and remembered under a key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.findings import UPGRADE, Edit, Fix
from toolkit.lint.fixes.directives import IMPORT
from toolkit.lint.fixes.forgotten import forgotten
from toolkit.lint.fixes.inserted import added, first
from toolkit.lint.fixes.turns import Loop, told_apart, turns
from toolkit.lint.migration import MigrationFile

EXECUTING = frozenset({"execute", "exec_driver_sql"})
BOUND = re.compile(r"(?<!:):[A-Za-z_]\w*|\\:")
TEXTS = (ast.Constant, ast.JoinedStr, ast.BinOp)


@dataclass(frozen=True)
class Statement:
    """A call that stands alone, the number of its statement, and the names of the loops around."""

    call: ast.Call
    number: int
    turns: tuple[str, ...]


def once(migration: MigrationFile, node: ast.AST) -> Fix | None:
    """`ensure.once("KEY", …)` for a statement that stands alone, where nobody wants its result."""
    found = next((one for one in _statements(migration) if _holds(one.call, node)), None)
    if found is None or found.call.keywords or not found.call.args:
        return None
    call, key = found.call, _key(migration, found)
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr == "bulk_insert" and len(call.args) == 2:
        made = _of_rows(migration, call, key)
    elif call.func.attr in EXECUTING and len(call.args) <= 2:
        made = _executed(migration, call, key)
    else:
        return None
    gone = forgotten(migration, key)
    if made is None or (found.turns and gone):
        return None  # as many keys as there were turns, that a downgrade cannot name
    return replace(made, edits=(*made.edits, *gone)) if gone is not None else None


def _executed(migration: MigrationFile, call: ast.Call, key: str) -> Fix | None:
    ends, statement = migration.places.ends, call.args[0]
    begin, end = ends(statement)
    plain = isinstance(statement, TEXTS) or _method(statement) == "format"
    wrapped = plain and (len(call.args) == 2 or _bound(statement))
    edits = [added(migration, call.func, "ensure.once"), first(migration, call, key)]
    if wrapped:
        edits += [Edit(begin, begin, "sa.text("), Edit(end, end, ")")]
    if len(call.args) == 2:
        more, last = ends(call.args[1])
        if migration.text[end:more].strip() != ",":
            return None
        text = plain or _method(statement) == "text"
        if text and not isinstance(call.args[1], ast.Dict):
            return None  # several sets of parameters, mostly: no keywords of one statement
        bind = ".bindparams(**" if text else ".values("
        edits += [Edit(end, more, bind), Edit(last, last, ")")]
    return Fix("ensure.once", tuple(_one_a_place(edits)), _imports(wrapped))


def _of_rows(migration: MigrationFile, call: ast.Call, key: str) -> Fix | None:
    """`bulk_insert(table, rows)` as one INSERT."""
    if not (isinstance(call.args[1], ast.List) and call.args[1].elts):
        return None  # none are a row of defaults to INSERT, and nothing to bulk_insert
    ends = migration.places.ends
    (begin, end), (more, last) = ends(call.args[0]), ends(call.args[1])
    if migration.text[end:more].strip() != ",":
        return None
    edits = [
        added(migration, call.func, "ensure.once"),
        first(migration, call, key),
        Edit(begin, begin, "sa.insert("),
        Edit(end, more, ").values("),
        Edit(last, last, ")"),
    ]
    return Fix("ensure.once", tuple(_one_a_place(edits)), _imports(True))


def _imports(sqlalchemy: bool) -> tuple[str, ...]:
    return (IMPORT, "import sqlalchemy as sa") if sqlalchemy else (IMPORT,)


def _one_a_place(edits: list[Edit]) -> Iterator[Edit]:
    """What is inserted where something is inserted already, behind it."""
    merged: dict[tuple[int, int], str] = {}
    for one in edits:
        merged[one.start, one.end] = merged.get((one.start, one.end), "") + one.text
    for (start, end), text in merged.items():
        yield Edit(start, end, text)


def _key(migration: MigrationFile, found: Statement) -> str:
    """Of the revision and the statement; in a loop, of its turn."""
    name = f"{migration.revision}-{found.number}"
    if not found.turns:
        return f'"{name}"'
    return f'f"{name} {" ".join(f"{{{turn}}}" for turn in found.turns)}"'


def _holds(call: ast.Call, node: ast.AST) -> bool:
    return node is call or any(node is one for one in call.args)


def _statements(migration: MigrationFile) -> Iterator[Statement]:
    """Those of upgrade() that are nothing but a call: a key outlives what downgrade() undoes."""
    for number, (call, loops) in enumerate(_calls(migration.body(UPGRADE), ()), 1):
        if all(told_apart(migration, one) for one in loops):
            yield Statement(call, number, tuple(name for one in loops for name in turns(one)))


def _calls(
    body: Sequence[ast.stmt], loops: tuple[Loop, ...]
) -> Iterator[tuple[ast.Call, tuple[Loop, ...]]]:
    for one in body:
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            if isinstance(one.value.func, ast.Attribute):
                yield one.value, loops
        elif not isinstance(one, ast.While | ast.FunctionDef | ast.ClassDef):
            inner = (*loops, one) if isinstance(one, Loop) else loops
            for name in ("body", "orelse", "finalbody"):
                yield from _calls(getattr(one, name, []), inner)


def _method(node: ast.AST) -> str:
    """What is called, where that is a method or a function of a module."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _bound(statement: ast.AST) -> bool:
    """Whether the text has parameters, or colons that are told apart from them."""
    texts = (
        one.value for one in ast.walk(statement)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )  # fmt: skip
    return any(BOUND.search(one) for one in texts)
