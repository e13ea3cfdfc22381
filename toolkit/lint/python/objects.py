"""Objects of a file's own classes: what their constructors keep, and their methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.lint.python.reader import Reader
from toolkit.lint.python.values import Call, Class, Function, Instance

NOTHING = object()


def made(
    reader: Reader, node: ast.AST, of: Class, args: tuple[Any, ...], options: Mapping[str, Any]
) -> Instance:
    """By `__init__`, or by the fields of a dataclass or named tuple."""
    found = Instance(of, args, options)
    begin = inherited(of, "__init__")
    if isinstance(begin, Function):
        reader.call(node, begin, (found, *args), options)
    else:
        fields = list(_fields(of))
        given = dict(zip(fields, args, strict=False))
        found.attributes |= {**given, **{n: v for n, v in options.items() if n in fields}}
    return found


def _fields(of: Class) -> Iterator[str]:
    for base in of.bases:
        if isinstance(base, Class):
            yield from _fields(base)
    for one in getattr(of.node, "body", ()):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            yield one.target.id


def inherited(of: Class, name: str) -> Any:
    """What a class or one of its bases has under a name; NOTHING where none does."""
    if name in of.attributes:
        return of.attributes[name]
    bases = (inherited(one, name) for one in of.bases if isinstance(one, Class))
    return next((one for one in bases if one is not NOTHING), NOTHING)


def attribute(of: Instance, name: str) -> Any:
    """NOTHING where it is a method, or a column."""
    found = of.attributes[name] if name in of.attributes else inherited(of.of, name)
    return NOTHING if isinstance(found, Function | Call) else found


def method(of: Class | Instance, name: str) -> tuple[Function, tuple[Any, ...]] | None:
    """The function, and what stands before its arguments."""
    owner = of.of if isinstance(of, Instance) else of
    found = inherited(owner, name)
    if not isinstance(found, Function):
        return None
    kinds = {getattr(one, "id", "") for one in getattr(found.node, "decorator_list", ())}
    if "staticmethod" in kinds:
        return found, ()
    if "classmethod" in kinds:
        return found, (owner,)
    return found, ((of,) if isinstance(of, Instance) else ())
