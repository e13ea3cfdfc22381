"""The migration that is running: whether it only writes a script, and how it is written to."""

from collections.abc import Sequence
from typing import Any

from alembic import op

from toolkit.catalog.sql import block, literal, run


def offline() -> bool:
    """Under `--sql` there is no database to look at."""
    return bool(op.get_context().as_sql)


def emit(sql: str) -> None:
    """Run text, or write it to the script, exactly as it is."""
    if offline():
        op.get_context().impl.static_output(f"{sql};")
    else:
        run(op.get_bind(), sql)


def where_there(table: str, statements: Sequence[str]) -> None:
    """Run them unless the table is absent, for what knows no IF EXISTS."""
    each = "\n".join(f"    EXECUTE {literal(one)};" for one in statements)
    there = f"pg_catalog.to_regclass({literal(table)}) IS NOT NULL"
    emit(block(f"BEGIN\n  IF {there} THEN\n{each}\n  END IF;\nEND"))


def given(**options: Any) -> dict[str, Any]:
    """Options that were given: older versions of Alembic do not know all of them."""
    return {name: value for name, value in options.items() if value is not None}
