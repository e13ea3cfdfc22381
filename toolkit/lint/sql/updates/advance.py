"""UPDATE and ALTER COLUMN … TYPE: whether a second time changes what the first one left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toolkit.lint.sql.nodes import Node, beneath, column_of, only, strings, text_of, type_of
from toolkit.lint.sql.updates.idempotent import idempotent
from toolkit.lint.sql.updates.left_out import leaves_out
from toolkit.lint.sql.updates.subject import Subject

TEXTS = frozenset({"text", "varchar", "bpchar", "citext", "char", "name"})
NUMBERS = frozenset({"int2", "int4", "int8", "numeric", "float4", "float8", "money"})
ROUNDINGS = frozenset({"round", "floor", "ceil", "ceiling", "trunc", "abs"})


@dataclass(frozen=True)
class Assignment:
    """One of SET. `whole`: not only an element or a field of the column."""

    column: str
    value: Node
    whole: bool = True


def assignments(targets: list[Node]) -> list[Assignment]:
    found = []
    for one in targets:
        target = one.get("ResTarget", {})
        value = _one_of_many(target.get("val", {}))
        found.append(Assignment(target.get("name", ""), value, "indirection" not in target))
    return found


def _one_of_many(value: Node) -> Node:
    """`(a, b) = (b, a)`: the part that goes to the column."""
    several = value.get("MultiAssignRef")
    if not several:
        return value
    source: Node = several.get("source", {})
    parts = source.get("RowExpr", {}).get("args", [])
    number = several.get("colno", 1) - 1
    return parts[number] if number < len(parts) else source


def advances(table: Node, targets: list[Node], where: Node | None) -> str:
    """Why a second time changes something; "" if it does not. `table` is the RangeVar."""
    own = frozenset({table.get("alias", {}).get("aliasname", table.get("relname", ""))})
    names = own | {table.get("relname", "")}
    sets = assignments(targets)
    for one in sets:
        why = _why(one, sets, own, names)
        if why and not leaves_out(where, one, sets, own):
            return why
    return ""


def _why(
    one: Assignment, sets: list[Assignment], own: frozenset[str], names: frozenset[str]
) -> str:
    if any(
        "nextval" in strings(call.get("funcname", [])) for call in beneath(one.value, "FuncCall")
    ):
        return f"{one.column} takes the next value of a sequence"
    read = _read(one.value, own, names)
    for other in sets:
        if other.column != one.column and other.column in read and not _keeps(one, other, own):
            return f"{one.column} is made of {other.column}, which it sets as well"
    if one.column not in read or idempotent(one.value, Subject(one.column, own)):
        return ""
    return f"{one.column} is made of what it was"


def _keeps(one: Assignment, other: Assignment, own: frozenset[str]) -> bool:
    """It takes the other only where it has nothing itself; or the other stays as it is."""
    first = one.value.get("CoalesceExpr", {}).get("args", [{}])[0]
    return Subject(one.column, own).is_it(first) or Subject(other.column, own).is_it(other.value)


def _read(tree: Any, own: frozenset[str], names: frozenset[str]) -> set[str]:
    """Columns of the table that an expression reads. Beneath a sub-select, only if that says so or
    reads the table itself."""
    found: set[str] = set()
    ahead: list[tuple[Any, frozenset[str], bool]] = [(tree, own, True)]
    while ahead:
        one, called, bare = ahead.pop()
        if isinstance(one, list):
            ahead += [(inner, called, bare) for inner in one]
        elif isinstance(one, dict):
            if "ColumnRef" in one:
                table, name = column_of(one["ColumnRef"])
                found |= {name} if table in called or (bare and not table) else set()
            elif "SubLink" in one:
                inside = _called(one, names)
                ahead += [(inner, called | inside, bool(inside)) for inner in one.values()]
                continue
            ahead += [(inner, called, bare) for inner in one.values()]
    return found


def _called(tree: Any, names: frozenset[str]) -> frozenset[str]:
    """Aliases under which a sub-select reads the table."""
    return frozenset(
        one.get("alias", {}).get("aliasname", one["relname"])
        for one in beneath(tree, "RangeVar")
        if one.get("relname") in names
    )


def converted(column: str, using: Node | None, type_: Node) -> str:
    """Why USING would do something else to a column of the new type already; "" if it would not."""
    of = Subject(column, frozenset())
    if using is None or not of.is_in(using):
        return ""
    if _is_cast(using, of) or _harmless(using, of, type_of(type_).name):
        return ""
    return f"{column} is converted by an expression of what it was"


def _is_cast(node: Node, of: Subject) -> bool:
    """Of the column and nothing else, a fallback for NULL allowed."""
    kind, inner = only(node)
    if kind == "TypeCast":
        return _is_cast(inner.get("arg", {}), of)
    if kind == "CoalesceExpr":
        first, *rest = inner.get("args", [{}])
        return _is_cast(first, of) and not of.is_in(rest)
    return of.is_it(node)


def _harmless(using: Node, of: Subject, type_: str) -> bool:
    names = {name for one in beneath(using, "FuncCall") for name in strings(one["funcname"])}
    if "timezone" in names:
        zone = using.get("FuncCall", {}).get("args", [{}])[0]
        return (text_of(zone) or "").upper() in ("UTC", "GMT", "ETC/UTC")
    if (names and names <= ROUNDINGS and type_ in NUMBERS) or (names <= {"to_jsonb"} and names):
        return idempotent(using, of)
    return (type_ in TEXTS or _always_as_text(using, of)) and idempotent(using, of)


def _always_as_text(using: Node, of: Subject) -> bool:
    """`column::text` wherever the column stands."""
    everywhere = sum(of.is_column(one) for one in beneath(using, "ColumnRef"))
    casts = [one for one in beneath(using, "TypeCast") if of.is_it(one.get("arg", {}))]
    return everywhere == sum(type_of(one.get("typeName", {})).name in TEXTS for one in casts)
