"""Calls: of functions in the file, of Python's own, of Alembic and of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from textwrap import dedent
from typing import Any

from toolkit.lint.effects import Not, Unclear
from toolkit.lint.python import (
    executing,
    inspecting,
    methods,
    objects,
    operations,
    paths,
    reflected,
    surroundings,
)
from toolkit.lint.python.attributes import attribute
from toolkit.lint.python.generators import Generator, listed
from toolkit.lint.python.made import KEEPING
from toolkit.lint.python.mapping import mapped
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.sizes import weigh
from toolkit.lint.python.sought import Sought, among
from toolkit.lint.python.truth import every_or_any
from toolkit.lint.python.values import (
    FROM_DATA,
    JOINED,
    NOBODY_KNOWS,
    Arguments,
    Batch,
    Bound,
    Call,
    Class,
    Connected,
    File,
    Function,
    Inspector,
    Instance,
    Listed,
    Listing,
    Options,
    Partial,
    Question,
    Ref,
    Rows,
    Unknown,
    known,
)

FALSE = frozenset({"alembic.context.is_offline_mode"})
BINDS = frozenset({"alembic.op.get_bind", "alembic.op.get_context", "alembic.context.get_bind",
                   "alembic.context.get_context"})  # fmt: skip
SESSIONS = frozenset({"Session", "AsyncSession", "scoped_session"})
CARRYING = frozenset("any all bool next sum list set tuple sorted frozenset len".split())
"""What they return says as much about the database as what they get."""
PURE: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (str, int, float, bool, list, tuple, dict, set, frozenset, len, sorted, min, max,
                sum, abs, repr, enumerate, zip, reversed, range, round, ord, chr)
}  # fmt: skip
MOST = 5000


def called(reader: Reader, node: Any, function: Any, args: Arguments, options: Options) -> Any:
    """What a call returns, after what it does."""
    if isinstance(function, Partial):
        more = (*function.args, *args), {**function.options, **options}
        return called(reader, node, function.function, *more)
    if isinstance(function, Function) and function.yields:
        return Generator(node, function, args, dict(options))
    if isinstance(function, Function):
        return reader.call(node, function, args, options)
    if isinstance(function, Ref):
        return _ref(reader, node, function.path, args, options)
    if isinstance(function, Bound):
        return _method(reader, node, function, args, options)
    if isinstance(function, Class):
        return objects.made(reader, node, function, args, options)
    if isinstance(function, Call) and function.name in ("sessionmaker", "scoped_session"):
        return _session(function.options, options)
    _unread(reader, node, args, options)
    return function if isinstance(function, Unknown) else NOBODY_KNOWS


@cache
def _parts(path: str) -> tuple[str, str]:
    """The package and the last name."""
    return path.partition(".")[0], path.rpartition(".")[2]


def _ref(reader: Reader, node: Any, path: str, args: Arguments, options: Options) -> Any:
    package, name = _parts(path)
    if name in KEEPING and args and isinstance(args[0], Unknown):
        return args[0]
    if package == "sqlalchemy" and name not in ("inspect", "from_engine"):
        return _sqlalchemy(node, path, name, args, options)
    if package == "builtins":
        args = tuple(listed(reader, one) if isinstance(one, Generator) else one for one in args)
        if name in ("map", "filter") and len(args) == 2:
            function, items = args
            return mapped(name, lambda one: called(reader, node, function, (one,), {}), items)
        return _builtin(name, args, options)
    if path == "functools.partial" and args:
        return Partial(args[0], args[1:], options)
    if path in BINDS:
        return Connected("bind")
    if surroundings.asks(path):
        return surroundings.called(reader, node, path, args, options)
    if package == "dialect":
        return inspecting.asked(name, args[1:], options)
    if path in FALSE:
        return False
    if path.startswith("alembic.op."):
        return operations.operate(reader, node, name, args, options)
    if (name == "inspect" and package == "sqlalchemy") or path.endswith("Inspector.from_engine"):
        return Inspector()
    if package in ("sqlalchemy", "sqlmodel"):
        return _sqlalchemy(node, path, name, args, options)
    if path.startswith("toolkit.ensure."):
        return operations.ensure(reader, node, name, args, options)
    if path == "contextlib.suppress" or package in PLAIN:
        return _plain(path, args)
    _unread(reader, node, args, options, path)
    return Call(path, args, options, node)


PLAIN = frozenset(
    "uuid datetime json os re textwrap pathlib itertools functools collections time string typing"
    " enum decimal logging warnings sys contextlib".split()
)
"""Of the standard library: none of these gets hold of the database."""


def _plain(path: str, args: Arguments) -> Any:
    if path == "textwrap.dedent" and args and isinstance(args[0], str):
        return dedent(args[0])
    if path == "json.dumps":
        return "{}"
    return paths.called(path, args)


def _session(*options: Options) -> Connected:
    """Of the revision's own connection it is a part of the transaction, which it cannot end."""
    binds = [given["bind"] for given in options if "bind" in given]
    joined = any(isinstance(one, Connected) and one.what in ("bind", JOINED) for one in binds)
    return Connected(JOINED if joined else "session")


