"""Alembic's operations, and what each does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from toolkit.lint.effects import Do, Effect, Name, Verb, default_name
from toolkit.lint.python import constructs, executing
from toolkit.lint.python.constructs import schema, text
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.sought import Sought
from toolkit.lint.python.values import (
    NOBODY_KNOWS,
    Arguments,
    Batch,
    Call,
    Connected,
    FirstTime,
    Function,
    Options,
    Rows,
)
from toolkit.lint.sql.read import read

HARMLESS = frozenset({"get_bind", "get_context"})
ON_TABLE = frozenset(
    "add_column drop_column alter_column create_index drop_index create_unique_constraint"
    " create_check_constraint create_foreign_key create_primary_key create_exclude_constraint"
    " drop_constraint create_table_comment drop_table_comment".split()
)
"""Those that a batch has without the table."""


class Given:
    """The arguments of a directive, by the names that Alembic gives them."""

    def __init__(self, node: ast.AST, names: str, args: Arguments, options: Options) -> None:
        self.node = node
        self.found = dict(zip(names.split(), args, strict=False)) | dict(options)
        self.rest = args[len(names.split()) :]

    def get(self, name: str, default: Any = None) -> Any:
        return self.found.get(name, default)

    def text(self, name: str) -> str:
        return text(self.found.get(name), self.node)

    @property
    def guarded(self) -> bool:
        return self.get("if_not_exists") is True or self.get("if_exists") is True

    def table(self, name: str = "table_name") -> Name:
        return Name("table", schema(self.get("schema")), "", self.text(name))

    def on(self, kind: str, name: str, table: str = "table_name") -> Name:
        return Name(kind, schema(self.get("schema")), self.text(table), self.text(name))


TWINS = {
    "create_table": "table",
    "drop_table": "no_table",
    "rename_table": "rename_table",
    "add_column": "column",
    "drop_column": "no_column",
    "alter_column": "alter_column",
    "create_index": "index",
    "drop_index": "no_index",
    "create_unique_constraint": "unique",
    "create_check_constraint": "check",
    "create_primary_key": "primary_key",
    "create_exclude_constraint": "exclude",
    "create_foreign_key": "foreign_key",
    "drop_constraint": "no_constraint",
    "create_table_comment": "table_comment",
    "drop_table_comment": "no_table_comment",
}
"""What `ensure` calls its functions for them."""
DIRECTIVE_OF = {twin: directive for directive, twin in TWINS.items()}
Directive = Callable[[Reader, Given], None]


def operate(reader: Reader, node: Any, name: str, args: Arguments, options: Options) -> Any:
    """`op.NAME(…)`."""
    if name == "execute":
        statement = args[0] if args else options.get("sqltext")
        return executing.execute(reader, node, statement, None)
    if name == "f" or name == "inline_literal":
        return args[0] if args else NOBODY_KNOWS
    if name == "batch_alter_table":
        given = Given(node, "table_name schema", args, options)
        return Batch(given.get("table_name"), given.get("schema"), reader.converging)
    if name == "run_async" and args and isinstance(args[0], Function):
        return reader.call(node, args[0], (Connected("bind"), *args[1:]), options)
    if name not in DIRECTIVES:
        if name not in HARMLESS:
            reader.blind(node, f"op.{name} is none of Alembic's own directives")
        return NOBODY_KNOWS
    names, directive = DIRECTIVES[name]
    directive(reader, Given(node, names, args, options))
    if name == "create_table":
        return Call("sqlalchemy.Table", args, options, node)
    return None


def ensure(reader: Reader, node: Any, name: str, args: Arguments, options: Options) -> Any:
    """`ensure.NAME(…)`: the directive of that name, which looks first."""
    if name == "enum" and args and reader.run:
        reader.run.ensured.add(text(args[0], node))
    if name == "first_time":
        return FirstTime()
    found = DIRECTIVE_OF.get(name) or (name if name == "batch_alter_table" else None)
    with reader.converges():
        return operate(reader, node, found, args, options) if found else NOBODY_KNOWS


def batched(
    reader: Reader, node: Any, batch: Batch, name: str, args: Arguments, options: Options
) -> Any:
    """`batch_op.NAME(…)`."""
    if batch.converging and name in DIRECTIVE_OF:
        with reader.converges():
            again = Batch(batch.table, batch.schema)
            return batched(reader, node, again, DIRECTIVE_OF[name], args, options)
    if name not in ON_TABLE:
        return operate(reader, node, name, args, options)
    names, directive = DIRECTIVES[name]
    table = "source_table" if name == "create_foreign_key" else "table_name"
    given = Given(node, " ".join(one for one in names.split() if one != table), args, options)
    given.found |= {table: batch.table, "schema": batch.schema, "source_schema": batch.schema}
    directive(reader, given)
    return None


def _create_table(reader: Reader, given: Given) -> None:
    table = given.table()
    parts: list[Effect] = []
    indexes: list[Effect] = []
    for one in given.rest:
        if not isinstance(one, Call):
            continue
        if one.name == "Column" or one.name.endswith("Column"):
            reader.use(given.node, one.argument(1, "type_"))
            _make_types(reader, given.node, one, table)
            parts.append(constructs.column(one, table, given.node))
            indexes += filter(None, [constructs.index_of(one, table, parts[-1].name.name)])
        elif one.name in constructs.CONSTRAINTS:
            parts += filter(None, [constructs.constraint(one, table, given.node)])
        elif one.name == "Index":
            indexes.append(constructs.index(one.args, one.options, table, given.node))
    parts += constructs.keys(given.rest, table, given.node)
    whole = all(isinstance(one, Call) for one in given.rest)
    others = {one for value in given.rest for one in _referred(given, value)} - {table}
    effect = Effect(
        Verb.CREATE, table, guarded=given.guarded, parts=tuple(parts), whole=whole,
        needs=tuple(sorted(others)),
    )  # fmt: skip
    reader.do(given.node, effect, *indexes)


def _referred(given: Given, value: Any) -> Iterator[Name]:
    """Tables that must be there; where it may be altered already, none is looked for."""
    return iter(()) if given.get("altered") is True else constructs.references(value)


def _make_types(reader: Reader, node: ast.AST, column: Call, table: Name) -> None:
    for value in (*column.args[1:2], column.options.get("type_")):
        for name, makes in constructs.types(value, node):
            if makes and name not in reader.types:
                reader.types.add(name)
                reader.do(node, Effect(Verb.CREATE, name, why=str(table)))


def _drop_table(reader: Reader, given: Given) -> None:
    reader.do(given.node, Effect(Verb.DROP, given.table(), guarded=given.guarded))


def _rename_table(reader: Reader, given: Given) -> None:
    old = given.table("old_table_name")
    reader.do(given.node, Effect(Verb.RENAME, old, to=given.table("new_table_name")))


def _add_column(reader: Reader, given: Given) -> None:
    table, value = given.table(), given.get("column")
    effect = constructs.column(value, table, given.node)
    needs = (table, *_referred(given, value))
    reader.do(given.node, replace(effect, guarded=given.guarded, needs=needs))
    if not isinstance(value, Call):
        return
    name = effect.name.name
    reader.use(given.node, value.argument(1, "type_"))
    for one in value.args:
        if isinstance(one, Call) and one.name == "ForeignKey":
            _attached(reader, given, table, one.options.get("name"), name, "fkey")
    if value.options.get("unique") is True and value.options.get("index") is not True:
        _attached(reader, given, table, None, name, "key")
    if index := constructs.index_of(value, table, name):
        reader.do(given.node, index)


def _attached(
    reader: Reader, given: Given, table: Name, name: Any, column: str, label: str
) -> None:
    """A constraint that comes as a statement of its own."""
    found = default_name(table.name, (column,), label) if name is None else str(name)
    what = Name("constraint", table.schema, table.name, found)
    reader.do(
        given.node, Effect(Verb.CREATE, what, unnamed=name is None, columns=(column,), why=column)
    )


def _drop_column(reader: Reader, given: Given) -> None:
    name = given.on("column", "column_name")
    needs = (given.table(),)
    reader.do(given.node, Effect(Verb.DROP, name, guarded=given.guarded, needs=needs))


def _alter_column(reader: Reader, given: Given) -> None:
    name = given.on("column", "column_name")
    reader.use(given.node, given.get("type_"))
    using = given.get("postgresql_using")
    if isinstance(using, str) and not reader.converging:
        quoted = f'ALTER TABLE "{name.table}" ALTER COLUMN "{name.name}" TYPE hive_type USING '
        reader.do(given.node, *_effects(quoted + using))
    _exchange_check(reader, given)
    new = given.get("new_column_name")
    if isinstance(new, str) and new != given.get("column_name"):
        reader.do(given.node, Effect(Verb.RENAME, name, to=name._replace(name=new)))
    else:
        reader.do(given.node, Effect(Verb.ALTER, name))


def _exchange_check(reader: Reader, given: Given) -> None:
    """That of the old type goes, that of the new one comes; the twin in ensure looks first."""
    if reader.converging:
        return
    for verb, value in ((Verb.DROP, given.get("existing_type")), (Verb.CREATE, given.get("type_"))):
        name = constructs.check_of(value, given.node) if given.get("type_") is not None else None
        if name is not None:
            what = Name("constraint", schema(given.get("schema")), given.text("table_name"), name)
            columns = (given.text("column_name"),)
            reader.do(given.node, Effect(verb, what, unnamed=not name, columns=columns))


def _effects(sql: str) -> Iterator[Effect]:
    """Of one statement without ways to go."""
    return (one.effect for one in read(sql) if isinstance(one, Do))


def _create_index(reader: Reader, given: Given) -> None:
    columns = given.get("columns")
    args = (given.get("index_name"), *(columns if isinstance(columns, list | tuple) else ()))
    effect = constructs.index(args, given.found, given.table(), given.node)
    texts = ", ".join(_sql(one) for one in args[1:] if isinstance(one, Call) and _sql(one))
    read = _columns(f"CREATE INDEX ON hive_table ({texts})") if texts else ()
    columns = tuple(dict.fromkeys((*effect.columns, *read)))
    needs = _and_columns(given.table(), columns)
    reader.do(given.node, replace(effect, guarded=given.guarded, columns=columns, needs=needs))


def _sql(value: Any) -> str:
    """A text, or that of `sa.text(…)`."""
    if isinstance(value, Call) and value.name == "text" and value.args:
        value = value.args[0]
    return value if isinstance(value, str) else ""


def _columns(sql: str) -> tuple[str, ...]:
    """Those that what one statement makes lies on."""
    return tuple(name for one in _effects(sql) for name in one.columns)


def _and_columns(table: Name, columns: Iterable[str]) -> tuple[Name, ...]:
    return (table, *(table._replace(kind="column", table=table.name, name=one) for one in columns))


def _drop_index(reader: Reader, given: Given) -> None:
    name = Name("index", schema(given.get("schema")), "", given.text("index_name"))
    concurrently = given.get("postgresql_concurrently") is True
    reader.do(given.node, Effect(Verb.DROP, name, guarded=given.guarded, concurrently=concurrently))


def _constraint(label: str) -> Directive:
    """That `if_not_exists` is taken and left out is a rule's business."""

    def create(reader: Reader, given: Given) -> None:
        name, above = given.get("constraint_name"), given.table()
        columns = _listed(given.get("columns"))
        if condition := _sql(given.get("condition")):
            columns = _columns(f"ALTER TABLE hive_table ADD CHECK ({condition})")
        some = columns if label != "check" or len(columns) == 1 else ()
        usual = default_name(above.name, some, label)
        found = usual if name is None else text(name, given.node)
        effect = Effect(
            Verb.CREATE, Name("constraint", above.schema, above.name, found),
            unnamed=name is None, columns=columns,
            needs=(*_and_columns(above, columns), *_other(given)),
        )  # fmt: skip
        reader.do(given.node, effect)

    return create


