"""What an expression is of: a column that is set, or one key of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from toolkit.lint.sql.nodes import Node, beneath, column_of, only, strings, text_of


@dataclass(frozen=True)
class Subject:
    """What the expression is of: a column, or one key of it. `own`: what the table is called."""

    column: str
    own: frozenset[str]
    key: str | None = None

    def is_column(self, reference: Node) -> bool:
        table, name = column_of(reference)
        return name == self.column and (not table or table in self.own)

    def is_it(self, node: Node) -> bool:
        if "ColumnRef" in node:
            return self.key is None and self.is_column(node["ColumnRef"])
        return self.key is not None and self.key_of(node) == self.key

    def key_of(self, node: Node) -> str | None:
        """Of what reads a key of the column."""
        inner = node.get("A_Expr", {})
        if strings(inner.get("name", [])) not in (["->"], ["->>"]):
            return None
        left = bare(inner.get("lexpr", {}))
        whole = "ColumnRef" in left and self.is_column(left["ColumnRef"])
        return text_of(inner.get("rexpr", {})) if whole else None

    def is_in(self, tree: Any) -> bool:
        """Whether the column is read anywhere in it."""
        return any(self.is_column(one) for one in beneath(tree, "ColumnRef"))


def bare(node: Node) -> Node:
    """Without casts, and without what stands in for NULL."""
    while True:
        kind, inner = only(node)
        if kind == "TypeCast":
            node = inner.get("arg", {})
        elif kind == "CoalesceExpr" and inner.get("args"):
            node = inner["args"][0]
        else:
            return node


Judge = Callable[[Node, Subject], bool]
"""Whether an expression is idempotent: the judges of kinds are given it for what is beneath."""
