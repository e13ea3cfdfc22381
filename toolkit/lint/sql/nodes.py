"""PostgreSQL's parse tree, as `pgparse` gives it: names, types and what stands beneath a node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolkit.lint.effects import Name

Node = dict[str, Any]

NESTED = (dict, list)
INPUTS = frozenset({"FUNC_PARAM_DEFAULT", "FUNC_PARAM_IN", "FUNC_PARAM_INOUT"})


def only(node: Node) -> tuple[str, Node]:
    """The one key of a node, and what is beneath it."""
    for kind, inner in node.items():
        return kind, inner
    return "", {}


def string(node: Node) -> str:
    found = node.get("String", {}).get("sval", "")
    return found if isinstance(found, str) else ""


def strings(nodes: Node | list[Node]) -> list[str]:
    """Of a list, or of a node that is one."""
    if isinstance(nodes, dict):
        nodes = nodes["List"].get("items", []) if "List" in nodes else [nodes]
    return [string(one) for one in nodes]


def items(node: Node) -> list[Node]:
    """Of a list; none where it is no list."""
    found: list[Node] = node.get("List", {}).get("items", [])
    return found


def known_schema(name: str) -> str:
    return "" if name in ("public", "pg_catalog") else name


def named(kind: str, parts: list[str], table: str = "") -> Name:
    """`parts` with the schema first, if they name one."""
    schema = known_schema(parts[-2]) if len(parts) > 1 else ""
    return Name(kind, schema, table, parts[-1] if parts else "")


def relation(node: Node, kind: str = "table") -> Name:
    """What a RangeVar names."""
    return Name(kind, known_schema(node.get("schemaname", "")), "", node.get("relname", ""))


def on(table: Name, kind: str, name: str) -> Name:
    """What hangs on a table."""
    return Name(kind, table.schema, table.name, name)


def is_temporary(node: Node) -> bool:
    return node.get("relpersistence") == "t" or node.get("schemaname") == "pg_temp"


def type_of(node: Node) -> Name:
    """What a TypeName names, a serial's too."""
    return named("type", [part for part in strings(node.get("names", [])) if part != "pg_catalog"])


def type_text(node: Node) -> str:
    name = type_of(node)
    return str(name) + "[]" * bool(node.get("arrayBounds"))


def signature(node: Node) -> str:
    """Of a function, by an ObjectWithArgs: its name alone where no types are given."""
    name = strings(node.get("objname", []))[-1:] or [""]
    if node.get("args_unspecified"):
        return name[0]
    return f"{name[0]}({','.join(type_text(only(one)[1]) for one in node.get('objargs', []))})"


def routine(node: Node) -> Name:
    """What an ObjectWithArgs names."""
    return named("function", [*strings(node.get("objname", []))[:-1], signature(node)])


def declared(names: list[Node], parameters: list[Node]) -> Name:
    """A function by its definition."""
    inner = [one.get("FunctionParameter", {}) for one in parameters]
    modes = INPUTS | {"FUNC_PARAM_VARIADIC"}
    types = [type_text(one.get("argType", {})) for one in inner if one.get("mode") in modes]
    *schema, name = strings(names) or [""]
    return named("function", [*schema, f"{name}({','.join(types)})"])


def role(node: Node) -> str:
    return str(node.get("rolename", node.get("roletype", "")))


def beneath(tree: Any, kind: str) -> Iterator[Node]:
    """Every node of a kind, wherever it stands."""
    ahead = [tree]
    while ahead:
        one = ahead.pop()
        if type(one) is dict:
            found = one.get(kind)
            if type(found) is dict:
                yield found
            ahead += [inner for inner in one.values() if type(inner) in NESTED]
        elif type(one) is list:
            ahead += reversed(one)


def column_of(node: Node) -> tuple[str, str]:
    """The table or alias, and the column, of a ColumnRef; "" for none or a star."""
    fields = strings(node.get("fields", []))
    return (fields[-2] if len(fields) > 1 else "", fields[-1]) if fields else ("", "")


def columns_in(tree: Any) -> tuple[str, ...]:
    """Names of the columns that an expression reads, each once, in their order."""
    found = (column_of(one)[1] for one in beneath(tree, "ColumnRef"))
    return tuple(dict.fromkeys(name for name in found if name))


def constant(node: Node) -> str | int | float | bool | None:
    """The value of a literal, casts left aside; None for NULL and for what is none."""
    while "TypeCast" in node:
        node = node["TypeCast"].get("arg", {})
    value = node.get("A_Const")
    if value is None:
        return None
    if "sval" in value:
        return str(value["sval"].get("sval", ""))
    if "ival" in value:
        return int(value["ival"].get("ival", 0))
    if "boolval" in value:
        return bool(value["boolval"].get("boolval", False))
    return _number(value["fval"].get("fval", "")) if "fval" in value else None


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def text_of(node: Node) -> str | None:
    """Of a literal that is text."""
    value = constant(node)
    return value if isinstance(value, str) else None
