"""`op.rename_table`, converging."""

from alembic.operations.ops import RenameTableOp

from toolkit.catalog import existence, places
from toolkit.catalog.program import Program, rename
from toolkit.ensure.settle import settle
from toolkit.ensure.written import written


def rename_table(old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
    """Rename the table, or see that it is done; a view that has the old name then is no table.
    DriftError: both or neither are there."""
    (statement,) = written(RenameTableOp(old_table_name, new_table_name, schema=schema))
    new = existence.relation(new_table_name)
    view = existence.stands_in(old_table_name, new_table_name)
    there = (f"({existence.relation(old_table_name)} AND {view} IS NOT TRUE)", new)
    body = rename(("table", old_table_name, old_table_name, new_table_name), there, statement)
    home = places.table(schema, old_table_name, new_table_name)
    settle(Program(f"ensure rename {old_table_name}", home, body))
