"""Data that is changed: once, and remembered under a key."""

from __future__ import annotations

import ast
import re

from toolkit.findings import Edit, Fix
from toolkit.lint.fixes.directives import IMPORT
from toolkit.lint.fixes.inserted import added, first
from toolkit.lint.migration import MigrationFile

EXECUTING = frozenset({"execute", "exec_driver_sql"})
BOUND = re.compile(r"(?<!:):[A-Za-z_]\w*|\\:|%\(")
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.ListComp, ast.GeneratorExp)


def once(migration: MigrationFile, node: ast.AST) -> Fix | None:
    """`ensure.once("KEY", …)` for a statement that stands alone, where nobody wants its result."""
    found = _statement(migration, node)
    if found is None:
        return None
    statement, call = found
    assert isinstance(call.func, ast.Attribute)
    key = f'"{migration.revision}-{_number(migration, statement)}"'
    if call.func.attr == "bulk_insert":
        return _of_rows(migration, call, key)
    if call.func.attr not in EXECUTING or len(call.args) != 1 or call.keywords or _bound(call):
        return None
    edits = (added(migration, call.func, "ensure.once"), first(migration, call, key))
    return Fix("ensure.once", edits, (IMPORT,))


def _of_rows(migration: MigrationFile, call: ast.Call, key: str) -> Fix | None:
    """`bulk_insert(table, rows)` as one INSERT."""
    if len(call.args) != 2 or call.keywords:
        return None
    ends = migration.places.ends
    (begin, end), (more, last) = ends(call.args[0]), ends(call.args[1])
    if migration.text[end:more].strip() != ",":
        return None
    edits = (
        added(migration, call.func, "ensure.once"),
        first(migration, call, key),
        Edit(begin, begin, "sa.insert("),
        Edit(end, more, ").values("),
        Edit(last, last, ")"),
    )
    return Fix("ensure.once", edits, (IMPORT, "import sqlalchemy as sa"))


def _statement(migration: MigrationFile, node: ast.AST) -> tuple[ast.Expr, ast.Call] | None:
    """The statement that is nothing but the call in which this stands; in no loop and no helper,
    where one key would be for many."""
    upgrade = next(
        (one for one in migration.tree.body
         if isinstance(one, ast.FunctionDef) and one.name == "upgrade"), None,
    )  # fmt: skip
    if upgrade is None:
        return None
    for one in _outside_loops(upgrade.body):
        call = one.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if node is call or node in call.args:
            return one, call
    return None


def _outside_loops(body: list[ast.stmt]) -> list[ast.Expr]:
    found: list[ast.Expr] = []
    for one in body:
        if isinstance(one, ast.Expr):
            found.append(one)
        elif not isinstance(one, LOOPS):
            for name in ("body", "orelse", "finalbody"):
                found += _outside_loops(getattr(one, name, []))
    return found


def _number(migration: MigrationFile, statement: ast.Expr) -> int:
    """Of the statement among those of upgrade()."""
    (upgrade,) = (
        one for one in migration.tree.body
        if isinstance(one, ast.FunctionDef) and one.name == "upgrade"
    )  # fmt: skip
    return _outside_loops(upgrade.body).index(statement) + 1


def _bound(call: ast.Call) -> bool:
    """Whether the text has parameters, which are not at hand when it is executed as it stands."""
    texts = (
        one.value for one in ast.walk(call.args[0])
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )  # fmt: skip
    return any(BOUND.search(one) for one in texts)
