"""Schemas that must be there before what Alembic found can be made in them."""

import logging
from collections.abc import Iterable

from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrateOperation
from sqlalchemy import text

from toolkit.ensure.autogenerate.columns import leaves
from toolkit.ensure.autogenerate.operations import CreateEnumOp, CreateSchemaOp

log = logging.getLogger("alembic.autogenerate.schemas")


def missing(
    context: AutogenContext, operations: Iterable[MigrateOperation]
) -> list[CreateSchemaOp]:
    """Of those that new tables and types are in, in their order."""
    assert context.connection is not None
    names = "SELECT nspname FROM pg_catalog.pg_namespace"
    there = set(context.connection.scalars(text(names)))
    made = (one for one in leaves(operations) if isinstance(one, CreateTableOp | CreateEnumOp))
    wanted = dict.fromkeys(one.schema for one in made if one.schema)
    absent = [name for name in wanted if name not in there]
    for name in absent:
        log.info("Detected added schema %r", name)
    return [CreateSchemaOp(name) for name in absent]
