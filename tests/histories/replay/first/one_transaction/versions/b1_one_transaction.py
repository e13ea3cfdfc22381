"""fine by itself, but not in one transaction with the revision before"""

from alembic import op

revision = "b1"
down_revision = "a2"


def upgrade() -> None:
    op.execute("ALTER TABLE uses ADD COLUMN IF NOT EXISTS since date")


def downgrade() -> None:
    op.drop_column("uses", "since")