def _sqlalchemy(node: Any, path: str, name: str, args: Arguments, options: Options) -> Any:
    if name in SESSIONS:
        return _session({"bind": args[0]} if args else {}, options)
    if name == "create_engine":
        return Connected("engine")
    return Call(path, args, options, node)


def _builtin(name: str, args: Arguments, options: Options) -> Any:
    first = args[0] if args else None
    if isinstance(first, Sought):
        return Question(first.asked) if name in ("len", "bool", "any") else first
    if name in CARRYING and isinstance(first, Question | Rows | Listing):
        if isinstance(first, Rows) and name not in KEEPING:
            return Question(first.asked)
        return first
    if name in ("any", "all") and isinstance(first, list | tuple | set):
        return every_or_any(first, every=name == "all")
    if name == "getattr" and len(args) > 1 and isinstance(args[1], str):
        return attribute(first, args[1])
    if name in KEEPING and isinstance(first, Unknown) and (first.source or first.made):
        return first
    if name == "open" or (name == "str" and isinstance(first, File)):
        return paths.called(f"builtins.{name}" if name == "open" else name, args)
    if name in PURE and all(map(known, args)) and all(map(known, options.values())):
        return _pure(PURE[name], args, options)
    if any(isinstance(one, Unknown | Listed) for one in args):
        data = any(isinstance(one, Listed) or getattr(one, "of_data", False) for one in args)
        return FROM_DATA if data else NOBODY_KNOWS
    return NOBODY_KNOWS


def _pure(function: Callable[..., Any], args: Arguments, options: Options) -> Any:
    if function is range and any(isinstance(one, int) and abs(one) > MOST for one in args):
        return NOBODY_KNOWS
    if weigh(args) > MOST and function in (str, repr, sum):
        return NOBODY_KNOWS
    try:
        found = function(*args, **options)
        return found if known(found) else list(found)
    except (TypeError, ValueError, OverflowError, KeyError):
        return NOBODY_KNOWS


def _method(reader: Reader, node: Any, bound: Bound, args: Arguments, options: Options) -> Any:
    of, name = bound.of, bound.name
    if isinstance(of, Batch):
        return operations.batched(reader, node, of, name, args, options)
    if isinstance(of, Connected):
        return executing.connected(reader, node, of, name, args, options)
    if isinstance(of, Inspector):
        return inspecting.asked(name, args, options)
    if isinstance(of, Rows):
        return executing.fetched(of, name)
    if isinstance(of, Question):
        return Question(Not(of.asked)) if name == "__not__" else of
    if isinstance(of, Listed):
        return (
            Listed(of.of, name=True)
            if name in ("get", "__getitem__") and args[:1] == ("name",)
            else (of if name in ("lower", "strip") else FROM_DATA)
        )
    if isinstance(of, File):
        return paths.method(of, name, args)
    if isinstance(of, Listing):
        return inspecting.looked_up(of, name, args)
    if isinstance(of, Class | Instance) and (found := objects.method(of, name)):
        return reader.call(node, found[0], (*found[1], *args), options)
    if name in reflected.LOOKING_UP and isinstance(listing := reflected.listed(of), Listing):
        return inspecting.looked_up(listing, name, args)
    if isinstance(of, Sought):
        return _sought(of, name, args)
    if isinstance(of, list | tuple | set | dict) and args and isinstance(args[0], Listing):
        return among(of, args[0], name)
    if isinstance(of, Call | Bound | Class | Instance):
        return executing.constructed(reader, node, of, name, args, options)
    if known(of):
        return methods.plain(of, name, args, options, node)
    return NOBODY_KNOWS


def _sought(of: Sought, name: str, args: Arguments) -> Any:
    if name in ("append", "add") and args:
        of.items.append((args[0], Unclear(of_data=True)))
        return None
    return of if name in ("copy", "keys") else FROM_DATA


def _unread(
    reader: Reader, node: Any, args: Arguments, options: Options, path: str = "something"
) -> None:
    """Who gets hold of the database may do anything with it."""
    for one in (*args, *options.values()):
        if isinstance(one, Connected | Batch) or (
            isinstance(one, Ref) and one.path == "alembic.op"
        ):
            reader.blind(node, f"it calls {path}, which is not read")
            return
