"""DO blocks: PL/pgSQL run on paper, down to what it does and what that hangs on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.lint.effects import Blind, If, Instruction, Try
from toolkit.lint.sql import parse
from toolkit.lint.sql.blocks import PLAIN, Block, TooLongError
from toolkit.lint.sql.errors import EXCEPTION, caught, forgiven
from toolkit.lint.sql.loops import LOOPS
from toolkit.lint.sql.nodes import Node, only, string
from toolkit.lint.sql.places import Places
from toolkit.lint.sql.variables import declared, join, names_of, numbers, query_of, question

Steps = list[Node]


def block(node: Node, text: str, offset: int) -> Sequence[Instruction]:
    """What a DO statement does; `text` is the whole of it, at `offset` of the SQL."""
    elements = [one.get("DefElem", {}) for one in node.get("args", [])]
    language = [string(one.get("arg", {})) for one in elements if one.get("defname") == "language"]
    if language not in ([], ["plpgsql"]):
        return [Blind(f"DO in {language[0]}", offset, len(text))]
    return body(text, offset)


def body(text: str, offset: int) -> Sequence[Instruction]:
    """Of a DO statement, or of a function by the statement that makes it."""
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
        elif kind in LOOPS:
            found += LOOPS[kind](block, node, _run)
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


STEPS: dict[str, Callable[[Block, Node], list[Instruction]]] = {
    **PLAIN,
    "PLpgSQL_stmt_block": _guarded,
    "PLpgSQL_stmt_case": _case,
}
