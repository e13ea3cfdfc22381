"""What SQLAlchemy's constructs make: columns, enum types, indexes, constraints."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.lint.effects import Effect, Name, Verb, default_name
from toolkit.lint.python.texts import words
from toolkit.lint.python.values import Bound, Call, Class, Instance, Ref

ENUMS = frozenset({"Enum", "ENUM"})
CONSTRAINTS = frozenset({"UniqueConstraint", "CheckConstraint", "ForeignKeyConstraint",
                         "PrimaryKeyConstraint", "ExcludeConstraint"})  # fmt: skip


def text(value: Any, node: ast.AST) -> str:
    """A name, in so far as it is known."""
    return words(value, node)


def schema(value: Any) -> str:
    return value if isinstance(value, str) and value != "public" else ""


def table_name(value: Any, node: ast.AST) -> Name:
    """Of a table, a model, or its name."""
    if isinstance(value, Bound) and value.name in ("__table__", "c", "columns"):
        value = value.of
    if isinstance(value, Instance):
        value = value.of
    if isinstance(value, Class):
        arguments = value.attributes.get("__table_args__")
        above = arguments.get("schema") if isinstance(arguments, dict) else ""
        return Name("table", schema(above), "", _model(value))
    if isinstance(value, Call) and value.args:
        return Name("table", schema(value.options.get("schema")), "", text(value.args[0], node))
    return Name("table", "", "", text(value, node))


def is_table(value: Any) -> bool:
    """A table, or that of a model."""
    if isinstance(value, Bound) and value.name == "__table__":
        return isinstance(value.of, Class)
    return isinstance(value, Call) and value.name in ("Table", "table")


def _model(of: Class) -> str:
    name = of.attributes.get("__tablename__")
    return name if isinstance(name, str) else of.name.lower()


def column(value: Any, above: Name, node: ast.AST) -> Effect:
    """Of `Column(…)`."""
    name = text(value.argument(0, "name"), node) if isinstance(value, Call) else text(value, node)
    type_ = value.argument(1, "type_") if isinstance(value, Call) else None
    what = Name("column", above.schema, above.name, name)
    return Effect(Verb.CREATE, what, type=type_text(type_))


TYPES = {"json": "json", "jsonb": "jsonb", "text": "text", "unicodetext": "text",
         "string": "varchar", "varchar": "varchar", "unicode": "varchar"}  # fmt: skip


def references(value: Any) -> Iterator[Name]:
    """Tables that foreign keys of a column or constraint refer to."""
    if not isinstance(value, Call):
        return
    for one in value.args if value.name == "ForeignKeyConstraint" else ():
        yield from filter(None, map(_referred, one if isinstance(one, list | tuple) else ()))
    for one in value.args:
        if isinstance(one, Call) and one.name == "ForeignKey" and one.args:
            yield from filter(None, [_referred(one.args[0])])


def _referred(value: Any) -> Name | None:
    """`table.column`, perhaps with a schema; the columns of a key are no such text."""
    parts = value.split(".") if isinstance(value, str) else []
    if len(parts) not in (2, 3):
        return None
    return Name("table", schema(parts[-3] if len(parts) > 2 else ""), "", parts[-2])


def type_text(value: Any) -> str:
    """Of those whose indexes need care."""
    if isinstance(value, Ref):
        return TYPES.get(value.path.rpartition(".")[2].lower(), "")
    if not isinstance(value, Call) or value.steps:
        return ""
    return TYPES.get(value.name.lower(), "")


def index(args: tuple[Any, ...], options: Mapping[str, Any], on: Name, node: ast.AST) -> Effect:
    """Of `Index(name, *columns, …)`; without a name it is called after its first column."""
    columns = tuple(one for one in args[1:] if isinstance(one, str))
    name = args[0] if args else None
    if name is None and columns and columns[0] == args[1]:
        name = index_name(on, columns[0])
    ops = options.get("postgresql_ops")
    method = options.get("postgresql_using")
    return Effect(
        Verb.CREATE, Name("index", on.schema, "", "" if name is None else text(name, node)),
        unnamed=name is None, on=on, columns=columns,
        concurrently=options.get("postgresql_concurrently") is True,
        method=method.lower() if isinstance(method, str) else "",
        bare=tuple(one for one in columns if not (isinstance(ops, dict) and one in ops)),
    )  # fmt: skip


def index_name(on: Name, column: str) -> str:
    """What SQLAlchemy calls it where no convention is set."""
    prefix = f"{on.schema}_" if on.schema else ""
    return f"ix_{prefix}{on.name}_{column}"


def index_of(value: Call, above: Name, name: str) -> Effect | None:
    """What `Column(index=True)` brings, by the name that it gets without a convention."""
    if value.options.get("index") is not True:
        return None
    what = Name("index", above.schema, "", index_name(above, name))
    return Effect(Verb.CREATE, what, on=above, columns=(name,), bare=(name,))


def types(value: Any, node: ast.AST) -> Iterator[tuple[Name, bool]]:
    """The enum types of a column's type, in arrays too, and whether they may be made."""
    found = enum(value)
    if found is not None:
        yield type_name(found, node), _makes(found)
    elif isinstance(value, Call):
        for one in (*value.args, *value.options.values()):
            if isinstance(one, Call):
                yield from types(one, node)


