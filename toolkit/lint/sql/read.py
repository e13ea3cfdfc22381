"""SQL to what it does and what it asks: the way in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from toolkit.lint.effects import Asked, Blind, Do, If, Instruction, TooComplexError, Unclear
from toolkit.lint.sql.asking import Answers
from toolkit.lint.sql.functions import CALLING, programs
from toolkit.lint.sql.nodes import Node
from toolkit.lint.sql.parse import TOO_COMPLEX, Statement, statements
from toolkit.lint.sql.plpgsql import block
from toolkit.lint.sql.questions import rows
from toolkit.lint.sql.statements.all import effects, only_if
from toolkit.lint.sql.statements.rows import is_catalog
from toolkit.lint.sql.statements.tables import read_by


@cache
def read(text: str) -> Sequence[Instruction]:
    """What every statement of the text does, in its order."""
    return tuple(instruction for one in statements(text) for instruction in _read(text, one))


@cache
def asked(text: str) -> Asked:
    """Of a query whose first value is taken as a yes or no: there, or not."""
    found = statements(text)
    if len(found) != 1 or isinstance(found[0], Blind) or found[0].kind != "SelectStmt":
        return Unclear(of_data=True)
    try:
        answer = rows(found[0].node, Answers())
        return _told(answer, found[0].node) if isinstance(answer, Unclear) else answer
    except (RecursionError, TooComplexError):
        return Unclear(of_data=True)


def _told(answer: Unclear, select: Node) -> Unclear:
    """Where what is asked for stands; what the server keeps itself may be about anything."""
    tables = read_by(select)
    known = not any(is_catalog(one) or one.name == "alembic_version" for one in tables)
    return Unclear(of_data=answer.of_data, about=frozenset(tables if known else ()))


def _read(text: str, one: Statement | Blind) -> Iterator[Instruction]:
    if isinstance(one, Blind):
        yield one
        return
    try:
        yield from _done(text, one)
    except (RecursionError, TooComplexError):
        yield Blind(f"{TOO_COMPLEX}: nested too deeply", one.offset, one.length)


def _done(text: str, one: Statement) -> Sequence[Instruction]:
    if one.kind == "DoStmt":
        return block(one.node, text[one.offset : one.offset + one.length], one.offset)
    done = effects(one.kind, one.node)
    placed = [Do(effect, one.offset, one.length) for effect in done]
    there = only_if(one.kind, one.node, done)
    if there:
        return [If(there, then=tuple(placed))]
    return [*placed, *programs(text, one)] if one.kind in PROGRAMS else placed


PROGRAMS = CALLING | {"CreateFunctionStmt"}
