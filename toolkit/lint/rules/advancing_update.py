"""An UPDATE that makes a value of what it was before ends elsewhere each time it is run: the second
run changes rows again, and nobody hears of it.
"""

from collections.abc import Iterator
from itertools import chain

from toolkit.findings import Finding
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, finding, or_once

FILLED = """CREATE TABLE orders (id int, total int, note text, tags text[]);
INSERT INTO orders VALUES (1, 10, 'a', ARRAY['x'])"""
EXAMPLES = (
    Example(
        bad='op.execute("UPDATE orders SET total = total + 1")',
        good='ensure.once("b2-1", "UPDATE orders SET total = total + 1")',
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("UPDATE orders SET note = note || '!'")""",
        good="""ensure.once("b2-1", "UPDATE orders SET note = note || '!'")""",
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("UPDATE orders SET tags = array_append(tags, 'y')")""",
        good="""ensure.once("b2-1", "UPDATE orders SET tags = array_append(tags, 'y')")""",
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("DO $$ BEGIN UPDATE orders SET total = total + 1; END $$")""",
        good='ensure.once("b2-1", "DO $$ BEGIN UPDATE orders SET total = total + 1; END $$")',
        setup=FILLED,
    ),
    Example(
        bad="""op.execute("UPDATE orders SET id = nextval('numbers')")""",
        good="""ensure.once("b2-1", "UPDATE orders SET id = nextval('numbers')")""",
        setup=f"{FILLED}; CREATE SEQUENCE numbers START 5",
    ),
    Example(
        bad="op.execute(orders.update().values(total=orders.c.total + 1))",
        good='ensure.once("b2-1", orders.update().values(total=orders.c.total + 1))',
        setup=FILLED,
        head='orders = sa.table("orders", sa.column("total", sa.Integer))',
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    again = migration.misbehaving(Verb.ADVANCE, but=("column",))
    for event in chain(again, migration.misbehaving(Verb.DELETE)):
        if event.again is not Came.CHANGES:
            continue
        why = event.effect.why or "a value is made of what it was before"
        yield finding(
            migration, project, event, __name__,
            f"this ends elsewhere each time it is run: {why}",
            f"Let WHERE leave out the rows that are done{or_once(migration)}.",
        )  # fmt: skip
