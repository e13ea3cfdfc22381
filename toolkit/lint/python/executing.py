"""Whatever executes SQL: binds, connections, sessions; text, and SQLAlchemy's own statements."""

from __future__ import annotations

import ast
import re
from typing import Any

from toolkit.lint.effects import Effect, Name, Unclear, Verb
from toolkit.lint.python import constructs, made, selected, updating
from toolkit.lint.python.reader import Reader
from toolkit.lint.python.values import (
    FROM_DATA,
    JOINED,
    NOBODY_KNOWS,
    Arguments,
    Call,
    Class,
    Connected,
    Function,
    Instance,
    Options,
    Question,
    Rows,
    Unknown,
)
from toolkit.lint.sql.read import asked, read
from toolkit.lint.sql.sources import source

EXECUTING = frozenset("execute exec_driver_sql scalar scalars executemany stream run exec".split())
ITSELF = frozenset(
    "connection connect bind engine execution_options get_bind begin impl connect configure"
    " options cursor transaction session no_autoflush raw_connection driver_connection"
    " dbapi_connection sync_connection".split()
)
ROWS = Rows(Unclear(of_data=True))
ADDING = frozenset("add add_all bulk_save_objects bulk_insert_mappings".split())
FIRST = frozenset("scalar scalar_one scalar_one_or_none fetchone first one one_or_none".split())
BUILDERS = {"insert": "insert", "update": "update", "delete": "delete", "select": "select"}
TARGET = re.compile(r'(\w+)"?\s*=\s*$')
PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!\w*:)")


def connected(
    reader: Reader, node: Any, of: Connected, name: str, args: Arguments, options: Options
) -> Any:
    """A method of a bind, connection, session or context."""
    if name in EXECUTING:
        statement = args[0] if args else options.get("statement")
        found = execute(reader, node, statement, args[1] if len(args) > 1 else None)
        return Question(found.asked) if name == "scalar" and isinstance(found, Rows) else found
    if name == "autocommit_block":
        return Call("alembic.autocommit_block", args, options, node)
    if name == "begin_nested":
        return Connected("savepoint")
    if name in ("commit", "rollback") and of.what in ("savepoint", JOINED):
        return None
    if name == "commit":
        reader.do(node, Effect(Verb.COMMIT, Name("transaction", "", "", "")))
        return None
    if name == "execution_options" and options.get("isolation_level") == "AUTOCOMMIT":
        return Connected("autocommit")
    if name == "run_sync" and args and isinstance(args[0], Function):
        return reader.call(node, args[0], (of, *args[1:]), options)
    if name in ("query", "get"):
        return Call(f"session.{name}", args, options, node)
    if name in ADDING:
        return _add(reader, node, args)
    if name in ("merge", "delete", "flush", "refresh", "rollback", "close", "expunge_all"):
        return FROM_DATA
    return of if name in ITSELF else NOBODY_KNOWS


def _add(reader: Reader, node: ast.AST, args: Arguments) -> None:
    """By the unit of work: rows that are there twice if it is done twice."""
    first = args[0] if args else None
    if isinstance(first, Unknown) and first.of_data:
        return  # it is there already
    some = first if isinstance(first, list | tuple) else [first]
    for one in some:
        table = constructs.table_name(one, node)
        reader.do(node, Effect(Verb.INSERT, table))


def fetched(rows: Rows, name: str) -> Any:
    """A method of a result."""
    if name in FIRST:
        return Question(rows.asked)
    return rows


def execute(reader: Reader, node: Any, statement: Any, parameters: Any) -> Any:
    """SQL or a construct; what it returns, as rows."""
    if isinstance(statement, str):
        return _text(reader, node, statement, parameters)
    if isinstance(statement, list | tuple):
        for one in statement:
            execute(reader, node, one, None)
        return ROWS
    if isinstance(statement, Call):
        return _construct(reader, node, statement, parameters)
    if statement is not None:
        reader.blind(node, "its SQL is made while it runs")
    return ROWS


