"""rows are copied"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("INSERT INTO archive SELECT title, body FROM notes")


def downgrade() -> None:
    op.execute("DELETE FROM archive")
