"""a list grows each time"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("UPDATE notes SET tags = tags || '[\"new\"]'")


def downgrade() -> None:
    pass
