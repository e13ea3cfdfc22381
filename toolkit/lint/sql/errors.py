"""Conditions that PL/pgSQL catches, by name, by code and by class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from toolkit.lint.effects import Do, If, Instruction, Verb
from toolkit.lint.sql.nodes import Node, beneath

CODES = {
    "42P07": "duplicate_table",
    "42701": "duplicate_column",
    "42710": "duplicate_object",
    "42723": "duplicate_function",
    "42P06": "duplicate_schema",
    "42P04": "duplicate_database",
    "42P16": "invalid_table_definition",
    "42P01": "undefined_table",
    "42703": "undefined_column",
    "42704": "undefined_object",
    "42883": "undefined_function",
    "3F000": "invalid_schema_name",
    "23505": "unique_violation",
    "55000": "object_not_in_prerequisite_state",
    "42809": "wrong_object_type",
    "22023": "invalid_parameter_value",
}
CLASSES = {
    "syntax_error_or_access_rule_violation": "42",
    "integrity_constraint_violation": "23",
    "data_exception": "22",
}
"""A class is caught by the name of its first condition."""
EXCEPTION = 21
"""The level at which RAISE ends a block."""
KEYED = frozenset({"unique_violation", "others"})


def caught(exceptions: Node) -> frozenset[str]:
    """Of the EXCEPTION part of a block; not what is raised again."""
    inner = exceptions.get("PLpgSQL_exception_block", {}).get("exc_list", [])
    kept = [one for one in inner if not _raised(one.get("PLpgSQL_exception", {}))]
    names = (one.get("condname", "") for one in beneath(kept, "PLpgSQL_condition"))
    return frozenset(name for one in names for name in _named(str(one)))


def _raised(exception: Node) -> bool:
    raised = [one.get("PLpgSQL_stmt_raise", {}) for one in exception.get("action", [])]
    return any(int(one.get("elog_level", 0)) >= EXCEPTION for one in raised)


def _named(name: str) -> list[str]:
    name = CODES.get(name.upper(), name.lower())
    begin = CLASSES.get(name)
    within = [one for code, one in CODES.items() if begin and code.startswith(begin)]
    return [name, *within]


def forgiven(instructions: Sequence[Instruction], names: frozenset[str]) -> list[Instruction]:
    """Rows that are there already are expected where unique_violation is."""
    return [_forgiven(one) for one in instructions] if names & KEYED else [*instructions]


def _forgiven(one: Instruction) -> Instruction:
    if isinstance(one, Do) and one.effect.verb is Verb.INSERT:
        return replace(one, effect=replace(one.effect, guarded=True))
    if isinstance(one, If):
        then, otherwise = (
            tuple(_forgiven(inner) for inner in way) for way in (one.then, one.otherwise)
        )
        return If(one.asked, then, otherwise)
    return one
