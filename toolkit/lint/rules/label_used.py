"""A label that is added to an enum type cannot be used in the transaction that added it: the first
run fails with "unsafe use of new value". A type that was made in the same transaction is exempt.
"""

from collections.abc import Iterator

from toolkit.findings import Claim, Finding, Severity
from toolkit.lint.effects import Verb
from toolkit.lint.events import Came, Event
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
    events = migration.upgrade.events
    for number, event in enumerate(events):
        if _adds(event) and project.transactional and not _is_new(event, events[:number]):
            for later in events[number + 1 :]:
                if _same(event, later) and _uses(migration, later, event.effect.name.name):
                    yield _found(migration, later, event.effect.name.name)
                    break


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
