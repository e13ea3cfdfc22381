"""What is known while a block of PL/pgSQL is read, and what its plain statements do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.lint.effects import Blind, Do, Effect, If, Instruction, Name, Verb
from toolkit.lint.sql import parse
from toolkit.lint.sql.asking import Answers
from toolkit.lint.sql.facts import DATA
from toolkit.lint.sql.nodes import Node
from toolkit.lint.sql.places import Places
from toolkit.lint.sql.questions import any_row
from toolkit.lint.sql.statements.all import effects, only_if
from toolkit.lint.sql.updates.derived import as_source
from toolkit.lint.sql.variables import (
    FOUND,
    assignment,
    dynamic,
    expression,
    into,
    query_of,
)

MOST = 2_000
"""Instructions of one block."""
MADE = "EXECUTE of a text that is made while it runs"
Step = Callable[["Block", Node], "list[Instruction]"]


class TooLongError(Exception):
    """More ways through it than anybody writes."""


@dataclass
class Block:
    """`names` are those of its variables, `variables` the same by their numbers."""

    places: Places
    answers: Answers
    names: frozenset[str] = frozenset()
    variables: Mapping[int, str] = field(default_factory=dict)
    left: int = MOST
    rows: dict[str, Node] = field(default_factory=dict)
    """Records of loops, and what they are read by."""

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooLongError

    def done(self, text: str, place: tuple[int, int], target: Node | None) -> list[Instruction]:
        """What SQL does there, and what its INTO and FOUND then hold."""
        found: list[Instruction] = []
        for one in parse.statements(text):
            self.spend()
            if isinstance(one, Blind):
                found.append(replace(one, offset=place[0], length=place[1]))
            elif one.kind == "DoStmt":
                from toolkit.lint.sql.plpgsql import block  # which reads its statements by this

                found += block(one.node, text, place[0])
            else:
                found += self._placed(one, place)
                self._hold(one, target)
        return found

    def _placed(self, one: parse.Statement, place: tuple[int, int]) -> Sequence[Instruction]:
        node = one.node
        for name, select in self.rows.items() if one.kind == "UpdateStmt" else ():
            node = as_source(node, name, select)
        made = [self._without_variables(effect) for effect in effects(one.kind, node)]
        placed = [Do(effect, *place) for effect in made]
        there = only_if(one.kind, one.node, made)
        return [If(there, then=tuple(placed))] if there else placed

    def _without_variables(self, effect: Effect) -> Effect:
        """A column that is called as a variable is may be the variable."""
        needs = [one for one in effect.needs if one.kind != "column" or one.name not in self.names]
        return replace(effect, needs=tuple(needs))

    def _hold(self, one: parse.Statement, target: Node | None) -> None:
        if one.kind != "SelectStmt":
            self.answers.truths[FOUND] = DATA
        elif target is not None:
            into(target, one.node, self.answers)
        else:
            self.answers.truths[FOUND] = any_row(one.node, self.answers)


def _sql(block: Block, node: Node) -> list[Instruction]:
    query = query_of(node.get("sqlstmt", {}))
    return block.done(query, block.places.of(id(node), query), node.get("target"))


def _perform(block: Block, node: Node) -> list[Instruction]:
    query = query_of(node.get("expr", {}))
    return block.done(query, block.places.of(id(node), query), None)


def _assign(block: Block, node: Node) -> list[Instruction]:
    assignment(query_of(node.get("expr", {})), block.answers)
    return []


def _execute(block: Block, node: Node) -> list[Instruction]:
    made = query_of(node.get("query", {}))
    place = block.places.of(id(node), made)
    text = dynamic(expression(made), block.answers, block.names)
    if text is None:
        return [Blind(MADE, *place)]
    return block.done(text, place, node.get("target"))


def _commit(block: Block, node: Node) -> list[Instruction]:
    effect = Effect(Verb.COMMIT, Name("transaction", "", "", ""))
    return [Do(effect, *block.places.of(id(node), "COMMIT"))]


def _fetch(block: Block, node: Node) -> list[Instruction]:
    """Of a cursor: nobody knows what."""
    into(node.get("target", {}), {"targetList": [], "fromClause": []}, block.answers)
    return []


def _diagnostics(block: Block, node: Node) -> list[Instruction]:
    """How many rows there were is data."""
    for one in node.get("diag_items", []):
        number = one.get("PLpgSQL_diag_item", {}).get("target", -1)
        block.answers.truths[block.variables.get(number, "")] = DATA
    return []


PLAIN: dict[str, Step] = {
    "PLpgSQL_stmt_execsql": _sql,
    "PLpgSQL_stmt_perform": _perform,
    "PLpgSQL_stmt_call": _perform,
    "PLpgSQL_stmt_assign": _assign,
    "PLpgSQL_stmt_dynexecute": _execute,
    "PLpgSQL_stmt_commit": _commit,
    "PLpgSQL_stmt_fetch": _fetch,
    "PLpgSQL_stmt_getdiag": _diagnostics,
}
