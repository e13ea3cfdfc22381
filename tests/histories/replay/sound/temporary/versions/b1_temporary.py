"""a temporary table, which is its session's own"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("CREATE TEMPORARY TABLE old AS SELECT title, body FROM notes")
    op.execute("UPDATE notes SET body = old.body FROM old WHERE old.title = notes.title")


def downgrade() -> None:
    pass
