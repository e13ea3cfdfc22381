"""An index that is built CONCURRENTLY: without `ensure` it goes before it comes, for one that a run
that died left INVALID is taken for it otherwise."""

from __future__ import annotations

import ast

from toolkit.findings import Fix
from toolkit.lint.effects import Verb
from toolkit.lint.events import Event
from toolkit.lint.fixes.inserted import PLAIN, dropped_first
from toolkit.lint.migration import MigrationFile
from toolkit.lint.python.values import Ref


def is_concurrent(event: Event) -> bool:
    effect = event.effect
    return effect.concurrently and effect.verb is Verb.CREATE and effect.name.kind == "index"


def rebuilt(migration: MigrationFile, event: Event) -> Fix | None:
    """Where the call of `op` stands alone in its line, and the name is a plain one."""
    call = _call(migration, event.node)
    effect = event.effect
    if call is None or effect.unnamed or not PLAIN.fullmatch(effect.name.name):
        return None
    if effect.name.schema and not PLAIN.fullmatch(effect.name.schema):
        return None
    if effect.name.name not in migration.places.source(call):
        return None  # it is another one at each turn
    if event.length and _several(migration, event):
        return None
    called = _in_sql(event) if event.length else _as_directive(event)
    return dropped_first(migration, call, f"op.{called}")


def _in_sql(event: Event) -> str:
    name = event.effect.name
    whole = f"{name.schema}.{name.name}" if name.schema else name.name
    return f'execute("DROP INDEX CONCURRENTLY IF EXISTS {whole}")'


def _as_directive(event: Event) -> str:
    name = event.effect.name
    schema = f'schema="{name.schema}", ' if name.schema else ""
    return f'drop_index("{name.name}", {schema}postgresql_concurrently=True, if_exists=True)'


def _several(migration: MigrationFile, event: Event) -> bool:
    """Whether other statements stand in the same text."""
    events = migration.ran.events
    return any(one.node is event.node and one.offset != event.offset for one in events)


def _call(migration: MigrationFile, node: ast.AST) -> ast.Call | None:
    """The call of `op` that is the whole statement in which the node stands."""
    for one in ast.walk(migration.tree):
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            call = one.value
            if call is node or any(node is inner for inner in ast.walk(call)):
                function = call.func
                of = getattr(function, "value", None)
                named = isinstance(of, ast.Name) and of.id == "op"
                alembic = isinstance(migration.module.scope.get("op"), Ref)
                return call if named and alembic else None
    return None
