"""Imports: what is a library's is known by its full name, what stands beside is read."""

from __future__ import annotations

from typing import Any

from toolkit.lint.python.reader import Reader, Scope
from toolkit.lint.python.values import Module, Ref

LIBRARIES = frozenset(
    "alembic sqlalchemy sqlmodel sqlalchemy_utils pgvector geoalchemy2 uuid datetime os sys json re"
    " logging typing enum decimal pathlib contextlib textwrap itertools functools collections time"
    " string warnings toolkit".split()
)
"""Nothing of these is read."""


def plain(reader: Reader, node: Any, scope: Scope) -> None:
    """`import a.b`, `import a.b as c`."""
    for one in node.names:
        if one.asname:
            scope.names[one.asname] = _module(reader, one.name, 0)
        else:
            first = one.name.partition(".")[0]
            scope.names[first] = Ref(first)


def of_names(reader: Reader, node: Any, scope: Scope) -> None:
    """`from a import b`, `from . import b`."""
    module = _module(reader, node.module or "", node.level)
    for one in node.names:
        if one.name == "*":
            if isinstance(module, Module):
                scope.names.update(module.scope)
        else:
            scope.names[one.asname or one.name] = _part(reader, node, module, one.name)


def _part(reader: Reader, node: Any, module: Module | Ref, name: str) -> Any:
    if isinstance(module, Module) and name in module.scope:
        return module.scope[name]
    inner = ".".join(filter(None, [node.module, name]))
    found = _module(reader, inner, node.level)
    return found if isinstance(found, Module) else Ref(inner)


def _module(reader: Reader, name: str, level: int) -> Module | Ref:
    if level == 0 and name.partition(".")[0] in LIBRARIES:
        return Ref(name)
    return reader.find(name, level) or Ref(name)
