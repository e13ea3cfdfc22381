"""`op.create_index`, converging; CONCURRENTLY too, in an autocommit block."""

from collections.abc import Sequence
from typing import Any

from alembic import op
from alembic.operations.ops import CreateIndexOp
from sqlalchemy import Index, TextClause
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from toolkit.catalog import existence, kinds, places, render
from toolkit.catalog.absent import Absent
from toolkit.catalog.apply import not_made
from toolkit.catalog.decision import Verdict
from toolkit.catalog.program import Program, unless
from toolkit.catalog.sql import literal
from toolkit.catalog.twin import Comparison, Known, decided
from toolkit.ensure.context import emit, offline
from toolkit.ensure.settle import create_or_settle, heed
from toolkit.ensure.spoken import dialect
from toolkit.ensure.written import written

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
    declared = CreateIndexOp(*places_, schema=schema, unique=unique, **kw)
    create = written(CreateIndexOp(*places_, schema=schema, unique=unique, **kw))
    index = declared.to_index(op.get_context())
    absent = _absent(index, schema, create)
    return create_or_settle(absent, lambda: _program(index, absent))


def _concurrently(
    index_name: str | None, table_name: str, columns: Sequence[Any], **kw: Any
) -> None:
    """No transaction may be around it: decided first, made after, and no harm if it is there."""
    declared = CreateIndexOp(index_name, table_name, columns, **kw).to_index(op.get_context())
    absent = _absent(declared, kw["schema"], ())
    if offline():
        emit(_program(declared, absent).script())
    elif not absent.holds(op.get_bind()):
        decisions = _program(declared, absent).decide(op.get_bind())
        if decisions[0].verdict is Verdict.BROKEN:
            broken = decisions[0].declared.name
            op.drop_index(broken.name, schema=broken.schema, postgresql_concurrently=True)
        heed(decisions)
    try:
        op.create_index(index_name, table_name, columns, if_not_exists=True, **kw)
    except IntegrityError as error:  # it has left an INVALID one
        name = render.index_name(declared, dialect())
        op.drop_index(name, schema=kw["schema"], postgresql_concurrently=True)
        raise not_made(absent.subject, error) from None


def _absent(declared: Index, schema: str | None, create: tuple[str, ...]) -> Absent:
    assert declared.table is not None
    name = render.index_name(declared, dialect())
    home = places.table(schema, declared.table.name)
    return Absent(f"index {name}", home, existence.relation(name), create)


def _program(declared: Index, absent: Absent) -> Program:
    assert declared.table is not None
    spoken, table = dialect(), declared.table.name
    name = render.index_name(declared, spoken)
    twin = (*render.like(table), literal(render.index(declared, table, spoken)))
    compared = Comparison([table], twin, (kinds.index,), Known(), "p.kind = 'index'", absent.create)
    verdict = "absent" if absent.create else "equal"
    otherwise = decided(verdict, "index", table, name, literal("INDEX"), absent.create)
    body = unless(absent.there, otherwise, compared.body("index", table, name))
    if not absent.create:
        body = f"{body}\n  {_ONLY_DROPPED}"
    return Program(f"ensure index {name}", absent.home, body, Known().json())
