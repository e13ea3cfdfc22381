"""One Python expression as source text in lines that no linter finds too long."""

import ast
from collections.abc import Iterator

WIDTH = 80  # with the indentation of a function and of a block in it: 88
INDENT = "    "


def arranged(expression: ast.expr, width: int = WIDTH) -> list[str]:
    """On one line where it fits, else an argument or element a line."""
    flat = written(expression)
    if len(flat) <= width:
        return [flat]
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return ["(", *(INDENT + part for part in _pieces(expression.value, width)), ")"]
    opening, items, closing = _parts(expression)
    if not items:
        return [flat]
    inner = [line for item in items for line in _item(*item, width - len(INDENT))]
    return [opening, *(INDENT + line for line in inner), closing]


def written(node: ast.expr) -> str:
    """All of it on one line, in double quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _quoted(node.value)
    opening, items, closing = _parts(node)
    inner = ", ".join(f"{before}{written(value)}" for before, value in items)
    lonely = "," if isinstance(node, ast.Tuple) and len(items) == 1 else ""
    return f"{opening}{inner}{lonely}{closing}"


def _item(before: str, value: ast.expr, width: int) -> list[str]:
    first, *rest = arranged(value, width - len(before) - 1)
    lines = [before + first, *rest]
    return [*lines[:-1], lines[-1] + ","]


Items = list[tuple[str, ast.expr]]


def _parts(node: ast.expr) -> tuple[str, Items, str]:
    """What opens it, what is in it (each with what stands before it), what closes it."""
    match node:
        case ast.Call():
            return f"{written(node.func)}(", [*_arguments(node)], ")"
        case ast.Attribute():
            return f"{written(node.value)}.{node.attr}", [], ""
        case ast.List():
            return "[", [_element(one) for one in node.elts], "]"
        case ast.Tuple() if node.elts:
            return "(", [_element(one) for one in node.elts], ")"
    return ast.unparse(node), [], ""


def _arguments(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    yield from (_element(one) for one in call.args)
    for keyword in call.keywords:
        yield f"{keyword.arg}=" if keyword.arg else "**", keyword.value


def _element(node: ast.expr) -> tuple[str, ast.expr]:
    return ("*", node.value) if isinstance(node, ast.Starred) else ("", node)


def _quoted(text: str) -> str:
    single = repr(text)
    return single if '"' in single else f'"{single[1:-1]}"'


def _pieces(text: str, width: int) -> Iterator[str]:
    """A long text as several literals, which Python joins; broken after a space if there is one."""
    while text:
        end = min(len(text), max(width - len(INDENT) - 2, 1))
        while len(_quoted(text[:end])) > width - len(INDENT) and end > 1:
            end -= 1
        if end < len(text):
            end = text.rfind(" ", 0, end) + 1 or end
        yield _quoted(text[:end])
        text = text[end:]