def enum(value: Any) -> Call | None:
    if isinstance(value, Call) and value.name in ENUMS and not value.path.startswith("enum"):
        return value
    return None


def check_of(value: Any, node: ast.AST) -> str | None:
    """The name of the CHECK that an enum type brings which is none of PostgreSQL's; "" where it has
    none. What is a boolean in PostgreSQL brings none."""
    found = enum(value)
    if found is None or found.options.get("create_constraint") is not True:
        return None
    if found.options.get("native_enum") is not False:
        return None
    return type_name(found, node).name


def type_name(value: Call, node: ast.AST) -> Name:
    """Without a name it is that of the Python class, in small letters."""
    name = value.options.get("name")
    if name is None and value.args and isinstance(value.args[0], Class):
        name = value.args[0].name.lower()
    return Name("type", schema(value.options.get("schema")), "", text(name, node))


def _makes(value: Call) -> bool:
    return (
        value.options.get("create_type") is not False
        and value.options.get("native_enum") is not False
    )


def constraint(value: Call, above: Name, node: ast.AST) -> Effect | None:
    """Of `UniqueConstraint(…)` and its like that have a name."""
    name = value.options.get("name")
    if name is None:
        return None
    columns = tuple(one for one in value.args if isinstance(one, str))
    return Effect(
        Verb.CREATE, Name("constraint", above.schema, above.name, text(name, node)), columns=columns
    )


def keys(values: Iterable[Any], above: Name, node: ast.AST) -> Iterator[Effect]:
    """The indexes behind the keys of a table, by the names that they get without a convention."""
    calls = [one for one in values if isinstance(one, Call)]
    columns = [one for one in calls if one.name.endswith("Column")]
    primary = [one.options.get("name") for one in calls if one.name == "PrimaryKeyConstraint"]
    primary += [None for one in columns if one.options.get("primary_key") is True]
    if primary:
        yield _key(primary[0], (), "pkey", above, node)
    for one in calls:
        if one.name == "UniqueConstraint":
            of = tuple(part for part in one.args if isinstance(part, str))
            yield _key(one.options.get("name"), of, "key", above, node)
    for one in columns:
        if one.options.get("unique") is True and one.options.get("index") is not True:
            yield _key(None, (text(one.argument(0, "name"), node),), "key", above, node)


def _key(name: Any, columns: tuple[str, ...], label: str, above: Name, node: ast.AST) -> Effect:
    given = default_name(above.name, columns, label) if name is None else text(name, node)
    return Effect(Verb.CREATE, Name("index", above.schema, "", given), on=above, columns=columns)
