"""DO blocks: PL/pgSQL run on paper, down to what it does and what that hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from toolkit.lint.effects import Blind, If, Instruction, Try
from toolkit.lint.sql import parse
from toolkit.lint.sql.blocks import PLAIN, Block, TooLongError
from toolkit.lint.sql.errors import caught, forgiven
from toolkit.lint.sql.nodes import Node, only, string
from toolkit.lint.sql.places import Places
from toolkit.lint.sql.queries import DATA
from toolkit.lint.sql.texts import evaluate
from toolkit.lint.sql.variables import (
    declared,
    dynamic,
    expression,
    join,
    names_of,
    numbers,
    query_of,
    question,
    read_in,
)

EXCEPTION = 21
"""The level at which RAISE ends it."""
MOST_ROUNDS = 100
Steps = list[Node]


def block(node: Node, text: str, offset: int) -> Sequence[Instruction]:
    """What a DO statement does; `text` is the whole of it, at `offset` of the SQL."""
    elements = [one.get("DefElem", {}) for one in node.get("args", [])]
    language = [string(one.get("arg", {})) for one in elements if one.get("defname") == "language"]
    if language not in ([], ["plpgsql"]):
        return [Blind(f"DO in {language[0]}", offset, len(text))]
    try:
        function = parse.block(text)
        inside = Block(
            Places(text, offset), declared(function), names_of(function), numbers(function)
        )
        return _run(inside, [function.get("action", {})])
    except parse.CannotParseError as error:
        return [Blind(str(error), offset, len(text))]
    except TooLongError:
        return [Blind(f"{parse.TOO_COMPLEX}: too many ways through it", offset, len(text))]


def _run(block: Block, steps: Steps) -> list[Instruction]:
    found: list[Instruction] = []
    ahead = list(steps)
    while ahead:
        block.spend()
        kind, node = only(ahead.pop(0))
        if _ends(kind, node):
            break
        if kind in ("PLpgSQL_stmt_if", "PLpgSQL_stmt_exit"):
            leaves = any(map(_may_end, _ways(kind, node)))
            found.append(_branch(block, kind, node, ahead if leaves else []))
            if leaves:
                break
        elif kind == "PLpgSQL_stmt_block" and "exceptions" not in node:
            ahead = [*node.get("body", []), *ahead]
        else:
            step = STEPS.get(kind)
            found += step(block, node) if step else []
    return found


def _ends(kind: str, node: Node) -> bool:
    """RETURN, RAISE, EXIT and CONTINUE where nothing decides on them."""
    if kind == "PLpgSQL_stmt_raise":
        return int(node.get("elog_level", 0)) >= EXCEPTION
    if kind == "PLpgSQL_stmt_exit":
        return "cond" not in node
    return kind == "PLpgSQL_stmt_return"


def _branch(block: Block, kind: str, node: Node, behind: Steps) -> Instruction:
    """`behind`: what follows, if one of the ways does not get there."""
    asked = question(query_of(node.get("cond", {})), block.answers)
    ways = _ways(kind, node)
    before = block.answers
    block.answers = before.copy()
    then = _run(block, [*ways[0], *behind])
    one, block.answers = block.answers, before.copy()
    otherwise = _run(block, [*ways[1], *behind])
    block.answers = join(asked, one, block.answers)
    return If(asked, tuple(then), tuple(otherwise))


def _ways(kind: str, node: Node) -> tuple[Steps, Steps]:
    if kind == "PLpgSQL_stmt_exit":
        return [{"PLpgSQL_stmt_return": {}}], []
    otherwise: Steps = node.get("else_body", [])
    for one in reversed(node.get("elsif_list", [])):
        inner = one.get("PLpgSQL_if_elsif", {})
        parts = {"cond": inner.get("cond", {}), "then_body": inner.get("stmts", [])}
        otherwise = [{"PLpgSQL_stmt_if": {**parts, "else_body": otherwise}}]
    return node.get("then_body", []), otherwise


def _may_end(steps: Steps) -> bool:
    for one in steps:
        kind, node = only(one)
        if _ends(kind, node) or kind == "PLpgSQL_stmt_exit":
            return True
        if kind == "PLpgSQL_stmt_if" and any(map(_may_end, _ways(kind, node))):
            return True
    return False


def _guarded(block: Block, node: Node) -> list[Instruction]:
    """A block with EXCEPTION."""
    exceptions = node.get("exceptions", {})
    names = caught(exceptions)
    body = forgiven(_run(block, node.get("body", [])), names)
    inner = exceptions.get("PLpgSQL_exception_block", {}).get("exc_list", [])
    actions = [_run(block, one.get("PLpgSQL_exception", {}).get("action", [])) for one in inner]
    return [Try(tuple(body), names, tuple(one for action in actions for one in action))]


def _case(block: Block, node: Node) -> list[Instruction]:
    """Any of its ways, in their order."""
    otherwise = _run(block, node.get("else_stmts", []))
    for one in reversed(node.get("case_when_list", [])):
        inner = one.get("PLpgSQL_case_when", {})
        asked = question(query_of(inner.get("expr", {})), block.answers)
        then = _run(block, inner.get("stmts", []))
        otherwise = [If(asked, tuple(then), tuple(otherwise))]
    return otherwise


def _loop(block: Block, node: Node) -> list[Instruction]:
    """Once, unless what it goes over is known."""
    return _run(block, node.get("body", []))


def _over_query(block: Block, node: Node) -> list[Instruction]:
    select = _select(query_of(node.get("query", {})))
    return _over_rows(block, node, select)


def _over_dynamic(block: Block, node: Node) -> list[Instruction]:
    made = expression(query_of(node.get("query", {})))
    return _over_rows(block, node, _select(dynamic(made, block.answers, block.names) or ""))


def _select(text: str) -> Node:
    found = parse.statements(text)
    one = found[0] if found else None
    return one.node if isinstance(one, parse.Statement) and one.kind == "SelectStmt" else {}


def _over_rows(block: Block, node: Node, select: Node) -> list[Instruction]:
    names = [*_variables(node.get("var", {}))]
    listed = _unnested(select)
    if listed and len(names) == 1:
        return _rounds(block, node, names[0], listed)
    for name in names:
        block.answers.texts.pop(name, None)
        block.answers.truths[name] = DATA
        read_in(name, select, block.answers)
    return _loop(block, node)


def _variables(node: Node) -> Iterator[str]:
    kind, inner = only(node)
    if kind == "PLpgSQL_rec":
        yield f"{inner.get('refname', '')}.*"
    yield from (str(one.get("name", "")) for one in inner.get("fields", []))


def _unnested(select: Node) -> Steps:
    """`SELECT unnest(ARRAY[…])`, and VALUES."""
    rows = [one.get("List", {}).get("items", []) for one in select.get("valuesLists", [])]
    if rows:
        return [one[0] for one in rows if len(one) == 1]
    targets = select.get("targetList", [])
    value = targets[0].get("ResTarget", {}).get("val", {}) if len(targets) == 1 else {}
    arguments = value.get("FuncCall", {}).get("args", []) if "fromClause" not in select else []
    return _elements(arguments[0]) if len(arguments) == 1 else []


def _elements(node: Node) -> Steps:
    while "TypeCast" in node:
        node = node["TypeCast"].get("arg", {})
    found: Steps = node.get("A_ArrayExpr", {}).get("elements", [])
    return found


def _over_array(block: Block, node: Node) -> list[Instruction]:
    name = block.variables.get(node.get("varno", -1), "")
    return _rounds(block, node, name, _elements(expression(query_of(node.get("expr", {})))))


def _rounds(block: Block, node: Node, name: str, values: Steps) -> list[Instruction]:
    """Once for each of the values."""
    texts = [evaluate(one, block.answers.texts) for one in values[:MOST_ROUNDS]]
    found: list[Instruction] = []
    for text in texts if texts and None not in texts else [None]:
        block.answers.texts.pop(name, None)
        if text is not None:
            block.answers.texts[name] = text
        found += _loop(block, node)
    return found


STEPS: dict[str, Callable[[Block, Node], list[Instruction]]] = {
    **PLAIN,
    "PLpgSQL_stmt_block": _guarded,
    "PLpgSQL_stmt_case": _case,
    "PLpgSQL_stmt_loop": _loop,
    "PLpgSQL_stmt_while": _loop,
    "PLpgSQL_stmt_fori": _loop,
    "PLpgSQL_stmt_fors": _over_query,
    "PLpgSQL_stmt_dynfors": _over_dynamic,
    "PLpgSQL_stmt_forc": _loop,
    "PLpgSQL_stmt_foreach_a": _over_array,
}
