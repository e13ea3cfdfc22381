"""Names that leave something open: a constraint of any table, any kind of relation, any function
of that name, whatever its arguments."""

from __future__ import annotations

from toolkit.lint.effects import Name

ON_ANY = frozenset({"column", "constraint", "trigger", "policy", "rule", "label"})
RELATION = "relation"
RELATIONS = frozenset(
    {"table", "view", "materialized view", "sequence", "index", "foreign table", RELATION}
)


def is_wide(name: Name) -> bool:
    if name.kind in ON_ANY:
        return not name.table
    return name.kind == RELATION or (name.kind == "function" and "(" not in name.name)


def covers(wide: Name, name: Name) -> bool:
    """Whether the second is one of those that the first may mean."""
    if wide.kind == RELATION:
        same = name.kind in RELATIONS and wide.name == name.name
    elif wide.kind == "function":
        same = name.kind == "function" and wide.name == name.name.partition("(")[0]
    else:
        same = wide.kind == name.kind and wide.name == name.name
    return same and wide.schema in ("", name.schema)
