"""Some changes of a table can be made only once: a partition that is attached is attached already
when the revision is run again, a column that is an identity cannot be made one.
"""

from collections.abc import Iterator

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, called, finding, when

KINDS = ("partition", "inheritance", "identity", "expression", "member", "mapping")
PARTED = """CREATE TABLE orders (state text) PARTITION BY LIST (state);
CREATE TABLE late (state text)"""
EXAMPLES = (
    Example(
        bad='op.execute("ALTER TABLE orders ATTACH PARTITION late DEFAULT")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ATTACH PARTITION late DEFAULT; '
            'EXCEPTION WHEN duplicate_table OR wrong_object_type THEN NULL; END $hive$")'
        ),
        setup=PARTED,
    ),
    Example(
        bad='op.execute("ALTER TABLE orders DETACH PARTITION late")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders DETACH PARTITION late; '
            "EXCEPTION WHEN duplicate_table OR undefined_table OR wrong_object_type THEN NULL; "
            'END $hive$")'
        ),
        setup=f"{PARTED}; ALTER TABLE orders ATTACH PARTITION late DEFAULT",
    ),
    Example(
        bad='op.execute("ALTER TABLE late INHERIT orders")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE late INHERIT orders; '
            'EXCEPTION WHEN duplicate_table THEN NULL; END $hive$")'
        ),
        setup="CREATE TABLE orders (id int); CREATE TABLE late (id int)",
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ALTER id ADD GENERATED ALWAYS AS IDENTITY")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ALTER id ADD GENERATED ALWAYS AS '
            "IDENTITY; "
            'EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup="CREATE TABLE orders (id int NOT NULL)",
    ),
    Example(
        bad='op.execute("ALTER TABLE orders ALTER id DROP IDENTITY")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER TABLE orders ALTER id DROP IDENTITY; '
            'EXCEPTION WHEN object_not_in_prerequisite_state THEN NULL; END $hive$")'
        ),
        setup="CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY)",
    ),
    Example(
        bad='op.execute("ALTER PUBLICATION news ADD TABLE orders")',
        good=(
            'op.execute("DO $hive$ BEGIN ALTER PUBLICATION news ADD TABLE orders; '
            'EXCEPTION WHEN duplicate_object THEN NULL; END $hive$")'
        ),
        setup="CREATE TABLE orders (id int); CREATE PUBLICATION news",
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    for verb, state in ((Verb.CREATE, "already"), (Verb.DROP, "no longer")):
        for event in migration.misbehaving(verb, *KINDS):
            yield finding(
                migration, project, event, __name__,
                f"{called(event.effect.name)} is {state} there {when(event)}",
                "Do it in a block that asks the catalog first.",
            )  # fmt: skip
