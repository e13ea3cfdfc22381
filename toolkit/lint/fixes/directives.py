"""Directives of Alembic become their twins of `ensure`, which have the same arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from toolkit.findings import Edit, Fix
from toolkit.lint.effects import Verb
from toolkit.lint.events import Event
from toolkit.lint.fixes.inserted import added, keyword, removed
from toolkit.lint.migration import MigrationFile
from toolkit.lint.python.operations import TWINS
from toolkit.lint.python.values import Ref

IMPORT = "from toolkit import ensure"
CHANGING = frozenset({Verb.ALTER, Verb.RENAME, Verb.ADVANCE, Verb.DROP})
TYPES = frozenset({"create", "drop"})


def directive(migration: MigrationFile, node: ast.AST) -> Fix | None:
    """Of `op.create_table(…)` and its like, alone or in a batch; of `enum.create(bind)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr in TYPES:
        return keyword(migration, node, "checkfirst", "True")
    if node.func.attr not in TWINS or not isinstance(node.func.value, ast.Name):
        return None
    if any(map(_lacks, (one for one in migration.ran.events if one.node is node))):
        return None
    found = batch(migration, node)
    if found:
        return Fix("ensure.batch_alter_table", tuple(_of_batch(migration, *found)), (IMPORT,))
    if not isinstance(migration.module.scope.get(node.func.value.id), Ref):
        return None  # a batch that was begun somewhere else, or another module's
    twin = f"ensure.{TWINS[node.func.attr]}"
    edits = (added(migration, node.func, twin), *_altered(migration, node), *_any(migration, node))
    return Fix(twin, edits, (IMPORT,))


def _lacks(event: Event) -> bool:
    """Whether what it works on is gone by then: to its twin that is drift."""
    return event.lacking is not None and event.effect.verb in (Verb.CREATE, Verb.ALTER)


def _altered(migration: MigrationFile, node: ast.Call) -> tuple[Edit, ...]:
    """Of what the revision itself alters: it may be there in either state."""
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr not in ("add_column", "create_table"):
        return ()
    events = migration.ran.events
    own = [one.effect for one in events if one.node is node and one.effect.verb is Verb.CREATE]
    names = {part.name for one in own for part in (one, *one.parts)}
    others = (one.effect for one in events if one.node is not node)
    if not any(one.verb in CHANGING and one.name in names for one in others):
        return ()
    fix = keyword(migration, node, "altered", "True")
    return fix.edits if fix else ()


def _any(migration: MigrationFile, node: ast.Call) -> tuple[Edit, ...]:
    """What Alembic does not look at, its twin takes for a declaration of what must be there."""
    words = {one.arg: one.value for one in node.keywords}
    if getattr(node.func, "attr", "") != "alter_column" or not {"type_", OLD} <= words.keys():
        return ()
    known = migration.module.scope.get(getattr(words[OLD], "id", ""))
    named = isinstance(words[OLD], ast.Name) and not isinstance(known, Ref)
    said = (one.arg for one in ast.walk(words[OLD]) if isinstance(one, ast.keyword))
    if named or "create_constraint" in said:
        return ()  # it goes with the type
    edit = removed(migration, node, OLD)
    return (edit,) if edit else ()


OLD = "existing_type"


def batch(migration: MigrationFile, node: ast.AST) -> tuple[ast.With, ast.Call, str] | None:
    """The block that gives the name a directive is called on, and the call that opens it."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if not isinstance(node.func.value, ast.Name):
        return None
    if isinstance(migration.module.scope.get(node.func.value.id), Ref):
        return None  # it is `op` itself
    for block in ast.walk(migration.tree):
        if isinstance(block, ast.With) and block.lineno <= node.lineno <= (block.end_lineno or 0):
            for item in block.items:
                named, opening = item.optional_vars, item.context_expr
                if not isinstance(named, ast.Name) or not isinstance(opening, ast.Call):
                    continue
                if named.id == node.func.value.id:
                    return block, opening, named.id
    return None


def _of_batch(
    migration: MigrationFile, block: ast.With, opening: ast.Call, name: str
) -> Iterator[Edit]:
    """All of its directives: the batch of `ensure` knows none of them by Alembic's name."""
    yield added(migration, opening.func, "ensure.batch_alter_table")
    for one in ast.walk(block):
        if not isinstance(one, ast.Attribute) or not isinstance(one.value, ast.Name):
            continue
        if one.value.id == name:
            twin = TWINS.get(one.attr)
            yield added(migration, one, f"{name}.{twin}" if twin else f"op.{one.attr}")
    for one in ast.walk(block):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            yield from _altered(migration, one)
            yield from _any(migration, one)
