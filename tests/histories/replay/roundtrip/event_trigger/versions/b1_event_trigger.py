"""an event trigger stays"""

from alembic import op

revision = "b1"
down_revision = "a2"


def upgrade() -> None:
    op.execute("DROP EVENT TRIGGER IF EXISTS watched")
    op.execute("CREATE EVENT TRIGGER watched ON sql_drop EXECUTE FUNCTION watched()")


def downgrade() -> None:
    pass
