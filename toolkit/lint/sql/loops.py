"""Loops of PL/pgSQL: their bodies once, or once for each of the values they go over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from toolkit.lint.effects import Do, Instruction, Verb
from toolkit.lint.sql import parse
from toolkit.lint.sql.blocks import Block
from toolkit.lint.sql.facts import DATA
from toolkit.lint.sql.nodes import Node, items, only
from toolkit.lint.sql.texts import evaluate
from toolkit.lint.sql.variables import dynamic, expression, query_of, read_in

MOST_ROUNDS = 100
Steps = list[Node]
Run = Callable[[Block, Steps], list[Instruction]]
"""What reads a body."""


def once(block: Block, node: Node, run: Run) -> list[Instruction]:
    return run(block, node.get("body", []))


def to_the_end(block: Block, node: Node, run: Run) -> list[Instruction]:
    """What takes the first row that is left leaves none."""
    return [_all_of_it(one) for one in once(block, node, run)]


def _all_of_it(one: Instruction) -> Instruction:
    if isinstance(one, Do) and one.effect.verb is Verb.DELETE:
        return replace(one, effect=replace(one.effect, why=""))
    return one


def over_query(block: Block, node: Node, run: Run) -> list[Instruction]:
    return _over_rows(block, node, _select(query_of(node.get("query", {}))), run)


def over_dynamic(block: Block, node: Node, run: Run) -> list[Instruction]:
    made = expression(query_of(node.get("query", {})))
    text = dynamic(made, block.answers, block.names) or ""
    return _over_rows(block, node, _select(text), run)


def over_array(block: Block, node: Node, run: Run) -> list[Instruction]:
    name = block.variables.get(node.get("varno", -1), "")
    values = _elements(expression(query_of(node.get("expr", {}))))
    return _rounds(block, node, name, values, run)


def _select(text: str) -> Node:
    found = parse.statements(text)
    one = found[0] if found else None
    return one.node if isinstance(one, parse.Statement) and one.kind == "SelectStmt" else {}


def _over_rows(block: Block, node: Node, select: Node, run: Run) -> list[Instruction]:
    names = [*_variables(node.get("var", {}))]
    listed = _unnested(select)
    if listed and len(names) == 1:
        return _rounds(block, node, names[0], listed, run)
    for name in names:
        block.answers.texts.pop(name, None)
        block.answers.truths[name] = DATA
        read_in(name, select, block.answers)
        if name.endswith(".*"):
            block.rows[name.removesuffix(".*")] = select
    return once(block, node, run)


def _variables(node: Node) -> Iterator[str]:
    kind, inner = only(node)
    if kind == "PLpgSQL_rec":
        yield f"{inner.get('refname', '')}.*"
    yield from (str(one.get("name", "")) for one in inner.get("fields", []))


def _unnested(select: Node) -> Steps:
    """`SELECT unnest(ARRAY[…])`, and VALUES."""
    rows = [items(one) for one in select.get("valuesLists", [])]
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


def _rounds(block: Block, node: Node, name: str, values: Steps, run: Run) -> list[Instruction]:
    """Once for each of the values."""
    texts = [evaluate(one, block.answers.texts) for one in values[:MOST_ROUNDS]]
    found: list[Instruction] = []
    for text in texts if texts and None not in texts else [None]:
        block.answers.texts.pop(name, None)
        if text is not None:
            block.answers.texts[name] = text
        found += once(block, node, run)
    return found


LOOPS = {
    "PLpgSQL_stmt_loop": to_the_end,
    "PLpgSQL_stmt_while": to_the_end,
    "PLpgSQL_stmt_fori": once,
    "PLpgSQL_stmt_forc": once,
    "PLpgSQL_stmt_fors": over_query,
    "PLpgSQL_stmt_dynfors": over_dynamic,
    "PLpgSQL_stmt_foreach_a": over_array,
}
