"""A function, procedure or aggregate that is created is there already when the revision is run
again.

CREATE OR REPLACE may be run again, unless what it returns or its arguments' names differ.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, there

EXAMPLES = (
    Example(
        bad='op.execute("CREATE FUNCTION one() RETURNS int RETURN 1")',
        good='op.execute("CREATE OR REPLACE FUNCTION one() RETURNS int RETURN 1")',
    ),
    Example(
        bad="op.execute(\"CREATE PROCEDURE nothing() LANGUAGE sql AS ''\")",
        good="op.execute(\"CREATE OR REPLACE PROCEDURE nothing() LANGUAGE sql AS ''\")",
    ),
    Example(
        bad='op.execute("CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)")',
        good='op.execute("CREATE OR REPLACE AGGREGATE total(int) (sfunc = int4pl, stype = int)")',
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    found = migration.misbehaving(Verb.CREATE, "function")
    remedy = "Use ensure.function, or CREATE OR REPLACE."
    yield from there(migration, project, __name__, found, remedy)