def _listed(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list | tuple) else ()
    return tuple(one for one in listed if isinstance(one, str))


def _other(given: Given) -> tuple[Name, ...]:
    """The table, and the columns, that a foreign key refers to."""
    if not isinstance(given.get("referent_table"), str):
        return ()
    other = Name("table", schema(given.get("referent_schema")), "", given.get("referent_table"))
    return _and_columns(other, _listed(given.get("remote_cols")))


def _foreign_key(reader: Reader, given: Given) -> None:
    given.found |= {
        "table_name": given.get("source_table"),
        "schema": given.get("source_schema"),
        "columns": given.get("local_cols"),
    }
    _constraint("fkey")(reader, given)


def _primary_key(reader: Reader, given: Given) -> None:
    """Without a name it has the one that PostgreSQL gives to the only one that there may be."""
    if given.get("constraint_name") is None:
        given.found["constraint_name"] = f"{given.text('table_name')}_pkey"
    _constraint("pkey")(reader, given)


def _drop_constraint(reader: Reader, given: Given) -> None:
    name = given.on("constraint", "constraint_name")
    needs = (given.table(),)
    reader.do(given.node, Effect(Verb.DROP, name, guarded=given.guarded, needs=needs))


def _comment(verb: Verb) -> Directive:
    """It may be there already, or be gone: its table may not."""

    def directive(reader: Reader, given: Given) -> None:
        table = given.table()
        name = Name("comment", table.schema, table.name, "")
        compared = verb is Verb.CREATE
        effect = Effect(verb, name, guarded=True, compared=compared, needs=(table,))
        reader.do(given.node, effect)

    return directive


