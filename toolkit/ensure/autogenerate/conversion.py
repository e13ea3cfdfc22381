"""A column that becomes an enum type, or one no more: how its values and its default change."""

from collections.abc import Iterator
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import AlterColumnOp, DowngradeOps, OpContainer, UpgradeOps

from toolkit.ensure.autogenerate.columns import leaves
from toolkit.ensure.autogenerate.types import Native, dialect_of, native


def convert(context: AutogenContext, up: UpgradeOps, down: DowngradeOps) -> None:
    """Neither a value nor a default is cast to an enum type, or to another, by itself."""
    for one in _changed(context, up):
        one.modify_server_default = _modelled(context, one)
    for one in _changed(context, down):
        before = one.existing_server_default
        one.existing_server_default = _modelled(context, one)
        one.modify_server_default = before if one.existing_server_default else False


def _changed(context: AutogenContext, side: OpContainer) -> Iterator[AlterColumnOp]:
    """Those with a default that Alembic would leave as it is; values are told how to follow."""
    for one in leaves(side.ops):
        if not isinstance(one, AlterColumnOp) or one.modify_type is None:
            continue
        old, new = _native(context, one.existing_type), _native(context, one.modify_type)
        if new:
            one.kw.setdefault("postgresql_using", new.conversion(one.column_name))
        if (old or new) and one.existing_server_default and one.modify_server_default is False:
            yield one


def _native(context: AutogenContext, type_: Any) -> Native | None:
    return native(type_, dialect_of(context)) if type_ is not None else None


def _modelled(context: AutogenContext, op: AlterColumnOp) -> Any:
    """The models' default; False, which leaves it alone, where they have none."""
    home = dialect_of(context).default_schema_name
    for table in context.sorted_tables:
        if (table.schema or home, table.name) == (op.schema or home, op.table_name):
            found = next((one for one in table.columns if one.name == op.column_name), None)
            return (found is not None and found.server_default) or False
    return False
