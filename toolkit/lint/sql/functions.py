"""Functions that a revision makes and calls: what their bodies do is done where they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial

from toolkit.lint.effects import Define, Instruction, Invoke
from toolkit.lint.sql.nodes import Node, beneath, strings
from toolkit.lint.sql.parse import Statement
from toolkit.lint.sql.plpgsql import body

CALLING = frozenset({"SelectStmt", "CallStmt"})


def programs(text: str, one: Statement) -> Iterator[Instruction]:
    """What a statement makes of them, or calls."""
    if one.kind == "CreateFunctionStmt":
        made = partial(_body, text[one.offset : one.offset + one.length], *_written(one.node))
        yield Define(_name(one.node), made)
    elif one.kind in CALLING:
        for call in beneath(one.node, "FuncCall" if one.kind == "SelectStmt" else "funccall"):
            yield Invoke(_name(call), one.offset, one.length)


def _name(node: Node) -> str:
    return (strings(node.get("funcname", [])) or [""])[-1]


def _written(node: Node) -> tuple[str, str]:
    """The language, and the text of the body."""
    options = {one["DefElem"]["defname"]: one["DefElem"]["arg"] for one in node.get("options", [])}
    language = strings([options.get("language", {})])[0]
    return language, (strings(options.get("as", {})) or [""])[0]


@cache
def _body(text: str, language: str, inner: str) -> Sequence[Instruction]:
    from toolkit.lint.sql.read import read

    if language == "sql":
        return read(inner)
    return body(text, 0) if language == "plpgsql" else ()