def _text(reader: Reader, node: Any, text: str, parameters: Any) -> Rows:
    sql = str(_with(text, parameters))
    if reader.run is not None:
        here = node.args[0] if getattr(node, "args", None) else node
        reader.run.node, reader.run.sql = reader.at or here, "" if reader.at else sql
        reader.run.do_all(read(sql))
    begins = sql.lstrip()[:6].lower()
    return (
        Rows(asked(sql), source(sql))
        if begins in ("select", "with a", "with r", "values")
        else ROWS
    )


def _with(text: str, parameters: Any) -> str:
    """Parameters in their places, where they are known and asked for by name."""
    parameters = _one_of(parameters)
    if not isinstance(parameters, dict) or ":" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        found = parameters.get(match[1])
        plain = type(found) is str  # made of nothing that stood in a column
        column = None if plain else TARGET.search(text, 0, match.start())
        if column and made.advances(found, column[1]):
            return f"({column[1]} || {match[0]})"
        if isinstance(found, str):
            return "'" + found.replace("'", "''") + "'"
        return str(found) if isinstance(found, int | float) else match[0]

    return PARAMETER.sub(value, text)


def _one_of(parameters: Any) -> Any:
    """Those of one time, where there are several."""
    if isinstance(parameters, Rows):
        return parameters.each
    return parameters[0] if isinstance(parameters, list) and parameters else parameters


def _construct(reader: Reader, node: Any, of: Call, parameters: Any) -> Any:
    name = of.name
    if name in ("text", "DDL", "SQL") and of.args:
        bound = {k: v for step in of.steps for k, v in step.options.items()}
        one = _one_of(parameters)
        more = one if isinstance(one, dict) else {}
        text = of.args[0]
        return execute(reader, node, text if isinstance(text, str) else NOBODY_KNOWS, bound | more)
    table = of.args[0] if of.args else None
    if name == "insert":
        _insert(reader, node, of, table, parameters)
    elif name == "update":
        effect = updating.update(of, constructs.table_name(table, node))
        reader.do(node, effect)
    elif name == "delete":
        reader.do(node, Effect(Verb.DELETE, constructs.table_name(table, node)))
    elif name in DDL:
        verb, kind, guard = DDL[name]
        _ddl(reader, node, of, verb, kind, guarded=of.options.get(guard) is True)
    return rows(reader, of, node)


def rows(reader: Reader, of: Call, node: ast.AST) -> Rows:
    """What a query that is built gives; what it reads must be there."""
    if of.name not in QUERIES:
        return ROWS
    needs = tuple(dict.fromkeys(selected.needs(of, node)))
    if needs and reader.run is not None:
        reader.do(node, Effect(Verb.READ, needs[0], needs=needs))
    return Rows(ROWS.asked, selected.source(of, node))


QUERIES = frozenset({"select", "query"})


def _insert(reader: Reader, node: ast.AST, of: Call, table: Any, parameters: Any) -> None:
    guarded = any(step.name.startswith("on_conflict") for step in of.steps) or updating.asks(of)
    if parameters == [] or any(step.args[:1] == ([],) for step in of.steps):
        return
    name = constructs.table_name(table, node)
    reader.do(node, Effect(Verb.INSERT, name, guarded=guarded), *updating.conflicting(of, name))


DDL = {
    "CreateTable": (Verb.CREATE, "table", "if_not_exists"),
    "DropTable": (Verb.DROP, "table", "if_exists"),
    "CreateIndex": (Verb.CREATE, "index", "if_not_exists"),
    "DropIndex": (Verb.DROP, "index", "if_exists"),
    "CreateSchema": (Verb.CREATE, "schema", "if_not_exists"),
    "DropSchema": (Verb.DROP, "schema", "if_exists"),
    "CreateSequence": (Verb.CREATE, "sequence", "if_not_exists"),
    "DropSequence": (Verb.DROP, "sequence", "if_exists"),
    "AddConstraint": (Verb.CREATE, "constraint", ""),
    "DropConstraint": (Verb.DROP, "constraint", "if_exists"),
}


