"""Extensions, converging."""

# ruff: noqa: S608 (SQL is what is composed here; every value in it is quoted)

from alembic import op
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.catalog.compare import decide
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.kinds import extension as kind
from toolkit.catalog.sql import ident, literal, run
from toolkit.ensure.context import emit, offline
from toolkit.ensure.settle import settle
from toolkit.errors import DeniedError

_DENIED = "42501"


def extension(name: str, *, schema: str | None = None) -> None:
    """Create the extension, or see that it is there, and in `schema` where one is given.

    Looked for first: CREATE EXTENSION IF NOT EXISTS is refused to who may not create it even
    where it exists. DeniedError carries the SQL for whoever may.
    """
    if offline():
        where = f" SCHEMA {ident(schema)}" if schema else ""
        return emit(f"CREATE EXTENSION IF NOT EXISTS {ident(name)}{where}")
    connection = op.get_bind()
    found = _found(connection, name)
    if found is None:
        return _create(Declaration("extension", Name(schema or "", "", name), "EXTENSION"))
    definition = f"in schema {found}"
    at = Name(found, "", name)
    declared = Declaration("extension", at, f"in schema {schema or found}")
    return settle(connection, [decide(declared, Declaration("extension", at, definition))])


def _found(connection: Connection, name: str) -> str | None:
    rows = run(
        connection,
        f"""SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n
        ON n.oid = e.extnamespace WHERE e.extname = {literal(name)}""",
    )
    return str(rows[0][0]) if rows else None


def _create(declared: Declaration) -> None:
    sql = kind.create_sql(declared)
    try:
        emit(sql)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _DENIED:
            raise
        raise DeniedError(
            f"This role may not create the extension {declared.name.name}",
            why=str(error.orig).splitlines()[0],
            state="Nothing was changed for it.",
            next=f"Have someone who may run this in the same database: {sql};",
        ) from None
