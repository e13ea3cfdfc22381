"""ALTER TABLE, and the same of views, foreign tables, composite types: an effect a subcommand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.sql.kinds import OBJECTS
from toolkit.lint.sql.nodes import Node, beneath, on, relation
from toolkit.lint.sql.statements.constraints import constraint, renamed_index
from toolkit.lint.sql.statements.options import options
from toolkit.lint.sql.statements.tables import column
from toolkit.lint.sql.updates.advance import converted

Command = Callable[[Name, Node], "list[Effect]"]
NOT_AGAIN = "object_not_in_prerequisite_state"


def alter_table(node: Node) -> list[Effect]:
    table = relation(node["relation"])
    kind = OBJECTS.get(node.get("objtype", ""), "table")
    found: list[Effect] = []
    for one in node.get("cmds", []):
        command = one.get("AlterTableCmd", {})
        handler = COMMANDS.get(command.get("subtype", ""))
        target = table._replace(kind=kind)
        found += handler(table, command) if handler else [Effect(Verb.ALTER, target)]
    return found


def _add_column(table: Name, node: Node) -> list[Effect]:
    made = column(table, node["def"]["ColumnDef"], guarded=node.get("missing_ok", False))
    return [_to(table, made)]


def _to(table: Name, made: Effect) -> Effect:
    """What is added to a table needs it, and the columns that it lies on."""
    columns = (on(table, "column", one) for one in made.columns)
    return replace(made, needs=(table, *columns, *made.needs))


def _drop_column(table: Name, node: Node) -> list[Effect]:
    return [_drop(table, "column", node)]


def _drop(table: Name, kind: str, node: Node, error: str = "") -> Effect:
    return Effect(
        Verb.DROP,
        on(table, kind, node.get("name", "")),
        guarded=node.get("missing_ok", False),
        cascade=node.get("behavior") == "DROP_CASCADE",
        error=error,
        needs=(table,),
    )


def _add_constraint(table: Name, node: Node) -> list[Effect]:
    definition = node["def"]["Constraint"]
    made = constraint(table, definition)
    if made is None:
        return [Effect(Verb.ALTER, table)]
    return [*renamed_index(table, definition), _to(table, made)]


def _drop_constraint(table: Name, node: Node) -> list[Effect]:
    return [_drop(table, "constraint", node)]


def _alter_type(table: Name, node: Node) -> list[Effect]:
    name = node.get("name", "")
    definition = node["def"]["ColumnDef"]
    why = converted(name, definition.get("raw_default"), definition.get("typeName", {}))
    return [Effect(Verb.ADVANCE if why else Verb.ALTER, on(table, "column", name), why=why)]


def _alter_column(table: Name, node: Node) -> list[Effect]:
    return [Effect(Verb.ALTER, on(table, "column", node.get("name", "")))]


def _alter_constraint(table: Name, node: Node) -> list[Effect]:
    return [Effect(Verb.ALTER, on(table, "constraint", node.get("name", "")))]


def _add_identity(table: Name, node: Node) -> list[Effect]:
    name = on(table, "identity", node.get("name", ""))
    return [Effect(Verb.CREATE, name, error=NOT_AGAIN)]


def _drop_identity(table: Name, node: Node) -> list[Effect]:
    return [_drop(table, "identity", node, NOT_AGAIN)]


def _drop_expression(table: Name, node: Node) -> list[Effect]:
    return [_drop(table, "expression", node, NOT_AGAIN)]


def _attach(table: Name, node: Node) -> list[Effect]:
    child = _partition(node)
    indexes = "bound" not in node["def"]["PartitionCmd"]
    verb = Verb.ALTER if indexes else Verb.CREATE  # an index attached again is no error
    name = on(table, "partition", child.name)
    return [Effect(verb, name, needs=() if indexes else (child,), error="wrong_object_type")]


def _detach(table: Name, node: Node) -> list[Effect]:
    concurrently = node["def"]["PartitionCmd"].get("concurrent", False)
    name = on(table, "partition", _partition(node).name)
    return [Effect(Verb.DROP, name, concurrently=concurrently, error="undefined_table")]


def _partition(node: Node) -> Name:
    return relation(node["def"]["PartitionCmd"]["name"])


def _inherit(verb: Verb) -> Command:
    def command(table: Name, node: Node) -> list[Effect]:
        above = relation(node["def"]["RangeVar"])
        error = "duplicate_table" if verb is Verb.CREATE else "undefined_table"
        return [Effect(verb, on(above, "inheritance", table.name), error=error)]

    return command


def _options(table: Name, node: Node) -> list[Effect]:
    column_ = node.get("name", "")
    owner = f"{table.name}.{column_}" if column_ else table.name
    return options(table._replace(table=owner), list(beneath(node.get("def"), "DefElem")))


COMMANDS: dict[str, Command] = {
    "AT_AddColumn": _add_column,
    "AT_DropColumn": _drop_column,
    "AT_AddConstraint": _add_constraint,
    "AT_DropConstraint": _drop_constraint,
    "AT_ValidateConstraint": _alter_constraint,
    "AT_AlterConstraint": _alter_constraint,
    "AT_AlterColumnType": _alter_type,
    "AT_ColumnDefault": _alter_column,
    "AT_SetNotNull": _alter_column,
    "AT_DropNotNull": _alter_column,
    "AT_SetExpression": _alter_column,
    "AT_SetStatistics": _alter_column,
    "AT_SetStorage": _alter_column,
    "AT_SetCompression": _alter_column,
    "AT_SetOptions": _alter_column,
    "AT_ResetOptions": _alter_column,
    "AT_SetIdentity": _alter_column,
    "AT_AddIdentity": _add_identity,
    "AT_DropIdentity": _drop_identity,
    "AT_DropExpression": _drop_expression,
    "AT_AttachPartition": _attach,
    "AT_DetachPartition": _detach,
    "AT_AddInherit": _inherit(Verb.CREATE),
    "AT_DropInherit": _inherit(Verb.DROP),
    "AT_GenericOptions": _options,
    "AT_AlterColumnGenericOptions": _options,
}
ALTER_TABLE = {"AlterTableStmt": alter_table}
