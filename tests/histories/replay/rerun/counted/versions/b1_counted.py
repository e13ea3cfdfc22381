"""one more each time"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("UPDATE notes SET likes = likes + 1")


def downgrade() -> None:
    op.execute("UPDATE notes SET likes = likes - 1")