def _ddl(reader: Reader, node: ast.AST, of: Call, verb: Verb, kind: str, *, guarded: bool) -> None:
    value = of.args[0] if of.args else None
    inner = value.args[0] if isinstance(value, Call) and value.args else value
    name = Name(kind, "", "", constructs.text(inner, node))
    reader.do(node, Effect(verb, name, guarded=guarded))


def constructed(
    reader: Reader, node: Any, of: Any, name: str, args: Arguments, options: Options
) -> Any:
    """A method of a table, an enum, a metadata, a query, or a statement that is being built."""
    if name in ("create", "drop") and (isinstance(of, Call) or constructs.is_table(of)):
        return _made(reader, node, of, name, args, options)
    if name in ("create_all", "drop_all"):
        return _all(reader, node, name, args, options)
    if isinstance(of, Call):
        if of.path.startswith("session."):
            return _queried(reader, node, of, name, args, options)
        if name in BUILDERS and of.name in ("Table", "table"):
            return Call(f"sqlalchemy.{name}", (of, *args), options, node)
        step = Call(name, args, options, node)
        return Call(of.path, of.args, of.options, of.node, (*of.steps, step))
    if name in BUILDERS:
        return Call(f"sqlalchemy.{name}", (of, *args), options, node)
    if isinstance(of, Class | Instance):
        return NOBODY_KNOWS
    return Call(f"method.{name}", (of, *args), options, node)


def _all(reader: Reader, node: ast.AST, name: str, args: Arguments, options: Options) -> None:
    """`metadata.create_all(bind, tables=[…])`, which looks first unless it is told not to."""
    tables = options.get("tables", args[1] if len(args) > 1 else None)
    checks = options.get("checkfirst", args[2] if len(args) > 2 else True)
    for one in tables if isinstance(tables, list | tuple) else ():
        _made(reader, node, one, name.removesuffix("_all"), (), {"checkfirst": checks})


def _made(
    reader: Reader, node: ast.AST, of: Any, name: str, args: Arguments, options: Options
) -> None:
    """`.create(bind, checkfirst=…)` and `.drop(…)`."""
    checks = options.get("checkfirst", args[1] if len(args) > 1 else _looks_first(of))
    kinds = {"Index": "index", "Sequence": "sequence"}
    if constructs.enum(of) is not None:
        what = constructs.type_name(of, node)
    elif constructs.is_table(of):
        what = constructs.table_name(of, node)
    elif of.name in kinds and of.args:
        what = Name(kinds[of.name], "", "", constructs.text(of.args[0], node))
    else:
        return
    verb = Verb.CREATE if name == "create" else Verb.DROP
    reader.do(node, Effect(verb, what, guarded=bool(checks) or checks is NOBODY_KNOWS))


def _looks_first(of: Any) -> bool:
    """PostgreSQL's own ENUM and sequences do; tables, indexes and SQLAlchemy's Enum do not."""
    return isinstance(of, Call) and of.name in ("ENUM", "Sequence")


def _queried(
    reader: Reader, node: Any, of: Call, name: str, args: Arguments, options: Options
) -> Any:
    table = of.args[0] if of.args else None
    if name == "update":
        values = args[0] if args else options.get("values")
        step = Call("values", (values,), {}, node)
        effect = updating.update(
            Call(of.path, of.args, {}, node, (*of.steps, step)),
            constructs.table_name(table, node),
        )  # fmt: skip
        return reader.do(node, effect)
    if name == "delete":
        return reader.do(node, Effect(Verb.DELETE, constructs.table_name(table, node)))
    if name == "all":
        return rows(reader, of, node)
    if name in FIRST or name in ("count", "exists"):
        rows(reader, of, node)
        return Question(Unclear(of_data=True)) if name in FIRST else ROWS
    step = Call(name, args, options, node)
    return Call(of.path, of.args, of.options, of.node, (*of.steps, step))
