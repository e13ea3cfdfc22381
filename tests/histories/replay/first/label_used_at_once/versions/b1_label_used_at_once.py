"""a label is added and used in one transaction"""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade() -> None:
    op.execute("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'fine'")
    op.execute("UPDATE notes SET mood = 'fine'")


def downgrade() -> None:
    pass
