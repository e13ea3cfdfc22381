"""`op.create_index`, converging; CONCURRENTLY too, in an autocommit block."""

from collections.abc import Sequence
from typing import Any

from alembic import op
from alembic.operations.ops import CreateIndexOp
from sqlalchemy import Connection, TextClause
from sqlalchemy.sql.elements import ColumnElement

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.parts import decide_parts
from toolkit.ensure.context import given, offline
from toolkit.ensure.settle import settle


def index(
    index_name: str | None,
    table_name: str,
    columns: Sequence[str | TextClause | ColumnElement[Any]],
    *,
    schema: str | None = None,
    unique: bool = False,
    if_not_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Create the index, rebuild it where a crash left it INVALID, or see that it is there."""
    del if_not_exists

    def create() -> None:
        op.create_index(index_name, table_name, columns, schema=schema, unique=unique, **kw)

    if offline():
        return create()
    connection = op.get_bind()
    (home,) = places.tables(connection, [(schema, table_name)])
    if index_name and not existence.part(connection, home, table_name, "index", index_name):
        return create()
    wanted = CreateIndexOp(index_name, table_name, columns, schema=schema, unique=unique, **kw)
    decision = _decide(connection, wanted, home)
    if decision.verdict is Verdict.ABSENT:
        return create()
    if decision.verdict is not Verdict.BROKEN:
        return settle(connection, [decision])
    concurrently = given(postgresql_concurrently=kw.get("postgresql_concurrently"))
    op.drop_index(decision.declared.name.name, table_name, schema=home, **concurrently)
    return create()


def _decide(connection: Connection, wanted: CreateIndexOp, home: str) -> Decision:
    declared = wanted.to_index(op.get_context())
    assert declared.table is not None
    ddl = render.index(declared, wanted.table_name, render.dialect_of(connection))
    return decide_parts(connection, declared.table, home, [ddl], (kinds.index,))[0]
