"""`op.create_index`, converging; CONCURRENTLY too, in an autocommit block."""

from collections.abc import Sequence
from typing import Any

from alembic import op
from alembic.operations.ops import CreateIndexOp
from sqlalchemy import Index, TextClause
from sqlalchemy.sql.elements import ColumnElement

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.decision import Verdict
from toolkit.catalog.program import Program, unless
from toolkit.catalog.sql import literal
from toolkit.catalog.twin import Comparison, Known, decided
from toolkit.ensure.context import emit, offline
from toolkit.ensure.settle import heed, settle
from toolkit.ensure.written import dialect, written

# A broken one is only dropped: it is made again where that can be done CONCURRENTLY.
_ONLY_DROPPED = """IF hive_decided->0->>'verdict' = 'broken' THEN
    hive_decided := pg_catalog.jsonb_set(
      hive_decided, '{0,sql}', pg_catalog.jsonb_build_array(hive_decided->0->'sql'->0));
  END IF;"""


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
    places_ = (index_name, table_name, columns)
    if kw.get("postgresql_concurrently"):
        return _concurrently(*places_, schema=schema, unique=unique, **kw)
    wanted = CreateIndexOp(*places_, schema=schema, unique=unique, **kw)
    create = written(CreateIndexOp(*places_, schema=schema, unique=unique, **kw))
    return settle(_program(wanted.to_index(op.get_context()), schema, create))


def _concurrently(
    index_name: str | None, table_name: str, columns: Sequence[Any], **kw: Any
) -> None:
    """No transaction may be around it: decided first, made after, and no harm if it is there."""
    declared = CreateIndexOp(index_name, table_name, columns, **kw).to_index(op.get_context())
    program = _program(declared, kw["schema"], ())
    if offline():
        emit(program.script())
    else:
        decisions = program.decide(op.get_bind())
        if decisions[0].verdict is Verdict.BROKEN:
            name = decisions[0].declared.name
            op.drop_index(name.name, schema=name.schema, postgresql_concurrently=True)
        heed(decisions)
    op.create_index(index_name, table_name, columns, if_not_exists=True, **kw)


def _program(declared: Index, schema: str | None, create: tuple[str, ...]) -> Program:
    assert declared.table is not None
    spoken, table = dialect(), declared.table.name
    name = render.index_name(declared, spoken)
    twin = (*render.like(table), literal(render.index(declared, table, spoken)))
    compared = Comparison([table], twin, (kinds.index,), Known(), "p.kind = 'index'", create)
    verdict = "absent" if create else "equal"
    absent = decided(verdict, "index", table, name, literal("INDEX"), create)
    body = unless(existence.relation(name), absent, compared.body("index", table, name))
    if not create:
        body = f"{body}\n  {_ONLY_DROPPED}"
    facts = Known().json()
    return Program(f"ensure index {name}", places.table(schema, table), body, facts)
