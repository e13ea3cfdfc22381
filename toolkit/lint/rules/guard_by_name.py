"""A guard that looks for a name says nothing about what has it: a table with other columns, an enum
type with other labels, a column of another type all pass it. ensure.* compare.
"""

from collections.abc import Iterator

from toolkit.findings import Finding, Severity
from toolkit.lint.effects import Verb, is_clear
from toolkit.lint.events import Event
from toolkit.lint.guards import is_harmful
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, found, of_node

REPLACED = frozenset({"function", "view", "trigger", "rule", "label", "schema", "extension"})
"""Kinds that OR REPLACE makes what it says, or of which the name is all."""
CONVERGES = "a second run finds what the first one made"
REMEDY = "Use its twin in ensure, which compares what is there."
EXAMPLES = (
    Example(
        bad='op.execute("CREATE TABLE IF NOT EXISTS orders (id int)")',
        good='ensure.table("orders", sa.Column("id", sa.Integer))',
        why_not_executed=CONVERGES,
    ),
    Example(
        bad='op.create_table("orders", sa.Column("id", sa.Integer), if_not_exists=True)',
        good='ensure.table("orders", sa.Column("id", sa.Integer))',
        why_not_executed=CONVERGES,
    ),
    Example(
        bad="""columns = sa.inspect(op.get_bind()).get_columns("orders")
if "total" not in [one["name"] for one in columns]:
    op.add_column("orders", sa.Column("total", sa.Integer))""",
        good='ensure.column("orders", sa.Column("total", sa.Integer))',
        setup="CREATE TABLE orders (id int)",
        why_not_executed=CONVERGES,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.ran.events:
        effect = event.effect
        if effect.verb is Verb.CREATE and _by_name(event):
            message = f"this accepts any {called(effect.name)}, whatever it is"
            yield found(migration, event, __name__, message, REMEDY, Severity.NOTE, None)
    for node, asked in migration.ran.asked:
        if is_clear(asked):
            message = "this asks for a name, and says nothing about what has it"
            yield of_node(migration, node, __name__, message, REMEDY)


def _by_name(event: Event) -> bool:
    effect = event.effect
    looks = effect.guarded and not effect.compared and not is_harmful(event)
    return looks and effect.name.kind not in REPLACED
