"""DDL text of SQLAlchemy's objects, exactly as a server would be given it, aimed at a twin."""

from functools import lru_cache

from sqlalchemy import Column, Connection, Constraint, Dialect, Index, Table
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable
from sqlalchemy.types import NullType

from toolkit.catalog.reader import TWIN
from toolkit.catalog.sql import ident, literal


def dialect_of(connection: Connection) -> PGDialect:
    """The server's dialect with a paramstyle in which `%` is only a percent sign."""
    return like_that_of(connection.dialect)


def like_that_of(known: Dialect) -> PGDialect:
    """The same for a dialect, of a server or of none."""
    version = getattr(known, "server_version_info", None)
    # SQLAlchemy 2.0 doubles backslashes until a connection has said not to: none will, in a script.
    return _dialect(version, version is not None and getattr(known, "_backslash_escapes", False))


@lru_cache
def _dialect(version: tuple[int, ...] | None, backslash_escapes: bool) -> PGDialect:
    dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]
    dialect._backslash_escapes = backslash_escapes
    dialect.supports_native_decimal = True  # as drivers have it: never by way of a float
    if version:
        dialect.server_version_info = version
    return dialect


def twin_name(table: str) -> str:
    return f"{TWIN}.{ident(table)}"


def table(table: Table, dialect: PGDialect) -> tuple[str, ...]:
    """The twin of a table without its foreign keys: they would lock what they refer to."""
    _, rest = _create_table(table, dialect)
    made = f"CREATE TEMPORARY TABLE {twin_name(table.name)} {rest}"
    indexes = sorted(table.indexes, key=lambda one: str(one.name))
    return (made, *(index(one, table.name, dialect) for one in indexes))


def unlogged(table: Table, dialect: PGDialect) -> bool:
    return "UNLOGGED" in _create_table(table, dialect)[0].upper()


def _create_table(table: Table, dialect: PGDialect) -> tuple[str, str]:
    """What stands before and after the name."""
    create = CreateTable(table, include_foreign_key_constraints=[])
    name = dialect.identifier_preparer.format_table(table)
    head, _, rest = str(create.compile(dialect=dialect)).partition(f"TABLE {name} ")
    return head, rest


def like(table: str, *dropped: str, options: str = "") -> tuple[str, ...]:
    """A twin with the columns that a table has already, without those `dropped`; expressions."""
    made = f"CREATE TEMPORARY TABLE {twin_name(table)} (LIKE %I.%I {options})"
    drops = (
        literal(f"ALTER TABLE {twin_name(table)} DROP COLUMN IF EXISTS {ident(one)}")
        for one in dropped
    )
    words = literal(made.replace(twin_name(table), "%s"))
    return (
        f"pg_catalog.format({words}, {literal(twin_name(table))}, hive_home, {literal(table)})",
        *drops,
    )


def like_view(name: str) -> tuple[str, ...]:
    """The same for what only a view can have."""
    made = literal("CREATE TEMPORARY VIEW %s AS SELECT * FROM %I.%I")
    place = literal(twin_name(name))
    return (f"pg_catalog.format({made}, {place}, hive_home, {literal(name)})",)


def index(index: Index, table: str, dialect: PGDialect) -> str:
    """The twin of an index, never CONCURRENTLY."""
    assert index.table is not None
    _include(index, index.table)
    text = str(CreateIndex(index).compile(dialect=dialect))
    preparer = dialect.identifier_preparer
    name = preparer.format_index(index)
    _, _, rest = text.partition(f"{name} ON {preparer.format_table(index.table)} ")
    unique = "UNIQUE " if index.unique else ""
    return f"CREATE {unique}INDEX {name} ON {twin_name(table)} {rest}"


def _include(index: Index, table: Table) -> None:
    """A migration's index stands on a stub, which does not know the columns it only includes."""
    for name in index.kwargs.get("postgresql_include") or ():
        if name not in table.c:
            table.append_column(Column(name, NullType()))


def column(column: Column[object], table: str, dialect: PGDialect) -> str:
    text = str(CreateColumn(column).compile(dialect=dialect))
    return f"ALTER TABLE {twin_name(table)} ADD COLUMN {text}"


def constraint(constraint: Constraint, table: str, dialect: PGDialect) -> str:
    """The twin of a constraint. Disables its inline rendering, as Alembic does."""
    text = str(AddConstraint(constraint).compile(dialect=dialect))
    name = dialect.identifier_preparer.format_table(constraint.table)
    return f"ALTER TABLE {twin_name(table)} {text.removeprefix(f'ALTER TABLE {name} ')}"


def index_name(index: Index, dialect: PGDialect) -> str:
    """The name it was given, by hand or by convention."""
    return _bare(str(dialect.identifier_preparer.format_index(index)))


def constraint_name(constraint: Constraint, dialect: PGDialect) -> str | None:
    """The name it was given, by hand or by convention; None where PostgreSQL will find one."""
    if not isinstance(constraint.name, str):
        return None
    return _bare(str(dialect.identifier_preparer.format_constraint(constraint)))


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
