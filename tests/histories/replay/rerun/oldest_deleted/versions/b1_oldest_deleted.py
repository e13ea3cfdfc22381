"""the oldest row goes, and each time there is another one"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("DELETE FROM notes WHERE id = (SELECT min(id) FROM notes)")


def downgrade() -> None:
    pass
