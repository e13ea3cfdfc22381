"""Text that SQL puts together: constants, `||`, format() and its like, over what variables hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.lint.sql.nodes import Node, column_of, constant, only, strings

Texts = Mapping[str, str]
"""Of variables, and of a row's columns by `row.column`."""
PLACE = re.compile(r"%(?:(\d+)\$)?-?\d*([IsL%])")
MOST = 100_000
"""Characters of a text that is made so."""


def evaluate(node: Node, texts: Texts) -> str | None:
    """None where nobody can tell."""
    kind, inner = only(node)
    how = EXPRESSIONS.get(kind)
    found = how(inner, texts) if how else None
    return found if found is None or len(found) <= MOST else None


def _const(node: Node, _: Texts) -> str | None:
    value = constant({"A_Const": node})
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reference(node: Node, texts: Texts) -> str | None:
    row, name = column_of(node)
    if not row:
        return texts.get(name)
    known, any_field = texts.get(f"{row}.{name}"), texts.get(f"{row}.*")
    return f"{any_field}_{name}" if known is None and any_field is not None else known


def _cast(node: Node, texts: Texts) -> str | None:
    return evaluate(node.get("arg", {}), texts)


def _operator(node: Node, texts: Texts) -> str | None:
    if strings(node.get("name", [])) != ["||"]:
        return None
    left, right = (evaluate(node.get(one, {}), texts) for one in ("lexpr", "rexpr"))
    return None if left is None or right is None else left + right


def _first(node: Node, texts: Texts) -> str | None:
    found = (evaluate(one, texts) for one in node.get("args", []))
    return next((one for one in found if one is not None), None)


def _call(node: Node, texts: Texts) -> str | None:
    name = (strings(node.get("funcname", [])) or [""])[-1]
    arguments = [evaluate(one, texts) for one in node.get("args", [])]
    known = [one for one in arguments if one is not None]
    function = FUNCTIONS.get(name)
    if function is None or len(known) != len(arguments) or not known:
        return None
    return function(known)


def _format(arguments: list[str]) -> str | None:
    text, *values = arguments
    following = iter(range(len(values)))

    def value(match: re.Match[str]) -> str:
        if match[2] == "%":
            return "%"
        number = int(match[1]) - 1 if match[1] else next(following)
        return QUOTED[match[2]](values[number])

    try:
        return PLACE.sub(value, text)
    except (IndexError, StopIteration, RuntimeError, ValueError):
        return None


def identifier(text: str) -> str:
    plain = re.fullmatch(r"[a-z_][a-z0-9_$]*", text)
    return text if plain else '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


QUOTED: dict[str, Callable[[str], str]] = {"I": identifier, "L": literal, "s": str}
FUNCTIONS: dict[str, Callable[[list[str]], str | None]] = {
    "format": _format,
    "concat": "".join,
    "quote_ident": lambda found: identifier(found[0]),
    "quote_literal": lambda found: literal(found[0]),
    "quote_nullable": lambda found: literal(found[0]),
    "lower": lambda found: found[0].lower(),
    "upper": lambda found: found[0].upper(),
    "btrim": lambda found: found[0].strip(),
    "replace": lambda found: found[0].replace(found[1], found[2]) if len(found) == 3 else None,
}
EXPRESSIONS: dict[str, Callable[[Any, Texts], str | None]] = {
    "A_Const": _const,
    "ColumnRef": _reference,
    "TypeCast": _cast,
    "A_Expr": _operator,
    "CoalesceExpr": _first,
    "FuncCall": _call,
}
