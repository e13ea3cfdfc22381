"""A column, constraint or index that is declared for a table which is there already."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table

from toolkit.catalog import compare, places, render, twin
from toolkit.catalog.decision import Decision, Verdict
from toolkit.catalog.declaration import Declaration, Name
from toolkit.catalog.declared import Declared
from toolkit.catalog.kinds.kind import Kind

_REFUSED = ("make what it refers to", "correct what is declared")


def decide_parts(
    connection: Connection,
    table: Table,
    schema: str,
    ddl: Sequence[str],
    kinds: Sequence[Kind],
    column: str = "",
) -> tuple[Decision, ...]:
    """What `table` declares (it may be a stub), against the real one in `schema`.

    `ddl` makes the twins of the parts on a twin that has the real table's columns; `column` is
    made by `ddl`, so the twin starts without it. Only `kinds` are read.
    """
    declared = Declared(table, schema, render.dialect_of(connection))
    dropped = [column] if column else []
    start = render.like(table.name, schema, *dropped) if ddl else ()
    twins = twin.compare(connection, schema, [table.name], [*start, *ddl], kinds)
    if twins.refused:
        return (refused(Name(schema, table.name, column), twins.refused),)
    meant = {key: one for key, one in twins.declared.items() if _meant(one, column)}
    wanted, unnamed = declared.parts(meant, places.finder(connection))
    found = {key: one for key, one in twins.found.items() if one.name.relation == table.name}
    return compare.parts(wanted, found, unnamed)


def refused(name: Name, reason: str) -> Decision:
    """PostgreSQL does not even make a twin."""
    kind = "column" if name.name else "table"
    declared = Declaration(kind, name, f"refused by PostgreSQL: {reason}")
    return Decision(Verdict.DIFFERENT, declared, None, ways_out=_REFUSED)


def _meant(one: Declaration, column: str) -> bool:
    if one.kind == "column":
        return one.name.name == column
    return one.kind in ("constraint", "index")
