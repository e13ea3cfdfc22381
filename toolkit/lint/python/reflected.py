"""Tables that SQLAlchemy has read from the database: what they have is listed."""

from __future__ import annotations

from typing import Any

from toolkit.lint.python.constructs import schema
from toolkit.lint.python.values import Bound, Call, Listing

LOOKING_UP = frozenset({"keys", "get", "__contains__", "copy"})
READING = frozenset({"autoload_with", "autoload"})


def listed(value: Any) -> Any:
    """Columns of such a table, or tables of its metadata, as a Listing; else as it is."""
    of = value.of if isinstance(value, Bound) else None
    if not isinstance(of, Call):
        return value
    if of.name == "MetaData" and value.name == "tables":
        return Listing("table", names=True)
    read = of.name == "Table" and not READING.isdisjoint(of.options)
    if not read or value.name not in ("c", "columns") or not isinstance(of.args[0], str):
        return value
    return Listing("column", schema(of.options.get("schema")), of.args[0], names=True)
