"""SQLAlchemy's inspector: questions whose answers are known from what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.lint.effects import Exists, Name, Unclear
from toolkit.lint.python.constructs import schema
from toolkit.lint.python.questions import exists
from toolkit.lint.python.values import FROM_DATA, NOBODY_KNOWS, Listing, Question

NAMES = {
    "get_table_names": "table",
    "get_view_names": "view",
    "get_materialized_view_names": "materialized view",
    "get_schema_names": "schema",
    "get_sequence_names": "sequence",
}
DESCRIBED = {
    "get_columns": "column",
    "get_indexes": "index",
    "get_unique_constraints": "constraint",
    "get_foreign_keys": "constraint",
    "get_check_constraints": "constraint",
    "get_enums": "type",
}
HAS = {"has_table": "table", "has_schema": "schema", "has_sequence": "sequence"}


def asked(name: str, args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """What a method of the inspector returns."""
    if name in NAMES:
        return Listing(NAMES[name], schema(options.get("schema", _at(args, 0))), names=True)
    if name in DESCRIBED:
        of, above = options.get("table_name", _at(args, 0)), options.get("schema", _at(args, 1))
        if DESCRIBED[name] == "type":
            return Listing("type", schema(options.get("schema", _at(args, 0))))
        return Listing(DESCRIBED[name], schema(above), of) if isinstance(of, str) else FROM_DATA
    if name in HAS:
        first, above = _at(args, 0), options.get("schema", _at(args, 1))
        found = isinstance(first, str)
        return Question(
            Exists(Name(HAS[name], schema(above), "", first)) if found else Unclear(of_data=True)
        )
    if name == "has_index":
        index = options.get("index_name", _at(args, 1))
        found = isinstance(index, str)
        return Question(
            Exists(Name("index", schema(options.get("schema")), "", index))
            if found
            else Unclear(of_data=True)
        )
    return FROM_DATA if name.startswith("get_") else NOBODY_KNOWS


def looked_up(listing: Listing, name: str, args: tuple[Any, ...]) -> Any:
    """A method of what was listed."""
    if name in ("get", "__contains__") and args and isinstance(args[0], str):
        return Question(exists(listing, args[0]))
    if name in ("keys", "copy"):
        return listing
    return FROM_DATA


def _at(args: tuple[Any, ...], number: int) -> Any:
    return args[number] if len(args) > number else None
