"""Every kind of statement, and what it does; a kind that is not here does nothing that matters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.lint.effects import Effect, Exists, Verb
from toolkit.lint.sql.nodes import Node, relation
from toolkit.lint.sql.statements.alter_table import ALTER_TABLE
from toolkit.lint.sql.statements.drops import DROPS
from toolkit.lint.sql.statements.harmless import HARMLESS
from toolkit.lint.sql.statements.indexes import INDEXES
from toolkit.lint.sql.statements.options import OPTIONS
from toolkit.lint.sql.statements.programs import PROGRAMS
from toolkit.lint.sql.statements.publications import PUBLICATIONS
from toolkit.lint.sql.statements.renames import RENAMES
from toolkit.lint.sql.statements.rows import ROWS
from toolkit.lint.sql.statements.servers import SERVERS
from toolkit.lint.sql.statements.tables import CREATE
from toolkit.lint.sql.statements.types import TYPES

STATEMENTS: dict[str, Callable[[Node], Sequence[Effect]]] = {
    **CREATE,
    **ALTER_TABLE,
    **INDEXES,
    **TYPES,
    **PROGRAMS,
    **PUBLICATIONS,
    **SERVERS,
    **OPTIONS,
    **DROPS,
    **RENAMES,
    **ROWS,
    **HARMLESS,
}


def effects(kind: str, node: Node) -> list[Effect]:
    """Of one statement, in its order."""
    handler = STATEMENTS.get(kind)
    return [*handler(node)] if handler else []


def only_if(kind: str, node: Node, done: list[Effect]) -> Exists | None:
    """The table that IF EXISTS of an ALTER TABLE asks for, where no effect says so itself."""
    if kind not in ("AlterTableStmt", "RenameStmt") or not node.get("missing_ok"):
        return None
    if "relation" not in node or any(one.verb is Verb.RENAME and one.guarded for one in done):
        return None
    return Exists(relation(node["relation"]))
