"""A label that is added to an enum type cannot be used in the transaction that added it: the first
run fails with "unsafe use of new value". A type that was made in the same transaction is exempt.

Without `transaction_per_migration` all revisions of a run share a transaction: a label that an
earlier one adds is a note, since they fail only where both are run at once.
"""

from collections.abc import Iterator

from toolkit.findings import UPGRADE, Claim, Finding, Severity
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event
from toolkit.lint.labels import before
from toolkit.lint.migration import MigrationFile
from toolkit.lint.project import Project
from toolkit.lint.rule import Example, found

STATE = """CREATE TYPE state AS ENUM ('open');
CREATE TABLE orders (id int, state state); INSERT INTO orders VALUES (1, 'open')"""
EXAMPLES = (
    Example(
        bad="""op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent'")
op.execute("UPDATE orders SET state = 'sent' WHERE id = 1")""",
        good="""with op.get_context().autocommit_block():
    op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent'")
op.execute("UPDATE orders SET state = 'sent' WHERE id = 1")""",
        setup=STATE,
    ),
    Example(
        bad="""op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent'")
op.alter_column("orders", "state", server_default="sent")""",
        good="""with op.get_context().autocommit_block():
    op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'sent'")
op.alter_column("orders", "state", server_default="sent")""",
        setup=STATE,
    ),
)


def check(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    events = migration.ran.events
    for number, event in enumerate(events):
        if _adds(event) and project.transactional and not _is_new(event, events[:number]):
            for later in events[number + 1 :]:
                if _same(event, later) and _uses(migration, later, event.effect.name.name):
                    yield _found(migration, later, event.effect.name.name)
                    break
    together = project.transactional and not project.transaction_per_migration
    if together and migration.function == UPGRADE:
        yield from _of_the_run(migration, project)


def _of_the_run(migration: MigrationFile, project: Project) -> Iterator[Finding]:
    """Labels of revisions below it, which an upgrade over both adds in the same transaction."""
    if any(label in migration.text for texts in project.labels.values() for label in texts):
        below = before(migration.revision, project.down_revisions, project.labels)
        events = [one for one in migration.ran.events if _is_of_the_run(one)]
        for label, revision in below:
            used = next((one for one in events if _uses(migration, one, label)), None)
            if used is not None:
                yield _possible(migration, used, label, revision)


def _is_of_the_run(event: Event) -> bool:
    return event.transaction == 0 and not event.autocommit


def _adds(event: Event) -> bool:
    effect = event.effect
    done = event.first is Came.DONE and not event.autocommit
    return effect.verb is Verb.CREATE and effect.name.kind == "label" and done


def _is_new(event: Event, before: list[Event]) -> bool:
    """Whether its type was made in the same transaction."""
    type_ = event.effect.name
    wanted = type_._replace(kind="type", table="", name=type_.table)
    made = (one for one in before if one.effect.name == wanted and one.effect.verb is Verb.CREATE)
    return any(_same(event, one) for one in made)


def _same(one: Event, other: Event) -> bool:
    return one.transaction == other.transaction and not other.autocommit


def _uses(migration: MigrationFile, event: Event, label: str) -> bool:
    """Whether it stands there as text; where another label is added, it only says where."""
    if event.effect.name.kind in ("label", "type") or event.first is None:
        return False
    if event.text:
        return f"'{label}'" in event.text
    source = migration.places.source(event.node)
    return any(f"{quote}{label}{quote}" in source for quote in "'\"")


def _found(migration: MigrationFile, event: Event, label: str) -> Finding:
    return found(
        migration, event, __name__,
        f"label {label} is used in the transaction that added it: the first run fails",
        "Add it within `with op.get_context().autocommit_block():`.",
        Severity.ERROR, Claim.FIRST,
    )  # fmt: skip


def _possible(migration: MigrationFile, event: Event, label: str, revision: str) -> Finding:
    return found(
        migration, event, __name__,
        f"label {label} is used that {revision} adds: where one run does both, and the type was"
        " there before, it fails",
        "Set transaction_per_migration=True in env.py, or add the label in an autocommit block.",
        Severity.NOTE, Claim.FIRST,
    )  # fmt: skip
