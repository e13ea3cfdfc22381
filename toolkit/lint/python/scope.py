"""Names, as a function sees them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from toolkit.lint.python.made import cell
from toolkit.lint.python.values import NOBODY_KNOWS, Unknown, unknown_of


@dataclass
class Scope:
    """Names of a function, and of what is around it."""

    names: dict[str, Any]
    outer: Scope | None = None

    def find(self, name: str, default: Any) -> Any:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return default

    def put(self, name: str, value: Any) -> None:
        """Where it stands already."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        (scope or self).names[name] = value

    def bind(self, target: ast.AST, value: Any) -> None:
        """Names of `for x, y in …` and of assignments."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            rest = value if isinstance(value, list | tuple) else ()
            unknown = value if isinstance(value, Unknown) else unknown_of(value)
            row = value if isinstance(value, Unknown) and not value.place else None
            for number, one in enumerate(target.elts):
                other = cell(row, number) if row else unknown
                self.bind(one, rest[number] if number < len(rest) else other)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, NOBODY_KNOWS)

    def grow(self, node: ast.AST, value: Unknown) -> None:
        """What a name holds, where something was put into it."""
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
        if isinstance(node, ast.Name) and isinstance(of := self.find(node.id, None), Unknown):
            self.names[node.id] = replace(of, made=of.made | value.made)
