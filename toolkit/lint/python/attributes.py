"""`of.name`: of modules and classes, of what was called, of the database's connection."""

from __future__ import annotations

from typing import Any

from toolkit.lint.python import objects, paths, surroundings
from toolkit.lint.python.made import cell
from toolkit.lint.python.values import (
    FROM_DATA,
    NOBODY_KNOWS,
    Bound,
    Call,
    Class,
    Connected,
    File,
    Function,
    Instance,
    Later,
    Listed,
    Module,
    Question,
    Ref,
    Rows,
    Unknown,
)

DIALECT = {"name": surroundings.DIALECT, "server_version_info": surroundings.VERSION}
ITSELF = frozenset(
    "bind engine impl connection dbapi_connection driver_connection sync_connection".split()
)
"""Attributes of a connection that are connections."""


def attribute(of: Any, name: str) -> Any:
    if isinstance(of, Ref):
        inner = Ref(f"{of.path}.{name}")
        return DIALECT.get(name, inner) if of.path == "dialect" else inner
    if isinstance(of, Module):
        found = of.scope.get(name, NOBODY_KNOWS)
        return found.value() if type(found) is Later else found
    if isinstance(of, Class):
        found = of.attributes.get(name)
        return Bound(of, name) if found is None or isinstance(found, Call | Function) else found
    if isinstance(of, Instance) and (found := objects.attribute(of, name)) is not objects.NOTHING:
        return found
    if isinstance(of, Rows) and name == "rowcount":
        return Question(of.asked)
    if isinstance(of, Connected):
        return _of_connection(of, name)
    if isinstance(of, Bound) and isinstance(of.of, Connected) and of.name == "connection":
        return _of_connection(of.of, name)
    if isinstance(of, File):
        found = paths.attribute(of, name)
        return Bound(of, name) if found is None else found
    if isinstance(of, Listed) and name == "name":
        return Listed(of.of, name=True)
    if isinstance(of, Unknown):
        return of if of.place else cell(of, name)
    if isinstance(of, Listed):
        return FROM_DATA
    return Bound(of, name)


def _of_connection(of: Connected, name: str) -> Any:
    if name == "dialect":
        return Ref("dialect")
    if name == "name":
        return surroundings.DIALECT
    if name == "as_sql":
        return False
    return of if name in ITSELF else Bound(of, name)
