"""Imports: what is a library's is known by its full name, what stands beside is read."""

from __future__ import annotations

from functools import partial
from typing import Any

from toolkit.lint.python.reader import Reader
from toolkit.lint.python.scope import Scope
from toolkit.lint.python.values import Later, Module, Ref

LIBRARIES = frozenset(
    "alembic sqlalchemy sqlmodel sqlalchemy_utils pgvector geoalchemy2 uuid datetime os sys json re"
    " logging typing enum decimal pathlib contextlib textwrap itertools functools collections time"
    " string warnings toolkit".split()
)
"""Nothing of these is read."""


def plain(reader: Reader, node: Any, scope: Scope) -> None:
    """`import a.b`, `import a.b as c`."""
    for one in node.names:
        first = one.name.partition(".")[0]
        if not one.asname:
            scope.names[first] = Ref(first)
        elif first in LIBRARIES:
            scope.names[one.asname] = Ref(one.name)
        else:
            scope.names[one.asname] = Later(partial(_module, reader, one.name, 0))


def of_names(reader: Reader, node: Any, scope: Scope) -> None:
    """`from a import b`, `from . import b`."""
    library = not node.level and node.module.partition(".")[0] in LIBRARIES
    for one in node.names:
        if library:
            scope.names[one.asname or one.name] = Ref(f"{node.module}.{one.name}")
        elif one.name == "*":
            module = _module(reader, node.module or "", node.level)
            scope.names.update(module.scope if isinstance(module, Module) else {})
        else:
            scope.names[one.asname or one.name] = Later(partial(_part, reader, node, one.name))


def _part(reader: Reader, node: Any, name: str) -> Any:
    module = _module(reader, node.module or "", node.level)
    if isinstance(module, Module) and name in module.scope:
        found = module.scope[name]
        return found.value() if isinstance(found, Later) else found
    inner = ".".join(filter(None, [node.module, name]))
    found = _module(reader, inner, node.level)
    return found if isinstance(found, Module) else Ref(inner)


def _module(reader: Reader, name: str, level: int) -> Module | Ref:
    return reader.find(name, level) or Ref(name)
