"""A GIN index needs an operator class, and json, text and varchar have none by default: the first
run fails. For json make the column jsonb, or index an expression that casts it; for text name one,
as gin_trgm_ops of pg_trgm.
"""

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.effects import Effect, Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, found

METHODS = frozenset({"gin", "gist"})
WITHOUT = frozenset({"json", "text", "varchar"})
OTHERS = ("btree_gin", "btree_gist")
"""Extensions that bring defaults."""
EXAMPLES = (
    Example(
        bad="""op.create_table("orders", sa.Column("doc", sa.JSON))
op.create_index("ix_doc", "orders", ["doc"], postgresql_using="gin")""",
        good="""ensure.table("orders", sa.Column("doc", postgresql.JSONB))
ensure.index("ix_doc", "orders", ["doc"], postgresql_using="gin")""",
    ),
    Example(
        bad="""op.create_table(
    "orders",
    sa.Column("note", sa.Text()),
    sa.Index("ix_note", "note", postgresql_using="gin"),
)""",
        good="""ensure.extension("pg_trgm")
ensure.table(
    "orders",
    sa.Column("note", sa.Text()),
    sa.Index(
        "ix_note", "note", postgresql_using="gin", postgresql_ops={"note": "gin_trgm_ops"}
    ),
)""",
    ),
    Example(
        bad="""op.add_column("orders", sa.Column("note", sa.String(80)))
op.execute("CREATE INDEX ix_note ON orders USING gin (note)")""",
        setup="CREATE TABLE orders (id int)",
    ),
    Example(
        bad="""op.execute("ALTER TABLE orders ADD COLUMN doc json")
op.execute("CREATE INDEX ix_doc ON orders USING gin (doc)")""",
        good="""op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS doc json")
op.execute("CREATE INDEX IF NOT EXISTS ix_doc ON orders USING gin ((doc::jsonb))")""",
        setup="CREATE TABLE orders (id int)",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    if any(one in migration.text for one in OTHERS):
        return
    types: dict[tuple[str, str, str], str] = {}
    for event in migration.ran.events:
        effect = event.effect
        if effect.verb is Verb.CREATE and effect.name.kind in ("table", "column"):
            types |= {one.name[1:]: one.type for one in (effect, *effect.parts) if one.type}
        if effect.verb in (Verb.ALTER, Verb.ADVANCE):
            types.pop(effect.name[1:], None)
        column = _without(effect, types)
        if column:
            yield found(
                migration, event, __name__,
                f"{effect.method} has no operator class for {types[column]}: the first run fails",
                "Make the column jsonb, index a cast of it, or name an operator class.",
                Severity.ERROR, Claim.FIRST,
            )  # fmt: skip


def _without(effect: Effect, types: dict[tuple[str, str, str], str]) -> tuple[str, str, str] | None:
    if effect.method in METHODS and effect.on is not None:
        for one in effect.bare:
            column = (effect.on.schema, effect.on.name, one)
            if types.get(column) in WITHOUT:
                return column
    return None
