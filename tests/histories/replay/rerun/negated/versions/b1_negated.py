"""a flag is turned round"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("UPDATE notes SET pinned = NOT pinned")


def downgrade() -> None:
    op.execute("UPDATE notes SET pinned = NOT pinned")