def _bulk_insert(reader: Reader, given: Given) -> None:
    rows = given.get("rows")
    if rows == []:
        return
    table = constructs.table_name(given.get("table"), given.node)
    guarded = isinstance(rows, Rows) and table in rows.source.without
    asking = isinstance(rows, Sought) and reader.run
    with reader.run.asking(of_data=True) if asking and reader.run else nullcontext():
        reader.do(given.node, Effect(Verb.INSERT, table, guarded=guarded))


DIRECTIVES: dict[str, tuple[str, Directive]] = {
    "create_table": ("table_name", _create_table),
    "drop_table": ("table_name", _drop_table),
    "rename_table": ("old_table_name new_table_name schema", _rename_table),
    "add_column": ("table_name column", _add_column),
    "drop_column": ("table_name column_name", _drop_column),
    "alter_column": ("table_name column_name", _alter_column),
    "create_index": ("index_name table_name columns", _create_index),
    "drop_index": ("index_name table_name", _drop_index),
    "create_unique_constraint": ("constraint_name table_name columns", _constraint("key")),
    "create_check_constraint": ("constraint_name table_name condition", _constraint("check")),
    "create_primary_key": ("constraint_name table_name columns", _primary_key),
    "create_exclude_constraint": ("constraint_name table_name", _constraint("excl")),
    "create_foreign_key": (
        "constraint_name source_table referent_table local_cols remote_cols", _foreign_key,
    ),
    "drop_constraint": ("constraint_name table_name type_", _drop_constraint),
    "create_table_comment": ("table_name comment", _comment(Verb.CREATE)),
    "drop_table_comment": ("table_name", _comment(Verb.DROP)),
    "bulk_insert": ("table rows", _bulk_insert),
}  # fmt: skip
