"""What `label-used` notes across revisions: two of one run, on a type that was there before."""

from contextlib import nullcontext

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from toolkit.lint.examples import source
from toolkit.lint.rules.label_used import STATE

from .executing import connected, prepared, upgrade_of

ADDS = source("""op.execute("ALTER TYPE state ADD VALUE 'sent'")""")
USES = source("""op.execute("UPDATE orders SET state = 'sent'")""")


@pytest.mark.parametrize("per_migration", [False, True])
def test_a_label_of_an_earlier_revision(database: sa.URL, *, per_migration: bool) -> None:
    prepared(database, STATE)
    fails = pytest.raises(sa.exc.OperationalError, match="unsafe use of new value")
    with connected(database) as connection, nullcontext() if per_migration else fails:
        context = MigrationContext.configure(
            connection, opts={"transaction_per_migration": per_migration}
        )
        with Operations.context(context), context.begin_transaction():
            for text in (ADDS, USES):
                with context.begin_transaction(_per_migration=True):
                    upgrade_of(text)()
