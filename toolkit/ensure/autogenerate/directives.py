"""Alembic's operations, rendered as what they are called in `ensure`."""

import ast
import copy
import re
from collections.abc import Iterable

from alembic.autogenerate import render_op_text, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import AlterColumnOp, MigrateOperation, OpContainer

from toolkit.ensure.autogenerate.source import arranged, written
from toolkit.ensure.autogenerate.types import by_name

ENSURE = "from toolkit import ensure"

TWINS = {
    "add_column": "column",
    "alter_column": "alter_column",
    "batch_alter_table": "batch_alter_table",
    "bulk_insert": "rows",
    "create_check_constraint": "check",
    "create_exclude_constraint": "exclude",
    "create_foreign_key": "foreign_key",
    "create_index": "index",
    "create_primary_key": "primary_key",
    "create_table": "table",
    "create_table_comment": "table_comment",
    "create_unique_constraint": "unique",
    "drop_column": "no_column",
    "drop_constraint": "no_constraint",
    "drop_index": "no_index",
    "drop_table": "no_table",
    "drop_table_comment": "no_table_comment",
    "rename_table": "rename_table",
}
"""Directives by their names in `op`, and in `ensure`."""


class Converging(MigrateOperation):
    """Mixed into an operation's own class: it stays what it is, but is rendered as `ensure`."""


CLASSES: dict[type[MigrateOperation], type[MigrateOperation]] = {}


def converge(operations: Iterable[MigrateOperation]) -> None:
    """Those of Alembic's own; a project's own operations render as it says."""
    for one in operations:
        if type(one).__module__.startswith("alembic."):
            one.__class__ = _converging(type(one))
        if isinstance(one, OpContainer):
            converge(one.ops)


def _converging(cls: type[MigrateOperation]) -> type[MigrateOperation]:
    if cls not in CLASSES:
        CLASSES[cls] = type(cls.__name__, (Converging, cls), {"alembics": cls})
    return CLASSES[cls]


@renderers.dispatch_for(Converging)
def _render(context: AutogenContext, op: MigrateOperation) -> list[str]:
    plain = _plain(op)
    with by_name(context):
        lines = render_op_text(context, plain).split("\n")
        extra = _old_state(context, plain) if isinstance(plain, AlterColumnOp) else []
    if isinstance(op, OpContainer):
        return [*(_header(context, line) for line in lines[:1]), *lines[1:]]
    comments = [line for line in lines if line.startswith("#")]
    return comments + _renamed(context, "\n".join(lines[len(comments) :]), extra)


def _plain(op: MigrateOperation) -> MigrateOperation:
    """As Alembic made it, for Alembic's own renderer."""
    plain = copy.copy(op)
    plain.__class__ = vars(type(op))["alembics"]
    return plain


def _old_state(context: AutogenContext, op: AlterColumnOp) -> list[ast.keyword]:
    """What Alembic knows and does not say: how to convert, and the default until now."""
    found = []
    if using := op.kw.get("postgresql_using"):
        found.append(ast.keyword("postgresql_using", ast.Constant(using)))
    if op.modify_server_default is not False and op.existing_server_default:
        before = copy.copy(op)
        before.modify_server_default = False
        call = ast.parse(render_op_text(context, before), mode="eval").body
        assert isinstance(call, ast.Call)
        found += [one for one in call.keywords if one.arg == "existing_server_default"]
    return found


def _renamed(context: AutogenContext, text: str, extra: list[ast.keyword]) -> list[str]:
    """Its twin's call, laid out; as it was where it has no twin or is no expression at all."""
    try:
        call = ast.parse(text, mode="eval").body
    except SyntaxError:
        return text.split("\n")
    if not isinstance(call, ast.Call) or not _rename(context, call):
        return text.split("\n")
    call.keywords += extra
    return arranged(call)


def _rename(context: AutogenContext, call: ast.Call) -> bool:
    """Of the batch it stays a method: those have the same names."""
    head, _, name = ast.unparse(call.func).rpartition(".")
    if name not in TWINS:
        return False
    if head != "batch_op":
        context.imports.add(ENSURE)
        head = "ensure"
    call.func = ast.Attribute(ast.Name(head), TWINS[name])
    for node in ast.walk(call):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "batch_op.f":
            node.value = ast.Name("op")  # which marks names as final, and needs no batch
    return True


def _header(context: AutogenContext, line: str) -> str:
    """The line that opens a batch."""
    match = re.fullmatch(r"with (.*) as batch_op:", line)
    if not match:
        return line
    call = ast.parse(match[1], mode="eval").body
    assert isinstance(call, ast.Call)
    _rename(context, call)
    return f"with {written(call)} as batch_op:"
