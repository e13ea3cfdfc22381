"""What a query's rows are made of: columns, and what it leaves out."""

from __future__ import annotations

from functools import cache

from toolkit.lint.effects import Source
from toolkit.lint.sql.nodes import Node, beneath, column_of
from toolkit.lint.sql.parse import Statement, statements
from toolkit.lint.sql.statements.inserts import guards
from toolkit.lint.sql.statements.tables import read_by


@cache
def source(text: str) -> Source:
    """Of a query; an empty one where it is none that can be read."""
    found = statements(text)
    one = found[0] if len(found) == 1 else None
    if not isinstance(one, Statement) or one.kind != "SelectStmt":
        return Source()
    select = one.node
    return Source(
        columns=tuple(_called(target.get("ResTarget", {})) for target in _targets(select)),
        asked=_asked(select.get("whereClause", {})),
        without=frozenset(name for name in read_by(select) if guards(select, name.name, {})),
    )


def _targets(select: Node) -> list[Node]:
    found: list[Node] = select.get("targetList", [])
    return found


def _called(target: Node) -> str:
    plain = column_of(target.get("val", {}).get("ColumnRef", {}))[1]
    return str(target.get("name", plain))


def _asked(where: Node) -> frozenset[str]:
    """Columns that a condition asks for more than whether there is anything in them."""
    tests = [one for one in beneath(where, "NullTest") if one["nulltesttype"] == "IS_NOT_NULL"]
    idle = [id(column) for one in tests for column in beneath(one, "ColumnRef")]
    found = (one for one in beneath(where, "ColumnRef") if id(one) not in idle)
    return frozenset(column_of(one)[1] for one in found)
