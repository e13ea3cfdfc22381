"""Alembic's guards came one after the other: 1.11.2 has them for indexes, 1.13.3 for tables, 1.16
for columns and for drop_constraint. An older one leaves the flag out without a word, or does not
know it, and then the first run fails; what is in use here decides.

rename_table, create_primary_key, bulk_insert and drop_constraint of a batch take none of them to
this day.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.events import Event
from toolkit.lint.fixes.directives import batch
from toolkit.lint.fixes.unguarded import unguarded
from toolkit.lint.guards import directive, flag
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, found

DROP, OF_BATCH = "drop_constraint", "drop_constraint of a batch"
INDEXES, TABLES, COLUMNS, NEVER = (1, 11, 2), (1, 13, 3), (1, 16), (999,)
SINCE = {
    "create_index": INDEXES,
    "drop_index": INDEXES,
    "create_table": TABLES,
    "drop_table": TABLES,
    "add_column": COLUMNS,
    "drop_column": COLUMNS,
    DROP: COLUMNS,
    OF_BATCH: NEVER,
    "rename_table": NEVER,
    "create_primary_key": NEVER,
    "bulk_insert": NEVER,
}
WITH_OLD_SQLALCHEMY = {"create_index": (1, 13), "drop_index": (1, 13), DROP: NEVER}
"""With SQLAlchemy 1.4."""
LEAVES_OUT = frozenset("create_index drop_index create_table drop_table drop_column".split())
"""What an older one does with it: it takes any keyword."""
ORDERS = "CREATE TABLE orders (id int)"
EXAMPLES = (
    Example(
        bad='op.rename_table("orders", "sales", if_exists=True)',
        good='ensure.rename_table("orders", "sales")',
        setup=ORDERS,
    ),
    Example(
        bad='op.create_primary_key("pk", "orders", ["id"], if_not_exists=True)',
        good='ensure.primary_key("pk", "orders", ["id"])',
        setup=ORDERS,
    ),
    Example(
        bad='op.bulk_insert(orders, [{"id": 1}], if_not_exists=True)',
        good="""for _ in ensure.first_time("b2 block 1"):
    op.bulk_insert(orders, [{"id": 1}])""",
        setup=ORDERS + "; ALTER TABLE orders ADD PRIMARY KEY (id)",
        head='orders = sa.table("orders", sa.column("id", sa.Integer))',
    ),
    Example(
        bad="""with op.batch_alter_table("orders") as batch:
    batch.drop_constraint("ck", if_exists=True)""",
        good="""with ensure.batch_alter_table("orders") as batch:
    batch.no_constraint("ck")""",
        setup="CREATE TABLE orders (id int CONSTRAINT ck CHECK (id > 0))",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.ran.events:
        called, given = _called(migration, event), flag(event)
        if given and called in SINCE and _lacks(called, project):
            left_out = called in LEAVES_OUT
            yield found(
                migration, event, __name__,
                f"{_who(called, project)} has no {given} for {called}, "
                + ("and leaves it out" if left_out else "and fails"),
                "Use its twin in ensure.",
                Severity.ERROR, Claim.RERUN if left_out else Claim.FIRST,
                unguarded(migration, event, project),
            )  # fmt: skip


def _called(migration: MigrationFile, event: Event) -> str:
    """That of a batch is another one."""
    called = directive(event)
    return OF_BATCH if called == DROP and batch(migration, event.node) else called


def _lacks(called: str, project: Project) -> bool:
    since = SINCE[called]
    if since == NEVER:
        return True
    if project.sqlalchemy and project.sqlalchemy < (2,):
        since = WITH_OLD_SQLALCHEMY.get(called, since)
    return bool(project.alembic) and project.alembic < since


def _who(called: str, project: Project) -> str:
    if SINCE[called] == NEVER:
        return "Alembic"
    with_ = " with SQLAlchemy 1.4" if project.sqlalchemy and project.sqlalchemy < (2,) else ""
    return "Alembic " + ".".join(map(str, project.alembic)) + with_
