"""What SQLAlchemy's constructs make: columns, enum types, indexes, constraints."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from toolkit.lint.effects import Effect, Name, Verb
from toolkit.lint.python.texts import words
from toolkit.lint.python.values import Bound, Call, Class, Instance, Listed

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


def _model(of: Class) -> str:
    name = of.attributes.get("__tablename__")
    return name if isinstance(name, str) else of.name.lower()


def column(value: Any, above: Name, node: ast.AST) -> Effect:
    """Of `Column(…)`."""
    name = text(value.argument(0, "name"), node) if isinstance(value, Call) else text(value, node)
    return Effect(Verb.CREATE, Name("column", above.schema, above.name, name))


def index_of(value: Call, above: Name, name: str) -> Effect | None:
    """What `Column(index=True)` brings, by the name that it gets without a convention."""
    if value.options.get("index") is not True:
        return None
    prefix = f"{above.schema}_" if above.schema else ""
    return Effect(
        Verb.CREATE, Name("index", above.schema, "", f"ix_{prefix}{above.name}_{name}"),
        on=above, columns=(name,),
    )  # fmt: skip


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


def is_listed(value: Any) -> bool:
    return isinstance(value, Listed)
