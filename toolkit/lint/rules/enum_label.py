"""A label that is added to an enum type is there already when the revision is run again, one that
is renamed has its new name: ADD VALUE has IF NOT EXISTS, RENAME VALUE has nothing.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding, when

STATE = "CREATE TYPE state AS ENUM ('open')"
EXAMPLES = (
    Example(
        bad="""op.execute("ALTER TYPE state ADD VALUE 'sent'")""",
        good="""op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent'")""",
        setup=STATE,
    ),
    Example(
        bad="""with op.get_context().autocommit_block():
    op.execute("ALTER TYPE state ADD VALUE 'sent' BEFORE 'open'")""",
        good="""with op.get_context().autocommit_block():
    op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent' BEFORE 'open'")""",
        setup=STATE,
    ),
    Example(
        bad="""op.execute("ALTER TYPE state RENAME VALUE 'open' TO 'new'")""",
        good=(
            "op.execute(\"DO $hive$ BEGIN ALTER TYPE state RENAME VALUE 'open' TO 'new'; "
            "EXCEPTION WHEN invalid_parameter_value OR undefined_column OR undefined_function OR "
            'undefined_object OR undefined_table THEN NULL; END $hive$")'
        ),
        setup=STATE,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for event in migration.misbehaving(Verb.CREATE, "label"):
        yield finding(
            migration, project, event, __name__,
            f"{called(event.effect.name)} is there already {when(event)}",
            "Use ADD VALUE IF NOT EXISTS, or ensure.enum_value.",
        )  # fmt: skip
    for event in migration.misbehaving(Verb.RENAME, "label"):
        yield finding(
            migration, project, event, __name__,
            f"{called(event.effect.name)} has its new name {when(event)}",
            "Rename it in a block that looks in pg_enum for its old name.",
        )  # fmt: skip
