"""An enum type that the revision makes twice fails the very first time: by `.create()`, and again
by the `create_table` that uses it, which does not know that somebody has.

`checkfirst=True` at the first does not help, the second one does not check.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding

EXAMPLES = (
    Example(
        bad="""state = sa.Enum("open", "sent", name="state")
state.create(op.get_bind(), checkfirst=True)
op.create_table("orders", sa.Column("state", state))""",
        good="""state = sa.Enum("open", "sent", name="state")
state.create(op.get_bind(), checkfirst=True)
ensure.table("orders", sa.Column("state", state))""",
    ),
    Example(
        bad="""postgresql.ENUM("open", name="state").create(op.get_bind())
op.create_table("orders", sa.Column("state", postgresql.ENUM("open", name="state")))""",
        good="""postgresql.ENUM("open", name="state").create(op.get_bind())
ensure.table("orders", sa.Column("state", postgresql.ENUM("open", name="state")))""",
    ),
    Example(
        bad="""op.execute("CREATE TYPE state AS ENUM ('open')")
op.create_table("orders", sa.Column("state", sa.Enum("open", name="state")))""",
        good=(
            "op.execute(\"DO $hive$ BEGIN CREATE TYPE state AS ENUM ('open'); "
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")\n'
            'ensure.table("orders", sa.Column("state", sa.Enum("open", name="state")))'
        ),
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.CREATE, "type"):
        if event.first is Came.FAILS:
            yield finding(
                migration, project, event, __name__,
                f"{called(event.effect.name)} is made twice: the first run fails",
                "Make it with ensure.enum, and use it with create_type=False or by ensure.table.",
            )  # fmt: skip
