"""rows are copied, then deleted where they were"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("INSERT INTO archive SELECT title, body FROM notes")
    op.execute("DELETE FROM notes")


def downgrade() -> None:
    op.execute("INSERT INTO notes (title, body) SELECT title, body FROM archive")
