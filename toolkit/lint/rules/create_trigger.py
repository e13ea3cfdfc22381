"""A trigger or rule that is created is there already when the revision is run again.

CREATE OR REPLACE TRIGGER is there from PostgreSQL 14 on.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

ORDERS = (
    "CREATE TABLE o (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'"
)
EXAMPLES = (
    Example(
        bad='op.execute("CREATE TRIGGER t AFTER INSERT ON o EXECUTE FUNCTION f()")',
        good='op.execute("CREATE OR REPLACE TRIGGER t AFTER INSERT ON o EXECUTE FUNCTION f()")',
        setup=ORDERS,
    ),
    Example(
        bad='op.execute("CREATE RULE kept AS ON DELETE TO o DO INSTEAD NOTHING")',
        good='op.execute("CREATE OR REPLACE RULE kept AS ON DELETE TO o DO INSTEAD NOTHING")',
        setup=ORDERS,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "trigger", "event trigger", "rule")
    remedy = "Use ensure.trigger, or CREATE OR REPLACE."
    yield from there(migration, project, __name__, found, remedy)
